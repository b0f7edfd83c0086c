/**
 * Implicit certificates (ECQV) as IEEE 1609.2 5.3.2 uses them. Unlike SEC 4, all 256 bits of the hash go into e:
 *   issuer    P_U = R_U + k·G, r = e·k + d_CA
 *   subject   d = e·k_U + r, where R_U = k_U·G was its request
 *   anybody   Q = e·P_U + Q_CA
 * The two that touch secrets are `implicit` and `derive` of a KeyStore.
 */
import { same } from './digest.ts';
import { integer } from './integer.ts';
import type { KeyStore, PrivateKey } from './keystore.ts';
import * as affine from './point.ts';
import type { CryptoProvider, Curve, Form } from './provider.ts';
import { reduce } from './scalar.ts';

/** SHA-256( SHA-256(tbsCert) ‖ SHA-256(issuer certificate) ), the input of e, from the two inner hashes. */
export function certificateHash(crypto: CryptoProvider, tbsHash: Uint8Array, issuerHash: Uint8Array): Uint8Array {
  return crypto.hash('sha256', tbsHash, issuerHash);
}

/** The certificate hash as a whole as an integer mod n; 32 octets. */
export function exponent(curve: Curve, certificateHash: Uint8Array): Uint8Array {
  return reduce(curve, certificateHash);
}

/** P_U = R_U + k·G, the reconstruction value that goes into tbsCert before e can be computed. */
export function reconstructionValue(
  crypto: CryptoProvider,
  curve: Curve,
  request: Uint8Array,
  k: Uint8Array,
): Uint8Array | undefined {
  const given = tryPoint(crypto, curve, request);
  return given && affine.addMany(curve, [[given, crypto.multiplyBase(curve, k, 'uncompressed')]])[0];
}

/**
 * Q = e·P_U + Q_CA, compressed unless said otherwise. Undefined where a point is not on the curve, e is 0 or the sum is
 * the point at infinity: then there is no such certificate. An uncompressed issuer key costs no square root.
 */
export function reconstructPublic(
  crypto: CryptoProvider,
  curve: Curve,
  e: Uint8Array,
  reconstruction: Uint8Array,
  issuer: Uint8Array,
  form?: Form,
): Uint8Array | undefined {
  if (integer(e) === 0n) return undefined;
  const ca = tryPoint(crypto, curve, issuer);
  const product = ca && orNone(() => crypto.multiply(curve, e, reconstruction, 'uncompressed'));
  return product && affine.addMany(curve, [[product, ca]], form)[0];
}

function tryPoint(crypto: CryptoProvider, curve: Curve, point: Uint8Array): Uint8Array | undefined {
  return orNone(() => crypto.uncompress(curve, point));
}
function orNone<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The key of the certificate: d = e·k_U + r, taken only if d·G is the key that everybody else reconstructs; otherwise
 * undefined, and the issuer or the way here has changed something.
 */
export function accept(
  crypto: CryptoProvider,
  store: KeyStore,
  request: PrivateKey,
  certificate: { e: Uint8Array; r: Uint8Array; reconstruction: Uint8Array; issuer: Uint8Array },
): PrivateKey | undefined {
  const { e, r, reconstruction, issuer } = certificate;
  const expected = reconstructPublic(crypto, request.curve, e, reconstruction, issuer);
  if (expected === undefined) return undefined;
  try {
    const key = store.derive(request, { e, r });
    return same(key.public, expected) ? key : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // e·k_U + r = 0
    throw error;
  }
}
