/** Chains of regions around one place, of few sizes, so that they lie in one another, beside and across one another. */
import type { GeographicRegion, IdentifiedRegion } from '../../asn1/ieee1609dot2/base.ts';
import type { Fields } from './build.ts';
import { LENGTH } from './chosen.ts';
import { group } from './draft.ts';
import { isConvex, metres, nested } from './geo.ts';
import { HERE, spot } from './place.ts';
import type { Tape } from './tape.ts';
import type { Spot, World } from './world.ts';

/** Metres, none of which is near to a distance between crossings of a grid of kilometres. */
const RADII = [650, 1630, 2870, 4710] as const;
const kilometres = (t: Tape, most: number): number => 1000 * (t.below(2 * most + 1) - most);

/** `wide`: one for others to lie in. */
const circle = (t: Tape, wide: boolean): GeographicRegion => ({
  tag: 'circularRegion',
  value: { center: spot(kilometres(t, 2), kilometres(t, 2)), radius: t.of(RADII.slice(wide ? 2 : 0)) },
});

function rectangle(t: Tape, wide: boolean) {
  const [north, west] = [
    kilometres(t, wide ? 2 : 3) + (wide ? 2000 : 0),
    kilometres(t, wide ? 2 : 3) - (wide ? 2000 : 0),
  ];
  const [height, width] = [1, 1].map((least) => 1000 * (t.below(4) + (wide ? 3 : least))) as [number, number];
  // Upside down, mirrored, of no height or no width, now and then.
  const [h, w] = t.of([...Array(30).fill([1, 1]), [-1, 1], [1, -1], [0, 1], [1, 0]] as [number, number][]);
  return { northWest: spot(north, west), southEast: spot(north - h * height, west + w * width) };
}
/** Two with a gap between, or with none: what has its corners in both may yet not lie in them. */
const stripes = (gap: number) => [
  { northWest: spot(4000, -4000), southEast: spot(gap, 4000) },
  { northWest: spot(-gap, -4000), southEast: spot(-4000, 4000) },
];
const rectangles = (t: Tape, wide: boolean): GeographicRegion => ({
  tag: 'rectangularRegion',
  value:
    wide && t.once(3) ? stripes(t.of([0, 500])) : Array.from({ length: t.of([1, 1, 2, 3]) }, () => rectangle(t, wide)),
});

/** North and east of the middle, in parts of a size. */
const SHAPES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  diamond: [
    [1, 0.1],
    [0, 1],
    [-1, 0],
    [0.1, -1],
  ],
  square: [
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ],
  pentagon: [
    [1, 0.2],
    [0.3, 1],
    [-0.9, 0.9],
    [-1, -0.8],
    [0.4, -1],
  ],
  notched: [
    [1, -1],
    [0.2, 0],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ],
  corner: [
    [1, -1],
    [1, 0],
    [0.3, 0],
    [0.3, 1],
    [-1, 1],
    [-1, -1],
  ],
  arrow: [
    [1, 0],
    [-1, 1],
    [-0.4, 0],
    [-1, -1],
  ],
  bow: [
    [1, -1],
    [-1, 1],
    [1, 1],
    [-1, -1],
  ],
  // Turns one way all around, and crosses itself.
  star: [
    [1, 0],
    [-0.8, 0.6],
    [0.3, -0.95],
    [0.3, 0.95],
    [-0.8, -0.6],
  ],
};
const SOUND = ['diamond', 'square', 'pentagon', 'notched', 'corner', 'arrow'];
function polygon(t: Tape, wide: boolean): GeographicRegion {
  const size = 1000 * (t.below(3) + (wide ? 3 : 1));
  const [north, east] = [kilometres(t, 1) + t.below(200), kilometres(t, 1) + t.below(200)];
  if (t.once(8)) {
    const value = Array.from({ length: 3 + t.below(3) }, () => spot(t.below(8000) - 4000, t.below(8000) - 4000));
    return { tag: 'polygonalRegion', value };
  }
  const name = t.once(12) ? t.of(['bow', 'star']) : t.of(SOUND);
  return { tag: 'polygonalRegion', value: SHAPES[name]!.map(([n, e]) => spot(north + n * size, east + e * size)) };
}

const some = (t: Tape): number[] => [1, 2, 3].filter(() => t.once(2));
function identified(t: Tape): IdentifiedRegion {
  const countryOnly = t.of([840, 840, 124]);
  const regions = t.once(30) ? [] : [...some(t), 1];
  switch (t.below(3)) {
    case 0:
      return { tag: 'countryOnly', value: countryOnly };
    case 1:
      return { tag: 'countryAndRegions', value: { countryOnly, regions } };
    default: {
      const regionAndSubregions = regions.map((region) => ({ region, subregions: t.once(30) ? [] : [...some(t), 7] }));
      return { tag: 'countryAndSubregions', value: { countryOnly, regionAndSubregions } };
    }
  }
}
const countries = (t: Tape): GeographicRegion => ({
  tag: 'identifiedRegion',
  value: Array.from({ length: 1 + t.below(2) }, () => identified(t)),
});

const KINDS = [circle, rectangles, rectangles, polygon, polygon, countries] as const;
/** Below countries there are mostly countries. */
const region = (t: Tape, wide: boolean, above: GeographicRegion | undefined): GeographicRegion =>
  (above?.tag === 'identifiedRegion' && t.once(2) ? countries : t.of(KINDS))(t, wide);

/** From the root down; some say nothing of a region. */
export function regionsOf(t: Tape): Partial<Fields>[] {
  const certIssuePermissions = [group(undefined, LENGTH)];
  const chain: Partial<Fields>[] = [{ certIssuePermissions, region: region(t, true, undefined) }];
  const above = () => chain.findLast((c) => c.region !== undefined)?.region;
  if (t.once(2)) chain.push({ certIssuePermissions, region: t.once(2) ? undefined : region(t, !t.once(4), above()) });
  chain.push({
    appPermissions: [{ psid: 1, ssp: undefined }],
    region: t.once(8) ? undefined : region(t, false, above()),
  });
  return chain;
}
export const mapOf = (t: Tape): World['map'] =>
  t.once(4) ? undefined : { center: HERE, metres: 400_000, country: 840 };

export type Pair = readonly [inner: GeographicRegion, outer: GeographicRegion];
/** Each region with the one it has to lie in. */
export function pairsOf(chain: readonly Partial<Fields>[]): Pair[] {
  const regions = chain.flatMap((c) => c.region ?? []);
  return regions.slice(1).map((inner, i) => [inner, regions[i]!]);
}

const partsOf = (r: GeographicRegion): GeographicRegion[] =>
  r.tag === 'rectangularRegion' ? r.value.map((one) => ({ tag: r.tag, value: [one] })) : [r];
/**
 * A receiver may be unable to tell that the one is in the other, and then refuses: where a part of the inner one lies in no
 * convex part of the outer one, and for a circle in a polygon.
 */
export const isHard = ([inner, outer]: Pair, map: World['map']): boolean =>
  (inner.tag === 'circularRegion' && outer.tag === 'polygonalRegion') ||
  !partsOf(inner).every((p) => partsOf(outer).some((q) => isConvex(q) && nested(p, q, map) === true));

const cornersOf = (r: GeographicRegion) =>
  r.tag === 'polygonalRegion'
    ? r.value
    : r.tag === 'rectangularRegion'
      ? r.value.flatMap(({ northWest: nw, southEast: se }) => [
          ...[nw, se],
          { latitude: nw.latitude, longitude: se.longitude },
          { latitude: se.latitude, longitude: nw.longitude },
        ])
      : [];
/** How far from the middle of a circle the other region reaches, as parts of its radius. */
function reaches(inner: GeographicRegion, { center, radius }: { readonly center: Spot; readonly radius: number }) {
  if (inner.tag === 'circularRegion') return [(metres(inner.value.center, center) + inner.value.radius) / radius];
  return cornersOf(inner).map((c) => metres(c, center) / radius);
}
/** The earth is no sphere: nothing is said of what lies on the very edge of a circle. */
export const isClose = ([inner, outer]: Pair): boolean =>
  outer.tag === 'circularRegion' && reaches(inner, outer.value).some((r) => Math.abs(r - 1) < 0.01);
