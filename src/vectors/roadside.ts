/**
 * Suites for vector files of road messages: each item is a MessageFrame in `hex` and what it says, in JER, in `decoded`.
 */
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { jer } from '../../asn1/jer.ts';
import { sentence } from '../../asn1/malformed.ts';
import { uper } from '../../asn1/uper.ts';
import { difference, octetDifference } from './difference.ts';

/** Undefined: passed. Else what differs, with the path of the field. */
export type Check = (item: Record<string, unknown>) => string | undefined;

const frame = uper(MessageFrame);
const json = jer(MessageFrame);

/** The octets are read as `decoded` says, and written back they are the same octets. */
const message: Check = ({ hex, decoded }) => {
  if (typeof hex !== 'string' || !/^([0-9a-f]{2})+$/i.test(hex)) return 'hex: expected the octets of a MessageFrame';
  if (decoded === undefined) return 'decoded: expected the message in JER';
  const octets = Uint8Array.from(Buffer.from(hex, 'hex'));
  const got = frame.decode(octets);
  if (!got.ok) return `not read: ${sentence(got.malformed)}`;
  const differs = difference(decoded, json.to(got.value));
  if (differs !== undefined) return differs;
  const changed = octetDifference(octets, frame.encode(got.value));
  return changed && `written back: ${changed}`;
};

/** By file name without `.json`. */
export const roadsideSuites: Record<string, Check> = {
  srm: message,
  ssm: message,
  spat: message,
  map: message,
  tim: message,
  bsm: message,
  psm: message,
};
