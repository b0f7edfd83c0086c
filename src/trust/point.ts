/** Curve points and signatures: from the forms of IEEE 1609.2 to SEC 1 octets and back. */
import type {
  BasePublicEncryptionKey,
  EccP256CurvePoint,
  EccP384CurvePoint,
  PublicVerificationKey,
  Signature,
} from '../../asn1/ieee1609dot2/base.ts';
import { domain } from '../crypto/curve.ts';
import { integer, octets } from '../crypto/integer.ts';
import type { CryptoProvider, Curve, EcdsaSignature, PublicKey } from '../crypto/provider.ts';

type CurvePoint = EccP256CurvePoint | EccP384CurvePoint;

/** SEC 1 octets of a point; undefined for x-only and fill, which are none. */
export function sec1(point: CurvePoint): Uint8Array | undefined {
  switch (point.tag) {
    case 'compressed-y-0':
      return join(2, point.value);
    case 'compressed-y-1':
      return join(3, point.value);
    case 'uncompressedP256':
    case 'uncompressedP384':
      return join(4, point.value.x, point.value.y);
    default:
      return undefined;
  }
}

/** SEC 1 compressed octets to compressed-y-0 or -1, the canonical form (6.4.3); 33 octets, a 256-bit curve. */
export function compressedPoint(point: Uint8Array): EccP256CurvePoint {
  return { tag: point[0] === 2 ? 'compressed-y-0' : 'compressed-y-1', value: point.subarray(1) };
}

/** The same point in compressed form; a compressed one, x-only and fill stay as they are. */
export function compress<P extends CurvePoint>(point: P): P {
  if (point.tag !== 'uncompressedP256' && point.tag !== 'uncompressedP384') return point;
  const { x, y } = point.value;
  return { tag: y.at(-1)! & 1 ? 'compressed-y-1' : 'compressed-y-0', value: x } as P;
}

/** The x coordinate of R, whichever form it came in; undefined for fill. */
export function xOf(point: CurvePoint): Uint8Array | undefined {
  if (point.tag === 'fill') return undefined;
  return point.tag === 'uncompressedP256' || point.tag === 'uncompressedP384' ? point.value.x : point.value;
}

const SIGNATURE_CURVES: Readonly<Record<string, Curve>> = {
  ecdsaNistP256Signature: 'P-256',
  ecdsaBrainpoolP256r1Signature: 'brainpoolP256r1',
  ecdsaBrainpoolP384r1Signature: 'brainpoolP384r1',
  ecdsaNistP384Signature: 'P-384',
  sm2Signature: 'SM2',
};
const KEY_CURVES: Readonly<Record<string, Curve>> = {
  ecdsaNistP256: 'P-256',
  ecdsaBrainpoolP256r1: 'brainpoolP256r1',
  ecdsaBrainpoolP384r1: 'brainpoolP384r1',
  ecdsaNistP384: 'P-384',
  ecsigSm2: 'SM2',
};

export interface CurveSignature extends EcdsaSignature {
  readonly curve: Curve;
  /** SEC 1 octets of R where the sender gave the whole point and not only its x. */
  readonly nonce: Uint8Array | undefined;
}

/**
 * Curve, r and s of a signature; undefined for forms of the future and a missing x (5.3.1, 6.3.29), and for SM2 unless
 * `sm` says that the provider has it.
 */
export function signatureOf(signature: Signature, sm = false): CurveSignature | undefined {
  const curve = SIGNATURE_CURVES[signature.tag];
  if (curve === undefined || signature.tag === '?') return undefined;
  if (signature.tag === 'sm2Signature')
    return sm ? { curve, r: signature.value.rSig, s: signature.value.sSig, nonce: undefined } : undefined;
  const x = xOf(signature.value.rSig);
  return x && { curve, r: reduce(curve, x), s: signature.value.sSig, nonce: sec1(signature.value.rSig) };
}

/**
 * Curve and SEC 1 octets of a verification key; undefined for forms of the future and x-only, which is no key (6.4.38),
 * and for SM2 unless `sm` says that the provider has it.
 */
export function keyOf(
  key: PublicVerificationKey,
  sm = false,
): { readonly curve: Curve; readonly point: Uint8Array } | undefined {
  const curve = KEY_CURVES[key.tag];
  if (curve === undefined || key.tag === '?' || (curve === 'SM2' && !sm)) return undefined;
  const point = sec1(key.value);
  return point && { curve, point };
}

/** A checked point of P-256 or brainpoolP256r1; undefined for SM2, x-only and what is not on the curve. */
export function encryptionPoint(crypto: CryptoProvider, key: BasePublicEncryptionKey): PublicKey | undefined {
  if (key.tag !== 'eciesNistP256' && key.tag !== 'eciesBrainpoolP256r1') return undefined;
  const point = sec1(key.value);
  return point && crypto.publicKey(key.tag === 'eciesNistP256' ? 'P-256' : 'brainpoolP256r1', point);
}

/** A signature in the canonical form of a certificate: rSig is x-only (6.4.3); by SM2 it is an integer (6.3.29). */
export function ecdsaSignature(curve: Curve, { r, s }: EcdsaSignature): Signature {
  const value = { rSig: { tag: 'x-only', value: r }, sSig: s } as const;
  switch (curve) {
    case 'P-256':
      return { tag: 'ecdsaNistP256Signature', value };
    case 'P-384':
      return { tag: 'ecdsaNistP384Signature', value };
    case 'brainpoolP256r1':
      return { tag: 'ecdsaBrainpoolP256r1Signature', value };
    case 'brainpoolP384r1':
      return { tag: 'ecdsaBrainpoolP384r1Signature', value };
    case 'SM2':
      return { tag: 'sm2Signature', value: { rSig: r, sSig: s } };
  }
}

/** r is the x coordinate of R mod n; for almost every R they are the same. */
function reduce(curve: Curve, x: Uint8Array): Uint8Array {
  // The orders begin with ff or with a smaller octet: only then can x be at or above one.
  const { n, p, size } = domain(curve);
  if (x[0]! < ORDER_TOP[curve]) return x;
  const v = integer(x);
  return v >= n && v < p ? octets(v - n, size) : x;
}
const ORDER_TOP: Readonly<Record<Curve, number>> = {
  'P-256': 0xff,
  'P-384': 0xff,
  brainpoolP256r1: 0xa9,
  brainpoolP384r1: 0x8c,
  SM2: 0xff,
};

function join(first: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 1));
  out[0] = first;
  let at = 1;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
