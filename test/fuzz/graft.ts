/**
 * Mutations of values: a field of a decoded value gets another value, which need not be one of its type, and the whole is
 * encoded again, so that lengths and counts around it are right. This is how mutations get deep into a message.
 */
import fc from 'fast-check';
import type { Future, Member, Node, Type } from '../../asn1/schema.ts';
import { arbitrary } from '../arbitrary.ts';
import type { Chance } from './chance.ts';
import { bare } from './schema.ts';

type Fields = Record<string | number, unknown>;
/** A field of a value that is taken apart: `holder[key]` is its value. */
interface Place {
  readonly holder: Fields;
  readonly key: string | number;
  readonly node: Node;
  readonly optional: boolean;
}

/** Changes a freshly decoded value in place and returns it. The schema keeps no octets. */
export function graft(node: Node, value: unknown, chance: Chance): unknown {
  const top: Fields = { value };
  for (let n = chance.oneIn(2) ? 1 : chance.between(1, 4); n > 0; n--) {
    const places: Place[] = [];
    gather(node, top, 'value', false, places);
    change(chance.pick(places), chance);
  }
  return top.value;
}

function gather(node: Node, holder: Fields, key: string | number, optional: boolean, out: Place[]): void {
  const n = bare(node);
  out.push({ holder, key, node: n, optional });
  const value = holder[key];
  if (value === undefined) return;
  switch (n.kind) {
    case 'sequence':
      for (const m of n.root) gather(m.type, value as Fields, m.key, m.mode !== 'must', out);
      for (const m of n.added ?? []) gather(m.type, value as Fields, m.key, true, out);
      return;
    case 'choice':
    case 'byId': {
      const all: readonly Member[] = n.kind === 'byId' ? n.cases : [...n.root, ...(n.added ?? [])];
      const m = all.find((a) => a.name === (value as Fields).tag);
      if (m) gather(m.type, value as Fields, 'value', false, out);
      return;
    }
    case 'list':
      for (let i = 0; i < Math.min(40, (value as unknown[]).length); i++) gather(n.of, value as Fields, i, false, out);
      return;
  }
}

function change({ holder, key, node, optional }: Place, chance: Chance): void {
  const value = holder[key];
  if (value === undefined || chance.oneIn(4)) holder[key] = sample(node, chance);
  else if (optional && chance.oneIn(3)) holder[key] = undefined;
  else holder[key] = changed(node, value, chance);
}

function changed(n: Node, value: unknown, chance: Chance): unknown {
  switch (n.kind) {
    case 'boolean':
      return !value;
    case 'integer': {
      if (n.big) return chance.pick([0n, 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n, BigInt(chance.next())]);
      const low = Math.max(n.min, -(2 ** 53) + 1);
      const high = Math.min(n.max, 2 ** 53 - 1);
      const x = chance.pick([
        low,
        low + 1,
        high,
        high - 1,
        0,
        127,
        128,
        255,
        256,
        65_535,
        65_536,
        2 ** 32,
        -1,
        -129,
        chance.next(),
      ]);
      return x < low && !n.extensible ? low : x > high && !n.extensible ? high : x;
    }
    case 'octets':
      return filled(length(n.min, n.max, chance), chance);
    case 'ia5':
    case 'utf8': {
      const unit = n.kind === 'utf8' ? chance.pick(['a', 'ü', '€', '😀', '\0']) : chance.pick(['a', '\0', '\x7f']);
      return unit.repeat(length(n.min, n.max, chance));
    }
    case 'bits': {
      const size = length(n.min, n.extensible ? n.max + 300 : n.max, chance);
      const octets = filled(Math.ceil(size / 8), chance);
      if (octets.length > 0) octets[octets.length - 1]! &= 0xff << (octets.length * 8 - size);
      return { octets, length: size };
    }
    case 'oid':
    case 'relativeOid':
      return chance.pick([
        '0.0',
        '2.999',
        '1.39.9007199254740991',
        '2.16383.16384',
        `${value}.0`,
        '2.9007199254740000',
      ]);
    case 'enumerated': {
      const known = [...n.names, ...(n.added ?? [])];
      if (n.added === null || chance.oneIn(2)) return chance.pick(known);
      return `?${known.length + chance.pick(BEYOND)}`;
    }
    case 'list': {
      const items = value as unknown[];
      const item = items.length > 0 ? chance.pick(items) : sample(n.of, chance);
      switch (chance.below(5)) {
        case 0:
          return [...items, clone(item)];
        case 1:
          return items.filter((i) => i !== item);
        case 2:
          return items.toReversed();
        case 3:
          return [];
        default:
          return new Array(length(n.min, n.max, chance, 300)).fill(item);
      }
    }
    case 'choice':
      if (n.added === null || chance.oneIn(2)) return sample(n, chance);
      return { tag: '?', value: unknown(n.root.length + n.added.length, chance) };
    case 'byId':
      if (n.extensible && chance.oneIn(2)) return { ...(value as Fields), '?': added(0, chance) };
      return chance.oneIn(2) ? { tag: '?', value: unknown(0, chance) } : sample(n, chance);
    case 'sequence':
      if (n.added === null) return sample(n, chance);
      return { ...(value as Fields), '?': added(n.added.length, chance) };
    default:
      return value;
  }
}

/** Steps beyond what a type knows, around the places where an index takes another form. */
const BEYOND = [0, 1, 2, 7, 8, 62, 63, 64, 65, 127, 128, 200, 255, 256, 300];
const unknownAt = (index: number, chance: Chance): { index: number; octets: Uint8Array } => ({
  index,
  octets: filled(length(0, 300, chance, 300), chance),
});
const unknown = (first: number, chance: Chance): { index: number; octets: Uint8Array } =>
  unknownAt(first + chance.pick(BEYOND), chance);

/** Additions of a later version, which numbers them from `first` on. */
function added(first: number, chance: Chance): Future {
  const unknown = BEYOND.filter(() => chance.oneIn(5)).map((i) => unknownAt(first + i, chance));
  const last = Math.max(first - 1, unknown.at(-1)?.index ?? 0);
  return { count: last + 1 + chance.pick([0, 0, 1, 7, 64]), unknown };
}

function length(min: number, max: number, chance: Chance, most = 1024): number {
  const wanted = chance.pick([
    min,
    min + 1,
    max,
    max - 1,
    0,
    1,
    2,
    3,
    8,
    63,
    64,
    127,
    128,
    129,
    255,
    256,
    257,
    chance.below(40),
  ]);
  return Math.max(min, Math.min(max, wanted, Math.max(min, most)));
}

function filled(n: number, chance: Chance): Uint8Array {
  const out = new Uint8Array(n);
  const filling = chance.pick([0, 0xff, 0x80, -1]);
  for (let i = 0; i < n; i++) out[i] = filling < 0 ? chance.next() : filling;
  return out;
}

/** Values of a node, made once for all that ask: making the generator takes far longer than asking it. */
const samples = new WeakMap<Node, readonly unknown[]>();
function sample(node: Node, chance: Chance): unknown {
  const had = samples.get(node) ?? draw(node, chance.next());
  samples.set(node, had);
  return had.length > 0 ? clone(chance.pick(had)) : undefined;
}
function draw(node: Node, seed: number): readonly unknown[] {
  try {
    return fc.sample(arbitrary(node as Type<unknown>), { numRuns: 24, seed });
  } catch {
    // A type with no value that ends: it is left out.
    return [];
  }
}

/** A value of its own: what is changed in place must not stand in two places. */
function clone(v: unknown): unknown {
  if (typeof v !== 'object' || v === null) return v;
  if (v instanceof Uint8Array) return Uint8Array.from(v);
  if (Array.isArray(v)) return v.map(clone);
  return Object.fromEntries(Object.entries(v).map(([key, item]) => [key, clone(item)]));
}
