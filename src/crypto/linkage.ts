/**
 * Linkage values (IEEE 1609.2.1 9.4, IEEE 1609.2 5.1.3): each linkage authority has a chain of seeds per device, one for
 * each time period i. Who learns a seed finds the values of that period and all later ones, and none before.
 * An la_id has 2 octets, a seed 16, a linkage value 9.
 */
import { ecb, unsafe } from '@noble/ciphers/aes.js';
import { oneWay } from './oneway.ts';
import type { CryptoProvider } from './provider.ts';

/** ls(i+1) = SHA-256( la_id ‖ ls(i) ‖ 0^112 ), first 16 octets. */
export function nextSeed(crypto: CryptoProvider, laId: Uint8Array, seed: Uint8Array): Uint8Array {
  fit(laId, seed);
  return crypto.hash('sha256', laId, seed, new Uint8Array(14)).slice(0, 16);
}

/** ls(i + steps) from ls(i). */
export function laterSeed(crypto: CryptoProvider, laId: Uint8Array, seed: Uint8Array, steps: number): Uint8Array {
  let later = seed;
  for (let step = 0; step < steps; step++) later = nextSeed(crypto, laId, later);
  return later;
}

/** plv(i,j) = first 9 octets of AES_ls(i)(m) xor m, m = la_id ‖ j ‖ 0^80, for each j; one call to AES for all. */
export function preLinkageValues(
  crypto: CryptoProvider,
  laId: Uint8Array,
  seed: Uint8Array,
  js: readonly number[],
): Uint8Array[] {
  fit(laId, seed);
  const blocks = new Uint8Array(16 * js.length);
  const view = new DataView(blocks.buffer);
  for (const [at, j] of js.entries()) {
    blocks.set(laId, 16 * at);
    view.setUint32(16 * at + 2, j);
  }
  const all = oneWay(crypto, seed, blocks);
  return js.map((_, at) => all.subarray(16 * at, 16 * at + 9));
}

/** Octets of a linkage value. */
export const LINKAGE_VALUE = 9;

/**
 * Messages m of `preLinkageValues`, one for each j (a number of 32 bits), as AES takes them: four little-endian words
 * each. For j from 0 up they are the same for all devices of an LA.
 */
export function linkageBlocks(laId: Uint8Array, js: readonly number[]): Uint32Array {
  const words = new Uint32Array(4 * js.length);
  for (const [at, j] of js.entries()) {
    words[4 * at] = laId[0]! | (laId[1]! << 8) | ((j >>> 24) << 16) | (((j >>> 16) & 0xff) << 24);
    words[4 * at + 1] = ((j >>> 8) & 0xff) | ((j & 0xff) << 8);
  }
  return words;
}

/**
 * The pre-linkage values of a seed, added (xor) to the values at `out[at]`: into zeros, once for each LA, it makes the
 * linkage values of a device, 9 octets each. For the millions of a CRL: setting up a cipher takes OpenSSL three times as
 * long as this one takes for twenty values, and the seeds on a CRL are no secret.
 */
export function addPreLinkageValues(seed: Uint8Array, blocks: Uint32Array, out: Uint8Array, at: number): void {
  const key = aes.expandKeyLE(seed);
  for (let w = 0, to = at; w < blocks.length; w += 4, to += LINKAGE_VALUE) {
    const [m0, m1] = [blocks[w]!, blocks[w + 1]!];
    const { s0, s1, s2 } = aes.encrypt(key, m0, m1, 0, 0);
    addWord(s0 ^ m0, out, to);
    addWord(s1 ^ m1, out, to + 4);
    out[to + 8]! ^= s2;
  }
}
function addWord(word: number, out: Uint8Array, at: number): void {
  out[at]! ^= word;
  out[at + 1]! ^= word >>> 8;
  out[at + 2]! ^= word >>> 16;
  out[at + 3]! ^= word >>> 24;
}

/**
 * AES on words: a third less time than on octets, and no octets left behind for each seed. Its package does not promise
 * to keep it as it is, and lists that name the wrong ones would go unnoticed: it is held against what is promised.
 */
const aes = (() => {
  const words = Uint32Array.of(0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c);
  const block = Uint8Array.from({ length: 16 }, (_, at) => at);
  const { s0, s1, s2, s3 } = unsafe.encrypt(unsafe.expandKeyLE(block), words[0]!, words[1]!, words[2]!, words[3]!);
  const got = new Uint8Array(16);
  for (const [n, word] of [s0, s1, s2, s3].entries()) addWord(word, got, 4 * n);
  const expected = ecb(block, { disablePadding: true }).encrypt(block);
  if (got.some((octet, at) => octet !== expected[at])) throw new Error('AES on words is not what it was');
  return unsafe;
})();

/** plv1 xor plv2. */
export function linkageValue(plv1: Uint8Array, plv2: Uint8Array): Uint8Array {
  return plv1.map((octet, at) => octet ^ plv2[at]!);
}

/**
 * The encrypted index of a group linkage value: AES_key(m) xor m, m = k ‖ j ‖ 0^64. In this order: the one public text
 * that prints an example names it j ‖ k and computes k ‖ j.
 */
export function encryptedIndex(crypto: CryptoProvider, key: Uint8Array, j: number, k: number): Uint8Array {
  const block = new Uint8Array(16);
  const view = new DataView(block.buffer);
  view.setUint32(0, k);
  view.setUint32(4, j);
  return oneWay(crypto, key, block);
}

function fit(laId: Uint8Array, seed: Uint8Array): void {
  if (laId.length !== 2) throw new RangeError(`An la_id has 2 octets, not ${laId.length}.`);
  if (seed.length !== 16) throw new RangeError(`A linkage seed has 16 octets, not ${seed.length}.`);
}
