/**
 * The switch for SM2 signatures and SM3 (GB/T 32918, 32905), which are refused by name without it: give the same provider
 * to everything that reads certificates or verifies.
 *
 *   const crypto = withSm(openssl);
 *   new Verifier({ crypto, clock, store: new TrustStore({ crypto }) });
 *
 * Messages and explicit certificates only; encryption by SM2 and SM4 stays refused. A verification takes some four
 * milliseconds, fifty times that of P-256 by OpenSSL, and by promise as well on the thread that asks for it: a receiver
 * that lets these in from everybody needs a rate for them.
 */
import type { CryptoProvider, Hashing } from './provider.ts';
import * as sm2 from './sm2.ts';
import { sm3 } from './sm3.ts';

/** The same provider with SM2 and SM3. */
export function withSm(crypto: CryptoProvider): CryptoProvider {
  if (crypto.sm) return crypto;
  return {
    ...crypto,
    sm: true,
    hash: (name, ...parts) => (name === 'sm3' ? sm3(...parts) : crypto.hash(name, ...parts)),
    hashing: (name) => (name === 'sm3' ? collecting() : crypto.hashing(name)),
    hmac: (name, key, data) => (name === 'sm3' ? none('HMAC by SM3') : crypto.hmac(name, key, data)),
    publicKey: (curve, point) => (curve === 'SM2' ? sm2.publicKey(point) : crypto.publicKey(curve, point)),
    // Each of the two goes with the other only.
    verify(key, hash, message, signature) {
      if (key.curve === 'SM2') return hash === 'sm3' && sm2.verify(key, message, signature);
      return hash !== 'sm3' && crypto.verify(key, hash, message, signature);
    },
    verifyLater(key, hash, message, signature) {
      if (key.curve === 'SM2') return Promise.resolve(hash === 'sm3' && sm2.verify(key, message, signature));
      return hash === 'sm3' ? Promise.resolve(false) : crypto.verifyLater(key, hash, message, signature);
    },
    sign(curve, hash, secret, message) {
      if ((curve === 'SM2') !== (hash === 'sm3')) throw new RangeError(`${curve} does not go with ${hash}.`);
      return curve === 'SM2' ? sm2.sign(crypto, secret, message) : crypto.sign(curve, hash, secret, message);
    },
    multiplyBase: (curve, scalar, form) =>
      curve === 'SM2' ? sm2.multiplyBase(scalar, form) : crypto.multiplyBase(curve, scalar, form),
    uncompress: (curve, point) => (curve === 'SM2' ? sm2.uncompress(point) : crypto.uncompress(curve, point)),
    multiply: (curve, ...rest) => (curve === 'SM2' ? none('k·P on SM2') : crypto.multiply(curve, ...rest)),
    add: (curve, ...rest) => (curve === 'SM2' ? none('P + Q on SM2') : crypto.add(curve, ...rest)),
    agree: (curve, ...rest) => (curve === 'SM2' ? none('key agreement on SM2') : crypto.agree(curve, ...rest)),
  };
}

/** What is signed by SM2 is laid out whole anyway. */
function collecting(): Hashing {
  const parts: Uint8Array[] = [];
  return { update: (octets) => parts.push(new Uint8Array(octets)), digest: () => sm3(...parts) };
}

function none(what: string): never {
  throw new RangeError(`There is no ${what} here: signatures and hashes are all.`);
}
