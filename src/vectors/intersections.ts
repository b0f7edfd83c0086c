/** The suite of intersections reduced to their lanes: what a MAP of another file says, in centimetres about its place. */
import { fromHex, toHex } from '../../asn1/hex.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { GenericLane } from '../../asn1/j2735/lane.ts';
import type { IntersectionGeometry } from '../../asn1/j2735/map.ts';
import { sentence } from '../../asn1/malformed.ts';
import type { Bits } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import { gap, type Line } from '../map/geometry.ts';
import { readLayout } from '../map/lanes.ts';
import { difference } from './difference.ts';
import type { Vector } from './field.ts';
import type { Check, Trial } from './trial.ts';

const intersection: Check = (item, trial) => {
  const maps = mapOf(item, trial);
  if (typeof maps === 'string') return maps;
  const found = maps.filter(({ id }) => difference(item.intersection, plain(id)) === undefined);
  const [map] = found;
  if (!map || found.length > 1) return `intersection: expected once in ${String(item.fromMap)}, found ${found.length}`;
  const { id: _, fromMap: __, source: ___, ...said } = item;
  return difference(said, summary(map)) ?? drawn(map, said.lanes as readonly Vector[]);
};

/** The intersections of the MAP that the vector was made from, or why there are none. */
function mapOf(item: Vector, trial: Trial): readonly IntersectionGeometry[] | string {
  const hex = trial.vector(String(item.fromMap))?.hex;
  if (typeof hex !== 'string') return `fromMap: ${String(item.fromMap)} is no vector of these folders`;
  const got = uper(MessageFrame).decode(fromHex(hex));
  if (!got.ok) return `fromMap: not read: ${sentence(got.malformed)}`;
  return got.value.tag === 'MapData' ? (got.value.value.intersections ?? []) : `fromMap: a ${got.value.tag}`;
}

/** What the vector says, from the MAP; absent is null there. */
function summary(map: IntersectionGeometry): Vector {
  return {
    intersection: plain(map.id),
    name: map.name ?? null,
    revision: map.revision,
    refPoint: plain(map.refPoint),
    laneWidthCm: map.laneWidth ?? null,
    lanes: map.laneSet.map(laneSummary),
  };
}
function laneSummary(lane: GenericLane): Vector {
  const { directionalUse, laneType } = lane.laneAttributes;
  return {
    laneID: lane.laneID,
    type: laneType.tag,
    ingressApproach: lane.ingressApproach ?? null,
    egressApproach: lane.egressApproach ?? null,
    directionalUse: hex(directionalUse),
    maneuvers: hex(lane.maneuvers),
    connectsTo: (lane.connectsTo ?? []).map(({ connectingLane, signalGroup, connectionID, remoteIntersection }) => ({
      lane: connectingLane.lane,
      signalGroup: signalGroup ?? null,
      connectionID: connectionID ?? null,
      maneuver: hex(connectingLane.maneuver),
      remote: remoteIntersection ? plain(remoteIntersection) : null,
    })),
    nodesCmFromRef: nodes(lane),
    // Every list of nodes begins at the box, whichever way its lane leads.
    firstNodeIsStopLine: lane.nodeList.tag === 'nodes',
  };
}
const hex = (bits: Bits | undefined): string | null => (bits ? toHex(bits.octets) : null);

/** Steps summed up from the reference point; null where a step is none in centimetres. */
function nodes({ nodeList }: GenericLane): readonly (readonly number[])[] | null {
  if (nodeList.tag !== 'nodes') return null;
  let at: readonly [number, number] = [0, 0];
  const line: (readonly number[])[] = [];
  for (const { delta } of nodeList.value) {
    if (delta.tag === 'regional' || delta.tag === 'node-LatLon') return null;
    at = [at[0] + delta.value.x, at[1] + delta.value.y];
    line.push(at);
  }
  return line;
}
const plain = (value: object): Vector =>
  Object.fromEntries(Object.entries(value).filter(([name, v]) => name !== '?' && v !== undefined));

/** The lines we drive on are those of the vector, to a tenth of a millimetre. */
function drawn(map: IntersectionGeometry, lanes: readonly Vector[]): string | undefined {
  const layout = readLayout(map);
  for (const said of lanes) {
    const line = layout.lanes.get(Number(said.laneID))?.line;
    const expected = said.nodesCmFromRef as readonly (readonly [number, number])[] | null;
    if (line && expected && !same(line, expected)) return `lanes: lane ${String(said.laneID)} is drawn elsewhere`;
  }
  return undefined;
}
const same = (line: Line, expected: readonly (readonly [number, number])[]): boolean =>
  line.length === expected.length &&
  line.every((point, i) => gap(point, { east: expected[i]![0] / 100, north: expected[i]![1] / 100 }) < 1e-4);

export const intersectionSuites: Record<string, Check> = { intersections: intersection };
