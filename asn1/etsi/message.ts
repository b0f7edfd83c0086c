/**
 * ETSI TS 103 301: the messages of an intersection in Europe. An ITS PDU header stands before the body of SAE J2735 in
 * the form that ISO TS 19091 gives it, which differs in the bounds of four types and in what Europe adds.
 */
import { withComponents } from '../constraint.ts';
import { type Change, withTypes } from '../edition.ts';
import { RegionalExtension, StationID } from '../j2735/common.ts';
import { LaneSharing } from '../j2735/lane.ts';
import { MapData } from '../j2735/map.ts';
import { RTCMcorrections } from '../j2735/rtcm.ts';
import { SPAT } from '../j2735/spat.ts';
import { SignalRequestMessage } from '../j2735/srm.ts';
import { SignalStatusMessage } from '../j2735/ssm.ts';
import { bits, type Infer, integer, list, type Node, named, sequence, type Type } from '../schema.ts';
import {
  RegConnectionManeuverAssist,
  RegGenericLane,
  RegIntersectionState,
  RegLaneAttributes,
  RegMapData,
  RegMovementEvent,
  RegNodeAttributeSetXY,
  RegPosition3D,
  RegRestrictionUserType,
} from './addition.ts';
import { type Addition, RegRequestorDescription, RegSignalStatusPackage } from './request.ts';

/** TS 102 894-2  `messageID` of the header. */
export const MESSAGE_ID = {
  denm: 1,
  cam: 2,
  poi: 3,
  spatem: 4,
  mapem: 5,
  ivim: 6,
  'ev-rsr': 7,
  tistpgtransaction: 8,
  srem: 9,
  ssem: 10,
  evcsn: 11,
  saem: 12,
  rtcmem: 13,
  cpm: 14,
  imzm: 15,
  vam: 16,
} as const;

const itsPduHeader = sequence({
  /** 2 in the editions from 2019 on. */
  protocolVersion: integer(0, 255),
  /** One of MESSAGE_ID. */
  messageID: named('MessageID', integer(0, 255)),
  stationID: StationID,
});
/** TS 102 894-2  The first six octets of every message. */
export interface ItsPduHeader extends Infer<typeof itsPduHeader> {}
export const ItsPduHeader: Type<ItsPduHeader> = named('ItsPduHeader', itsPduHeader);

/** TS 102 894-2  A message of `octets` in all that is not read further: its header, and its body as it is. */
export function otherMessage(octets: Uint8Array): Type<{ readonly header: ItsPduHeader; readonly body: Uint8Array }> {
  const size = Math.max(0, octets.length - HEADER_OCTETS);
  const body: Type<Uint8Array> = { kind: 'octets', min: size, max: size };
  return named('ItsMessage', sequence({ header: ItsPduHeader, body }));
}
const HEADER_OCTETS = 6;

const sharing = LaneSharing as Node & { readonly kind: 'bits' };
/** `T` as ISO has it: in each `regional` what stands in addition.ts. */
type Iso<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer U)[]
    ? readonly Iso<U>[]
    : T extends { readonly tag: 'regional'; readonly value: infer V }
      ? { readonly tag: 'regional'; readonly value: Added<V> }
      : T extends object
        ? { readonly [K in keyof T]: K extends 'regional' ? Added<T[K]> : Iso<T[K]> }
        : T;
type Added<V> = V extends undefined ? undefined : V extends readonly unknown[] ? readonly Addition[] : Addition;

const regional = (set: Node) => (was: Node) => withComponents(was, { regional: list(iso(set), 1, 4) });
/** What ISO TS 19091 has otherwise: a longitude from -180 degrees on, a vehicle type of ISO 3883 in eight bits, its own additions. */
const CHANGES: Readonly<Record<string, Change>> = {
  Longitude: named('Longitude', integer(-1_800_000_000, 1_800_000_001)),
  Iso3833VehicleType: named('Iso3833VehicleType', integer(0, 255)),
  TimeMark: named('TimeMark', integer(0, 36_001)),
  LaneSharing: named('LaneSharing', bits(10, [...sharing.names.slice(0, 9), 'pedestrianTraffic'])),
  // SAE registered additions for these, ISO none: they are kept as octets.
  'Reg-LaneDataAttribute': RegionalExtension,
  'Reg-NodeOffsetPointXY': RegionalExtension,
  ConnectionManeuverAssist: regional(RegConnectionManeuverAssist),
  GenericLane: regional(RegGenericLane),
  IntersectionState: regional(RegIntersectionState),
  LaneAttributes: (was) => withComponents(was, { regional: RegLaneAttributes }),
  MapData: regional(RegMapData),
  MovementEvent: regional(RegMovementEvent),
  NodeAttributeSetXY: regional(RegNodeAttributeSetXY),
  Position3D: regional(RegPosition3D),
  RequestorDescription: regional(RegRequestorDescription),
  RestrictionUserType: regional(RegRestrictionUserType),
  SignalStatusPackage: regional(RegSignalStatusPackage),
};
function iso<S extends Node>(node: S): Type<Iso<Infer<S>>> {
  return withTypes(node as Node, CHANGES) as Type<Iso<Infer<S>>>;
}

const srem = sequence({ header: ItsPduHeader, srm: iso(SignalRequestMessage) });
/** 8  A vehicle asks for a signal. */
export interface SREM extends Infer<typeof srem> {}
export const SREM: Type<SREM> = named('SREM', srem);

const ssem = sequence({ header: ItsPduHeader, ssm: iso(SignalStatusMessage) });
/** 8  An intersection answers. */
export interface SSEM extends Infer<typeof ssem> {}
export const SSEM: Type<SSEM> = named('SSEM', ssem);

const spatem = sequence({ header: ItsPduHeader, spat: iso(SPAT) });
/** 5  What the signals of an intersection show, and until when. */
export interface SPATEM extends Infer<typeof spatem> {}
export const SPATEM: Type<SPATEM> = named('SPATEM', spatem);

const mapem = sequence({ header: ItsPduHeader, map: iso(MapData) });
/** 6  The lanes of an intersection and how they connect. */
export interface MAPEM extends Infer<typeof mapem> {}
export const MAPEM: Type<MAPEM> = named('MAPEM', mapem);

const rtcmem = sequence({ header: ItsPduHeader, rtcmc: iso(RTCMcorrections) });
/** 9  Corrections of satellite positions. */
export interface RTCMEM extends Infer<typeof rtcmem> {}
export const RTCMEM: Type<RTCMEM> = named('RTCMEM', rtcmem);
