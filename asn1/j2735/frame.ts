/** SAE J2735 MessageFrame: the envelope every message travels in, and the number that tells which one it is. */
import { byId, type Infer, integer, named, type Type } from '../schema.ts';
import { EmergencyVehicleAlert, RoadSideAlert } from './alert.ts';
import { BasicSafetyMessage } from './bsm.ts';
import { IntersectionCollision } from './ica.ts';
import { MapData } from './map.ts';
import { PersonalSafetyMessage } from './psm.ts';
import { RoadSafetyMessage } from './rsm.ts';
import { RTCMcorrections } from './rtcm.ts';
import { SensorDataSharingMessage } from './sdsm.ts';
import { SPAT } from './spat.ts';
import { SignalRequestMessage } from './srm.ts';
import { SignalStatusMessage } from './ssm.ts';
import { TravelerInformation } from './tim.ts';

const messageFrame = byId(
  integer(0, 32_767),
  {
    MapData: [18, MapData],
    SPAT: [19, SPAT],
    BasicSafetyMessage: [20, BasicSafetyMessage],
    EmergencyVehicleAlert: [22, EmergencyVehicleAlert],
    IntersectionCollision: [23, IntersectionCollision],
    RoadSideAlert: [27, RoadSideAlert],
    RTCMcorrections: [28, RTCMcorrections],
    SignalRequestMessage: [29, SignalRequestMessage],
    SignalStatusMessage: [30, SignalStatusMessage],
    TravelerInformation: [31, TravelerInformation],
    PersonalSafetyMessage: [32, PersonalSafetyMessage],
    RoadSafetyMessage: [33, RoadSafetyMessage],
    SensorDataSharingMessage: [41, SensorDataSharingMessage],
  },
  { id: 'messageId', value: 'value', extensible: true },
);
/**
 * MSG_MessageFrame  A message of any other number is `{tag: '?', value: {index: number, octets}}` and is passed on as
 * it came; `nameOf` (number.ts) says what it is called.
 */
export type MessageFrame = Infer<typeof messageFrame>;
export const MessageFrame: Type<MessageFrame> = named('MessageFrame', messageFrame);
