/**
 * Messages accepted lately, so that none is accepted twice. Keyed over what was signed and by whom: a signature has
 * several forms. Numbers in typed arrays and no objects: one more message leaves nothing for the collector.
 */
import { word } from '../../asn1/octets.ts';
import type { Micros } from '../world.ts';

/** 32-bit words of a key: 8 of the hash of what was signed, 2 of the signer's HashedId8. */
const WORDS = 10;
const FEWEST = 256;
const BUCKETS = 4;

/** When the age of a message alone refuses it, so that nobody needs to remember it; `made` is its generationTime. */
export function endOf({ pastSeconds }: { readonly pastSeconds: number }, made: Micros): Micros {
  return made + (pastSeconds + 1) * 1e6;
}

export class ReplayCache {
  readonly #limit: number;
  /** A ring, the oldest at `#first`. By slot: its key, the next slot in its bucket (0 is none, else one more), its end. */
  #keys: Int32Array;
  #next: Int32Array;
  #until: Float64Array;
  /** First slot of each bucket, likewise. Four for each slot, so that few have to look at a key that is not theirs. */
  #heads: Int32Array;
  #first = 0;
  #size = 0;
  /** The latest end of a message that had to go before it: whatever ends no later may have been accepted before. */
  #forgotten: Micros = Number.NEGATIVE_INFINITY;
  /** The key that is looked for. */
  readonly #key = new Int32Array(WORDS);

  /** Holds `limit` messages: at 4,000 a second and a window of 7 s that is 28,000. Takes memory as they come. */
  constructor(limit = 65_536) {
    this.#limit = limit;
    const slots = Math.min(FEWEST, powerOver(limit));
    this.#keys = new Int32Array(slots * WORDS);
    this.#next = new Int32Array(slots);
    this.#until = new Float64Array(slots);
    this.#heads = new Int32Array(BUCKETS * slots);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Whether a message was accepted before, or may have been: `tbsHash` of 32 octets or more, `id` a HashedId8, `until` its
   * `endOf`. With more messages in a window than there is room for, the window is as short as the room.
   */
  has(tbsHash: Uint8Array, id: Uint8Array, until: Micros): boolean {
    if (until <= this.#forgotten) return true;
    this.#read(tbsHash, id);
    return this.#holds();
  }

  /** Remembers a message until its `endOf`: false where it `has` it. Only verified ones come here. */
  add(tbsHash: Uint8Array, id: Uint8Array, until: Micros, now: Micros): boolean {
    if (this.has(tbsHash, id, until)) return false;
    while (this.#size > 0 && (this.#until[this.#first]! <= now || this.#size >= this.#limit)) this.#forget();
    if (this.#size === this.#next.length) this.#grow();
    const slot = (this.#first + this.#size++) % this.#next.length;
    for (let i = 0; i < WORDS; i++) this.#keys[slot * WORDS + i] = this.#key[i]!;
    this.#until[slot] = until;
    this.#link(slot);
    return true;
  }

  #holds(): boolean {
    const key = this.#key;
    for (let at = this.#heads[this.#bucket(key[0]!)]!; at !== 0; at = this.#next[at - 1]!) {
      const from = (at - 1) * WORDS;
      let i = 0;
      while (i < WORDS && this.#keys[from + i] === key[i]) i++;
      if (i === WORDS) return true;
    }
    return false;
  }
  #read(tbsHash: Uint8Array, id: Uint8Array): void {
    for (let at = 0; at < 8; at++) this.#key[at] = word(tbsHash, 4 * at);
    this.#key[8] = word(id, 0);
    this.#key[9] = word(id, 4);
  }
  #bucket(first: number): number {
    return first & (this.#heads.length - 1);
  }
  #link(slot: number): void {
    const bucket = this.#bucket(this.#keys[slot * WORDS]!);
    this.#next[slot] = this.#heads[bucket]!;
    this.#heads[bucket] = slot + 1;
  }

  /** The oldest one: it stands last in its bucket. */
  #forget(): void {
    const slot = this.#first;
    this.#forgotten = Math.max(this.#forgotten, this.#until[slot]!);
    const bucket = this.#bucket(this.#keys[slot * WORDS]!);
    let before = this.#heads[bucket]!;
    if (before === slot + 1) this.#heads[bucket] = this.#next[slot]!;
    else {
      while (this.#next[before - 1] !== slot + 1) before = this.#next[before - 1]!;
      this.#next[before - 1] = this.#next[slot]!;
    }
    this.#first = (slot + 1) % this.#next.length;
    this.#size--;
  }

  #grow(): void {
    const [keys, until, first, slots] = [this.#keys, this.#until, this.#first, this.#next.length];
    this.#keys = new Int32Array(2 * slots * WORDS);
    this.#next = new Int32Array(2 * slots);
    this.#until = new Float64Array(2 * slots);
    this.#heads = new Int32Array(BUCKETS * 2 * slots);
    this.#first = 0;
    for (let slot = 0; slot < slots; slot++) {
      const from = (first + slot) % slots;
      this.#keys.set(keys.subarray(from * WORDS, (from + 1) * WORDS), slot * WORDS);
      this.#until[slot] = until[from]!;
      this.#link(slot);
    }
  }
}

function powerOver(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}
