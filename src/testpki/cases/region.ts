/** Where certificates are valid: regions in regions, and places in regions (6.4.17 to 6.4.26, 5.1.3, 5.2.4.2.4). */
import type { GeographicRegion, IdentifiedRegion, RectangularRegion } from '../../../asn1/ieee1609dot2/base.ts';
import type { Case } from '../case.ts';
import type { Sample } from '../sample.ts';
import { away, circle } from '../setting.ts';

const NESTED = 'No part of the region of a certificate lies outside the region of its issuer.';
const INHERITED =
  'A certificate without region has the region of its issuer, and so on upwards; none at all is everywhere.';
const WHERE = 'The message was generated in the region of the signer’s certificate.';
const SHAPE = 'A region has the shape its type says, and is not empty.';
const PARTS = 'A region has no more parts than the receiver supports: 8 at least, 64 here.';

const rectangle = (north: number, west: number, south: number, east: number): RectangularRegion => ({
  northWest: away(north, west),
  southEast: away(south, east),
});
const rectangles = (...value: readonly RectangularRegion[]): GeographicRegion => ({ tag: 'rectangularRegion', value });
const polygon = (...corners: readonly (readonly [north: number, east: number])[]): GeographicRegion => ({
  tag: 'polygonalRegion',
  value: corners.map(([north, east]) => away(north, east)),
});
const countries = (...value: readonly IdentifiedRegion[]): GeographicRegion => ({ tag: 'identifiedRegion', value });
const country = (value: number): IdentifiedRegion => ({ tag: 'countryOnly', value });
const states = (...regions: readonly number[]): IdentifiedRegion => ({
  tag: 'countryAndRegions',
  value: { countryOnly: 840, regions },
});
const counties = (region: number, ...subregions: readonly number[]): IdentifiedRegion => ({
  tag: 'countryAndSubregions',
  value: { countryOnly: 840, regionAndSubregions: [{ region, subregions }] },
});
const square = rectangles(rectangle(5000, -5000, -5000, 5000));
const pentagon = polygon([5000, 0], [1500, 5000], [-4000, 3000], [-4000, -3000], [1500, -5000]);

/** With a dent from the north to where the receiver stands. */
const dented = polygon([5000, -5000], [0, 0], [5000, 5000], [-5000, 5000], [-5000, -5000]);

const BEYOND = 'inconsistentValidityRegion';
type Nested = readonly [string, string, Case['expected'], GeographicRegion, GeographicRegion, Case['sample']?];
const inside: readonly Nested[] = [
  ['circle-in-circle', 'A circle in a circle.', 'success', circle(5000), circle(3500, 1000)],
  ['circle-same', 'The same circle.', 'success', circle(5000), circle(5000)],
  ['circle-wider', 'A circle one metre wider.', BEYOND, circle(5000), circle(5001)],
  ['circle-aside', 'A circle that reaches out on one side.', BEYOND, circle(5000), circle(3500, 2000)],
  ['circle-in-rectangle', 'A circle in a rectangle.', 'success', square, circle(4500)],
  ['circle-out-of-rectangle', 'A circle that reaches out of a rectangle.', BEYOND, square, circle(5500)],
  ['circle-in-polygon', 'A circle in a polygon.', 'success', pentagon, circle(2000)],
  ['circle-out-of-polygon', 'A circle that reaches out of a polygon.', BEYOND, pentagon, circle(2000, 4500)],
  ['rectangle-same', 'The same rectangle.', 'success', square, square],
  [
    ...(['rectangle-aside', 'A rectangle ten metres farther north.', BEYOND, square] as const),
    rectangles(rectangle(5010, -4000, -4000, 4000)),
  ],
  [
    ...(['rectangles-in-two', 'Two rectangles, each in another of two.', 'success'] as const),
    rectangles(rectangle(5000, -5000, -1000, 1000), rectangle(1000, 8000, -5000, 9000)),
    rectangles(rectangle(4000, -4000, -900, 900), rectangle(900, 8100, -4000, 8900)),
  ],
  [
    ...(['rectangles-one-out', 'Two rectangles, of which one lies outside.', BEYOND, square] as const),
    rectangles(rectangle(4000, -4000, -4000, 4000), rectangle(900, 8100, -4000, 8900)),
  ],
  [
    ...(['rectangle-over-gap', 'A rectangle with its corners in two others, and a gap between them.', BEYOND] as const),
    rectangles(rectangle(5000, -5000, -5000, -1000), rectangle(5000, 1000, -5000, 5000)),
    rectangles(rectangle(4000, -4000, -4000, 4000)),
  ],
  [
    ...([
      'rectangle-over-dent',
      'A rectangle with its corners in a polygon, over a dent of it.',
      BEYOND,
      dented,
    ] as const),
    rectangles(rectangle(3000, -4500, -3000, 4500)),
  ],
  [
    ...(['rectangle-in-circle', 'A rectangle in a circle.', 'success', circle(5000)] as const),
    rectangles(rectangle(3000, -3000, -3000, 3000)),
  ],
  [
    ...(['rectangle-out-of-circle', 'A rectangle whose corners lie outside a circle.', BEYOND, circle(5000)] as const),
    rectangles(rectangle(4000, -4000, -4000, 4000)),
  ],
  [
    'polygon-same',
    'The same polygon, moved inwards.',
    'success',
    pentagon,
    polygon([4000, 0], [-3000, 2000], [-3000, -2000]),
  ],
  [
    'polygon-out-of-polygon',
    'A polygon with one corner outside.',
    BEYOND,
    pentagon,
    polygon([6000, 0], [-3000, 2000], [-3000, -2000]),
  ],
  ['polygon-in-circle', 'A polygon in a circle.', 'success', circle(6000), pentagon],
  ['polygon-out-of-circle', 'A polygon with corners outside a circle.', BEYOND, circle(4500), pentagon],
  ['country-same', 'The same country.', 'success', countries(country(840)), countries(country(840))],
  ['country-other', 'Another country.', BEYOND, countries(country(840)), countries(country(124))],
  ['country-one-more', 'One country more.', BEYOND, countries(country(840)), countries(country(840), country(124))],
  ['country-wider', 'A country, under one state of it.', BEYOND, countries(states(8)), countries(country(840))],
  ['state-other', 'Another state.', BEYOND, countries(states(8, 9)), countries(states(8, 10))],
  [
    'county-other',
    'A county that is not named above.',
    BEYOND,
    countries(counties(8, 31)),
    countries(counties(8, 31, 32)),
  ],
  ['country-in-circle', 'A country, under a circle.', BEYOND, circle(5000), countries(country(840))],
  // That a place lies in a state takes a map: what can be told without is the chain.
  ['state-in-country', 'A state of the country.', 'success', countries(country(840)), countries(states(8)), 'none'],
  ['county-in-state', 'A county of the state.', 'success', countries(states(8)), countries(counties(8, 31)), 'none'],
  [
    'county-in-county',
    'One of two counties.',
    'success',
    countries(counties(8, 31, 32)),
    countries(counties(8, 32)),
    'none',
  ],
];

const OUT = 'generationLocationOutsideValidityRegion';
const at = (north: number, east: number, elevation = 4095): Sample => ({
  header: { generationLocation: { ...away(north, east), elevation } },
});
const unknown: Sample = {
  header: { generationLocation: { latitude: 900_000_001, longitude: 1_800_000_001, elevation: 4095 } },
};
type Place = readonly [string, string, Case['expected'], GeographicRegion | undefined, Sample, Case['receiver']?];
const places: readonly Place[] = [
  ['place-in-circle', 'In the circle.', 'success', circle(1000), at(900, 0)],
  ['place-out-of-circle', 'Beside the circle.', OUT, circle(1000), at(1100, 0)],
  ['place-in-rectangle', 'In the rectangle.', 'success', square, at(4900, 4900)],
  ['place-out-of-rectangle', 'Beside the rectangle.', OUT, square, at(4900, 5100)],
  ['place-in-polygon', 'In the polygon.', 'success', pentagon, at(1400, 4500)],
  ['place-out-of-polygon', 'Beside the polygon.', OUT, pentagon, at(4000, 4000)],
  ['place-in-country', 'In the country.', 'success', countries(country(840)), at(0, 0)],
  ['place-in-other-country', 'In another country.', OUT, countries(country(124)), at(0, 0)],
  ['place-of-receiver', 'Not said, and the receiver is in the region.', 'success', circle(1000), {}],
  ['place-of-receiver-outside', 'Not said, and the receiver is outside.', OUT, circle(1000), {}, away(3000, 0)],
  [
    'place-unknown-outside',
    'Said to be unknown, and the receiver is outside.',
    OUT,
    circle(1000),
    unknown,
    away(3000, 0),
  ],
  [
    ...(['place-latitude-unknown', 'Said to be of an unknown latitude, and the receiver is outside.', OUT] as const),
    ...([
      circle(1000),
      { header: { generationLocation: { ...away(0, 0), latitude: 900_000_001, elevation: 0 } } },
    ] as const),
    away(3000, 0),
  ],
  ['place-low', 'In the circle, at the lowest elevation.', 'success', circle(1000), at(0, 0, 0)],
  ['place-high', 'In the circle, at the highest elevation.', 'success', circle(1000), at(0, 0, 65_535)],
  ['place-point', 'At the middle of a circle of no radius.', 'success', circle(0), at(0, 0)],
  ['place-beside-point', 'A metre from it.', OUT, circle(0), at(1, 0)],
  ['place-no-region', 'Anywhere, with no region in the chain.', 'success', undefined, at(1e6, 0)],
];

const BROKEN = 'spduParsingInvalidInput';
const shapes: readonly (readonly [string, string, Case['expected'], GeographicRegion])[] = [
  ['rectangle-upright', 'A rectangle.', 'success', square],
  [
    'rectangle-upside-down',
    'A rectangle whose north west corner lies south.',
    BROKEN,
    rectangles(rectangle(-10, -10, 10, 10)),
  ],
  [
    'rectangle-inside-out',
    'A rectangle whose north west corner lies east.',
    BROKEN,
    rectangles(rectangle(10, 10, -10, -10)),
  ],
  ['rectangle-flat', 'A rectangle of no height.', BROKEN, rectangles(rectangle(10, -10, 10, 10))],
  ['polygon-simple', 'A polygon.', 'success', pentagon],
  [
    'polygon-crossed',
    'A polygon two of whose sides cross.',
    BROKEN,
    polygon([5000, -5000], [-5000, 5000], [5000, 5000], [-5000, -5000]),
  ],
  ['rectangle-none', 'Rectangles, and none of them.', BROKEN, rectangles()],
  ['country-none', 'Identified, of no country.', BROKEN, countries()],
  ['state-none', 'Identified, of no state of a country.', BROKEN, countries(states())],
  ['county-none', 'Identified, of no county of a state.', BROKEN, countries(counties(8))],
  [
    ...(['circle-nowhere', 'A circle around an unknown place.', BROKEN] as const),
    { tag: 'circularRegion', value: { center: { ...away(0, 0), latitude: 900_000_001 }, radius: 5000 } },
  ],
  [
    ...(['rectangle-nowhere', 'A rectangle with a corner of unknown longitude.', BROKEN] as const),
    rectangles({ northWest: away(10, -10), southEast: { ...away(-10, 10), longitude: 1_800_000_001 } }),
  ],
];

export const region: readonly Case[] = [
  ...inside.map(([id, what, expected, outer, inner, sample]) => ({
    ...{ id: `region-${id}`, rule: NESTED, clause: '5.1.3', what, expected },
    ...(sample === undefined ? {} : { sample }),
    chain: { aca: { subject: { region: outer } }, signer: { subject: { region: inner } } },
    ...(expected === 'success' ? {} : { also: ['inconsistentChainPermissions'] as const }),
  })),
  {
    ...{ id: 'region-ca-beyond', rule: NESTED, clause: '5.1.3', expected: BEYOND },
    ...{ what: 'An ACA that reaches beyond its ICA.', also: ['notEnoughInformationToConstructChain'] },
    chain: { ica: { subject: { region: circle(5000) } }, aca: { subject: { region: circle(6000) } } },
  },
  ...[4000, 6000].map(
    (radius): Case => ({
      ...{ id: `region-inherited-${radius}`, rule: INHERITED, clause: '5.1.3' },
      what: `A radius of ${radius} m under a root with 5000 m, and none between.`,
      expected: radius === 4000 ? 'success' : BEYOND,
      chain: { root: { subject: { region: circle(5000) } }, signer: { subject: { region: circle(radius) } } },
    }),
  ),
  ...[4000, 6000].map(
    (metres): Case => ({
      ...{ id: `place-inherited-${metres}`, rule: INHERITED, clause: '5.2.4.2.4' },
      what: `Generated ${metres} m from the middle of a root's region of 5000 m, and no other region below.`,
      expected: metres === 4000 ? 'success' : OUT,
      chain: { root: { subject: { region: circle(5000) } } },
      sample: at(metres, 0),
    }),
  ),
  ...places.map(
    ([id, what, expected, area, sample, receiver = {}]): Case => ({
      ...{ id, rule: WHERE, clause: '5.2.4.2.4', what, expected, sample, receiver },
      chain: { signer: { subject: { region: area } } },
    }),
  ),
  ...[8, 65].map(
    (count): Case => ({
      ...{ id: `parts-${count}`, rule: PARTS, clause: '5.2.6', what: `${count} rectangles.` },
      ...(count === 8
        ? { expected: 'success' }
        : { expected: 'unsupportedCriticalInformationField', also: ['success'] }),
      chain: {
        signer: { subject: { region: rectangles(...Array.from({ length: count }, () => rectangle(9, -9, -9, 9))) } },
      },
    }),
  ),
  ...shapes.map(
    ([id, what, expected, area]): Case => ({
      ...{ id: `shape-${id}`, rule: SHAPE, clause: '6.4.17', what, expected },
      chain: { signer: { subject: { region: area } } },
    }),
  ),
];
