/** SAE J2735 RoadSafetyMessage (SAE J2945/4): speed zones, closed lanes, curves, incidents and what else is ahead. */
import {
  boolean,
  choice,
  enumerated,
  type Infer,
  ia5,
  integer,
  list,
  listOrMore,
  named,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import {
  DSecond,
  ITIScodes,
  MsgCount,
  Position3D,
  RegulatorySpeedLimit,
  RoadAuthorityID,
  TemporaryID,
} from './common.ts';
import { FrictionInformation } from './friction.ts';
import { ResponderGroupAffected, VehicleGroupAffected } from './groups.ts';
import { DDateTime, DDay, DHour, DMinute, DMonth, DOffset, DYear } from './position.ts';
import { RegionInfo } from './region.ts';
import { ObstacleDistance } from './supplemental.ts';

const Activity: Type<boolean> = named('Activity', boolean);

const eventIdentifier = sequence({ operatorID: RoadAuthorityID, uniqueID: TemporaryID }, {});
/** DF_EventIdentifier */
export interface EventIdentifier extends Infer<typeof eventIdentifier> {}
export const EventIdentifier: Type<EventIdentifier> = named('EventIdentifier', eventIdentifier);

const time = named('DTime', sequence({ hour: DHour, minute: DMinute, second: DSecond, offset: optional(DOffset) }));
const date = named('DDate', sequence({ year: DYear, month: DMonth, day: DDay }));
const eventRecurrence = sequence(
  {
    startTime: optional(time),
    endTime: optional(time),
    startDate: optional(date),
    endDate: optional(date),
    monday: boolean,
    tuesday: boolean,
    wednesday: boolean,
    thursday: boolean,
    friday: boolean,
    saturday: boolean,
    sunday: boolean,
    exclusion: optional(boolean),
  },
  {},
);
/** DF_EventRecurrence  With `exclusion` it is when the event does not hold. */
export interface EventRecurrence extends Infer<typeof eventRecurrence> {}
export const EventRecurrence: Type<EventRecurrence> = named('EventRecurrence', eventRecurrence);

const eventInfo = sequence(
  {
    eventID: EventIdentifier,
    eventUpdate: MsgCount,
    eventCancellation: Activity,
    startDateTime: DDateTime,
    endDateTime: optional(DDateTime),
    eventRecurrence: optional(listOrMore(EventRecurrence, 1, 5)),
    /** A group of ITIS codes: the upper octet of theirs. */
    causeCode: named('ITISgroups', integer(0, 255)),
    subCauseCode: optional(ITIScodes),
    affectedVehicles: optional(listOrMore(VehicleGroupAffected, 1, 10)),
  },
  {},
);
/** DF_EventInfo */
export interface EventInfo extends Infer<typeof eventInfo> {}
export const EventInfo: Type<EventInfo> = named('EventInfo', eventInfo);

const audioLink = sequence(
  {
    /** Kilohertz, by its range. */
    amChannel: optional(integer(531, 1710)),
    /** Kilohertz, by its range. */
    fmChannel: optional(integer(65_800, 108_009)),
    satelliteChannel: optional(integer(1, 9999)),
    urlChannel: optional(ia5(1, 500)),
  },
  {},
);
/** DF_AudioLink */
export interface AudioLink extends Infer<typeof audioLink> {}
export const AudioLink: Type<AudioLink> = named('AudioLink', audioLink);

const crossLinking = sequence(
  {
    audioLinks: optional(listOrMore(AudioLink, 1, 4)),
    visualLink: optional(listOrMore(named('VisualLink', sequence({ urlLink: optional(ia5(1, 500)) }, {})), 1, 4)),
    rsmLink: optional(listOrMore(EventIdentifier, 1, 4)),
  },
  {},
);
/** DF_CrossLinking */
export interface CrossLinking extends Infer<typeof crossLinking> {}
export const CrossLinking: Type<CrossLinking> = named('CrossLinking', crossLinking);

const commonContainer = sequence(
  { eventInfo: EventInfo, regionInfo: list(RegionInfo, 1, 4), crossLinking: optional(CrossLinking) },
  {},
);
/** DF_CommonContainer */
export interface CommonContainer extends Infer<typeof commonContainer> {}
export const CommonContainer: Type<CommonContainer> = named('CommonContainer', commonContainer);

const reducedSpeedZoneContainer = sequence({ speedLimit: RegulatorySpeedLimit, rszRegion: RegionInfo }, {});
/** DF_ReducedSpeedZoneContainer */
export interface ReducedSpeedZoneContainer extends Infer<typeof reducedSpeedZoneContainer> {}
export const ReducedSpeedZoneContainer: Type<ReducedSpeedZoneContainer> = named(
  'ReducedSpeedZoneContainer',
  reducedSpeedZoneContainer,
);

const laneInfo = sequence(
  {
    lanePosition: named('RSMLanePosition', integer(1, 32)),
    laneClosed: named('LaneClosed', boolean),
    /** From where in the region it is closed, in metres. */
    laneCloseOffset: optional(ObstacleDistance),
  },
  {},
);
/** DF_LaneInfo */
export interface LaneInfo extends Infer<typeof laneInfo> {}
export const LaneInfo: Type<LaneInfo> = named('LaneInfo', laneInfo);

const laneClosureContainer = sequence(
  {
    laneStatus: optional(listOrMore(LaneInfo, 1, 10)),
    laneStatusVaries: optional(Activity),
    closureRegion: RegionInfo,
  },
  {},
);
/** DF_LaneClosureContainer */
export interface LaneClosureContainer extends Infer<typeof laneClosureContainer> {}
export const LaneClosureContainer: Type<LaneClosureContainer> = named('LaneClosureContainer', laneClosureContainer);

const curveContainer = sequence(
  {
    /** 0.1 m/s; 500 unavailable. */
    advisorySpeed: named('SpeedAdvice', integer(0, 500)),
    surfaceCondition: optional(FrictionInformation),
    /** Unit not confirmed. */
    minRadius: optional(named('Radius', integer(0, 65_535))),
    /** Unit not confirmed. */
    bankAngle: optional(named('BankAngle', integer(-512, 512))),
    curveRegion: optional(RegionInfo),
  },
  {},
);
/** DF_CurveContainer */
export interface CurveContainer extends Infer<typeof curveContainer> {}
export const CurveContainer: Type<CurveContainer> = named('CurveContainer', curveContainer);

const dynamicInfoContainer = sequence(
  {
    priority: enumerated(['low-priority', 'medium-priority', 'high-priority', 'critical']),
    dmsSignString: list(named('ShortString', ia5(1, 20)), 1, 12),
    applicableRegion: RegionInfo,
  },
  {},
);
/** DF_DynamicInfoContainer  The lines of a dynamic message sign. */
export interface DynamicInfoContainer extends Infer<typeof dynamicInfoContainer> {}
export const DynamicInfoContainer: Type<DynamicInfoContainer> = named('DynamicInfoContainer', dynamicInfoContainer);

const incidentsContainer = sequence(
  { responderType: optional(list(ResponderGroupAffected, 1, 5)), incidentLocation: RegionInfo },
  {},
);
/** DF_IncidentsContainer */
export interface IncidentsContainer extends Infer<typeof incidentsContainer> {}
export const IncidentsContainer: Type<IncidentsContainer> = named('IncidentsContainer', incidentsContainer);

const situationalContainer = sequence(
  {
    obstructions: optional(
      named('Obstructions', sequence({ location: Position3D, description: optional(ITIScodes) }, {})),
    ),
    /** As NTCIP 1204 has it; 1000001 stands for no value there (not confirmed). */
    visibility: optional(named('NTCIPEssVisibility', integer(0, 1_000_001))),
    peoplePresent: optional(Activity),
    anomalousTraffic: optional(Activity),
    applicableRegion: RegionInfo,
  },
  {},
);
/** DF_SituationalContainer */
export interface SituationalContainer extends Infer<typeof situationalContainer> {}
export const SituationalContainer: Type<SituationalContainer> = named('SituationalContainer', situationalContainer);

const contentContainer = choice(
  {
    rszContainer: ReducedSpeedZoneContainer,
    laneClosureContainer: LaneClosureContainer,
    curveContainer: CurveContainer,
    dynamicInfoContainer: DynamicInfoContainer,
    incidentsContainer: IncidentsContainer,
    situationalContainer: SituationalContainer,
  },
  {},
);
/** DF_ContentContainer */
export type ContentContainer = Infer<typeof contentContainer>;
export const ContentContainer: Type<ContentContainer> = named('ContentContainer', contentContainer);

const roadSafetyMessage = sequence({ commonContainer: CommonContainer, content: list(ContentContainer, 1, 4) }, {});
/** MSG_RoadSafetyMessage */
export interface RoadSafetyMessage extends Infer<typeof roadSafetyMessage> {}
export const RoadSafetyMessage: Type<RoadSafetyMessage> = named('RoadSafetyMessage', roadSafetyMessage);
