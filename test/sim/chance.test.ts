import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance } from '../../sim/chance.ts';
import { seededRandom } from '../../src/crypto/random.ts';

describe('seeded octets', () => {
  it('are the same for the same seed however they are asked for, and others for another', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(50), { maxLength: 10 }), (seed, counts) => {
        const [a, b] = [seededRandom(seed), seededRandom(seed)];
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(counts.flatMap((count) => [...a.octets(count)])).toEqual([...b.octets(total)]);
      }),
    );
    expect(seededRandom('a').octets(16)).not.toEqual(seededRandom('b').octets(16));
  });
  it('are fixed for ever: a run of years ago can be run again', () => {
    expect(Buffer.from(seededRandom('wavetrust').octets(8)).toString('hex')).toBe('f74f6c7631992ad2');
  });
});

describe('draws', () => {
  it('lie in their bounds', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1000 }), (seed, count) => {
        const draw = chance(seededRandom(seed));
        const uniform = draw.uniform();
        expect(uniform >= 0 && uniform < 1).toBe(true);
        const whole = draw.below(count);
        expect(Number.isInteger(whole) && whole >= 0 && whole < count).toBe(true);
        const between = draw.between(-count, count);
        expect(between >= -count && between < count).toBe(true);
        expect(draw.exponential(count)).toBeGreaterThanOrEqual(0);
        expect([draw.happens(0), draw.happens(1)]).toEqual([false, true]);
      }),
    );
  });
  it('have the means they should', () => {
    const draw = chance(seededRandom('means'));
    const mean = (one: () => number): number =>
      Array.from({ length: 20_000 }, one).reduce((sum, x) => sum + x, 0) / 20_000;
    expect(mean(draw.uniform)).toBeCloseTo(0.5, 1);
    expect(mean(() => draw.exponential(4)) / 4).toBeCloseTo(1, 1);
    expect(mean(() => Number(draw.happens(0.3)))).toBeCloseTo(0.3, 1);
    expect(mean(() => draw.below(3))).toBeCloseTo(1, 1);
  });
  it('shuffle keeps every member and the list it was given', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer()), (seed, list) => {
        const before = [...list];
        const mixed = chance(seededRandom(seed)).shuffle(list);
        expect(list).toEqual(before);
        expect([...mixed].sort()).toEqual([...before].sort());
      }),
    );
  });
  it('shuffle gives each order of three about equally often', () => {
    const draw = chance(seededRandom('orders'));
    const seen = new Map<string, number>();
    for (let n = 0; n < 6000; n++) {
      const order = draw.shuffle([1, 2, 3]).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
  it('pick takes a member, and refuses an empty list', () => {
    const draw = chance(seededRandom('pick'));
    expect(['a', 'b']).toContain(draw.pick(['a', 'b']));
    expect(() => draw.pick([])).toThrow(/empty/);
  });
});
