/**
 * The certificates that are missing here. Anybody can name issuers that do not exist, thousands a second; so those that
 * were named once wait apart from those that were named again, and can push out only one another.
 */
import { fromHex } from '../../asn1/hex.ts';
import type { Clock, Micros } from '../world.ts';
import type { Context } from './context.ts';
import { Oldest } from './oldest.ts';
import type { Policy } from './policy.ts';

export interface Missing {
  /** HashedId8, as hex. */
  readonly id: string;
  readonly id8: Uint8Array;
  readonly kind: 'authority' | 'endEntity';
  /** Of the SPDU that needed it last, and when that came. */
  psid: number;
  neededAt: Micros;
  /** Needed more than once. */
  again: boolean;
  /** Our last request, and how many there were in a row. */
  askedAt: Micros | undefined;
  asks: number;
  restsUntil: Micros;
  /** Since when requests of others have held back ours. */
  heldAt: Micros | undefined;
}

export class MissingTable {
  readonly #clock: Clock;
  readonly #policy: Policy;
  readonly #once: Oldest<Missing>;
  readonly #again: Oldest<Missing>;

  constructor({ clock, policy, tally }: Pick<Context, 'clock' | 'policy' | 'tally'>) {
    this.#clock = clock;
    this.#policy = policy;
    this.#once = new Oldest(policy.missingLimit, () => tally.dropped('missingFull'));
    this.#again = new Oldest(policy.repeatedLimit, () => tally.dropped('repeatedFull'));
  }
  get size(): number {
    return this.#once.size + this.#again.size;
  }

  /** An SPDU of `psid` needed the certificate of this HashedId8, and it is not here. */
  need(id: string, kind: Missing['kind'], psid: number): void {
    this.#expire();
    const neededAt = this.#clock.now();
    const known = this.#again.get(id) ?? this.#once.get(id);
    if (!known) {
      const fresh = { again: false, askedAt: undefined, asks: 0, restsUntil: neededAt, heldAt: undefined };
      this.#once.put(id, { id, id8: fromHex(id), kind, psid, neededAt, ...fresh });
      return;
    }
    this.#once.delete(id);
    this.#again.put(id, known);
    known.again = true;
    known.psid = psid;
    known.neededAt = neededAt;
  }
  get(id: string): Missing | undefined {
    this.#expire();
    return this.#again.get(id) ?? this.#once.get(id);
  }
  delete(id: string): void {
    this.#once.delete(id);
    this.#again.delete(id);
  }
  /** Those needed more than once first. */
  *all(): Generator<Missing, void> {
    this.#expire();
    yield* this.#again.values();
    yield* this.#once.values();
  }

  #expire(): void {
    const since = this.#clock.now() - this.#policy.currentlyUsedTriggerCertificateSeconds * 1e6;
    const over = ({ neededAt }: Missing): boolean => neededAt < since;
    this.#once.expire(over);
    this.#again.expire(over);
  }
}
