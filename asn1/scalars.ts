/** Contents that COER and UPER write alike: object identifiers, text, integers of as many octets as they need. */
import { Fault, type Judge, LARGEST } from './malformed.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const toUtf8 = new TextEncoder();

export function readUtf8(octets: Uint8Array, at: number): string {
  try {
    return utf8.decode(octets);
  } catch {
    throw new Fault('text', at, 'these octets are no UTF-8');
  }
}
export const writeUtf8 = (text: string): Uint8Array => toUtf8.encode(text);

export function readIa5(octets: Uint8Array, at: number): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    if (octets[i]! > 127) throw new Fault('text', at, 'an IA5String has characters 0 to 127 only');
    text += String.fromCharCode(octets[i]!);
  }
  return text;
}
export function writeIa5(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127) throw new RangeError(`character ${i} is none of an IA5String`);
    out[i] = c;
  }
  return out;
}

/** BER contents octets of an OBJECT IDENTIFIER (or RELATIVE-OID), X.690 8.19 and 8.20, to dotted form. */
export function readOid(octets: Uint8Array, relative: boolean, at: number, judge: Judge): string {
  const arcs: number[] = [];
  let arc = 0;
  let fresh = true;
  for (const o of octets) {
    if (fresh && o === 0x80)
      judge.deviates('integer', at, 'an arc of an object identifier begins with a needless octet');
    arc = arc * 128 + (o & 127);
    if (arc > LARGEST) throw new Fault('range', at, 'an arc of an object identifier is too large');
    fresh = (o & 128) === 0;
    if (fresh) {
      arcs.push(arc);
      arc = 0;
    }
  }
  if (!fresh || arcs.length === 0) throw new Fault('length', at, 'an object identifier ends in the middle of an arc');
  if (relative) return arcs.join('.');
  const first = arcs[0]!;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...arcs.slice(1)].join('.');
}
export function writeOid(dotted: string, relative: boolean): Uint8Array {
  const arcs = dotted.split('.').map(Number);
  if (arcs.length < (relative ? 1 : 2) || arcs.some((a) => !Number.isSafeInteger(a) || a < 0))
    throw new RangeError(`${dotted} is no object identifier`);
  if (!relative) {
    const [top = 0, second = 0] = arcs;
    if (top > 2 || (top < 2 && second > 39)) throw new RangeError(`${dotted} is no object identifier`);
    arcs.splice(0, 2, top * 40 + second);
  }
  return Uint8Array.from(
    arcs.flatMap((a) => {
      const out = [a % 128];
      for (let rest = Math.floor(a / 128); rest > 0; rest = Math.floor(rest / 128)) out.unshift(128 + (rest % 128));
      return out;
    }),
  );
}

/** Two's complement or unsigned, fewest octets. */
export function readInteger(octets: Uint8Array, signed: boolean, at: number, judge: Judge): number {
  const n = octets.length;
  if (n === 0) throw new Fault('length', at, 'an integer takes at least one octet');
  const first = octets[0]!;
  const second = octets[1];
  const padded =
    second !== undefined && (signed ? (first === 0 && second < 128) || (first === 255 && second > 127) : first === 0);
  if (padded) judge.deviates('integer', at, 'an integer takes the fewest octets that hold it (X.696 10.3)');
  if (n > 8) throw new Fault('range', at, 'an integer of more than eight octets');
  let v = signed && first > 127 ? first - 256 : first;
  for (let i = 1; i < n; i++) v = v * 256 + octets[i]!;
  if (Math.abs(v) > LARGEST) throw new Fault('range', at, 'an integer beyond 2^53');
  return v;
}
export function writeInteger(v: number, signed: boolean): Uint8Array {
  if (!Number.isSafeInteger(v)) throw new RangeError(`${v} is no integer we can hold`);
  const out: number[] = [];
  let rest = v;
  do {
    out.unshift(((rest % 256) + 256) % 256);
    rest = Math.floor(rest / 256);
  } while (signed ? !(rest === 0 && out[0]! < 128) && !(rest === -1 && out[0]! > 127) : rest > 0);
  return Uint8Array.from(out);
}

/** Octets a number of this range takes where both bounds are known (X.696 10.2). */
export function integerSize(min: number, max: number): { readonly size: 1 | 2 | 4 | 8; readonly signed: boolean } {
  if (min >= 0) return { size: max <= 255 ? 1 : max <= 65_535 ? 2 : max <= 4_294_967_295 ? 4 : 8, signed: false };
  const fits = (n: number): boolean => min >= -(2 ** (n - 1)) && max < 2 ** (n - 1);
  return { size: fits(8) ? 1 : fits(16) ? 2 : fits(32) ? 4 : 8, signed: true };
}
