/** What the pipeline measures, by Prometheus' rules for names; and what it tells an operator in words. */
import type { Log, Meter, Metric } from '../world.ts';
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
  wavetrust_verify_in_flight: { kind: 'gauge', help: 'Signature checks going on.', labels: [] },
} as const satisfies Readonly<Record<string, Metric>>;

export class Tally {
  readonly #meter: Meter;
  readonly #log: Log;
  /** `lane reason`: how many so far. */
  readonly #dropped = new Map<string, number>();

  constructor(meter: Meter, log: Log) {
    this.#meter = meter;
    this.#log = log;
  }

  gauges(inFlight: () => number, waiting: ReadonlyMap<string, () => number>): void {
    this.#meter.gauge('wavetrust_verify_in_flight', {}, inFlight);
    for (const [lane, read] of waiting) this.#meter.gauge('wavetrust_verify_waiting', { lane }, read);
  }

  /** `psid` is one of a profile, or undefined: no label is a stranger's choice. */
  settled(verdict: Verdict | Dropped, psid: number | undefined): void {
    if (!isDropped(verdict)) {
      const result = verdict.ok ? 'accepted' : verdict.result;
      this.#meter.count('wavetrust_verify_verdicts_total', { psid: `${psid ?? 'other'}`, result });
      return;
    }
    const { lane = 'none', dropped: reason, sentence } = verdict;
    this.#meter.count('wavetrust_verify_dropped_total', { lane, reason });
    const key = `${lane} ${reason}`;
    const count = (this.#dropped.get(key) ?? 0) + 1;
    this.#dropped.set(key, count);
    // The first, the tenth, the hundredth: a flood of packets is not to become a flood of lines.
    if (Number.isInteger(Math.log10(count))) this.#log('warn', 'verify.dropped', { lane, reason, count, sentence });
  }

  /** Seconds from offer to verdict. */
  took(lane: string, seconds: number): void {
    this.#meter.observe('wavetrust_verify_seconds', seconds, { lane });
  }

  failed(where: string, error: unknown): void {
    this.#log('error', 'verify.failed', { where, error: error instanceof Error ? error.message : String(error) });
  }
}
