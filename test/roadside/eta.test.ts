import { expect, test } from 'vitest';
import { classOf, classTable } from '../../roadside/classes.ts';
import { arrival } from '../../roadside/eta.ts';
import { newer } from '../../roadside/request.ts';

const now = 1e12;
const seconds = (distance: number, speed: number | undefined, claimed?: number) =>
  (arrival({ distance, speed, claimed: claimed === undefined ? undefined : now + claimed * 1e6 }, now) - now) / 1e6;

test('the arrival is computed from distance and speed, and a moving vehicle cannot claim another', () => {
  expect(seconds(300, 20)).toBe(15);
  expect(seconds(300, 20, 2)).toBe(15);
  expect(seconds(300, 20, 600)).toBe(15);
});
test('D09: who stands far off does not arrive in 5 s, and unknown speed counts as fast', () => {
  expect(seconds(300, 0, 5)).toBe(100);
  expect(seconds(300, undefined)).toBe(15);
  expect(seconds(30, 0, 40)).toBe(40);
});
test('nobody arrives sooner than one second from now', () => {
  expect(seconds(0, 30)).toBe(1);
  expect(seconds(-20, 30)).toBe(1);
});
test('serial numbers: exactly 63 of the 128 are newer than any given one', () => {
  for (let b = 0; b < 128; b++) {
    const ahead = Array.from({ length: 128 }, (_, a) => a).filter((a) => newer(a, b));
    expect(ahead).toHaveLength(63);
    expect(ahead).not.toContain(b);
  }
});
test('only the emergency roles are of the type that preempts', () => {
  const type1 = Object.keys(classTable).filter((role) => classOf(classTable, role).type === 1);
  expect(type1).toEqual(['emergency', 'police', 'fire', 'ambulance', 'roadRescue', 'safetyCar', 'roadSideSource']);
  expect(classOf(classTable, 'toString').type).toBe(10);
});
