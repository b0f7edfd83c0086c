import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ControllerCommand } from '../../roadside/command.ts';
import {
  conflictsOf,
  type Mask,
  maskOf,
  type Phase,
  type PhasePair,
  phases,
  phasesIn,
  together,
} from '../../roadside/rings.ts';
import { phasesOf, type TimingPlan } from '../../roadside/timing.ts';
import { Drive } from './drive.ts';
import { eight, left, only, through } from './plans.ts';

type Input =
  | { is: 'detect'; phase: Phase; occupied: boolean }
  | { is: 'ped'; phase: Phase }
  | { is: 'command'; command: ControllerCommand }
  | { is: 'preempt'; number: number; dwell: Phase[]; deadMan: number; maxPresence: number; keep: boolean }
  | { is: 'release'; number: number }
  | { is: 'priority'; phase: Phase }
  | { is: 'cabinet'; on: boolean }
  | { is: 'stopTime'; on: boolean };
interface Moment {
  input: Input;
  /** Tenths of a second until the next input. */
  wait: number;
}

const phase = fc.constantFrom(...phases);
const some = fc.uniqueArray(phase, { maxLength: 4 });
const seconds = fc.oneof(fc.integer({ min: -5, max: 4000 }), fc.integer({ min: 1, max: 120 }), fc.constant(Number.NaN));
const command = fc.oneof<fc.Arbitrary<ControllerCommand>[]>(
  fc.record({ do: fc.constant('pattern' as const), number: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('free' as const) }),
  fc.record({ do: fc.constant('flash' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('offset' as const), seconds }),
  fc.record({ do: fc.constantFrom('hold' as const, 'omit' as const, 'pedOmit' as const), phases: some, seconds }),
  fc.record({ do: fc.constantFrom('forceOff' as const, 'call' as const, 'pedCall' as const), phases: some }),
);
const input = fc.oneof<fc.WeightedArbitrary<Input>[]>(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('detect' as const), phase, occupied: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('ped' as const), phase }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('command' as const), command }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ is: fc.constant('preempt' as const), number: fc.integer({ min: 1, max: 6 }) },
      ...{ dwell: fc.uniqueArray(phase, { minLength: 1, maxLength: 2 }), keep: fc.boolean() },
      ...{ deadMan: fc.integer({ min: 0, max: 30 }), maxPresence: fc.integer({ min: 0, max: 400 }) },
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('release' as const), number: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('priority' as const), phase }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('cabinet' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('stopTime' as const), on: fc.boolean() }) },
);
const story = fc.array(fc.record<Moment>({ input, wait: fc.integer({ min: 0, max: 300 }) }), {
  minLength: 20,
  maxLength: 150,
});
const site = fc.constantFrom<{ plan: TimingPlan; physical: PhasePair[]; local: number | 'free'; recall: Phase[] }>(
  { plan: eight, physical: [], local: 'free', recall: [2, 6] },
  { plan: eight, physical: [], local: 1, recall: [] },
  { plan: only(2, 4, 6, 8), physical: [[2, 6]], local: 'free', recall: [2] },
  { plan: only(1, 2, 4, 5, 6), physical: [[1, 5]], local: 'free', recall: [1, 4] },
  { plan: only(3, 4), physical: [], local: 'free', recall: [] },
  {
    plan: {
      ...eight,
      phases: { ...eight.phases, 1: { ...left, redClear: 4 }, 6: { ...through, yellow: 6 } },
      patterns: [],
    },
    physical: [
      [3, 8],
      [2, 5],
    ],
    local: 'free',
    recall: [4, 8],
  },
);

function tell(drive: Drive, list: readonly Moment[]): void {
  const kept = new Map<number, { dwell: Phase[]; deadMan: number; maxPresence: number }>();
  for (const { input: given, wait } of list) {
    const { controller } = drive;
    if (given.is === 'detect') controller.detect(given.phase, given.occupied, drive.now);
    else if (given.is === 'ped') controller.pedCall(given.phase);
    else if (given.is === 'command') controller.command(given.command, drive.now);
    else if (given.is === 'preempt') {
      controller.preempt(given.number, given.dwell, given);
      if (given.keep) kept.set(given.number, given);
    } else if (given.is === 'release') {
      kept.delete(given.number);
      controller.release(given.number);
    } else if (given.is === 'priority') controller.prioritise([given.phase], { deadMan: 10, maxPresence: 60 });
    else if (given.is === 'cabinet') controller.cabinetFlash(given.on);
    else controller.stopTime(given.on);
    drive.run(wait / 10, () => {
      for (const [number, { dwell, ...terms }] of kept) controller.preempt(number, dwell, terms);
    });
  }
}

test('P3: hours of any calls, commands, preempts, faults and stops leave the monitor nothing to find', {
  timeout: 0,
}, () => {
  let changes = 0;
  fc.assert(
    fc.property(site, story, (options, list) => {
      const drive = new Drive(options);
      tell(drive, list);
      drive.monitor.finish(drive.now);
      expect(drive.monitor.found).toEqual([]);
      changes += drive.events.length;
    }),
    { numRuns: 40 },
  );
  expect(changes).toBeGreaterThan(1000);
});

/** The longest a safe entry can take: what runs must finish, then every clearance once, and red revert. */
const longestEntry = (plan: TimingPlan) =>
  Math.max(
    ...phasesOf(plan)
      .map((p) => plan.phases[p]!)
      .map((t) => t.minGreen + t.walk + t.pedClear + t.yellow + t.redClear),
  ) +
  plan.redRevert +
  8;

test('liveness: whatever happened before, a preempt that is held is served, and on its loss everybody else is', {
  timeout: 0,
}, () => {
  fc.assert(
    fc.property(site, story, phase, (options, list, wanted) => {
      fc.pre(options.plan.phases[wanted] !== undefined);
      const drive = new Drive(options);
      tell(drive, list);
      drive.controller.stopTime(false);
      drive.controller.cabinetFlash(false);
      drive.controller.command({ do: 'flash', on: false }, drive.now);
      for (let number = 1; number <= 6; number++) drive.controller.release(number);
      const keep = () => drive.controller.preempt(2, [wanted], { deadMan: 5, maxPresence: 250 });
      const within = longestEntry(options.plan);
      expect(drive.until(() => drive.controller.readBack().preempt?.state === 'dwell', within, keep)).toBeDefined();
      // Its caller is gone: holds and omits run out, then every phase with traffic gets its turn.
      drive.run(125);
      expect(drive.controller.readBack().preempt).toBeUndefined();
      const served = new Set<Phase>();
      const all = phasesOf(options.plan);
      drive.run(900, () => {
        for (const p of all) if (!served.has(p)) drive.controller.detect(p, true, drive.now);
        for (const p of phasesIn(drive.controller.readBack().greens)) served.add(p);
      });
      expect([...served].sort()).toEqual(all);
      expect(drive.monitor.found).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test('a dwell of every compatible pair is served from every compatible pair', () => {
  const table = conflictsOf([]);
  const pairs: Mask[] = [];
  for (const a of phases)
    for (const b of phases) if (a < b && together(table, maskOf([a, b]))) pairs.push(maskOf([a, b]));
  for (const from of pairs)
    for (const to of pairs) {
      const drive = new Drive();
      const terms = { deadMan: 5, maxPresence: 100 };
      drive.run(40, () => drive.controller.preempt(4, phasesIn(from), terms));
      const within = longestEntry(eight);
      const dwell = () => drive.controller.readBack().greens === to;
      expect(drive.until(dwell, within, () => drive.controller.preempt(3, phasesIn(to), terms))).toBeDefined();
      expect(drive.monitor.found).toEqual([]);
    }
});
