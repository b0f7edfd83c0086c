/** SAE J2735: what kind of vehicle asks for a signal, as SRM and SSM both say it. */
import { enumerated, type Infer, integer, named, optional, sequence, type Type } from '../schema.ts';
import { RegionalExtension } from './common.ts';

const basicVehicleRole = enumerated(
  [
    'basicVehicle',
    'publicTransport',
    'specialTransport',
    'dangerousGoods',
    'roadWork',
    'roadRescue',
    'emergency',
    'safetyCar',
    'none-unknown',
    'truck',
    'motorcycle',
    'roadSideSource',
    'police',
    'fire',
    'ambulance',
    'dot',
    'transit',
    'slowMoving',
    'stopNgo',
    'cyclist',
    'pedestrian',
    'nonMotorized',
    'military',
  ],
  [],
);
/**
 * DE_BasicVehicleRole  The role a sender claims. Only the permissions of its certificate say whether the claim may be
 * believed.
 */
export type BasicVehicleRole = Infer<typeof basicVehicleRole>;
export const BasicVehicleRole: Type<BasicVehicleRole> = named('BasicVehicleRole', basicVehicleRole);

const requestSubRole = enumerated([
  'requestSubRoleUnKnown',
  'requestSubRole1',
  'requestSubRole2',
  'requestSubRole3',
  'requestSubRole4',
  'requestSubRole5',
  'requestSubRole6',
  'requestSubRole7',
  'requestSubRole8',
  'requestSubRole9',
  'requestSubRole10',
  'requestSubRole11',
  'requestSubRole12',
  'requestSubRole13',
  'requestSubRole14',
  'requestSubRoleReserved',
]);
/** DE_RequestSubRole  What each stands for is agreed locally. */
export type RequestSubRole = Infer<typeof requestSubRole>;
export const RequestSubRole: Type<RequestSubRole> = named('RequestSubRole', requestSubRole);

const requestImportanceLevel = enumerated([
  'requestImportanceLevelUnKnown',
  'requestImportanceLevel1',
  'requestImportanceLevel2',
  'requestImportanceLevel3',
  'requestImportanceLevel4',
  'requestImportanceLevel5',
  'requestImportanceLevel6',
  'requestImportanceLevel7',
  'requestImportanceLevel8',
  'requestImportanceLevel9',
  'requestImportanceLevel10',
  'requestImportanceLevel11',
  'requestImportanceLevel12',
  'requestImportanceLevel13',
  'requestImportanceLevel14',
  'requestImportanceReserved',
]);
/** DE_RequestImportanceLevel  1 is the least important, 14 the most. */
export type RequestImportanceLevel = Infer<typeof requestImportanceLevel>;
export const RequestImportanceLevel: Type<RequestImportanceLevel> = named(
  'RequestImportanceLevel',
  requestImportanceLevel,
);

const vehicleType = enumerated(
  [
    'none',
    'unknown',
    'special',
    'moto',
    'car',
    'carOther',
    'bus',
    'axleCnt2',
    'axleCnt3',
    'axleCnt4',
    'axleCnt4Trailer',
    'axleCnt5Trailer',
    'axleCnt6Trailer',
    'axleCnt5MultiTrailer',
    'axleCnt6MultiTrailer',
    'axleCnt7MultiTrailer',
  ],
  [],
);
/** DE_VehicleType */
export type VehicleType = Infer<typeof vehicleType>;
export const VehicleType: Type<VehicleType> = named('VehicleType', vehicleType);

/** DE_Iso3833VehicleType  Classes of ISO 3833. The fields of this type swap two of its digits, as the module has it. */
export const Iso3833VehicleType: Type<number> = named('Iso3833VehicleType', integer(0, 100));

const requestorType = sequence(
  {
    role: BasicVehicleRole,
    subrole: optional(RequestSubRole),
    request: optional(RequestImportanceLevel),
    iso3883: optional(Iso3833VehicleType),
    hpmsType: optional(VehicleType),
    /** One, not a list of them. */
    regional: optional(RegionalExtension),
  },
  {},
);
/** DF_RequestorType */
export interface RequestorType extends Infer<typeof requestorType> {}
export const RequestorType: Type<RequestorType> = named('RequestorType', requestorType);
