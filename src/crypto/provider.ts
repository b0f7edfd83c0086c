/**
 * What the trust layer asks of cryptography. Three providers answer: OpenSSL through node:crypto (`openssl.ts`),
 * @noble/curves (`noble.ts`) as the portable reference, and the same with signatures checked by Web Crypto
 * (`webcrypto.ts`), for browsers. Points travel as SEC 1 octets, compressed unless said otherwise;
 * scalars and coordinates as fixed-length big-endian octets of the curve's size.
 */
export type EcdsaCurve = 'P-256' | 'P-384' | 'brainpoolP256r1' | 'brainpoolP384r1';
export type EcdsaHash = 'sha256' | 'sha384';
/** Those of ECDSA, which every provider has; and those of GB/T 32918 and 32905, of a provider with `sm` only. */
export type Curve = EcdsaCurve | 'SM2';
export type Hash = EcdsaHash | 'sm3';
/** The two SEC 1 forms. Uncompressed costs no square root to read again: ask for it where a point is only on its way. */
export type Form = 'compressed' | 'uncompressed';

/** A public key that was checked to lie on its curve, in the form its provider is fastest with. */
export interface PublicKey {
  readonly curve: Curve;
  /** SEC 1 compressed. */
  readonly octets: Uint8Array;
  /** SEC 1 uncompressed: no square root to read it again. */
  readonly uncompressed: Uint8Array;
  /** Where somebody who numbers keys has this one: a hint, to be looked up there. */
  number?: number;
}
export interface KeyPair {
  readonly secret: Uint8Array;
  readonly public: Uint8Array;
}
/** r is the x coordinate of R reduced mod n, by SM2 the sum of that and the digest; each as long as the curve's field. */
export interface EcdsaSignature {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
}

/** A digest in the making. */
export interface Hashing {
  update(octets: Uint8Array): unknown;
  /** The last thing that is asked of it. */
  digest(): Uint8Array;
}

/**
 * Scalars are 1..n-1 and exactly as long as the field: others are a RangeError. So is a point that is not on its curve,
 * except where a method says what it answers instead.
 */
export interface CryptoProvider {
  readonly name: 'openssl' | 'noble' | 'webcrypto';
  /** Whether signatures by SM2 and hashes by SM3 are taken. None of the three has them; `withSm` of sm.ts adds them. */
  readonly sm: boolean;
  /** The digest of the parts laid end to end. */
  hash(hash: Hash, ...parts: readonly Uint8Array[]): Uint8Array;
  /** `hash` of octets that are too many to be laid out at one go. */
  hashing(hash: Hash): Hashing;
  hmac(hash: Hash, key: Uint8Array, data: Uint8Array): Uint8Array;
  /** Reads a SEC 1 point, compressed or uncompressed; undefined where it is not on the curve or is the point at infinity. */
  publicKey(curve: Curve, point: Uint8Array): PublicKey | undefined;
  /** ECDSA, on its curve SM2, over Hash(message). False for r or s out of 1..n-1; never throws on hostile input. */
  verify(key: PublicKey, hash: Hash, message: Uint8Array, signature: EcdsaSignature): boolean;
  /** `verify` off this thread where the provider can; the caller bounds how many are in flight. Never rejects. */
  verifyLater(key: PublicKey, hash: Hash, message: Uint8Array, signature: EcdsaSignature): Promise<boolean>;
  sign(curve: Curve, hash: Hash, secret: Uint8Array, message: Uint8Array): EcdsaSignature;
  /** k·G, SEC 1. */
  multiplyBase(curve: Curve, scalar: Uint8Array, form?: Form): Uint8Array;
  /** k·P, the whole point, SEC 1; for key reconstruction and the reference. Throws where P is not on the curve. */
  multiply(curve: Curve, scalar: Uint8Array, point: Uint8Array, form?: Form): Uint8Array;
  /** P + Q, SEC 1. Throws where the sum is the point at infinity. */
  add(curve: Curve, p: Uint8Array, q: Uint8Array, form?: Form): Uint8Array;
  /** The same point as 04 ‖ x ‖ y. Throws where it is not on the curve. */
  uncompress(curve: Curve, point: Uint8Array): Uint8Array;
  /** x coordinate of k·P (ECDH, SEC 1 3.3.1). Throws where P is not on the curve. */
  agree(curve: Curve, secret: Uint8Array, point: Uint8Array): Uint8Array;
  /** AES-128 on whole blocks, no chaining. */
  aesBlocks(key: Uint8Array, blocks: Uint8Array): Uint8Array;
  /** AES-128-CCM, nonce 12, tag 16 appended, no AAD (IEEE 1609.2 5.3.8). */
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Undefined where the tag does not match. */
  unseal(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined;
}
