/**
 * Issuing certificates (IEEE 1609.2 6.4.3): explicit ones are signed, implicit ones (ECQV) hold the value their key is
 * reconstructed from. What a certificate says is data here; whether its issuer may say it is asked of `permissions.ts`.
 */

import { coer } from '../../asn1/coer.ts';
import type { EccP256CurvePoint, EccP384CurvePoint, PublicVerificationKey } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, type IssuerIdentifier, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { hashOf } from '../crypto/curve.ts';
import { certificateHash, exponent, reconstructionValue } from '../crypto/ecqv.ts';
import type { KeyStore, PrivateKey } from '../crypto/keystore.ts';
import type { CryptoProvider, Curve, Hash } from '../crypto/provider.ts';
import { type CertificateRecord, canonicalTbs, readCertificate } from './certificate.ts';
import { compressedPoint, ecdsaSignature } from './point.ts';
import { hashWith, signedInput } from './signer.ts';

export interface Tools {
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
}
/** A certificate together with the key that goes with it. */
export interface Holder {
  readonly record: CertificateRecord;
  readonly key: PrivateKey;
}
/** Everything of a certificate but its key. */
export type Subject = Omit<ToBeSignedCertificate, 'verifyKeyIndicator'>;

/** An explicit certificate for the SEC 1 point `publicKey`. Throws a RangeError where it is not on its curve. */
export function issueExplicit(
  { crypto, keys }: Tools,
  issuer: Holder,
  subject: Subject,
  curve: Curve,
  publicKey: Uint8Array,
): CertificateRecord {
  return signed(
    { crypto, keys },
    issuer.key,
    issuerIdentifier(hashOf(issuer.key.curve), issuer.record.id8),
    issuer.record,
    subject,
    verificationKey(crypto, curve, publicKey),
  );
}

/** The issuer by HashedId8 and the hash that this and the signature are made with (6.4.7). */
export function issuerIdentifier(hash: Hash, id8: Uint8Array): IssuerIdentifier {
  const tag = hash === 'sha256' ? 'sha256AndDigest' : hash === 'sha384' ? 'sha384AndDigest' : 'sm3AndDigest';
  return { tag, value: id8 };
}

/** A self-signed certificate: the root of a chain. */
export function issueSelf({ crypto, keys }: Tools, key: PrivateKey, subject: Subject): CertificateRecord {
  const self = { tag: 'self', value: hashOf(key.curve) } as const;
  return signed({ crypto, keys }, key, self, undefined, subject, verificationKey(crypto, key.curve, key.public));
}

/**
 * An implicit certificate and r, from which the subject makes its private key (5.3.2). `request` is the SEC 1 point the
 * subject (or its RA) sent, `k` a scalar that is used for this one certificate only. Undefined where the request is no
 * point of the curve or its negative.
 */
export function issueImplicit(
  { crypto, keys }: Tools,
  issuer: Holder,
  subject: Subject,
  request: Uint8Array,
  k: Uint8Array,
): { readonly record: CertificateRecord; readonly r: Uint8Array } | undefined {
  const { curve } = issuer.key;
  if (curve === 'SM2') throw new RangeError('There are no implicit certificates under SM2 here; issue explicit ones.');
  const point = reconstructionValue(crypto, curve, request, k);
  if (point === undefined) return undefined;
  const value = {
    ...subject,
    verifyKeyIndicator: { tag: 'reconstructionValue', value: compressedPoint(point) },
  } as ToBeSignedCertificate;
  const octets = coer(ToBeSignedCertificate).encode(value);
  const certificate: Certificate = {
    version: 3,
    type: 'implicit',
    issuer: { tag: 'sha256AndDigest', value: issuer.record.id8 },
    toBeSigned: { value, octets },
    signature: undefined,
  };
  const record = readCertificate(crypto, coer(Certificate).encode(certificate));
  return { record, r: keys.implicit(issuer.key, { e: implicitExponent(crypto, curve, record, issuer.record), k }) };
}

/** e of an implicit certificate: the hash over it and its issuer, mod n. */
export function implicitExponent(
  crypto: CryptoProvider,
  curve: Curve,
  subject: CertificateRecord,
  issuer: CertificateRecord,
): Uint8Array {
  const tbsHash = crypto.hash('sha256', subject.canonicalTbs);
  return exponent(curve, certificateHash(crypto, tbsHash, hashWith(crypto, 'sha256', issuer)));
}

function signed(
  { crypto, keys }: Tools,
  key: PrivateKey,
  issuer: IssuerIdentifier,
  above: CertificateRecord | undefined,
  subject: Subject,
  indicator: PublicVerificationKey,
): CertificateRecord {
  const given = {
    ...subject,
    verifyKeyIndicator: { tag: 'verificationKey', value: indicator },
  } as ToBeSignedCertificate;
  // What is signed is the canonical form: a subject may give its encryption key as it likes.
  const value = canonicalTbs(given) ?? given;
  const octets = coer(ToBeSignedCertificate).encode(value);
  const hash = hashOf(key.curve);
  const signature = keys.sign(key, hash, signedInput(crypto, hash, octets, above, { ...key, octets: key.public }));
  const certificate: Certificate = {
    version: 3,
    type: 'explicit',
    issuer,
    toBeSigned: { value, octets },
    signature: ecdsaSignature(key.curve, signature),
  };
  return readCertificate(crypto, coer(Certificate).encode(certificate));
}

/** A SEC 1 point as the key of an explicit certificate, compressed as the canonical form wants it (6.4.38). */
export function verificationKey(crypto: CryptoProvider, curve: Curve, point: Uint8Array): PublicVerificationKey {
  const key = crypto.publicKey(curve, point);
  if (key === undefined) throw new RangeError(`The key to certify is no point of ${curve}; ask its owner for another.`);
  const value = compressedPoint(key.octets) as EccP256CurvePoint & EccP384CurvePoint;
  switch (curve) {
    case 'P-256':
      return { tag: 'ecdsaNistP256', value };
    case 'brainpoolP256r1':
      return { tag: 'ecdsaBrainpoolP256r1', value };
    case 'P-384':
      return { tag: 'ecdsaNistP384', value };
    case 'brainpoolP384r1':
      return { tag: 'ecdsaBrainpoolP384r1', value };
    case 'SM2':
      return { tag: 'ecsigSm2', value };
  }
}
