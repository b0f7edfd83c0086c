/** From a decoded MAP to a model that the controller can serve, or one sentence that says why it cannot. */
import type { IntersectionGeometry, MapData } from '../asn1/j2735/map.ts';
import { crossing, heading, type Line, lengthOf, type Point, turn } from '../src/map/geometry.ts';
import { type Crosswalk, type Lane, type Movement, readLayout } from '../src/map/lanes.ts';
import { intersectionsOf } from '../src/map/parts.ts';
import { assign, type Group } from './assign.ts';
import { type Conflict, conflictsBetween } from './conflict.ts';
import { concurrent, type Phase, type PhasePair } from './rings.ts';

export interface Walk extends Crosswalk {
  readonly phase: Phase;
  /** Metres from kerb to kerb. */
  readonly length: number;
}
export interface Intersection {
  readonly id: { readonly region: number | undefined; readonly id: number };
  readonly name: string | undefined;
  readonly revision: number;
  /** Tenths of a microdegree. */
  readonly refPoint: { readonly lat: number; readonly long: number };
  readonly lanes: ReadonlyMap<number, Lane>;
  readonly movements: readonly Movement[];
  readonly walks: readonly Walk[];
  /** The NEMA phase of each vehicle signal group. */
  readonly phaseOf: ReadonlyMap<number, Phase>;
  /** True when the MAP's own signal group numbers are the phases. */
  readonly ownNumbers: boolean;
  /** Pairs of phases that the rings allow and the ground forbids. */
  readonly physical: readonly PhasePair[];
  /** What could not be served, in sentences: a crosswalk without a safe phase. */
  readonly notes: readonly string[];
}
export type Reading =
  | { readonly ok: true; readonly intersection: Intersection }
  | { readonly ok: false; readonly refusal: string };

/** The first intersection of the MAP that can be served; parts of one intersection (same id) are put together. */
export function readMap(map: MapData): Reading {
  const parts = intersectionsOf(map);
  if (parts.length === 0) return { ok: false, refusal: 'The MAP holds no intersection.' };
  const refusals: string[] = [];
  for (const part of parts) {
    const reading = readIntersection(part);
    if (reading.ok) return reading;
    refusals.push(reading.refusal);
  }
  return { ok: false, refusal: refusals.join(' ') };
}

export function readIntersection(map: IntersectionGeometry): Reading {
  const refuse = (why: string): Reading => ({ ok: false, refusal: `Intersection ${map.id.id}: ${why}` });
  const { lanes, movements, crosswalks } = readLayout(map);
  const ruled = movements.filter(({ signalGroup }) => signalGroup !== undefined);
  if (ruled.length === 0) {
    if (movements.length > 0) return refuse('no connection of an ingress lane names a signal group.');
    return refuse('no ingress lane is connected to an egress lane of this MAP.');
  }
  const numbers = [...new Set(ruled.map(({ signalGroup }) => signalGroup!))].sort((a, b) => a - b);
  if (numbers.length > 8)
    return refuse(`it has ${numbers.length} vehicle signal groups; a dual ring has eight phases.`);
  const conflicts = conflictsBetween(ruled);
  const inside = conflicts.find(contradicts);
  if (inside) {
    const way = ({ from, to }: Movement) => `lane ${from.id} to ${to.id}`;
    return refuse(
      `signal group ${inside.groups[0]} lets two crossing movements go at once (${way(inside.one)}, ${way(inside.other)}).`,
    );
  }
  const groups = numbers.map((signalGroup): Group => {
    const own = ruled.filter((movement) => movement.signalGroup === signalGroup);
    return { signalGroup, through: own.some(({ maneuver }) => maneuver === 'straight') };
  });
  const between = conflicts.map(({ groups: pair }) => pair).filter(([a, b]) => a !== b);
  const assignment = assign(groups, between);
  if (!assignment) return refuse('its signal groups do not fit a dual ring.');
  const { phaseOf, physical } = assignment;
  const notes: string[] = [];
  const walks = crosswalks.flatMap((crosswalk): Walk[] => {
    const phase = walkWith(crosswalk, ruled, phaseOf, physical);
    if (phase !== undefined) return [{ ...crosswalk, phase, length: lengthOf(crosswalk.lane.line) }];
    notes.push(`Crosswalk lane ${crosswalk.lane.id} has no phase in which no protected movement crosses it.`);
    return [];
  });
  const ownNumbers = [...phaseOf].every(([group, phase]) => group === phase);
  const id = { region: map.id.region, id: map.id.id };
  const { lat, long } = map.refPoint;
  return {
    ok: true,
    intersection: {
      ...{ id, name: map.name, revision: map.revision, refPoint: { lat, long } },
      ...{ lanes, movements, walks, phaseOf, ownNumbers, physical, notes },
    },
  };
}

/** Two straight movements of one group that cross: no phase can serve them together. */
const contradicts = ({ groups: [a, b], one, other }: Conflict): boolean => {
  const between = Math.abs(turn(one.heading, other.heading));
  return a === b && one.maneuver === 'straight' && other.maneuver === 'straight' && between > 45 && between < 135;
};

/** A phase whose movements, and those of all phases that may run beside it, cross the walk only where they yield. */
function walkWith(
  { lane, signalGroup }: Crosswalk,
  movements: readonly Movement[],
  phaseOf: ReadonlyMap<number, Phase>,
  physical: readonly PhasePair[],
): Phase | undefined {
  const crossers = movements.filter(
    ({ maneuver, permissive, ...rest }) =>
      maneuver !== 'right' &&
      !permissive &&
      crossing(whole({ maneuver, permissive, ...rest }), lane.line) !== undefined,
  );
  const barred = new Set(crossers.map((movement) => phaseOf.get(movement.signalGroup!)!));
  const apart = (a: Phase, b: Phase) => physical.some(([p, q]) => (p === a && q === b) || (p === b && q === a));
  const safe = [...phaseOf].filter(([, phase]) =>
    [...barred].every((other) => other !== phase && (!concurrent(phase, other) || apart(phase, other))),
  );
  const along = heading(lane.line[0]!, lane.line.at(-1)!);
  const parallel = (group: number) =>
    movements.some((movement) => {
      const angle = Math.abs(turn(movement.heading, along));
      return movement.signalGroup === group && movement.maneuver === 'straight' && (angle < 35 || angle > 145);
    });
  // Nearest through traffic on its side first, so that both sides of a street walk with their own phase.
  const far = (group: number) =>
    Math.min(...movements.filter((m) => m.signalGroup === group).map((m) => distanceTo(m.path, lane.line)));
  const score = ([group, phase]: [number, Phase]) =>
    (group === signalGroup || phase === signalGroup - 8 ? -1000 : 0) + (parallel(group) ? 0 : 500) + far(group);
  return safe.filter(([group]) => parallel(group) || group === signalGroup).sort((a, b) => score(a) - score(b))[0]?.[1];
}
/** The path of a movement with a stretch of both lanes, since a crosswalk may lie before or behind the drawn ends. */
const whole = ({ from, path, to }: Movement): Line => [from.line[1]!, ...path, to.line[1]!];
const distanceTo = (path: Line, line: Line): number => {
  const middle = (points: Line): Point => {
    const sum = points.reduce((a, b) => ({ east: a.east + b.east, north: a.north + b.north }), { east: 0, north: 0 });
    return { east: sum.east / points.length, north: sum.north / points.length };
  };
  const [a, b] = [middle(path), middle(line)];
  return Math.hypot(a.east - b.east, a.north - b.north);
};
