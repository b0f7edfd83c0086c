/**
 * A timing plan as data (NTCIP 1202 names, seconds) and the checker that stands before it: a plan with any fault
 * never reaches the executor.
 */
import { conflictsOf, inRing, maskOf, type Phase, type Ring, ringOf, type Side, sideOf, together } from './rings.ts';

/** Seconds. `walk` and `pedClear` are both 0 where no pedestrian signal is. */
export interface PhaseTiming {
  readonly minGreen: number;
  readonly maxGreen: number;
  readonly passage: number;
  readonly yellow: number;
  readonly redClear: number;
  readonly walk: number;
  readonly pedClear: number;
}
export type PhaseTable<T> = Readonly<Partial<Record<Phase, T>>>;
/** Splits in seconds hold green, yellow and red clearance. Local zero is the start of side 0 (phases 1 and 5). */
export interface Pattern {
  readonly number: number;
  readonly cycle: number;
  readonly offset: number;
  readonly splits: PhaseTable<number>;
  readonly coordPhases: readonly Phase[];
}
/**
 * A row of the preempt table. In NTCIP 1202 entry values shorten those of the phase; here zero is refused, and the
 * executor serves the phase's own intervals whatever stands in the row.
 */
export interface PreemptTiming {
  readonly number: number;
  readonly minGreen: number;
  readonly walk: number;
  readonly enterPedClear: number;
  readonly enterYellow: number;
  readonly enterRed: number;
  readonly maxPresence: number;
  /** The phases it holds green. */
  readonly dwell: readonly Phase[];
}
export interface TimingPlan {
  readonly phases: PhaseTable<PhaseTiming>;
  readonly patterns: readonly Pattern[];
  readonly preempts: readonly PreemptTiming[];
  /** Least red before the same phase turns green again. */
  readonly redRevert: number;
  /** Whether a pedestrian may stretch a split that is shorter than walk and clearance. */
  readonly pedOverride: boolean;
}

/** NEMA TS 2 practice: a yellow change under 3 s is no yellow. */
export const leastYellow = 3;
const names = ['minGreen', 'maxGreen', 'passage', 'yellow', 'redClear', 'walk', 'pedClear'] as const;

/** Every fault as a sentence; an empty list is a plan that may run. */
export function checkPlan(plan: TimingPlan): readonly string[] {
  const list = phasesOf(plan);
  const faults = list.flatMap((phase) => checkPhase(phase, plan.phases[phase]!));
  if (list.length === 0) faults.push('The plan times no phase: give at least one of the phases 1 to 8.');
  if (!(plan.redRevert >= 1 && plan.redRevert <= 25.5))
    faults.push(`redRevert is ${plan.redRevert} s: it must lie between 1 and 25.5 s.`);
  const numbers = new Set<number>();
  for (const pattern of plan.patterns) {
    if (numbers.has(pattern.number)) faults.push(`Pattern ${pattern.number} is given twice.`);
    numbers.add(pattern.number);
    faults.push(...checkPattern(plan, pattern));
  }
  for (const preempt of plan.preempts) {
    faults.push(...checkPreempt(preempt));
    for (const phase of preempt.dwell)
      if (!plan.phases[phase])
        faults.push(`Preempt ${preempt.number}: dwell phase ${phase} is not timed by this plan.`);
  }
  return faults;
}

/** The phases that a plan times, ascending. */
export const phasesOf = (plan: Pick<TimingPlan, 'phases'>): Phase[] =>
  Object.keys(plan.phases)
    .map((key) => Number(key) as Phase)
    .filter((phase) => Number.isInteger(phase) && phase >= 1 && phase <= 8 && plan.phases[phase] !== undefined)
    .sort((a, b) => a - b);

function checkPhase(phase: Phase, timing: PhaseTiming): string[] {
  const faults: string[] = [];
  const say = (sentence: string) => faults.push(`Phase ${phase}: ${sentence}`);
  for (const name of names)
    if (!(timing[name] >= 0 && timing[name] <= 255))
      say(`${name} is ${timing[name]}: it must lie between 0 and 255 s.`);
  if (!(timing.yellow >= leastYellow)) say(`yellow is ${timing.yellow} s: it must be at least 3.0 s.`);
  if (timing.yellow > 25.5) say(`yellow is ${timing.yellow} s: it must be at most 25.5 s.`);
  if (!(timing.redClear > 0)) say('redClear is 0: traffic in the box would meet the next green.');
  if (!(timing.minGreen >= 1)) say(`minGreen is ${timing.minGreen} s: it must be at least 1 s.`);
  if (timing.maxGreen < timing.minGreen) say(`maxGreen ${timing.maxGreen} s is below minGreen ${timing.minGreen} s.`);
  if (timing.walk > 0 !== timing.pedClear > 0)
    say(`walk ${timing.walk} s and pedClear ${timing.pedClear} s: both must be 0 or neither.`);
  return faults;
}

function checkPattern(plan: TimingPlan, pattern: Pattern): string[] {
  const faults: string[] = [];
  const say = (sentence: string) => faults.push(`Pattern ${pattern.number}: ${sentence}`);
  const { cycle, offset, splits } = pattern;
  if (!(Number.isInteger(pattern.number) && pattern.number >= 1 && pattern.number <= 253))
    say('its number must be an integer between 1 and 253.');
  if (!(cycle > 0 && cycle <= 600)) say(`the cycle is ${cycle} s: it must be above 0 and at most 600 s.`);
  if (!(offset >= 0 && offset < cycle))
    say(`the offset ${offset} s must be at least 0 and below the cycle ${cycle} s.`);
  for (const phase of pattern.coordPhases)
    if (!plan.phases[phase]) say(`coordinated phase ${phase} is not timed by this plan.`);
  for (const phase of phasesOf({ phases: splits as TimingPlan['phases'] })) {
    const timing = plan.phases[phase];
    if (!timing && splits[phase]! > 0) say(`phase ${phase} has a split but no timing.`);
  }
  for (const phase of phasesOf(plan)) {
    const timing = plan.phases[phase]!;
    const split = splits[phase] ?? 0;
    const clear = timing.yellow + timing.redClear;
    if (!(split >= timing.minGreen + clear))
      say(`the split of phase ${phase} is ${split} s, shorter than its own minimum of ${timing.minGreen + clear} s.`);
    if (!plan.pedOverride && timing.walk > 0 && split < timing.walk + timing.pedClear + clear)
      say(`the split of phase ${phase} is shorter than its walk and clearance, and pedOverride is off.`);
  }
  faults.push(...checkSums(plan, pattern));
  return faults;
}

/** Ring sums equal the cycle, and both rings reach the barrier together. A ring without phases on a side waits there. */
function checkSums(plan: TimingPlan, pattern: Pattern): string[] {
  const faults: string[] = [];
  const sum = (ring: Ring, side: Side) =>
    inRing(ring, side).reduce((total, phase) => total + (pattern.splits[phase] ?? 0), 0);
  const timed = phasesOf(plan);
  for (const ring of [1, 2] as const) {
    if (!timed.some((phase) => ringOf(phase) === ring)) continue;
    const length = (side: Side) =>
      timed.some((p) => ringOf(p) === ring && sideOf(p) === side) ? sum(ring, side) : sum(ring === 1 ? 2 : 1, side);
    const total = length(0) + length(1);
    if (Math.abs(total - pattern.cycle) > 1e-6)
      faults.push(
        `Pattern ${pattern.number}: the splits of ring ${ring} sum to ${total} s, the cycle is ${pattern.cycle} s.`,
      );
  }
  for (const side of [0, 1] as const) {
    const rings = ([1, 2] as const).filter((ring) => timed.some((p) => ringOf(p) === ring && sideOf(p) === side));
    if (rings.length < 2) continue;
    const [one, two] = [sum(1, side), sum(2, side)];
    if (Math.abs(one - two) > 1e-6)
      faults.push(
        `Pattern ${pattern.number}: before barrier ${side + 1} ring 1 takes ${one} s and ring 2 takes ${two} s: they must cross it together.`,
      );
  }
  return faults;
}

/** NTCIP 1202 takes the lesser of phase and preempt entry values, and 0 ends an interval at once: refused here. */
export function checkPreempt(preempt: PreemptTiming): readonly string[] {
  const faults: string[] = [];
  const say = (sentence: string) => faults.push(`Preempt ${preempt.number}: ${sentence}`);
  if (!(Number.isInteger(preempt.number) && preempt.number >= 1 && preempt.number <= 255))
    say('its number must be an integer between 1 and 255.');
  for (const name of ['minGreen', 'walk', 'enterPedClear', 'enterRed'] as const)
    if (!(preempt[name] > 0)) say(`${name} is ${preempt[name]}: zero would take the safety interval away.`);
  if (!(preempt.enterYellow >= leastYellow)) say(`enterYellow is ${preempt.enterYellow} s: it must be at least 3.0 s.`);
  if (!(preempt.maxPresence > 0 && preempt.maxPresence <= 600))
    say(`maxPresence is ${preempt.maxPresence} s: 0 would mean no limit; give 1 to 600 s.`);
  if (preempt.dwell.length === 0 || !together(conflictsOf([]), maskOf(preempt.dwell)))
    say('its dwell phases must be at least one, and compatible.');
  return faults;
}
