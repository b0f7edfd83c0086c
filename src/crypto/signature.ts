/**
 * r and s to ECDSA-Sig-Value, SEQUENCE { r INTEGER, s INTEGER } (SEC 1 C.5), and back. By hand because it stands on the
 * path of every verification: through `dsaEncoding: 'ieee-p1363'` Node takes 20 to 30 µs more for the same. Keys and files
 * go through `der.ts`.
 */
import type { EcdsaSignature } from './provider.ts';

/** Octets that DER of a signature takes at most. */
export const longest = (size: number): number => 2 * size + 8;

/** DER of a signature, written to the front of `der`; undefined where r or s is not exactly `size` octets long. */
export function toDer(
  { r, s }: EcdsaSignature,
  size: number,
  der = new Uint8Array(longest(size)),
): Uint8Array | undefined {
  if (r.length !== size || s.length !== size) return undefined;
  der[0] = 0x30; // never more than 127 octets of content: short lengths all through
  const end = writeInteger(der, writeInteger(der, 2, r), s);
  der[1] = end - 2;
  return der.subarray(0, end);
}

function writeInteger(der: Uint8Array, start: number, value: Uint8Array): number {
  let zeros = 0;
  while (zeros < value.length - 1 && value[zeros] === 0) zeros++;
  const sign = value[zeros]! >> 7; // a set top bit would make it negative
  const length = value.length - zeros + sign;
  der[start] = 0x02;
  der[start + 1] = length;
  der[start + 2] = 0;
  der.set(zeros === 0 ? value : value.subarray(zeros), start + 2 + sign);
  return start + 2 + length;
}

/** Reads what OpenSSL wrote, with r and s brought to `size` octets; for octets from elsewhere use `der.ts`. */
export function fromDer(der: Uint8Array, size: number): EcdsaSignature {
  const first = 4 + der[3]!;
  return { r: fit(der.subarray(4, first), size), s: fit(der.subarray(first + 2), size) };
}

function fit(value: Uint8Array, size: number): Uint8Array {
  const fitted = new Uint8Array(size);
  if (value.length > size) fitted.set(value.subarray(value.length - size));
  else fitted.set(value, size - value.length);
  return fitted;
}
