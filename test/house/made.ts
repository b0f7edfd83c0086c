/** What the codecs make of octets, in text: the same in every process, whether code is generated in it or not. */
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { Certificate, PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { HeaderInfo, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { SignalRequestMessage } from '../../asn1/j2735/srm.ts';
import { jer } from '../../asn1/jer.ts';
import { type Codec, sentence } from '../../asn1/malformed.ts';
import type { Type } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import { plain } from '../asn1/plain.ts';

export const schemas: Readonly<Record<string, readonly [Type<unknown>, (t: Type<unknown>) => Codec<unknown>]>> = {
  Ieee1609Dot2Data: [Ieee1609Dot2Data, coer],
  Certificate: [Certificate, coer],
  HeaderInfo: [HeaderInfo, coer],
  PsidGroupPermissions: [PsidGroupPermissions, coer],
  MessageFrame: [MessageFrame, uper],
  SignalRequestMessage: [SignalRequestMessage, uper],
};
export interface Item {
  readonly schema: string;
  readonly hex: string;
}

export function made({ schema, hex }: Item): string {
  const [type, rules] = schemas[schema]!;
  const bare = plain(type) as Type<unknown>;
  const got = rules(bare).decode(fromHex(hex));
  if (!got.ok) return sentence(got.malformed);
  return `${toHex(rules(bare).encode(got.value))} ${JSON.stringify(jer(bare).to(got.value))}`;
}
