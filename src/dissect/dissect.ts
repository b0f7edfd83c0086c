/** One frame taken apart: what it is, its layers, what is left over, and what is wrong with it. */
import { type Malformed, sentence } from '../../asn1/malformed.ts';
import { unwrap } from '../capture/link.ts';
import { LINK } from '../capture/pcap.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { toIso } from '../time.ts';
import { decodeCertificate } from '../trust/certificate.ts';
import type { Frame } from './input.ts';
import type { Kind } from './kinds.ts';
import { faultOf, type Layer, layer, type Reading, reads } from './layers.ts';

/** What a person may say a frame is. */
export const KINDS_ASKED = ['auto', 'wsm', 'geonetworking', 'spdu', 'certificate', 'messageframe'] as const;
export type Asked = (typeof KINDS_ASKED)[number];

export interface Dissected {
  readonly label: string;
  readonly octets: Uint8Array;
  /** TAI microseconds, where a capture says so. */
  readonly at: number | undefined;
  /** Octets of link, network and transport headers before the first layer, and what they are. */
  readonly link: { readonly octets: number; readonly type: string } | undefined;
  readonly layer: Layer | undefined;
  /** Octets behind the outermost layer, where the frame may have some: padding to the link's least length. */
  readonly padding: number;
  /** A sound frame of something else, and of what. */
  readonly other: string | undefined;
  /** Each a sentence with layer, octet of the frame, field and rule. */
  readonly faults: readonly string[];
  /** What the lenient mode put up with, as sentences of the same form. */
  readonly deviations: readonly string[];
}

const USUAL: Omit<Reading, 'identify'> = { lenient: false, edition: '2024' };

export function dissect(frame: Frame, asked: Asked, crypto: CryptoProvider, how = USUAL): Dissected {
  const reading: Reading = { ...how, identify: identifyBy(crypto) };
  const { label, octets, at } = frame;
  const base = {
    label,
    octets,
    at,
    link: undefined,
    layer: undefined,
    padding: 0,
    other: undefined,
    faults: [],
    deviations: [],
  };
  if (frame.linkType !== undefined) return fromLink(base, frame.linkType, frame.fcsLength ?? 0, reading, true)!;
  if (asked !== 'auto') return finish(base, layer(asked, octets, reading));
  const kinds = candidates(octets);
  const kind = kinds.find((k) => plain(k, octets, reading));
  if (kind) return finish(base, layer(kind, octets, reading));
  for (const linkType of [LINK.ieee80211, LINK.ethernet, LINK.radiotap]) {
    const found = fromLink(base, linkType, 0, reading, false);
    if (found) return found;
  }
  const [likeliest] = kinds;
  if (likeliest) return finish(base, layer(likeliest, octets, reading));
  const fault =
    'begins like no WSM, GeoNetworking packet, IEEE 1609.2 data, certificate or SAE J2735 message; choose one with --as';
  return { ...base, faults: [`octet 0: ${fault}`] };
}

/** Read to the end; a WSM, WSA or GeoNetworking packet besides only if somebody may send it, as almost any octets decode as one. */
function plain(kind: Kind, octets: Uint8Array, { edition }: Reading): boolean {
  if (!reads(kind, octets, edition)) return false;
  const reading = { identify: () => undefined, lenient: false, edition };
  return faultOf(kind, layer(kind, octets, reading).top.value) === undefined;
}

/** Kinds whose first octets these could be, the likeliest first. */
function candidates(octets: Uint8Array): Kind[] {
  const [first = 0, second = 0, third = 0] = octets;
  const kinds: Kind[] = [];
  if (first >> 4 === 1 && (first & 15) < 3 && second === 0) kinds.push('geonetworking');
  if (first === 3 && second >= 0x80) kinds.push('spdu');
  if ((first === 0 || first === 0x80) && second === 3 && third < 2) kinds.push('certificate');
  if (first === 0 && second >= 18) kinds.push('messageframe');
  if (first >> 4 === 3) kinds.push('wsa');
  if ((first & 7) === 3 && first >> 4 === 0 && second < 0x80) kinds.push('wsm');
  return kinds;
}

function fromLink(
  base: Dissected,
  linkType: number,
  fcsLength: number,
  reading: Reading,
  sure: boolean,
): Dissected | undefined {
  const got = unwrap(linkType, base.octets, fcsLength);
  const type = Object.entries(LINK).find(([, number]) => number === linkType)?.[0] ?? `link type ${linkType}`;
  if (!got.ok) {
    if (!sure) return undefined;
    if (got.code === 'other') return { ...base, other: got.sentence };
    return { ...base, faults: [`link layer (${type}): ${got.sentence}`] };
  }
  const link = { octets: got.octet, type };
  const kind: Kind = got.kind;
  const whole = layer(kind, got.octets, { ...reading, lenient: false }, got.octet);
  if (!sure && whole.malformed && whole.malformed.code !== 'trailing') return undefined;
  // A link fills short frames up: what stands behind the WSM's own length is no fault of its sender.
  if (whole.malformed?.code === 'trailing') {
    const end = whole.malformed.octet;
    const cut = layer(kind, got.octets.subarray(0, end), reading, got.octet);
    if (!cut.malformed) return finish({ ...base, link, padding: got.octets.length - end }, cut);
  }
  return finish({ ...base, link }, reading.lenient ? layer(kind, got.octets, reading, got.octet) : whole);
}

function finish(base: Dissected, outermost: Layer): Dissected {
  const told = (malformed: Malformed, of: Layer): string =>
    `${of.title}: ${sentence(absolute(shortened(malformed), of.octet))}`;
  const all = flat(outermost);
  return {
    ...base,
    layer: outermost,
    faults: all.flatMap((l) => (l.malformed ? [told(l.malformed, l)] : [])),
    deviations: all.flatMap((l) => l.deviations.map((d) => `${d.deviance}: ${told(d, l)}`)),
  };
}

/** A layer and all in it that belong to a field which was read, from the outermost on. */
function flat(of: Layer): Layer[] {
  return [of, ...[...of.inner].filter(([field]) => field.value !== undefined).flatMap(([, inside]) => flat(inside))];
}

/** Deep nesting makes a path that nobody reads to its end. */
function shortened(malformed: Malformed): Malformed {
  const { path } = malformed;
  return path.length <= 16 ? malformed : { ...malformed, path: [...path.slice(0, 6), '…', ...path.slice(-6)] };
}

/** Counted from the start of the frame. */
export function absolute(malformed: Malformed, octet: number): Malformed {
  return { ...malformed, octet: malformed.octet + octet };
}

function identifyBy(crypto: CryptoProvider): Reading['identify'] {
  return (octets) => {
    const got = decodeCertificate(crypto, octets);
    if (!got.ok) return undefined;
    const { id, from, until } = got.record;
    return `HashedId8 ${id}, valid ${toIso(from, 0)} to ${toIso(until, 0)}`;
  };
}
