/**
 * COER a slice at a time, for values whose lists have a million items. It is the same decoding, and says the same of what
 * is malformed; but of a list whose items hold no list in turn each item is read, found to be good and let go, and what is
 * kept are its octets. Items are read once more, one by one, by whoever goes through them.
 */
import { describe } from './codec.ts';
import { type Decode, decoder } from './coer.ts';
import {
  enter,
  finish,
  isSet,
  leave,
  preambleOf,
  readBitmap,
  readPreamble,
  readQuantity,
  readTag,
  sentDefault,
} from './coerparts.ts';
import { needless } from './literal.ts';
import { type Decoded, Fault } from './malformed.ts';
import { Reader } from './octets.ts';
import type { Infer, Member, Node } from './schema.ts';
import { Tracer } from './trace.ts';

/** A list as an array is one, or as its octets are. */
export interface Items<T> extends Iterable<T> {
  readonly length: number;
}
/** A decoded value whose lists need not be arrays; any decoded value is one. */
export type Lazily<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer E)[]
    ? Items<Lazily<E>>
    : T extends object
      ? { readonly [K in keyof T]: Lazily<T[K]> }
      : T;

/** Items between two moments at which others may go on: some tenths of a millisecond. */
const SLICE = 0x7ff;

type Steps = (way: Way) => Generator<void, unknown>;
type Fields = Record<string, unknown>;
const made = new WeakMap<Node, Steps>();
const traced = new WeakMap<Node, Decode>();

/** `coer(schema).decode` in slices. Octets have to stay as they are as long as anybody goes through a list of the value. */
export function* decodeSlices<S extends Node>(
  schema: S,
  octets: Uint8Array,
): Generator<void, Decoded<Lazily<Infer<S>>>> {
  const steps = made.get(schema) ?? stepsOf(schema);
  made.set(schema, steps);
  const way = new Way(new Reader(octets));
  try {
    const value = yield* steps(way);
    finish(way.r);
    return { ok: true, value: value as Lazily<Infer<S>> };
  } catch (e) {
    if (!(e instanceof Fault)) throw e;
    return { ok: false, malformed: describe(e, 8, way.path()) };
  }
}

/** How far a decoding is. */
class Way {
  readonly r: Reader;
  #items = 0;
  /** Names of the fields that are read in slices and are not read to their ends. */
  readonly #open: string[] = [];
  /** What is being read at one go, and the state of the reader before it. */
  #whole: { readonly node: Node; pos: number; readonly end: number; readonly depth: number } | undefined;

  constructor(r: Reader) {
    this.r = r;
  }
  /** Whether it is time to let others go on. */
  get due(): boolean {
    return (++this.#items & SLICE) === 0;
  }
  *into(name: string, steps: Steps): Generator<void, unknown> {
    this.#open.push(name);
    const value = yield* steps(this);
    this.#open.pop();
    return value;
  }
  whole(node: Node, read: Decode): unknown {
    const { r } = this;
    this.#whole = { node, pos: r.pos, end: r.end, depth: r.depth };
    const value = read(r);
    this.#whole = undefined;
    return value;
  }
  /** So many items of a kind, each of which is let go. */
  *over(node: Node, read: Decode, count: number): Generator<void, void> {
    const { r } = this;
    const open = this.#open;
    const at = open.push('') - 1;
    const whole = { node, pos: r.pos, end: r.end, depth: r.depth };
    this.#whole = whole;
    let i = 0;
    try {
      for (; i < count; i++) {
        whole.pos = r.pos;
        read(r);
        if (this.due) yield;
      }
    } finally {
      open[at] = String(i);
    }
    this.#whole = undefined;
    open.pop();
  }
  /** Names of the fields around the place where it all went wrong; within what was read at one go it is read again for that. */
  path(): readonly string[] {
    if (this.#whole === undefined) return this.#open;
    const { node, ...state } = this.#whole;
    const again = Object.assign(new Reader(this.r.bytes), state);
    const trace = new Tracer(node, false);
    again.trace = trace;
    const read = traced.get(node) ?? decoder(node, true);
    traced.set(node, read);
    try {
      read(again);
    } catch (e) {
      if (!(e instanceof Fault)) throw e;
    }
    return [...this.#open, ...trace.path()];
  }
}

/** What is read at one go: of a type that contains itself, or is chosen by a number, all. */
function sliced(n: Node): boolean {
  switch (n.kind) {
    case 'list':
      return true;
    case 'sequence':
    case 'choice':
      return [...n.root, ...(n.added ?? [])].some((m) => sliced(m.type));
    case 'open':
    case 'kept':
      return sliced(n.of);
    default:
      return false;
  }
}

function stepsOf(n: Node): Steps {
  if (!sliced(n)) {
    const read = decoder(n, false);
    // biome-ignore lint/correctness/useYield: there is nothing to be cut in it
    return function* (way) {
      return way.whole(n, read);
    };
  }
  switch (n.kind) {
    case 'sequence':
      return sequence(n.root, n.added);
    case 'choice':
      return choice(n.root, n.added);
    case 'list':
      return sliced(n.of) ? listOfLists(n) : list(n);
    case 'open':
      return opened(stepsOf(n.of));
    case 'kept': {
      const inner = stepsOf(n.of);
      return function* (way) {
        const { r } = way;
        const from = r.pos;
        const value = yield* inner(way);
        return { value, octets: r.bytes.subarray(from, r.pos) };
      };
    }
    default:
      throw new TypeError(`${n.kind} is not read in slices`);
  }
}

function list(n: Node & { readonly kind: 'list' }): Steps {
  const read = decoder(n.of, false);
  return function* (way) {
    const { r } = way;
    const count = readQuantity(r, n);
    const from = r.pos;
    yield* way.over(n.of, read, count);
    return new Encoded(r.bytes.subarray(from, r.pos), count, read);
  };
}
/** Octets in which so many items were found before. */
class Encoded implements Items<unknown> {
  readonly length: number;
  readonly #octets: Uint8Array;
  readonly #read: Decode;
  constructor(octets: Uint8Array, length: number, read: Decode) {
    this.length = length;
    this.#octets = octets;
    this.#read = read;
  }
  *[Symbol.iterator](): Generator<unknown, void> {
    const r = new Reader(this.#octets);
    for (let i = 0; i < this.length; i++) yield this.#read(r);
  }
}

function listOfLists(n: Node & { readonly kind: 'list' }): Steps {
  const each = stepsOf(n.of);
  return function* (way) {
    const count = readQuantity(way.r, n);
    const out: unknown[] = [];
    for (let i = 0; i < count; i++) {
      out.push(yield* way.into(String(i), each));
      if (way.due) yield;
    }
    return out;
  };
}

function choice(root: readonly Member[], added: readonly Member[] | null): Steps {
  const known = [...root, ...(added ?? [])].map((m, i) => {
    const inner = stepsOf(m.type);
    const named: Steps = (way) => way.into(m.name, inner);
    return { tag: m.name, steps: i < root.length ? named : opened(named) };
  });
  return function* (way) {
    const { r } = way;
    const index = readTag(r, root.length, added !== null);
    const m = known[index];
    if (m === undefined) return { tag: '?', value: { index, octets: r.slice(r.length()) } };
    return { tag: m.tag, value: yield* m.steps(way) };
  };
}

function opened(inner: Steps): Steps {
  return function* (way) {
    const outer = enter(way.r);
    const value = yield* inner(way);
    leave(way.r, outer);
    return value;
  };
}

function sequence(root: readonly Member[], added: readonly Member[] | null): Steps {
  const { size, spare, loose } = preambleOf(root, added);
  const members = root.map((m) => ({ ...m, steps: stepsOf(m.type) }));
  const idle = needless(root);
  const more = added && additions(added);
  return function* (way) {
    const { r } = way;
    const at = r.pos;
    const bits = size === 0 ? 0 : readPreamble(r, size, spare);
    let left = root.filter((m) => m.mode !== 'must').length;
    const o: Fields = {};
    for (const { name, key, mode, fallback, steps } of members)
      o[key] = mode === 'must' || (bits >>> --left) & 1 ? yield* way.into(name, steps) : fallback;
    for (const { key } of added ?? []) o[key] = undefined;
    if (added) o['?'] = undefined;
    const m = idle?.(o, bits & loose);
    if (m) sentDefault(r, at, m);
    if (more && r.bytes[at]! & 128) yield* more(way, o);
    return o;
  };
}
function additions(added: readonly Member[]): (way: Way, o: Fields) => Generator<void, void> {
  const members = added.map((m) => {
    const inner = stepsOf(m.type);
    return { key: m.key, steps: opened((way) => way.into(m.name, inner)) };
  });
  return function* (way, o) {
    const { r } = way;
    const map = readBitmap(r);
    const unknown: { index: number; octets: Uint8Array }[] = [];
    for (let i = 0; i < map.length; i++) {
      if (way.due) yield;
      if (!isSet(map, i)) continue;
      const m = members[i];
      if (m === undefined) unknown.push({ index: i, octets: r.slice(r.length()) });
      else o[m.key] = yield* m.steps(way);
    }
    o['?'] = { count: map.length, unknown };
  };
}
