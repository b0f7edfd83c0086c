/** Lists that take a while to be made ready: the one before stays in force until the next one is. */

import type { Background } from '../world.ts';

/** All at once, for who has no background, or little to do; what comes of it. */
export function atOnce<T>(work: Generator<void, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** Of one kind of list of one series: the newest one that came, and the one that is in force. */
export class Force<T> {
  #newest: T | undefined;
  #inForce: T | undefined;
  /** The newest one, while nothing has been done for it. */
  #next: Turn<T> | undefined;
  /** What the next list is merged into. */
  get newest(): T | undefined {
    return this.#newest;
  }
  /** Undefined also while the first one is not ready. */
  get inForce(): T | undefined {
    return this.#inForce;
  }
  /**
   * `ready` makes `next` ready; never before those that were put earlier. `instead`: where nothing has been done yet for
   * the last one of those, nothing ever is, and it is let go of, as `next` says all that it would have said.
   */
  put(next: T, ready: Generator<void, void>, does: Background, instead = false): void {
    this.#newest = next;
    if (instead && this.#next) this.#next.work = undefined;
    const turn: Turn<T> = { work: { next, ready } };
    this.#next = turn;
    does(this.#follow(turn));
  }
  /** Whether one that was put is not in force yet: whatever is put now has to come behind it. */
  get waits(): boolean {
    return this.#newest !== this.#inForce;
  }
  *#follow(turn: Turn<T>): Generator<void, void> {
    if (this.#next === turn) this.#next = undefined;
    if (turn.work === undefined) return;
    const { next, ready } = turn.work;
    yield* ready;
    this.#inForce = next;
  }
}
interface Turn<T> {
  work: { readonly next: T; readonly ready: Generator<void, void> } | undefined;
}
