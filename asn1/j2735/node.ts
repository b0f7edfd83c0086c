/** SAE J2735 node lists: a line as steps from a reference point, in centimetres (XY) or tenths of microdegrees (LL). */
import {
  byId,
  choice,
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
import {
  Angle,
  LaneID,
  Latitude,
  Longitude,
  RegionalExtension,
  RegionalExtensions,
  RegionId,
  SpeedLimitList,
} from './common.ts';
import { LaneDataAttributeAddGrpB, NodeOffsetPointXYAddGrpB } from './japan.ts';

const NAMES = { id: 'regionId', value: 'regExtValue' } as const;

/** A step of so many bits per axis: centimetres, x to the east, y to the north. */
const step = (bitsPerAxis: number): Type<{ readonly x: number; readonly y: number }> => {
  const offset = named(`Offset-B${bitsPerAxis}`, integer(-(2 ** (bitsPerAxis - 1)), 2 ** (bitsPerAxis - 1) - 1));
  return sequence({ x: offset, y: offset });
};
const OffsetB10: Type<number> = named('Offset-B10', integer(-512, 511));

const NodeLatLon: Type<{ readonly lon: number; readonly lat: number }> = named(
  'Node-LLmD-64b',
  sequence({ lon: Longitude, lat: Latitude }),
);
/** DF_Node_XY_24b  Centimetres, 12 bits for each axis; the lowest number is unknown. */
export const NodeXY24b: Type<{ readonly x: number; readonly y: number }> = named('Node-XY-24b', step(12));

const regNodeOffsetPointXY = byId(RegionId, { 'NodeOffsetPointXY-addGrpB': [2, NodeOffsetPointXYAddGrpB] }, NAMES);
const nodeOffsetPointXY = choice({
  'node-XY1': named('Node-XY-20b', step(10)),
  'node-XY2': named('Node-XY-22b', step(11)),
  'node-XY3': NodeXY24b,
  'node-XY4': named('Node-XY-26b', step(13)),
  'node-XY5': named('Node-XY-28b', step(14)),
  'node-XY6': named('Node-XY-32b', step(16)),
  'node-LatLon': NodeLatLon,
  regional: named('Reg-NodeOffsetPointXY', regNodeOffsetPointXY),
});
/** DF_NodeOffsetPointXY  A step in centimetres, x to the east and y to the north, or a place. */
export type NodeOffsetPointXY = Infer<typeof nodeOffsetPointXY>;
export const NodeOffsetPointXY: Type<NodeOffsetPointXY> = named('NodeOffsetPointXY', nodeOffsetPointXY);

const nodeAttributeXY = enumerated(
  [
    'reserved',
    'stopLine',
    'roundedCapStyleA',
    'roundedCapStyleB',
    'mergePoint',
    'divergePoint',
    'downstreamStopLine',
    'downstreamStartNode',
    'closedToTraffic',
    'safeIsland',
    'curbPresentAtStepOff',
    'hydrantPresent',
  ],
  [],
);
/** DE_NodeAttributeXY */
export type NodeAttributeXY = Infer<typeof nodeAttributeXY>;
export const NodeAttributeXY: Type<NodeAttributeXY> = named('NodeAttributeXY', nodeAttributeXY);

const segmentAttributeXY = enumerated(
  [
    'reserved',
    'doNotBlock',
    'whiteLine',
    'mergingLaneLeft',
    'mergingLaneRight',
    'curbOnLeft',
    'curbOnRight',
    'loadingzoneOnLeft',
    'loadingzoneOnRight',
    'turnOutPointOnLeft',
    'turnOutPointOnRight',
    'adjacentParkingOnLeft',
    'adjacentParkingOnRight',
    'adjacentBikeLaneOnLeft',
    'adjacentBikeLaneOnRight',
    'sharedBikeLane',
    'bikeBoxInFront',
    'transitStopOnLeft',
    'transitStopOnRight',
    'transitStopInLane',
    'sharedWithTrackedVehicle',
    'safeIsland',
    'lowCurbsPresent',
    'rumbleStripPresent',
    'audibleSignalingPresent',
    'adaptiveTimingPresent',
    'rfSignalRequestPresent',
    'partialCurbIntrusion',
    'taperToLeft',
    'taperToRight',
    'taperToCenterLine',
    'parallelParking',
    'headInParking',
    'freeParking',
    'timeRestrictionsOnParking',
    'costToPark',
    'midBlockCurbPresent',
    'unEvenPavementPresent',
  ],
  [],
);
/** DE_SegmentAttributeXY */
export type SegmentAttributeXY = Infer<typeof segmentAttributeXY>;
export const SegmentAttributeXY: Type<SegmentAttributeXY> = named('SegmentAttributeXY', segmentAttributeXY);

const RoadwayCrownAngle: Type<number> = named('RoadwayCrownAngle', integer(-128, 127));
const regLaneDataAttribute = byId(RegionId, { 'LaneDataAttribute-addGrpB': [2, LaneDataAttributeAddGrpB] }, NAMES);
const laneDataAttribute = choice(
  {
    /** Degrees off the line through the last two points. */
    pathEndPointAngle: named('DeltaAngle', integer(-150, 150)),
    /** 0.3 degrees; -128 unknown. */
    laneCrownPointCenter: RoadwayCrownAngle,
    /** 0.3 degrees; -128 unknown. */
    laneCrownPointLeft: RoadwayCrownAngle,
    /** 0.3 degrees; -128 unknown. */
    laneCrownPointRight: RoadwayCrownAngle,
    /** 1.5 degrees from north; -180 unknown. */
    laneAngle: named('MergeDivergeNodeAngle', integer(-180, 180)),
    speedLimits: SpeedLimitList,
    regional: list(named('Reg-LaneDataAttribute', regLaneDataAttribute), 1, 4),
  },
  {},
);
/** DF_LaneDataAttribute */
export type LaneDataAttribute = Infer<typeof laneDataAttribute>;
export const LaneDataAttribute: Type<LaneDataAttribute> = named('LaneDataAttribute', laneDataAttribute);

const attributeSet = <N extends Node, S extends Node>(node: N, segment: S) =>
  sequence(
    {
      localNode: optional(node),
      disabled: optional(segment),
      enabled: optional(segment),
      data: optional(named('LaneDataAttributeList', list(LaneDataAttribute, 1, 8))),
      /** Centimetres wider or narrower. */
      dWidth: optional(OffsetB10),
      /** Decimetres higher or lower. */
      dElevation: optional(OffsetB10),
      regional: optional(RegionalExtensions),
    },
    {},
  );
const nodeAttributeSetXY = attributeSet(
  named('NodeAttributeXYList', list(NodeAttributeXY, 1, 8)),
  named('SegmentAttributeXYList', list(SegmentAttributeXY, 1, 8)),
);
/** DF_NodeAttributeSetXY  Changes that hold from this node on. */
export interface NodeAttributeSetXY extends Infer<typeof nodeAttributeSetXY> {}
export const NodeAttributeSetXY: Type<NodeAttributeSetXY> = named('NodeAttributeSetXY', nodeAttributeSetXY);

const nodeXY = sequence({ delta: NodeOffsetPointXY, attributes: optional(NodeAttributeSetXY) }, {});
/** DF_NodeXY  `delta` counts from the node before, the first one's from the reference point. */
export interface NodeXY extends Infer<typeof nodeXY> {}
export const NodeXY: Type<NodeXY> = named('NodeXY', nodeXY);

const drivenLineOffset = choice({
  small: named('DrivenLineOffsetSm', integer(-2047, 2047)),
  large: named('DrivenLineOffsetLg', integer(-32_767, 32_767)),
});
const ScaleB12: Type<number> = named('Scale-B12', integer(-2048, 2047));
const computedLane = sequence(
  {
    referenceLaneId: LaneID,
    /** Centimetres. */
    offsetXaxis: drivenLineOffset,
    /** Centimetres. */
    offsetYaxis: drivenLineOffset,
    rotateXY: optional(Angle),
    /** Steps of 0.05 % larger or smaller, by its range; 0 is 1:1. */
    scaleXaxis: optional(ScaleB12),
    /** As `scaleXaxis`. */
    scaleYaxis: optional(ScaleB12),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_ComputedLane  The line of another lane, moved, turned about its first node and stretched. */
export interface ComputedLane extends Infer<typeof computedLane> {}
export const ComputedLane: Type<ComputedLane> = named('ComputedLane', computedLane);

const nodeListXY = choice({ nodes: named('NodeSetXY', list(NodeXY, 2, 63)), computed: ComputedLane }, {});
/** DF_NodeListXY */
export type NodeListXY = Infer<typeof nodeListXY>;
export const NodeListXY: Type<NodeListXY> = named('NodeListXY', nodeListXY);

/** A step of so many bits per axis, in tenths of microdegrees. */
const turn = (bitsPerAxis: number): Type<{ readonly lon: number; readonly lat: number }> => {
  const offset = named(`OffsetLL-B${bitsPerAxis}`, integer(-(2 ** (bitsPerAxis - 1)), 2 ** (bitsPerAxis - 1) - 1));
  return sequence({ lon: offset, lat: offset });
};
const nodeOffsetPointLL = choice({
  'node-LL1': named('Node-LL-24B', turn(12)),
  'node-LL2': named('Node-LL-28B', turn(14)),
  'node-LL3': named('Node-LL-32B', turn(16)),
  'node-LL4': named('Node-LL-36B', turn(18)),
  'node-LL5': named('Node-LL-44B', turn(22)),
  'node-LL6': named('Node-LL-48B', turn(24)),
  'node-LatLon': NodeLatLon,
  regional: RegionalExtension,
});
/** DF_NodeOffsetPointLL  A step in tenths of microdegrees, or a place. */
export type NodeOffsetPointLL = Infer<typeof nodeOffsetPointLL>;
export const NodeOffsetPointLL: Type<NodeOffsetPointLL> = named('NodeOffsetPointLL', nodeOffsetPointLL);

// The attributes of both kinds of node have the same names in the same order.
const nodeAttributeSetLL = attributeSet(
  named('NodeAttributeLLList', list(named('NodeAttributeLL', NodeAttributeXY), 1, 8)),
  named('SegmentAttributeLLList', list(named('SegmentAttributeLL', SegmentAttributeXY), 1, 8)),
);
const NodeAttributeSetLL: Type<NodeAttributeSetXY> = named('NodeAttributeSetLL', nodeAttributeSetLL);
const nodeLL = sequence({ delta: NodeOffsetPointLL, attributes: optional(NodeAttributeSetLL) }, {});
/** DF_NodeLL  `delta` counts from the node before, the first one's from the anchor. */
export interface NodeLL extends Infer<typeof nodeLL> {}
export const NodeLL: Type<NodeLL> = named('NodeLL', nodeLL);

const nodeListLL = choice({ nodes: named('NodeSetLL', list(NodeLL, 2, 63)) }, {});
/** DF_NodeListLL */
export type NodeListLL = Infer<typeof nodeListLL>;
export const NodeListLL: Type<NodeListLL> = named('NodeListLL', nodeListLL);
