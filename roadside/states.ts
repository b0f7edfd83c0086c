/** NTCIP 1211 request states, and the published table from them to the status that SSM carries. */

export type RequestState =
  | 'readyQueued'
  | 'readyOverridden'
  | 'activeProcessing'
  | 'activeNotOverridden'
  | 'closedCanceled'
  | 'reserviceError'
  | 'closedTimeToLiveError'
  | 'closedStrategyError'
  | 'closedCompleted'
  | 'closedFlash';
/** PrioritizationResponseStatus of SAE J2735. */
export type ResponseStatus =
  | 'requested'
  | 'processing'
  | 'watchOtherTraffic'
  | 'granted'
  | 'rejected'
  | 'maxPresence'
  | 'reserviceLocked';

/**
 * An active request is `granted` only when the lamps were read back (activeNotOverridden); until then it is
 * `processing`. Everything else is the mapping in public use. Time to live closes silence and outstayed presence.
 */
export const statusTable: Readonly<Record<RequestState, ResponseStatus>> = {
  readyQueued: 'requested',
  readyOverridden: 'processing',
  activeProcessing: 'processing',
  activeNotOverridden: 'granted',
  closedCanceled: 'watchOtherTraffic',
  reserviceError: 'reserviceLocked',
  closedTimeToLiveError: 'maxPresence',
  closedStrategyError: 'rejected',
  closedCompleted: 'granted',
  closedFlash: 'rejected',
};
export const isOpen = (state: RequestState): boolean => state.startsWith('ready') || state.startsWith('active');
