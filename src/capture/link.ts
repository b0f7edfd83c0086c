/**
 * From a captured frame to the WSM (IEEE 1609.3), GeoNetworking packet or SPDU (IEEE 1609.2) in it, and from a WSM to an Ethernet frame.
 * Field captures hold V2X as Ethernet, 802.11 outside a BSS with or without radiotap, UDP, or bare octets (USER0).
 */
import { LINK } from './pcap.ts';

export type Unwrapped =
  | {
      readonly ok: true;
      readonly kind: 'wsm' | 'geonetworking' | 'spdu';
      readonly octets: Uint8Array;
      /** Where `octets` begin in the frame. Octets after the WSM's own length (Ethernet padding) are still there. */
      readonly octet: number;
    }
  | { readonly ok: false; readonly code: LinkCode; readonly octet: number; readonly sentence: string };
/** `other`: a sound frame that carries something else, which a reader of captures steps over. */
export type LinkCode = 'other' | 'cut' | 'unreadable' | 'unknown-link';

const ETHERTYPE = {
  wsmp: 0x88dc,
  geonetworking: 0x8947,
  ipv4: 0x0800,
  ipv6: 0x86dd,
  vlan: 0x8100,
  serviceVlan: 0x88a8,
} as const;
/** A provider's and a customer's tag; more is no road network. */
const VLAN_TAGS_MAX = 2;
const UDP = 17;

/** A window on the frame: from `at` up to `end`. Each layer takes its header off the front or a trailer off the back. */
interface Rest {
  readonly view: DataView;
  readonly at: number;
  readonly end: number;
}

/** Takes the link, network and transport headers off a frame; never throws. `fcsLength` octets at its end are no data. */
export function unwrap(linkType: number, frame: Uint8Array, fcsLength = 0): Unwrapped {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const rest: Rest = { view, at: 0, end: Math.max(0, frame.length - fcsLength) };
  switch (linkType) {
    case LINK.ethernet:
      return ethernet(rest);
    case LINK.ieee80211:
      return ieee80211(rest, false);
    case LINK.radiotap:
      return radiotap(rest);
    case LINK.user0:
      return payload(rest);
    case LINK.raw:
    case LINK.ipv4:
    case LINK.ipv6:
      return internet(rest);
    case LINK.sll:
      return rest.end < 16 ? cut(rest, 16, 'Linux cooked header') : byEtherType(skip(rest, 16), view.getUint16(14));
    case LINK.sll2:
      return rest.end < 20 ? cut(rest, 20, 'Linux cooked v2 header') : byEtherType(skip(rest, 20), view.getUint16(0));
    default:
      return refuse(
        'unknown-link',
        0,
        `link type ${linkType} is not read; convert the capture to one of ${Object.values(LINK).join(', ')}`,
      );
  }
}

const skip = (rest: Rest, count: number): Rest => ({ ...rest, at: rest.at + count });
const refuse = (code: LinkCode, octet: number, what: string): Unwrapped => ({
  ok: false,
  code,
  octet,
  sentence: `octet ${octet} of the frame: ${what}`,
});
const cut = ({ at, end }: Rest, needed: number, what: string): Unwrapped =>
  refuse('cut', at, `the ${what} needs ${needed} octets and ${Math.max(0, end - at)} are left`);

function ethernet(rest: Rest): Unwrapped {
  if (rest.end < 14) return cut(rest, 14, 'Ethernet header');
  let at = 12;
  for (let tags = 0; ; tags++) {
    const type = rest.view.getUint16(at);
    if (type !== ETHERTYPE.vlan && type !== ETHERTYPE.serviceVlan) break;
    if (tags === VLAN_TAGS_MAX) return refuse('unreadable', at, `more than ${VLAN_TAGS_MAX} VLAN tags`);
    at += 4;
    if (at + 2 > rest.end) return cut({ ...rest, at }, 2, 'EtherType after a VLAN tag');
  }
  const type = rest.view.getUint16(at);
  // Up to 1500 the field is the length of an 802.3 frame, and an LLC header follows.
  if (type <= 1500) return llc({ ...rest, at: at + 2, end: Math.min(rest.end, at + 2 + type) });
  return byEtherType({ ...rest, at: at + 2 }, type);
}

function byEtherType(rest: Rest, type: number): Unwrapped {
  if (type === ETHERTYPE.wsmp) return wsm(rest);
  if (type === ETHERTYPE.geonetworking) return given('geonetworking', rest);
  if (type === ETHERTYPE.ipv4 || type === ETHERTYPE.ipv6) return internet(rest);
  return refuse(
    'other',
    rest.at - 2,
    `EtherType 0x${type.toString(16).padStart(4, '0')} is neither WSMP (0x88dc), GeoNetworking (0x8947) nor IP`,
  );
}

function llc(rest: Rest): Unwrapped {
  const { view, at, end } = rest;
  if (at + 8 > end) return cut(rest, 8, 'LLC and SNAP header');
  if (view.getUint32(at) !== 0xaaaa0300 || view.getUint16(at + 4) !== 0) {
    return refuse('other', at, 'no SNAP header aa aa 03 00 00 00');
  }
  return byEtherType(skip(rest, 8), view.getUint16(at + 6));
}

/** Radiotap, little endian: `version(1) pad(1) length(2) present(4)…`; only TSFT (8 octets) may stand before the flags. */
function radiotap(rest: Rest): Unwrapped {
  const { view, end } = rest;
  if (end < 8) return cut(rest, 8, 'radiotap header');
  const length = view.getUint16(2, true);
  if (view.getUint8(0) !== 0 || length < 8) return refuse('unreadable', 0, 'no radiotap header of version 0');
  if (length > end) return cut(rest, length, 'radiotap header');
  const present = view.getUint32(4, true);
  let fields = 8;
  for (let word = present; word & 0x8000_0000; fields += 4) {
    if (fields + 4 > length) return refuse('unreadable', fields, 'the radiotap field map reaches past its header');
    word = view.getUint32(fields, true);
  }
  let flags = 0;
  if (present & 2) {
    const at = present & 1 ? Math.ceil(fields / 8) * 8 + 8 : fields;
    if (at >= length) return refuse('unreadable', at, 'the radiotap flags lie past their header');
    flags = view.getUint8(at);
  }
  if (flags & 0x40) return refuse('unreadable', 0, 'the receiver marked this frame: its check sequence failed');
  const after = { ...rest, at: length, end: flags & 0x10 ? Math.max(length, end - 4) : end };
  return ieee80211(after, (flags & 0x20) !== 0);
}

/** 802.11 data frame: control(2) duration(2) addresses(3×6) sequence(2), then a fourth address, QoS and HT control by flags. */
function ieee80211(rest: Rest, padded: boolean): Unwrapped {
  const { view, at, end } = rest;
  if (at + 24 > end) return cut(rest, 24, '802.11 header');
  const control = view.getUint8(at);
  const flags = view.getUint8(at + 1);
  if ((control & 0x0f) !== 0x08) return refuse('other', at, 'no 802.11 data frame');
  if (control & 0x40) return refuse('other', at, 'an 802.11 frame without data');
  if (flags & 0x40) return refuse('unreadable', at + 1, 'the 802.11 frame is encrypted');
  // Only frames to one station are fragmented; senders in the field put anything in the sequence field of the others.
  const fragment = (view.getUint8(at + 4) & 1) === 0 && (view.getUint16(at + 22, true) & 0x0f) !== 0;
  if (flags & 0x04 || fragment) return refuse('unreadable', at + 22, 'a fragment of an 802.11 frame');
  let length = 24;
  if ((flags & 0x03) === 0x03) length += 6;
  if (control & 0x80) {
    if (at + length + 2 > end) return cut(rest, length + 2, '802.11 QoS header');
    if (view.getUint8(at + length) & 0x80)
      return refuse('unreadable', at + length, 'aggregated frames (A-MSDU) are not taken apart');
    length += 2;
    if (flags & 0x80) length += 4;
  }
  if (padded) length = Math.ceil(length / 4) * 4;
  const body = skip(rest, length);
  if (body.at + 2 > end) return cut(body, 2, '802.11 body');
  // Outside a BSS the EtherType may stand alone, without LLC (EPD, 802.11-2016 and later).
  const type = view.getUint16(body.at);
  if (type === ETHERTYPE.wsmp || type === ETHERTYPE.geonetworking) return byEtherType(skip(body, 2), type);
  return llc(body);
}

/** IPv4 or IPv6 with UDP directly inside. */
function internet(rest: Rest): Unwrapped {
  const { view, at, end } = rest;
  if (at >= end) return cut(rest, 1, 'IP header');
  const version = view.getUint8(at) >> 4;
  if (version === 4) {
    const header = (view.getUint8(at) & 0x0f) * 4;
    if (header < 20) return refuse('unreadable', at, `an IPv4 header of ${header} octets`);
    if (at + header > end) return cut(rest, header, 'IPv4 header');
    if (view.getUint8(at + 9) !== UDP) return refuse('other', at + 9, 'no UDP in the IPv4 packet');
    if (view.getUint16(at + 6) & 0x3fff) return refuse('unreadable', at + 6, 'a fragment of an IPv4 packet');
    const total = view.getUint16(at + 2);
    if (total < header) return refuse('unreadable', at + 2, `an IPv4 packet of ${total} octets`);
    if (at + total > end) return cut(rest, total, 'IPv4 packet');
    return udp({ view, at: at + header, end: at + total });
  }
  if (version !== 6) return refuse('other', at, `IP version ${version}`);
  if (at + 40 > end) return cut(rest, 40, 'IPv6 header');
  if (view.getUint8(at + 6) !== UDP) return refuse('other', at + 6, 'no UDP directly in the IPv6 packet');
  const length = view.getUint16(at + 4);
  if (at + 40 + length > end) return cut(rest, 40 + length, 'IPv6 packet');
  return udp({ view, at: at + 40, end: at + 40 + length });
}

function udp(rest: Rest): Unwrapped {
  const { view, at, end } = rest;
  if (at + 8 > end) return cut(rest, 8, 'UDP header');
  const length = view.getUint16(at + 4);
  if (length < 8) return refuse('unreadable', at + 4, `a UDP datagram of ${length} octets`);
  if (at + length > end) return cut(rest, length, 'UDP datagram');
  return payload({ view, at: at + 8, end: at + length });
}

/**
 * Bare octets. A WSM and an SPDU may both begin with 03: the second octet of an SPDU is a CHOICE tag (80..83), that of
 * a WSM without extensions its TPID (0..5). C-V2X captures put a family octet 01 before the WSM.
 */
function payload(rest: Rest): Unwrapped {
  const { view, at, end } = rest;
  if (at + 2 > end) return cut(rest, 2, 'WSM or SPDU');
  const second = view.getUint8(at + 1);
  if (view.getUint8(at) === 0x03 && second >= 0x80 && second <= 0x83) return given('spdu', rest);
  if (isWsm(view.getUint8(at))) return given('wsm', rest);
  if (view.getUint8(at) === 0x01 && isWsm(second)) return given('wsm', skip(rest, 1));
  return refuse(
    'other',
    at,
    'neither a WSM (03, 0b), a WSM after a family octet (01 03, 01 0b) nor an SPDU (03 80..83)',
  );
}
const isWsm = (first: number): boolean => first === 0x03 || first === 0x0b;

function wsm(rest: Rest): Unwrapped {
  if (rest.at >= rest.end) return cut(rest, 1, 'WSM');
  return given('wsm', rest);
}
const given = (kind: 'wsm' | 'geonetworking' | 'spdu', { view, at, end }: Rest): Unwrapped => ({
  ok: true,
  kind,
  octets: new Uint8Array(view.buffer, view.byteOffset + at, end - at),
  octet: at,
});

/** A MAC address out of six random octets: unicast, locally administered. Change it with the pseudonym, or it links them. */
export function macFrom(octets: Uint8Array): Uint8Array {
  if (octets.length !== 6) throw new RangeError(`a MAC address is 6 octets, not ${octets.length}`);
  const mac = new Uint8Array(octets);
  mac[0] = (mac[0]! & 0xfc) | 0x02;
  return mac;
}

/** An Ethernet frame (EtherType 0x88DC, to everyone) around a WSM, not padded. Throws RangeError for a group address. */
export function ethernetFrame(wsm: Uint8Array, source: Uint8Array): Uint8Array {
  if (source.length !== 6 || source[0]! & 1)
    throw new RangeError('a source MAC address is 6 octets and no group address; see macFrom');
  const frame = new Uint8Array(14 + wsm.length).fill(0xff, 0, 6);
  frame.set(source, 6);
  frame.set([0x88, 0xdc], 12);
  frame.set(wsm, 14);
  return frame;
}
