/**
 * `node test/fuzz/main.ts [--seconds 60] [--seed n] [--target name]… [--keep]`
 *
 * Fuzzes all targets in turns, starting from the corpus. Ends with status 1 if an input broke a rule of check.ts; such
 * inputs are in out/fuzz/. With --keep the corpus is written anew from all that was reached.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { counts, instrument, used } from './edges.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    target: { type: 'string', multiple: true },
    keep: { type: 'boolean', default: false },
  },
});

instrument();
const { Campaign } = await import('./campaign.ts');
const { TARGETS } = await import('./targets.ts');
const { readCorpus, writeCorpus } = await import('./corpus.ts');
const { LONGEST } = await import('./havoc.ts');
const { toHex } = await import('../../asn1/hex.ts');

/** Octets of the corpus of one target, at most. */
const ROOM = 20_000;
const SLICE_S = 20;

const head = new Int32Array(new SharedArrayBuffer(8));
const running = new Uint8Array(new SharedArrayBuffer(Math.max(LONGEST, 1 << 16)));
const watchdog = new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: { head, octets: running } });
watchdog.unref();
const watch = (octets: Uint8Array): void => {
  running.set(octets.subarray(0, running.length));
  head[1] = octets.length;
  Atomics.add(head, 0, 1);
};

const seed = Number(values.seed);
const seconds = Number(values.seconds);
const chosen = TARGETS.filter((t) => values.target?.includes(t.name) ?? true);
if (chosen.length === 0 || !(seconds >= 0) || !Number.isInteger(seed)) {
  console.error(`targets are ${TARGETS.map((t) => t.name).join(', ')}; --seconds and --seed are numbers`);
  process.exit(2);
}
console.log(`seed ${seed}, ${seconds} s over ${chosen.length} targets`);
const found = new URL('../../out/fuzz/', import.meta.url);
mkdirSync(found, { recursive: true });

const now = (): number => performance.now();
const begun = now();
const campaigns = chosen.map((t, i) => new Campaign(t, seed + i, { counts, used }, watch));
for (const c of campaigns) {
  c.seed(readCorpus(c.target.name));
  c.seed(c.generated(seconds < 300 ? 50 : 1000));
}
const end = begun + seconds * 1000;
const told = new Map(campaigns.map((c) => [c, 0]));
tell();
while (now() < end) {
  const rounds = Math.max(1, Math.ceil((end - now()) / 1000 / SLICE_S / campaigns.length));
  const slice = (end - now()) / rounds / campaigns.length;
  for (const c of campaigns) {
    c.run(Math.min(end, now() + slice), now);
    tell();
  }
  if (rounds > 1) status();
}
status();
// A short run leaves out much that a long one does not: no news.
for (const c of seconds < 300 ? [] : campaigns)
  for (const e of c.missed) console.log(`not reached in ${c.target.name}: ${e.from.name ?? e.from.kind}.${e.name}`);
if (values.keep) for (const c of campaigns) writeCorpus(c.target.name, c.pool.digest(ROOM));
const all = campaigns.flatMap((c) => c.findings);
console.log(all.length === 0 ? 'nothing found' : `${all.length} findings in out/fuzz/`);
process.exitCode = all.length === 0 ? 0 : 1;

/** Says each finding once, as soon as it is there. */
function tell(): void {
  for (const c of campaigns) {
    for (const f of c.findings.slice(told.get(c))) {
      console.log(`FOUND ${f.target}: ${f.breach}\n  ${toHex(f.octets)}`);
      appendFileSync(new URL(`${f.target}.txt`, found), `# ${f.breach.replaceAll('\n', '\n# ')}\n${toHex(f.octets)}\n`);
    }
    told.set(c, c.findings.length);
  }
}
function status(): void {
  const took = Math.round((now() - begun) / 1000);
  console.log(
    `\nafter ${took} s: target, inputs run, of which decoded, features, kept, fields reached of all, findings`,
  );
  for (const c of campaigns) {
    const reached = `${c.fields - c.missed.length}/${c.fields}`;
    const columns = [c.executions, c.accepted, c.pool.features, c.pool.size, reached, c.findings.length];
    console.log([c.target.name.padEnd(12), ...columns.map((v) => String(v).padStart(11))].join(''));
  }
  console.log(`${campaigns.reduce((n, c) => n + c.executions, 0)} inputs run, ${used()} branches counted`);
}
