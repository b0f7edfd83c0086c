/** The lenient mode: each deviation has a name, is reported with its place, and is refused without that mode. */
import { describe, expect, it } from 'vitest';
import { coer, traceCoer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { type Codec, DEVIATIONS, type Deviance, PATIENCE } from '../../asn1/malformed.ts';
import {
  bits,
  bitsBetween,
  boolean,
  byDefault,
  enumerated,
  ia5,
  integer,
  integerOrMore,
  list,
  listOrMore,
  type Node,
  octets,
  oid,
  open,
  optional,
  sequence,
  type Type,
} from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';

const number = integer(0, 255);
const inner = sequence({ n: number });
const grown = sequence({ n: number }, { more: optional(number) });
const thrifty = sequence({ n: byDefault(number, 7) });
/** From a string of 0 and 1. */
const bin = (text: string): string => {
  const all = text.replaceAll(' ', '');
  return toHex(Uint8Array.from({ length: all.length / 8 }, (_, i) => Number.parseInt(all.slice(i * 8, i * 8 + 8), 2)));
};

type Row = readonly [Deviance, string, Node, hex: string, value: unknown, path: string, octet: number];
const OER: readonly Row[] = [
  ['trailing', 'an octet behind a number', number, '07ff', 7, '', 1],
  [
    'surplus',
    'an open type one octet too long',
    sequence({ a: open(inner), b: number }),
    '02070008',
    { a: { n: 7 }, b: 8 },
    'a',
    2,
  ],
  ['padding', 'a bit of a preamble', sequence({ n: optional(number) }), '8107', { n: 7 }, '', 0],
  ['padding', 'a bit of a BIT STRING', bits(4), 'ff', { octets: Uint8Array.of(0xf0), length: 4 }, '', 0],
  [
    'padding',
    'a bit of a BIT STRING of any size',
    bitsBetween(0, 9),
    '0204ff',
    { octets: Uint8Array.of(0xf0), length: 4 },
    '',
    0,
  ],
  ['boolean', 'a BOOLEAN of 01', sequence({ b: boolean }), '01', { b: true }, 'b', 0],
  ['length', 'a short length in the long form', octets(), '8102abcd', fromHex('abcd'), '', 0],
  ['integer', 'a leading zero', integer(0), '020007', 7, '', 0],
  ['integer', 'a needless sign octet', integer(), '02ffff', -1, '', 0],
  ['integer', 'a needless octet in an identifier', oid, '032a8001', '1.2.1', '', 0],
  ['default', 'a DEFAULT value', thrifty, '8007', { n: 7 }, '', 0],
  [
    'empty',
    'an extension bitmap without a bit',
    grown,
    '8007020700',
    { n: 7, more: undefined, '?': { count: 1, unknown: [] } },
    '',
    2,
  ],
];
const PER: readonly Row[] = [
  ['trailing', 'an octet behind a number', number, '07ff', 7, '', 1],
  ['trailing', 'eight zero bits behind one', sequence({ b: boolean }), '8000', { b: true }, '', 0],
  [
    'surplus',
    'an open type one octet too long',
    sequence({ a: open(inner), b: number }),
    '02070008',
    { a: { n: 7 }, b: 8 },
    'a',
    2,
  ],
  ['padding', 'a bit of the last octet', boolean, '81', true, '', 0],
  ['padding', 'a bit of the last octet of an open type', open(sequence({ b: boolean })), '0181', { b: true }, '', 1],
  ['length', 'a short length in two octets', octets(), '8002abcd', fromHex('abcd'), '', 0],
  [
    'length',
    'a small number in the long form',
    enumerated(['a'], []),
    bin('1 1 00000001 000001 00 0000 0000'),
    '?5',
    '',
    0,
  ],
  ['length', 'a small number of one octet in two', enumerated(['a'], []), 'c0801900', '?101', '', 0],
  [
    'length',
    'a count of additions in the long form',
    grown,
    bin('1 00000111 1 00000001 1 00000001 00001001 00000'),
    { n: 7, more: 9, '?': { count: 1, unknown: [] } },
    '',
    1,
  ],
  ['integer', 'a leading zero', integer(0), '020007', 7, '', 0],
  ['default', 'a DEFAULT value', thrifty, bin('1 00000111 0000000'), { n: 7 }, '', 0],
  [
    'empty',
    'an extension without an addition',
    grown,
    bin('1 00000111 0000000 0 0000 0000 000'),
    { n: 7, more: undefined, '?': { count: 1, unknown: [] } },
    '',
    1,
  ],
  ['root', 'a root value behind the extension bit', integerOrMore(0, 3), bin('1 00000001 00000010 0000000'), 2, '', 0],
  [
    'root',
    'a root size behind the extension bit',
    listOrMore(boolean, 1, 3),
    bin('1 00000001 1 000000'),
    [true],
    '',
    0,
  ],
];

const rules: readonly (readonly [string, (n: Type<unknown>) => Codec<unknown>, readonly Row[]])[] = [
  ['COER', coer, OER],
  ['UPER', uper, PER],
];
describe.each(rules)('%s in lenient mode', (_, codec, rows) => {
  it.each(rows)('reads %s: %s', (deviance, _what, schema, hex, value, path, octet) => {
    const { decode, lenient } = codec(schema as Type<unknown>);
    const got = lenient(fromHex(hex));
    expect(got).toMatchObject({ ok: true, value });
    expect(got.deviations.map((d) => [d.deviance, d.path.join('.'), d.octet])).toEqual([[deviance, path, octet]]);
    const strict = decode(fromHex(hex));
    expect(strict.ok).toBe(false);
    expect(!strict.ok && strict.malformed).toMatchObject({ rule: got.deviations[0]!.rule, octet });
  });

  it('says of a sound value that nothing deviates', () => {
    expect(codec(thrifty).lenient(codec(thrifty).encode({ n: 8 }))).toEqual({
      ok: true,
      value: { n: 8 },
      deviations: [],
    });
  });

  it('reports all that deviates, in the order it comes', () => {
    const schema = sequence({ a: octets(), b: open(inner) });
    const long = codec === (uper as unknown) ? '8001' : '8101';
    const got = codec(schema as Type<unknown>).lenient(fromHex(`${long}ab02070055`));
    expect(got).toMatchObject({ ok: true, value: { a: fromHex('ab'), b: { n: 7 } } });
    expect(got.deviations.map((d) => d.deviance)).toEqual(['length', 'surplus', 'trailing']);
  });

  it.each([
    ['short', octets(), '05ab'],
    ['range', integer(0, 9), 'ff'],
    ['text', ia5(2, 2), 'ffff'],
  ])('still refuses what has no meaning: %s', (code, schema, hex) => {
    const got = codec(schema as Type<unknown>).lenient(fromHex(hex));
    // Seven bits a character: nothing in UPER is no character.
    if (code === 'text' && codec === (uper as unknown)) expect(got.ok).toBe(true);
    else expect(got).toMatchObject({ ok: false, malformed: { code } });
  });

  it(`loses patience after ${PATIENCE} deviations`, () => {
    const each = codec === (uper as unknown) ? '800100' : '810100';
    const many = (n: number): Uint8Array =>
      fromHex(
        (codec === (uper as unknown) ? n.toString(16).padStart(4, '0') : `02${n.toString(16).padStart(4, '0')}`) +
          each.repeat(n),
      );
    const schema = list(octets(), 0, 65_535) as Type<unknown>;
    expect(codec(schema).lenient(many(PATIENCE)).deviations).toHaveLength(PATIENCE);
    const got = codec(schema).lenient(many(PATIENCE + 1));
    expect(got).toMatchObject({ ok: false, malformed: { code: 'canonical', path: [String(PATIENCE)] } });
  });
});

it('has a name for each deviation, and an example of each', () => {
  const shown = new Set([...OER, ...PER].map(([name]) => name));
  expect([...shown].sort()).toEqual(Object.keys(DEVIATIONS).sort());
});

it('shows the fields behind a deviation in a trace', () => {
  const schema = sequence({ b: boolean, n: number });
  const strict = traceCoer(schema, fromHex('0107'));
  expect([strict.top.children.length, strict.malformed?.code, strict.deviations]).toEqual([1, 'canonical', []]);
  const lenient = traceCoer(schema, fromHex('0107'), true);
  expect([lenient.top.children.length, lenient.malformed, lenient.deviations.length]).toEqual([2, undefined, 1]);
});
