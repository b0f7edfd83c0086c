import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { HashAlgorithm, PsidSsp, PsidSspRange, ThreeDLocation } from '../../asn1/ieee1609dot2/base.ts';
import { CertificateId, EndEntityType, PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { HeaderInfo, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { DEPTH, type Malformed } from '../../asn1/malformed.ts';
import {
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
  type Node,
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
} from '../../asn1/schema.ts';

const own = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', ''));
/** What is wrong with these octets; fails where nothing is. */
function wrong(schema: Node, hex: string | Uint8Array): Malformed {
  const got = coer(schema as Type<unknown>).decode(typeof hex === 'string' ? own(hex) : hex);
  if (got.ok) throw new Error(`accepted as ${JSON.stringify(got.value)}`);
  return got.malformed;
}
const bits = (octet: number) => ({ octets: Uint8Array.of(octet), length: 8 });

const all = { tag: 'all', value: null } as const;
const examples: readonly (readonly [string, Node, unknown, string])[] = [
  [
    'permissions with each field present',
    PsidGroupPermissions,
    { subjectPermissions: all, minChainLength: 2, chainLengthRange: -1, eeType: bits(0xc0) },
    'e0 81 01 02 01 ff c0',
  ],
  [
    'permissions of DEFAULTs only',
    PsidGroupPermissions,
    { subjectPermissions: all, minChainLength: 1, chainLengthRange: 0, eeType: bits(0x80) },
    '00 81',
  ],
  ['an opaque SSP', PsidSsp, { psid: 130, ssp: { tag: 'opaque', value: own('0102') } }, '80 0182 80 02 0102'],
  [
    'an SSP after the extension marker',
    PsidSsp,
    { psid: 32, ssp: { tag: 'bitmapSsp', value: own('0102') } },
    '80 0120 81 03 020102',
  ],
  [
    'a range of bitmap SSPs',
    PsidSspRange,
    { psid: 2113687, sspRange: { tag: 'bitmapSspRange', value: { sspValue: own('01'), sspBitmask: own('ff') } } },
    '80 03204097 82 04 01 01 01 ff',
  ],
  [
    'a header with an addition',
    HeaderInfo,
    {
      psid: 32,
      generationTime: 1n,
      inlineP2pcdRequest: [own('010203')],
      '?': { count: 4, unknown: [] },
    },
    'c0 0120 0000000000000001 020480 05 0101010203',
  ],
  ['a location', ThreeDLocation, { latitude: -1, longitude: 900000001, elevation: 4096 }, 'ffffffff 35a4e901 1000'],
  [
    'unsecured data',
    Ieee1609Dot2Data,
    { protocolVersion: 3, content: { tag: 'unsecuredData', value: own('0001020304050607') } },
    '03 80 08 0001020304050607',
  ],
  ['both kinds of end entity', EndEntityType, bits(0xc0), 'c0'],
  ['sha384', HashAlgorithm, 'sha384', '01'],
  ['sm3', HashAlgorithm, 'sm3', '02'],
  ['BOOLEAN true', boolean, true, 'ff'],
  ['PSID 0', integer(0), 0, '01 00'],
  ['PSID 32', integer(0), 32, '01 20'],
  ['PSID 130', integer(0), 130, '01 82'],
  ['-1 without bounds', integer(), -1, '01 ff'],
  ['128 without bounds', integer(), 128, '02 0080'],
  ['-129 without bounds', integer(), -129, '02 ff7f'],
  ['an extensible range is none', integerOrMore(0, 7), 3, '01 03'],
  ['two octets with a sign', integer(-200, 100), -200, 'ff38'],
  ['one octet with a sign', integer(-128, 127), -2, 'fe'],
  ['eight octets with a sign', integer(-5_000_000_000, 0), -5_000_000_000, 'fffffffed5fa0e00'],
  ['eight octets without', integer(0, 5_000_000_000), 4_294_967_298, '0000000100000002'],
  ['all 64 bits', uint64, 0xffff_ffff_ffff_ffffn, 'ffffffffffffffff'],
  ['no items', list(nil), [], '01 00'],
  ['two items', list(integer(0, 255)), [7, 8], '0102 07 08'],
  ['5 bits of a range', bitsBetween(1, 9), { octets: own('b8'), length: 5 }, '02 03 b8'],
  ['no bits', bitsBetween(0, 9), { octets: own(''), length: 0 }, '01 00'],
  ['more bits than the root size', bitsOrMore(8), { octets: own('ff80'), length: 9 }, '03 07 ff80'],
  ['text beyond ASCII', utf8(), 'Zürich', '07 5ac3bc72696368'],
  ['text of fixed size', ia5(3, 3), 'ABC', '414243'],
  ['an object identifier', oid, '1.2.840.10045.2.1', '07 2a8648ce3d0201'],
  ['an object identifier under 2', oid, '2.999', '02 8837'],
  ['a relative one', relativeOid, '8571.3', '03 c27b03'],
];

describe('COER writes and reads', () => {
  it.each(examples)('%s', (_, schema, value, hex) => {
    const codec = coer(schema as Type<unknown>);
    expect(toHex(codec.encode(value))).toBe(hex.replaceAll(' ', ''));
    expect(codec.decode(own(hex))).toEqual({ ok: true, value });
  });

  it('a number for which what is written into has to grow', () => {
    const codec = coer(sequence({ before: octets(), number: uint64 }));
    for (let size = 2048; size <= 2 ** 20; size *= 2) {
      const head = size > 65_536 ? 4 : 3;
      const value = { before: new Uint8Array(size - head - 4), number: 0x0102_0304_0506_0708n };
      expect(toHex(codec.encode(value).subarray(-8)), `${size}`).toBe('0102030405060708');
    }
  });
  it('lengths and counts in the fewest octets that hold them', () => {
    for (const [n, head] of [
      [127, '7f'],
      [128, '8180'],
      [255, '81ff'],
      [256, '820100'],
      [65_536, '83010000'],
    ] as const) {
      const octetString = coer(octets()).encode(new Uint8Array(n));
      expect(toHex(octetString.subarray(0, octetString.length - n))).toBe(head);
      expect(coer(octets()).read(octetString)).toHaveLength(n);
    }
    const many = coer(list(boolean)).encode(new Array<boolean>(300).fill(true));
    expect(toHex(many.subarray(0, 3))).toBe('02012c');
    expect(coer(list(boolean)).read(many)).toHaveLength(300);
  });
});

const Optional = sequence({ a: optional(nil), b: byDefault(integer(0, 9), 3) }, { c: optional(nil) });
const refused: readonly (readonly [string, Node, string, Malformed['code'], number])[] = [
  ['a length of 5 in long form', octets(), '8105 0000000000', 'canonical', 0],
  ['a length with a leading zero', octets(), `820080${'00'.repeat(128)}`, 'canonical', 0],
  ['a length of no octets', octets(), '80', 'length', 0],
  ['a length of nine octets', octets(), '89010000000000000000', 'length', 0],
  ['an unsigned integer with a leading zero', integer(0), '020020', 'canonical', 0],
  ['a positive integer with a leading zero', integer(), '02007f', 'canonical', 0],
  ['a negative integer with a leading ff', integer(), '02ff80', 'canonical', 0],
  ['an integer of no octets', integer(), '00', 'length', 0],
  ['a count with a leading zero', list(boolean), '020001ff', 'canonical', 0],
  ['BOOLEAN 01', boolean, '01', 'canonical', 0],
  ['a DEFAULT that is present', PsidGroupPermissions, '80 81 0101', 'canonical', 0],
  ['a DEFAULT BIT STRING that is present', PsidGroupPermissions, '20 81 80', 'canonical', 0],
  ['a spare bit set in the preamble', Optional, '08', 'canonical', 0],
  ['an extension bit without additions', Optional, '80 020700', 'canonical', 1],
  ['an extension bitmap of no bits', Optional, '80 0100', 'canonical', 1],
  ['a spare bit set in an extension bitmap', Optional, '80 020781 00', 'canonical', 1],
  ['nine unused bits in an extension bitmap', Optional, '80 020980 00', 'length', 1],
  ['octets behind the value', boolean, 'ff00', 'trailing', 1],
  ['a tag the CHOICE does not have', choice({ a: nil, b: nil }), '82', 'tag', 0],
  ['a tag of another class', choice({ a: nil, b: nil }, {}), '01', 'tag', 0],
  ['a tag in long form', choice({ a: nil, b: nil }, {}), 'bf', 'tag', 0],
  ['spare bits of a fixed BIT STRING', bitsBetween(5, 5), 'ff', 'canonical', 0],
  ['spare bits of a BIT STRING', bitsBetween(0, 9), '0203ff', 'canonical', 0],
  ['an ENUMERATED value beyond the last', enumerated(['a', 'b']), '02', 'range', 0],
  ['a number above its range', integer(0, 9), '0a', 'range', 0],
  ['a number below its range', integer(5, 9), '04', 'range', 0],
  ['a number beyond 2^53', integer(), '0720000000000001', 'range', 0],
  ['too few octets', octets(2, 3), '0100', 'length', 0],
  ['too many octets', octets(2, 3), '0400000000', 'length', 0],
  ['too few items', list(boolean, 1), '0100', 'length', 0],
  ['text that is no UTF-8', utf8(), '02c328', 'text', 0],
  ['text that is no ASCII', ia5(), '0180', 'text', 0],
  ['too much text', utf8(0, 2), '03616263', 'length', 0],
  ['an object identifier that ends early', oid, '0188', 'length', 0],
  ['an object identifier with a padded arc', oid, '032a8001', 'canonical', 0],
  ['an open type longer than its value', open(boolean), '02ff00', 'length', 2],
  ['an open type shorter than its value', open(integer(0, 65_535)), '0101', 'short', 1],
  ['an open type beyond the end', open(boolean), '02ff', 'short', 1],
  [
    'unused bits in the preamble of an information object',
    byId(integer(0, 255), {}, { id: 'i', value: 'v', extensible: true }),
    '40 07 00',
    'canonical',
    0,
  ],
  ['no octets at all', boolean, '', 'short', 0],
  ['five of eight octets', uint64, '0102030405', 'short', 0],
  ['five of eight octets of a smaller range', integer(0, 2 ** 40), '0102030405', 'short', 0],
];
describe('COER refuses, since hashes are over octets,', () => {
  it.each(refused)('%s', (_, schema, hex, code, octet) => {
    expect(wrong(schema, hex)).toMatchObject({ code, octet, bit: 0 });
  });
});

describe('what later versions add survives decoding and encoding in COER', () => {
  it.each([
    ['a 2-bit bitmap (2016)', 'c0 0120 0000000000000001 020680 05 0101010203', 2],
    ['a 3-bit bitmap (2019)', 'c0 0120 0000000000000001 020520 01 02', 3],
    ['a 4-bit bitmap (2022)', 'c0 0120 0000000000000001 020480 05 0101010203', 4],
    ['a 9-bit bitmap with an addition we do not know', 'c0 0120 0000000000000001 03078080 05 0101010203 0299aa', 9],
  ])('%s of HeaderInfo', (_, hex, count) => {
    const header = coer(HeaderInfo).read(own(hex));
    expect(header['?']?.count).toBe(count);
    expect(toHex(coer(HeaderInfo).encode(header))).toBe(hex.replaceAll(' ', ''));
  });

  it('an addition nobody knows keeps its number and its octets', () => {
    const schema = sequence({}, { a: optional(boolean) });
    const value = coer(schema).read(own('80 020450 01 ff 02 beef'));
    expect(value).toEqual({
      a: undefined,
      '?': {
        count: 4,
        unknown: [
          { index: 1, octets: own('ff') },
          { index: 3, octets: own('beef') },
        ],
      },
    });
    expect(toHex(coer(schema).encode(value))).toBe('8002045001ff02beef');
  });

  it('an alternative nobody knows', () => {
    expect(coer(CertificateId).read(own('84 02 beef'))).toEqual({ tag: '?', value: { index: 4, octets: own('beef') } });
    expect(toHex(coer(CertificateId).encode({ tag: '?', value: { index: 4, octets: own('beef') } }))).toBe('8402beef');
  });

  it('an ENUMERATED value nobody knows', () => {
    expect(coer(HashAlgorithm).read(own('07'))).toBe('?7');
    expect(toHex(coer(HashAlgorithm).encode('?7'))).toBe('07');
  });

  it('a value that says it is from the future, but has nothing of it, sets no extension bit', () => {
    expect(toHex(coer(Optional).encode({ b: 3, '?': { count: 4, unknown: [] } }))).toBe('00');
  });
});

const Nest: Type<unknown> = sequence({ inner: optional(later(() => Nest)) });
describe('hostile octets are refused as values', () => {
  it('nested as deep as allowed, and one deeper', () => {
    expect(coer(Nest).decode(own(`${'80'.repeat(DEPTH)}00`))).toMatchObject({ ok: true });
    expect(wrong(Nest, `${'80'.repeat(DEPTH + 1)}00`)).toMatchObject({ code: 'depth', octet: DEPTH + 1 });
  });

  it('a million levels are not followed', () => {
    expect(wrong(Nest, new Uint8Array(1_000_000).fill(0x80)).code).toBe('depth');
  });

  it('a list of 4,294,967,295 items in seven octets', () => {
    expect(wrong(list(integer(0, 255)), '04ffffffff 01 02')).toMatchObject({ code: 'length', octet: 0 });
    expect(wrong(PsidGroupPermissions, '00 80 04ffffffff')).toMatchObject({ code: 'length', octet: 2 });
  });

  it('a string of 4,294,967,295 octets', () => {
    expect(wrong(octets(), '84ffffffff 00')).toMatchObject({ code: 'short', octet: 5 });
    expect(wrong(Ieee1609Dot2Data, '03 80 84ffffffff')).toMatchObject({ code: 'short', octet: 7 });
  });

  it('ten million octets that announce as many items', () => {
    const bomb = new Uint8Array(10_000_000).fill(0xff);
    bomb.set(own('03980000'));
    expect(wrong(list(sequence({ a: octets(1), b: integer(0, 9) })), bomb)).toMatchObject({
      code: 'range',
      octet: 5,
      path: ['0', 'b'],
    });
    expect(wrong(Ieee1609Dot2Data, bomb.fill(0x81)).code).toBe('range');
  });
});

it('keeps what later versions add to an information object, and writes it again', () => {
  const told = byId(integer(0, 255), { yes: [7, boolean] }, { id: 'i', value: 'v', extensible: true });
  const value = { tag: 'yes', value: true, '?': { count: 3, unknown: [{ index: 2, octets: own('beef') }] } };
  expect(coer(told).read(own('80 07 01ff 0205 20 02beef'))).toEqual(value);
  expect(toHex(coer(told).encode(value as never))).toBe('800701ff02052002beef');
  expect(toHex(coer(told).encode({ tag: 'yes', value: true }))).toBe('000701ff');
});

describe('an encoder refuses what its decoder would read as something else', () => {
  const one = new Uint8Array(1);
  it.each<[string, Node, unknown]>([
    ['no such name: ?0', enumerated(['a'], []), '?0'],
    ['no such name: ?128', enumerated(['a'], []), '?128'],
    ['no such alternative: ?', choice({ a: boolean }, {}), { tag: '?', value: { index: 0, octets: one } }],
    ['no such alternative: ?', choice({ a: boolean }, {}), { tag: '?', value: { index: 1.5, octets: one } }],
    ['no such alternative: ?', choice({ a: boolean }, {}), { tag: '?', value: { index: 63, octets: one } }],
    [
      'unknown additions are numbered 0 to 4',
      sequence({}, {}),
      { '?': { count: 5, unknown: [{ index: 1.5, octets: one }] } },
    ],
  ])('%s', (text, schema, value) => {
    expect(() => coer(schema as Type<unknown>).encode(value)).toThrow(new RangeError(text));
  });
});
