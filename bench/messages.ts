/** Messages to measure codecs on that nobody signs here: real sizes, the same at each run, distinct by `n`. */
import type { CrlContents } from '../asn1/ieee1609dot2/crl.ts';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import type { MapData } from '../asn1/j2735/map.ts';
import type { MovementState, SPAT } from '../asn1/j2735/spat.ts';
import { uper } from '../asn1/uper.ts';
import { builtinIntersection, builtinMap } from '../roadside/builtin.ts';
import { seededRandom } from '../src/crypto/random.ts';

const frames = uper(MessageFrame);

/** Four legs, 24 lanes of three nodes, with crosswalks and connections. */
export function map(n: number): Uint8Array {
  const { refPoint } = builtinIntersection;
  const moved = { ...builtinIntersection, revision: n % 128, refPoint: { ...refPoint, lat: refPoint.lat + n } };
  const value: MapData = { ...builtinMap, intersections: [moved] };
  return frames.encode({ tag: 'MapData', value });
}

/** Eight groups, each with the times a controller can tell. */
export function spat(n: number): Uint8Array {
  const now = (n * 7) % 30_000;
  const states = Array.from({ length: 8 }, (_, k): MovementState => {
    const end = now + 40 + ((n * 13 + k * 37) % 300);
    const timing = {
      startTime: now,
      minEndTime: end,
      maxEndTime: end + 150,
      likelyTime: end + 60,
      nextTime: end + 700,
    };
    const eventState = k % 4 === n % 4 ? 'protected-Movement-Allowed' : 'stop-And-Remain';
    return { signalGroup: k + 1, stateTimeSpeed: [{ eventState, timing }] };
  });
  const value: SPAT = {
    intersections: [
      {
        id: { region: 0, id: 7001 },
        revision: 1,
        status: { octets: Uint8Array.of(0, 0x20), length: 16 },
        moy: 217_441,
        timeStamp: (n * 100) % 60_000,
        states,
      },
    ],
  };
  return frames.encode({ tag: 'SPAT', value });
}

/** Both seeds of so many devices, in groups of 500 of one pair of linkage authorities each. */
export function linkageCrl(devices: number): CrlContents {
  const random = seededRandom('bench.crl');
  const seeds = () => ({ linkageSeed1: random.octets(16), linkageSeed2: random.octets(16) });
  const group = (count: number) => ({
    la1Id: random.octets(2),
    la2Id: random.octets(2),
    contents: [{ iMax: 200, contents: Array.from({ length: count }, seeds) }],
  });
  const contents = Array.from({ length: devices / 500 }, () => group(500));
  return {
    version: 1,
    crlSeries: 2,
    crlCraca: random.octets(8),
    issueDate: 707_000_000,
    nextCrl: 709_592_000,
    priorityInfo: { priority: undefined },
    typeSpecific: { tag: 'fullLinkedCrl', value: { iRev: 4, indexWithinI: 0, individual: [{ jmax: 19, contents }] } },
  };
}
