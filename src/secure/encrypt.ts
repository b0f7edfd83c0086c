/**
 * EncryptedData (IEEE 1609.2 6.3.31, 5.3.4, 5.3.5): one content key for AES-128-CCM, wrapped for each recipient by ECIES,
 * or by AES-CCM where both sides share a key.
 */
import { coer } from '../../asn1/coer.ts';
import {
  type BasePublicEncryptionKey,
  PublicEncryptionKey,
  SymmetricEncryptionKey,
} from '../../asn1/ieee1609dot2/base.ts';
import { Ieee1609Dot2Data, type RecipientInfo, type SymmetricCiphertext } from '../../asn1/ieee1609dot2/data.ts';
import { hashedId8 } from '../crypto/digest.ts';
import { encrypt as wrap } from '../crypto/ecies.ts';
import type { CryptoProvider, Curve, PublicKey } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { compressedPoint, sec1 } from '../trust/point.ts';
import type { Random } from '../world.ts';

/** To whom: a certificate with an encryption key, a key from a request (rek), or a key of 16 octets that both sides have. */
export type Recipient =
  | { readonly to: 'certificate'; readonly certificate: CertificateRecord }
  | { readonly to: 'key'; readonly key: PublicEncryptionKey }
  | { readonly to: 'shared'; readonly secret: Uint8Array };

interface Tools {
  readonly crypto: CryptoProvider;
  readonly random: Random;
}

/**
 * The COER of an Ieee1609Dot2Data with encryptedData. `plaintext` is a whole Ieee1609Dot2Data, or what a profile says
 * (pre-linkage values are bare). A RangeError where a recipient has no key we can encrypt to.
 */
export function encrypt(tools: Tools, plaintext: Uint8Array, recipients: readonly Recipient[]): Uint8Array {
  return coer(Ieee1609Dot2Data).encode(encrypted(tools, plaintext, recipients));
}

/** `encrypt` before it is encoded, to be put into a larger message. */
export function encrypted(tools: Tools, plaintext: Uint8Array, recipients: readonly Recipient[]): Ieee1609Dot2Data {
  const contentKey = tools.random.octets(16);
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

function recipientInfo({ crypto, random }: Tools, contentKey: Uint8Array, recipient: Recipient): RecipientInfo {
  if (recipient.to === 'shared') {
    const recipientId = sharedKeyId(crypto, recipient.secret);
    return {
      tag: 'symmRecipInfo',
      value: { recipientId, encKey: seal({ crypto, random }, recipient.secret, contentKey) },
    };
  }
  const key = recipient.to === 'key' ? recipient.key : recipient.certificate.tbs.encryptionKey;
  const point = key && encryptionPoint(crypto, key.publicKey);
  if (point === undefined) throw new RangeError('The recipient has no encryption key of P-256 or brainpoolP256r1.');
  const p1 = recipient.to === 'key' ? crypto.hash('sha256') : crypto.hash('sha256', recipient.certificate.canonical);
  const { v, c, t } = wrap(crypto, random, point, contentKey, p1);
  const tag = point.curve === 'P-256' ? 'eciesNistP256' : 'eciesBrainpoolP256r1';
  const encKey = { tag, value: { v: compressedPoint(v), c, t } } as const;
  return recipient.to === 'key'
    ? { tag: 'rekRecipInfo', value: { recipientId: responseKeyId(crypto, recipient.key), encKey } }
    : { tag: 'certRecipInfo', value: { recipientId: recipient.certificate.id8, encKey } };
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

/** A checked point of P-256 or brainpoolP256r1; undefined for SM2, x-only and what is not on the curve. */
export function encryptionPoint(crypto: CryptoProvider, key: BasePublicEncryptionKey): PublicKey | undefined {
  if (key.tag !== 'eciesNistP256' && key.tag !== 'eciesBrainpoolP256r1') return undefined;
  const point = sec1(key.value);
  return point && crypto.publicKey(key.tag === 'eciesNistP256' ? 'P-256' : 'brainpoolP256r1', point);
}

/** A compressed SEC 1 point of a 256-bit curve as PublicEncryptionKey (6.3.20). */
export function encryptionKey(curve: Curve, point: Uint8Array): PublicEncryptionKey {
  const tag = curve === 'brainpoolP256r1' ? 'eciesBrainpoolP256r1' : 'eciesNistP256';
  return { supportedSymmAlg: 'aes128Ccm', publicKey: { tag, value: compressedPoint(point) } };
}
