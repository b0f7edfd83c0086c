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

/** Counts up by one with every new content of a message, modulo 128. */
export const MsgCount: Type<number> = named('MsgCount', integer(0, 127));
/** Milliseconds of the minute; 60000..60999 a leap second, 65535 unavailable. */
export const DSecond: Type<number> = named('DSecond', integer(0, 65_535));
/** Minutes since the year began, UTC; 527040 invalid. */
export const MinuteOfTheYear: Type<number> = named('MinuteOfTheYear', integer(0, 527_040));
export const DescriptiveName: Type<string> = named('DescriptiveName', ia5(1, 63));
/** 0.1 microdegrees; 900000001 unavailable. */
export const Latitude: Type<number> = named('Latitude', integer(-900_000_000, 900_000_001));
/** 0.1 microdegrees; 1800000001 unavailable. -180 degrees is written as +180. */
export const Longitude: Type<number> = named('Longitude', integer(-1_799_999_999, 1_800_000_001));
/** Decimetres above the WGS-84 ellipsoid; -4096 unknown. */
export const Elevation: Type<number> = named('Elevation', integer(-4096, 61_439));
/** 0.0125 degrees clockwise from north; 28800 unavailable. */
export const Angle: Type<number> = named('Angle', integer(0, 28_800));
/** 0.02 m/s; 8191 unavailable. */
export const Velocity: Type<number> = named('Velocity', integer(0, 8191));
/** Metres. */
export const ZoneLength: Type<number> = named('ZoneLength', integer(0, 10_000));
/** A phrase of ITIS, the list of the SAE J2540 family; 0 to 65535. */
export const ITIScodes: Type<number> = named('ITIScodes', integer(0, 65_535));
/** Joins a message to others of the same cause. */
export const FurtherInfoID: Type<Uint8Array> = named('FurtherInfoID', octets(2));
export const TemporaryID: Type<Uint8Array> = named('TemporaryID', octets(4));
export const StationID: Type<number> = named('StationID', integer(0, 4_294_967_295));
export const LaneID: Type<number> = named('LaneID', integer(0, 255));
export const ApproachID: Type<number> = named('ApproachID', integer(0, 15));
export const LaneConnectionID: Type<number> = named('LaneConnectionID', integer(0, 255));
export const SignalGroupID: Type<number> = named('SignalGroupID', integer(0, 255));
export const RequestID: Type<number> = named('RequestID', integer(0, 255));
export const RestrictionClassID: Type<number> = named('RestrictionClassID', integer(0, 255));
export const RoadRegulatorID: Type<number> = named('RoadRegulatorID', integer(0, 65_535));
export const IntersectionID: Type<number> = named('IntersectionID', integer(0, 65_535));

/** DE_RegionId  0 none, 1 group A (United States), 2 group B (Japan), 3 group C (Europe), 128 and more for local use. */
export const RegionId: Type<number> = named('RegionId', integer(0, 255));

const regionalExtension = byId(RegionId, {}, { id: 'regionId', value: 'regExtValue' });
/** DF_RegionalExtension  What a region adds to a frame for which SAE has registered none: kept as the octets it came in. */
export type RegionalExtension = Infer<typeof regionalExtension>;
export const RegionalExtension: Type<RegionalExtension> = named('RegionalExtension', regionalExtension);
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
export interface Position3D extends Infer<typeof position3D> {}
export const Position3D: Type<Position3D> = named('Position3D', position3D);

const intersectionReferenceID = sequence({ region: optional(RoadRegulatorID), id: IntersectionID });
/** Field senders leave `region` out or say 0 for the same intersection: compare with absent read as 0. */
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
/** Who owns the road, worldwide unique (an addition to MAP and SPaT after 2016). */
export type RoadAuthorityID = Infer<typeof roadAuthorityID>;
export const RoadAuthorityID: Type<RoadAuthorityID> = named('RoadAuthorityID', roadAuthorityID);

const intersectionAccessPoint = choice({ lane: LaneID, approach: ApproachID, connection: LaneConnectionID }, {});
/** Where a vehicle enters or leaves an intersection: by numbers of its MAP. */
export type IntersectionAccessPoint = Infer<typeof intersectionAccessPoint>;
export const IntersectionAccessPoint: Type<IntersectionAccessPoint> = named(
  'IntersectionAccessPoint',
  intersectionAccessPoint,
);

const vehicleID = choice({ entityID: TemporaryID, stationID: StationID });
/** `entityID` is the id of the vehicle's basic safety messages and changes with its certificate. */
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
export type TransmissionState = Infer<typeof transmissionState>;
export const TransmissionState: Type<TransmissionState> = named('TransmissionState', transmissionState);

const transmissionAndSpeed = sequence({ transmisson: TransmissionState, speed: Velocity });
/** `transmisson` is the standard's own spelling. */
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
export type SpeedLimitType = Infer<typeof speedLimitType>;
export const SpeedLimitType: Type<SpeedLimitType> = named('SpeedLimitType', speedLimitType);

const regulatorySpeedLimit = sequence({ type: SpeedLimitType, speed: Velocity });
export interface RegulatorySpeedLimit extends Infer<typeof regulatorySpeedLimit> {}
export const RegulatorySpeedLimit: Type<RegulatorySpeedLimit> = named('RegulatorySpeedLimit', regulatorySpeedLimit);
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
export type AllowedManeuvers = Infer<typeof allowedManeuvers>;
export const AllowedManeuvers: Type<AllowedManeuvers> = named('AllowedManeuvers', allowedManeuvers);
