/** Suites of encrypted data: the key out of its envelope, the plaintext, and what an ACA put into it. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { type EncryptedData, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import * as butterfly from '../crypto/butterfly.ts';
import { hashedId8 } from '../crypto/digest.ts';
import { softwareKeyStore } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { seededRandom } from '../crypto/random.ts';
import { unwrapped } from '../secure/decrypt.ts';
import { sec1 } from '../trust/point.ts';
import { compare, has, maybe, number, object, octets, type Vector } from './field.ts';
import { shape } from './shape.ts';
import { holds, judge, signedPart } from './spdu.ts';
import { type Check, firstOf, type Trial, within } from './trial.ts';
import { payload } from './wire.ts';

export interface Opened {
  readonly recipient: Vector;
  readonly p1: Uint8Array;
  readonly aesKey: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly plaintext: Uint8Array;
}

/** A sentence where it cannot be opened. `certificate` is the recipient's, for certRecipInfo. */
export function open(
  crypto: CryptoProvider,
  { recipients, ciphertext }: EncryptedData,
  secret: Uint8Array,
  certificate?: Uint8Array,
): Opened | string {
  if (ciphertext.tag !== 'aes128ccm') return `ciphertext: ${ciphertext.tag} is unsupported`;
  const { nonce, ccmCiphertext } = ciphertext.value;
  const keys = softwareKeyStore({ crypto, random: seededRandom('vectors') });
  let why = 'recipients: none';
  for (const info of recipients) {
    if (info.tag === 'pskRecipInfo' || info.tag === 'symmRecipInfo' || info.value.encKey.tag === '?') {
      why = `recipients: ${info.tag} has no key that ECIES made`;
      continue;
    }
    const { recipientId, encKey } = info.value;
    const p1 = crypto.hash('sha256', ...(info.tag === 'certRecipInfo' && certificate ? [certificate] : []));
    const curve = encKey.tag === 'eciesBrainpoolP256r1' ? 'brainpoolP256r1' : 'P-256';
    const aesKey = unwrapped({ crypto, keys }, info.value, keys.import(curve, secret), p1);
    const plaintext = aesKey && crypto.unseal(aesKey, nonce, ccmCiphertext);
    if (plaintext) {
      const { v, c, t } = encKey.value;
      const recipient = {
        choice: info.tag,
        ...{ recipientId: toHex(recipientId), v: toHex(sec1(v)!), c: toHex(c), t: toHex(t) },
      };
      return { recipient, p1, aesKey, nonce, ciphertext: ccmCiphertext, plaintext };
    }
    why = aesKey ? 'the tag of AES-CCM does not match' : `the key in ${info.tag} (${encKey.tag}) does not come out`;
  }
  return why;
}

/** With `inputs` the private key is known. */
const encrypted: Check = (item, trial) => {
  const got = shape(item, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return got.differs;
  const { content } = got.value;
  if (content.tag !== 'encryptedData') return `expected encrypted data, got ${content.tag}`;
  if (!has(item, 'inputs')) return undefined;
  const inputs = object(item, 'inputs');
  const certificate = maybe(inputs, 'recipientCert');
  const opened = open(trial.crypto, content.value, octets(inputs, 'recipientPrivKey'), certificate);
  if (typeof opened === 'string') return opened;
  const record = certificate && trial.certificates.add(certificate);
  return firstOf(
    () =>
      within(
        'expected',
        compare(object(item, 'expected'), trial.crypto, { aesKey: opened.aesKey, plaintext: opened.plaintext }),
      ),
    () => {
      if (record && opened.recipient.choice === 'certRecipInfo' && opened.recipient.recipientId !== record.id)
        return `recipientId: expected ${record.id}, got ${String(opened.recipient.recipientId)}`;
      return undefined;
    },
    () => (has(inputs, 'outerSigned') ? outer(octets(inputs, 'outerSigned'), got.octets, trial) : undefined),
  );
};

/** The signed data around it holds these very octets, and is its signer's where we know one. */
export function outer(octets: Uint8Array, inside: Uint8Array, trial: Trial): string | undefined {
  const got = coer(Ieee1609Dot2Data).decode(octets);
  const signed = got.ok ? signedPart(got.value, trial.crypto) : undefined;
  if (!got.ok || !signed) return 'outerSigned: expected signed data';
  if (!toHex(payload(got.value) ?? new Uint8Array()).includes(toHex(inside)))
    return 'outerSigned: holds something else';
  const verdict = judge(signed, trial);
  if (verdict.is === 'unknown') trial.accept(`outerSigned: ${verdict.sentence}`);
  return verdict.is === 'bad' ? `outerSigned: ${verdict.sentence}` : undefined;
}

/** What came out of a download: signed by the ACA, encrypted to a butterfly key, with a certificate and r inside. */
const download: Check = (item, trial) => {
  const { crypto, certificates } = trial;
  const got = shape({ hex: item.spdu }, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return `spdu: ${got.differs}`;
  const signed = signedPart(got.value, crypto);
  const inside = payload(got.value);
  if (!signed || !inside) return 'spdu: expected signed data with a payload';
  const signer = has(item, 'signerCert')
    ? certificates.add(octets(item, 'signerCert'))
    : signed.signer.tag === 'digest'
      ? certificates.found(signed.signer.value)[0]
      : undefined;
  const key = signer && certificates.keyOf(signer);
  if (!signer || !key) return 'signerCert: expected a certificate with a key';
  const sealed = sealedIn(inside, maybe(item, 'payloadPrefixBeforeEncryptedData'));
  if (!sealed) return 'payloadPrefixBeforeEncryptedData: no encrypted data stands behind it';

  const caterpillar = octets(item, 'responseEncryptionPriv');
  const expanded = has(item, 'butterflyEnc') ? expansion(object(item, 'butterflyEnc'), caterpillar, crypto) : undefined;
  if (typeof expanded === 'string') return within('butterflyEnc', expanded);
  const opened = open(crypto, sealed, expanded ?? caterpillar);
  if (typeof opened === 'string') return opened;
  const { recipient, plaintext, ...parts } = opened;
  const signatureHash = crypto.hash(
    'sha256',
    crypto.hash('sha256', signed.tbs),
    crypto.hash('sha256', signer.canonical),
  );
  return firstOf(
    () =>
      compare(item, crypto, {
        tbsData: signed.tbs,
        signatureHash,
        plaintext,
        signerPub: { curve: key.curve, point: key.octets },
      }),
    () =>
      compare(item, crypto, { p1: parts.p1, aesKey: parts.aesKey, nonce: parts.nonce, ciphertext: parts.ciphertext }),
    () => {
      if (!has(item, 'recipientInfo')) return undefined;
      const stray = Object.entries(object(item, 'recipientInfo')).find(([name, value]) => recipient[name] !== value);
      return stray && `recipientInfo.${stray[0]}: expected ${String(stray[1])}, got ${String(recipient[stray[0]])}`;
    },
    () => {
      if (signed.signer.tag === 'digest' && !certificates.digests(signer).includes(toHex(signed.signer.value)))
        return `signer: names ${toHex(signed.signer.value)}, signerCert is ${toHex(hashedId8(signer.hash))}`;
      return [crypto, trial.reference].every((by) => holds(by, signed, signer, by.publicKey(key.curve, key.octets)!))
        ? undefined
        : 'signature: does not verify with signerPub';
    },
    () => answer(item, plaintext, trial),
  );
};

/** The encrypted data behind a prefix, which in the older form of CAMP is the head of the answer. */
function sealedIn(inside: Uint8Array, prefix: Uint8Array | undefined): EncryptedData | undefined {
  if (prefix && toHex(inside.subarray(0, prefix.length)) !== toHex(prefix)) return undefined;
  for (let at = prefix?.length ?? 0; at <= (prefix?.length ?? 32); at++) {
    const got = coer(Ieee1609Dot2Data).decode(inside.subarray(at));
    if (got.ok && got.value.content.tag === 'encryptedData') return got.value.content.value;
  }
  return undefined;
}

/** The cocoon key that opens it, as a scalar; a sentence where the vector computes another. */
function expansion(given: Vector, caterpillar: Uint8Array, crypto: CryptoProvider): Uint8Array | string {
  const [i, j] = [number(given, 'i'), number(given, 'j')];
  const f = butterfly.expand(crypto, 'P-256', octets(given, 'expansionKey'), 'enc', i, [j])[0]!;
  const secret = butterfly.cocoonSecret('P-256', caterpillar, f);
  const cocoonEncPub = { curve: 'P-256', point: crypto.multiplyBase('P-256', secret) } as const;
  const x = butterfly.expansionInput('enc', i, j);
  return compare(given, crypto, { x, f, cocoonEncPriv: secret, cocoonEncPub }) ?? secret;
}

function answer(item: Vector, plaintext: Uint8Array, trial: Trial): string | undefined {
  const parts = answerParts(plaintext);
  if (!parts) return 'plaintext: expected data with a certificate and r';
  const { certificate, r } = parts;
  const read = trial.certificates.add(certificate);
  if (!read) return 'plaintext: what stands where a certificate should is none';
  return firstOf(
    () => compare(item, trial.crypto, { certificate, privateKeyInfo_r: r }),
    () => offset(item, 'certOffsetInPlaintext', certificate.byteOffset - plaintext.byteOffset),
    () => offset(item, 'rOffsetInPlaintext', r.byteOffset - plaintext.byteOffset),
  );
}
function offset(item: Vector, name: string, got: number): string | undefined {
  return has(item, name) && item[name] !== got ? `${name}: expected ${String(item[name])}, got ${got}` : undefined;
}

/** In deployed answers: unsecured data of `01 00 ‖ certificate ‖ 80 ‖ r`, or near it; r is the last 32 octets but for a flag. */
export function answerParts(plaintext: Uint8Array): { certificate: Uint8Array; r: Uint8Array } | undefined {
  const got = coer(Ieee1609Dot2Data).decode(plaintext);
  const inside = got.ok ? payload(got.value) : undefined;
  if (!inside) return undefined;
  // CAMP writes version 1, an option octet, the certificate, and r as the option.
  for (let head = 0; head <= 4; head++) {
    const end = inside.length - 32;
    const certificate = inside.subarray(head, end);
    if (end > head && isCertificate(certificate)) return { certificate, r: inside.subarray(end) };
  }
  return undefined;
}
const isCertificate = (octets: Uint8Array): boolean => coer(Certificate).decode(octets).ok;

export const encryptedSuites: Record<string, Check> = {
  'spdu-encrypted': encrypted,
  'cert-download-response': download,
};
