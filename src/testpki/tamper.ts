/** Changes to signatures that are legal to make without a key. */
import type { Signature } from '../../asn1/ieee1609dot2/base.ts';
import { domain } from '../crypto/curve.ts';
import { integer, octets } from '../crypto/integer.ts';
import { ecdsaSignature, signatureOf } from '../trust/point.ts';

/** The same signature with n - s for s: anybody can make it, and it verifies as well. */
export function negated(signature: Signature): Signature {
  const own = signatureOf(signature);
  if (own === undefined) throw new RangeError('There is no s to negate in this signature.');
  const { n, size } = domain(own.curve);
  return ecdsaSignature(own.curve, { r: own.r, s: octets(n - integer(own.s), size) });
}
