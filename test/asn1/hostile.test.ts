/**
 * Every type that octets from outside are decoded as, with every octet of a few values cut off, every bit flipped, and
 * every length, count and tag blown up. What has to hold for any octets stands in test/fuzz/check.ts.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetOf, routedOf } from '../../asn1/etsi/packet.ts';
import { toHex } from '../../asn1/hex.ts';
import type { Malformed } from '../../asn1/malformed.ts';
import type { Node } from '../../asn1/schema.ts';
import type { Field } from '../../asn1/trace.ts';
import { check } from '../fuzz/check.ts';
import { examples, overwritten, seams } from '../fuzz/examples.ts';
import { codecOf, type Target, TYPES, traceOf } from '../fuzz/targets.ts';

/** Which of these inputs break a rule, and how. */
function breaches(target: Target, inputs: Iterable<Uint8Array>): string[] {
  return [...inputs].flatMap((octets) => {
    const { breach } = check(target, octets);
    return breach === undefined ? [] : [`${toHex(octets)} ${breach}`];
  });
}
function refusal(target: Target, octets: Uint8Array): Malformed {
  const got = codecOf(target).decode(octets);
  if (got.ok) throw new Error('accepted');
  return got.malformed;
}

describe.each(TYPES.map((t) => [t.name, t] as const))('%s', (_, target) => {
  it('is refused wherever it was cut off, as too short', () => {
    for (const whole of examples(target)) {
      const cuts = Array.from(whole, (_, n) => whole.subarray(0, n));
      // A count is compared with the octets that are left, so it may be the count that is refused.
      const codes = new Set(cuts.map((cut) => refusal(target, cut).code));
      expect(['short', 'length']).toEqual(expect.arrayContaining([...codes]));
      expect(breaches(target, cuts)).toEqual([]);
    }
  });

  it('is refused with an octet more', () => {
    for (const whole of examples(target))
      expect(refusal(target, Uint8Array.from([...whole, 0]))).toMatchObject({ code: 'trailing' });
  });

  it('with any one bit flipped is refused, or is a value with just these octets', () => {
    const flips = examples(target).flatMap((whole) =>
      Array.from({ length: whole.length * 8 }, (_, bit) => {
        const flipped = Uint8Array.from(whole);
        flipped[bit >> 3]! ^= 128 >> (bit & 7);
        return flipped;
      }),
    );
    expect(breaches(target, flips)).toEqual([]);
  });

  it('with anything blown up is refused, or is a value with just these octets', () => {
    const blasts = examples(target).flatMap((whole) =>
      [...seams(traceOf(target, whole).top)].flatMap((at) =>
        BOMBS[target.rules].map((bomb) => overwritten(whole, at, bomb)),
      ),
    );
    expect(breaches(target, blasts)).toEqual([]);
  });

  it('with a length or count blown up is refused in the field that has it', () => {
    for (const whole of examples(target))
      for (const { at, path, octets } of blown(target, whole)) {
        const m = refusal(target, octets);
        expect(m.path).toEqual(path);
        expect(m.code).toMatch(/^(length|short)$/);
        // At the length, or where what it announces would begin.
        const place = m.octet * 8 + m.bit;
        expect(place).toBeGreaterThanOrEqual(at);
        expect(place).toBeLessThanOrEqual(at + 40);
      }
  });
});

describe('GeoNetworking, where one header says what the next one is', () => {
  const header = (name: string): Uint8Array[] => [...examples(TYPES.find((t) => t.name === name)!)];
  it('refuses any headers, in any order, as a value', () => {
    const part = fc.oneof(
      fc.constantFrom(...header('BasicHeader'), ...header('CommonHeader')),
      fc.uint8Array({ maxLength: 60 }),
    );
    const packet = fc.array(part, { maxLength: 4 }).map((parts) => Uint8Array.from(parts.flatMap((p) => [...p])));
    fc.assert(
      fc.property(packet, fc.constantFrom(packetOf, routedOf), (octets, typeOf) => {
        const target: Target = { name: 'packet', rules: 'uper', type: typeOf(octets) };
        expect(breaches(target, [octets])).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g)!, (o) => Number.parseInt(o, 16));
/** Lengths, counts, preambles and tags at the far ends of their forms. */
const BOMBS = {
  coer: '7f 80 be bf ff 81ff 82ffff 83ffffff 84ffffffff 88ffffffffffffffff 01ff 04ffffffff'.split(' ').map(hex),
  uper: 'ff 7f 80 bfff c0 c1 c4 c4c4c4c4 ffffffffffff 00000000'.split(' ').map(hex),
};
/** More than any of the values here is long. */
const LENGTH = { coer: hex('84ffffffff'), uper: hex('bfff') };
const COUNT = { coer: hex('04ffffffff'), uper: hex('bfff') };

interface Blown {
  readonly at: number;
  readonly path: readonly string[];
  readonly octets: Uint8Array;
}
/** The fields that begin with a length or count of any size, each with that blown up. */
function blown(target: Target, whole: Uint8Array): Blown[] {
  const out: Blown[] = [];
  const walk = (field: Field, path: readonly string[]): void => {
    const head = headOf(field.node, target.rules);
    if (head) out.push({ at: field.from, path, octets: overwritten(whole, field.from, head) });
    for (const child of field.children) walk(child, [...path, child.name]);
  };
  walk(traceOf(target, whole).top, []);
  return out;
}
function headOf(n: Node, rules: 'coer' | 'uper'): Uint8Array | undefined {
  switch (n.kind) {
    case 'open':
    case 'utf8':
    case 'oid':
    case 'relativeOid':
      return LENGTH[rules];
    case 'octets':
      return (rules === 'coer' ? n.min < n.max : n.max >= 65_536) ? LENGTH[rules] : undefined;
    case 'integer':
      return !n.extensible && !(Number.isFinite(n.min) && Number.isFinite(n.max)) ? LENGTH[rules] : undefined;
    case 'list':
      return rules === 'coer' || (n.max >= 65_536 && !n.extensible) ? COUNT[rules] : undefined;
    case 'kept':
      return headOf(n.of, rules);
    default:
      return undefined;
  }
}
