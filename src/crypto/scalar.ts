/**
 * Arithmetic mod n, the order of a curve, on octets. It runs on BigInt and so is NOT constant time. Secrets that meet it:
 * k and d of `r = e·k + d`, the cocoon key `a + f`, the reconstructed `e·k + r`. Each of these is one multiplication and
 * one addition per certificate, not a ladder; where an attacker can time them closely, keep the key in a KeyStore that
 * does this in hardware.
 */
import type { Random } from '../world.ts';
import { domain, size } from './curve.ts';
import { integer, invert, octets } from './integer.ts';
import type { Curve } from './provider.ts';

/** Whether the octets are as long as the field and are 1..n-1. */
export function inRange(curve: Curve, scalar: Uint8Array): boolean {
  if (scalar.length !== size(curve)) return false;
  const value = integer(scalar);
  return value > 0n && value < domain(curve).n;
}

/** The scalar itself, or a RangeError where it is no scalar of the curve. */
export function checked(curve: Curve, scalar: Uint8Array): Uint8Array {
  if (!inRange(curve, scalar)) {
    throw new RangeError(`A scalar of ${curve} has ${size(curve)} octets and is 1 to n-1; give another one.`);
  }
  return scalar;
}

/** The big-endian integer mod n; of any length. */
export function reduce(curve: Curve, value: Uint8Array): Uint8Array {
  return octets(integer(value) % domain(curve).n, size(curve));
}

/** a + b mod n. */
export function add(curve: Curve, a: Uint8Array, b: Uint8Array): Uint8Array {
  return octets((integer(a) + integer(b)) % domain(curve).n, size(curve));
}

/** a·b + c mod n. */
export function multiplyAdd(curve: Curve, a: Uint8Array, b: Uint8Array, c: Uint8Array): Uint8Array {
  return octets((integer(a) * integer(b) + integer(c)) % domain(curve).n, size(curve));
}

/** a/b mod n; a RangeError for b = 0. */
export function divide(curve: Curve, a: Uint8Array, b: Uint8Array): Uint8Array {
  const { n } = domain(curve);
  return octets((integer(a) * invert(integer(b), n)) % n, size(curve));
}

/** A scalar nobody can foresee, evenly spread over 1..n-1: drawn again until one fits (FIPS 186-5 A.2.2). */
export function draw(curve: Curve, random: Random): Uint8Array {
  for (;;) {
    const scalar = random.octets(size(curve));
    if (inRange(curve, scalar)) return scalar;
  }
}
