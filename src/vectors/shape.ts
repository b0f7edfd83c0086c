/** What every vector of the wire says: octets that are read, seen as JSON, and written back. */
import { jer } from '../../asn1/jer.ts';
import { type Codec, sentence } from '../../asn1/malformed.ts';
import type { Infer, Node } from '../../asn1/schema.ts';
import { difference, octetDifference } from './difference.ts';
import { has, octets, type Vector } from './field.ts';
import type { Trial } from './trial.ts';

export type Shape<T> =
  | { readonly ok: true; readonly octets: Uint8Array; readonly value: T }
  | { readonly ok: false; readonly differs: string };

/** Reads `hex`, writes it back to the same octets and holds it against `expectJer` where the item has one. */
export function shape<S extends Node>(
  item: Vector,
  trial: Trial,
  schema: S,
  codec: (schema: S) => Codec<Infer<S>>,
  field = 'hex',
): Shape<Infer<S>> {
  const own = octets(item, field);
  const got = codec(schema).decode(own);
  if (!got.ok) return { ok: false, differs: `not read: ${sentence(got.malformed)}` };
  const changed = octetDifference(own, codec(schema).encode(got.value));
  if (changed !== undefined) return { ok: false, differs: `written back: ${changed}` };
  const differs = has(item, 'expectJer') ? same(item.expectJer, jer(schema).to(got.value), trial) : undefined;
  return differs === undefined ? { ok: true, octets: own, value: got.value } : { ok: false, differs };
}

/** `difference`, but for what a vector may do and we may not: it is said, and not held against anyone. */
export function same(expected: unknown, got: unknown, trial: Trial): string | undefined {
  const differs = difference(expected, got);
  if (differs === undefined) return undefined;
  if (difference(rounded(expected), rounded(got)) !== undefined) return differs;
  trial.accept('an integer of 64 bits stands in the JSON as a rounded number: compared as such');
  return undefined;
}

/** Integers that a JSON number cannot hold, as the nearest one it can. */
function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, rounded(v)]));
  if (typeof value === 'string' && /^\d{16,20}$/.test(value) && !Number.isSafeInteger(Number(value)))
    return Number(value);
  return value;
}
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
