/**
 * Octets as integers. BigInt arithmetic takes a time that depends on its values: public points and hashes may go
 * through it freely, secrets only where `scalar.ts` says so.
 */
/** Big-endian; empty is zero. Eight octets at a time: half the time of going through hex text. */
export function integer(octets: Uint8Array): bigint {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  let value = 0n;
  let at = 0;
  for (const head = octets.length % 8; at < head; at++) value = (value << 8n) | BigInt(octets[at]!);
  for (; at < octets.length; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}

/** Big-endian, exactly `size` octets; a RangeError where the integer is negative or needs more. */
export function octets(value: bigint, size: number): Uint8Array {
  const result = new Uint8Array(size);
  const view = new DataView(result.buffer);
  let left = value;
  let at = size;
  for (; at >= 8; left >>= 64n) {
    at -= 8;
    view.setBigUint64(at, BigInt.asUintN(64, left));
  }
  for (; at > 0; left >>= 8n) result[--at] = Number(left & 255n);
  if (left !== 0n) throw new RangeError(`The integer is negative or does not fit in ${size} octets.`);
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
