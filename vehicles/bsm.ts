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
        lat: latitudeOf(motion),
        long: longitudeOf(motion),
        elev: elevationOf(motion),
        accuracy: { semiMajor: 40, semiMinor: 40, orientation: 0 },
        transmission: transmissionOf(motion),
        speed: speedOf(motion),
        heading: headingOf(motion),
        angle: 127,
        accelSet: {
          long: scaled(motion.accelerationMetresPerSecond2, 0.01, -2000, 2000, 2001),
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
          width: scaled(body.widthMetres, 0.01, 1, 1023, 0),
          length: scaled(body.lengthMetres, 0.01, 1, 4095, 0),
        },
      },
      partII: undefined,
      regional: undefined,
    },
  });
}

// Each in the unit of its field. What a sensor does not know (NaN) is the field's own word for that, never a number.

/** 0.1 microdegrees. A place that is none is not known. */
export const latitudeOf = ({ latitude: v }: Motion): number => (Math.abs(v) <= 9e8 ? Math.round(v) : 900_000_001);
export const longitudeOf = ({ longitude: v }: Motion): number =>
  // 180 degrees has one form: that of the east.
  Math.abs(v) <= 1.8e9 ? (Math.round(v) === -1.8e9 ? 1_800_000_000 : Math.round(v)) : 1_800_000_001;
/** 0.1 m. */
export const elevationOf = ({ elevation }: Motion): number => scaled(elevation, 0.1, -4095, 61_439, -4096);
/** 0.02 m/s, whichever way it drives. */
export const speedOf = ({ speedMetresPerSecond: v }: Motion): number => scaled(Math.abs(v), 0.02, 0, 8190, 8191);
export const transmissionOf = ({ speedMetresPerSecond: v }: Motion): 'forwardGears' | 'reverseGears' =>
  v < 0 ? 'reverseGears' : 'forwardGears';
/** 0.0125 degrees. */
export function headingOf({ headingDegrees }: Motion): number {
  if (!Number.isFinite(headingDegrees)) return 28_800;
  return Math.round((((headingDegrees % 360) + 360) % 360) / 0.0125) % 28_800;
}
function scaled(v: number, unit: number, min: number, max: number, unknown: number): number {
  return Number.isNaN(v) ? unknown : clamp(Math.round(v / unit), min, max);
}
function clamp(v: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, v));
}
