import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { dSecond, fromIso } from '../../src/time.ts';
import { encodeBsm } from '../../vehicles/bsm.ts';
import type { Body, Motion } from '../../vehicles/sensors.ts';
import { NOW } from '../pki.ts';

const motion: Motion = {
  ...{ latitude: 397_000_000, longitude: -1_050_500_000, elevation: 1600 },
  ...{ speedMetresPerSecond: 15, headingDegrees: 90, accelerationMetresPerSecond2: 0 },
};
const body: Body = { lengthMetres: 5, widthMetres: 1.9 };
/** Through UPER and back. */
function core(change: Partial<Motion> = {}, size: Body = body, count = 1, now = NOW) {
  const octets = encodeBsm({ ...motion, ...change }, size, Uint8Array.of(1, 2, 3, 4), count, now);
  const frame = uper(MessageFrame).read(octets);
  if (frame.tag !== 'BasicSafetyMessage') throw new Error('no BSM');
  return frame.value.coreData;
}

test('a vehicle says where it is, how fast, which way, and when', () => {
  expect(core()).toMatchObject({
    ...{ lat: 397_000_000, long: -1_050_500_000, elev: 16_000, speed: 750, heading: 7200 },
    ...{ msgCnt: 1, secMark: dSecond(NOW), id: Uint8Array.of(1, 2, 3, 4), size: { width: 190, length: 500 } },
  });
});
test('the count runs modulo 128', () => {
  expect([127, 128, 300].map((n) => core({}, body, n).msgCnt)).toEqual([127, 0, 44]);
});
test('in a leap second the mark goes beyond 59999', () => {
  expect(core({}, body, 1, fromIso('2016-12-31T23:59:60.250Z')!).secMark).toBe(60_250);
});

describe('sensors at their extremes', () => {
  test.each([
    [0, 0],
    [359.99, 28_799],
    [359.995, 0],
    [360, 0],
    [-90, 21_600],
    [-0.001, 0],
    [725, 400],
    [Number.NaN, 28_800],
    [Number.POSITIVE_INFINITY, 28_800],
  ])('heading %d degrees is %d', (headingDegrees, heading) => {
    expect(core({ headingDegrees }).heading).toBe(heading);
  });
  test.each([
    [0, 0, 'forwardGears'],
    [163.8, 8190, 'forwardGears'],
    [500, 8190, 'forwardGears'],
    [-2, 100, 'reverseGears'],
    [Number.NaN, 8191, 'forwardGears'],
  ])('speed %d m/s is %d in %s', (speedMetresPerSecond, speed, transmission) => {
    expect(core({ speedMetresPerSecond })).toMatchObject({ speed, transmission });
  });
  test.each([
    [-409.5, -4095],
    [-1000, -4095],
    [6143.9, 61_439],
    [9000, 61_439],
    [Number.NaN, -4096],
  ])('elevation %d m is %d', (elevation, elev) => {
    expect(core({ elevation }).elev).toBe(elev);
  });
  test.each([
    [-9.81, -981],
    [-50, -2000],
    [50, 2000],
    [Number.NaN, 2001],
  ])('acceleration %d m/s² is %d', (accelerationMetresPerSecond2, long) => {
    expect(core({ accelerationMetresPerSecond2 }).accelSet.long).toBe(long);
  });
  test('a place that is none is not known', () => {
    expect(core({ latitude: 900_000_001, longitude: Number.NaN })).toMatchObject({
      lat: 900_000_001,
      long: 1_800_000_001,
    });
    expect(core({ latitude: -900_000_000, longitude: 1_800_000_000 })).toMatchObject({
      lat: -900_000_000,
      long: 1_800_000_000,
    });
    expect(core({ latitude: -2e9, longitude: 3e9 })).toMatchObject({ lat: 900_000_001, long: 1_800_000_001 });
  });
  test('a size that is not known is said to be unknown, and 180 degrees west is 180 degrees east', () => {
    const at = { latitude: 0, longitude: -1.8e9, elevation: 0, speedMetresPerSecond: 0, headingDegrees: 0 };
    const seen = core(
      { ...at, accelerationMetresPerSecond2: 0 },
      { lengthMetres: Number.NaN, widthMetres: Number.NaN },
    );
    expect(seen).toMatchObject({ size: { width: 0, length: 0 }, long: 1_800_000_000 });
  });
  test('whatever the sensors say, it encodes', () => {
    const any = fc.double();
    fc.assert(
      fc.property(fc.tuple(any, any, any, any, any, any), fc.tuple(any, any), ([a, b, c, d, e, f], [length, width]) => {
        const wild = { latitude: a, longitude: b, elevation: c, speedMetresPerSecond: d, headingDegrees: e };
        const size = { lengthMetres: length, widthMetres: width };
        expect(core({ ...wild, accelerationMetresPerSecond2: f }, size).speed).toBeLessThanOrEqual(8191);
      }),
    );
  });
});
