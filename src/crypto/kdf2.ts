import type { CryptoProvider, Hash } from './provider.ts';

/**
 * KDF2 (IEEE 1363a-2004 13.2, ANSI X9.63): Hash(z ‖ counter ‖ p1) for counter 1, 2, ... in 32 bits, cut to `length`
 * octets.
 */
export function kdf2(
  crypto: CryptoProvider,
  z: Uint8Array,
  p1: Uint8Array,
  length: number,
  hash: Hash = 'sha256',
): Uint8Array {
  const result = new Uint8Array(length);
  const counter = new Uint8Array(4);
  const view = new DataView(counter.buffer);
  for (let at = 0, count = 1; at < length; count++) {
    view.setUint32(0, count);
    const block = crypto.hash(hash, z, counter, p1).subarray(0, length - at);
    result.set(block, at);
    at += block.length;
  }
  return result;
}
