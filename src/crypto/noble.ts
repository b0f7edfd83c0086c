/**
 * CryptoProvider over @noble/curves, @noble/hashes and @noble/ciphers: the reference that the tests hold OpenSSL against,
 * and the one that runs in a browser. A verification costs 20 to 40 times that of OpenSSL.
 */
import { cbc, ctr, ecb } from '@noble/ciphers/aes.js';
import type { ECDSA } from '@noble/curves/abstract/weierstrass.js';
import { brainpoolP256r1, brainpoolP384r1 } from '@noble/curves/misc.js';
import { p256, p384 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { ofEcdsa, size } from './curve.ts';
import { same } from './digest.ts';
import { integer } from './integer.ts';
import * as affine from './point.ts';
import type { CryptoProvider, Curve, EcdsaCurve, EcdsaSignature, Hash, PublicKey } from './provider.ts';
import { checked } from './scalar.ts';

const curves: Readonly<Record<EcdsaCurve, ECDSA>> = { 'P-256': p256, 'P-384': p384, brainpoolP256r1, brainpoolP384r1 };
const on = (curve: Curve): ECDSA => ofEcdsa(curves, curve);
function by(hash: Hash) {
  if (hash === 'sm3') throw new RangeError('SM3 is off; give a provider that withSm of crypto/sm.ts has made.');
  return hash === 'sha384' ? sha384 : sha256;
}
/** Both s and n-s are signatures in IEEE 1609.2, as in FIPS 186; what is signed is a digest made here. */
const plain = { lowS: false, prehash: false } as const;

function point(curve: Curve, octets: Uint8Array) {
  const read = tryPoint(curve, octets);
  if (read === undefined) throw new RangeError(`The point is not on ${curve}; ask its sender for another one.`);
  return read;
}
function tryPoint(curve: Curve, octets: Uint8Array) {
  if (affine.form(curve, octets) === undefined) return undefined;
  try {
    return on(curve).Point.fromBytes(octets);
  } catch {
    return undefined;
  }
}

function hash(hash: Hash, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = by(hash).create();
  for (const part of parts) state.update(part);
  return state.digest();
}

function verify(key: PublicKey, name: Hash, message: Uint8Array, { r, s }: EcdsaSignature): boolean {
  const width = size(key.curve);
  if (r.length !== width || s.length !== width) return false;
  const signature = new Uint8Array(2 * width);
  signature.set(r);
  signature.set(s, width);
  try {
    return on(key.curve).verify(signature, hash(name, message), key.uncompressed, plain);
  } catch {
    return false;
  }
}

/**
 * CCM with a nonce of 12, so a length field of 3, a tag of 16 and no AAD (NIST SP 800-38C): the tag is CBC-MAC over the
 * first block and the plaintext filled with zeros.
 */
function tag(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(16 + Math.ceil(plaintext.length / 16) * 16);
  blocks[0] = 0x3a; // no AAD, (16-2)/2 = 7 for the tag, 3-1 = 2 for the length
  blocks.set(nonce, 1);
  new DataView(blocks.buffer).setUint32(12, ((nonce[11]! << 24) | plaintext.length) >>> 0);
  blocks.set(plaintext, 16);
  return cbc(key, new Uint8Array(16), { disablePadding: true }).encrypt(blocks).slice(-16);
}
/** Counter mode over tag ‖ text: block 0 hides the tag, the others the text. */
function stream(key: Uint8Array, nonce: Uint8Array, tag: Uint8Array, text: Uint8Array): [Uint8Array, Uint8Array] {
  const counter = new Uint8Array(16);
  counter[0] = 2;
  counter.set(nonce, 1);
  const both = new Uint8Array(16 + text.length);
  both.set(tag);
  both.set(text, 16);
  const out = ctr(key, counter).encrypt(both);
  return [out.subarray(0, 16), out.subarray(16)];
}
function aes(what: string, key: Uint8Array, nonce?: Uint8Array, text?: Uint8Array): void {
  if (key.length !== 16) throw new RangeError(`${what} takes a key of 16 octets, not ${key.length}.`);
  if (nonce && nonce.length !== 12) throw new RangeError(`${what} takes a nonce of 12 octets, not ${nonce.length}.`);
  if (text && text.length >= 2 ** 24)
    throw new RangeError(`${what} takes less than 16 MiB, not ${text.length} octets.`);
}

export const noble: CryptoProvider = {
  name: 'noble',
  sm: false,
  hash,
  hashing: (name) => by(name).create(),
  hmac: (name, key, data) => hmac(by(name), key, data),
  publicKey(curve, octets) {
    const read = tryPoint(curve, octets);
    if (read === undefined) return undefined;
    return { curve, octets: read.toBytes(true), uncompressed: read.toBytes(false) };
  },
  verify,
  verifyLater: async (key, hash, message, signature) => verify(key, hash, message, signature),
  /** With the nonce of RFC 6979, so the same message gives the same signature. */
  sign(curve, name, secret, message) {
    const signature = on(curve).sign(hash(name, message), checked(curve, secret), plain);
    return { r: signature.slice(0, size(curve)), s: signature.slice(size(curve)) };
  },
  multiplyBase(curve, scalar, form = 'compressed') {
    return on(curve).getPublicKey(checked(curve, scalar), form === 'compressed');
  },
  multiply(curve, scalar, octets, form = 'compressed') {
    const product = point(curve, octets).multiply(integer(checked(curve, scalar)));
    return product.toBytes(form === 'compressed');
  },
  add(curve, p, q, form = 'compressed') {
    const sum = point(curve, p).add(point(curve, q));
    if (sum.is0()) throw new RangeError(`Two points of ${curve} have no sum: one is the negative of the other.`);
    return sum.toBytes(form === 'compressed');
  },
  uncompress: (curve, octets) => point(curve, octets).toBytes(false),
  agree(curve, secret, octets) {
    const product = point(curve, octets).multiply(integer(checked(curve, secret)));
    return product.toBytes(true).slice(1);
  },
  aesBlocks(key, blocks) {
    aes('AES-128', key);
    if (blocks.length % 16 !== 0) throw new RangeError(`AES takes whole blocks of 16 octets, not ${blocks.length}.`);
    return blocks.length === 0 ? new Uint8Array(0) : ecb(key, { disablePadding: true }).encrypt(blocks);
  },
  seal(key, nonce, plaintext) {
    aes('AES-CCM', key, nonce, plaintext);
    const [hidden, text] = stream(key, nonce, tag(key, nonce, plaintext), plaintext);
    const sealed = new Uint8Array(text.length + 16);
    sealed.set(text);
    sealed.set(hidden, text.length);
    return sealed;
  },
  unseal(key, nonce, ciphertext) {
    const end = ciphertext.length - 16;
    if (end < 0) {
      aes('AES-CCM', key, nonce);
      return undefined;
    }
    aes('AES-CCM', key, nonce, ciphertext.subarray(0, end));
    const [found, text] = stream(key, nonce, ciphertext.subarray(end), ciphertext.subarray(0, end));
    return same(found, tag(key, nonce, text)) ? text : undefined;
  },
};
