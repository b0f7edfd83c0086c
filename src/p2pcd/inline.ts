/** Answers to requests in line (8.2.4, TS 103 097 7.1.1): the certificate in the next SPDU of the same application. */
import { fromHex } from '../../asn1/hex.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Established } from '../trust/chain.ts';
import type { Micros } from '../world.ts';
import type { Context } from './context.ts';
import { giveable, isSame } from './give.ts';

interface Pending {
  readonly psid: number;
  readonly of: Established;
  readonly askedAt: Micros;
  waits: boolean;
  /** Times others have given it. */
  heard: number;
}
/** Which certificate signs for an application now, and whether somebody asked for it. */
interface Own {
  id: string;
  asked: boolean;
  givenAt: Micros | undefined;
}

/** Applications whose signer is remembered: more than any unit has. */
const APPLICATIONS = 64;

export class Inline {
  readonly #context: Context;
  readonly #pending = new Map<string, Pending>();
  readonly #own = new Map<number, Own>();

  constructor(context: Context) {
    this.#context = context;
  }
  get active(): number {
    return this.#pending.size;
  }

  /** An SPDU of `psid` asked for the certificate of this HashedId3: of a CA, or the one we sign such messages with. */
  asked(psid: number, id3: string): void {
    const { policy, clock, store, tally } = this.#context;
    const now = clock.now();
    const own = this.#own.get(psid);
    // The one in use now, and no earlier one: a station that owned up to two pseudonyms would have linked them.
    const mine = own?.id.endsWith(id3) ?? false;
    if (own && mine) {
      if (own.givenAt !== undefined && now - own.givenAt < policy.responseActiveSeconds * 1e6)
        tally.dropped('responseActive');
      else own.asked = true;
      if (store.named(fromHex(id3)).length === 0) return;
    }
    for (const of of giveable(this.#context, id3)) this.#begin(psid, of, now);
  }

  #begin(psid: number, of: Established, now: Micros): void {
    const { policy, tally } = this.#context;
    this.#expire(now);
    const key = `${psid}/${of.record.id}`;
    if (this.#pending.has(key)) tally.dropped('responseActive');
    else if (this.#pending.size >= policy.responseLimit) tally.dropped('responsesFull');
    else this.#pending.set(key, { psid, of, askedAt: now, waits: true, heard: 0 });
  }

  /** A requestedCertificate that somebody else gave in an SPDU of `psid`. */
  heard(psid: number, octets: Uint8Array): void {
    for (const pending of this.#pending.values())
      if (pending.waits && pending.psid === psid && isSame(pending.of.record, octets)) pending.heard++;
  }

  /** The certificate that the next SPDU of `psid` is to give; at most `room` octets of it. */
  next(psid: number, room: number): CertificateRecord | undefined {
    const { policy, clock, store, tally, responses } = this.#context;
    if (this.#pending.size === 0) return undefined;
    this.#expire(clock.now());
    for (const pending of this.#pending.values()) {
      if (!pending.waits || pending.psid !== psid) continue;
      pending.waits = false;
      const { record } = pending.of;
      if (pending.heard >= policy.inlineResponseCountThreshold) tally.dropped('enoughResponses');
      else if (!store.trusts(pending.of)) tally.dropped('notHeld');
      else if (record.octets.length > room) tally.dropped('responseTooLong');
      else if (!responses.take()) tally.dropped('responseRate');
      else {
        tally.responded('inline');
        return record;
      }
    }
    return undefined;
  }

  /** Whether the next SPDU of `psid`, signed with `signer`, is to have the whole certificate of its signer. */
  whole(psid: number, { id }: CertificateRecord): boolean {
    const own = this.#own.get(psid);
    if (!own || own.id !== id) {
      if (!own && this.#own.size >= APPLICATIONS) this.#own.clear();
      this.#own.set(psid, { id, asked: false, givenAt: undefined });
      return false;
    }
    if (!own.asked) return false;
    own.asked = false;
    own.givenAt = this.#context.clock.now();
    this.#context.tally.responded('signer');
    return true;
  }

  /** What waited for an SPDU that did not come, or was given, is over. */
  #expire(now: Micros): void {
    const { responseActiveSeconds, currentlyUsedTriggerCertificateSeconds } = this.#context.policy;
    for (const [key, { waits, askedAt }] of this.#pending) {
      const seconds = waits ? currentlyUsedTriggerCertificateSeconds : responseActiveSeconds;
      if (now - askedAt >= seconds * 1e6) this.#pending.delete(key);
    }
  }
}
