/** What is compared with whom, and how far each edition goes. */

import {
  EtsiOriginatingHeaderInfoExtension,
  EtsiTs102941CrlRequest,
  EtsiTs102941DeltaCtlRequest,
} from '../../asn1/etsi/extension.ts';
import { MAPEM, RTCMEM, SPATEM, SREM, SSEM } from '../../asn1/etsi/message.ts';
import { GeographicRegion, PsidSsp, PublicVerificationKey, Signature } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, PsidGroupPermissions, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { CrlContents, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import {
  EncryptedData,
  HeaderInfo,
  Ieee1609Dot2Data,
  Ieee1609dot2Peer2PeerPDU,
  RecipientInfo,
  SignedData,
  ToBeSignedData,
} from '../../asn1/ieee1609dot2/data.ts';
import { MapData } from '../../asn1/j2735/map.ts';
import { RTCMcorrections } from '../../asn1/j2735/rtcm.ts';
import { SPAT } from '../../asn1/j2735/spat.ts';
import { RequestorDescription, SignalRequestMessage } from '../../asn1/j2735/srm.ts';
import { SignalStatusMessage } from '../../asn1/j2735/ssm.ts';
import type { Node } from '../../asn1/schema.ts';
import {
  cddVoice,
  dsrcLimits,
  dsrcVoice,
  etsiLimits,
  pycrateLimits,
  pycrateVoice,
  rasnLimits,
  rasnShortTimes,
  rasnVoice,
} from './editions.ts';
import type { Limits } from './narrow.ts';
import type { PeerName } from './peer.ts';
import { plainly, type Voice } from './voice.ts';

export interface Subject {
  readonly peer: PeerName;
  readonly type: Node;
  /** The peer's name of the type. */
  readonly theirs: string;
  readonly rules: 'coer' | 'uper';
  readonly limits: Limits;
  readonly voice: Voice;
  /** What this subject looks at, where the same type is compared more than once. */
  readonly about?: string;
  /** It is there for a fault of theirs that known.ts names. */
  readonly fault?: true;
}

const dot2: readonly Node[] = [
  Ieee1609Dot2Data,
  SignedData,
  ToBeSignedData,
  HeaderInfo,
  EncryptedData,
  RecipientInfo,
  Certificate,
  ToBeSignedCertificate,
  PsidGroupPermissions,
  PsidSsp,
  GeographicRegion,
  Signature,
  PublicVerificationKey,
];
const rasn = (type: Node, theirs = type.name!): Subject => ({
  peer: 'rasn',
  type,
  theirs,
  rules: 'coer',
  limits: rasnLimits(),
  voice: rasnVoice,
});
/** A fault of rasn's, in the smallest type that shows it. */
const rasnFault = (type: Node, about: string): Subject => ({
  ...rasn(type),
  limits: rasnLimits(about),
  about,
  fault: true,
});
const pycrate = (type: Node): Subject => ({
  peer: 'pycrate',
  type,
  theirs: type.name!,
  rules: 'coer',
  limits: pycrateLimits,
  voice: pycrateVoice,
});
const dsrc = (peer: PeerName, type: Node): Subject => ({
  peer,
  type,
  theirs: type.name!,
  rules: 'uper',
  limits: dsrcLimits,
  voice: dsrcVoice,
});

const etsi = (peer: PeerName, type: Node): Subject => ({
  peer,
  type,
  theirs: type.name!,
  rules: 'uper',
  limits: etsiLimits,
  voice: peer === 'rasn' ? cddVoice : plainly,
});

const timed: readonly Node[] = [Ieee1609Dot2Data, SignedData, ToBeSignedData, HeaderInfo];
const requests: readonly Node[] = [EtsiTs102941CrlRequest, EtsiTs102941DeltaCtlRequest];
const messages: readonly Node[] = [
  SignalRequestMessage,
  RequestorDescription,
  SignalStatusMessage,
  SPAT,
  MapData,
  RTCMcorrections,
];

export const SUBJECTS: readonly Subject[] = [
  ...dot2.map((type) => rasn(type)),
  ...timed.map((type) => ({ ...rasn(type), limits: rasnShortTimes, about: 'times its JSON can say' })),
  rasn(CrlContents),
  rasn(CrlSsp),
  rasn(Ieee1609dot2Peer2PeerPDU, 'Peer2PeerPDU'),
  ...requests.map((type) => rasn(type)),
  { ...rasn(Ieee1609dot2Peer2PeerPDU, 'Ieee1609Dot2Peer2PeerPDU'), about: 'the marker', fault: true },
  rasnFault(HeaderInfo, 'requestedCertificate'),
  rasnFault(HeaderInfo, 'pduFunctionalType'),
  rasnFault(ToBeSignedCertificate, 'flags'),
  rasnFault(ToBeSignedCertificate, 'appExtensions'),
  rasnFault(ToBeSignedCertificate, 'certIssueExtensions'),
  rasnFault(ToBeSignedCertificate, 'certRequestExtension'),
  ...dot2.map(pycrate),
  ...messages.map((type) => dsrc('rasn', type)),
  ...requests.map(pycrate),
  pycrate(EtsiOriginatingHeaderInfoExtension),
  ...messages.map((type) => dsrc('pycrate', type)),
  ...[SREM, SSEM, SPATEM, MAPEM].map((type) => etsi('rasn', type)),
  ...[SREM, SSEM, SPATEM, MAPEM, RTCMEM].map((type) => etsi('pycrate', type)),
];
