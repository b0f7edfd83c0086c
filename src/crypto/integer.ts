/**
 * Octets as integers. BigInt arithmetic takes a time that depends on its values: public points and hashes may go
 * through it freely, secrets only where `scalar.ts` says so.
 */
import { hex } from './hex.ts';

/** Big-endian; empty is zero. */
export function integer(octets: Uint8Array): bigint {
  return octets.length === 0 ? 0n : BigInt(`0x${hex(octets)}`);
}

/** Big-endian, exactly `size` octets. */
export function octets(value: bigint, size: number): Uint8Array {
  const text = value.toString(16).padStart(2 * size, '0');
  if (value < 0n || text.length > 2 * size) throw new RangeError(`The integer does not fit in ${size} octets.`);
  const result = new Uint8Array(size);
  for (let at = 0; at < size; at++) result[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return result;
}

/** The remainder that is never negative. */
export function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** 1/value mod a prime, by the extended Euclidean algorithm; a RangeError for zero. */
export function invert(value: bigint, prime: bigint): bigint {
  let [rest, next] = [modulo(value, prime), prime];
  if (rest === 0n) throw new RangeError('Zero has no inverse.');
  let [factor, nextFactor] = [1n, 0n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return modulo(factor, prime);
}

/** base^exponent mod modulus. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
