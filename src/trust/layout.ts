/**
 * Layouts of service specific permissions, each a row: which octets a certificate holds, and what each bit permits. No
 * public document fixes the layout for signal requests, so every one has a name and a deployment says which it accepts.
 */
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import { BasicVehicleRole } from '../../asn1/j2735/requestor.ts';

/** What a layout is about: a message of MessageFrame, or one of the traffic management center. */
export type Subject = 'SignalRequestMessage' | 'SPAT' | 'MapData' | 'SignalStatusMessage' | 'TmcMessage';

/** What each bit permits, from the most significant one of octet 1 on; null where it permits nothing. */
export type Bits = readonly (string | null)[];

/** A bitmapSsp of `length` octets: `first`, octets of bits, and what follows them. */
export interface Layout {
  readonly subject: Subject;
  readonly about: string;
  /** Octet 0, which is the version in most; undefined where the SSP is opaque, and no row but a schema says what it is. */
  readonly first: number | undefined;
  readonly length: number;
  readonly bits: Bits;
  /** Octets of bits. */
  readonly wide: number;
  /** `known`: published, or ours. Others are what we have seen or take it for, and a policy may say another order. */
  readonly order: 'known' | 'seen' | 'guessed';
  /** The octet of the highest importance level (RequestImportanceLevel, 0 to 14); where absent it is 14. */
  readonly importance?: number;
  /** The first octet of the serviceProviderId, three long. */
  readonly provider?: number;
}

/** BasicVehicleRole, in the order of its values. */
export const roleNames: readonly string[] = BasicVehicleRole.kind === 'enumerated' ? BasicVehicleRole.names : [];
/** Names a bit may have in a signal request: a role, or the right to send requests at all. */
export const REQUESTS = 'requests';

const request = { subject: 'SignalRequestMessage', bits: roleNames } as const;
const SREM = 'ETSI TS 103 301, SREM';

export const layouts = {
  'wavetrust-1': {
    ...request,
    about: 'Ours: 01, four octets with a bit for each BasicVehicleRole, one octet with the highest importance level.',
    first: 0x01,
    length: 6,
    wide: 4,
    order: 'known',
    importance: 5,
  },
  'role-bitmap-30': {
    ...request,
    about:
      'Like SAE, as seen in certificates of a transit fleet: 30, four octets with a bit for each BasicVehicleRole.',
    first: 0x30,
    length: 5,
    wide: 4,
    order: 'seen',
  },
  'etsi-srem-1': {
    ...request,
    about: `${SREM} version 1: 01, two octets of rights. Open stacks assign all of them but bit 6 of octet 2.`,
    // The role whose value is that of the bit nobody assigns gets no right from it.
    bits: roleNames.slice(0, 16).map((role, bit) => (bit === 14 ? null : role)),
    first: 0x01,
    length: 3,
    wide: 2,
    order: 'guessed',
  },
  'etsi-srem-2': {
    ...request,
    about: `${SREM} version 2: 02, three octets of rights, of which 19 bits are assigned (02 FF FF E0).`,
    bits: roleNames.slice(0, 19),
    first: 0x02,
    length: 4,
    wide: 3,
    order: 'guessed',
  },
  'etsi-srem-3': {
    ...request,
    about: `${SREM} version 3: 03, three octets of roles, three octets of serviceProviderId.`,
    first: 0x03,
    length: 7,
    wide: 3,
    order: 'guessed',
    provider: 4,
  },
  'etsi-spatem-1': {
    subject: 'SPAT',
    about: 'ETSI TS 103 301, SPATEM version 1: 01, one octet of rights.',
    bits: ['intersections', 'prioritization', 'maneuverAssist'],
    first: 0x01,
    length: 2,
    wide: 1,
    order: 'known',
  },
  'etsi-mapem-1': {
    subject: 'MapData',
    about: 'ETSI TS 103 301, MAPEM version 1: 01, one octet of rights.',
    bits: ['intersections', 'roadSegments'],
    first: 0x01,
    length: 2,
    wide: 1,
    order: 'known',
  },
  'etsi-ssem-1': {
    subject: 'SignalStatusMessage',
    about: 'ETSI TS 103 301, SSEM version 1: 01 and nothing else.',
    bits: [],
    first: 0x01,
    length: 1,
    wide: 0,
    order: 'known',
  },
  'wavetrust-tmc-1': {
    subject: 'TmcMessage',
    about: 'Ours: opaque, the COER of TmcSsp (actions, and the intersections where they may be asked for).',
    bits: [],
    first: undefined,
    length: 0,
    wide: 0,
    order: 'known',
  },
} as const satisfies Readonly<Record<string, Layout>>;

export type LayoutName = keyof typeof layouts;
export const layoutNames = Object.keys(layouts) as readonly LayoutName[];
export const layoutOf = (name: LayoutName): Layout => layouts[name];

/** What the bits of a certificate permit. */
export interface Rights {
  readonly layout: LayoutName;
  readonly may: ReadonlySet<string>;
  /** 0 to 14 (RequestImportanceLevel). */
  readonly importance: number;
  /** Octets of the serviceProviderId, where the layout has one. */
  readonly provider: Uint8Array | undefined;
}
/** The order of bits, by layout, where it is another than that of the row. */
export type BitOrders = Readonly<Partial<Record<LayoutName, Bits>>>;

/** Reads an SSP by a layout; undefined where it is absent or of another: then it permits nothing. */
export function readBits(
  name: LayoutName,
  ssp: ServiceSpecificPermissions | undefined,
  orders: BitOrders = {},
): Rights | undefined {
  if (ssp?.tag !== 'bitmapSsp') return undefined;
  const octets = ssp.value;
  const { first, length, wide, importance, provider, bits: usual }: Layout = layouts[name];
  if (first === undefined || octets[0] !== first || octets.length !== length) return undefined;
  const bits = orders[name] ?? usual;
  const may = new Set<string>();
  for (let bit = 0; bit < bits.length && bit < wide * 8; bit++) {
    const right = bits[bit];
    if (right && octets[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) may.add(right);
  }
  return {
    layout: name,
    may,
    importance: importance === undefined ? 14 : Math.min(14, octets[importance]!),
    provider: provider === undefined ? undefined : octets.subarray(provider, provider + 3),
  };
}

/**
 * Writes the SSP of a layout. Throws a RangeError for what it cannot say: a right none of its bits has, an importance
 * that is none or for which it has no octet, a provider of other than three octets.
 */
export function writeBits(
  name: LayoutName,
  rights: { readonly may: Iterable<string>; readonly importance?: number; readonly provider?: Uint8Array },
  orders: BitOrders = {},
): ServiceSpecificPermissions {
  const { first, length, wide, importance: at, provider: from, bits: usual } = layoutOf(name);
  if (first === undefined) throw new RangeError(`${name} is no bitmap`);
  const { may, importance = 14, provider } = rights;
  if (!Number.isInteger(importance) || importance < 0 || importance > 14)
    throw new RangeError(`importance ${importance} is not one of 0 to 14`);
  if (at === undefined && importance !== 14) throw new RangeError(`${name} has no octet for importance ${importance}`);
  if (provider && (from === undefined || provider.length !== 3))
    throw new RangeError(from === undefined ? `${name} names no provider` : 'a serviceProviderId is three octets');
  const octets = new Uint8Array(length);
  octets[0] = first;
  if (at !== undefined) octets[at] = importance;
  if (from !== undefined && provider) octets.set(provider, from);
  const bits = orders[name] ?? usual;
  for (const right of may) {
    const bit = bits.indexOf(right);
    if (bit < 0 || bit >= wide * 8) throw new RangeError(`no bit of ${name} is called ${right}`);
    octets[1 + (bit >> 3)]! |= 0x80 >> (bit & 7);
  }
  return { tag: 'bitmapSsp', value: octets };
}
