/**
 * Who asked the signal for more than its certificate permits: kept, with what proves it, until somebody takes it to
 * report it. However many ask, it is of a fixed size, and no signer takes the room of the others.
 */
import { type Thinned, thinned } from '../src/thin.ts';
import type { Accepted } from '../src/verify/verifier.ts';
import { type Log, type Meter, type Metric, type Micros, unmeasured } from '../src/world.ts';
import type { Excess } from './authorise.ts';

export interface Misbehaviour extends Excess {
  readonly at: Micros;
  /** HashedId8 of the certificate it was signed by, in hexadecimal; and that certificate, which a digest leaves out. */
  readonly signer: string;
  readonly certificate: Uint8Array;
  readonly psid: number;
  /** The WSM as it was heard: its signature proves who said it to somebody who was not there. */
  readonly frame: Uint8Array;
}

export const misbehaviourMetrics = {
  wavetrust_misbehaviour_total: {
    kind: 'counter',
    help: 'Verified requests for more than the certificate of their signer permits, by reason.',
    labels: ['reason'],
  },
  wavetrust_misbehaviour_lost_total: {
    kind: 'counter',
    help: 'Of those, records that went untaken, as their signer (`signer`) or all together (`all`) had no more room.',
    labels: ['room'],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** WSMs are bounded, see LONGEST_WSM: so is this, to some hundreds of kilobytes. */
export const RECORDS = 256;
export const RECORDS_PER_SIGNER = 4;

export class Journal {
  readonly #meter: Meter;
  readonly #tell: Thinned;
  #records: Misbehaviour[] = [];

  constructor(log: Log, meter: Meter = unmeasured) {
    this.#meter = meter;
    this.#tell = thinned(log);
  }

  /** What is kept, the oldest first. */
  get records(): readonly Misbehaviour[] {
    return this.#records;
  }
  /** The same, which is not kept here any more. */
  take(): readonly Misbehaviour[] {
    const taken = this.#records;
    this.#records = [];
    return taken;
  }

  note({ by, psid }: Pick<Accepted, 'by' | 'psid'>, excess: Excess, frame: Uint8Array, at: Micros): void {
    const { reason, role, permits } = excess;
    const { id: signer, octets: certificate } = by.record;
    this.#meter.count('wavetrust_misbehaviour_total', { reason });
    this.#tell('warn', 'roadside.misbehaviour', reason, () => ({ signer, psid, role, permits }));
    const own = this.#records.filter((record) => record.signer === signer);
    if (own.length >= RECORDS_PER_SIGNER) this.#lose(own[0]!, 'signer');
    else if (this.#records.length >= RECORDS) this.#lose(this.#records[0]!, 'all');
    this.#records.push({ at, signer, certificate, psid, reason, role, permits, frame: new Uint8Array(frame) });
  }
  #lose(record: Misbehaviour, room: 'signer' | 'all'): void {
    this.#records.splice(this.#records.indexOf(record), 1);
    this.#meter.count('wavetrust_misbehaviour_lost_total', { room });
  }
}
