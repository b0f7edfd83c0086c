/**
 * From a verified signal request to what the desk may hear of it: role and importance are claims, and the SSP says which
 * the signer may make. A valid signature under the right PSID permits nothing by itself.
 */

import { BasicVehicleRole, RequestImportanceLevel } from '../asn1/j2735/requestor.ts';
import type { SignalRequestMessage } from '../asn1/j2735/srm.ts';
import { DSECOND_UNAVAILABLE, dSecond, fromMinuteOfTheYear, MINUTE_INVALID } from '../src/time.ts';
import { requestRights, rightsOf, sspWords } from '../src/trust/ssp.ts';
import type { Accepted } from '../src/verify/verifier.ts';
import type { Micros } from '../src/world.ts';
import { type DeskRequest, type IntersectionID, sameIntersection } from './request.ts';

export type Unauthorised = 'noRights' | 'roleNotPermitted' | 'unknownRole' | 'timesDisagree' | 'overtaken';
export type Authorised =
  | { readonly ok: true; readonly requests: readonly DeskRequest[] }
  | {
      readonly ok: false;
      readonly reason: Unauthorised;
      readonly sentence: string;
      readonly requests: readonly DeskRequest[];
      /** Where it is its signer's fault, and not only of another edition or another time. */
      readonly excess?: Excess;
    };
/** A role that was claimed by name, and what the SSP permits instead, in words. */
export interface Excess {
  readonly reason: 'noRights' | 'roleNotPermitted';
  readonly role: string;
  readonly permits: string;
}

/** Farthest that the time in the request may be from the signed generationTime. */
const TIMES_AGREE_SECONDS = 2;

const roles = BasicVehicleRole.kind === 'enumerated' ? BasicVehicleRole.names : [];
const levels = RequestImportanceLevel.kind === 'enumerated' ? RequestImportanceLevel.names : [];

/**
 * The requests of an SRM that are for this intersection, and whether its signer may make them, by the layouts of the
 * policy that the SRM was judged by. Those for others leave no trace.
 */
export function authorise(
  accepted: Pick<Accepted, 'ssp' | 'profile' | 'by' | 'generated'>,
  srm: SignalRequestMessage,
  intersection: IntersectionID,
  now: Micros,
): Authorised {
  const { ssp: layouts, bits } = accepted.profile;
  const rights = requestRights(accepted.ssp, layouts, bits);
  const { requestor } = srm;
  // A request that names no role is one of anybody's.
  const role = requestor.type?.role ?? 'basicVehicle';
  const requests = requestsOf(accepted, srm, intersection, now, role, rights?.importance ?? 0);
  const no = (reason: Unauthorised, sentence: string): Authorised & { ok: false } => ({
    ok: false,
    reason,
    sentence,
    requests,
  });
  const beyond = (reason: Excess['reason'], said: string): Authorised => {
    const permits = sspWords(accepted.ssp, layouts, bits);
    const refused = no(reason, `${said}${accepted.by.record.id} ${permits}`);
    // Who names no role claims none; and an SSP of a layout that is not read here may well permit it.
    const read = accepted.ssp === undefined || rightsOf('SignalRequestMessage', accepted.ssp, layouts, bits);
    return requestor.type && read ? { ...refused, excess: { reason, role, permits } } : refused;
  };
  if (!rights) return beyond('noRights', '');
  if (!roles.includes(role)) return no('unknownRole', `role ${role} is none that we know, so nobody is permitted it`);
  if (!rights.roles.has(role)) return beyond('roleNotPermitted', `role ${role}, where `);
  const signed = accepted.generated ?? now;
  const apart = Math.abs((madeAt(srm, signed) ?? signed) - signed) / 1e6;
  if (apart > TIMES_AGREE_SECONDS)
    return no('timesDisagree', `the time in the request is ${apart.toFixed(1)} s from the signed generationTime`);
  return { ok: true, requests };
}

function requestsOf(
  { by, generated }: Pick<Accepted, 'by' | 'generated'>,
  srm: SignalRequestMessage,
  intersection: IntersectionID,
  now: Micros,
  role: string,
  importanceCap: number,
): DeskRequest[] {
  const { requestor, sequenceNumber } = srm;
  const { position } = requestor;
  const speed = position?.speed?.speed;
  const importance = requestor.type?.request === undefined ? undefined : levels.indexOf(requestor.type.request);
  return (srm.requests ?? [])
    .filter(({ request }) => sameIntersection(request.id, intersection))
    .map(
      ({ request, minute, second, duration }): DeskRequest => ({
        signer: by.record.id,
        vehicle: requestor.id as DeskRequest['vehicle'],
        requestID: request.requestID,
        intersection: request.id,
        type: request.requestType,
        sequenceNumber,
        role,
        importance,
        importanceCap,
        inbound: request.inBoundLane as DeskRequest['inbound'],
        outbound: request.outBoundLane as DeskRequest['outbound'],
        position: position && { lat: position.position.lat, long: position.position.long },
        heading: position?.heading === undefined || position.heading === 28_800 ? undefined : position.heading * 0.0125,
        speed: speed === undefined || speed === 8191 ? undefined : speed * 0.02,
        claimedEta: etaOf(minute, second, generated ?? now),
        duration: duration === DSECOND_UNAVAILABLE ? undefined : duration,
      }),
    );
}

/** A time that says "none" is none: never the start of a minute (C11). */
function etaOf(minute: number | undefined, second: number | undefined, near: Micros): Micros | undefined {
  return minute === undefined || second === undefined ? undefined : fromMinuteOfTheYear(minute, second, near);
}

/** When the SRM says it was made: of a second without its minute, the one nearest to the signed time. */
function madeAt({ timeStamp, second }: SignalRequestMessage, signed: Micros): Micros | undefined {
  if (second >= 60_000) return undefined;
  if (timeStamp !== undefined && timeStamp < MINUTE_INVALID) return fromMinuteOfTheYear(timeStamp, second, signed);
  const ahead = (second - dSecond(signed) + 90_000) % 60_000;
  return signed + (ahead - 30_000) * 1000;
}
