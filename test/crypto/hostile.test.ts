import { describe, expect, it } from 'vitest';
import { curves, domain, size } from '../../src/crypto/curve.ts';
import { octets } from '../../src/crypto/integer.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { addMany, read, write } from '../../src/crypto/point.ts';
import type { Curve } from '../../src/crypto/provider.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';

const message = new TextEncoder().encode('clear the intersection');

/** SEC 1 octets that are no public key, each with what is wrong with it. */
function badPoints(curve: Curve): [string, Uint8Array][] {
  const { p, x, y, size } = domain(curve);
  const good = write(curve, { x, y }, 'uncompressed');
  const short = write(curve, { x, y });
  const with0 = (point: Uint8Array, first: number) => Uint8Array.of(first, ...point.subarray(1));
  const off = good.slice();
  off[2 * size]! ^= 1;
  let outside = 1n; // an x with no y
  while (read(curve, Uint8Array.of(2, ...octets(outside, size)))) outside++;
  return [
    ['nothing', new Uint8Array()],
    ['infinity', Uint8Array.of(0)],
    ['infinity filled up', new Uint8Array(size + 1)],
    ['the form byte alone', Uint8Array.of(4)],
    ['one octet short', good.subarray(0, -1)],
    ['one octet long', Uint8Array.of(...good, 0)],
    ['compressed, one octet short', short.subarray(0, -1)],
    ['the form of the other length', with0(short, 4)],
    ['hybrid', with0(good, y & 1n ? 7 : 6)],
    ['an unknown form', with0(short, 5)],
    ['y changed', off],
    ['x without a y', Uint8Array.of(2, ...octets(outside, size))],
    ['x = p', Uint8Array.of(2, ...octets(p, size))],
    ['all ones', new Uint8Array(size + 1).fill(0xff, 1).fill(2, 0, 1)],
    ['x = 0, y = 0', new Uint8Array(2 * size + 1).fill(4, 0, 1)],
    ['coordinates beyond p', new Uint8Array(2 * size + 1).fill(0xff, 1).fill(4, 0, 1)],
  ];
}

describe.each([openssl, noble, webcrypto])('$name', (crypto) => {
  describe.each(curves)('on %s', (curve) => {
    const width = size(curve);
    const { n } = domain(curve);
    const secret = octets(0xc0ffeen, width);

    it.each(badPoints(curve))('takes no public key that is %s', (_, point) => {
      expect(crypto.publicKey(curve, point)).toBeUndefined();
      expect(() => crypto.uncompress(curve, point)).toThrow(RangeError);
      expect(() => crypto.agree(curve, secret, point)).toThrow(RangeError);
      expect(() => crypto.multiply(curve, secret, point)).toThrow(RangeError);
      expect(() => crypto.add(curve, crypto.multiplyBase(curve, secret), point)).toThrow(RangeError);
      expect(() => crypto.add(curve, point, crypto.multiplyBase(curve, secret))).toThrow(RangeError);
    });

    it('takes no point of another curve of the same size', () => {
      const other = curves.find((name) => name !== curve && size(name) === width)!;
      const { x, y } = domain(other);
      expect(crypto.publicKey(curve, write(other, { x, y }, 'uncompressed'))).toBeUndefined();
    });

    it.each([
      ['0', new Uint8Array(width)],
      ['n', octets(n, width)],
      ['n + 1', octets(n + 1n, width)],
      ['all ones', new Uint8Array(width).fill(0xff)],
      ['one octet short', octets(5n, width - 1)],
      ['one octet long', octets(5n, width + 1)],
      ['empty', new Uint8Array()],
    ])('refuses the scalar that is %s', (_, scalar) => {
      const point = crypto.multiplyBase(curve, secret);
      expect(() => crypto.multiplyBase(curve, scalar)).toThrow(RangeError);
      expect(() => crypto.multiply(curve, scalar, point)).toThrow(RangeError);
      expect(() => crypto.agree(curve, scalar, point)).toThrow(RangeError);
      expect(() => crypto.sign(curve, 'sha256', scalar, message)).toThrow(RangeError);
    });

    it('is right again after it refused a scalar', () => {
      const before = crypto.multiplyBase(curve, secret);
      expect(() => crypto.multiplyBase(curve, new Uint8Array(width))).toThrow(RangeError);
      expect(crypto.multiplyBase(curve, secret)).toEqual(before);
    });

    it('says false to r or s of 0, of n and above, and of any other length', async () => {
      const key = crypto.publicKey(curve, crypto.multiplyBase(curve, secret))!;
      const good = crypto.sign(curve, 'sha256', secret, message);
      expect(crypto.verify(key, 'sha256', message, good)).toBe(true);
      const bad = [
        new Uint8Array(width),
        octets(1n, width),
        octets(n - 1n, width),
        octets(n, width),
        new Uint8Array(width).fill(0xff),
        new Uint8Array(),
        good.s.subarray(1),
        Uint8Array.of(0, ...good.s),
        Uint8Array.of(...good.s, 0),
      ];
      for (const value of bad) {
        for (const signature of [
          { r: value, s: good.s },
          { r: good.r, s: value },
          { r: value, s: value },
        ]) {
          expect(crypto.verify(key, 'sha256', message, signature)).toBe(false);
          expect(await crypto.verifyLater(key, 'sha256', message, signature)).toBe(false);
        }
      }
      // r and s shifted against each other keep their common length
      const shifted = { r: Uint8Array.of(0, ...good.r), s: good.s.subarray(1) };
      expect(crypto.verify(key, 'sha256', message, shifted)).toBe(false);
      expect(await crypto.verifyLater(key, 'sha256', message, shifted)).toBe(false);
    });
  });

  it('refuses AES keys, nonces and blocks of the wrong length', () => {
    for (const length of [0, 15, 17, 24, 32]) {
      expect(() => crypto.seal(new Uint8Array(length), new Uint8Array(12), message)).toThrow(RangeError);
      expect(() => crypto.unseal(new Uint8Array(length), new Uint8Array(12), message)).toThrow(RangeError);
      expect(() => crypto.aesBlocks(new Uint8Array(length), new Uint8Array(16))).toThrow(RangeError);
    }
    for (const length of [0, 7, 11, 13]) {
      expect(() => crypto.seal(new Uint8Array(16), new Uint8Array(length), message)).toThrow(RangeError);
    }
    expect(() => crypto.aesBlocks(new Uint8Array(16), new Uint8Array(17))).toThrow(RangeError);
  });
});

describe.each(curves)('a batch of additions on %s', (curve) => {
  const base = (k: bigint) => noble.multiplyBase(curve, octets(k, size(curve)), 'uncompressed');

  it('gives each sum, and undefined only for the pairs that have none', () => {
    const minus = (point: Uint8Array) => {
      const { x, y } = read(curve, point)!;
      return write(curve, { x, y: domain(curve).p - y }, 'uncompressed');
    };
    const good = base(5n);
    const bad = badPoints(curve).map(([, point]) => [good, point] as const);
    const pairs = [[good, base(6n)], [good, good], [good, minus(good)], ...bad, [minus(base(3n)), good]] as const;
    const sums = addMany(curve, pairs, 'uncompressed');
    expect(sums).toEqual([base(11n), base(10n), undefined, ...bad.map(() => undefined), base(2n)]);
    expect(addMany(curve, [])).toEqual([]);
  });

  it('reads a compressed point as OpenSSL does', () => {
    for (let k = 1n; k <= 8n; k++) {
      const point = openssl.multiplyBase(curve, octets(k, size(curve)));
      expect(write(curve, read(curve, point)!, 'uncompressed')).toEqual(openssl.uncompress(curve, point));
      expect(write(curve, read(curve, point)!)).toEqual(point);
    }
  });
});
