/** Short values of a type, and what to do to them. */
import fc from 'fast-check';
import type { Type } from '../../asn1/schema.ts';
import type { Field } from '../../asn1/trace.ts';
import { arbitrary } from '../arbitrary.ts';
import { plain } from '../asn1/plain.ts';
import { codecOf, type Target } from './targets.ts';

/** Octets of all values of one type together. */
const ROOM = 200;

const made = new Map<Target, readonly Uint8Array[]>();
/** Values of a type that are short enough to try everything with; at least one. */
export function examples(target: Target): readonly Uint8Array[] {
  const had = made.get(target);
  if (had) return had;
  const type = plain(target.type) as Type<unknown>;
  const all = fc.sample(arbitrary(type), 60).map((value) => codecOf(target, type).encode(value));
  const some: Uint8Array[] = [];
  let room = ROOM;
  for (const octets of all) {
    if (octets.length > room) continue;
    some.push(octets);
    room -= octets.length;
  }
  if (some.length === 0) some.push(all.reduce((a, b) => (b.length < a.length ? b : a)));
  made.set(target, some);
  return some;
}

/** `bits` in the place of what stands at this bit, or behind the end. */
export function overwritten(whole: Uint8Array, at: number, bits: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.max(whole.length, Math.ceil(at / 8) + bits.length));
  out.set(whole);
  for (let i = 0; i < bits.length * 8; i++) {
    const mask = 128 >> ((at + i) & 7);
    const one = (bits[i >> 3]! << (i & 7)) & 128;
    const octet = (at + i) >> 3;
    out[octet] = one ? out[octet]! | mask : out[octet]! & ~mask;
  }
  return out;
}

/** Where a field begins, or the length, count or tag before it. */
export function seams(top: Field): Set<number> {
  const out = new Set([top.from]);
  const walk = (field: Field): void => {
    let at = field.from;
    for (const child of field.children) {
      out.add(at).add(child.from);
      walk(child);
      at = child.to;
    }
  };
  walk(top);
  return out;
}
