/**
 * SAE J2735 in its editions: J2735_201603, J2735_202007 and J2735_202409. All else in this folder is the edition of 2024,
 * which is the default everywhere; here stands, once, what was otherwise before.
 *
 * Source: compiled modules of the three editions that are public, compared type by type over every message we have.
 * What is not here is the same in all three. What an edition does not know of a later one it keeps, octet for octet.
 *
 * A decoded value has the same keys in every edition. JSON (JER), the text tree and errors have the names of the edition.
 */
import { type Change, renamed, unextended, unnumbered, withTypes } from '../edition.ts';
import { bits, bitsOrMore, integer, type Node, named, type Type } from '../schema.ts';
import { VehicleEventFlags } from './extension.ts';
import { MessageFrame } from './frame.ts';
import { LaneSharing } from './lane.ts';

export type Edition = '2016' | '2020' | '2024';
export const EDITIONS: readonly Edition[] = ['2016', '2020', '2024'];

const bitNames = (node: Node): readonly string[] => (node.kind === 'bits' ? node.names : []);

/** 2020 beside 2024. */
const IN_2020: Readonly<Record<string, Change>> = {
  // Messages 33 to 50 came with 2024; these two of them are read here.
  MessageFrame: unnumbered(33, 41),
  // roadAuthorityID.
  IntersectionGeometry: unextended,
  IntersectionState: unextended,
  // eventJackKnife, a fourteenth bit: it may be sent in all editions, as the size is extensible.
  VehicleEventFlags: named('VehicleEventFlags', bitsOrMore(13, bitNames(VehicleEventFlags).slice(0, 13))),
  EmergencyDetails: renamed({ doNotUse: 'notUsed' }),
  PrivilegedEvents: renamed({ doNotUse: 'notUsed' }),
  TrailerData: renamed({ doNotUse: 'notUsed' }),
  SpecialVehicleExtensions: renamed({ doNotUse: 'trailers' }),
  // trailerPresent, pivotPoint, axles, leanAngle.
  VehicleData: (was) => unextended(renamed({ doNotUse: 'trailerWeight' })(was)),
  // fhwaVehicleClass, trailers, schoolBus.
  SupplementalVehicleExtensions: (was) =>
    unextended(
      renamed({
        doNotUse1: 'weatherReport',
        doNotUse2: 'weatherProbe',
        doNotUse3: 'obstacle',
        doNotUse4: 'speedProfile',
        doNotUse5: 'theRTCM',
      })(was),
    ),
  // contentNew.
  TravelerDataFrame: (was) =>
    unextended(
      renamed({ doNotUse1: 'notUsed', doNotUse2: 'notUsed1', doNotUse3: 'notUsed2', doNotUse4: 'notUsed3' })(was),
    ),
};

/** 2016 beside 2020. */
const IN_2016: Readonly<Record<string, Change>> = {
  // The numbers above an hour mean something else: 36000 more than an hour away, 36001 unknown.
  TimeMark: named('TimeMark', integer(0, 36_001)),
  LaneSharing: named('LaneSharing', bits(10, [...bitNames(LaneSharing).slice(0, 9), 'pedestrianTraffic'])),
  EmergencyDetails: renamed({ notUsed: 'sspRights' }),
  PrivilegedEvents: renamed({ notUsed: 'sspRights' }),
  TrailerData: renamed({ notUsed: 'sspRights' }),
  TravelerDataFrame: renamed({
    notUsed: 'sspTimRights',
    durationTime: 'duratonTime',
    notUsed1: 'sspLocationRights',
    notUsed2: 'sspMsgRights1',
    notUsed3: 'sspMsgRights2',
  }),
};

const made: Readonly<Record<Edition, WeakMap<Node, Node>>> = {
  '2016': new WeakMap(),
  '2020': new WeakMap(),
  '2024': new WeakMap(),
};

/** Any type of this folder as it was in `edition`; the same node every time, so that its codec is compiled once. */
export function inEdition<S extends Node>(schema: S, edition: Edition): S {
  if (edition === '2024') return schema;
  const had = made[edition].get(schema);
  if (had) return had as S;
  const now = edition === '2020' ? withTypes(schema, IN_2020) : withTypes(inEdition(schema, '2020'), IN_2016);
  made[edition].set(schema, now);
  return now;
}

/** The one switch: `uper(frames['2016'])` reads and writes what a sender of that edition says, `jer` names it so. */
export const frames: Readonly<Record<Edition, Type<MessageFrame>>> = {
  '2016': inEdition(MessageFrame, '2016'),
  '2020': inEdition(MessageFrame, '2020'),
  '2024': MessageFrame,
};

/** TimeMark where the time is not known: another number since 2020. */
export const UNKNOWN_TIME: Readonly<Record<Edition, number>> = { '2016': 36_001, '2020': 36_111, '2024': 36_111 };
