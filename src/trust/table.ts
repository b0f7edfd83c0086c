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
    const known = this.#entry(id);
    if (known) known.used = true;
    const entry = known ?? this.#open(id);
    const { certificates } = entry;
    for (const held of certificates)
      if (held === certificate || same(held.record.hash, certificate.record.hash)) return true;
    entry.certificates = [...certificates.slice(1 - this.#colliding), certificate];
    while (this.#queue.size > this.#limit) this.#turn(this.#queue.first!, entry);
    return false;
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
    this.#queue.remove(entry);
    if (entry.used || entry === newest) {
      entry.used = false;
      this.#queue.push(entry);
      return;
    }
    let before = this.#entries.get(entry.last)!;
    if (before !== entry) {
      while (before.beside !== entry) before = before.beside!;
      before.beside = entry.beside;
    } else if (entry.beside) this.#entries.set(entry.last, entry.beside);
    else this.#entries.delete(entry.last);
  }
}
