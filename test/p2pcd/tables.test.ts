/** What everything in P2PCD is bounded by: tables with a named loser, and rates. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Events } from '../../sim/events.ts';
import { MissingTable } from '../../src/p2pcd/missing.ts';
import { Oldest } from '../../src/p2pcd/oldest.ts';
import { Rate } from '../../src/rate.ts';
import { NOW } from '../pki.ts';
import { contextOf, storeOf } from './rig.ts';

describe('a table that loses the oldest', () => {
  test('holds the newest so many, whatever is put in, taken out and put in again', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(12)), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), steps, (limit, all) => {
        let lost = 0;
        const table = new Oldest<number>(limit, () => lost++);
        let model: number[] = [];
        let expected = 0;
        for (const [put, n] of all) {
          model = model.filter((m) => m !== n);
          if (put) model.push(n);
          if (put) table.put(`${n}`, n);
          else table.delete(`${n}`);
          if (model.length > limit) expected++;
          model = model.slice(-limit);
          expect([...table.values()]).toEqual(model);
          expect([table.size, lost]).toEqual([model.length, expected]);
        }
      }),
    );
  });
  test('what is over goes, from the oldest on', () => {
    const table = new Oldest<number>(9, () => {});
    for (const n of [1, 2, 5, 1]) table.put(`${n} ${table.size}`, n);
    table.expire((n) => n < 3);
    expect([...table.values()]).toEqual([5, 1]);
  });
});

describe('a rate', () => {
  test('lets through so many a second, and no more at once after any rest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 0, max: 3000 })), (perSecond, waits) => {
        const events = new Events(NOW);
        const rate = new Rate(events, perSecond);
        let taken = 0;
        for (const milliseconds of waits) {
          events.runUntil(events.now() + milliseconds * 1e3);
          let atOnce = 0;
          while (rate.take()) atOnce++;
          expect(atOnce).toBeLessThanOrEqual(perSecond);
          taken += atOnce;
          expect(taken).toBeLessThanOrEqual(perSecond + ((events.now() - NOW) / 1e6) * perSecond + 1e-6);
        }
      }),
    );
  });
  test('gives nothing for a clock that was set back, and is never less than one a second', () => {
    const clock = { at: NOW, now: () => clock.at };
    const rate = new Rate(clock, 2);
    expect([rate.take(), rate.take(), rate.take()]).toEqual([true, true, false]);
    clock.at -= 3600e6;
    expect(rate.take()).toBe(false);
    clock.at += 0.6e6;
    expect([rate.take(), rate.take()]).toEqual([true, false]);
    expect(() => new Rate(clock, 0.5)).toThrow(RangeError);
  });
});

describe('missing certificates', () => {
  const id = (n: number): string => n.toString(16).padStart(16, '0');
  test('are forgotten when nobody needs them any more', () => {
    const { context, run } = contextOf(storeOf([]));
    const table = new MissingTable(context);
    table.need(id(1), 'authority', 32);
    run(0.8);
    table.need(id(2), 'authority', 32);
    table.need(id(1), 'authority', 32);
    run(0.9);
    expect([...table.all()].map((m) => m.id)).toEqual([id(1), id(2)]);
    run(0.2);
    expect(table.get(id(1))).toBeUndefined();
    expect(table.size).toBe(0);
  });
  test('a flood of names that are named once pushes out none that was named twice', () => {
    const { context, counts } = contextOf(storeOf([]), { missingLimit: 8, repeatedLimit: 2 });
    const table = new MissingTable(context);
    for (const n of [1, 2]) for (const _ of [1, 2]) table.need(id(n), 'authority', 32);
    for (let n = 10; n < 1000; n++) table.need(id(n), 'authority', 32);
    expect(table.size).toBe(10);
    expect([...table.all()].slice(0, 2).map((m) => m.id)).toEqual([id(1), id(2)]);
    expect(counts.of('dropped missingFull')).toBe(990 - 8);
    table.need(id(999), 'authority', 32);
    expect([...table.all()].slice(0, 2).map((m) => m.id)).toEqual([id(2), id(999)]);
    expect(counts.of('dropped repeatedFull')).toBe(1);
  });
});
