/** Points and signatures of P-256 written in other forms, or as what they are not. */
import type { EccP256CurvePoint, Signature } from '../../asn1/ieee1609dot2/base.ts';
import { domain } from '../crypto/curve.ts';
import { integer, octets } from '../crypto/integer.ts';
import { read } from '../crypto/point.ts';
import { ecdsaSignature, sec1, signatureOf, xOf } from '../trust/point.ts';

/** The same signature with n - s for s: anybody can make it, and it verifies as well. */
export function negated(signature: Signature): Signature {
  const own = signatureOf(signature);
  if (own === undefined) throw new RangeError('There is no s to negate in this signature.');
  const { n, size } = domain(own.curve);
  return ecdsaSignature(own.curve, { r: own.r, s: octets(n - integer(own.s), size) });
}

/** A signature of P-256 with another r or s. */
export function part(s: Signature, which: 'r' | 's', change: (octets: Uint8Array) => Uint8Array): Signature {
  if (s.tag !== 'ecdsaNistP256Signature' || s.value.rSig.tag !== 'x-only') throw new RangeError('not P-256');
  const { rSig, sSig } = s.value;
  if (which === 's') return { ...s, value: { rSig, sSig: change(sSig) } };
  return { ...s, value: { rSig: { tag: 'x-only', value: change(rSig.value) }, sSig } };
}

/** The point, of an x one of the two, with both coordinates. */
export const whole = (point: EccP256CurvePoint): EccP256CurvePoint => {
  const { x, y } = read('P-256', sec1(point) ?? Uint8Array.of(2, ...xOf(point)!))!;
  return { tag: 'uncompressedP256', value: { x: octets(x, 32), y: octets(y, 32) } };
};
/** Its x alone. */
export const xOnly = (point: EccP256CurvePoint): EccP256CurvePoint => ({ tag: 'x-only', value: xOf(point)! });
/** No point at all. */
export const fill = (): EccP256CurvePoint => ({ tag: 'fill', value: null });
/** The next x that is none of a point. */
export const nowhere = (point: EccP256CurvePoint): EccP256CurvePoint => {
  for (let x = integer(xOf(point)!) ^ 1n; ; x++) {
    const value = octets(x, 32);
    if (read('P-256', Uint8Array.of(2, ...value)) === undefined) return { tag: 'compressed-y-0', value };
  }
};
