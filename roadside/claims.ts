/**
 * Claims on the signal: every hold, priority and preempt is one, and none lives without a dead-man time and a
 * maximum presence. A claim that outstays its presence is locked until its owner lets go of it.
 */
import type { Micros } from '../src/world.ts';

/** Seconds. `deadMan`: longest silence between two refreshes; `maxPresence`: longest life. */
export interface Terms {
  readonly deadMan: number;
  readonly maxPresence: number;
}
export type ClaimEnd = 'released' | 'deadMan' | 'maxPresence';
export type ClaimRefused = 'noDeadMan' | 'noMaxPresence' | 'tooLong' | 'maxPresence';
export interface ClaimEvent {
  readonly kind: 'claim';
  readonly at: Micros;
  readonly key: string;
  readonly what: 'opened' | 'refreshed' | ClaimEnd;
  readonly terms: Terms;
}
interface Claim {
  readonly terms: Terms;
  readonly opened: Micros;
  refreshed: Micros;
  /** The last refresh that was recorded; one in between is recorded when it turns out to be the last. */
  recorded: Micros;
}
/** Refreshes closer together than this are not recorded one by one. */
const recordEvery = 500_000;

export class Claims {
  readonly #limit: number;
  readonly #record: (event: ClaimEvent) => void;
  readonly #live = new Map<string, Claim>();
  readonly #locked = new Set<string>();

  /** `limit`: the longest maxPresence anybody may ask for, in seconds. */
  constructor(limit: number, record: (event: ClaimEvent) => void) {
    this.#limit = limit;
    this.#record = record;
  }

  /** Opens a claim or refreshes the one with this key (its first terms stay). */
  assert(key: string, terms: Terms, now: Micros): 'done' | ClaimRefused {
    const claim = this.#live.get(key);
    if (claim) {
      claim.refreshed = Math.max(claim.refreshed, now);
      if (claim.refreshed - claim.recorded >= recordEvery) this.#note(key, claim);
      return 'done';
    }
    if (this.#locked.has(key)) return 'maxPresence';
    if (!(terms.deadMan > 0)) return 'noDeadMan';
    if (!(terms.maxPresence > 0)) return 'noMaxPresence';
    if (terms.maxPresence > this.#limit || terms.deadMan > this.#limit) return 'tooLong';
    this.#live.set(key, { terms, opened: now, refreshed: now, recorded: now });
    this.#record({ kind: 'claim', at: now, key, what: 'opened', terms });
    return 'done';
  }

  /** Lets go of a claim, and of the lock that a maximum presence left behind. */
  release(key: string, now: Micros): void {
    this.#locked.delete(key);
    this.#end(key, 'released', now);
  }

  /** Ends what has been silent or present for too long. */
  tick(now: Micros): void {
    for (const [key, { terms, opened, refreshed }] of this.#live) {
      if (now - opened >= terms.maxPresence * 1e6) {
        this.#locked.add(key);
        this.#end(key, 'maxPresence', now);
      } else if (now - refreshed >= terms.deadMan * 1e6) this.#end(key, 'deadMan', now);
    }
  }

  live(key: string): boolean {
    return this.#live.has(key);
  }
  locked(key: string): boolean {
    return this.#locked.has(key);
  }
  /** The latest moment a live claim can end at. */
  ends(key: string): Micros | undefined {
    const claim = this.#live.get(key);
    return claim && claim.opened + claim.terms.maxPresence * 1e6;
  }

  #end(key: string, what: ClaimEnd, at: Micros): void {
    const claim = this.#live.get(key);
    if (!claim) return;
    this.#live.delete(key);
    if (claim.refreshed > claim.recorded) this.#note(key, claim);
    this.#record({ kind: 'claim', at, key, what, terms: claim.terms });
  }
  #note(key: string, claim: Claim): void {
    claim.recorded = claim.refreshed;
    this.#record({ kind: 'claim', at: claim.refreshed, key, what: 'refreshed', terms: claim.terms });
  }
}
