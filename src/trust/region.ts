/** Where a certificate is valid: points in regions, regions in regions (6.4.17 to 6.4.26). `undefined` is "cannot be established". */
import geodesic from 'geographiclib-geodesic';
import type {
  GeographicRegion,
  IdentifiedRegion,
  RectangularRegion,
  TwoDLocation,
} from '../../asn1/ieee1609dot2/base.ts';

/**
 * Which country a place is in; no receiver needs a map of the world, only of where it stands. The places it answers `true`
 * for make a convex area: a region whose corners are in it is held to be in it.
 */
export interface Gazetteer {
  /** Whether the place lies in the country (UN M49); undefined where this gazetteer cannot tell. */
  lies(place: TwoDLocation, country: number): boolean | undefined;
}
export const noGazetteer: Gazetteer = { lies: () => undefined };

/** Knows one thing: all within `metres` of `center` lies in `country`. */
export function around(center: TwoDLocation, metres: number, country: number): Gazetteer {
  return {
    lies: (place, asked) => (within(metres, center, place) ? asked === country : undefined),
  };
}

const DEGREE = 1e7;
/** Length of the geodesic on WGS 84, in metres. */
export function metresBetween(a: TwoDLocation, b: TwoDLocation): number {
  return geodesic.Geodesic.WGS84.Inverse(
    a.latitude / DEGREE,
    a.longitude / DEGREE,
    b.latitude / DEGREE,
    b.longitude / DEGREE,
    geodesic.Geodesic.DISTANCE,
  ).s12!;
}

/**
 * Is the geodesic between them `metres` long at most? Asked of every message: so by the chord, which is five times as
 * fast, wherever that decides it. A chord of c belongs to a geodesic of c at least and of 2ρ·asin(c/2ρ) at most, as none
 * is bent more than the meridian at the equator, with its radius ρ.
 */
export function within(metres: number, a: TwoDLocation, b: TwoDLocation): boolean {
  const c = chord(a, b);
  if (c > metres + GRAIN) return false;
  if (c < NEAR && 2 * SHARPEST * Math.asin(c / (2 * SHARPEST)) < metres - GRAIN) return true;
  return metresBetween(a, b) <= metres;
}
/** WGS 84: equatorial radius, square of the eccentricity, and the least radius of curvature; metres. */
const EQUATOR = 6_378_137;
const E2 = 0.006_694_379_990_14;
const SHARPEST = EQUATOR * (1 - E2);
/** Metres: well within half a turn, for which alone the bound holds. */
const NEAR = 1_000_000;
/** A thousand times what is lost to rounding, in metres. */
const GRAIN = 1e-5;

/** Straight through the earth, in metres. */
function chord(a: TwoDLocation, b: TwoDLocation): number {
  const sinA = Math.sin(a.latitude * RADIAN);
  const sinB = Math.sin(b.latitude * RADIAN);
  const n = EQUATOR / Math.sqrt(1 - E2 * sinA * sinA);
  const m = EQUATOR / Math.sqrt(1 - E2 * sinB * sinB);
  const fromAxisA = n * Math.cos(a.latitude * RADIAN);
  const fromAxisB = m * Math.cos(b.latitude * RADIAN);
  // Turned so that a lies on the first axis.
  const turn = (b.longitude - a.longitude) * RADIAN;
  const x = fromAxisB * Math.cos(turn) - fromAxisA;
  const y = fromAxisB * Math.sin(turn);
  const z = (1 - E2) * (m * sinB - n * sinA);
  return Math.sqrt(x * x + y * y + z * z);
}
const RADIAN = Math.PI / 180 / DEGREE;

/** Is the place in the region? */
export function contains(region: GeographicRegion, place: TwoDLocation, map: Gazetteer): boolean | undefined {
  switch (region.tag) {
    case 'circularRegion':
      return within(region.value.radius, region.value.center, place);
    case 'rectangularRegion':
      return region.value.some((r) => inRectangle(r, place));
    case 'polygonalRegion':
      return wide(region.value) ? undefined : inPolygon(region.value, place);
    case 'identifiedRegion':
      return any(region.value.map((r) => (r.tag === 'countryOnly' ? map.lies(place, r.value) : undefined)));
    default:
      return undefined;
  }
}

/** Does no part of `inner` lie outside `outer`? */
export function nested(inner: GeographicRegion, outer: GeographicRegion, map: Gazetteer): boolean | undefined {
  if (inner.tag === 'identifiedRegion')
    return outer.tag === 'identifiedRegion'
      ? inner.value.every((r) => outer.value.some((o) => holds(o, r)))
      : undefined;
  if (outer.tag === 'circularRegion' && inner.tag === 'circularRegion')
    return metresBetween(inner.value.center, outer.value.center) + inner.value.radius <= outer.value.radius;
  // Each of several rectangles may lie in another part of the outer region.
  if (inner.tag === 'rectangularRegion' && inner.value.length > 1)
    return every(inner.value.map((r) => nested({ tag: 'rectangularRegion', value: [r] }, outer, map)));
  // A convex region holds whatever has its corners inside; of the outer ones only a polygon need not be convex.
  const corners = cornersOf(inner);
  if (corners === undefined) return undefined;
  const inside = corners.map((c) => contains(outer, c, map));
  if (inside.includes(false)) return false;
  if (inside.includes(undefined)) return undefined;
  if (outer.tag === 'polygonalRegion' && !convex(outer.value)) return undefined;
  if (outer.tag === 'rectangularRegion')
    return outer.value.some((r) => corners.every((c) => inRectangle(r, c))) || undefined;
  return true;
}

function cornersOf(region: GeographicRegion): readonly TwoDLocation[] | undefined {
  if (region.tag === 'polygonalRegion') return region.value;
  if (region.tag === 'rectangularRegion')
    return region.value.flatMap(({ northWest: n, southEast: s }) => [
      n,
      s,
      { latitude: n.latitude, longitude: s.longitude },
      { latitude: s.latitude, longitude: n.longitude },
    ]);
  if (region.tag === 'circularRegion') return square(region.value.center, region.value.radius);
  return undefined;
}

/** The corners of the square around a circle. */
function square({ latitude, longitude }: TwoDLocation, radius: number): TwoDLocation[] {
  const out: TwoDLocation[] = [];
  for (const azimuth of [45, 135, 225, 315]) {
    const p = geodesic.Geodesic.WGS84.Direct(latitude / DEGREE, longitude / DEGREE, azimuth, radius * Math.SQRT2);
    out.push({ latitude: Math.round(p.lat2! * DEGREE), longitude: Math.round(p.lon2! * DEGREE) });
  }
  return out;
}

function inRectangle({ northWest: n, southEast: s }: RectangularRegion, p: TwoDLocation): boolean {
  return (
    p.latitude <= n.latitude && p.latitude >= s.latitude && p.longitude >= n.longitude && p.longitude <= s.longitude
  );
}

/** Even-odd rule on latitude and longitude: sides are short enough for their geodesic to be a straight line. */
function inPolygon(corners: readonly TwoDLocation[], p: TwoDLocation): boolean {
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const a = corners[i]!;
    const b = corners[j]!;
    if (a.latitude > p.latitude === b.latitude > p.latitude) continue;
    const at = ((b.longitude - a.longitude) * (p.latitude - a.latitude)) / (b.latitude - a.latitude) + a.longitude;
    if (p.longitude < at) inside = !inside;
  }
  return inside;
}

/** 6.4.21  Do two sides of a polygon cross, or touch? Not told of one over the antimeridian, which holds no place either. */
export function crossed(corners: readonly TwoDLocation[]): boolean {
  if (wide(corners)) return false;
  const side = (a: TwoDLocation, b: TwoDLocation, p: TwoDLocation) =>
    Math.sign(
      (b.longitude - a.longitude) * (p.latitude - a.latitude) - (b.latitude - a.latitude) * (p.longitude - a.longitude),
    );
  const parted = (a: TwoDLocation, b: TwoDLocation, p: TwoDLocation, q: TwoDLocation) =>
    side(a, b, p) * side(a, b, q) < 0;
  const on = (a: TwoDLocation, b: TwoDLocation, p: TwoDLocation) =>
    side(a, b, p) === 0 &&
    between(a.latitude, p.latitude, b.latitude) &&
    between(a.longitude, p.longitude, b.longitude);
  const { length } = corners;
  const next = (i: number) => corners[(i + 1) % length]!;
  return corners.some((a, i) =>
    // The next side begins where this one ends, and so does this one where the last one ends.
    corners.slice(i + 2, i === 0 ? -1 : length).some((c, j) => {
      const [b, d] = [next(i), next(i + 2 + j)];
      return (parted(a, b, c, d) && parted(c, d, a, b)) || on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b);
    }),
  );
}

function between(a: number, value: number, b: number): boolean {
  return Math.min(a, b) <= value && value <= Math.max(a, b);
}

/** Over more than half the globe, or over the antimeridian: which side is inside cannot be told from the numbers. */
function wide(corners: readonly TwoDLocation[]): boolean {
  let [west, east] = [Infinity, -Infinity];
  for (const { longitude } of corners) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
  }
  return east - west > 180 * DEGREE;
}

function convex(corners: readonly TwoDLocation[]): boolean {
  let sign = 0;
  for (let i = 0; i < corners.length; i++) {
    const [a, b, c] = [0, 1, 2].map((k) => corners[(i + k) % corners.length]!) as [
      TwoDLocation,
      TwoDLocation,
      TwoDLocation,
    ];
    const turn = Math.sign(
      (b.longitude - a.longitude) * (c.latitude - b.latitude) - (b.latitude - a.latitude) * (c.longitude - b.longitude),
    );
    if (turn !== 0 && sign !== 0 && turn !== sign) return false;
    if (turn !== 0) sign = turn;
  }
  return true;
}

/** Does the country, region or subregion `outer` hold `inner`? */
function holds(outer: IdentifiedRegion, inner: IdentifiedRegion): boolean {
  if (outer.tag === '?' || inner.tag === '?' || country(outer) !== country(inner)) return false;
  if (outer.tag === 'countryOnly') return true;
  if (inner.tag === 'countryOnly') return false;
  const whole = outer.tag === 'countryAndRegions' ? outer.value.regions : [];
  const parts = outer.tag === 'countryAndSubregions' ? outer.value.regionAndSubregions : [];
  if (inner.tag === 'countryAndRegions') return inner.value.regions.every((r) => whole.includes(r));
  return inner.value.regionAndSubregions.every(
    ({ region, subregions }) =>
      whole.includes(region) ||
      subregions.every((s) => parts.some((p) => p.region === region && p.subregions.includes(s))),
  );
}
function country(r: Exclude<IdentifiedRegion, { tag: '?' }>): number {
  return r.tag === 'countryOnly' ? r.value : r.value.countryOnly;
}

/** False if one is, true if all are, else undefined. */
function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** True if one is, false if all are not, else undefined. */
function any(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}
