import type { CryptoProvider } from './provider.ts';

/** MAC1 of IEEE 1363a with HMAC-SHA-256, tag of 128 bits (IEEE 1609.2 5.3.5.1): the first 16 octets of the HMAC. */
export function mac1(crypto: CryptoProvider, key: Uint8Array, data: Uint8Array): Uint8Array {
  return crypto.hmac('sha256', key, data).slice(0, 16);
}
