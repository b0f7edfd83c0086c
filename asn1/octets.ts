import { type Deviance, deviate, Fault, type Judge, type Met } from './malformed.ts';
import type { Tracer } from './trace.ts';

/** Reads octets from front to back; every step is checked against the end. */
export class Reader implements Judge {
  readonly bytes: Uint8Array;
  pos = 0;
  depth = 0;
  end: number;
  readonly #buffer: ArrayBufferLike;
  readonly #base: number;
  trace: Tracer | undefined;
  /** Where deviations are taken down; undefined in strict mode. */
  met: Met[] | undefined;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#buffer = bytes.buffer;
    this.#base = bytes.byteOffset;
    this.end = bytes.length;
  }
  /** Steps over n octets and says where they began. */
  take(n: number): number {
    const at = this.pos;
    if (at + n > this.end)
      throw new Fault(
        'short',
        at,
        `${n} more octet${n === 1 ? '' : 's'} announced than the ${this.end - at} that follow`,
      );
    this.pos = at + n;
    return at;
  }
  /** X.696 8.6: short form below 128, else a count of octets; only the shortest form. */
  length(): number {
    const at = this.take(1);
    const first = this.bytes[at]!;
    if (first < 128) return first;
    const n = first & 127;
    if (n === 0 || n > 4)
      throw new Fault('length', at, 'a length takes one to four octets behind the first (X.696 8.6)');
    let p = this.take(n);
    let v = 0;
    for (let i = 0; i < n; i++) v = v * 256 + this.bytes[p++]!;
    if (v < 128 || (n > 1 && v < 2 ** (8 * (n - 1))))
      this.deviates('length', at, 'a length has to take the fewest octets that hold it (X.696 8.6.5)');
    return v;
  }
  deviates(deviance: Deviance, at: number, rule: string): void {
    deviate(this.met, deviance, at, rule, () => this.trace?.path() ?? []);
  }
  /** A view. */
  slice(n: number): Uint8Array {
    const at = this.take(n);
    // A third faster than subarray(), which has to find out both again.
    return new Uint8Array(this.#buffer, this.#base + at, n);
  }
  /** What was read since `from`, a view. */
  since(from: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#base + from, this.pos - from);
  }
}

/** Four octets as a signed number, the highest first. */
export function word(octets: Uint8Array, at: number): number {
  return (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
}
/** No view has to be made for each message. */
const eight = new DataView(new ArrayBuffer(8));
/** Eight octets as a number without a sign. */
export function word64(octets: Uint8Array, at: number): bigint {
  eight.setInt32(0, word(octets, at));
  eight.setInt32(4, word(octets, at + 4));
  return eight.getBigUint64(0);
}

/** Copies octets into others, from `at` on. A call to set() costs more than to copy a hash or an id by hand. */
export function lay(octets: Uint8Array, into: Uint8Array, at: number): void {
  const n = octets.length;
  if (n > 64) into.set(octets, at);
  else for (let i = 0; i < n; i++) into[at + i] = octets[i]!;
}

/** The parts end to end, in an array of their own. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const SLAB = 16_384;
let slab = new Uint8Array(SLAB);
let used = 0;

/** A fresh copy carved from a shared slab: far cheaper than one ArrayBuffer per message. */
export function carve(from: Uint8Array, n: number): Uint8Array {
  if (n > SLAB / 4) return from.slice(0, n);
  if (used + n > SLAB) {
    slab = new Uint8Array(SLAB);
    used = 0;
  }
  const out = slab.subarray(used, used + n);
  used += n;
  out.set(n === from.length ? from : from.subarray(0, n));
  return out;
}

/** A growing buffer; `finish` hands out a copy and `reset` starts anew. */
export class Writer {
  bytes: Uint8Array;
  view: DataView;
  pos = 0;
  constructor(size = 2048) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }
  /** Reserves n octets and says where. Call it before touching `bytes`: growing replaces the buffer. */
  room(n: number): number {
    const at = this.pos;
    if (at + n > this.bytes.length) this.#grow(at + n);
    this.pos = at + n;
    return at;
  }
  #grow(need: number): void {
    const bigger = new Uint8Array(Math.max(need, this.bytes.length * 2));
    bigger.set(this.bytes);
    this.bytes = bigger;
    this.view = new DataView(bigger.buffer);
  }
  byte(v: number): void {
    const at = this.room(1);
    this.bytes[at] = v;
  }
  length(n: number): void {
    if (n < 128) {
      this.byte(n);
      return;
    }
    const k = widthOf(n);
    let at = this.room(k + 1);
    this.bytes[at++] = 128 | k;
    for (let i = k - 1; i >= 0; i--) this.bytes[at++] = Math.floor(n / 2 ** (8 * i)) & 255;
  }
  put(b: Uint8Array): void {
    const at = this.room(b.length);
    lay(b, this.bytes, at);
  }
  /** Puts the length of everything written since `from` in front of it. */
  enclose(from: number): void {
    const n = this.pos - from;
    const k = n < 128 ? 1 : 1 + widthOf(n);
    this.room(k);
    this.bytes.copyWithin(from + k, from, from + n);
    const end = this.pos;
    this.pos = from;
    this.length(n);
    this.pos = end;
  }
  finish(): Uint8Array {
    return carve(this.bytes, this.pos);
  }
}

function widthOf(n: number): number {
  return n < 256 ? 1 : n < 65_536 ? 2 : n < 16_777_216 ? 3 : 4;
}
