/**
 * Which NEMA phase each signal group becomes. The MAP's own numbers stay where they fit the rings; otherwise the
 * assignment with the fewest conflicts inside the rings and the most movements at once is searched for.
 */
import type { GroupPair } from './conflict.ts';
import { concurrent, type Phase, type PhasePair, phases } from './rings.ts';

export interface Group {
  readonly signalGroup: number;
  /** Mostly straight on: such a group wants an even phase. */
  readonly through: boolean;
}
export interface Assignment {
  readonly phaseOf: ReadonlyMap<number, Phase>;
  /** Pairs that the rings would allow but the ground does not: the executor keeps them apart. */
  readonly physical: readonly PhasePair[];
}

/** Undefined when there are more groups than phases. */
export function assign(groups: readonly Group[], conflicts: readonly GroupPair[]): Assignment | undefined {
  if (groups.length > phases.length) return undefined;
  const key = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const apart = new Set(conflicts.map(([a, b]) => key(a, b)));
  const own = groups.every(({ signalGroup }) => signalGroup >= 1 && signalGroup <= 8);
  if (own) {
    const kept = new Map(groups.map(({ signalGroup }) => [signalGroup, signalGroup as Phase]));
    const physical = physicalOf(kept, apart, key);
    if (physical.length === 0) return { phaseOf: kept, physical };
  }
  let best: { cost: number; phaseOf: Map<number, Phase> } | undefined;
  const chosen: Phase[] = [];
  const place = (index: number, cost: number): void => {
    // What is left can win back at most two points a group.
    if (best && cost - 2.4 * (groups.length - index) >= best.cost) return;
    if (index === groups.length) {
      best = { cost, phaseOf: new Map(groups.map(({ signalGroup }, i) => [signalGroup, chosen[i]!])) };
      return;
    }
    const group = groups[index]!;
    for (const phase of phases) {
      if (chosen.includes(phase)) continue;
      let extra = phase === group.signalGroup ? -0.2 : 0;
      if ((phase % 2 === 0) === group.through) extra -= 0.2;
      for (const [i, other] of chosen.entries()) {
        if (!concurrent(phase, other)) continue;
        extra += apart.has(key(groups[i]!.signalGroup, group.signalGroup)) ? 10 : -1;
      }
      chosen.push(phase);
      place(index + 1, cost + extra);
      chosen.pop();
    }
  };
  place(0, 0);
  return best && { phaseOf: best.phaseOf, physical: physicalOf(best.phaseOf, apart, key) };
}

function physicalOf(
  phaseOf: ReadonlyMap<number, Phase>,
  apart: ReadonlySet<string>,
  key: (a: number, b: number) => string,
): PhasePair[] {
  const list = [...phaseOf];
  return list.flatMap(([a, p], i) =>
    list.slice(i + 1).flatMap(([b, q]): PhasePair[] => (apart.has(key(a, b)) && concurrent(p, q) ? [[p, q]] : [])),
  );
}
