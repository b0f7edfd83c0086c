/** What came up in a run, so that it can be said that nothing was left out. */
import type { Opinions } from './compare.ts';
import { RULES, type Rule } from './rules.ts';

export class Tally {
  readonly results = new Map<string, number>();
  /** How often each rule was broken, and how often as the only one. */
  readonly broken = new Map<Rule, number>();
  readonly alone = new Map<Rule, number>();
  messages = 0;

  add({ ours, broken }: Opinions): void {
    this.messages++;
    count(this.results, ours);
    for (const rule of broken) count(this.broken, rule);
    if (broken.length === 1) count(this.alone, broken[0]!);
  }
  /** Rules broken less often than that. */
  rarer(than: number, of = this.broken, among: readonly Rule[] = Object.keys(RULES) as Rule[]): Rule[] {
    return among.filter((rule) => (of.get(rule) ?? 0) < than);
  }
}
const count = <K>(of: Map<K, number>, key: K): void => void of.set(key, (of.get(key) ?? 0) + 1);
export const sorted = <K>(of: Map<K, number>): string =>
  [...of]
    .sort((a, b) => b[1] - a[1])
    .map(([k, n]) => `${k} ${n}`)
    .join(', ');
