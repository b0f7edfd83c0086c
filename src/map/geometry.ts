/** Plane geometry in metres east and north of a reference point. */

export interface Point {
  readonly east: number;
  readonly north: number;
}
export type Line = readonly Point[];

export const minus = (a: Point, b: Point): Point => ({ east: a.east - b.east, north: a.north - b.north });
export const gap = (a: Point, b: Point): number => Math.hypot(a.east - b.east, a.north - b.north);
/** Direction of travel in degrees clockwise from north, 0 to 360. */
export const heading = (from: Point, to: Point): number =>
  ((Math.atan2(to.east - from.east, to.north - from.north) * 180) / Math.PI + 360) % 360;
/** Turn from one heading to another: -180 to 180 degrees, right is positive. */
export const turn = (from: number, to: number): number => ((((to - from + 180) % 360) + 360) % 360) - 180;
export const lengthOf = (line: Line): number => line.slice(1).reduce((sum, point, i) => sum + gap(line[i]!, point), 0);

/** Metres per tenth of a microdegree of latitude, on the mean sphere. */
const perUnit = (6_371_008.8 * Math.PI) / 180 / 1e7;
/** From latitude and longitude (tenths of a microdegree) to metres about `origin`; good for some kilometres. */
export const toLocal = (origin: { lat: number; long: number }, at: { lat: number; long: number }): Point => ({
  east: (at.long - origin.long) * perUnit * Math.cos((origin.lat / 1e7 / 180) * Math.PI),
  north: (at.lat - origin.lat) * perUnit,
});
export const toGlobal = (origin: { lat: number; long: number }, at: Point): { lat: number; long: number } => ({
  lat: Math.round(origin.lat + at.north / perUnit),
  long: Math.round(origin.long + at.east / (perUnit * Math.cos((origin.lat / 1e7 / 180) * Math.PI))),
});

/** A smooth path from one line end to another: a cubic Bézier curve along both directions, `steps` + 1 points. */
export function smooth(from: Point, along: number, to: Point, out: number, steps = 20): Point[] {
  const reach = gap(from, to) * 0.4;
  const ahead = (at: Point, degrees: number, metres: number): Point => ({
    east: at.east + Math.sin((degrees * Math.PI) / 180) * metres,
    north: at.north + Math.cos((degrees * Math.PI) / 180) * metres,
  });
  const corners = [from, ahead(from, along, reach), ahead(to, out, -reach), to];
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    const sum = (axis: keyof Point) => corners.reduce((total, corner, j) => total + corner[axis] * weights[j]!, 0);
    return { east: sum('east'), north: sum('north') };
  });
}

/** Where two lines cross: how far along each, 0 to 1 of its points; undefined when they do not. */
export function crossing(a: Line, b: Line): { readonly a: number; readonly b: number } | undefined {
  for (let i = 1; i < a.length; i++)
    for (let j = 1; j < b.length; j++) {
      const hit = cross(a[i - 1]!, a[i]!, b[j - 1]!, b[j]!);
      if (hit) return { a: (i - 1 + hit.s) / (a.length - 1), b: (j - 1 + hit.t) / (b.length - 1) };
    }
  return undefined;
}
function cross(p: Point, p2: Point, q: Point, q2: Point): { s: number; t: number } | undefined {
  const r = minus(p2, p);
  const d = minus(q2, q);
  const w = minus(q, p);
  const area = r.east * d.north - r.north * d.east;
  if (Math.abs(area) < 1e-9) return undefined;
  const s = (w.east * d.north - w.north * d.east) / area;
  const t = (w.east * r.north - w.north * r.east) / area;
  return s >= 0 && s <= 1 && t >= 0 && t <= 1 ? { s, t } : undefined;
}

/**
 * The nearest point of a line: `along` in metres from its start (below zero before it, beyond its length after it)
 * and `aside` in metres from it.
 */
export function project(
  line: Line,
  at: Point,
): { readonly along: number; readonly aside: number; readonly heading: number } {
  let best = { along: 0, aside: Number.POSITIVE_INFINITY, heading: 0 };
  let start = 0;
  for (let i = 1; i < line.length; i++) {
    const from = line[i - 1]!;
    const to = line[i]!;
    const long = gap(from, to);
    if (long === 0) continue;
    const way = minus(to, from);
    const off = minus(at, from);
    const raw = (off.east * way.east + off.north * way.north) / long;
    const least = i === 1 ? Number.NEGATIVE_INFINITY : 0;
    const most = i === line.length - 1 ? Number.POSITIVE_INFINITY : long;
    const along = Math.min(Math.max(raw, least), most);
    const foot = { east: from.east + (way.east * along) / long, north: from.north + (way.north * along) / long };
    const aside = gap(foot, at);
    if (aside < best.aside) best = { along: start + along, aside, heading: heading(from, to) };
    start += long;
  }
  return best;
}
