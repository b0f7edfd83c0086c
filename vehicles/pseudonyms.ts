/** Which of a week's certificates signs now, and when to change: often enough not to be followed, never in the middle of a request. */
import type { Holder } from '../src/trust/issue.ts';
import type { Micros, Random } from '../src/world.ts';

export interface PseudonymPolicy {
  /** A certificate is used at least this long; the change then comes within half as long again, at random. */
  readonly leastSeconds: number;
}

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

  /** The certificate to sign with, among those valid now; undefined where none is. */
  current(now: Micros, mayChange: boolean): Holder | undefined {
    this.#changeAt ??= this.#later(now);
    if (mayChange && now >= this.#changeAt) {
      this.#at = (this.#at + 1) % this.#holders.length;
      this.#changeAt = this.#later(now);
      this.#changes++;
    }
    for (let k = 0; k < this.#holders.length; k++) {
      const holder = this.#holders[(this.#at + k) % this.#holders.length]!;
      if (now >= holder.record.from && now < holder.record.until) return holder;
    }
    return undefined;
  }

  #later(now: Micros): Micros {
    const share = this.#random.octets(1)[0]! / 255;
    return now + this.#policy.leastSeconds * (1 + share / 2) * 1e6;
  }
}
