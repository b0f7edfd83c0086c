import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { HashAlgorithm, PsidSsp, TwoDLocation } from '../../asn1/ieee1609dot2/base.ts';
import { CertIssueExtension, EndEntityType, PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { HeaderInfo, Ieee1609Dot2Data, SignedData } from '../../asn1/ieee1609dot2/data.ts';
import { type Malformed, MalformedError, sentence } from '../../asn1/malformed.ts';
import {
  bitsBetween,
  boolean,
  byDefault,
  enumerated,
  ia5,
  integer,
  list,
  type Node,
  nil,
  octets,
  oid,
  open,
  optional,
  sequence,
  type Type,
} from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';

const own = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', ''));
/** What is wrong with these octets; fails where nothing is. */
function wrong(schema: Node, hex: string | Uint8Array): Malformed {
  const got = coer(schema as Type<unknown>).decode(typeof hex === 'string' ? own(hex) : hex);
  if (got.ok) throw new Error(`accepted as ${JSON.stringify(got.value)}`);
  return got.malformed;
}
const Optional = sequence({ a: optional(nil), b: byDefault(integer(0, 9), 3) }, { c: optional(nil) });

describe('an error in COER says where', () => {
  it.each<[string, Node, string]>([
    ['octet 0 in protocolVersion: 2 where 3 is allowed (range)', Ieee1609Dot2Data, '02 80 00'],
    ['octet 1 in content: 1 more octet announced than the 0 that follow (short)', Ieee1609Dot2Data, '03'],
    [
      'octet 0: minChainLength has its DEFAULT value and has to be left out (X.696 16.4) (canonical)',
      PsidGroupPermissions,
      '80 81 0101',
    ],
    [
      'octet 0: eeType has its DEFAULT value and has to be left out (X.696 16.4) (canonical)',
      PsidGroupPermissions,
      '20 81 80',
    ],
    [
      'octet 9 in content.signedData.tbsData.headerInfo.psid: 1 more octet announced than the 0 that follow (short)',
      Ieee1609Dot2Data,
      '03 81 00 40 03 80 01 ff 00',
    ],
    [
      'octet 17 in signature: no alternative has the tag 40 (tag)',
      SignedData,
      '00 40 03 80 00 00 01 20 80 0102030405060708 40 00',
    ],
    ['octet 8: 1 octets left over behind the value (trailing)', TwoDLocation, '00000000 00000000 00'],
    [
      'octet 14 in subjectPermissions.explicit.1.sspRange.bitmapSspRange.sspBitmask: 0 octets where 1 to 32 are allowed (length)',
      PsidGroupPermissions,
      '00 80 0102 00 0120 80 0120 82 04 01 01 00 00',
    ],
  ])('%s', (text, schema, hex) => {
    expect(sentence(wrong(schema, hex))).toBe(text);
  });

  it('as an error too, for octets that were trusted', () => {
    expect(() => coer(TwoDLocation).read(own('00'))).toThrow(MalformedError);
    expect(() => coer(TwoDLocation).read(own('00'))).toThrow(
      'not a COER TwoDLocation: octet 0 in latitude: 4 more octets announced than the 1 that follow (short)',
    );
  });
});

/** Octets of a string of 0 and 1; zero bits fill the last one. */
const bin = (text: string): Uint8Array => {
  const all = text.replaceAll(' ', '');
  const octet = (_: unknown, i: number): number => Number.parseInt(all.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2);
  return Uint8Array.from({ length: Math.ceil(all.length / 8) }, octet);
};
describe('what is whole but for one bound is refused for that', () => {
  it.each<[string, Node, string]>([
    ['octet 0: an integer beyond 2^53 (range)', integer(0, 2 ** 60), '00 20 00 00 00 00 00 00'],
    ['octet 0: an integer of more than eight octets (range)', integer(), '09 01 00 00 00 00 00 00 00 00'],
    ['octet 0: 9 bits where 1 to 8 are allowed (length)', bitsBetween(1, 8), '03 07 ff 80'],
  ])('COER: %s', (text, schema, hex) => {
    expect(sentence(wrong(schema, hex))).toBe(text);
  });

  it.each<[string, Node, string]>([
    ['octet 0, bit 2: an index beyond 65535 (range)', enumerated(['a'], []), '11 00000011 00000001 00000000 00000000'],
    ['octet 0: 6 items, at most 5 are allowed (length)', list(boolean, 1, 5), '101 111111'],
    ['octet 0: 1 items, at least 2 are needed (length)', list(boolean, 2), '00000001 1'],
    ['octet 0: 1 octets, allowed are 2 to 70000 (length)', octets(2, 70_000), '00000001 00000000'],
  ])('UPER: %s', (text, schema, bits) => {
    const got = uper(schema as Type<unknown>).decode(bin(bits));
    expect(got.ok ? 'accepted' : sentence(got.malformed)).toBe(text);
  });
});

it('what deviates within an open type in fragments is reported where the open type begins', () => {
  const inner = sequence({ n: byDefault(integer(0, 255), 7), o: octets(16_383) });
  const schema = sequence({ flag: boolean, big: open(inner) });
  const value = { flag: true, big: { n: 7, o: new Uint8Array(16_383) } };
  // A preamble bit and the DEFAULT 7, then all zeros: 16385 octets in two fragments, a bit behind the flag.
  const zeros = '0'.repeat(16_383 * 8 - 1);
  const octetsIn = bin(`1 11000001 1 00000111 ${zeros} 00000001 0 0000000`);
  const got = uper(schema).lenient(octetsIn);
  expect(got).toMatchObject({ ok: true, deviations: [{ deviance: 'default', octet: 0, bit: 1, path: ['big'] }] });
  expect(got.ok && got.value).toEqual(value);
});

describe('an encoder refuses a value that is none of its type, and names the field', () => {
  it.each<[string, Node, unknown]>([
    ['.latitude: 900000002, allowed is -900000000 to 900000001', TwoDLocation, { latitude: 900000002, longitude: 0 }],
    ['.longitude: undefined, allowed is -1799999999 to 1800000001', TwoDLocation, { latitude: 0 }],
    ['.latitude: 0.5, allowed is -900000000 to 900000001', TwoDLocation, { latitude: 0.5, longitude: 0 }],
    ['.psid: -1, allowed is 0 to Infinity', PsidSsp, { psid: -1 }],
    ['.ssp: no such alternative: bitmap', PsidSsp, { psid: 1, ssp: { tag: 'bitmap', value: own('') } }],
    ['.ssp: no such alternative: ?', PsidSsp, { psid: 1, ssp: { tag: '?', value: { index: 1, octets: own('00') } } }],
    ['.generationTime: 5 is no 64-bit bigint', HeaderInfo, { psid: 1, generationTime: 5 }],
    ['.inlineP2pcdRequest.0: 1 octets, allowed are 3 to 3', HeaderInfo, { psid: 1, inlineP2pcdRequest: [own('00')] }],
    ['no such name: md5', HashAlgorithm, 'md5'],
    ['8 bits take 1 octets with unused bits zero', EndEntityType, { octets: own('8000'), length: 8 }],
    ['1 items, allowed are 2 to Infinity', list(boolean, 2), [true]],
    ['1 is no object identifier', oid, '1'],
    ['1.40 is no object identifier', oid, '1.40'],
    ['character 0 is none of an IA5String', ia5(), 'ü'],
    [
      'unknown additions are numbered 1 to 1',
      Optional,
      { b: 3, '?': { count: 2, unknown: [{ index: 2, octets: own('00') }] } },
    ],
    [
      'unknown additions are numbered 1 to 2',
      Optional,
      { b: 3, '?': { count: 3, unknown: [{ index: 0, octets: own('00') }] } },
    ],
    [
      '.permissions: no such alternative: none',
      CertIssueExtension,
      { id: 1, permissions: { tag: 'none', value: null } },
    ],
  ])('%s', (text, schema, value) => {
    expect(() => coer(schema as Type<unknown>).encode(value)).toThrow(new RangeError(text));
  });

  it('and the next value it is given comes out right', () => {
    expect(() => coer(CrlContents).encode({} as never)).toThrow(RangeError);
    expect(toHex(coer(TwoDLocation).encode({ latitude: 1, longitude: 2 }))).toBe('0000000100000002');
  });
});
