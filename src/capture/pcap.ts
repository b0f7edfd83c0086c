/**
 * Capture files: writes classic pcap, reads classic pcap (either octet order, micro- or nanoseconds) and, through
 * pcapng.ts, pcapng. A file is what a stranger hands in: every length is held against what is there.
 *
 *   header  magic(4) major(2)=2 minor(2)=4 zone(4) sigfigs(4) snaplen(4) linktype(4)      24 octets
 *   record  seconds(4) fraction(4) captured(4) original(4) octets(captured)
 */
import { toUnixMicros } from '../time.ts';
import type { Micros } from '../world.ts';
import { type Capture, type Captured, cut, FRAME_OCTETS_MAX, moment, tooLong } from './captured.ts';
import { type FileSink, openFile } from './file.ts';
import { readPcapng, SECTION_HEADER } from './pcapng.ts';

export const LINK = {
  ethernet: 1,
  raw: 101,
  ieee80211: 105,
  sll: 113,
  radiotap: 127,
  user0: 147,
  ipv4: 228,
  ipv6: 229,
  sll2: 276,
} as const;

const HEADER_OCTETS = 24;
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

export interface PcapOptions {
  readonly linkType: number;
  /** Grain of the timestamps in the file. */
  readonly grain?: 'micro' | 'nano';
}
export interface PcapWriter {
  /** Appends a frame heard at a moment. Throws RangeError above 262144 octets or outside 1970..2106. */
  write(at: Micros, frame: Uint8Array): void;
}

/** Writes classic pcap, little endian, piece by piece into `put`; the header goes out at once. */
export function writePcap(options: PcapOptions, put: (octets: Uint8Array) => void): PcapWriter {
  const nano = options.grain === 'nano';
  const header = new DataView(new ArrayBuffer(HEADER_OCTETS));
  header.setUint32(0, nano ? NANOSECONDS : MICROSECONDS, true);
  header.setUint16(4, 2, true);
  header.setUint16(6, 4, true);
  header.setUint32(16, FRAME_OCTETS_MAX, true);
  header.setUint32(20, options.linkType, true);
  put(new Uint8Array(header.buffer));
  return {
    write(at, frame) {
      if (frame.length > FRAME_OCTETS_MAX)
        throw new RangeError(`a frame of ${frame.length} octets is over the ${FRAME_OCTETS_MAX} a capture may hold`);
      const unix = Math.floor(toUnixMicros(at));
      const seconds = Math.floor(unix / 1e6);
      if (!(seconds >= 0 && seconds < 2 ** 32))
        throw new RangeError(`${at} µs is outside 1970..2106, which is all a pcap timestamp can say`);
      const record = new DataView(new ArrayBuffer(16));
      record.setUint32(0, seconds, true);
      record.setUint32(4, (unix - seconds * 1e6) * (nano ? 1000 : 1), true);
      record.setUint32(8, frame.length, true);
      record.setUint32(12, frame.length, true);
      put(new Uint8Array(record.buffer));
      put(frame);
    },
  };
}

/** A capture file that is written as frames come. */
export function openPcap(path: string, options: PcapOptions): PcapWriter & Pick<FileSink, 'flush' | 'close'> {
  const file = openFile(path);
  const writer = writePcap(options, file.write);
  return { write: writer.write, flush: file.flush, close: file.close };
}

/** A whole capture in memory. */
export function pcap(
  options: PcapOptions,
  frames: Iterable<{ readonly at: Micros; readonly octets: Uint8Array }>,
): Uint8Array {
  const parts: Uint8Array[] = [];
  // Copied: a caller may reuse its frame while it still makes the next one.
  const writer = writePcap(options, (octets) => parts.push(new Uint8Array(octets)));
  for (const { at, octets } of frames) writer.write(at, octets);
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Reads a capture of either format; never throws on hostile octets, and gives the frames before the damage. */
export function readCapture(octets: Uint8Array): Capture {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const first = octets.length >= 4 ? view.getUint32(0, true) : 0;
  if (first === SECTION_HEADER) return readPcapng(octets);
  for (const little of [true, false]) {
    const magic = octets.length >= 4 ? view.getUint32(0, little) : 0;
    if (magic === MICROSECONDS || magic === NANOSECONDS)
      return readClassic(octets, view, little, magic === NANOSECONDS);
  }
  const sentence =
    'octet 0: neither a pcap nor a pcapng magic number; for hex or plain octets choose that input format';
  return { frames: [], broken: { code: 'not-a-capture', octet: 0, sentence } };
}

function readClassic(octets: Uint8Array, view: DataView, little: boolean, nano: boolean): Capture {
  const frames: Captured[] = [];
  if (octets.length < HEADER_OCTETS) return { frames, broken: cut(0, HEADER_OCTETS, octets.length, 'file header') };
  const network = view.getUint32(20, little);
  // Upper bits: 0x04000000 says that the top four hold the length of the check sequence, in 16-bit words.
  const fcsLength = network & 0x0400_0000 ? (network >>> 28) * 2 : 0;
  for (let at = HEADER_OCTETS; at < octets.length; ) {
    if (at + 16 > octets.length) return { frames, broken: cut(at, 16, octets.length - at, 'record header') };
    const length = view.getUint32(at + 8, little);
    if (length > FRAME_OCTETS_MAX) return { frames, broken: tooLong(at + 8, length) };
    if (at + 16 + length > octets.length)
      return { frames, broken: cut(at + 16, length, octets.length - at - 16, 'frame') };
    const fraction = BigInt(view.getUint32(at + 4, little));
    const unixNanoseconds = BigInt(view.getUint32(at, little)) * 1_000_000_000n + (nano ? fraction : fraction * 1000n);
    frames.push({
      linkType: network & 0xffff,
      ...moment(unixNanoseconds),
      octets: octets.subarray(at + 16, at + 16 + length),
      originalLength: view.getUint32(at + 12, little),
      fcsLength,
      octet: at + 16,
    });
    at += 16 + length;
  }
  return { frames };
}
