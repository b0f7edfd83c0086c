/** A frame as layers, each with its fields and where they stand in the frame: link, WSM, IEEE 1609.2, payload. */
import { coer, traceCoer } from '../../asn1/coer.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { SrvAdvMsg } from '../../asn1/ieee1609dot3/wsa.ts';
import { psidOf, type ShortMsgNpdu, type VarLengthNumber } from '../../asn1/ieee1609dot3/wsmp.ts';
import type { Edition } from '../../asn1/j2735/edition.ts';
import { type Deviation, type Malformed, sentence } from '../../asn1/malformed.ts';
import type { Node } from '../../asn1/schema.ts';
import type { Field } from '../../asn1/trace.ts';
import { traceUper, uper } from '../../asn1/uper.ts';
import { breachText } from '../trust/etsi.ts';
import { dataBreaches } from '../verify/etsi.ts';
import { type Around, type Contents, contentsOf, type Outside } from './contents.ts';
import { type GeoHeaders, geoFault } from './geo.ts';
import { formOf, type Kind } from './kinds.ts';
import { psidText } from './names.ts';
import { wsaFault } from './wsa.ts';
import { wsmFault } from './wsm.ts';

export interface Layer {
  readonly kind: Kind;
  readonly title: string;
  readonly node: Node;
  readonly rules: 'COER' | 'UPER';
  /** Where it begins in the frame. */
  readonly octet: number;
  readonly octets: Uint8Array;
  readonly top: Field;
  /** What ended the decoding; offsets count from `octet`. */
  readonly malformed: Malformed | undefined;
  /** What the lenient mode put up with; offsets count from `octet`. */
  readonly deviations: readonly Deviation[];
  /** Layers inside, by the field they stand in. */
  readonly inner: ReadonlyMap<Field, Layer>;
  /** What to know of a field beyond its value. */
  readonly notes: ReadonlyMap<Field, readonly string[]>;
}

/** How octets are read. */
export interface Reading {
  /** Tells what a certificate is, for the note beside it; undefined where its octets are none. */
  identify(certificate: Uint8Array): string | undefined;
  /** Goes on behind deviations that have one meaning, and reports them. */
  readonly lenient: boolean;
  /** Of SAE J2735. */
  readonly edition: Edition;
}

/** How often a payload inside a payload is opened; IEEE 1609.2 data within one another have a limit of their own. */
const LAYERS_MAX = 6;

/**
 * Reads octets as one kind, and what is in them as far as the kinds inside are known. Never throws. `outside` is what
 * the layers around say.
 */
export function layer(
  kind: Kind,
  octets: Uint8Array,
  reading: Reading,
  octet = 0,
  outside: Outside = {},
  depth = 0,
): Layer {
  const { title, node, rules } = formOf(kind, octets, reading.edition);
  const trace = rules === 'COER' ? traceCoer : traceUper;
  const { top, malformed, deviations } = trace(node, octets, reading.lenient);
  const inner = new Map<Field, Layer>();
  const notes = new Map<Field, string[]>();
  const note = (field: Field, text: string | undefined): void => {
    if (text !== undefined) notes.set(field, [...(notes.get(field) ?? []), text]);
  };
  const nest = (field: Field, { octets: own, kinds, strict }: Contents, around: Around): void => {
    const at = octet + (own.byteOffset - octets.byteOffset);
    const outer: Outside = { ...around, secured: around.secured === true || field.name === 'securedPacket' };
    const tried = kinds.map((k) => layer(k, own, reading, at, outer, depth + 1));
    const best = tried.find(sound) ?? farthest(tried);
    if (best && (strict || sound(best))) inner.set(field, best);
    else if (best?.malformed) note(field, `of no kind we read; as ${best.title}: ${sentence(best.malformed)}`);
  };
  const visit = (field: Field, around: Around): void => {
    const type = inside(field.node).name;
    const outer = around.psid;
    const stated = type === 'ToBeSignedData' ? signedPsid(field) : type === 'ShortMsgNpdu' ? wsmPsid(field) : undefined;
    if (stated !== undefined && outer !== undefined && stated !== outer)
      note(field, `PSID ${stated} here, ${outer} in the layer around`);
    if ((field.name === 'addrInfo' || field.name === 'serviceID') && field.value !== undefined)
      note(field, `PSID ${psidText(psidOf(field.value as VarLengthNumber))}`);
    if (type === 'Certificate' && field.to > field.from)
      note(field, reading.identify(octets.subarray(field.from / 8, field.to / 8)));
    // Contributor 1 is IEEE 1609 itself, 2 ETSI; of the others each extension stays octets.
    const contributor = type === 'ContributedExtensionBlock' ? field.children[0]?.value : undefined;
    if (contributor === 1 || contributor === 2)
      for (const item of field.children[1]?.children ?? [])
        if (item.value instanceof Uint8Array) {
          const kinds = [contributor === 1 ? ('extension' as const) : ('etsi-extension' as const)];
          nest(item, { octets: item.value, kinds, strict: true }, around);
        }
    const here = { ...around, psid: stated ?? outer };
    const contents = depth < LAYERS_MAX ? contentsOf(field, here) : undefined;
    if (contents && contents.octets.length > 0) nest(field, contents, here);
    for (const child of field.children) visit(child, here);
  };
  const around: Around = { ...outside, kind, port: portOf(top) ?? outside.port };
  visit(top, around);
  // Contents that were cut short are shown as far as they go; the cut itself is this layer's fault.
  const open = malformed?.code === 'short' ? deepest(top) : undefined;
  const left = open && contentsOf({ ...open, value: octets.subarray(malformed!.octet) }, around);
  if (open && left?.strict && left.octets.length > 0) nest(open, left, around);
  const fault = top.value === undefined ? undefined : faultOf(kind, top.value);
  note(top, fault && `receivers refuse it: ${fault}`);
  if (kind === 'spdu' && outside.kind === 'geonetworking' && top.value !== undefined)
    for (const breach of dataBreaches(top.value as Ieee1609Dot2Data))
      note(top, `not of the profile of ETSI TS 103 097: ${breachText(breach)}`);
  return { kind, title, node, rules, octet, octets, top, malformed, deviations, inner, notes };
}

/** The rule that no schema says and that these broke, in a sentence. */
export function faultOf(kind: Kind, value: unknown): string | undefined {
  if (kind === 'wsm') return wsmFault(value as ShortMsgNpdu);
  if (kind === 'wsa') return wsaFault(value as SrvAdvMsg);
  if (kind === 'geonetworking' || kind === 'geonetworking-inside') return geoFault(value as GeoHeaders);
  return undefined;
}

/** Whether it and everything in it was read to the end. */
export function sound({ malformed, inner }: Layer): boolean {
  return malformed === undefined && [...inner.values()].every(sound);
}
/** The layer that was read furthest before something was wrong. */
export function farthest(layers: readonly Layer[]): Layer | undefined {
  const reach = ({ malformed }: Layer) => (malformed ? malformed.octet * 8 + malformed.bit : Infinity);
  return layers.reduce<Layer | undefined>((best, l) => (best && reach(best) >= reach(l) ? best : l), undefined);
}

/** The field that was being read when reading stopped. */
function deepest(field: Field): Field {
  const last = field.children.at(-1);
  return last !== undefined && last.value === undefined ? deepest(last) : field;
}

function signedPsid({ children }: Field): number | undefined {
  const header = children.find((c) => c.name === 'headerInfo');
  const stated = header?.children.find((c) => c.name === 'psid')?.value;
  return typeof stated === 'number' ? stated : undefined;
}
function wsmPsid({ value }: Field): number | undefined {
  const wsm = value as ShortMsgNpdu | undefined;
  if (wsm?.transport.tag !== 'bcMode') return undefined;
  return psidOf((wsm.transport.value as { addrInfo: Parameters<typeof psidOf>[0] }).addrInfo);
}

/** The destination port of the transport header that is in it. */
function portOf({ children }: Field): number | undefined {
  const port = children.find((c) => c.name === 'transport')?.children[0]?.value;
  return typeof port === 'number' ? port : undefined;
}

export function inside(node: Node): Node {
  if (node.kind === 'kept' || node.kind === 'open') return node.name === undefined ? inside(node.of) : node;
  return node.kind === 'later' ? inside(node.of()) : node;
}

/** Whether octets can be read as nothing else; for the choice of the outermost kind. */
export function reads(kind: Kind, octets: Uint8Array, edition: Edition): boolean {
  const { node, rules } = formOf(kind, octets, edition);
  return rules === 'COER' ? coer(node).decode(octets).ok : uper(node).decode(octets).ok;
}
