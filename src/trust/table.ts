/** Certificates by HashedId8, the ones used last at the end: several where ids collide, and a limit to all. */
import { same } from '../crypto/digest.ts';
import { word } from '../crypto/integer.ts';
import type { Established } from './chain.ts';
import { Link, Queue } from './queue.ts';

/** Of one id: as a map's key a number of 32 bits is several times as fast as text made of octets. */
class Entry extends Link {
  readonly id8: Uint8Array;
  certificates: readonly Established[] = [];
  /** The next one whose id begins alike. */
  beside: Entry | undefined;
  constructor(id8: Uint8Array, beside: Entry | undefined) {
    super();
    this.id8 = id8;
    this.beside = beside;
  }
}
const NONE: readonly Established[] = [];

export class Table {
  readonly #limit: number;
  readonly #colliding: number;
  readonly #entries = new Map<number, Entry>();
  readonly #used = new Queue<Entry>();

  /** Holds so many ids, and certificates of one id: the one that was not used for longest goes first, or that is oldest. */
  constructor(limit = Infinity, colliding = Infinity) {
    this.#limit = limit;
    this.#colliding = colliding;
  }

  get size(): number {
    return this.#used.size;
  }

  find(id8: Uint8Array): readonly Established[] {
    return this.#entry(id8)?.certificates ?? NONE;
  }

  /** Puts it in, or to the end where it is. True where it was there. */
  use(id8: Uint8Array, certificate: Established): boolean {
    const entry = this.#entry(id8) ?? this.#open(id8);
    this.#used.remove(entry);
    this.#used.push(entry);
    const { certificates } = entry;
    for (const held of certificates)
      if (held === certificate || same(held.record.hash, certificate.record.hash)) return true;
    entry.certificates = [...certificates.slice(1 - this.#colliding), certificate];
    if (this.#used.size > this.#limit) this.#close(this.#used.first!);
    return false;
  }

  #entry(id8: Uint8Array): Entry | undefined {
    let entry = this.#entries.get(word(id8, 4));
    while (entry !== undefined && !same(entry.id8, id8)) entry = entry.beside;
    return entry;
  }
  #open(id8: Uint8Array): Entry {
    const key = word(id8, 4);
    const entry = new Entry(id8, this.#entries.get(key));
    this.#entries.set(key, entry);
    this.#used.push(entry);
    return entry;
  }
  #close(entry: Entry): void {
    this.#used.remove(entry);
    const key = word(entry.id8, 4);
    let before = this.#entries.get(key)!;
    if (before !== entry) {
      while (before.beside !== entry) before = before.beside!;
      before.beside = entry.beside;
    } else if (entry.beside) this.#entries.set(key, entry.beside);
    else this.#entries.delete(key);
  }
}
