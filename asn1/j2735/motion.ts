/** SAE J2735: how a vehicle or a person moves, how large it is, and how well that is known. */
import { enumerated, type Infer, integer, named, sequence, type Type } from '../schema.ts';

const positionalAccuracy = sequence({
  /** 0.05 m; 254 is 12.7 m or more, 255 unavailable. */
  semiMajor: named('SemiMajorAxisAccuracy', integer(0, 255)),
  /** As `semiMajor`. */
  semiMinor: named('SemiMinorAxisAccuracy', integer(0, 255)),
  /** Of the longer axis, in 360/65535 degrees clockwise from north; 65535 unavailable. */
  orientation: named('SemiMajorAxisOrientation', integer(0, 65_535)),
});
/** DF_PositionalAccuracy  An ellipse of one standard deviation. */
export interface PositionalAccuracy extends Infer<typeof positionalAccuracy> {}
export const PositionalAccuracy: Type<PositionalAccuracy> = named('PositionalAccuracy', positionalAccuracy);

/** DE_Acceleration  0.01 m/s²; 2001 unavailable. */
const Acceleration: Type<number> = named('Acceleration', integer(-2000, 2001));
const accelerationSet4Way = sequence({
  /** 0.01 m/s²; 2001 unavailable. Along the vehicle. */
  long: Acceleration,
  /** The same, to its side. */
  lat: Acceleration,
  /** 0.02 g; -127 unavailable. */
  vert: named('VerticalAcceleration', integer(-127, 127)),
  /** 0.01 degrees/s. */
  yaw: named('YawRate', integer(-32_767, 32_767)),
});
/** DF_AccelerationSet4Way */
export interface AccelerationSet4Way extends Infer<typeof accelerationSet4Way> {}
export const AccelerationSet4Way: Type<AccelerationSet4Way> = named('AccelerationSet4Way', accelerationSet4Way);

/** DE_VehicleWidth  Centimetres; 0 unavailable. */
export const VehicleWidth: Type<number> = named('VehicleWidth', integer(0, 1023));
/** DE_VehicleLength  Centimetres; 0 unavailable. */
export const VehicleLength: Type<number> = named('VehicleLength', integer(0, 4095));
const vehicleSize = sequence({ width: VehicleWidth, length: VehicleLength });
/** DF_VehicleSize */
export interface VehicleSize extends Infer<typeof vehicleSize> {}
export const VehicleSize: Type<VehicleSize> = named('VehicleSize', vehicleSize);

/** DE_Speed  0.02 m/s; 8191 unavailable. */
export const Speed: Type<number> = named('Speed', integer(0, 8191));
/** DE_Heading  0.0125 degrees clockwise from north; 28800 unavailable. */
export const Heading: Type<number> = named('Heading', integer(0, 28_800));
/**
 * DE_SteeringWheelAngle  1.5 degrees, to the right taken as positive; -126 and 126 are 189 degrees or more, 127
 * unavailable.
 */
export const SteeringWheelAngle: Type<number> = named('SteeringWheelAngle', integer(-126, 127));

const speedConfidence = enumerated([
  'unavailable',
  'prec100ms',
  'prec10ms',
  'prec5ms',
  'prec1ms',
  'prec0-1ms',
  'prec0-05ms',
  'prec0-01ms',
]);
/** DE_SpeedConfidence  Metres per second. */
export type SpeedConfidence = Infer<typeof speedConfidence>;
export const SpeedConfidence: Type<SpeedConfidence> = named('SpeedConfidence', speedConfidence);

const headingConfidence = enumerated([
  'unavailable',
  'prec10deg',
  'prec05deg',
  'prec01deg',
  'prec0-1deg',
  'prec0-05deg',
  'prec0-01deg',
  'prec0-0125deg',
]);
/** DE_HeadingConfidence  Degrees. */
export type HeadingConfidence = Infer<typeof headingConfidence>;
export const HeadingConfidence: Type<HeadingConfidence> = named('HeadingConfidence', headingConfidence);
