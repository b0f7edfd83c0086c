import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../asn1/hex.ts';
import type { BSMcoreData } from '../../../asn1/j2735/bsm.ts';
import { MessageFrame } from '../../../asn1/j2735/frame.ts';
import { LaneTypeAttributes } from '../../../asn1/j2735/lane.ts';
import { SPAT, TimeMark } from '../../../asn1/j2735/spat.ts';
import { uper } from '../../../asn1/uper.ts';

const frame = uper(MessageFrame);
const core: BSMcoreData = {
  msgCnt: 127,
  id: fromHex('ffffffff'),
  secMark: 65_535,
  lat: 900_000_001,
  long: 1_800_000_001,
  elev: 61_439,
  accuracy: { semiMajor: 255, semiMinor: 255, orientation: 65_535 },
  transmission: 'unavailable',
  speed: 8191,
  heading: 28_800,
  angle: 127,
  accelSet: { long: 2001, lat: 2001, vert: 127, yaw: 32_767 },
  brakes: {
    wheelBrakes: { octets: fromHex('f8'), length: 5 },
    traction: 'engaged',
    abs: 'engaged',
    scs: 'engaged',
    brakeBoost: 'on',
    auxBrakes: 'reserved',
  },
  size: { width: 1023, length: 4095 },
};

const vehicle = { tag: 'stationID', value: 4_294_967_295 } as const;
const sigStatus = [{ inboundOn: { tag: 'lane', value: 3 }, status: 'granted' }] as const;
const intersection = {
  id: { id: 7 },
  revision: 1,
  status: { octets: fromHex('0800'), length: 16 },
  states: [{ signalGroup: 2, stateTimeSpeed: [{ eventState: 'stop-And-Remain', timing: { minEndTime: 36_111 } }] }],
} as const;

describe('MessageFrame', () => {
  it.each([
    [18, { tag: 'MapData', value: { msgIssueRevision: 1 } }],
    [19, { tag: 'SPAT', value: { intersections: [intersection] } }],
    [20, { tag: 'BasicSafetyMessage', value: { coreData: core } }],
    [29, { tag: 'SignalRequestMessage', value: { second: 0, requestor: { id: vehicle } } }],
    [
      30,
      { tag: 'SignalStatusMessage', value: { second: 0, status: [{ sequenceNumber: 1, id: { id: 7 }, sigStatus }] } },
    ],
    [22, { tag: 'EmergencyVehicleAlert', value: { rsaMsg: { msgCnt: 1, typeEvent: 9729 } } }],
    [27, { tag: 'RoadSideAlert', value: { msgCnt: 1, typeEvent: 513, priority: Uint8Array.of(0x80) } }],
    [28, { tag: 'RTCMcorrections', value: { msgCnt: 1, rev: 'rtcmRev3', msgs: [fromHex('d30000')] } }],
    [
      23,
      {
        tag: 'IntersectionCollision',
        value: {
          msgCnt: 1,
          id: fromHex('01020304'),
          partOne: core,
          intersectionID: { id: 7 },
          laneNumber: { tag: 'lane', value: 3 },
          eventFlag: { octets: fromHex('4000'), length: 13 },
        },
      },
    ],
  ] as const satisfies readonly [number, MessageFrame][])('numbers a message %i', (number, value) => {
    const octets = frame.encode(value);
    expect([...octets.subarray(0, 2)]).toEqual([0, number]);
    expect(frame.read(octets)).toEqual(value);
  });

  it('begins a basic safety message of core data only with 00 14 25: 293 bits take 37 octets', () => {
    const octets = frame.encode({ tag: 'BasicSafetyMessage', value: { coreData: core } });
    expect(toHex(octets.subarray(0, 3))).toBe('001425');
    expect(octets).toHaveLength(3 + 37);
    expect(frame.read(octets)).toEqual({ tag: 'BasicSafetyMessage', value: { coreData: core } });
  });

  it('keeps a message it does not know as the octets it came in', () => {
    const octets = fromHex('001503aabbcc');
    expect(frame.read(octets)).toEqual({ tag: '?', value: { index: 21, octets: fromHex('aabbcc') } });
    expect(frame.encode(frame.read(octets))).toEqual(octets);
  });

  it('keeps what it does not know of Part II and of regions', () => {
    const value = {
      tag: 'BasicSafetyMessage',
      value: {
        coreData: core,
        partII: [{ tag: '?', value: { index: 3, octets: fromHex('00') } }],
        regional: [{ tag: '?', value: { index: 128, octets: fromHex('c0ffee') } }],
      },
    } as const;
    expect(frame.read(frame.encode(value))).toEqual(value);
  });

  it('names the field that cannot be encoded', () => {
    expect(() => frame.encode({ tag: 'BasicSafetyMessage', value: { coreData: { ...core, speed: 8192 } } })).toThrow(
      /\.coreData\.speed: 8192, allowed is 0 to 8191/,
    );
  });
});

describe('TimeMark', () => {
  it('ends at 36111', () => {
    const mark = uper(TimeMark);
    expect(mark.read(mark.encode(36_111))).toBe(36_111);
    expect(mark.decode(Uint8Array.of(36_112 >> 8, 36_112 & 255))).toMatchObject({
      ok: false,
      malformed: { code: 'range' },
    });
  });
});

describe('the attributes of a vehicle lane', () => {
  const laneType = uper(LaneTypeAttributes);
  // Extension bit and index of the alternative: 0 000; then the extension bit of the size.
  it('are eight bits', () => {
    const value = { tag: 'vehicle', value: { octets: fromHex('a5'), length: 8 } } as const;
    expect(toHex(laneType.encode(value))).toBe('0528');
    expect(laneType.read(fromHex('0528'))).toEqual(value);
  });
  it('may be more in a later version', () => {
    const value = { tag: 'vehicle', value: { octets: fromHex('a580'), length: 9 } } as const;
    expect(toHex(laneType.encode(value))).toBe('084d2c');
    expect(laneType.read(fromHex('084d2c'))).toEqual(value);
  });
  it('are refused where eight bits pretend to be more', () => {
    expect(laneType.decode(fromHex('084528'))).toMatchObject({ ok: false, malformed: { code: 'canonical' } });
  });
});

describe('what a later version adds to an intersection', () => {
  const spat = uper(SPAT);
  it('is kept, beside the road authority', () => {
    const value = {
      intersections: [
        {
          ...intersection,
          roadAuthorityID: { tag: 'fullRdAuthID', value: '1.2.840' },
          '?': { count: 3, unknown: [{ index: 2, octets: fromHex('beef') }] },
        },
      ],
    } as const;
    expect(spat.read(spat.encode(value))).toEqual(value);
  });
});
