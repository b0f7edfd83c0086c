/** Whether a certificate is its issuer's work: the signature of an explicit one, the key of an implicit one (5.3.1, 5.3.2). */
import { join } from '../../asn1/octets.ts';
import { exponent, reconstructPublic } from '../crypto/ecqv.ts';
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
  const signerInput = issuer === undefined ? crypto.hash(hash) : hashWith(crypto, hash, issuer.record);
  const indicator = subject.tbs.verifyKeyIndicator;
  if (subject.value.type === 'implicit') {
    const point = indicator.tag === 'reconstructionValue' ? sec1(indicator.value) : undefined;
    if (point === undefined || issuer === undefined || hash !== 'sha256') return undefined;
    const { curve } = issuer.key;
    const e = exponent(curve, crypto.hash(hash, crypto.hash(hash, tbs), signerInput));
    const q = reconstructPublic(crypto, curve, e, point, issuer.key.uncompressed, 'uncompressed');
    return q && crypto.publicKey(curve, q);
  }
  const key = verificationKey(crypto, subject);
  const signature = subject.value.signature && signatureOf(subject.value.signature);
  const by = issuer ? issuer.key : key;
  if (key === undefined || by === undefined || signature?.curve !== by.curve) return undefined;
  const message = join([crypto.hash(hash, tbs), signerInput]);
  return crypto.verify(by, hash, message, signature) ? key : undefined;
}

/** The key an explicit certificate states; undefined where it has none we can use. */
export function verificationKey(crypto: CryptoProvider, { tbs }: CertificateRecord): PublicKey | undefined {
  const indicator = tbs.verifyKeyIndicator;
  const stated = indicator.tag === 'verificationKey' ? keyOf(indicator.value) : undefined;
  return stated && crypto.publicKey(stated.curve, stated.point);
}

/** The hash algorithm the issuer identifier names (6.4.7). */
function issuerHash({ value: { issuer } }: CertificateRecord): Hash | undefined {
  if (issuer.tag === 'sha256AndDigest') return 'sha256';
  if (issuer.tag === 'sha384AndDigest') return 'sha384';
  return issuer.tag === 'self' && (issuer.value === 'sha256' || issuer.value === 'sha384') ? issuer.value : undefined;
}

/** The hash of the signer's certificate that goes into a signature; kept in the record where the algorithm is its own. */
export function hashWith(crypto: CryptoProvider, hash: Hash, record: CertificateRecord): Uint8Array {
  return record.hashName === hash ? record.hash : crypto.hash(hash, record.canonical);
}
