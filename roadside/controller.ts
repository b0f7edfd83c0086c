/**
 * A dual-ring controller: actuated when free, fixed-time on a pattern; preempt, priority and operator on top.
 * It only asks: every lamp belongs to the executor, and what others learn is read back from there.
 */
import type { Micros } from '../src/world.ts';
import type { Terms } from './claims.ts';
import { type CommandAnswer, type ControllerCommand, judge } from './command.ts';
import { Demand } from './demand.ts';
import { Executor, type TraceEvent } from './executor.ts';
import { type Forecast, forecast } from './forecast.ts';
import { Greens } from './greens.ts';
import { Preemption, type PreemptRefused } from './preemption.ts';
import { type ReadBack, readBack, type StatusFlags, statusOf } from './readback.ts';
import { bit, has, type Mask, maskOf, type Phase, type PhasePair, phasesIn, sideOf } from './rings.ts';
import { chooseNext, type Rounds, startRounds } from './sequence.ts';
import type { TimingPlan } from './timing.ts';

export interface ControllerOptions {
  readonly plan: TimingPlan;
  readonly physical: readonly PhasePair[];
  readonly record: (event: TraceEvent) => void;
  /** The local plan: what runs at start and whenever the centre falls silent. */
  readonly local: number | 'free';
  /** Phases that always have a call. */
  readonly recall: readonly Phase[];
}
/** Seconds. */
export const limits = {
  /** Longest hold or omit an operator may ask for. */
  hold: 120,
  /** Longest preempt or priority, whatever its caller asks for. */
  presence: 300,
  /** Silence of the centre after which its control ends (unitBackupTime). */
  backup: 600,
  /** What priority may add to a green or take from the others. */
  extension: 10,
} as const;

export class Controller {
  readonly plan: TimingPlan;
  readonly #options: ControllerOptions;
  readonly #executor: Executor;
  readonly #demand: Demand;
  readonly #preemption: Preemption;
  readonly #holds = new Map<string, Mask>();
  readonly #greens: Greens;
  readonly #rounds: Rounds;
  #forced: Mask = 0;
  #priority: Mask = 0;
  #flashWanted = false;
  #leaving: { number: number; dwell: Mask } | undefined;
  #central: Micros | undefined;
  #holdsGiven = 0;

  /** Throws RangeError when checkPlan finds a fault in the plan. */
  constructor(options: ControllerOptions, now: Micros) {
    const { plan, physical, record } = options;
    this.plan = plan;
    this.#options = options;
    this.#executor = new Executor({ plan, physical, record, maxPresence: limits.presence }, now);
    this.#demand = new Demand(maskOf(options.recall.filter((phase) => plan.phases[phase])));
    this.#preemption = new Preemption(this.#executor);
    this.#rounds = startRounds(this.#executor);
    this.#greens = new Greens(plan, this.#executor, this.#demand);
    this.#greens.run(options.local);
  }

  /** One step, about every 100 ms; `now` from a clock that never goes back. */
  step(now: Micros): void {
    this.#executor.tick(now);
    this.#demand.tick(now);
    this.#preemption.tick();
    for (const key of this.#holds.keys()) if (!this.#executor.claimed(key)) this.#holds.delete(key);
    if (!this.#executor.claimed('priority')) this.#priority = 0;
    if (this.#central !== undefined && now - this.#central >= limits.backup * 1e6) this.#fallBack();
    if (this.#executor.inFlash !== 'no' || this.#executor.stopped) return;
    for (const phase of phasesIn(this.#executor.showing('green'))) this.#demand.served(phase);
    const active = this.#preemption.active;
    if (active) this.#preempt(active.dwell, active.number);
    else {
      if (this.#leaving) this.#exit(this.#leaving.dwell);
      if (this.#flashWanted) this.#darken();
      else this.#serve(now);
    }
  }

  detect(phase: Phase, occupied: boolean, now: Micros): void {
    if (this.plan.phases[phase]) this.#demand.detect(phase, occupied, now);
  }
  pedCall(phase: Phase): void {
    if ((this.plan.phases[phase]?.walk ?? 0) > 0) this.#demand.callWalk(bit(phase));
  }

  /** Preempt input `number` on or kept alive; repeat within the dead-man time. */
  preempt(number: number, dwell: readonly Phase[], terms: Terms): 'done' | PreemptRefused {
    if (this.#executor.stopped) return 'inFlash';
    return this.#preemption.assert(number, dwell, terms);
  }
  release(number: number): void {
    this.#preemption.release(number);
  }
  /** Green extension or early green for these phases, one demand at a time. */
  prioritise(wanted: readonly Phase[], terms: Terms): 'done' | PreemptRefused {
    if (this.#executor.inFlash !== 'no' || this.#executor.stopped) return 'inFlash';
    const mask = maskOf(wanted.filter((phase) => this.plan.phases[phase]));
    if (mask === 0) return 'noSuchPhase';
    if (this.#priority !== 0 && this.#priority !== mask) this.endPriority();
    const answer = this.#executor.claim('priority', terms);
    if (answer === 'done') {
      this.#priority = mask;
      this.#demand.call(mask);
    }
    return answer;
  }
  endPriority(): void {
    this.#priority = 0;
    this.#executor.release('priority');
  }

  /** Carries out a command of the centre, defers it to the first safe moment, or says why not. */
  command(command: ControllerCommand, now: Micros): CommandAnswer {
    const executor = this.#executor;
    const { plan } = this;
    const { conflicts, present } = executor;
    const refused = judge(command, {
      ...{ plan, conflicts, present, maxHold: limits.hold, held: this.#held },
      inFlash: executor.inFlash !== 'no',
      pattern: this.running,
      omitted: this.#demand.omitted,
      pedOmitted: this.#demand.pedOmitted,
    });
    if (refused) return refused;
    this.contact(now);
    const mask = 'phases' in command ? maskOf(command.phases) : 0;
    const until = 'seconds' in command ? now + command.seconds * 1e6 : now;
    if (command.do === 'pattern') this.#greens.run(command.number);
    else if (command.do === 'free') this.#greens.run('free');
    else if (command.do === 'offset') this.#greens.shift = command.seconds;
    else if (command.do === 'omit') this.#demand.omit(mask, until);
    else if (command.do === 'pedOmit') this.#demand.omitWalk(mask, until);
    else if (command.do === 'call') this.#demand.call(mask);
    else if (command.do === 'pedCall') this.#demand.callWalk(mask);
    else if (command.do === 'hold') {
      const key = `hold ${++this.#holdsGiven}`;
      executor.claim(key, { deadMan: command.seconds, maxPresence: command.seconds });
      this.#holds.set(key, mask);
    } else if (command.do === 'forceOff') {
      this.#forced |= mask & executor.showing('green');
      if (phasesIn(this.#forced).some((phase) => !this.#mayEnd(phase, now))) return { result: 'deferred' };
    } else if (command.do === 'flash') {
      this.#flashWanted = command.on;
      if (command.on) return { result: executor.inFlash === 'no' ? 'deferred' : 'completed' };
      if (executor.recover('command') !== 'done')
        return {
          result: 'rejected',
          reason: 'inFlash',
          sentence: 'The cabinet itself is in flash: clear its fault first.',
        };
    }
    return { result: 'completed' };
  }
  /** A sign of life of the centre: without one its control ends after the backup time. */
  contact(now: Micros): void {
    this.#central = now;
  }
  /** The cabinet's own flash (conflict monitor, door, switch) came or went. */
  cabinetFlash(on: boolean): void {
    if (on) this.#executor.flash('fault');
    else this.#executor.recover('fault');
  }
  stopTime(on: boolean): void {
    this.#executor.stopTime(on);
  }

  readBack(): ReadBack {
    return readBack(this.#executor, this.#preemption, this.#priority);
  }
  status(): StatusFlags {
    const manual = this.#held !== 0 || this.#demand.omitted !== 0;
    return statusOf(this.readBack(), { fixedTime: this.#greens.pattern !== undefined, manual });
  }
  forecast(): ReadonlyMap<Phase, Forecast> {
    const { active } = this.#preemption;
    return forecast({
      ...{ executor: this.#executor, plan: this.plan, rounds: this.#rounds, calls: this.#calls },
      ...{ greens: this.#greens, held: this.#held },
      preempt: active && { dwell: active.dwell, ends: this.#preemption.ends(active.number) ?? this.#executor.now },
    });
  }
  /** What runs: a pattern or free. */
  get running(): number | 'free' {
    return this.#greens.pattern?.number ?? 'free';
  }

  get #held(): Mask {
    let mask = 0;
    for (const held of this.#holds.values()) mask |= held;
    return mask;
  }
  get #calls(): Mask {
    return this.#greens.pattern ? maskOf(this.#executor.present) & ~this.#demand.omitted : this.#demand.calls;
  }
  #fallBack(): void {
    this.#central = undefined;
    for (const key of this.#holds.keys()) this.#executor.release(key);
    this.#holds.clear();
    this.#demand.clearOmits();
    this.#greens.run(this.#options.local);
    this.#flashWanted = false;
    this.#executor.recover('command');
  }

  /** Entry by the shortest safe path, then dwell: the executor refuses until each step is safe. */
  #preempt(dwell: Mask, number: number): void {
    const executor = this.#executor;
    for (const phase of phasesIn(executor.showing('green') & ~dwell)) executor.endGreen(phase);
    for (const phase of phasesIn(dwell)) executor.startGreen(phase);
    this.#leaving = { number, dwell };
    this.#forced = 0;
    this.#greens.opposed.clear();
  }
  /** Out of dwell: everybody who waited has a call, and the round goes on after the dwell phases. */
  #exit(dwell: Mask): void {
    this.#leaving = undefined;
    this.#demand.call(maskOf(this.#executor.present) & ~dwell);
    const [phase] = phasesIn(dwell);
    this.#rounds.side = sideOf(phase!);
    this.#rounds.passed = dwell;
    this.#greens.planned.clear();
  }
  #darken(): void {
    const executor = this.#executor;
    for (const phase of phasesIn(executor.showing('green'))) executor.endGreen(phase);
    executor.flash('command');
  }

  #serve(now: Micros): void {
    const executor = this.#executor;
    const plan = chooseNext(this.#rounds, executor, this.#calls, this.#demand.omitted);
    const greens = executor.showing('green');
    this.#forced &= greens;
    this.#greens.note(greens, plan.opposed, now);
    const ready = maskOf(phasesIn(greens).filter((phase) => this.#mayEnd(phase, now)));
    for (const phase of phasesIn(ready)) {
      // At the barrier both rings end together; on a pattern the splits see to that.
      const waits = has(plan.crossing, phase) && !this.#greens.pattern && (plan.crossing & greens & ~ready) !== 0;
      const asked = has(plan.opposed, phase) && !has(plan.staying, phase) && !waits;
      if ((asked || has(this.#forced, phase)) && executor.endGreen(phase) === 'done') this.#greens.ended(phase);
    }
    for (const phase of plan.starts) {
      if (executor.startGreen(phase) !== 'done') continue;
      this.#rounds.start(phase);
      this.#demand.served(phase);
      this.#greens.started(phase, now);
    }
    for (const phase of phasesIn(executor.showing('green') & this.#demand.walks))
      if (this.#greens.walkFits(phase, now) && executor.walk(phase) === 'done') this.#demand.walked(phase);
  }
  #mayEnd(phase: Phase, now: Micros): boolean {
    const bearing = { held: this.#held, forced: this.#forced, priority: this.#priority };
    return this.#greens.mayEnd(phase, now, bearing, limits.extension * 1e6);
  }
}
