import { describe, expect, test } from 'vitest';
import { limits } from '../../roadside/controller.ts';
import { type Phase, phases } from '../../roadside/rings.ts';
import { Drive } from './drive.ts';
import { only } from './plans.ts';

const terms = { deadMan: 10, maxPresence: 120 };
const greens = (drive: Drive, phase: Phase) => drive.lamps(phase).filter(({ shows }) => shows === 'green');

describe('free', () => {
  test('without calls it rests in the recalled phases', () => {
    const drive = new Drive().run(600);
    expect([drive.green(2), drive.green(6)]).toEqual([true, true]);
    expect(drive.events.length).toBe(2);
  });
  test('every called phase is served, and a waiting pedestrian gets walk and clearance', () => {
    const drive = new Drive().run(20);
    for (const phase of phases) drive.controller.detect(phase, true, drive.now);
    for (const phase of phases) drive.controller.pedCall(phase);
    drive.run(240);
    for (const phase of phases) expect(greens(drive, phase).length).toBeGreaterThan(0);
    for (const phase of [2, 4, 6, 8] as const)
      expect(drive.lamps(phase, 'pedestrian').map(({ shows }) => shows)).toEqual(['walk', 'pedClear', 'dontWalk']);
    expect(drive.monitor.found).toEqual([]);
  });
  test('a green ends by a gap in its traffic, at the latest at its maximum', () => {
    const drive = new Drive().run(30);
    drive.controller.detect(4, true, drive.now);
    drive.controller.detect(4, false, drive.now);
    const gap = drive.until(() => !drive.green(2), 60);
    expect(gap).toBeLessThan(2);
    const busy = new Drive().run(30);
    busy.controller.detect(2, true, busy.now);
    busy.controller.detect(4, true, busy.now);
    const longest = busy.until(() => !busy.green(2), 100);
    expect(longest).toBeGreaterThanOrEqual(35);
    expect(longest).toBeLessThan(35.5);
  });
  test('at the barrier a ring keeps its green while the other ring has more to serve on this side', () => {
    const drive = new Drive({ recall: [] }).run(10);
    for (const phase of [2, 4, 5, 6, 8] as const) drive.controller.detect(phase, true, drive.now);
    drive.until(() => drive.green(2) && drive.green(5), 300);
    drive.controller.detect(2, false, drive.now);
    drive.until(() => drive.green(6), 60);
    expect(drive.green(2)).toBe(true);
    expect(greens(drive, 2)).toHaveLength(1);
    drive.until(() => !drive.green(6), 60);
    expect(drive.green(2)).toBe(false);
    expect(drive.monitor.found).toEqual([]);
  });
  test('phases that the rings allow but the ground forbids are served one after the other', () => {
    const drive = new Drive({ plan: only(2, 6, 4, 8), physical: [[2, 6]], recall: [2, 4, 6, 8] }).run(600);
    for (const phase of [2, 4, 6, 8] as const) expect(greens(drive, phase).length).toBeGreaterThan(3);
    expect(drive.monitor.found).toEqual([]);
  });
  test('a plan of one ring, or of one phase, runs too', () => {
    for (const list of [[1, 2, 3, 4], [2, 4], [6]] as Phase[][]) {
      const drive = new Drive({ plan: only(...list), recall: list }).run(400);
      for (const phase of list) expect(greens(drive, phase).length).toBeGreaterThan(0);
      expect(drive.monitor.found).toEqual([]);
    }
  });
});

describe('on a pattern', () => {
  test('every phase is green once a cycle, and coordinated greens start at the offset', () => {
    const drive = new Drive({ local: 1 }).run(1300);
    const starts = greens(drive, 2)
      .slice(-5)
      .map(({ at }) => at / 1e6);
    for (const start of starts) expect(Math.abs(((start - 20 - 15) % 100) + 0) % 100).toBeLessThan(1);
    for (const phase of phases) expect(greens(drive, phase).length).toBeGreaterThanOrEqual(12);
    expect(drive.controller.status().fixedTimeOperation).toBe(true);
  });
  test('it finds back into step after a preempt', () => {
    const drive = new Drive({ local: 1 }).run(333);
    drive.run(47, () => drive.controller.preempt(3, [4, 7], terms));
    drive.controller.release(3);
    drive.run(900);
    const starts = greens(drive, 6)
      .slice(-3)
      .map(({ at }) => (at / 1e6 - 20 - 20) % 100);
    for (const start of starts) expect(Math.min(start, 100 - start)).toBeLessThan(1);
    expect(drive.monitor.found).toEqual([]);
  });
  test('an offset adjustment moves the cycle', () => {
    const drive = new Drive({ local: 1 }).run(200);
    expect(drive.controller.command({ do: 'offset', seconds: 10 }, drive.now).result).toBe('completed');
    drive.run(550);
    const starts = greens(drive, 6)
      .slice(-2)
      .map(({ at }) => (at / 1e6 - 30 - 20) % 100);
    for (const start of starts) expect(Math.min(start, 100 - start)).toBeLessThan(1);
    expect(drive.controller.command({ do: 'offset', seconds: 100 }, drive.now).result).toBe('rejected');
  });
});

describe('preempt', () => {
  test('it is entered by the shortest safe path, dwells while kept alive, and is left when released', () => {
    const drive = new Drive().run(60);
    const took = drive.until(
      () => drive.controller.readBack().preempt?.state === 'dwell',
      60,
      () => {
        drive.controller.preempt(3, [4, 7], terms);
      },
    );
    expect(took).toBeLessThan(6);
    drive.run(60, () => drive.controller.preempt(3, [4, 7], terms));
    expect([drive.green(4), drive.green(7)]).toEqual([true, true]);
    expect(drive.controller.status().preemptIsActive).toBe(true);
    drive.controller.release(3);
    expect(drive.until(() => drive.green(2) && drive.green(6), 120)).toBeDefined();
    expect(drive.controller.status().preemptIsActive).toBe(false);
    expect(drive.monitor.found).toEqual([]);
  });
  test('it counts as dwell only when no other phase is green beside it', () => {
    const drive = new Drive().run(60);
    drive.controller.preempt(3, [2], terms);
    drive.controller.step(drive.now);
    expect([drive.green(2), drive.controller.readBack().preempt?.state]).toEqual([true, 'dwell']);
    const both = new Drive().run(60);
    both.controller.pedCall(6);
    both.run(1);
    both.controller.preempt(3, [2], terms);
    both.controller.step(both.now);
    expect([both.green(2), both.green(6)]).toEqual([true, true]);
    expect(both.controller.readBack().preempt?.state).toBe('entryStarted');
  });
  test('a pedestrian who is crossing is not left alone by it', () => {
    const drive = new Drive().run(30);
    drive.controller.pedCall(2);
    drive.run(1);
    const took = drive.until(
      () => drive.green(4),
      60,
      () => drive.controller.preempt(3, [4], terms),
    );
    expect(took).toBeGreaterThan(18);
    expect(drive.monitor.found).toEqual([]);
  });
  test('D24, F10: when its caller falls silent the dead-man releases it by a safe exit', () => {
    const drive = new Drive().run(60);
    drive.run(30, () => drive.controller.preempt(3, [4, 7], terms));
    expect(drive.green(4)).toBe(true);
    drive.run(10.1);
    expect(drive.controller.readBack().preempt).toBeUndefined();
    expect(drive.until(() => drive.green(2), 60)).toBeDefined();
    expect(drive.monitor.found).toEqual([]);
  });
  test('D22: after its maximum presence it is released and stays locked until its caller lets go', () => {
    const drive = new Drive().run(60);
    drive.run(121, () => drive.controller.preempt(3, [4, 7], terms));
    expect(drive.controller.readBack().preempt).toBeUndefined();
    expect(drive.controller.preempt(3, [4, 7], terms)).toBe('maxPresence');
    drive.controller.release(3);
    expect(drive.controller.preempt(3, [4, 7], terms)).toBe('done');
  });
  test('D28: a lower number (rail) has precedence and is never displaced', () => {
    const drive = new Drive().run(60);
    drive.run(40, () => {
      drive.controller.preempt(1, [2], terms);
      drive.controller.preempt(3, [4, 7], terms);
    });
    expect(drive.controller.readBack().preempt).toMatchObject({ number: 1, state: 'dwell' });
    expect(drive.green(4)).toBe(false);
  });
  test('one without dead-man, without limit, with conflicting phases or with a phase that is not there is refused', () => {
    const { controller } = new Drive({ plan: only(2, 4, 6) });
    expect(controller.preempt(3, [2], { deadMan: 0, maxPresence: 60 })).toBe('noDeadMan');
    expect(controller.preempt(3, [2], { deadMan: 10, maxPresence: 0 })).toBe('noMaxPresence');
    expect(controller.preempt(3, [2], { deadMan: 10, maxPresence: limits.presence + 1 })).toBe('tooLong');
    expect(controller.preempt(3, [2, 4], terms)).toBe('conflictingDwell');
    expect(controller.preempt(3, [8], terms)).toBe('noSuchPhase');
  });
  test('D27, F09: in flash or stop time it is refused and no output moves', () => {
    const drive = new Drive().run(30);
    drive.controller.cabinetFlash(true);
    const before = drive.events.length;
    expect(drive.controller.preempt(3, [4], terms)).toBe('inFlash');
    drive.run(30);
    expect(drive.events.length).toBe(before);
    expect(drive.controller.status().failureFlash).toBe(true);
    drive.controller.cabinetFlash(false);
    drive.run(10);
    drive.controller.stopTime(true);
    expect(drive.controller.preempt(3, [4], terms)).toBe('inFlash');
  });
});

describe('priority', () => {
  test('it lengthens its own green by at most the extension', () => {
    const drive = new Drive().run(60);
    drive.controller.detect(4, true, drive.now);
    const took = drive.until(
      () => !drive.green(2),
      120,
      () => drive.controller.prioritise([2], terms),
    );
    expect(took).toBeGreaterThan(35 + limits.extension - 1);
    expect(took).toBeLessThan(35 + limits.extension + 1);
    expect(drive.controller.status().signalPriorityIsActive).toBe(true);
  });
  test('it shortens a green that stands against it, never below what is safe', () => {
    const wait = (help: boolean) => {
      const drive = new Drive().run(60);
      drive.controller.detect(2, true, drive.now);
      drive.controller.detect(4, true, drive.now);
      return drive.until(
        () => drive.green(4),
        120,
        () => help && drive.controller.prioritise([4], terms),
      )!;
    };
    expect(wait(false) - wait(true)).toBeCloseTo(limits.extension, 0);
  });
});

describe('forecast', () => {
  test('no lamp changes before the minimum end that was announced, whatever happens in between', { timeout: 0 }, () => {
    const drive = new Drive();
    const promised = new Map<Phase, { shows: string; minEnd: number }>();
    let seed = 1;
    const chance = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    drive.run(3600, () => {
      for (const [phase, told] of drive.controller.forecast()) {
        const before = promised.get(phase);
        if (before && before.shows !== told.shows) expect(told.since).toBeGreaterThanOrEqual(before.minEnd - 2);
        if (told.minEnd !== undefined) promised.set(phase, { shows: told.shows, minEnd: told.minEnd });
        if (told.maxEnd !== undefined) expect(told.maxEnd).toBeGreaterThanOrEqual(told.minEnd!);
      }
      const phase = phases[Math.floor(chance() * 8)]!;
      if (chance() < 0.05) drive.controller.detect(phase, chance() < 0.5, drive.now);
      if (chance() < 0.005) drive.controller.pedCall(phase);
      if (chance() < 0.002) drive.controller.preempt(3, [phase], { deadMan: 20, maxPresence: 60 });
      if (chance() < 0.002) drive.controller.command({ do: 'forceOff', phases: [phase] }, drive.now);
    });
  });
  test('on a pattern the end of green is known when it starts', () => {
    const drive = new Drive({ local: 1 }).run(700);
    drive.until(() => drive.green(2), 200);
    const told = drive.controller.forecast().get(2)!;
    drive.until(() => !drive.green(2), 200);
    expect(Math.abs(drive.now - told.maxEnd!)).toBeLessThanOrEqual(200_000);
  });
  test('a red phase with a call is promised a green no later than it comes', () => {
    const drive = new Drive().run(60);
    for (const phase of phases) drive.controller.detect(phase, true, drive.now);
    drive.run(0.2);
    const told = drive.controller.forecast();
    for (const phase of [1, 3, 4, 5, 7, 8] as const) {
      const at = told.get(phase)!;
      drive.until(() => greens(drive, phase).length > 0, 300);
      expect(greens(drive, phase)[0]!.at).toBeLessThanOrEqual(at.maxEnd! + 1_500_000);
    }
  });
});
