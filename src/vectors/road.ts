/** Suites of road messages and of the WSMs that carry them. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { psidOf, ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { jer } from '../../asn1/jer.ts';
import { sentence } from '../../asn1/malformed.ts';
import { byId, integer } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import { readForwarding } from '../dissect/ifm.ts';
import { wsmFault } from '../dissect/wsm.ts';
import { difference, octetDifference } from './difference.ts';
import { has, octets, type Vector } from './field.ts';
import { MESSAGES } from './messages.ts';
import { roadsideSuites } from './roadside.ts';
import { same, shape } from './shape.ts';
import { type Check, firstOf, type Trial } from './trial.ts';
import { payload } from './wire.ts';

/** `expectJer` of items from the wire. Where the oracles disagree with one another we only owe ourselves the way back. */
const frame: Check = (item, trial) => {
  const { ok, what } = (item.verified ?? {}) as { ok?: unknown; what?: unknown };
  if (ok !== false) {
    if (!has(item, 'expectJer')) return 'expectJer: expected the message in JER';
    const got = shape(item, trial, MessageFrame, uper);
    return got.ok ? undefined : got.differs;
  }
  const { expectJer, ...bare } = item;
  const got = shape(bare, trial, MessageFrame, uper);
  if (!got.ok) return got.differs;
  const differs = expectJer === undefined ? undefined : same(expectJer, jer(MessageFrame).to(got.value), trial);
  trial.accept(`${String(what)}: ${differs ? `we differ from the vector in ${differs}` : 'we agree with the vector'}`);
  return undefined;
};

/** A road message with `decoded`, and the facts that stand beside it. */
const message =
  (check: Check): Check =>
  (item, trial) =>
    firstOf(
      () => check(item, trial),
      () => fact(item, 'bytes', octets(item, 'hex').length),
      () => fact(item, 'messageId', number(octets(item, 'hex'))),
    );
const number = (own: Uint8Array): number => (own.length > 1 ? ((own[0]! & 127) << 8) | own[1]! : -1);
function fact(item: Vector, name: string, got: unknown): string | undefined {
  return has(item, name) && item[name] !== got
    ? `${name}: expected ${String(item[name])}, got ${String(got)}`
    : undefined;
}

/** A WSM that receivers take; with octets behind its end it is none, and says the same without them. */
const wsm: Check = (item, trial) => {
  const { ok } = (item.verified ?? {}) as { ok?: unknown };
  const { leftBits } = (item.oracles ?? {}) as { leftBits?: unknown };
  if (ok === false && typeof leftBits === 'number' && leftBits > 0) {
    const own = octets(item, 'hex');
    const got = uper(ShortMsgNpdu).decode(own);
    if (got.ok || got.malformed.code !== 'trailing') return `expected ${leftBits} bits left over behind the WSM`;
    const cut = shape({ ...item, hex: toHex(own.subarray(0, own.length - leftBits / 8)) }, trial, ShortMsgNpdu, uper);
    if (!cut.ok) return `without what is left over: ${cut.differs}`;
    trial.accept(`refused for ${leftBits} bits behind its end, and read as the vector says without them`);
    return undefined;
  }
  const got = shape(item, trial, ShortMsgNpdu, uper);
  return got.ok ? wsmFault(got.value) : got.differs;
};

const badWsm: Check = (item, trial) => {
  const got = uper(ShortMsgNpdu).decode(octets(item, 'hex'));
  const { ok } = (item.verified ?? {}) as { ok?: unknown };
  if (!got.ok) return ok === true ? `the vector is read by others: ${sentence(got.malformed)}` : undefined;
  if (wsmFault(got.value) === undefined) return 'expected a WSM that is refused, got one that receivers take';
  const again = shape(item, trial, ShortMsgNpdu, uper);
  return again.ok ? undefined : again.differs;
};

/** Frames from the logs of on-board units: version 3, TPID 0, and the rest of the frame is its data. */
const logged: Check = (item, trial) => {
  const got = shape({ hex: item.wsmHex }, trial, ShortMsgNpdu, uper);
  if (!got.ok) return got.differs;
  const { transport, body } = got.value;
  const fault = wsmFault(got.value);
  if (fault !== undefined || transport.tag !== 'bcMode') return fault ?? `transport: ${transport.tag}`;
  const addressed = (transport.value as { addrInfo: Parameters<typeof psidOf>[0] }).addrInfo;
  const psid = psidOf(addressed);
  return firstOf(
    () => {
      const names = ['psidPEncoded', 'psid', 'payloadLength', 'payloadHex'];
      return names.some((name) => has(item, name))
        ? undefined
        : `nothing to compare: expected one of ${names.join(', ')}`;
    },
    () => (has(item, 'psidPEncoded') ? octetDifference(octets(item, 'psidPEncoded'), pEncoded(psid)) : undefined),
    () => fact(item, 'psid', psid),
    () => fact(item, 'payloadLength', body.length),
    () => fact(item, 'payloadHex', toHex(body)),
    () => {
      const spdu = coer(Ieee1609Dot2Data).decode(body);
      if (spdu.ok) return octetDifference(body, coer(Ieee1609Dot2Data).encode(spdu.value));
      trial.accept(`its data is no SPDU: ${sentence(spdu.malformed)}`);
      return undefined;
    },
  );
};

/** IEEE 1609.12: the number of leading ones tells how many octets follow the first. */
export function pEncoded(psid: number): Uint8Array {
  const starts = [0, 0x80, 0x4080, 0x20_4080] as const;
  const size = psid < 0x80 ? 1 : psid < 0x4080 ? 2 : psid < 0x20_4080 ? 3 : 4;
  const marked = psid - starts[size - 1]! + [0, 0x8000, 0xc0_0000, 0xe000_0000][size - 1]!;
  return Uint8Array.from({ length: size }, (_, at) => Math.floor(marked / 256 ** (size - 1 - at)) & 255);
}

/** Mutants and oddities. `expect` is a sentence: it is read for whether refusing is the only answer allowed. */
const hostile: Check = (item, trial: Trial) => {
  const own = octets(item, 'hex');
  const expect = String(item.expect ?? '');
  // What begins like IEEE 1609.2 data is held to its rules first: a message inside it must not be looked for.
  const spdu = own[0] === 3 ? coer(Ieee1609Dot2Data).decode(own) : undefined;
  const got = uper(MessageFrame).decode((spdu?.ok && payload(spdu.value)) || own);
  if (!got.ok) return undefined;
  // A frame that only a later version knows is passed on unread: to a unit that asked for a message it is unsupported.
  if (got.value.tag === '?') {
    trial.accept('a message we do not know: its frame is read, its contents are refused as unsupported');
    return undefined;
  }
  const choice = /\bor\b|\beither\b/i.test(expect.replace(/\(.*?\)/g, ''));
  if (!choice || expect === '') return `expected: ${expect || 'nothing'}; got a ${got.value.tag}`;
  const changed = spdu?.ok ? undefined : octetDifference(own, uper(MessageFrame).encode(got.value));
  if (changed !== undefined) return `read, but written back: ${changed}`;
  trial.accept(`allowed to be read, and is: ${expect}`);
  return undefined;
};

/** A MessageFrame of which nothing but the number is known. */
const envelope = byId(
  integer(0, 32_767),
  {},
  { id: 'messageId', value: 'value', extensible: true },
) as typeof MessageFrame;

/** Text to forward at once: its fields, and a payload that is the message it says. */
const forwarded: Check = (item, trial) => {
  const got = readForwarding(String(item.text ?? ''));
  if (typeof got === 'string') return `text: ${got}`;
  const expected = MESSAGES[String(got.fields.Type).toLowerCase()];
  const known = uper(MessageFrame).decode(got.payload);
  // Road safety messages were sent in drafts before SAE J2735 had them: their frame is all we know of those.
  const draft = !known.ok && expected === MESSAGES.rsm;
  const read = draft ? uper(envelope).decode(got.payload) : known;
  if (!read.ok) return `Payload: ${sentence(read.malformed)}`;
  if (!known.ok)
    trial.accept(`its contents are no ${got.fields.Type} of the edition we read: ${sentence(known.malformed)}`);
  return firstOf(
    () => (has(item, 'fields') ? difference(item.fields, got.fields, 'fields') : 'fields: nothing to compare'),
    () => octetDifference(got.payload, uper(draft ? envelope : MessageFrame).encode(read.value)),
    () => {
      const found = number(got.payload);
      if (expected === undefined) trial.accept(`Type: ${got.fields.Type} is the name of no message we know`);
      return expected === undefined || expected === found ? undefined : `Type: ${got.fields.Type} has message ${found}`;
    },
  );
};

export const roadSuites: Record<string, Check> = {
  ...Object.fromEntries(
    Object.entries(roadsideSuites).map(([name, check]) => [name, message((item) => check({ ...item }))]),
  ),
  'j2735-srm': frame,
  'j2735-ssm': frame,
  'j2735-spat': frame,
  'j2735-map': frame,
  'j2735-bsm': frame,
  'j2735-tim': frame,
  'j2735-psm': frame,
  'j2735-rtcm': frame,
  'j2735-rsm': frame,
  'j2735-sdsm': frame,
  wsmp: wsm,
  'neg-wsmp': badWsm,
  wsmp_frames: logged,
  negative: hostile,
  ifm_text: forwarded,
};
