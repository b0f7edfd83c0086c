import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GeographicRegion, IdentifiedRegion } from '../../asn1/ieee1609dot2/base.ts';
import {
  around,
  contains,
  type Gazetteer,
  metresBetween,
  within as near,
  nested,
  noGazetteer,
} from '../../src/trust/region.ts';
import { circle } from '../pki.ts';

const place = (latitude: number, longitude: number) => ({ latitude: latitude * 1e7, longitude: longitude * 1e7 });
const polygon = (...corners: readonly (readonly [number, number])[]): GeographicRegion => ({
  tag: 'polygonalRegion',
  value: corners.map(([latitude, longitude]) => place(latitude, longitude)),
});
type Corners = readonly [north: number, west: number, south: number, east: number];
const rectangles = (...all: readonly Corners[]): GeographicRegion => ({
  tag: 'rectangularRegion',
  value: all.map(([n, w, s, e]) => ({ northWest: place(n, w), southEast: place(s, e) })),
});
const identified = (...value: IdentifiedRegion[]): GeographicRegion => ({ tag: 'identifiedRegion', value });
const country = (value: number) => ({ tag: 'countryOnly', value }) as const;
const regions = (countryOnly: number, ...of: number[]) =>
  ({ tag: 'countryAndRegions', value: { countryOnly, regions: of } }) as const;
const subregions = (countryOnly: number, region: number, ...of: number[]) =>
  ({ tag: 'countryAndSubregions', value: { countryOnly, regionAndSubregions: [{ region, subregions: of }] } }) as const;
const within = (region: GeographicRegion, at: { latitude: number; longitude: number }, map = noGazetteer) =>
  contains(region, at, map);
const inside = (inner: GeographicRegion, outer: GeographicRegion, map: Gazetteer = noGazetteer) =>
  nested(inner, outer, map);

const denver = place(39.74, -104.99);
const square = polygon([0, 0], [0, 1], [1, 1], [1, 0]);
/** An L: the north east quarter is missing. */
const bent = polygon([0, 0], [0, 2], [1, 2], [1, 1], [2, 1], [2, 0]);

describe('a distance', () => {
  const anywhere = fc.record({
    latitude: fc.integer({ min: -900_000_000, max: 900_000_000 }),
    longitude: fc.integer({ min: -1_799_999_999, max: 1_800_000_000 }),
  });
  const clamped = (v: number, most: number) => Math.max(-most, Math.min(most, v));
  /** Mostly neighbours, as far as a region or a radio reaches; some at the other end of the world. */
  const pair = fc.oneof(
    { weight: 1, arbitrary: fc.tuple(anywhere, anywhere) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          anywhere,
          fc.integer({ min: -1e7, max: 1e7 }),
          fc.integer({ min: -1e7, max: 1e7 }),
          fc.integer({ min: 0, max: 5 }),
        )
        .map(
          ([a, north, east, nearer]) =>
            [
              a,
              {
                latitude: clamped(a.latitude + Math.round(north / 10 ** nearer), 9e8),
                longitude: clamped(a.longitude + Math.round(east / 10 ** nearer), 1.8e9),
              },
            ] as const,
        ),
    },
  );

  test('is within so many metres where the geodesic is that long at most, also by the millimetre', () => {
    fc.assert(
      fc.property(pair, fc.double({ min: -2, max: 2, noNaN: true }), ([a, b], off) => {
        const metres = metresBetween(a, b);
        for (const limit of [metres + off, metres + off / 1000, metres * (1 + off / 1e5), metres * (1 + off)]) {
          if (limit < 0) continue;
          expect(near(limit, a, b), `${metres} m against ${limit}`).toBe(metres <= limit);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('is told right from pole to pole, around the world and over the antimeridian', () => {
    for (const [a, b] of [
      [place(90, 0), place(-90, 0)],
      [place(0, 0), place(0, 180)],
      [place(0.2, 0), place(-0.3, 179.6)],
      [place(0, 179.9999999), place(0, -179.9999999)],
      [place(90, 0), place(90, 90)],
    ] as const) {
      const metres = metresBetween(a, b);
      expect([near(metres + 0.001, a, b), near(metres - 0.001, a, b)]).toEqual([true, false]);
    }
  });
});

describe('a place', () => {
  test('is in a circle up to its radius', () => {
    const center = place(40, -105);
    const metres = metresBetween(center, place(40.001, -105));
    expect(metres).toBeCloseTo(111, 0);
    expect(within(circle(40e7, -105e7, Math.ceil(metres)), place(40.001, -105))).toBe(true);
    expect(within(circle(40e7, -105e7, Math.floor(metres)), place(40.001, -105))).toBe(false);
  });
  test('is near one behind the antimeridian', () => {
    expect(within(circle(0, 1799999000, 100), { latitude: 0, longitude: -1799999000 })).toBe(true);
  });
  test('is in a rectangle with its borders, and in one of several', () => {
    const two = rectangles([2, 0, 1, 1], [12, 10, 11, 11]);
    for (const p of [place(2, 0), place(1, 1), place(1.5, 0.5), place(11, 11)]) expect(within(two, p)).toBe(true);
    for (const p of [place(2.1, 0.5), place(0.9, 0.5), place(1.5, 1.1), place(6, 6)])
      expect(within(two, p)).toBe(false);
    expect(within(rectangles(), denver)).toBe(false);
  });
  test('is in a polygon, whichever way round its corners go, and not in its notch', () => {
    expect(within(square, place(0.5, 0.5))).toBe(true);
    expect(within(polygon([1, 0], [1, 1], [0, 1], [0, 0]), place(0.5, 0.5))).toBe(true);
    expect(within(square, place(1.5, 0.5))).toBe(false);
    expect(within(bent, place(0.5, 1.5))).toBe(true);
    expect(within(bent, place(1.5, 1.5))).toBe(false);
  });
  test('is not established to be in a polygon over the antimeridian: its numbers span the other side of the world', () => {
    const fiji = polygon([-16, 179], [-16, -179], [-19, -179], [-19, 179]);
    expect(within(fiji, place(-17, 0))).toBeUndefined();
    expect(within(fiji, place(-17, 179.5))).toBeUndefined();
    expect(inside(circle(-17e7, 0, 1000), fiji)).toBeUndefined();
  });
  test('that is not known is in no region of figures', () => {
    const unknown = { latitude: 900_000_001, longitude: 1_800_000_001 };
    for (const region of [circle(0, 0, 65_535), rectangles([90, -179, -90, 180]), square])
      expect(within(region, unknown)).not.toBe(true);
  });
  test('is in a country where the map says so; regions of a country are on no map', () => {
    const map = around(denver, 50_000, 840);
    expect(within(identified(country(840)), denver, map)).toBe(true);
    expect(within(identified(country(124)), denver, map)).toBe(false);
    expect(within(identified(country(124), country(840)), denver, map)).toBe(true);
    expect(within(identified(country(840)), place(19.4, -99.1), map)).toBeUndefined();
    expect(within(identified(country(840)), denver)).toBeUndefined();
    expect(within(identified(regions(840, 8)), denver, map)).toBeUndefined();
  });
  test('is in no region of a form we do not know', () => {
    expect(within({ tag: '?', value: { index: 4, octets: new Uint8Array(1) } }, denver)).toBeUndefined();
  });
});

describe('a region inside another: true, false, or undefined where it cannot be established', () => {
  const usa = identified(country(840));
  const map = around(denver, 50_000, 840);
  test.each<[string, GeographicRegion, GeographicRegion, boolean | undefined, Gazetteer?]>([
    ['a circle in itself', circle(0, 0, 100), circle(0, 0, 100), true],
    ['a circle in a smaller one', circle(0, 0, 101), circle(0, 0, 100), false],
    ['a circle that reaches over the edge', circle(0, 5000, 100), circle(0, 0, 150), false],
    ['a circle in a rectangle', circle(0, 0, 1000), rectangles([1, -1, -1, 1]), true],
    ['a circle over the edge of a rectangle', circle(0.995e7, 0, 1000), rectangles([1, -1, -1, 1]), false],
    ['a circle in a polygon', circle(0.5e7, 0.5e7, 1000), square, true],
    ['a circle outside of a polygon', circle(5e7, 5e7, 1000), square, false],
    ['a rectangle in itself', rectangles([1, 0, 0, 1]), rectangles([1, 0, 0, 1]), true],
    ['a rectangle over the edge', rectangles([1.1, 0, 0, 1]), rectangles([1, 0, 0, 1]), false],
    [
      'two rectangles, each in one of two',
      rectangles([2, 1, 1, 2], [12, 11, 11, 12]),
      rectangles([13, 10, 10, 13], [3, 0, 0, 3]),
      true,
    ],
    [
      'two rectangles, one in none',
      rectangles([2, 1, 1, 2], [22, 21, 21, 22]),
      rectangles([13, 10, 10, 13], [3, 0, 0, 3]),
      false,
    ],
    [
      'a rectangle over a gap between two',
      rectangles([1, 0, 0, 10]),
      rectangles([1, 0, 0, 2], [1, 8, 0, 10]),
      undefined,
    ],
    ['a rectangle in a circle', rectangles([0.001, -0.001, -0.001, 0.001]), circle(0, 0, 1000), true],
    ['a polygon in a convex one', polygon([0.1, 0.1], [0.1, 0.9], [0.9, 0.5]), square, true],
    ['a polygon with a corner outside', polygon([0.1, 0.1], [0.1, 1.9], [0.9, 0.5]), square, false],
    ['a polygon over the notch of another', polygon([0.5, 1.9], [1.9, 0.5], [0.5, 0.5]), bent, undefined],
    ['a country in itself', usa, usa, true],
    ['a country in another', usa, identified(country(124)), false],
    ['two countries in one', identified(country(840), country(124)), usa, false],
    ['one country in two', usa, identified(country(124), country(840)), true],
    ['a state in its country', identified(regions(840, 8)), usa, true],
    ['a country in its state', usa, identified(regions(840, 8)), false],
    ['a state among states', identified(regions(840, 8)), identified(regions(840, 6, 8)), true],
    ['two states in one', identified(regions(840, 6, 8)), identified(regions(840, 8)), false],
    ['a state of another country', identified(regions(124, 8)), identified(regions(840, 8)), false],
    ['a county in its state', identified(subregions(840, 8, 31)), identified(regions(840, 8)), true],
    ['a county in itself', identified(subregions(840, 8, 31)), identified(subregions(840, 8, 31, 59)), true],
    ['a county in another state', identified(subregions(840, 6, 31)), identified(subregions(840, 8, 31)), false],
    ['a state in its county', identified(regions(840, 8)), identified(subregions(840, 8, 31)), false],
    ['a country in a circle', usa, circle(0, 0, 65_535), undefined],
    ['a circle in a country, without a map', circle(39.74e7, -104.99e7, 1000), usa, undefined],
    ['a circle in a country, on the map', circle(39.74e7, -104.99e7, 1000), usa, true, map],
    ['a circle beyond the map', circle(39.74e7, -104.99e7, 60_000), usa, undefined, map],
    ['a circle in another country', circle(39.74e7, -104.99e7, 1000), identified(country(124)), false, map],
    [
      'an unknown form in a circle',
      { tag: '?', value: { index: 4, octets: new Uint8Array(1) } },
      circle(0, 0, 9),
      undefined,
    ],
  ])('%s', (_, inner, outer, expected, gazetteer) => expect(inside(inner, outer, gazetteer)).toBe(expected));

  test('no place of a region lies outside of the one it is in', () => {
    const degree = fc.double({ min: -1, max: 1, noNaN: true });
    const box = fc
      .tuple(degree, degree, degree, degree)
      .map(([a, b, c, d]): Corners => [Math.max(a, b), Math.min(c, d), Math.min(a, b), Math.max(c, d)]);
    const shape = fc.oneof(
      box.map((b) => rectangles(b)),
      fc
        .tuple(degree, degree, fc.integer({ min: 1, max: 65_535 }))
        .map(([a, b, r]) => circle(Math.round(a * 1e7), Math.round(b * 1e7), r)),
      fc.array(fc.tuple(degree, degree), { minLength: 3, maxLength: 5 }).map((c) => polygon(...c)),
    );
    fc.assert(
      fc.property(shape, shape, degree, degree, (inner, outer, a, b) => {
        const at = place(a, b);
        fc.pre(inside(inner, outer) === true && within(inner, at) === true);
        expect(within(outer, at)).toBe(true);
      }),
      { numRuns: 300, maxSkipsPerRun: 10_000 },
    );
  });
});
