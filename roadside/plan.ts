/** A timing plan for an intersection that came without one, from its speeds and widths (the usual formulas of ITE). */

import { lengthOf } from '../src/map/geometry.ts';
import type { Intersection } from './intersection.ts';
import { approachOf } from './locate.ts';
import { inRing, type Phase, phasesIn, ringOf, type Side, sideOf } from './rings.ts';
import { leastYellow, type Pattern, type PhaseTiming, type PreemptTiming, type TimingPlan } from './timing.ts';

/** m/s where the MAP tells no limit (35 mph), and the speed of a turn. */
const usualSpeed = 15.6;
const turnSpeed = 9;
/** Perception and reaction 1 s, deceleration 3.05 m/s², vehicle length 6 m; a pedestrian walks 1.07 m/s. */
const [reaction, deceleration, vehicle, stride] = [1, 3.05, 6, 1.07];
const firstPreempt = 7;

/** Safe by construction: checkPlan finds no fault in it. One pattern (number 1) beside free operation. */
export function defaultPlan(intersection: Intersection): TimingPlan {
  const phases: Partial<Record<Phase, PhaseTiming>> = {};
  for (const phase of new Set(intersection.phaseOf.values())) phases[phase] = timePhase(intersection, phase);
  const preempts = preemptsOf(intersection);
  return { phases, patterns: [pattern({ phases })], preempts, redRevert: 2, pedOverride: true };
}

/** One row for each approach, behind those that rail (1, 2) and the request desk (3 to 6) use. */
function preemptsOf(intersection: Intersection): PreemptTiming[] {
  const ruled = intersection.movements.filter(({ signalGroup }) => signalGroup !== undefined);
  const dwells = [...new Set(ruled.map((movement) => approachOf(intersection, movement)))].sort((a, b) => a - b);
  const entry = { minGreen: 5, walk: 7, enterPedClear: 5, enterYellow: leastYellow, enterRed: 1, maxPresence: 120 };
  return dwells.map((dwell, i) => ({ number: firstPreempt + i, ...entry, dwell: phasesIn(dwell) }));
}

function timePhase({ movements, phaseOf, walks }: Intersection, phase: Phase): PhaseTiming {
  const own = movements.filter(({ signalGroup }) => signalGroup !== undefined && phaseOf.get(signalGroup) === phase);
  const straight = own.filter(({ maneuver }) => maneuver === 'straight');
  const through = straight.length > 0;
  const speed = through ? Math.max(...straight.map(({ from }) => from.speed ?? usualSpeed)) : turnSpeed;
  const box = Math.max(...(through ? straight : own).map(({ path }) => lengthOf(path)));
  const crossings = walks.filter((walk) => walk.phase === phase);
  const longest = Math.max(0, ...crossings.map(({ length }) => length));
  return {
    minGreen: through ? 8 : 5,
    maxGreen: through ? 35 : 20,
    passage: through ? 3 : 2,
    yellow: between(leastYellow, reaction + speed / (2 * deceleration), 4.5),
    redClear: between(1, (box + vehicle) / speed - reaction, 2),
    walk: crossings.length > 0 ? 7 : 0,
    pedClear: crossings.length > 0 ? Math.max(5, Math.ceil(longest / stride)) : 0,
  };
}
/** In tenths of a second, upwards. */
const between = (least: number, value: number, most: number): number =>
  Math.ceil(Math.min(most, Math.max(least, value)) * 10 - 1e-9) / 10;

/** Splits in whole seconds: a usual one each, the shorter ring of a side stretched to the longer one. */
function pattern({ phases }: Pick<TimingPlan, 'phases'>): Pattern {
  const splits: Partial<Record<Phase, number>> = {};
  let cycle = 0;
  for (const side of [0, 1] as const) {
    const rings = ([1, 2] as const).map((ring) => inRing(ring, side).filter((phase) => phases[phase]));
    for (const phase of rings.flat()) splits[phase] = usualSplit(phases[phase]!);
    const sums = rings.map((list) => list.reduce((sum, phase) => sum + splits[phase]!, 0));
    const length = Math.max(...sums);
    for (const [i, list] of rings.entries()) {
      const last = list.at(-1);
      if (last !== undefined) splits[last] = splits[last]! + length - sums[i]!;
    }
    cycle += length;
  }
  const main: Side = [2, 6, 1, 5].some((phase) => phases[phase as Phase]) ? 0 : 1;
  const coordPhases = ([1, 2] as const).flatMap((ring) => {
    const own = inRing(ring, main).filter((phase) => phases[phase]);
    return own.slice(-1);
  });
  return { number: 1, cycle, offset: 0, splits, coordPhases };
}
const usualSplit = ({ minGreen, maxGreen, yellow, redClear, walk, pedClear }: PhaseTiming): number =>
  Math.ceil(Math.max((minGreen + maxGreen) / 2, walk + pedClear) + yellow + redClear);

/** Phases that get a call without asking: the main street, or whatever there is. */
export function usualRecall({ phaseOf }: Pick<Intersection, 'phaseOf'>): Phase[] {
  const present = [...new Set(phaseOf.values())].sort((a, b) => a - b);
  const main = present.filter((phase) => phase === 2 || phase === 6);
  if (main.length > 0) return main;
  const side = sideOf(present[0]!);
  const rest = ([1, 2] as const).map((ring) => present.findLast((p) => ringOf(p) === ring && sideOf(p) === side));
  return rest.filter((phase) => phase !== undefined);
}
