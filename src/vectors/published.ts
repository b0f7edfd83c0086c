/** The suite of messages that were published together with what another decoder (asn1c) says of them in XER. */
import { fromHex } from '../../asn1/hex.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { jer } from '../../asn1/jer.ts';
import { uper } from '../../asn1/uper.ts';
import { number } from './field.ts';
import { MESSAGES } from './messages.ts';
import { shape } from './shape.ts';
import type { Check, Trial } from './trial.ts';
import { readXml, xerDifference } from './xer.ts';

/** `rawHex` from `frameOffsetHexChars` on is a MessageFrame; each leaf of it is what `xerByAsn1c` says, and none is more. */
const published: Check = (item, trial) => {
  const { rawHex, xerByAsn1c, type } = item;
  const from = number(item, 'frameOffsetHexChars');
  if (typeof rawHex !== 'string' || from < 0 || from >= rawHex.length || from % 2 !== 0)
    return 'rawHex: expected octets, and a MessageFrame in them';
  if (typeof xerByAsn1c !== 'string') return 'xerByAsn1c: expected the message in XER';
  const got = shape({ hex: frameIn(rawHex, from, trial) }, trial, MessageFrame, uper);
  if (!got.ok) return got.differs;
  const { messageId } = jer(MessageFrame).to(got.value) as { readonly messageId: number };
  if (MESSAGES[String(type)] !== messageId) return `type: expected ${String(type)}, got message ${messageId}`;
  const xer = readXml(xerByAsn1c);
  if (xer.name !== 'MessageFrame') return `xerByAsn1c: expected a MessageFrame, got ${xer.name}`;
  return xerDifference(xer, MessageFrame, got.value, 'xerByAsn1c');
};

/** The octets of the frame alone: sources put framing of their own before it, and some leave octets behind. */
function frameIn(rawHex: string, from: number, trial: Trial): string {
  if (from > 0) trial.accept(`${from / 2} octets of framing stand before the frame`);
  const hex = rawHex.slice(from);
  const got = uper(MessageFrame).decode(fromHex(hex));
  if (got.ok || got.malformed.code !== 'trailing') return hex;
  trial.accept(`${hex.length / 2 - got.malformed.octet} octets stand behind the frame`);
  return hex.slice(0, got.malformed.octet * 2);
}

export const publishedSuites: Record<string, Check> = { published_expected: published };
