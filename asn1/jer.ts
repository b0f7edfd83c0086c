/**
 * JSON Encoding Rules (ITU-T X.697): what people and scripts read and write. OCTET STRING and fixed BIT STRING are hex,
 * a BIT STRING of variable size is `{value, length}`, a CHOICE is an object of one member, an absent component is absent.
 */
import { fromHex, toHex } from './hex.ts';
import { hasMore } from './literal.ts';
import type { Bits, Future, Infer, Kept, Member, Node, Unknown } from './schema.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface Jer<T> {
  to(value: T): Json;
  /** Throws a RangeError that names the member where the JSON is not one of the type. Ranges are the encoder's business. */
  from(json: unknown): T;
}
type Convert = { readonly to: (v: never) => Json; readonly from: (j: unknown) => unknown };

const made = new WeakMap<Node, Convert>();

/** The JER codec of a schema, compiled when first used and kept. */
export function jer<S extends Node>(schema: S): Jer<Infer<S>> {
  return compile(schema) as unknown as Jer<Infer<S>>;
}

function compile(n: Node): Convert {
  const had = made.get(n);
  if (had) return had;
  const c = build(n);
  made.set(n, c);
  return c;
}

function build(n: Node): Convert {
  switch (n.kind) {
    case 'null':
      return { to: () => null, from: () => null };
    case 'boolean':
      return { to: (v: boolean) => v, from: expecting('boolean') };
    case 'oid':
    case 'relativeOid':
    case 'utf8':
    case 'ia5':
    case 'enumerated':
      return { to: (v: string) => v, from: expecting('string') };
    case 'integer':
      if (!n.big) return { to: (v: number) => v, from: expecting('number') };
      return {
        // A number where JSON readers keep it exact, else its decimals in a string.
        to: (v: bigint) => (v <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(v) : v.toString()),
        from: (j) => BigInt(typeof j === 'number' || typeof j === 'string' ? j : fail('a whole number', j)),
      };
    case 'octets':
      return { to: toHex, from: readHex };
    case 'bits':
      return bitString(n.min === n.max, n.extensible, n.min);
    case 'list': {
      const of = lazily(() => compile(n.of));
      return {
        to: (v: readonly never[]) => v.map((item) => of().to(item)),
        from: (j) => array(j).map((item, i) => within(String(i), () => of().from(item))),
      };
    }
    case 'kept':
      return {
        to: (v: Kept<never>) => compile(n.of).to(v.value),
        from: () => fail('octets: this value is signed and cannot be made from JSON alone', 'JSON'),
      };
    case 'open':
      return compile(n.of);
    case 'later': {
      const of = lazily(() => compile(n.of()));
      return { to: (v: never) => of().to(v), from: (j) => of().from(j) };
    }
    case 'byId': {
      const id = compile(n.id);
      return {
        to: (v: ({ tag: string; value: never } | Unknown) & { '?'?: Future }) => {
          const known = n.cases.find((c) => c.name === v.tag);
          const more = kept(v);
          if (known) return { [n.idName]: known.id, [n.valueName]: compile(known.type).to(v.value as never), ...more };
          const { index, octets } = (v as Unknown).value;
          return { [n.idName]: index, [n.valueName]: toHex(octets), ...more };
        },
        from: (j) => {
          const o = object(j);
          const index = within(n.idName, () => id.from(o[n.idName])) as number;
          const known = n.cases.find((c) => c.id === index);
          const more = n.extensible && o['?'] !== undefined ? { '?': within('?', () => toFuture(o['?'])) } : {};
          return within(n.valueName, () =>
            known
              ? { tag: known.name, value: compile(known.type).from(o[n.valueName]), ...more }
              : { tag: '?', value: { index, octets: readHex(o[n.valueName]) }, ...more },
          );
        },
      };
    }
    case 'choice': {
      const all = [...n.root, ...(n.added ?? [])];
      return {
        to: (v: { tag: string; value: never }) => {
          const m = all.find((a) => a.name === v.tag);
          if (m) return { [m.name]: compile(m.type).to(v.value) };
          const { index, octets } = (v as unknown as Unknown).value;
          return { '?': { index, octets: toHex(octets) } };
        },
        from: (j) => {
          const o = object(j);
          const [tag, ...more] = Object.keys(o);
          if (tag === '?' && more.length === 0 && n.added) return { tag, value: within(tag, () => numbered(o[tag])) };
          const m = all.find((a) => a.name === tag);
          if (tag === undefined || more.length > 0 || !m) return fail(`one of ${all.map((a) => a.name).join(', ')}`, j);
          return { tag, value: within(tag, () => compile(m.type).from(o[tag])) };
        },
      };
    }
    case 'sequence':
      return sequence(n.root, n.added);
  }
}

/** An alternative or addition we do not know, as `to` writes it. */
function numbered(j: unknown): Unknown['value'] {
  const o = object(j);
  return { index: whole(o, 'index'), octets: within('octets', () => readHex(o.octets)) };
}
const whole = (o: Record<string, unknown>, name: string): number =>
  within(name, () => expecting('number')(o[name])) as number;

/** Additions that no schema of ours has: without a name, but not lost. */
function kept(v: Readonly<Record<string, unknown>>): Record<string, Json> {
  if (!hasMore(v)) return {};
  const { count, unknown } = v['?'] as Future;
  return { '?': { count, unknown: unknown.map(({ index, octets }) => ({ index, octets: toHex(octets) })) } };
}
function toFuture(j: unknown): Future {
  const o = object(j);
  const unknown = within('unknown', () => array(o.unknown).map((u, i) => within(String(i), () => numbered(u))));
  return { count: whole(o, 'count'), unknown };
}

function sequence(root: readonly Member[], added: readonly Member[] | null): Convert {
  // An addition may always be absent: an older sender does not know it.
  const all = [...root, ...(added ?? []).map((m) => ({ ...m, mode: 'may' as const }))];
  const names = new Set([...all.map((m) => m.name), ...(added ? ['?'] : [])]);
  return {
    to: (v: Record<string, never>) => {
      const out: Record<string, Json> = {};
      for (const m of all) if (v[m.key] !== undefined) out[m.name] = compile(m.type).to(v[m.key]!);
      return Object.assign(out, kept(v));
    },
    from: (j) => {
      const o = object(j);
      const stray = Object.keys(o).find((k) => !names.has(k));
      if (stray !== undefined) fail(`one of the members ${[...names].join(', ')}`, stray);
      const members = Object.fromEntries(
        all.map((m) => {
          const item = o[m.name];
          if (item !== undefined) return [m.key, within(m.name, () => compile(m.type).from(item))];
          if (m.mode === 'must') return fail(`a member ${m.name}`, j);
          return [m.key, m.fallback];
        }),
      );
      return o['?'] === undefined ? members : { ...members, '?': within('?', () => toFuture(o['?'])) };
    },
  };
}

function bitString(fixed: boolean, extensible: boolean, size: number): Convert {
  const bare = (octets: Uint8Array): Bits => ({ octets, length: extensible ? shortest(octets, size) : size });
  return {
    to: (v: Bits) =>
      fixed && bare(v.octets).length === v.length ? toHex(v.octets) : { value: toHex(v.octets), length: v.length },
    from: (j): Bits => {
      if (typeof j === 'string') return bare(readHex(j));
      const o = object(j);
      return { octets: readHex(o.value), length: Number(o.length) };
    },
  };
}

/** What a bare extensible string of bits means: whole octets below its size, and no more bits beyond than its last one. */
function shortest(octets: Uint8Array, size: number): number {
  if (octets.length * 8 < size) return octets.length * 8;
  const last = octets.at(-1) ?? 0;
  const unused = last === 0 ? 7 : 31 - Math.clz32(last & -last);
  return Math.max(size, octets.length * 8 - unused);
}

function readHex(j: unknown): Uint8Array {
  if (typeof j !== 'string') return fail('hexadecimal digits', j);
  try {
    return fromHex(j);
  } catch {
    return fail('hexadecimal digits', j);
  }
}

function lazily<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= make();
    return value;
  };
}
function expecting(type: 'boolean' | 'number' | 'string'): (j: unknown) => unknown {
  return (j) => (typeof j === type ? j : fail(`a ${type}`, j));
}
function object(j: unknown): Record<string, unknown> {
  return typeof j === 'object' && j !== null && !Array.isArray(j)
    ? (j as Record<string, unknown>)
    : fail('an object', j);
}
function array(j: unknown): readonly unknown[] {
  return Array.isArray(j) ? j : fail('an array', j);
}
function fail(wanted: string, got: unknown): never {
  const shown = JSON.stringify(got) ?? 'nothing';
  throw new RangeError(`: expected ${wanted}, got ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`);
}
function within<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (e) {
    if (e instanceof RangeError) throw new RangeError(`.${name}${e.message}`);
    throw e;
  }
}
