/** What has a length in UPER: counts, octet strings and bit strings (X.691 11.9, 16, 17). */
import type { BitReader } from './bits.ts';
import { Fault } from './malformed.ts';
import type { Bits } from './schema.ts';
import { width } from './uperwrite.ts';

/** Reads the count of a type that holds `min` to `max`. */
export function lengthReader(min: number, max: number): (r: BitReader) => number {
  if (max >= 65_536)
    return (r) => {
      const at = r.pos;
      const len = r.length();
      if (len < min || len > max) throw new Fault('length', at, `${len} items, at least ${min} are needed`);
      return len;
    };
  const size = width(max - min);
  return (r) => {
    const at = r.pos;
    const len = r.bits(size) + min;
    if (len > max) throw new Fault('length', at, `${len} items, at most ${max} are allowed`);
    return len;
  };
}

/** As `lengthReader`, for a size that a later version may exceed: one bit tells whether it does. */
export function lengthOrMore(min: number, max: number): (r: BitReader) => number {
  const size = lengthReader(min, max);
  return (r) => {
    if (r.bit() === 0) return size(r);
    const at = r.pos;
    const len = r.length();
    if (len >= min && len <= max)
      throw new Fault('canonical', at, `${len} items are within the root size and take no extension bit (X.691 20.4)`);
    return len;
  };
}

/** Octets of any number, fragments joined. */
export function wholeString(r: BitReader): Uint8Array {
  const parts: Uint8Array[] = [];
  const last = r.octets(r.length((count) => parts.push(r.octets(count))));
  if (parts.length === 0) return last;
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, last.length));
  let at = 0;
  for (const p of [...parts, last]) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export function octetString(min: number, max: number): (r: BitReader) => Uint8Array {
  if (min === max) return (r) => r.octets(min);
  if (max >= 65_536)
    return (r) => {
      const at = r.pos;
      const v = wholeString(r);
      if (v.length < min || v.length > max)
        throw new Fault('length', at, `${v.length} octets, allowed are ${min} to ${max}`);
      return v;
    };
  const size = lengthReader(min, max);
  return (r) => r.octets(size(r));
}

export function bitString(min: number, max: number, extensible: boolean): (r: BitReader) => Bits {
  const size = lengthReader(min, max);
  const take = (r: BitReader, length: number): Bits => {
    const octets = r.octets(length >>> 3);
    const rest = length & 7;
    if (rest === 0) return { octets, length };
    const out = new Uint8Array(octets.length + 1);
    out.set(octets);
    out[octets.length] = r.bits(rest) << (8 - rest);
    return { octets: out, length };
  };
  return (r) => {
    if (extensible && r.bit() === 1) {
      const at = r.pos;
      const length = r.length();
      if (length >= min && length <= max)
        throw new Fault(
          'canonical',
          at,
          `${length} bits are within the root size and take no extension bit (X.691 16.6)`,
        );
      return take(r, length);
    }
    return take(r, min === max ? min : size(r));
  };
}
