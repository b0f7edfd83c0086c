/** Numbers from a seed, the same in each run; fast, and good enough to choose mutations with. */
export class Chance {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** 32 bits (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }
  /** 0 to n-1; 0 where n is 0. */
  below(n: number): number {
    return n < 1 ? 0 : Math.floor((this.next() / 4_294_967_296) * n);
  }
  /** min to max, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }
  pick<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }
}
