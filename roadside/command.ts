/**
 * What an operator may ask of a controller, and the rules a command is judged by before anything moves
 * (phaseControlGroup and systemPatternControl of NTCIP 1202; results in the words of TMDD).
 */
import { type Conflicts, has, type Mask, maskOf, type Phase, phasesIn, ringOf, together } from './rings.ts';
import type { TimingPlan } from './timing.ts';

export type ControllerCommand =
  | { readonly do: 'pattern'; readonly number: number }
  | { readonly do: 'free' }
  | { readonly do: 'flash'; readonly on: boolean }
  | { readonly do: 'offset'; readonly seconds: number }
  | { readonly do: 'hold' | 'omit' | 'pedOmit'; readonly phases: readonly Phase[]; readonly seconds: number }
  | { readonly do: 'forceOff' | 'call' | 'pedCall'; readonly phases: readonly Phase[] };
export type CommandAnswer =
  | { readonly result: 'completed' | 'deferred' }
  | {
      readonly result: 'rejected';
      readonly reason: 'invalid' | 'unsafe' | 'tooLong' | 'inFlash';
      readonly sentence: string;
    };
export interface Standing {
  readonly plan: TimingPlan;
  readonly conflicts: Conflicts;
  readonly present: readonly Phase[];
  readonly inFlash: boolean;
  readonly pattern: number | 'free';
  readonly held: Mask;
  readonly omitted: Mask;
  readonly pedOmitted: Mask;
  /** Longest hold or omit, seconds. */
  readonly maxHold: number;
}

/** A refusal, or null when the command may be carried out. */
export function judge(command: ControllerCommand, standing: Standing): (CommandAnswer & { result: 'rejected' }) | null {
  const no = (reason: 'invalid' | 'unsafe' | 'tooLong' | 'inFlash', sentence: string) =>
    ({ result: 'rejected', reason, sentence }) as const;
  const { plan, present } = standing;
  if (standing.inFlash && command.do !== 'flash') return no('inFlash', 'The cabinet is in flash; end flash first.');
  if (command.do === 'pattern') {
    if (plan.patterns.some(({ number }) => number === command.number)) return null;
    return no('invalid', `Pattern ${command.number} is not in the plan; free and flash have commands of their own.`);
  }
  if (command.do === 'offset') {
    const pattern = plan.patterns.find(({ number }) => number === standing.pattern);
    if (!pattern) return no('invalid', 'An offset needs a running pattern; the controller runs free.');
    if (Math.abs(command.seconds) < pattern.cycle) return null;
    return no('invalid', `The offset adjustment ${command.seconds} s must be below the cycle ${pattern.cycle} s.`);
  }
  if (command.do === 'free' || command.do === 'flash') return null;
  const mask = maskOf(command.phases);
  if (mask === 0) return no('invalid', 'The command names no phase.');
  for (const phase of phasesIn(mask))
    if (!present.includes(phase)) return no('invalid', `Phase ${phase} is not timed here.`);
  if (command.do === 'hold' || command.do === 'omit' || command.do === 'pedOmit') {
    if (!(command.seconds > 0)) return no('invalid', 'A hold or omit needs a dead-man time above 0 s.');
    if (command.seconds > standing.maxHold)
      return no(
        'tooLong',
        `${command.seconds} s is longer than the ${standing.maxHold} s that a hold or omit may last.`,
      );
  }
  if (command.do === 'hold' && !together(standing.conflicts, mask | standing.held))
    return no('invalid', 'The held phases conflict with each other: the intersection would stand still.');
  if (command.do === 'omit') {
    const omitted = mask | standing.omitted;
    for (const ring of [1, 2] as const) {
      const own = present.filter((phase) => ringOf(phase) === ring);
      if (own.length > 0 && own.every((phase) => has(omitted, phase)))
        return no('invalid', `No phase of ring ${ring} would be left.`);
    }
  }
  if (command.do === 'omit' || command.do === 'pedOmit') {
    const walks = present.filter((phase) => plan.phases[phase]!.walk > 0);
    const gone = mask | standing.omitted | standing.pedOmitted;
    if (walks.some((phase) => has(mask, phase)) && walks.every((phase) => has(gone, phase)))
      return no('invalid', 'No pedestrian phase would be left.');
  }
  if (command.do === 'pedCall')
    for (const phase of phasesIn(mask))
      if (plan.phases[phase]!.walk === 0) return no('invalid', `Phase ${phase} has no pedestrian signal.`);
  return null;
}
