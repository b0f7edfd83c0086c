/** Lists that take a while to be made ready: the one before stays in force until the next one is. */

import type { Background } from '../world.ts';

/** All at once, for who has no background, or little to do. */
export function atOnce(work: Generator<void, void>): void {
  for (const _ of work);
}

/** Of one kind of list of one series: the newest one that came, and the one that is in force. */
export class Force<T> {
  #newest: T | undefined;
  #inForce: T | undefined;
  /** What the next list is merged into. */
  get newest(): T | undefined {
    return this.#newest;
  }
  /** Undefined also while the first one is not ready. */
  get inForce(): T | undefined {
    return this.#inForce;
  }
  /** `ready` makes `next` ready; never before those that were put earlier. */
  put(next: T, ready: Generator<void, void>, does: Background): void {
    this.#newest = next;
    does(this.#follow(next, ready));
  }
  /** Whether one that was put is not in force yet: whatever is put now has to come behind it. */
  get waits(): boolean {
    return this.#newest !== this.#inForce;
  }
  *#follow(next: T, ready: Generator<void, void>): Generator<void, void> {
    yield* ready;
    this.#inForce = next;
  }
}
