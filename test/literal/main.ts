/**
 * `node test/literal/main.ts [--runs 20000] [--seed 7]`
 *
 * Trials by hand: says what differs, with an example of each, and what came up how often. Ends with status 1 if anything
 * differs.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { compare } from './compare.ts';
import { recipes } from './recipe.ts';
import { sorted, Tally } from './tally.ts';
import { trialOf } from './trial.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const differences = new Map<string, { count: number; example: string }>();
const tally = new Tally();
const begun = performance.now();
for (const recipe of fc.sample(recipes, { numRuns: Number(values.runs), seed: Number(values.seed) })) {
  for (const opinions of compare(trialOf(recipe))) {
    tally.add(opinions);
    if (opinions.difference === '') continue;
    const key = `${opinions.difference}  <- ${recipe.defects.join(' + ') || 'nothing wrong'}`;
    const known = differences.get(key);
    if (known) known.count++;
    else differences.set(key, { count: 1, example: `${opinions.why}\n      ${JSON.stringify(recipe)}` });
  }
}
for (const [key, { count, example }] of [...differences].sort((a, b) => b[1].count - a[1].count))
  console.log(`${count} x ${key}\n      ${example}`);
const took = ((performance.now() - begun) / 1000).toFixed(1);
console.log(`${tally.messages} messages in ${took} s, ${differences.size} kinds of difference`);
console.log('results:', sorted(tally.results));
console.log('broken:', sorted(tally.broken));
console.log('broken alone:', sorted(tally.alone));
console.log('never broken:', tally.rarer(1).join(', ') || 'none');
console.log('never alone:', tally.rarer(1, tally.alone).join(', ') || 'none');
process.exitCode = differences.size > 0 ? 1 : 0;
