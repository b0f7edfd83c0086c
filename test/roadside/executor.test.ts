import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Executor, startUpRed, type TraceEvent } from '../../roadside/executor.ts';
import { Monitor } from '../../roadside/monitor.ts';
import { concurrent, type Phase, type PhasePair, phases } from '../../roadside/rings.ts';
import type { TimingPlan } from '../../roadside/timing.ts';
import { eight, through } from './plans.ts';

let now = 0;
let events: TraceEvent[] = [];
let monitor: Monitor;
let executor: Executor;
const build = (plan: TimingPlan = eight, physical: readonly PhasePair[] = []) => {
  now = 0;
  events = [];
  monitor = new Monitor({ plan, physical, maxPresence: 300, slack: 1 }, 0);
  const record = (event: TraceEvent) => {
    events.push(event);
    monitor.see(event);
  };
  executor = new Executor({ plan, physical, record, maxPresence: 300 }, 0);
};
const pass = (seconds: number) => {
  for (let i = 0; i < Math.round(seconds * 10); i++) {
    now += 100_000;
    executor.tick(now);
  }
};
beforeEach(() => {
  build();
  pass(startUpRed);
});

test('after start nothing turns green before all red has stood for its time', () => {
  build();
  expect(executor.startGreen(2)).toBe('redRevert');
  pass(startUpRed - 0.1);
  expect(executor.startGreen(2)).toBe('redRevert');
  pass(0.1);
  expect(executor.startGreen(2)).toBe('done');
});

test('invariant 1 and 6: of all pairs, only those the rings allow get green together', () => {
  for (const a of phases)
    for (const b of phases) {
      if (a === b) continue;
      build();
      pass(startUpRed);
      executor.startGreen(a);
      expect(executor.startGreen(b)).toBe(concurrent(a, b) ? 'done' : 'conflict');
    }
});

test('invariant 1: a conflict on the ground forbids what the rings allow', () => {
  build(eight, [[2, 6]]);
  pass(startUpRed);
  executor.startGreen(2);
  expect(executor.startGreen(6)).toBe('conflict');
  expect(executor.startGreen(5)).toBe('done');
});

test('invariant 2: minimum green is served whoever asks', () => {
  executor.startGreen(2);
  pass(7.9);
  expect(executor.endGreen(2)).toBe('minGreen');
  pass(0.1);
  expect(executor.endGreen(2)).toBe('done');
});

test('invariant 3: walk and pedestrian clearance are served before the green may end', () => {
  executor.startGreen(2);
  pass(5);
  expect(executor.walk(2)).toBe('done');
  pass(6.9);
  expect(executor.endGreen(2)).toBe('walk');
  pass(0.2);
  expect(executor.endGreen(2)).toBe('pedClear');
  pass(11.8);
  expect(executor.endGreen(2)).toBe('pedClear');
  pass(0.2);
  expect(executor.endGreen(2)).toBe('done');
});

test('invariants 4 and 5: yellow and red clearance last what the plan says before a conflicting green', () => {
  executor.startGreen(2);
  pass(8);
  executor.endGreen(2);
  pass(5.4);
  expect(executor.startGreen(1)).toBe('conflict');
  pass(0.1);
  expect(executor.startGreen(1)).toBe('done');
});

test('invariant 7: the same phase stays red for red revert', () => {
  build({ ...eight, redRevert: 5 });
  pass(startUpRed);
  executor.startGreen(2);
  pass(8);
  executor.endGreen(2);
  pass(4 + 4.9);
  expect(executor.startGreen(2)).toBe('redRevert');
  pass(0.1);
  expect(executor.startGreen(2)).toBe('done');
});

test('invariant 8: a claim without dead-man or limit is refused, and no claim outlives either', () => {
  expect(executor.claim('hold', { deadMan: 0, maxPresence: 60 })).toBe('noDeadMan');
  expect(executor.claim('hold', { deadMan: 10, maxPresence: 0 })).toBe('noMaxPresence');
  expect(executor.claim('hold', { deadMan: 10, maxPresence: 3600 })).toBe('tooLong');
  expect(executor.claim('hold', { deadMan: Number.NaN, maxPresence: 60 })).toBe('noDeadMan');
  executor.claim('silent', { deadMan: 10, maxPresence: 60 });
  pass(9.9);
  expect(executor.claimed('silent')).toBe(true);
  pass(0.1);
  expect(executor.claimed('silent')).toBe(false);
  executor.claim('steady', { deadMan: 10, maxPresence: 60 });
  for (let i = 0; i < 12; i++) {
    pass(5);
    if (i < 11) expect(executor.claim('steady', { deadMan: 10, maxPresence: 60 })).toBe('done');
  }
  expect(executor.claimed('steady')).toBe(false);
  expect(executor.claim('steady', { deadMan: 10, maxPresence: 60 })).toBe('maxPresence');
  executor.release('steady');
  expect(executor.claim('steady', { deadMan: 10, maxPresence: 60 })).toBe('done');
});

test('an unsafe plan gets no executor', () => {
  const plan = { ...eight, phases: { ...eight.phases, 4: { ...through, yellow: 2 } } };
  expect(() => build(plan)).toThrow('Phase 4: yellow is 2 s: it must be at least 3.0 s.');
});

describe('flash', () => {
  test('a command must wait for all red, a fault of the cabinet does not', () => {
    executor.startGreen(2);
    expect(executor.flash('command')).toBe('notAllRed');
    expect(executor.flash('fault')).toBe('done');
    expect(executor.startGreen(6)).toBe('inFlash');
    expect(executor.showing('green')).toBe(0);
  });
  test('only the end of the fault ends a fault, and then all red comes first', () => {
    executor.flash('fault');
    expect(executor.recover('command')).toBe('inFlash');
    expect(executor.recover('fault')).toBe('done');
    pass(startUpRed - 0.1);
    expect(executor.startGreen(2)).not.toBe('done');
    pass(0.1);
    expect(executor.startGreen(2)).toBe('done');
    expect(monitor.found).toEqual([]);
  });
});

test('stop time stops the intervals, not the dead-man times', () => {
  executor.startGreen(2);
  executor.claim('hold', { deadMan: 5, maxPresence: 5 });
  executor.stopTime(true);
  pass(20);
  expect(executor.endGreen(2)).toBe('stopTime');
  expect(executor.claimed('hold')).toBe(false);
  executor.stopTime(false);
  pass(7.9);
  expect(executor.endGreen(2)).toBe('minGreen');
});

test('C12: neither a clock that leaps ahead nor one that goes back shortens an interval', () => {
  executor.startGreen(2);
  pass(8);
  executor.endGreen(2);
  now += 3_600_000_000;
  executor.tick(now);
  expect(executor.showing('yellow')).toBe(2);
  executor.tick(now - 7_200_000_000);
  expect(executor.showing('yellow')).toBe(2);
  pass(4);
  expect(executor.showing('yellow')).toBe(0);
});

type Act = { act: 'start' | 'end' | 'walk' | 'wait'; phase: Phase; tenths: number };
test('P3: any sequence of orders, in any order and at any time, leaves the monitor nothing to find', () => {
  const acts = fc.array(
    fc.record<Act>({
      act: fc.constantFrom('start', 'end', 'walk', 'wait'),
      phase: fc.constantFrom(...phases),
      tenths: fc.integer({ min: 0, max: 200 }),
    }),
    { maxLength: 400, minLength: 50 },
  );
  const pairs = fc.uniqueArray(fc.constantFrom<PhasePair>([2, 6], [1, 5], [4, 7], [3, 8], [2, 5]), { maxLength: 3 });
  let greens = 0;
  fc.assert(
    fc.property(acts, pairs, (list, physical) => {
      build(eight, physical);
      for (const { act, phase, tenths } of list) {
        if (act === 'start') executor.startGreen(phase);
        else if (act === 'end') executor.endGreen(phase);
        else if (act === 'walk') executor.walk(phase);
        else pass(tenths / 10);
      }
      monitor.finish(now);
      expect(monitor.found).toEqual([]);
      greens += events.filter((event) => event.kind === 'lamp' && event.shows === 'green').length;
    }),
    { numRuns: 150 },
  );
  expect(greens).toBeGreaterThan(100);
});
