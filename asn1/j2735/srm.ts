/** SAE J2735 SignalRequestMessage: a vehicle asks an intersection for a signal. */
import { bits, enumerated, type Infer, integer, list, named, optional, sequence, type Type } from '../schema.ts';
import {
  Angle,
  DescriptiveName,
  DSecond,
  IntersectionAccessPoint,
  IntersectionReferenceID,
  MinuteOfTheYear,
  MsgCount,
  Position3D,
  RegionalExtensions,
  RequestID,
  TransmissionAndSpeed,
  VehicleID,
} from './common.ts';
import { RequestorType } from './requestor.ts';

const priorityRequestType = enumerated(
  ['priorityRequestTypeReserved', 'priorityRequest', 'priorityRequestUpdate', 'priorityCancellation'],
  [],
);
/** DE_PriorityRequestType */
export type PriorityRequestType = Infer<typeof priorityRequestType>;
export const PriorityRequestType: Type<PriorityRequestType> = named('PriorityRequestType', priorityRequestType);

const signalRequest = sequence(
  {
    id: IntersectionReferenceID,
    requestID: RequestID,
    requestType: PriorityRequestType,
    inBoundLane: IntersectionAccessPoint,
    outBoundLane: optional(IntersectionAccessPoint),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_SignalRequest */
export interface SignalRequest extends Infer<typeof signalRequest> {}
export const SignalRequest: Type<SignalRequest> = named('SignalRequest', signalRequest);

const signalRequestPackage = sequence(
  {
    request: SignalRequest,
    minute: optional(MinuteOfTheYear),
    second: optional(DSecond),
    /** Milliseconds that the vehicle needs. */
    duration: optional(DSecond),
    regional: optional(RegionalExtensions),
  },
  {},
);
/**
 * DF_SignalRequestPackage  `minute` and `second` are when the vehicle expects to arrive. Some senders write there how
 * long that will take instead.
 */
export interface SignalRequestPackage extends Infer<typeof signalRequestPackage> {}
export const SignalRequestPackage: Type<SignalRequestPackage> = named('SignalRequestPackage', signalRequestPackage);

const requestorPositionVector = sequence(
  { position: Position3D, heading: optional(Angle), speed: optional(TransmissionAndSpeed) },
  {},
);
/** DF_RequestorPositionVector */
export interface RequestorPositionVector extends Infer<typeof requestorPositionVector> {}
export const RequestorPositionVector: Type<RequestorPositionVector> = named(
  'RequestorPositionVector',
  requestorPositionVector,
);

const transitVehicleStatus = bits(8, ['loading', 'anADAuse', 'aBikeLoad', 'doorOpen', 'charging', 'atStopLine']);
/** DE_TransitVehicleStatus */
export type TransitVehicleStatus = Infer<typeof transitVehicleStatus>;
export const TransitVehicleStatus: Type<TransitVehicleStatus> = named('TransitVehicleStatus', transitVehicleStatus);

const transitVehicleOccupancy = enumerated([
  'occupancyUnknown',
  'occupancyEmpty',
  'occupancyVeryLow',
  'occupancyLow',
  'occupancyMed',
  'occupancyHigh',
  'occupancyNearlyFull',
  'occupancyFull',
]);
/** DE_TransitVehicleOccupancy */
export type TransitVehicleOccupancy = Infer<typeof transitVehicleOccupancy>;
export const TransitVehicleOccupancy: Type<TransitVehicleOccupancy> = named(
  'TransitVehicleOccupancy',
  transitVehicleOccupancy,
);
/** DE_DeltaTime  Steps of ten seconds off the schedule; -121 and 120 are twenty minutes or more, -122 unavailable. */
export const DeltaTime: Type<number> = named('DeltaTime', integer(-122, 121));

const requestorDescription = sequence(
  {
    id: VehicleID,
    type: optional(RequestorType),
    position: optional(RequestorPositionVector),
    name: optional(DescriptiveName),
    routeName: optional(DescriptiveName),
    transitStatus: optional(TransitVehicleStatus),
    transitOccupancy: optional(TransitVehicleOccupancy),
    transitSchedule: optional(DeltaTime),
    regional: optional(RegionalExtensions),
  },
  {},
);
/**
 * DF_RequestorDescription  Who asks. Nothing here is proved by the signature alone: role and importance are claims for
 * the SSP to allow.
 */
export interface RequestorDescription extends Infer<typeof requestorDescription> {}
export const RequestorDescription: Type<RequestorDescription> = named('RequestorDescription', requestorDescription);

const signalRequestMessage = sequence(
  {
    timeStamp: optional(MinuteOfTheYear),
    second: DSecond,
    sequenceNumber: optional(MsgCount),
    requests: optional(named('SignalRequestList', list(SignalRequestPackage, 1, 32))),
    requestor: RequestorDescription,
    regional: optional(RegionalExtensions),
  },
  {},
);
/**
 * MSG_SignalRequestMessage  `timeStamp` and `second` are when the message was made. Without `requests` it asks for
 * nothing.
 */
export interface SignalRequestMessage extends Infer<typeof signalRequestMessage> {}
export const SignalRequestMessage: Type<SignalRequestMessage> = named('SignalRequestMessage', signalRequestMessage);
