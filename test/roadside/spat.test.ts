/** SPaT against the lamps that a controller really drove, decoded as a vehicle decodes it. */
import { describe, expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { IntersectionStatusObject } from '../../asn1/j2735/spat.ts';
import { uper } from '../../asn1/uper.ts';
import type { StatusFlags } from '../../roadside/readback.ts';
import type { Phase } from '../../roadside/rings.ts';
import { type Group, spatOf, timeMark } from '../../roadside/spat.ts';
import { dSecond, fromIso, minuteOfTheYear, toUnixMicros } from '../../src/time.ts';
import type { Micros } from '../../src/world.ts';
import { Drive } from './drive.ts';

const frames = uper(MessageFrame);
const vehicle = (phase: Phase, permissive = false): Group => ({
  signalGroup: phase,
  phase,
  kind: 'vehicle',
  permissive,
});
const walk = (phase: Phase): Group => ({ signalGroup: phase + 8, phase, kind: 'pedestrian', permissive: false });
const groups = [...([1, 2, 3, 4, 5, 6, 7, 8] as const).map((p) => vehicle(p)), ...([2, 4, 6, 8] as const).map(walk)];

function heard(drive: Drive, change: { groups?: Group[]; revised?: boolean; flags?: StatusFlags } = {}) {
  const { controller, now } = drive;
  const shown = { groups, revised: false, flags: controller.status(), ...change };
  const value = spatOf({ intersection: { id: 7001 }, revision: 5, forecast: controller.forecast(), ...shown }, now);
  const frame = frames.read(frames.encode({ tag: 'SPAT', value }));
  if (frame.tag !== 'SPAT') throw new Error('not what was sent');
  const [state] = frame.value.intersections;
  const of = (signalGroup: number) => state!.states.find((s) => s.signalGroup === signalGroup)!.stateTimeSpeed[0]!;
  return { state: state!, of };
}
/** The moment a TimeMark names, nearest to now. */
function moment(mark: number, now: Micros): Micros {
  const tenths = toUnixMicros(now) / 1e5;
  const ahead = ((mark - (tenths % 36_000) + 54_000) % 36_000) - 18_000;
  return now + ahead * 1e5;
}

describe('TimeMark', () => {
  const hour = fromIso('2026-06-02T21:00:00Z')!;
  test('is tenths of a second of the hour of UTC', () => {
    expect(timeMark(hour, hour)).toBe(0);
    expect(timeMark(hour + 99_999, hour)).toBe(0);
    expect(timeMark(hour + 100_000, hour)).toBe(1);
    expect(timeMark(hour + 1799.95e6, hour)).toBe(17_999);
    expect(timeMark(hour - 100_000, hour)).toBe(35_999);
  });
  test('runs over into the next hour', () => {
    expect(timeMark(hour + 3600e6 + 5e6, hour + 3590e6)).toBe(50);
    expect(timeMark(hour + 3599.95e6, hour + 3590e6, Math.ceil)).toBe(0);
  });
  test('is 36111 where nothing is known, or what is known could be taken for another hour', () => {
    expect(timeMark(undefined, hour)).toBe(36_111);
    expect(timeMark(hour + 3600e6, hour)).toBe(36_111);
    expect(timeMark(hour - 3600e6, hour)).toBe(36_111);
  });
  test('is of the hour in a leap second too', () => {
    const leap = fromIso('2016-12-31T23:59:60.500Z')!;
    expect(timeMark(leap, leap)).toBe(35_999);
  });
});

test('intersection, revision and time are those of the moment', () => {
  const drive = new Drive().run(10);
  const { state } = heard(drive);
  expect(state).toMatchObject({
    id: { id: 7001 },
    revision: 5,
    moy: minuteOfTheYear(drive.now),
    timeStamp: dSecond(drive.now),
  });
  expect(state.states.map((s) => s.signalGroup)).toEqual(groups.map((g) => g.signalGroup));
});

describe('what a group shows is what its lamps show', () => {
  const drive = new Drive();
  const seen = new Set<string>();
  const vehicles = {
    green: 'protected-Movement-Allowed',
    yellow: 'protected-clearance',
    red: 'stop-And-Remain',
  } as const;
  const walks = {
    walk: 'protected-Movement-Allowed',
    pedClear: 'protected-clearance',
    dontWalk: 'stop-And-Remain',
  } as const;
  const last = (phase: Phase, head: 'vehicle' | 'pedestrian') => drive.lamps(phase, head).at(-1)?.shows;
  test('through some rounds, vehicles and pedestrians', () => {
    drive.run(240, () => {
      for (const phase of [1, 3, 4, 7, 8] as const) drive.controller.detect(phase, true, drive.now);
      for (const phase of [2, 4, 6, 8] as const) drive.controller.pedCall(phase);
      const { of } = heard(drive);
      for (const phase of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
        const lamp = (last(phase, 'vehicle') ?? 'red') as keyof typeof vehicles;
        expect(of(phase).eventState).toBe(vehicles[lamp]);
        seen.add(lamp);
      }
      for (const phase of [2, 4, 6, 8] as const) {
        const lamp = (last(phase, 'pedestrian') ?? 'dontWalk') as keyof typeof walks;
        expect(of(phase + 8).eventState).toBe(walks[lamp]);
        seen.add(lamp);
      }
    });
    expect([...seen].sort()).toEqual(['dontWalk', 'green', 'pedClear', 'red', 'walk', 'yellow']);
  });
  test('a green that some have to yield on is permissive, its yellow too', () => {
    const states = new Set<string>();
    const other = new Drive();
    other.run(120, () => {
      for (const phase of [4, 8] as const) other.controller.detect(phase, true, other.now);
      states.add(heard(other, { groups: [vehicle(2, true)] }).of(2).eventState);
    });
    expect([...states].sort()).toEqual(['permissive-Movement-Allowed', 'permissive-clearance', 'stop-And-Remain']);
  });
  test('in flash all flash and walks are dark, without times', () => {
    const other = new Drive().run(60);
    other.controller.cabinetFlash(true);
    const { of } = heard(other.run(1));
    for (const phase of [1, 4] as const)
      expect(of(phase)).toMatchObject({ eventState: 'stop-Then-Proceed', timing: undefined });
    expect(of(12)).toMatchObject({ eventState: 'dark', timing: undefined });
  });
  test('a group whose phase is not timed is dark', () => {
    const forecast = new Map(new Drive().controller.forecast());
    forecast.delete(3);
    const flags = new Drive().controller.status();
    const spat = spatOf({ intersection: { id: 1 }, revision: 0, groups, forecast, flags, revised: false }, 1e9);
    expect(spat.intersections[0]!.states[2]!.stateTimeSpeed).toEqual([{ eventState: 'dark' }]);
  });
});

describe('times', () => {
  test('start, least, likely and most stand in their order, and no state ends before its minEndTime', () => {
    const drive = new Drive();
    const promised = new Map<number, { state: string; until: Micros }>();
    let checked = 0;
    drive.run(400, () => {
      for (const phase of [1, 3, 4, 7, 8] as const)
        if ((drive.now / 1e6) % 60 < 30) drive.controller.detect(phase, (drive.now / 1e6) % 10 < 5, drive.now);
      for (const phase of [2, 4, 6, 8] as const) if ((drive.now / 1e6) % 45 < 1) drive.controller.pedCall(phase);
      const { of } = heard(drive);
      for (const { signalGroup } of groups) {
        const { eventState, timing } = of(signalGroup);
        const before = promised.get(signalGroup);
        if (before && before.state !== eventState) {
          expect(drive.now).toBeGreaterThanOrEqual(before.until);
          checked++;
        }
        const at = (mark: number | undefined) => (mark === undefined ? undefined : moment(mark, drive.now));
        const [start, min, likely, max] = [
          timing?.startTime,
          timing?.minEndTime,
          timing?.likelyTime,
          timing?.maxEndTime,
        ].map(at);
        expect(start).toBeLessThanOrEqual(drive.now);
        if (likely !== undefined) expect(likely).toBeGreaterThanOrEqual(min!);
        if (max !== undefined) expect(max).toBeGreaterThanOrEqual(likely!);
        const until = Math.max(before?.state === eventState ? before.until : 0, min!);
        promised.set(signalGroup, { state: eventState, until });
      }
    });
    expect(checked).toBeGreaterThan(100);
  });
  test('a yellow and a walk tell their end exactly', () => {
    const drive = new Drive();
    let [yellow, clear] = [0, 0];
    drive.run(60);
    drive.controller.pedCall(4);
    drive.until(
      () => drive.lamps(4, 'pedestrian').at(-1)?.shows === 'pedClear',
      120,
      () => drive.controller.detect(4, true, drive.now),
    );
    clear = moment(heard(drive).of(12).timing!.maxEndTime!, drive.now);
    drive.until(() => drive.lamps(4, 'pedestrian').at(-1)?.shows === 'dontWalk', 30);
    expect(drive.now).toBe(clear);
    drive.until(() => drive.lamps(4).at(-1)?.shows === 'yellow', 60);
    yellow = moment(heard(drive).of(4).timing!.maxEndTime!, drive.now);
    drive.until(() => drive.lamps(4).at(-1)?.shows === 'red', 30);
    expect(drive.now).toBe(yellow);
  });
  test('F13: in stop time nothing is likely', () => {
    const drive = new Drive().run(60);
    drive.controller.stopTime(true);
    for (const { timing } of groups.map((g) => heard(drive.run(0.1)).of(g.signalGroup)))
      expect(timing).toMatchObject({ likelyTime: undefined, maxEndTime: undefined });
  });
});

describe('status bits', () => {
  const names = 'names' in IntersectionStatusObject ? (IntersectionStatusObject.names as readonly string[]) : [];
  const set = ({ state }: ReturnType<typeof heard>) =>
    Array.from({ length: 16 }, (_, k) => k).filter((k) => state.status.octets[k >> 3]! & (0x80 >> (k & 7)));
  const none = Object.fromEntries(Object.keys(new Drive().controller.status()).map((k) => [k, false]));
  test('each flag has the bit of its name', () => {
    const order = Object.keys(none);
    for (const [bit, name] of order.entries()) {
      const flags = { ...none, [name]: true } as unknown as StatusFlags;
      expect(set(heard(new Drive(), { flags }))).toEqual([bit]);
      if (names.length > 0) expect(names[bit]).toBe(name);
    }
    expect(set(heard(new Drive(), { flags: none as unknown as StatusFlags, revised: true }))).toEqual([10]);
  });
  test('preempt, priority, flash and fault are told as they are', () => {
    const drive = new Drive().run(60);
    expect(set(heard(drive))).toEqual([6]);
    drive.controller.preempt(3, [4, 7], { deadMan: 60, maxPresence: 60 });
    expect(set(heard(drive.run(1)))).toEqual([3, 6]);
    drive.controller.release(3);
    drive.controller.prioritise([2], { deadMan: 60, maxPresence: 60 });
    expect(set(heard(drive.run(1)))).toEqual([4, 6]);
    drive.controller.cabinetFlash(true);
    expect(set(heard(drive.run(1)))).toEqual([2, 8]);
  });
});
