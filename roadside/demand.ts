/**
 * Who wants green: vehicle detectors, push buttons, recalls; and what an operator laid over them
 * (phaseControlGroup of NTCIP 1202: hold, omit, pedestrian omit), each with an end.
 */
import type { Micros } from '../src/world.ts';
import { bit, has, type Mask, type Phase, phasesIn } from './rings.ts';

export class Demand {
  #present: Mask = 0;
  #latched: Mask = 0;
  #walks: Mask = 0;
  readonly #recall: Mask;
  readonly #seen = new Map<Phase, Micros>();
  readonly #omits = new Map<Phase, Micros>();
  readonly #pedOmits = new Map<Phase, Micros>();

  /** `recall`: phases that always have a call. */
  constructor(recall: Mask) {
    this.#recall = recall;
  }

  /** A vehicle detector of the phase: occupied or not. An actuation is remembered until the phase is green. */
  detect(phase: Phase, occupied: boolean, now: Micros): void {
    if (occupied) {
      this.#present |= bit(phase);
      this.#latched |= bit(phase);
      this.#seen.set(phase, now);
    } else if (has(this.#present, phase)) {
      this.#present &= ~bit(phase);
      this.#seen.set(phase, now);
    }
  }
  call(mask: Mask): void {
    this.#latched |= mask;
  }
  callWalk(mask: Mask): void {
    this.#walks |= mask;
  }
  /** The phase has green now: its remembered call is served. */
  served(phase: Phase): void {
    this.#latched &= ~bit(phase);
  }
  walked(phase: Phase): void {
    this.#walks &= ~bit(phase);
  }
  omit(mask: Mask, until: Micros): void {
    for (const phase of phasesIn(mask)) this.#omits.set(phase, until);
  }
  omitWalk(mask: Mask, until: Micros): void {
    for (const phase of phasesIn(mask)) this.#pedOmits.set(phase, until);
  }
  clearOmits(): void {
    this.#omits.clear();
    this.#pedOmits.clear();
  }
  tick(now: Micros): void {
    for (const list of [this.#omits, this.#pedOmits])
      for (const [phase, until] of list) if (now >= until) list.delete(phase);
  }

  get omitted(): Mask {
    return [...this.#omits.keys()].reduce((mask, phase) => mask | bit(phase), 0);
  }
  get pedOmitted(): Mask {
    return [...this.#pedOmits.keys()].reduce((mask, phase) => mask | bit(phase), 0);
  }
  /** Pedestrian calls that may be served. */
  get walks(): Mask {
    return this.#walks & ~this.pedOmitted;
  }
  /** All calls that may be served, pedestrians included. */
  get calls(): Mask {
    return (this.#latched | this.#present | this.walks | this.#recall) & ~this.omitted;
  }
  /** Calls of real traffic, recalls left out. */
  get waiting(): Mask {
    return (this.#latched | this.#present | this.walks) & ~this.omitted;
  }
  /** True when no vehicle was on the detector for the passage time (seconds). */
  gap(phase: Phase, passage: number, now: Micros): boolean {
    if (has(this.#present, phase)) return false;
    const seen = this.#seen.get(phase);
    return seen === undefined || now - seen >= passage * 1e6;
  }
}
