/** One value as one line of text. Whatever a frame holds, the line has only characters that print. */

import { toHex } from '../../asn1/hex.ts';
import type { Bits, Node } from '../../asn1/schema.ts';
import { toIso } from '../time.ts';
import { messageText, portText, psidText } from './names.ts';

/** Octets shown before the rest is only counted. */
const SHOWN_OCTETS = 24;

/** Undefined for what is shown by its parts. */
export function show(node: Node, value: unknown): string | undefined {
  switch (node.kind) {
    case 'null':
      return 'NULL';
    case 'boolean':
      return String(value);
    case 'integer':
      return integer(node, value as number | bigint);
    case 'enumerated':
      return unknownName(String(value));
    case 'octets':
      return octets(value as Uint8Array);
    case 'bits':
      return bits(node.names, value as Bits);
    case 'utf8':
    case 'ia5':
    case 'oid':
    case 'relativeOid':
      return quote(String(value));
    case 'list':
      return count((value as readonly unknown[]).length, 'item');
    case 'kept':
      return show(node.of, (value as { value: unknown }).value);
    case 'open':
      return show(node.of, value);
    case 'later':
      return show(node.of(), value);
    case 'choice':
    case 'byId':
      return alternative(value as { tag: string; value: unknown });
    case 'sequence':
      return future(
        (value as { '?'?: { count: number; unknown: readonly { index: number; octets: Uint8Array }[] } })['?'],
      );
  }
}

/** The type's name, through the wrappers that have none. */
export function typeName(node: Node): string {
  if (node.name !== undefined) return node.name;
  if (node.kind === 'kept' || node.kind === 'open') return typeName(node.of);
  if (node.kind === 'later') return typeName(node.of());
  return KINDS[node.kind] ?? node.kind;
}
const KINDS: Readonly<Record<string, string>> = {
  null: 'NULL',
  boolean: 'BOOLEAN',
  integer: 'INTEGER',
  enumerated: 'ENUMERATED',
  octets: 'OCTET STRING',
  bits: 'BIT STRING',
  utf8: 'UTF8String',
  ia5: 'IA5String',
  oid: 'OBJECT IDENTIFIER',
  relativeOid: 'RELATIVE-OID',
  list: 'SEQUENCE OF',
  sequence: 'SEQUENCE',
  choice: 'CHOICE',
  byId: 'SEQUENCE',
};

function integer({ name }: Node, value: number | bigint): string {
  switch (name) {
    case 'Time64':
      // A number holds the microseconds up to the year 2289; what is later is no time anybody sends.
      return value <= Number.MAX_SAFE_INTEGER ? `${value} (${toIso(Number(value), 6)})` : String(value);
    case 'Time32':
      return `${value} (${toIso(Number(value) * 1e6, 0)})`;
    case 'Psid':
      return psidText(Number(value));
    case 'BtpPort':
      return portText(Number(value));
    case 'MessageID':
      return messageText(Number(value));
    case 'Latitude':
    case 'Longitude':
      return `${value} (${degrees(Number(value))})`;
    case 'MinuteOfTheYear':
      return `${value} (${minuteOfTheYear(Number(value))})`;
    default:
      return String(value);
  }
}
/** 1/10 microdegree; the values beyond the range mean that it is not known. */
const degrees = (value: number): string =>
  value === 900_000_001 || value === 1_800_000_001 ? 'unavailable' : `${(value / 1e7).toFixed(7)}°`;
function minuteOfTheYear(value: number): string {
  if (value >= 527_040) return 'unavailable';
  const [day, minute] = [Math.floor(value / 1440) + 1, value % 1440];
  const two = (n: number) => String(n).padStart(2, '0');
  return `day ${day}, ${two(Math.floor(minute / 60))}:${two(minute % 60)} UTC`;
}

export function octets(value: Uint8Array): string {
  if (value.length <= SHOWN_OCTETS) return value.length === 0 ? 'empty' : toHex(value);
  return `${toHex(value.subarray(0, SHOWN_OCTETS))}… (${value.length} octets)`;
}
function bits(names: readonly string[], { octets: all, length }: Bits): string {
  const set = Array.from({ length }, (_, at) => at).filter((at) => (all[at >> 3]! >> (7 - (at & 7))) & 1);
  const text = length <= 64 ? `'${binary(all, length)}'` : `${toHex(all.subarray(0, 8))}… (${length} bits)`;
  if (names.length === 0) return text;
  return `${text} {${set.map((at) => names[at] ?? `bit ${at}`).join(', ')}}`;
}
const binary = (all: Uint8Array, length: number): string =>
  Array.from({ length }, (_, at) => (all[at >> 3]! >> (7 - (at & 7))) & 1).join('');

function alternative({ tag, value }: { tag: string; value: unknown }): string {
  if (tag !== '?') return `→ ${tag}`;
  const { index, octets: kept } = value as { index: number; octets: Uint8Array };
  return `→ UNKNOWN alternative ${index}: ${octets(kept)}`;
}
function future(added: { count: number; unknown: readonly { index: number; octets: Uint8Array }[] } | undefined) {
  if (!added || added.unknown.length === 0) return undefined;
  const parts = added.unknown.map(({ index, octets: kept }) => `${index}: ${octets(kept)}`);
  return `UNKNOWN ${count(parts.length, 'addition')} of a later version, ${parts.join('; ')}`;
}
const unknownName = (name: string): string => (name.startsWith('?') ? `UNKNOWN value ${name.slice(1)}` : name);
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** In quotes, with everything escaped that does not print or turns the direction of writing. */
export function quote(text: string): string {
  const safe = text.replace(UNPRINTABLE, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
  const cut = safe.length > 120 ? `${safe.slice(0, 120)}…` : safe;
  return `"${cut.replaceAll('"', '\\"')}"`;
}
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\\]/gu;
