import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Events } from '../../sim/events.ts';

const START = 7e14;

describe('simulated time', () => {
  it('takes events in order of time, and of asking where times are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }), (delays) => {
        const events = new Events(START);
        const seen: [number, number][] = [];
        for (const [n, delay] of delays.entries()) events.at(START + delay, () => seen.push([events.now() - START, n]));
        events.runUntil(START + 100);
        expect(seen).toEqual(
          delays.map((delay, n) => [delay, n] as [number, number]).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
        );
        expect(events.waiting).toBe(0);
      }),
    );
  });
  it('is the same run twice, with events that plan and call off events', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.boolean()), { maxLength: 60 }), (plan) => {
        const run = (): string[] => {
          const events = new Events(START);
          const seen: string[] = [];
          for (const [n, [first, then, off]] of plan.entries()) {
            events.at(START + first, () => {
              seen.push(`${n}@${events.now()}`);
              const callOff = events.at(events.now() + then, () => seen.push(`${n} again@${events.now()}`));
              if (off) events.at(events.now() + 10, callOff);
            });
          }
          events.runUntil(START + 100);
          return seen;
        };
        expect(run()).toEqual(run());
      }),
    );
  });
  it('stands at the end asked for, and leaves later events for later', () => {
    const events = new Events(START);
    const seen: string[] = [];
    events.after(1, () => seen.push('one'));
    events.after(2, () => seen.push('two'));
    events.runUntil(START + 1_999_999);
    expect([events.now(), seen]).toEqual([START + 1_999_999, ['one']]);
    events.runUntil(START + 2_000_000);
    expect(seen).toEqual(['one', 'two']);
    events.runUntil(START);
    expect(events.now()).toBe(START + 2_000_000);
  });
  it('does what was due in the past now, never before now', () => {
    const events = new Events(START);
    events.after(1, () => events.at(START, () => expect(events.now()).toBe(START + 1e6)));
    events.runUntil(START + 2e6);
    expect.assertions(1);
  });
  it('does not do what was called off', () => {
    const events = new Events(START);
    const seen: string[] = [];
    const off = events.after(2, () => seen.push('called off'));
    events.after(1, off);
    events.runUntil(START + 5e6);
    expect(seen).toEqual([]);
  });
  it('repeats at whole periods without drift, until ended from inside or outside', () => {
    const events = new Events(START);
    const thirds: number[] = [];
    const end = events.every(1 / 3, () => thirds.push(events.now() - START));
    let count = 0;
    const inside = events.every(0.1, () => {
      if (++count === 5) inside();
    });
    events.runUntil(START + 100e6);
    expect(thirds).toHaveLength(300);
    expect(thirds[299]).toBe(100e6);
    expect(count).toBe(5);
    end();
    events.runUntil(START + 200e6);
    expect(thirds).toHaveLength(300);
  });
  it('refuses a period of nothing and a moment that is none', () => {
    expect(() => new Events(START).every(0, () => {})).toThrow(RangeError);
    expect(() => new Events(START).after(Number.NaN, () => {})).toThrow(/NaN/);
  });
  it('waits for work outside the queue after each event, so that its answer keeps its moment', async () => {
    const events = new Events(START);
    let work: Promise<void> = Promise.resolve();
    const seen: string[] = [];
    const ask = (name: string, millis: number): void => {
      work = new Promise((done) => setTimeout(done, millis)).then(
        () => void seen.push(`${name}@${events.now() - START}`),
      );
    };
    events.at(START + 1, () => ask('slow', 20));
    events.at(START + 2, () => ask('quick', 1));
    await events.runUntilSettled(START + 10, () => work);
    expect(seen).toEqual(['slow@1', 'quick@2']);
    expect(events.now()).toBe(START + 10);
  });
});
