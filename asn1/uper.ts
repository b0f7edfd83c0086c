/** Canonical unaligned PER (ITU-T X.691): the encoding of SAE J2735 and of WSMP, compiled from a schema. */
import { BitReader, BitWriter } from './bits.ts';
import { compiler, follow, type Rules, type Traced } from './codec.ts';
import { needless, reader } from './literal.ts';
import { type Codec, DEPTH, Fault } from './malformed.ts';
import { readIa5, readInteger, readOid, readUtf8 } from './scalars.ts';
import type { Infer, Member, Node } from './schema.ts';
import { bitString, bounded, count, counted, octetString, wholeString } from './upersize.ts';
import { encoder, width } from './uperwrite.ts';

type Decode = (r: BitReader) => unknown;
type Tagged = { tag: string; value: unknown; [added: string]: unknown };

const shared = new BitWriter();
const rules: Rules<BitReader, BitWriter> = {
  name: 'UPER',
  unit: 1,
  reader: (octets) => new BitReader(octets),
  // One scratch buffer: encoders never call back into another codec.
  writer: () => {
    shared.pos = 0;
    return shared;
  },
  decoder,
  encoder,
  finishReading: (r) => padding(r, r.end),
  finishWriting: (w) => w.finish(),
};

const compiled = compiler(rules);
/** The UPER codec of a schema, compiled when first used and kept. */
export const uper: <S extends Node>(schema: S) => Codec<Infer<S>> = compiled.codec;
/** Field by field with offsets, for `dissect`; in lenient mode past what deviates. */
export const traceUper: (schema: Node, octets: Uint8Array, lenient?: boolean) => Traced = compiled.trace;

/** What follows the last field of an encoding: fewer than eight bits, all zero (X.691 11.1.3). */
function padding(r: BitReader, end: number): void {
  const left = end - r.pos;
  if (end === 0) throw new Fault('short', 0, 'an encoding takes at least one octet (X.691 11.1)');
  // An empty encoding still takes an octet.
  if (left >= 8 && !(left === 8 && r.pos === 0))
    r.deviates('trailing', r.pos, `${left} bits left over behind the value`);
  else if (r.bits(left) !== 0)
    r.deviates('padding', end - left, 'the bits that fill the last octet are zero (X.691 11.1)');
}

function decoder(n: Node, traced: boolean): Decode {
  const child = (name: string, node: Node): Decode =>
    traced ? follow(name, node, 1, decoder(node, true)) : decoder(node, false);
  switch (n.kind) {
    case 'null':
      return () => null;
    case 'boolean':
      return (r) => r.bit() === 1;
    case 'integer':
      return n.extensible ? integerOrMore(n.min, n.max) : integer(n.min, n.max, n.big);
    case 'enumerated': {
      const { names, added } = n;
      const size = width(names.length - 1);
      return (r) => {
        const at = r.pos;
        if (added !== null && r.bit() === 1) {
          const i = r.small();
          return added[i] ?? `?${names.length + i}`;
        }
        const name = names[r.bits(size)];
        if (name === undefined) throw new Fault('range', at, `no name has this number; there are ${names.length}`);
        return name;
      };
    }
    case 'octets':
      return octetString(n.min, n.max);
    case 'utf8': {
      const { min, max } = n;
      return (r) => {
        const at = r.pos;
        const text = readUtf8(wholeString(r), at);
        const size = [...text].length;
        if (size < min || size > max) throw new Fault('length', at, `${size} characters, allowed are ${min} to ${max}`);
        return text;
      };
    }
    case 'ia5': {
      if (bounded(n.max, false)) {
        const size = count(n.min, n.max);
        return (r) => {
          const at = r.pos;
          return characters(r, size(r), at);
        };
      }
      const size = counted(n.min, n.max, false);
      return (r) => {
        const at = r.pos;
        let text = '';
        size(r, (_, some) => {
          text += characters(r, some, at);
        });
        return text;
      };
    }
    case 'oid':
    case 'relativeOid': {
      const relative = n.kind === 'relativeOid';
      return (r) => {
        const at = r.pos;
        return readOid(r.octets(r.length()), relative, at, r);
      };
    }
    case 'bits':
      return bitString(n.min, n.max, n.extensible);
    case 'list': {
      const each = decoder(n.of, traced);
      // Items go behind those there are: a count is only believed as far as items come.
      const items = (r: BitReader, some: number, out: unknown[], at: number): void => {
        if (some > r.end - r.pos)
          throw new Fault('length', at, `${some} items in the ${r.end - r.pos} bits that follow`);
        const from = out.length;
        for (let i = from; i < from + some; i++) out[i] = traced ? follow(String(i), n.of, 1, each)(r) : each(r);
      };
      if (bounded(n.max, n.extensible)) {
        const size = count(n.min, n.max);
        return (r) => {
          const at = r.pos;
          const out: unknown[] = [];
          items(r, size(r), out, at);
          return out;
        };
      }
      const size = counted(n.min, n.max, n.extensible);
      return (r) => {
        const at = r.pos;
        const out: unknown[] = [];
        size(r, (_, some) => items(r, some, out, at));
        return out;
      };
    }
    case 'kept': {
      // Not octet aligned: there are no octets to keep, and only COER is ever signed.
      const inner = decoder(n.of, traced);
      return (r) => ({ value: inner(r), octets: new Uint8Array(0) });
    }
    case 'open': {
      const inner = decoder(n.of, traced);
      return (r) => enclosed(r, inner);
    }
    case 'byId': {
      const id = child(n.idName, n.id);
      const byNumber = new Map(n.cases.map((c) => [c.id, { tag: c.name, read: child(n.valueName, c.type) }]));
      const read = (r: BitReader): Tagged => {
        const index = id(r) as number;
        const known = byNumber.get(index);
        if (known === undefined) return { tag: '?', value: { index, octets: wholeString(r) } };
        return { tag: known.tag, value: enclosed(r, known.read) };
      };
      if (!n.extensible) return read;
      const more = additions([], child);
      return (r) => {
        const extended = r.bit();
        const v = read(r);
        if (extended === 1) more(r, v);
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
      const size = width(root.length - 1);
      const added = n.added?.map((m) => child(m.name, m.type));
      const addedTags = n.added?.map((m) => m.name);
      return (r) => {
        const at = r.pos;
        if (added !== undefined && r.bit() === 1) {
          const i = r.small();
          const known = added[i];
          if (known === undefined) return { tag: '?', value: { index: root.length + i, octets: wholeString(r) } };
          return { tag: addedTags![i], value: enclosed(r, known) };
        }
        const i = r.bits(size);
        const d = root[i];
        if (d === undefined) throw new Fault('tag', at, `no alternative has the index ${i}; there are ${root.length}`);
        return { tag: tags[i], value: d(r) };
      };
    }
    case 'sequence':
      return sequence(n.root, n.added, child);
  }
}

function characters(r: BitReader, count: number, at: number): string {
  if (count * 7 > r.end - r.pos)
    throw new Fault('short', at, `${count} characters announced, ${r.end - r.pos} bits follow`);
  const codes = new Uint8Array(count);
  for (let i = 0; i < count; i++) codes[i] = r.bits(7);
  return readIa5(codes, at);
}

/** An open type: a length in octets, then a whole encoding. */
function enclosed(r: BitReader, inner: Decode): unknown {
  if (r.fragmented()) return joined(r, inner);
  const len = r.length();
  const stop = r.pos + len * 8;
  if (stop > r.end)
    throw new Fault('short', r.pos, `an open type of ${len} octets announced, ${(r.end - r.pos) >>> 3} follow`);
  if (len === 0) throw new Fault('length', r.pos, 'an open type takes at least one octet (X.691 11.2)');
  const start = r.pos;
  const outer = r.end;
  r.end = stop;
  const v = inner(r);
  const left = stop - r.pos;
  if (left >= 8 && !(left === 8 && r.pos === start))
    r.deviates('surplus', r.pos, `the open type announces ${left >>> 3} octets more than its value takes`);
  else if (r.bits(left) !== 0)
    r.deviates('padding', stop - left, 'the bits that fill an open type are zero (X.691 11.2)');
  r.pos = stop;
  r.end = outer;
  return v;
}

/** An open type in fragments: its octets stand apart, so what is wrong inside is said to be where it begins. */
function joined(r: BitReader, inner: Decode): unknown {
  const at = r.pos;
  const whole = new BitReader(wholeString(r));
  whole.depth = r.depth;
  whole.trace = r.trace;
  whole.met = r.met === undefined ? undefined : [];
  try {
    const v = r.trace ? r.trace.at(at, () => inner(whole)) : inner(whole);
    padding(whole, whole.end);
    for (const { deviance, fault } of whole.met ?? []) r.deviates(deviance, at, inFragments(fault));
    return v;
  } catch (e) {
    if (e instanceof Fault) throw new Fault(e.code, at, inFragments(e));
    throw e;
  }
}

const inFragments = (fault: Fault): string => `${fault.rule}, bit ${fault.at} of an open type in fragments`;

function integer(min: number, max: number, big: boolean): Decode {
  if (big) return (r) => (BigInt(r.bits(32)) << 32n) | BigInt(r.bits(32));
  if (!Number.isFinite(min))
    return (r) => {
      const at = r.pos;
      return readInteger(r.octets(r.length()), true, at, r);
    };
  if (!Number.isFinite(max))
    return (r) => {
      const at = r.pos;
      return readInteger(r.octets(r.length()), false, at, r) + min;
    };
  const size = width(max - min);
  return (r) => {
    const at = r.pos;
    const v = r.bits(size) + min;
    if (v > max) throw new Fault('range', at, `${v} where at most ${max} is allowed`);
    return v;
  };
}

function integerOrMore(min: number, max: number): Decode {
  const root = integer(min, max, false);
  const beyond = integer(-Infinity, Infinity, false);
  return (r) => {
    if (r.bit() === 0) return root(r);
    const at = r.pos;
    const v = beyond(r) as number;
    if (v >= min && v <= max) r.deviates('root', at, 'a value of the root range is written as one (X.691 13.1)');
    return v;
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
  const loose = root.filter((m) => m.mode !== 'must').length;
  if (loose > 31) throw new RangeError('more than 31 optional members in one SEQUENCE');
  const idle = needless(root);
  const fields = (r: BitReader): Record<string, unknown> => {
    const at = r.pos;
    const present = r.bits(loose);
    const o = read(r, present);
    const m = idle?.(o, present);
    if (m) r.deviates('default', at, `${m.name} has its DEFAULT value and has to be left out (X.691 19.5)`);
    return o;
  };
  if (added === null) return fields;
  const more = additions(added, child);
  return (r) => {
    const extended = r.bit();
    const o = fields(r);
    if (extended === 1) more(r, o);
    return o;
  };
}

/** X.691 19.7: how many additions the sender knew, which are present, each as an open type. Unknown ones are kept as octets. */
function additions(
  added: readonly Member[],
  child: (name: string, n: Node) => Decode,
): (r: BitReader, o: Record<string, unknown>) => void {
  const ds = added.map((m) => child(m.name, m.type));
  return (r, o) => {
    const at = r.pos;
    const long = r.bit() === 1;
    const count = long ? r.length() : r.bits(6) + 1;
    if (long && count <= 64) r.deviates('length', at, 'a count of up to 64 takes seven bits (X.691 11.9.3.4)');
    const present: number[] = [];
    for (let i = 0; i < count; i++) if (r.bit() === 1) present.push(i);
    if (present.length === 0)
      r.deviates('empty', at, 'the extension bit is set, but no addition is present (X.691 19.1)');
    const unknown: { index: number; octets: Uint8Array }[] = [];
    for (const i of present) {
      const d = ds[i];
      if (d === undefined) unknown.push({ index: i, octets: wholeString(r) });
      else o[added[i]!.key] = enclosed(r, d);
    }
    o['?'] = { count, unknown };
  };
}
