/** SAE J2735 SignalStatusMessage: an intersection answers those who asked for a signal. */
import { enumerated, type Infer, list, named, optional, sequence, type Type } from '../schema.ts';
import {
  DSecond,
  IntersectionAccessPoint,
  IntersectionReferenceID,
  MinuteOfTheYear,
  MsgCount,
  RegionalExtensions,
  RequestID,
  VehicleID,
} from './common.ts';
import { BasicVehicleRole, RequestorType } from './requestor.ts';

const signalRequesterInfo = sequence(
  {
    id: VehicleID,
    request: RequestID,
    sequenceNumber: MsgCount,
    role: optional(BasicVehicleRole),
    typeData: optional(RequestorType),
  },
  {},
);
/** DF_SignalRequesterInfo  Repeats who asked: id, requestID and sequenceNumber of the SRM that is answered. */
export interface SignalRequesterInfo extends Infer<typeof signalRequesterInfo> {}
export const SignalRequesterInfo: Type<SignalRequesterInfo> = named('SignalRequesterInfo', signalRequesterInfo);

const prioritizationResponseStatus = enumerated(
  ['unknown', 'requested', 'processing', 'watchOtherTraffic', 'granted', 'rejected', 'maxPresence', 'reserviceLocked'],
  [],
);
/** DE_PrioritizationResponseStatus  `reserviceLocked`: too soon after the last time. */
export type PrioritizationResponseStatus = Infer<typeof prioritizationResponseStatus>;
export const PrioritizationResponseStatus: Type<PrioritizationResponseStatus> = named(
  'PrioritizationResponseStatus',
  prioritizationResponseStatus,
);

const signalStatusPackage = sequence(
  {
    requester: optional(SignalRequesterInfo),
    inboundOn: IntersectionAccessPoint,
    outboundOn: optional(IntersectionAccessPoint),
    /** With `second`: when it is expected. */
    minute: optional(MinuteOfTheYear),
    second: optional(DSecond),
    /** Milliseconds that the vehicle has asked for. */
    duration: optional(DSecond),
    status: PrioritizationResponseStatus,
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_SignalStatusPackage */
export interface SignalStatusPackage extends Infer<typeof signalStatusPackage> {}
export const SignalStatusPackage: Type<SignalStatusPackage> = named('SignalStatusPackage', signalStatusPackage);

const signalStatus = sequence(
  {
    sequenceNumber: MsgCount,
    id: IntersectionReferenceID,
    sigStatus: named('SignalStatusPackageList', list(SignalStatusPackage, 1, 32)),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_SignalStatus  All answers of one intersection; `sequenceNumber` changes when one of them does. */
export interface SignalStatus extends Infer<typeof signalStatus> {}
export const SignalStatus: Type<SignalStatus> = named('SignalStatus', signalStatus);

const signalStatusMessage = sequence(
  {
    timeStamp: optional(MinuteOfTheYear),
    second: DSecond,
    sequenceNumber: optional(MsgCount),
    status: named('SignalStatusList', list(SignalStatus, 1, 32)),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_SignalStatusMessage */
export interface SignalStatusMessage extends Infer<typeof signalStatusMessage> {}
export const SignalStatusMessage: Type<SignalStatusMessage> = named('SignalStatusMessage', signalStatusMessage);
