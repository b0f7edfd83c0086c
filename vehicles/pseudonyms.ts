/** Which of a week's certificates signs now, and when to change: often enough not to be followed, never in the middle of a request. */
import type { Holder } from '../src/trust/issue.ts';
import type { Micros, Random } from '../src/world.ts';

export interface PseudonymPolicy {
  /** A certificate is used at least this long; the change then comes within half as long again, at random. */
  readonly leastSeconds: number;
}

/** Whether a certificate may sign now. */
export const isValid = ({ record }: Holder, now: Micros): boolean => now >= record.from && now < record.until;

export class Pseudonyms {
  readonly #holders: readonly Holder[];
  readonly #random: Random;
  readonly #policy: PseudonymPolicy;
  #at = 0;
  #changeAt: Micros | undefined;
  #changes = 0;

  /** Throws a RangeError for an empty batch: a unit without certificates stays silent. */
  constructor(holders: readonly Holder[], random: Random, policy: PseudonymPolicy = { leastSeconds: 300 }) {
    if (holders.length === 0) throw new RangeError('a unit needs at least one pseudonym certificate');
    this.#holders = holders;
    this.#random = random;
    this.#policy = policy;
    this.#at = random.octets(1)[0]! % holders.length;
  }

  /** Grows with each change: whatever else could link messages (ids, counters, addresses) has to change with it. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * The certificate to sign with, among those valid now; undefined where none is. One that has run out is left whether
   * or not it suits.
   */
  current(now: Micros, mayChange: boolean): Holder | undefined {
    this.#changeAt ??= this.#later(now);
    const due = mayChange && now >= this.#changeAt;
    const at = this.#valid(now, due ? this.#at + 1 : this.#at);
    if (at === undefined) return undefined;
    if (at !== this.#at) this.#changes++;
    if (due || at !== this.#at) this.#changeAt = this.#later(now);
    this.#at = at;
    return this.#holders[at];
  }

  #valid(now: Micros, from: number): number | undefined {
    for (let k = 0; k < this.#holders.length; k++) {
      const at = (from + k) % this.#holders.length;
      if (isValid(this.#holders[at]!, now)) return at;
    }
    return undefined;
  }
  #later(now: Micros): Micros {
    const share = this.#random.octets(1)[0]! / 255;
    return now + this.#policy.leastSeconds * (1 + share / 2) * 1e6;
  }
}
