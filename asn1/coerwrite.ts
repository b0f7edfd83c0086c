/** The encoding side of COER. A value that is not one of its type throws a RangeError. */
import { blame, futureIndex } from './codec.ts';
import { bitmapLength, hasMore, unknownAdditions, writer } from './literal.ts';
import type { Writer } from './octets.ts';
import { integerSize, writeIa5, writeInteger, writeOid, writeUtf8 } from './scalars.ts';
import type { Bits, Future, Kept, Member, Node } from './schema.ts';

type Encode = (w: Writer, v: never) => void;
type Write = (w: Writer, v: unknown) => void;
type Tagged = { readonly tag: string; readonly value: unknown; readonly [added: string]: unknown };
type Octets = { readonly index: number; readonly octets: Uint8Array };

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
      return (w, v) => w.byte(v ? 255 : 0);
    case 'integer':
      return n.extensible ? integer(-Infinity, Infinity, false) : integer(n.min, n.max, n.big);
    case 'enumerated': {
      const index = new Map([...n.names, ...(n.added ?? [])].map((name, i) => [name, i]));
      const open = n.added !== null;
      return (w, v) => {
        const known = index.get(v as string);
        const i = known ?? (open ? futureIndex(v as string) : undefined);
        if (i === undefined || i > 127 || (known === undefined && i < index.size))
          throw new RangeError(`no such name: ${String(v)}`);
        w.byte(i);
      };
    }
    case 'octets': {
      const { min, max } = n;
      return (w, v) => {
        const octets = v as Uint8Array;
        if (!(octets.length >= min && octets.length <= max))
          throw new RangeError(`${octets.length} octets, allowed are ${min} to ${max}`);
        if (min !== max) w.length(octets.length);
        w.put(octets);
      };
    }
    case 'utf8':
    case 'ia5': {
      const { min, max, kind } = n;
      const fixed = kind === 'ia5' && min === max;
      return (w, v) => {
        const text = v as string;
        const size = kind === 'utf8' ? [...text].length : text.length;
        if (size < min || size > max) throw new RangeError(`${size} characters, allowed are ${min} to ${max}`);
        const octets = kind === 'utf8' ? writeUtf8(text) : writeIa5(text);
        if (!fixed) w.length(octets.length);
        w.put(octets);
      };
    }
    case 'oid':
    case 'relativeOid': {
      const relative = n.kind === 'relativeOid';
      return (w, v) => {
        const octets = writeOid(v as string, relative);
        w.length(octets.length);
        w.put(octets);
      };
    }
    case 'bits':
      return bitString(n.min, n.max, n.extensible);
    case 'list': {
      const { min, max } = n;
      const each = compile(n.of, traced);
      return (w, v) => {
        const items = v as readonly unknown[];
        const c = items.length;
        if (!n.extensible && (c < min || c > max)) throw new RangeError(`${c} items, allowed are ${min} to ${max}`);
        const k = c < 256 ? 1 : c < 65_536 ? 2 : c < 16_777_216 ? 3 : 4;
        let at = w.room(k + 1);
        w.bytes[at++] = k;
        for (let i = k - 1; i >= 0; i--) w.bytes[at++] = (c >>> (8 * i)) & 255;
        for (let i = 0; i < c; i++) (traced ? (blame(String(i), each as Encode) as Write) : each)(w, items[i]);
      };
    }
    case 'kept':
      // What was signed is what is sent: the octets, never the value.
      return (w, v) => w.put((v as Kept<unknown>).octets);
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
        if (more) w.byte(extended ? 128 : 0);
        id(w, known ? known.id : (value as Octets).index);
        if (known) enclose(w, known.write, value);
        else putOpen(w, (value as Octets).octets);
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
      const open = n.added !== null;
      return (w, v) => {
        const { tag, value } = v as Tagged;
        const i = at.get(tag);
        if (i !== undefined) {
          w.byte(128 | i);
          if (i < es.length) es[i]!(w, value);
          else enclose(w, more[i - es.length]!, value);
        } else if (open && tag === '?' && isLater((value as Octets).index, at.size)) {
          w.byte(128 | (value as Octets).index);
          putOpen(w, (value as Octets).octets);
        } else throw new RangeError(`no such alternative: ${tag}`);
      };
    }
    case 'sequence':
      return sequence(n.root, n.added, child);
  }
}

function enclose(w: Writer, write: Write, v: unknown): void {
  const from = w.pos;
  write(w, v);
  w.enclose(from);
}
/** X.696 19.2: tags up to 62 take one octet; the modules have no more. */
const isLater = (index: number, known: number): boolean => Number.isInteger(index) && index >= known && index <= 62;

function putOpen(w: Writer, octets: Uint8Array): void {
  w.length(octets.length);
  w.put(octets);
}

function integer(min: number, max: number, big: boolean): Write {
  if (big)
    return (w, v) => {
      const n = v as bigint;
      if (typeof n !== 'bigint' || n < 0n || n > 0xffff_ffff_ffff_ffffn)
        throw new RangeError(`${String(v)} is no 64-bit bigint`);
      const at = w.room(8);
      w.view.setBigUint64(at, n);
    };
  const check = (v: unknown): number => {
    if (typeof v !== 'number' || !Number.isInteger(v) || v < min || v > max)
      throw new RangeError(`${String(v)}, allowed is ${min} to ${max}`);
    return v;
  };
  if (!Number.isFinite(min) || !Number.isFinite(max)) return (w, v) => putOpen(w, writeInteger(check(v), min < 0));
  const { size } = integerSize(min, max);
  if (size === 1) return (w, v) => w.byte(check(v));
  if (size === 2)
    return (w, v) => {
      const n = check(v);
      const at = w.room(2);
      w.bytes[at] = n >> 8;
      w.bytes[at + 1] = n;
    };
  if (size === 4)
    return (w, v) => {
      const n = check(v);
      const at = w.room(4);
      w.view.setInt32(at, n);
    };
  return (w, v) => {
    const n = check(v);
    const at = w.room(8);
    w.view.setInt32(at, Math.floor(n / 4_294_967_296));
    w.view.setUint32(at + 4, n >>> 0);
  };
}

function bitString(min: number, max: number, extensible: boolean): Write {
  const fixed = min === max && !extensible;
  return (w, v) => {
    const { octets, length } = v as Bits;
    if (length < min || (length > max && !extensible))
      throw new RangeError(`${length} bits, allowed are ${min} to ${max}`);
    const size = Math.ceil(length / 8);
    const spare = size * 8 - length;
    if (octets.length !== size || (spare > 0 && octets[size - 1]! & ((1 << spare) - 1)))
      throw new RangeError(`${length} bits take ${size} octets with unused bits zero`);
    if (!fixed) {
      w.length(size + 1);
      w.byte(spare);
    }
    w.put(octets);
  };
}

function sequence(
  root: readonly Member[],
  added: readonly Member[] | null,
  child: (name: string, n: Node) => Write,
): Write {
  const options = root.filter((m) => m.mode !== 'must').length + (added ? 1 : 0);
  const size = Math.ceil(options / 8);
  const spare = size * 8 - options;
  const es = root.map((m) => child(m.name, m.type));
  const put = writer<Writer>(root, added, es, preamble(options, size, spare));
  if (added === null) return put as Write;
  const more = additions(added, child);
  return (w, v) => {
    if (put(w, v as Record<string, unknown>)) more(w, v as Record<string, unknown>);
  };
}

/** X.696 16.2: the extension bit, then a bit per optional member, to whole octets. */
function preamble(options: number, size: number, spare: number): (w: Writer, present: number, more: boolean) => void {
  if (size === 0) return () => {};
  const extension = 2 ** (options - 1);
  if (size === 1) return (w, present, more) => w.byte(((more ? extension : 0) | present) << spare);
  return (w, present, more) => {
    const bits = ((more ? extension : 0) + (present >>> 0)) * 2 ** spare;
    for (let i = size - 1; i >= 0; i--) w.byte(Math.floor(bits / 2 ** (8 * i)) & 255);
  };
}

function additions(
  added: readonly Member[],
  child: (name: string, n: Node) => Write,
): (w: Writer, o: Record<string, unknown>) => void {
  const es = added.map((m) => child(m.name, m.type));
  return (w, o) => {
    const octetsOf = unknownAdditions(o['?'] as Future | undefined);
    const count = bitmapLength(added, o);
    const size = Math.ceil(count / 8);
    w.length(size + 1);
    w.byte(size * 8 - count);
    const m = w.room(size);
    w.bytes.fill(0, m, m + size);
    for (let i = 0; i < count; i++) {
      const known = added[i];
      const value = known ? o[known.key] : undefined;
      const octets = octetsOf(i);
      if (value === undefined && octets === undefined) continue;
      w.bytes[m + (i >> 3)]! |= 128 >> (i & 7);
      if (value !== undefined) enclose(w, es[i]!, value);
      else putOpen(w, octets!);
    }
  };
}
