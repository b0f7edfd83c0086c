import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { BTP_PORT, BtpB } from '../../asn1/etsi/btp.ts';
import { SingleHop } from '../../asn1/etsi/geonetworking.ts';
import { MESSAGE_ID, SREM } from '../../asn1/etsi/message.ts';
import { plain, routed, secured } from '../../asn1/etsi/packet.ts';
import { fromHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { uper } from '../../asn1/uper.ts';
import { LINK } from '../../src/capture/pcap.ts';
import { noble } from '../../src/crypto/noble.ts';
import { type Asked, type Dissected, dissect } from '../../src/dissect/dissect.ts';
import { geoFault } from '../../src/dissect/geo.ts';
import type { Layer } from '../../src/dissect/layers.ts';
import { textOf } from '../../src/dissect/text.ts';

const srem = uper(SREM).encode({
  header: { protocolVersion: 2, messageID: MESSAGE_ID.srem, stationID: 77 },
  srm: { second: 41, requestor: { id: { tag: 'stationID', value: 77 } } },
});
const basicHeader = {
  version: 1,
  nextHeader: 'commonHeader',
  reserved: 0,
  lifetime: { multiplier: 6, base: 's10' },
  remainingHopLimit: 1,
} as const;
const commonHeader = {
  nextHeader: 'btpB',
  reserved: 0,
  headerType: 'tsb',
  headerSubtype: 0,
  trafficClass: { storeCarryForward: false, channelOffload: false, id: 2 },
  flags: { octets: Uint8Array.of(0x80), length: 8 },
  payloadLength: 4 + srem.length,
  maximumHopLimit: 1,
  reserved2: 0,
} as const;
const source = {
  address: { manual: false, stationType: 'bus', reserved: 0, mid: fromHex('020000000001') },
  timestamp: 1,
  latitude: { tag: 'south', value: -338_000_000 },
  longitude: { tag: 'east', value: 1_512_000_000 },
  accurate: true,
  speed: { tag: 'forward', value: 1200 },
  heading: 900,
} as const;
const of = (body: Uint8Array, destinationPort: number) => ({
  commonHeader: { ...commonHeader, payloadLength: 4 + body.length },
  extendedHeader: { source, mediaDependentData: fromHex('00000000') },
  transport: { destinationPort, destinationPortInfo: 0 },
  body,
});
const packet = (body = srem, port: number = BTP_PORT.SREM) =>
  uper(plain(SingleHop, BtpB, body.length)).encode({ basicHeader, ...of(body, port) });
const signless = (value: Uint8Array) =>
  coer(Ieee1609Dot2Data).encode({ protocolVersion: 3, content: { tag: 'unsecuredData', value } });
const inside = uper(routed(SingleHop, BtpB, srem.length)).encode(of(srem, BTP_PORT.SREM));
const securedPacket = (spdu: Uint8Array) =>
  uper(secured(spdu.length)).encode({
    basicHeader: { ...basicHeader, nextHeader: 'securedPacket' },
    securedPacket: spdu,
  });

const shown = (octets: Uint8Array, linkType?: number, asked: Asked = 'auto'): Dissected =>
  dissect({ label: 'frame', octets, ...(linkType !== undefined && { linkType }) }, asked, noble);
const layersOf = (top: Layer | undefined): Layer[] => (top ? [top, ...[...top.inner.values()].flatMap(layersOf)] : []);
const titles = (d: Dissected) => layersOf(d.layer).map((l) => l.title);
const PLAIN = ['ETSI GeoNetworking packet', 'ETSI SREM'];
const SECURED = [
  'ETSI GeoNetworking packet',
  'IEEE 1609.2 data',
  'ETSI GeoNetworking packet, secured part',
  'ETSI SREM',
];
const frame = (head: string, octets: Uint8Array) => Uint8Array.from([...fromHex(head.replaceAll(' ', '')), ...octets]);
const MACS = 'ffffffffffff 020000000001';

describe('a GeoNetworking packet', () => {
  it('is told by its first octets, and followed to the message in it', () => {
    expect(titles(shown(packet()))).toEqual(PLAIN);
    expect(titles(shown(securedPacket(signless(inside))))).toEqual(SECURED);
    const message = layersOf(shown(packet()).layer)[1]!;
    expect(message.octet).toBe(4 + 8 + 28 + 4);
    const text = textOf(shown(packet()));
    expect(text).toContain('destinationPort BtpPort: 2007 (SREM)');
    expect(text).toContain('messageID MessageID: 9 (srem)');
    expect(text).toMatch(/^24\.1\.\.28 +south Latitude: -338000000 \(-33\.8000000°\)$/m);
  });
  it.each([
    ['Ethernet', LINK.ethernet, `${MACS} 8947`],
    ['Ethernet with a VLAN tag', LINK.ethernet, `${MACS} 8100 6001 8947`],
    ['802.11 with LLC', LINK.ieee80211, `0800 0000 ${MACS} ffffffffffff 2000 aaaa03000000 8947`],
    ['802.11 with the EtherType alone', LINK.ieee80211, `0800 0000 ${MACS} ffffffffffff 2000 8947`],
    ['Linux cooked', LINK.sll, '0000 0001 0006 0203040506070000 8947'],
  ])('is found in %s', (_, linkType, head) => {
    const got = shown(frame(head, securedPacket(signless(inside))), linkType);
    expect([titles(got), got.faults]).toEqual([SECURED, []]);
  });
  it('in a frame filled up to its least length ends where its headers say', () => {
    const short = packet(fromHex('020200000001'), BTP_PORT.CAM);
    const got = shown(frame(`${MACS} 8947`, Uint8Array.from([...short, 0, 0, 0])), LINK.ethernet);
    expect([got.faults, got.padding]).toEqual([[], 3]);
  });
  it('with a message of another body is named, and the body kept as octets', () => {
    const got = shown(packet(fromHex('0202000000070a0b0c'), BTP_PORT.CAM));
    expect([titles(got), got.faults]).toEqual([['ETSI GeoNetworking packet', 'ETSI message'], []]);
    expect(textOf(got)).toMatch(/messageID MessageID: 2 \(cam\)[\s\S]*body OCTET STRING: 0a0b0c/);
  });
  it('with a broken message names its octet in the frame, where port and messageID agree', () => {
    const cut = shown(packet(srem.subarray(0, srem.length - 1)));
    expect(cut.faults).toEqual([expect.stringMatching(/^ETSI SREM: octet \d+.* in srm/)]);
    const octet = Number(/octet (\d+)/.exec(cut.faults[0]!)![1]);
    expect(octet).toBeGreaterThanOrEqual(4 + 8 + 28 + 4 + 6);
    const elsewhere = shown(packet(srem.subarray(0, srem.length - 1), 4711));
    expect(elsewhere.faults).toEqual([]);
    expect(textOf(elsewhere)).toContain('of no kind we read; as ETSI SREM');
  });
  it('that holds less than it announces says which header announced it', () => {
    const got = shown(packet().subarray(0, 50), undefined, 'geonetworking');
    expect(got.faults).toEqual([expect.stringMatching(/^ETSI GeoNetworking packet: octet 44 in body: .*\(short\)$/)]);
  });
  it('whose secured part is no packet is a fault of that part', () => {
    const got = shown(frame(`${MACS} 8947`, securedPacket(signless(fromHex('20502a')))), LINK.ethernet);
    expect(got.faults).toEqual([expect.stringMatching(/secured part: octet 2\d .*commonHeader.*\(short\)$/)]);
  });
  it('whose data is not of the profile for Europe is marked, by field and clause', () => {
    expect(textOf(shown(securedPacket(signless(inside))))).toContain(
      'not of the profile of ETSI TS 103 097: content: signedData or encryptedData, found unsecuredData (5.1)',
    );
    expect(textOf(shown(signless(inside)))).not.toContain('ETSI TS 103 097');
  });
  it.each([
    ['version', { basicHeader: { ...basicHeader, version: 0 } }, '9.6.2'],
    ['next header of the basic one', { basicHeader: { ...basicHeader, nextHeader: 'reserved3' } }, '9.6.3'],
    ['next header of the common one', { commonHeader: { ...commonHeader, nextHeader: 'reserved4' } }, '9.7.3'],
    ['header type', { commonHeader: { ...commonHeader, headerType: 'reserved7' } }, '9.7.4'],
    ['header subtype', { commonHeader: { ...commonHeader, headerSubtype: 2 } }, '9.7.4'],
    ['payload length', { commonHeader: { ...commonHeader, payloadLength: 3 } }, '9.7.2'],
    ['hops', { basicHeader: { ...basicHeader, remainingHopLimit: 2 } }, '10.3.5'],
  ])('with a %s that nobody may send is refused by the rule', (_, change, clause) => {
    expect(geoFault({ basicHeader, commonHeader })).toBeUndefined();
    expect(geoFault({ basicHeader, commonHeader, ...(change as object) })).toContain(`(${clause})`);
  });
});
