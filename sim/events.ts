/**
 * Simulated time: a queue of what is to happen, taken in order. It is the Clock and the Timers of all that runs in the
 * simulation, so that a second of it takes as long as its work does and each run is the same as the last.
 */
import type { Clock, Micros, Timers } from '../src/world.ts';

interface Event {
  readonly at: Micros;
  /** Ties go to whoever asked first. */
  readonly order: number;
  act: (() => void) | undefined;
}

export class Events implements Clock, Timers {
  #now: Micros;
  #order = 0;
  /** A binary heap: the parent of i is (i - 1) >> 1. */
  readonly #heap: Event[] = [];

  constructor(start: Micros) {
    this.#now = start;
  }
  now(): Micros {
    return this.#now;
  }
  /** Events waiting, with those called off but not yet thrown away. */
  get waiting(): number {
    return this.#heap.length;
  }

  /** Calls `act` at a moment (now, where it has gone by); the returned function calls it off. */
  at(moment: Micros, act: () => void): () => void {
    if (!Number.isFinite(moment)) throw new RangeError(`an event needs a moment in time, not ${moment}`);
    const event: Event = { at: Math.max(Math.round(moment), this.#now), order: this.#order++, act };
    this.#push(event);
    return () => {
      event.act = undefined;
    };
  }
  after(seconds: number, act: () => void): () => void {
    return this.at(this.#now + seconds * 1e6, act);
  }
  /** Whole periods from the first call on, so that no rounding adds up. Throws RangeError under a microsecond. */
  every(seconds: number, act: () => void): () => void {
    if (!(seconds >= 1e-6)) throw new RangeError(`a period must be a microsecond or more, not ${seconds} s`);
    const start = this.#now;
    let ended = false;
    let callOff = (): void => {};
    const plan = (count: number): void => {
      callOff = this.at(start + count * seconds * 1e6, () => {
        act();
        if (!ended) plan(count + 1);
      });
    };
    plan(1);
    return () => {
      ended = true;
      callOff();
    };
  }

  /** Does all that is due up to and including `end`, then stands at `end`. */
  runUntil(end: Micros): void {
    while (this.#step(end));
    this.#now = Math.max(this.#now, end);
  }
  /**
   * The same for a world with work outside the queue, such as signatures checked in threads: after each event `settle`
   * is awaited until that work is done, so that its answer always comes at the same simulated moment.
   */
  async runUntilSettled(end: Micros, settle: () => Promise<void>): Promise<void> {
    await settle();
    while (this.#step(end)) await settle();
    this.#now = Math.max(this.#now, end);
  }

  #step(end: Micros): boolean {
    for (let first = this.#heap[0]; first && first.at <= end; first = this.#heap[0]) {
      this.#pop();
      if (!first.act) continue;
      this.#now = first.at;
      first.act();
      return true;
    }
    return false;
  }
  #push(event: Event): void {
    const heap = this.#heap;
    let i = heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = event;
  }
  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
