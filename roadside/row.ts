/** One row of the request table, and what can be said of it alone. */
import type { Micros } from '../src/world.ts';
import type { Candidate } from './arbitrate.ts';
import type { DeskRefusal, DeskRequest, Place } from './request.ts';
import type { RequestState } from './states.ts';

/** What each request brings anew. */
export interface Given {
  request: DeskRequest;
  sequenceNumber: number | undefined;
  importance: number;
  place: Place;
  eta: Micros;
  seen: Micros;
}
export interface Row extends Given {
  readonly key: string;
  /** Signer and vehicle: who is locked out after service. */
  readonly requester: string;
  readonly opened: Micros;
  readonly class: Candidate['class'];
  state: RequestState;
  /** Since when it has been active, and whether the lamps ever served it. */
  active: Micros | undefined;
  served: boolean;
  leads: boolean;
  closed: Micros | undefined;
}

export const newRow = (key: string, requester: string, given: Given, klass: Row['class']): Row => ({
  ...{ key, requester, opened: given.seen, class: klass, state: 'readyQueued' },
  ...given,
  ...{ active: undefined, served: false, leads: false, closed: undefined },
});
/** A line for a refused request: closed from the start, for SSM only. */
export function refusedRow(key: string, requester: string, given: Given, klass: Row['class'], why: DeskRefusal): Row {
  return { ...newRow(key, requester, given, klass), state: stateOf(why), closed: given.seen };
}
function stateOf(why: DeskRefusal): RequestState {
  if (why === 'reserviceLocked') return 'reserviceError';
  if (why === 'maxPresence') return 'closedTimeToLiveError';
  return why === 'flash' ? 'closedFlash' : 'closedStrategyError';
}
export const nowhere: Place = { need: 0, dwell: 0, distance: 0, at: undefined };
export const isLive = ({ closed }: Row): boolean => closed === undefined;
/** It outstayed its presence and has not let go yet. */
export const isSpent = ({ closed, state, active }: Row): boolean =>
  closed !== undefined && state === 'closedTimeToLiveError' && active !== undefined;
export const candidateOf = (row: Row): Candidate => ({
  ...{ key: row.key, class: row.class, importance: row.importance, eta: row.eta, opened: row.opened },
  ...{ need: row.place.need, dwell: row.place.dwell, leads: row.leads },
});
