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
import { SpecialVehicleExtensions, VehicleSafetyExtensions } from './extension.ts';
import { AccelerationSet4Way, Heading, PositionalAccuracy, Speed, SteeringWheelAngle, VehicleSize } from './motion.ts';
import { SupplementalVehicleExtensions } from './supplemental.ts';

const brakeAppliedStatus = bits(5, ['unavailable', 'leftFront', 'leftRear', 'rightFront', 'rightRear']);
/** DE_BrakeAppliedStatus  A bit a wheel; `unavailable` says that none of them means anything. */
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
/** DF_BrakeSystemStatus */
export interface BrakeSystemStatus extends Infer<typeof brakeSystemStatus> {}
export const BrakeSystemStatus: Type<BrakeSystemStatus> = named('BrakeSystemStatus', brakeSystemStatus);

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
/** DF_BSMcoreData  The 290 bits every BSM begins with. */
export interface BSMcoreData extends Infer<typeof bsmCoreData> {}
export const BSMcoreData: Type<BSMcoreData> = named('BSMcoreData', bsmCoreData);

const partIIcontent = byId(
  integer(0, 63),
  {
    VehicleSafetyExtensions: [0, VehicleSafetyExtensions],
    SpecialVehicleExtensions: [1, SpecialVehicleExtensions],
    SupplementalVehicleExtensions: [2, SupplementalVehicleExtensions],
  },
  { id: 'partII-Id', value: 'partII-Value' },
);
/** DF_PartIIcontent  One of three extensions. What a later edition numbers otherwise stays the octets it came in. */
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
/** MSG_BasicSafetyMessage */
export interface BasicSafetyMessage extends Infer<typeof basicSafetyMessage> {}
export const BasicSafetyMessage: Type<BasicSafetyMessage> = named('BasicSafetyMessage', basicSafetyMessage);
