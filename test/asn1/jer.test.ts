import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { PsidSsp } from '../../asn1/ieee1609dot2/base.ts';
import { EndEntityType, PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { HeaderInfo } from '../../asn1/ieee1609dot2/data.ts';
import { jer } from '../../asn1/jer.ts';
import {
  bitsBetween,
  bitsOrMore,
  boolean,
  byId,
  choice,
  enumerated,
  integer,
  kept,
  list,
  type Node,
  nil,
  octets,
  optional,
  sequence,
  type Type,
  uint64,
  utf8,
} from '../../asn1/schema.ts';

const Told = byId(integer(0, 255), { yes: [7, boolean] }, { id: 'regionId', value: 'regExtValue' });
const examples: readonly (readonly [string, Node, unknown, unknown])[] = [
  ['NULL as null', nil, null, null],
  ['an octet string as hex', octets(), Uint8Array.of(0, 0xab), '00ab'],
  ['a BIT STRING of fixed size as hex', EndEntityType, { octets: Uint8Array.of(0xc0), length: 8 }, 'c0'],
  [
    'a BIT STRING of any size with its length',
    bitsBetween(0, 9),
    { octets: Uint8Array.of(0xc0), length: 3 },
    { value: 'c0', length: 3 },
  ],
  ['a BIT STRING that may grow, of whole octets', bitsOrMore(8), { octets: Uint8Array.of(7), length: 8 }, '07'],
  ['a BIT STRING that has grown by a bit', bitsOrMore(8), { octets: Uint8Array.of(7, 128), length: 9 }, '0780'],
  [
    'one that has grown by more than its bits tell',
    bitsOrMore(8),
    { octets: Uint8Array.of(7, 128), length: 10 },
    { value: '0780', length: 10 },
  ],
  ['one of nine bits, all zero', bitsOrMore(8), { octets: Uint8Array.of(0, 0), length: 9 }, '0000'],
  ['one of a root size that ends within an octet', bitsOrMore(9), { octets: Uint8Array.of(0, 0), length: 9 }, '0000'],
  ['an ENUMERATED name as it is', enumerated(['stop-And-Remain'], []), 'stop-And-Remain', 'stop-And-Remain'],
  ['one nobody knows by its number', enumerated(['a'], []), '?9', '?9'],
  ['64 bits that fit a number as one', uint64, 5n, 5],
  ['64 bits that do not as decimals', uint64, 2n ** 64n - 1n, '18446744073709551615'],
  ['a CHOICE as an object of one member', choice({ a: nil, b: boolean }), { tag: 'b', value: true }, { b: true }],
  [
    'an alternative nobody knows with its octets',
    choice({ a: nil }, {}),
    { tag: '?', value: { index: 4, octets: Uint8Array.of(1) } },
    { '?': { index: 4, octets: '01' } },
  ],
  ['an information object by its number', Told, { tag: 'yes', value: true }, { regionId: 7, regExtValue: true }],
  [
    'an information object nobody knows with its octets',
    Told,
    { tag: '?', value: { index: 8, octets: Uint8Array.of(1) } },
    { regionId: 8, regExtValue: '01' },
  ],
  [
    'what later versions add to an information object',
    byId(integer(0, 255), { yes: [7, boolean] }, { id: 'i', value: 'v', extensible: true }),
    { tag: 'yes', value: true, '?': { count: 1, unknown: [{ index: 0, octets: Uint8Array.of(1) }] } },
    { i: 7, v: true, '?': { count: 1, unknown: [{ index: 0, octets: '01' }] } },
  ],
  [
    'a SEQUENCE by the names of the module, without what is absent',
    sequence({ 'linkage-value': octets(1), jMax: optional(integer(0, 255)) }),
    { linkageValue: Uint8Array.of(9) },
    { 'linkage-value': '09' },
  ],
  [
    'additions nobody knows with their octets, and how many their sender knew',
    sequence({ a: boolean }, { b: optional(boolean) }),
    { a: true, b: undefined, '?': { count: 4, unknown: [{ index: 2, octets: Uint8Array.of(1) }] } },
    { a: true, '?': { count: 4, unknown: [{ index: 2, octets: '01' }] } },
  ],
  ['a list as an array', list(choice({ a: nil })), [{ tag: 'a', value: null }], [{ a: null }]],
];

describe('JER writes and reads', () => {
  it.each(examples)('%s', (_, schema, value, json) => {
    const codec = jer(schema as Type<unknown>);
    expect(codec.to(value)).toEqual(json);
    expect(codec.from(JSON.parse(JSON.stringify(json)))).toEqual(value);
  });

  it('a DEFAULT that is left out as its value', () => {
    const json = { subjectPermissions: { all: null } };
    const value = jer(PsidGroupPermissions).from(json);
    expect(value).toMatchObject({ minChainLength: 1, chainLengthRange: 0, eeType: { length: 8 } });
    expect(coer(PsidGroupPermissions).encode(value)).toEqual(Uint8Array.of(0, 0x81));
  });

  it('additions of a known module, which may always be absent', () => {
    const value = jer(HeaderInfo).from({ psid: 32, pduFunctionalType: 2 });
    expect(jer(HeaderInfo).to(value)).toEqual({ psid: 32, pduFunctionalType: 2 });
  });
});

describe('JER refuses, and names the member', () => {
  it.each<[string, Node, unknown]>([
    ['.psid: expected a number, got "32"', PsidSsp, { psid: '32' }],
    ['.ssp.opaque: expected hexadecimal digits, got "0"', PsidSsp, { psid: 32, ssp: { opaque: '0' } }],
    ['.ssp.opaque: expected hexadecimal digits, got "zz"', PsidSsp, { psid: 32, ssp: { opaque: 'zz' } }],
    ['.ssp: expected one of opaque, bitmapSsp, got {"bitmap":"00"}', PsidSsp, { psid: 32, ssp: { bitmap: '00' } }],
    ['.ssp: expected one of opaque, bitmapSsp, got {}', PsidSsp, { psid: 32, ssp: {} }],
    [': expected one of a, got {"?":{"index":1,"octets":""}}', choice({ a: nil }), { '?': { index: 1, octets: '' } }],
    [': expected a member psid, got {}', PsidSsp, {}],
    [': expected one of the members psid, ssp, got "PSID"', PsidSsp, { psid: 32, PSID: 32 }],
    ['.1.psid: expected a number, got null', list(PsidSsp), [{ psid: 1 }, { psid: null }]],
    [': expected an array, got {}', list(PsidSsp), {}],
    [': expected an object, got []', PsidSsp, []],
    [': expected a string, got 5', utf8(), 5],
    [': expected a boolean, got 1', boolean, 1],
    [': expected a whole number, got null', uint64, null],
    [': expected octets: this value is signed and cannot be made from JSON alone, got "JSON"', kept(boolean), true],
  ])('%s', (text, schema, json) => {
    expect(() => jer(schema as Type<unknown>).from(json)).toThrow(new RangeError(text));
  });
});
