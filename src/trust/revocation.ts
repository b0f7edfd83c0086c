/** What CRLs say of certificates (clause 7, 5.1.3): revoked by HashedId10 or by linkage value, or the list is overdue. */

import { toHex } from '../../asn1/hex.ts';
import type { CrlContents, IndividualRevocation, ToBeSignedLinkageValueCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { laterSeed, linkageValue, preLinkageValues } from '../crypto/linkage.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Micros } from '../world.ts';
import { type CertificateRecord, seriesOf } from './certificate.ts';
import { type Refusal, refuse } from './result.ts';

/** How far beyond iRev values are derived: certificates of later periods are not valid before the next list is due. */
const PERIODS_AHEAD = 4;
const SECOND = 1_000_000;

interface Series {
  readonly issueDate: number;
  readonly nextCrl: number;
  readonly hashes: ReadonlySet<string>;
  readonly linked: LinkedList | undefined;
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
  readonly #series = new Map<string, Series>();

  constructor(crypto: CryptoProvider, policy: RevocationPolicy = { overdueSeconds: 14 * 86_400, required: [] }) {
    this.#crypto = crypto;
    this.#policy = policy;
  }

  /**
   * Takes in the contents of a CRL whose signature and signer were checked before. A list that is older than the one we
   * have changes nothing; one we do not know the form of is refused.
   */
  apply(contents: CrlContents): Refusal | undefined {
    const { crlSeries, crlCraca, issueDate, nextCrl, typeSpecific } = contents;
    if (nextCrl <= issueDate) return refuse('spduParsingInvalidInput', 'nextCrl is not after issueDate', '7.3.2');
    const key = seriesOf(crlCraca.subarray(5), crlSeries);
    const known = this.#series.get(key);
    if (known && issueDate < known.issueDate) return undefined;
    const delta = typeSpecific.tag.startsWith('delta');
    if (delta && !known) return refuse('overdueCRL', 'a delta CRL without the full one before it', '7.3.2');
    const hashes = new Set(delta ? known?.hashes : []);
    let linked = known?.linked;
    switch (typeSpecific.tag) {
      case 'fullHashCrl':
      case 'deltaHashCrl':
        for (const { id } of typeSpecific.value.entries) hashes.add(toHex(id));
        break;
      case 'fullLinkedCrl':
        linked = new LinkedList(this.#crypto, [typeSpecific.value]);
        break;
      case 'deltaLinkedCrl':
        linked = new LinkedList(this.#crypto, [...(known?.linked?.lists ?? []), typeSpecific.value]);
        break;
      default:
        return refuse(
          'unsupportedCriticalInformationField',
          `a CRL of type ${typeSpecific.tag} is not supported`,
          '7.3.2',
        );
    }
    this.#series.set(key, { issueDate, nextCrl, hashes, linked });
    return undefined;
  }

  /** Revoked, on a list that is overdue, or undefined. */
  check(record: CertificateRecord, now: Micros): Refusal | undefined {
    const { series: key, tbs } = record;
    if (key === undefined) return undefined;
    const { id } = tbs;
    const series = this.#series.get(key);
    if (!series) {
      if (!this.#policy.required.includes(key)) return undefined;
      return refuse('overdueCRL', `there is no CRL of series ${key}`, '5.1.3');
    }
    const revoked =
      series.hashes.has(record.id10) ||
      (id.tag === 'linkageData' && series.linked?.has(id.value.iCert, id.value.linkageValue) === true);
    if (revoked) return refuse('certificateRevoked', `${record.id} is on the CRL of series ${key}`, '5.1.3');
    const late = now / SECOND - series.nextCrl;
    if (late > this.#policy.overdueSeconds)
      return refuse('overdueCRL', `the CRL of series ${key} is overdue by ${Math.round(late)} s`, '5.1.3');
    return undefined;
  }
}

/** Linkage values of revoked devices, derived for a period when a certificate of it is first seen. */
class LinkedList {
  readonly lists: readonly ToBeSignedLinkageValueCrl[];
  readonly #crypto: CryptoProvider;
  readonly #values = new Map<number, ReadonlySet<string>>();

  constructor(crypto: CryptoProvider, lists: readonly ToBeSignedLinkageValueCrl[]) {
    this.#crypto = crypto;
    this.lists = lists;
  }

  has(i: number, value: Uint8Array): boolean {
    let values = this.#values.get(i);
    if (!values) {
      values = new Set(this.lists.flatMap((l) => [...this.#derive(l, i)]));
      this.#values.set(i, values);
    }
    return values.has(toHex(value));
  }

  *#derive(list: ToBeSignedLinkageValueCrl, i: number): Generator<string> {
    const steps = i - list.iRev;
    if (steps < 0 || steps > PERIODS_AHEAD) return;
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
