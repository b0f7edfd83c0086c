/**
 * Rates of things that are to be compared: measured in turns, in short rounds, and the median taken of each, so that
 * what a neighbour does to the machine hits both sides of a ratio.
 */
import Benchmark from 'benchmark';

export interface Side {
  readonly name: string;
  /** Operations per second over about this many seconds; a side that is slow or another program may take longer. */
  rate(seconds: number): number | Promise<number>;
  /** What it does is done once in a while and takes long: it gets no share before it is measured. */
  readonly rare?: true;
  /** What else is to be said of it, by name, the unit in it: read once, when all is measured. */
  facts?(): Readonly<Record<string, number>>;
  /** Ends what the side has running. */
  stop?(): void;
}
export interface Plan {
  /** Measuring time of a side over all rounds. */
  readonly seconds: number;
  readonly rounds: number;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
}
/** A figure, and what it is held against. */
interface Figured {
  readonly name: string;
  readonly references: readonly string[];
  /** A word that takes it as a filter, though its name does not begin so. */
  readonly group?: string;
  /** What would be a reference as well, and why it is none here; sentences. */
  readonly absent?: readonly string[];
}
/** Of sides that are measured in turns, the first of the figure's name; or of a run that measures both on its own. */
export type Contest =
  | (Figured & {
      sides(): readonly Side[] | Promise<readonly Side[]>;
      /** Fewer and longer rounds than others have, where a side takes a while to get going. */
      readonly rounds?: number;
    })
  | (Figured & { run(seconds: number): Promise<Outcome> });
export interface Outcome {
  /** Operations per second, by name. */
  readonly rates: ReadonlyMap<string, number>;
  readonly facts: ReadonlyMap<string, Readonly<Record<string, number>>>;
}
/** A side that has taken so many times its share so far sits out rounds until the others have caught up. */
const GREEDY = 5;
/** Shares that a side gets before it is measured. */
const WARM = 6;

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

/** What comes of a contest. */
export async function hold(contest: Contest, plan: Plan, told: (round: number) => void): Promise<Outcome> {
  if ('run' in contest) return contest.run(plan.seconds);
  const sides = await contest.sides();
  const rates = await race(sides, { ...plan, rounds: contest.rounds ?? plan.rounds }, told);
  return { rates, facts: new Map(sides.map((side) => [side.name, side.facts?.() ?? {}])) };
}

/** Median operations per second by side; `told` hears of each round that begins. Stops the sides in the end. */
export async function race(
  sides: readonly Side[],
  { seconds, rounds, clock }: Plan,
  told: (round: number) => void,
): Promise<ReadonlyMap<string, number>> {
  const runners = sides.map((side) => ({ side, rates: [] as number[], spent: 0 }));
  const share = seconds / rounds;
  try {
    // Not counted: the engine compiles what it finds to be used much, which takes seconds where the machine is busy.
    for (const { side } of runners) if (!side.rare) await side.rate(WARM * share);
    for (let round = 0; round < rounds; round++) {
      told(round);
      for (const i of order(runners.length, round)) {
        const runner = runners[i]!;
        if (runner.spent > GREEDY * share * round) continue;
        const before = clock();
        runner.rates.push(await runner.side.rate(share));
        runner.spent += (clock() - before) / 1000;
      }
    }
  } finally {
    for (const { side } of runners) side.stop?.();
  }
  return new Map(runners.map(({ side, rates }) => [side.name, median(rates)]));
}

/**
 * Who runs when in a round: each begins as often as the others, and each runs behind each other one as often (a
 * Williams design: inwards from both ends, one further every round, backwards in every other cycle of rounds).
 */
export function order(sides: number, round: number): readonly number[] {
  const all = Array.from({ length: sides }, (_, i) => {
    const zigzag = i % 2 === 1 ? (i + 1) / 2 : sides - i / 2;
    return (zigzag + round) % sides;
  });
  return Math.floor(round / sides) % 2 === 0 ? all : all.reverse();
}

export function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
