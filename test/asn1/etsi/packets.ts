/** GeoNetworking packets of every kind, with values at random. */
import { BTP_PORT, BtpA, BtpB } from '../../../asn1/etsi/btp.ts';
import {
  Beacon,
  type CommonHeader,
  GeoArea,
  GeoUnicast,
  LocationRequest,
  MultiHop,
  SingleHop,
} from '../../../asn1/etsi/geonetworking.ts';
import { plain, routed } from '../../../asn1/etsi/packet.ts';
import type { Infer, Node } from '../../../asn1/schema.ts';
import { uper } from '../../../asn1/uper.ts';
import { arbitrary } from '../../arbitrary.ts';

/** Each extended header, under a header type that announces it. */
export const HEADERS = [
  ['beacon', 0, Beacon],
  ['geoUnicast', 0, GeoUnicast],
  ['geoAnycast', 2, GeoArea],
  ['geoBroadcast', 0, GeoArea],
  ['geoBroadcast', 1, GeoArea],
  ['tsb', 0, SingleHop],
  ['tsb', 1, MultiHop],
  ['ls', 0, LocationRequest],
  ['ls', 1, GeoUnicast],
] as const satisfies readonly (readonly [CommonHeader['headerType'], number, Node])[];

export interface Made {
  readonly basicHeader: { readonly remainingHopLimit: number };
  readonly extendedHeader: Infer<typeof GeoUnicast>;
  readonly octets: Uint8Array;
  /** The same without its basic header, as it stands in a secured packet. */
  readonly routed: Uint8Array;
}

const BASIC = {
  version: 1,
  nextHeader: 'commonHeader',
  reserved: 0,
  lifetime: { multiplier: 6, base: 's10' },
} as const;

/** What a circle has no use for. */
const CIRCLE = { distanceB: 0, angle: 0 };

/** A packet of one of the kinds around a message; without a message it has no transport header either. `header` narrows. */
export function packet(
  at: number,
  message?: { readonly port: keyof typeof BTP_PORT; readonly octets: Uint8Array },
  header = (extended: Node): Node => extended,
) {
  const [headerType, headerSubtype, extended] = HEADERS[at]!;
  const transport = at % 2 === 0 ? BtpA : BtpB;
  const body = message?.octets ?? new Uint8Array();
  const commonHeader = {
    nextHeader: message ? (transport === BtpA ? 'btpA' : 'btpB') : 'any',
    reserved: 0,
    headerType,
    headerSubtype,
    trafficClass: { storeCarryForward: false, channelOffload: false, id: 2 },
    flags: { octets: Uint8Array.of(0x80), length: 8 },
    payloadLength: message ? body.length + 4 : 0,
    maximumHopLimit: 10,
    reserved2: 0,
  } as const;
  const port = message ? BTP_PORT[message.port] : 0;
  const ports =
    transport === BtpA ? { destinationPort: port, sourcePort: 5 } : { destinationPort: port, destinationPortInfo: 0 };
  const single = headerType === 'beacon' || extended === SingleHop;
  const basicHeader = { ...BASIC, remainingHopLimit: single ? 1 : 10 };
  return arbitrary(header(extended)).map((random): Made => {
    const extendedHeader = extended === GeoArea && headerSubtype === 0 ? { ...(random as object), ...CIRCLE } : random;
    const carrier: Node = message ? transport : { kind: 'null' };
    const value = { commonHeader, extendedHeader, transport: message ? ports : null, body };
    return {
      basicHeader,
      extendedHeader: extendedHeader as unknown as Made['extendedHeader'],
      octets: uper(plain(extended as Node, carrier, body.length)).encode({ basicHeader, ...value } as never),
      routed: uper(routed(extended as Node, carrier, body.length)).encode(value as never),
    };
  });
}
