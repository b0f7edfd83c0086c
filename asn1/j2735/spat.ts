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
 * Tenths of a second of the hour, UTC, this hour's or the next's. Above 36000 it is no time of a plain hour.
 * The bound is that of 2024; in the edition of 2016 it was 36001 (same number of bits).
 */
export const TimeMark: Type<number> = named('TimeMark', integer(0, 36_111));

const timeChangeDetails = sequence({
  startTime: optional(TimeMark),
  minEndTime: TimeMark,
  maxEndTime: optional(TimeMark),
  likelyTime: optional(TimeMark),
  confidence: optional(named('TimeIntervalConfidence', integer(0, 15))),
  nextTime: optional(TimeMark),
});
export interface TimeChangeDetails extends Infer<typeof timeChangeDetails> {}
export const TimeChangeDetails: Type<TimeChangeDetails> = named('TimeChangeDetails', timeChangeDetails);

const advisorySpeedType = enumerated(['none', 'greenwave', 'ecoDrive', 'transit'], []);
export type AdvisorySpeedType = Infer<typeof advisorySpeedType>;
export const AdvisorySpeedType: Type<AdvisorySpeedType> = named('AdvisorySpeedType', advisorySpeedType);

const advisorySpeed = sequence(
  {
    type: AdvisorySpeedType,
    speed: optional(named('SpeedAdvice', integer(0, 500))),
    confidence: optional(SpeedConfidence),
    distance: optional(ZoneLength),
    class: optional(RestrictionClassID),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** `speed` in 0.1 m/s, 500 unavailable; `distance` in metres before the stop line. */
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
export interface MovementEvent extends Infer<typeof movementEvent> {}
export const MovementEvent: Type<MovementEvent> = named('MovementEvent', movementEvent);

const connectionManeuverAssist = sequence(
  {
    connectionID: LaneConnectionID,
    queueLength: optional(ZoneLength),
    availableStorageLength: optional(ZoneLength),
    waitOnStop: optional(named('WaitOnStopline', boolean)),
    pedBicycleDetect: optional(named('PedestrianBicycleDetect', boolean)),
    regional: optional(list(RegConnectionManeuverAssist, 1, 4)),
  },
  {},
);
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
/** One signal group: `stateTimeSpeed[0]` is what it shows now, the rest what it will show. */
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
/** `moy` and `timeStamp` are when this state was true; `revision` counts its changes. */
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
export interface SPAT extends Infer<typeof spat> {}
export const SPAT: Type<SPAT> = named('SPAT', spat);
