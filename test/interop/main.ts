/**
 * Differential tests: our codecs against codecs nobody here wrote.
 *
 *     node test/interop/main.ts --count 10000 --seed 7 --only 'pycrate SPAT'
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { missing } from './peer.ts';
import { print, printDissected } from './print.ts';
import { type Outcome, titled } from './run.ts';
import { SUBJECTS } from './subjects.ts';
import { type Dissected, KINDS, tsharkMissing } from './tshark.ts';
import type { Job, Order, Report } from './worker.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1609' },
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: String(Math.min(availableParallelism(), 4)) },
    json: { type: 'boolean', default: false },
  },
});
const [count, seed, threads] = [Number(options.count), Number(options.seed), Number(options.threads)];
if (!(Number.isInteger(count) && count > 0 && Number.isInteger(seed) && Number.isInteger(threads) && threads > 0))
  throw new RangeError('--count, --seed and --threads are whole numbers, --count and --threads above 0');

const skipped = [missing('rasn'), missing('pycrate'), tsharkMissing()].filter((why) => why !== undefined);
for (const why of skipped) console.error(`skipped: ${why}`);
const named = (job: Job): string =>
  'kind' in job ? `tshark ${job.kind}` : `${SUBJECTS[job.subject]!.peer} ${titled(SUBJECTS[job.subject]!)}`;
const jobs: readonly Job[] = [
  ...SUBJECTS.map((s, subject) => ({ s, subject }))
    .filter(({ s }) => !missing(s.peer))
    .map(({ subject }) => ({ subject })),
  ...(tsharkMissing() ? [] : KINDS.map((kind) => ({ kind }))),
].filter((job) => named(job).includes(options.only));

const results = new Map<Job, Outcome | Dissected>();
const failures: string[] = [];
let done = 0;
let told = performance.now();
// What takes longest goes first, so that no thread is left with it at the end.
const slow = (job: Job): number => Number(/SPAT|MAP/i.test(named(job)));
const waiting = jobs.toSorted((a, b) => slow(b) - slow(a));
await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, thread));

/** Where the run is, on stderr: now and then, since it takes minutes. */
function tell(job: Job, tried: number): void {
  if (performance.now() - told < 5000) return;
  told = performance.now();
  console.error(`${done + tried} of ${jobs.length * count}: ${named(job)}`);
}

async function thread(): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
    worker.postMessage({ job, count, seed } satisfies Order);
    const r = await answer(worker, job);
    if ('failed' in r) failures.push(`${named(job)}: ${r.failed}`);
    else results.set(job, 'outcome' in r ? r.outcome : r.dissected);
    done += count;
  }
  worker.postMessage('stop');
}
function answer(worker: Worker, job: Job): Promise<Exclude<Report, { readonly tried: number }>> {
  return new Promise((resolve, reject) => {
    const hear = (r: Report): void => {
      if ('tried' in r) {
        tell(job, r.tried);
        return;
      }
      worker.off('message', hear).off('error', reject);
      resolve(r);
    };
    worker.on('message', hear).on('error', reject);
  });
}

const all = jobs.map((job) => results.get(job)).filter((r) => r !== undefined);
const tried = all.reduce((sum, r) => sum + r.tried, 0);
if (options.json) console.log(JSON.stringify({ count, seed, skipped, failures, results: all }, null, 2));
else {
  for (const r of all) 'peer' in r ? print(r) : printDissected(r);
  for (const why of failures) console.log(`failed: ${why}`);
  console.log(`${tried} values, seed ${seed}${skipped.length > 0 ? `; skipped: ${skipped.join('; ')}` : ''}`);
}
if (tried === 0 || failures.length > 0 || all.some((r) => r.disagreed > 0)) process.exitCode = 1;
