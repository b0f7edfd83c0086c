/**
 * Fixed-time coordination: where in the cycle a pattern is, and when a green that starts now should end.
 * After a preempt or a new offset a phase may be out of step; it then takes the short way (its minimum green)
 * when it is late, and stretches when it is early, so no phase is ever skipped.
 */
import type { Micros } from '../src/world.ts';
import { inRing, type Phase, ringOf, type Side, sideOf } from './rings.ts';
import type { Pattern, PhaseTiming } from './timing.ts';

/** Seconds into the local cycle, 0 at the start of side 0. `shift`: operator's offset adjustment in seconds. */
export const positionOf = (pattern: Pattern, shift: number, now: Micros): number =>
  modulo(now / 1e6 - pattern.offset - shift, pattern.cycle);

/** The window [start, end) of a phase in the cycle. Both rings share the barriers. */
export function windowOf(pattern: Pattern, phase: Phase): { readonly start: number; readonly end: number } {
  const split = (p: Phase) => pattern.splits[p] ?? 0;
  const side: Side = sideOf(phase);
  const length = (ring: 1 | 2, s: Side) => inRing(ring, s).reduce((sum, p) => sum + split(p), 0);
  const barrier = side === 0 ? 0 : Math.max(length(1, 0), length(2, 0));
  const [first] = inRing(ringOf(phase), side);
  const start = barrier + (phase === first ? 0 : split(first));
  return { start, end: start + split(phase) };
}

/** When a green of this phase that started at `start` should turn yellow. */
export function forceOff(pattern: Pattern, shift: number, phase: Phase, timing: PhaseTiming, start: Micros): Micros {
  const clear = timing.yellow + timing.redClear;
  const end = windowOf(pattern, phase).end;
  const left = modulo(end - clear - positionOf(pattern, shift, start), pattern.cycle);
  const green = (pattern.splits[phase] ?? 0) - clear;
  // More than half a cycle over its own green: it is late, not early.
  const planned = left <= green + pattern.cycle / 2 ? left : timing.minGreen;
  return start + Math.round(Math.max(planned, timing.minGreen) * 1e6);
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n;
