/** What has a length in UPER: counts, octet strings and bit strings (X.691 11.9, 16, 17). */
import type { BitReader } from './bits.ts';
import { Fault } from './malformed.ts';
import { join } from './octets.ts';
import type { Bits } from './schema.ts';
import { width } from './uperwrite.ts';

/** Reads so many items of a value; called once, and for each fragment of a long one. */
type Take = (r: BitReader, count: number) => void;

/** Reads the count of what holds `min` to `max` items, `max` below 65536. */
export function count(min: number, max: number): (r: BitReader) => number {
  if (min === max) return () => min;
  const size = width(max - min);
  return (r) => {
    const at = r.pos;
    const n = r.bits(size) + min;
    if (n > max) throw new Fault('length', at, `${n} items, at most ${max} are allowed`);
    return n;
  };
}
/** Whether the count is never in fragments, nor beyond its bounds. */
export const bounded = (max: number, extensible: boolean): boolean => max < 65_536 && !extensible;

/** Reads how many items there are, `min` to `max`, and has them taken: in one piece, or 16384 and more in fragments. */
export function counted(min: number, max: number, extensible: boolean): (r: BitReader, take: Take) => void {
  const few = max < 65_536 ? count(min, max) : undefined;
  const free = (r: BitReader, take: Take): number => {
    let all = 0;
    const piece = (n: number): void => {
      all += n;
      take(r, n);
    };
    piece(r.length(piece));
    return all;
  };
  const root = (r: BitReader, take: Take): void => {
    if (few) {
      take(r, few(r));
      return;
    }
    const at = r.pos;
    const n = free(r, take);
    if (n < min || n > max) throw new Fault('length', at, `${n} items, at least ${min} are needed`);
  };
  if (!extensible) return root;
  return (r, take) => {
    if (r.bit() === 0) {
      root(r, take);
      return;
    }
    const at = r.pos;
    const n = free(r, take);
    if (n >= min && n <= max)
      r.deviates('root', at, `${n} items are within the root size and take no extension bit (X.691 20.4)`);
  };
}

/** Octets of any number, fragments joined. */
export function wholeString(r: BitReader): Uint8Array {
  const parts: Uint8Array[] = [];
  const last = r.octets(r.length((count) => parts.push(r.octets(count))));
  return parts.length === 0 ? last : join([...parts, last]);
}

export function octetString(min: number, max: number): (r: BitReader) => Uint8Array {
  if (min === max && max < 65_536) return (r) => r.octets(min);
  if (max >= 65_536)
    return (r) => {
      const at = r.pos;
      const v = wholeString(r);
      if (v.length < min || v.length > max)
        throw new Fault('length', at, `${v.length} octets, allowed are ${min} to ${max}`);
      return v;
    };
  const size = count(min, max);
  return (r) => r.octets(size(r));
}

export function bitString(min: number, max: number, extensible: boolean): (r: BitReader) => Bits {
  if (bounded(max, extensible)) {
    const size = count(min, max);
    return (r) => {
      const length = size(r);
      return { octets: bitsOf(r, length), length };
    };
  }
  const size = counted(min, max, extensible);
  return (r) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    // Fragments are of whole octets: only the last part may end inside one.
    size(r, (_, n) => {
      parts.push(bitsOf(r, n));
      length += n;
    });
    return { octets: parts.length === 1 ? parts[0]! : join(parts), length };
  };
}
function bitsOf(r: BitReader, length: number): Uint8Array {
  const octets = r.octets(length >>> 3);
  const rest = length & 7;
  if (rest === 0) return octets;
  const out = new Uint8Array(octets.length + 1);
  out.set(octets);
  out[octets.length] = r.bits(rest) << (8 - rest);
  return out;
}
