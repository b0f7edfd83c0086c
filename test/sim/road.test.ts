import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, type Path } from '../../sim/road.ts';

/** From the south, right over the stop line at y = -10, then east. */
const path: Path = {
  id: 'p',
  points: [
    { x: 0, y: -60 },
    { x: 0, y: 0 },
    { x: 40, y: 0 },
  ],
  stopAt: 50,
  movement: 'm',
  speedLimit: 14,
};

describe('a path laid out', () => {
  it('counts from the stop line, and goes on straight upstream', () => {
    const route = layOut(path, 450);
    expect([route.start, route.end, route.lane]).toEqual([-450, 50, 'p']);
    expect(route.place(0)).toEqual({ x: 0, y: -10, heading: 0 });
    expect(route.place(-450)).toEqual({ x: 0, y: -460, heading: 0 });
    expect(route.place(50)).toEqual({ x: 40, y: 0, heading: 90 });
    expect(layOut(path, 20).start).toBe(-50);
  });
  it('has headings in degrees from north, clockwise', () => {
    const towards = (x: number, y: number): number =>
      layOut(
        {
          ...path,
          points: [
            { x: 0, y: 0 },
            { x, y },
          ],
          stopAt: 0,
        },
        10,
      ).place(-5).heading;
    expect([towards(0, 1), towards(1, 0), towards(0, -1), towards(-1, 0)]).toEqual([0, 90, 180, 270]);
    expect(towards(-1, 1)).toBeCloseTo(315);
  });
  it('moves a metre for a metre, without jumps', () => {
    const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 2, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (points, share) => {
          const length = points
            .slice(1)
            .reduce((sum, { x, y }, n) => sum + Math.hypot(x - points[n]!.x, y - points[n]!.y), 0);
          fc.pre(length > 1);
          const route = layOut({ ...path, points, stopAt: (length - 0.8) * share }, 100);
          expect(route.end + route.path.stopAt).toBeCloseTo(length, 1);
          for (let at = route.start; at < route.end; at += 7.3) {
            const [a, b] = [route.place(at), route.place(at + 0.5)];
            expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeLessThanOrEqual(0.5 + 1e-9);
            expect(a.heading >= 0 && a.heading < 360).toBe(true);
          }
        },
      ),
    );
  });
  it.each([
    ['one point', { points: [{ x: 1, y: 1 }] }],
    [
      'the same point twice',
      {
        points: [
          { x: 1, y: 1 },
          { x: 1, y: 1 },
        ],
      },
    ],
    ['a stop line beyond its end', { stopAt: 100 }],
    ['a stop line before its beginning', { stopAt: -1 }],
    ['no speed', { speedLimit: 0 }],
  ])('is refused with %s', (_, wrong) => {
    expect(() => layOut({ ...path, ...wrong }, 450)).toThrow(/path p/);
  });
});
