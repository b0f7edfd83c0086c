/**
 * The nonce of RFC 6979 for a provider that draws its own, so that a simulation with the same seed gives the same octets.
 * For SIMULATION and TESTS: s is computed in BigInt, which is not constant time.
 */
import { join } from '../../asn1/octets.ts';
import { domain, size } from './curve.ts';
import { integer, octets } from './integer.ts';
import type { CryptoProvider, Curve, EcdsaSignature, Hash } from './provider.ts';
import { checked, divide, inRange, multiplyAdd, reduce } from './scalar.ts';

/** The same provider, whose signatures follow from secret and message alone (RFC 6979 3.2). */
export function repeatable(crypto: CryptoProvider): CryptoProvider {
  return {
    ...crypto,
    sign(curve, hash, secret, message) {
      if (curve === 'SM2') return crypto.sign(curve, hash, secret, message); // repeatable as it is
      const digest = leftmost(curve, crypto.hash(hash, message));
      const next = nonces(crypto, curve, hash, checked(curve, secret), digest);
      for (;;) {
        const signature = attempt(crypto, curve, secret, digest, next());
        if (signature !== undefined) return signature;
      }
    },
  };
}

/** ECDSA with a given nonce k, over the digest as an integer of the curve's size; undefined where r or s would be 0. */
export function attempt(
  crypto: CryptoProvider,
  curve: Curve,
  secret: Uint8Array,
  digest: Uint8Array,
  k: Uint8Array,
): EcdsaSignature | undefined {
  const r = reduce(curve, crypto.multiplyBase(curve, k).subarray(1));
  const s = divide(curve, multiplyAdd(curve, r, secret, digest), k);
  return inRange(curve, r) && inRange(curve, s) ? { r, s } : undefined;
}

/** bits2int: as many leading bits of the digest as n has; all four n fill their octets. */
export function leftmost(curve: Curve, digest: Uint8Array): Uint8Array {
  return octets(integer(digest.subarray(0, size(curve))), size(curve));
}

/** One k after another, of secret and digest (RFC 6979 3.2). */
export function nonces(crypto: CryptoProvider, curve: Curve, hash: Hash, secret: Uint8Array, digest: Uint8Array) {
  const width = size(curve);
  const h = octets(integer(digest) % domain(curve).n, width);
  const length = hash === 'sha384' ? 48 : 32;
  let v: Uint8Array = new Uint8Array(length).fill(1);
  let key: Uint8Array = new Uint8Array(length);
  const update = (...data: readonly Uint8Array[]) => {
    key = crypto.hmac(hash, key, join([v, ...data]));
    v = crypto.hmac(hash, key, v);
  };
  update(Uint8Array.of(0), secret, h);
  update(Uint8Array.of(1), secret, h);
  return (): Uint8Array => {
    for (;;) {
      let t: Uint8Array = new Uint8Array(0);
      while (t.length < width) {
        v = crypto.hmac(hash, key, v);
        t = join([t, v]);
      }
      const k = t.slice(0, width);
      update(Uint8Array.of(0));
      if (inRange(curve, k)) return k;
    }
  };
}
