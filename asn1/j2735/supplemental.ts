/** SAE J2735 BSM Part II id 2: what class of vehicle it is, its measures, and what it carries. */
import {
  bits,
  boolean,
  enumerated,
  type Infer,
  integer,
  list,
  listOrMore,
  named,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { VehicleMass } from './alert.ts';
import { Angle, RegionalExtensions } from './common.ts';
import { IncidentResponseEquipment, ResponderGroupAffected, VehicleGroupAffected } from './groups.ts';
import { GenericLocations } from './locations.ts';
import { DDateTime } from './position.ts';
import { BasicVehicleRole, Iso3833VehicleType, VehicleType } from './requestor.ts';
import { RTCMheader, RTCMmessageList } from './rtcm.ts';
import {
  Axles,
  BumperHeights,
  PivotPointDescription,
  TrailerUnitDescJ2945Slash1B,
  TrailerWeight,
  VehicleHeight,
} from './trailer.ts';
import { WeatherProbe, WeatherReport } from './weather.ts';

/**
 * DE_BasicVehicleClass  0 unknown; tens are groups (10 passenger vehicles, 20 light trucks, 40 motorcycles, 50
 * transit, 60 emergency, 80 other travellers, 90 infrastructure), the rest their kinds.
 */
export const BasicVehicleClass: Type<number> = named('BasicVehicleClass', integer(0, 255));
/** The ITIS codes of obstacles. */
const ObstacleCodes: Type<number> = named('ITIScodes', integer(523, 541));
/** DE_ObstacleDistance  Metres. */
export const ObstacleDistance: Type<number> = named('ObstacleDistance', integer(0, 32_767));

const vehicleClassification = sequence(
  {
    keyType: optional(BasicVehicleClass),
    role: optional(BasicVehicleRole),
    iso3883: optional(Iso3833VehicleType),
    hpmsType: optional(VehicleType),
    vehicleType: optional(VehicleGroupAffected),
    responseEquip: optional(IncidentResponseEquipment),
    responderType: optional(ResponderGroupAffected),
    /** 0 unknown, 1 gasoline, 2 ethanol, 3 diesel, 4 electric, 5 hybrid, 6 hydrogen, 7 to 9 gases. */
    fuelType: optional(named('FuelType', integer(0, 15))),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_VehicleClassification */
export interface VehicleClassification extends Infer<typeof vehicleClassification> {}
export const VehicleClassification: Type<VehicleClassification> = named('VehicleClassification', vehicleClassification);

const vehicleData = sequence(
  {
    height: optional(VehicleHeight),
    bumpers: optional(BumperHeights),
    mass: optional(VehicleMass),
    /** `trailerWeight` before 2024. */
    doNotUse: optional(TrailerWeight),
  },
  {
    trailerPresent: optional(boolean),
    pivotPoint: optional(PivotPointDescription),
    axles: optional(Axles),
    /** Degrees, by its range. */
    leanAngle: optional(integer(-90, 90)),
  },
);
/** DF_VehicleData */
export interface VehicleData extends Infer<typeof vehicleData> {}
export const VehicleData: Type<VehicleData> = named('VehicleData', vehicleData);

const obstacleDetection = sequence(
  {
    obDist: ObstacleDistance,
    /** Off the direction the vehicle is heading in. */
    obDirect: named('ObstacleDirection', Angle),
    description: optional(ObstacleCodes),
    locationDetails: optional(GenericLocations),
    dateTime: DDateTime,
    vertEvent: optional(
      named(
        'VerticalAccelerationThreshold',
        bits(5, ['notEquipped', 'leftFront', 'leftRear', 'rightFront', 'rightRear']),
      ),
    ),
  },
  {},
);
/** DF_ObstacleDetection */
export interface ObstacleDetection extends Infer<typeof obstacleDetection> {}
export const ObstacleDetection: Type<ObstacleDetection> = named('ObstacleDetection', obstacleDetection);

const disabledVehicle = sequence({ statusDetails: ObstacleCodes, locationDetails: optional(GenericLocations) }, {});
/** DF_DisabledVehicle */
export interface DisabledVehicle extends Infer<typeof disabledVehicle> {}
export const DisabledVehicle: Type<DisabledVehicle> = named('DisabledVehicle', disabledVehicle);

const speedProfile = sequence(
  { speedReports: named('SpeedProfileMeasurementList', list(named('SpeedProfileMeasurement', integer(0, 31)), 1, 20)) },
  {},
);
/** DF_SpeedProfile  In m/s; 30 is 30 m/s or more, 31 unavailable. */
export interface SpeedProfile extends Infer<typeof speedProfile> {}
export const SpeedProfile: Type<SpeedProfile> = named('SpeedProfile', speedProfile);

const rtcmPackage = sequence({ rtcmHeader: optional(RTCMheader), msgs: RTCMmessageList }, {});
/** DF_RTCMPackage */
export interface RTCMPackage extends Infer<typeof rtcmPackage> {}
export const RTCMPackage: Type<RTCMPackage> = named('RTCMPackage', rtcmPackage);

const rptVehicleClass = enumerated(
  [
    'motorcycles',
    'passengerCars',
    'other2axle4tireSingleUnitVehs',
    'buses',
    'twoAxle6TireSingleUnitTrucks',
    'threeAxleSingleUnitTrucks',
    'fourOrMoreAxleSingleUnitTrucks',
    'fourOrFewerAxleSingleTrailerTrucks',
    'fiveAxleSingleTrailerTrucks',
    'sixOrMoreAxleSingleTrailerTrucks',
    'fiveOrFewerAxleMultiTrailerTrucks',
    'sixAxleMultiTrailerTrucks',
    'sevenOrMoreAxleMultiTrailerTrucks',
  ],
  [],
);
/** DE_RptVehicleClass  The thirteen classes of the FHWA. */
export type RptVehicleClass = Infer<typeof rptVehicleClass>;
export const RptVehicleClass: Type<RptVehicleClass> = named('RptVehicleClass', rptVehicleClass);

const schoolBusJ2945Slash1C = sequence(
  {
    flashingAmberLights: boolean,
    flashingRedLights: boolean,
    studentsCrossingFront: optional(boolean),
    studentsCrossingBehind: optional(boolean),
    studentsLoading: optional(boolean),
    studentsUnloading: optional(boolean),
    wheelchairLiftInUse: optional(boolean),
    emergencyExitOpen: optional(boolean),
    emergencyRequestMedical: optional(boolean),
    emergencyRequestFire: optional(boolean),
    emergencyRequestPolice: optional(boolean),
  },
  {},
);
/** DF_SchoolBusJ2945Slash1C */
export interface SchoolBusJ2945Slash1C extends Infer<typeof schoolBusJ2945Slash1C> {}
export const SchoolBusJ2945Slash1C: Type<SchoolBusJ2945Slash1C> = named('SchoolBusJ2945Slash1C', schoolBusJ2945Slash1C);

const supplementalVehicleExtensions = sequence(
  {
    classification: optional(BasicVehicleClass),
    classDetails: optional(VehicleClassification),
    vehicleData: optional(VehicleData),
    doNotUse1: optional(WeatherReport),
    doNotUse2: optional(WeatherProbe),
    doNotUse3: optional(ObstacleDetection),
    status: optional(DisabledVehicle),
    doNotUse4: optional(SpeedProfile),
    doNotUse5: optional(RTCMPackage),
    regional: optional(RegionalExtensions),
  },
  {
    fhwaVehicleClass: optional(RptVehicleClass),
    trailers: optional(named('TrailersJ2945Slash1B', listOrMore(TrailerUnitDescJ2945Slash1B, 1, 8))),
    schoolBus: optional(SchoolBusJ2945Slash1C),
  },
);
/**
 * DF_SupplementalVehicleExtensions  Part II id 2. The frames named `doNotUse` had names of their own in earlier
 * editions (edition.ts), and field senders still fill them.
 */
export interface SupplementalVehicleExtensions extends Infer<typeof supplementalVehicleExtensions> {}
export const SupplementalVehicleExtensions: Type<SupplementalVehicleExtensions> = named(
  'SupplementalVehicleExtensions',
  supplementalVehicleExtensions,
);
