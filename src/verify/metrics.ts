/** What the pipeline measures, by Prometheus' rules for names; and what it tells an operator in words. */
import { type Thinned, thinned } from '../thin.ts';
import { explain, type Refusal, results } from '../trust/result.ts';
import type { Labels, Log, Meter, Metric } from '../world.ts';
import { type Dropped, isDropped } from './drop.ts';
import type { Verdict } from './verifier.ts';

export const verifyMetrics = {
  wavetrust_verify_verdicts_total: {
    kind: 'counter',
    help: 'Packets judged, by PSID (`other` where no profile has it) and IEEE 1609.2 result.',
    labels: ['psid', 'result'],
  },
  wavetrust_verify_dropped_total: {
    kind: 'counter',
    help: 'Packets dropped unjudged, by lane (`none` before any) and reason.',
    labels: ['lane', 'reason'],
  },
  wavetrust_verify_seconds: {
    kind: 'histogram',
    help: 'From offer to verdict, of packets whose signature was checked.',
    labels: ['lane'],
    buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
  },
  wavetrust_verify_waiting: { kind: 'gauge', help: 'Packets waiting for a signature check.', labels: ['lane'] },
  wavetrust_verify_anchors: {
    kind: 'gauge',
    help: 'Trust anchors held: with none of them whatever is signed is refused.',
    labels: [],
  },
  wavetrust_verify_in_flight: { kind: 'gauge', help: 'Signature checks going on.', labels: [] },
} as const satisfies Readonly<Record<string, Metric>>;

/** What gauges read. */
export interface Gauges {
  inFlight(): number;
  anchors(): number;
  /** Packets waiting, by lane. */
  readonly waiting: ReadonlyMap<string, () => number>;
}

export class Tally {
  readonly #meter: Meter;
  readonly #log: Log;
  readonly #tell: Thinned;
  readonly #gauges: Gauges;
  /** Labels of what is told of every packet, made once: a meter knows them again. */
  readonly #accepted = new Map<number, Labels>();
  readonly #lanes = new Map<string, Labels>();

  constructor(meter: Meter, log: Log, gauges: Gauges) {
    this.#meter = meter;
    this.#log = log;
    this.#tell = thinned(log);
    this.#gauges = gauges;
    meter.gauge('wavetrust_verify_in_flight', {}, gauges.inFlight);
    meter.gauge('wavetrust_verify_anchors', {}, gauges.anchors);
    for (const [lane, read] of gauges.waiting) meter.gauge('wavetrust_verify_waiting', { lane }, read);
  }

  /** `psid` is one of a profile, or undefined: no label is a stranger's choice. */
  settled(verdict: Verdict | Dropped, psid: number | undefined): void {
    if (!isDropped(verdict)) {
      const labels =
        verdict.ok && psid !== undefined
          ? keptIn(this.#accepted, psid, () => ({ psid: `${psid}`, result: 'accepted' }))
          : { psid: `${psid ?? 'other'}`, result: verdict.ok ? 'accepted' : verdict.result };
      this.#meter.count('wavetrust_verify_verdicts_total', labels);
      if (!verdict.ok) this.#alarm(verdict);
      return;
    }
    const { lane = 'none', dropped: reason, sentence } = verdict;
    this.#meter.count('wavetrust_verify_dropped_total', { lane, reason });
    this.#tell('warn', 'verify.dropped', `${lane} ${reason}`, () => ({ lane, reason, sentence }));
  }

  /** What is lacking here is no sender's fault, and each refusal alone does not say that it will be the next one's too. */
  #alarm(refusal: Refusal): void {
    const { result } = refusal;
    if (this.#gauges.anchors() === 0)
      this.#tell('error', 'verify.noAnchor', 'noAnchor', () => ({
        sentence: 'the store holds no trust anchor: whatever is signed is refused until it is given a root',
      }));
    else if (results[result].fault === 'receiver')
      this.#tell('warn', `verify.${result}`, result, () => ({ sentence: explain(refusal) }));
  }

  /** Seconds from offer to verdict. */
  took(lane: string, seconds: number): void {
    const labels = keptIn(this.#lanes, lane, () => ({ lane }));
    this.#meter.observe('wavetrust_verify_seconds', seconds, labels);
  }

  failed(where: string, error: unknown): void {
    this.#log('error', 'verify.failed', { where, error: error instanceof Error ? error.message : String(error) });
  }
}

function keptIn<K>(kept: Map<K, Labels>, key: K, make: () => Labels): Labels {
  let labels = kept.get(key);
  if (labels === undefined) {
    labels = make();
    kept.set(key, labels);
  }
  return labels;
}
