/**
 * Certificates whose chain was found wrong lately, so that sending one again costs no signature check. Bounded, and by
 * the hash of the octets as they came: one of the canonical form would be shared by a good certificate and by the same
 * with a point that is on no curve, and sending that would have the good one refused.
 */
import { toHex } from '../../asn1/hex.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Established } from '../trust/chain.ts';
import { type Refusal, results } from '../trust/result.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Clock, Micros } from '../world.ts';
import type { Screened } from './screen.ts';
import type { ChainJudge } from './signature.ts';

/** After this long a chain is judged again: a CA may have come into the store meanwhile. An anchor that did counts at once. */
const KEPT_SECONDS = 60;

interface Found {
  readonly refusal: Refusal;
  readonly until: Micros;
}

export class Chains implements ChainJudge {
  readonly #store: TrustStore;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #refused = new Map<string, Found>();
  /** The anchors that they were refused under. */
  #edition = 0;

  constructor(store: TrustStore, clock: Clock, limit = 1024) {
    this.#store = store;
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Refusals held now. */
  get size(): number {
    return this.#refused.size;
  }

  /** For what `wrong` has let pass: what is refused at no cost does not come here, and takes no place. */
  judge(record: CertificateRecord, along: readonly CertificateRecord[] = []): Established | Refusal {
    const known = this.#held(record, along);
    if (known) return known;
    const judged = this.#store.judge(record, along);
    // With other issuers beside it, or when one was learned, the same certificate may hold.
    if (judged.ok || along.length > 0 || results[judged.result].fault === 'unknown') return judged;
    if (this.#refused.size >= this.#limit) this.#refused.delete(this.#refused.keys().next().value!);
    this.#refused.set(this.#keyOf(record), { refusal: judged, until: this.#clock.now() + KEPT_SECONDS * 1e6 });
    return judged;
  }

  /** The refusal of a chain that is known to be wrong, or is found to be without a public-key operation. */
  wrong({ record, along }: NonNullable<Screened['unknown']>): Refusal | undefined {
    const known = this.#held(record, along);
    if (known || this.issuerOf({ record, along }) !== undefined) return known;
    const judged = this.#store.judge(record, along);
    return judged.ok ? undefined : judged;
  }

  #held(record: CertificateRecord, along: readonly CertificateRecord[]): Refusal | undefined {
    const { edition } = this.#store;
    if (this.#edition !== edition) this.#refused.clear();
    this.#edition = edition;
    if (along.length > 0 || this.#refused.size === 0) return undefined;
    const key = this.#keyOf(record);
    const found = this.#refused.get(key);
    if (found === undefined || found.until > this.#clock.now()) return found?.refusal;
    this.#refused.delete(key);
    return undefined;
  }

  /** HashedId8 of the issuer in the store that this certificate, or one that came along, names. */
  issuerOf({ record, along }: NonNullable<Screened['unknown']>): string | undefined {
    for (const { value } of [record, ...along]) {
      const id8 = value.issuer.value;
      if (id8 instanceof Uint8Array && this.#store.issuers(id8).length > 0) return toHex(id8);
    }
    return undefined;
  }

  #keyOf({ octets }: CertificateRecord): string {
    return String.fromCharCode.apply(undefined, this.#store.crypto.hash('sha256', octets) as unknown as number[]);
  }
}
