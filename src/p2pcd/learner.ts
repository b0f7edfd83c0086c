/**
 * Takes CA certificates from other stations: those that are missing here and no others, and each only after its chain
 * was judged. A certificate proves itself, so it does not matter who gave it, and nobody looks at the signature of the
 * SPDU it came in: that of a stranger could not be verified before it is learned. What is not missing costs a hash.
 */
import { fromHex, toHex } from '../../asn1/hex.ts';
import type { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Kept } from '../../asn1/schema.ts';
import { Rate } from '../rate.ts';
import { type CertificateRecord, decodeCanonical } from '../trust/certificate.ts';
import { type Established, LONGEST } from '../trust/chain.ts';
import { explain, results } from '../trust/result.ts';
import { namesOf } from '../trust/store.ts';
import type { Micros } from '../world.ts';
import type { Context } from './context.ts';
import type { Drop } from './drop.ts';
import { issuerOf } from './lack.ts';
import type { Way } from './metrics.ts';
import type { MissingTable } from './missing.ts';
import { Oldest } from './oldest.ts';

/** A certificate whose issuer is missing too. */
interface Waiting {
  readonly record: CertificateRecord;
  readonly issuer: string;
  readonly way: Way;
  readonly until: Micros;
}
type Parts = Pick<Context, 'policy' | 'clock' | 'store' | 'revocations' | 'tally'>;

export class Learner {
  readonly #context: Parts;
  readonly #missing: MissingTable;
  readonly #waiting: Oldest<Waiting>;
  /** HashedId8 of what is no CA, or whose chain is wrong, and until when it is not asked for. */
  readonly #refused: Oldest<Micros>;
  readonly #judged: Rate;
  readonly #learned = new Set<Established>();
  /** The anchors that were there when it was last looked. */
  #edition: number;

  constructor(context: Parts, missing: MissingTable) {
    const { policy, clock, tally } = context;
    this.#context = context;
    this.#missing = missing;
    this.#edition = context.store.edition;
    this.#waiting = new Oldest(policy.waitingLimit, () => tally.dropped('waitingFull'));
    this.#refused = new Oldest(policy.refusedLimit, () => tally.dropped('refusedFull'));
    this.#judged = new Rate(clock, policy.judgedPerSecond);
  }
  get waiting(): number {
    return this.#waiting.size;
  }
  get refused(): number {
    return this.#refused.size;
  }

  /**
   * What to ask for where the certificate of this HashedId8 is missing: itself, or the first above it that is not here
   * either. Undefined where asking is in vain.
   */
  wanted(id: string): string | undefined {
    this.#expire();
    let top = id;
    for (let depth = 0; depth < LONGEST; depth++) {
      if (this.#refused.get(top) !== undefined) return undefined;
      const waiting = this.#waiting.get(top);
      if (!waiting) return top;
      top = waiting.issuer;
    }
    this.#context.tally.dropped('chainTooLong');
    return undefined;
  }

  /** Certificates as they came, each followed by its issuer: those from the first that is missing on are looked at. */
  take(list: readonly Kept<Certificate>[], way: Way): void {
    const { policy, tally } = this.#context;
    this.#expire();
    if (list.length > policy.chainLimit) tally.dropped('chainTooLong');
    else {
      const { chain, psid } = this.#needed(list);
      const [lowest] = chain;
      if (!lowest) tally.dropped('unneeded');
      for (const record of chain.toReversed()) this.#admit(record, way);
      const wanted = lowest && this.#waiting.get(lowest.id) && this.wanted(lowest.id);
      if (wanted !== undefined) this.#missing.need(wanted, 'authority', psid);
    }
  }

  /** The first that is missing and those above it, and the PSID it is missing for. */
  #needed(list: readonly Kept<Certificate>[]): {
    readonly chain: readonly CertificateRecord[];
    readonly psid: number;
  } {
    const { crypto } = this.#context.store;
    const chain: CertificateRecord[] = [];
    let psid = 0;
    for (const { octets } of this.#missing.size > 0 ? list : []) {
      // What is kept, and given to others, is the form that was signed.
      const got = decodeCanonical(crypto, octets);
      if (!got.ok) break;
      const { record } = got;
      const names = namesOf(crypto, record).map(toHex);
      const below = chain.at(-1);
      if (below && !names.includes(issuerOf(below.value) ?? '')) break;
      const needed = names.map((id) => this.#missing.get(id)).find((m) => m?.kind === 'authority');
      if (!below && !needed) continue;
      psid = needed?.psid ?? psid;
      chain.push(record);
    }
    return { chain, psid };
  }

  #admit(record: CertificateRecord, way: Way): void {
    const { policy, clock, store, tally } = this.#context;
    if (store.issuers(record.id8).length > 0) return;
    const names = namesOf(store.crypto, record).map(toHex);
    const issuer = issuerOf(record.value);
    const unfit = this.#unfit(record, issuer);
    if (unfit) this.#refuse(names, unfit);
    else if (issuer !== undefined && store.issuers(fromHex(issuer)).length === 0) {
      for (const id of names) this.#missing.delete(id);
      this.#waiting.put(record.id, { record, issuer, way, until: clock.now() + policy.waitingSeconds * 1e6 });
    } else if (this.#learned.size >= policy.learnedLimit) tally.dropped('learnedFull');
    else if (!this.#judged.take()) tally.dropped('judgedRate');
    else this.#judge(record, names, way);
  }

  /** What costs no signature check. */
  #unfit(record: CertificateRecord, issuer: string | undefined): Drop | undefined {
    const { clock, revocations } = this.#context;
    const now = clock.now();
    if (issuer === undefined || !record.tbs.certIssuePermissions?.length) return 'noAuthority';
    if (now >= record.until) return 'outOfDate';
    // By linkage data nobody is looked for who has no chain yet: anybody could have any period of a list derived, and
    // others put out. A CA is looked for anyhow with each message that it stands above.
    // Whether lists are overdue is for each message to ask: the CA may be the one above who signs them.
    const curing = record.tbs.id.tag === 'linkageData' ? undefined : revocations?.curing;
    if (curing?.clear([{ record }], now).ok === false) return 'outOfDate';
    return this.#refused.get(issuer) === undefined ? undefined : 'chainWrong';
  }

  #judge(record: CertificateRecord, names: readonly string[], way: Way): void {
    const { store, tally } = this.#context;
    const judged = store.addAuthority(record);
    // The chain may be the receiver's own fault, or the store full: that may be over soon.
    if (!judged.ok && results[judged.result].fault === 'sender') this.#refuse(names, 'chainWrong', explain(judged));
    else if (!judged.ok) tally.dropped('chainWrong', explain(judged));
    else if (!store.issuers(record.id8).includes(judged)) tally.dropped('learnedFull');
    else {
      this.#learned.add(judged);
      for (const id of names) this.#missing.delete(id);
      tally.learned(way, record.id);
      for (const { record, issuer } of [...this.#waiting.values()])
        if (names.includes(issuer) && this.#waiting.delete(record.id)) this.#admit(record, way);
    }
  }

  /** The id is a hash of the certificate: no other one will come under it. */
  #refuse(names: readonly string[], why: Drop, sentence?: string): void {
    const { policy, clock, tally } = this.#context;
    for (const id of names) {
      this.#missing.delete(id);
      this.#refused.put(id, clock.now() + policy.refusedSeconds * 1e6);
    }
    tally.dropped(why, sentence);
  }

  #expire(): void {
    const { clock, store } = this.#context;
    const now = clock.now();
    this.#waiting.expire(({ until }) => until <= now);
    this.#refused.expire((until) => until <= now);
    if (this.#edition !== store.edition) this.#anchored();
  }
  /** The anchors have changed: what was wrong under those of then, or waited for one, may be right under these. */
  #anchored(): void {
    const { store } = this.#context;
    this.#edition = store.edition;
    for (const c of this.#learned) if (!store.trusts(c)) this.#learned.delete(c);
    this.#refused.expire(() => true);
    for (const { record, issuer, way } of [...this.#waiting.values()])
      if (store.issuers(fromHex(issuer)).length > 0 && this.#waiting.delete(record.id)) this.#admit(record, way);
  }
}
