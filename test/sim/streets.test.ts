/** The streets of an intersection, and what their drivers see. */
import { describe, expect, test } from 'vitest';
import { builtinMap } from '../../roadside/builtin.ts';
import { readMap } from '../../roadside/intersection.ts';
import { bit, type Phase } from '../../roadside/rings.ts';
import { lampOf, streetsOf } from '../../sim/streets.ts';
import { Drive } from '../roadside/drive.ts';
import { maps } from '../roadside/maps.ts';

const read = readMap(builtinMap);
if (!read.ok) throw new Error(read.refusal);
const streets = streetsOf(read.intersection);
const gaps = (points: readonly { readonly x: number; readonly y: number }[]) =>
  points.slice(1).map((p, i) => Math.hypot(p.x - points[i]!.x, p.y - points[i]!.y));
const real = maps.flatMap(({ map }) => {
  const reading = readMap(map);
  return reading.ok ? [reading.intersection] : [];
});

test('one for each movement of the built-in intersection', () => {
  expect(streets).toHaveLength(16);
  expect(new Set(streets.map((s) => s.path.id)).size).toBe(16);
  for (const { path, phase, movement } of streets) {
    expect(read.intersection.phaseOf.get(movement.signalGroup!)).toBe(phase);
    expect(path.lane).toBe(String(movement.from.id));
  }
});
test('a street is one line, its stop line where the lane of the MAP has it', () => {
  for (const { path, movement } of streets) {
    for (const gap of gaps(path.points)) expect(gap).toBeLessThan(310);
    let along = 0;
    const steps = gaps(path.points);
    const at = path.points.findIndex((_, i) => {
      const here = along;
      along += steps[i] ?? 0;
      return Math.abs(here - path.stopAt) < 1e-6;
    });
    const [stop] = movement.from.line;
    expect(path.points[at]).toEqual({ x: stop!.east, y: stop!.north });
  }
});
test('straight on by the limit of the MAP, turning slower', () => {
  for (const { path, movement } of streets)
    expect(path.speedLimit).toBeCloseTo(movement.maneuver === 'straight' ? 782 * 0.02 : 12, 5);
});
test('nobody has to yield where every left turn has an arrow of its own', () => {
  expect(streets.every((s) => s.path.yieldsTo === undefined)).toBe(true);
});
test.skipIf(real.length === 0)(
  `on real MAPs a way out is long enough to be clear, and a left turn on a round green yields to who comes towards it${real.length === 0 ? ' (skipped: the vectors are not beside the project)' : ''}`,
  () => {
    let yielding = 0;
    for (const intersection of real.slice(0, 20))
      for (const { path, movement } of streetsOf(intersection)) {
        const beyond = gaps(path.points).reduce((a, b) => a + b, 0) - path.stopAt;
        expect(beyond).toBeGreaterThanOrEqual(40);
        if (!movement.permissive) expect(path.yieldsTo).toBeUndefined();
        for (const other of path.yieldsTo ?? []) {
          const [a, b] = [
            movement.heading,
            intersection.movements.find((m) => `${m.from.id}>${m.to.id}` === other)!.heading,
          ];
          expect(Math.abs(((a - b + 540) % 360) - 180)).toBeGreaterThan(134);
          yielding++;
        }
      }
    expect(yielding).toBeGreaterThan(0);
  },
);

describe('the lamp of a street', () => {
  const read = new Drive().controller.readBack();
  const street = (phase: Phase, permissive: boolean) => {
    const one = streets.find((s) => s.phase === phase)!;
    return { ...one, movement: { ...one.movement, permissive } };
  };
  test('is that of its phase; red in flash, as nobody here knows better', () => {
    const lit = (greens: number, yellows: number) => ({ ...read, greens, yellows });
    expect(lampOf(street(4, false), lit(bit(4), 0))).toBe('green');
    expect(lampOf(street(4, true), lit(bit(4), 0))).toBe('permissive');
    expect(lampOf(street(4, false), lit(bit(2), bit(4)))).toBe('yellow');
    expect(lampOf(street(4, false), lit(bit(2), 0))).toBe('red');
    expect(lampOf(street(4, true), { ...lit(0, 0), flash: 'fault' })).toBe('red');
  });
});
