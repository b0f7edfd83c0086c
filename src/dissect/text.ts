/** A frame taken apart, as an indented tree with offsets or as JSON. */

import { toHex } from '../../asn1/hex.ts';
import { type Json, jer } from '../../asn1/jer.ts';
import type { Field } from '../../asn1/trace.ts';
import { toIso } from '../time.ts';
import { absolute, type Dissected } from './dissect.ts';
import type { Layer } from './layers.ts';
import { octets, show, typeName } from './show.ts';

/** Width of the column of offsets. */
const WIDTH = 13;

/**
 * `first..end  name Type: value`. Offsets are octets of the frame, with `.bit` inside an octet; `end` is the first
 * place behind the field.
 */
export function textOf({ label, octets: all, at, link, layer, padding, other, faults, deviations }: Dissected): string {
  const time = at === undefined || at === 0 ? '' : `, ${toIso(at, 6)}`;
  const lines = [`${label}: ${all.length} octets${time}`];
  if (other !== undefined) lines.push(`${''.padEnd(WIDTH)} nothing we read: ${other}`);
  if (link) lines.push(`${range(0, link.octets * 8)} headers of ${link.type}: ${octets(all.subarray(0, link.octets))}`);
  if (layer) {
    layerLines(layer, 0, lines);
    const end = layer.octet + layer.octets.length;
    if (padding > 0)
      lines.push(`${range(end * 8, (end + padding) * 8)} TRAILING ${octets(all.subarray(end, end + padding))}`);
  } else if (faults.length > 0) lines.push(`${range(0, all.length * 8)} UNREAD ${octets(all)}`);
  for (const deviation of deviations) lines.push(`${''.padEnd(WIDTH)} DEVIATES ${deviation}`);
  return `${lines.join('\n')}\n`;
}

function layerLines(of: Layer, depth: number, lines: string[]): void {
  const { title, top, octet, octets: own, rules, malformed } = of;
  const pad = '  '.repeat(depth);
  lines.push(`${range(octet * 8, (octet + own.length) * 8)} ${pad}${title} (${typeName(top.node)}, ${rules})`);
  parts(of, top, depth + 1, lines);
  if (!malformed) return;
  const from = malformed.octet * 8 + malformed.bit;
  const left = own.subarray(malformed.octet);
  const word = malformed.code === 'trailing' ? 'TRAILING' : 'UNREAD from here';
  lines.push(`${range(octet * 8 + from, (octet + own.length) * 8)} ${pad}  ${word} ${octets(left)}: ${malformed.rule}`);
}

/** The notes, the value where it says more than its parts, and the parts. */
function parts(of: Layer, field: Field, depth: number, lines: string[]): void {
  for (const note of of.notes.get(field) ?? []) lines.push(`${''.padEnd(WIDTH)} ${'  '.repeat(depth)}· ${note}`);
  for (const child of field.children) {
    const from = of.octet * 8 + child.from;
    const open = unread(child);
    const text = open ? 'not read to its end' : show(child.node, child.value);
    const to = open ? '' : place(of.octet * 8 + child.to);
    const offsets = `${place(from)}..${to}`.padEnd(WIDTH);
    lines.push(
      `${offsets} ${'  '.repeat(depth)}${child.name} ${typeName(child.node)}${text === undefined ? '' : `: ${text}`}`,
    );
    parts(of, child, depth + 1, lines);
    const inner = of.inner.get(child);
    if (inner) layerLines(inner, depth + 1, lines);
  }
}
/** A tracer closes a field with its value; one that is open is where decoding stopped. */
const unread = ({ value }: Field): boolean => value === undefined;

const range = (from: number, to: number): string => `${place(from)}..${place(to)}`.padEnd(WIDTH);
const place = (bit: number): string => (bit % 8 === 0 ? String(bit / 8) : `${Math.floor(bit / 8)}.${bit % 8}`);

export function jsonOf({ label, octets: all, at, link, layer, padding, other, faults, deviations }: Dissected): Json {
  return {
    label,
    hex: toHex(all),
    ...(at !== undefined && at !== 0 && { time: toIso(at, 6) }),
    ...(link && { link }),
    ...(padding > 0 && { trailing: padding }),
    ...(other !== undefined && { other }),
    layers: layer ? flat(layer).map(layerJson) : [],
    faults,
    ...(deviations.length > 0 && { deviations }),
  };
}
function flat(of: Layer): Layer[] {
  return [of, ...[...of.inner.values()].flatMap(flat)];
}
function layerJson(of: Layer): Json {
  const { title, node, rules, octet, octets: own, top, malformed, notes } = of;
  return {
    layer: title,
    type: typeName(node),
    rules,
    octet,
    octets: own.length,
    jer: malformed === undefined ? jer(node).to(top.value as never) : null,
    ...(malformed && { malformed: { ...absolute(malformed, octet), path: [...malformed.path] } }),
    ...(notes.size > 0 && { notes: [...notes.values()].flat() }),
    fields: top.children.flatMap((child) => fields(of, child, '')),
  };
}
/** Each field by its path; `bits` counts from `octet.bit`, and is null where decoding stopped inside. */
function fields(of: Layer, field: Field, above: string): Json[] {
  const path = above === '' ? field.name : `${above}.${field.name}`;
  const from = of.octet * 8 + field.from;
  const entry = {
    path,
    type: typeName(field.node),
    octet: Math.floor(from / 8),
    bit: from % 8,
    bits: unread(field) ? null : field.to - field.from,
  };
  return [entry, ...field.children.flatMap((child) => fields(of, child, path))];
}
