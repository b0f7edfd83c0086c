/**
 * A set of octet strings of one width, for a million of them and more: the strings lie side by side, in buckets by their
 * leading bits, and beside them stands one number per bucket. What goes in are hashes and linkage values, which spread
 * evenly; where they do not, looking up gets slower, never wrong. Octets that the bucket tells already are left out.
 */
export class OctetSet {
  readonly width: number;
  readonly size: number;
  readonly #values: Uint8Array;
  /** Leading octets that are left out. */
  readonly #told: number;
  readonly #shift: number;
  /** Where each bucket begins; one more than there are buckets. */
  readonly #starts: Uint32Array;

  private constructor(width: number, values: Uint8Array, told: number, shift: number, starts: Uint32Array) {
    this.width = width;
    this.size = values.length / (width - told);
    this.#values = values;
    this.#told = told;
    this.#shift = shift;
    this.#starts = starts;
  }

  /** Takes over `values`, strings of `width` octets (4 or more) end to end, and puts them in order, a slice at a time. */
  static *sorting(width: number, values: Uint8Array): Generator<void, OctetSet> {
    const count = values.length / width;
    if (!Number.isInteger(count) || width < 4)
      throw new RangeError(`${values.length} octets are no strings of ${width}, or too short ones`);
    // About four strings in a bucket.
    const bits = Math.min(22, Math.max(0, Math.ceil(Math.log2(Math.max(1, count))) - 2));
    const shift = 32 - bits;
    const starts = new Uint32Array(2 ** bits + 1);
    for (let i = 0; i < count; i++) {
      starts[bucketOf(values, i * width, shift) + 1]! += 1;
      if ((i & SLICE) === SLICE) yield;
    }
    for (let b = 0; b < 2 ** bits; b++) starts[b + 1]! += starts[b]!;
    yield* arrange(width, values, shift, starts);
    const told = bits >>> 3;
    return new OctetSet(width, yield* without(told, width, values), told, shift, starts);
  }

  /** `value` has at least `width` octets; the first ones count. */
  has(value: Uint8Array): boolean {
    const values = this.#values;
    const told = this.#told;
    const width = this.width - told;
    const b = bucketOf(value, 0, this.#shift);
    const end = this.#starts[b + 1]! * width;
    for (let at = this.#starts[b]! * width; at < end; at += width) {
      let i = 0;
      while (i < width && values[at + i] === value[told + i]) i++;
      if (i === width) return true;
    }
    return false;
  }
}

/** Steps between two moments at which others may go on: some tenths of a millisecond. */
const SLICE = 0x3fff;

function bucketOf(octets: Uint8Array, at: number, shift: number): number {
  // A shift by 32 would be one by none.
  if (shift === 32) return 0;
  const lead = (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
  return lead >>> shift;
}

/** Each string into its bucket, by exchanging: a second array of the size would be the larger part of all memory. */
function* arrange(width: number, values: Uint8Array, shift: number, starts: Uint32Array): Generator<void, void> {
  const next = starts.slice(0, -1);
  let steps = 0;
  for (let b = 0; b < next.length; b++) {
    const end = starts[b + 1]!;
    while (next[b]! < end) {
      const at = next[b]! * width;
      const home = bucketOf(values, at, shift);
      const to = next[home]! * width;
      next[home]! += 1;
      if (home !== b)
        for (let i = 0; i < width; i++) {
          const octet = values[at + i]!;
          values[at + i] = values[to + i]!;
          values[to + i] = octet;
        }
      if ((++steps & SLICE) === SLICE) yield;
    }
  }
}

/** Drops the first `told` octets of each string, and the memory they took. */
function* without(told: number, width: number, values: Uint8Array): Generator<void, Uint8Array> {
  if (told === 0) return values;
  const count = values.length / width;
  const rest = width - told;
  for (let n = 0, from = told, to = 0; n < count; n++, from += told) {
    for (let i = 0; i < rest; i++) values[to++] = values[from++]!;
    if ((n & SLICE) === SLICE) yield;
  }
  return values.slice(0, count * rest);
}
