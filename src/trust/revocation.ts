/** What CRLs say of certificates (clause 7, 5.1.3): revoked by HashedId10 or by linkage value, or the list is overdue. */

import { toHex } from '../../asn1/hex.ts';
import type { CrlContents, IndividualRevocation, ToBeSignedLinkageValueCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { laterSeed, linkageValue, preLinkageValues } from '../crypto/linkage.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Micros } from '../world.ts';
import { type CertificateRecord, seriesOf } from './certificate.ts';
import { type Refusal, refuse } from './result.ts';

/** How far beyond iRev values are derived. A list says nothing of later periods: it is overdue for them. */
const PERIODS_AHEAD = 16;
const SECOND = 1_000_000;

/** What is in force of the lists of one CRACA in one series. */
interface Series {
  /** HashedId8: certificates name a CRACA by three octets only, and another one may have the same. */
  readonly craca: string;
  readonly issueDate: number;
  readonly nextCrl: number;
  readonly hashes: HashList | undefined;
  readonly linked: LinkedList | undefined;
}
interface HashList {
  readonly crlSerial: number;
  readonly ids: ReadonlySet<string>;
}

/** Overdue lists are trusted this much longer, and no series has to be there unless it is asked for. */
export interface RevocationPolicy {
  readonly overdueSeconds: number;
  /** Series (as `seriesOf` writes them) whose certificates are refused while there is no list. */
  readonly required: readonly string[];
}

export class Revocations {
  readonly #crypto: CryptoProvider;
  readonly #policy: RevocationPolicy;
  readonly #series = new Map<string, readonly Series[]>();

  constructor(crypto: CryptoProvider, policy: RevocationPolicy = { overdueSeconds: 14 * 86_400, required: [] }) {
    this.#crypto = crypto;
    this.#policy = policy;
  }

  /**
   * Takes in the contents of a CRL whose signature and signer were checked before; they are kept. A list that is older
   * than the one we have changes nothing; one we do not know the form of is refused. A delta revokes what it names even
   * where one before it is missing, but then puts off nothing: the refusal says so, and only a full list cures it.
   */
  apply(contents: CrlContents): Refusal | undefined {
    const { crlSeries, crlCraca, issueDate, nextCrl } = contents;
    if (nextCrl <= issueDate) return refuse('spduParsingInvalidInput', 'nextCrl is not after issueDate', '7.3.2');
    const key = seriesOf(crlCraca.subarray(5), crlSeries);
    const craca = toHex(crlCraca);
    const all = this.#series.get(key) ?? [];
    const known = all.find((s) => s.craca === craca);
    if (known && issueDate < known.issueDate) return undefined;
    const next = this.#merge(known, contents);
    if ('result' in next) return next;
    const { gap, hashes, linked } = next;
    const times = gap && known ? known : { issueDate, nextCrl };
    const series = { craca, issueDate: times.issueDate, nextCrl: times.nextCrl, hashes, linked };
    this.#series.set(key, [...all.filter((s) => s !== known), series]);
    return gap ? refuse('overdueCRL', 'a delta CRL before this one is missing: get the full list', '7.3.2') : undefined;
  }

  /** Lists of the kind `contents` is not stay as they are: nobody is taken off a list by one of another kind. */
  #merge(
    known: Series | undefined,
    { typeSpecific: list }: CrlContents,
  ): (Pick<Series, 'hashes' | 'linked'> & { readonly gap: boolean }) | Refusal {
    const { hashes, linked } = known ?? { hashes: undefined, linked: undefined };
    if (list.tag === 'fullHashCrl' || list.tag === 'deltaHashCrl') {
      const { crlSerial, entries } = list.value;
      const full = list.tag === 'fullHashCrl';
      if (!full && !hashes) return withoutFull();
      const ids = new Set([...(full || !hashes ? [] : hashes.ids), ...entries.map((e) => toHex(e.id))]);
      const gap = !full && hashes !== undefined && crlSerial > hashes.crlSerial + 1;
      // Behind a gap the serial stays: the missing one may still come, and until then each later delta finds the gap too.
      return { hashes: { crlSerial: gap ? hashes.crlSerial : crlSerial, ids }, linked, gap };
    }
    if (list.tag === 'fullLinkedCrl' || list.tag === 'deltaLinkedCrl') {
      const { individual = [], groups = [], groupsSingleSeed = [] } = list.value;
      const single = individual.some((j) => j.contents.some((l) => l.contents.some((g) => g.singleSeed)));
      if (groups.length > 0 || groupsSingleSeed.length > 0 || single) return unsupported('with groups or single seeds');
      if (list.tag === 'fullLinkedCrl')
        return { hashes, linked: LinkedList.of(this.#crypto, list.value, linked), gap: false };
      if (!linked) return withoutFull();
      const gap = !linked.continues(list.value);
      return { hashes, linked: linked.with(list.value, gap), gap };
    }
    return unsupported(`of type ${list.tag}`);
  }

  /** Revoked, on a list that is overdue, or undefined. */
  check(record: CertificateRecord, now: Micros): Refusal | undefined {
    const { series: key, tbs } = record;
    if (key === undefined) return undefined;
    const all = this.#series.get(key);
    if (!all) {
      if (!this.#policy.required.includes(key)) return undefined;
      return refuse('overdueCRL', `there is no CRL of series ${key}`, '5.1.3');
    }
    const { id } = tbs;
    let overdue: string | undefined;
    for (const { hashes, linked, nextCrl } of all) {
      const named = hashes?.ids.has(record.id10) || (record.twin10 !== undefined && hashes?.ids.has(record.twin10));
      const traced = id.tag === 'linkageData' ? linked?.has(id.value.iCert, id.value.linkageValue) : false;
      if (named || traced === true)
        return refuse('certificateRevoked', `${record.id} is on the CRL of series ${key}`, '5.1.3');
      const late = now / SECOND - nextCrl;
      if (late > this.#policy.overdueSeconds) overdue = `the CRL of series ${key} is overdue by ${Math.round(late)} s`;
      if (traced === 'later')
        overdue = `the CRL of series ${key} says nothing of a period as late as that of ${record.id}`;
    }
    return overdue === undefined ? undefined : refuse('overdueCRL', overdue, '5.1.3');
  }
}

function withoutFull(): Refusal {
  return refuse('overdueCRL', 'a delta CRL without the full one before it', '7.3.2');
}
function unsupported(what: string): Refusal {
  return refuse('unsupportedCriticalInformationField', `a CRL ${what} is not supported`, '7.3.2');
}

/** Linkage values of revoked devices, derived for a period when a certificate of it is first seen. */
class LinkedList {
  readonly #crypto: CryptoProvider;
  /** The full list, and deltas to it. */
  readonly #lists: readonly ToBeSignedLinkageValueCrl[];
  /** The last one up to which none is missing. */
  readonly #last: ToBeSignedLinkageValueCrl;
  readonly #values: Map<number, ReadonlySet<string>>;

  constructor(
    crypto: CryptoProvider,
    lists: readonly ToBeSignedLinkageValueCrl[],
    last: ToBeSignedLinkageValueCrl,
    values: Map<number, ReadonlySet<string>>,
  ) {
    this.#crypto = crypto;
    this.#lists = lists;
    this.#last = last;
    this.#values = values;
  }

  /**
   * The values of the period before are taken over from the list before: certificates of two periods are valid for an
   * hour together, and seeds of the later one do not lead back.
   */
  static of(crypto: CryptoProvider, full: ToBeSignedLinkageValueCrl, former: LinkedList | undefined): LinkedList {
    const before = former ? former.#of(full.iRev - 1) : undefined;
    return new LinkedList(crypto, [full], full, new Map(before ? [[full.iRev - 1, before]] : []));
  }
  with(delta: ToBeSignedLinkageValueCrl, gap: boolean): LinkedList {
    const { iRev } = this.#lists[0]!;
    const before = this.#values.get(iRev - 1);
    const values = new Map(before ? [[iRev - 1, before]] : []);
    return new LinkedList(this.#crypto, [...this.#lists, delta], gap ? this.#last : delta, values);
  }
  /** indexWithinI counts the lists of a period. */
  continues({ iRev, indexWithinI }: ToBeSignedLinkageValueCrl): boolean {
    const { iRev: i, indexWithinI: index } = this.#last;
    return iRev === i ? indexWithinI <= index + 1 : indexWithinI === 0;
  }

  has(i: number, value: Uint8Array): boolean | 'later' {
    if (i > this.#last.iRev + PERIODS_AHEAD) return 'later';
    return this.#of(i)?.has(toHex(value)) === true;
  }

  /** Undefined for periods of which nothing can be known. */
  #of(i: number): ReadonlySet<string> | undefined {
    const known = this.#values.get(i);
    if (known || i < this.#lists[0]!.iRev || i > this.#last.iRev + PERIODS_AHEAD) return known;
    const values = new Set(this.#lists.flatMap((l) => [...this.#derive(l, i)]));
    this.#values.set(i, values);
    return values;
  }

  *#derive(list: ToBeSignedLinkageValueCrl, i: number): Generator<string> {
    const steps = i - list.iRev;
    if (steps < 0) return;
    for (const { jmax, contents } of list.individual ?? [])
      for (const { la1Id, la2Id, contents: groups } of contents)
        for (const { iMax, contents: devices } of groups)
          if (i <= iMax) for (const device of devices) yield* this.#device(device, la1Id, la2Id, steps, jmax);
  }

  *#device(
    d: IndividualRevocation,
    la1Id: Uint8Array,
    la2Id: Uint8Array,
    steps: number,
    jmax: number,
  ): Generator<string> {
    // j counts from 0 in deployed certificates, and jmax is the highest one used by a device.
    const js = Array.from({ length: jmax + 1 }, (_, j) => j);
    const values = ([laId, seed]: readonly [Uint8Array, Uint8Array]): Uint8Array[] =>
      preLinkageValues(this.#crypto, laId, laterSeed(this.#crypto, laId, seed, steps), js);
    const one = values([la1Id, d.linkageSeed1]);
    const two = values([la2Id, d.linkageSeed2]);
    for (const j of js) yield toHex(linkageValue(one[j]!, two[j]!));
  }
}
