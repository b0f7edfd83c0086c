import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Phase } from '../../roadside/rings.ts';
import { checkPlan, checkPreempt, type Pattern, type PhaseTiming, type TimingPlan } from '../../roadside/timing.ts';
import { eight } from './plans.ts';

const withPhase = (change: Partial<PhaseTiming>): TimingPlan => ({
  ...eight,
  phases: { ...eight.phases, 2: { ...eight.phases[2]!, ...change } },
});
const withPattern = (change: Partial<Pattern>): TimingPlan => ({
  ...eight,
  patterns: [{ ...eight.patterns[0]!, ...change }],
});

test('a sound plan has no fault', () => {
  expect(checkPlan(eight)).toEqual([]);
});

describe('E12: what would take a safety interval away is refused with a sentence', () => {
  test.each([
    [{ yellow: 2.9 }, 'Phase 2: yellow is 2.9 s: it must be at least 3.0 s.'],
    [{ redClear: 0 }, 'Phase 2: redClear is 0: traffic in the box would meet the next green.'],
    [{ minGreen: 0 }, 'Phase 2: minGreen is 0 s: it must be at least 1 s.'],
    [{ pedClear: 0 }, 'Phase 2: walk 7 s and pedClear 0 s: both must be 0 or neither.'],
    [{ yellow: Number.NaN }, 'Phase 2: yellow is NaN s: it must be at least 3.0 s.'],
    [{ maxGreen: 4 }, 'Phase 2: maxGreen 4 s is below minGreen 8 s.'],
    [{ passage: Number.POSITIVE_INFINITY }, 'Phase 2: passage is Infinity: it must lie between 0 and 255 s.'],
  ])('%o', (change, sentence) => {
    expect(checkPlan(withPhase(change))).toContain(sentence);
  });
  test('walk and clearance longer than the split, unless pedestrians may override it', () => {
    const plan = { ...withPhase({ pedClear: 40 }), pedOverride: false };
    expect(checkPlan(plan)).toContain(
      'Pattern 1: the split of phase 2 is shorter than its walk and clearance, and pedOverride is off.',
    );
    expect(checkPlan({ ...plan, pedOverride: true })).toEqual([]);
  });
});

describe('E13: splits, cycle and offset that do not fit are refused', () => {
  test('the splits of a ring must sum to the cycle', () => {
    expect(checkPlan(withPattern({ cycle: 68 }))).toContain(
      'Pattern 1: the splits of ring 1 sum to 100 s, the cycle is 68 s.',
    );
  });
  test('both rings must reach the barrier together', () => {
    expect(checkPlan(withPattern({ splits: { ...eight.patterns[0]!.splits, 5: 25, 7: 15 } }))).toContain(
      'Pattern 1: before barrier 1 ring 1 takes 50 s and ring 2 takes 55 s: they must cross it together.',
    );
  });
  test('the offset must be below the cycle', () => {
    expect(checkPlan(withPattern({ offset: 100 }))).toContain(
      'Pattern 1: the offset 100 s must be at least 0 and below the cycle 100 s.',
    );
  });
  test('a split must hold the minimum green and the clearances of its phase', () => {
    expect(checkPlan(withPattern({ splits: { ...eight.patterns[0]!.splits, 1: 8, 2: 42 } }))).toContain(
      'Pattern 1: the split of phase 1 is 8 s, shorter than its own minimum of 9 s.',
    );
  });
});

test('E11: a preempt row with zero entry values or no limit is refused', () => {
  const sound = {
    number: 3,
    minGreen: 5,
    walk: 4,
    enterPedClear: 8,
    enterYellow: 3,
    enterRed: 1,
    maxPresence: 120,
    dwell: [2, 5] as const,
  };
  expect(checkPreempt(sound)).toEqual([]);
  expect(checkPreempt({ ...sound, dwell: [2, 4] }).join()).toContain('dwell');
  expect(checkPreempt({ ...sound, dwell: [] }).join()).toContain('dwell');
  for (const name of ['minGreen', 'walk', 'enterPedClear', 'enterYellow', 'enterRed', 'maxPresence'] as const) {
    expect(checkPreempt({ ...sound, [name]: 0 }).join()).toContain(name);
    expect(checkPlan({ ...eight, preempts: [{ ...sound, [name]: 0 }] }).join()).toContain(name);
  }
});

const file = '../shared/vectors/roadside/timing_plans.json';
describe.skipIf(!existsSync(file))(`plans from the field (${file})`, () => {
  type Real = { CycleLength: number; Offset: number; CoordinationPatternNo: number; Split: number[] };
  const items: { id: string; plan: { CoordinationPattern?: Real[] } }[] = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8')).items
    : [];
  const planOf = (real: Real[]): TimingPlan => {
    const timed = eight.phases[2]!;
    const served = ([1, 2, 3, 4, 5, 6, 7, 8] as Phase[]).filter((phase) => real[0]!.Split[phase - 1]! > 0);
    return {
      ...eight,
      phases: Object.fromEntries(served.map((phase) => [phase, timed])),
      patterns: real.map(({ CycleLength, Offset, CoordinationPatternNo, Split }) => ({
        ...{ number: CoordinationPatternNo, cycle: CycleLength, offset: Offset, coordPhases: [2, 6] as const },
        splits: Object.fromEntries(served.map((phase) => [phase, Split[phase - 1]!])),
      })),
    };
  };
  const coordinated = items.filter(({ plan }) => plan.CoordinationPattern);
  test('E13: the real plan speedway-park is refused, and the sentences name cycle and offset', () => {
    const park = coordinated.find(({ id }) => id === 'coord-speedway-park')!;
    const faults = checkPlan(planOf(park.plan.CoordinationPattern!));
    expect(faults).toContain('Pattern 1: the splits of ring 1 sum to 100 s, the cycle is 68 s.');
    expect(faults).toContain('Pattern 1: the offset 100 s must be at least 0 and below the cycle 68 s.');
  });
  test('its neighbours on the same road are accepted', () => {
    const others = coordinated.filter(({ id }) => id !== 'coord-speedway-park');
    expect(others.length).toBeGreaterThan(0);
    for (const { plan } of others) expect(checkPlan(planOf(plan.CoordinationPattern!))).toEqual([]);
  });
});
