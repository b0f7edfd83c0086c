import { type Deviance, deviate, Fault, type Judge, type Met } from './malformed.ts';
import { carve } from './octets.ts';
import type { Tracer } from './trace.ts';

/** Reads bits, most significant first; every step is checked against the end. */
export class BitReader implements Judge {
  readonly bytes: Uint8Array;
  /** In bits. */
  pos = 0;
  depth = 0;
  end: number;
  trace: Tracer | undefined;
  /** Where deviations are taken down; undefined in strict mode. */
  met: Met[] | undefined;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length * 8;
  }
  bit(): number {
    const p = this.pos;
    if (p >= this.end) throw short(p, 1, this.end);
    this.pos = p + 1;
    return (this.bytes[p >>> 3]! >> (7 - (p & 7))) & 1;
  }
  /** Up to 53 bits. */
  bits(n: number): number {
    if (n === 0) return 0;
    const p = this.pos;
    const stop = p + n;
    if (stop > this.end) throw short(p, n, this.end);
    this.pos = stop;
    const b = this.bytes;
    const last = (stop - 1) >>> 3;
    let i = p >>> 3;
    let v = b[i]! & (255 >> (p & 7));
    if (i === last) return v >>> (7 - ((stop - 1) & 7));
    while (++i < last) v = v * 256 + b[i]!;
    const tail = ((stop - 1) & 7) + 1;
    return v * (1 << tail) + (b[last]! >>> (8 - tail));
  }
  /** X.691 11.9, unconstrained: up to 16383 in one piece; `more` is called with the size of each 16K fragment before the rest. */
  length(more?: (count: number) => void): number {
    for (let last = false; ; ) {
      const at = this.pos;
      if (this.bit() === 0) return this.bits(7);
      if (this.bit() === 0) {
        const n = this.bits(14);
        if (n < 128) this.deviates('length', at, 'a length below 128 takes one octet (X.691 11.9)');
        return n;
      }
      const k = this.bits(6);
      if (more === undefined || k < 1 || k > 4)
        throw new Fault(
          'length',
          at,
          'more than 16383 items, or a fragment that is not 1 to 4 times 16384 (X.691 11.9)',
        );
      if (last) this.deviates('length', at, 'only the last fragment may be of less than 65536 items (X.691 11.9.3.8)');
      last = k < 4;
      more(k * 16_384);
    }
  }
  deviates(deviance: Deviance, at: number, rule: string): void {
    deviate(this.met, deviance, at, rule, () => this.trace?.path() ?? []);
  }
  /** Whether the length that comes next is the one of a fragment. */
  fragmented(): boolean {
    const p = this.pos;
    if (p + 2 > this.end) return false;
    const fragment = this.bits(2) === 3;
    this.pos = p;
    return fragment;
  }
  /** X.691 11.6: a normally small number. */
  small(): number {
    if (this.bit() === 0) return this.bits(6);
    const at = this.pos;
    const k = this.length();
    if (k > 2) throw new Fault('range', at, 'an index beyond 65535');
    const v = this.bits(k * 8);
    if (v < 64) this.deviates('length', at, 'an index below 64 takes seven bits (X.691 11.6)');
    else if (k === 2 && v < 256) this.deviates('length', at, 'an index below 256 takes one octet (X.691 11.6)');
    return v;
  }
  octets(n: number): Uint8Array {
    const p = this.pos;
    if (p + n * 8 > this.end) throw short(p, n * 8, this.end);
    if ((p & 7) === 0) {
      this.pos = p + n * 8;
      return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + (p >>> 3), n);
    }
    const out = new Uint8Array(n);
    const s = p & 7;
    const b = this.bytes;
    for (let i = 0, j = p >>> 3; i < n; i++, j++) out[i] = (b[j]! << s) | (b[j + 1]! >>> (8 - s));
    this.pos = p + n * 8;
    return out;
  }
}

function short(at: number, want: number, end: number): Fault {
  return new Fault('short', at, `${want} more bits announced than the ${end - at} that follow`);
}

/** Writes bits, most significant first, into a growing buffer. */
export class BitWriter {
  bytes = new Uint8Array(1024);
  pos = 0;
  /** Up to 32 bits of v. */
  bits(v: number, n: number): void {
    if (n === 0) return;
    const p = this.pos;
    const stop = p + n;
    if (stop > this.bytes.length * 8) this.#grow(n);
    this.pos = stop;
    const out = this.bytes;
    let i = p >>> 3;
    const free = 8 - (p & 7);
    if (n <= free) {
      out[i] = (free === 8 ? 0 : out[i]!) | ((v & (n === 32 ? -1 : (1 << n) - 1)) << (free - n));
      return;
    }
    let left = n - free;
    out[i] = (free === 8 ? 0 : out[i]!) | ((v >>> left) & ((1 << free) - 1));
    for (i++; left >= 8; i++) {
      left -= 8;
      out[i] = v >>> left;
    }
    if (left > 0) out[i] = v << (8 - left);
  }
  #grow(n: number): void {
    const bigger = new Uint8Array(this.bytes.length * 2 + (n >> 3));
    bigger.set(this.bytes);
    this.bytes = bigger;
  }
  length(n: number): void {
    if (n < 128) this.bits(n, 8);
    else if (n < 16_384) this.bits(0x8000 | n, 16);
    else throw new RangeError(`${n} items need fragments`);
  }
  /** Length and octets of an open type or octet string; 16K and more goes in fragments. */
  string(b: Uint8Array): void {
    let rest = b;
    while (rest.length >= 16_384) {
      const k = Math.min(4, rest.length >>> 14);
      this.bits(0xc0 | k, 8);
      this.octets(rest.subarray(0, k * 16_384));
      rest = rest.subarray(k * 16_384);
    }
    this.length(rest.length);
    this.octets(rest);
  }
  /** Turns what was written behind the eight bits at `from` into an open type: its length, whole octets. */
  enclose(from: number): void {
    const start = from + 8;
    // An empty encoding still takes an octet (X.691 11.1).
    const n = this.pos === start ? 1 : (this.pos - start + 7) >>> 3;
    this.bits(0, start + n * 8 - this.pos);
    if (n < 128) {
      this.#over(from, n);
      return;
    }
    // A longer length does not fit where a short one was left room for.
    const content = new BitReader(this.bytes);
    content.pos = start;
    const octets = new Uint8Array(content.octets(n));
    this.pos = from;
    if ((from & 7) > 0) this.bytes[from >>> 3]! &= 0xff00 >> (from & 7);
    this.string(octets);
  }
  /** Eight bits that were zero until now, between others. */
  #over(at: number, v: number): void {
    const i = at >>> 3;
    const s = at & 7;
    this.bytes[i]! |= v >>> s;
    if (s > 0) this.bytes[i + 1]! |= (v << (8 - s)) & 255;
  }
  small(n: number): void {
    if (!(Number.isInteger(n) && n >= 0 && n <= 65_535)) throw new RangeError(`${n} is no index of an addition`);
    if (n < 64) {
      this.bits(n, 7);
      return;
    }
    const k = n < 256 ? 1 : 2;
    this.bits(1, 1);
    this.length(k);
    this.bits(n, 8 * k);
  }
  octets(b: Uint8Array): void {
    const p = this.pos;
    const n = b.length;
    if (p + n * 8 > this.bytes.length * 8 - 8) this.#grow(n * 8 + 8);
    const s = p & 7;
    const out = this.bytes;
    let i = p >>> 3;
    if (s === 0) out.set(b, i);
    else
      for (let k = 0; k < n; k++, i++) {
        out[i] = out[i]! | (b[k]! >>> s);
        out[i + 1] = b[k]! << (8 - s);
      }
    this.pos = p + n * 8;
  }
  /** A complete encoding is at least one octet (X.691 11.1). */
  finish(): Uint8Array {
    if (this.pos === 0) this.bytes[0] = 0;
    return carve(this.bytes, Math.max(1, (this.pos + 7) >>> 3));
  }
}
