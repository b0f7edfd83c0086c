/** SAE J2735 MapData: the lanes of intersections and road segments. */
import { choice, enumerated, type Infer, ia5, integer, list, named, optional, sequence, type Type } from '../schema.ts';
import {
  DescriptiveName,
  IntersectionReferenceID,
  MinuteOfTheYear,
  MsgCount,
  Position3D,
  RegionalExtension,
  RegionalExtensions,
  RestrictionClassID,
  RoadAuthorityID,
  RoadRegulatorID,
  SpeedLimitList,
} from './common.ts';
import { RegMapData, RegRestrictionUserType } from './europe.ts';
import { GenericLane } from './lane.ts';

const layerType = enumerated(
  [
    'none',
    'mixedContent',
    'generalMapData',
    'intersectionData',
    'curveData',
    'roadwaySectionData',
    'parkingAreaData',
    'sharedLaneData',
  ],
  [],
);
/** DE_LayerType */
export type LayerType = Infer<typeof layerType>;
export const LayerType: Type<LayerType> = named('LayerType', layerType);
/** DE_LaneWidth  Centimetres. */
export const LaneWidth: Type<number> = named('LaneWidth', integer(0, 32_767));

const signalControlZone = sequence({ zone: RegionalExtension }, {});
/** DF_SignalControlZone */
export interface SignalControlZone extends Infer<typeof signalControlZone> {}
export const SignalControlZone: Type<SignalControlZone> = named('SignalControlZone', signalControlZone);

const intersectionGeometry = sequence(
  {
    name: optional(DescriptiveName),
    id: IntersectionReferenceID,
    revision: MsgCount,
    refPoint: Position3D,
    laneWidth: optional(LaneWidth),
    speedLimits: optional(SpeedLimitList),
    laneSet: named('LaneList', list(GenericLane, 1, 255)),
    preemptPriorityData: optional(named('PreemptPriorityList', list(SignalControlZone, 1, 32))),
    regional: optional(RegionalExtensions),
  },
  { roadAuthorityID: optional(RoadAuthorityID) },
);
/** DF_IntersectionGeometry  Node lists of its lanes start at `refPoint`. */
export interface IntersectionGeometry extends Infer<typeof intersectionGeometry> {}
export const IntersectionGeometry: Type<IntersectionGeometry> = named('IntersectionGeometry', intersectionGeometry);

const roadSegmentReferenceID = sequence({
  region: optional(RoadRegulatorID),
  id: named('RoadSegmentID', integer(0, 65_535)),
});
/** DF_RoadSegmentReferenceID */
export interface RoadSegmentReferenceID extends Infer<typeof roadSegmentReferenceID> {}
export const RoadSegmentReferenceID: Type<RoadSegmentReferenceID> = named(
  'RoadSegmentReferenceID',
  roadSegmentReferenceID,
);

const roadSegment = sequence(
  {
    name: optional(DescriptiveName),
    id: RoadSegmentReferenceID,
    revision: MsgCount,
    refPoint: Position3D,
    laneWidth: optional(LaneWidth),
    speedLimits: optional(SpeedLimitList),
    roadLaneSet: named('RoadLaneSetList', list(GenericLane, 1, 255)),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_RoadSegment */
export interface RoadSegment extends Infer<typeof roadSegment> {}
export const RoadSegment: Type<RoadSegment> = named('RoadSegment', roadSegment);

const dataParameters = sequence(
  {
    processMethod: optional(ia5(1, 255)),
    processAgency: optional(ia5(1, 255)),
    lastCheckedDate: optional(ia5(1, 255)),
    geoidUsed: optional(ia5(1, 255)),
  },
  {},
);
/** DF_DataParameters  How a map was made, for people. */
export interface DataParameters extends Infer<typeof dataParameters> {}
export const DataParameters: Type<DataParameters> = named('DataParameters', dataParameters);

const restrictionAppliesTo = enumerated(
  [
    'none',
    'equippedTransit',
    'equippedTaxis',
    'equippedOther',
    'emissionCompliant',
    'equippedBicycle',
    'weightCompliant',
    'heightCompliant',
    'pedestrians',
    'slowMovingPersons',
    'wheelchairUsers',
    'visualDisabilities',
    'audioDisabilities',
    'otherUnknownDisabilities',
  ],
  [],
);
/** DE_RestrictionAppliesTo */
export type RestrictionAppliesTo = Infer<typeof restrictionAppliesTo>;
export const RestrictionAppliesTo: Type<RestrictionAppliesTo> = named('RestrictionAppliesTo', restrictionAppliesTo);

const restrictionUserType = choice(
  { basicType: RestrictionAppliesTo, regional: list(RegRestrictionUserType, 1, 4) },
  {},
);
/** DF_RestrictionUserType */
export type RestrictionUserType = Infer<typeof restrictionUserType>;
export const RestrictionUserType: Type<RestrictionUserType> = named('RestrictionUserType', restrictionUserType);

const restrictionClassAssignment = sequence({
  id: RestrictionClassID,
  users: named('RestrictionUserTypeList', list(RestrictionUserType, 1, 16)),
});
/** DF_RestrictionClassAssignment */
export interface RestrictionClassAssignment extends Infer<typeof restrictionClassAssignment> {}
export const RestrictionClassAssignment: Type<RestrictionClassAssignment> = named(
  'RestrictionClassAssignment',
  restrictionClassAssignment,
);

const mapData = sequence(
  {
    timeStamp: optional(MinuteOfTheYear),
    msgIssueRevision: MsgCount,
    layerType: optional(LayerType),
    layerID: optional(named('LayerID', integer(0, 100))),
    intersections: optional(named('IntersectionGeometryList', list(IntersectionGeometry, 1, 32))),
    roadSegments: optional(named('RoadSegmentList', list(RoadSegment, 1, 32))),
    dataParameters: optional(DataParameters),
    restrictionList: optional(named('RestrictionClassList', list(RestrictionClassAssignment, 1, 254))),
    regional: optional(list(RegMapData, 1, 4)),
  },
  {},
);
/** MSG_MapData */
export interface MapData extends Infer<typeof mapData> {}
export const MapData: Type<MapData> = named('MapData', mapData);
