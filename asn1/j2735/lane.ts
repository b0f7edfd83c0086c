/** SAE J2735 GenericLane: one lane of a MAP, whose it is, where it runs and what it connects to. */
import { bits, bitsOrMore, choice, type Infer, list, named, optional, sequence, type Type } from '../schema.ts';
import {
  AllowedManeuvers,
  ApproachID,
  DescriptiveName,
  IntersectionReferenceID,
  LaneConnectionID,
  LaneID,
  RegionalExtension,
  RegionalExtensions,
  RestrictionClassID,
  SignalGroupID,
} from './common.ts';
import { NodeListXY } from './node.ts';

const laneDirection = bits(2, ['ingressPath', 'egressPath']);
/** DE_LaneDirection */
export type LaneDirection = Infer<typeof laneDirection>;
export const LaneDirection: Type<LaneDirection> = named('LaneDirection', laneDirection);

const laneSharing = bits(10, [
  'overlappingLaneDescriptionProvided',
  'multipleLanesTreatedAsOneLane',
  'otherNonMotorizedTrafficTypes',
  'individualMotorizedVehicleTraffic',
  'busVehicleTraffic',
  'taxiVehicleTraffic',
  'pedestriansTraffic',
  'cyclistVehicleTraffic',
  'trackedVehicleTraffic',
  'reserved',
]);
/** DE_LaneSharing */
export type LaneSharing = Infer<typeof laneSharing>;
export const LaneSharing: Type<LaneSharing> = named('LaneSharing', laneSharing);

const laneTypeAttributes = choice(
  {
    vehicle: named(
      'LaneAttributes-Vehicle',
      bitsOrMore(8, [
        'isVehicleRevocableLane',
        'isVehicleFlyOverLane',
        'hovLaneUseOnly',
        'restrictedToBusUse',
        'restrictedToTaxiUse',
        'restrictedFromPublicUse',
        'hasIRbeaconCoverage',
        'permissionOnRequest',
      ]),
    ),
    crosswalk: named(
      'LaneAttributes-Crosswalk',
      bits(16, [
        'crosswalkRevocableLane',
        'bicyleUseAllowed',
        'isXwalkFlyOverLane',
        'fixedCycleTime',
        'biDirectionalCycleTimes',
        'hasPushToWalkButton',
        'audioSupport',
        'rfSignalRequestPresent',
        'unsignalizedSegmentsPresent',
      ]),
    ),
    bikeLane: named(
      'LaneAttributes-Bike',
      bits(16, [
        'bikeRevocableLane',
        'pedestrianUseAllowed',
        'isBikeFlyOverLane',
        'fixedCycleTime',
        'biDirectionalCycleTimes',
        'isolatedByBarrier',
        'unsignalizedSegmentsPresent',
      ]),
    ),
    sidewalk: named(
      'LaneAttributes-Sidewalk',
      bits(16, ['sidewalk-RevocableLane', 'bicyleUseAllowed', 'isSidewalkFlyOverLane', 'walkBikes']),
    ),
    median: named(
      'LaneAttributes-Barrier',
      bits(16, [
        'median-RevocableLane',
        'median',
        'whiteLineHashing',
        'stripedLines',
        'doubleStripedLines',
        'trafficCones',
        'constructionBarrier',
        'trafficChannels',
        'lowCurbs',
        'highCurbs',
      ]),
    ),
    striping: named(
      'LaneAttributes-Striping',
      bits(16, [
        'stripeToConnectingLanesRevocableLane',
        'stripeDrawOnLeft',
        'stripeDrawOnRight',
        'stripeToConnectingLanesLeft',
        'stripeToConnectingLanesRight',
        'stripeToConnectingLanesAhead',
      ]),
    ),
    trackedVehicle: named(
      'LaneAttributes-TrackedVehicle',
      bits(16, [
        'spec-RevocableLane',
        'spec-commuterRailRoadTrack',
        'spec-lightRailRoadTrack',
        'spec-heavyRailRoadTrack',
        'spec-otherRailType',
      ]),
    ),
    parking: named(
      'LaneAttributes-Parking',
      bits(16, [
        'parkingRevocableLane',
        'parallelParkingInUse',
        'headInParkingInUse',
        'doNotParkZone',
        'parkingForBusUse',
        'parkingForTaxiUse',
        'noPublicParkingUse',
      ]),
    ),
  },
  {},
);
/** DF_LaneTypeAttributes */
export type LaneTypeAttributes = Infer<typeof laneTypeAttributes>;
export const LaneTypeAttributes: Type<LaneTypeAttributes> = named('LaneTypeAttributes', laneTypeAttributes);

const laneAttributes = sequence({
  directionalUse: LaneDirection,
  sharedWith: LaneSharing,
  laneType: LaneTypeAttributes,
  /** One, not a list of them. */
  regional: optional(RegionalExtension),
});
/** DF_LaneAttributes */
export interface LaneAttributes extends Infer<typeof laneAttributes> {}
export const LaneAttributes: Type<LaneAttributes> = named('LaneAttributes', laneAttributes);

const connectingLane = sequence({ lane: LaneID, maneuver: optional(AllowedManeuvers) });
/** DF_ConnectingLane */
export interface ConnectingLane extends Infer<typeof connectingLane> {}
export const ConnectingLane: Type<ConnectingLane> = named('ConnectingLane', connectingLane);

const connection = sequence({
  connectingLane: ConnectingLane,
  remoteIntersection: optional(IntersectionReferenceID),
  signalGroup: optional(SignalGroupID),
  userClass: optional(RestrictionClassID),
  connectionID: optional(LaneConnectionID),
});
/** DF_Connection  Where traffic may go on from a lane; `signalGroup` is the one of SPAT that rules it. */
export interface Connection extends Infer<typeof connection> {}
export const Connection: Type<Connection> = named('Connection', connection);

const genericLane = sequence(
  {
    laneID: LaneID,
    name: optional(DescriptiveName),
    ingressApproach: optional(ApproachID),
    egressApproach: optional(ApproachID),
    laneAttributes: LaneAttributes,
    maneuvers: optional(AllowedManeuvers),
    nodeList: NodeListXY,
    connectsTo: optional(named('ConnectsToList', list(Connection, 1, 16))),
    overlays: optional(named('OverlayLaneList', list(LaneID, 1, 5))),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_GenericLane  The nodes of an ingress lane begin at its stop line. */
export interface GenericLane extends Infer<typeof genericLane> {}
export const GenericLane: Type<GenericLane> = named('GenericLane', genericLane);
