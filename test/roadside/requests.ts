/** Requests of an ambulance and others, and a site of four straight approaches, for tests of the desk. */

import type { DeskRequest, Misplaced, Place, Site, Where } from '../../roadside/request.ts';
import { bit, type Phase } from '../../roadside/rings.ts';

/** Lane n belongs to phase n; the position says how far away it is: `lat` metres, below zero once past. */
export const straight: Site = {
  locate({ inbound, position }: Where): Place | Misplaced {
    if (inbound.tag !== 'lane' || inbound.value < 1 || inbound.value > 8) return { refused: 'noSuchLane' };
    if (!position) return { refused: 'noPosition' };
    const phase = inbound.value as Phase;
    const partner = ({ 1: 6, 2: 5, 3: 8, 4: 7, 5: 2, 6: 1, 7: 4, 8: 3 } as const)[phase];
    const at = { east: position.lat, north: position.long };
    return { need: bit(phase), dwell: bit(phase) | bit(partner), distance: position.lat, at };
  },
};
export const request = (change: Partial<DeskRequest> = {}): DeskRequest => ({
  signer: 'ambulance 1',
  vehicle: { tag: 'stationID', value: 7 },
  requestID: 1,
  intersection: { id: 7001 },
  type: 'priorityRequest',
  sequenceNumber: 1,
  role: 'ambulance',
  importance: 10,
  importanceCap: 14,
  inbound: { tag: 'lane', value: 4 },
  outbound: undefined,
  position: { lat: 200, long: 0 },
  heading: undefined,
  speed: 15,
  claimedEta: undefined,
  duration: 5000,
  ...change,
});
export const bus = (change: Partial<DeskRequest> = {}): DeskRequest =>
  request({ signer: 'bus 1', vehicle: { tag: 'stationID', value: 99 }, role: 'transit', importance: 3, ...change });
