/**
 * Preempt inputs (NTCIP 1202 preemptTable): level-triggered, lower number first, each a claim with a dead-man
 * and a maximum presence. After its maximum presence an input counts again only once it was released.
 */
import type { ClaimRefused, Terms } from './claims.ts';
import type { Executor } from './executor.ts';
import { type Mask, maskOf, type Phase, phasesIn, together } from './rings.ts';

export type PreemptState = 'notActive' | 'notActiveWithCall' | 'entryStarted' | 'dwell' | 'exitStarted' | 'maxPresence';
export type PreemptRefused = ClaimRefused | 'inFlash' | 'noSuchPhase' | 'conflictingDwell';
export interface Preempt {
  readonly number: number;
  readonly dwell: Mask;
}

export class Preemption {
  readonly #executor: Executor;
  readonly #inputs = new Map<number, Mask>();

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Sets an input or keeps it alive; `dwell`: the phases to hold green, which must be compatible. */
  assert(number: number, dwell: readonly Phase[], terms: Terms): 'done' | PreemptRefused {
    const executor = this.#executor;
    const mask = maskOf(dwell);
    if (executor.inFlash !== 'no') return 'inFlash';
    if (mask === 0 || dwell.some((phase) => !executor.present.includes(phase))) return 'noSuchPhase';
    if (!together(executor.conflicts, mask)) return 'conflictingDwell';
    const answer = executor.claim(keyOf(number), terms);
    if (answer === 'done') this.#inputs.set(number, mask);
    return answer;
  }
  release(number: number): void {
    this.#inputs.delete(number);
    this.#executor.release(keyOf(number));
  }
  /** Forgets inputs whose claim ran out. */
  tick(): void {
    for (const number of this.#inputs.keys()) if (!this.#executor.claimed(keyOf(number))) this.#inputs.delete(number);
  }
  /** The input that rules now. */
  get active(): Preempt | undefined {
    let first: Preempt | undefined;
    for (const [number, dwell] of this.#inputs) if (!first || number < first.number) first = { number, dwell };
    return first;
  }
  ends(number: number): number | undefined {
    return this.#executor.claimEnds(keyOf(number));
  }
  /** State of one input as read from the lamps. */
  state(number: number): PreemptState {
    const dwell = this.#inputs.get(number);
    if (dwell === undefined) return this.#executor.lockedOut(keyOf(number)) ? 'maxPresence' : 'notActive';
    if (this.active?.number !== number) return 'notActiveWithCall';
    return this.serves(dwell) ? 'dwell' : 'entryStarted';
  }
  /** All these phases are green, and no other. */
  serves(dwell: Mask): boolean {
    const executor = this.#executor;
    return executor.showing('green') === dwell && phasesIn(dwell).every((p) => executor.head(p)?.interval === 'green');
  }
}
const keyOf = (number: number): string => `preempt ${number}`;
