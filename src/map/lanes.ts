/** From the lanes of a MAP to lines, movements through the box and crosswalks, all in metres about its reference point. */
import type { AllowedManeuvers } from '../../asn1/j2735/common.ts';
import type { GenericLane } from '../../asn1/j2735/lane.ts';
import type { IntersectionGeometry } from '../../asn1/j2735/map.ts';
import type { ComputedLane, NodeListXY, NodeXY } from '../../asn1/j2735/node.ts';
import type { Bits } from '../../asn1/schema.ts';
import { gap, heading, type Line, lengthOf, type Point, smooth, toLocal, turn } from './geometry.ts';

/** `line` starts at the stop line (ingress) or where it leaves the box (egress). */
export interface Lane {
  readonly id: number;
  readonly kind: 'vehicle' | 'crosswalk' | 'other';
  readonly ingress: boolean;
  readonly egress: boolean;
  readonly approach: number | undefined;
  readonly line: Line;
  /** Metres, and metres a second where the MAP tells a limit. */
  readonly width: number;
  readonly speed: number | undefined;
}
export type Maneuver = 'straight' | 'left' | 'right' | 'uTurn';
export interface Movement {
  readonly from: Lane;
  readonly to: Lane;
  /** Undefined where no signal rules it (absent, 0 or 255). */
  readonly signalGroup: number | undefined;
  readonly connectionID: number | undefined;
  readonly maneuver: Maneuver;
  /** Heading in degrees at the stop line. */
  readonly heading: number;
  /** From the stop line to the egress lane. */
  readonly path: Line;
  /** A left turn on the same green as a through movement of its approach: it yields to oncoming traffic. */
  permissive: boolean;
}
export interface Crosswalk {
  readonly lane: Lane;
  readonly signalGroup: number;
}
export interface Layout {
  readonly lanes: ReadonlyMap<number, Lane>;
  readonly movements: readonly Movement[];
  readonly crosswalks: readonly Crosswalk[];
}

const isSet = (bits: Bits | undefined, at: number): boolean =>
  bits !== undefined && at < bits.length && ((bits.octets[at >> 3]! >> (7 - (at & 7))) & 1) === 1;
const flowing = new Set(['vehicle', 'bikeLane', 'trackedVehicle']);
/** Deepest chain of computed lanes. */
const deepest = 8;

export function readLayout(map: IntersectionGeometry): Layout {
  const source = new Map(map.laneSet.map((lane) => [lane.laneID, lane]));
  const width = (map.laneWidth ?? 350) / 100;
  const speed = limitOf(map.speedLimits);
  const lanes = new Map<number, Lane>();
  for (const lane of source.values()) {
    const line = lineOf(lane.nodeList, map, source, 0);
    if (line && lengthOf(line) > 0.5) lanes.set(lane.laneID, laneOf(lane, line, width, speed));
  }
  const movements = [...source.values()].flatMap((lane) => movementsOf(lane, lanes));
  for (const each of movements)
    each.permissive =
      each.maneuver === 'left' &&
      movements.some(
        (other) =>
          other.maneuver === 'straight' &&
          other.signalGroup === each.signalGroup &&
          Math.abs(turn(other.heading, each.heading)) < 60,
      );
  const crosswalks = [...source.values()].flatMap((lane): Crosswalk[] => {
    const at = lanes.get(lane.laneID);
    const signalGroup = lane.connectsTo?.map((each) => signalOf(each.signalGroup)).find((group) => group !== undefined);
    return at?.kind === 'crosswalk' && signalGroup !== undefined ? [{ lane: at, signalGroup }] : [];
  });
  return { lanes, movements, crosswalks };
}

const signalOf = (group: number | undefined): number | undefined =>
  group === undefined || group === 0 || group === 255 ? undefined : group;

function laneOf(lane: GenericLane, line: Line, width: number, speed: number | undefined): Lane {
  const { directionalUse, laneType } = lane.laneAttributes;
  const kind = laneType.tag === 'crosswalk' ? 'crosswalk' : flowing.has(laneType.tag) ? 'vehicle' : 'other';
  const nodes = lane.nodeList.tag === 'nodes' ? lane.nodeList.value : [];
  const limits = nodes.flatMap(({ attributes }) => attributes?.data ?? []);
  const own = limits.map((data) => (data.tag === 'speedLimits' ? limitOf(data.value) : undefined)).find(Boolean);
  const approach = lane.ingressApproach ?? lane.egressApproach;
  const [ingress, egress] = [isSet(directionalUse, 0), isSet(directionalUse, 1)];
  return { id: lane.laneID, kind, ingress, egress, approach, line, width, speed: own ?? speed };
}
/** vehicleMaxSpeed, 0.02 m/s; 0 and 8191 say nothing. */
function limitOf(limits: IntersectionGeometry['speedLimits']): number | undefined {
  const limit = limits?.find(({ type, speed }) => type === 'vehicleMaxSpeed' && speed > 100 && speed < 8191);
  return limit && limit.speed * 0.02;
}

type Lanes = ReadonlyMap<number, GenericLane>;
function lineOf(list: NodeListXY, map: IntersectionGeometry, lanes: Lanes, depth: number): Point[] | undefined {
  if (list.tag === 'nodes') return follow(list.value, map);
  if (list.tag !== 'computed' || depth >= deepest) return undefined;
  const reference = lanes.get(list.value.referenceLaneId);
  const line = reference && lineOf(reference.nodeList, map, lanes, depth + 1);
  return line && compute(list.value, line);
}
function follow(nodes: readonly NodeXY[], map: IntersectionGeometry): Point[] | undefined {
  let at: Point = { east: 0, north: 0 };
  const line: Point[] = [];
  for (const { delta } of nodes) {
    if (delta.tag === 'regional') return undefined;
    if (delta.tag === 'node-LatLon') at = toLocal(map.refPoint, { lat: delta.value.lat, long: delta.value.lon });
    else at = { east: at.east + delta.value.x / 100, north: at.north + delta.value.y / 100 };
    line.push(at);
  }
  return line;
}
/** Moved, then turned clockwise about its first node and stretched from there. */
function compute(computed: ComputedLane, line: readonly Point[]): Point[] {
  const [first] = line;
  const angle = ((computed.rotateXY ?? 0) * 0.0125 * Math.PI) / 180;
  const [scaleX, scaleY] = [1 + (computed.scaleXaxis ?? 0) * 0.0005, 1 + (computed.scaleYaxis ?? 0) * 0.0005];
  const [moveX, moveY] = [computed.offsetXaxis.value / 100, computed.offsetYaxis.value / 100];
  return line.map((point) => {
    const x = (point.east - first!.east) * scaleX;
    const y = (point.north - first!.north) * scaleY;
    return {
      east: first!.east + moveX + x * Math.cos(angle) + y * Math.sin(angle),
      north: first!.north + moveY - x * Math.sin(angle) + y * Math.cos(angle),
    };
  });
}

function movementsOf(lane: GenericLane, lanes: ReadonlyMap<number, Lane>): Movement[] {
  const from = lanes.get(lane.laneID);
  if (from?.kind !== 'vehicle' || !from.ingress) return [];
  return (lane.connectsTo ?? []).flatMap((connection): Movement[] => {
    const to = lanes.get(connection.connectingLane.lane);
    if (connection.remoteIntersection !== undefined || to?.kind !== 'vehicle') return [];
    const stop = from.line[0]!;
    const along = heading(from.line[1]!, stop);
    // The end of the egress lane that is nearer to the stop line is where it begins, whatever the node order.
    const line = gap(to.line[0]!, stop) <= gap(to.line.at(-1)!, stop) ? to.line : [...to.line].reverse();
    const out = heading(line[0]!, line[1]!);
    const maneuver = declared(connection.connectingLane.maneuver) ?? shape(turn(along, out));
    const path = smooth(stop, along, line[0]!, out);
    const signalGroup = signalOf(connection.signalGroup);
    const { connectionID } = connection;
    return [
      { from, to: { ...to, line }, signalGroup, connectionID, maneuver, heading: along, path, permissive: false },
    ];
  });
}
function declared(maneuver: AllowedManeuvers | undefined): Maneuver | undefined {
  const names = (['straight', 'left', 'right', 'uTurn'] as const).filter((_, i) => isSet(maneuver, i));
  return names.length === 1 ? names[0] : undefined;
}
const shape = (degrees: number): Maneuver =>
  Math.abs(degrees) < 40 ? 'straight' : Math.abs(degrees) > 150 ? 'uTurn' : degrees < 0 ? 'left' : 'right';
