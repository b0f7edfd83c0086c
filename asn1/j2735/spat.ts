/** SAE J2735 SPAT: what each signal group of an intersection shows, and until when. */
import {
  bits,
  boolean,
  byId,
  enumerated,
  type Infer,
  integer,
  list,
  named,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import {
  DescriptiveName,
  DSecond,
  IntersectionReferenceID,
  LaneConnectionID,
  LaneID,
  MinuteOfTheYear,
  MsgCount,
  RegionalExtensions,
  RegionId,
  RestrictionClassID,
  RoadAuthorityID,
  SignalGroupID,
  ZoneLength,
} from './common.ts';
import { RegConnectionManeuverAssist, RegIntersectionState } from './europe.ts';
import { MovementEventAddGrpB } from './japan.ts';
import { SpeedConfidence } from './motion.ts';

/**
 * DE_TimeMark  Tenths of a second of the UTC hour, of this one or, where that is past, of the next. 36000 to 36009 are
 * for leap seconds, up to 36110 reserved, 36111 unknown. In 2016 36000 was more than an hour away and 36001 unknown,
 * the highest (inEdition of edition.ts).
 */
export const TimeMark: Type<number> = named('TimeMark', integer(0, 36_111));

const timeChangeDetails = sequence({
  /** When this began, or will. */
  startTime: optional(TimeMark),
  /** No sooner than this it ends. */
  minEndTime: TimeMark,
  /** No later than this. */
  maxEndTime: optional(TimeMark),
  /** Most likely then. */
  likelyTime: optional(TimeMark),
  /** A class of probability that `likelyTime` is right, not a percentage. */
  confidence: optional(named('TimeIntervalConfidence', integer(0, 15))),
  /** When it may come again. */
  nextTime: optional(TimeMark),
});
/** DF_TimeChangeDetails */
export interface TimeChangeDetails extends Infer<typeof timeChangeDetails> {}
export const TimeChangeDetails: Type<TimeChangeDetails> = named('TimeChangeDetails', timeChangeDetails);

const advisorySpeedType = enumerated(['none', 'greenwave', 'ecoDrive', 'transit'], []);
/** DE_AdvisorySpeedType */
export type AdvisorySpeedType = Infer<typeof advisorySpeedType>;
export const AdvisorySpeedType: Type<AdvisorySpeedType> = named('AdvisorySpeedType', advisorySpeedType);

const advisorySpeed = sequence(
  {
    type: AdvisorySpeedType,
    /** 0.1 m/s; 500 unavailable. */
    speed: optional(named('SpeedAdvice', integer(0, 500))),
    confidence: optional(SpeedConfidence),
    /** Metres back from the stop line; 0 unknown. */
    distance: optional(ZoneLength),
    class: optional(RestrictionClassID),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_AdvisorySpeed  Holds from the stop line back for `distance`. */
export interface AdvisorySpeed extends Infer<typeof advisorySpeed> {}
export const AdvisorySpeed: Type<AdvisorySpeed> = named('AdvisorySpeed', advisorySpeed);

const movementPhaseState = enumerated([
  'unavailable',
  'dark',
  'stop-Then-Proceed',
  'stop-And-Remain',
  'pre-Movement',
  'permissive-Movement-Allowed',
  'protected-Movement-Allowed',
  'permissive-clearance',
  'protected-clearance',
  'caution-Conflicting-Traffic',
]);
/** DE_MovementPhaseState */
export type MovementPhaseState = Infer<typeof movementPhaseState>;
export const MovementPhaseState: Type<MovementPhaseState> = named('MovementPhaseState', movementPhaseState);

const regMovementEvent = byId(
  RegionId,
  { 'MovementEvent-addGrpB': [2, MovementEventAddGrpB] },
  { id: 'regionId', value: 'regExtValue' },
);
const movementEvent = sequence(
  {
    eventState: MovementPhaseState,
    timing: optional(TimeChangeDetails),
    speeds: optional(named('AdvisorySpeedList', list(AdvisorySpeed, 1, 16))),
    regional: optional(list(named('Reg-MovementEvent', regMovementEvent), 1, 4)),
  },
  {},
);
/** DF_MovementEvent */
export interface MovementEvent extends Infer<typeof movementEvent> {}
export const MovementEvent: Type<MovementEvent> = named('MovementEvent', movementEvent);

const connectionManeuverAssist = sequence(
  {
    connectionID: LaneConnectionID,
    /** Metres from the stop line; 0 is no queue. */
    queueLength: optional(ZoneLength),
    /** Metres behind the connection; 0 is no space left. */
    availableStorageLength: optional(ZoneLength),
    waitOnStop: optional(named('WaitOnStopline', boolean)),
    pedBicycleDetect: optional(named('PedestrianBicycleDetect', boolean)),
    regional: optional(list(RegConnectionManeuverAssist, 1, 4)),
  },
  {},
);
/** DF_ConnectionManeuverAssist */
export interface ConnectionManeuverAssist extends Infer<typeof connectionManeuverAssist> {}
export const ConnectionManeuverAssist: Type<ConnectionManeuverAssist> = named(
  'ConnectionManeuverAssist',
  connectionManeuverAssist,
);
const ManeuverAssistList: Type<readonly ConnectionManeuverAssist[]> = named(
  'ManeuverAssistList',
  list(ConnectionManeuverAssist, 1, 16),
);

const movementState = sequence(
  {
    movementName: optional(DescriptiveName),
    signalGroup: SignalGroupID,
    'state-time-speed': named('MovementEventList', list(MovementEvent, 1, 16)),
    maneuverAssistList: optional(ManeuverAssistList),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_MovementState  One signal group: `stateTimeSpeed[0]` is what it shows now, the rest what it will show. */
export interface MovementState extends Infer<typeof movementState> {}
export const MovementState: Type<MovementState> = named('MovementState', movementState);

const intersectionStatusObject = bits(16, [
  'manualControlIsEnabled',
  'stopTimeIsActivated',
  'failureFlash',
  'preemptIsActive',
  'signalPriorityIsActive',
  'fixedTimeOperation',
  'trafficDependentOperation',
  'standbyOperation',
  'failureMode',
  'off',
  'recentMAPmessageUpdate',
  'recentChangeInMAPassignedLanesIDsUsed',
  'noValidMAPisAvailableAtThisTime',
  'noValidSPATisAvailableAtThisTime',
]);
/** DE_IntersectionStatusObject */
export type IntersectionStatusObject = Infer<typeof intersectionStatusObject>;
export const IntersectionStatusObject: Type<IntersectionStatusObject> = named(
  'IntersectionStatusObject',
  intersectionStatusObject,
);

const intersectionState = sequence(
  {
    name: optional(DescriptiveName),
    id: IntersectionReferenceID,
    revision: MsgCount,
    status: IntersectionStatusObject,
    moy: optional(MinuteOfTheYear),
    timeStamp: optional(DSecond),
    enabledLanes: optional(named('EnabledLaneList', list(LaneID, 1, 16))),
    states: named('MovementList', list(MovementState, 1, 255)),
    maneuverAssistList: optional(ManeuverAssistList),
    regional: optional(list(RegIntersectionState, 1, 4)),
  },
  { roadAuthorityID: optional(RoadAuthorityID) },
);
/** DF_IntersectionState  `moy` and `timeStamp` are when this state was true; `revision` is that of the MAP. */
export interface IntersectionState extends Infer<typeof intersectionState> {}
export const IntersectionState: Type<IntersectionState> = named('IntersectionState', intersectionState);

const spat = sequence(
  {
    timeStamp: optional(MinuteOfTheYear),
    name: optional(DescriptiveName),
    intersections: named('IntersectionStateList', list(IntersectionState, 1, 32)),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_SignalPhaseAndTiming Message (SPAT) */
export interface SPAT extends Infer<typeof spat> {}
export const SPAT: Type<SPAT> = named('SPAT', spat);
