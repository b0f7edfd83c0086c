/** When a requestor reaches the stop line: computed from where it is and how fast it goes; its own claim is only a claim. */
import type { Micros } from '../src/world.ts';

export interface Approach {
  /** Metres to the stop line along the lane. */
  readonly distance: number;
  /** Metres a second; undefined where unknown. */
  readonly speed: number | undefined;
  readonly claimed: Micros | undefined;
}
/** A stopped vehicle is taken to creep (m/s), one of unknown speed to be fast: both err towards serving in time. */
const creep = 3;
const fast = 20;
/** Nobody arrives sooner than this, seconds. */
export const soonest = 1;

/** Estimated time of arrival, never before now + 1 s. */
export function arrival({ distance, speed, claimed }: Approach, now: Micros): Micros {
  const pace = speed === undefined || !Number.isFinite(speed) ? fast : Math.max(speed, creep);
  const computed = now + (Math.max(0, distance) / pace) * 1e6;
  // A vehicle standing at a stop of its own knows better when it leaves: a later claim counts while it is slow.
  const waits = speed !== undefined && speed < creep && claimed !== undefined && claimed > computed;
  return Math.round(Math.max(waits ? claimed : computed, now + soonest * 1e6));
}
