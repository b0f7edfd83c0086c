/** Chains of regions, thousands of them: we say that one lies in another where each of many spots of it does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainOf, compareChain } from './bare.ts';
import { isClose, isHard, mapOf, pairsOf, regionsOf } from './regionchains.ts';
import { Tally } from './tally.ts';
import { Tape, tapes } from './tape.ts';

const RUNS = Number(process.env.WAVETRUST_LITERAL_REGIONS ?? 5000);
const KINDS = ['circularRegion', 'rectangularRegion', 'polygonalRegion', 'identifiedRegion'] as const;

test('regions lie in one another as their spots do', () => {
  const tally = new Tally();
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(tapes(60), (row) => {
      const tape = new Tape(row);
      const map = mapOf(tape);
      const fields = regionsOf(tape);
      const pairs = pairsOf(fields);
      if (pairs.some(isClose)) return;
      const opinions = compareChain(chainOf(fields), map);
      tally.add(opinions);
      const verdict = opinions.broken.length === 0 ? 'in' : 'not in';
      if (pairs.length === 1 && !opinions.broken.includes('region is one'))
        for (const [inner, outer] of pairs) {
          const key = `${inner.tag} ${verdict} ${outer.tag}`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
      // Refused though it is inside: only where that is hard to tell.
      const hard =
        opinions.ours === 'inconsistentValidityRegion' && verdict === 'in' && pairs.some((pair) => isHard(pair, map));
      expect(hard ? '' : opinions.difference).toBe('');
    }),
    { numRuns: RUNS },
  );
  const wanted = KINDS.flatMap((inner) =>
    KINDS.flatMap((outer) => [
      `${inner} not in ${outer}`,
      // Of a country that lies in a shape nobody can tell.
      ...(inner === 'identifiedRegion' && outer !== inner ? [] : [`${inner} in ${outer}`]),
    ]),
  );
  expect(wanted.filter((w) => (seen.get(w) ?? 0) < 3)).toEqual([]);
  expect(tally.rarer(20, tally.alone, ['region within that of the issuer', 'region is one'])).toEqual([]);
});
