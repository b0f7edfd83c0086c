/** A frame as layers, each with its fields and where they stand in the frame: link, WSM, IEEE 1609.2, payload. */
import { coer, traceCoer } from '../../asn1/coer.ts';
import { EtsiOriginatingHeaderInfoExtension } from '../../asn1/etsi/extension.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data, Ieee1609HeaderInfoExtension } from '../../asn1/ieee1609dot2/data.ts';
import { AcpcPdu, AcpcPsid } from '../../asn1/ieee1609dot2dot1/acpc.ts';
import { ScmsPdu, SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { SrvAdvMsg } from '../../asn1/ieee1609dot3/wsa.ts';
import { psidOf, ShortMsgNpdu, type VarLengthNumber } from '../../asn1/ieee1609dot3/wsmp.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { type Malformed, sentence } from '../../asn1/malformed.ts';
import type { Node } from '../../asn1/schema.ts';
import type { Field } from '../../asn1/trace.ts';
import { traceUper } from '../../asn1/uper.ts';
import { TMC_PSID, TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import { psidText } from './names.ts';
import { wsaFault } from './wsa.ts';
import { wsmFault } from './wsm.ts';

export type Kind =
  | 'wsm'
  | 'spdu'
  | 'certificate'
  | 'messageframe'
  | 'crl'
  | 'scms'
  | 'request'
  | 'tmc'
  | 'extension'
  | 'etsi-extension'
  | 'wsa'
  | 'acpc';

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
  /** Layers inside, by the field they stand in. */
  readonly inner: ReadonlyMap<Field, Layer>;
  /** What to know of a field beyond its value. */
  readonly notes: ReadonlyMap<Field, readonly string[]>;
}

const KINDS: Readonly<Record<Kind, { title: string; node: Node; rules: Layer['rules'] }>> = {
  wsm: { title: 'IEEE 1609.3 WSM', node: ShortMsgNpdu, rules: 'UPER' },
  spdu: { title: 'IEEE 1609.2 data', node: Ieee1609Dot2Data, rules: 'COER' },
  certificate: { title: 'IEEE 1609.2 certificate', node: Certificate, rules: 'COER' },
  messageframe: { title: 'SAE J2735 message', node: MessageFrame, rules: 'UPER' },
  crl: { title: 'IEEE 1609.2 revocation list', node: CrlContents, rules: 'COER' },
  scms: { title: 'IEEE 1609.2.1 PDU', node: ScmsPdu, rules: 'COER' },
  request: { title: 'IEEE 1609.2.1 signed request', node: SignedCertificateRequest, rules: 'COER' },
  tmc: { title: 'signal command', node: TmcMessage, rules: 'COER' },
  wsa: { title: 'IEEE 1609.3 WSA', node: SrvAdvMsg, rules: 'UPER' },
  extension: { title: 'IEEE 1609.2 header extension', node: Ieee1609HeaderInfoExtension, rules: 'COER' },
  'etsi-extension': {
    title: 'ETSI TS 103 097 header extension',
    node: EtsiOriginatingHeaderInfoExtension,
    rules: 'COER',
  },
  acpc: { title: 'IEEE 1609.2.1 activation codes', node: AcpcPdu, rules: 'COER' },
};

/** Tells what a certificate is, for the note beside it; undefined where its octets are none. */
export type Identify = (certificate: Uint8Array) => string | undefined;

/** Service advertisements (IEEE 1609.12). */
const WSA_PSID = 0x87;

/** How often a payload inside a payload is opened; IEEE 1609.2 data within one another have a limit of their own. */
const LAYERS_MAX = 6;

/**
 * Reads octets as one kind, and what is in them as far as the kinds inside are known. Never throws. `psid` is the one of
 * the layer around.
 */
export function layer(kind: Kind, octets: Uint8Array, identify: Identify, octet = 0, psid?: number, depth = 0): Layer {
  const { title, node, rules } = KINDS[kind];
  const { top, malformed } = rules === 'COER' ? traceCoer(node, octets) : traceUper(node, octets);
  const inner = new Map<Field, Layer>();
  const notes = new Map<Field, string[]>();
  const note = (field: Field, text: string | undefined): void => {
    if (text !== undefined) notes.set(field, [...(notes.get(field) ?? []), text]);
  };
  const nest = (field: Field, { octets: own, kinds, strict }: Contents, outer: number | undefined): void => {
    const at = octet + (own.byteOffset - octets.byteOffset);
    const tried = kinds.map((k) => layer(k, own, identify, at, outer, depth + 1));
    const best = tried.find(sound) ?? farthest(tried);
    if (best && (strict || sound(best))) inner.set(field, best);
    else if (best?.malformed) note(field, `of no kind we read; as ${best.title}: ${sentence(best.malformed)}`);
  };
  const visit = (field: Field, outer: number | undefined): void => {
    const type = inside(field.node).name;
    const stated = type === 'ToBeSignedData' ? signedPsid(field) : type === 'ShortMsgNpdu' ? wsmPsid(field) : undefined;
    if (stated !== undefined && outer !== undefined && stated !== outer)
      note(field, `PSID ${stated} here, ${outer} in the layer around`);
    if ((field.name === 'addrInfo' || field.name === 'serviceID') && field.value !== undefined)
      note(field, `PSID ${psidText(psidOf(field.value as VarLengthNumber))}`);
    if (type === 'Certificate' && field.to > field.from)
      note(field, identify(octets.subarray(field.from / 8, field.to / 8)));
    // Contributor 1 is IEEE 1609 itself, 2 ETSI; of the others each extension stays octets.
    const contributor = type === 'ContributedExtensionBlock' ? field.children[0]?.value : undefined;
    if (contributor === 1 || contributor === 2)
      for (const item of field.children[1]?.children ?? [])
        if (item.value instanceof Uint8Array) {
          const kinds = [contributor === 1 ? ('extension' as const) : ('etsi-extension' as const)];
          nest(item, { octets: item.value, kinds, strict: true }, outer);
        }
    const contents = depth < LAYERS_MAX ? contentsOf(field, stated ?? outer) : undefined;
    if (contents && contents.octets.length > 0) nest(field, contents, stated ?? outer);
    for (const child of field.children) visit(child, stated ?? outer);
  };
  visit(top, psid);
  // Contents that were cut short are shown as far as they go; the cut itself is this layer's fault.
  const open = malformed?.code === 'short' ? deepest(top) : undefined;
  const left = open && contentsOf({ ...open, value: octets.subarray(malformed!.octet) }, psid);
  if (open && left?.strict && left.octets.length > 0) nest(open, left, psid);
  if (kind === 'wsm' && top.value !== undefined) {
    const fault = wsmFault(top.value as ShortMsgNpdu);
    note(top, fault && `receivers refuse it: ${fault}`);
  }
  if (kind === 'wsa' && top.value !== undefined) {
    const fault = wsaFault(top.value as SrvAdvMsg);
    note(top, fault && `receivers refuse it: ${fault}`);
  }
  return { kind, title, node, rules, octet, octets, top, malformed, inner, notes };
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

/** Octets in a field that are one of some kinds; where not `strict` they may as well be something else. */
interface Contents {
  readonly octets: Uint8Array;
  readonly kinds: readonly Kind[];
  readonly strict: boolean;
}
function contentsOf({ name, value }: Field, psid: number | undefined): Contents | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  switch (name) {
    case 'body':
      return value[0] === 3
        ? { octets: value, kinds: ['spdu'], strict: true }
        : { octets: value, kinds: psid === WSA_PSID ? ['wsa'] : ['messageframe'], strict: roadMessage(value) };
    case 'unsecuredData': {
      const kinds = payloadKinds(psid);
      return { octets: value, kinds, strict: psid === TMC_PSID || (kinds[0] === 'messageframe' && roadMessage(value)) };
    }
    case 'signedCertificateRequest':
      return { octets: value, kinds: ['request'], strict: false };
    default:
      return undefined;
  }
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

/** Lists are signed under the PSID of security management in the field, under their own in the standard. */
function payloadKinds(psid: number | undefined): readonly Kind[] {
  if (psid === 0x100) return ['crl'];
  if (psid === 0x23) return ['scms', 'crl'];
  if (psid === WSA_PSID) return ['wsa'];
  if (psid === AcpcPsid) return ['acpc'];
  if (psid === TMC_PSID) return ['tmc'];
  return psid === undefined ? ['messageframe', 'scms', 'spdu'] : ['messageframe'];
}
/** Begins like one: a message id in use, below the test messages. */
const roadMessage = (octets: Uint8Array): boolean =>
  octets.length > 3 && octets[0] === 0 && octets[1]! >= 18 && octets[1]! < 64;

export function inside(node: Node): Node {
  if (node.kind === 'kept' || node.kind === 'open') return node.name === undefined ? inside(node.of) : node;
  return node.kind === 'later' ? inside(node.of()) : node;
}

/** Whether octets can be read as nothing else; for the choice of the outermost kind. */
export function reads(kind: Kind, octets: Uint8Array): boolean {
  const { node, rules } = KINDS[kind];
  return rules === 'COER' ? coer(node).decode(octets).ok : traceUper(node, octets).malformed === undefined;
}
