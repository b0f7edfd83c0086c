/**
 * Where vehicles drive: a path is a line through an intersection, from its ingress lane over the stop line to its exit.
 * Along a path, place is counted in metres past the stop line (negative before it), so that all paths which leave one
 * ingress lane count alike up to the line.
 */

/** Metres east (x) and north (y) of the intersection's reference point. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Path {
  readonly id: string;
  /** In driving direction; two at least. */
  readonly points: readonly Point[];
  /** Metres along `points` to the stop line. */
  readonly stopAt: number;
  /** What its signal is asked by. */
  readonly movement: string;
  /** Metres per second. */
  readonly speedLimit: number;
  /** The ingress lane. Vehicles of one lane follow one another up to the stop line; a path without one has it to itself. */
  readonly lane?: string;
  /** Movements that go first while the signal is permissive. */
  readonly yieldsTo?: readonly string[];
}
export interface Place extends Point {
  /** Degrees from north, clockwise, 0 up to 360. */
  readonly heading: number;
}
/** A path measured out. `start` is negative, `end` positive: metres past the stop line. */
export interface Route {
  readonly path: Path;
  readonly lane: string;
  readonly start: number;
  readonly end: number;
  place(metresPastStopLine: number): Place;
}

/**
 * Measures a path and lengthens it straight upstream so that at least `upstreamMetres` lie before the stop line. Throws
 * a RangeError for a path of no length or a stop line that is not on it. Places beyond the ends lie straight on.
 */
export function layOut(path: Path, upstreamMetres: number): Route {
  const points: Point[] = [];
  for (const point of path.points) {
    const before = points.at(-1);
    if (!before || distance(before, point) > SAME_METRES) points.push(point);
  }
  if (points.length < 2) throw new RangeError(`path ${path.id} has no length: it needs two different points`);
  const along = [-path.stopAt];
  for (let n = 1; n < points.length; n++) along.push(along[n - 1]! + distance(points[n - 1]!, points[n]!));
  const end = along.at(-1)!;
  if (!(path.stopAt >= 0 && end > 0)) {
    throw new RangeError(
      `path ${path.id} is ${end + path.stopAt} m long, and its stop line at ${path.stopAt} m is not on it`,
    );
  }
  if (!(path.speedLimit > 0)) throw new RangeError(`path ${path.id} needs a speed limit above zero`);
  return {
    path,
    lane: path.lane ?? path.id,
    start: Math.min(-path.stopAt, -upstreamMetres),
    end,
    place(metres) {
      let n = 1;
      while (n < points.length - 1 && along[n]! <= metres) n++;
      const [from, to] = [points[n - 1]!, points[n]!];
      const share = (metres - along[n - 1]!) / (along[n]! - along[n - 1]!);
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const heading = (Math.atan2(dx, dy) * 180) / Math.PI;
      return { x: from.x + dx * share, y: from.y + dy * share, heading: (heading + 360) % 360 };
    },
  };
}

/** Points nearer than this are one: a line between them has no direction to speak of. */
const SAME_METRES = 0.001;

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
