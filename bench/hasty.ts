/**
 * Signatures in two microseconds, for loads of millions of messages: one nonce for all of them, so that what is left of
 * ECDSA is one multiplication. Two such signatures give the key away to anybody: for keys that guard nothing.
 */
import { domain } from '../src/crypto/curve.ts';
import { integer, invert, modulo, octets } from '../src/crypto/integer.ts';
import type { KeyStore, PrivateKey, SoftwareKeyStore } from '../src/crypto/keystore.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';

/** The keys of `store`, P-256 only, with a `sign` that is hasty. */
export function hasty(crypto: CryptoProvider, store: SoftwareKeyStore): KeyStore {
  const { n, size } = domain('P-256');
  const nonce = octets(0x1609n, size);
  const r = crypto.multiplyBase('P-256', nonce).subarray(1);
  const inverse = invert(integer(nonce), n);
  const products = new WeakMap<PrivateKey, bigint>();
  return {
    ...store,
    sign(key, hash, message) {
      let product = products.get(key);
      if (product === undefined) {
        product = (integer(r) * integer(store.secret(key))) % n;
        products.set(key, product);
      }
      const z = integer(crypto.hash(hash, message));
      return { r, s: octets(modulo((z + product) * inverse, n), size) };
    },
  };
}
