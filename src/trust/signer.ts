/** Whether a certificate is its issuer's work: the signature of an explicit one, the key of an implicit one (5.3.1, 5.3.2). */
import { join } from '../../asn1/octets.ts';
import { exponent, reconstructPublic } from '../crypto/ecqv.ts';
import { identified } from '../crypto/identity.ts';
import type { CryptoProvider, Hash, PublicKey } from '../crypto/provider.ts';
import type { CertificateRecord } from './certificate.ts';
import { keyOf, sec1, signatureOf } from './point.ts';

export interface Issuer {
  readonly record: CertificateRecord;
  readonly key: PublicKey;
}

/**
 * The public key of `subject` if its issuer vouches for it, else undefined; `issuer` is undefined for a self-signed one.
 * The key of an implicit certificate comes out whatever its octets are: it proves nothing before a signature verifies.
 */
export function signedBy(
  crypto: CryptoProvider,
  subject: CertificateRecord,
  issuer: Issuer | undefined,
  tbs: Uint8Array = subject.canonicalTbs,
): PublicKey | undefined {
  const hash = issuerHash(subject);
  if (hash === undefined || (issuer === undefined) !== (subject.value.issuer.tag === 'self')) return undefined;
  const indicator = subject.tbs.verifyKeyIndicator;
  if (subject.value.type === 'implicit') {
    const point = indicator.tag === 'reconstructionValue' ? sec1(indicator.value) : undefined;
    if (point === undefined || issuer === undefined || hash !== 'sha256') return undefined;
    const { curve } = issuer.key;
    if (curve === 'SM2') return undefined;
    const e = exponent(curve, crypto.hash(hash, signedInput(crypto, hash, tbs, issuer.record, issuer.key)));
    const q = reconstructPublic(crypto, curve, e, point, issuer.key.uncompressed, 'uncompressed');
    return q && crypto.publicKey(curve, q);
  }
  const key = verificationKey(crypto, subject);
  const signature = subject.value.signature && signatureOf(subject.value.signature, crypto.sm);
  const by = issuer ? issuer.key : key;
  if (key === undefined || by === undefined || signature?.curve !== by.curve) return undefined;
  if ((hash === 'sm3') !== (by.curve === 'SM2')) return undefined;
  return crypto.verify(by, hash, signedInput(crypto, hash, tbs, issuer?.record, by), signature) ? key : undefined;
}

/**
 * What a signature by `key` is over (5.3.1): Hash(tbs) ‖ Hash(signer's certificate), the second of nothing where there is
 * none; by SM2 what `identified` says.
 */
export function signedInput(
  crypto: CryptoProvider,
  hash: Hash,
  tbs: Uint8Array,
  signer: CertificateRecord | undefined,
  key: Pick<PublicKey, 'curve' | 'octets'>,
): Uint8Array {
  const signerHash = signer && hashWith(crypto, hash, signer);
  if (key.curve === 'SM2') return identified(crypto, key.octets, signerHash, tbs);
  return join([crypto.hash(hash, tbs), signerHash ?? crypto.hash(hash)]);
}

/** The key an explicit certificate states; undefined where it has none we can use. */
export function verificationKey(crypto: CryptoProvider, { tbs }: CertificateRecord): PublicKey | undefined {
  const indicator = tbs.verifyKeyIndicator;
  const stated = indicator.tag === 'verificationKey' ? keyOf(indicator.value, crypto.sm) : undefined;
  return stated && crypto.publicKey(stated.curve, stated.point);
}

/** The hash algorithm the issuer identifier names (6.4.7). */
export function issuerHash({ value: { issuer } }: CertificateRecord): Hash | undefined {
  if (issuer.tag === 'sha256AndDigest') return 'sha256';
  if (issuer.tag === 'sha384AndDigest') return 'sha384';
  if (issuer.tag === 'sm3AndDigest') return 'sm3';
  if (issuer.tag !== 'self') return undefined;
  const { value } = issuer;
  return value === 'sha256' || value === 'sha384' || value === 'sm3' ? value : undefined;
}

/** The hash of the signer's certificate that goes into a signature; kept in the record where the algorithm is its own. */
export function hashWith(crypto: CryptoProvider, hash: Hash, record: CertificateRecord): Uint8Array {
  return record.hashName === hash ? record.hash : crypto.hash(hash, record.canonical);
}
