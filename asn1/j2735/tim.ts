/** SAE J2735 TravelerInformation: signs, advice and warnings, where and when they hold. */
import {
  choice,
  enumerated,
  type Infer,
  ia5,
  integer,
  list,
  type Node,
  named,
  octets,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { SSPindex } from './alert.ts';
import { FurtherInfoID, ITIScodes, MinuteOfTheYear, MsgCount, Position3D, RegionalExtensions } from './common.ts';
import { FrictionInformation } from './friction.ts';
import { GeographicalPath, HeadingSlice } from './path.ts';
import { DYear } from './position.ts';

/** Codes and texts in the order they are to be shown. */
const phrases = <S extends Node>(text: S, max: number) =>
  list(sequence({ item: choice({ itis: ITIScodes, text }) }), 1, max);
const ITIStextPhrase: Type<string> = named('ITIStextPhrase', ia5(1, 16));
const signs = phrases(ITIStextPhrase, 16);
const content = choice({
  advisory: named('ITIScodesAndText', phrases(named('ITIStext', ia5(1, 500)), 100)),
  workZone: named('WorkZone', signs),
  genericSign: named('GenericSignage', signs),
  speedLimit: named('SpeedLimit', signs),
  exitService: named('ExitService', signs),
});

const travelerInfoType = enumerated(['unknown', 'advisory', 'roadSignage', 'commercialSignage'], []);
/** DE_TravelerInfoType */
export type TravelerInfoType = Infer<typeof travelerInfoType>;
export const TravelerInfoType: Type<TravelerInfoType> = named('TravelerInfoType', travelerInfoType);

const mutcdCode = enumerated(['none', 'regulatory', 'warning', 'maintenance', 'motoristService', 'guide', 'rec'], []);
/** DE_MUTCDCode  The category of a road sign. */
export type MUTCDCode = Infer<typeof mutcdCode>;
export const MUTCDCode: Type<MUTCDCode> = named('MUTCDCode', mutcdCode);

const roadSignID = sequence({
  position: Position3D,
  viewAngle: HeadingSlice,
  mutcdCode: optional(MUTCDCode),
  crc: optional(named('MsgCRC', octets(2))),
});
/** DF_RoadSignID */
export interface RoadSignID extends Infer<typeof roadSignID> {}
export const RoadSignID: Type<RoadSignID> = named('RoadSignID', roadSignID);

const contentNew = choice({ frictionInfo: FrictionInformation }, {});
/** DF_TravelerDataFrameNewPartIIIContent */
export type TravelerDataFrameNewPartIIIContent = Infer<typeof contentNew>;
export const TravelerDataFrameNewPartIIIContent: Type<TravelerDataFrameNewPartIIIContent> = named(
  'TravelerDataFrameNewPartIIIContent',
  contentNew,
);

const travelerDataFrame = sequence(
  {
    doNotUse1: SSPindex,
    frameType: TravelerInfoType,
    msgId: choice({ furtherInfoID: FurtherInfoID, roadSignID: RoadSignID }),
    startYear: optional(DYear),
    startTime: MinuteOfTheYear,
    /** Minutes from `startTime`; 32000 for ever. */
    durationTime: named('MinutesDuration', integer(0, 32_000)),
    /** 7 taken as the most urgent. */
    priority: named('SignPriority', integer(0, 7)),
    doNotUse2: SSPindex,
    regions: list(GeographicalPath, 1, 16),
    doNotUse3: SSPindex,
    doNotUse4: SSPindex,
    content,
    url: optional(named('URL-Short', ia5(1, 15))),
  },
  { contentNew: optional(TravelerDataFrameNewPartIIIContent) },
);
/**
 * DF_TravelerDataFrame  One sign: when, where (`regions`) and what. The SSP indices of earlier editions are no longer
 * used; senders write 0.
 */
export interface TravelerDataFrame extends Infer<typeof travelerDataFrame> {}
export const TravelerDataFrame: Type<TravelerDataFrame> = named('TravelerDataFrame', travelerDataFrame);

const travelerInformation = sequence(
  {
    msgCnt: MsgCount,
    timeStamp: optional(MinuteOfTheYear),
    packetID: optional(named('UniqueMSGID', octets(9))),
    urlB: optional(named('URL-Base', ia5(1, 45))),
    dataFrames: named('TravelerDataFrameList', list(TravelerDataFrame, 1, 8)),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_TravelerInformation Message */
export interface TravelerInformation extends Infer<typeof travelerInformation> {}
export const TravelerInformation: Type<TravelerInformation> = named('TravelerInformation', travelerInformation);
