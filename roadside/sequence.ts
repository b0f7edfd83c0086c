/**
 * The order of the rings: who is next, who waits for whom, when the barrier may be crossed. Pure bookkeeping;
 * it reads the heads and never touches them.
 */
import type { Executor } from './executor.ts';
import { bit, has, inRing, type Mask, otherSide, type Phase, ringOf, type Side, sideMask, sideOf } from './rings.ts';

export interface Rounds {
  side: Side;
  /** Phases that had their turn since the barrier was crossed last. */
  passed: Mask;
  start(phase: Phase): void;
}
export interface Next {
  /** Greens that somebody waits for. */
  readonly opposed: Mask;
  /** Greens that end only to cross the barrier. */
  readonly crossing: Mask;
  /** Of those, greens that stay because the other ring has more to serve on this side. */
  readonly staying: Mask;
  /** Phases to start now, in order; the executor refuses those that are not safe yet. */
  readonly starts: readonly Phase[];
}
interface RingView {
  readonly ring: 1 | 2;
  readonly current: Phase | undefined;
  next: Phase | undefined;
}

export function startRounds(executor: Executor): Rounds {
  return {
    side: executor.present.some((phase) => sideOf(phase) === 0) ? 0 : 1,
    passed: 0,
    start(phase) {
      for (const each of inRing(ringOf(phase), sideOf(phase))) if (each <= phase) this.passed |= bit(each);
    },
  };
}

/** What the round asks for now. Moves `rounds` on when the barrier is crossed. */
export function chooseNext(rounds: Rounds, executor: Executor, calls: Mask, omitted: Mask): Next {
  settle(rounds, executor);
  let rings = viewRings(rounds, executor, calls);
  let across = (calls & sideMask(otherSide(rounds.side))) !== 0;
  if (across && rings.every(({ current, next }) => current === undefined && next === undefined)) {
    rounds.side = otherSide(rounds.side);
    rounds.passed = 0;
    rings = viewRings(rounds, executor, calls);
    across = (calls & sideMask(otherSide(rounds.side))) !== 0;
  }
  const view = { opposed: 0, crossing: 0, staying: 0, starts: [] as Phase[] };
  const greens = executor.showing('green');
  for (const [index, { current, next }] of rings.entries()) {
    const other = rings[1 - index]!;
    if (current === undefined) {
      const start = next ?? fill(rounds, executor, rings[index]!, other, omitted);
      if (start !== undefined) view.starts.push(start);
      continue;
    }
    if (!has(greens, current)) continue;
    const blocks =
      other.current === undefined && other.next !== undefined && has(executor.conflicts[current]!, other.next);
    if (next !== undefined || across || blocks) view.opposed |= bit(current);
    if (next === undefined && across && !blocks) {
      view.crossing |= bit(current);
      if (other.next !== undefined) view.staying |= bit(current);
    }
  }
  return view;
}

/** After a preempt or flash the lamps, not the book, say on which side the controller is. */
function settle(rounds: Rounds, executor: Executor): void {
  const moving = executor.showing('green') | executor.showing('yellow');
  const busy = executor.present.filter((phase) => has(moving, phase));
  if (busy.length === 0 || busy.every((phase) => sideOf(phase) === rounds.side)) return;
  rounds.side = sideOf(busy[0]!);
  rounds.passed = 0;
  for (const phase of busy) rounds.start(phase);
}

function viewRings(rounds: Rounds, executor: Executor, calls: Mask): RingView[] {
  const own = (ring: 1 | 2) => inRing(ring, rounds.side);
  const rings = ([1, 2] as const).map((ring): RingView => {
    const current = executor.present.find((p) => ringOf(p) === ring && executor.head(p)!.interval !== 'red');
    const next = own(ring).find((p) => p !== current && has(calls, p) && !has(rounds.passed, p));
    return { ring, current, next };
  });
  // Nobody waits beyond the barrier: a ring may begin its side again.
  if ((calls & sideMask(otherSide(rounds.side))) !== 0) return rings;
  const first = rings.map(({ next }) => next);
  for (const [index, view] of rings.entries()) {
    if (view.next !== undefined) continue;
    const rival = first[1 - index];
    const free = (p: Phase) => rival === undefined || !has(executor.conflicts[p]!, rival);
    const again = own(view.ring).find((p) => p !== view.current && has(calls, p) && free(p));
    if (again === undefined) continue;
    for (const p of own(view.ring)) rounds.passed &= ~bit(p);
    if (view.current !== undefined) rounds.passed |= bit(view.current);
    view.next = again;
  }
  return rings;
}

/** Dual entry: a ring without a call shows the through phase beside the other ring instead of red. */
function fill(rounds: Rounds, executor: Executor, idle: RingView, other: RingView, omitted: Mask): Phase | undefined {
  const beside = other.current ?? other.next;
  if (beside === undefined || sideOf(beside) !== rounds.side) return undefined;
  if (other.current !== undefined && executor.head(other.current)!.interval !== 'green') return undefined;
  const [odd, even] = inRing(idle.ring, rounds.side);
  if (has(rounds.passed, odd) || has(rounds.passed, even)) return undefined;
  return [even, odd].find(
    (phase) =>
      executor.present.includes(phase) &&
      !has(omitted, phase) &&
      [other.current, other.next].every((p) => p === undefined || !has(executor.conflicts[phase]!, p)),
  );
}
