import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coer } from '../asn1/coer.ts';
import {
  bits,
  bitsBetween,
  bitsOrMore,
  boolean,
  byDefault,
  byId,
  choice,
  enumerated,
  ia5,
  integer,
  integerOrMore,
  kept,
  later,
  list,
  nil,
  octets,
  oid,
  open,
  optional,
  relativeOid,
  sequence,
  type Type,
  uint64,
  utf8,
} from '../asn1/schema.ts';
import { uper } from '../asn1/uper.ts';
import { arbitrary } from './arbitrary.ts';

const Nest: Type<unknown> = sequence({
  inner: optional(later(() => Nest)),
  all: list(
    later(() => Nest),
    0,
    2,
  ),
});
const Endless: Type<unknown> = sequence({ inner: later(() => Endless) });
const Colour = enumerated(['red', 'green'], ['blue']);
const Shape = choice({ point: nil, line: integer(-5, 70_000) }, { text: utf8(0, 20) });
const Told = byId(integer(0, 255), { yes: [7, boolean] }, { id: 'id', value: 'value', extensible: true });
const everything = {
  truth: boolean,
  none: nil,
  small: integer(-3, 4),
  any: integer(),
  upwards: integer(0),
  mostly: integerOrMore(1, 3),
  huge: uint64,
  fixed: octets(4),
  some: octets(1, 400),
  text: utf8(2, 30),
  plain: ia5(0, 63),
  id: oid,
  part: relativeOid,
  flags: bits(11, ['first']),
  between: bitsBetween(3, 17),
  orMore: bitsOrMore(8),
  colour: Colour,
  shape: Shape,
  shapes: list(Shape, 1, 9),
  told: Told,
  boxed: open(Colour),
  level: byDefault(integer(0, 9), 3),
  nest: Nest,
};
const Everything: Type<unknown> = sequence(everything, { added: optional(Colour) });
const Held: Type<unknown> = sequence({ held: kept(Everything), more: kept(Told) });

describe('an arbitrary made from a schema', () => {
  it.each([
    ['COER', coer],
    ['UPER', uper],
  ] as const)('has only values that %s gives back as they were', (_, rules) => {
    const codec = rules(Everything);
    fc.assert(
      fc.property(arbitrary(Everything), (value) => {
        expect(codec.decode(codec.encode(value))).toEqual({ ok: true, value });
      }),
    );
  });

  it('keeps beside a value the octets that are its encoding', () => {
    const held = arbitrary(Held, (node, value) => coer(node as Type<unknown>).encode(value));
    fc.assert(
      fc.property(held, (value) => {
        expect(coer(Held).decode(coer(Held).encode(value))).toEqual({ ok: true, value });
      }),
    );
  });

  it('asks for an encoder where octets are kept', () => {
    expect(() => fc.sample(arbitrary(Held), 1)).toThrow(/encoder/);
  });

  it('also has what only a later version knows', () => {
    const values = JSON.stringify(fc.sample(arbitrary(list(Everything, 3, 9)), { numRuns: 50, seed: 1 }), (_, v) =>
      typeof v === 'bigint' ? `${v}` : v,
    );
    expect(values).toMatch(/"colour":"\?\d+"/);
    expect(values).toMatch(/"colour":"blue"/);
    expect(values).toMatch(/"shape":{"tag":"\?","value":{"index":\d+/);
    expect(values).toMatch(/"told":{"tag":"\?"/);
    expect(values).toMatch(/"\?":{"count":\d+,"unknown":\[{"index":\d+/);
    expect(values).toMatch(/"added":"/);
  });

  it.each([0, 1, 2, 3])('follows a type that contains itself at most %i times', (depth) => {
    const deepest = Math.max(...fc.sample(arbitrary(Nest, undefined, depth), { numRuns: 200, seed: 1 }).map(levels));
    expect(deepest).toBe(depth);
  });

  it('says when a type has no value that ends', () => {
    expect(() => arbitrary(Endless)).toThrow(RangeError);
  });
});

function levels(nest: unknown): number {
  const { inner, all } = nest as { inner?: unknown; all: unknown[] };
  return Math.max(0, ...[...all, ...(inner === undefined ? [] : [inner])].map((n) => 1 + levels(n)));
}
