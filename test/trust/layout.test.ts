import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BitOrders,
  type LayoutName,
  layoutNames,
  layoutOf,
  REQUESTS,
  readBits,
  roleNames,
  writeBits,
} from '../../src/trust/layout.ts';
import { requestRights, requestSsp, sspWords, tmcSsp } from '../../src/trust/ssp.ts';

const bitmaps = layoutNames.filter((name) => layoutOf(name).first !== undefined);
const requests = bitmaps.filter((name) => layoutOf(name).subject === 'SignalRequestMessage');
const named = (name: LayoutName) => layoutOf(name).bits.filter((bit) => bit !== null);
const bitmap = (...octets: number[]) => ({ tag: 'bitmapSsp', value: Uint8Array.from(octets) }) as const;

describe.each(bitmaps)('%s', (name) => {
  const { length, first, importance, provider } = layoutOf(name);

  test('reads what it writes, and only that', () => {
    const level = importance === undefined ? fc.constant(14) : fc.integer({ min: 0, max: 14 });
    const who = provider === undefined ? fc.constant(undefined) : fc.uint8Array({ minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.subarray(named(name)), level, who, (may, importance, provider) => {
        const ssp = writeBits(name, { may, importance, ...(provider && { provider }) });
        expect(ssp).toMatchObject({ tag: 'bitmapSsp', value: { length } });
        expect(readBits(name, ssp)).toEqual({ layout: name, may: new Set(may), importance, provider });
        expect(requests.filter((other) => readBits(other, ssp))).toEqual(requests.includes(name) ? [name] : []);
      }),
    );
  });
  test('reads no octets of another length or first octet, none that are opaque, and none that are not there', () => {
    const ssp = writeBits(name, { may: named(name) });
    const value = ssp.value as Uint8Array;
    expect(readBits(name, ssp)).toBeDefined();
    for (const wrong of [value.slice(1), value.slice(0, -1), Uint8Array.of(...value, 0), value.with(0, first! ^ 0x80)])
      expect(readBits(name, { tag: 'bitmapSsp', value: wrong })).toBeUndefined();
    expect(readBits(name, { tag: 'opaque', value })).toBeUndefined();
    expect(readBits(name, undefined)).toBeUndefined();
  });
  test('gives nothing for bits that nobody named, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length - 1, maxLength: length - 1 }), (rest) => {
        const rights = readBits(name, bitmap(first!, ...rest))!;
        for (const right of rights.may) expect(named(name)).toContain(right);
        expect(rights.importance).toBeLessThanOrEqual(14);
      }),
    );
  });
  test('has a bit for each right it names', () => {
    expect(layoutOf(name).bits.length).toBeLessThanOrEqual(layoutOf(name).wide * 8);
  });
});

describe('the octets of each, by hand', () => {
  test.each([
    ['wavetrust-1', [0x01, 0x02, 0x02, 0, 0, 9], ['emergency', 'ambulance'], 9],
    ['role-bitmap-30', [0x30, 0x40, 0, 0, 0], ['publicTransport'], 14],
    ['etsi-srem-1', [0x01, 0x40, 0x04], ['publicTransport', 'fire'], 14],
    ['etsi-srem-1', [0x01, 0x00, 0x02], [], 14],
    ['etsi-srem-2', [0x02, 0x00, 0x02, 0x3f], ['ambulance', 'stopNgo'], 14],
    ['etsi-srem-3', [0x03, 0x00, 0x00, 0x03, 1, 2, 3], ['military'], 14],
    ['etsi-spatem-1', [0x01, 0xa0], ['intersections', 'maneuverAssist'], 14],
    ['etsi-mapem-1', [0x01, 0x40], ['roadSegments'], 14],
    ['etsi-ssem-1', [0x01], [], 14],
  ] as const)('%s %j', (name, octets, may, importance) => {
    expect(readBits(name, bitmap(...octets))).toMatchObject({ may: new Set(may), importance });
  });
});

describe('another order of bits', () => {
  const order = ['fire', null, REQUESTS, 'ambulance'];
  const orders: BitOrders = { 'etsi-srem-2': order };
  test('is the one that is read and written', () => {
    const ssp = bitmap(0x02, 0x90, 0, 0);
    expect(readBits('etsi-srem-2', ssp, orders)!.may).toEqual(new Set(['fire', 'ambulance']));
    expect(readBits('etsi-srem-2', ssp)!.may).toEqual(new Set(['basicVehicle', 'dangerousGoods']));
    expect(writeBits('etsi-srem-2', { may: ['ambulance'] }, orders)).toEqual(bitmap(0x02, 0x10, 0, 0));
    expect(() => writeBits('etsi-srem-2', { may: ['police'] }, orders)).toThrow(/police/);
  });
  test('may have a bit without which nothing is requested', () => {
    expect(requestRights(bitmap(0x02, 0x90, 0, 0), ['etsi-srem-2'], orders)).toBeUndefined();
    expect(requestRights(bitmap(0x02, 0xb0, 0, 0), ['etsi-srem-2'], orders)).toEqual({
      roles: new Set(['fire', 'ambulance']),
      importance: 14,
    });
    expect(requestSsp(['fire'], 14, 'etsi-srem-2', orders)).toEqual(bitmap(0x02, 0xa0, 0, 0));
  });
  test('longer than the octets says nothing beyond them', () => {
    const long = { 'etsi-srem-1': [...roleNames.slice(0, 16), 'military'] };
    expect(readBits('etsi-srem-1', bitmap(0x01, 0, 0), long)!.may.size).toBe(0);
    expect(() => writeBits('etsi-srem-1', { may: ['military'] }, long)).toThrow(RangeError);
  });
});

test('what a layout cannot say is not written', () => {
  expect(() => writeBits('etsi-srem-2', { may: [], importance: 3 })).toThrow(/no octet for importance 3/);
  expect(() => writeBits('etsi-srem-2', { may: [], provider: new Uint8Array(3) })).toThrow(/no provider/);
  expect(() => writeBits('etsi-srem-3', { may: [], provider: new Uint8Array(2) })).toThrow(/three octets/);
  expect(() => writeBits('wavetrust-tmc-1', { may: [] })).toThrow(/no bitmap/);
  expect(() => writeBits('etsi-mapem-1', { may: ['lanes'] })).toThrow(/lanes/);
});

describe('in words', () => {
  const words = (ssp: Parameters<typeof sspWords>[0], ...accepted: LayoutName[]) => sspWords(ssp, accepted);
  test.each([
    [requestSsp(['fire', 'ambulance'], 14), 'wavetrust-1', 'may request: fire, ambulance up to importance 14'],
    [requestSsp([], 14), 'wavetrust-1', 'may request nothing'],
    [
      writeBits('etsi-srem-3', { may: ['transit'], provider: Uint8Array.of(1, 2, 0xaa) }),
      'etsi-srem-3',
      'may request: transit up to importance 14, as provider 0102aa',
    ],
    [bitmap(1, 0xc0), 'etsi-mapem-1', 'may say: MapData, intersections, roadSegments'],
    [bitmap(1, 0), 'etsi-spatem-1', 'may say nothing of SPAT'],
    [bitmap(1), 'etsi-ssem-1', 'may say: SignalStatusMessage'],
    [
      tmcSsp(['hold', 'free'], [{ region: 1, from: 10, to: 20 }]),
      'wavetrust-tmc-1',
      'may command: free, hold at intersections 10 to 20 of region 1',
    ],
    [tmcSsp([], [{ region: 1, from: 1, to: 1 }]), 'wavetrust-tmc-1', 'may command nothing'],
    [undefined, 'wavetrust-1', 'has no SSP and may nothing'],
    [bitmap(0x30, 0, 0, 0, 0), 'wavetrust-1', 'has an SSP of no layout that is accepted (wavetrust-1) and may nothing'],
  ] as const)('%j by %s: %s', (ssp, name, sentence) => expect(words(ssp, name)).toBe(sentence));
});
