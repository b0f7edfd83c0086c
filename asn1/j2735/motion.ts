/** SAE J2735: how a vehicle or a person moves, how large it is, and how well that is known. */
import { enumerated, type Infer, integer, named, sequence, type Type } from '../schema.ts';

const positionalAccuracy = sequence({
  semiMajor: named('SemiMajorAxisAccuracy', integer(0, 255)),
  semiMinor: named('SemiMinorAxisAccuracy', integer(0, 255)),
  orientation: named('SemiMajorAxisOrientation', integer(0, 65_535)),
});
/** One standard deviation: half axes in 0.05 m (254 or more, 255 unavailable), orientation in 360/65535 degrees. */
export interface PositionalAccuracy extends Infer<typeof positionalAccuracy> {}
export const PositionalAccuracy: Type<PositionalAccuracy> = named('PositionalAccuracy', positionalAccuracy);

/** DE_Acceleration  0.01 m/s²; 2001 unavailable. */
const Acceleration: Type<number> = named('Acceleration', integer(-2000, 2001));
const accelerationSet4Way = sequence({
  long: Acceleration,
  lat: Acceleration,
  vert: named('VerticalAcceleration', integer(-127, 127)),
  yaw: named('YawRate', integer(-32_767, 32_767)),
});
/** `long` and `lat` in 0.01 m/s² (2001 unavailable), `vert` in 0.02 g (-127 unavailable), `yaw` in 0.01 degrees/s. */
export interface AccelerationSet4Way extends Infer<typeof accelerationSet4Way> {}
export const AccelerationSet4Way: Type<AccelerationSet4Way> = named('AccelerationSet4Way', accelerationSet4Way);

/** Centimetres; 0 unknown. */
export const VehicleWidth: Type<number> = named('VehicleWidth', integer(0, 1023));
/** Centimetres; 0 unknown. */
export const VehicleLength: Type<number> = named('VehicleLength', integer(0, 4095));
const vehicleSize = sequence({ width: VehicleWidth, length: VehicleLength });
/** Centimetres; 0 unknown. */
export interface VehicleSize extends Infer<typeof vehicleSize> {}
export const VehicleSize: Type<VehicleSize> = named('VehicleSize', vehicleSize);

/** 0.02 m/s; 8191 unavailable. */
export const Speed: Type<number> = named('Speed', integer(0, 8191));
/** 0.0125 degrees clockwise from north; 28800 unavailable. */
export const Heading: Type<number> = named('Heading', integer(0, 28_800));
/** 1.5 degrees, right is positive; 127 unavailable. */
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
export type HeadingConfidence = Infer<typeof headingConfidence>;
export const HeadingConfidence: Type<HeadingConfidence> = named('HeadingConfidence', headingConfidence);
