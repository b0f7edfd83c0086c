/**
 * ECIES as IEEE 1609.2 5.3.5 profiles it: carries one AES-128 key of 16 octets to a P-256 or brainpoolP256r1 point. The
 * SHA-256 that P1 is depends on the recipient: of its certificate (certRecipInfo), of the signed data it came with
 * (signedDataRecipInfo), or of nothing (rekRecipInfo).
 */
import type { Random } from '../world.ts';
import { same } from './digest.ts';
import { kdf2 } from './kdf2.ts';
import type { KeyStore, PrivateKey } from './keystore.ts';
import { mac1 } from './mac1.ts';
import type { CryptoProvider, Curve, PublicKey } from './provider.ts';
import { draw } from './scalar.ts';

/** EciesP256EncryptedKey (IEEE 1609.2 6.3.7): v SEC 1 compressed, c and t of 16 octets. */
export interface Encrypted {
  readonly v: Uint8Array;
  readonly c: Uint8Array;
  readonly t: Uint8Array;
}

/** K = KDF2(Z, P1) of 48 octets, cut into the pad of the key and the key of the tag. */
export function keys(crypto: CryptoProvider, z: Uint8Array, p1: Uint8Array): { k1: Uint8Array; k2: Uint8Array } {
  const k = kdf2(crypto, z, p1, 48);
  return { k1: k.subarray(0, 16), k2: k.subarray(16) };
}

/** Encrypts a key of 16 octets to a public key, under a fresh ephemeral secret. */
export function encrypt(
  crypto: CryptoProvider,
  random: Random,
  recipient: PublicKey,
  key: Uint8Array,
  p1: Uint8Array,
): Encrypted {
  return encryptWith(crypto, recipient, key, p1, draw(recipient.curve, random));
}

/** `encrypt` with the ephemeral secret given; never use one twice. */
export function encryptWith(
  crypto: CryptoProvider,
  recipient: { readonly curve: Curve; readonly octets: Uint8Array },
  key: Uint8Array,
  p1: Uint8Array,
  ephemeral: Uint8Array,
): Encrypted {
  const { curve, octets } = recipient;
  if (curve !== 'P-256' && curve !== 'brainpoolP256r1') {
    throw new RangeError(`ECIES of IEEE 1609.2 is defined for P-256 and brainpoolP256r1, not ${curve}.`);
  }
  if (key.length !== 16) throw new RangeError(`ECIES carries a key of 16 octets, not ${key.length}.`);
  const { k1, k2 } = keys(crypto, crypto.agree(curve, ephemeral, octets), p1);
  const c = key.map((octet, at) => octet ^ k1[at]!);
  return { v: crypto.multiplyBase(curve, ephemeral), c, t: mac1(crypto, k2, c) };
}

/** The key of 16 octets; undefined where v is no point of the curve, or the tag does not match. */
export function decrypt(
  crypto: CryptoProvider,
  store: KeyStore,
  recipient: PrivateKey,
  { v, c, t }: Encrypted,
  p1: Uint8Array,
): Uint8Array | undefined {
  if (c.length !== 16 || crypto.publicKey(recipient.curve, v) === undefined) return undefined;
  const { k1, k2 } = keys(crypto, store.agree(recipient, v), p1);
  if (!same(mac1(crypto, k2, c), t)) return undefined;
  return c.map((octet, at) => octet ^ k1[at]!);
}
