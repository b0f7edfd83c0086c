import { expect, test } from 'vitest';
import { thinned } from '../src/thin.ts';

test('of each kind the first is written, the tenth, the hundredth, and what it says is made for no other', () => {
  const lines: string[] = [];
  let made = 0;
  const tell = thinned((level, event, facts) => void lines.push(`${level} ${event} ${JSON.stringify(facts)}`));
  const facts = (kind: string) => () => {
    made++;
    return { kind };
  };
  for (let n = 1; n <= 999; n++) {
    tell('warn', 'often', 'a', facts('a'));
    if (n % 100 === 0) tell('error', 'seldom', 'b', facts('b'));
  }
  const a = [1, 10, 100].map((count) => `warn often {"kind":"a","count":${count}}`);
  expect(lines).toEqual([...a, 'error seldom {"kind":"b","count":1}']);
  expect(made).toBe(4);
});
