/**
 * Who is served: a pure decision over the open requests. Lower class type first; inside a type whoever is active
 * stays (no flip-flop), else lower level, then earliest arrival. Type 1 preempts, the others get priority.
 */
import type { Micros } from '../src/world.ts';
import { type PriorityClass, preempts } from './classes.ts';
import type { Mask } from './rings.ts';
import type { RequestState } from './states.ts';

export interface Candidate {
  readonly key: string;
  readonly class: PriorityClass;
  readonly importance: number;
  readonly eta: Micros;
  readonly opened: Micros;
  /** The phase of its movement, and the phases to hold for it. */
  readonly need: Mask;
  readonly dwell: Mask;
  /** It led the last decision. */
  readonly leads: boolean;
}
export interface Situation {
  readonly now: Micros;
  /** How long before its arrival a request begins to act, seconds. */
  readonly lead: number;
  /** A preempt of higher precedence (rail) rules. */
  readonly rail: boolean;
  /** Highest class type that gets anything. */
  readonly lowestType: number;
}
export interface Decision {
  readonly preempt: { readonly key: string; readonly dwell: Mask } | undefined;
  readonly priority: { readonly key: string; readonly phases: Mask } | undefined;
  /** Active ones are activeProcessing: whether they are served is read back, not decided. */
  readonly states: ReadonlyMap<string, RequestState>;
}

/** Ranking of NTCIP 1211, importance before chance. */
export const rank = (a: Candidate, b: Candidate): number =>
  a.class.type - b.class.type ||
  a.class.level - b.class.level ||
  a.eta - b.eta ||
  b.importance - a.importance ||
  a.opened - b.opened ||
  (a.key < b.key ? -1 : 1);

export function arbitrate(rows: readonly Candidate[], situation: Situation): Decision {
  const states = new Map<string, RequestState>();
  const near = ({ eta, leads }: Candidate) => leads || eta - situation.now <= situation.lead * 1e6;
  const eligible: Candidate[] = [];
  for (const row of rows) {
    const refused = row.class.type > situation.lowestType || row.need === 0;
    const state = refused ? 'closedStrategyError' : situation.rail ? 'readyOverridden' : 'readyQueued';
    states.set(row.key, state);
    if (state === 'readyQueued' && near(row)) eligible.push(row);
  }
  const best = [...eligible].sort((a, b) => {
    if (a.class.type !== b.class.type) return a.class.type - b.class.type;
    return Number(b.leads) - Number(a.leads) || rank(a, b);
  })[0];
  if (!best) return { preempt: undefined, priority: undefined, states };
  const emergency = preempts(best.class);
  const held = emergency ? best.dwell : best.need;
  for (const row of rows) {
    if (states.get(row.key) !== 'readyQueued') continue;
    const along = eligible.includes(row) && (row.need & ~held) === 0 && preempts(row.class) === emergency;
    if (row === best || along) states.set(row.key, 'activeProcessing');
    else if (emergency || row.class.type > best.class.type) states.set(row.key, 'readyOverridden');
    else if (eligible.includes(row)) states.set(row.key, 'readyOverridden');
  }
  return {
    preempt: emergency ? { key: best.key, dwell: held } : undefined,
    priority: emergency ? undefined : { key: best.key, phases: held },
    states,
  };
}
