/** Choices one after the other, from a row of numbers that fast-check finds a shorter one for. */
import fc from 'fast-check';

export class Tape {
  readonly #row: readonly number[];
  #at = 0;

  constructor(row: readonly number[]) {
    this.#row = row;
  }
  /** 0 to n - 1; 0 where the row is at its end. */
  below(n: number): number {
    return (this.#row[this.#at++] ?? 0) % n;
  }
  /** Once in n times. */
  once(n: number): boolean {
    return this.below(n) === n - 1;
  }
  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }
}
export const tapes = (length: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat({ max: 0x7fffffff }), { minLength: length, maxLength: length });
