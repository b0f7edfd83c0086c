/**
 * Canonical OER (ITU-T X.696): the encoding of IEEE 1609.2, compiled from a schema. Strict: what is not canonical is
 * refused, since hashes, certificate ids and replay caches are keyed on octets.
 */
import { compiler, follow, type Rules, type Traced } from './codec.ts';
import {
  between,
  enter,
  finish,
  isSet,
  leave,
  preambleOf,
  readBitmap,
  readBits,
  readPreamble,
  readQuantity,
  readTag,
  sentDefault,
  unpadded,
} from './coerparts.ts';
import { encoder } from './coerwrite.ts';
import { needless, reader } from './literal.ts';
import { type Codec, DEPTH, Fault, LARGEST } from './malformed.ts';
import { Reader, Writer, word, word64 } from './octets.ts';
import { integerSize, readIa5, readInteger, readOid, readUtf8 } from './scalars.ts';
import type { Bits, Infer, Member, Node } from './schema.ts';

export type Decode = (r: Reader) => unknown;
type Tagged = { tag: string; value: unknown; [added: string]: unknown };

const shared = new Writer();
const rules: Rules<Reader, Writer> = {
  name: 'COER',
  unit: 8,
  reader: (octets) => new Reader(octets),
  // One scratch buffer: encoders never call back into another codec.
  writer: () => {
    shared.pos = 0;
    return shared;
  },
  decoder,
  encoder,
  finishReading: finish,
  finishWriting: (w) => w.finish(),
};

const compiled = compiler(rules);
/** The COER codec of a schema, compiled when first used and kept. */
export const coer: <S extends Node>(schema: S) => Codec<Infer<S>> = compiled.codec;
/** Field by field with offsets, for `dissect`; in lenient mode past what deviates. */
export const traceCoer: (schema: Node, octets: Uint8Array, lenient?: boolean) => Traced = compiled.trace;

export function decoder(n: Node, traced: boolean): Decode {
  const child = (name: string, node: Node): Decode =>
    traced ? follow(name, node, 8, decoder(node, true)) : decoder(node, false);
  switch (n.kind) {
    case 'null':
      return () => null;
    case 'boolean':
      return (r) => {
        const at = r.take(1);
        const v = r.bytes[at]!;
        if (v !== 0 && v !== 255) r.deviates('boolean', at, 'a BOOLEAN is 00 or ff (X.696 9)');
        return v !== 0;
      };
    case 'integer':
      return n.extensible ? integer(-Infinity, Infinity, false) : integer(n.min, n.max, n.big);
    case 'enumerated':
      return enumerated(n.names, n.added);
    case 'octets': {
      const { min, max } = n;
      if (min === max) return (r) => r.slice(min);
      return (r) => {
        const at = r.pos;
        const len = r.length();
        if (len < min || len > max)
          throw new Fault('length', at, `${len} octets where ${between(min, max)} are allowed`);
        return r.slice(len);
      };
    }
    case 'utf8':
    case 'ia5': {
      const { min, max, kind } = n;
      const fixed = kind === 'ia5' && min === max;
      return (r) => {
        const at = r.pos;
        const octets = r.slice(fixed ? min : r.length());
        const text = kind === 'utf8' ? readUtf8(octets, at) : readIa5(octets, at);
        const size = kind === 'utf8' ? [...text].length : text.length;
        if (size < min || size > max)
          throw new Fault('length', at, `${size} characters where ${between(min, max)} are allowed`);
        return text;
      };
    }
    case 'oid':
    case 'relativeOid': {
      const relative = n.kind === 'relativeOid';
      return (r) => {
        const at = r.pos;
        return readOid(r.slice(r.length()), relative, at, r);
      };
    }
    case 'bits':
      return bitString(n.min, n.max, n.extensible);
    case 'list': {
      const each = traced ? undefined : decoder(n.of, false);
      const inner = traced ? decoder(n.of, true) : undefined;
      return (r) => {
        const count = readQuantity(r, n);
        // A count is only believed as far as items come: the array of a long list grows with it.
        const out = new Array<unknown>(count < 1024 ? count : 0);
        for (let i = 0; i < count; i++) out[i] = each ? each(r) : follow(String(i), n.of, 8, inner!)(r);
        return out;
      };
    }
    case 'kept': {
      const inner = decoder(n.of, traced);
      return (r) => {
        const from = r.pos;
        const value = inner(r);
        return { value, octets: r.since(from) };
      };
    }
    case 'open': {
      const inner = decoder(n.of, traced);
      return (r) => enclosed(r, inner);
    }
    case 'byId': {
      const id = child(n.idName, n.id);
      const byNumber = new Map(n.cases.map((c) => [c.id, { tag: c.name, read: child(n.valueName, c.type) }]));
      const read = (r: Reader): Tagged => {
        const index = id(r) as number;
        const known = byNumber.get(index);
        if (known === undefined) return { tag: '?', value: { index, octets: r.slice(r.length()) } };
        return { tag: known.tag, value: enclosed(r, known.read) };
      };
      if (!n.extensible) return read;
      const more = additions([], child);
      return (r) => {
        const at = r.take(1);
        if (r.bytes[at]! & 127) r.deviates('padding', at, 'unused bits of a preamble are zero (X.696 16.2)');
        const v = read(r);
        if (r.bytes[at]! & 128) more(r, v);
        return v;
      };
    }
    case 'later': {
      let made: Decode | undefined;
      return (r) => {
        if (++r.depth > DEPTH) throw new Fault('depth', r.pos, `nested more than ${DEPTH} deep`);
        made ??= decoder(n.of(), traced);
        const v = made(r);
        r.depth--;
        return v;
      };
    }
    case 'choice': {
      const root = n.root.map((m) => child(m.name, m.type));
      const tags = n.root.map((m) => m.name);
      const added = n.added?.map((m) => child(m.name, m.type));
      const addedTags = n.added?.map((m) => m.name);
      return (r) => {
        const index = readTag(r, root.length, added !== undefined);
        const d = root[index];
        if (d !== undefined) return { tag: tags[index], value: d(r) };
        const known = added?.[index - root.length];
        if (known === undefined) return { tag: '?', value: { index, octets: r.slice(r.length()) } };
        return { tag: addedTags![index - root.length], value: enclosed(r, known) };
      };
    }
    case 'sequence':
      return sequence(n.root, n.added, child);
  }
}

/** A length and a value that fills it to the last octet. */
function enclosed(r: Reader, inner: Decode): unknown {
  const outer = enter(r);
  const v = inner(r);
  leave(r, outer);
  return v;
}

function integer(min: number, max: number, big: boolean): Decode {
  const check = (v: number, at: number): number => {
    if (v < min || v > max) throw new Fault('range', at, `${v} where ${between(min, max)} is allowed`);
    return v;
  };
  if (big) return (r) => word64(r.bytes, r.take(8));
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    const signed = min < 0;
    return (r) => {
      const at = r.pos;
      return check(readInteger(r.slice(r.length()), signed, at, r), at);
    };
  }
  const { size, signed } = integerSize(min, max);
  if (size === 1)
    return signed
      ? (r) => {
          const at = r.take(1);
          return check((r.bytes[at]! << 24) >> 24, at);
        }
      : (r) => {
          const at = r.take(1);
          const v = r.bytes[at]!;
          return v < min || v > max ? check(v, at) : v;
        };
  if (size === 2)
    return (r) => {
      const at = r.take(2);
      const v = (r.bytes[at]! << 8) | r.bytes[at + 1]!;
      return check(signed ? (v << 16) >> 16 : v, at);
    };
  if (size === 4)
    return (r) => {
      const at = r.take(4);
      const v = word(r.bytes, at);
      return check(signed ? v : v >>> 0, at);
    };
  return (r) => {
    const at = r.take(8);
    const high = word(r.bytes, at);
    const v = (signed ? high : high >>> 0) * 4_294_967_296 + (word(r.bytes, at + 4) >>> 0);
    if (Math.abs(v) > LARGEST) throw new Fault('range', at, 'an integer beyond 2^53');
    return check(v, at);
  };
}

function enumerated(names: readonly string[], added: readonly string[] | null): Decode {
  const all = [...names, ...(added ?? [])];
  return (r) => {
    const at = r.take(1);
    const v = r.bytes[at]!;
    const name = all[v];
    if (name !== undefined) return name;
    if (added === null || v > 127) throw new Fault('range', at, `no name has the number ${v}`);
    return `?${v}`;
  };
}

function bitString(min: number, max: number, extensible: boolean): Decode {
  if (min === max && !extensible) {
    const size = Math.ceil(min / 8);
    const spare = size * 8 - min;
    return (r): Bits => {
      const at = r.pos;
      const octets = r.slice(size);
      return { octets: unpadded(r, octets, spare, at), length: min };
    };
  }
  return (r): Bits => {
    const at = r.pos;
    const bits = readBits(r);
    if (bits.length < min || (bits.length > max && !extensible))
      throw new Fault('length', at, `${bits.length} bits where ${between(min, max)} are allowed`);
    return bits;
  };
}

function sequence(
  root: readonly Member[],
  added: readonly Member[] | null,
  child: (name: string, n: Node) => Decode,
): Decode {
  const read = reader(
    root,
    added,
    root.map((m) => child(m.name, m.type)),
  );
  const { size, spare, loose } = preambleOf(root, added);
  const more = added ? additions(added, child) : undefined;
  const idle = needless(root);
  if (size === 0) return (r) => read(r, 0);
  return (r) => {
    const at = r.pos;
    const present = readPreamble(r, size, spare) & loose;
    const o = read(r, present);
    const m = idle?.(o, present);
    if (m) sentDefault(r, at, m);
    if (more !== undefined && r.bytes[at]! & 128) more(r, o);
    return o;
  };
}

/** X.696 16.4: a bitmap as long as the sender knew additions, then each as an open type. Unknown ones are kept as octets. */
function additions(
  added: readonly Member[],
  child: (name: string, n: Node) => Decode,
): (r: Reader, o: Record<string, unknown>) => void {
  const ds = added.map((m) => child(m.name, m.type));
  return (r, o) => {
    const map = readBitmap(r);
    const unknown: { index: number; octets: Uint8Array }[] = [];
    for (let i = 0; i < map.length; i++) {
      if (!isSet(map, i)) continue;
      const d = ds[i];
      if (d === undefined) unknown.push({ index: i, octets: r.slice(r.length()) });
      else o[added[i]!.key] = enclosed(r, d);
    }
    o['?'] = { count: map.length, unknown };
  };
}
