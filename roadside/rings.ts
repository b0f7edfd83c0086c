/**
 * The dual ring of NEMA TS 2 as data: ring 1 is 1 2 | 3 4, ring 2 is 5 6 | 7 8, `|` is the barrier.
 * One phase per ring at a time, both on the same side of the barrier. A mask holds phase p in bit p-1 (NTCIP 1202).
 */
export const phases = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type Phase = (typeof phases)[number];
export type Ring = 1 | 2;
/** Side 0 holds 1 2 5 6, side 1 holds 3 4 7 8. */
export type Side = 0 | 1;
/** A set of phases: bit p-1 stands for phase p. */
export type Mask = number;
/** Two phases whose paths meet on the ground, whatever the rings allow. */
export type PhasePair = readonly [Phase, Phase];
/** Row p (1..8, row 0 empty): the phases that may never be green or yellow together with p. */
export type Conflicts = readonly Mask[];

export const bit = (phase: Phase): Mask => 1 << (phase - 1);
export const has = (mask: Mask, phase: Phase): boolean => (mask & bit(phase)) !== 0;
export const maskOf = (list: Iterable<Phase>): Mask => {
  let mask = 0;
  for (const phase of list) mask |= bit(phase);
  return mask;
};
export const phasesIn = (mask: Mask): Phase[] => phases.filter((phase) => has(mask, phase));
export const ringOf = (phase: Phase): Ring => (phase <= 4 ? 1 : 2);
export const sideOf = (phase: Phase): Side => (((phase - 1) >> 1) & 1) as Side;
export const otherSide = (side: Side): Side => (1 - side) as Side;
/** The two phases of a ring on a side, in the order they are served. */
export const inRing = (ring: Ring, side: Side): readonly [Phase, Phase] => {
  const first = ((ring - 1) * 4 + side * 2 + 1) as Phase;
  return [first, (first + 1) as Phase];
};
export const sideMask = (side: Side): Mask => maskOf(phases.filter((phase) => sideOf(phase) === side));
/** May both be green at once, as far as the rings say: other ring, same side. A phase is not concurrent with itself. */
export const concurrent = (a: Phase, b: Phase): boolean => ringOf(a) !== ringOf(b) && sideOf(a) === sideOf(b);

/** The conflict table an executor obeys: what the rings forbid, and what the ground forbids. */
export function conflictsOf(physical: readonly PhasePair[]): Conflicts {
  const rows = [0, ...phases.map((a) => maskOf(phases.filter((b) => a !== b && !concurrent(a, b))))];
  for (const [a, b] of physical) {
    if (a === b) continue;
    rows[a]! |= bit(b);
    rows[b]! |= bit(a);
  }
  return rows;
}
/** True when no two phases of the mask conflict. */
export const together = (conflicts: Conflicts, mask: Mask): boolean =>
  phasesIn(mask).every((phase) => (conflicts[phase]! & mask) === 0);
