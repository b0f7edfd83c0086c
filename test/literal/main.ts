/** `node test/literal/main.ts [--runs 20000] [--seed 7] [--all]`  Trials by hand: what differs, and what came up how often. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { compare } from './compare.ts';
import { recipes } from './recipe.ts';
import { RULES, type Rule } from './rules.ts';
import { trialOf } from './trial.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const differences = new Map<string, { count: number; example: string }>();
const results = new Map<string, number>();
const alone = new Map<Rule, number>();
const count = <K>(of: Map<K, number>, key: K): void => void of.set(key, (of.get(key) ?? 0) + 1);
let messages = 0;
const begun = performance.now();
for (const recipe of fc.sample(recipes, { numRuns: Number(values.runs), seed: Number(values.seed) })) {
  for (const { ours, why, broken, difference } of compare(trialOf(recipe))) {
    messages++;
    count(results, ours);
    if (broken.length === 1) count(alone, broken[0]!);
    if (difference === '') continue;
    const key = `${difference}  <- ${recipe.defects.join(' + ') || 'nothing wrong'}`;
    const known = differences.get(key);
    if (known) known.count++;
    else differences.set(key, { count: 1, example: `${why}\n      ${JSON.stringify(recipe)}` });
  }
}
const sorted = <K>(of: Map<K, number>) => [...of].sort((a, b) => b[1] - a[1]);
for (const [key, { count, example }] of [...differences].sort((a, b) => b[1].count - a[1].count))
  console.log(`${count} x ${key}\n      ${example}`);
console.log(
  `${messages} messages in ${((performance.now() - begun) / 1000).toFixed(1)} s, ${differences.size} kinds of difference`,
);
console.log(
  'results:',
  sorted(results)
    .map(([k, n]) => `${k} ${n}`)
    .join(', '),
);
console.log(
  'broken alone:',
  sorted(alone)
    .map(([k, n]) => `${k} ${n}`)
    .join(', '),
);
console.log('never alone:', (Object.keys(RULES) as Rule[]).filter((r) => !alone.has(r)).join(', ') || 'none');
process.exit(differences.size > 0 ? 1 : 0);
