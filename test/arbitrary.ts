/**
 * A schema compiled once more: to every value it allows, for property tests. Values come out the way a decoder returns
 * them, so `decode(encode(v))` is `v`: a SEQUENCE that carries additions says so in its '?' field, spare bits are zero.
 */
import fc from 'fast-check';
import type { ById, Infer, Member, Node } from '../asn1/schema.ts';

/** Octets of a value, for what is kept or wrapped; a codec's `encode`. */
export type Encoder = (node: Node, value: unknown) => Uint8Array;

/**
 * Any value of a schema. `encode` is needed where the schema has `kept` members (what a decoder keeps beside the value
 * is its octets). A type that contains itself is followed `depth` times.
 */
export function arbitrary<S extends Node>(node: S, encode: Encoder = noEncoder, depth = 2): fc.Arbitrary<Infer<S>> {
  const made = new Compiler(encode).compile(node, depth);
  if (made === undefined) throw new RangeError(`no value of ${node.name ?? node.kind} ends within ${depth} levels`);
  return made as fc.Arbitrary<Infer<S>>;
}
const noEncoder: Encoder = (node) => {
  throw new TypeError(`${node.name ?? node.kind} keeps octets: pass arbitrary() an encoder`);
};

type Any = fc.Arbitrary<unknown>;
/** No value within the depth that is left: whoever holds it has to do without. */
type Maybe = Any | undefined;
type Numbered = { readonly index: number; readonly octets: Uint8Array };

class Compiler {
  readonly #encode: Encoder;
  /** Once per node and depth, else a recursive module grows beyond all bounds. */
  readonly #made = new Map<Node, Map<number, Maybe>>();
  constructor(encode: Encoder) {
    this.#encode = encode;
  }

  compile(n: Node, depth: number): Maybe {
    const known = this.#made.get(n) ?? new Map<number, Maybe>();
    this.#made.set(n, known);
    if (!known.has(depth)) known.set(depth, this.#make(n, depth));
    return known.get(depth);
  }

  #make(n: Node, depth: number): Maybe {
    switch (n.kind) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
        if (n.big) return fc.bigInt({ min: BigInt(n.min), max: BigInt(n.max) - 1n });
        return n.extensible ? fc.oneof(between(n.min, n.max), between(-Infinity, Infinity)) : between(n.min, n.max);
      case 'octets':
        return octets(n.min, n.max);
      case 'utf8':
        return fc.string({ unit: character, minLength: n.min, maxLength: Math.min(n.max, n.min + 60) });
      case 'ia5':
        return fc.string({ unit: ascii, minLength: n.min, maxLength: Math.min(n.max, n.min + 60) });
      case 'bits':
        return between(n.min, Math.min(n.extensible ? n.max + 20 : n.max, n.min + 80)).chain(bitsOf);
      case 'oid':
        return fc
          .tuple(fc.oneof(top(0, 39), top(1, 39), top(2, 1000)), arcs(0))
          .map(([a, b]) => [...a, ...b].join('.'));
      case 'relativeOid':
        return arcs(1).map((a) => a.join('.'));
      case 'enumerated': {
        const names = [...n.names, ...(n.added ?? [])];
        const future = between(names.length, names.length + 20).map((i) => `?${i}`);
        return n.added === null ? fc.constantFrom(...names) : often(fc.constantFrom(...names), future);
      }
      case 'list': {
        const item = this.compile(n.of, depth);
        if (item === undefined) return n.min === 0 ? fc.constant([]) : undefined;
        const few = fc.array(item, { minLength: n.min, maxLength: Math.min(n.max, n.min + 3) });
        if (!n.extensible) return few;
        return often(few, fc.array(item, { minLength: n.max + 1, maxLength: n.max + 3 }));
      }
      case 'choice': {
        const known = oneOf(this.#tagged([...n.root, ...(n.added ?? [])], depth));
        if (n.added === null) return known;
        const future = unknown(between(n.root.length + n.added.length, 62));
        return known === undefined ? future : often(known, future);
      }
      case 'byId':
        return this.#byId(n, depth);
      case 'sequence':
        return this.#sequence(n.root, n.added, depth);
      case 'kept':
        return this.compile(n.of, depth)?.map((value) => ({ value, octets: this.#encode(n.of, value) }));
      case 'open':
        return this.compile(n.of, depth);
      case 'later':
        return depth === 0 ? undefined : this.compile(n.of(), depth - 1);
    }
  }

  #tagged(members: readonly Member[], depth: number): Any[] {
    return members.flatMap((m) => this.compile(m.type, depth)?.map((value) => ({ tag: m.name, value })) ?? []);
  }

  #byId(n: ById, depth: number): Maybe {
    const taken = new Set(n.cases.map((c) => c.id));
    const index = this.compile(n.id, depth)?.filter((i) => !taken.has(i as number)) as fc.Arbitrary<number> | undefined;
    const known = oneOf(this.#tagged(n.cases, depth));
    const future = index && unknown(index);
    const either = known && future ? often(known, future) : (known ?? future);
    if (!either || !n.extensible) return either;
    return fc.tuple(either, futures(0), fc.nat(3)).map(([value, more, rest]) => {
      if (more.length === 0) return value;
      const count = Math.max(...more.map((u) => u.index)) + 1 + rest;
      return { ...(value as object), '?': { count, unknown: more } };
    });
  }

  #sequence(root: readonly Member[], added: readonly Member[] | null, depth: number): Maybe {
    const fields: Record<string, Any> = {};
    for (const m of root) {
      const of = this.compile(m.type, depth);
      if (m.mode === 'must' && of === undefined) return undefined;
      if (m.mode === 'must') fields[m.key] = of!;
      else if (of !== undefined) fields[m.key] = m.mode === 'may' ? maybe(of) : fc.oneof(of, fc.constant(m.fallback));
      else fields[m.key] = fc.constant(m.fallback);
    }
    if (added === null) return fc.record(fields);
    for (const m of added) {
      const of = this.compile(m.type, depth);
      if (of !== undefined) fields[m.key] = maybe(of);
    }
    return fc.tuple(fc.record(fields), futures(added.length), fc.nat(3)).map(([value, unknown, more]) => {
      const known = added.findLastIndex((m) => value[m.key] !== undefined);
      const last = Math.max(known, ...unknown.map((u) => u.index));
      return last < 0 ? value : { ...value, '?': { count: last + 1 + more, unknown } };
    });
  }
}

/** A few of the whole range, and its ends; where there is no end, as far as a number is exact. */
function between(min: number, max: number): fc.Arbitrary<number> {
  const from = Math.max(min, Number.MIN_SAFE_INTEGER);
  const to = Math.min(max, Number.MAX_SAFE_INTEGER);
  return fc.oneof({ weight: 4, arbitrary: fc.integer({ min: from, max: to }) }, fc.constantFrom(from, to));
}
/** Mostly short; sometimes beyond 127, where lengths take a second octet. */
function octets(min: number, max: number): fc.Arbitrary<Uint8Array> {
  const upTo = (more: number) => fc.uint8Array({ minLength: min, maxLength: Math.min(max, min + more), size: 'max' });
  return fc.oneof({ weight: 9, arbitrary: upTo(20) }, upTo(300)).map((b) => Uint8Array.from(b));
}
const ascii = between(0, 127).map((c) => String.fromCharCode(c));
/** Any code point that is no surrogate. (`unit: 'binary'` makes a table of all of them first, which takes seconds.) */
const character = between(0, 0x10_f7ff).map((c) => String.fromCodePoint(c < 0xd800 ? c : c + 0x800));
const arcs = (min: number) => fc.array(between(0, 4_294_967_295), { minLength: min, maxLength: 6 });
const top = (first: number, most: number) => between(0, most).map((second) => [first, second]);
function bitsOf(length: number): fc.Arbitrary<{ octets: Uint8Array; length: number }> {
  const size = Math.ceil(length / 8);
  return fc.uint8Array({ minLength: size, maxLength: size }).map((b) => {
    const out = Uint8Array.from(b);
    if (size > 0) out[size - 1]! &= 0xff << (size * 8 - length);
    return { octets: out, length };
  });
}
/** Content of an open type; never empty, since no PER encoding is. */
const unknown = (index: fc.Arbitrary<number>): Any =>
  fc.record({ index, octets: octets(1, 40) }).map((value) => ({ tag: '?', value }));
const maybe = (of: Any): Any => fc.option(of, { nil: undefined });
const often = (known: Any, future: Any): Any => fc.oneof({ weight: 9, arbitrary: known }, future);
const oneOf = (all: readonly Any[]): Maybe => (all.length === 0 ? undefined : fc.oneof(...all));
/** Additions of a version that knows more than `known`; most often none. */
function futures(known: number): fc.Arbitrary<readonly Numbered[]> {
  const addition = fc.record({ index: between(known, known + 9), octets: octets(1, 40) });
  const some = fc
    .uniqueArray(addition, { selector: (a) => a.index, minLength: 1, maxLength: 3 })
    .map((all) => all.toSorted((a, b) => a.index - b.index));
  return fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, some);
}
