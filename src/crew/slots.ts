/**
 * Signatures to be checked, in memory that threads share. One thread puts them in, all take them out in that order, each
 * one once; the answers stay where the questions were until the first thread has read them. Counters only ever grow, over
 * 2^31 into the negative: differences and the lowest bits hold all the same.
 */
import { lay } from '../../asn1/octets.ts';
import { curves, size } from '../crypto/curve.ts';
import type { Curve, EcdsaHash, EcdsaSignature, Hash } from '../crypto/provider.ts';

/** How many may be without an answer. */
export const SLOTS = 256;
const FIELD = 48;
/** What is signed: two hashes. */
const SIGNED: Readonly<Record<EcdsaHash, number>> = { sha256: 64, sha384: 96 };
const SLOT = SIGNED.sha384 + 2 * FIELD;
const POINT = 2 * FIELD + 1;
const CURVES: readonly Curve[] = curves;
const HASHES: readonly EcdsaHash[] = ['sha256', 'sha384'];

/** Places of the counters: what was put in, what was taken, and how many threads sleep until there is more. */
const PUT = 0;
const TAKEN = 1;
const ASLEEP = 2;
const COUNTERS = 3;
/** What there is to say of a slot. */
export const State = { open: 0, valid: 1, invalid: 2 } as const;
export type State = (typeof State)[keyof typeof State];

/** A question; its octets are those in the slot. */
export interface Question {
  readonly hash: EcdsaHash;
  readonly message: Uint8Array;
  readonly signature: EcdsaSignature;
}

export class Slots {
  readonly #counters: Int32Array;
  readonly #states: Int32Array;
  readonly #keys: Int32Array;
  /** How often the key of a number was another one. */
  readonly #editions: Int32Array;
  readonly #octets: Uint8Array;
  readonly #forms: Uint8Array;
  readonly #curves: Uint8Array;
  readonly #points: Uint8Array;
  /** By slot and form, made once: Node takes longer for an array that it has not seen before. */
  readonly #questions: (Question | undefined)[] = new Array<undefined>(4 * SLOTS).fill(undefined);

  /** Memory with room for so many keys. */
  static room(keys: number): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * (COUNTERS + 2 * SLOTS + keys) + SLOTS * (SLOT + 1) + keys * (POINT + 1));
  }

  /** Over what `room` made for so many keys. */
  constructor(memory: SharedArrayBuffer, keys: number) {
    let at = 0;
    const words = (count: number): Int32Array => {
      at += 4 * count;
      return new Int32Array(memory, at - 4 * count, count);
    };
    const octets = (count: number): Uint8Array => {
      at += count;
      return new Uint8Array(memory, at - count, count);
    };
    this.#counters = words(COUNTERS);
    this.#states = words(SLOTS);
    this.#keys = words(SLOTS);
    this.#editions = words(keys);
    this.#octets = octets(SLOTS * SLOT);
    this.#forms = octets(SLOTS);
    this.#curves = octets(keys);
    this.#points = octets(keys * POINT);
  }

  /** Whether a slot is large enough: for ECDSA over two hashes, as in IEEE 1609.2 5.3.1. */
  static fits(curve: Curve, hash: Hash, message: Uint8Array, { r, s }: EcdsaSignature): hash is EcdsaHash {
    const width = size(curve);
    if (curve === 'SM2' || hash === 'sm3' || message.length !== SIGNED[hash]) return false;
    return r.length === width && s.length === width;
  }

  /** Questions put in, and taken, so far. */
  get put(): number {
    return Atomics.load(this.#counters, PUT);
  }
  get taken(): number {
    return Atomics.load(this.#counters, TAKEN);
  }

  /** Says what the key of a number is from now on; no question about the one before it may be open. */
  setKey(key: number, curve: Curve, uncompressed: Uint8Array): void {
    this.#curves[key] = CURVES.indexOf(curve);
    this.#points.set(uncompressed, key * POINT);
    Atomics.add(this.#editions, key, 1);
  }
  edition(key: number): number {
    return Atomics.load(this.#editions, key);
  }
  /** A copy. */
  keyAt(key: number): { readonly curve: Curve; readonly uncompressed: Uint8Array } {
    const curve = CURVES[this.#curves[key]!]!;
    return { curve, uncompressed: this.#points.slice(key * POINT, key * POINT + 2 * size(curve) + 1) };
  }

  /** Puts a question that fits behind the others. There has to be a slot without one. */
  ask(key: number, hash: EcdsaHash, message: Uint8Array, { r, s }: EcdsaSignature): void {
    const { put } = this;
    const slot = put & (SLOTS - 1);
    lay(message, this.#octets, slot * SLOT);
    lay(r, this.#octets, slot * SLOT + SIGNED.sha384);
    lay(s, this.#octets, slot * SLOT + SIGNED.sha384 + FIELD);
    this.#keys[slot] = key;
    this.#forms[slot] = (hash === 'sha384' ? 2 : 0) + (r.length === FIELD ? 1 : 0);
    Atomics.store(this.#states, slot, State.open);
    Atomics.store(this.#counters, PUT, (put + 1) | 0);
  }
  /** Wakes one that sleeps, where more than so many wait. */
  wake(few: number): void {
    if (((this.put - this.taken) | 0) > few && Atomics.load(this.#counters, ASLEEP) > 0)
      Atomics.notify(this.#counters, PUT, 1);
  }

  /** The slot of the next question that nobody has taken; undefined where there is none. */
  take(): number | undefined {
    for (;;) {
      const { taken } = this;
      if (taken === this.put) return undefined;
      if (Atomics.compareExchange(this.#counters, TAKEN, taken, (taken + 1) | 0) === taken) return taken & (SLOTS - 1);
    }
  }
  /** Number of the key that a question is about. */
  key(slot: number): number {
    return this.#keys[slot]!;
  }
  question(slot: number): Question {
    const form = this.#forms[slot]!;
    const at = 4 * slot + form;
    this.#questions[at] ??= this.#read(slot * SLOT, HASHES[form >> 1]!, form & 1 ? FIELD : 32);
    return this.#questions[at];
  }
  answer(slot: number, valid: boolean): void {
    Atomics.store(this.#states, slot, valid ? State.valid : State.invalid);
  }
  state(slot: number): State {
    return Atomics.load(this.#states, slot) as State;
  }
  /** Sleeps until a question is put in, if all were taken. Not for a thread that others wait for. */
  sleep(): void {
    const { put } = this;
    if (put !== this.taken) return;
    Atomics.add(this.#counters, ASLEEP, 1);
    Atomics.wait(this.#counters, PUT, put);
    Atomics.sub(this.#counters, ASLEEP, 1);
  }

  #read(at: number, hash: EcdsaHash, width: number): Question {
    const part = (from: number, length: number) => this.#octets.subarray(at + from, at + from + length);
    const [r, s] = [part(SIGNED.sha384, width), part(SIGNED.sha384 + FIELD, width)];
    return { hash, message: part(0, SIGNED[hash]), signature: { r, s } };
  }
}
