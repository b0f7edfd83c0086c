/**
 * Mutations of octets that know where fields begin and end but not what they mean: flipped bits, lengths blown up, pieces
 * cut out, doubled, or taken from another input. Positions are bits, so both encodings are served.
 */
import type { Node } from '../../asn1/schema.ts';
import type { Field } from '../../asn1/trace.ts';
import type { Chance } from './chance.ts';
import { bare } from './schema.ts';

/** Inputs grow no further: what is longer has tests of its own. */
export const LONGEST = 4096;

export interface Span {
  readonly node: Node;
  readonly from: number;
  readonly to: number;
}
/** Pieces of earlier inputs, by the node they are of. */
export interface Pieces {
  piece(node: Node): Uint8Array | undefined;
}

/** The fields of a trace, outermost first. */
export function spans(top: Field): Span[] {
  const out: Span[] = [];
  const walk = (f: Field): void => {
    out.push({ node: bare(f.node), from: f.from, to: f.to });
    for (const c of f.children) walk(c);
  };
  walk(top);
  return out;
}

// Lengths, counts and tags at the ends of their forms, of both encodings.
const HEADS = [
  '00',
  '01',
  '02',
  '04',
  '08',
  '10',
  '1f',
  '20',
  '3f',
  '40',
  '7e',
  '7f',
  '80',
  '81',
  '82',
  '83',
  '84',
  '87',
  '88',
  'bf',
  'c0',
  'c1',
  'c4',
  'c5',
  'fe',
  'ff',
  '0000',
  '0100',
  '0101',
  '0200',
  '0102',
  '0180',
  '01ff',
  '020100',
  '04ffffffff',
  '0401000000',
  '8100',
  '817f',
  '8180',
  '81ff',
  '820080',
  '820100',
  '82ffff',
  '83010000',
  '83ffffff',
  '8400000001',
  '847fffffff',
  '84ffffffff',
  '8800000000ffffffff',
  '07ffffffffffffff',
  '0800000000000000ff',
  '8080',
  'bfff',
  'c0ff',
  '7fff',
  '8000',
  '7fffffff',
  '80000000',
  'ffffffff',
  'fffffffffffffffe',
  '0780',
  '0200ff',
  '03070080',
  '02c000',
].map((h) => Uint8Array.from(h.match(/../g)!, (o) => Number.parseInt(o, 16)));

/** One to a few mutations of an input; the fields of its trace are `at`. */
export function havoc(
  input: Uint8Array,
  at: readonly Span[],
  chance: Chance,
  pieces: Pieces,
  aligned: boolean,
): Uint8Array {
  let out = input;
  for (let n = 1 + (chance.oneIn(2) ? 0 : chance.below(4)); n > 0; n--) out = once(out, at, chance, pieces, aligned);
  return out.length > LONGEST ? out.subarray(0, LONGEST) : out;
}

function once(b: Uint8Array, at: readonly Span[], chance: Chance, pieces: Pieces, aligned: boolean): Uint8Array {
  const field = chance.pick(at);
  const end = b.length * 8;
  const unit = aligned ? 8 : 1;
  const from = Math.min(field.from, end);
  const to = Math.max(from, Math.min(field.to > field.from ? field.to : end, end));
  const within = from + chance.below(to - from);
  switch (chance.below(12)) {
    case 0:
    case 1:
      return flip(b, within);
    case 2:
      return flip(flip(b, within), chance.below(end));
    case 3:
      return splice(b, from, from + 8, Uint8Array.of(chance.below(256)), 8);
    case 4: {
      const head = chance.pick(HEADS);
      // In place of what stands there, or pushed in before it.
      return splice(b, from, chance.oneIn(3) ? from : from + head.length * 8, head, head.length * 8);
    }
    case 5:
      return splice(b, from, to, b, 0);
    case 6: {
      const n = unit * (1 + chance.below(aligned ? 8 : 24));
      return splice(b, align(within, unit), align(within, unit) + n, b, 0);
    }
    case 7: {
      const copy = cut(b, from, to);
      return splice(b, chance.oneIn(2) ? from : to, chance.oneIn(2) ? from : to, copy, to - from);
    }
    case 8: {
      const piece = pieces.piece(field.node);
      return piece ? splice(b, from, to, piece, piece.length * 8) : flip(b, within);
    }
    case 9:
      return b.subarray(0, Math.ceil((chance.oneIn(2) ? from : within) / 8));
    case 10: {
      const n = 1 + chance.below(chance.oneIn(8) ? 300 : 6);
      const filling = chance.pick([0, 0xff, 0x80, chance.below(256)]);
      return splice(b, align(within, unit), align(within, unit), new Uint8Array(n).fill(filling), n * 8);
    }
    default: {
      const x = align(within, 8) >> 3;
      if (x >= b.length) return flip(b, within);
      const copy = Uint8Array.from(b);
      copy[x] = copy[x]! + chance.pick([1, -1, 2, -2, 16, 127]);
      return copy;
    }
  }
}

const align = (bit: number, unit: number): number => bit - (bit % unit);

function flip(b: Uint8Array, bit: number): Uint8Array {
  if (bit >= b.length * 8) return b;
  const out = Uint8Array.from(b);
  out[bit >> 3]! ^= 128 >> (bit & 7);
  return out;
}

/** The bits from..to, from the first bit of the result on. */
export function cut(b: Uint8Array, from: number, to: number): Uint8Array {
  const out = new Uint8Array(Math.ceil((to - from) / 8));
  put(out, 0, b, from, to - from);
  return out;
}

/** Puts the first n bits of `piece` in the place of the bits from..to; the last octet is filled with zero bits. */
function splice(b: Uint8Array, from: number, to: number, piece: Uint8Array, n: number): Uint8Array {
  const end = b.length * 8;
  const stop = Math.min(to, end);
  const out = new Uint8Array(Math.min(LONGEST, Math.ceil((from + n + end - stop) / 8)));
  put(out, 0, b, 0, from);
  put(out, from, piece, 0, n);
  put(out, from + n, b, stop, end - stop);
  return out;
}

/** Copies n bits into zeros, as far as there is room. */
function put(out: Uint8Array, at: number, b: Uint8Array, from: number, n: number): void {
  const count = Math.min(n, out.length * 8 - at, b.length * 8 - from);
  if (count <= 0) return;
  if (((at | from) & 7) === 0) {
    const whole = count >> 3;
    out.set(b.subarray(from >> 3, (from >> 3) + whole), at >> 3);
    for (let i = whole * 8; i < count; i++) if (bit(b, from + i)) out[(at + i) >> 3]! |= 128 >> ((at + i) & 7);
    return;
  }
  for (let i = 0; i < count; i++) if (bit(b, from + i)) out[(at + i) >> 3]! |= 128 >> ((at + i) & 7);
}
const bit = (b: Uint8Array, i: number): number => (b[i >> 3]! >> (7 - (i & 7))) & 1;
