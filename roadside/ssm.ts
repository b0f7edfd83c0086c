/** SSM: what becomes of each request, for all to hear (SAE J2735). */

import { BasicVehicleRole } from '../asn1/j2735/requestor.ts';
import type { SignalStatusMessage, SignalStatusPackage } from '../asn1/j2735/ssm.ts';
import { dSecond, minuteOfTheYear } from '../src/time.ts';
import type { Micros } from '../src/world.ts';
import type { IntersectionID, StatusLine } from './request.ts';

const roles = new Set(BasicVehicleRole.kind === 'enumerated' ? BasicVehicleRole.names : []);

/** At most 32 lines fit; the desk's own limits keep it far below. Undefined where there is nothing to say. */
export function ssmOf(
  intersection: IntersectionID,
  lines: readonly StatusLine[],
  sequenceNumber: number,
  now: Micros,
): SignalStatusMessage | undefined {
  if (lines.length === 0) return undefined;
  return {
    timeStamp: minuteOfTheYear(now),
    second: dSecond(now),
    sequenceNumber: sequenceNumber % 128,
    status: [{ sequenceNumber: sequenceNumber % 128, id: intersection, sigStatus: lines.slice(0, 32).map(packageOf) }],
  };
}

function packageOf(line: StatusLine): SignalStatusPackage {
  const role = line.role !== undefined && roles.has(line.role) ? line.role : undefined;
  return {
    requester: {
      id: line.vehicle,
      request: line.requestID,
      sequenceNumber: line.sequenceNumber,
      role: role as NonNullable<SignalStatusPackage['requester']>['role'],
    },
    inboundOn: line.inbound,
    outboundOn: line.outbound,
    minute: minuteOfTheYear(line.eta),
    second: dSecond(line.eta),
    duration: line.duration,
    status: line.status,
  };
}
