/** ECDSA and ECQV as a textbook has them (wire.md 2.5). */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { brainpoolP256r1, brainpoolP384r1 } from '@noble/curves/misc.js';
import { p256, p384 } from '@noble/curves/nist.js';

export const CURVES = { 'P-256': p256, 'P-384': p384, brainpoolP256r1, brainpoolP384r1 } as const;
export type CurveName = keyof typeof CURVES;
export type HashName = 'sha256' | 'sha384';
export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}
/** A point as it is written: EccP256CurvePoint and EccP384CurvePoint. */
export type Written =
  | { readonly tag: 'x-only' | 'compressed-y-0' | 'compressed-y-1'; readonly value: Uint8Array }
  | { readonly tag: 'fill'; readonly value: null }
  | {
      readonly tag: 'uncompressedP256' | 'uncompressedP384';
      readonly value: { readonly x: Uint8Array; readonly y: Uint8Array };
    };

export const sizeOf = (curve: CurveName): 32 | 48 => (curve === 'P-384' || curve === 'brainpoolP384r1' ? 48 : 32);
export const hashOf = (curve: CurveName): HashName => (sizeOf(curve) === 48 ? 'sha384' : 'sha256');
export const orderOf = (curve: CurveName): bigint => CURVES[curve].Point.CURVE().n;

export const digest = (hash: HashName, ...parts: readonly Uint8Array[]): Uint8Array =>
  parts.reduce((h, p) => h.update(p), createHash(hash)).digest();
export const toInt = (octets: Uint8Array): bigint => BigInt(`0x0${Buffer.from(octets).toString('hex')}`);
export const fromInt = (v: bigint, size: number): Uint8Array =>
  Uint8Array.from(Buffer.from(v.toString(16).padStart(size * 2, '0'), 'hex'));
export const mod = (a: bigint, m: bigint): bigint => ((a % m) + m) % m;

/** a^e mod m, by squaring. */
export function power(a: bigint, e: bigint, m: bigint): bigint {
  let [result, base, left] = [1n, mod(a, m), e];
  for (; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * base) % m;
    base = (base * base) % m;
  }
  return result;
}

const rightSide = (curve: CurveName, x: bigint): bigint => {
  const { p, a, b } = CURVES[curve].Point.CURVE();
  return mod(x * x * x + a * x + b, p);
};
const isOn = (curve: CurveName, { x, y }: Point): boolean => {
  const { p } = CURVES[curve].Point.CURVE();
  return x < p && y < p && mod(y * y, p) === rightSide(curve, x);
};

/** The two points with this x; none if there are none. All four primes are 3 mod 4. */
function withX(curve: CurveName, x: bigint): readonly Point[] {
  const { p } = CURVES[curve].Point.CURVE();
  if (x >= p) return [];
  const square = rightSide(curve, x);
  const y = power(square, (p + 1n) / 4n, p);
  if ((y * y) % p !== square) return [];
  return [
    { x, y },
    { x, y: mod(-y, p) },
  ];
}

/** The point that is written there, if it says which one and it is on the curve. */
export function pointOf(curve: CurveName, written: Written): Point | undefined {
  switch (written.tag) {
    case 'compressed-y-0':
      return withX(curve, toInt(written.value)).find((q) => q.y % 2n === 0n);
    case 'compressed-y-1':
      return withX(curve, toInt(written.value)).find((q) => q.y % 2n === 1n);
    case 'uncompressedP256':
    case 'uncompressedP384': {
      const q = { x: toInt(written.value.x), y: toInt(written.value.y) };
      return isOn(curve, q) ? q : undefined;
    }
    default:
      return undefined;
  }
}

const generator = 'generator';
/** a P + b Q; undefined for the point at infinity. */
function combine(curve: CurveName, a: bigint, p: Point | typeof generator, b: bigint, q: Point): Point | undefined {
  const { Point: Affine } = CURVES[curve];
  const times = (k: bigint, of: Point | typeof generator) =>
    k === 0n ? Affine.ZERO : (of === generator ? Affine.BASE : Affine.fromAffine(of)).multiplyUnsafe(k);
  const sum = times(a, p).add(times(b, q));
  return sum.is0() ? undefined : sum.toAffine();
}

/** The leftmost bits of the hash, as many as the order has: all four orders have as many as their hash. */
const integerOf = (hash: Uint8Array, curve: CurveName): bigint => toInt(hash.subarray(0, sizeOf(curve)));

/** ECDSA: the R that the signature should have; undefined where r or s is out of range, or R is infinite. */
function expectedR(
  curve: CurveName,
  key: Point,
  hash: Uint8Array,
  { r, s }: { readonly r: bigint; readonly s: bigint },
): Point | undefined {
  const n = orderOf(curve);
  if (r < 1n || r >= n || s < 1n || s >= n) return undefined;
  const w = power(s, n - 2n, n);
  return combine(curve, (integerOf(hash, curve) * w) % n, generator, (r * w) % n, key);
}

/** x of R as it is written, whatever its form. */
export const xOf = (written: Written): bigint | undefined =>
  written.tag === 'fill'
    ? undefined
    : toInt('x' in (written.value as object) ? (written.value as { x: Uint8Array }).x : (written.value as Uint8Array));

/** The key as OpenSSL reads it: SubjectPublicKeyInfo. */
function keyObject(curve: CurveName, { x, y }: Point): KeyObject {
  const size = sizeOf(curve);
  const point = [0x00, 0x04, ...fromInt(x, size), ...fromInt(y, size)];
  const algorithm = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, ...Buffer.from(OID[curve], 'hex')];
  const body = [0x30, algorithm.length, ...algorithm, 0x03, point.length, ...point];
  return createPublicKey({ key: Buffer.from([0x30, body.length, ...body]), format: 'der', type: 'spki' });
}
const OID: Readonly<Record<CurveName, string>> = {
  'P-256': '06082a8648ce3d030107',
  'P-384': '06052b81040022',
  brainpoolP256r1: '06092b2403030208010107',
  brainpoolP384r1: '06092b240303020801010b',
};

/** wire.md 2.5: the verifier uses x mod n; `whole` says that a statement of the whole R has to be true as well. */
export function verifies(
  { curve, point }: { readonly curve: CurveName; readonly point: Point },
  hash: HashName,
  message: Uint8Array,
  signature: { readonly rSig: Written; readonly sSig: Uint8Array },
  whole: boolean,
): boolean {
  const n = orderOf(curve);
  const x = xOf(signature.rSig);
  if (x === undefined) return false;
  const r = mod(x, n);
  if (!whole || signature.rSig.tag === 'x-only') {
    const octets = Buffer.concat([fromInt(r, sizeOf(curve)), signature.sSig]);
    return verify(hash, message, { key: keyObject(curve, point), dsaEncoding: 'ieee-p1363' }, octets);
  }
  const R = expectedR(curve, point, digest(hash, message), { r, s: toInt(signature.sSig) });
  if (R === undefined || mod(R.x, n) !== r) return false;
  const stated = pointOf(curve, signature.rSig);
  return stated !== undefined && stated.x === R.x && stated.y === R.y;
}

/** ECQV: e P + Q of the issuer, e = Hash(Hash(tbs) || Hash(issuer)) as a whole, mod n. */
export function reconstruct(
  curve: CurveName,
  value: Point,
  issuerKey: Point,
  tbs: Uint8Array,
  issuer: Uint8Array,
): Point | undefined {
  const e = mod(toInt(digest('sha256', digest('sha256', tbs), digest('sha256', issuer))), orderOf(curve));
  return combine(curve, e, value, 1n, issuerKey);
}
