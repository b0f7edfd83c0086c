/** Regions by plain trial: is a spot in it, and is each of many spots of the one in the other (wire.md 3.1, 3.3). */
import type { GeographicRegion, IdentifiedRegion, TwoDLocation } from '../../asn1/ieee1609dot2/base.ts';
import type { World } from './world.ts';

const RADIAN = Math.PI / 180 / 1e7;
const EARTH_METRES = 6_371_008.8;

/** Great circle on a sphere: half a percent off the geodesic, so nothing should hang on the last percent. */
export function metres(a: TwoDLocation, b: TwoDLocation): number {
  const dLat = (b.latitude - a.latitude) * RADIAN;
  const dLong = (b.longitude - a.longitude) * RADIAN;
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * RADIAN) * Math.cos(b.latitude * RADIAN) * Math.sin(dLong / 2) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(h));
}

type Corners = readonly TwoDLocation[];
const between = (v: number, a: number, b: number): boolean => v >= a && v <= b;

/** A ray to the north crosses the sides an odd number of times. */
function inPolygon(corners: Corners, { latitude, longitude }: TwoDLocation): boolean {
  let inside = false;
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length]!;
    if (a.longitude > longitude === b.longitude > longitude) return;
    const at = a.latitude + ((longitude - a.longitude) / (b.longitude - a.longitude)) * (b.latitude - a.latitude);
    if (at > latitude) inside = !inside;
  });
  return inside;
}

/** undefined: cannot be established. */
export function contains(region: GeographicRegion, spot: TwoDLocation, map: World['map']): boolean | undefined {
  switch (region.tag) {
    case 'circularRegion':
      return metres(region.value.center, spot) <= region.value.radius;
    case 'rectangularRegion':
      return region.value.some(
        ({ northWest: nw, southEast: se }) =>
          between(spot.latitude, se.latitude, nw.latitude) && between(spot.longitude, nw.longitude, se.longitude),
      );
    case 'polygonalRegion':
      return inPolygon(region.value, spot);
    case 'identifiedRegion': {
      // The map shows one country and none of its parts.
      const answers = region.value.map((r) => {
        if (map === undefined || metres(map.center, spot) > map.metres) return undefined;
        const country = r.tag === 'countryOnly' ? r.value : r.tag === '?' ? undefined : r.value.countryOnly;
        if (country !== map.country) return false;
        return r.tag === 'countryOnly' ? true : undefined;
      });
      return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
    }
    default:
      return undefined;
  }
}

function holds(outer: IdentifiedRegion, inner: IdentifiedRegion): boolean {
  if (outer.tag === '?' || inner.tag === '?') return false;
  const country = (r: typeof inner) => (r.tag === 'countryOnly' ? r.value : r.value.countryOnly);
  if (country(outer) !== country(inner)) return false;
  if (outer.tag === 'countryOnly') return true;
  if (inner.tag === 'countryOnly') return false;
  if (outer.tag === 'countryAndRegions') {
    const regions =
      inner.tag === 'countryAndRegions' ? inner.value.regions : inner.value.regionAndSubregions.map((r) => r.region);
    return regions.every((r) => outer.value.regions.includes(r));
  }
  if (inner.tag === 'countryAndRegions') return false;
  return inner.value.regionAndSubregions.every(({ region, subregions }) =>
    subregions.every((s) =>
      outer.value.regionAndSubregions.some((o) => o.region === region && o.subregions.includes(s)),
    ),
  );
}

const GRID = 24;
/** Spots of a region: its outline, and a grid over it. */
function spots(region: GeographicRegion): TwoDLocation[] {
  const outline = outlineOf(region);
  const [south, north] = [Math.min(...outline.map((p) => p.latitude)), Math.max(...outline.map((p) => p.latitude))];
  const [west, east] = [Math.min(...outline.map((p) => p.longitude)), Math.max(...outline.map((p) => p.longitude))];
  const grid = Array.from({ length: GRID * GRID }, (_, i) => ({
    latitude: south + ((north - south) * (i % GRID)) / (GRID - 1),
    longitude: west + ((east - west) * Math.floor(i / GRID)) / (GRID - 1),
  }));
  return [...outline, ...grid.filter((p) => contains(region, p, undefined) === true)];
}
function outlineOf(region: GeographicRegion): TwoDLocation[] {
  switch (region.tag) {
    case 'circularRegion': {
      const { center, radius } = region.value;
      return Array.from({ length: 64 }, (_, i) => {
        const north = (radius / EARTH_METRES) * Math.cos((i / 32) * Math.PI);
        const east = ((radius / EARTH_METRES) * Math.sin((i / 32) * Math.PI)) / Math.cos(center.latitude * RADIAN);
        return { latitude: center.latitude + north / RADIAN, longitude: center.longitude + east / RADIAN };
      });
    }
    case 'rectangularRegion':
      return region.value.flatMap(({ northWest: nw, southEast: se }) =>
        along([
          nw,
          { latitude: nw.latitude, longitude: se.longitude },
          se,
          { latitude: se.latitude, longitude: nw.longitude },
        ]),
      );
    case 'polygonalRegion':
      return along(region.value);
    default:
      return [];
  }
}
const along = (corners: Corners): TwoDLocation[] =>
  corners.flatMap((a, i) => {
    const b = corners[(i + 1) % corners.length]!;
    return Array.from({ length: 16 }, (_, k) => ({
      latitude: a.latitude + ((b.latitude - a.latitude) * k) / 16,
      longitude: a.longitude + ((b.longitude - a.longitude) * k) / 16,
    }));
  });

/** No part of the inner region lies outside the outer one; undefined: cannot be established. */
export function nested(inner: GeographicRegion, outer: GeographicRegion, map: World['map']): boolean | undefined {
  if (inner.tag === '?' || outer.tag === '?') return undefined;
  if (inner.tag === 'identifiedRegion')
    return outer.tag === 'identifiedRegion'
      ? inner.value.every((r) => outer.value.some((o) => holds(o, r)))
      : undefined;
  const answers = spots(inner).map((p) => contains(outer, p, map));
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** The longest list in a region. */
export function partsOf(region: GeographicRegion): number {
  if (region.tag !== 'identifiedRegion') return Array.isArray(region.value) ? region.value.length : 1;
  return Math.max(region.value.length, ...region.value.flatMap(listsOf).map((l) => l.length));
}
function listsOf(r: IdentifiedRegion): (readonly unknown[])[] {
  if (r.tag === 'countryAndRegions') return [r.value.regions];
  if (r.tag !== 'countryAndSubregions') return [];
  const { regionAndSubregions: parts } = r.value;
  return [parts, ...parts.map((p) => p.subregions)];
}
/** TwoDLocation is a place that is known. */
const isPlace = (p: TwoDLocation): boolean => p.latitude !== 900_000_001 && p.longitude !== 1_800_000_001;
function placesOf(region: GeographicRegion): readonly TwoDLocation[] {
  if (region.tag === 'circularRegion') return [region.value.center];
  if (region.tag === 'rectangularRegion') return region.value.flatMap((r) => [r.northWest, r.southEast]);
  return region.tag === 'polygonalRegion' ? region.value : [];
}
const emptyOf = (region: GeographicRegion): boolean =>
  (Array.isArray(region.value) && region.value.length === 0) ||
  (region.tag === 'identifiedRegion' && region.value.flatMap(listsOf).some((l) => l.length === 0));

/** 2.7: a rectangle has a height and a width, north west is north; sides of a polygon do not cross. */
export function isRegion(region: GeographicRegion): boolean {
  if (emptyOf(region) || !placesOf(region).every(isPlace)) return false;
  if (region.tag === 'rectangularRegion')
    return region.value.every(
      ({ northWest: nw, southEast: se }) => nw.latitude > se.latitude && nw.longitude < se.longitude,
    );
  if (region.tag !== 'polygonalRegion') return true;
  const corners = region.value;
  const sides = corners.map((a, i) => [a, corners[(i + 1) % corners.length]!] as const);
  return sides.every(([a, b], i) =>
    sides.every(([c, d], j) => {
      const apart = (j - i + sides.length) % sides.length;
      return apart <= 1 || apart === sides.length - 1 || !cross(a, b, c, d);
    }),
  );
}
const turn = (a: TwoDLocation, b: TwoDLocation, c: TwoDLocation): number =>
  Math.sign(
    (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude),
  );
const cross = (a: TwoDLocation, b: TwoDLocation, c: TwoDLocation, d: TwoDLocation): boolean =>
  turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
/** Whether it turns one way all around; several rectangles do not. */
export function isConvex(region: GeographicRegion): boolean {
  if (region.tag === 'rectangularRegion') return region.value.length === 1;
  if (region.tag !== 'polygonalRegion') return true;
  const corners = region.value;
  const at = (i: number) => corners[i % corners.length]!;
  const turns = corners.map((a, i) => turn(a, at(i + 1), at(i + 2)));
  return !(turns.includes(1) && turns.includes(-1));
}
