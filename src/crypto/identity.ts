/** What an SM2 signature is over: the digest of who signs, and the data (GB/T 32918.2 5.5, 6.1). */
import { join } from '../../asn1/octets.ts';
import { domain } from './curve.ts';
import { octets } from './integer.ts';
import type { CryptoProvider } from './provider.ts';

/**
 * Assumed, as we have not seen the text of IEEE 1609.2-2022 5.3.1.3: the identity ID_A is SM3 of the signer's certificate;
 * of a self-signed one it is the identity that GM/T 0009 gives where there is no other. And what is signed are the octets
 * themselves, not their hash with that of the certificate, as by ECDSA. So it is in what YD/T 3957-2021 publishes, whose
 * certificates have the very octets of IEEE 1609.2, and in certificates of roots in China (test/crypto/sm2.test.ts).
 */
export const SELF = new TextEncoder().encode('1234567812345678');

const { a, b, x, y } = domain('SM2');
/** a ‖ b ‖ x_G ‖ y_G */
const CURVE = join([a, b, x, y].map((value) => octets(value, 32)));

/** Z_A ‖ data. Throws a RangeError where `point` is not on the curve of SM2. */
export function identified(
  crypto: CryptoProvider,
  point: Uint8Array,
  signerHash: Uint8Array | undefined,
  data: Uint8Array,
): Uint8Array {
  return join([za(crypto, point, signerHash ?? SELF), data]);
}

/** Z_A = SM3(ENTL_A ‖ ID_A ‖ a ‖ b ‖ x_G ‖ y_G ‖ x_A ‖ y_A), the length of the identity being in bits, in two octets. */
export function za(crypto: CryptoProvider, point: Uint8Array, identity: Uint8Array): Uint8Array {
  const length = octets(BigInt(8 * identity.length), 2);
  return crypto.hash('sm3', length, identity, CURVE, crypto.uncompress('SM2', point).subarray(1));
}
