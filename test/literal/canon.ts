/** Canonical forms and the hashes made of them (wire.md 2.5). */
import { coer } from '../../asn1/coer.ts';
import {
  type Certificate,
  Certificate as CertificateType,
  ToBeSignedCertificate,
} from '../../asn1/ieee1609dot2/certificate.ts';
import { ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { type CurveName, digest, fromInt, type HashName, mod, orderOf, toInt, type Written } from './curve.ts';

const certificates = coer(CertificateType);
const tbsCertificates = coer(ToBeSignedCertificate);
const tbsDatas = coer(ToBeSignedData);

/** (a) Points of keys are compressed. */
export function compressed<W extends Written>(written: W): W {
  if (written.tag !== 'uncompressedP256' && written.tag !== 'uncompressedP384') return written;
  const tag = toInt(written.value.y) % 2n === 0n ? 'compressed-y-0' : 'compressed-y-1';
  return { tag, value: written.value.x } as unknown as W;
}
const tagged = <T extends { readonly tag: string; readonly value: unknown }>(key: T): T =>
  key.tag === '?' ? key : ({ tag: key.tag, value: compressed(key.value as Written) } as T);

/** (b) Of R its x alone, reduced mod n. */
function xOnly(written: Written, curve: CurveName): Written {
  if (written.tag === 'fill') return written;
  const x = 'x' in (written.value as object) ? (written.value as { x: Uint8Array }).x : (written.value as Uint8Array);
  return { tag: 'x-only', value: fromInt(mod(toInt(x), orderOf(curve)), x.length) };
}

const SIGNATURE_CURVE: Readonly<Record<string, CurveName>> = {
  ecdsaNistP256Signature: 'P-256',
  ecdsaBrainpoolP256r1Signature: 'brainpoolP256r1',
  ecdsaBrainpoolP384r1Signature: 'brainpoolP384r1',
  ecdsaNistP384Signature: 'P-384',
};
const KEY_CURVE: Readonly<Record<string, CurveName>> = {
  ecdsaNistP256: 'P-256',
  ecdsaBrainpoolP256r1: 'brainpoolP256r1',
  ecdsaBrainpoolP384r1: 'brainpoolP384r1',
  ecdsaNistP384: 'P-384',
};
export const curveOfSignature = (tag: string): CurveName | undefined => SIGNATURE_CURVE[tag];
export const curveOfKey = (tag: string): CurveName | undefined => KEY_CURVE[tag];

/** A certificate read from octets, with what is made of it. */
export interface Read {
  readonly value: Certificate;
  readonly canonicalTbs: Uint8Array;
  readonly canonical: Uint8Array;
}

export function canonicalTbs(value: Certificate): Uint8Array {
  const tbs = value.toBeSigned.value;
  const indicator = tbs.verifyKeyIndicator;
  const verifyKeyIndicator =
    indicator.tag === 'verificationKey'
      ? { tag: indicator.tag, value: tagged(indicator.value) }
      : indicator.tag === 'reconstructionValue'
        ? { tag: indicator.tag, value: compressed(indicator.value) }
        : indicator;
  const encryptionKey = tbs.encryptionKey && { ...tbs.encryptionKey, publicKey: tagged(tbs.encryptionKey.publicKey) };
  return tbsCertificates.encode({ ...tbs, verifyKeyIndicator, encryptionKey });
}

export function canonicalCertificate(value: Certificate): Uint8Array {
  const octets = canonicalTbs(value);
  const signature = value.signature as
    | { readonly tag: string; readonly value: { readonly rSig: Written; readonly sSig: Uint8Array } }
    | undefined;
  const curve = signature && curveOfSignature(signature.tag);
  const short =
    signature && curve
      ? { tag: signature.tag, value: { ...signature.value, rSig: xOnly(signature.value.rSig, curve) } }
      : signature;
  return certificates.encode({
    ...value,
    toBeSigned: { value: value.toBeSigned.value, octets },
    signature: short as Certificate['signature'],
  });
}

/** undefined where the octets are no certificate. */
export function readCertificate(octets: Uint8Array): Read | undefined {
  const got = certificates.decode(octets);
  return got.ok ? readOf(got.value) : undefined;
}
export const readOf = (value: Certificate): Read => ({
  value,
  canonicalTbs: canonicalTbs(value),
  canonical: canonicalCertificate(value),
});

/** The certificate with the other signature that verifies, n - s for s; an implicit one as it is. */
export function twinOf({ value }: Read): Read {
  const signature = value.signature as
    | { readonly tag: string; readonly value: { readonly rSig: Written; readonly sSig: Uint8Array } }
    | undefined;
  const curve = signature && curveOfSignature(signature.tag);
  if (signature === undefined || curve === undefined) return readOf(value);
  const s = fromInt(mod(-toInt(signature.value.sSig), orderOf(curve)), signature.value.sSig.length);
  return readOf({
    ...value,
    signature: { tag: signature.tag, value: { ...signature.value, sSig: s } } as Certificate['signature'],
  });
}

/** SHA-384 for explicit certificates with a key of 384 bits, SHA-256 for all others. */
export function wholeHashName(value: Certificate): HashName {
  const indicator = value.toBeSigned.value.verifyKeyIndicator;
  const curve = indicator.tag === 'verificationKey' ? curveOfKey(indicator.value.tag) : undefined;
  return value.type === 'explicit' && (curve === 'P-384' || curve === 'brainpoolP384r1') ? 'sha384' : 'sha256';
}
export const wholeHash = (c: Read): Uint8Array => digest(wholeHashName(c.value), c.canonical);
/** HashedId3, 8, 10: the last octets. */
export const hashedId = (c: Read, size: 3 | 8 | 10): Uint8Array => wholeHash(c).subarray(-size);

/** Signed data as it is hashed: the key in the header compressed, what follows the extension marker as it came. */
export function canonicalTbsData(kept: { readonly value: ToBeSignedData; readonly octets: Uint8Array }): Uint8Array {
  const { headerInfo } = kept.value;
  const key = headerInfo.encryptionKey;
  if (key?.tag !== 'public') return kept.octets;
  const publicKey = tagged(key.value.publicKey);
  return tbsDatas.encode({
    ...kept.value,
    headerInfo: { ...headerInfo, encryptionKey: { tag: 'public', value: { ...key.value, publicKey } } },
  });
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b));
