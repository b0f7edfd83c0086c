/** The movements of an intersection as paths to drive, and what the lamps say to each. */

import type { Intersection } from '../roadside/intersection.ts';
import type { ReadBack } from '../roadside/readback.ts';
import { has, type Phase } from '../roadside/rings.ts';
import { turn } from '../src/map/geometry.ts';
import type { Movement } from '../src/map/lanes.ts';
import type { SignalState } from './driver.ts';
import type { Path } from './road.ts';

/** 35 mph where the MAP tells no limit, and what a car turns with. */
const USUAL_SPEED = 15.6;
const TURN_SPEED = 12;
const LEAST_EXIT_METRES = 40;

export interface Street {
  readonly path: Path;
  readonly movement: Movement;
  readonly phase: Phase;
}

/** A path for each movement that a signal rules. */
export function streetsOf(intersection: Intersection): Street[] {
  const ruled = intersection.movements.filter((m) => m.signalGroup !== undefined);
  const id = (m: Movement): string => `${m.from.id}>${m.to.id}`;
  const streets = new Map<string, Street>();
  for (const movement of ruled) {
    const phase = intersection.phaseOf.get(movement.signalGroup!);
    if (phase === undefined || streets.has(id(movement))) continue;
    const before = [...movement.from.line].reverse();
    const points = [...before, ...movement.path.slice(1), ...exit(movement)].map(({ east, north }) => ({
      x: east,
      y: north,
    }));
    const yieldsTo = movement.permissive ? ruled.filter((other) => faces(movement, other)).map(id) : [];
    streets.set(id(movement), {
      movement,
      phase,
      path: {
        id: id(movement),
        movement: id(movement),
        lane: String(movement.from.id),
        points,
        stopAt: length(points.slice(0, before.length)),
        speedLimit: movement.maneuver === 'straight' ? (movement.from.speed ?? USUAL_SPEED) : TURN_SPEED,
        ...(yieldsTo.length > 0 ? { yieldsTo } : {}),
      },
    });
  }
  return [...streets.values()];
}

/** Oncoming, straight on or to the right: what a left turn on a round green waits for. */
function faces(left: Movement, other: Movement): boolean {
  return (
    (other.maneuver === 'straight' || other.maneuver === 'right') &&
    Math.abs(Math.abs(turn(left.heading, other.heading)) - 180) < 45
  );
}

/** The egress lane, or so much of the way straight on that a vehicle is clear of the box. */
function exit({ to }: Movement): { east: number; north: number }[] {
  const line = to.line.slice(1);
  const last = to.line.at(-1)!;
  const before = to.line.at(-2)!;
  const drawn = length(to.line.map(({ east, north }) => ({ x: east, y: north })));
  const gap = Math.hypot(last.east - before.east, last.north - before.north);
  if (drawn >= LEAST_EXIT_METRES || gap === 0) return [...line];
  const share = (LEAST_EXIT_METRES - drawn) / gap;
  return [
    ...line,
    { east: last.east + (last.east - before.east) * share, north: last.north + (last.north - before.north) * share },
  ];
}
function length(points: readonly { readonly x: number; readonly y: number }[]): number {
  return points.slice(1).reduce((sum, p, i) => sum + Math.hypot(p.x - points[i]!.x, p.y - points[i]!.y), 0);
}

/** What a driver of this street sees; flashing red is red, since nobody here knows how to treat it as a stop sign. */
export function lampOf({ phase, movement }: Street, read: ReadBack): SignalState {
  if (has(read.greens, phase)) return movement.permissive ? 'permissive' : 'green';
  return has(read.yellows, phase) ? 'yellow' : 'red';
}
