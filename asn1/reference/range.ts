/** What may stand in a field, in few words: the kind of an ASN.1 type, its bounds, its names. */
import type { Node, Shape } from '../schema.ts';

const KINDS: Readonly<Record<Shape['kind'], string>> = {
  boolean: 'BOOLEAN',
  null: 'NULL',
  oid: 'OBJECT IDENTIFIER',
  relativeOid: 'RELATIVE-OID',
  integer: 'INTEGER',
  octets: 'OCTET STRING',
  utf8: 'UTF8String',
  ia5: 'IA5String',
  bits: 'BIT STRING',
  enumerated: 'ENUMERATED',
  sequence: 'SEQUENCE',
  choice: 'CHOICE',
  list: 'SEQUENCE OF',
  byId: 'SEQUENCE with an open type',
  kept: '',
  open: '',
  later: '',
};
export const kindOf = (node: Node): string => KINDS[node.kind];

/** The type itself, whatever holds it: what is kept as octets, in an open type, or looked up later. */
export function bare(node: Node): Node {
  switch (node.kind) {
    case 'kept':
    case 'open':
      return bare(node.of);
    case 'later':
      return bare(node.of());
    default:
      return node;
  }
}

/** Has a table of its own where it is no exported type. */
export function hasRows(node: Node): boolean {
  if (node.kind === 'enumerated') return node.names.length + (node.added?.length ?? 0) > 8;
  if (node.kind === 'bits') return node.names.length > 8;
  return node.kind === 'sequence' || node.kind === 'choice' || node.kind === 'byId';
}

/** What a profile of the standard forbids here: a CHOICE of nothing. */
export const isAbsent = (node: Node): boolean =>
  node.kind === 'choice' && node.root.length === 0 && node.added === null;

export function isExtensible(node: Node): boolean {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
    case 'enumerated':
      return node.added !== null;
    case 'integer':
    case 'bits':
    case 'list':
    case 'byId':
      return node.extensible;
    default:
      return false;
  }
}

/** `0..255`, `SIZE(1..32)`; empty where there is nothing to say. */
export function rangeOf(node: Node): string {
  switch (node.kind) {
    case 'integer':
      return node.big ? '0..18446744073709551615' : `${span(node.min, node.max)}${node.extensible ? ', ...' : ''}`;
    case 'octets':
    case 'utf8':
    case 'ia5':
      return size(node.min, node.max, false);
    case 'bits':
    case 'list':
      return size(node.min, node.max, node.extensible);
    default:
      return '';
  }
}

function span(min: number, max: number): string {
  if (min === max) return `${min}`;
  return `${min === -Infinity ? 'MIN' : min}..${max === Infinity ? 'MAX' : max}`;
}
const size = (min: number, max: number, extensible: boolean): string =>
  `SIZE(${span(min, max)}${extensible ? ', ...' : ''})`;

/** A name and the number it is written as. */
export interface Numbered {
  readonly number: number;
  readonly name: string;
  readonly added: boolean;
}

/** The names of an ENUMERATED or the bits of a BIT STRING. */
export function namesOf(node: Node): readonly Numbered[] {
  if (node.kind === 'bits') return node.names.map((name, number) => ({ number, name, added: false }));
  if (node.kind !== 'enumerated') return [];
  const all = [...node.names, ...(node.added ?? [])];
  return all.map((name, number) => ({ number, name, added: number >= node.names.length }));
}

/** A DEFAULT as one writes it: `1`, `{app}`, `TRUE`. */
export function literal(node: Node, value: unknown): string {
  const type = bare(node);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (type.kind === 'bits' && typeof value === 'object' && value !== null && 'octets' in value) {
    const octets = value.octets as Uint8Array;
    const set = type.names.filter((_, i) => ((octets[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0);
    return `{${set.join(', ')}}`;
  }
  return String(value);
}
