/**
 * Linkage-based CRLs (7.3.4): from the seeds of revoked devices to the linkage values of their certificates, a period at
 * a time. A hundred thousand devices have two million values a period; they are derived in slices, so that others go on.
 */

import type { ToBeSignedLinkageValueCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { join } from '../../asn1/octets.ts';
import { addPreLinkageValues, LINKAGE_VALUE, linkageBlocks, nextSeed } from '../crypto/linkage.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { OctetSet } from './octetset.ts';

/** How far beyond iRev values are derived. A list says nothing of later periods: it is overdue for them. */
export const PERIODS_AHEAD = 16;
/** Periods whose values are kept: two are valid at once for an hour, and the next one is made ready. */
const KEPT = 3;
/** Devices between two moments at which others may go on: a third of a millisecond. */
const SLICE = 32;

/** Devices of one pair of linkage authorities that have the same limits; seeds end to end. */
interface Devices {
  readonly la1Id: Uint8Array;
  readonly la2Id: Uint8Array;
  /** j counts from 0 in deployed certificates, and jmax is the highest one used by a device. */
  readonly jmax: number;
  /** The last period they are revoked for. */
  readonly iMax: number;
  readonly seeds1: Uint8Array;
  readonly seeds2: Uint8Array;
}

/** One list as signed, and the values derived from it so far. */
export class SeedList {
  readonly iRev: number;
  readonly indexWithinI: number;
  /** How many devices it names. */
  readonly size: number;
  readonly #crypto: CryptoProvider;
  readonly #groups: readonly Devices[];
  readonly #values = new Map<number, OctetSet>();
  /** The seeds of the latest period derived: later ones begin there. */
  #latest: { readonly i: number; readonly groups: readonly Devices[] };

  /** Keeps nothing of `list`, which is views into the octets it came in. */
  constructor(crypto: CryptoProvider, list: ToBeSignedLinkageValueCrl) {
    this.#crypto = crypto;
    this.iRev = list.iRev;
    this.indexWithinI = list.indexWithinI;
    this.#groups = (list.individual ?? []).flatMap(({ jmax, contents }) =>
      contents.flatMap(({ la1Id, la2Id, contents: groups }) =>
        groups.map(({ iMax, contents: devices }) => ({
          la1Id: la1Id.slice(),
          la2Id: la2Id.slice(),
          jmax,
          iMax,
          seeds1: join(devices.map((d) => d.linkageSeed1)),
          seeds2: join(devices.map((d) => d.linkageSeed2)),
        })),
      ),
    );
    this.size = this.#groups.reduce((n, g) => n + g.seeds1.length / 16, 0);
    this.#latest = { i: list.iRev, groups: this.#groups };
  }

  /** Undefined where period `i` is not derived, or never can be. */
  values(i: number): OctetSet | undefined {
    return this.#values.get(i);
  }

  get periods(): readonly number[] {
    return [...this.#values.keys()];
  }

  /** Derives period `i`; does nothing where it is there, or lies before the list. */
  *derive(i: number): Generator<void, void> {
    if (i < this.iRev || this.#values.has(i)) return;
    const from = this.#latest.i <= i ? this.#latest : { i: this.iRev, groups: this.#groups };
    const groups: Devices[] = [];
    for (const group of from.groups) groups.push(yield* this.#later(group, i - from.i));
    const listed = groups.filter((g) => i <= g.iMax);
    const count = listed.reduce((n, g) => n + (g.seeds1.length / 16) * (g.jmax + 1), 0);
    const values = new Uint8Array(count * LINKAGE_VALUE);
    let at = 0;
    for (const group of listed) at = yield* fill(group, values, at);
    const set = yield* OctetSet.sorting(LINKAGE_VALUE, values);
    if (i >= this.#latest.i) this.#latest = { i, groups };
    this.#values.set(i, set);
    if (this.#values.size > KEPT) this.#values.delete(Math.min(...this.#values.keys()));
  }

  *#later(group: Devices, steps: number): Generator<void, Devices> {
    if (steps === 0) return group;
    const seeds1 = yield* this.#evolved(group.la1Id, group.seeds1, steps);
    const seeds2 = yield* this.#evolved(group.la2Id, group.seeds2, steps);
    return { ...group, seeds1, seeds2 };
  }
  *#evolved(laId: Uint8Array, seeds: Uint8Array, steps: number): Generator<void, Uint8Array> {
    const out = seeds.slice();
    for (let at = 0; at < out.length; at += 16) {
      const seed = out.subarray(at, at + 16);
      for (let step = 0; step < steps; step++) seed.set(nextSeed(this.#crypto, laId, seed));
      if ((at / 16) % SLICE === SLICE - 1) yield;
    }
    return out;
  }
}

function* fill(group: Devices, values: Uint8Array, start: number): Generator<void, number> {
  const { la1Id, la2Id, jmax, seeds1, seeds2 } = group;
  const blocks1 = linkageBlocks(la1Id, jmax + 1);
  const blocks2 = linkageBlocks(la2Id, jmax + 1);
  let at = start;
  for (let seed = 0; seed < seeds1.length; seed += 16) {
    addPreLinkageValues(seeds1.subarray(seed, seed + 16), blocks1, values, at);
    addPreLinkageValues(seeds2.subarray(seed, seed + 16), blocks2, values, at);
    at += (jmax + 1) * LINKAGE_VALUE;
    if ((seed / 16) % SLICE === SLICE - 1) yield;
  }
  return at;
}

/** A full list, the deltas to it, and what the list before it said of the period before. */
export class LinkedList {
  readonly #lists: readonly SeedList[];
  /** The last one up to which none is missing. */
  readonly #last: SeedList;
  /** Seeds of a later period do not lead back: certificates of two periods are valid for an hour together. */
  readonly #before: { readonly i: number; readonly sets: readonly OctetSet[] };

  private constructor(lists: readonly SeedList[], last: SeedList, i: number, sets: readonly OctetSet[]) {
    this.#lists = lists;
    this.#last = last;
    this.#before = { i, sets };
  }
  static of(full: SeedList, former: LinkedList | undefined): LinkedList {
    const i = full.iRev - 1;
    return new LinkedList([full], full, i, former === undefined ? [] : former.#sets(i));
  }
  with(delta: SeedList, gap: boolean): LinkedList {
    return new LinkedList([...this.#lists, delta], gap ? this.#last : delta, this.#before.i, this.#before.sets);
  }
  /** The period of the full list: nothing is derived for earlier ones. */
  get iRev(): number {
    return this.#lists[0]!.iRev;
  }
  /** Devices named. */
  get size(): number {
    return this.#lists.reduce((n, l) => n + l.size, 0);
  }
  /** Whether a delta is the next one; indexWithinI counts the lists of a period. */
  continues({ iRev, indexWithinI }: ToBeSignedLinkageValueCrl): boolean {
    return iRev === this.#last.iRev ? indexWithinI <= this.#last.indexWithinI + 1 : indexWithinI === 0;
  }
  /** Whether something can be said of period `i`, if not now. */
  reaches(i: number): boolean {
    return i <= this.#last.iRev + PERIODS_AHEAD;
  }
  /** Whether all that can be said of period `i` is derived. */
  ready(i: number): boolean {
    for (const list of this.#lists) if (i >= list.iRev && list.values(i) === undefined) return false;
    return true;
  }
  /** Periods of which values are at hand. */
  get periods(): readonly number[] {
    return [...new Set(this.#lists.flatMap((l) => l.periods))];
  }
  *derive(...periods: readonly number[]): Generator<void, void> {
    for (const i of periods) for (const list of this.#lists) yield* list.derive(i);
  }
  has(i: number, value: Uint8Array): boolean {
    for (const list of this.#lists) if (list.values(i)?.has(value)) return true;
    return this.#before.i === i && this.#before.sets.some((set) => set.has(value));
  }
  #sets(i: number): readonly OctetSet[] {
    const own = this.#lists.flatMap((l) => l.values(i) ?? []);
    return this.#before.i === i ? [...own, ...this.#before.sets] : own;
  }
}
