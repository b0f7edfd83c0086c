import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BasicHeader,
  CommonHeader,
  extendedHeader,
  GnLatitude,
  GnSpeed,
  LongPositionVector,
  ShortPositionVector,
} from '../../../asn1/etsi/geonetworking.ts';
import { packetOf, routedOf, secured } from '../../../asn1/etsi/packet.ts';
import { fromHex, toHex } from '../../../asn1/hex.ts';
import { jer } from '../../../asn1/jer.ts';
import type { Node, Type } from '../../../asn1/schema.ts';
import { uper } from '../../../asn1/uper.ts';
import { arbitrary } from '../../arbitrary.ts';
import { HEADERS, packet } from './packets.ts';

/** Octets of each of HEADERS. */
const SIZES = [24, 48, 44, 44, 44, 28, 28, 36, 48];
const common = fromHex('2050028000040100');

describe('a header of GeoNetworking', () => {
  it.each([
    ['basic', BasicHeader, 4],
    ['common', CommonHeader, 8],
    ['long position', LongPositionVector, 24],
    ['short position', ShortPositionVector, 20],
    ...HEADERS.map(([type, subtype, node], i) => [`${type} ${subtype}`, node, SIZES[i]] as const),
  ] as readonly (readonly [string, Node, number])[])(
    '%s: has its size, and what was written is read',
    (_, node, size) => {
      fc.assert(
        fc.property(arbitrary(node), (value) => {
          const octets = uper(node as Type<unknown>).encode(value);
          expect(octets.length).toBe(size);
          expect(uper(node).decode(octets)).toEqual({ ok: true, value });
          expect(jer(node).from(jer(node).to(value as never))).toEqual(value);
        }),
      );
    },
  );
  it('has numbers below zero in two’s complement', () => {
    expect(toHex(uper(GnLatitude).encode({ tag: 'south', value: -1 }))).toBe('ffffffff');
    expect(toHex(uper(GnLatitude).encode({ tag: 'south', value: -(2 ** 31) }))).toBe('80000000');
    expect(toHex(uper(GnLatitude).encode({ tag: 'north', value: 470_695_763 }))).toBe('1c0e3f53');
    expect(toHex(uper(GnSpeed).encode({ tag: 'backward', value: -2 }))).toBe('fffc');
  });
  it('announces the one behind it by type and subtype, unless nobody has named them', () => {
    const header = uper(CommonHeader).read(common);
    for (const [headerType, headerSubtype, node] of HEADERS)
      expect(extendedHeader({ ...header, headerType, headerSubtype })).toBe(node);
    for (const [headerType, headerSubtype] of [
      ['any', 0],
      ['beacon', 1],
      ['geoBroadcast', 3],
      ['tsb', 2],
      ['reserved7', 0],
    ] as const)
      expect(extendedHeader({ ...header, headerType, headerSubtype })).toBeUndefined();
  });
});

describe('a packet', () => {
  it('is read by what its headers say, whole or without the basic one', () => {
    const octets = fromHex('0202000000070102');
    fc.assert(
      fc.property(
        fc.nat(HEADERS.length - 1).chain((at) => packet(at, { port: 'CAM', octets })),
        (made) => {
          for (const [of, whole] of [
            [packetOf, made.octets],
            [routedOf, made.routed],
          ] as const) {
            const value = uper(of(whole)).read(whole) as { extendedHeader: unknown; body: Uint8Array };
            expect(value).toMatchObject({ extendedHeader: made.extendedHeader, transport: { destinationPort: 2001 } });
            expect(toHex(value.body)).toBe(toHex(octets));
            expect(toHex(uper(of(whole)).encode(value as never))).toBe(toHex(whole));
          }
        },
      ),
    );
  });
  it('without a payload has no transport header', () => {
    const [made] = fc.sample(packet(0), { numRuns: 1, seed: 1 });
    expect(made!.octets.length).toBe(36);
    expect(uper(packetOf(made!.octets)).read(made!.octets)).toMatchObject({ body: new Uint8Array() });
  });
  it('that is secured is a basic header and octets', () => {
    const octets = fromHex('12001a0203800100');
    expect(uper(packetOf(octets)).read(octets)).toEqual(uper(secured(4)).read(octets));
  });
  it('cut anywhere says where and in which field', () => {
    const [made] = fc.sample(packet(3, { port: 'DENM', octets: fromHex('0201000000070102') }), { numRuns: 1, seed: 1 });
    for (let size = 0; size < made!.octets.length; size++) {
      const part = made!.octets.subarray(0, size);
      const got = uper(packetOf(part)).decode(part);
      if (got.ok) throw new Error(`${size} octets were read`);
      expect(got.malformed).toMatchObject({ code: 'short' });
      expect(got.malformed.octet).toBeLessThanOrEqual(size);
      expect(got.malformed.path.length).toBeGreaterThan(0);
    }
  });
  it('of a type nobody has named ends with its common header', () => {
    const octets = fromHex('110000012070028000040100ffff');
    const got = uper(packetOf(octets)).decode(octets);
    expect(got).toMatchObject({ ok: false, malformed: { code: 'trailing', octet: 12 } });
  });
});
