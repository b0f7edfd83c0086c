/** Chance for the world around the units: the draws a simulation makes from seeded octets. */
import type { Random } from '../src/world.ts';

export interface Chance {
  /** 0 up to but not 1, in steps of 2^-48. */
  uniform(): number;
  between(low: number, high: number): number;
  /** A whole number from 0 up to but not `count`. */
  below(count: number): number;
  /** True once in 1 / probability times; draws even where the answer is sure, so that one change moves no other draw. */
  happens(probability: number): boolean;
  /** Throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** Times between arrivals that know nothing of each other. */
  exponential(mean: number): number;
  /** The same members in another order; the list given stays as it is. */
  shuffle<T>(list: readonly T[]): T[];
}

export function chance(random: Random): Chance {
  const uniform = (): number => {
    const drawn = random.octets(6);
    let number = 0;
    for (const octet of drawn) number = number * 256 + octet;
    return number / 2 ** 48;
  };
  const below = (count: number): number => Math.floor(uniform() * count);
  return {
    uniform,
    below,
    between: (low, high) => low + (high - low) * uniform(),
    happens: (probability) => uniform() < probability,
    pick(list) {
      if (list.length === 0) throw new RangeError('there is nothing to pick from in an empty list');
      return list[below(list.length)]!;
    },
    exponential: (mean) => -mean * Math.log(1 - uniform()),
    shuffle(list) {
      const mixed = [...list];
      for (let i = mixed.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
      }
      return mixed;
    },
  };
}
