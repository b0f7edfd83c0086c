/**
 * What an input reached, as numbers a fuzzer can tell apart. Codecs are closures, one source line for each kind of node:
 * lines tell little about fields. So beside the branches of the code there is a feature for each field of the schema
 * with the kind of value it had, and for each field with the rule it broke.
 */
import type { Traced } from '../../asn1/codec.ts';
import type { Future, Node } from '../../asn1/schema.ts';
import type { Field } from '../../asn1/trace.ts';
import { bare, type Edge, edges } from './schema.ts';

const SPACE = 1 << 22;
/** Features are numbers below this; two that share one are told apart less well, no more. */
export const FEATURES = 3 * SPACE;
/** Whether a feature is a field of the schema, in whatever type around it and with whatever value. */
export const isField = (feature: number): boolean => feature < SPACE;
/** Whether a feature is a rule that was broken, or a rule that was broken in a field. */
export const isFault = (feature: number): boolean => feature >= SPACE && feature < 2 * SPACE;

const ids = new Map<Node | Edge, number>();
function idOf(thing: Node | Edge): number {
  const id = ids.get(thing) ?? ids.size + 1;
  ids.set(thing, id);
  return id;
}
/** A feature that is neither field nor fault. */
const other = (a: number, b: number, c: number): number => 2 * SPACE + hash(a, b, c);
/** FNV-1a over whole numbers. */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(0x811c9dc5 ^ a, 0x01000193);
  h = Math.imul(h ^ b, 0x01000193);
  h = Math.imul(h ^ c, 0x01000193);
  return (h ^ (h >>> 15)) & (SPACE - 1);
}
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** Calls `mark` with each feature of a trace; `visit` with each edge of the schema it went along. */
export function reach(traced: Traced, mark: (feature: number) => void, visit?: (edge: Edge) => void): void {
  const m = traced.malformed;
  if (m) {
    // Numbers in the sentence are of this input; the sentence without them is the rule.
    const rule = hashText(m.code + m.rule.replace(/-?\d+/g, ''));
    let last = traced.top;
    for (let f: Field | undefined = last; f; f = m.path.length > 0 ? f.children.at(-1) : undefined) last = f;
    mark(SPACE + hash(0, rule, 0));
    mark(SPACE + hash(idOf(bare(last.node)), rule, 1));
  }
  walk(traced.top, 0, mark, visit);
}

function walk(field: Field, context: number, mark: (feature: number) => void, visit?: (edge: Edge) => void): void {
  const from = bare(field.node);
  const own = edges(from);
  const id = idOf(from);
  if (field.value !== undefined) mark(other(id, kindOf(from, field.value), 2));
  for (const child of field.children) {
    const edge = own.find((e) =>
      e.name === '#' ? true : e.name === child.name && (from.kind !== 'byId' || e.to === child.node),
    );
    if (edge === undefined) continue;
    visit?.(edge);
    const edgeId = idOf(edge);
    mark(hash(edgeId, 0, 0));
    mark(other(edgeId, context, 3));
    if (child.value !== undefined) mark(other(edgeId, kindOf(bare(child.node), child.value), 4));
    walk(child, id, mark, visit);
  }
  const future = own.at(-1);
  if (future?.name === '?' && isFuture(field.value)) {
    visit?.(future);
    mark(hash(idOf(future), 0, 0));
    mark(other(idOf(future), context, 5));
  }
}

function isFuture(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('tag' in value && value.tag === '?') return true;
  if ('?' in value) return ((value['?'] as Future | undefined)?.unknown.length ?? 0) > 0;
  // What is kept has its value beside its octets.
  return 'value' in value && 'octets' in value && isFuture(value.value);
}

/** Values that a codec may treat differently get different numbers. */
function kindOf(n: Node, v: unknown): number {
  switch (n.kind) {
    case 'boolean':
      return v ? 1 : 0;
    case 'integer': {
      if (typeof v === 'bigint') return v === 0n ? 0 : v >> 63n ? 2 : 1;
      const x = v as number;
      if (x === n.min) return 3;
      if (x === n.max) return 4;
      return (x < n.min ? 16 : x > n.max ? 24 : x < 0 ? 32 : 40) + size(Math.abs(x));
    }
    case 'octets':
    case 'utf8':
    case 'ia5':
    case 'bits': {
      const { length } = v as { length: number };
      return (
        (length === n.min ? 64 : length === n.max ? 128 : length > n.max ? 192 : 256) + size(length) * 8 + (length & 7)
      );
    }
    case 'enumerated':
      return (v as string).startsWith('?') ? 512 + size(Number((v as string).slice(1))) : hashText(v as string);
    case 'list': {
      const { length } = v as { length: number };
      return length < 4 ? length : length === n.max ? 4 : length > n.max ? 5 : length < 64 ? 6 : length < 128 ? 7 : 8;
    }
    default:
      return 0;
  }
}
/** Octets a number takes. */
const size = (x: number): number => (x < 128 ? 0 : x < 256 ? 1 : x < 65_536 ? 2 : x < 2 ** 32 ? 4 : 7);
