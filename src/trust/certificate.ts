/** A certificate read once: its octets, canonical form, hash and times, as everything else here wants them. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import type { Duration, Signature } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { type Malformed, MalformedError } from '../../asn1/malformed.ts';
import { domain } from '../crypto/curve.ts';
import { hashedId8, hashedId10 } from '../crypto/digest.ts';
import { integer, octets as octetsOf } from '../crypto/integer.ts';
import type { CryptoProvider, Hash } from '../crypto/provider.ts';
import type { Micros } from '../world.ts';
import { compress, ecdsaSignature, signatureOf } from './point.ts';

export interface CertificateRecord {
  /** As received. */
  readonly octets: Uint8Array;
  /** 6.4.3: points compressed, rSig x-only. The same array as `octets` where they already are. */
  readonly canonical: Uint8Array;
  readonly value: Certificate;
  readonly tbs: ToBeSignedCertificate;
  /** Canonical COER of toBeSigned: what the issuer signed. */
  readonly canonicalTbs: Uint8Array;
  /** The algorithm of the whole-certificate hash: SHA-384 for an explicit certificate with a 384-bit key, SM3 with one of SM2. */
  readonly hashName: Hash;
  readonly hash: Uint8Array;
  readonly id8: Uint8Array;
  /** id8 as lower-case hex: the key of every table of certificates. */
  readonly id: string;
  /** How CRLs name it: HashedId10, and the series it would be on (`seriesOf`), undefined for none. */
  readonly id10: Uint8Array;
  readonly series: string | undefined;
  /**
   * HashedId10 of the same certificate with n - s for s. Anybody can make it, its signature holds as well, and it is as
   * revoked as this one. Undefined where nobody signed or no list ever has it.
   */
  readonly twin10: Uint8Array | undefined;
  /** First moment of validity, and the first one after it. */
  readonly from: Micros;
  readonly until: Micros;
}

const certificates = coer(Certificate);
const tbsCertificates = coer(ToBeSignedCertificate);

/** Octets we trust to be a certificate; throws `MalformedError`. */
export function readCertificate(crypto: CryptoProvider, octets: Uint8Array): CertificateRecord {
  const got = decodeCertificate(crypto, octets);
  if (!got.ok) throw new MalformedError(got.malformed, 'not a certificate');
  return got.record;
}

export type CertificateRead =
  | { readonly ok: true; readonly record: CertificateRecord }
  | { readonly ok: false; readonly malformed: Malformed };

/** Octets from outside. The record keeps copies, no views into `octets`. */
export function decodeCertificate(crypto: CryptoProvider, octets: Uint8Array): CertificateRead {
  const own = new Uint8Array(octets);
  const got = certificates.decode(own);
  return got.ok ? { ok: true, record: recordOf(crypto, got.value, own) } : got;
}

/** The same in canonical form, however its points are written: who hashes alike is the same then, octet for octet. */
export function decodeCanonical(crypto: CryptoProvider, octets: Uint8Array): CertificateRead {
  const got = decodeCertificate(crypto, octets);
  if (!got.ok || got.record.canonical === got.record.octets) return got;
  return decodeCertificate(crypto, got.record.canonical);
}

/** A record of a certificate that is decoded already. */
export function recordOf(crypto: CryptoProvider, value: Certificate, octets: Uint8Array): CertificateRecord {
  const { canonical, canonicalTbs } = canonicalForm(value, octets);
  const tbs = value.toBeSigned.value;
  const hashName = hashNameOf(crypto, value);
  const hash = crypto.hash(hashName, canonical);
  const id8 = hashedId8(hash);
  const from = tbs.validityPeriod.start * 1_000_000;
  const until = from + microsOf(tbs.validityPeriod.duration);
  // 6.4.8: cracaId 000000 and crlSeries 0 mean that no list ever has it.
  const listed = tbs.crlSeries !== 0 && tbs.cracaId.some((o) => o !== 0);
  return {
    octets,
    canonical,
    value,
    tbs,
    canonicalTbs,
    hashName,
    hash,
    id8,
    id: toHex(id8),
    id10: hashedId10(hash),
    series: listed ? seriesOf(tbs.cracaId, tbs.crlSeries) : undefined,
    twin10: listed ? twin10(crypto, value, canonical) : undefined,
    from,
    until,
  };
}

/** The key of a series of CRLs: `cracaId/crlSeries`, hex and decimal. */
export function seriesOf(cracaId: Uint8Array, crlSeries: number): string {
  return `${toHex(cracaId)}/${crlSeries}`;
}

/** 6.4.3  The hash of a whole certificate in canonical form. */
export function certificateHash(crypto: CryptoProvider, value: Certificate, octets: Uint8Array): Uint8Array {
  return crypto.hash(hashNameOf(crypto, value), canonicalForm(value, octets).canonical);
}

function twin10(crypto: CryptoProvider, value: Certificate, canonical: Uint8Array): Uint8Array | undefined {
  // By SM2 there is no twin: with n - s for s the point s·G + (r + s)·P is not the negative one.
  const signature = value.signature && signatureOf(value.signature);
  if (signature === undefined) return undefined;
  const { n, size } = domain(signature.curve);
  const s = integer(signature.s);
  if (s === 0n || s >= n) return undefined;
  const twin = new Uint8Array(canonical);
  // sSig is what an explicit certificate ends with.
  twin.set(octetsOf(n - s, size), twin.length - size);
  return hashedId10(crypto.hash(hashNameOf(crypto, value), twin));
}

/** Of an SM2 key SM3, where the provider has it: elsewhere nothing is done with the certificate but to refuse it. */
function hashNameOf(crypto: CryptoProvider, value: Certificate): Hash {
  const indicator = value.toBeSigned.value.verifyKeyIndicator;
  if (value.type !== 'explicit' || indicator.tag !== 'verificationKey') return 'sha256';
  const { tag } = indicator.value;
  if (tag === 'ecdsaNistP384' || tag === 'ecdsaBrainpoolP384r1') return 'sha384';
  return tag === 'ecsigSm2' && crypto.sm ? 'sm3' : 'sha256';
}

/** Encodes again only where a point is not in canonical form: elsewhere the octets stay the received ones. */
export function canonicalForm(
  value: Certificate,
  octets: Uint8Array,
): { canonical: Uint8Array; canonicalTbs: Uint8Array } {
  const tbs = canonicalTbs(value.toBeSigned.value);
  const signature = canonicalSignature(value.signature);
  const received = value.toBeSigned.octets;
  if (tbs === undefined && signature === value.signature) return { canonical: octets, canonicalTbs: received };
  const toBeSigned = tbs ? { value: tbs, octets: tbsCertificates.encode(tbs) } : value.toBeSigned;
  return { canonical: certificates.encode({ ...value, toBeSigned, signature }), canonicalTbs: toBeSigned.octets };
}

/** Undefined where every point is compressed already. */
export function canonicalTbs(tbs: ToBeSignedCertificate): ToBeSignedCertificate | undefined {
  const { verifyKeyIndicator: indicator, encryptionKey } = tbs;
  let changed = false;
  let verifyKeyIndicator = indicator;
  if (indicator.tag === 'reconstructionValue' && indicator.value.tag === 'uncompressedP256') {
    verifyKeyIndicator = { tag: 'reconstructionValue', value: compress(indicator.value) };
    changed = true;
  } else if (indicator.tag === 'verificationKey' && isUncompressed(indicator.value)) {
    verifyKeyIndicator = { tag: 'verificationKey', value: compressKey(indicator.value) };
    changed = true;
  }
  let key = encryptionKey;
  if (encryptionKey && isUncompressed(encryptionKey.publicKey)) {
    key = { ...encryptionKey, publicKey: compressKey(encryptionKey.publicKey) };
    changed = true;
  }
  return changed ? { ...tbs, verifyKeyIndicator, encryptionKey: key } : undefined;
}

type Tagged = { readonly tag: string; readonly value: unknown };
function isUncompressed(key: Tagged): boolean {
  const point = key.value as Tagged;
  return key.tag !== '?' && (point.tag === 'uncompressedP256' || point.tag === 'uncompressedP384');
}
function compressKey<K extends Tagged>(key: K): K {
  return { ...key, value: compress(key.value as Parameters<typeof compress>[0]) };
}

/** rSig x-only (6.3.29); the same object where it already is, or is of no curve we know. */
export function canonicalSignature<S extends Signature | undefined>(signature: S): S {
  if (signature === undefined || signature.tag === '?' || signature.tag === 'sm2Signature') return signature;
  if (signature.value.rSig.tag === 'x-only') return signature;
  const ecdsa = signatureOf(signature);
  return ecdsa ? (ecdsaSignature(ecdsa.curve, ecdsa) as S) : signature;
}

const UNIT_MICROS: Readonly<Record<Duration['tag'], number>> = {
  microseconds: 1,
  milliseconds: 1e3,
  seconds: 1e6,
  minutes: 60e6,
  hours: 3600e6,
  sixtyHours: 216_000e6,
  years: 31_556_952e6,
};
/** 6.4.15 */
export function microsOf(duration: Duration): Micros {
  return UNIT_MICROS[duration.tag] * duration.value;
}
