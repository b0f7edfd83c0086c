/**
 * ISO TS 19091, module AddGrpC: what Europe adds to SPaT and MAP; to SRM and SSM, request.ts says. Each stands in the `regional` of a frame
 * under region 3, and is not what SAE registered under the same names (asn1/j2735/europe.ts).
 */
import { AltitudeConfidence } from '../j2735/altitude.ts';
import { IntersectionID, LaneConnectionID, LaneID, RegionId, SignalGroupID, StationID } from '../j2735/common.ts';
import { PrioritizationResponse } from '../j2735/europe.ts';
import { NodeOffsetPointXY, NodeXY } from '../j2735/node.ts';
import { VehicleHeight } from '../j2735/trailer.ts';
import {
  byId,
  enumerated,
  type Infer,
  integer,
  list,
  type Node,
  named,
  optional,
  sequence,
  type Type,
} from '../schema.ts';

/** The information object set of a frame for which only Europe has an addition. */
export const ofEurope = <const T extends string, S extends Node>(tag: T, of: S) =>
  byId(RegionId, { [tag]: [3, of] } as unknown as { readonly [K in T]: readonly [3, S] }, {
    id: 'regionId',
    value: 'regExtValue',
  });

const itsStationPosition = sequence(
  {
    stationID: StationID,
    laneID: optional(LaneID),
    nodeXY: optional(NodeOffsetPointXY),
    /** Milliseconds of the minute. */
    timeReference: optional(named('TimeReference', integer(0, 60_000))),
  },
  {},
);
/** Where the intersection sees a station that it expects on the connection. */
export interface ItsStationPosition extends Infer<typeof itsStationPosition> {}
export const ItsStationPosition: Type<ItsStationPosition> = named('ItsStationPosition', itsStationPosition);

const regConnectionManeuverAssist = ofEurope(
  'ConnectionManeuverAssist-addGrpC',
  sequence({ itsStationPosition: optional(named('ItsStationPositionList', list(ItsStationPosition, 1, 5))) }, {}),
);
/** Of a ConnectionManeuverAssist: the stations on their way over a connection. */
export type RegConnectionManeuverAssist = Infer<typeof regConnectionManeuverAssist>;
export const RegConnectionManeuverAssist: Type<RegConnectionManeuverAssist> = named(
  'Reg-ConnectionManeuverAssist',
  regConnectionManeuverAssist,
);

const regGenericLane = ofEurope(
  'ConnectionTrajectory-addGrpC',
  sequence({ nodes: named('NodeSetXY', list(NodeXY, 2, 63)), connectionID: LaneConnectionID }, {}),
);
/** The way through the intersection that a connection takes. */
export type RegGenericLane = Infer<typeof regGenericLane>;
export const RegGenericLane: Type<RegGenericLane> = named('Reg-GenericLane', regGenericLane);

const regIntersectionState = ofEurope(
  'IntersectionState-addGrpC',
  sequence(
    {
      activePrioritizations: optional(named('PrioritizationResponseList', list(PrioritizationResponse, 1, 10))),
    },
    {},
  ),
);
/** How far the requests that are being served have come. */
export type RegIntersectionState = Infer<typeof regIntersectionState>;
export const RegIntersectionState: Type<RegIntersectionState> = named('Reg-IntersectionState', regIntersectionState);

const regLaneAttributes = ofEurope(
  'LaneAttributes-addGrpC',
  sequence(
    {
      /** Five centimetres. */
      maxVehicleHeight: optional(VehicleHeight),
      /** 100 kg; 1024 unavailable. */
      maxVehicleWeight: optional(named('VehicleMass', integer(1, 1024))),
    },
    {},
  ),
);
/** Of LaneAttributes: how high and heavy a vehicle may be. */
export type RegLaneAttributes = Infer<typeof regLaneAttributes>;
export const RegLaneAttributes: Type<RegLaneAttributes> = named('Reg-LaneAttributes', regLaneAttributes);

const signalHeadLocation = sequence(
  {
    nodeXY: NodeOffsetPointXY,
    /** Centimetres above the reference point; 12800 unavailable. */
    nodeZ: named('DeltaAltitude', integer(-12_700, 12_800)),
    signalGroupID: SignalGroupID,
  },
  {},
);
/** Where the lamps of a signal group are. */
export interface SignalHeadLocation extends Infer<typeof signalHeadLocation> {}
export const SignalHeadLocation: Type<SignalHeadLocation> = named('SignalHeadLocation', signalHeadLocation);

const regMapData = ofEurope(
  'MapData-addGrpC',
  sequence({ signalHeadLocations: optional(named('SignalHeadLocationList', list(SignalHeadLocation, 1, 64))) }, {}),
);
/** Of a MapData: where the lamps are. */
export type RegMapData = Infer<typeof regMapData>;
export const RegMapData: Type<RegMapData> = named('Reg-MapData', regMapData);

const exceptionalCondition = enumerated(
  [
    'unknown',
    'publicTransportPriority',
    'emergencyVehiclePriority',
    'trainPriority',
    'bridgeOpen',
    'vehicleHeight',
    'weather',
    'trafficJam',
    'tunnelClosure',
    'meteringActive',
    'truckPriority',
    'bicyclePlatoonPriority',
    'vehiclePlatoonPriority',
  ],
  [],
);
/** Why a signal does not do what it would have done. */
export type ExceptionalCondition = Infer<typeof exceptionalCondition>;
export const ExceptionalCondition: Type<ExceptionalCondition> = named('ExceptionalCondition', exceptionalCondition);

const regMovementEvent = ofEurope(
  'MovementEvent-addGrpC',
  sequence({ stateChangeReason: optional(ExceptionalCondition) }, {}),
);
/** Of a MovementEvent: why it is as it is. */
export type RegMovementEvent = Infer<typeof regMovementEvent>;
export const RegMovementEvent: Type<RegMovementEvent> = named('Reg-MovementEvent', regMovementEvent);

const ptvRequestType = enumerated(
  ['preRequest', 'mainRequest', 'doorCloseRequest', 'cancelRequest', 'emergencyRequest'],
  [],
);
/** What a vehicle of public transport asks for here. */
export type PtvRequestType = Infer<typeof ptvRequestType>;
export const PtvRequestType: Type<PtvRequestType> = named('PtvRequestType', ptvRequestType);

const linkNode = sequence(
  {
    id: integer(),
    lane: optional(LaneID),
    connectionID: optional(LaneConnectionID),
    intersectionID: optional(IntersectionID),
  },
  {},
);
/** A point of the network of public transport. */
export interface LinkNode extends Infer<typeof linkNode> {}
export const LinkNode: Type<LinkNode> = named('Node', linkNode);

const regNodeAttributeSetXY = ofEurope(
  'NodeAttributeSet-addGrpC',
  sequence(
    {
      ptvRequest: optional(PtvRequestType),
      nodeLink: optional(named('NodeLink', list(LinkNode, 1, 5))),
      node: optional(LinkNode),
    },
    {},
  ),
);
/** Of a NodeAttributeSetXY: where public transport announces itself. */
export type RegNodeAttributeSetXY = Infer<typeof regNodeAttributeSetXY>;
export const RegNodeAttributeSetXY: Type<RegNodeAttributeSetXY> = named(
  'Reg-NodeAttributeSetXY',
  regNodeAttributeSetXY,
);

const altitude = sequence({
  /** Centimetres; 800001 unavailable. */
  altitudeValue: named('AltitudeValue', integer(-100_000, 800_001)),
  altitudeConfidence: AltitudeConfidence,
});
const regPosition3D = ofEurope('Position3D-addGrpC', sequence({ altitude: named('Altitude', altitude) }, {}));
/** Of a Position3D: the height over the ellipsoid and how well it is known. */
export type RegPosition3D = Infer<typeof regPosition3D>;
export const RegPosition3D: Type<RegPosition3D> = named('Reg-Position3D', regPosition3D);

/** As SAE J2735 numbers what a vehicle is driven by. */
export const fuel = optional(named('FuelType', integer(0, 15)));
const emissionType = enumerated(['euro1', 'euro2', 'euro3', 'euro4', 'euro5', 'euro6'], []);
const regRestrictionUserType = ofEurope(
  'RestrictionUserType-addGrpC',
  sequence({ emission: optional(named('EmissionType', emissionType)), fuel }, {}),
);
/** Of a RestrictionUserType: by exhaust and by fuel. */
export type RegRestrictionUserType = Infer<typeof regRestrictionUserType>;
export const RegRestrictionUserType: Type<RegRestrictionUserType> = named(
  'Reg-RestrictionUserType',
  regRestrictionUserType,
);
