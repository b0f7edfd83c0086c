/** The point R of an ECDSA signature, from what anybody can see of it: R = (z·G + r·Q)/s (SEC 1 4.1.4). */
import type { CryptoProvider, EcdsaSignature, Hash, PublicKey } from './provider.ts';
import { divide, reduce } from './scalar.ts';

/**
 * SEC 1 compressed. Two multiplications, so three times the cost of a verification: for a sender who states R as a whole
 * point, where more hangs on the message than its price. The signature has to be verified before.
 */
export function noncePoint(
  crypto: CryptoProvider,
  key: PublicKey,
  hash: Hash,
  message: Uint8Array,
  { r, s }: EcdsaSignature,
): Uint8Array {
  const { curve } = key;
  // The hashes used are as long as the order of the curve, so z is the whole digest.
  const z = reduce(curve, crypto.hash(hash, message));
  const ofKey = crypto.multiply(curve, divide(curve, r, s), key.octets);
  return z.every((o) => o === 0) ? ofKey : crypto.add(curve, crypto.multiplyBase(curve, divide(curve, z, s)), ofKey);
}
