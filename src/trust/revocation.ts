/** What CRLs say of certificates (clause 7, 5.1.3): revoked by HashedId10 or by linkage value, or the list is overdue. */

import type { Lazily } from '../../asn1/coerslices.ts';
import { toHex } from '../../asn1/hex.ts';
import type { CertificateId, LinkageData } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Background, Micros } from '../world.ts';
import { type CertificateRecord, seriesOf } from './certificate.ts';
import { seconds, tagOf } from './finding.ts';
import { atOnce, Force } from './force.ts';
import { HashList } from './hashed.ts';
import { LinkedList } from './linked.ts';
import { type Refusal, refuse } from './result.ts';
import { SeedList, unfit } from './seeds.ts';
import { inList, standing } from './standing.ts';

const SECOND = 1_000_000;
/** Up to so many entries are made ready at once: some ten milliseconds for devices, less for hashes. */
const FEW = 2000;
/** So long before a certificate ends the next period is made ready, but not in the first half of its life. */
const AHEAD = 86_400 * SECOND;

/** So long, at most, a chain is not asked about again while no list changes: then what is about to end is seen to. */
const CLEARED = 10 * SECOND;

/** What is in force of the lists of one CRACA in one series. */
interface Series {
  /** HashedId8: certificates name a CRACA by three octets only, and another one may have the same. */
  readonly craca: string;
  readonly issueDate: number;
  readonly nextCrl: number;
  readonly hashes: Force<HashList>;
  readonly linked: Force<LinkedList>;
  /** Whether whoever signed the last one is still trusted. */
  readonly stands: () => boolean;
  /** Periods being derived beyond the one a list came with. */
  readonly deriving: Set<number>;
}

interface Listed {
  readonly record: CertificateRecord;
}
/** A chain that is on no list; it need not be asked about again before `until`, while the edition is this one. */
export interface Clearance {
  readonly ok: true;
  readonly edition: number;
  readonly until: Micros;
}

/** Who says of chains that they are on no list. */
export interface Clearing {
  /** How often what is in force has changed, or may have. */
  readonly edition: number;
  clear(chain: readonly Listed[], now: Micros, asked?: RevocationPolicy): Clearance | Refusal;
  /**
   * Of who signs CRLs: refuses who is revoked and nobody else, whatever any policy says of lists that are overdue or not
   * there. A CRL is what cures that, and its signer may be of the very series it signs.
   */
  readonly curing: Clearing;
}

/** Overdue lists are trusted this much longer, and no series has to be there unless it is asked for. */
export interface RevocationPolicy {
  readonly overdueSeconds: number;
  /** Series (as `seriesOf` writes them) whose certificates are refused while there is no list. */
  readonly requiredSeries: readonly string[];
}
/** For who names none. */
const USUAL: RevocationPolicy = { overdueSeconds: 14 * 86_400, requiredSeries: [] };
const NONE: readonly Series[] = [];
const NOTHING: RevocationPolicy = { overdueSeconds: Infinity, requiredSeries: [] };

export class Revocations implements Clearing {
  readonly #crypto: CryptoProvider;
  readonly #policy: RevocationPolicy;
  readonly #background: Background;
  readonly #series = new Map<string, readonly Series[]>();
  #edition = 0;
  readonly curing: Clearing = curingOf(this);

  /**
   * With a `background`, long lists take effect some time after they were applied; the ones before serve until then.
   * `policy` holds for every application, beside its own.
   */
  constructor(crypto: CryptoProvider, policy: RevocationPolicy = NOTHING, background: Background = atOnce) {
    this.#crypto = crypto;
    this.#policy = policy;
    this.#background = background;
  }

  get edition(): number {
    return this.#edition;
  }

  /**
   * Takes in the contents of a CRL whose signature and signer were checked before; nothing of them is kept once they
   * have taken effect, and until then neither they nor the octets they were read from may change. A list that
   * we have, or that is older than the one we have, changes nothing: anybody can send it again. One we do not know the
   * form of is refused, and so is one that is too long to be kept. A delta revokes what it names even where one before
   * it is missing, but then puts off nothing: the refusal says so, and only a full list cures it. Once it does not stand
   * any more, as the root above its signer was withdrawn, it is as if the list had never come.
   */
  apply(contents: Lazily<CrlContents>, stands: () => boolean = () => true): Refusal | undefined {
    const { crlSeries, crlCraca, issueDate, nextCrl } = contents;
    if (nextCrl <= issueDate)
      return refuse(
        'spduParsingInvalidInput',
        'a list that ends before it is issued',
        '7.3.2',
        inList('nextCrl', `${nextCrl} s`, `after issueDate, ${issueDate} s`),
      );
    const key = seriesOf(crlCraca.subarray(5), crlSeries);
    const craca = toHex(crlCraca);
    const all = this.#standing(key);
    const known = all.find((s) => s.craca === craca);
    const { hashes, linked, deriving } = known ?? {
      hashes: new Force<HashList>(),
      linked: new Force<LinkedList>(),
      deriving: new Set<number>(),
    };
    const merged = this.#merge(hashes, linked, contents);
    if (merged && 'result' in merged) return merged;
    const times = known && (merged.gap || issueDate < known.issueDate) ? known : { issueDate, nextCrl };
    const series = { craca, issueDate: times.issueDate, nextCrl: times.nextCrl, hashes, linked, stands, deriving };
    this.#series.set(key, [...all.filter((s) => s !== known), series]);
    this.#edition++;
    if (!merged.gap) return undefined;
    const finding = inList(`typeSpecific.${contents.typeSpecific.tag}`, 'a later delta', 'the one after the last one');
    return refuse('overdueCRL', 'a delta CRL before this one is missing: get the full list', '7.3.2', finding);
  }

  /** Lists of the kind `contents` is not stay as they are: nobody is taken off a list by one of another kind. */
  #merge(
    hashes: Force<HashList>,
    linked: Force<LinkedList>,
    { typeSpecific: list, issueDate }: Lazily<CrlContents>,
  ): { readonly gap: boolean } | Refusal {
    switch (list.tag) {
      case 'fullHashCrl':
      case 'deltaHashCrl': {
        const { newest } = hashes;
        const full = list.tag === 'fullHashCrl';
        const known = standing(newest, list.value, issueDate, full);
        if (known) return known;
        const gap = !full && !newest!.continues(list.value);
        const next = full ? HashList.of(list.value, issueDate, newest) : newest!.with(list.value, issueDate);
        hashes.put(next, next.sort(), this.#does(list.value.entries.length, hashes.waits), true);
        return { gap };
      }
      case 'fullLinkedCrl':
      case 'deltaLinkedCrl':
      case 'fullLinkedCrlWithAlg':
      case 'deltaLinkedCrlWithAlg': {
        const { newest } = linked;
        const full = list.tag === 'fullLinkedCrl' || list.tag === 'fullLinkedCrlWithAlg';
        const kept = full ? (newest?.later(list.value, issueDate) ?? []) : [];
        const groups = full ? kept.reduce((n, l) => n + l.groups, 0) : (newest?.groups ?? 0);
        const known = unfit(list.tag, list.value, groups) ?? standing(newest, list.value, issueDate, full);
        if (known) return known;
        const gap = !full && !newest!.continues(list.value);
        const seeds = new SeedList(this.#crypto, list.value, issueDate);
        const next = full ? LinkedList.of(seeds, kept) : newest!.with(seeds);
        // One of a later period leaves to the next one what it says of the period before.
        const instead = newest?.iRev === next.iRev;
        linked.put(next, follow(next, list.value.iRev, linked), this.#does(seeds.size, linked.waits), instead);
        return { gap };
      }
      default:
        return unsupported(tagOf(list));
    }
  }

  /** What is little is done at once, but never before what waits. */
  #does(entries: number, waits = false): Background {
    return entries <= FEW && !waits ? atOnce : this.#later;
  }
  readonly #later: Background = (work) => this.#background(this.#noted(work));
  *#noted(work: Generator<void, void>): Generator<void, void> {
    yield* work;
    this.#edition++;
  }

  /** `check` of each certificate of a chain, the first refusal; or how long what was found is good. */
  clear(chain: readonly Listed[], now: Micros, asked: RevocationPolicy = USUAL): Clearance | Refusal {
    // As it is now: what is made ready meanwhile makes it another one.
    const edition = this.#edition;
    for (const { record } of chain) {
      const refusal = this.check(record, now, asked);
      if (refusal) return refusal;
    }
    const until = Math.min(now + CLEARED, ...chain.map(({ record }) => this.#overdueAt(record, asked)));
    return { ok: true, edition, until };
  }
  /** When the first list of its series is overdue. */
  #overdueAt({ series }: CertificateRecord, asked: RevocationPolicy): Micros {
    const all = this.#standing(series);
    const tolerated = Math.min(asked.overdueSeconds, this.#policy.overdueSeconds);
    return Math.min(...all.map((s) => (s.nextCrl + tolerated) * SECOND));
  }

  #standing(key: string | undefined): readonly Series[] {
    const all = (key !== undefined && this.#series.get(key)) || NONE;
    return all.every((s) => s.stands()) ? all : all.filter((s) => s.stands());
  }

  /** Revoked, on a list that is overdue, or undefined. `asked` is of the application: an emergency waits for no list. */
  check(record: CertificateRecord, now: Micros, asked: RevocationPolicy = USUAL): Refusal | undefined {
    const { series: key, tbs } = record;
    if (key === undefined) return undefined;
    const required = asked.requiredSeries.includes(key) || this.#policy.requiredSeries.includes(key);
    const tolerated = Math.min(asked.overdueSeconds, this.#policy.overdueSeconds);
    const all = this.#standing(key);
    if (all.length === 0) return required ? overdueOf(record, 'there is no CRL', 'no CRL', 'a CRL') : undefined;
    const { id } = tbs;
    let overdue: Refusal | undefined;
    for (const series of all) {
      const hashes = series.hashes.inForce;
      const named = hashes?.has(record.id10) || (record.twin10 !== undefined && hashes?.has(record.twin10));
      const traced = id.tag === 'linkageData' ? this.#traced(series, id.value, ends(record, now)) : false;
      if (named || traced === true)
        return refuse('certificateRevoked', `on the CRL of series ${key}`, '5.1.3', {
          ...(named || id.tag !== 'linkageData'
            ? { field: 'Certificate', found: toHex(record.id10) }
            : series.linked.inForce!.found(id.value)),
          certificate: record.id,
          allowed: 'one that is on no list',
        });
      const [late, most] = [now - series.nextCrl * SECOND, tolerated * SECOND];
      if (late > most)
        overdue = overdueOf(record, 'its CRL is overdue', `overdue by ${seconds(late)}`, `at most by ${seconds(most)}`);
      if (typeof traced === 'string')
        overdue = overdueOf(record, `its CRL ${traced} this certificate`, `i = ${iOf(id)}`, 'a period that is ready');
      else if (required && !hashes && !series.linked.inForce)
        overdue = overdueOf(record, 'no CRL is in force yet', 'no CRL in force', 'a CRL in force');
    }
    return overdue;
  }

  /** Whether a linkage value is on a list, or why that cannot be said; `last` where its period is about to end. */
  #traced(series: Series, data: LinkageData, last: boolean): boolean | string {
    const list = series.linked.inForce;
    if (list === undefined) return false;
    const i = data.iCert;
    if (!list.reaches(i)) return 'says nothing of a period as late as that of';
    if (list.has(data)) return true;
    if (!list.ready(i)) {
      this.#derive(series, list, i, this.#does(list.size));
      if (list.has(data)) return true;
      if (!list.ready(i)) return 'is being made ready for the period of';
    }
    // Not sooner: of long lists two periods are all that is ever kept.
    if (last && this.#background !== atOnce && list.reaches(i + 1) && !list.ready(i + 1))
      this.#derive(series, list, i + 1, this.#later);
    return false;
  }
  #derive({ deriving }: Series, list: LinkedList, i: number, does: Background): void {
    if (deriving.has(i)) return;
    deriving.add(i);
    does(
      (function* () {
        try {
          yield* list.derive(i);
        } finally {
          deriving.delete(i);
        }
      })(),
    );
  }
}

function curingOf(all: Revocations): Clearing {
  return {
    get edition() {
      return all.edition;
    },
    get curing() {
      return this;
    },
    clear(chain, now) {
      for (const { record } of chain) {
        const found = all.check(record, now);
        if (found?.result === 'certificateRevoked') return found;
      }
      return { ok: true, edition: all.edition, until: now + CLEARED };
    },
  };
}

function overdueOf({ id, series }: CertificateRecord, sentence: string, found: string, allowed: string): Refusal {
  const finding = { field: 'toBeSigned.crlSeries', certificate: id, found: `series ${series}, ${found}`, allowed };
  return refuse('overdueCRL', sentence, '5.1.3', finding);
}
const iOf = (id: CertificateId): number | undefined => (id.tag === 'linkageData' ? id.value.iCert : undefined);
/** Certificates of two periods overlap when those of the later one are young: then the earlier one is still asked for. */
function ends({ from, until }: CertificateRecord, now: Micros): boolean {
  return until - now < Math.min(AHEAD, (until - from) / 2);
}
/** What is in force is asked for when its turn comes: until then others may have come into force. */
function* follow(next: LinkedList, iRev: number, linked: Force<LinkedList>): Generator<void, void> {
  yield* next.follow(iRev, linked.inForce);
}
function unsupported(found: string): Refusal {
  const finding = inList('typeSpecific', found, 'full and delta lists of hashes and of linkage values');
  return refuse('unsupportedCriticalInformationField', 'a form of CRL that is not supported', '7.3.2', finding);
}
