/** A limit to how often something is done: so many a second, and as many at once after a second of rest. */
import type { Clock, Micros } from './world.ts';

export class Rate {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #left: number;
  #at: Micros;

  /** Throws a RangeError for less than one a second. */
  constructor(clock: Clock, perSecond: number) {
    if (!(perSecond >= 1)) throw new RangeError(`a rate is one a second or more, not ${perSecond}`);
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#at = clock.now();
  }

  /** Whether once more is within the limit; then it counts. */
  take(): boolean {
    const now = this.#clock.now();
    // A clock that was set back gives nothing.
    const seconds = Math.max(0, now - this.#at) / 1e6;
    this.#at = now;
    this.#left = Math.min(this.#perSecond, this.#left + seconds * this.#perSecond);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
