/**
 * When each phase will change, for SPaT. `minEnd` is a promise: no call, command or preempt makes the lamp change
 * sooner (only a fault of the cabinet does), because the executor would refuse. `maxEnd` and `likely` are what the
 * plan says while nothing new arrives, and absent where the plan says nothing.
 */
import type { Micros } from '../src/world.ts';
import { positionOf, windowOf } from './coordination.ts';
import type { Executor, Head } from './executor.ts';
import type { Greens } from './greens.ts';
import { has, inRing, type Mask, otherSide, type Phase, ringOf, type Side, sideOf } from './rings.ts';
import type { Rounds } from './sequence.ts';
import { leastYellow, type TimingPlan } from './timing.ts';

export interface Forecast {
  readonly shows: 'red' | 'yellow' | 'green' | 'flash';
  readonly ped: 'none' | 'dontWalk' | 'walk' | 'pedClear' | 'dark';
  /** Start of the vehicle interval and of the pedestrian interval. */
  readonly since: Micros;
  readonly pedSince: Micros;
  /** End of what the phase shows to vehicles. Absent in flash. */
  readonly minEnd: Micros | undefined;
  readonly maxEnd: Micros | undefined;
  readonly likely: Micros | undefined;
  /** End of walk or pedestrian clearance, exact. */
  readonly pedEnd: Micros | undefined;
}
export interface Outlook {
  readonly executor: Executor;
  readonly plan: TimingPlan;
  readonly rounds: Rounds;
  readonly calls: Mask;
  readonly greens: Pick<Greens, 'pattern' | 'shift' | 'planned' | 'opposed'>;
  readonly held: Mask;
  readonly preempt: { readonly dwell: Mask; readonly ends: Micros } | undefined;
}
/** From now on, in microseconds: the least, the likely and the longest; longest absent where nothing bounds it. */
interface Span {
  readonly likely: number;
  readonly most: number | undefined;
}

export function forecast(outlook: Outlook): ReadonlyMap<Phase, Forecast> {
  const { executor } = outlook;
  const result = new Map<Phase, Forecast>();
  for (const phase of executor.present) {
    const head = executor.head(phase)!;
    const { since, pedSince } = head;
    if (executor.inFlash !== 'no') {
      const ends = { minEnd: undefined, maxEnd: undefined, likely: undefined, pedEnd: undefined };
      result.set(phase, { shows: 'flash', ped: 'dark', since, pedSince, ...ends });
      continue;
    }
    const walks = outlook.plan.phases[phase]!.walk > 0;
    const shows = head.interval === 'redClear' ? 'red' : head.interval;
    const minEnd = shows === 'red' ? earliestStart(outlook, phase) : earliestEnd(outlook, phase, head);
    const span = shows === 'red' ? untilStart(outlook, phase) : untilEnd(outlook, phase, head);
    const at = (ahead: number | undefined) =>
      ahead === undefined ? undefined : Math.max(minEnd, executor.now + ahead);
    result.set(phase, {
      shows,
      ped: walks ? head.ped : 'none',
      ...{ since, pedSince, minEnd },
      maxEnd: executor.stopped ? undefined : at(span?.most),
      likely: executor.stopped ? undefined : at(span?.likely),
      pedEnd: head.ped === 'dontWalk' ? undefined : head.pedUntil,
    });
  }
  return result;
}

/** The executor's own bound for the end of green or yellow. */
function earliestEnd({ executor, plan }: Outlook, phase: Phase, head: Head): Micros {
  const clear = head.ped === 'walk' ? plan.phases[phase]!.pedClear * 1e6 : 0;
  const ped = head.ped === 'dontWalk' ? 0 : head.pedUntil + clear;
  return Math.max(executor.now, head.until, ped);
}
/** No green before every conflicting phase has had its clearances, and red revert is over. */
function earliestStart(outlook: Outlook, phase: Phase): Micros {
  const { executor, plan } = outlook;
  const head = executor.head(phase)!;
  let at = Math.max(executor.now, head.interval === 'redClear' ? head.until : 0);
  for (const other of executor.present) {
    const each = executor.head(other)!;
    if (other === phase || each.interval === 'red' || !has(executor.conflicts[phase]!, other)) continue;
    const { yellow, redClear } = plan.phases[other]!;
    const end = each.interval === 'redClear' ? each.until : earliestEnd(outlook, other, each) + redClear * 1e6;
    at = Math.max(at, each.interval === 'green' ? end + Math.max(leastYellow, yellow) * 1e6 : end);
  }
  return Math.round(at);
}

/** How long green or yellow lasts from now on. Undefined: nobody waits, it rests. */
function untilEnd(outlook: Outlook, phase: Phase, head: Head): Span | undefined {
  const { executor, plan, preempt } = outlook;
  const { pattern, planned: ends, opposed: since } = outlook.greens;
  const { now } = executor;
  const least = earliestEnd(outlook, phase, head) - now;
  if (head.interval !== 'green') return { likely: least, most: least };
  if (preempt) {
    if (!has(preempt.dwell, phase)) return { likely: least, most: least };
    return { likely: Math.max(least, preempt.ends - now), most: undefined };
  }
  if (has(outlook.held, phase)) return undefined;
  if (pattern) {
    const planned = ends.get(phase);
    return planned === undefined ? undefined : { likely: planned - now, most: Math.max(least, planned - now) };
  }
  const opposed = since.get(phase);
  if (opposed === undefined) return undefined;
  const most = Math.max(least, opposed + plan.phases[phase]!.maxGreen * 1e6 - now);
  return { likely: (least + most) / 2, most };
}

/** How long it takes until a red phase gets green. Undefined: it has no call, or something of no known length rules. */
function untilStart(outlook: Outlook, phase: Phase): Span | undefined {
  const { executor, preempt, calls } = outlook;
  const { pattern, shift } = outlook.greens;
  if (preempt || outlook.held !== 0 || !has(calls, phase)) return undefined;
  if (pattern) {
    const ahead = windowOf(pattern, phase).start - positionOf(pattern, shift, executor.now);
    const wait = (((ahead % pattern.cycle) + pattern.cycle) % pattern.cycle) * 1e6;
    return { likely: wait, most: undefined };
  }
  const { side } = outlook.rounds;
  const here = sideOf(phase) === side;
  const turn = here && !has(outlook.rounds.passed, phase);
  if (turn) return ringBefore(outlook, ringOf(phase), side, phase, true);
  const leave = acrossSide(outlook, side, true);
  if (!here) return add(leave, ringBefore(outlook, ringOf(phase), otherSide(side), phase, false));
  const visit = acrossSide(outlook, otherSide(side), false);
  return add(add(leave, visit), ringBefore(outlook, ringOf(phase), side, phase, false));
}

/** Time until the barrier: the slower ring decides. */
function acrossSide(outlook: Outlook, side: Side, running: boolean): Span | undefined {
  const one = ringBefore(outlook, 1, side, undefined, running);
  const two = ringBefore(outlook, 2, side, undefined, running);
  if (!one || !two) return undefined;
  const most = one.most === undefined || two.most === undefined ? undefined : Math.max(one.most, two.most);
  return { likely: Math.max(one.likely, two.likely), most };
}
/** Time a ring takes on a side before `stop` (or altogether), the running interval included. */
function ringBefore(outlook: Outlook, ring: 1 | 2, side: Side, stop: Phase | undefined, running: boolean) {
  const { executor, plan, rounds, calls } = outlook;
  let span: Span | undefined = { likely: 0, most: 0 };
  for (const phase of inRing(ring, side)) {
    if (phase === stop) break;
    const timing = plan.phases[phase];
    if (!timing) continue;
    const head = executor.head(phase)!;
    const clear = (timing.yellow + timing.redClear) * 1e6;
    if (running && head.interval !== 'red') {
      const rest = head.interval === 'redClear' ? head.until - executor.now : untilEnd(outlook, phase, head);
      const after = head.interval === 'green' ? clear : head.interval === 'yellow' ? timing.redClear * 1e6 : 0;
      span = add(span, typeof rest === 'number' ? { likely: rest, most: rest } : rest);
      span = add(span, { likely: after, most: after });
    } else if (!running || !has(rounds.passed, phase)) {
      const most = Math.max(timing.maxGreen, timing.walk + timing.pedClear) * 1e6 + clear;
      const likely = has(calls, phase) ? ((timing.minGreen + timing.maxGreen) / 2) * 1e6 + clear : 0;
      span = add(span, { likely, most });
    }
  }
  return span;
}
const add = (a: Span | undefined, b: Span | undefined): Span | undefined =>
  a &&
  b && {
    likely: a.likely + b.likely,
    most: a.most === undefined || b.most === undefined ? undefined : a.most + b.most,
  };
