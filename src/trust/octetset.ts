/**
 * A set of octet strings of one width, for a million of them and more: the strings lie side by side, in buckets by their
 * leading bits, and beside them stands one number per bucket. What goes in are hashes and linkage values, which spread
 * evenly; where they do not, looking up gets slower, never wrong. Octets that the bucket tells already are left out.
 */
import { word } from '../../asn1/octets.ts';

export class OctetSet {
  readonly size: number;
  readonly #parts: readonly Part[];
  /** Leading bits that choose the part. */
  readonly #bits: number;

  private constructor(parts: readonly Part[], bits: number) {
    this.size = parts.reduce((n, p) => n + p.size, 0);
    this.#parts = parts;
    this.#bits = bits;
  }

  /** Puts in order what lies on the heaps, a slice at a time, and empties them. */
  static *sorting(heaps: OctetHeaps): Generator<void, OctetSet> {
    const parts: Part[] = [];
    for (let h = 0; h < heaps.count; h++) parts.push(yield* Part.sorting(heaps.width, heaps.take(h), heaps.bits));
    return new OctetSet(parts, heaps.bits);
  }

  /** `value` has at least as many octets as the strings of the set; the first ones count. */
  has(value: Uint8Array): boolean {
    const lead = word(value, 0);
    return this.#parts[heapOf(lead, this.#bits)]!.has(lead, value);
  }
}

/** Steps between two moments at which others may go on: some tenths of a millisecond. */
const SLICE = 0xfff;

/**
 * Strings on their way into an `OctetSet`, thrown onto heaps by their leading bits. Each heap is put in order by itself:
 * working space is needed for one at a time, which the caches of the processor hold.
 */
export class OctetHeaps {
  readonly width: number;
  readonly bits: number;
  readonly #heaps: Uint8Array[];
  /** Octets in use of each. */
  readonly #ends: Uint32Array;

  /** For about `expected` strings of `width` octets (4 or more), which a slice at a time makes room for. */
  static *making(width: number, expected: number): Generator<void, OctetHeaps> {
    const heaps = new OctetHeaps(width, expected);
    // Six standard deviations above what falls on each where they spread evenly; what does not fit makes it grow.
    const each = expected / heaps.count;
    const room = heaps.bits === 0 ? expected : Math.ceil(each + 6 * Math.sqrt(each));
    for (let h = 0; h < heaps.count; h++) {
      if (h > 0) yield;
      heaps.#heaps[h] = new Uint8Array(room * width);
    }
    return heaps;
  }
  private constructor(width: number, expected: number) {
    if (width < 4) throw new RangeError(`strings of ${width} octets are too short for a set`);
    this.width = width;
    this.bits = expected < 0x10000 ? 0 : 4;
    this.#heaps = Array.from({ length: this.count }, () => new Uint8Array(0));
    this.#ends = new Uint32Array(this.count);
  }
  get count(): number {
    return 2 ** this.bits;
  }
  /** Strings end to end, as many as there are. */
  add(octets: Uint8Array): void {
    const { width, bits } = this;
    if (octets.length % width !== 0) throw new RangeError(`${octets.length} octets are no strings of ${width}`);
    for (let from = 0; from < octets.length; from += width) {
      const h = heapOf(word(octets, from), bits);
      const at = this.#ends[h]!;
      let heap = this.#heaps[h]!;
      if (at + width > heap.length) heap = this.#grow(h);
      for (let i = 0; i < width; i++) heap[at + i] = octets[from + i]!;
      this.#ends[h] = at + width;
    }
  }
  #grow(h: number): Uint8Array {
    const heap = this.#heaps[h]!;
    const larger = new Uint8Array((heap.length / this.width + 16) * 2 * this.width);
    larger.set(heap);
    this.#heaps[h] = larger;
    return larger;
  }
  /** The strings of a heap, which is empty then. */
  take(h: number): Uint8Array {
    const strings = this.#heaps[h]!.subarray(0, this.#ends[h]!);
    this.#heaps[h] = new Uint8Array(0);
    this.#ends[h] = 0;
    return strings;
  }
}

// A shift by 32 would be one by none.
const heapOf = (lead: number, bits: number): number => (bits === 0 ? 0 : lead >>> (32 - bits));
const bucketOf = (lead: number, skip: number, shift: number): number => (shift === 32 ? 0 : (lead << skip) >>> shift);

/** The strings that begin with the same few bits, which `skip` counts. */
class Part {
  readonly size: number;
  readonly #values: Uint8Array;
  readonly #width: number;
  readonly #skip: number;
  /** Leading octets that are left out. */
  readonly #told: number;
  readonly #shift: number;
  /** Where each bucket begins; one more than there are buckets. */
  readonly #starts: Uint32Array;

  private constructor(
    width: number,
    values: Uint8Array,
    skip: number,
    told: number,
    shift: number,
    starts: Uint32Array,
  ) {
    this.size = starts.at(-1)!;
    this.#width = width;
    this.#values = values;
    this.#skip = skip;
    this.#told = told;
    this.#shift = shift;
    this.#starts = starts;
  }

  /** Turns over `values` in place. */
  static *sorting(width: number, values: Uint8Array, skip: number): Generator<void, Part> {
    const count = values.length / width;
    // About four strings in a bucket.
    const bits = Math.min(22 - skip, Math.max(0, Math.ceil(Math.log2(Math.max(1, count))) - 2));
    const shift = 32 - bits;
    const starts = new Uint32Array(2 ** bits + 1);
    for (let i = 0; i < count; i++) {
      starts[bucketOf(word(values, i * width), skip, shift) + 1]! += 1;
      if ((i & SLICE) === SLICE) yield;
    }
    for (let b = 0; b < 2 ** bits; b++) starts[b + 1]! += starts[b]!;
    yield* arrange(width, values, skip, shift, starts);
    const told = (skip + bits) >>> 3;
    return new Part(width - told, yield* without(told, width, values), skip, told, shift, starts);
  }

  has(lead: number, value: Uint8Array): boolean {
    const values = this.#values;
    const told = this.#told;
    const width = this.#width;
    const b = bucketOf(lead, this.#skip, this.#shift);
    const end = this.#starts[b + 1]! * width;
    for (let at = this.#starts[b]! * width; at < end; at += width) {
      let i = 0;
      while (i < width && values[at + i] === value[told + i]) i++;
      if (i === width) return true;
    }
    return false;
  }
}

/** Each string into its bucket, by exchanging: no second array. */
function* arrange(
  width: number,
  values: Uint8Array,
  skip: number,
  shift: number,
  starts: Uint32Array,
): Generator<void, void> {
  const next = starts.slice(0, -1);
  let steps = 0;
  for (let b = 0; b < next.length; b++) {
    const end = starts[b + 1]!;
    while (next[b]! < end) {
      const at = next[b]! * width;
      const home = bucketOf(word(values, at), skip, shift);
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

/** The strings without their first `told` octets, in as much memory as they need. */
function* without(told: number, width: number, values: Uint8Array): Generator<void, Uint8Array> {
  const count = values.length / width;
  const rest = width - told;
  const out = new Uint8Array(count * rest);
  for (let n = 0, from = told, to = 0; n < count; n++, from += told) {
    for (let i = 0; i < rest; i++) out[to++] = values[from++]!;
    if ((n & SLICE) === SLICE) yield;
  }
  return out;
}
