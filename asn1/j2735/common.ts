/** SAE J2735 (2024): data elements and frames that several messages share. Bounds are the edition of 2024's. */
import {
  bits,
  byId,
  choice,
  enumerated,
  type Infer,
  ia5,
  integer,
  list,
  named,
  octets,
  oid,
  optional,
  relativeOid,
  sequence,
  type Type,
} from '../schema.ts';
import { Position3DAddGrpC } from './altitude.ts';
import { Position3DAddGrpB } from './japan.ts';

/** DE_MsgCount  Counts up by one with every new content of a message, modulo 128. */
export const MsgCount: Type<number> = named('MsgCount', integer(0, 127));
/** DE_DSecond  Milliseconds of the minute; 60000 to 60999 a leap second, 61000 to 65534 reserved, 65535 unavailable. */
export const DSecond: Type<number> = named('DSecond', integer(0, 65_535));
/** DE_MinuteOfTheYear  Minutes since the year began, UTC; 527040 invalid. */
export const MinuteOfTheYear: Type<number> = named('MinuteOfTheYear', integer(0, 527_040));
/** DE_DescriptiveName  For people, never a key. */
export const DescriptiveName: Type<string> = named('DescriptiveName', ia5(1, 63));
/** DE_Latitude  0.1 microdegrees, north is positive; 900000001 unavailable. */
export const Latitude: Type<number> = named('Latitude', integer(-900_000_000, 900_000_001));
/** DE_Longitude  0.1 microdegrees, east is positive; 1800000001 unavailable. -180 degrees is written as +180. */
export const Longitude: Type<number> = named('Longitude', integer(-1_799_999_999, 1_800_000_001));
/** DE_Elevation  Decimetres above the reference ellipsoid; -4096 unknown. */
export const Elevation: Type<number> = named('Elevation', integer(-4096, 61_439));
/** DE_Angle  0.0125 degrees clockwise from north; 28800 unavailable. */
export const Angle: Type<number> = named('Angle', integer(0, 28_800));
/** DE_Velocity  0.02 m/s; 8191 unavailable. */
export const Velocity: Type<number> = named('Velocity', integer(0, 8191));
/** DE_ZoneLength  Metres. Of an advisory speed 0 is unknown; of a queue 0 is none, of storage 0 is no space. */
export const ZoneLength: Type<number> = named('ZoneLength', integer(0, 10_000));
/** EXT_ITIS_Codes  A phrase by its number in the lists of ITIS (SAE J2540). */
export const ITIScodes: Type<number> = named('ITIScodes', integer(0, 65_535));
/** DE_FurtherInfoID  Joins a message to others of the same cause. */
export const FurtherInfoID: Type<Uint8Array> = named('FurtherInfoID', octets(2));
/** DE_TemporaryID  What a sender calls itself until its certificate changes. */
export const TemporaryID: Type<Uint8Array> = named('TemporaryID', octets(4));
/** DE_StationID  What a station calls itself in the messages of Europe. */
export const StationID: Type<number> = named('StationID', integer(0, 4_294_967_295));
/** DE_LaneID  Of its intersection; 0 unknown, 255 reserved. */
export const LaneID: Type<number> = named('LaneID', integer(0, 255));
/** DE_ApproachID  Of its intersection; a group of lanes. */
export const ApproachID: Type<number> = named('ApproachID', integer(0, 15));
/** DE_LaneConnectionID  A way from one lane to another, of its intersection. */
export const LaneConnectionID: Type<number> = named('LaneConnectionID', integer(0, 255));
/** DE_SignalGroupID  Of its intersection; 0 unknown, 255 permanently green. */
export const SignalGroupID: Type<number> = named('SignalGroupID', integer(0, 255));
/** DE_RequestID  Of its requestor. */
export const RequestID: Type<number> = named('RequestID', integer(0, 255));
/** DE_RestrictionClassID  Of its MAP: an entry of `restrictionList`. */
export const RestrictionClassID: Type<number> = named('RestrictionClassID', integer(0, 255));
/** DE_RoadRegulatorID  Who gives out the ids of intersections; 0 is for tests. */
export const RoadRegulatorID: Type<number> = named('RoadRegulatorID', integer(0, 65_535));
/** DE_IntersectionID  Of its road regulator. */
export const IntersectionID: Type<number> = named('IntersectionID', integer(0, 65_535));

/** DE_RegionId  0 none; 1, 2 and 3 the groups A, B (Japan) and C (Europe) of additions, the rest as regions agree. */
export const RegionId: Type<number> = named('RegionId', integer(0, 255));

const regionalExtension = byId(RegionId, {}, { id: 'regionId', value: 'regExtValue' });
/** DF_RegionalExtension  What a region adds to a frame for which SAE has registered none: kept as the octets it came in. */
export type RegionalExtension = Infer<typeof regionalExtension>;
export const RegionalExtension: Type<RegionalExtension> = named('RegionalExtension', regionalExtension);
/** One to four of them. */
export const RegionalExtensions: Type<readonly RegionalExtension[]> = list(RegionalExtension, 1, 4);

const regPosition3D = byId(
  RegionId,
  { 'Position3D-addGrpB': [2, Position3DAddGrpB], 'Position3D-addGrpC': [3, Position3DAddGrpC] },
  { id: 'regionId', value: 'regExtValue' },
);
const position3D = sequence(
  {
    lat: Latitude,
    long: Longitude,
    elevation: optional(Elevation),
    regional: optional(list(named('Reg-Position3D', regPosition3D), 1, 4)),
  },
  {},
);
/** DF_Position3D */
export interface Position3D extends Infer<typeof position3D> {}
export const Position3D: Type<Position3D> = named('Position3D', position3D);

const intersectionReferenceID = sequence({ region: optional(RoadRegulatorID), id: IntersectionID });
/**
 * DF_IntersectionReferenceID  Field senders leave `region` out or say 0 for the same intersection: compare with absent
 * read as 0.
 */
export interface IntersectionReferenceID extends Infer<typeof intersectionReferenceID> {}
export const IntersectionReferenceID: Type<IntersectionReferenceID> = named(
  'IntersectionReferenceID',
  intersectionReferenceID,
);

const roadAuthorityID = choice(
  {
    fullRdAuthID: named('FullRoadAuthorityID', oid),
    relRdAuthID: named('RelativeRoadAuthorityID', relativeOid),
  },
  {},
);
/** DF_RoadAuthorityID  Who owns the road, worldwide unique (an addition to MAP and SPaT in 2024). */
export type RoadAuthorityID = Infer<typeof roadAuthorityID>;
export const RoadAuthorityID: Type<RoadAuthorityID> = named('RoadAuthorityID', roadAuthorityID);

const intersectionAccessPoint = choice({ lane: LaneID, approach: ApproachID, connection: LaneConnectionID }, {});
/** DF_IntersectionAccessPoint  Where a vehicle enters or leaves an intersection: by numbers of its MAP. */
export type IntersectionAccessPoint = Infer<typeof intersectionAccessPoint>;
export const IntersectionAccessPoint: Type<IntersectionAccessPoint> = named(
  'IntersectionAccessPoint',
  intersectionAccessPoint,
);

const vehicleID = choice({ entityID: TemporaryID, stationID: StationID });
/** DF_VehicleID  `entityID` is the id of the vehicle's basic safety messages and changes with its certificate. */
export type VehicleID = Infer<typeof vehicleID>;
export const VehicleID: Type<VehicleID> = named('VehicleID', vehicleID);

const transmissionState = enumerated([
  'neutral',
  'park',
  'forwardGears',
  'reverseGears',
  'reserved1',
  'reserved2',
  'reserved3',
  'unavailable',
]);
/** DE_TransmissionState */
export type TransmissionState = Infer<typeof transmissionState>;
export const TransmissionState: Type<TransmissionState> = named('TransmissionState', transmissionState);

const transmissionAndSpeed = sequence({ transmisson: TransmissionState, speed: Velocity });
/** DF_TransmissionAndSpeed  `transmisson` is the standard's own spelling. */
export interface TransmissionAndSpeed extends Infer<typeof transmissionAndSpeed> {}
export const TransmissionAndSpeed: Type<TransmissionAndSpeed> = named('TransmissionAndSpeed', transmissionAndSpeed);

const speedLimitType = enumerated(
  [
    'unknown',
    'maxSpeedInSchoolZone',
    'maxSpeedInSchoolZoneWhenChildrenArePresent',
    'maxSpeedInConstructionZone',
    'vehicleMinSpeed',
    'vehicleMaxSpeed',
    'vehicleNightMaxSpeed',
    'truckMinSpeed',
    'truckMaxSpeed',
    'truckNightMaxSpeed',
    'vehiclesWithTrailersMinSpeed',
    'vehiclesWithTrailersMaxSpeed',
    'vehiclesWithTrailersNightMaxSpeed',
  ],
  [],
);
/** DE_SpeedLimitType */
export type SpeedLimitType = Infer<typeof speedLimitType>;
export const SpeedLimitType: Type<SpeedLimitType> = named('SpeedLimitType', speedLimitType);

const regulatorySpeedLimit = sequence({ type: SpeedLimitType, speed: Velocity });
/** DF_RegulatorySpeedLimit */
export interface RegulatorySpeedLimit extends Infer<typeof regulatorySpeedLimit> {}
export const RegulatorySpeedLimit: Type<RegulatorySpeedLimit> = named('RegulatorySpeedLimit', regulatorySpeedLimit);
/** DF_SpeedLimitList */
export const SpeedLimitList: Type<readonly RegulatorySpeedLimit[]> = named(
  'SpeedLimitList',
  list(RegulatorySpeedLimit, 1, 9),
);

const allowedManeuvers = bits(12, [
  'maneuverStraightAllowed',
  'maneuverLeftAllowed',
  'maneuverRightAllowed',
  'maneuverUTurnAllowed',
  'maneuverLeftTurnOnRedAllowed',
  'maneuverRightTurnOnRedAllowed',
  'maneuverLaneChangeAllowed',
  'maneuverNoStoppingAllowed',
  'yieldAllwaysRequired',
  'goWithHalt',
  'caution',
  'reserved1',
]);
/** DE_AllowedManeuvers  No bit set: unknown. */
export type AllowedManeuvers = Infer<typeof allowedManeuvers>;
export const AllowedManeuvers: Type<AllowedManeuvers> = named('AllowedManeuvers', allowedManeuvers);
