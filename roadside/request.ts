/** What the request desk takes in and gives out: plain values, already verified and authorised, no wire format. */
import type { Micros } from '../src/world.ts';
import type { Mask } from './rings.ts';
import type { RequestState, ResponseStatus } from './states.ts';

/** Values as SAE J2735 has them, so that they go into SSM unchanged. */
export type VehicleID =
  | { readonly tag: 'entityID'; readonly value: Uint8Array }
  | { readonly tag: 'stationID'; readonly value: number };
export interface AccessPoint {
  readonly tag: 'lane' | 'approach' | 'connection';
  readonly value: number;
}
export interface IntersectionID {
  readonly region?: number | undefined;
  readonly id: number;
}
export interface Where {
  readonly inbound: AccessPoint;
  readonly outbound: AccessPoint | undefined;
  /** Tenths of a microdegree. */
  readonly position: { readonly lat: number; readonly long: number } | undefined;
  /** Degrees clockwise from north, and metres a second; undefined where unknown. */
  readonly heading: number | undefined;
  readonly speed: number | undefined;
}
export interface DeskRequest extends Where {
  /** The identity behind the certificate: what stays the same when the right holder comes back. */
  readonly signer: string;
  readonly vehicle: VehicleID;
  readonly requestID: number;
  readonly intersection: IntersectionID;
  /** PriorityRequestType; any other word is refused. */
  readonly type: string;
  readonly sequenceNumber: number | undefined;
  readonly role: string | undefined;
  readonly importance: number | undefined;
  /** Highest RequestImportanceLevel that its permissions allow. */
  readonly importanceCap: number;
  readonly claimedEta: Micros | undefined;
  /** Milliseconds; undefined where not asked for. */
  readonly duration: number | undefined;
}

/** Where a requestor is, in terms of the signal. */
export interface Place {
  readonly need: Mask;
  readonly dwell: Mask;
  /** Metres to the stop line; negative once it is past. */
  readonly distance: number;
  /** Metres east and north of the reference point. */
  readonly at: { readonly east: number; readonly north: number } | undefined;
}
export type Misplaced = {
  readonly refused: 'noSuchLane' | 'notIngress' | 'notConnected' | 'noSignal' | 'noPosition' | 'implausible';
};
/** The geometry a desk stands on. */
export interface Site {
  locate(where: Where): Place | Misplaced;
}

export type DeskRefusal =
  | 'wrongIntersection'
  | 'unknownType'
  | 'notTheOpener'
  | 'notNewer'
  | 'roleChanged'
  | 'etaTooFar'
  | 'jumped'
  | 'reserviceLocked'
  | 'maxPresence'
  | 'completed'
  | 'flash'
  | 'quota'
  | 'tableFull'
  | Misplaced['refused'];
export type DeskAnswer =
  | { readonly verdict: 'opened' | 'updated' | 'cancelled' | 'nothingToCancel'; readonly clamped: boolean }
  | { readonly verdict: 'refused'; readonly reason: DeskRefusal };
/** One line of SSM. */
export interface StatusLine {
  readonly vehicle: VehicleID;
  readonly requestID: number;
  readonly sequenceNumber: number;
  readonly role: string | undefined;
  readonly inbound: AccessPoint;
  readonly outbound: AccessPoint | undefined;
  readonly eta: Micros;
  /** Milliseconds, clamped to policy. */
  readonly duration: number;
  readonly state: RequestState;
  readonly status: ResponseStatus;
}
export interface Wish {
  readonly preempt: { readonly number: number; readonly dwell: Mask } | undefined;
  readonly priority: { readonly phases: Mask } | undefined;
}

export const vehicleKey = ({ tag, value }: VehicleID): string =>
  `${tag} ${typeof value === 'number' ? value : Array.from(value, (octet) => octet.toString(16).padStart(2, '0')).join('')}`;
/** Absent region is region 0. */
export const sameIntersection = (a: IntersectionID, b: IntersectionID): boolean =>
  a.id === b.id && (a.region ?? 0) === (b.region ?? 0);
/** Serial numbers modulo 128, window 64 (in the manner of RFC 1982): is `a` newer than `b`? */
export const newer = (a: number, b: number): boolean => {
  const ahead = (a - b) & 127;
  return ahead > 0 && ahead < 64;
};
