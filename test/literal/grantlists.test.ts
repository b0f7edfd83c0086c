/** Chains of permission lists, thousands of them: what we say of a chain is what the table of wire.md 3.2 says, read literally. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainOf, compareChain } from './bare.ts';
import { listsOf } from './grantlists.ts';
import { LISTS } from './rules.ts';
import { Tally } from './tally.ts';
import { Tape, tapes } from './tape.ts';

const RUNS = Number(process.env.WAVETRUST_LITERAL_LISTS ?? 12_000);

test('who may give what is as the table has it', () => {
  const tally = new Tally();
  fc.assert(
    fc.property(tapes(90), (row) => {
      const opinions = compareChain(chainOf(listsOf(new Tape(row))));
      tally.add(opinions);
      expect(opinions.difference).toBe('');
    }),
    { numRuns: RUNS },
  );
  // Each alone, so that none hides behind another.
  expect(tally.rarer(RUNS / 3000, tally.alone, LISTS), 'hardly ever broken alone').toEqual([]);
  expect(tally.results.get('accepted') ?? 0).toBeGreaterThan(tally.messages / 5);
});
