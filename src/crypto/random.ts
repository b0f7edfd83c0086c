import { chacha20 } from '@noble/ciphers/chacha.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Random } from '../world.ts';

/** Octets of the operating system, through Web Crypto, which a browser has as well. */
export const systemRandom: Random = {
  octets(count) {
    const result = new Uint8Array(count);
    // one call gives no more than 65536 octets
    for (let at = 0; at < count; at += 65536) crypto.getRandomValues(result.subarray(at, at + 65536));
    return result;
  },
};

const chunk = 1024;

/**
 * For TESTS and SIMULATION only: whoever knows the seed knows every key. The key stream of ChaCha20 under SHA-256 of the
 * seed; the same seed gives the same octets, however they are cut into calls.
 */
export function seededRandom(seed: string | number): Random {
  const key = sha256(new TextEncoder().encode(String(seed)));
  let stream: Uint8Array = new Uint8Array(0);
  let used = 0;
  let chunks = 0;
  const refill = () => {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(0, chunks++);
    stream = chacha20(key, nonce, new Uint8Array(chunk));
    used = 0;
  };
  return {
    octets(count) {
      const result = new Uint8Array(count);
      for (let at = 0; at < count; ) {
        if (used === stream.length) refill();
        const part = stream.subarray(used, used + count - at);
        result.set(part, at);
        used += part.length;
        at += part.length;
      }
      return result;
    },
  };
}
