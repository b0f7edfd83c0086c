/** SAE J2735 RTCMcorrections: messages of RTCM SC-104 for better positions, passed on as they came. */
import { enumerated, type Infer, integer, list, named, octets, optional, sequence, type Type } from '../schema.ts';
import { MinuteOfTheYear, MsgCount, RegionalExtensions } from './common.ts';
import { FullPositionVector, GNSSstatus } from './position.ts';

const antennaOffsetSet = sequence({
  antOffsetX: named('Offset-B12', integer(-2048, 2047)),
  antOffsetY: named('Offset-B09', integer(-256, 255)),
  antOffsetZ: named('Offset-B10', integer(-512, 511)),
});
/** DF_AntennaOffsetSet  Centimetres from the antenna to the position that is told; the lowest number is unknown. */
export interface AntennaOffsetSet extends Infer<typeof antennaOffsetSet> {}
export const AntennaOffsetSet: Type<AntennaOffsetSet> = named('AntennaOffsetSet', antennaOffsetSet);

const rtcmHeader = sequence({ status: GNSSstatus, offsetSet: AntennaOffsetSet });
/** DF_RTCMheader */
export interface RTCMheader extends Infer<typeof rtcmHeader> {}
export const RTCMheader: Type<RTCMheader> = named('RTCMheader', rtcmHeader);

/** DF_RTCMmessageList  Messages of RTCM 10402 or 10403 as they are. */
export const RTCMmessageList: Type<readonly Uint8Array[]> = named(
  'RTCMmessageList',
  list(named('RTCMmessage', octets(1, 1023)), 1, 5),
);

const rtcmRevision = enumerated(['unknown', 'rtcmRev2', 'rtcmRev3', 'reserved'], []);
/** DE_RTCM_Revision */
export type RTCMRevision = Infer<typeof rtcmRevision>;
export const RTCMRevision: Type<RTCMRevision> = named('RTCM-Revision', rtcmRevision);

const rtcmCorrections = sequence(
  {
    msgCnt: MsgCount,
    rev: RTCMRevision,
    timeStamp: optional(MinuteOfTheYear),
    anchorPoint: optional(FullPositionVector),
    rtcmHeader: optional(RTCMheader),
    msgs: RTCMmessageList,
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_RTCMcorrections */
export interface RTCMcorrections extends Infer<typeof rtcmCorrections> {}
export const RTCMcorrections: Type<RTCMcorrections> = named('RTCMcorrections', rtcmCorrections);
