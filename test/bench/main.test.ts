import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { opensslVersion, verifyRate } from '../../bench/openssl.ts';
import { type Figure, figures, json, table } from '../../bench/report.ts';
import { median, race } from '../../bench/timer.ts';

const program = new URL('../../src/wavetrust.js', import.meta.url).pathname;
function bench(...args: string[]) {
  return spawnSync(process.execPath, [program, 'bench', ...args], { encoding: 'utf8' });
}
const OURS = [
  'verify.known-signer',
  'verify.known-signer.noble',
  'verify.unknown-signer.explicit',
  'verify.unknown-signer.implicit',
  'sign.spdu',
  'codec.srm.decode',
  'codec.spdu.decode',
];

it('the bench writes one JSON object, in which each figure of ours has a reference of the same run and a finite ratio', () => {
  const { status, stdout, stderr } = bench('--json', '--seconds', '0.05');
  expect(status, stderr).toBe(0);
  const { figures: all, ...more } = JSON.parse(stdout) as { figures: Figure[] };
  expect(more).toEqual({});
  const own = all.filter((f) => f.reference !== null);
  expect([...new Set(own.map((f) => f.name))]).toEqual(OURS);
  for (const f of all) expect(f.perSecond, f.name).toBeGreaterThan(0);
  for (const f of own) {
    expect(Number.isFinite(f.ratio), f.name).toBe(true);
    expect(all.some((r) => r.name === f.reference && r.reference === null && r.ratio === null)).toBe(true);
    expect(all.some((r) => r.name === f.reference && Math.abs(r.perSecond / f.perSecond - f.ratio!) < 1e-9)).toBe(true);
  }
  const references = own.filter((f) => f.name === 'verify.known-signer').map((f) => f.reference);
  if (opensslVersion() === undefined) {
    expect(references).toEqual(['node-crypto.verify']);
    expect(stderr).toContain('openssl.verify is left out');
  } else expect(references).toEqual(['node-crypto.verify', 'openssl.verify']);
});

it('a filter leaves figures that begin like it, in a table for people with the facts of the machine', () => {
  const { status, stdout } = bench('codec.srm', '--seconds', '0.01');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^codec\.srm\.decode +[\d,]+ +[\d.]+ +JSON\.parse\.srm +\d+\.\d\d$/m);
  expect(stdout).toContain(`node ${process.version}`);
  expect(stdout).not.toContain('verify.');
});

it.each([
  [['nothing'], 'no figure begins with nothing; there are verify.known-signer, '],
  [['--seconds', 'no'], '--seconds no is no time above zero'],
  [['--fast'], "unknown option '--fast'"],
])('%j is wrong usage, said in a sentence', (args, said) => {
  const { status, stdout, stderr } = bench(...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(said);
});

it('a ratio is the cost of ours over the cost of the reference', () => {
  const rates = new Map([
    ['ours', 100],
    ['theirs', 150],
  ]);
  const all = figures('ours', ['theirs', 'not measured'], rates);
  expect(all).toEqual([
    { name: 'ours', perSecond: 100, reference: 'theirs', ratio: 1.5 },
    { name: 'theirs', perSecond: 150, reference: null, ratio: null },
  ]);
  expect(JSON.parse(json(all))).toEqual({ figures: all });
  expect(table(all, undefined)).toMatch(/^ours +100 +10000\.0 +theirs +1\.50$/m);
});

it('sides take turns, each begins a round as often as the others, and the median of each counts', () => {
  const order: string[] = [];
  const rated = (name: string, rates: number[]) => ({
    name,
    rate: () => {
      order.push(name);
      return rates.shift()!;
    },
  });
  const sides = [rated('a', [0, 1, 900, 3]), rated('b', [0, 5, 6, 1])];
  expect([...race(sides, { seconds: 1, rounds: 3 }, () => {})]).toEqual([
    ['a', 3],
    ['b', 5],
  ]);
  expect(order.slice(2)).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('the rate of openssl speed is its last column', () => {
  const said = `                              sign    verify    sign/s verify/s
 256 bits ecdsa (nistp256)   0.0000s   0.0001s  43859.6  14522.0\n`;
  expect(verifyRate(said)).toBe(14_522);
  expect(verifyRate('something else')).toBeUndefined();
});
