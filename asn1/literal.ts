/**
 * The one place that makes code from text. A closure that fills `o[keys[i]]` costs V8 a keyed store per field (all
 * closures of one source line share their type feedback); an object literal costs nothing. So a SEQUENCE gets one
 * literal, made from its field keys; everything it calls stays an ordinary closure. Nothing from the network ever
 * reaches the text. Where code generation is forbidden (`--disallow-code-generation-from-strings`, a content security
 * policy) the loops below serve: same results, slower.
 */
import type { Future, Member } from './schema.ts';

type Read<IO> = (io: IO) => unknown;
type Write<IO> = (io: IO, value: unknown) => void;
type Fields = Record<string, unknown>;
const identifier = /^[A-Za-z][A-Za-z0-9]*$/;

export const generating = allowed();
function allowed(): boolean {
  try {
    return new Function('return true')() as boolean;
  } catch {
    return false;
  }
}

/** `(io, present) => ({ a: d0(io), b: present & 1 ? d1(io) : fallback, … })`; `present` holds a bit per optional member, the last one lowest. */
export function reader<IO>(
  root: readonly Member[],
  added: readonly Member[] | null,
  ds: readonly Read<IO>[],
): (io: IO, present: number) => Fields {
  const options = root.filter((m) => m.mode !== 'must').length;
  const spare = root.map((m) => m.fallback);
  const later = [...(added ?? []).map((m) => m.key), ...(added ? ['?'] : [])];
  if (!generating) {
    const blank = Object.fromEntries([...root.map((m) => [m.key, m.fallback]), ...later.map((k) => [k, undefined])]);
    return (io, present) => {
      const o: Fields = { ...blank };
      let left = options;
      for (let i = 0; i < root.length; i++)
        if (root[i]!.mode === 'must' || (present >>> --left) & 1) o[root[i]!.key] = ds[i]!(io);
      return o;
    };
  }
  let left = options;
  const parts = root.map(
    (m, i) => `${safe(m.key)}:${m.mode === 'must' ? '' : `(p>>>${--left}&1)===0?s[${i}]:`}d${i}(io)`,
  );
  const rest = later.map((k) => (k === '?' ? '"?":undefined' : `${safe(k)}:undefined`));
  const text = `const[${ds.map((_, i) => `d${i}`)}]=ds;return function(io,p){return{${[...parts, ...rest]}}}`;
  return new Function('ds', 's', text)(ds, spare) as (io: IO, present: number) => Fields;
}

/** `(io, v, present) => { e0(io, v.a); if (present & 1) e1(io, v.b); … }` */
export function writer<IO>(
  root: readonly Member[],
  es: readonly Write<IO>[],
): (io: IO, v: Fields, present: number) => void {
  const options = root.filter((m) => m.mode !== 'must').length;
  if (!generating)
    return (io, v, present) => {
      let left = options;
      for (let i = 0; i < root.length; i++)
        if (root[i]!.mode === 'must' || (present >>> --left) & 1) es[i]!(io, v[root[i]!.key]);
    };
  let left = options;
  const parts = root.map((m, i) => `${m.mode === 'must' ? '' : `if(p>>>${--left}&1)`}e${i}(io,v.${safe(m.key)});`);
  const text = `const[${es.map((_, i) => `e${i}`)}]=es;return function(io,v,p){${parts.join('')}}`;
  return new Function('es', text)(es) as (io: IO, v: Fields, present: number) => void;
}

/** Which optional members a value has, in the bit order `reader` and `writer` use; a DEFAULT value counts as absent. */
export function presence(root: readonly Member[]): (v: Fields) => number {
  const loose = root
    .filter((m) => m.mode !== 'must')
    .map((m) => ({ key: m.key, defaults: m.mode === 'default' ? m.fallback : undefined }));
  if (loose.length > 31) throw new RangeError('more than 31 optional members in one SEQUENCE');
  return (v) => {
    let p = 0;
    for (let i = 0; i < loose.length; i++) {
      const m = loose[i]!;
      const item = v[m.key];
      p = (p << 1) | (item === undefined || (m.defaults !== undefined && same(item, m.defaults)) ? 0 : 1);
    }
    return p;
  };
}

/** Whether a value has anything behind its extension marker, known or kept from the future. */
export function hasAdditions(added: readonly Member[], v: Fields): boolean {
  for (let i = 0; i < added.length; i++) if (v[added[i]!.key] !== undefined) return true;
  const future = v['?'] as Future | undefined;
  return future !== undefined && future.unknown.length > 0;
}

/** Bits of an extension bitmap: as many as its sender made, so that octets survive decoding and encoding. */
export function bitmapLength(added: readonly Member[], v: Fields): number {
  const future = v['?'] as Future | undefined;
  if (future === undefined) return added.length;
  const last = added.findLastIndex((m) => v[m.key] !== undefined);
  const count = Math.max(future.count, last + 1);
  if (future.unknown.some((u) => u.index < added.length || u.index >= count))
    throw new RangeError(`unknown additions are numbered ${added.length} to ${count - 1}`);
  return count;
}

/** Finds the member that was sent though it has its DEFAULT value; undefined for a SEQUENCE without any. */
export function needless(root: readonly Member[]): ((v: Fields, present: number) => Member | undefined) | undefined {
  const loose = root.filter((m) => m.mode !== 'must').toReversed();
  if (!loose.some((m) => m.mode === 'default')) return undefined;
  return (v, present) =>
    loose.find((m, i) => m.mode === 'default' && (present >>> i) & 1 && same(v[m.key], m.fallback));
}

/** Equality of values that a DEFAULT can have: numbers, names, bit strings. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isBits(a) || !isBits(b)) return false;
  return a.length === b.length && a.octets.every((o, i) => o === b.octets[i]);
}
function isBits(v: unknown): v is { octets: Uint8Array; length: number } {
  return typeof v === 'object' && v !== null && 'octets' in v && 'length' in v;
}

function safe(key: string): string {
  if (!identifier.test(key)) throw new RangeError(`not a field name: ${key}`);
  return key;
}
