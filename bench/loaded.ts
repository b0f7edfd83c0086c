/**
 * A pipeline under load, with the real signatures on the real threads: as fast as it can, or at a rate that does not ask
 * how it fares. Each verdict is looked at; one that nobody expects ends the measurement.
 */
import type { Checker } from '../src/crypto/checker.ts';
import type { TrustStore } from '../src/trust/store.ts';
import { isDropped } from '../src/verify/drop.ts';
import { type Load, Pipeline, type Settled } from '../src/verify/pipeline.ts';
import type { Meter, Micros } from '../src/world.ts';
import { crypto, HERE, revoked } from './material.ts';
import type { Belt, Kind } from './traffic.ts';

/** Milliseconds that only ever grow. */
export type Watch = () => number;

/** What came of the messages of a belt. */
export interface Tally {
  /** From the first offer to the last verdict. */
  readonly seconds: number;
  readonly accepted: number;
  /** Unjudged, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Milliseconds from when each was due to its verdict, by kind: of those accepted, sorted. */
  readonly latencies: Readonly<Partial<Record<Kind, Float64Array>>>;
  /** The most that had no verdict at once. */
  readonly pending: number;
}

export interface Station {
  /** Puts all messages of a belt through, as they are due; or with so many at a time, each when there is room. */
  drive(belt: Belt, atOnce?: number): Promise<Tally>;
  /** What the pipeline holds. */
  load(): Load;
}
interface StationOptions {
  readonly checker: Checker;
  /** Signature checks at a time. */
  readonly inFlight: number;
  readonly store: TrustStore;
  readonly watch: Watch;
  readonly meter?: Meter;
}

export function station({ checker, inFlight, store, watch, meter }: StationOptions): Station {
  let now: () => Micros = () => 0;
  let settle: (verdict: Settled, n: number) => void = () => {};
  const pipeline = new Pipeline<number>({
    ...{ crypto, checker, inFlight, store },
    revocations: revoked(crypto),
    clock: { now: () => now() },
    place: () => HERE,
    soon: setImmediate,
    ...(meter ? { meter } : {}),
    settle: (verdict, n) => settle(verdict, n),
  });

  /** Lets go of what was driven. */
  const rest = (at: Micros): void => {
    now = () => at;
    settle = () => {};
  };
  const drive = (belt: Belt, atOnce?: number): Promise<Tally> => {
    const begun = watch();
    const took = new Float64Array(belt.count).fill(Number.NaN);
    const dropped: Record<string, number> = {};
    let [settled, offered, accepted, pending] = [0, 0, 0, 0];
    let filling = false;
    const { promise, resolve, reject } = Promise.withResolvers<Tally>();
    /** By the millisecond, as a radio with a timer hands them over. */
    const due = (n: number): number => begun + Math.ceil((n / belt.perSecond) * 1000);
    // As fast as it can, a belt is gone through before its time: then the clock goes by what has been offered.
    now = () => 1000 + (atOnce ? belt.at(offered) : belt.from + (watch() - begun) * 1000);
    settle = (verdict, n) => {
      settled++;
      if (verdict.ok) {
        accepted++;
        took[n] = watch() - due(n);
      } else if (isDropped(verdict)) dropped[verdict.dropped] = (dropped[verdict.dropped] ?? 0) + 1;
      else reject(new Error(`message ${n} (${belt.kind(n)}) was refused: ${verdict.result}, ${verdict.sentence}`));
      if (settled === belt.count) {
        resolve({ seconds: (watch() - begun) / 1000, accepted, dropped, latencies: byKind(belt, took), pending });
        rest(now());
      } else if (atOnce && offered < belt.count && !filling) {
        // When all verdicts that came together are told, as packets come off a socket together.
        filling = true;
        queueMicrotask(fill);
      }
    };
    const offer = (): void => {
      const n = offered++;
      pipeline.offer(belt.octets(n), belt.psid(n), n);
    };
    const fill = (): void => {
      filling = false;
      while (offered < belt.count && offered - settled < atOnce!) offer();
    };
    const tick = (): void => {
      const at = watch();
      while (offered < belt.count && due(offered) <= at) offer();
      pending = Math.max(pending, offered - settled);
      if (offered < belt.count) setTimeout(tick, 1);
    };
    if (atOnce) fill();
    else tick();
    return promise;
  };
  return { drive, load: () => pipeline.load };
}

function byKind(belt: Belt, took: Float64Array): Tally['latencies'] {
  const kinds = new Map<Kind, number[]>();
  for (let n = 0; n < belt.count; n++) {
    if (Number.isNaN(took[n]!)) continue;
    const all = kinds.get(belt.kind(n));
    if (all) all.push(took[n]!);
    else kinds.set(belt.kind(n), [took[n]!]);
  }
  return Object.fromEntries([...kinds].map(([kind, all]) => [kind, Float64Array.from(all).sort()]));
}

/** The value below which the given part of a sorted array lies; NaN of nothing. */
export function quantile(sorted: Float64Array | undefined, part: number): number {
  return sorted?.[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
