/**
 * The safety executor: the only holder of the lamps. Whoever asks, it refuses what would break an interval
 * (NEMA TS 2, NTCIP 1202): conflicting green, minimum green, walk and pedestrian clearance, yellow change,
 * red clearance, the barrier, red revert; and no hold or preempt lives without a dead-man and a maximum presence.
 */
import type { Micros } from '../src/world.ts';
import { type ClaimEvent, type ClaimRefused, Claims, type Terms } from './claims.ts';
import { bit, type Conflicts, conflictsOf, type Mask, type Phase, type PhasePair } from './rings.ts';
import { checkPlan, leastYellow, type PhaseTiming, phasesOf, type TimingPlan } from './timing.ts';

export type Lamp = 'red' | 'yellow' | 'green' | 'flash';
export type PedLamp = 'dontWalk' | 'walk' | 'pedClear' | 'dark';
/** One change of one head: the interval that ended (`was`, from `since` to `at`) and what it `shows` from now on. */
export interface LampEvent {
  readonly kind: 'lamp';
  readonly at: Micros;
  readonly phase: Phase;
  readonly head: 'vehicle' | 'pedestrian';
  readonly was: Lamp | PedLamp;
  readonly since: Micros;
  readonly shows: Lamp | PedLamp;
  /** Set when the cabinet itself went into flash: its relay does not wait for clearances. */
  readonly fault?: true;
}
export type TraceEvent = LampEvent | ClaimEvent;
export type Refused =
  | 'noSuchPhase'
  | 'inFlash'
  | 'stopTime'
  | 'alreadyGreen'
  | 'notGreen'
  | 'conflict'
  | 'redRevert'
  | 'minGreen'
  | 'walk'
  | 'pedClear'
  | 'noPedestrian'
  | 'notAllRed';
export type Answer = 'done' | Refused;
/** What a phase shows; `until` is the earliest moment the running interval may end. */
export interface Head {
  readonly interval: 'red' | 'redClear' | 'yellow' | 'green';
  readonly since: Micros;
  readonly until: Micros;
  readonly ped: 'dontWalk' | 'walk' | 'pedClear';
  readonly pedSince: Micros;
  readonly pedUntil: Micros;
}
interface Running extends Head {
  readonly timing: PhaseTiming;
  interval: Head['interval'];
  since: Micros;
  until: Micros;
  /** When it last turned red, for red revert. */
  red: Micros;
  ped: Head['ped'];
  pedSince: Micros;
  pedUntil: Micros;
}
export interface ExecutorOptions {
  readonly plan: TimingPlan;
  readonly physical: readonly PhasePair[];
  readonly record: (event: TraceEvent) => void;
  /** Longest presence of any hold or preempt, seconds. */
  readonly maxPresence: number;
}

/** All red after start and after flash, seconds. */
export const startUpRed = 6;
/** A step longer than this was a stall or a clock leap: what passed beyond it counts for no interval. */
const longestStep = 1e6;
const micros = (seconds: number): Micros => Math.round(seconds * 1e6);

export class Executor {
  readonly conflicts: Conflicts;
  readonly present: readonly Phase[];
  readonly #plan: TimingPlan;
  readonly #record: (event: TraceEvent) => void;
  readonly #claims: Claims;
  readonly #heads = new Map<Phase, Running>();
  #now: Micros;
  #flash: 'no' | 'command' | 'fault' = 'no';
  #stopped = false;

  /** Throws RangeError with the first fault of a plan that checkPlan refuses. Starts in all red. */
  constructor(options: ExecutorOptions, now: Micros) {
    const [fault] = checkPlan(options.plan);
    if (fault) throw new RangeError(fault);
    this.conflicts = conflictsOf(options.physical);
    this.present = phasesOf(options.plan);
    this.#plan = options.plan;
    this.#record = options.record;
    this.#claims = new Claims(options.maxPresence, options.record);
    this.#now = now;
    for (const phase of this.present) {
      const timing = options.plan.phases[phase]!;
      const until = now + micros(startUpRed);
      const ped = { ped: 'dontWalk', pedSince: now, pedUntil: now } as const;
      this.#heads.set(phase, { timing, interval: 'redClear', since: now, until, red: now, ...ped });
    }
  }

  /** Lets time pass: running clearances go on to the next interval, claims run out. `now` never goes back here. */
  tick(now: Micros): void {
    const passed = now - this.#now;
    if (passed <= 0) return;
    this.#now = now;
    this.#claims.tick(now);
    const uncounted = this.#stopped ? passed : Math.max(0, passed - longestStep);
    for (const [phase, head] of this.#heads) {
      head.until += uncounted;
      head.pedUntil += uncounted;
      head.red += uncounted;
      if (this.#flash !== 'no' || this.#stopped) continue;
      if (head.ped === 'walk' && now >= head.pedUntil) this.#pedestrian(phase, head, 'pedClear', head.timing.pedClear);
      else if (head.ped === 'pedClear' && now >= head.pedUntil) this.#pedestrian(phase, head, 'dontWalk', 0);
      if (head.interval === 'yellow' && now >= head.until) this.#vehicle(phase, head, 'redClear', head.timing.redClear);
      else if (head.interval === 'redClear' && now >= head.until) head.interval = 'red';
    }
  }

  startGreen(phase: Phase): Answer {
    const head = this.#heads.get(phase);
    if (!head) return 'noSuchPhase';
    const barred = this.#barred();
    if (barred) return barred;
    if (head.interval === 'green') return 'alreadyGreen';
    if (head.interval !== 'red') return 'redRevert';
    if (this.#now - head.red < micros(this.#plan.redRevert)) return 'redRevert';
    // A phase counts until its red clearance has been served, so the barrier is crossed in all red only.
    for (const [other, { interval }] of this.#heads)
      if (interval !== 'red' && (this.conflicts[phase]! & bit(other)) !== 0) return 'conflict';
    this.#vehicle(phase, head, 'green', head.timing.minGreen);
    return 'done';
  }

  endGreen(phase: Phase): Answer {
    const head = this.#heads.get(phase);
    if (!head) return 'noSuchPhase';
    const barred = this.#barred();
    if (barred) return barred;
    if (head.interval !== 'green') return 'notGreen';
    if (head.ped !== 'dontWalk') return head.ped;
    if (this.#now < head.until) return 'minGreen';
    this.#vehicle(phase, head, 'yellow', Math.max(leastYellow, head.timing.yellow));
    return 'done';
  }

  /** Walk beside a running green; the green then lasts at least until the pedestrian clearance is over. */
  walk(phase: Phase): Answer {
    const head = this.#heads.get(phase);
    if (!head) return 'noSuchPhase';
    const barred = this.#barred();
    if (barred) return barred;
    if (head.timing.walk === 0) return 'noPedestrian';
    if (head.interval !== 'green') return 'notGreen';
    if (head.ped !== 'dontWalk') return head.ped;
    this.#pedestrian(phase, head, 'walk', head.timing.walk);
    return 'done';
  }

  /** Cabinet flash. A fault (MMU) takes the lamps at once; a command has to wait for all red. */
  flash(cause: 'command' | 'fault'): Answer {
    if (cause === 'command') {
      const barred = this.#barred();
      if (barred) return barred;
      for (const { interval } of this.#heads.values()) if (interval !== 'red') return 'notAllRed';
    }
    if (this.#flash === 'no') {
      const fault = cause === 'fault' ? ({ fault: true } as const) : {};
      for (const [phase, head] of this.#heads) {
        this.#say(phase, 'vehicle', shown(head), head.since, 'flash', fault);
        this.#say(phase, 'pedestrian', head.ped, head.pedSince, 'dark', fault);
        head.since = head.pedSince = this.#now;
      }
    }
    this.#flash = cause === 'fault' ? 'fault' : this.#flash === 'fault' ? 'fault' : 'command';
    return 'done';
  }

  /** Out of flash into all red for startUpRed seconds. A fault is cleared only by saying that it is gone. */
  recover(cause: 'command' | 'fault'): Answer {
    if (this.#flash === 'no') return 'done';
    if (this.#flash === 'fault' && cause !== 'fault') return 'inFlash';
    this.#flash = 'no';
    for (const [phase, head] of this.#heads) {
      this.#say(phase, 'vehicle', 'flash', head.since, 'red');
      this.#say(phase, 'pedestrian', 'dark', head.pedSince, 'dontWalk');
      const until = this.#now + micros(startUpRed);
      Object.assign(head, { interval: 'redClear', since: this.#now, until, red: this.#now });
      Object.assign(head, { ped: 'dontWalk', pedSince: this.#now, pedUntil: this.#now });
    }
    return 'done';
  }

  /** Stop time: no interval runs on and nothing changes; dead-man times run on. */
  stopTime(on: boolean): void {
    this.#stopped = on;
  }

  claim(key: string, terms: Terms): 'done' | ClaimRefused {
    return this.#claims.assert(key, terms, this.#now);
  }
  release(key: string): void {
    this.#claims.release(key, this.#now);
  }
  claimed(key: string): boolean {
    return this.#claims.live(key);
  }
  /** True after a claim outstayed its presence, until it is released. */
  lockedOut(key: string): boolean {
    return this.#claims.locked(key);
  }
  claimEnds(key: string): Micros | undefined {
    return this.#claims.ends(key);
  }

  head(phase: Phase): Head | undefined {
    return this.#heads.get(phase);
  }
  get now(): Micros {
    return this.#now;
  }
  get inFlash(): 'no' | 'command' | 'fault' {
    return this.#flash;
  }
  get stopped(): boolean {
    return this.#stopped;
  }
  /** The phases that show this, read from the lamps. */
  showing(lamp: Exclude<Lamp, 'flash'>): Mask {
    let mask = 0;
    if (this.#flash === 'no') for (const [phase, head] of this.#heads) if (shown(head) === lamp) mask |= bit(phase);
    return mask;
  }

  #barred(): 'inFlash' | 'stopTime' | undefined {
    return this.#flash !== 'no' ? 'inFlash' : this.#stopped ? 'stopTime' : undefined;
  }
  #vehicle(phase: Phase, head: Running, interval: Head['interval'], seconds: number): void {
    const was = shown(head);
    const since = head.since;
    head.interval = interval;
    head.since = this.#now;
    head.until = this.#now + micros(seconds);
    if (interval === 'redClear') head.red = this.#now;
    this.#say(phase, 'vehicle', was, since, shown(head));
  }
  #pedestrian(phase: Phase, head: Running, ped: Head['ped'], seconds: number): void {
    this.#say(phase, 'pedestrian', head.ped, head.pedSince, ped);
    head.ped = ped;
    head.pedSince = this.#now;
    head.pedUntil = this.#now + micros(seconds);
  }
  #say(
    phase: Phase,
    head: LampEvent['head'],
    was: LampEvent['was'],
    since: Micros,
    shows: LampEvent['shows'],
    fault: { fault?: true } = {},
  ): void {
    this.#record({ kind: 'lamp', at: this.#now, phase, head, was, since, shows, ...fault });
  }
}

const shown = ({ interval }: Head): 'red' | 'yellow' | 'green' => (interval === 'redClear' ? 'red' : interval);
