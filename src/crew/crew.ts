/**
 * Signatures checked on all cores: threads that share memory with this one, which checks along with them whenever it has
 * taken in what came. Nothing is handed over singly, nobody is woken for a signature or two, and a thread that has work
 * neither sleeps nor tells anyone. Node's own threads, woken for each signature, take half as long again.
 */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Asker, byProvider, type Checker } from '../crypto/checker.ts';
import { openssl } from '../crypto/openssl.ts';
import type { CryptoProvider, EcdsaSignature, Hash, PublicKey } from '../crypto/provider.ts';
import { SLOTS, Slots, State } from './slots.ts';

/** Signatures this thread checks in a turn; then it sees to what has come. */
const TURN = 4;
/** So many are done here sooner than a thread wakes up. */
const FEW = 2;
/** Turns without anything to do while others are at work: beyond them it is looked after later, not soon. */
const PATIENCE = 50;

export interface CrewOptions {
  /** For what the threads do not know, as SM2. */
  readonly crypto: CryptoProvider;
  /** Beside this one; none are needed. One less than there are cores, where nothing is said. */
  readonly threads?: number;
  /** Keys that are known to all threads; others are told anew. At least 257. */
  readonly keys?: number;
  /** Calls back when what has come in meanwhile was taken: setImmediate. */
  readonly soon: (act: () => void) => void;
  /** Calls back in a millisecond or so. */
  readonly later: (act: () => void) => void;
  /** Told of a thread that came to an end on its own: all are ended then, and this one does their work. */
  readonly lost?: (error: unknown) => void;
}

export class Crew implements Checker {
  readonly #options: CrewOptions;
  readonly #slots: Slots;
  readonly #hands = new Set<Worker>();
  readonly #rest: Checker;
  /** By slot, while its question is open. */
  readonly #askers: (Asker | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);
  /** Numbers of keys, the keys of numbers, and how many questions about each are open. */
  readonly #numbers = new WeakMap<PublicKey, number>();
  readonly #keys: (PublicKey | undefined)[];
  readonly #uses: Int32Array;
  #nextKey = 0;
  /** Of the questions put in, those before this one were answered: of the ones behind it some may be as well. */
  #read: number;
  #open = 0;
  /** Questions before this one are answered here where they are open: whoever had them is no more. */
  #orphaned: number;
  #awaited = false;
  #idle = 0;
  #closed: Promise<void> | undefined;

  /** Starts the threads. A RangeError where there is no room for the keys of what may be open. */
  constructor(options: CrewOptions) {
    this.#options = options;
    this.#rest = byProvider(options.crypto);
    const { threads = availableParallelism() - 1, keys = 4096 } = options;
    if (!(keys > SLOTS)) throw new RangeError(`keys is more than ${SLOTS}, not ${keys}`);
    const memory = Slots.room(keys);
    this.#slots = new Slots(memory, keys);
    this.#read = this.#orphaned = this.#slots.put;
    this.#keys = new Array<undefined>(keys).fill(undefined);
    this.#uses = new Int32Array(keys);
    const code = new URL(`./hand${extname(import.meta.url)}`, import.meta.url);
    for (let n = 0; n < threads; n++) this.#hire(new Worker(code, { workerData: { memory, keys } }));
  }

  /** Signatures without an answer. */
  get open(): number {
    return this.#open;
  }
  /** Threads beside this one. */
  get threads(): number {
    return this.#hands.size;
  }

  check(key: PublicKey, hash: Hash, message: Uint8Array, signature: EcdsaSignature, asker: Asker): void {
    if (((this.#slots.put - this.#read) | 0) === SLOTS || !Slots.fits(key.curve, hash, message, signature)) {
      this.#rest.check(key, hash, message, signature, asker);
      return;
    }
    const number = this.#number(key);
    this.#uses[number]!++;
    this.#askers[this.#slots.put & (SLOTS - 1)] = asker;
    this.#slots.ask(number, hash, message, signature);
    this.#open++;
    this.#slots.wake(FEW);
    this.#comeBack();
  }

  /** Ends the threads; what is open, and what comes, is done by this one. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }
  async #close(): Promise<void> {
    const all = [...this.#hands];
    this.#hands.clear();
    await Promise.all(all.map((hand) => hand.terminate()));
    // Not sooner: a thread that still has a question would write its answer beside whatever is in the slot by then.
    this.#orphaned = this.#slots.taken;
    if (this.#open > 0) this.#comeBack();
  }

  #hire(hand: Worker): void {
    this.#hands.add(hand);
    hand.unref();
    hand.on('error', (error) => this.#lose(hand, error));
    hand.on('exit', (status) => this.#lose(hand, new Error(`a thread ended with status ${status}`)));
  }
  /** Nobody knows which question it had, or who has the others: so all end. */
  #lose(hand: Worker, error: unknown): void {
    if (!this.#hands.has(hand)) return;
    void this.close();
    this.#options.lost?.(error);
  }

  #number(key: PublicKey): number {
    const hint = key.number;
    if (hint !== undefined && this.#keys[hint] === key) return hint;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    // There are more than may be open, so that one is free.
    while (this.#uses[this.#nextKey]! > 0) this.#nextKey = (this.#nextKey + 1) % this.#keys.length;
    const number = this.#nextKey;
    this.#nextKey = (number + 1) % this.#keys.length;
    const former = this.#keys[number];
    if (former) this.#numbers.delete(former);
    this.#keys[number] = key;
    this.#numbers.set(key, number);
    key.number = number;
    this.#slots.setKey(number, key.curve, key.uncompressed);
    return number;
  }

  #comeBack(): void {
    if (this.#awaited) return;
    this.#awaited = true;
    const { soon, later } = this.#options;
    (this.#idle > PATIENCE ? later : soon)(() => {
      this.#awaited = false;
      this.#turn();
    });
  }

  /** Checks along, then gives all answers that are there, in one go: code that is at work stays in the caches. */
  #turn(): void {
    let checked = 0;
    for (let slot = this.#slots.take(); slot !== undefined; slot = this.#slots.take()) {
      this.#checkHere(slot);
      if (++checked === TURN) break;
    }
    const given = this.#give();
    this.#idle = checked > 0 || given > 0 ? 0 : this.#idle + 1;
    if (this.#open > 0) this.#comeBack();
  }

  #checkHere(slot: number): void {
    const { hash, message, signature } = this.#slots.question(slot);
    this.#slots.answer(slot, openssl.verify(this.#keys[this.#slots.key(slot)]!, hash, message, signature));
  }

  /**
   * Gives the answers that are there, the oldest first. A thread may be late by many milliseconds, when its memory is
   * collected or another process has its core: then those behind it are given all the same.
   */
  #give(): number {
    let given = 0;
    for (let at = this.#read; at !== this.#slots.put; at = (at + 1) | 0) {
      if (this.#askers[at & (SLOTS - 1)] !== undefined) {
        if (!this.#answer(at)) continue;
        given++;
      }
      if (at === this.#read) this.#read = (at + 1) | 0;
    }
    return given;
  }

  /** Gives one answer, if it is there. */
  #answer(at: number): boolean {
    const slot = at & (SLOTS - 1);
    let state = this.#slots.state(slot);
    if (state === State.open) {
      if (((this.#orphaned - at) | 0) <= 0) return false;
      this.#checkHere(slot);
      state = this.#slots.state(slot);
    }
    const asker = this.#askers[slot]!;
    this.#askers[slot] = undefined;
    this.#uses[this.#slots.key(slot)]!--;
    this.#open--;
    asker.answered(state === State.valid);
    return true;
  }
}
