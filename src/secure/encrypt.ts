/**
 * EncryptedData (IEEE 1609.2 6.3.31, 5.3.4, 5.3.5): one content key for AES-128-CCM, wrapped for each recipient by ECIES,
 * or by AES-CCM where both sides share a key; or a shared key that encrypts the content itself. Whether a recipient's
 * certificate is good is asked in `address.ts`.
 */
import { coer } from '../../asn1/coer.ts';
import { PublicEncryptionKey, SymmetricEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { Ieee1609Dot2Data, type RecipientInfo, type SymmetricCiphertext } from '../../asn1/ieee1609dot2/data.ts';
import { hashedId8 } from '../crypto/digest.ts';
import { encrypt as wrap } from '../crypto/ecies.ts';
import type { CryptoProvider, Curve } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { compressedPoint, encryptionPoint } from '../trust/point.ts';
import type { Random } from '../world.ts';

/** To whom, an alternative of RecipientInfo each (6.3.32). A `secret` has 16 octets, and both sides have it. */
export type Recipient =
  /** certRecipInfo: a certificate with an encryption key. */
  | { readonly to: 'certificate'; readonly certificate: CertificateRecord }
  /** signedDataRecipInfo: a key in the header of an SPDU; `hash` is the SHA-256 of that in canonical form. */
  | { readonly to: 'signed'; readonly key: PublicEncryptionKey; readonly hash: Uint8Array }
  /** rekRecipInfo: a key that came in neither of these. */
  | { readonly to: 'key'; readonly key: PublicEncryptionKey }
  /** symmRecipInfo: the shared key encrypts the content key. */
  | { readonly to: 'shared'; readonly secret: Uint8Array }
  /** pskRecipInfo: the shared key encrypts the content. */
  | { readonly to: 'preshared'; readonly secret: Uint8Array };

interface Tools {
  readonly crypto: CryptoProvider;
  readonly random: Random;
}

/** The length of CCM's counter, with a nonce of 12 octets, is 3. */
export const LONGEST_PLAINTEXT = 2 ** 24 - 1;

/**
 * The COER of an Ieee1609Dot2Data with encryptedData. `plaintext` is a whole Ieee1609Dot2Data, or what a profile says
 * (pre-linkage values are bare). A RangeError where a recipient has no key we can encrypt to, or stands where it cannot.
 */
export function encrypt(tools: Tools, plaintext: Uint8Array, recipients: readonly Recipient[]): Uint8Array {
  return coer(Ieee1609Dot2Data).encode(encrypted(tools, plaintext, recipients));
}

/** `encrypt` before it is encoded, to be put into a larger message. */
export function encrypted(tools: Tools, plaintext: Uint8Array, recipients: readonly Recipient[]): Ieee1609Dot2Data {
  const wrong = misplaced(recipients) ?? recipients.map((r) => obstacle(tools.crypto, r)).find((o) => o !== undefined);
  if (wrong !== undefined) throw new RangeError(wrong);
  const [first] = recipients;
  const contentKey = first?.to === 'preshared' ? first.secret : tools.random.octets(16);
  return {
    protocolVersion: 3,
    content: {
      tag: 'encryptedData',
      value: {
        recipients: recipients.map((r) => recipientInfo(tools, contentKey, r)),
        ciphertext: seal(tools, contentKey, plaintext),
      },
    },
  };
}

/** A sentence where such a list makes no sense, whoever is on it. */
export function misplaced(recipients: readonly Recipient[]): string | undefined {
  if (recipients.length === 0) return 'There is no recipient: name at least one.';
  if (recipients.length > 1 && recipients.some((r) => r.to === 'preshared'))
    return 'A pre-shared key encrypts the content itself and would be given to the other recipients: name it alone, or as a shared one.';
  return undefined;
}

/** A sentence where this recipient has no key we can encrypt to. */
export function obstacle(crypto: CryptoProvider, recipient: Recipient): string | undefined {
  if (recipient.to === 'shared' || recipient.to === 'preshared')
    return recipient.secret.length === 16
      ? undefined
      : `A shared key has 16 octets, not ${recipient.secret.length}: it is for AES-128.`;
  const key = keyFor(recipient);
  if (key === undefined) return 'The recipient has no encryption key.';
  if (key.supportedSymmAlg !== 'aes128Ccm')
    return `The recipient wants content encrypted with ${key.supportedSymmAlg}, which is not supported.`;
  return encryptionPoint(crypto, key.publicKey)
    ? undefined
    : `The recipient's encryption key (${key.publicKey.tag}) is no point of P-256 or brainpoolP256r1 that we can read.`;
}

function keyFor(recipient: Exclude<Recipient, { secret: Uint8Array }>): PublicEncryptionKey | undefined {
  return recipient.to === 'certificate' ? recipient.certificate.tbs.encryptionKey : recipient.key;
}

/** Of a recipient without an obstacle. P1 of ECIES is the hash of where the key came from, or of nothing (6.3.32). */
function recipientInfo(tools: Tools, contentKey: Uint8Array, recipient: Recipient): RecipientInfo {
  const { crypto, random } = tools;
  if (recipient.to === 'preshared') return { tag: 'pskRecipInfo', value: sharedKeyId(crypto, recipient.secret) };
  if (recipient.to === 'shared') {
    const recipientId = sharedKeyId(crypto, recipient.secret);
    return { tag: 'symmRecipInfo', value: { recipientId, encKey: seal(tools, recipient.secret, contentKey) } };
  }
  const point = encryptionPoint(crypto, keyFor(recipient)!.publicKey)!;
  const p1 =
    recipient.to === 'certificate'
      ? recipient.certificate.hash
      : recipient.to === 'signed'
        ? recipient.hash
        : crypto.hash('sha256');
  const { v, c, t } = wrap(crypto, random, point, contentKey, p1);
  const tag = point.curve === 'P-256' ? 'eciesNistP256' : 'eciesBrainpoolP256r1';
  const encKey = { tag, value: { v: compressedPoint(v), c, t } } as const;
  switch (recipient.to) {
    case 'certificate':
      return { tag: 'certRecipInfo', value: { recipientId: recipient.certificate.id8, encKey } };
    case 'signed':
      return { tag: 'signedDataRecipInfo', value: { recipientId: hashedId8(recipient.hash), encKey } };
    case 'key':
      return { tag: 'rekRecipInfo', value: { recipientId: responseKeyId(crypto, recipient.key), encKey } };
  }
}

function seal({ crypto, random }: Tools, key: Uint8Array, plaintext: Uint8Array): SymmetricCiphertext {
  const nonce = random.octets(12);
  return { tag: 'aes128ccm', value: { nonce, ccmCiphertext: crypto.seal(key, nonce, plaintext) } };
}

/** recipientId of symmRecipInfo and pskRecipInfo: HashedId8 of the COER of the SymmetricEncryptionKey (6.3.34). */
export function sharedKeyId(crypto: CryptoProvider, secret: Uint8Array): Uint8Array {
  return hashedId8(crypto.hash('sha256', coer(SymmetricEncryptionKey).encode({ tag: 'aes128Ccm', value: secret })));
}
/** recipientId of rekRecipInfo: HashedId8 of the COER of the response encryption key. */
export function responseKeyId(crypto: CryptoProvider, key: PublicEncryptionKey): Uint8Array {
  return hashedId8(crypto.hash('sha256', coer(PublicEncryptionKey).encode(key)));
}

/** A compressed SEC 1 point of a 256-bit curve as PublicEncryptionKey (6.3.20). */
export function encryptionKey(curve: Curve, point: Uint8Array): PublicEncryptionKey {
  const tag = curve === 'brainpoolP256r1' ? 'eciesBrainpoolP256r1' : 'eciesNistP256';
  return { supportedSymmAlg: 'aes128Ccm', publicKey: { tag, value: compressedPoint(point) } };
}
