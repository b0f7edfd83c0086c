/** What is fuzzed: the types that octets from outside are decoded as, small ones together behind a tag of ours. */

import type { Traced } from '../../asn1/codec.ts';
import { coer, traceCoer } from '../../asn1/coer.ts';
import { BtpA, BtpB } from '../../asn1/etsi/btp.ts';
import { EtsiOriginatingHeaderInfoExtension } from '../../asn1/etsi/extension.ts';
import {
  BasicHeader,
  Beacon,
  CommonHeader,
  GeoArea,
  GeoUnicast,
  LocationRequest,
  MultiHop,
  SingleHop,
} from '../../asn1/etsi/geonetworking.ts';
import { MAPEM, RTCMEM, SPATEM, SREM, SSEM } from '../../asn1/etsi/message.ts';
import {
  EtsiTs103097Certificate,
  EtsiTs103097Data,
  EtsiTs103097DataSignedExternalPayload,
  encryptedUnicast,
  signed,
} from '../../asn1/etsi/secured.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { CrlContents, CrlContents2016, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import {
  Ieee1609Dot2Data,
  Ieee1609dot2Peer2PeerPDU,
  Ieee1609HeaderInfoExtension,
} from '../../asn1/ieee1609dot2/data.ts';
import { AcpcPdu, AprvHashCalculationInput } from '../../asn1/ieee1609dot2dot1/acpc.ts';
import { ScmsPdu, SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { ScmsSsp } from '../../asn1/ieee1609dot2dot1/ssp.ts';
import { WsaSsp } from '../../asn1/ieee1609dot3/ssp.ts';
import { SrvAdvMsg } from '../../asn1/ieee1609dot3/wsa.ts';
import { ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { frames } from '../../asn1/j2735/edition.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { Codec } from '../../asn1/malformed.ts';
import { choice, type Node, octets, type Type } from '../../asn1/schema.ts';
import { traceUper, uper } from '../../asn1/uper.ts';
import {
  AdmitRequest,
  BatchFile,
  BlockRequest,
  BlockResponse,
  ComponentRequest,
  ComponentResponse,
  CrlRequest,
  LinkageRequest,
  LinkageResponse,
  RevokeRequest,
  RevokeResponse,
  SeedRequest,
  SeedResponse,
  TraceRequest,
  TraceResponse,
} from '../../asn1/wavetrust/scms.ts';
import { TmcMessage, TmcSsp } from '../../asn1/wavetrust/tmc.ts';

/** Top-level types that share a corpus, each under its name. */
interface Group {
  readonly name: string;
  readonly rules: 'coer' | 'uper';
  readonly types: Readonly<Record<string, Node>>;
}
export interface Target {
  /** Names the file of its corpus. */
  readonly name: string;
  readonly rules: 'coer' | 'uper';
  readonly type: Type<unknown>;
}

const GROUPS: readonly Group[] = [
  { name: 'data', rules: 'coer', types: { Ieee1609Dot2Data } },
  { name: 'certificate', rules: 'coer', types: { Certificate } },
  { name: 'crl', rules: 'coer', types: { CrlContents } },
  { name: 'crl2016', rules: 'coer', types: { CrlContents2016 } },
  {
    name: 'pdu',
    rules: 'coer',
    types: { ScmsPdu, SignedCertificateRequest, AcpcPdu, AprvHashCalculationInput, Ieee1609dot2Peer2PeerPDU },
  },
  {
    name: 'ssp',
    rules: 'coer',
    types: { CrlSsp, ScmsSsp, TmcSsp, Ieee1609HeaderInfoExtension, EtsiOriginatingHeaderInfoExtension },
  },
  {
    name: 'wavetrust',
    rules: 'coer',
    types: {
      AdmitRequest,
      BatchFile,
      BlockRequest,
      BlockResponse,
      ComponentRequest,
      ComponentResponse,
      CrlRequest,
      LinkageRequest,
      LinkageResponse,
      RevokeRequest,
      RevokeResponse,
      SeedRequest,
      SeedResponse,
      TraceRequest,
      TraceResponse,
      TmcMessage,
    },
  },
  {
    name: 'etsidata',
    rules: 'coer',
    types: {
      EtsiTs103097Certificate,
      EtsiTs103097Data,
      EtsiTs103097DataSignedExternalPayload,
      'EtsiTs103097Data-Signed': signed(octets()),
      'EtsiTs103097Data-Encrypted-Unicast': encryptedUnicast(octets()),
    },
  },
  { name: 'frame', rules: 'uper', types: { MessageFrame } },
  { name: 'editions', rules: 'uper', types: { MessageFrame2016: frames['2016'], MessageFrame2020: frames['2020'] } },
  { name: 'wsm', rules: 'uper', types: { ShortMsgNpdu } },
  { name: 'wsa', rules: 'uper', types: { SrvAdvMsg, WsaSsp } },
  { name: 'etsi', rules: 'uper', types: { SREM, SSEM, SPATEM, MAPEM, RTCMEM } },
  {
    name: 'geonetworking',
    rules: 'uper',
    types: { BasicHeader, CommonHeader, Beacon, SingleHop, MultiHop, GeoUnicast, GeoArea, LocationRequest, BtpA, BtpB },
  },
];

/** A target per group. A group of several types is a CHOICE of them: its tag selects. */
export const TARGETS: readonly Target[] = GROUPS.map(({ name, rules, types }) => {
  const all = Object.values(types);
  return { name, rules, type: (all.length === 1 ? all[0]! : choice(types)) as Type<unknown> };
});
/** Each top-level type for itself. */
export const TYPES: readonly Target[] = GROUPS.flatMap(({ rules, types }) =>
  Object.entries(types).map(([name, type]) => ({ name, rules, type: type as Type<unknown> })),
);

/** The codec of a target's rules, for its type or any other. */
export function codecOf(target: Target, type: Node = target.type): Codec<unknown> {
  return target.rules === 'coer' ? coer(type as Type<unknown>) : uper(type as Type<unknown>);
}
export function traceOf(target: Target, octets: Uint8Array): Traced {
  return target.rules === 'coer' ? traceCoer(target.type, octets) : traceUper(target.type, octets);
}
