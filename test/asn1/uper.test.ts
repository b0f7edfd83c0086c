import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { DEPTH, type Malformed, sentence } from '../../asn1/malformed.ts';
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
  later,
  list,
  listOrMore,
  type Node,
  nil,
  octets,
  oid,
  open,
  optional,
  sequence,
  type Type,
  uint64,
  utf8,
} from '../../asn1/schema.ts';
import { traceUper, uper } from '../../asn1/uper.ts';

/** A bit string in 0 and 1 to octets, filled with zeros. */
function own(text: string): Uint8Array {
  const all = text.replaceAll(' ', '');
  const out = new Uint8Array(Math.ceil(all.length / 8));
  for (let i = 0; i < all.length; i++) if (all[i] === '1') out[i >> 3]! |= 128 >> (i & 7);
  return out;
}
function wrong(schema: Node, octets: Uint8Array): Malformed {
  const got = uper(schema as Type<unknown>).decode(octets);
  if (got.ok) throw new Error(`accepted as ${JSON.stringify(got.value)}`);
  return got.malformed;
}
const thousands = new Uint8Array(20_000).map((_, i) => i);

const Header = sequence(
  { id: integer(0, 7), at: optional(integer(0, 255)), level: byDefault(integer(0, 9), 3) },
  { first: optional(boolean), second: optional(octets(0, 3)) },
);
const examples: readonly (readonly [string, Node, unknown, string])[] = [
  ['NULL, which still takes an octet', nil, null, '00000000'],
  ['BOOLEAN', boolean, true, '1'],
  ['a number of one value, in no bits', sequence({ a: integer(5, 5), b: boolean }), { a: 5, b: true }, '1'],
  ['a number as its distance from the lowest', integer(-3, 4), -1, '010'],
  ['all 64 bits', uint64, 1n, `${'0'.repeat(63)}1`],
  ['a latitude in 31 bits', integer(-900000000, 900000001), 900000001, '1101011 01001001 11010010 00000001'],
  ['a number without bounds', integer(), -1, '00000001 11111111'],
  ['a number from 5 up', integer(5), 6, '00000001 00000001'],
  ['a number of the root range', integerOrMore(0, 3), 2, '0 10'],
  ['a number beyond it', integerOrMore(0, 3), 4, '1 00000001 00000100'],
  ['an ENUMERATED name', enumerated(['a', 'b', 'c']), 'c', '10'],
  ['one that was added', enumerated(['a', 'b'], ['c']), 'c', '1 0 000000'],
  ['one nobody knows', enumerated(['a', 'b'], ['c']), '?5', '1 0 000011'],
  ['the 70th added', enumerated(['a'], []), '?71', '1 1 00000001 01000110'],
  ['a CHOICE', choice({ a: nil, b: boolean, c: nil }), { tag: 'b', value: true }, '01 1'],
  ['a CHOICE that may grow', choice({ a: boolean }, { b: boolean }), { tag: 'a', value: true }, '0 1'],
  [
    'an alternative that was added',
    choice({ a: nil }, { b: boolean }),
    { tag: 'b', value: true },
    '1 0000000 00000001 1 0000000',
  ],
  [
    'an alternative nobody knows',
    choice({ a: nil }, {}),
    { tag: '?', value: { index: 3, octets: Uint8Array.of(0xaa) } },
    '1 0 000010 00000001 10101010',
  ],
  ['a SEQUENCE without its options', Header, { id: 5, level: 3 }, '0 00 101'],
  ['a SEQUENCE with all of them', Header, { id: 5, at: 255, level: 4 }, '0 11 101 11111111 0100'],
  [
    'an addition, by a sender that knew one',
    Header,
    { id: 0, level: 3, first: true, '?': { count: 1, unknown: [] } },
    '1 00 000 0000000 1 00000001 10000000',
  ],
  [
    'an addition nobody knows, by a sender that knew four',
    Header,
    { id: 0, level: 3, '?': { count: 4, unknown: [{ index: 3, octets: Uint8Array.of(0x55) }] } },
    '1 00 000 0000011 0001 00000001 01010101',
  ],
  ['a list of up to 32', list(boolean, 1, 32), [true, false, true], '00010 101'],
  ['a list without end', list(boolean), [true, true], '00000010 11'],
  ['octets of fixed size', octets(2), Uint8Array.of(1, 2), '00000001 00000010'],
  ['octets of one to four', octets(1, 4), Uint8Array.of(255), '00 11111111'],
  ['bits of fixed size', bits(5), { octets: Uint8Array.of(0b10101000), length: 5 }, '10101'],
  ['bits of one to eight', bitsBetween(1, 8), { octets: Uint8Array.of(0b11000000), length: 2 }, '001 11'],
  ['bits of the root size', bitsOrMore(3), { octets: Uint8Array.of(0b11000000), length: 3 }, '0 110'],
  ['bits beyond it', bitsOrMore(3), { octets: Uint8Array.of(0b11000000), length: 4 }, '1 00000100 1100'],
  ['a list of the root size', listOrMore(boolean, 1, 4), [true, false], '0 01 10'],
  ['a list beyond it', listOrMore(boolean, 1, 2), [true, false, true], '1 00000011 101'],
  ['text in seven bits a character', ia5(1, 63), 'AB', '000001 1000001 1000010'],
  ['text in UTF-8', utf8(1, 1), 'ü', '00000010 11000011 10111100'],
  ['an object identifier', oid, '2.999', '00000010 10001000 00110111'],
  [
    'an information object',
    byId(integer(0, 15), { yes: [7, boolean] }, { id: 'i', value: 'v' }),
    { tag: 'yes', value: true },
    '0111 00000001 1 0000000',
  ],
  [
    'an information object nobody knows',
    byId(integer(0, 15), { yes: [7, boolean] }, { id: 'i', value: 'v', extensible: true }),
    { tag: '?', value: { index: 8, octets: Uint8Array.of(1, 2) } },
    '0 1000 00000010 00000001 00000010',
  ],
];

describe('UPER writes and reads', () => {
  it.each(examples)('%s', (_, schema, value, text) => {
    const codec = uper(schema as Type<unknown>);
    expect(toHex(codec.encode(value))).toBe(toHex(own(text)));
    expect(codec.decode(own(text))).toEqual({ ok: true, value });
  });

  it('16384 octets and more in fragments, the largest first', () => {
    for (const [n, head] of [
      [16_383, 'bfff'],
      [16_384, 'c1'],
      [65_536, 'c4'],
      [70_000, 'c4'],
      [90_000, 'c4'],
    ] as const) {
      const value = new Uint8Array(n).map((_, i) => i * 7);
      const written = uper(octets()).encode(value);
      expect(toHex(written.subarray(0, head.length / 2))).toBe(head);
      expect(uper(octets()).read(written)).toEqual(value);
    }
  });

  it.each([16_383, 16_384, 16_385, 65_536, 65_537, 147_456 + 5])(
    'a list, a text and a string of bits of %i items, in fragments from 16384 on',
    (n) => {
      const octet = list(integer(0, 255));
      const items = Array.from({ length: n }, (_, i) => i & 255);
      // A list of octets has the encoding of an octet string.
      expect(toHex(uper(octet).encode(items))).toBe(toHex(uper(octets()).encode(Uint8Array.from(items))));
      expect(uper(octet).decode(uper(octet).encode(items))).toEqual({ ok: true, value: items });
      const text = 'wave'.repeat(n).slice(0, n);
      expect(uper(ia5()).decode(uper(ia5()).encode(text))).toEqual({ ok: true, value: text });
      const many = bitsBetween(0, Infinity);
      const value = { octets: new Uint8Array(Math.ceil(n / 8)).fill(0xa5), length: n };
      if (n % 8 > 0) value.octets[value.octets.length - 1]! &= 0xff << (8 - (n % 8));
      expect(uper(many).decode(uper(many).encode(value))).toEqual({ ok: true, value });
    },
  );
  it('an open type of 16384 octets and more, and what is in it', () => {
    const schema = sequence({ flag: boolean, big: open(sequence({ items: list(octets(100), 0, 255), end: boolean })) });
    const value = { flag: true, big: { items: Array.from({ length: 200 }, () => thousands.slice(0, 100)), end: true } };
    const written = uper(schema).encode(value);
    expect(uper(schema).decode(written)).toEqual({ ok: true, value });
  });
});

const refused: readonly (readonly [string, Node, string, Malformed['code'], number])[] = [
  ['no octets at all', nil, '', 'short', 0],
  ['a bit that fills the last octet set', boolean, '10000001', 'canonical', 1],
  ['an octet behind the value', boolean, '10000000 00000000', 'trailing', 1],
  ['a number above its range', integer(0, 4), '101', 'range', 0],
  ['a root value written as one beyond', integerOrMore(0, 3), '1 00000001 00000010', 'canonical', 1],
  ['a number in too many octets', integer(), '00000010 00000000 00000001', 'canonical', 0],
  ['a name beyond the last', enumerated(['a', 'b', 'c']), '11', 'range', 0],
  ['an index below 64 in long form', enumerated(['a'], []), '1 1 00000001 00000101', 'canonical', 2],
  ['an alternative beyond the last', choice({ a: nil, b: nil, c: nil }), '11', 'tag', 0],
  ['a length below 128 in two octets', octets(), '10000000 00000001 11111111', 'canonical', 0],
  ['a fragment of no items', octets(), '11000000', 'length', 0],
  ['a list of more than it may hold', list(boolean, 1, 5), '101', 'length', 0],
  ['bits of the root size with an extension bit', bitsOrMore(3), '1 00000011 110', 'canonical', 1],
  ['an extension bit without additions', Header, '1 00 000 0000001 00', 'canonical', 6],
  ['a count of additions below 64 in long form', Header, '1 00 000 1 00000010 10', 'canonical', 6],
  ['a DEFAULT that is present', Header, '0 01 000 0011', 'canonical', 1],
  ['an open type of no octets', open(nil), '00000000', 'length', 8],
  ['an open type longer than its value', open(boolean), '00000010 10000000 00000000', 'length', 9],
  ['an open type with its filling set', open(boolean), '00000001 10000001', 'canonical', 9],
  ['an open type beyond the end', open(boolean), '00000010 10000000', 'short', 8],
  ['text that is no UTF-8', utf8(), '00000001 11111111', 'text', 0],
  ['too much text', utf8(0, 1), '00000010 01000001 01000001', 'length', 0],
];
describe('UPER refuses', () => {
  it.each(refused)('%s', (_, schema, text, code, at) => {
    const m = wrong(schema, own(text));
    expect([m.code, m.octet * 8 + m.bit]).toEqual([code, at]);
  });

  it('a list within the root size that sets the extension bit', () => {
    expect(wrong(listOrMore(boolean, 1, 2), own('1 00000010 11'))).toMatchObject({ code: 'canonical' });
  });
  it('fragments that are not the largest possible', () => {
    const whole = uper(octets()).encode(thousands.slice(0, 20_000));
    expect(uper(octets()).decode(whole).ok).toBe(true);
    // Twice 16384 instead of once 32768.
    const loose = Uint8Array.from([0xc1, ...thousands.subarray(0, 16_384), 0xc1, ...thousands.subarray(0, 16_384), 0]);
    expect(wrong(octets(), loose)).toMatchObject({ code: 'canonical', octet: 16_385, bit: 0 });
  });

  it('what is wrong within an open type in fragments, and says where the open type begins', () => {
    const inner = new Uint8Array(16_384).fill(0xff);
    const big = Uint8Array.from([0x80, 0xc1, ...inner, 0]);
    const m = wrong(sequence({ a: octets(1), b: open(integer(0, 4)) }), big);
    expect(sentence(m)).toBe('octet 1 in b: 7 where at most 4 is allowed, bit 0 of an open type in fragments (range)');
  });
  it('in a trace, the fields of an open type in fragments where it begins', () => {
    const schema = sequence({ a: octets(1), b: open(sequence({ c: octets(), d: integer(0, 255) })), e: octets(1) });
    const octetsOf = uper(schema).encode({ a: own('0'), b: { c: new Uint8Array(20_000), d: 7 }, e: own('1') });
    const [a, b, e] = traceUper(schema, octetsOf).top.children;
    expect([a!.from, a!.to, b!.from]).toEqual([0, 8, 8]);
    expect(b!.children.map((f) => [f.name, f.from, f.to])).toEqual([
      ['c', 8, 8],
      ['d', 8, 8],
    ]);
    expect([e!.from, e!.to]).toEqual([octetsOf.length * 8 - 8, octetsOf.length * 8]);
  });
});

describe('what later versions add survives decoding and encoding in UPER', () => {
  it.each([1, 2, 3, 4, 9, 64, 65, 200])('a bitmap of %i bits', (count) => {
    const schema = sequence({}, { a: optional(boolean) });
    const unknown = count < 2 ? [] : [{ index: count - 1, octets: fromHex('beef') }];
    const value = { a: count < 2 ? true : undefined, '?': { count, unknown } };
    const written = uper(schema).encode(value);
    expect(uper(schema).decode(written)).toEqual({ ok: true, value });
    expect(toHex(uper(schema).encode(uper(schema).read(written)))).toBe(toHex(written));
  });

  it('a value that says it is from the future, but has nothing of it, sets no extension bit', () => {
    expect(toHex(uper(Header).encode({ id: 5, level: 3, '?': { count: 4, unknown: [] } }))).toBe(
      toHex(own('0 00 101')),
    );
  });
});

const Nest: Type<unknown> = sequence({ inner: optional(later(() => Nest)) });
it('keeps what later versions add to an information object, and writes it again', () => {
  const told = byId(integer(0, 15), { yes: [7, boolean] }, { id: 'i', value: 'v', extensible: true });
  const value = { tag: 'yes', value: true, '?': { count: 2, unknown: [{ index: 1, octets: own('10101010') }] } };
  const bits = '1 0111 00000001 10000000 0000001 01 00000001 10101010';
  expect(uper(told).read(own(bits))).toEqual(value);
  expect(toHex(uper(told).encode(value as never))).toBe(toHex(own(bits)));
});

describe('hostile bits are refused as values', () => {
  it('nested as deep as allowed, and one deeper', () => {
    expect(uper(Nest).decode(own(`${'1'.repeat(DEPTH)}0`))).toMatchObject({ ok: true });
    expect(wrong(Nest, own('1'.repeat(DEPTH + 1)))).toMatchObject({ code: 'depth', octet: 2, bit: 1 });
  });

  it('counts and lengths beyond the end', () => {
    expect(wrong(list(octets(2)), own('10111111 11111111 0'))).toMatchObject({ code: 'length', octet: 0 });
    expect(wrong(octets(), own('10111111 11111111 0'))).toMatchObject({ code: 'short', octet: 2 });
    expect(wrong(ia5(0, 255), own('11111111 0'))).toMatchObject({ code: 'short', octet: 0 });
  });

  it('ten million octets of fragments', () => {
    expect(wrong(octets(), new Uint8Array(10_000_000).fill(0xc4))).toMatchObject({ code: 'short' });
    expect(wrong(open(boolean), new Uint8Array(10_000_000).fill(0xc4))).toMatchObject({ code: 'short' });
  });
});

describe('an error in UPER says where, to the bit', () => {
  const Frame = sequence({
    kind: integer(0, 7),
    items: list(choice({ none: nil, some: Header, other: boolean }), 0, 3),
  });
  it.each<[string, string]>([
    ['octet 0, bit 5 in items.0: no alternative has the index 3; there are 3 (tag)', '001 01 11'],
    ['octet 1 in items.0.some: 2 more bits announced than the 0 that follow (short)', '000 01 01 0'],
    ['octet 1, bit 5 in items.0.some.at: 8 more bits announced than the 3 that follow (short)', '000 01 01 0 10 111'],
    ['octet 1, bit 5 in items.0.some.level: 12 where at most 9 is allowed (range)', '000 01 01 0 01 000 1100'],
  ])('%s', (text, value) => {
    expect(sentence(wrong(Frame, own(value)))).toBe(text);
  });
});

const octet = new Uint8Array(1);
describe('an encoder refuses a value that is none of its type, and names the field', () => {
  it.each<[string, Node, unknown]>([
    ['.id: 8, allowed is 0 to 7', Header, { id: 8, level: 3 }],
    ['.at: 1.5, allowed is 0 to 255', Header, { id: 0, at: 1.5, level: 3 }],
    ['.second: 4 octets, allowed are 0 to 3', Header, { id: 0, level: 3, second: new Uint8Array(4) }],
    ['.1: no such name: x', list(enumerated(['a'])), ['a', 'x']],
    ['no such alternative: b', choice({ a: nil }), { tag: 'b', value: null }],
    ['no such alternative: ?', choice({ a: nil }, {}), { tag: '?', value: { index: 0, octets: new Uint8Array(1) } }],
    [
      'no such alternative: ?',
      byId(integer(0, 9), { a: [1, nil] }, { id: 'i', value: 'v' }),
      { tag: '?', value: { index: 1, octets: new Uint8Array(1) } },
    ],
    ['70000 is no index of an addition', enumerated([], []), '?70000'],
    ['69999 is no index of an addition', choice({ a: nil }, {}), { tag: '?', value: { index: 70_000, octets: octet } }],
    ['0.5 is no index of an addition', choice({ a: nil }, {}), { tag: '?', value: { index: 1.5, octets: octet } }],
    [
      'unknown additions are numbered 0 to 4',
      sequence({}, {}),
      { '?': { count: 5, unknown: [{ index: 1.5, octets: octet }] } },
    ],
    ['2 characters, allowed are 0 to 1', utf8(0, 1), 'üü'],
    ['2 characters, allowed are 0 to 1', ia5(0, 1), 'AA'],
    ['9 bits, allowed are 1 to 8', bitsBetween(1, 8), { octets: new Uint8Array(2), length: 9 }],
    ['3 bits take 1 octets with unused bits zero', bits(3), { octets: Uint8Array.of(1), length: 3 }],
  ])('%s', (text, schema, value) => {
    expect(() => uper(schema as Type<unknown>).encode(value)).toThrow(new RangeError(text));
  });
});
