/** Which signal groups may not be green together, because their paths meet in the box. */
import { crossing, gap, turn } from '../src/map/geometry.ts';
import type { Movement } from '../src/map/lanes.ts';

/** Pairs of signal groups, lower one first. */
export type GroupPair = readonly [number, number];

export interface Conflict {
  readonly groups: GroupPair;
  readonly one: Movement;
  readonly other: Movement;
}
/** All pairs of movements that conflict on the ground; those of one group are included. */
export function conflictsBetween(movements: readonly Movement[]): Conflict[] {
  const ruled = movements.filter(({ signalGroup }) => signalGroup !== undefined);
  return ruled.flatMap((one, i) =>
    ruled.slice(i + 1).flatMap((other): Conflict[] => {
      if (!collide(one, other)) return [];
      const [a, b] = [one.signalGroup!, other.signalGroup!];
      return [{ groups: a < b ? [a, b] : [b, a], one, other }];
    }),
  );
}

function collide(one: Movement, other: Movement): boolean {
  if (one.from.id === other.from.id) return false;
  const between = Math.abs(turn(one.heading, other.heading));
  // Lanes side by side: they part, and where drawn lines touch it is drawing, not traffic.
  if (between < 45) return false;
  // Turning right yields where it merges; a permissive left and a U-turn yield to oncoming traffic.
  if (one.maneuver === 'right' || other.maneuver === 'right') return squeezes(one, other);
  const yields = ({ permissive, maneuver }: Movement) => permissive || maneuver === 'uTurn';
  if (between > 120 && (yields(one) || yields(other))) return false;
  if (one.to.id === other.to.id) return true;
  return crossing(one.path, other.path) !== undefined;
}
/** A right turn conflicts only where it crosses somebody in the middle of the box, not where it merges. */
function squeezes(one: Movement, other: Movement): boolean {
  if (one.to.id === other.to.id) return false;
  const hit = crossing(one.path, other.path);
  if (!hit) return false;
  const middle = (at: number, maneuver: string) => maneuver !== 'right' || (at > 0.1 && at < 0.6);
  return middle(hit.a, one.maneuver) && middle(hit.b, other.maneuver) && gap(one.path.at(-1)!, other.path.at(-1)!) > 8;
}
