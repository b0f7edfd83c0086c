import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../asn1/hex.ts';
import { Position3D } from '../../../asn1/j2735/common.ts';
import { LaneAttributes } from '../../../asn1/j2735/lane.ts';
import { MapData, RestrictionUserType } from '../../../asn1/j2735/map.ts';
import { LaneDataAttribute, NodeOffsetPointXY } from '../../../asn1/j2735/node.ts';
import { RequestorType } from '../../../asn1/j2735/requestor.ts';
import { ConnectionManeuverAssist, IntersectionState, MovementEvent } from '../../../asn1/j2735/spat.ts';
import { jer } from '../../../asn1/jer.ts';
import type { Infer, Node, Type } from '../../../asn1/schema.ts';
import { uper } from '../../../asn1/uper.ts';

const none = { octets: fromHex('00'), length: 8 };
const unknown = { tag: '?', value: { index: 130, octets: fromHex('beef') } } as const;
type Row = readonly [name: string, schema: Type<unknown>, octets: string, value: unknown];
const row = <S extends Node & { readonly name?: string }>(schema: S, octets: string, value: Infer<S>): Row => [
  schema.name!,
  schema as Type<unknown>,
  octets,
  value,
];

// The octets are those of pycrate, which was given the same values and the compiled module of 2024-09.
const rows: readonly Row[] = [
  row(RequestorType, '04d8202beef0', { role: 'fire', regional: unknown }),
  row(LaneAttributes, 'c000002080afbbc0', {
    directionalUse: { octets: fromHex('80'), length: 2 },
    sharedWith: { octets: fromHex('0000'), length: 10 },
    laneType: { tag: 'vehicle', value: none },
    regional: unknown,
  }),
  row(Position3D, '2d693a405ad27480503040c34d98002093ed24d29fdb76f7fff0', {
    lat: 1,
    long: 2,
    regional: [
      { tag: 'Position3D-addGrpC', value: { altitude: { value: -5, confidence: 'alt-000-10' } } },
      {
        tag: 'Position3D-addGrpB',
        value: { latitude: { d: 35, m: 41, s: 1234 }, longitude: { d: 139, m: 45, s: 5999 }, elevation: -1 },
      },
    ],
  }),
  row(NodeOffsetPointXY, 'e040e3dcc5017b989f80', {
    tag: 'regional',
    value: { tag: 'NodeOffsetPointXY-addGrpB', value: { tag: 'posA', value: { lon: 1, lat: -2 } } },
  }),
  row(LaneDataAttribute, '60080400', { tag: 'regional', value: [{ tag: 'LaneDataAttribute-addGrpB', value: {} }] }),
  row(MovementEvent, '110080c0962000', {
    eventState: 'dark',
    regional: [{ tag: 'MovementEvent-addGrpB', value: { minEndTime: 2402 } }],
  }),
  row(ConnectionManeuverAssist, '04040306000000003818', {
    connectionID: 1,
    regional: [
      {
        tag: 'ConnectionManeuverAssist-addGrpC',
        value: { vehicleToLanePositions: [{ stationID: 7, laneID: 3 }] },
      },
    ],
  }),
  row(IntersectionState, '020007020000000040020183a000000007402000', {
    id: { id: 7 },
    revision: 1,
    status: { octets: fromHex('0000'), length: 16 },
    states: [{ signalGroup: 2, stateTimeSpeed: [{ eventState: 'dark' }] }],
    regional: [
      {
        tag: 'IntersectionState-addGrpC',
        value: { activePrioritizations: [{ stationID: 7, priorState: 'granted', signalGroup: 2 }] },
      },
    ],
  }),
  row(MapData, '008100c1500402ff8480', {
    msgIssueRevision: 1,
    regional: [
      {
        tag: 'MapData-addGrpC',
        value: { signalHeadLocations: [{ node: { tag: 'node-XY1', value: { x: 1, y: -1 } }, signalGroupID: 9 }] },
      },
    ],
  }),
  row(RestrictionUserType, '40301500', {
    tag: 'regional',
    value: [{ tag: 'RestrictionUserType-addGrpC', value: { emission: 'typeE' } }],
  }),
];

describe.each(rows)('what a region adds to a %s', (_, schema, octets, value) => {
  const codec = uper(schema);
  it('is written as others write it', () => expect(toHex(codec.encode(value))).toBe(octets));
  it('is read', () => expect(codec.read(fromHex(octets))).toEqual(value));
  it('goes through JSON', () => {
    const said = JSON.stringify(jer(schema).to(value));
    expect(toHex(codec.encode(jer(schema).from(JSON.parse(said))))).toBe(octets);
  });
});

describe('a region nobody registered', () => {
  it('is kept beside those that are known', () => {
    const value = {
      lat: 0,
      long: 0,
      regional: [
        unknown,
        { tag: 'Position3D-addGrpC', value: { altitude: { value: 800_001, confidence: 'unavailable' } } },
        { tag: '?', value: { index: 1, octets: fromHex('00') } },
      ],
    } as const;
    const codec = uper(Position3D);
    expect(codec.read(codec.encode(value))).toEqual(value);
  });
  it('is named by its number in JSON, those that are known by theirs as well', () => {
    expect(jer(RequestorType).to({ role: 'fire', regional: unknown })).toEqual({
      role: 'fire',
      regional: { regionId: 130, regExtValue: 'beef' },
    });
  });
});
