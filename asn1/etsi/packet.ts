/**
 * ETSI EN 302 636-4-1 clause 9: a whole GeoNetworking packet. Which headers it has and how long its body is, the headers
 * before say; so the type of a packet is made for the packet.
 */
import { type Infer, type Node, named, sequence, type Type } from '../schema.ts';
import { uper } from '../uper.ts';
import { BtpA, BtpB } from './btp.ts';
import { BasicHeader, CommonHeader, extendedHeader } from './geonetworking.ts';

/** What follows the basic header, or stands inside a secured packet: E the extended header, T the one of the transport. */
export interface Routed<E, T> {
  readonly commonHeader: CommonHeader;
  readonly extendedHeader: E;
  readonly transport: T;
  readonly body: Uint8Array;
}
/** The whole of a packet that is not secured. */
export interface Plain<E, T> extends Routed<E, T> {
  readonly basicHeader: BasicHeader;
}

/** 9.2  A packet with these headers and a body of `size` octets, as it stands inside a secured packet. */
export function routed<E extends Node, T extends Node>(
  extended: E,
  transport: T,
  size: number,
): Type<Routed<Infer<E>, Infer<T>>> {
  return named('GnRoutedPacket', sequence(parts(extended, transport, size))) as Type<Routed<Infer<E>, Infer<T>>>;
}
/** 9.2  The same behind a basic header. */
export function plain<E extends Node, T extends Node>(
  extended: E,
  transport: T,
  size: number,
): Type<Plain<Infer<E>, Infer<T>>> {
  const all = { basicHeader: BasicHeader, ...parts(extended, transport, size) };
  return named('GnPacket', sequence(all)) as Type<Plain<Infer<E>, Infer<T>>>;
}
/** 9.2  A basic header and `size` octets of IEEE 1609.2 data, in which the rest of the packet stands (TS 103 097). */
export const secured = (size: number): Type<{ basicHeader: BasicHeader; securedPacket: Uint8Array }> =>
  named('GnSecuredPacket', sequence({ basicHeader: BasicHeader, securedPacket: exactly(size) }));

/** The type of the packet that begins with these octets: as far as its headers tell, and no further than they are there. */
export function packetOf(packet: Uint8Array): Node {
  const basic = header(BasicHeader, packet, 0, BASIC_OCTETS);
  if (basic?.nextHeader === 'securedPacket')
    return kept(`secured,${packet.length}`, () => secured(packet.length - BASIC_OCTETS));
  return made('GnPacket', { basicHeader: BasicHeader }, packet, BASIC_OCTETS);
}
/** The type of what a secured packet holds. */
export const routedOf = (packet: Uint8Array): Node => made('GnRoutedPacket', {}, packet, 0);

const BASIC_OCTETS = 4;
const COMMON_OCTETS = 8;
const BTP_OCTETS = 4;

/** No length before it: another header says how many. */
const exactly = (size: number): Type<Uint8Array> => ({ kind: 'octets', min: size, max: size });
const parts = (extended: Node, transport: Node | undefined, size: number): Record<string, Node> => ({
  commonHeader: CommonHeader,
  extendedHeader: extended,
  ...(transport && { transport }),
  body: exactly(size),
});

function made(name: string, before: Record<string, Node>, packet: Uint8Array, at: number): Node {
  const common = header(CommonHeader, packet, at, COMMON_OCTETS);
  const extended = common && extendedHeader(common);
  // What follows a header of a type nobody has named, nobody knows: it is left over, and said to be.
  if (!common || !extended) return named(name, sequence({ ...before, commonHeader: CommonHeader }));
  const transport = TRANSPORT[common.nextHeader];
  const size = Math.max(0, common.payloadLength - (transport ? BTP_OCTETS : 0));
  const key = [name, common.headerType, common.headerSubtype, transport?.name, size].join();
  return kept(key, () => named(name, sequence({ ...before, ...parts(extended, transport, size) })));
}
const TRANSPORT: Readonly<Record<string, Node>> = { btpA: BtpA, btpB: BtpB };

/** Codecs are compiled once per type, so a capture full of packets of one kind and length should have one type. */
function kept(key: string, make: () => Node): Node {
  const node = types.get(key) ?? make();
  if (types.size >= TYPES_MAX) types.clear();
  types.set(key, node);
  return node;
}
const types = new Map<string, Node>();
const TYPES_MAX = 256;

function header<S extends Node>(schema: S, packet: Uint8Array, from: number, size: number): Infer<S> | undefined {
  const got = uper(schema).decode(packet.subarray(from, from + size));
  return got.ok ? got.value : undefined;
}
