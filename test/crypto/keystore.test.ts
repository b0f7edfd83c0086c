import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { curves, domain, size } from '../../src/crypto/curve.ts';
import { octets } from '../../src/crypto/integer.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { seededRandom, systemRandom } from '../../src/crypto/random.ts';
import { draw } from '../../src/crypto/scalar.ts';

const store = (seed: string, crypto = openssl) => softwareKeyStore({ crypto, random: seededRandom(seed) });

describe.each(curves)('a key store on %s', (curve) => {
  it('gives the same keys for the same seed with either provider, and others for another seed', () => {
    const keys = (seed: string, crypto = openssl) => {
      const from = store(seed, crypto);
      return [from.generate(curve), from.generate(curve)].map((key) => toHex(key.public));
    };
    expect(keys('a')).toEqual(keys('a', noble));
    expect(new Set([...keys('a'), ...keys('b')]).size).toBe(4);
  });

  it('shows no secret in a handle, however it is looked at', () => {
    const from = store('hidden');
    const key = from.generate(curve);
    const secret = from.secret(key);
    const shown = [JSON.stringify(key), inspect(key, { depth: null, showHidden: true }), String(Object.keys(key))];
    for (const text of shown) {
      expect(text).not.toContain(toHex(secret));
      expect(text).not.toContain([...secret].join(','));
    }
    expect(Reflect.ownKeys(key)).toEqual(['curve', 'public']);
    expect(Object.isFrozen(key)).toBe(true);
  });

  it('is not touched by what happens to the octets that went in or came out', () => {
    const from = store('copies');
    const secret = draw(curve, seededRandom('given'));
    const key = from.import(curve, secret);
    const before = toHex(secret);
    secret.fill(0);
    expect(toHex(from.secret(key))).toBe(before);
    from.secret(key).fill(0);
    expect(toHex(from.secret(key))).toBe(before);
  });

  it('signs and agrees for the public key of the handle', () => {
    const from = store('use');
    const [a, b] = [from.generate(curve), from.generate(curve)];
    const message = Uint8Array.of(1, 2, 3);
    const signature = from.sign(a, 'sha384', message);
    expect(openssl.verify(openssl.publicKey(curve, a.public)!, 'sha384', message, signature)).toBe(true);
    expect(toHex(from.agree(a, b.public))).toBe(toHex(from.agree(b, a.public)));
  });

  it('refuses a handle of another store and one made by hand', () => {
    const key = store('one').generate(curve);
    const other = store('one');
    const twin = other.generate(curve);
    expect(toHex(twin.public)).toBe(toHex(key.public));
    expect(() => other.sign(key, 'sha256', new Uint8Array())).toThrow(RangeError);
    expect(() => other.agree({ ...twin }, key.public)).toThrow(RangeError);
  });

  it('imports no scalar that is 0, n, above or of the wrong length', () => {
    const { n } = domain(curve);
    const bad = [new Uint8Array(size(curve)), octets(n, size(curve)), octets(1n, size(curve) - 1), new Uint8Array()];
    for (const secret of bad) expect(() => store('bad').import(curve, secret)).toThrow(RangeError);
  });

  it('moves a key by f as its public half moves by f·G, and refuses to arrive at 0', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n, max: domain(curve).n - 2n }), (value) => {
        const from = store('moves');
        const f = octets(value, size(curve));
        const key = from.generate(curve);
        const expected = openssl.add(curve, key.public, openssl.multiplyBase(curve, f));
        expect(toHex(from.expand(key, f).public)).toBe(toHex(expected));
        const opposite = from.import(curve, octets(domain(curve).n - value, size(curve)));
        expect(() => from.expand(opposite, f)).toThrow(RangeError);
      }),
      { numRuns: 5 },
    );
  });

  it('draws again where the random octets are no scalar', () => {
    const { n } = domain(curve);
    const given = [new Uint8Array(size(curve)), octets(n, size(curve)), octets(n - 1n, size(curve))];
    const random = { octets: () => given.shift()! };
    expect(toHex(draw(curve, random))).toBe((n - 1n).toString(16));
    expect(given).toEqual([]);
  });
});

describe('seeded randomness', () => {
  it('gives the same octets however they are cut into calls', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(1500), { maxLength: 6 }), (seed, cuts) => {
        const random = seededRandom(seed);
        const pieces = cuts.map((count) => random.octets(count));
        const total = cuts.reduce((sum, count) => sum + count, 0);
        expect(pieces.map((piece) => piece.length)).toEqual(cuts);
        expect(Buffer.concat(pieces).equals(seededRandom(seed).octets(total))).toBe(true);
      }),
    );
  });

  it('does not repeat itself and differs from seed to seed', () => {
    const long = seededRandom(1).octets(16 * 4096);
    const blocks = new Set(Array.from({ length: 4096 }, (_, at) => toHex(long.subarray(16 * at, 16 * at + 16))));
    expect(blocks.size).toBe(4096);
    expect(toHex(seededRandom(2).octets(16))).not.toBe(toHex(seededRandom(1).octets(16)));
    expect(toHex(seededRandom('1').octets(16))).toBe(toHex(seededRandom(1).octets(16)));
  });
});

describe('system randomness', () => {
  it('fills as many octets as asked for, beyond what one call gives', () => {
    const some = systemRandom.octets(200_000);
    expect(some.length).toBe(200_000);
    expect(some.subarray(190_000).some((octet) => octet !== 0)).toBe(true);
    expect(toHex(systemRandom.octets(16))).not.toBe(toHex(systemRandom.octets(16)));
  });
});
