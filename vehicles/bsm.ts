/** Basic safety messages (SAE J2735): what a vehicle says of itself ten times a second. */
import { MessageFrame } from '../asn1/j2735/frame.ts';
import { uper } from '../asn1/uper.ts';
import { dSecond } from '../src/time.ts';
import type { Micros } from '../src/world.ts';
import type { Body, Motion } from './sensors.ts';

const frames = uper(MessageFrame);

/** UPER of a MessageFrame with the core data of a BSM. `id` are the four octets that change with the pseudonym. */
export function encodeBsm(motion: Motion, body: Body, id: Uint8Array, count: number, now: Micros): Uint8Array {
  const braking = motion.accelerationMetresPerSecond2 < -0.5;
  return frames.encode({
    tag: 'BasicSafetyMessage',
    value: {
      coreData: {
        msgCnt: count % 128,
        id,
        secMark: dSecond(now),
        lat: motion.latitude,
        long: motion.longitude,
        elev: clamp(Math.round(motion.elevation * 10), -4095, 61_439),
        accuracy: { semiMajor: 40, semiMinor: 40, orientation: 0 },
        transmission: 'forwardGears',
        speed: speedOf(motion),
        heading: headingOf(motion),
        angle: 127,
        accelSet: {
          long: clamp(Math.round(motion.accelerationMetresPerSecond2 * 100), -2000, 2000),
          lat: 2001,
          vert: -127,
          yaw: 0,
        },
        brakes: {
          wheelBrakes: { octets: Uint8Array.of(braking ? 0x78 : 0), length: 5 },
          traction: 'unavailable',
          abs: 'unavailable',
          scs: 'unavailable',
          brakeBoost: 'unavailable',
          auxBrakes: 'unavailable',
        },
        size: {
          width: clamp(Math.round(body.widthMetres * 100), 1, 1023),
          length: clamp(Math.round(body.lengthMetres * 100), 1, 4095),
        },
      },
      partII: undefined,
      regional: undefined,
    },
  });
}

/** 0.02 m/s. */
export function speedOf({ speedMetresPerSecond }: Motion): number {
  return clamp(Math.round(speedMetresPerSecond / 0.02), 0, 8190);
}
/** 0.0125 degrees. */
export function headingOf({ headingDegrees }: Motion): number {
  return Math.round((((headingDegrees % 360) + 360) % 360) / 0.0125) % 28_800;
}
function clamp(v: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, v));
}
