/** What a person hands in, as frames: hex of any dialect, base64, binary, captures, JSON that holds hex, IFM text. */

import { toHex } from '../../asn1/hex.ts';
import { readCapture } from '../capture/pcap.ts';
import { looksForwarded, readForwarding } from './ifm.ts';

export const FORMATS = ['auto', 'hex', 'bin', 'base64', 'pcap', 'json', 'ifm'] as const;
export type Format = (typeof FORMATS)[number];

export interface Frame {
  /** `line 3`, `frame 7`, or the id it has in its file. */
  readonly label: string;
  readonly octets: Uint8Array;
  /** Present where a capture says what link it is from. */
  readonly linkType?: number;
  readonly fcsLength?: number;
  /** TAI microseconds since 2004, where the capture says so. */
  readonly at?: number;
}
/** Frames up to what could not be read; `faults` say where and why. */
export interface Input {
  readonly frames: readonly Frame[];
  readonly faults: readonly string[];
}

export function readInput(octets: Uint8Array, format: Format): Input {
  switch (format === 'auto' ? guess(octets) : format) {
    case 'pcap':
      return capture(octets);
    case 'hex':
      return lines(octets, unhexLine, 'hexadecimal digits');
    case 'base64':
      return lines(octets, unbase64, 'base64');
    case 'json':
      return json(octets);
    case 'ifm':
      return forwarding(octets);
    default:
      return { frames: octets.length > 0 ? [{ label: 'input', octets }] : [], faults: [] };
  }
}

/** The magic of a capture, else text that is JSON, IFM or hex, else the octets as they are. base64 has to be asked for. */
function guess(octets: Uint8Array): Format {
  if (MAGICS.includes(toHex(octets.subarray(0, 4)))) return 'pcap';
  const head = new TextDecoder().decode(octets.subarray(0, 65_536));
  // \s holds the byte order mark that some editors begin with.
  if (!/^[\x20-\x7e\s]*$/.test(head)) return 'bin';
  if (looksForwarded(head)) return 'ifm';
  return /^\s*[[{"]/.test(head) ? 'json' : 'hex';
}
const MAGICS = ['a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1', '0a0d0d0a'];

function capture(octets: Uint8Array): Input {
  const { frames, broken } = readCapture(octets);
  return {
    frames: frames.map(({ octets: own, linkType, fcsLength, at }, n) => ({
      label: `frame ${n + 1}`,
      octets: own,
      linkType,
      fcsLength,
      at,
    })),
    faults: broken ? [`capture: ${broken.sentence}`] : [],
  };
}

/** One message a line; a line that begins with # is a remark. */
function lines(octets: Uint8Array, read: (line: string) => Uint8Array | undefined, what: string): Input {
  const frames: Frame[] = [];
  const faults: string[] = [];
  for (const [n, line] of new TextDecoder()
    .decode(octets)
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const own = read(line);
    if (own && own.length > 0) frames.push({ label: `line ${n + 1}`, octets: own });
    else faults.push(`line ${n + 1}: no ${what}, or half an octet; choose another format with --in`);
  }
  return { frames, faults };
}

/** `0x03 80`, `03:80`, `03-80`, `03, 80`, `\x03\x80`, in either case. */
function unhexLine(line: string): Uint8Array | undefined {
  const digits = line.replace(/0x|\\x/gi, '').replace(/[\s:,;_-]/g, '');
  if (digits.length === 0 || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return undefined;
  return new Uint8Array(Buffer.from(digits, 'hex'));
}
function unbase64(line: string): Uint8Array | undefined {
  const packed = line.replace(/\s/g, '');
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(packed) ? new Uint8Array(Buffer.from(packed, 'base64')) : undefined;
}

function forwarding(octets: Uint8Array): Input {
  const got = readForwarding(new TextDecoder().decode(octets));
  if (typeof got === 'string') return { frames: [], faults: [`IFM: ${got}`] };
  const { Type = 'message', PSID = 'none' } = got.fields;
  return {
    frames: [{ label: `${printable(Type)} to forward under PSID ${printable(PSID)}`, octets: got.payload }],
    faults: [],
  };
}
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

/** Members that hold a message, in the order they are looked for. */
const HOLDERS = ['hex', 'wsmHex', 'spduHex', 'certHex', 'spdu', 'message', 'certificate', 'payload', 'rawHex'];

/** A string of hex, a list of them, or objects that hold one: as vector files and test reports do. */
function json(octets: Uint8Array): Input {
  const frames: Frame[] = [];
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(octets));
  } catch (error) {
    return { frames, faults: [`JSON: ${(error as Error).message}`] };
  }
  const take = (item: unknown, name: string, depth: number): void => {
    const label = printable(name);
    if (depth > 8) return;
    if (typeof item === 'string') {
      const own = unhexLine(item);
      if (own) frames.push({ label, octets: own });
    } else if (Array.isArray(item))
      for (const [n, one] of item.entries()) take(one, `${label} ${n + 1}`.trim(), depth + 1);
    else if (typeof item === 'object' && item !== null) {
      const holder = item as Record<string, unknown>;
      const own = typeof holder.id === 'string' ? holder.id : label;
      for (const key of HOLDERS) if (typeof holder[key] === 'string') take(holder[key], own, depth + 1);
      for (const key of ['items', 'vectors', 'spdus', 'frames', 'messages'])
        if (Array.isArray(holder[key])) take(holder[key], own, depth + 1);
    }
  };
  take(value, 'item', 0);
  return {
    frames,
    faults: frames.length > 0 ? [] : [`JSON: holds no message in hex; it is looked for in ${HOLDERS.join(', ')}`],
  };
}
