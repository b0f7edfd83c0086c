/** Suites of service advertisements and of whole frames: IEEE 802.11 around a WSM, GeoNetworking around an SPDU. */
import { coer } from '../../asn1/coer.ts';
import { packetOf, routedOf } from '../../asn1/etsi/packet.ts';
import { toHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { SrvAdvMsg } from '../../asn1/ieee1609dot3/wsa.ts';
import { ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { jer } from '../../asn1/jer.ts';
import { uper } from '../../asn1/uper.ts';
import { unwrap } from '../capture/link.ts';
import { LINK } from '../capture/pcap.ts';
import { type GeoHeaders, geoFault } from '../dissect/geo.ts';
import { wsaFault } from '../dissect/wsa.ts';
import { wsmFault } from '../dissect/wsm.ts';
import { octets } from './field.ts';
import { shape } from './shape.ts';
import type { Check, Trial } from './trial.ts';
import { payload, wireSuites } from './wire.ts';

/** `expectJer` of some items has an advertiser id read as if the size of a UTF8String stood in five bits. */
function advertised(item: Parameters<Check>[0], trial: Trial) {
  const own = octets(item, 'hex');
  const got = uper(SrvAdvMsg).decode(own);
  const { expectJer, ...bare } = item;
  if (!got.ok || expectJer === null || expectJer === undefined) return shape(bare, trial, SrvAdvMsg, uper);
  const extensions = got.value.body.extensions ?? [];
  const at = extensions.findIndex(({ tag }) => tag === 'AdvertiserIdentifier');
  const written = (jer(SrvAdvMsg).to(got.value) as { body: { extensions?: { value: unknown }[] } }).body.extensions;
  const found = (expectJer as { body?: { extensions?: { value: unknown }[] } }).body?.extensions?.[at]?.value;
  if (at < 0 || found === undefined || found !== misread(String(written?.[at]?.value)))
    return shape(item, trial, SrvAdvMsg, uper);
  const amended = structuredClone(expectJer) as { body: { extensions: { value: unknown }[] } };
  amended.body.extensions[at]!.value = written?.[at]?.value;
  trial.accept('the vector reads the length of its advertiser id in five bits; X.691 30 gives it an octet');
  return shape({ ...item, expectJer: amended }, trial, SrvAdvMsg, uper);
}
/** What the five bits make of one ASCII character: the length octet and the character, three bits to the right. */
const misread = (text: string): string | undefined =>
  text.length === 1 ? String.fromCharCode(((0x100 | text.charCodeAt(0)) >> 3) & 255) : undefined;

const advertisement: Check = (item, trial) => {
  const got = advertised(item, trial);
  if (!got.ok) return got.differs;
  const fault = wsaFault(got.value);
  if (fault !== undefined) trial.accept(`receivers refuse it: ${fault}`);
  return undefined;
};
const badAdvertisement: Check = (item, trial) => {
  const got = advertised(item, trial);
  if (!got.ok) return got.differs;
  // What is meant to be wrong is told by the name alone, and not always by a rule of the standard.
  if (wsaFault(got.value) === undefined) trial.accept('it breaks no rule of IEEE 1609.3 that we know');
  return undefined;
};

/** An 802.11 frame, with a radiotap header or without: the WSM in it is read, and written back to its octets. */
const radio: Check = (item, trial) => {
  const own = octets(item, 'hex');
  const got = unwrap(own[0] === 0 ? LINK.radiotap : LINK.ieee80211, own);
  if (!got.ok) return `link: ${got.sentence}`;
  if (got.kind !== 'wsm') return `expected a WSM, got ${got.kind}`;
  const wsm = shape({ hex: toHex(got.octets) }, trial, ShortMsgNpdu, uper);
  if (!wsm.ok) return wsm.differs;
  const fault = wsmFault(wsm.value);
  if (fault !== undefined) trial.accept(`receivers refuse it: ${fault}`);
  return undefined;
};

/** A secured packet of GeoNetworking: its headers, the IEEE 1609.2 data in it, and the headers in that. */
const geographic: Check = (item, trial) => {
  const own = octets(item, 'hex');
  const packet = shape({ hex: toHex(own) }, trial, packetOf(own), uper);
  if (!packet.ok) return packet.differs;
  const fault = geoFault(packet.value as GeoHeaders);
  if (fault !== undefined) trial.accept(`receivers refuse it: ${fault}`);
  const { securedPacket } = packet.value as { securedPacket?: Uint8Array };
  if (!securedPacket) return 'expected a secured packet, got a plain one';
  const differs = wireSuites['spdu-signed']!({ ...item, hex: toHex(securedPacket) }, trial);
  if (differs !== undefined) return differs;
  const inside = payload(coer(Ieee1609Dot2Data).read(securedPacket));
  if (!inside) return 'expected the rest of the packet in the signed data, got none';
  const routed = shape({ hex: toHex(inside) }, trial, routedOf(inside), uper);
  return routed.ok ? geoFault(routed.value as GeoHeaders) : routed.differs;
};

export const frameSuites: Record<string, Check> = {
  wsa: advertisement,
  'neg-wsa': badAdvertisement,
  'frame-80211': radio,
  'gn-secured': geographic,
};
