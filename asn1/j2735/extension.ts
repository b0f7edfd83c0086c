/** SAE J2735 BSM Part II: what a vehicle adds to its core data, by what it is for. */
import { bitsOrMore, type Infer, named, optional, sequence, type Type } from '../schema.ts';
import { EmergencyDetails, EventDescription } from './alert.ts';
import { PathHistory, PathPrediction } from './position.ts';
import { TrailerData } from './trailer.ts';

const vehicleEventFlags = bitsOrMore(13, [
  'eventHazardLights',
  'eventStopLineViolation',
  'eventABSactivated',
  'eventTractionControlLoss',
  'eventStabilityControlactivated',
  'eventHazardousMaterials',
  'eventReserved1',
  'eventHardBraking',
  'eventLightsChanged',
  'eventWipersChanged',
  'eventFlatTire',
  'eventDisabledVehicle',
  'eventAirBagDeployment',
  'eventJackKnife',
]);
/** DE_VehicleEventFlags  Thirteen bits, or more: `eventJackKnife` came with 2024. */
export type VehicleEventFlags = Infer<typeof vehicleEventFlags>;
export const VehicleEventFlags: Type<VehicleEventFlags> = named('VehicleEventFlags', vehicleEventFlags);

const exteriorLights = bitsOrMore(9, [
  'lowBeamHeadlightsOn',
  'highBeamHeadlightsOn',
  'leftTurnSignalOn',
  'rightTurnSignalOn',
  'hazardSignalOn',
  'automaticLightControlOn',
  'daytimeRunningLightsOn',
  'fogLightOn',
  'parkingLightsOn',
]);
/** DE_ExteriorLights */
export type ExteriorLights = Infer<typeof exteriorLights>;
export const ExteriorLights: Type<ExteriorLights> = named('ExteriorLights', exteriorLights);

const vehicleSafetyExtensions = sequence(
  {
    events: optional(VehicleEventFlags),
    pathHistory: optional(PathHistory),
    pathPrediction: optional(PathPrediction),
    lights: optional(ExteriorLights),
  },
  {},
);
/** DF_VehicleSafetyExtensions  Part II id 0. `events` is there only while one of them holds. */
export interface VehicleSafetyExtensions extends Infer<typeof vehicleSafetyExtensions> {}
export const VehicleSafetyExtensions: Type<VehicleSafetyExtensions> = named(
  'VehicleSafetyExtensions',
  vehicleSafetyExtensions,
);

const specialVehicleExtensions = sequence(
  {
    vehicleAlerts: optional(EmergencyDetails),
    description: optional(EventDescription),
    /** `trailers` before 2024. */
    doNotUse: optional(TrailerData),
  },
  {},
);
/** DF_SpecialVehicleExtensions  Part II id 1. Lights and sirens claimed here are claims: no SSP speaks of them. */
export interface SpecialVehicleExtensions extends Infer<typeof specialVehicleExtensions> {}
export const SpecialVehicleExtensions: Type<SpecialVehicleExtensions> = named(
  'SpecialVehicleExtensions',
  specialVehicleExtensions,
);
