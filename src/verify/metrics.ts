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
  readonly #verdicts = new Pairs((psid, result) => ({ psid, result }));
  readonly #drops = new Pairs((lane, reason) => ({ lane, reason }));
  readonly #lanes = new Pairs((lane) => ({ lane }));

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
      const result = verdict.ok ? 'accepted' : verdict.result;
      this.#meter.count('wavetrust_verify_verdicts_total', this.#verdicts.of(psid ?? 'other', result));
      if (!verdict.ok) this.#alarm(verdict);
      return;
    }
    const { lane = 'none', dropped: reason, sentence } = verdict;
    this.#meter.count('wavetrust_verify_dropped_total', this.#drops.of(lane, reason));
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
    this.#meter.observe('wavetrust_verify_seconds', seconds, this.#lanes.of(lane, ''));
  }

  failed(where: string, error: unknown): void {
    this.#log('error', 'verify.failed', { where, error: error instanceof Error ? error.message : String(error) });
  }
}

/** Labels of what is told of every packet, made once for each pair of values, of which there are few: a meter knows them again. */
class Pairs {
  readonly #make: (first: string, second: string) => Labels;
  readonly #known = new Map<string | number, Map<string, Labels>>();
  constructor(make: (first: string, second: string) => Labels) {
    this.#make = make;
  }
  of(first: string | number, second: string): Labels {
    const known = this.#known.get(first) ?? new Map<string, Labels>();
    const labels = known.get(second) ?? this.#make(`${first}`, second);
    if (known.size === 0) this.#known.set(first, known);
    known.set(second, labels);
    return labels;
  }
}
