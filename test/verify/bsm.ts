/** A basic safety message that says as little as it may, for the tests of this folder. */
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';

const basic: MessageFrame = {
  tag: 'BasicSafetyMessage',
  value: {
    coreData: {
      msgCnt: 1,
      id: Uint8Array.of(1, 2, 3, 4),
      secMark: 1000,
      lat: 397_400_000,
      long: -1_049_900_000,
      elev: 16_000,
      accuracy: { semiMajor: 255, semiMinor: 255, orientation: 65_535 },
      transmission: 'unavailable',
      speed: 8191,
      heading: 28_800,
      angle: 127,
      accelSet: { long: 2001, lat: 2001, vert: -127, yaw: 0 },
      brakes: {
        wheelBrakes: { octets: Uint8Array.of(0x80), length: 5 },
        traction: 'unavailable',
        abs: 'unavailable',
        scs: 'unavailable',
        brakeBoost: 'unavailable',
        auxBrakes: 'unavailable',
      },
      size: { width: 200, length: 500 },
    },
    partII: undefined,
    regional: undefined,
  },
};
export const bsm = uper(MessageFrame).encode(basic);
