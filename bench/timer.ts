/**
 * Rates of things that are to be compared: measured in turns, in short rounds, and the median taken of each, so that
 * what a neighbour does to the machine hits both sides of a ratio.
 */
import Benchmark from 'benchmark';

export interface Side {
  readonly name: string;
  /** Operations per second over about this many seconds; a side that is another program may take longer. */
  rate(seconds: number): number;
}
export interface Plan {
  /** Measuring time of a side over all rounds. */
  readonly seconds: number;
  readonly rounds: number;
}

/** One operation, repeated in this process. What it throws ends the measurement. */
export function side(name: string, act: () => void): Side {
  // Bound: of a function whose source Benchmark can read it would compile a copy, without the variables around it.
  const run = act.bind(undefined);
  return {
    name,
    rate(seconds) {
      let rate = Number.NaN;
      let error: unknown;
      new Benchmark.Suite()
        .add(name, run, { minTime: seconds, maxTime: seconds, minSamples: 1, delay: 0 })
        .on('cycle', (event: { target: Benchmark }) => {
          rate = event.target.hz;
          error = event.target.error;
        })
        .run({ async: false });
      if (error) throw error;
      return rate;
    },
  };
}

/** Median operations per second by side; `told` hears of each round that begins. */
export function race(
  sides: readonly Side[],
  { seconds, rounds }: Plan,
  told: (round: number) => void,
): ReadonlyMap<string, number> {
  const rates = new Map(sides.map((s) => [s.name, [] as number[]]));
  // Not counted: the first run is spent on compiling.
  for (const s of sides) s.rate(seconds / rounds);
  for (let round = 0; round < rounds; round++) {
    told(round);
    // Another one begins each time, so that none always runs behind the same neighbour.
    for (let i = 0; i < sides.length; i++) {
      const s = sides[(i + round) % sides.length]!;
      rates.get(s.name)!.push(s.rate(seconds / rounds));
    }
  }
  return new Map([...rates].map(([name, all]) => [name, median(all)]));
}

export function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
