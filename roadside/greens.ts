/** How long a green lasts: its share of the pattern, or a gap and a maximum when free; and what priority adds or takes. */
import type { Micros } from '../src/world.ts';
import { forceOff } from './coordination.ts';
import type { Demand } from './demand.ts';
import type { Executor } from './executor.ts';
import { has, type Mask, type Phase, phasesIn } from './rings.ts';
import type { Pattern, TimingPlan } from './timing.ts';

/** What else bears on a green: holds and force-offs of the operator, and the phases that priority works for. */
export interface Bearing {
  readonly held: Mask;
  readonly forced: Mask;
  readonly priority: Mask;
}

export class Greens {
  readonly #plan: TimingPlan;
  readonly #executor: Executor;
  readonly #demand: Demand;
  /** When a green should end on a pattern. */
  readonly planned = new Map<Phase, Micros>();
  /** Since when somebody else waits for a green to end. */
  readonly opposed = new Map<Phase, Micros>();
  pattern: Pattern | undefined;
  /** The operator's offset adjustment, seconds. */
  shift = 0;

  constructor(plan: TimingPlan, executor: Executor, demand: Demand) {
    this.#plan = plan;
    this.#executor = executor;
    this.#demand = demand;
  }

  run(which: number | 'free'): void {
    this.pattern = this.#plan.patterns.find(({ number }) => number === which);
    this.shift = 0;
    this.planned.clear();
  }
  started(phase: Phase, now: Micros): void {
    this.opposed.delete(phase);
    this.#schedule(phase, now);
  }
  ended(phase: Phase): void {
    this.planned.delete(phase);
    this.opposed.delete(phase);
  }
  /** Takes down which of the running greens somebody waits for. */
  note(greens: Mask, opposed: Mask, now: Micros): void {
    for (const phase of phasesIn(greens)) {
      if (!has(opposed, phase)) this.opposed.delete(phase);
      else if (!this.opposed.has(phase)) this.opposed.set(phase, now);
      if (!this.planned.has(phase)) this.#schedule(phase, now);
    }
  }

  /** Has the green had what the plan gives it? The executor still has the last word. */
  mayEnd(phase: Phase, now: Micros, { held, forced, priority }: Bearing, extension: Micros): boolean {
    const head = this.#executor.head(phase)!;
    if (now < head.until || head.ped !== 'dontWalk' || has(held, phase)) return false;
    if (has(forced, phase)) return true;
    const timing = this.#plan.phases[phase]!;
    const opposed = this.opposed.get(phase) ?? now;
    const planned = this.pattern ? (this.planned.get(phase) ?? now) : opposed + timing.maxGreen * 1e6;
    if (has(priority, phase)) return now >= planned + extension;
    // Early green: the wanted phase is red, so this one gives up some of its own.
    if ((priority & this.#executor.conflicts[phase]!) !== 0 && now >= planned - extension) return true;
    return now >= planned || (!this.pattern && this.#demand.gap(phase, timing.passage, now));
  }
  /** A walk that begins now keeps nobody waiting: it starts with the green, or fits into what is left of it. */
  walkFits(phase: Phase, now: Micros): boolean {
    if (this.#executor.head(phase)!.since === now) return true;
    const { walk, pedClear } = this.#plan.phases[phase]!;
    if (!this.pattern) return !this.opposed.has(phase);
    return now + (walk + pedClear) * 1e6 <= (this.planned.get(phase) ?? 0);
  }

  #schedule(phase: Phase, now: Micros): void {
    if (!this.pattern) return;
    this.planned.set(phase, forceOff(this.pattern, this.shift, phase, this.#plan.phases[phase]!, now));
  }
}
