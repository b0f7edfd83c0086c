/** Measures what whole verifications take, without a say in what they give: the one figure of a run that is the machine's. */
import type { Judge } from '../src/verify/verifier.ts';

export interface Meter {
  /** The same verdicts, counted and timed. */
  watch(verifier: Judge): Judge;
  /** Messages a second of the time spent on them. */
  rate(): number;
}

/** `milliseconds` is a clock of the machine. */
export function meter(milliseconds: () => number): Meter {
  let count = 0;
  let spent = 0;
  return {
    watch: (verifier) => ({
      verify(octets, psid) {
        const from = milliseconds();
        const verdict = verifier.verify(octets, psid);
        spent += milliseconds() - from;
        count++;
        return verdict;
      },
      lost: (by) => verifier.lost(by),
    }),
    rate: () => (spent > 0 ? (count / spent) * 1000 : 0),
  };
}
