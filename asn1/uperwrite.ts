/** The encoding side of UPER. A value that is not one of its type throws a RangeError. */
import type { BitWriter } from './bits.ts';
import { blame, futureIndex } from './codec.ts';
import { bitmapLength, hasMore, unknownAdditions, writer } from './literal.ts';
import { writeInteger, writeOid, writeUtf8 } from './scalars.ts';
import type { Bits, Future, Kept, Member, Node } from './schema.ts';

type Encode = (w: BitWriter, v: never) => void;
type Write = (w: BitWriter, v: unknown) => void;
type Tagged = { readonly tag: string; readonly value: unknown; readonly [added: string]: unknown };
type Octets = { readonly index: number; readonly octets: Uint8Array };

/** Bits for a number in 0..span. */
export function width(span: number): number {
  return span <= 0 ? 0 : span < 4_294_967_296 ? 32 - Math.clz32(span) : Math.ceil(Math.log2(span + 1));
}

export function encoder(n: Node, traced: boolean): Encode {
  return compile(n, traced) as Encode;
}

function compile(n: Node, traced: boolean): Write {
  const child = (name: string, node: Node): Write => {
    const e = compile(node, traced);
    return traced ? (blame(name, e as Encode) as Write) : e;
  };
  switch (n.kind) {
    case 'null':
      return () => {};
    case 'boolean':
      return (w, v) => w.bits(v ? 1 : 0, 1);
    case 'integer':
      return n.extensible ? integerOrMore(n.min, n.max) : integer(n.min, n.max, n.big);
    case 'enumerated': {
      const root = new Map(n.names.map((name, i) => [name, i]));
      const more = new Map(n.added?.map((name, i) => [name, i]));
      const size = width(n.names.length - 1);
      const open = n.added !== null;
      return (w, v) => {
        const i = root.get(v as string);
        if (i !== undefined) {
          if (open) w.bits(0, 1);
          w.bits(i, size);
          return;
        }
        const future = open ? futureIndex(v as string) : undefined;
        const x = more.get(v as string) ?? (future === undefined ? undefined : future - root.size);
        if (x === undefined || x < 0) throw new RangeError(`no such name: ${String(v)}`);
        w.bits(1, 1);
        w.small(x);
      };
    }
    case 'octets': {
      const { min, max } = n;
      const size = width(max - min);
      return (w, v) => {
        const octets = v as Uint8Array;
        if (!(octets.length >= min && octets.length <= max))
          throw new RangeError(`${octets.length} octets, allowed are ${min} to ${max}`);
        if (max >= 65_536) return w.string(octets);
        if (min !== max) w.bits(octets.length - min, size);
        w.octets(octets);
      };
    }
    case 'utf8': {
      const { min, max } = n;
      return (w, v) => {
        const size = [...(v as string)].length;
        if (size < min || size > max) throw new RangeError(`${size} characters, allowed are ${min} to ${max}`);
        w.string(writeUtf8(v as string));
      };
    }
    case 'ia5': {
      const { min, max } = n;
      return counted('characters', min, max, false, writeCharacters);
    }
    case 'oid':
    case 'relativeOid': {
      const relative = n.kind === 'relativeOid';
      return (w, v) => w.string(writeOid(v as string, relative));
    }
    case 'bits':
      return counted('bits', n.min, n.max, n.extensible, writeBits);
    case 'list': {
      const each = compile(n.of, traced);
      const items: Piece<readonly unknown[]> = traced
        ? (w, v, from, to) => {
            for (let i = from; i < to; i++) (blame(String(i), each as Encode) as Write)(w, v[i]);
          }
        : (w, v, from, to) => {
            for (let i = from; i < to; i++) each(w, v[i]);
          };
      return counted('items', n.min, n.max, n.extensible, items);
    }
    case 'kept': {
      const inner = compile(n.of, traced);
      return (w, v) => inner(w, (v as Kept<unknown>).value);
    }
    case 'open': {
      const inner = compile(n.of, traced);
      return (w, v) => enclose(w, inner, v);
    }
    case 'byId': {
      const id = compile(n.id, traced);
      const byTag = new Map(n.cases.map((c) => [c.name, { id: c.id, write: child(c.name, c.type) }]));
      const more = n.extensible ? additions([], child) : undefined;
      return (w, v) => {
        const { tag, value } = v as Tagged;
        const extended = more !== undefined && hasMore(v as Tagged);
        const known = byTag.get(tag);
        if (known === undefined && (tag !== '?' || n.cases.some((c) => c.id === (value as Octets).index)))
          throw new RangeError(`no such alternative: ${tag}`);
        if (more) w.bits(extended ? 1 : 0, 1);
        id(w, known ? known.id : (value as Octets).index);
        if (known) enclose(w, known.write, value);
        else w.string((value as Octets).octets);
        if (extended) more(w, v as Tagged);
      };
    }
    case 'later': {
      let made: Write | undefined;
      return (w, v) => {
        made ??= compile(n.of(), traced);
        made(w, v);
      };
    }
    case 'choice': {
      const es = n.root.map((m) => child(m.name, m.type));
      const more = n.added?.map((m) => child(m.name, m.type)) ?? [];
      const at = new Map([...n.root, ...(n.added ?? [])].map((m, i) => [m.name, i]));
      const size = width(es.length - 1);
      const open = n.added !== null;
      return (w, v) => {
        const { tag, value } = v as Tagged;
        const future = open && tag === '?' ? (value as Octets) : undefined;
        const i = future ? future.index : at.get(tag);
        if (i === undefined || (future && i < at.size)) throw new RangeError(`no such alternative: ${tag}`);
        if (open) w.bits(i < es.length ? 0 : 1, 1);
        if (i < es.length) {
          w.bits(i, size);
          es[i]!(w, value);
          return;
        }
        w.small(i - es.length);
        if (future) w.string(future.octets);
        else enclose(w, more[i - es.length]!, value);
      };
    }
    case 'sequence':
      return sequence(n.root, n.added, child);
  }
}

function enclose(w: BitWriter, write: Write, v: unknown): void {
  const from = w.pos;
  w.bits(0, 8);
  write(w, v);
  w.enclose(from);
}

function integer(min: number, max: number, big: boolean): Write {
  if (big)
    return (w, v) => {
      const n = v as bigint;
      if (typeof n !== 'bigint' || n < 0n || n > 0xffff_ffff_ffff_ffffn)
        throw new RangeError(`${String(v)} is no 64-bit bigint`);
      w.bits(Number(n >> 32n), 32);
      w.bits(Number(n & 0xffff_ffffn), 32);
    };
  const check = (v: unknown): number => {
    if (typeof v !== 'number' || !Number.isInteger(v) || v < min || v > max)
      throw new RangeError(`${String(v)}, allowed is ${min} to ${max}`);
    return v;
  };
  if (!Number.isFinite(min)) return (w, v) => w.string(writeInteger(check(v), true));
  if (!Number.isFinite(max)) return (w, v) => w.string(writeInteger(check(v) - min, false));
  const size = width(max - min);
  if (size > 32) {
    return (w, v) => {
      const n = check(v) - min;
      w.bits(Math.floor(n / 4_294_967_296), size - 32);
      w.bits(n >>> 0, 32);
    };
  }
  return (w, v) => w.bits(check(v) - min, size);
}

function integerOrMore(min: number, max: number): Write {
  const root = integer(min, max, false);
  const beyond = integer(-Infinity, Infinity, false);
  return (w, v) => {
    const outside = (v as number) < min || (v as number) > max;
    w.bits(outside ? 1 : 0, 1);
    (outside ? beyond : root)(w, v);
  };
}

/** BIT STRING: pieces begin at a whole octet: only the last one is not of a multiple of 16384 bits. */
function writeBits(w: BitWriter, { octets, length }: Bits, from: number, to: number): void {
  const size = Math.ceil(length / 8);
  const spare = size * 8 - length;
  if (octets.length !== size || (spare > 0 && octets[size - 1]! & ((1 << spare) - 1)))
    throw new RangeError(`${length} bits take ${size} octets with unused bits zero`);
  const whole = to >>> 3;
  // A view costs more than writing a few octets.
  if (whole - (from >>> 3) > 4) w.octets(octets.subarray(from >>> 3, whole));
  else for (let i = from >>> 3; i < whole; i++) w.bits(octets[i]!, 8);
  const rest = to & 7;
  if (rest > 0) w.bits(octets[whole]! >>> (8 - rest), rest);
}
function writeCharacters(w: BitWriter, text: string, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c > 127) throw new RangeError(`character ${i} is none of an IA5String`);
    w.bits(c, 7);
  }
}

/** Writes the items `from` up to `to` of a value. */
type Piece<T> = (w: BitWriter, v: T, from: number, to: number) => void;

/** What consists of `min` to `max` items: their number, then the items; 16384 and more without a bound go in fragments. */
function counted<T extends { readonly length: number }>(
  what: string,
  min: number,
  max: number,
  extensible: boolean,
  put: Piece<T>,
): Write {
  const fixed = min === max;
  const bounded = max < 65_536;
  const size = width(max - min);
  return (w, value) => {
    const v = value as T;
    const n = v.length;
    const outside = !(n >= min && n <= max);
    if (outside && !extensible) throw new RangeError(`${n} ${what}, allowed are ${min} to ${max}`);
    if (extensible) w.bits(outside ? 1 : 0, 1);
    if (bounded && !outside) {
      if (!fixed) w.bits(n - min, size);
      put(w, v, 0, n);
      return;
    }
    let from = 0;
    for (; n - from >= 16_384; ) {
      const k = Math.min(4, (n - from) >>> 14);
      w.bits(0xc0 | k, 8);
      put(w, v, from, from + k * 16_384);
      from += k * 16_384;
    }
    w.length(n - from);
    put(w, v, from, n);
  };
}

function sequence(
  root: readonly Member[],
  added: readonly Member[] | null,
  child: (name: string, n: Node) => Write,
): Write {
  const loose = root.filter((m) => m.mode !== 'must').length;
  const es = root.map((m) => child(m.name, m.type));
  if (added === null) {
    const put = writer<BitWriter>(root, null, es, loose === 0 ? () => {} : (w, present) => w.bits(present, loose));
    return put as Write;
  }
  // The extension bit stands before those of the optional members: at most 32 bits in all.
  const put = writer<BitWriter>(root, added, es, (w, present, extended) =>
    w.bits(extended ? present | (1 << loose) : present, loose + 1),
  );
  const more = additions(added, child);
  return (w, v) => {
    if (put(w, v as Record<string, unknown>)) more(w, v as Record<string, unknown>);
  };
}

function additions(
  added: readonly Member[],
  child: (name: string, n: Node) => Write,
): (w: BitWriter, o: Record<string, unknown>) => void {
  const es = added.map((m) => child(m.name, m.type));
  return (w, o) => {
    const count = bitmapLength(added, o);
    if (count <= 64) w.bits(count - 1, 7);
    else {
      w.bits(1, 1);
      w.length(count);
    }
    const octets = unknownAdditions(o['?'] as Future | undefined);
    for (let i = 0; i < count; i++) w.bits((added[i] && o[added[i]!.key] !== undefined) || octets(i) ? 1 : 0, 1);
    for (let i = 0; i < count; i++) {
      const value = added[i] ? o[added[i]!.key] : undefined;
      const unknown = octets(i);
      if (value !== undefined) enclose(w, es[i]!, value);
      else if (unknown) w.string(unknown);
    }
  };
}
