import { readdirSync, readFileSync } from 'node:fs';
import { brainpoolP256r1, brainpoolP384r1 } from '@noble/curves/misc.js';
import { p256, p384 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { curves, domain, size } from '../../src/crypto/curve.ts';
import { hashedId3, hashedId8, hashedId10, same } from '../../src/crypto/digest.ts';
import { integer, invert, modulo, octets, power } from '../../src/crypto/integer.ts';
import * as scalar from '../../src/crypto/scalar.ts';

describe.each(curves)('%s', (curve) => {
  it('has the parameters that noble has', () => {
    const reference = { 'P-256': p256, 'P-384': p384, brainpoolP256r1, brainpoolP384r1 }[curve].Point.CURVE();
    const { p, a, b, n, x, y } = domain(curve);
    expect({ p, a, b, n, Gx: x, Gy: y, h: 1n }).toEqual(reference);
  });

  it('has scalars that obey the laws of a field', () => {
    const { n } = domain(curve);
    const any = fc.bigInt({ min: 0n, max: n - 1n }).map((value) => octets(value, size(curve)));
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(integer(scalar.add(curve, a, b))).toBe((integer(a) + integer(b)) % n);
        expect(integer(scalar.multiplyAdd(curve, a, b, c))).toBe((integer(a) * integer(b) + integer(c)) % n);
        if (integer(b) === 0n) return;
        const quotient = scalar.divide(curve, a, b);
        expect(toHex(scalar.multiplyAdd(curve, quotient, b, new Uint8Array(size(curve))))).toBe(toHex(a));
      }),
    );
    expect(() => scalar.divide(curve, octets(1n, size(curve)), new Uint8Array(size(curve)))).toThrow(RangeError);
    expect(integer(scalar.reduce(curve, octets(n * 3n + 5n, 64)))).toBe(5n);
  });
});

describe('integers', () => {
  it('go to octets and back, and do not fit in fewer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 384n - 1n }), (value) => {
        expect(integer(octets(value, 48))).toBe(value);
        const needed = Math.ceil(value.toString(16).length / 2);
        if (value > 0n) expect(() => octets(value, needed - 1)).toThrow(RangeError);
      }),
    );
    expect(() => octets(-1n, 4)).toThrow(RangeError);
    expect(integer(new Uint8Array())).toBe(0n);
  });

  it('have an inverse by Euclid that is the one by Fermat', () => {
    const { p } = domain('P-256');
    fc.assert(
      fc.property(fc.bigInt({ min: -p, max: p }), (value) => {
        if (modulo(value, p) === 0n) return;
        expect(invert(value, p)).toBe(power(modulo(value, p), p - 2n, p));
      }),
      { numRuns: 30 },
    );
  });
});

describe('digests', () => {
  it('give their last octets as HashedId', () => {
    const digest = Uint8Array.from({ length: 32 }, (_, at) => at);
    expect([...hashedId3(digest)]).toEqual([29, 30, 31]);
    expect([...hashedId8(digest)]).toEqual([24, 25, 26, 27, 28, 29, 30, 31]);
    expect([...hashedId10(digest)]).toEqual([22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
  });

  it('are the same only octet for octet', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        expect(same(one, one.slice())).toBe(true);
        expect(same(one, other)).toBe(toHex(one) === toHex(other));
        expect(same(one, Uint8Array.of(...one, 0))).toBe(false);
      }),
    );
  });
});

it('only the OpenSSL provider imports node:, so that all else runs in a browser', () => {
  const folder = new URL('../../src/crypto/', import.meta.url);
  const importing = readdirSync(folder).filter((file) =>
    /from 'node:/.test(readFileSync(new URL(file, folder), 'utf8')),
  );
  expect(importing).toEqual(['openssl.ts']);
});
