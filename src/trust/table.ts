/** Certificates by HashedId8: several where ids collide, and a limit to all. */
import { type Id8, id8Of, same } from '../crypto/digest.ts';
import type { Established } from './chain.ts';
import { Link, Queue } from './queue.ts';

/** Of one id. Half of it as a map's key is several times as fast as text made of octets. */
class Entry extends Link implements Id8 {
  readonly first: number;
  readonly last: number;
  certificates: readonly Established[] = [];
  /** Since it came to the end of the queue. To move it there at each use would touch two others. */
  used = false;
  /** The next one whose id ends alike. */
  beside: Entry | undefined;
  constructor({ first, last }: Id8, beside: Entry | undefined) {
    super();
    this.first = first;
    this.last = last;
    this.beside = beside;
  }
}
const NONE: readonly Established[] = [];

export class Table {
  readonly #limit: number;
  readonly #colliding: number;
  readonly #entries = new Map<number, Entry>();
  /** The next ones to go at its head. */
  readonly #queue = new Queue<Entry>();

  /**
   * Holds so many ids, and certificates of one id. Who comes in behind them pushes out one that was not used since it was
   * last its turn (a second chance, as in the clock algorithm), or of one id the oldest.
   */
  constructor(limit = Infinity, colliding = Infinity) {
    this.#limit = limit;
    this.#colliding = colliding;
  }

  get size(): number {
    return this.#queue.size;
  }

  find(id8: Uint8Array): readonly Established[] {
    return this.#entry(id8Of(id8))?.certificates ?? NONE;
  }

  /** Puts it in, or notes that it was used where it is. True where it was there. */
  use(id: Id8, certificate: Established): boolean {
    if (this.touch(id, certificate)) return true;
    const entry = this.#entry(id) ?? this.#open(id);
    entry.certificates = [...entry.certificates.slice(1 - this.#colliding), certificate];
    while (this.#queue.size > this.#limit) this.#turn(this.#queue.first!, entry);
    return false;
  }
  /** Notes that its id was used. True where this certificate is there. */
  touch(id: Id8, certificate: Established): boolean {
    const entry = this.#entry(id);
    if (entry === undefined) return false;
    entry.used = true;
    for (const held of entry.certificates)
      if (held === certificate || same(held.record.hash, certificate.record.hash)) return true;
    return false;
  }
  /** Takes out those that are not to stay. */
  sweep(stays: (certificate: Established) => boolean): void {
    let entry = this.#queue.first;
    while (entry !== undefined) {
      const next = entry.after as Entry | undefined;
      const left = entry.certificates.filter(stays);
      if (left.length === 0) this.#close(entry);
      else if (left.length < entry.certificates.length) entry.certificates = left;
      entry = next;
    }
  }

  #entry({ first, last }: Id8): Entry | undefined {
    let entry = this.#entries.get(last);
    while (entry !== undefined && entry.first !== first) entry = entry.beside;
    return entry;
  }
  #open(id: Id8): Entry {
    const entry = new Entry(id, this.#entries.get(id.last));
    this.#entries.set(id.last, entry);
    this.#queue.push(entry);
    return entry;
  }
  /** Of the one at the head: it goes, or to the end where it was used, or has just come. */
  #turn(entry: Entry, newest: Entry): void {
    if (!entry.used && entry !== newest) {
      this.#close(entry);
      return;
    }
    entry.used = false;
    this.#queue.remove(entry);
    this.#queue.push(entry);
  }
  #close(entry: Entry): void {
    this.#queue.remove(entry);
    let before = this.#entries.get(entry.last)!;
    if (before !== entry) {
      while (before.beside !== entry) before = before.beside!;
      before.beside = entry.beside;
    } else if (entry.beside) this.#entries.set(entry.last, entry.beside);
    else this.#entries.delete(entry.last);
  }
}
