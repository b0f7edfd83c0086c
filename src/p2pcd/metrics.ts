/** What P2PCD counts, and tells an operator in words. */
import { type Thinned, thinned } from '../thin.ts';
import type { Log, Meter, Metric } from '../world.ts';
import { type Drop, drops } from './drop.ts';

export const p2pcdMetrics = {
  wavetrust_p2pcd_requests_total: {
    kind: 'counter',
    help: 'Requests for certificates, by who made them (`own`, `heard`) and form (`learning`, `inline`, `eightOctet`).',
    labels: ['by', 'form'],
  },
  wavetrust_p2pcd_responses_total: {
    kind: 'counter',
    help: 'Certificates given on request, by way (`outOfBand`, `inline`, `signer`).',
    labels: ['way'],
  },
  wavetrust_p2pcd_learned_total: {
    kind: 'counter',
    help: 'CA certificates learned from other stations, by way (`outOfBand`, `inline`).',
    labels: ['way'],
  },
  wavetrust_p2pcd_dropped_total: { kind: 'counter', help: 'What was left undone, by reason.', labels: ['reason'] },
  wavetrust_p2pcd_held: {
    kind: 'gauge',
    help: 'Entries held, by table (`missing`, `observed`, `waiting`, `refused`, `responses`).',
    labels: ['table'],
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type Form = 'learning' | 'inline' | 'eightOctet';
export type Way = 'outOfBand' | 'inline' | 'signer';
export type Table = 'missing' | 'observed' | 'waiting' | 'refused' | 'responses';

export class Tally {
  readonly #meter: Meter;
  readonly #log: Log;
  readonly #tell: Thinned;

  constructor(meter: Meter, log: Log) {
    this.#meter = meter;
    this.#log = log;
    this.#tell = thinned(log);
  }
  gauge(table: Table, read: () => number): void {
    this.#meter.gauge('wavetrust_p2pcd_held', { table }, read);
  }

  requested(by: 'own' | 'heard', form: Form): void {
    this.#meter.count('wavetrust_p2pcd_requests_total', { by, form });
  }
  responded(way: Way): void {
    this.#meter.count('wavetrust_p2pcd_responses_total', { way });
  }
  learned(way: Way, id: string): void {
    this.#meter.count('wavetrust_p2pcd_learned_total', { way });
    this.#log('info', 'p2pcd.learned', { way, id });
  }
  dropped(reason: Drop, sentence?: string): void {
    this.#meter.count('wavetrust_p2pcd_dropped_total', { reason });
    this.#tell('debug', 'p2pcd.dropped', reason, () => ({ reason, sentence: sentence ?? drops[reason] }));
  }
}
