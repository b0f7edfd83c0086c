import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type {
  EccP256CurvePoint,
  GeographicRegion,
  IdentifiedRegion,
  PublicEncryptionKey,
} from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import { defect } from '../../src/trust/structure.ts';
import { fault } from '../field.ts';
import { aca, all, circle, crypto, explicit, implicitUnder, PSIDS, root, under } from '../pki.ts';

const good = { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }] };
const explicitOne = under(aca, 'ee', good).record.value;
const implicitOne = implicitUnder(aca, 'ee', good).record.value;
const x = new Uint8Array(32).fill(7);
/** From a later edition: an alternative nobody here knows. */
const future = { tag: '?', value: { index: 30, octets: Uint8Array.of(1, 2) } } as const;

/** The certificate with these fields of toBeSigned, and of itself; nobody signed it. */
function judged(tbs: Partial<ToBeSignedCertificate>, rest: Partial<Certificate> = {}, of: Certificate = explicitOne) {
  const value = { ...of.toBeSigned.value, ...tbs };
  const toBeSigned = { value, octets: coer(ToBeSignedCertificate).encode(value) };
  const refusal = defect(readCertificate(crypto, coer(Certificate).encode({ ...of, toBeSigned, ...rest })));
  expect(refusal && fault(refusal.finding)).toBe(refusal && '');
  return refusal?.result;
}
const rectangle = (north: number, west: number, south: number, east: number) => ({
  northWest: { latitude: north, longitude: west },
  southEast: { latitude: south, longitude: east },
});
const region = (...value: ReturnType<typeof rectangle>[]): GeographicRegion => ({ tag: 'rectangularRegion', value });
const polygon = (...corners: readonly (readonly [number, number])[]): GeographicRegion => ({
  tag: 'polygonalRegion',
  value: corners.map(([latitude, longitude]) => ({ latitude, longitude })),
});
const round = (corners: number) =>
  Array.from({ length: corners }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / corners;
    return [Math.round(1e6 * Math.sin(angle)), Math.round(1e6 * Math.cos(angle))];
  });
const many = (count: number) => Array.from({ length: count }, () => rectangle(2, 1, 1, 2));
const countries = (...value: readonly IdentifiedRegion[]): GeographicRegion => ({ tag: 'identifiedRegion', value });
const many65 = Array.from({ length: 65 }, (_, value): IdentifiedRegion => ({ tag: 'countryOnly', value }));
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const states = (count: number): IdentifiedRegion => ({
  tag: 'countryAndRegions',
  value: { countryOnly: 840, regions: numbers(count) },
});
const counties = (count: number, each: number): IdentifiedRegion => ({
  tag: 'countryAndSubregions',
  value: {
    countryOnly: 840,
    regionAndSubregions: numbers(count).map((region) => ({ region, subregions: numbers(each) })),
  },
});
const encrypting = (value: EccP256CurvePoint): PublicEncryptionKey => ({
  supportedSymmAlg: 'aes128Ccm',
  publicKey: { tag: 'eciesNistP256', value },
});
const INVALID = 'spduParsingInvalidInput';
const UNKNOWN = 'unsupportedCriticalInformationField';

describe('what a certificate has to be, whoever issued it', () => {
  test('explicit, implicit, and one of a CA are', () => {
    expect(judged({})).toBeUndefined();
    expect(judged({}, {}, implicitOne)).toBeUndefined();
    expect(defect(root.record)).toBeUndefined();
  });
  test.each<[string, Parameters<typeof judged>, string | undefined]>([
    ['an explicit one without signature', [{}, { signature: undefined }], INVALID],
    [
      'an explicit one with a reconstruction value',
      [{ verifyKeyIndicator: implicitOne.toBeSigned.value.verifyKeyIndicator }],
      INVALID,
    ],
    [
      'an implicit one with a key',
      [{ verifyKeyIndicator: explicitOne.toBeSigned.value.verifyKeyIndicator }, {}, implicitOne],
      INVALID,
    ],
    ['an implicit one with a signature', [{}, { signature: explicitOne.signature }, implicitOne], INVALID],
    ['an implicit one that issues', [{ certIssuePermissions: [all(1)] }, {}, implicitOne], UNKNOWN],
    [
      'a key that is x only',
      [
        {
          verifyKeyIndicator: {
            tag: 'verificationKey',
            value: { tag: 'ecdsaNistP256', value: { tag: 'x-only', value: x } },
          },
        },
      ],
      INVALID,
    ],
    [
      'a key that is fill',
      [
        {
          verifyKeyIndicator: {
            tag: 'verificationKey',
            value: { tag: 'ecdsaNistP256', value: { tag: 'fill', value: null } },
          },
        },
      ],
      INVALID,
    ],
    [
      'a reconstruction value that is x only',
      [{ verifyKeyIndicator: { tag: 'reconstructionValue', value: { tag: 'x-only', value: x } } }, {}, implicitOne],
      INVALID,
    ],
    [
      'a signature without r',
      [{}, { signature: { tag: 'ecdsaNistP256Signature', value: { rSig: { tag: 'fill', value: null }, sSig: x } } }],
      INVALID,
    ],
    ['no permission at all', [{ appPermissions: undefined }], INVALID],
    ['lists of no permission', [{ appPermissions: [], certIssuePermissions: [], certRequestPermissions: [] }], INVALID],
    ['a PSID twice', [{ appPermissions: [...good.appPermissions, ...good.appPermissions] }], INVALID],
    [
      'two PSIDs',
      [
        {
          appPermissions: [
            { psid: 1, ssp: undefined },
            { psid: 2, ssp: undefined },
          ],
        },
      ],
      undefined,
    ],
    ['two entries for all PSIDs', [{ certIssuePermissions: [all(1), all(2)] }], INVALID],
    ['one entry for all PSIDs', [{ certIssuePermissions: [all(1)] }], undefined],
    ['two entries for all PSIDs to request', [{ certRequestPermissions: [all(1), all(2)] }], INVALID],
    ['minChainLength 0 to issue', [{ certIssuePermissions: [all(0)] }], INVALID],
    ['minChainLength 0 to request', [{ certRequestPermissions: [all(0)] }], undefined],
    ['an entry that names no PSID, to issue', [{ certIssuePermissions: [explicit([])] }], INVALID],
    ['an entry that names no PSID, to request', [{ certRequestPermissions: [explicit([])] }], INVALID],
    [
      'a bitmap whose mask is shorter than its value',
      [
        {
          certIssuePermissions: [
            explicit([
              {
                psid: 1,
                sspRange: {
                  tag: 'bitmapSspRange',
                  value: { sspValue: Uint8Array.of(1, 2), sspBitmask: Uint8Array.of(1) },
                },
              },
            ]),
          ],
        },
      ],
      INVALID,
    ],
    ['a rectangle', [{ region: region(rectangle(2, 1, 1, 2)) }], undefined],
    ['a rectangle of no height', [{ region: region(rectangle(1, 1, 1, 2)) }], INVALID],
    ['a rectangle of no width', [{ region: region(rectangle(2, 1, 1, 1)) }], INVALID],
    [
      'a rectangle the wrong way round, behind a good one',
      [{ region: region(rectangle(2, 1, 1, 2), rectangle(1, 1, 2, 2)) }],
      INVALID,
    ],
    ['a polygon with a dent', [{ region: polygon([0, 0], [9, 1], [0, 2], [3, 1]) }], undefined],
    ['a polygon like a bow tie', [{ region: polygon([0, 0], [9, 9], [0, 9], [9, 0]) }], INVALID],
    ['a polygon whose last side crosses the second', [{ region: polygon([0, 0], [4, 4], [4, 0], [-4, 3]) }], INVALID],
    ['a polygon with a corner on another side', [{ region: polygon([0, 0], [0, 8], [8, 8], [0, 4], [8, 0]) }], INVALID],
    ['a polygon with a corner twice', [{ region: polygon([0, 0], [8, 0], [4, 4], [8, 8], [0, 8], [4, 4]) }], INVALID],
    ['a polygon of a corner in a straight side', [{ region: polygon([0, 0], [0, 4], [0, 8], [8, 8]) }], undefined],
    ['a polygon of 64 corners', [{ region: polygon(...round(64)) }], undefined],
    ['a polygon of 65 corners', [{ region: polygon(...round(65)) }], UNKNOWN],
    ['an end entity type of no end, to issue', [{ certIssuePermissions: [all(1, 0, 0)] }], INVALID],
    ['an end entity type of no end, to request', [{ certRequestPermissions: [all(1, 0, 0)] }], INVALID],
    ['an end entity type of a bit without a name', [{ certIssuePermissions: [all(1, 0, 0x20)] }], undefined],
    ['no rectangle', [{ region: region() }], INVALID],
    ['64 rectangles', [{ region: region(...many(64)) }], undefined],
    ['65 rectangles', [{ region: region(...many(65)) }], UNKNOWN],
    ['65 countries', [{ region: countries(...many65) }], UNKNOWN],
    ['a region of no state', [{ region: countries(states(0)) }], INVALID],
    ['a region of 64 states', [{ region: countries(states(64)) }], undefined],
    ['a region of 65 states', [{ region: countries(states(65)) }], UNKNOWN],
    ['a region of no county', [{ region: countries(counties(1, 0)) }], INVALID],
    ['a region of 65 counties', [{ region: countries(counties(1, 65)) }], UNKNOWN],
    ['a region of counties of 65 states', [{ region: countries(counties(65, 1)) }], UNKNOWN],
    ['a rectangle with a corner nobody knows', [{ region: region(rectangle(900_000_001, 1, 1, 2)) }], INVALID],
    ['a polygon with a corner nobody knows', [{ region: polygon([0, 0], [0, 9], [9, 1_800_000_001]) }], INVALID],
    ['a circle of no radius', [{ region: circle(1, 1, 0) }], undefined],
    ['a circle around the farthest place', [{ region: circle(900_000_000, 1_800_000_000, 1) }], undefined],
    ['a circle around nowhere', [{ region: circle(900_000_001, 1, 1) }], INVALID],
    ['a key to encrypt for', [{ encryptionKey: encrypting({ tag: 'compressed-y-0', value: x }) }], undefined],
    ['a key to encrypt for that is x only', [{ encryptionKey: encrypting({ tag: 'x-only', value: x }) }], INVALID],
    ['a key to encrypt for that is fill', [{ encryptionKey: encrypting({ tag: 'fill', value: null }) }], INVALID],
    ['a region of no country', [{ region: { tag: 'identifiedRegion', value: [] } }], INVALID],
    [
      'a region of one country',
      [{ region: { tag: 'identifiedRegion', value: [{ tag: 'countryOnly', value: 840 }] } }],
      undefined,
    ],
  ])('%s', (_, parts, expected) => expect(judged(...parts)).toBe(expected));

  test.each<[string, Parameters<typeof judged>]>([
    ['type', [{}, { type: '?5' }]],
    ['issuer', [{}, { issuer: future }]],
    ['hash algorithm', [{}, { issuer: { tag: 'self', value: '?9' } }]],
    ['SM3', [{}, { issuer: { tag: 'self', value: 'sm3' } }]],
    ['id', [{ id: future }]],
    ['verifyKeyIndicator', [{ verifyKeyIndicator: future }]],
    ['verification key', [{ verifyKeyIndicator: { tag: 'verificationKey', value: future } }]],
    [
      'SM2 key',
      [
        {
          verifyKeyIndicator: {
            tag: 'verificationKey',
            value: { tag: 'ecsigSm2', value: { tag: 'compressed-y-0', value: x } },
          },
        },
      ],
    ],
    ['signature', [{}, { signature: future }]],
    ['SM2 signature', [{}, { signature: { tag: 'sm2Signature', value: { rSig: x, sSig: x } } }]],
    ['region', [{ region: future }]],
    ['identified region', [{ region: { tag: 'identifiedRegion', value: [future] } }]],
    ['subjectPermissions to issue', [{ certIssuePermissions: [{ ...all(1), subjectPermissions: future }] }]],
    ['subjectPermissions to request', [{ certRequestPermissions: [{ ...all(1), subjectPermissions: future }] }]],
  ])('B23: a form of %s we do not know is refused as that', (_, parts) => expect(judged(...parts)).toBe(UNKNOWN));
});
