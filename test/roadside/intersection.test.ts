import { describe, expect, test } from 'vitest';
import type { GenericLane } from '../../asn1/j2735/lane.ts';
import type { IntersectionGeometry } from '../../asn1/j2735/map.ts';
import { builtinIntersection, builtinMap } from '../../roadside/builtin.ts';
import { type Intersection, readMap } from '../../roadside/intersection.ts';
import { defaultPlan, usualRecall } from '../../roadside/plan.ts';
import { type Phase, phases } from '../../roadside/rings.ts';
import { checkPlan, phasesOf } from '../../roadside/timing.ts';
import { readLayout } from '../../src/map/lanes.ts';
import { Drive } from './drive.ts';
import { mapFile, maps } from './maps.ts';

const served = (map: Parameters<typeof readMap>[0]): Intersection => {
  const reading = readMap(map);
  if (!reading.ok) throw new Error(reading.refusal);
  return reading.intersection;
};
const changed = (change: (lane: GenericLane) => Partial<GenericLane>, more: Partial<IntersectionGeometry> = {}) => ({
  ...builtinMap,
  intersections: [
    {
      ...builtinIntersection,
      ...more,
      laneSet: builtinIntersection.laneSet.map((lane) => ({ ...lane, ...change(lane) })),
    },
  ],
});
const regroup = (to: (group: number) => number | undefined) =>
  changed(({ connectsTo }) => ({
    connectsTo: connectsTo?.map((each) => ({ ...each, signalGroup: to(each.signalGroup!) })),
  }));
/** An hour of traffic on everything: every phase is served and the monitor finds nothing. */
const runs = (intersection: Intersection) => {
  const plan = defaultPlan(intersection);
  expect(checkPlan(plan)).toEqual([]);
  for (const local of ['free', 1] as const) {
    const drive = new Drive({ plan, physical: intersection.physical, local, recall: usualRecall(intersection) });
    const list = phasesOf(plan);
    for (const phase of list) drive.controller.detect(phase, true, drive.now);
    for (const { phase } of intersection.walks) drive.controller.pedCall(phase);
    drive.run(900);
    for (const phase of list) expect(drive.lamps(phase).some(({ shows }) => shows === 'green')).toBe(true);
    for (const { phase } of intersection.walks)
      expect(drive.lamps(phase, 'pedestrian').length).toBeGreaterThanOrEqual(3);
    expect(drive.monitor.found).toEqual([]);
  }
};

describe('the built-in intersection', () => {
  const intersection = served(builtinMap);
  test('its signal groups are the eight NEMA phases, no compatible pair meets on the ground', () => {
    expect([...intersection.phaseOf]).toEqual(phases.map((phase) => [phase, phase]));
    expect(intersection.physical).toEqual([]);
    expect(intersection.notes).toEqual([]);
  });
  test('odd phases turn left, even ones go through, and 1 opposes 2', () => {
    for (const { signalGroup, maneuver } of intersection.movements)
      expect(signalGroup! % 2 === 1).toBe(maneuver === 'left');
    const way = (group: number) => intersection.movements.find(({ signalGroup }) => signalGroup === group)!.heading;
    expect([way(2), way(1), way(6), way(4), way(3)]).toEqual([90, 270, 270, 180, 0]);
  });
  test('each crosswalk walks with the through traffic beside it, on that traffic’s right hand', () => {
    expect(intersection.walks.map(({ lane, signalGroup, phase }) => [lane.id, signalGroup, phase])).toEqual([
      [6, 12, 4],
      [16, 14, 6],
      [26, 16, 8],
      [36, 10, 2],
    ]);
  });
  test('lanes are 300 m long and start at the stop line', () => {
    for (const lane of intersection.lanes.values()) {
      if (lane.kind !== 'vehicle') continue;
      expect(Math.hypot(lane.line[0]!.east, lane.line[0]!.north)).toBeLessThan(20);
      expect(Math.hypot(lane.line.at(-1)!.east, lane.line.at(-1)!.north)).toBeGreaterThan(300);
    }
  });
  test('a path leads smoothly from the stop line to the lane out', () => {
    for (const { from, to, path } of intersection.movements) {
      expect(path[0]).toEqual(from.line[0]);
      expect(path.at(-1)!.east).toBeCloseTo(to.line[0]!.east, 6);
      expect(path.at(-1)!.north).toBeCloseTo(to.line[0]!.north, 6);
    }
  });
  test('its default plan runs, free and on its pattern', () => runs(intersection));
});

describe('signal groups and phases', () => {
  test('groups whose numbers do not fit the rings are given phases without conflict', () => {
    const order = [9, 1, 2, 3, 4, 5, 6, 7, 8];
    const intersection = served(regroup((group) => (group <= 8 ? 20 + order.indexOf(group) : undefined)));
    expect(intersection.ownNumbers).toBe(false);
    expect(intersection.physical).toEqual([]);
    expect(new Set(intersection.phaseOf.values()).size).toBe(8);
    runs(intersection);
  });
  test('numbers 1 to 8 in an order that conflicts are not taken for phases', () => {
    const intersection = served(regroup((group) => (group <= 8 ? ({ 2: 6, 6: 3, 3: 2 }[group] ?? group) : undefined)));
    expect(intersection.ownNumbers).toBe(false);
    expect(intersection.physical).toEqual([]);
  });
  test('four groups, one for each approach, run one after the other or in safe pairs', () => {
    const split = { 1: 6, 3: 8, 5: 2, 7: 4 } as Record<number, number>;
    const intersection = served(regroup((group) => (group <= 8 ? (split[group] ?? group) : group)));
    expect(intersection.phaseOf.size).toBe(4);
    for (const movement of intersection.movements) expect(movement.permissive).toBe(movement.maneuver === 'left');
    runs(intersection);
  });
  test('more than eight groups are refused with a sentence', () => {
    let next = 0;
    const reading = readMap(regroup((group) => (group <= 8 ? ++next : undefined)));
    expect(reading).toEqual({
      ok: false,
      refusal: 'Intersection 7001: it has 16 vehicle signal groups; a dual ring has eight phases.',
    });
  });
  test('a group that lets crossing traffic go at once is refused with a sentence', () => {
    const reading = readMap(regroup((group) => (group === 4 ? 2 : group)));
    expect(!reading.ok && reading.refusal).toContain('signal group 2 lets two crossing movements go at once');
  });
  test('without signal groups, without connections, without an intersection: each has its sentence', () => {
    const refusal = (map: Parameters<typeof readMap>[0]) => {
      const reading = readMap(map);
      return reading.ok ? '' : reading.refusal;
    };
    expect(refusal(regroup(() => undefined))).toBe(
      'Intersection 7001: no connection of an ingress lane names a signal group.',
    );
    expect(refusal(regroup(() => 255))).toBe(
      'Intersection 7001: no connection of an ingress lane names a signal group.',
    );
    expect(refusal(changed(() => ({ connectsTo: undefined })))).toBe(
      'Intersection 7001: no ingress lane is connected to an egress lane of this MAP.',
    );
    expect(refusal({ msgIssueRevision: 1 })).toBe('The MAP holds no intersection.');
  });
});

test('the parts of one intersection are put together, and the first that can be served is taken', () => {
  const { laneSet } = builtinIntersection;
  const part = (from: number, to: number, id: IntersectionGeometry['id']) => ({
    ...builtinIntersection,
    id,
    laneSet: laneSet.slice(from, to),
  });
  const [own, none] = [builtinIntersection.id, { id: 3 }];
  const parts = [part(3, 5, none), part(0, 9, own), part(9, 24, { id: 7001 })];
  const intersection = served({ ...builtinMap, intersections: parts });
  expect(intersection.movements).toHaveLength(16);
});

test('a computed lane is its reference lane moved, turned and stretched', () => {
  const computed = (id: number, change: object): GenericLane => ({
    ...builtinIntersection.laneSet[0]!,
    laneID: id,
    nodeList: {
      tag: 'computed',
      value: {
        referenceLaneId: 21,
        offsetXaxis: { tag: 'small', value: 200 },
        offsetYaxis: { tag: 'large', value: -300 },
        ...change,
      },
    },
  });
  const laneSet = [
    ...builtinIntersection.laneSet,
    computed(100, {}),
    computed(101, { rotateXY: 7200 }),
    computed(102, { scaleXaxis: 1000, scaleYaxis: 1000 }),
    computed(103, { referenceLaneId: 100 }),
    computed(104, { referenceLaneId: 104 }),
  ];
  const { lanes } = readLayout({ ...builtinIntersection, laneSet });
  const round = (id: number) =>
    lanes.get(id)!.line.map(({ east, north }) => [Math.round(east * 100) / 100, Math.round(north * 100) / 100]);
  expect(round(21)).toEqual([
    [16, 1.75],
    [116, 1.75],
    [316, 1.75],
  ]);
  expect(round(100)).toEqual([
    [18, -1.25],
    [118, -1.25],
    [318, -1.25],
  ]);
  expect(round(101)).toEqual([
    [18, -1.25],
    [18, -101.25],
    [18, -301.25],
  ]);
  expect(round(102)).toEqual([
    [18, -1.25],
    [168, -1.25],
    [468, -1.25],
  ]);
  expect(round(103)).toEqual([
    [20, -4.25],
    [120, -4.25],
    [320, -4.25],
  ]);
  expect(lanes.has(104)).toBe(false);
});

describe.skipIf(maps.length === 0)(`MAPs from the field (${mapFile})`, () => {
  const readings = maps.map(({ id, map }) => ({ id, reading: readMap(map) }));
  test('each gives a model or one sentence', () => {
    expect(readings).toHaveLength(49);
    for (const { reading } of readings) if (!reading.ok) expect(reading.refusal).toMatch(/^[A-Z].+\.$/);
  });
  test('at least twenty different places can be served', () => {
    const places = new Set(readings.flatMap(({ reading }) => (reading.ok ? [reading.intersection.id.id] : [])));
    expect(places.size).toBeGreaterThanOrEqual(20);
  });
  const models = readings.flatMap(({ id, reading }) => (reading.ok ? [[id, reading.intersection] as const] : []));
  test.each(models)('%s runs on its default plan', (_, intersection) => runs(intersection));
  test('the field numbers its groups as NEMA does: most keep their own numbers without a conflict', () => {
    const clean = models.filter(([, { ownNumbers, physical }]) => ownNumbers && physical.length === 0);
    expect(clean.length / models.length).toBeGreaterThan(0.8);
  });
  test('crosswalks with signal groups of their own walk with a through phase', () => {
    const walks = models.flatMap(([, intersection]) => intersection.walks);
    expect(walks.length).toBeGreaterThan(0);
    for (const { phase } of walks) expect([2, 4, 6, 8]).toContain(phase satisfies Phase);
  });
});
