/** Linkage-based CRLs (7.3, 5.1.3.4): a full list, the deltas to it, and what was said of the period before. */

import { toHex } from '../../asn1/hex.ts';
import type { LinkageData } from '../../asn1/ieee1609dot2/certificate.ts';
import type { LinkageList, Period, SeedList } from './seeds.ts';
import { unbroken } from './standing.ts';

/** How far beyond iRev values are derived. A list says nothing of later periods: it is overdue for them. */
export const PERIODS_AHEAD = 16;
/** How far any list, also a full one that deltas have followed since, is derived: each period is two hashes a device. */
const FARTHEST = 104;

/** Seeds of a later period do not lead back: certificates of two periods are valid for an hour together. */
interface Before {
  readonly i: number;
  periods: readonly Period[];
}

/** A full list, the deltas to it, and what the list before it said of the period before. */
export class LinkedList {
  readonly #lists: readonly SeedList[];
  /** The last one up to which none is missing. */
  readonly #last: SeedList;
  readonly #before: Before;
  readonly #reach: number;

  private constructor(lists: readonly SeedList[], last: SeedList, before: Before) {
    this.#lists = lists;
    this.#last = unbroken(last, (before) => lists.find((l) => isLater(l, before) && follows(l, before)));
    this.#before = before;
    this.#reach = Math.min(this.#last.iRev + PERIODS_AHEAD, ...lists.map((l) => l.iRev + FARTHEST));
  }
  /** With the deltas of a list before it that are `later` than it. */
  static of(full: SeedList, kept: readonly SeedList[] = []): LinkedList {
    return new LinkedList([full, ...kept], full, { i: full.iRev - 1, periods: [] });
  }
  /** Those of its lists that were issued after a full one: that says nothing of what they revoke. */
  later(full: LinkageList, issueDate: number): readonly SeedList[] {
    return this.#lists.filter((l) => l.issueDate > issueDate || (l.issueDate === issueDate && isLater(l, full)));
  }
  /** Behind a gap the last one stays, as with hashes. */
  with(delta: SeedList): LinkedList {
    return new LinkedList([...this.#lists, delta], this.#last, this.#before);
  }
  get since(): number {
    return this.#lists[0]!.issueDate;
  }
  get iRev(): number {
    return this.#last.iRev;
  }
  /** Devices and groups named. */
  get size(): number {
    return this.#lists.reduce((n, l) => n + l.size, 0);
  }
  get groups(): number {
    return this.#lists.reduce((n, l) => n + l.groups, 0);
  }
  /** Lists it is made of. */
  get length(): number {
    return this.#lists.length;
  }
  /** Whether a delta is the next one, or an earlier one. */
  continues(delta: LinkageList): boolean {
    return !isLater(delta, this.#last) || follows(delta, this.#last);
  }
  /** Whether this very list, full or delta, is one of those it is made of. */
  contains({ iRev, indexWithinI }: LinkageList, issueDate: number, full: boolean): boolean {
    const same = (l: SeedList) => l.issueDate === issueDate && l.iRev === iRev && l.indexWithinI === indexWithinI;
    return full ? same(this.#lists[0]!) : this.#lists.slice(1).some(same);
  }
  /** Whether something can be said of period `i`, if not now. */
  reaches(i: number): boolean {
    return i <= this.#reach;
  }
  /** Whether all that can be said of period `i` is derived. */
  ready(i: number): boolean {
    for (const list of this.#lists) if (i >= list.iRev && list.period(i) === undefined) return false;
    return true;
  }
  /** Periods of which values are at hand. */
  get periods(): readonly number[] {
    return [...new Set(this.#lists.flatMap((l) => l.periods))];
  }
  *derive(i: number): Generator<void, void> {
    if (!this.reaches(i)) return;
    // Nobody asks for the next one before the one before is over for good.
    if (i > this.#before.i + 1) this.#before.periods = [];
    for (const list of this.#lists) yield* list.derive(i);
  }
  /**
   * Makes it ready to follow the list that is in force then: for the periods that one is ready for, so that nobody waits
   * for what could be said a moment ago, for its own first one where there are none, and for the period before.
   */
  *follow(iRev: number, former: LinkedList | undefined): Generator<void, void> {
    const live = (former?.periods ?? []).filter((i) => i >= iRev);
    for (const i of live.length > 0 ? live : [iRev]) yield* this.derive(i);
    const { i } = this.#before;
    if (former === undefined || former.#before === this.#before) return;
    yield* former.derive(i);
    this.#before.periods = former.#of(i);
  }
  has(data: LinkageData): boolean {
    const i = data.iCert;
    for (const list of this.#lists) {
      const period = list.period(i);
      if (period !== undefined && says(period, data)) return true;
    }
    return this.#before.i === i && this.#before.periods.some((period) => says(period, data));
  }
  /** What of a certificate that is on the list is on it. */
  found(data: LinkageData): { readonly field: string; readonly found: string } {
    const { linkageValue, groupLinkageValue: group } = data;
    const byGroup = group !== undefined && !this.has({ ...data, groupLinkageValue: undefined });
    return {
      field: `toBeSigned.id.linkageData.${byGroup ? 'group-linkage-value' : 'linkage-value'}`,
      found: toHex(byGroup ? group.value : linkageValue),
    };
  }
  #of(i: number): readonly Period[] {
    const own = this.#lists.flatMap((l) => l.period(i) ?? []);
    return this.#before.i === i ? [...own, ...this.#before.periods] : own;
  }
}

type Numbered = Pick<LinkageList, 'iRev' | 'indexWithinI'>;
/** indexWithinI counts the lists of a period. */
function follows({ iRev, indexWithinI }: Numbered, last: Numbered): boolean {
  return iRev === last.iRev ? indexWithinI <= last.indexWithinI + 1 : indexWithinI === 0;
}
function isLater({ iRev, indexWithinI }: Numbered, last: Numbered): boolean {
  return iRev > last.iRev || (iRev === last.iRev && indexWithinI > last.indexWithinI);
}
function says({ values, groups }: Period, { linkageValue, groupLinkageValue: group }: LinkageData): boolean {
  return values.has(linkageValue) || (group !== undefined && groups.has(group));
}
