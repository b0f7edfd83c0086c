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

/** Puts down which optional members follow, a bit each, the last one lowest, and whether additions follow them. */
export type Head<IO> = (io: IO, present: number, extended: boolean) => void;

/**
 * `(io, v) => { head(io, (v.b === undefined ? 0 : 1) | …, extended); e0(io, v.a); if (v.b !== undefined) e1(io, v.b); … }`
 * An optional member that has its DEFAULT value counts as absent. Returns whether additions have to follow.
 */
export function writer<IO>(
  root: readonly Member[],
  added: readonly Member[] | null,
  es: readonly Write<IO>[],
  head: Head<IO>,
): (io: IO, v: Fields) => boolean {
  const loose = root.filter((m) => m.mode !== 'must');
  if (loose.length > 31) throw new RangeError('more than 31 optional members in one SEQUENCE');
  const extended = additional(added);
  if (!generating) {
    const present = (m: Member, v: Fields): boolean =>
      m.mode === 'must' || (v[m.key] !== undefined && (m.mode === 'may' || !same(v[m.key], m.fallback)));
    return (io, v) => {
      const more = extended(v);
      head(
        io,
        loose.reduce((p, m) => (p << 1) | (present(m, v) ? 1 : 0), 0),
        more,
      );
      for (let i = 0; i < root.length; i++) if (present(root[i]!, v)) es[i]!(io, v[root[i]!.key]);
      return more;
    };
  }
  const at = (m: Member): number => root.indexOf(m);
  const bit = (m: Member): number => loose.length - 1 - loose.indexOf(m);
  const absent = (m: Member): string => {
    const v = `v${at(m)}`;
    return m.mode === 'may' ? `${v}===undefined` : `${v}===undefined||same(${v},s[${at(m)}])`;
  };
  const text = [
    `const[${es.map((_, i) => `e${i}`)}]=es;return function(io,v){`,
    ...loose.map((m) => `const v${at(m)}=v.${safe(m.key)},p${at(m)}=${absent(m)}?0:1;`),
    `const x=${added === null ? 'false' : 'more(v)'};`,
    `head(io,${loose.map((m) => `p${at(m)}<<${bit(m)}`).join('|') || '0'},x);`,
    ...root.map((m, i) => (m.mode === 'must' ? `e${i}(io,v.${safe(m.key)});` : `if(p${i}!==0)e${i}(io,v${i});`)),
    'return x}',
  ].join('');
  const spare = root.map((m) => m.fallback);
  const make = new Function('es', 's', 'head', 'more', 'same', text);
  return make(es, spare, head, extended, same) as (io: IO, v: Fields) => boolean;
}

/** Whether a value has anything behind its extension marker, known or kept from the future. */
function additional(added: readonly Member[] | null): (v: Fields) => boolean {
  if (added === null) return () => false;
  if (!generating) return (v) => added.some((m) => v[m.key] !== undefined) || hasMore(v);
  const text = [...added.map((m) => `v.${safe(m.key)}!==undefined`), 'more(v)'].join('||');
  return new Function('more', `return function(v){return ${text}}`)(hasMore) as (v: Fields) => boolean;
}
/** Whether additions nobody here knows were kept with a value. */
export function hasMore(v: Readonly<Fields>): boolean {
  const future = v['?'] as Future | undefined;
  return future !== undefined && future.unknown.length > 0;
}

/** Bits of an extension bitmap: as many as its sender made, so that octets survive decoding and encoding. */
export function bitmapLength(added: readonly Member[], v: Fields): number {
  const future = v['?'] as Future | undefined;
  if (future === undefined) return added.length;
  const last = added.findLastIndex((m) => v[m.key] !== undefined);
  const count = Math.max(future.count, last + 1);
  if (!future.unknown.every((u) => Number.isInteger(u.index) && u.index >= added.length && u.index < count))
    throw new RangeError(`unknown additions are numbered ${added.length} to ${count - 1}`);
  return count;
}

/** The octets of the unknown addition of an index: found at once, as there may be as many as there are octets. */
export function unknownAdditions(future: Future | undefined): (index: number) => Uint8Array | undefined {
  if (future === undefined || future.unknown.length === 0) return () => undefined;
  const all = new Map(future.unknown.map((u) => [u.index, u.octets]));
  return (index) => all.get(index);
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
