/**
 * Digital signatures of SM2 (GB/T 32918.2-2016) on the recommended curve (GB/T 32918.5), over the points of @noble/curves:
 * OpenSSL has SM2 too, but Node hands it no identity of the signer. What is signed begins with Z_A (`identity.ts`).
 */
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { domain } from './curve.ts';
import { integer, invert, modulo, octets } from './integer.ts';
import * as affine from './point.ts';
import type { CryptoProvider, EcdsaSignature, Form, PublicKey } from './provider.ts';
import { nonces } from './repeatable.ts';
import { checked, inRange } from './scalar.ts';
import { sm3 } from './sm3.ts';

const { p, a, b, x, y, n, size } = domain('SM2');
const Point = weierstrass({ p, a, b, Gx: x, Gy: y, n, h: 1n });

function read(point: Uint8Array) {
  if (affine.form('SM2', point) === undefined) return undefined;
  try {
    return Point.fromBytes(point);
  } catch {
    return undefined;
  }
}

/** As of CryptoProvider. */
export function publicKey(point: Uint8Array): PublicKey | undefined {
  const found = read(point);
  return found && { curve: 'SM2', octets: found.toBytes(true), uncompressed: found.toBytes(false) };
}

export function uncompress(point: Uint8Array): Uint8Array {
  const found = read(point);
  if (found === undefined) throw new RangeError('The point is not on SM2; ask its sender for another one.');
  return found.toBytes(false);
}

export function multiplyBase(scalar: Uint8Array, form: Form = 'compressed'): Uint8Array {
  return Point.BASE.multiply(integer(checked('SM2', scalar))).toBytes(form === 'compressed');
}

/** 7.1: t = r + s is not 0, and e + x of s·G + t·P is r. */
export function verify(key: PublicKey, message: Uint8Array, signature: EcdsaSignature): boolean {
  if (!inRange('SM2', signature.r) || !inRange('SM2', signature.s)) return false;
  const [r, s] = [integer(signature.r), integer(signature.s)];
  const t = (r + s) % n;
  const point = read(key.uncompressed);
  if (t === 0n || point === undefined) return false;
  const sum = Point.BASE.mulAddUnsafe(s, point, t);
  return !sum.is0() && (integer(sm3(message)) + sum.toAffine().x) % n === r;
}

/**
 * 6.1, with a nonce that follows from secret and message (RFC 6979, by HMAC-SHA-256), so the same message gives the same
 * signature. For TESTS and test PKIs: secrets go through BigInt, which is not constant time.
 */
export function sign(crypto: CryptoProvider, secret: Uint8Array, message: Uint8Array): EcdsaSignature {
  const digest = sm3(message);
  const next = nonces(crypto, 'SM2', 'sha256', checked('SM2', secret), digest);
  for (;;) {
    const signature = attempt(secret, digest, next());
    if (signature !== undefined) return signature;
  }
}

/** With a given nonce k; undefined where r, r + k or s would be 0. A RangeError for the secret n-1, which cannot sign. */
export function attempt(secret: Uint8Array, digest: Uint8Array, k: Uint8Array): EcdsaSignature | undefined {
  const [d, nonce] = [integer(secret), integer(k)];
  if (d === n - 1n) throw new RangeError('A secret of SM2 is 1 to n-2; take another one.');
  const r = (integer(digest) + Point.BASE.multiply(nonce).toAffine().x) % n;
  const s = modulo((nonce - r * d) * invert(d + 1n, n), n);
  return r === 0n || r + nonce === n || s === 0n ? undefined : { r: octets(r, size), s: octets(s, size) };
}
