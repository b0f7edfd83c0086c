/**
 * Where private keys live. A handle shows the public half only; what needs the secret is asked of the store, so that a
 * store may be hardware. Operations that IEEE 1609.2 needs and PKCS#11 lacks (`expand`, `derive`, `implicit`) stand here
 * as well: a generic HSM cannot issue implicit certificates.
 */
import type { Random } from '../world.ts';
import type { CryptoProvider, Curve, EcdsaSignature, Hash } from './provider.ts';
import { add, checked, draw, inRange, multiplyAdd } from './scalar.ts';

/** A handle. It works in the store that gave it out, and holds no secret. */
export interface PrivateKey {
  readonly curve: Curve;
  /** SEC 1 compressed. */
  readonly public: Uint8Array;
}

/** A RangeError where a handle comes from another store, or a scalar is not 1..n-1. */
export interface KeyStore {
  generate(curve: Curve): PrivateKey;
  /** Takes a copy of the secret. */
  import(curve: Curve, secret: Uint8Array): PrivateKey;
  /** ECDSA over Hash(message). */
  sign(key: PrivateKey, hash: Hash, message: Uint8Array): EcdsaSignature;
  /** x coordinate of d·P, for ECIES. */
  agree(key: PrivateKey, point: Uint8Array): Uint8Array;
  /** Cocoon key d + f (IEEE 1609.2.1 9.3); likewise d + c of an explicit certificate. */
  expand(key: PrivateKey, f: Uint8Array): PrivateKey;
  /** ECQV subject: e·d + r. Use `accept` of ecqv.ts, which also checks what comes out. */
  derive(key: PrivateKey, of: { readonly e: Uint8Array; readonly r: Uint8Array }): PrivateKey;
  /** ECQV issuer: r = e·k + d. Two answers for one k and different e tell d to anybody: k is used once. */
  implicit(key: PrivateKey, of: { readonly e: Uint8Array; readonly k: Uint8Array }): Uint8Array;
}

/** A store in the memory of this process, which can give a secret away again, to write it to a file. */
export interface SoftwareKeyStore extends KeyStore {
  secret(key: PrivateKey): Uint8Array;
}

export function softwareKeyStore({ crypto, random }: { crypto: CryptoProvider; random: Random }): SoftwareKeyStore {
  const secrets = new WeakMap<PrivateKey, Uint8Array>();
  const keep = (curve: Curve, secret: Uint8Array): PrivateKey => {
    const key = Object.freeze({ curve, public: crypto.multiplyBase(curve, secret) });
    secrets.set(key, secret);
    return key;
  };
  const open = (key: PrivateKey): Uint8Array => {
    const secret = secrets.get(key);
    if (secret === undefined)
      throw new RangeError('This store does not hold that private key; ask the one that made it.');
    return secret;
  };
  return {
    generate: (curve) => keep(curve, draw(curve, random)),
    import: (curve, secret) => keep(curve, new Uint8Array(checked(curve, secret))),
    sign: (key, hash, message) => crypto.sign(key.curve, hash, open(key), message),
    agree: (key, point) => crypto.agree(key.curve, open(key), point),
    expand: (key, f) => keep(key.curve, fresh(key.curve, add(key.curve, open(key), f))),
    derive: (key, { e, r }) => keep(key.curve, fresh(key.curve, multiplyAdd(key.curve, e, open(key), r))),
    implicit: (key, { e, k }) => multiplyAdd(key.curve, e, checked(key.curve, k), open(key)),
    secret: (key) => new Uint8Array(open(key)),
  };
}

function fresh(curve: Curve, secret: Uint8Array): Uint8Array {
  if (!inRange(curve, secret)) throw new RangeError('The derived private key would be 0; take another f, or refuse r.');
  return secret;
}
