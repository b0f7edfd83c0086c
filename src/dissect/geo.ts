/** What makes a GeoNetworking packet that decodes one that nobody may send (ETSI EN 302 636-4-1 clauses 9 and 10.3). */
import type { BasicHeader, CommonHeader } from '../../asn1/etsi/geonetworking.ts';

/** The headers that are there: of a secured packet the basic one outside, the common one inside. */
export interface GeoHeaders {
  readonly basicHeader?: BasicHeader;
  readonly commonHeader?: CommonHeader;
}

/** The rule that is broken, in a sentence; undefined for a packet that receivers take. */
export function geoFault({ basicHeader: basic, commonHeader: common }: GeoHeaders): string | undefined {
  if (basic && basic.version !== 1) return `version ${basic.version}, where 1 is read (9.6.2)`;
  if (basic?.nextHeader.startsWith('reserved')) return `next header ${basic.nextHeader} (9.6.3)`;
  if (!common) return undefined;
  if (common.nextHeader.startsWith('reserved')) return `next header ${common.nextHeader} (9.7.3)`;
  const { headerType, headerSubtype, maximumHopLimit } = common;
  if (headerType === 'any' || headerType.startsWith('reserved') || headerSubtype > SUBTYPES[headerType]!)
    return `header type ${headerType}, subtype ${headerSubtype}, is none (9.7.4)`;
  if (common.nextHeader.startsWith('btp') && common.payloadLength < 4)
    return `a payload of ${common.payloadLength} octets cannot hold the four of its transport header (9.7.2)`;
  if (basic && basic.remainingHopLimit > maximumHopLimit)
    return `${basic.remainingHopLimit} hops left of at most ${maximumHopLimit} (10.3.5)`;
  return undefined;
}
/** The highest subtype of each type of header. */
const SUBTYPES: Readonly<Record<string, number>> = {
  beacon: 0,
  geoUnicast: 0,
  geoAnycast: 2,
  geoBroadcast: 2,
  tsb: 1,
  ls: 1,
};
