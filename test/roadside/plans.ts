/** Plans that several tests drive: eight phases as at a usual crossing, and odd ones. */
import type { Phase } from '../../roadside/rings.ts';
import type { PhaseTiming, TimingPlan } from '../../roadside/timing.ts';

export const left: PhaseTiming = {
  minGreen: 5,
  maxGreen: 20,
  passage: 2,
  yellow: 3,
  redClear: 1,
  walk: 0,
  pedClear: 0,
};
export const through: PhaseTiming = {
  minGreen: 8,
  maxGreen: 35,
  passage: 3,
  yellow: 4,
  redClear: 1.5,
  walk: 7,
  pedClear: 12,
};

export const eight: TimingPlan = {
  phases: { 1: left, 2: through, 3: left, 4: through, 5: left, 6: through, 7: left, 8: through },
  patterns: [
    {
      number: 1,
      cycle: 100,
      offset: 20,
      splits: { 1: 15, 2: 35, 3: 15, 4: 35, 5: 20, 6: 30, 7: 20, 8: 30 },
      coordPhases: [2, 6],
    },
    {
      number: 2,
      cycle: 80,
      offset: 0,
      splits: { 1: 12, 2: 30, 3: 12, 4: 26, 5: 12, 6: 30, 7: 12, 8: 26 },
      coordPhases: [2, 6],
    },
  ],
  preempts: [],
  redRevert: 2,
  pedOverride: true,
};
/** A plan with these phases only and no patterns. */
export const only = (...phases: Phase[]): TimingPlan => ({
  ...eight,
  phases: Object.fromEntries(phases.map((phase) => [phase, eight.phases[phase]!])),
  patterns: [],
});
