/** Where trials take place, and regions around it: each level of a chain well inside the one above. */
import type { GeographicRegion } from '../../asn1/ieee1609dot2/base.ts';

/** Tenths of microdegrees. */
export const HERE = { latitude: 422_800_000, longitude: -837_400_000 } as const;
/** Tenths of microdegrees per metre, north and east of here. */
const NORTH = 1e7 / 111_195;
const EAST = NORTH / Math.cos((42.28 * Math.PI) / 180);

export const spot = (north: number, east: number, from: { latitude: number; longitude: number } = HERE) => ({
  latitude: Math.round(from.latitude + north * NORTH),
  longitude: Math.round(from.longitude + east * EAST),
});
/** Metres from the middle, level by level from the root down. */
export const sizeAt = (level: number): number => 60_000 / 3 ** level;

export const circle = (metres: number, north = 0, east = 0): GeographicRegion => ({
  tag: 'circularRegion',
  value: { center: spot(north, east), radius: Math.round(metres) },
});
export const rectangles = (metres: number, north = 0, east = 0): GeographicRegion => ({
  tag: 'rectangularRegion',
  value: [{ northWest: spot(north + metres, east - metres), southEast: spot(north - metres, east + metres) }],
});
export const polygon = (metres: number, north = 0, east = 0): GeographicRegion => ({
  tag: 'polygonalRegion',
  value: [
    [1, 0.2],
    [0.3, 1],
    [-0.9, 0.9],
    [-1, -0.8],
    [0.4, -1],
  ].map(([n, e]) => spot(north + n! * metres, east + e! * metres)),
});
export const country = (...codes: readonly number[]): GeographicRegion => ({
  tag: 'identifiedRegion',
  value: codes.map((c) => ({ tag: 'countryOnly', value: c })),
});

/** A region for a level, 0 the root; a country only where nothing above has a shape of its own. */
export function regionAt(choice: number, level: number, end: boolean): GeographicRegion | undefined {
  const metres = sizeAt(level);
  switch (choice) {
    case 1:
      return circle(metres);
    case 2:
      return rectangles(metres);
    case 3:
      return polygon(metres);
    case 4:
      return level === 0 ? country(124, 840) : undefined;
    case 5:
      return end ? { tag: 'rectangularRegion', value: [box(metres), box(metres, metres, metres)] } : undefined;
    default:
      return undefined;
  }
}
/** A box of half the size. */
const box = (metres: number, north = 0, east = 0) => ({
  northWest: spot((north + metres) / 2, (east - metres) / 2),
  southEast: spot((north - metres) / 2, (east + metres) / 2),
});
