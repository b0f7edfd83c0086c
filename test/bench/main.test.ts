import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { contests, takes } from '../../bench/main.ts';
import { opensslVersion, verifyRate } from '../../bench/openssl.ts';
import { withoutPycrate } from '../../bench/pycrate.ts';
import { type Figure, figures, json, table } from '../../bench/report.ts';
import { median, order, race } from '../../bench/timer.ts';

const program = new URL('../../src/wavetrust.js', import.meta.url).pathname;
function bench(...args: string[]) {
  return benchIn({}, ...args);
}
function benchIn(environment: NodeJS.ProcessEnv, ...args: string[]) {
  const env = { ...process.env, ...environment };
  return spawnSync(process.execPath, [program, 'bench', ...args], { encoding: 'utf8', env });
}
const CODECS = ['srm', 'map', 'spat', 'certificate', 'crl'].flatMap((k) => [`codec.${k}.decode`, `codec.${k}.encode`]);
const LOADS = ['25', '50', '75', '90', '150'].map((load) => `verify.load.${load}`);
const FLOWS = ['verify.known-signer.all-cores', ...LOADS, 'verify.memory'];
const OURS = [
  'verify.known-signer',
  'verify.known-signer.200',
  'verify.known-signer.2000',
  'verify.known-signer.20000',
  'verify.known-signer.noble',
  'verify.unknown-signer.explicit',
  'verify.unknown-signer.implicit',
  ...FLOWS,
  'sign.spdu',
  'crl.apply.100k',
  'crl.apply.1m',
  'crl.lookup',
  ...CODECS,
];
const references = (all: readonly Figure[], name: string) => all.filter((f) => f.name === name).map((f) => f.reference);

it('the bench writes one JSON object, in which each figure of ours has a reference of the same run and a finite ratio', () => {
  const { status, stdout, stderr } = bench('--json', '--seconds', '0.01');
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
  const [applied] = own.filter((f) => f.name === 'crl.apply.100k');
  // Two million values of seven octets with their index and the seeds, and less than twice as much at any time.
  expect(applied?.megabytes).toBeGreaterThan(17);
  expect(applied?.megabytes).toBeLessThan(34);
  const [hashes] = own.filter((f) => f.name === 'crl.apply.1m');
  // The octets, their ten of each entry on heaps, and what of these is sorted.
  expect(hashes?.megabytes).toBeGreaterThan(20);
  expect(hashes?.megabytes).toBeLessThan(45);
  expect(hashes?.longestMillis).toBeGreaterThan(0);
  expect(hashes?.disturbedMillis).toBeGreaterThanOrEqual(hashes?.longestMillis as number);
  const known = references(own, 'verify.known-signer');
  if (opensslVersion() === undefined) {
    expect(known).toEqual(['node-crypto.verify']);
    expect(stderr).toContain('openssl.verify is left out');
  } else expect(known).toEqual(['node-crypto.verify', 'openssl.verify']);
  for (const name of LOADS) {
    const load = own.find((f) => f.name === name)!;
    for (const fact of ['p50Millis', 'p99Millis', 'grownMegabytes'])
      expect(load[fact], `${name} ${fact}`).toBeTypeOf('number');
    expect(load.seconds, name).toBeGreaterThan(0);
  }
  expect(own.find((f) => f.name === 'verify.memory')).toMatchObject({
    messages: Math.round(1e8 / 3 / 1000),
    megabytes: expect.any(Number),
    grownMegabytes: expect.any(Number),
  });
  const others = ['protobufjs', '@peculiar/asn1-schema', ...(withoutPycrate() === undefined ? ['pycrate'] : [])];
  for (const name of CODECS)
    expect(references(own, name)).toEqual([name.endsWith('decode') ? 'JSON.parse' : 'JSON.stringify', ...others]);
});

it('pycrate is left out with a sentence where it is not set up', () => {
  const { status, stdout, stderr } = benchIn(
    { WAVETRUST_INTEROP: '/nowhere' },
    'codec.certificate.d',
    '--json',
    '--seconds',
    '0.01',
  );
  expect(status, stderr).toBe(0);
  expect(references(JSON.parse(stdout).figures, 'codec.certificate.decode')).toEqual([
    'JSON.parse',
    'protobufjs',
    '@peculiar/asn1-schema',
  ]);
  expect(stderr).toContain('pycrate is left out: it is not set up; run test/interop/setup.sh');
});

it('a filter leaves figures that begin like it, in a table for people with the facts of the machine', () => {
  const { status, stdout } = bench('codec.srm', '--seconds', '0.01');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^codec\.srm\.decode +[\d,]+ +[\d.,]+ +JSON\.parse +[\d.,]+ +[\d.]+$/m);
  expect(stdout).toMatch(/^codec\.srm\.encode +[\d,]+ +[\d.,]+ +JSON\.stringify +[\d.,]+ +[\d.]+$/m);
  expect(stdout.match(/^ +protobufjs +[\d.,]+ +[\d.]+$/gm)).toHaveLength(2);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(100);
  expect(stdout).toContain(`node ${process.version}`);
  expect(stdout).not.toContain('verify.');
});

it('the filter verify takes the figures of revocation along, and crl takes them alone', () => {
  const names = (filter: string) => {
    const chosen = contests(false, () => 0).filter((contest) => takes(filter, contest));
    return chosen.map((contest) => contest.name);
  };
  expect(names('verify')).toEqual(OURS.filter((name) => name.startsWith('verify.') || name.startsWith('crl.')));
  expect(names('crl')).toEqual(['crl.apply.100k', 'crl.apply.1m', 'crl.lookup']);
  expect(names('verify.unknown')).toEqual(OURS.filter((name) => name.startsWith('verify.unknown')));
  expect(names('')).toEqual(OURS);
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
  expect(table(all, undefined)).toMatch(/^ours +100 +10,000\.0 +theirs +6,666\.7 +1\.50$/m);
});

it('what a side has to say beyond its rate stands in its figures, and once in the table', () => {
  const rates = new Map([
    ['ours', 100],
    ['one', 150],
    ['two', 50],
  ]);
  const all = figures('ours', ['one', 'two'], rates, new Map([['ours', { megabytes: 41.25, devices: 1e5 }]]));
  expect(all.map(({ name, megabytes }) => [name, megabytes])).toEqual([
    ['ours', 41.25],
    ['ours', 41.25],
    ['one', undefined],
    ['two', undefined],
  ]);
  expect(JSON.parse(json(all)).figures[0]).toEqual({
    ...{ name: 'ours', perSecond: 100, reference: 'one', ratio: 1.5 },
    ...{ megabytes: 41.25, devices: 1e5 },
  });
  expect(
    table(
      figures(
        'ours',
        ['one'],
        new Map([
          ['ours', 0.65432],
          ['one', 2],
        ]),
      ),
      undefined,
    ),
  ).toMatch(/^ours +0\.654 /m);
  expect(table(all, undefined).match(/^ours: .*$/gm)).toEqual(['ours: 41.25 megabytes, 100,000 devices']);
});

/** Sides that say what they are told, and take so many milliseconds of a clock of their own. */
function rated(said: string[]) {
  let now = 0;
  const side = (name: string, rates: number[], takes = 0) => ({
    name,
    rate: () => {
      said.push(name);
      now += takes;
      return rates.shift()!;
    },
    stop: () => said.push(`${name} stopped`),
  });
  return { side, clock: () => now };
}

it('sides take turns, and the median of each counts', async () => {
  const said: string[] = [];
  const { side, clock } = rated(said);
  const sides = [side('a', [0, 1, 900, 3]), side('b', [0, 5, 6, 1])];
  expect([...(await race(sides, { seconds: 1, rounds: 3, clock }, () => {}))]).toEqual([
    ['a', 3],
    ['b', 5],
  ]);
  expect(said.slice(2)).toEqual(['a', 'b', 'b', 'a', 'b', 'a', 'a stopped', 'b stopped']);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it.each([2, 4, 5])('of %i sides each begins as often as the others, and runs behind each other as often', (sides) => {
  const rounds = Array.from({ length: 2 * sides }, (_, round) => order(sides, round));
  const counts = (all: readonly string[]) => new Set(all.map((one) => all.filter((other) => other === one).length));
  for (const round of rounds) expect(round.toSorted()).toEqual(Array.from({ length: sides }, (_, i) => i));
  expect([...counts(rounds.map((r) => `${r[0]}`))]).toEqual([2]);
  const pairs = rounds.flatMap((r) => r.slice(1).map((side, i) => `${r[i]} ${side}`));
  expect(new Set(pairs).size).toBe(sides * (sides - 1));
  expect([...counts(pairs)]).toEqual([2]);
});

it('a side that takes many times its share sits out rounds', async () => {
  const said: string[] = [];
  const { side, clock } = rated(said);
  const sides = [side('slow', [0, 7, 8], 11_000), side('b', [0, 5, 6, 1, 4], 1000)];
  const rates = await race(sides, { seconds: 4, rounds: 4, clock }, () => {});
  expect(rates.get('slow')).toBe(7.5);
  // Eleven times its share: it is back when the others have had three rounds.
  expect(said.slice(2)).toEqual(['slow', 'b', 'b', 'b', 'slow', 'b', 'slow stopped', 'b stopped']);
});

it('a side that does its work once in a while gets no share before it is measured', async () => {
  const said: string[] = [];
  const { side, clock } = rated(said);
  const rare = { ...side('rare', [2, 4], 900), rare: true as const };
  const rates = await race([rare, side('b', [0, 5, 6])], { seconds: 2, rounds: 2, clock }, () => {});
  expect([...rates]).toEqual([
    ['rare', 3],
    ['b', 5.5],
  ]);
  expect(said.slice(0, 2)).toEqual(['b', 'rare']);
});

it('what a side throws ends the race and stops the others', async () => {
  const said: string[] = [];
  const broken = { name: 'broken', rate: () => Promise.reject(new Error('it broke')) };
  const { side, clock } = rated(said);
  await expect(race([side('a', [1]), broken], { seconds: 1, rounds: 1, clock }, () => {})).rejects.toThrow('it broke');
  expect(said).toEqual(['a', 'a stopped']);
});

it('the rate of openssl speed is its last column', () => {
  const said = `                              sign    verify    sign/s verify/s
 256 bits ecdsa (nistp256)   0.0000s   0.0001s  43859.6  14522.0\n`;
  expect(verifyRate(said)).toBe(14_522);
  expect(verifyRate('something else')).toBeUndefined();
});
