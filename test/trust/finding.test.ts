/** Findings as text: what a person reads of them, and that no sender makes one long. */
import { describe, expect, test } from 'vitest';
import type { GeographicRegion } from '../../asn1/ieee1609dot2/base.ts';
import { hex, listed, malformedIn, regionText, seconds, tagOf } from '../../src/trust/finding.ts';
import { evidence, explain, refuse } from '../../src/trust/result.ts';

const place = (latitude: number, longitude: number) => ({ latitude, longitude });
const many = <T>(one: T): T[] => Array.from({ length: 10_000 }, () => one);

test('a refusal is explained by its result, what is wrong, the clause, and what was found where', () => {
  const finding = { field: 'toBeSigned.region', certificate: '0123456789abcdef', found: 'a', allowed: 'b' };
  expect(explain(refuse('inconsistentValidityRegion', 'a region beyond that of the issuers', '5.1.3', finding))).toBe(
    'inconsistentValidityRegion (36): a region beyond that of the issuers [5.1.3]: ' +
      'certificate 0123456789abcdef, toBeSigned.region: found a, allowed b',
  );
  expect(evidence({ field: 'content', found: undefined, allowed: 'b' })).toBe('content: absent, allowed b');
});

test('times are seconds to the microsecond, without what is zero', () => {
  expect([0, 1, 1e6, 10e6, 5_000_001, 1.5e6].map(seconds)).toEqual([
    ...['0 s', '0.000001 s', '1 s', '10 s', '5.000001 s', '1.5 s'],
  ]);
});

test('an alternative has its name, or its number where it has none', () => {
  expect(tagOf({ tag: 'sm2Signature', value: {} })).toBe('sm2Signature');
  expect(tagOf({ tag: '?', value: { index: 20, octets: new Uint8Array() } })).toBe('alternative 20');
});

test('what a decoder stopped in is the field, or the type where it is none of its fields', () => {
  const wrong = { code: 'short', octet: 3, bit: 2, path: ['content', 'signedData'], rule: 'x' } as const;
  expect(malformedIn('Ieee1609Dot2Data', wrong)).toMatchObject({
    ...{ field: 'content.signedData', found: 'short at octet 3, bit 2' },
  });
  expect(malformedIn('Ieee1609Dot2Data', { ...wrong, path: [] }).field).toBe('Ieee1609Dot2Data');
  expect(malformedIn('MessageFrame', { ...wrong, bit: 0, path: [] }, 'content')).toMatchObject({
    ...{ field: 'content', found: 'short at octet 3' },
  });
});

describe('of what is long there is the beginning and how long it is', () => {
  const regions: readonly (readonly [string, GeographicRegion, RegExp])[] = [
    ['circle', { tag: 'circularRegion', value: { center: place(1e7, -2e7), radius: 9 } }, /^9 m around 1, -2$/],
    [
      'rectangles',
      { tag: 'rectangularRegion', value: many({ northWest: place(2e7, 1e7), southEast: place(1e7, 2e7) }) },
      /^rectangle 2, 1 to 1, 2, 2, 1 .*… \(10000 of them\)$/,
    ],
    [
      'corners',
      { tag: 'polygonalRegion', value: many(place(1e7, 2e7)) },
      /^polygon 1, 2, 1, 2, .*… \(10000 of them\)$/,
    ],
    [
      'countries',
      {
        tag: 'identifiedRegion',
        value: [
          { tag: 'countryOnly', value: 840 },
          { tag: 'countryAndRegions', value: { countryOnly: 124, regions: many(8) } },
          {
            tag: 'countryAndSubregions',
            value: { countryOnly: 484, regionAndSubregions: many({ region: 1, subregions: many(2) }) },
          },
          { tag: '?', value: { index: 7, octets: new Uint8Array(9000) } },
        ],
      },
      /^country 840, country 124 in regions 8, .*\(10000 of them\).* and alternative 7$/,
    ],
    ['form', { tag: '?', value: { index: 9, octets: new Uint8Array(9000) } }, /^alternative 9$/],
  ];
  test.each(regions)('%s', (_, region, text) => {
    expect(regionText(region)).toMatch(text);
    expect(regionText(region).length).toBeLessThan(2000);
  });
  test('octets and lists', () => {
    expect(hex(Uint8Array.of(1, 0xab))).toBe('01ab');
    expect(hex(new Uint8Array(60_000))).toBe(`${'00'.repeat(48)}… (60000 octets)`);
    expect([[], [1], [1, 2], [1, 2, 3]].map((l) => listed(l))).toEqual(['', '1', '1 or 2', '1, 2 or 3']);
    expect(listed(many('a'))).toBe('a, a, a, a, a, a, a, a… (10000 of them)');
  });
});
