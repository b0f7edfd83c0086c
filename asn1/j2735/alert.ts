/** SAE J2735 RoadSideAlert and EmergencyVehicleAlert: something is on the road, or somebody comes who has to get through. */
import {
  bits,
  enumerated,
  type Infer,
  integer,
  list,
  named,
  octets,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { FurtherInfoID, ITIScodes, MinuteOfTheYear, MsgCount, RegionalExtensions, TemporaryID } from './common.ts';
import { IncidentResponseEquipment, ResponderGroupAffected, VehicleGroupAffected } from './groups.ts';
import { Extent, HeadingSlice } from './path.ts';
import { FullPositionVector } from './position.ts';
import { VehicleType } from './requestor.ts';

/** DE_SSPindex  No longer used: senders write 0. */
export const SSPindex: Type<number> = named('SSPindex', integer(0, 31));
/** DE_Priority  How its bits are used is not confirmed: passed on as it is. */
export const Priority: Type<Uint8Array> = named('Priority', octets(1));
/** DE_VehicleMass  Up to 80 in steps of 50 kg, from 81 of 500 kg, from 201 of 2000 kg; 255 unknown. */
export const VehicleMass: Type<number> = named('VehicleMass', integer(0, 255));

const responseType = enumerated(
  ['notInUseOrNotEquipped', 'emergency', 'nonEmergency', 'pursuit', 'stationary', 'slowMoving', 'stopAndGoMovement'],
  [],
);
/** DE_ResponseType */
export type ResponseType = Infer<typeof responseType>;
export const ResponseType: Type<ResponseType> = named('ResponseType', responseType);

const privilegedEventFlags = bits(16, [
  'peUnavailable',
  'peEmergencyResponse',
  'peEmergencyLightsActive',
  'peEmergencySoundActive',
  'peNonEmergencyLightsActive',
  'peNonEmergencySoundActive',
]);
const privilegedEvents = sequence(
  { doNotUse: SSPindex, event: named('PrivilegedEventFlags', privilegedEventFlags) },
  {},
);
/** DF_PrivilegedEvents */
export interface PrivilegedEvents extends Infer<typeof privilegedEvents> {}
export const PrivilegedEvents: Type<PrivilegedEvents> = named('PrivilegedEvents', privilegedEvents);

const lightbarInUse = enumerated([
  'unavailable',
  'notInUse',
  'inUse',
  'yellowCautionLights',
  'schooldBusLights',
  'arrowSignsActive',
  'slowMovingVehicle',
  'freqStops',
]);
const emergencyDetails = sequence(
  {
    doNotUse: SSPindex,
    sirenUse: named('SirenInUse', enumerated(['unavailable', 'notInUse', 'inUse', 'reserved'])),
    lightsUse: named('LightbarInUse', lightbarInUse),
    multi: named('MultiVehicleResponse', enumerated(['unavailable', 'singleVehicle', 'multiVehicle', 'reserved'])),
    events: optional(PrivilegedEvents),
    responseType: optional(ResponseType),
  },
  {},
);
/** DF_EmergencyDetails  `schooldBusLights` is the standard's own spelling. */
export interface EmergencyDetails extends Infer<typeof emergencyDetails> {}
export const EmergencyDetails: Type<EmergencyDetails> = named('EmergencyDetails', emergencyDetails);

const eventDescription = sequence(
  {
    typeEvent: ITIScodes,
    description: optional(list(ITIScodes, 1, 8)),
    priority: optional(Priority),
    heading: optional(HeadingSlice),
    extent: optional(Extent),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_EventDescription */
export interface EventDescription extends Infer<typeof eventDescription> {}
export const EventDescription: Type<EventDescription> = named('EventDescription', eventDescription);

const roadSideAlert = sequence(
  {
    msgCnt: MsgCount,
    timeStamp: optional(MinuteOfTheYear),
    typeEvent: ITIScodes,
    description: optional(list(ITIScodes, 1, 8)),
    priority: optional(Priority),
    heading: optional(HeadingSlice),
    extent: optional(Extent),
    position: optional(FullPositionVector),
    furtherInfoID: optional(FurtherInfoID),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_RoadSideAlert */
export interface RoadSideAlert extends Infer<typeof roadSideAlert> {}
export const RoadSideAlert: Type<RoadSideAlert> = named('RoadSideAlert', roadSideAlert);

const emergencyVehicleAlert = sequence(
  {
    timeStamp: optional(MinuteOfTheYear),
    id: optional(TemporaryID),
    rsaMsg: RoadSideAlert,
    responseType: optional(ResponseType),
    details: optional(EmergencyDetails),
    mass: optional(VehicleMass),
    basicType: optional(VehicleType),
    vehicleType: optional(VehicleGroupAffected),
    responseEquip: optional(IncidentResponseEquipment),
    responderType: optional(ResponderGroupAffected),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_EmergencyVehicleAlert  `rsaMsg` says where it is and what kind of alert; the rest who it is. */
export interface EmergencyVehicleAlert extends Infer<typeof emergencyVehicleAlert> {}
export const EmergencyVehicleAlert: Type<EmergencyVehicleAlert> = named('EmergencyVehicleAlert', emergencyVehicleAlert);
