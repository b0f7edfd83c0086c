/** SAE J2735 DE_DSRC_MessageID: what each number of a MessageFrame is called, also where its contents stay octets. */
import type { MessageFrame } from './frame.ts';

const GIVEN: Readonly<Record<number, string>> = {
  18: 'MapData',
  19: 'SPAT',
  20: 'BasicSafetyMessage',
  21: 'CommonSafetyRequest',
  22: 'EmergencyVehicleAlert',
  23: 'IntersectionCollision',
  24: 'NMEAcorrections',
  25: 'ProbeDataManagement',
  26: 'ProbeVehicleData',
  27: 'RoadSideAlert',
  28: 'RTCMcorrections',
  29: 'SignalRequestMessage',
  30: 'SignalStatusMessage',
  31: 'TravelerInformation',
  32: 'PersonalSafetyMessage',
  33: 'RoadSafetyMessage',
  34: 'RoadWeatherMessage',
  35: 'ProbeDataConfigMessage',
  36: 'ProbeDataReportMessage',
  37: 'TollAdvertisementMessage',
  38: 'TollUsageMessage',
  39: 'TollUsageAckMessage',
  40: 'CooperativeControlMessage',
  41: 'SensorDataSharingMessage',
  42: 'ManeuverSharingAndCoordinatingMessage',
  43: 'RoadGeometryAndAttributes',
  44: 'PersonalSafetyMessage2',
  45: 'TrafficSignalPhaseAndTiming',
  46: 'SignalControlAndPrioritizationRequest',
  47: 'SignalControlAndPrioritizationStatus',
  48: 'RoadUserChargingConfigMessage',
  49: 'RoadUserChargingReportMessage',
  50: 'TrafficLightStatusMessage',
};

/** By `messageId`, from 18 MapData to 255 TestMessage15 (240 to 255 are for tests). Numbers from 33 to 50 came with 2024. */
export const MESSAGE_NAMES: Readonly<Record<number, string>> = {
  ...GIVEN,
  ...Object.fromEntries(
    Array.from({ length: 16 }, (_, test) => [240 + test, `TestMessage${String(test).padStart(2, '0')}`]),
  ),
};

/** What a message is called, read or kept as octets; undefined where SAE has not given out the number. */
export function nameOf(message: MessageFrame): string | undefined {
  return message.tag === '?' ? MESSAGE_NAMES[message.value.index] : message.tag;
}
