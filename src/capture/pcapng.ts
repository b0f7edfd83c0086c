/**
 * Reads pcapng: a file of blocks, each `type(4) length(4) body length(4)`, the length a multiple of 4 and the same at
 * both ends. Sections may differ in octet order; each names its interfaces anew.
 */
import { type Broken, type Capture, type Captured, cut, FRAME_OCTETS_MAX, moment, tooLong } from './captured.ts';

export const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const OPTION = { end: 0, tsResolution: 9, fcsLength: 13, tsOffset: 14 } as const;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly fcsLength: number;
  /** Units of a timestamp in a second, and seconds to add. */
  readonly units: bigint;
  readonly offsetSeconds: bigint;
}
type Block = { readonly at: number; readonly body: number; readonly end: number };
type Read<T> = T | Broken;

const isBroken = (read: Read<object>): read is Broken => 'sentence' in read;
const broken = (code: Broken['code'], octet: number, what: string): Broken => ({
  code,
  octet,
  sentence: `octet ${octet}: ${what}`,
});

/** The frames of a pcapng file up to the first thing wrong. Blocks of other kinds are stepped over by their length. */
export function readPcapng(octets: Uint8Array): Capture {
  const frames: Captured[] = [];
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  let little = true;
  let interfaces: Interface[] = [];
  const stop = (why: Broken): Capture => ({ frames, broken: why });
  for (let at = 0; at < octets.length; ) {
    if (at + 12 > octets.length) return stop(cut(at, 12, octets.length - at, 'block'));
    const section = view.getUint32(at, true) === SECTION_HEADER;
    if (section) {
      if (view.getUint32(at + 8, true) === BYTE_ORDER) little = true;
      else if (view.getUint32(at + 8, false) === BYTE_ORDER) little = false;
      else return stop(broken('not-a-capture', at + 8, 'a section header without the byte-order magic 1a2b3c4d'));
      interfaces = [];
    }
    const length = view.getUint32(at + 4, little);
    if (length < 12 || length % 4 !== 0)
      return stop(broken('bad-length', at + 4, `a block length of ${length} is no multiple of 4 from 12 up`));
    if (at + length > octets.length) return stop(cut(at, length, octets.length - at, 'block'));
    const end = at + length - 4;
    if (view.getUint32(end, little) !== length)
      return stop(broken('bad-length', end, `the block ends with another length than the ${length} it began with`));
    const block = { at, body: at + 8, end };
    const type = section ? SECTION_HEADER : view.getUint32(at, little);
    if (type === INTERFACE) {
      const read = readInterface(view, little, block);
      if (isBroken(read)) return stop(read);
      interfaces.push(read);
    } else if (type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OLD_PACKET) {
      const read = readPacket(octets, view, little, block, type, interfaces);
      if (isBroken(read)) return stop(read);
      frames.push(read);
    }
    at += length;
  }
  return { frames };
}

function readInterface(view: DataView, little: boolean, { body, end }: Block): Read<Interface> {
  if (body + 8 > end) return cut(body, 8, end - body, 'interface description');
  let units = 1_000_000n;
  let offsetSeconds = 0n;
  let fcsLength = 0;
  for (let at = body + 8; at + 4 <= end; ) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === OPTION.end) break;
    if (at + 4 + length > end)
      return broken('bad-option', at + 2, `option ${code} of ${length} octets reaches past its block`);
    if (code === OPTION.tsResolution && length === 1) {
      const resolution = view.getUint8(at + 4);
      const power = BigInt(resolution & 0x7f);
      // 10^-19 is finer than 64 bits can count through a second; no clock says more.
      if (power > 63n || (resolution < 0x80 && power > 18n))
        return broken('bad-option', at + 4, `a timestamp resolution of ${resolution} is finer than any clock`);
      units = (resolution & 0x80 ? 2n : 10n) ** power;
    } else if (code === OPTION.tsOffset && length === 8) offsetSeconds = view.getBigInt64(at + 4, little);
    else if (code === OPTION.fcsLength && length === 1) fcsLength = view.getUint8(at + 4);
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return {
    linkType: view.getUint16(body, little),
    snapLength: view.getUint32(body + 4, little),
    fcsLength,
    units,
    offsetSeconds,
  };
}

function readPacket(
  octets: Uint8Array,
  view: DataView,
  little: boolean,
  { body, end }: Block,
  type: number,
  interfaces: readonly Interface[],
): Read<Captured> {
  const simple = type === SIMPLE_PACKET;
  const fixed = simple ? 4 : 20;
  if (body + fixed > end) return cut(body, fixed, end - body, 'packet block');
  const number = simple ? 0 : type === OLD_PACKET ? view.getUint16(body, little) : view.getUint32(body, little);
  const from = interfaces[number];
  if (!from)
    return broken(
      'unknown-interface',
      body,
      `the packet names interface ${number}, and its section has ${interfaces.length}`,
    );
  const originalLength = view.getUint32(simple ? body : body + 16, little);
  const snapped = from.snapLength > 0 ? Math.min(originalLength, from.snapLength) : originalLength;
  const length = simple ? snapped : view.getUint32(body + 12, little);
  if (length > FRAME_OCTETS_MAX) return tooLong(simple ? body : body + 12, length);
  const start = body + fixed;
  if (start + length > end)
    return broken('bad-length', simple ? body : body + 12, `a frame of ${length} octets reaches past its block`);
  const count = simple
    ? 0n
    : (BigInt(view.getUint32(body + 4, little)) << 32n) | BigInt(view.getUint32(body + 8, little));
  const nanoseconds = simple ? 0n : (count * 1_000_000_000n) / from.units + from.offsetSeconds * 1_000_000_000n;
  return {
    linkType: from.linkType,
    ...moment(nanoseconds),
    octets: octets.subarray(start, start + length),
    originalLength,
    fcsLength: from.fcsLength,
    octet: start,
  };
}
