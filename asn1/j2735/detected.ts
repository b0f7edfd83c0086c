/** SAE J2735, from SAE J3224: what a detected object is beyond where it is: its size, its turning, its lights. */
import { choice, enumerated, type Infer, integer, named, optional, sequence, type Type } from '../schema.ts';
import { ExteriorLights } from './extension.ts';
import { HeadingConfidence, VehicleSize } from './motion.ts';
import { Attachment, AttachmentRadius, PersonalDeviceUserType, PropelledInformation } from './psm.ts';
import { BasicVehicleClass } from './supplemental.ts';
import { VehicleHeight } from './trailer.ts';

/** DE_ClassificationConfidence  By its range percent, with 101 unavailable; not confirmed. */
export const ClassificationConfidence: Type<number> = named('ClassificationConfidence', integer(0, 101));

/** The names of a scale in degrees per second: rates of pitch, roll and yaw share it. */
const degreesPerSecond = enumerated([
  'unavailable',
  'degSec-100-00',
  'degSec-010-00',
  'degSec-005-00',
  'degSec-001-00',
  'degSec-000-10',
  'degSec-000-05',
  'degSec-000-01',
]);
/** DE_YawRateConfidence  Degrees per second. */
export type YawRateConfidence = Infer<typeof degreesPerSecond>;
export const YawRateConfidence: Type<YawRateConfidence> = named('YawRateConfidence', degreesPerSecond);

const attitude = sequence({
  /** 0.0125 degrees. */
  pitch: named('PitchDetected', integer(-7200, 7200)),
  /** 0.0125 degrees. */
  roll: named('RollDetected', integer(-14_400, 14_400)),
  /** 0.0125 degrees. */
  yaw: named('YawDetected', integer(-14_400, 14_400)),
});
/** DF_Attitude */
export interface Attitude extends Infer<typeof attitude> {}
export const Attitude: Type<Attitude> = named('Attitude', attitude);

const attitudeConfidence = sequence({
  pitchConfidence: HeadingConfidence,
  rollConfidence: HeadingConfidence,
  yawConfidence: HeadingConfidence,
});
/** DF_AttitudeConfidence */
export interface AttitudeConfidence extends Infer<typeof attitudeConfidence> {}
export const AttitudeConfidence: Type<AttitudeConfidence> = named('AttitudeConfidence', attitudeConfidence);

const angularVelocity = sequence({
  /** 0.01 degrees per second; 32767 unavailable. */
  pitchRate: named('PitchRate', integer(-32_767, 32_767)),
  /** 0.01 degrees per second; 32767 unavailable. */
  rollRate: named('RollRate', integer(-32_767, 32_767)),
});
/** DF_AngularVelocity */
export interface AngularVelocity extends Infer<typeof angularVelocity> {}
export const AngularVelocity: Type<AngularVelocity> = named('AngularVelocity', angularVelocity);

const angularVelocityConfidence = sequence({
  pitchRateConfidence: optional(named('PitchRateConfidence', degreesPerSecond)),
  rollRateConfidence: optional(named('RollRateConfidence', degreesPerSecond)),
});
/** DF_AngularVelocityConfidence */
export interface AngularVelocityConfidence extends Infer<typeof angularVelocityConfidence> {}
export const AngularVelocityConfidence: Type<AngularVelocityConfidence> = named(
  'AngularVelocityConfidence',
  angularVelocityConfidence,
);

const sizeValueConfidence = enumerated([
  'unavailable',
  'size-100-00',
  'size-050-00',
  'size-020-00',
  'size-010-00',
  'size-005-00',
  'size-002-00',
  'size-001-00',
  'size-000-50',
  'size-000-20',
  'size-000-10',
  'size-000-05',
  'size-000-02',
  'size-000-01',
]);
/** DE_SizeValueConfidence  Metres and hundredths. */
export type SizeValueConfidence = Infer<typeof sizeValueConfidence>;
export const SizeValueConfidence: Type<SizeValueConfidence> = named('SizeValueConfidence', sizeValueConfidence);

const vehicleSizeConfidence = sequence({
  vehicleWidthConfidence: SizeValueConfidence,
  vehicleLengthConfidence: SizeValueConfidence,
  vehicleHeightConfidence: optional(SizeValueConfidence),
});
/** DF_VehicleSizeConfidence */
export interface VehicleSizeConfidence extends Infer<typeof vehicleSizeConfidence> {}
export const VehicleSizeConfidence: Type<VehicleSizeConfidence> = named('VehicleSizeConfidence', vehicleSizeConfidence);

const detectedVehicleData = sequence(
  {
    lights: optional(ExteriorLights),
    vehAttitude: optional(Attitude),
    vehAttitudeConfidence: optional(AttitudeConfidence),
    vehAngVel: optional(AngularVelocity),
    vehAngVelConfidence: optional(AngularVelocityConfidence),
    size: optional(VehicleSize),
    height: optional(VehicleHeight),
    vehicleSizeConfidence: optional(VehicleSizeConfidence),
    vehicleClass: optional(BasicVehicleClass),
    classConf: optional(ClassificationConfidence),
  },
  {},
);
/** DF_DetectedVehicleData */
export interface DetectedVehicleData extends Infer<typeof detectedVehicleData> {}
export const DetectedVehicleData: Type<DetectedVehicleData> = named('DetectedVehicleData', detectedVehicleData);

const detectedVRUData = sequence({
  basicType: optional(PersonalDeviceUserType),
  propulsion: optional(PropelledInformation),
  attachment: optional(Attachment),
  radius: optional(AttachmentRadius),
});
/** DF_DetectedVRUData */
export interface DetectedVRUData extends Infer<typeof detectedVRUData> {}
export const DetectedVRUData: Type<DetectedVRUData> = named('DetectedVRUData', detectedVRUData);

/** DE_SizeValue  Decimetres. */
const SizeValue: Type<number> = named('SizeValue', integer(0, 1023));
const obstacleSize = sequence({ width: SizeValue, length: SizeValue, height: optional(SizeValue) });
/** DF_ObstacleSize */
export interface ObstacleSize extends Infer<typeof obstacleSize> {}
export const ObstacleSize: Type<ObstacleSize> = named('ObstacleSize', obstacleSize);

const obstacleSizeConfidence = sequence({
  widthConfidence: SizeValueConfidence,
  lengthConfidence: SizeValueConfidence,
  heightConfidence: optional(SizeValueConfidence),
});
/** DF_ObstacleSizeConfidence */
export interface ObstacleSizeConfidence extends Infer<typeof obstacleSizeConfidence> {}
export const ObstacleSizeConfidence: Type<ObstacleSizeConfidence> = named(
  'ObstacleSizeConfidence',
  obstacleSizeConfidence,
);

const detectedObstacleData = sequence({ obstSize: ObstacleSize, obstSizeConfidence: ObstacleSizeConfidence });
/** DF_DetectedObstacleData */
export interface DetectedObstacleData extends Infer<typeof detectedObstacleData> {}
export const DetectedObstacleData: Type<DetectedObstacleData> = named('DetectedObstacleData', detectedObstacleData);

const detectedObjectOptionalData = choice({
  detVeh: DetectedVehicleData,
  detVRU: DetectedVRUData,
  detObst: DetectedObstacleData,
});
/** DF_DetectedObjectOptionalData */
export type DetectedObjectOptionalData = Infer<typeof detectedObjectOptionalData>;
export const DetectedObjectOptionalData: Type<DetectedObjectOptionalData> = named(
  'DetectedObjectOptionalData',
  detectedObjectOptionalData,
);
