/** Figures of the pipeline on all cores: how much it verifies, how long a message takes at which load, what it holds. */
import * as node from 'node:crypto';
import type { Crew } from '../src/crew/crew.ts';
import { prometheus } from '../src/prometheus.ts';
import { systemCrew } from '../src/system.ts';
import { verifyMetrics } from '../src/verify/metrics.ts';
import { collected } from './heap.ts';
import { quantile, type Station, station, type Tally, type Watch } from './loaded.ts';
import { crypto, NOW, trusting } from './material.ts';
import { opensslVerify } from './openssl.ts';
import type { Contest, Outcome, Side } from './timer.ts';
import { Belt, type Fleet, fleet, introduce } from './traffic.ts';
import { sample } from './verify.ts';

const ALL = 'verify.known-signer.all-cores';
/** As many signers as a busy intersection hears. */
const SIGNERS = 200;
/** Messages that are made at once, and the most that are in flight. */
const ROOM = 50_000;
const AT_ONCE = 32;
/** Messages that go ahead of those that are measured: while others had the machine, they took away caches and memory. */
const AHEAD = 4000;
/** Of capacity, in percent, and how many times `--seconds` each is kept up. */
const LOADS = [25, 50, 75, 90, 150] as const;
const LASTS: Readonly<Record<(typeof LOADS)[number], number>> = { 25: 4, 50: 4, 75: 4, 90: 4, 150: 20 };
/** Cars that come within earshot, a second. */
const STRANGERS = 20;
/** Messages that memory is measured over, for each of `--seconds`: ten million in three. */
const ENDURED = 10_000_000 / 3;

export function flows(openssl: boolean, cores: number, watch: Watch): readonly Contest[] {
  return [
    {
      name: ALL,
      references: ['node-crypto.verify.all-cores', ...(openssl ? ['openssl.verify.all-cores'] : [])],
      rounds: 6,
      sides: () => [
        capacity(ALL, stage(SIGNERS, watch)),
        nodeVerifyAll('node-crypto.verify.all-cores', watch),
        ...(openssl ? [opensslVerify('openssl.verify.all-cores', cores)] : []),
      ],
    },
    ...LOADS.map((load) => ({
      name: `verify.load.${load}`,
      references: [ALL],
      run: (seconds: number) => loaded(`verify.load.${load}`, load, seconds, watch),
    })),
    { name: 'verify.memory', references: [ALL], run: (seconds) => endured('verify.memory', seconds, watch) },
  ];
}

interface Stage {
  readonly station: Station;
  readonly fleet: Fleet;
  readonly crew: Crew;
}
function stage(signers: number, watch: Watch, strangers = 0): Stage {
  const all = fleet(signers, strangers);
  const store = trusting(crypto);
  introduce(store, all);
  const checker = systemCrew(crypto);
  const meter = prometheus(verifyMetrics);
  return { station: station({ checker, inFlight: AT_ONCE, store, watch, meter }), fleet: all, crew: checker };
}

/** When the next belt of a stage begins: none comes near another, and time never goes back. */
let from = NOW;
function next(): number {
  from += 600e6;
  return from;
}

/** As much as the pipeline verifies when there is always more to do. Messages are made before the time is taken. */
function capacity(name: string, { station, fleet, crew }: Stage): Side {
  const [ahead, belt] = [new Belt(AHEAD), new Belt(ROOM)];
  let last = 20_000;
  return {
    name,
    async rate(seconds) {
      const count = Math.max(500, Math.min(ROOM, Math.round(last * seconds)));
      ahead.fill({ fleet, count: Math.min(AHEAD, count), from: next(), perSecond: 20_000 });
      belt.fill({ fleet, count, from: next(), perSecond: 20_000 });
      await station.drive(ahead, AT_ONCE);
      const tally = await station.drive(belt, AT_ONCE);
      last = tally.accepted / tally.seconds;
      return last;
    },
    stop: () => void crew.close(),
  };
}

/** crypto.verify of Node with a callback and nothing else, as many in flight as in the pipeline. */
function nodeVerifyAll(name: string, watch: Watch): Side {
  const { message, key, der } = sample();
  const run = (seconds: number): Promise<number> =>
    new Promise((settle, reject) => {
      const begun = watch();
      let [done, open] = [0, 0];
      const one = (): void => {
        open++;
        node.verify('sha256', message, key, der, (error, valid) => {
          open--;
          done++;
          if (error || !valid) reject(new Error('the reference did not verify'));
          else if (watch() - begun < seconds * 1000) one();
          else if (open === 0) settle((done / (watch() - begun)) * 1000);
        });
      };
      for (let n = 0; n < AT_ONCE; n++) one();
    });
  return {
    name,
    async rate(seconds) {
      await run(Math.min(AHEAD / 20_000, seconds));
      return run(seconds);
    },
  };
}

/** What a load does, beside what the same pipeline verifies when it may take its time. */
async function loaded(name: string, percent: (typeof LOADS)[number], seconds: number, watch: Watch): Promise<Outcome> {
  const lasts = seconds * LASTS[percent];
  const on = stage(SIGNERS, watch, Math.ceil(lasts * STRANGERS));
  const side = capacity(ALL, on);
  await side.rate(seconds / 2);
  const before = await side.rate(seconds / 2);
  const perSecond = (before * percent) / 100;
  const count = Math.max(100, Math.round(perSecond * lasts));
  const belt = new Belt(count).fill({ ...on, count, from: next(), perSecond, strangersPerSecond: STRANGERS });
  const held = megabytes();
  // Of the tally only what is told of it is kept: what it has of each message is the bench's own, and many megabytes.
  const { rate, ...said } = told(await on.station.drive(belt));
  const grownMegabytes = round(megabytes() - held);
  const after = await side.rate(seconds / 2);
  await on.crew.close();
  const facts = { ...said, offeredPerSecond: Math.round(perSecond), grownMegabytes };
  const rates = new Map([
    [name, rate],
    [ALL, (before + after) / 2],
  ]);
  return { rates, facts: new Map([[name, facts]]) };
}
function told({ seconds, accepted, latencies, dropped, pending }: Tally): { rate: number } & Record<string, number> {
  const millis = (kind: keyof Tally['latencies'], part: number): number => round(quantile(latencies[kind], part));
  return {
    rate: accepted / seconds,
    seconds: round(seconds),
    p50Millis: millis('bsm', 0.5),
    p99Millis: millis('bsm', 0.99),
    requestP50Millis: millis('srm', 0.5),
    requestP99Millis: millis('srm', 0.99),
    mostPending: pending,
    ...Object.fromEntries(Object.entries(dropped).map(([why, many]) => [`dropped.${why}`, many])),
  };
}

/** One pipeline, and messages by the million: what it holds after the first tenth, and in the end. */
async function endured(name: string, seconds: number, watch: Watch): Promise<Outcome> {
  const messages = Math.max(1000, Math.round(ENDURED * seconds));
  const on = stage(SIGNERS, watch);
  const { station, fleet } = on;
  const belt = new Belt(ROOM);
  let [done, took, early] = [0, 0, Number.NaN];
  while (done < messages) {
    const count = Math.min(ROOM, Math.ceil(messages / 10), messages - done);
    const tally = await station.drive(belt.fill({ fleet, count, from: next(), perSecond: 20_000 }), AT_ONCE);
    done += count;
    took += tally.seconds;
    if (Number.isNaN(early) && done >= messages / 10) early = megabytes();
  }
  const { waiting, inFlight } = station.load();
  if (inFlight > 0 || Object.values(waiting).some((n) => n > 0)) throw new Error('the pipeline did not come to rest');
  const late = megabytes();
  const facts = { messages, megabytes: late, grownMegabytes: round(late - early) };
  const rate = done / took;
  const capable = await capacity(ALL, on).rate(seconds / 2);
  await on.crew.close();
  return {
    rates: new Map([
      [name, rate],
      [ALL, capable],
    ]),
    facts: new Map([[name, facts]]),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Megabytes of this process that are reachable, on its heap and beside it. */
function megabytes(): number {
  const { heapUsed, external } = collected();
  return round((heapUsed + external) / 1e6);
}
