import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, DRIVERS, type DriverKind, follow, HARDEST_BRAKING, halt } from '../../sim/driver.ts';

const kinds = fc.constantFrom(...(Object.keys(DRIVERS) as DriverKind[]));
const speeds = fc.double({ min: 0, max: 25, noNaN: true });
const yes = (): boolean => true;
const no = (): boolean => false;

describe('a driver', () => {
  it('never brakes harder than tyres can, nor accelerates beyond the engine', () => {
    fc.assert(
      fc.property(kinds, speeds, speeds, fc.double({ min: -5, max: 500, noNaN: true }), (kind, speed, other, gap) => {
        for (const wanted of [
          follow(DRIVERS[kind], speed, 15, gap, speed - other),
          halt(DRIVERS[kind], speed, 15, gap),
        ]) {
          expect(wanted).toBeGreaterThanOrEqual(-HARDEST_BRAKING);
          expect(wanted).toBeLessThanOrEqual(DRIVERS[kind].acceleration);
        }
      }),
    );
  });
  it('keeps the desired speed on a free road, and comes back to it from either side', () => {
    expect(follow(DRIVERS.car, 15, 15, Number.POSITIVE_INFINITY, 0)).toBe(0);
    expect(follow(DRIVERS.car, 10, 15, Number.POSITIVE_INFINITY, 0)).toBeGreaterThan(0);
    expect(follow(DRIVERS.car, 20, 15, Number.POSITIVE_INFINITY, 0)).toBeLessThan(0);
  });
  it('comes to stand before the line from any speed and place that braking at 4 m/s² allows', () => {
    fc.assert(
      fc.property(kinds, speeds, fc.double({ min: 0, max: 300, noNaN: true }), (kind, start, spare) => {
        let speed = start;
        let left = start ** 2 / 8 + 1.5 + spare;
        for (let n = 0; n < 2000; n++) {
          const next = Math.max(0, speed + 0.1 * halt(DRIVERS[kind], speed, 25, left));
          left -= ((speed + next) / 2) * 0.1;
          speed = next;
        }
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThan(6);
        expect(speed).toBeLessThan(0.1);
      }),
    );
  });
});

describe('the choice before a signal', () => {
  it('is to go at green, and to stop at red', () => {
    expect(choose('green', 14, 10, undefined, no)).toBe('go');
    expect(choose('red', 14, 100, undefined, yes)).toBe('stop');
    expect(choose('red', 14, 5, undefined, yes)).toBe('stop');
  });
  it('at yellow is to stop where that is comfortable, to go where it is not, and is kept', () => {
    expect(choose('yellow', 14, 50, undefined, yes)).toBe('stop');
    expect(choose('yellow', 14, 20, undefined, yes)).toBe('go');
    expect(choose('yellow', 14, 20, 'stop', yes)).toBe('stop');
    expect(choose('yellow', 5, 50, 'go', yes)).toBe('go');
  });
  it('to go on is given up at red wherever a stop is still possible', () => {
    expect(choose('red', 10, 20, 'go', yes)).toBe('stop');
    expect(choose('red', 14, 5, 'go', yes)).toBe('go');
  });
  it('at permissive hangs on the gap while there is time to stop', () => {
    expect(choose('permissive', 10, 30, undefined, yes)).toBe('go');
    expect(choose('permissive', 10, 30, undefined, no)).toBe('stop');
    expect(choose('permissive', 10, 2, undefined, no)).toBe('go');
  });
});
