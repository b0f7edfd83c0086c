import * as node from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { curves, domain, size } from '../../src/crypto/curve.ts';
import { octets } from '../../src/crypto/integer.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { CryptoProvider, Curve, Hash } from '../../src/crypto/provider.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { repeatable } from '../../src/crypto/repeatable.ts';
import { draw } from '../../src/crypto/scalar.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';

const providers: readonly CryptoProvider[] = [openssl, noble, webcrypto];
const few = { numRuns: 6 };
const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const hashes: readonly Hash[] = ['sha256', 'sha384'];
/** Scalars all over the range, and at its ends, where formulas break. */
const scalar = (curve: Curve) => {
  const { n, size } = domain(curve);
  const inside = fc.bigInt({ min: 1n, max: n - 1n });
  const ends = fc.constantFrom(1n, 2n, 3n, n - 1n, n - 2n, n - 3n, (n - 1n) / 2n, (n + 1n) / 2n);
  return fc.oneof(inside, ends).map((value) => octets(value, size));
};
const negative = (point: Uint8Array) => Uint8Array.of(point[0]! ^ 1, ...point.subarray(1));

describe.each(curves)('on %s all providers', (curve) => {
  it('give the same multiples of the generator and of any point, in both forms', () => {
    fc.assert(
      fc.property(scalar(curve), scalar(curve), (k, l) => {
        const point = openssl.multiplyBase(curve, l);
        expect(toHex(openssl.multiplyBase(curve, k))).toBe(toHex(noble.multiplyBase(curve, k)));
        for (const form of ['compressed', 'uncompressed'] as const) {
          expect(toHex(openssl.multiply(curve, k, point, form))).toBe(toHex(noble.multiply(curve, k, point, form)));
        }
        const longer = openssl.uncompress(curve, point);
        expect(toHex(longer)).toBe(toHex(noble.uncompress(curve, point)));
        expect(toHex(openssl.multiply(curve, k, longer))).toBe(toHex(noble.multiply(curve, k, point)));
      }),
      few,
    );
  });

  it.each([1n, 2n, -1n, -2n])('give the whole point for the scalar %s mod n', (value) => {
    const { n } = domain(curve);
    const k = octets(value < 0n ? n + value : value, size(curve));
    const point = openssl.multiplyBase(curve, octets(7n, size(curve)));
    expect(toHex(openssl.multiply(curve, k, point, 'uncompressed'))).toBe(
      toHex(noble.multiply(curve, k, point, 'uncompressed')),
    );
  });

  it('add points alike, also a point to itself, and refuse a sum that is the point at infinity', () => {
    fc.assert(
      fc.property(scalar(curve), scalar(curve), (k, l) => {
        const [p, q] = [openssl.multiplyBase(curve, k), openssl.multiplyBase(curve, l)];
        for (const crypto of providers) {
          expect(() => crypto.add(curve, p, negative(p))).toThrow(RangeError);
          if (toHex(p) === toHex(negative(q))) continue;
          expect(toHex(crypto.add(curve, p, q))).toBe(toHex(noble.add(curve, p, q)));
          expect(toHex(crypto.add(curve, p, p))).toBe(toHex(noble.multiply(curve, octets(2n, size(curve)), p)));
        }
      }),
      few,
    );
  });

  it('agree on the same x, from either side', () => {
    fc.assert(
      fc.property(scalar(curve), scalar(curve), (a, b) => {
        const [pa, pb] = [openssl.multiplyBase(curve, a), noble.multiplyBase(curve, b)];
        expect(toHex(openssl.agree(curve, a, pb))).toBe(toHex(noble.agree(curve, b, pa)));
        expect(toHex(noble.agree(curve, a, openssl.uncompress(curve, pb)))).toBe(toHex(openssl.agree(curve, b, pa)));
      }),
      few,
    );
  });

  it.each(hashes)('verify what another signed over %s, and nothing that was changed', async (hash) => {
    await fc.assert(
      fc.asyncProperty(scalar(curve), fc.uint8Array({ maxLength: 200 }), async (secret, message) => {
        const point = openssl.multiplyBase(curve, secret);
        for (const signer of [openssl, noble]) {
          const signature = signer.sign(curve, hash, secret, message);
          const { r, s } = signature;
          const other = { r, s: octets(domain(curve).n - BigInt(`0x${toHex(s)}`), size(curve)) };
          for (const crypto of providers) {
            const key = crypto.publicKey(curve, point)!;
            expect(crypto.verify(key, hash, message, signature)).toBe(true);
            expect(crypto.verify(key, hash, message, other)).toBe(true); // n-s, as there is no rule of low s
            expect(await crypto.verifyLater(key, hash, message, signature)).toBe(true);
            expect(crypto.verify(key, hash, Uint8Array.of(...message, 0), signature)).toBe(false);
            expect(await crypto.verifyLater(key, hash, message, { r: s, s: r })).toBe(false);
            expect(crypto.verify(crypto.publicKey(curve, negative(point))!, hash, message, signature)).toBe(false);
          }
        }
      }),
      { numRuns: 3 },
    );
  });

  it('verify with a key that another has read', async () => {
    const secret = octets(12345n, size(curve));
    const message = new TextEncoder().encode('a key from elsewhere');
    const signature = openssl.sign(curve, 'sha256', secret, message);
    const point = openssl.multiplyBase(curve, secret);
    const none = { curve, octets: Uint8Array.of(2), uncompressed: Uint8Array.of(4) };
    for (const crypto of providers) {
      for (const other of providers) {
        const key = other.publicKey(curve, point)!;
        expect(crypto.verify(key, 'sha256', message, signature)).toBe(true);
        expect(await crypto.verifyLater(key, 'sha256', message, signature)).toBe(true);
      }
      expect(crypto.verify(none, 'sha256', message, signature)).toBe(false);
      expect(await crypto.verifyLater(none, 'sha256', message, signature)).toBe(false);
    }
  });

  it('sign with the secret that is in the array now, not the one that was', () => {
    const random = seededRandom(curve);
    const message = Uint8Array.of(1, 2, 3);
    const secret = draw(curve, random);
    openssl.sign(curve, 'sha256', secret, message);
    secret.set(draw(curve, random));
    const key = openssl.publicKey(curve, openssl.multiplyBase(curve, secret))!;
    expect(openssl.verify(key, 'sha256', message, openssl.sign(curve, 'sha256', secret, message))).toBe(true);
  });

  it('give the same signature again and again through repeatable, and the one of RFC 6979', () => {
    const own: Hash = size(curve) === 32 ? 'sha256' : 'sha384'; // noble takes the nonce from the hash of the curve
    fc.assert(
      fc.property(scalar(curve), fc.uint8Array({ maxLength: 80 }), (secret, message) => {
        const { r, s } = repeatable(openssl).sign(curve, own, secret, message);
        const reference = noble.sign(curve, own, secret, message);
        expect([toHex(r), toHex(s)]).toEqual([toHex(reference.r), toHex(reference.s)]);
        for (const hash of hashes) {
          const key = openssl.publicKey(curve, openssl.multiplyBase(curve, secret))!;
          expect(openssl.verify(key, hash, message, repeatable(openssl).sign(curve, hash, secret, message))).toBe(true);
        }
      }),
      few,
    );
  });

  it('read points in both forms and keep them compressed', () => {
    const point = openssl.multiplyBase(curve, octets(99n, size(curve)));
    for (const crypto of providers) {
      for (const form of [point, openssl.uncompress(curve, point)]) {
        expect(toHex(crypto.publicKey(curve, form)!.octets)).toBe(toHex(point));
      }
    }
  });
});

describe('all providers', () => {
  it('hash the parts as if they were one, also one after the other, and make the same HMAC for keys of any length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { maxLength: 4 }), fc.uint8Array({ maxLength: 200 }), (parts, key) => {
        const whole = Buffer.concat(parts);
        for (const hash of hashes) {
          for (const crypto of providers) {
            expect(toHex(crypto.hash(hash, ...parts))).toBe(node.createHash(hash).update(whole).digest('hex'));
            const hashing = crypto.hashing(hash);
            for (const part of parts) hashing.update(part);
            expect(toHex(hashing.digest())).toBe(toHex(crypto.hash(hash, whole)));
            expect(toHex(crypto.hmac(hash, key, whole))).toBe(node.createHmac(hash, key).update(whole).digest('hex'));
          }
        }
      }),
    );
  });

  it('seal alike, open what the other sealed, and refuse it when one bit is changed', () => {
    fc.assert(
      fc.property(bytes(16), bytes(12), fc.uint8Array({ maxLength: 100 }), fc.nat(), (key, nonce, text, where) => {
        const sealed = openssl.seal(key, nonce, text);
        expect(toHex(noble.seal(key, nonce, text))).toBe(toHex(sealed));
        const changed = sealed.slice();
        changed[where % changed.length]! ^= 1 << (where % 8);
        for (const crypto of providers) {
          expect(toHex(crypto.unseal(key, nonce, sealed)!)).toBe(toHex(text));
          expect(crypto.unseal(key, nonce, changed)).toBeUndefined();
          expect(crypto.unseal(key, nonce, sealed.subarray(0, where % sealed.length))).toBeUndefined();
        }
      }),
    );
  });

  it('encrypt blocks alike, one and many', () => {
    fc.assert(
      fc.property(
        bytes(16),
        fc.nat(6).chain((count) => bytes(16 * count)),
        (key, blocks) => {
          expect(toHex(openssl.aesBlocks(key, blocks))).toBe(toHex(noble.aesBlocks(key, blocks)));
        },
      ),
    );
  });

  it('return octets whose slice is a copy', () => {
    for (const crypto of providers) {
      const digest = crypto.hash('sha256');
      digest.slice()[0]! ^= 0xff;
      expect(toHex(digest)).toBe(toHex(crypto.hash('sha256')));
      expect(Buffer.isBuffer(digest)).toBe(false);
    }
  });

  it('know the signature of RFC 6979 A.2.5 for "sample" with SHA-256', () => {
    const secret = fromHex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
    const message = new TextEncoder().encode('sample');
    for (const crypto of [noble, repeatable(openssl)]) {
      const { r, s } = crypto.sign('P-256', 'sha256', secret, message);
      expect(toHex(r)).toBe('efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716');
      expect(toHex(s)).toBe('f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8');
    }
  });
});
