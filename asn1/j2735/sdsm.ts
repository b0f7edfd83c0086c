/** SAE J2735 SensorDataSharingMessage (SAE J3224): what somebody's sensors see on the road. */
import { enumerated, type Infer, integer, list, named, optional, sequence, type Type } from '../schema.ts';
import { MsgCount, Position3D, TemporaryID } from './common.ts';
import { ClassificationConfidence, DetectedObjectOptionalData, YawRateConfidence } from './detected.ts';
import {
  AccelerationSet4Way,
  Heading,
  HeadingConfidence,
  PositionalAccuracy,
  Speed,
  SpeedConfidence,
} from './motion.ts';
import { DDateTime, ElevationConfidence, PositionConfidenceSet, TimeConfidence } from './position.ts';

const equipmentType = enumerated(['unknown', 'rsu', 'obu', 'vru'], []);
/** DE_EquipmentType */
export type EquipmentType = Infer<typeof equipmentType>;
export const EquipmentType: Type<EquipmentType> = named('EquipmentType', equipmentType);

const objectType = enumerated(['unknown', 'vehicle', 'vru', 'animal'], []);
/** DE_ObjectType */
export type ObjectType = Infer<typeof objectType>;
export const ObjectType: Type<ObjectType> = named('ObjectType', objectType);

const accelerationConfidence = enumerated([
  'unavailable',
  'accl-100-00',
  'accl-010-00',
  'accl-005-00',
  'accl-001-00',
  'accl-000-10',
  'accl-000-05',
  'accl-000-01',
]);
/** DE_AccelerationConfidence  m/s². */
export type AccelerationConfidence = Infer<typeof accelerationConfidence>;
export const AccelerationConfidence: Type<AccelerationConfidence> = named(
  'AccelerationConfidence',
  accelerationConfidence,
);

/** DE_ObjectDistance  Decimetres. */
const ObjectDistance: Type<number> = named('ObjectDistance', integer(-32_767, 32_767));
const positionOffsetXYZ = sequence({
  offsetX: ObjectDistance,
  offsetY: ObjectDistance,
  offsetZ: optional(ObjectDistance),
});
/** DF_PositionOffsetXYZ  From the reference position; x taken to the east, y to the north. */
export interface PositionOffsetXYZ extends Infer<typeof positionOffsetXYZ> {}
export const PositionOffsetXYZ: Type<PositionOffsetXYZ> = named('PositionOffsetXYZ', positionOffsetXYZ);

const detectedObjectCommonData = sequence(
  {
    objType: ObjectType,
    objTypeCfd: ClassificationConfidence,
    objectID: named('ObjectID', integer(0, 65_535)),
    /** Milliseconds from the message's `sDSMTimeStamp`. */
    measurementTime: named('MeasurementTimeOffset', integer(-1500, 1500)),
    timeConfidence: TimeConfidence,
    pos: PositionOffsetXYZ,
    posConfidence: PositionConfidenceSet,
    speed: Speed,
    speedConfidence: SpeedConfidence,
    speedZ: optional(Speed),
    speedConfidenceZ: optional(SpeedConfidence),
    heading: Heading,
    headingConf: HeadingConfidence,
    accel4way: optional(AccelerationSet4Way),
    accCfdX: optional(AccelerationConfidence),
    accCfdY: optional(AccelerationConfidence),
    accCfdZ: optional(AccelerationConfidence),
    accCfdYaw: optional(YawRateConfidence),
  },
  {},
);
/** DF_DetectedObjectCommonData */
export interface DetectedObjectCommonData extends Infer<typeof detectedObjectCommonData> {}
export const DetectedObjectCommonData: Type<DetectedObjectCommonData> = named(
  'DetectedObjectCommonData',
  detectedObjectCommonData,
);

const detectedObjectData = sequence({
  detObjCommon: DetectedObjectCommonData,
  detObjOptData: optional(DetectedObjectOptionalData),
});
/** DF_DetectedObjectData */
export interface DetectedObjectData extends Infer<typeof detectedObjectData> {}
export const DetectedObjectData: Type<DetectedObjectData> = named('DetectedObjectData', detectedObjectData);

const sensorDataSharingMessage = sequence({
  msgCnt: MsgCount,
  sourceID: TemporaryID,
  equipmentType: EquipmentType,
  sDSMTimeStamp: DDateTime,
  refPos: Position3D,
  refPosXYConf: PositionalAccuracy,
  refPosElConf: optional(ElevationConfidence),
  objects: named('DetectedObjectList', list(DetectedObjectData, 1, 256)),
});
/** MSG_SensorDataSharingMessage */
export interface SensorDataSharingMessage extends Infer<typeof sensorDataSharingMessage> {}
export const SensorDataSharingMessage: Type<SensorDataSharingMessage> = named(
  'SensorDataSharingMessage',
  sensorDataSharingMessage,
);
