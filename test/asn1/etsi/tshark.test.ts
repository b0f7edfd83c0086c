/** Wireshark's dissectors of GeoNetworking, BTP and the messages of TS 103 301 read what our encoders write. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coer } from '../../../asn1/coer.ts';
import { BTP_PORT } from '../../../asn1/etsi/btp.ts';
import { GEONETWORKING_ETHERTYPE } from '../../../asn1/etsi/geonetworking.ts';
import { MAPEM, MESSAGE_ID, RTCMEM, SPATEM, SREM, SSEM } from '../../../asn1/etsi/message.ts';
import { secured } from '../../../asn1/etsi/packet.ts';
import { Ieee1609Dot2Data } from '../../../asn1/ieee1609dot2/data.ts';
import { integer, type Node, type Type } from '../../../asn1/schema.ts';
import { uper } from '../../../asn1/uper.ts';
import { LINK, pcap } from '../../../src/capture/pcap.ts';
import type { Micros } from '../../../src/world.ts';
import { arbitrary } from '../../arbitrary.ts';
import { type Limits, narrow } from '../../interop/narrow.ts';
import { tsharkMissing } from '../../interop/tshark.ts';
import { plain as withoutOctets } from '../plain.ts';
import { HEADERS, type Made, packet } from './packets.ts';

const RESERVED = ['GnAddress', 'GeoUnicast', 'GeoArea', 'MultiHop', 'LocationRequest'].flatMap((type) => [
  `${type}.reserved`,
  `${type}.reserved2`,
]);
const missing = tsharkMissing();
const KINDS = [
  ['SPATEM', SPATEM, MESSAGE_ID.spatem],
  ['MAPEM', MAPEM, MESSAGE_ID.mapem],
  ['SREM', SREM, MESSAGE_ID.srem],
  ['SSEM', SSEM, MESSAGE_ID.ssem],
  ['RTCMEM', RTCMEM, MESSAGE_ID.rtcmem],
] as const satisfies readonly (readonly [keyof typeof BTP_PORT, Node, number])[];

/** Its edition has no roadAuthorityID, and reads numbers without bounds up to 32 bits. */
const edition: Limits = { without: ['roadAuthorityID'], instead: { 'Node.id': integer(-(2 ** 31), 2 ** 31 - 1) } };
/** Values that mean something, as tshark marks others; what is reserved is zero. */
const sensible: Limits = {
  without: [],
  instead: {
    'GnLatitude.north': integer(0, 900_000_000),
    'GnLatitude.south': integer(-900_000_000, -1),
    'GnLongitude.east': integer(0, 1_800_000_000),
    'GnLongitude.west': integer(-1_800_000_000, -1),
    'LongPositionVector.heading': integer(0, 3600),
    'GeoArea.angle': integer(0, 360),
    ...Object.fromEntries(RESERVED.map((name) => [name, integer(0, 0)])),
  },
};
const sent = (at: number, message?: Parameters<typeof packet>[1]) =>
  packet(at, message, (node) => narrow(node, sensible));

const FIELDS = {
  protocols: 'frame.protocols',
  malformed: '_ws.malformed',
  expert: '_ws.expert.message',
  version: 'geonw.bh.version',
  latitude: 'geonw.src_pos.lat',
  longitude: 'geonw.src_pos.long',
  timestamp: 'geonw.src_pos.tst',
  station: 'geonw.src_pos.addr.type',
  mid: 'geonw.src_pos.addr.mid',
  speed: 'geonw.src_pos.speed',
  heading: 'geonw.src_pos.hdg',
  portA: 'btpa.dstport',
  portB: 'btpb.dstport',
  stationId: 'its.stationID',
} as const;
type Seen = Record<keyof typeof FIELDS, string>;

/** What tshark says of each packet, in Ethernet frames. */
function dissected(packets: readonly Uint8Array[]): Seen[] {
  const frames = packets.map((octets, i) => {
    const frame = new Uint8Array(14 + octets.length).fill(0xff, 0, 6);
    frame.set([2, 0, 0, 0, 0, 1, GEONETWORKING_ETHERTYPE >> 8, GEONETWORKING_ETHERTYPE & 255], 6);
    frame.set(octets, 14);
    return { at: (1e12 + i) as Micros, octets: frame };
  });
  const folder = mkdtempSync(join(tmpdir(), 'geonetworking-'));
  try {
    const file = join(folder, 'packets.pcap');
    writeFileSync(file, pcap({ linkType: LINK.ethernet }, frames));
    const asked = Object.values(FIELDS).flatMap((name) => ['-e', name]);
    const run = spawnSync('tshark', ['-r', file, '-T', 'fields', '-E', 'separator=|', ...asked], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`tshark ended with ${run.status}: ${run.stderr}`);
    const names = Object.keys(FIELDS) as (keyof Seen)[];
    return run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const values = line.split('|');
        return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) as Seen;
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** IEEE 1609.2 data of the application SREM, with a signature that nobody made. */
function signed(octets: Uint8Array): Uint8Array {
  const inside = { protocolVersion: 3, content: { tag: 'unsecuredData', value: octets } };
  const tbsData = { payload: { data: inside }, headerInfo: { psid: 140, generationTime: 1n } };
  const signature = { rSig: { tag: 'x-only', value: new Uint8Array(32) }, sSig: new Uint8Array(32) };
  const value = {
    hashId: 'sha256',
    tbsData,
    signer: { tag: 'digest', value: new Uint8Array(8) },
    signature: { tag: 'ecdsaNistP256Signature', value: signature },
  };
  const codec = coer(withoutOctets(Ieee1609Dot2Data) as Type<unknown>);
  return codec.encode({ protocolVersion: 3, content: { tag: 'signedData', value } });
}

describe.skipIf(missing)(`tshark${missing ? ` (skipped: ${missing})` : ''}`, () => {
  it('sees the headers and messages that were written, and no mark on them', () => {
    const all: { made: Made; port: number; stationId: number }[] = [];
    for (const [name, node, messageID] of KINDS) {
      const messages = fc.sample(arbitrary(narrow(node, edition)), { seed: messageID, numRuns: 2 * HEADERS.length });
      for (const [i, value] of (messages as { header: { stationID: number } }[]).entries()) {
        const { stationID } = value.header;
        const octets = uper(node as Type<unknown>).encode({
          ...value,
          header: { protocolVersion: 2, messageID, stationID },
        });
        const at = i % HEADERS.length;
        // A beacon has no payload, nor has the location service.
        if (/beacon|ls/.test(HEADERS[at]![0])) continue;
        const [made] = fc.sample(sent(at, { port: name, octets }), { seed: i, numRuns: 1 });
        all.push({ made: made!, port: BTP_PORT[name], stationId: stationID });
      }
    }
    const seen = dissected(all.map(({ made }) => made.octets));
    expect(seen.length).toBe(all.length);
    expect(all.length).toBeGreaterThan(50);
    for (const [i, { made, port, stationId }] of all.entries()) {
      const { address, latitude, longitude, timestamp, speed, heading } = made.extendedHeader.source;
      expect(seen[i]).toMatchObject({
        protocols: expect.stringMatching(/^eth:ethertype:gnw:btp[ab]:its$/),
        malformed: '',
        expert: '',
        version: '1',
        latitude: String(latitude.value),
        longitude: String(longitude.value),
        timestamp: String(timestamp),
        mid: Buffer.from(address.mid)
          .toString('hex')
          .replace(/(..)(?=.)/g, '$1:'),
        heading: String(heading),
        speed: String(speed.value),
        stationId: String(stationId),
      });
      expect([seen[i]!.portA, seen[i]!.portB].join('')).toBe(String(port));
    }
  });
  it('sees headers without a payload', () => {
    const bare = HEADERS.flatMap(([type], at) =>
      /beacon|ls/.test(type) ? fc.sample(sent(at), { seed: at, numRuns: 5 }) : [],
    );
    for (const [i, { malformed, expert, latitude }] of dissected(bare.map(({ octets }) => octets)).entries())
      expect([malformed, expert, latitude]).toEqual(['', '', String(bare[i]!.extendedHeader.source.latitude.value)]);
  });
  it('sees IEEE 1609.2 data in a secured packet, and the rest of the packet in that', () => {
    const octets = uper(SREM).encode({
      header: { protocolVersion: 2, messageID: MESSAGE_ID.srem, stationID: 77 },
      srm: { second: 0, requestor: { id: { tag: 'stationID', value: 77 } } },
    });
    const packets = fc
      .sample(sent(3, { port: 'SREM', octets }), { seed: 1, numRuns: 5 })
      .map(({ routed, basicHeader }) => {
        const data = signed(routed);
        const header = { ...basicHeader, nextHeader: 'securedPacket' } as never;
        return uper(secured(data.length)).encode({ basicHeader: header, securedPacket: data });
      });
    for (const { protocols, malformed, expert, stationId } of dissected(packets))
      expect({ protocols, malformed, expert, stationId }).toEqual({
        protocols: 'eth:ethertype:gnw:ieee1609dot2:btpb:its',
        malformed: '',
        expert: '',
        stationId: '77',
      });
  });
});
