/** The k of an implicit certificate, from a secret of the CA and all that is certified. */
import { join } from '../../asn1/octets.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { reduce } from '../crypto/scalar.ts';
import type { CertificateRecord } from '../trust/certificate.ts';

/**
 * HMAC-SHA384 mod n of P-256, so evenly spread. The same request after a crash gives the same certificate, not a second
 * one. One k under two different hashes tells the CA's private key (as with RFC 6979), so all that the hash covers goes
 * in: the issuer's certificate, and as `content` every octet of tbsCert with the requester's point in it.
 */
export function nonce(
  crypto: CryptoProvider,
  secret: Uint8Array,
  issuer: CertificateRecord,
  content: Uint8Array,
): Uint8Array {
  return reduce('P-256', crypto.hmac('sha384', secret, join([issuer.hash, content])));
}
