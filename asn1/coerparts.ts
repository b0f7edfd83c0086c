/**
 * What stands between the values in COER (X.696), read in one place for the decoder that reads all at once and for the
 * one that reads a slice at a time: preambles, tags, quantities, open types, extension bitmaps.
 */
import { Fault } from './malformed.ts';
import type { Reader } from './octets.ts';
import { readInteger } from './scalars.ts';
import type { Bits, Member, Node } from './schema.ts';

/** Nothing may stand behind the outermost value. */
export function finish(r: Reader): void {
  if (r.pos !== r.end) r.deviates('trailing', r.pos, `${r.end - r.pos} octets left over behind the value`);
}

/** X.696 17.2: the quantity of a SEQUENCE OF. */
export function readQuantity(r: Reader, { min, max, extensible }: Node & { readonly kind: 'list' }): number {
  const at = r.pos;
  const count = readInteger(r.slice(r.length()), false, at, r);
  if (!extensible && (count < min || count > max))
    throw new Fault('length', at, `${count} items where ${between(min, max)} are allowed`);
  // An item takes at least one octet, but for types of no octets, which no list of ours holds.
  if (count > r.end - r.pos) throw new Fault('length', at, `${count} items in the ${r.end - r.pos} octets that follow`);
  return count;
}

/** Which alternative of a CHOICE follows; those of later versions count on behind the ones that we know. */
export function readTag(r: Reader, known: number, extensible: boolean): number {
  const at = r.take(1);
  const index = r.bytes[at]! - 128;
  if (index < 0 || (index >= known && (!extensible || index > 62)))
    throw new Fault('tag', at, `no alternative has the tag ${hex(r.bytes[at]!)}`);
  return index;
}

/** Goes into an open type, and says where what is around it ends. */
export function enter(r: Reader): number {
  const len = r.length();
  const start = r.take(len);
  const outer = r.end;
  r.pos = start;
  r.end = start + len;
  return outer;
}
export function leave(r: Reader, outer: number): void {
  if (r.pos !== r.end)
    r.deviates('surplus', r.pos, `the open type announces ${r.end - r.pos} octets more than its value takes`);
  r.pos = r.end;
  r.end = outer;
}

/** X.696 16.2: its octets, unused bits, and a mask of those that say which optional members are there. */
export function preambleOf(root: readonly Member[], added: readonly Member[] | null) {
  const loose = root.filter((m) => m.mode !== 'must').length;
  const options = loose + (added ? 1 : 0);
  if (options > 32) throw new RangeError('more than 32 bits of preamble in one SEQUENCE');
  const size = Math.ceil(options / 8);
  return { size, spare: size * 8 - options, loose: loose === 32 ? -1 : (1 << loose) - 1 };
}
/** A bit for each optional member, the last one lowest; above them the one of the extension marker. */
export function readPreamble(r: Reader, size: number, spare: number): number {
  const at = r.take(size);
  let bits = 0;
  for (let i = 0; i < size; i++) bits = (bits << 8) | r.bytes[at + i]!;
  if ((bits & ((1 << spare) - 1)) !== 0) r.deviates('padding', at, 'unused bits of a preamble are zero (X.696 16.2)');
  return bits >>> spare;
}
export function sentDefault(r: Reader, at: number, { name }: Member): void {
  r.deviates('default', at, `${name} has its DEFAULT value and has to be left out (X.696 16.4)`);
}

export function readBitmap(r: Reader): Bits {
  const at = r.pos;
  const map = readBits(r);
  if (map.length === 0 || map.octets.every((b) => b === 0))
    r.deviates('empty', at, 'an extension bitmap has at least one bit set (X.696 16.4)');
  return map;
}
export const isSet = ({ octets }: Bits, i: number): boolean => ((octets[i >> 3]! >> (7 - (i & 7))) & 1) === 1;

/** X.696 13.3: a length, the number of unused bits, the bits. */
export function readBits(r: Reader): Bits {
  const at = r.pos;
  const len = r.length();
  if (len === 0) throw new Fault('length', at, 'a BIT STRING takes at least the octet that counts its unused bits');
  const spare = r.bytes[r.take(1)]!;
  const octets = r.slice(len - 1);
  if (spare > 7 || (spare > 0 && len === 1)) throw new Fault('length', at, `${spare} unused bits in the last octet`);
  return { octets: unpadded(r, octets, spare, at), length: octets.length * 8 - spare };
}
export function unpadded(r: Reader, octets: Uint8Array, spare: number, at: number): Uint8Array {
  const last = octets.length - 1;
  if (spare === 0 || (octets[last]! & ((1 << spare) - 1)) === 0) return octets;
  r.deviates('padding', at, 'unused bits of a BIT STRING are zero');
  const clean = new Uint8Array(octets);
  clean[last]! &= -1 << spare;
  return clean;
}

export function between(min: number, max: number): string {
  return min === max ? `${min}` : Number.isFinite(max) ? `${min} to ${max}` : `${min} or more`;
}
const hex = (octet: number): string => octet.toString(16).padStart(2, '0');
