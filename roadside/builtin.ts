/**
 * The intersection that is there when no MAP is given: four legs, on each a left-turn lane, a through lane, a lane
 * shared by through and right, two lanes out and a crosswalk; signal groups are the NEMA phases 1 to 8 and, for the
 * crosswalks, their through phase plus 8.
 */
import type { Connection, GenericLane } from '../asn1/j2735/lane.ts';
import type { IntersectionGeometry, MapData } from '../asn1/j2735/map.ts';
import type { NodeXY } from '../asn1/j2735/node.ts';
import type { Bits } from '../asn1/schema.ts';
import type { Point } from '../src/map/geometry.ts';

/** Metres. */
const lane = 3.5;
const stopLine = 16;
const crosswalk = 13;
const reach = 316;
/** Legs clockwise from the west; traffic from there goes east, south, west, north. */
const legs = [
  { out: { east: -1, north: 0 }, left: 5, through: 2 },
  { out: { east: 0, north: 1 }, left: 7, through: 4 },
  { out: { east: 1, north: 0 }, left: 1, through: 6 },
  { out: { east: 0, north: -1 }, left: 3, through: 8 },
] as const;
type Leg = 0 | 1 | 2 | 3;
/** Lanes of a leg, from its middle outwards: left, through, shared; inner and outer lane out; crosswalk. */
const laneID = (leg: number, which: 1 | 2 | 3 | 4 | 5 | 6): number => (leg % 4) * 10 + which;
const bits = (length: number, ...set: number[]): Bits => {
  const octets = new Uint8Array(Math.ceil(length / 8));
  for (const at of set) octets[at >> 3]! |= 0x80 >> (at & 7);
  return { octets, length };
};
const straight = 0;
const left = 1;
const right = 2;

export const builtinIntersection: IntersectionGeometry = {
  name: 'built-in',
  id: { region: 0, id: 7001 },
  revision: 1,
  refPoint: { lat: 397_000_000, long: -1_050_500_000, elevation: 16_500 },
  laneWidth: 350,
  speedLimits: [{ type: 'vehicleMaxSpeed', speed: 782 }],
  laneSet: ([0, 1, 2, 3] as const).flatMap(lanesOf),
};
export const builtinMap: MapData = {
  msgIssueRevision: 1,
  layerType: 'intersectionData',
  layerID: 1,
  intersections: [builtinIntersection],
};

function lanesOf(leg: Leg): GenericLane[] {
  const { left: leftPhase, through } = legs[leg];
  const to = (turn: 0 | 1 | 2, which: 4 | 5, signalGroup: number, index: number): Connection => ({
    connectingLane: { lane: laneID(leg + [2, 1, 3][turn]!, which), maneuver: bits(12, turn) },
    signalGroup,
    connectionID: leg * 10 + index,
  });
  return [
    ingress(leg, 1, 0.5, [left], [to(left, 4, leftPhase, 1)]),
    ingress(leg, 2, 1.5, [straight], [to(straight, 4, through, 2)]),
    ingress(leg, 3, 2.5, [straight, right], [to(straight, 5, through, 3), to(right, 5, through, 4)]),
    egress(leg, 4, -1.5),
    egress(leg, 5, -2.5),
    walkway(leg),
  ];
}

/** A point of a leg: so far out along it, and so far to the right of inbound traffic. */
function at(leg: Leg, along: number, aside: number): Point {
  const { east, north } = legs[leg].out;
  // Inbound traffic runs against `out`; its right hand is a quarter turn clockwise from there.
  return { east: east * along - north * aside, north: north * along + east * aside };
}
function nodes(...line: Point[]): GenericLane['nodeList'] {
  const value = line.map((point, i): NodeXY => {
    const before = line[i - 1] ?? { east: 0, north: 0 };
    const x = Math.round((point.east - before.east) * 100);
    const y = Math.round((point.north - before.north) * 100);
    const far = Math.max(Math.abs(x), Math.abs(y));
    return { delta: { tag: far < 2048 ? 'node-XY3' : far < 8192 ? 'node-XY5' : 'node-XY6', value: { x, y } } };
  });
  return { tag: 'nodes', value };
}
function attributes(laneType: GenericLane['laneAttributes']['laneType'], ...use: number[]) {
  return { directionalUse: bits(2, ...use), sharedWith: bits(10), laneType };
}

function ingress(leg: Leg, which: 1 | 2 | 3, middle: number, turns: number[], connectsTo: Connection[]): GenericLane {
  const aside = middle * lane;
  return {
    laneID: laneID(leg, which),
    ingressApproach: leg * 2 + 1,
    laneAttributes: attributes({ tag: 'vehicle', value: bits(8) }, 0),
    maneuvers: bits(12, ...turns),
    nodeList: nodes(at(leg, stopLine, aside), at(leg, stopLine + 100, aside), at(leg, reach, aside)),
    connectsTo,
  };
}
function egress(leg: Leg, which: 4 | 5, middle: number): GenericLane {
  const aside = middle * lane;
  return {
    laneID: laneID(leg, which),
    egressApproach: leg * 2 + 2,
    laneAttributes: attributes({ tag: 'vehicle', value: bits(8) }, 1),
    nodeList: nodes(at(leg, stopLine, aside), at(leg, stopLine + 100, aside), at(leg, reach, aside)),
  };
}
/** Across this leg, beside the through traffic that has it on its right hand: that of the leg before. */
function walkway(leg: Leg): GenericLane {
  const beside = legs[((leg + 1) % 4) as Leg].through;
  const kerb = 3 * lane + 1;
  const id = laneID(leg, 6);
  return {
    laneID: id,
    laneAttributes: attributes({ tag: 'crosswalk', value: bits(16) }, 0, 1),
    nodeList: nodes(at(leg, crosswalk, -kerb), at(leg, crosswalk, kerb)),
    connectsTo: [{ connectingLane: { lane: id }, signalGroup: beside + 8 }],
  };
}
