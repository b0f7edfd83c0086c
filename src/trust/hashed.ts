/** Hash-based CRLs (7.3.3): HashedId10 of revoked certificates, a million and more. */
import type { Items, Lazily } from '../../asn1/coerslices.ts';
import type { HashBasedRevocationInfo, ToBeSignedHashIdCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { OctetHeaps, OctetSet } from './octetset.ts';
import { unbroken } from './standing.ts';

const WIDTH = 10;
/** Entries between two moments at which others may go on: some tenths of a millisecond. */
const SLICE = 0x7ff;

export type HashIds = Lazily<ToBeSignedHashIdCrl>;

/** One list as signed. */
class Ids {
  readonly issueDate: number;
  readonly crlSerial: number;
  /** Until the set is there. */
  #entries: Items<Lazily<HashBasedRevocationInfo>> | undefined;
  #set: OctetSet | undefined;
  constructor({ entries, crlSerial }: HashIds, issueDate: number) {
    this.issueDate = issueDate;
    this.crlSerial = crlSerial;
    this.#entries = entries;
  }
  get set(): OctetSet | undefined {
    return this.#set;
  }
  /** Whether it was issued after another one. */
  later({ issueDate, crlSerial }: Ids): boolean {
    return this.issueDate > issueDate || (this.issueDate === issueDate && this.crlSerial > crlSerial);
  }
  *sort(): Generator<void, void> {
    const entries = this.#entries;
    if (entries === undefined) return;
    const heaps = yield* OctetHeaps.making(WIDTH, entries.length);
    let n = 0;
    for (const { id } of entries) {
      heaps.add(id);
      if ((++n & SLICE) === 0) yield;
    }
    this.#set = yield* OctetSet.sorting(heaps);
    // Not sooner: where this is given up midway, whoever comes next begins anew.
    this.#entries = undefined;
  }
}

/** A full list and the deltas to it. */
export class HashList {
  /** The last one up to which none is missing. */
  readonly #last: Ids;
  readonly #parts: readonly Ids[];

  private constructor(last: Ids, parts: readonly Ids[]) {
    this.#last = unbroken(last, ({ crlSerial }) => parts.find((p) => p.crlSerial === crlSerial + 1));
    this.#parts = parts;
  }
  /**
   * A full list says nothing of what was revoked after it: deltas of `former` that are later than it stay, as where one
   * before them was missing, and it is an older one that came in its place.
   */
  static of(full: HashIds, issueDate: number, former?: HashList): HashList {
    const ids = new Ids(full, issueDate);
    const kept = former === undefined ? [] : former.#parts.filter((p) => p.later(ids));
    return new HashList(ids, [ids, ...kept]);
  }
  /** Behind a gap the last one stays: the missing one may still come, and until then each later delta finds the gap too. */
  with(delta: HashIds, issueDate: number): HashList {
    return new HashList(this.#last, [...this.#parts, new Ids(delta, issueDate)]);
  }
  get since(): number {
    return this.#parts[0]!.issueDate;
  }
  /** Lists it is made of. */
  get length(): number {
    return this.#parts.length;
  }
  continues({ crlSerial }: HashIds): boolean {
    return crlSerial <= this.#last.crlSerial + 1;
  }
  /** Whether this very list, full or delta, is one of those it is made of. */
  contains({ crlSerial }: HashIds, issueDate: number, full: boolean): boolean {
    const same = (p: Ids) => p.issueDate === issueDate && p.crlSerial === crlSerial;
    return full ? same(this.#parts[0]!) : this.#parts.slice(1).some(same);
  }
  *sort(): Generator<void, void> {
    for (const part of this.#parts) yield* part.sort();
  }
  has(id10: Uint8Array): boolean {
    for (const { set } of this.#parts) if (set?.has(id10)) return true;
    return false;
  }
}
