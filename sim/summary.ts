/** What a run comes to, in numbers that only the seed and the MAP decide. */
import type { Tries } from './tally.ts';
import type { Run } from './world.ts';

export interface Summary {
  readonly granted: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly ambulance: { readonly delaySeconds: { readonly with: number | null; readonly without: number | null } };
  readonly others: { readonly delaySeconds: { readonly with: number; readonly without: number } };
  readonly attacks: Readonly<Record<string, Tries>>;
  readonly commands: { readonly acknowledged: number; readonly refused: number };
  readonly messages: Readonly<Record<string, number>>;
  readonly safetyViolations: number;
}

/** From the run with priority and the same run without. */
export function summarise(granted: Run, plain: Run): Summary {
  return {
    granted: granted.tally.granted,
    refused: sorted(granted.tally.refused),
    ambulance: { delaySeconds: { with: delay(granted), without: delay(plain) } },
    others: { delaySeconds: { with: tenth(granted.othersDelaySeconds), without: tenth(plain.othersDelaySeconds) } },
    attacks: Object.fromEntries(granted.tally.attacks),
    commands: granted.answers,
    messages: sorted(granted.tally.messages),
    safetyViolations: granted.violations + plain.violations,
  };
}

/** Why the run is no success, in sentences; none where it is one. */
export function failures(granted: Run, plain: Run): string[] {
  const out: string[] = [];
  if (granted.tally.granted === 0) out.push('The ambulance was not granted its green.');
  else if (!granted.ambulance) out.push('The ambulance did not get through.');
  else if (granted.ambulance.ranRed) out.push('The ambulance passed at red.');
  for (const [kind, { tried, granted: got }] of granted.tally.attacks) {
    if (got > 0) out.push(`${got} of ${tried} attacks by ${kind} had an effect.`);
    if (tried === 0) out.push(`No attack by ${kind} was tried: the run shows nothing about it.`);
  }
  const violations = granted.violations + plain.violations;
  if (violations > 0) out.push(`${violations} safety rules were broken.`);
  if (granted.answers.acknowledged === 0) out.push('No command of the center was acknowledged.');
  return out;
}

function delay({ ambulance }: Run): number | null {
  return ambulance ? tenth(ambulance.delaySeconds) : null;
}
/** Tenths: finer than that, a sum of steps is noise. */
function tenth(v: number): number {
  return Math.round(v * 10) / 10;
}
function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
