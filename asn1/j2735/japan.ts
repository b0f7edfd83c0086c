/** SAE J2735 AddGrpB: what Japan adds to positions, nodes of lanes and times of signals. */
import { choice, type Infer, integer, named, optional, sequence, type Type } from '../schema.ts';

const DegreesLat: Type<number> = named('DegreesLat', integer(-90, 90));
const DegreesLong: Type<number> = named('DegreesLong', integer(-180, 180));
const MinutesAngle: Type<number> = named('MinutesAngle', integer(0, 59));
/** Hundredths, by its range. */
const SecondsAngle: Type<number> = named('SecondsAngle', integer(0, 5999));

const latitudeDMS2 = sequence({ d: DegreesLat, m: MinutesAngle, s: SecondsAngle });
/** DF_LatitudeDMS2  Degrees, minutes and, by its range, hundredths of seconds of arc. */
export interface LatitudeDMS2 extends Infer<typeof latitudeDMS2> {}
export const LatitudeDMS2: Type<LatitudeDMS2> = named('LatitudeDMS2', latitudeDMS2);

const longitudeDMS2 = sequence({ d: DegreesLong, m: MinutesAngle, s: SecondsAngle });
/** DF_LongitudeDMS2  Degrees, minutes and, by its range, hundredths of seconds of arc. */
export interface LongitudeDMS2 extends Infer<typeof longitudeDMS2> {}
export const LongitudeDMS2: Type<LongitudeDMS2> = named('LongitudeDMS2', longitudeDMS2);

const position3D = sequence(
  {
    latitude: LatitudeDMS2,
    longitude: LongitudeDMS2,
    /** Not the Elevation of J2735; unit not confirmed. */
    elevation: named('Elevation-addGrpB', integer(-32_768, 32_767)),
  },
  {},
);
/** DF_Position3D_addGrpB */
export interface Position3DAddGrpB extends Infer<typeof position3D> {}
export const Position3DAddGrpB: Type<Position3DAddGrpB> = named('Position3D-addGrpB', position3D);

const nodeLLdms48b = sequence({
  lon: named('LongitudeDMS', integer(-64_800_000, 64_800_000)),
  lat: named('LatitudeDMS', integer(-32_400_000, 32_400_000)),
});
/** DF_Node_LLdms_48b  By their ranges, hundredths of seconds of arc. */
export interface NodeLLdms48b extends Infer<typeof nodeLLdms48b> {}
export const NodeLLdms48b: Type<NodeLLdms48b> = named('Node-LLdms-48b', nodeLLdms48b);

const nodeLLdms80b = sequence({ lon: LongitudeDMS2, lat: LatitudeDMS2 });
/** DF_Node_LLdms_80b */
export interface NodeLLdms80b extends Infer<typeof nodeLLdms80b> {}
export const NodeLLdms80b: Type<NodeLLdms80b> = named('Node-LLdms-80b', nodeLLdms80b);

const nodeOffsetPointXY = choice({ posA: NodeLLdms48b, posB: NodeLLdms80b }, {});
/** DF_NodeOffsetPointXY_addGrpB */
export type NodeOffsetPointXYAddGrpB = Infer<typeof nodeOffsetPointXY>;
export const NodeOffsetPointXYAddGrpB: Type<NodeOffsetPointXYAddGrpB> = named(
  'NodeOffsetPointXY-addGrpB',
  nodeOffsetPointXY,
);

const laneDataAttribute = sequence({}, {});
/** DF_LaneDataAttribute_addGrpB  Nothing yet but an extension marker. */
export interface LaneDataAttributeAddGrpB extends Infer<typeof laneDataAttribute> {}
export const LaneDataAttributeAddGrpB: Type<LaneDataAttributeAddGrpB> = named(
  'LaneDataAttribute-addGrpB',
  laneDataAttribute,
);

const TimeRemaining: Type<number> = named('TimeRemaining', integer(0, 9001));
const movementEvent = sequence(
  {
    startTime: optional(TimeRemaining),
    minEndTime: named('MinTimetoChange', integer(0, 2402)),
    maxEndTime: optional(named('MaxTimetoChange', integer(0, 2402))),
    likelyTime: optional(TimeRemaining),
    confidence: optional(named('TimeIntervalConfidence', integer(0, 15))),
    nextTime: optional(TimeRemaining),
  },
  {},
);
/** DF_MovementEvent_addGrpB  Time that is left, where J2735 has times of the hour; unit not confirmed. */
export interface MovementEventAddGrpB extends Infer<typeof movementEvent> {}
export const MovementEventAddGrpB: Type<MovementEventAddGrpB> = named('MovementEvent-addGrpB', movementEvent);
