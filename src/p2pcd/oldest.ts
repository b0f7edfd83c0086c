/** A table of so many entries, in the order in which they were put in: when it is full, the oldest goes. */
export class Oldest<V> {
  readonly #limit: number;
  readonly #lost: () => void;
  readonly #entries = new Map<string, V>();

  /** `lost` is told of each entry that goes since the table is full. */
  constructor(limit: number, lost: () => void) {
    this.#limit = limit;
    this.#lost = lost;
  }
  get size(): number {
    return this.#entries.size;
  }
  get(key: string): V | undefined {
    return this.#entries.get(key);
  }
  /** An entry that is put in again is the newest again. */
  put(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    this.#entries.delete(this.#entries.keys().next().value!);
    this.#lost();
  }
  delete(key: string): boolean {
    return this.#entries.delete(key);
  }
  /** Takes out what is `over`, from the oldest on up to the first that is not. */
  expire(over: (value: V) => boolean): void {
    for (const [key, value] of this.#entries) {
      if (!over(value)) return;
      this.#entries.delete(key);
    }
  }
  values(): IterableIterator<V> {
    return this.#entries.values();
  }
}
