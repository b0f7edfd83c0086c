/** What octets may be: its name, its type and the rules it is written by. */
import { EtsiOriginatingHeaderInfoExtension } from '../../asn1/etsi/extension.ts';
import { MAPEM, otherMessage, RTCMEM, SPATEM, SREM, SSEM } from '../../asn1/etsi/message.ts';
import { packetOf, routedOf } from '../../asn1/etsi/packet.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data, Ieee1609HeaderInfoExtension } from '../../asn1/ieee1609dot2/data.ts';
import { AcpcPdu } from '../../asn1/ieee1609dot2dot1/acpc.ts';
import { FullIeeeTbsCtl, SequenceOfCertificate } from '../../asn1/ieee1609dot2dot1/management.ts';
import { ScmsPdu, SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { SrvAdvMsg } from '../../asn1/ieee1609dot3/wsa.ts';
import { ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { type Edition, frames } from '../../asn1/j2735/edition.ts';
import type { Node } from '../../asn1/schema.ts';
import { TmcMessage } from '../../asn1/wavetrust/tmc.ts';

interface Form {
  readonly title: string;
  /** A function where the type depends on what the octets begin with, or on the edition of SAE J2735. */
  readonly node: Node | ((octets: Uint8Array, edition: Edition) => Node);
  readonly rules: 'COER' | 'UPER';
}
const FORMS = {
  wsm: { title: 'IEEE 1609.3 WSM', node: ShortMsgNpdu, rules: 'UPER' },
  spdu: { title: 'IEEE 1609.2 data', node: Ieee1609Dot2Data, rules: 'COER' },
  certificate: { title: 'IEEE 1609.2 certificate', node: Certificate, rules: 'COER' },
  messageframe: { title: 'SAE J2735 message', node: (_, edition) => frames[edition], rules: 'UPER' },
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
  ctl: { title: 'IEEE 1609.2.1 trust list', node: FullIeeeTbsCtl, rules: 'COER' },
  certificates: { title: 'IEEE 1609.2 certificates', node: SequenceOfCertificate, rules: 'COER' },
  acpc: { title: 'IEEE 1609.2.1 activation codes', node: AcpcPdu, rules: 'COER' },
  geonetworking: { title: 'ETSI GeoNetworking packet', node: packetOf, rules: 'UPER' },
  /** What a secured packet holds: it begins with the common header. */
  'geonetworking-inside': { title: 'ETSI GeoNetworking packet, secured part', node: routedOf, rules: 'UPER' },
  spatem: { title: 'ETSI SPATEM', node: SPATEM, rules: 'UPER' },
  mapem: { title: 'ETSI MAPEM', node: MAPEM, rules: 'UPER' },
  srem: { title: 'ETSI SREM', node: SREM, rules: 'UPER' },
  ssem: { title: 'ETSI SSEM', node: SSEM, rules: 'UPER' },
  rtcmem: { title: 'ETSI RTCMEM', node: RTCMEM, rules: 'UPER' },
  /** CAM, DENM and the others: named by the header, their bodies left as octets. */
  its: { title: 'ETSI message', node: otherMessage, rules: 'UPER' },
} as const satisfies Readonly<Record<string, Form>>;
export type Kind = keyof typeof FORMS;

/** The form that octets of a kind have; `edition` is that of SAE J2735. */
export function formOf(
  kind: Kind,
  octets: Uint8Array,
  edition: Edition = '2024',
): { title: string; node: Node; rules: Form['rules'] } {
  const { title, node, rules }: Form = FORMS[kind];
  return { title, node: typeof node === 'function' ? node(octets, edition) : node, rules };
}
