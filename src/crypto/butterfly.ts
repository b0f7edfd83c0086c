/**
 * Butterfly keys (IEEE 1609.2.1 9.3): from one caterpillar key A = a·G and one expansion key, the RA makes as many cocoon
 * keys A + f(i,j)·G as it likes, and only the device can make a + f(i,j).
 */
import { oneWay } from './oneway.ts';
import { addMany } from './point.ts';
import type { CryptoProvider, Curve, Form } from './provider.ts';
import { add, reduce } from './scalar.ts';

/** What the cocoon key is for: `cert` to sign with, also for the one key of the unified variants; `enc` for the answer. */
export type Use = 'cert' | 'enc';

/** x = prefix ‖ i ‖ j ‖ 0, four octets each; the prefix is 0 for `cert` and all ones for `enc`. */
export function expansionInput(use: Use, i: number, j: number): Uint8Array {
  const x = new Uint8Array(16);
  const view = new DataView(x.buffer);
  view.setUint32(0, use === 'enc' ? 0xffffffff : 0);
  view.setUint32(4, i);
  view.setUint32(8, j);
  return x;
}

/**
 * f_int(x) = F(x+1) ‖ F(x+2) ‖ F(x+3) with F(m) = AES(m) xor m, 48 octets for each x; one call to AES for all. Adding to
 * x touches its last octet only, as its last four are 0.
 */
export function expansionIntegers(
  crypto: CryptoProvider,
  expansionKey: Uint8Array,
  inputs: readonly Uint8Array[],
): Uint8Array[] {
  const blocks = new Uint8Array(48 * inputs.length);
  for (const [at, x] of inputs.entries()) {
    for (let step = 1; step <= 3; step++) {
      blocks.set(x, 48 * at + 16 * (step - 1));
      blocks[48 * at + 16 * step - 1] = step;
    }
  }
  const all = oneWay(crypto, expansionKey, blocks);
  return inputs.map((_, at) => all.subarray(48 * at, 48 * at + 48));
}

/** f(i,j) = f_int mod n for each j: scalars of the curve. */
export function expand(
  crypto: CryptoProvider,
  curve: Curve,
  expansionKey: Uint8Array,
  use: Use,
  i: number,
  js: readonly number[],
): Uint8Array[] {
  const inputs = js.map((j) => expansionInput(use, i, j));
  return expansionIntegers(crypto, expansionKey, inputs).map((f) => reduce(curve, f));
}

/**
 * A + f·G for each f, in one batch. Undefined where that is the point at infinity, which a device brings about only on
 * purpose; all are undefined where A is not on the curve. Also B + c·G, the randomised key of an explicit certificate.
 */
export function cocoonPublic(
  crypto: CryptoProvider,
  curve: Curve,
  caterpillar: Uint8Array,
  fs: readonly Uint8Array[],
  form?: Form,
): (Uint8Array | undefined)[] {
  if (crypto.publicKey(curve, caterpillar) === undefined) return fs.map(() => undefined);
  const a = crypto.uncompress(curve, caterpillar);
  const pairs = fs.map((f) => [a, crypto.multiplyBase(curve, f, 'uncompressed')] as const);
  return addMany(curve, pairs, form);
}

/** a + f mod n; where the secret lives in a KeyStore use its `expand`. */
export function cocoonSecret(curve: Curve, secret: Uint8Array, f: Uint8Array): Uint8Array {
  return add(curve, secret, f);
}
