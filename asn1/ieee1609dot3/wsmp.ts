/** IEEE 1609.3 clause 8.3, module Ieee1609Dot3Wsm: the WAVE short message (WSM), UPER. */
import {
  bits,
  byId,
  choice,
  type Infer,
  integer,
  integerOrMore,
  list,
  type Node,
  named,
  octets,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { ChannelNumber80211, CompactTimeConfidence, DataRate80211, TXpower80211 } from './element.ts';

// Four nested ranges: their UPER is exactly the p-encoding of a PSID (1609.12), one to four octets.
const ext2 = choice({ content: integer(16_512, 2_113_663), extension: integerOrMore(2_113_664, 270_549_119) });
const ext1 = choice({ content: integer(128, 16_511), extension: ext2 });
const varLengthNumber = choice({ content: integer(0, 127), extension: ext1 });
/** 8.3.3  A PSID in its p-encoded form (IEEE 1609.12): which alternative it is follows from its size. */
export type VarLengthNumber = Infer<typeof varLengthNumber>;
export const VarLengthNumber: Type<VarLengthNumber> = named('VarLengthNumber', varLengthNumber);

const nextension = byId(
  integer(0, 255),
  {
    txPowerUsed: [4, TXpower80211],
    channelNumber: [15, ChannelNumber80211],
    dataRate: [16, DataRate80211],
    compactTimeConfidence: [25, CompactTimeConfidence],
  },
  { id: 'extensionId', value: 'value' },
);
/** 8.3.4  An extension of the N-header; one we do not know is kept as octets. */
export type Nextension = Infer<typeof nextension>;
export const Nextension: Type<Nextension> = named('Nextension', nextension);

const textension = byId(integer(0, 255), {}, { id: 'extensionId', value: 'value' });
/** 8.3.4  An extension of the T-header; none is defined. */
export type Textension = Infer<typeof textension>;
export const Textension: Type<Textension> = named('Textension', textension);

/** Alternatives nobody may send yet; what follows them cannot be read. */
function reserved<const N extends Node>(
  prefix: string,
  count: number,
  type: N,
): Record<`${string}Reserved${number}`, N> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i + 1}`, type]));
}

const nullNetworking = sequence({ version: integer(0, 7), nExtensions: optional(list(Nextension)) });
const shortMsgSubtype = choice({
  nullNetworking,
  ...reserved('subTypeReserved', 15, sequence({ optBit: bits(1), version: integer(0, 7) })),
});
const shortMsgBcPdu = sequence({ addrInfo: VarLengthNumber, tExtensions: optional(list(Textension)) });
const shortMsgTpdus = choice({ bcMode: shortMsgBcPdu, ...reserved('tpidReserved', 127, bits(1)) });

const shortMsgNpdu = sequence({ subtype: shortMsgSubtype, transport: shortMsgTpdus, body: octets() });
/** 8.3.2  N-header, T-header and the WSM data: for a signed application one Ieee1609Dot2Data. */
export interface ShortMsgNpdu extends Infer<typeof shortMsgNpdu> {}
export const ShortMsgNpdu: Type<ShortMsgNpdu> = named('ShortMsgNpdu', shortMsgNpdu);

/** The PSID as a number, whichever of its four lengths it came in. */
export function psidOf(number: VarLengthNumber): number {
  if (number.tag === 'content') return number.value;
  if (number.value.tag === 'content') return number.value.value;
  const last = number.value.value;
  return last.value;
}

/** Throws a RangeError for what no p-encoding holds: a PSID is 0 to 270549119 (1609.12). */
export function pEncode(psid: number): VarLengthNumber {
  if (psid < 0 || psid > 270_549_119) throw new RangeError(`PSID ${psid} has no p-encoding`);
  if (psid < 128) return { tag: 'content', value: psid };
  if (psid < 16_512) return { tag: 'extension', value: { tag: 'content', value: psid } };
  const tag = psid < 2_113_664 ? 'content' : 'extension';
  return { tag: 'extension', value: { tag: 'extension', value: { tag, value: psid } } };
}
