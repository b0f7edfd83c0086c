/** SAE J2735 BasicSafetyMessage: where a vehicle is and how it moves, ten times a second. */
import { bits, byId, enumerated, type Infer, integer, list, named, optional, sequence, type Type } from '../schema.ts';
import {
  DSecond,
  Elevation,
  Latitude,
  Longitude,
  MsgCount,
  RegionalExtensions,
  TemporaryID,
  TransmissionState,
} from './common.ts';

const positionalAccuracy = sequence({
  semiMajor: integer(0, 255),
  semiMinor: integer(0, 255),
  orientation: integer(0, 65_535),
});
/** One standard deviation: half axes in 0.05 m (254 or more, 255 unavailable), orientation in 360/65535 degrees. */
export interface PositionalAccuracy extends Infer<typeof positionalAccuracy> {}
export const PositionalAccuracy: Type<PositionalAccuracy> = named('PositionalAccuracy', positionalAccuracy);

const accelerationSet4Way = sequence({
  long: integer(-2000, 2001),
  lat: integer(-2000, 2001),
  vert: integer(-127, 127),
  yaw: integer(-32_767, 32_767),
});
/** `long` and `lat` in 0.01 m/s² (2001 unavailable), `vert` in 0.02 g (-127 unavailable), `yaw` in 0.01 degrees/s. */
export interface AccelerationSet4Way extends Infer<typeof accelerationSet4Way> {}
export const AccelerationSet4Way: Type<AccelerationSet4Way> = named('AccelerationSet4Way', accelerationSet4Way);

const brakeAppliedStatus = bits(5, ['unavailable', 'leftFront', 'leftRear', 'rightFront', 'rightRear']);
export type BrakeAppliedStatus = Infer<typeof brakeAppliedStatus>;
export const BrakeAppliedStatus: Type<BrakeAppliedStatus> = named('BrakeAppliedStatus', brakeAppliedStatus);

const brakeSystemStatus = sequence({
  wheelBrakes: BrakeAppliedStatus,
  traction: named('TractionControlStatus', enumerated(['unavailable', 'off', 'on', 'engaged'])),
  abs: named('AntiLockBrakeStatus', enumerated(['unavailable', 'off', 'on', 'engaged'])),
  scs: named('StabilityControlStatus', enumerated(['unavailable', 'off', 'on', 'engaged'])),
  brakeBoost: named('BrakeBoostApplied', enumerated(['unavailable', 'off', 'on'])),
  auxBrakes: named('AuxiliaryBrakeStatus', enumerated(['unavailable', 'off', 'on', 'reserved'])),
});
export interface BrakeSystemStatus extends Infer<typeof brakeSystemStatus> {}
export const BrakeSystemStatus: Type<BrakeSystemStatus> = named('BrakeSystemStatus', brakeSystemStatus);

const vehicleSize = sequence({ width: integer(0, 1023), length: integer(0, 4095) });
/** Centimetres; 0 unknown. */
export interface VehicleSize extends Infer<typeof vehicleSize> {}
export const VehicleSize: Type<VehicleSize> = named('VehicleSize', vehicleSize);

/** 0.02 m/s; 8191 unavailable. */
export const Speed: Type<number> = named('Speed', integer(0, 8191));
/** 0.0125 degrees clockwise from north; 28800 unavailable. */
export const Heading: Type<number> = named('Heading', integer(0, 28_800));
/** 1.5 degrees, right is positive; 127 unavailable. */
export const SteeringWheelAngle: Type<number> = named('SteeringWheelAngle', integer(-126, 127));

const bsmCoreData = sequence({
  msgCnt: MsgCount,
  id: TemporaryID,
  secMark: DSecond,
  lat: Latitude,
  long: Longitude,
  elev: Elevation,
  accuracy: PositionalAccuracy,
  transmission: TransmissionState,
  speed: Speed,
  heading: Heading,
  angle: SteeringWheelAngle,
  accelSet: AccelerationSet4Way,
  brakes: BrakeSystemStatus,
  size: VehicleSize,
});
/** The 290 bits every BSM begins with. */
export interface BSMcoreData extends Infer<typeof bsmCoreData> {}
export const BSMcoreData: Type<BSMcoreData> = named('BSMcoreData', bsmCoreData);

const partIIcontent = byId(integer(0, 63), {}, { id: 'partII-Id', value: 'partII-Value' });
/**
 * Part II: id 0 VehicleSafetyExtensions, 1 SpecialVehicleExtensions, 2 SupplementalVehicleExtensions.
 * Their contents are not read yet: each stays the octets it came in.
 */
export type PartIIcontent = Infer<typeof partIIcontent>;
export const PartIIcontent: Type<PartIIcontent> = named('PartIIcontent', partIIcontent);

const basicSafetyMessage = sequence(
  {
    coreData: BSMcoreData,
    partII: optional(list(PartIIcontent, 1, 8)),
    regional: optional(RegionalExtensions),
  },
  {},
);
export interface BasicSafetyMessage extends Infer<typeof basicSafetyMessage> {}
export const BasicSafetyMessage: Type<BasicSafetyMessage> = named('BasicSafetyMessage', basicSafetyMessage);
