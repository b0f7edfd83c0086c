/** The intersections of a MAP. */
import type { IntersectionGeometry, MapData } from '../../asn1/j2735/map.ts';

export type IntersectionID = { readonly region?: number | undefined; readonly id: number };
/** The same for the same intersection: an absent region is region 0. */
export const keyOf = ({ region, id }: IntersectionID): string => `${region ?? 0}/${id}`;

/** Each intersection once: some senders spread the lanes of one over several entries; the first says id, revision and place. */
export function intersectionsOf(map: MapData): IntersectionGeometry[] {
  const parts = new Map<string, IntersectionGeometry>();
  for (const part of map.intersections ?? []) {
    const known = parts.get(keyOf(part.id));
    parts.set(keyOf(part.id), known ? { ...known, laneSet: [...known.laneSet, ...part.laneSet] } : part);
  }
  return [...parts.values()];
}
