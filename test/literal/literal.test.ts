/**
 * Our verdict equals that of a second, slow, literal reading of the rules (judge.ts, which shares no code with src/):
 * accepted or refused alike, and refused by the name of a rule that is broken. `node test/literal/main.ts` does more.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { defectNames, type Recipe, recipes, recipesWith } from './recipe.ts';
import { LISTS, RULES, type Rule } from './rules.ts';
import { Tally } from './tally.ts';
import { trialOf } from './trial.ts';

const RUNS = Number(process.env.WAVETRUST_LITERAL_RUNS ?? 250);

test('for random chains and messages our verdict is that of the rules read literally', () => {
  const [tally, free] = [new Tally(), new Tally()];
  const agree = (also: readonly Tally[]) => (recipe: Recipe) => {
    const opinions = compare(trialOf(recipe));
    for (const t of also) for (const o of opinions) t.add(o);
    expect(opinions.map((o) => o.difference).filter((d) => d !== '')).toEqual([]);
  };
  // Each with a seed of its own, else all would be the same trials but for the one thing.
  const { seed = 1 } = fc.readConfigureGlobal();
  for (const [i, name] of defectNames.entries())
    fc.assert(fc.property(recipesWith(name), agree([tally])), { numRuns: 4, seed: seed * 1000 + i });
  fc.assert(fc.property(recipes, agree([tally, free])), { numRuns: RUNS });

  const rare = tally.rarer(
    2,
    tally.broken,
    (Object.keys(RULES) as Rule[]).filter((rule) => !LISTS.includes(rule)),
  );
  expect(rare, 'rules that were hardly ever broken').toEqual([]);
  expect(free.results.get('accepted') ?? 0).toBeGreaterThan(free.messages / 3);
  expect(tally.results.size).toBeGreaterThanOrEqual(29);
});
