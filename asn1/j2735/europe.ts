/** SAE J2735 AddGrpC: what Europe adds to MAP and SPaT, in the form SAE registered (ISO TS 19091 has gone on since). */
import { byId, enumerated, type Infer, list, named, optional, sequence, type Type } from '../schema.ts';
import { LaneID, RegionId, SignalGroupID, StationID } from './common.ts';
import { NodeOffsetPointXY } from './node.ts';
import { PrioritizationResponseStatus } from './ssm.ts';

const NAMES = { id: 'regionId', value: 'regExtValue' } as const;

const vehicleToLanePosition = sequence({ stationID: StationID, laneID: LaneID }, {});
/** DF_VehicleToLanePosition  The lane on which the intersection sees a vehicle. */
export interface VehicleToLanePosition extends Infer<typeof vehicleToLanePosition> {}
export const VehicleToLanePosition: Type<VehicleToLanePosition> = named('VehicleToLanePosition', vehicleToLanePosition);

const maneuverAssist = sequence({
  vehicleToLanePositions: named('VehicleToLanePositionList', list(VehicleToLanePosition, 1, 5)),
  rsuDistanceFromAnchor: optional(NodeOffsetPointXY),
});
/** DF_ConnectionManeuverAssist_addGrpC */
export interface ConnectionManeuverAssistAddGrpC extends Infer<typeof maneuverAssist> {}
export const ConnectionManeuverAssistAddGrpC: Type<ConnectionManeuverAssistAddGrpC> = named(
  'ConnectionManeuverAssist-addGrpC',
  maneuverAssist,
);

const prioritizationResponse = sequence(
  { stationID: StationID, priorState: PrioritizationResponseStatus, signalGroup: SignalGroupID },
  {},
);
/** DF_PrioritizationResponse  How far the request of one station has come. */
export interface PrioritizationResponse extends Infer<typeof prioritizationResponse> {}
export const PrioritizationResponse: Type<PrioritizationResponse> = named(
  'PrioritizationResponse',
  prioritizationResponse,
);

const intersectionState = sequence(
  { activePrioritizations: optional(named('PrioritizationResponseList', list(PrioritizationResponse, 1, 10))) },
  {},
);
/** DF_IntersectionState_addGrpC */
export interface IntersectionStateAddGrpC extends Infer<typeof intersectionState> {}
export const IntersectionStateAddGrpC: Type<IntersectionStateAddGrpC> = named(
  'IntersectionState-addGrpC',
  intersectionState,
);

const signalHeadLocation = sequence({ node: NodeOffsetPointXY, signalGroupID: SignalGroupID }, {});
/** DF_SignalHeadLocation  Where the lamps of a signal group stand. */
export interface SignalHeadLocation extends Infer<typeof signalHeadLocation> {}
export const SignalHeadLocation: Type<SignalHeadLocation> = named('SignalHeadLocation', signalHeadLocation);

const mapData = sequence(
  { signalHeadLocations: optional(named('SignalHeadLocationList', list(SignalHeadLocation, 1, 20))) },
  {},
);
/** DF_MapData_addGrpC */
export interface MapDataAddGrpC extends Infer<typeof mapData> {}
export const MapDataAddGrpC: Type<MapDataAddGrpC> = named('MapData-addGrpC', mapData);

const emissionType = enumerated(['typeA', 'typeB', 'typeC', 'typeD', 'typeE'], []);
/** DE_EmissionType */
export type EmissionType = Infer<typeof emissionType>;
export const EmissionType: Type<EmissionType> = named('EmissionType', emissionType);

const restrictionUserType = sequence({ emission: optional(EmissionType) }, {});
/** DF_RestrictionUserType_addGrpC */
export interface RestrictionUserTypeAddGrpC extends Infer<typeof restrictionUserType> {}
export const RestrictionUserTypeAddGrpC: Type<RestrictionUserTypeAddGrpC> = named(
  'RestrictionUserType-addGrpC',
  restrictionUserType,
);

const regConnectionManeuverAssist = byId(
  RegionId,
  { 'ConnectionManeuverAssist-addGrpC': [3, ConnectionManeuverAssistAddGrpC] },
  NAMES,
);
/** DF_RegionalExtension  Of a ConnectionManeuverAssist. */
export type RegConnectionManeuverAssist = Infer<typeof regConnectionManeuverAssist>;
export const RegConnectionManeuverAssist: Type<RegConnectionManeuverAssist> = named(
  'Reg-ConnectionManeuverAssist',
  regConnectionManeuverAssist,
);

const regIntersectionState = byId(RegionId, { 'IntersectionState-addGrpC': [3, IntersectionStateAddGrpC] }, NAMES);
/** DF_RegionalExtension  Of an IntersectionState. */
export type RegIntersectionState = Infer<typeof regIntersectionState>;
export const RegIntersectionState: Type<RegIntersectionState> = named('Reg-IntersectionState', regIntersectionState);

const regMapData = byId(RegionId, { 'MapData-addGrpC': [3, MapDataAddGrpC] }, NAMES);
/** DF_RegionalExtension  Of a MapData. */
export type RegMapData = Infer<typeof regMapData>;
export const RegMapData: Type<RegMapData> = named('Reg-MapData', regMapData);

const regRestrictionUserType = byId(
  RegionId,
  { 'RestrictionUserType-addGrpC': [3, RestrictionUserTypeAddGrpC] },
  NAMES,
);
/** DF_RegionalExtension  Of a RestrictionUserType. */
export type RegRestrictionUserType = Infer<typeof regRestrictionUserType>;
export const RegRestrictionUserType: Type<RegRestrictionUserType> = named(
  'Reg-RestrictionUserType',
  regRestrictionUserType,
);
