/** Who asks, for which lane, and how the dialogue goes; on the built-in MAP and on real ones. */
import { describe, expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { MapData } from '../../asn1/j2735/map.ts';
import type { SignalStatusMessage } from '../../asn1/j2735/ssm.ts';
import { uper } from '../../asn1/uper.ts';
import { builtinIntersection, builtinMap } from '../../roadside/builtin.ts';
import { readMap } from '../../roadside/intersection.ts';
import { type Point, project, toGlobal } from '../../src/map/geometry.ts';
import { type Lane, readLayout } from '../../src/map/lanes.ts';
import { fromMinuteOfTheYear } from '../../src/time.ts';
import { Requester, type RequesterOptions } from '../../vehicles/request.ts';
import type { Motion } from '../../vehicles/sensors.ts';
import { NOW } from '../pki.ts';
import { maps } from '../roadside/maps.ts';

const frames = uper(MessageFrame);
const vehicle = { tag: 'entityID', value: Uint8Array.of(1, 2, 3, 4) } as const;
const options: RequesterOptions = { vehicle, role: 'ambulance', importance: 14, fromMetres: 400 };
const s = 1e6;

function requester(map: MapData = builtinMap): Requester {
  const made = new Requester(options);
  made.hearMap(map);
  return made;
}
/** On a lane, so far before its stop line, driving towards it. */
function on(lane: Lane, metres: number, origin: { lat: number; long: number }, speed = 15): Motion {
  let left = metres;
  let [from, to] = [lane.line[0]!, lane.line[1]!];
  for (let i = 1; i < lane.line.length; i++) {
    [from, to] = [lane.line[i - 1]!, lane.line[i]!];
    const long = Math.hypot(to.east - from.east, to.north - from.north);
    if (left <= long || i === lane.line.length - 1) break;
    left -= long;
  }
  const long = Math.hypot(to.east - from.east, to.north - from.north);
  const point: Point = {
    east: from.east + ((to.east - from.east) * left) / long,
    north: from.north + ((to.north - from.north) * left) / long,
  };
  const { lat, long: longitude } = toGlobal(origin, point);
  const headingDegrees = (Math.atan2(from.east - to.east, from.north - to.north) * 180) / Math.PI;
  return {
    latitude: lat,
    longitude,
    elevation: 1600,
    speedMetresPerSecond: speed,
    headingDegrees,
    accelerationMetresPerSecond2: 0,
  };
}
function said(octets: Uint8Array | undefined) {
  if (!octets) return undefined;
  const frame = frames.read(octets);
  if (frame.tag !== 'SignalRequestMessage') throw new Error('no SRM');
  const [only] = frame.value.requests!;
  return {
    ...only!.request,
    minute: only!.minute,
    second: only!.second,
    sequence: frame.value.sequenceNumber,
    requestor: frame.value.requestor,
  };
}
const { lanes, movements } = readLayout(builtinIntersection);
const ingress = [...lanes.values()].filter((lane) => lane.ingress && lane.kind === 'vehicle');
const lane = lanes.get(2)!;
const here = builtinIntersection.refPoint;
const answer = (
  status: string,
  change: { id?: number; request?: number; vehicle?: Uint8Array } = {},
): SignalStatusMessage => ({
  second: 0,
  status: [
    {
      ...{ sequenceNumber: 1, id: { region: 0, id: change.id ?? 7001 } },
      sigStatus: [
        {
          requester: {
            id: { tag: 'entityID', value: change.vehicle ?? vehicle.value },
            ...{ request: change.request ?? 1, sequenceNumber: 1 },
          },
          ...{ inboundOn: { tag: 'lane', value: 2 }, status: status as 'granted' },
        },
      ],
    },
  ],
});

describe('the lane it is on', () => {
  test('on every ingress lane of the built-in MAP, at every distance, by where it goes', () => {
    expect(ingress).toHaveLength(12);
    for (const each of ingress)
      for (const metres of [5, 50, 150, 290]) {
        const egress = movements.find((m) => m.from.id === each.id)!.to.id;
        const asked = said(requester().next(on(each, metres, here), true, egress, NOW))!;
        expect(asked).toMatchObject({
          id: { id: 7001 },
          requestType: 'priorityRequest',
          inBoundLane: { tag: 'lane', value: each.id },
        });
        expect(asked.outBoundLane).toEqual({ tag: 'lane', value: egress });
      }
  });
  test('none on the way out, across, behind the line, or too far from it', () => {
    const going = on(lane, 50, here);
    expect(
      requester().next({ ...going, headingDegrees: going.headingDegrees + 180 }, true, undefined, NOW),
    ).toBeUndefined();
    expect(
      requester().next({ ...going, headingDegrees: going.headingDegrees + 90 }, true, undefined, NOW),
    ).toBeUndefined();
    for (const metres of [-10, 450])
      expect(requester().next(on(lane, metres, here), true, undefined, NOW)).toBeUndefined();
    expect(requester().next({ ...going, latitude: Number.NaN }, true, undefined, NOW)).toBeUndefined();
    expect(new Requester(options).next(going, true, undefined, NOW)).toBeUndefined();
  });
  const real = maps.filter(({ map }) => readMap(map).ok);
  const different = [...new Map(real.map((m) => [m.map.intersections![0]!.id.id, m])).values()].slice(0, 3);
  test.skipIf(maps.length === 0)(
    `on three real MAPs${maps.length === 0 ? ' (skipped: the vectors are not beside the project)' : ''}`,
    () => {
      expect(different).toHaveLength(3);
      for (const { map } of different) {
        const reading = readMap(map);
        if (!reading.ok) throw new Error(reading.refusal);
        const { intersection } = reading;
        const from = new Set(intersection.movements.map((m) => m.from.id));
        for (const each of [...intersection.lanes.values()].filter((l) => from.has(l.id))) {
          const motion = on(each, 12, intersection.refPoint);
          const egress = intersection.movements.find((m) => m.from.id === each.id)!.to.id;
          const asked = said(requester(map).next(motion, true, egress, NOW));
          // Real lanes are drawn over each other; then it is one that lies just there and leads to the same lane.
          const got = intersection.lanes.get(asked!.inBoundLane.value as number)!;
          const [a, b] = [each, got].map((l) => project(l.line, { east: l.line[0]!.east, north: l.line[0]!.north }));
          expect([a!.aside, b!.aside]).toEqual([0, 0]);
          expect(intersection.movements.some((m) => m.from.id === got.id && m.to.id === egress)).toBe(true);
        }
      }
    },
  );
});

describe('the dialogue', () => {
  test('request, updates, cancellation behind the line: one requestID, growing sequence numbers', () => {
    const asking = requester();
    const all = [];
    for (let t = 0; t <= 12; t += 0.1) all.push(said(asking.next(on(lane, 150 - 15 * t, here), true, 14, NOW + t * s)));
    const spoken = all.filter((each) => each !== undefined);
    expect(spoken.map((each) => each.requestType)).toEqual([
      'priorityRequest',
      ...Array.from({ length: spoken.length - 2 }, () => 'priorityRequestUpdate'),
      'priorityCancellation',
    ]);
    expect(spoken.length).toBeGreaterThan(9);
    expect(new Set(spoken.map((each) => each.requestID)).size).toBe(1);
    expect(spoken.map((each) => each.sequence)).toEqual(spoken.map((_, i) => spoken[0]!.sequence! + i));
    expect(asking.asking).toBe(false);
  });
  test('it says when it will be at the line', () => {
    const asked = said(requester().next(on(lane, 150, here), true, undefined, NOW))!;
    expect(fromMinuteOfTheYear(asked.minute!, asked.second!, NOW)! - NOW).toBeCloseTo(10 * s, -5);
  });
  test('an update comes each second, and at once when its speed changes', () => {
    const asking = requester();
    asking.next(on(lane, 300, here, 15), true, undefined, NOW);
    expect(asking.next(on(lane, 299, here, 15), true, undefined, NOW + 0.5 * s)).toBeUndefined();
    expect(said(asking.next(on(lane, 298, here, 10), true, undefined, NOW + 0.6 * s))?.requestType).toBe(
      'priorityRequestUpdate',
    );
    expect(asking.next(on(lane, 297, here, 10), true, undefined, NOW + 1.5 * s)).toBeUndefined();
    expect(said(asking.next(on(lane, 296, here, 10), true, undefined, NOW + 1.6 * s))?.requestType).toBe(
      'priorityRequestUpdate',
    );
  });
  test('off duty it asks for nothing, and takes back what it asked for, once', () => {
    const asking = requester();
    const motion = on(lane, 200, here);
    expect(asking.next(motion, false, undefined, NOW)).toBeUndefined();
    asking.next(motion, true, undefined, NOW);
    expect(asking.asking).toBe(true);
    expect(said(asking.next(motion, false, undefined, NOW + s))?.requestType).toBe('priorityCancellation');
    expect(asking.next(motion, false, undefined, NOW + 2 * s)).toBeUndefined();
    expect(said(asking.next(motion, true, undefined, NOW + 3 * s))).toMatchObject({
      requestType: 'priorityRequest',
      requestID: 2,
    });
  });
  test('D12: another revision of the MAP: it takes its request back and asks anew by the new lanes', () => {
    const asking = requester();
    asking.next(on(lane, 200, here), true, undefined, NOW);
    asking.hearMap(builtinMap);
    expect(said(asking.next(on(lane, 185, here), true, undefined, NOW + s))?.requestType).toBe('priorityRequestUpdate');
    const laneSet = builtinIntersection.laneSet.map((l) => (l.laneID === 2 ? { ...l, laneID: 52 } : l));
    asking.hearMap({ ...builtinMap, intersections: [{ ...builtinIntersection, revision: 2, laneSet }] });
    expect(said(asking.next(on(lane, 170, here), true, undefined, NOW + 2 * s))).toMatchObject({
      ...{ requestType: 'priorityCancellation', requestID: 1, inBoundLane: { tag: 'lane', value: 2 } },
    });
    expect(said(asking.next(on(lane, 168, here), true, undefined, NOW + 2.1 * s))).toMatchObject({
      ...{ requestType: 'priorityRequest', requestID: 2, inBoundLane: { tag: 'lane', value: 52 } },
    });
  });
  test('of more MAPs than one drives through, the oldest are forgotten', () => {
    const asking = requester();
    const other = (id: number) => ({
      ...builtinIntersection,
      id: { region: 1, id },
      refPoint: { lat: 0, long: id * 1e6 },
    });
    for (let id = 0; id < 31; id++) asking.hearMap({ ...builtinMap, intersections: [other(id)] });
    expect(asking.next(on(lane, 200, here), true, undefined, NOW)).toBeDefined();
    asking.hearMap({ ...builtinMap, intersections: [other(99)] });
    expect(said(asking.next(on(lane, 200, here), true, undefined, NOW + s))?.requestType).toBe('priorityCancellation');
  });
  test('what no sensor knows is not claimed', () => {
    const motion = { ...on(lane, 200, here), elevation: Number.NaN };
    expect(said(requester().next(motion, true, undefined, NOW))!.requestor.position!.position.elevation).toBe(-4096);
  });
});

test('an SSM counts where it names this intersection, this vehicle and this request', () => {
  const asking = requester();
  asking.hearStatus(answer('granted'));
  expect(asking.status).toBeUndefined();
  asking.next(on(lane, 200, here), true, undefined, NOW);
  asking.hearStatus(answer('rejected', { id: 7002 }));
  asking.hearStatus(answer('rejected', { request: 2 }));
  asking.hearStatus(answer('rejected', { vehicle: Uint8Array.of(1, 2, 3, 5) }));
  expect(asking.status).toBeUndefined();
  asking.hearStatus(answer('processing'));
  expect(asking.status).toBe('processing');
  asking.hearStatus(answer('granted'));
  expect(asking.status).toBe('granted');
  asking.next(on(lane, -5, here), true, undefined, NOW + s);
  expect(asking.status).toBeUndefined();
});
