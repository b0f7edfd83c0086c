import { describe, expect, test } from 'vitest';
import { limits } from '../../roadside/controller.ts';
import type { Phase } from '../../roadside/rings.ts';
import { Drive } from './drive.ts';
import { eight, only } from './plans.ts';

describe('E08: a hold needs a dead-man time, and a short one', () => {
  test.each([0, -1, Number.NaN])('%s s is invalid', (seconds) => {
    const { controller, now } = new Drive();
    expect(controller.command({ do: 'hold', phases: [2], seconds }, now)).toMatchObject({ reason: 'invalid' });
  });
  test('3600 s is too long', () => {
    const { controller, now } = new Drive();
    const answer = controller.command({ do: 'hold', phases: [2], seconds: 3600 }, now);
    expect(answer).toMatchObject({ result: 'rejected', reason: 'tooLong' });
  });
  test('a hold keeps its phase green and then lets go by itself', () => {
    const drive = new Drive().run(30);
    drive.controller.detect(4, true, drive.now);
    expect(drive.controller.command({ do: 'hold', phases: [2], seconds: 60 }, drive.now).result).toBe('completed');
    expect(drive.controller.status().manualControlIsEnabled).toBe(true);
    drive.run(59);
    expect(drive.green(2)).toBe(true);
    expect(drive.until(() => drive.green(4), 20)).toBeDefined();
    expect(drive.monitor.found).toEqual([]);
  });
});

test('E09: a force-off in minimum green or pedestrian clearance is deferred to the first safe moment', () => {
  const drive = new Drive().run(6.5);
  expect(drive.controller.command({ do: 'forceOff', phases: [2] }, drive.now)).toEqual({ result: 'deferred' });
  drive.run(1);
  expect(drive.green(2)).toBe(true);
  expect(drive.until(() => !drive.green(2), 10)).toBeGreaterThan(5);
  const walking = new Drive().run(30);
  walking.controller.pedCall(2);
  walking.run(5);
  expect(walking.controller.command({ do: 'forceOff', phases: [2] }, walking.now)).toEqual({ result: 'deferred' });
  expect(walking.until(() => !walking.green(2), 60)).toBeGreaterThan(13);
  expect([...drive.monitor.found, ...walking.monitor.found]).toEqual([]);
});

describe('E10: what would stop the intersection is invalid', () => {
  const refused = (phases: Phase[], what: 'omit' | 'hold' | 'pedOmit', drive = new Drive()) =>
    drive.controller.command({ do: what, phases, seconds: 30 }, drive.now);
  test('omitting all phases of a ring, at once or bit by bit', () => {
    expect(refused([1, 2, 3, 4], 'omit')).toMatchObject({
      reason: 'invalid',
      sentence: 'No phase of ring 1 would be left.',
    });
    const drive = new Drive();
    expect(refused([5, 6], 'omit', drive).result).toBe('completed');
    expect(refused([7, 8], 'omit', drive)).toMatchObject({ reason: 'invalid' });
  });
  test('omitting the only pedestrian phase', () => {
    const drive = new Drive({ plan: only(1, 2, 3) });
    expect(refused([2], 'omit', drive)).toMatchObject({ sentence: 'No pedestrian phase would be left.' });
    expect(refused([2, 4, 6, 8], 'pedOmit')).toMatchObject({ sentence: 'No pedestrian phase would be left.' });
  });
  test('holding conflicting phases, at once or one after the other', () => {
    expect(refused([2, 4], 'hold')).toMatchObject({ reason: 'invalid' });
    const drive = new Drive();
    expect(refused([2], 'hold', drive).result).toBe('completed');
    expect(refused([4], 'hold', drive)).toMatchObject({ reason: 'invalid' });
    expect(refused([6], 'hold', drive).result).toBe('completed');
  });
  test('a phase that is not there, or none', () => {
    expect(refused([7], 'hold', new Drive({ plan: only(2, 6) }))).toMatchObject({ reason: 'invalid' });
    expect(refused([], 'hold')).toMatchObject({ reason: 'invalid' });
  });
});

test('an omitted phase is left out for its time and served again after it', () => {
  const drive = new Drive({ recall: [2, 4, 6, 8] }).run(10);
  drive.controller.command({ do: 'omit', phases: [4, 8], seconds: 100 }, drive.now);
  drive.run(99);
  expect(drive.lamps(4)).toEqual([]);
  expect(drive.until(() => drive.green(4), 60)).toBeDefined();
});

test('only a pattern of the plan can be called; free and flash are commands of their own', () => {
  const drive = new Drive();
  expect(drive.controller.command({ do: 'pattern', number: 2 }, drive.now).result).toBe('completed');
  expect(drive.controller.running).toBe(2);
  for (const number of [0, 3, 254, 255, 1.5])
    expect(drive.controller.command({ do: 'pattern', number }, drive.now)).toMatchObject({ reason: 'invalid' });
  drive.controller.command({ do: 'free' }, drive.now);
  expect(drive.controller.running).toBe('free');
});

test('a commanded flash comes after the clearances, and its end after all red', () => {
  const drive = new Drive().run(30);
  expect(drive.controller.command({ do: 'flash', on: true }, drive.now)).toEqual({ result: 'deferred' });
  expect(drive.until(() => drive.controller.status().standbyOperation, 20)).toBeGreaterThan(5);
  expect(drive.controller.command({ do: 'call', phases: [4] }, drive.now)).toMatchObject({ reason: 'inFlash' });
  expect(drive.controller.command({ do: 'flash', on: false }, drive.now).result).toBe('completed');
  expect(drive.until(() => drive.green(2), 20)).toBeGreaterThan(5);
  expect(drive.monitor.found).toEqual([]);
});

test('E25: a commanded flash waits until an emergency preempt is over', () => {
  const drive = new Drive().run(60);
  const keep = () => drive.controller.preempt(3, [4, 7], { deadMan: 10, maxPresence: 100 });
  drive.run(30, keep);
  drive.controller.command({ do: 'flash', on: true }, drive.now);
  drive.run(30, keep);
  expect(drive.green(4)).toBe(true);
  drive.controller.release(3);
  expect(drive.until(() => drive.controller.readBack().flash === 'command', 20)).toBeDefined();
  expect(drive.monitor.found).toEqual([]);
});

test('E20: when the centre falls silent its control ends and the local plan runs', () => {
  const drive = new Drive({ plan: eight, local: 1 }).run(30);
  drive.controller.command({ do: 'pattern', number: 2 }, drive.now);
  drive.controller.command({ do: 'omit', phases: [3], seconds: limits.hold }, drive.now);
  drive.controller.command({ do: 'hold', phases: [2], seconds: limits.hold }, drive.now);
  drive.run(limits.hold + 1);
  expect(drive.controller.status().manualControlIsEnabled).toBe(false);
  expect(drive.controller.running).toBe(2);
  drive.run(limits.backup - limits.hold);
  expect(drive.controller.running).toBe(1);
});
