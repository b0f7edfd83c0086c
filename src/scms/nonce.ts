/** The k of an implicit certificate, from a secret of the CA and all that is certified. */
import type { CryptoProvider } from '../crypto/provider.ts';
import { reduce } from '../crypto/scalar.ts';

/**
 * HMAC-SHA384 mod n of P-256, so evenly spread. The same request after a crash gives the same certificate, not a second
 * one. `content` has to hold every octet that goes into the certificate and the requester's point: one k under two
 * different hashes tells the CA's private key (as with RFC 6979).
 */
export function nonce(crypto: CryptoProvider, secret: Uint8Array, content: Uint8Array): Uint8Array {
  return reduce('P-256', crypto.hmac('sha384', secret, content));
}
