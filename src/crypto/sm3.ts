/** SM3 (GB/T 32905-2016), which neither @noble/hashes nor every build of OpenSSL has. 256 bits, blocks of 64 octets. */
import { join, word } from '../../asn1/octets.ts';

const START = [
  ...[0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600],
  ...[0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e],
] as const;

const turn = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
/** T_j turned left by j (4.2): what each of the 64 steps adds. */
const STEPS = Int32Array.from({ length: 64 }, (_, j) => turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));

/** The digest of the parts laid end to end. */
export function sm3(...parts: readonly Uint8Array[]): Uint8Array {
  const message = padded(parts);
  const state = Int32Array.from(START);
  for (let at = 0; at < message.length; at += 64) compress(state, message, at);
  const digest = new Uint8Array(32);
  const view = new DataView(digest.buffer);
  for (const [i, value] of state.entries()) view.setInt32(4 * i, value);
  return digest;
}

/** 5.2: a set bit, and as many zeros that the length in bits, in eight octets, ends a block. */
function padded(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const end = new Uint8Array(((119 - (length % 64)) % 64) + 9);
  end[0] = 0x80;
  new DataView(end.buffer).setBigUint64(end.length - 8, 8n * BigInt(length));
  return join([...parts, end]);
}

/** 5.3.3 */
function compress(state: Int32Array, message: Uint8Array, at: number): void {
  const words = expanded(message, at);
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j++) {
    const early = j < 16;
    const top = turn(a, 12);
    const ss1 = turn((top + e + STEPS[j]!) | 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ top) + (words[j]! ^ words[j + 4]!)) | 0;
    const tt2 = (gg + h + ss1 + words[j]!) | 0;
    [d, c, b, a] = [c, turn(b, 9), a, tt1];
    [h, g, f, e] = [g, turn(f, 19), e, tt2 ^ turn(tt2, 9) ^ turn(tt2, 17)];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i]! ^= value;
}

/** 5.3.2: 68 words of the 16 of a block. */
function expanded(message: Uint8Array, at: number): Int32Array {
  const words = new Int32Array(68);
  for (let j = 0; j < 16; j++) words[j] = word(message, at + 4 * j);
  for (let j = 16; j < 68; j++) {
    const x = words[j - 16]! ^ words[j - 9]! ^ turn(words[j - 3]!, 15);
    words[j] = x ^ turn(x, 15) ^ turn(x, 23) ^ turn(words[j - 13]!, 7) ^ words[j - 6]!;
  }
  return words;
}
