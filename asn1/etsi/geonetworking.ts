/**
 * ETSI EN 302 636-4-1 (V1.4.1): the headers of GeoNetworking, UPER. The standard draws them bit by bit and knows no
 * ASN.1; every field has a fixed width, so a SEQUENCE without options is exactly the drawing.
 */
import {
  bits,
  boolean,
  choice,
  enumerated,
  type Infer,
  integer,
  type Node,
  named,
  octets,
  sequence,
  type Type,
} from '../schema.ts';

/** EtherType of a GeoNetworking packet. */
export const GEONETWORKING_ETHERTYPE = 0x8947;

/** Two's complement: the bit of the sign chooses the half, and what follows counts from its lower end. */
const signed = <const P extends string, const N extends string>(plus: P, minus: N, width: number, name: string) =>
  choice({
    [plus]: named(name, integer(0, 2 ** (width - 1) - 1)),
    [minus]: named(name, integer(-(2 ** (width - 1)), -1)),
  } as Record<P | N, Type<number>>);
/** All the numbers that `width` bits hold, those nobody has named among them. */
const names = <const N extends readonly string[]>(width: number, given: N): Type<N[number] | `reserved${number}`> =>
  enumerated([...given, ...Array.from({ length: 2 ** width - given.length }, (_, i) => `reserved${given.length + i}`)]);

const gnLatitude = signed('north', 'south', 32, 'Latitude');
/** 9.5.2  Tenth microdegrees, two's complement in 32 bits. */
export type GnLatitude = Infer<typeof gnLatitude>;
export const GnLatitude: Type<GnLatitude> = named('GnLatitude', gnLatitude);

const gnLongitude = signed('east', 'west', 32, 'Longitude');
/** 9.5.2  Tenth microdegrees, two's complement in 32 bits. */
export type GnLongitude = Infer<typeof gnLongitude>;
export const GnLongitude: Type<GnLongitude> = named('GnLongitude', gnLongitude);

const gnSpeed = signed('forward', 'backward', 15, 'Speed');
/** 9.5.2  Hundredths of a metre per second, two's complement in 15 bits. */
export type GnSpeed = Infer<typeof gnSpeed>;
export const GnSpeed: Type<GnSpeed> = named('GnSpeed', gnSpeed);

const gnAddress = sequence({
  /** Whether the address was configured by hand. */
  manual: boolean,
  stationType: names(5, [
    'unknown',
    'pedestrian',
    'cyclist',
    'moped',
    'motorcycle',
    'passengerCar',
    'bus',
    'lightTruck',
    'heavyTruck',
    'trailer',
    'specialVehicles',
    'tram',
    'reserved12',
    'reserved13',
    'reserved14',
    'roadSideUnit',
  ]),
  /** A country code in the edition of 2011, zero since. */
  reserved: integer(0, 1023),
  /** The address of the link layer. */
  mid: octets(6),
});
/** 6.3  GN_ADDR, eight octets. */
export interface GnAddress extends Infer<typeof gnAddress> {}
export const GnAddress: Type<GnAddress> = named('GnAddress', gnAddress);

const longPositionVector = sequence({
  address: GnAddress,
  /** Milliseconds of TAI since 2004-01-01T00:00:00 UTC, modulo 2^32. */
  timestamp: integer(0, 4_294_967_295),
  latitude: GnLatitude,
  longitude: GnLongitude,
  /** PAI: whether the position is known to within itsGnPaiInterval. */
  accurate: boolean,
  speed: GnSpeed,
  /** Tenth degrees from north, clockwise. */
  heading: integer(0, 65_535),
});
/** 9.5.2  Where a station was and when, 24 octets. */
export interface LongPositionVector extends Infer<typeof longPositionVector> {}
export const LongPositionVector: Type<LongPositionVector> = named('LongPositionVector', longPositionVector);

const shortPositionVector = sequence({
  address: GnAddress,
  /** Milliseconds, as in the long one. */
  timestamp: integer(0, 4_294_967_295),
  latitude: GnLatitude,
  longitude: GnLongitude,
});
/** 9.5.3  20 octets. */
export interface ShortPositionVector extends Infer<typeof shortPositionVector> {}
export const ShortPositionVector: Type<ShortPositionVector> = named('ShortPositionVector', shortPositionVector);

const basicHeader = sequence({
  version: integer(0, 15),
  nextHeader: names(4, ['any', 'commonHeader', 'securedPacket']),
  reserved: integer(0, 255),
  /** Multiplier times base: how long the packet may be buffered. */
  lifetime: sequence({ multiplier: integer(0, 63), base: enumerated(['ms50', 's1', 's10', 's100']) }),
  remainingHopLimit: integer(0, 255),
});
/** 9.6  The four octets that a signature does not cover. */
export interface BasicHeader extends Infer<typeof basicHeader> {}
export const BasicHeader: Type<BasicHeader> = named('BasicHeader', basicHeader);

const trafficClass = sequence({ storeCarryForward: boolean, channelOffload: boolean, id: integer(0, 63) });
const commonHeader = sequence({
  nextHeader: names(4, ['any', 'btpA', 'btpB', 'ipv6']),
  reserved: integer(0, 15),
  headerType: names(4, ['any', 'beacon', 'geoUnicast', 'geoAnycast', 'geoBroadcast', 'tsb', 'ls']),
  /** Of areas 0 circle, 1 rectangle, 2 ellipse; of tsb 0 single hop, 1 more; of ls 0 request, 1 reply. */
  headerSubtype: integer(0, 15),
  trafficClass: named('TrafficClass', trafficClass),
  flags: bits(8, ['itsGnIsMobile']),
  /** Octets behind the extended header, those of the transport header among them. */
  payloadLength: integer(0, 65_535),
  maximumHopLimit: integer(0, 255),
  reserved2: integer(0, 255),
});
/** 9.7  Eight octets. */
export interface CommonHeader extends Infer<typeof commonHeader> {}
export const CommonHeader: Type<CommonHeader> = named('CommonHeader', commonHeader);

const beacon = sequence({ source: LongPositionVector });
/** 9.8.6 */
export interface Beacon extends Infer<typeof beacon> {}
export const Beacon: Type<Beacon> = named('Beacon', beacon);

const singleHop = sequence({
  source: LongPositionVector,
  /** Of the access layer: for ITS-G5 the channel load of TS 102 636-4-2. */
  mediaDependentData: octets(4),
});
/** 9.8.4  Single hop broadcast, as CAM and SPATEM come. */
export interface SingleHop extends Infer<typeof singleHop> {}
export const SingleHop: Type<SingleHop> = named('SingleHop', singleHop);

const numbered = { sequenceNumber: integer(0, 65_535), reserved: integer(0, 65_535), source: LongPositionVector };
const multiHop = sequence(numbered);
/** 9.8.3  Topologically scoped broadcast. */
export interface MultiHop extends Infer<typeof multiHop> {}
export const MultiHop: Type<MultiHop> = named('MultiHop', multiHop);

const geoUnicast = sequence({ ...numbered, destination: ShortPositionVector });
/** 9.8.2, and 9.8.8 for the reply of the location service. */
export interface GeoUnicast extends Infer<typeof geoUnicast> {}
export const GeoUnicast: Type<GeoUnicast> = named('GeoUnicast', geoUnicast);

const geoArea = sequence({
  ...numbered,
  latitude: GnLatitude,
  longitude: GnLongitude,
  /** Metres; the radius of a circle. */
  distanceA: integer(0, 65_535),
  /** Metres; zero for a circle. */
  distanceB: integer(0, 65_535),
  /** Degrees from north. */
  angle: integer(0, 65_535),
  reserved2: integer(0, 65_535),
});
/** 9.8.5  Geobroadcast and geoanycast, to the stations in an area (EN 302 931). */
export interface GeoArea extends Infer<typeof geoArea> {}
export const GeoArea: Type<GeoArea> = named('GeoArea', geoArea);

const locationRequest = sequence({ ...numbered, sought: GnAddress });
/** 9.8.7  Asks where a station is. */
export interface LocationRequest extends Infer<typeof locationRequest> {}
export const LocationRequest: Type<LocationRequest> = named('LocationRequest', locationRequest);

/** 9.7.4  The extended header that a header type announces; undefined for types and subtypes nobody has named. */
export function extendedHeader({ headerType, headerSubtype }: CommonHeader): Node | undefined {
  const [last, node] = EXTENDED[headerType] ?? [-1, undefined];
  if (headerSubtype > last) return undefined;
  if (headerType === 'tsb') return headerSubtype === 0 ? SingleHop : MultiHop;
  if (headerType === 'ls') return headerSubtype === 0 ? LocationRequest : GeoUnicast;
  return node;
}
/** The highest subtype of each. */
const EXTENDED: Readonly<Record<string, readonly [last: number, node: Node]>> = {
  beacon: [0, Beacon],
  geoUnicast: [0, GeoUnicast],
  geoAnycast: [2, GeoArea],
  geoBroadcast: [2, GeoArea],
  tsb: [1, MultiHop],
  ls: [1, LocationRequest],
};
