/** Messages accepted lately, so that none is accepted twice. Keyed over what was signed: a signature has several forms. */
import type { Micros } from '../world.ts';

/** Octets as characters: half as long as hex, and made in one step. */
export function replayKey(tbsHash: Uint8Array, id: string): string {
  return String.fromCharCode.apply(undefined, tbsHash as unknown as number[]) + id;
}

export class ReplayCache {
  readonly #limit: number;
  readonly #seen = new Map<string, Micros>();

  /** Holds `limit` messages: at 4,000 a second and a window of 7 s that is 28,000. */
  constructor(limit = 65_536) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#seen.size;
  }
  has(key: string): boolean {
    return this.#seen.has(key);
  }
  /** Remembers a message until `until`, when its age alone refuses it. Only verified ones come here. */
  add(key: string, until: Micros, now: Micros): void {
    for (const [old, end] of this.#seen) {
      if (end > now && this.#seen.size < this.#limit) break;
      this.#seen.delete(old);
    }
    this.#seen.set(key, until);
  }
}
