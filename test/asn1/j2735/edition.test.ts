import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../asn1/hex.ts';
import { EmergencyDetails } from '../../../asn1/j2735/alert.ts';
import { EDITIONS, frames, inEdition, UNKNOWN_TIME } from '../../../asn1/j2735/edition.ts';
import { VehicleEventFlags } from '../../../asn1/j2735/extension.ts';
import { MessageFrame } from '../../../asn1/j2735/frame.ts';
import { TimeMark } from '../../../asn1/j2735/spat.ts';
import { SupplementalVehicleExtensions } from '../../../asn1/j2735/supplemental.ts';
import { jer } from '../../../asn1/jer.ts';
import { uper } from '../../../asn1/uper.ts';
import { arbitrary } from '../../arbitrary.ts';
import { absent, files } from './material.ts';

const [old, middle, now] = EDITIONS.map((edition) => uper(frames[edition])) as [Codec, Codec, Codec];
type Codec = ReturnType<typeof uper<typeof MessageFrame>>;

const sign = {
  doNotUse1: 0,
  frameType: 'advisory',
  msgId: { tag: 'furtherInfoID', value: fromHex('0000') },
  startTime: 1,
  durationTime: 2,
  priority: 5,
  doNotUse2: 1,
  regions: [{}],
  doNotUse3: 2,
  doNotUse4: 3,
  content: { tag: 'advisory', value: [{ item: { tag: 'itis', value: 513 } }] },
} as const;
const tim: MessageFrame = { tag: 'TravelerInformation', value: { msgCnt: 1, dataFrames: [sign] } };
const spat = (minEndTime: number): MessageFrame => ({
  tag: 'SPAT',
  value: {
    intersections: [
      {
        id: { id: 7 },
        revision: 1,
        status: { octets: fromHex('0000'), length: 16 },
        states: [{ signalGroup: 2, stateTimeSpeed: [{ eventState: 'dark', timing: { minEndTime } }] }],
        roadAuthorityID: { tag: 'fullRdAuthID', value: '1.2.840' },
        '?': { count: 1, unknown: [] },
      },
    ],
  },
});
/** The first traveler data frame of a message in JER. */
const firstSign = (json: unknown): Record<string, unknown> =>
  (json as { value: { dataFrames: Record<string, unknown>[] } }).value.dataFrames[0]!;

describe('the editions of SAE J2735', () => {
  it('have 2024 as the plain one', () => {
    expect(frames['2024']).toBe(MessageFrame);
    expect(inEdition(TimeMark, '2024')).toBe(TimeMark);
  });

  it('are made once', () => {
    for (const edition of EDITIONS) expect(inEdition(MessageFrame, edition)).toBe(frames[edition]);
  });

  it.each(EDITIONS)('of %s: what was written is read', (edition) => {
    const codec = uper(frames[edition]);
    const json = jer(frames[edition]);
    fc.assert(
      fc.property(arbitrary(frames[edition]), (value) => {
        expect(codec.decode(codec.encode(value))).toEqual({ ok: true, value });
        const said = JSON.stringify(json.to(value));
        expect(JSON.stringify(json.to(json.from(JSON.parse(said))))).toBe(said);
      }),
      { numRuns: 60 },
    );
  });

  it('keep what a later one says, octet for octet', () => {
    fc.assert(
      fc.property(arbitrary(MessageFrame), (value) => {
        const octets = now.encode(value);
        for (const codec of [old, middle]) {
          const got = codec.decode(octets);
          if (got.ok) expect(toHex(codec.encode(got.value))).toBe(toHex(octets));
          // The one number that an earlier edition does not allow.
          else expect(got.malformed).toMatchObject({ code: 'range', rule: expect.stringContaining('36001') });
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a time mark', () => {
  it('ends at 36001 in 2016, and a later one is refused by its name', () => {
    const octets = now.encode(spat(36_111));
    expect(middle.decode(octets).ok).toBe(true);
    const got = old.decode(octets);
    expect(got).toMatchObject({ ok: false, malformed: { code: 'range' } });
    expect(got.ok ? [] : got.malformed.path.slice(-2)).toEqual(['timing', 'minEndTime']);
    expect(() => old.encode(spat(36_002))).toThrow(/minEndTime: 36002, allowed is 0 to 36001/);
  });
  it('that is unknown is the last one allowed', () => {
    for (const edition of EDITIONS) {
      const mark = uper(inEdition(TimeMark, edition));
      expect(mark.read(mark.encode(UNKNOWN_TIME[edition]))).toBe(UNKNOWN_TIME[edition]);
      expect(() => mark.encode(UNKNOWN_TIME[edition] + 1)).toThrow(RangeError);
    }
  });
});

describe('what came after 2016', () => {
  it('a road authority is kept as an addition nobody knows', () => {
    const octets = now.encode(spat(1));
    const got = old.read(octets);
    if (got.tag !== 'SPAT') throw new TypeError(got.tag);
    const [state] = got.value.intersections;
    expect(state).not.toHaveProperty('roadAuthorityID');
    expect(state!['?']).toMatchObject({ count: 1, unknown: [{ index: 0 }] });
    expect(toHex(old.encode(got))).toBe(toHex(octets));
  });
  it('a road safety message and one of sensors are messages nobody knows', () => {
    for (const index of [33, 41]) {
      const octets = fromHex(`00${index.toString(16)}03c0ffee`);
      for (const codec of [old, middle]) {
        expect(codec.read(octets)).toEqual({ tag: '?', value: { index, octets: fromHex('c0ffee') } });
        expect(toHex(codec.encode(codec.read(octets)))).toBe(toHex(octets));
      }
    }
  });
  it('a fourteenth flag of a vehicle may be sent all the same', () => {
    const flags = { octets: fromHex('0004'), length: 14 };
    for (const edition of EDITIONS) {
      const codec = uper(inEdition(VehicleEventFlags, edition));
      expect(codec.read(codec.encode(flags))).toEqual(flags);
    }
  });
});

describe('names', () => {
  it('of a sign are those of the edition in JSON, and the octets and keys the same', () => {
    const octets = toHex(now.encode(tim));
    const names = {
      '2016': ['sspTimRights', 'duratonTime', 'sspLocationRights', 'sspMsgRights1', 'sspMsgRights2'],
      '2020': ['notUsed', 'durationTime', 'notUsed1', 'notUsed2', 'notUsed3'],
      '2024': ['doNotUse1', 'durationTime', 'doNotUse2', 'doNotUse3', 'doNotUse4'],
    };
    for (const edition of EDITIONS) {
      const codec = uper(frames[edition]);
      const json = jer(frames[edition]);
      expect(toHex(codec.encode(tim))).toBe(octets);
      expect(codec.read(fromHex(octets))).toEqual(tim);
      const said = json.to(tim);
      expect(names[edition].map((name) => firstSign(said)[name])).toEqual([0, 2, 1, 2, 3]);
      expect(json.from(said)).toEqual(tim);
    }
  });
  it('of an edition are none of another', () => {
    expect(() => jer(frames['2016']).from(jer(MessageFrame).to(tim))).toThrow(/doNotUse1|sspTimRights/);
  });
  it('of Part II: what is no longer to be used was called what it is', () => {
    const value = { doNotUse4: { speedReports: [5] }, vehicleData: { doNotUse: 7 } };
    const shown = (edition: (typeof EDITIONS)[number]) =>
      jer(inEdition(SupplementalVehicleExtensions, edition)).to(value);
    const before = { speedProfile: { speedReports: [5] }, vehicleData: { trailerWeight: 7 } };
    expect([shown('2016'), shown('2020')]).toEqual([before, before]);
    expect(shown('2024')).toEqual(value);
  });
  it('of emergency details went from sspRights by notUsed to doNotUse', () => {
    const value = { doNotUse: 0, sirenUse: 'inUse', lightsUse: 'inUse', multi: 'unavailable' } as const;
    const first = EDITIONS.map(
      (edition) => Object.keys(jer(inEdition(EmergencyDetails, edition)).to(value) as object)[0],
    );
    expect(first).toEqual(['sspRights', 'notUsed', 'doNotUse']);
  });
});

describe.skipIf(absent)(`messages of others, read as of 2016${absent}`, () => {
  const LATER = /"(roadAuthorityID|contentNew|trailerPresent|pivotPoint|leanAngle|fhwaVehicleClass|schoolBus)":/;
  const items = files.filter(({ name }) => name !== 'rsm' && name !== 'sdsm').flatMap((file) => file.items);
  const outcome = (hex: string): 'same' | 'kept' | 'refused' => {
    const octets = fromHex(hex);
    const here = now.read(octets);
    const got = old.decode(octets);
    if (!got.ok) {
      expect(got.malformed.code).toBe('range');
      expect(got.malformed.path.at(-1)).toMatch(/^(start|minEnd|maxEnd|likely|next)Time$/);
      return 'refused';
    }
    expect(toHex(old.encode(got.value))).toBe(hex);
    if (!LATER.test(JSON.stringify(jer(MessageFrame).to(here)))) {
      expect(got.value).toEqual(here);
      return 'same';
    }
    expect(got.value).not.toEqual(here);
    return 'kept';
  };

  it('are the same, but for what came later: that is kept, and one number is refused by its name', () => {
    const outcomes = items.map((item) => [item.id, item.ok2016, outcome(item.hex)] as const);
    const count = (kind: string) => outcomes.filter(([, , found]) => found === kind).length;
    expect(count('same')).toBeGreaterThan(300);
    expect([count('kept') > 0, count('refused') > 0]).toEqual([true, true]);
    // What the other decoder cannot write back is exactly what has later additions or a later number.
    for (const [id, ok2016, found] of outcomes)
      if (ok2016 !== undefined) expect([id, found === 'same']).toEqual([id, ok2016]);
  });
});
