/** The inputs worth mutating: each is the shortest known that reaches something. */
import type { Chance } from './chance.ts';
import type { Span } from './havoc.ts';
import { isFault, isField } from './reach.ts';

export interface Entry {
  readonly octets: Uint8Array;
  readonly features: readonly number[];
  /** How many features no shorter entry reaches. */
  owned: number;
  /** Its fields, looked up when it is first mutated. */
  spans: readonly Span[] | undefined;
}

export class Pool {
  readonly #owners = new Map<number, Entry>();
  #entries: Entry[] = [];
  #dead = 0;

  get size(): number {
    return this.#entries.length - this.#dead;
  }
  get features(): number {
    return this.#owners.size;
  }
  get entries(): readonly Entry[] {
    return this.#entries.filter((e) => e.owned > 0);
  }

  /** Keeps the input if it reaches something new, or something known with fewer octets. Says whether anything was new. */
  offer(octets: Uint8Array, features: readonly number[]): boolean {
    let entry: Entry | undefined;
    let fresh = false;
    for (const f of features) {
      const owner = this.#owners.get(f);
      if (owner !== undefined && owner.octets.length <= octets.length) continue;
      entry ??= { octets: Uint8Array.from(octets), features: [...features], owned: 0, spans: undefined };
      if (owner === undefined) fresh = true;
      else if (--owner.owned === 0) this.#dead++;
      entry.owned++;
      this.#owners.set(f, entry);
    }
    if (entry) this.#entries.push(entry);
    if (this.#dead > 64 && this.#dead * 2 > this.#entries.length) {
      this.#entries = this.#entries.filter((e) => e.owned > 0);
      this.#dead = 0;
    }
    return fresh;
  }

  /** Young entries have been mutated least, so they come up more often. */
  pick(chance: Chance): Entry {
    const n = this.#entries.length;
    for (let i = 0; i < 8; i++) {
      const e = this.#entries[chance.oneIn(4) ? n - 1 - chance.below(Math.min(n, 40)) : chance.below(n)]!;
      if (e.owned > 0) return e;
    }
    return this.#entries.at(-1)!;
  }

  /**
   * A few inputs that together reach nearly all that the pool does, in so many octets: first what has every field of the
   * schema, then what breaks every rule in every field, then whatever else there is.
   */
  digest(octets: number): readonly Uint8Array[] {
    const reached = new Set<number>();
    const out: Uint8Array[] = [];
    let left = this.entries;
    let room = 0;
    const fill = (more: number, counts: (feature: number) => boolean): void => {
      room += more;
      const worth = (e: Entry): number =>
        e.features.reduce((n, f) => n + (counts(f) && !reached.has(f) ? 1 : 0), 0) / (e.octets.length + 8);
      // Those that add most for their length and, with the bar lower each time, the others.
      for (let bar = Math.max(0, ...left.map(worth)); bar > 1 / 8192; bar *= 0.8)
        left = left.filter((e) => {
          if (e.octets.length > room || worth(e) < bar) return true;
          room -= e.octets.length;
          out.push(e.octets);
          for (const f of e.features) reached.add(f);
          return false;
        });
    };
    fill(octets * 0.4, isField);
    fill(octets * 0.4, isFault);
    fill(octets * 0.2, () => true);
    return out;
  }
}
