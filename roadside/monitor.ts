/**
 * A second pair of eyes, like the malfunction management unit in the cabinet: it sees what the lamps show and
 * judges by the rules alone. It is written from NEMA TS 2 and shares no code with the executor, on purpose:
 * a mistake there must not be repeated here.
 */
import type { Micros } from '../src/world.ts';
import type { TraceEvent } from './executor.ts';
import type { TimingPlan } from './timing.ts';

export type Violation =
  | 'conflictingGreens'
  | 'greenAgainstYellow'
  | 'barrier'
  | 'shortGreen'
  | 'shortYellow'
  | 'shortRedClear'
  | 'shortRedRevert'
  | 'shortWalk'
  | 'shortPedClear'
  | 'missingYellow'
  | 'missingPedClear'
  | 'pedestrianLeftAlone'
  | 'wrongOrder'
  | 'unclearedFlash'
  | 'overheld'
  | 'deadManMissed'
  | 'brokenTrace';
export interface Found {
  readonly at: Micros;
  readonly violation: Violation;
  readonly phase?: number;
  readonly against?: number;
}
export interface Rules {
  readonly plan: Pick<TimingPlan, 'phases' | 'redRevert'>;
  /** Pairs of phases whose paths meet on the ground. */
  readonly physical: readonly (readonly [number, number])[];
  /** Longest presence of any claim, and how much later than its time a claim may end (one step), seconds. */
  readonly maxPresence: number;
  readonly slack: number;
}
interface Seen {
  lamp: string;
  lampSince: Micros;
  ped: string;
  pedSince: Micros;
  /** When it left yellow last: its red clearance runs from here. */
  cleared: Micros;
}

/** NEMA TS 2 figure: the only pairs that may be green together on a dual ring. */
const allowed = new Set(['15', '16', '25', '26', '37', '38', '47', '48']);
const leftOfBarrier = new Set([1, 2, 5, 6]);
/** Timers are rounded to a microsecond. */
const rounding = 2;
/** How many findings are kept in full; all are counted. */
const kept = 200;

export class Monitor {
  readonly #rules: Rules;
  readonly #seen = new Map<number, Seen>();
  readonly #claims = new Map<string, { opened: Micros; refreshed: Micros; deadMan: number; maxPresence: number }>();
  readonly #ground: Set<string>;
  readonly found: Found[] = [];
  count = 0;

  constructor(rules: Rules, now: Micros) {
    this.#rules = rules;
    this.#ground = new Set(rules.physical.flatMap(([a, b]) => [`${a}${b}`, `${b}${a}`]));
    for (const key of Object.keys(rules.plan.phases)) {
      // It starts in red that nothing preceded.
      const never = -Number.MAX_SAFE_INTEGER;
      this.#seen.set(Number(key), { lamp: 'red', lampSince: now, ped: 'dontWalk', pedSince: now, cleared: never });
    }
  }

  see(event: TraceEvent): void {
    if (event.kind === 'claim') {
      this.#claim(event.key, event.what, event.at, event.terms.deadMan, event.terms.maxPresence);
      return;
    }
    const seen = this.#seen.get(event.phase);
    if (!seen) {
      this.#blame(event.at, 'brokenTrace', event.phase);
      return;
    }
    const vehicle = event.head === 'vehicle';
    if (event.was !== (vehicle ? seen.lamp : seen.ped) || event.at < (vehicle ? seen.lampSince : seen.pedSince))
      this.#blame(event.at, 'brokenTrace', event.phase);
    if (vehicle) this.#vehicle(event.phase, seen, event.shows, event.at, event.fault === true);
    else this.#pedestrian(event.phase, seen, event.shows, event.at, event.fault === true);
  }

  /** Claims that are still open are judged up to now. */
  finish(now: Micros): void {
    for (const [key, { deadMan, maxPresence }] of this.#claims) this.#claim(key, 'released', now, deadMan, maxPresence);
  }

  #vehicle(phase: number, seen: Seen, shows: string, at: Micros, fault: boolean): void {
    const timing = this.#rules.plan.phases[phase as 1]!;
    const lasted = (at - seen.lampSince + rounding) / 1e6;
    const step = `${seen.lamp} ${shows}`;
    if (step === 'green yellow') {
      if (lasted < timing.minGreen) this.#blame(at, 'shortGreen', phase);
    } else if (step === 'yellow red') {
      if (lasted < timing.yellow || lasted < 3) this.#blame(at, 'shortYellow', phase);
      seen.cleared = at;
    } else if (step === 'red green') {
      if ((at - seen.cleared + rounding) / 1e6 < this.#rules.plan.redRevert) this.#blame(at, 'shortRedRevert', phase);
    } else if (step === 'green red') {
      this.#blame(at, 'missingYellow', phase);
      seen.cleared = at;
    } else if (shows === 'flash') {
      if (seen.lamp !== 'red' && !fault) this.#blame(at, 'unclearedFlash', phase);
    } else if (step === 'flash red') seen.cleared = at;
    else this.#blame(at, 'wrongOrder', phase);
    if (shows !== 'green' && shows !== 'flash' && seen.ped !== 'dontWalk' && seen.ped !== 'dark')
      this.#blame(at, 'pedestrianLeftAlone', phase);
    if (shows === 'green') this.#others(phase, at);
    seen.lamp = shows;
    seen.lampSince = at;
  }

  /** What the other phases show at the moment this one turns green. */
  #others(phase: number, at: Micros): void {
    for (const [other, seen] of this.#seen) {
      if (other === phase) continue;
      const pair = phase < other ? `${phase}${other}` : `${other}${phase}`;
      if (allowed.has(pair) && !this.#ground.has(pair)) continue;
      const moving = seen.lamp === 'green' || seen.lamp === 'yellow';
      if (moving && leftOfBarrier.has(phase) !== leftOfBarrier.has(other)) this.#blame(at, 'barrier', phase, other);
      else if (seen.lamp === 'green') this.#blame(at, 'conflictingGreens', phase, other);
      else if (seen.lamp === 'yellow') this.#blame(at, 'greenAgainstYellow', phase, other);
      else if ((at - seen.cleared + rounding) / 1e6 < this.#rules.plan.phases[other as 1]!.redClear)
        this.#blame(at, 'shortRedClear', phase, other);
    }
  }

  #pedestrian(phase: number, seen: Seen, shows: string, at: Micros, fault: boolean): void {
    const timing = this.#rules.plan.phases[phase as 1]!;
    const lasted = (at - seen.pedSince + rounding) / 1e6;
    const step = `${seen.ped} ${shows}`;
    if (step === 'walk pedClear') {
      if (lasted < timing.walk) this.#blame(at, 'shortWalk', phase);
    } else if (step === 'pedClear dontWalk') {
      if (lasted < timing.pedClear) this.#blame(at, 'shortPedClear', phase);
    } else if (step === 'walk dontWalk') this.#blame(at, 'missingPedClear', phase);
    else if (shows === 'dark') {
      if (seen.ped !== 'dontWalk' && !fault) this.#blame(at, 'unclearedFlash', phase);
    } else if (step !== 'dontWalk walk' && step !== 'dark dontWalk') this.#blame(at, 'wrongOrder', phase);
    if (shows === 'walk' && seen.lamp !== 'green') this.#blame(at, 'pedestrianLeftAlone', phase);
    seen.ped = shows;
    seen.pedSince = at;
  }

  #claim(key: string, what: string, at: Micros, deadMan: number, maxPresence: number): void {
    const slack = this.#rules.slack;
    if (what === 'opened') {
      if (!(deadMan > 0)) this.#blame(at, 'deadManMissed');
      if (!(maxPresence > 0 && maxPresence <= this.#rules.maxPresence)) this.#blame(at, 'overheld');
      this.#claims.set(key, { opened: at, refreshed: at, deadMan, maxPresence });
      return;
    }
    const claim = this.#claims.get(key);
    if (!claim) {
      this.#blame(at, 'brokenTrace');
      return;
    }
    if ((at - claim.refreshed) / 1e6 > claim.deadMan + slack) this.#blame(at, 'deadManMissed');
    if ((at - claim.opened) / 1e6 > claim.maxPresence + slack) this.#blame(at, 'overheld');
    claim.refreshed = at;
    if (what !== 'refreshed') this.#claims.delete(key);
  }

  #blame(at: Micros, violation: Violation, phase?: number, against?: number): void {
    this.count++;
    if (this.found.length < kept)
      this.found.push({ at, violation, ...(phase && { phase }), ...(against && { against }) });
  }
}
