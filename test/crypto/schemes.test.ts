import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import * as butterfly from '../../src/crypto/butterfly.ts';
import { domain } from '../../src/crypto/curve.ts';
import * as ecies from '../../src/crypto/ecies.ts';
import * as ecqv from '../../src/crypto/ecqv.ts';
import { integer, octets } from '../../src/crypto/integer.ts';
import { kdf2 } from '../../src/crypto/kdf2.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import * as linkage from '../../src/crypto/linkage.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { draw } from '../../src/crypto/scalar.ts';

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const u32 = fc.nat(0xffffffff);
const few = { numRuns: 10 };
const world = (seed: number) => {
  const random = seededRandom(seed);
  return { random, store: softwareKeyStore({ crypto: openssl, random }) };
};

describe.each(['P-256', 'brainpoolP256r1'] as const)('ECIES on %s', (curve) => {
  it('carries the key to its recipient only, for that P1 only, unchanged only', () => {
    fc.assert(
      fc.property(bytes(16), bytes(32), fc.nat(), (key, p1, seed) => {
        const { random, store } = world(seed);
        const [recipient, other] = [store.generate(curve), store.generate(curve)];
        const to = openssl.publicKey(curve, recipient.public)!;
        const sent = ecies.encrypt(openssl, random, to, key, p1);
        expect(toHex(ecies.decrypt(openssl, store, recipient, sent, p1)!)).toBe(toHex(key));
        expect(ecies.decrypt(openssl, store, other, sent, p1)).toBeUndefined();
        expect(ecies.decrypt(openssl, store, recipient, sent, new Uint8Array())).toBeUndefined();
        for (const part of ['c', 't'] as const) {
          const changed = sent[part].map((octet, at) => (at === seed % 16 ? octet ^ 1 : octet));
          expect(ecies.decrypt(openssl, store, recipient, { ...sent, [part]: changed }, p1)).toBeUndefined();
          const short = { ...sent, [part]: sent[part].subarray(1) };
          expect(ecies.decrypt(openssl, store, recipient, short, p1)).toBeUndefined();
        }
        for (const v of [other.public, new Uint8Array(33), new Uint8Array(), Uint8Array.of(2)]) {
          expect(ecies.decrypt(openssl, store, recipient, { ...sent, v }, p1)).toBeUndefined();
        }
      }),
      few,
    );
  });

  it('draws a fresh ephemeral key each time, and gives the same octets with either provider', () => {
    const { random, store } = world(1);
    const key = new Uint8Array(16);
    const to = openssl.publicKey(curve, store.generate(curve).public)!;
    const [one, two] = [0, 1].map(() => ecies.encrypt(openssl, random, to, key, key));
    expect(toHex(one!.v)).not.toBe(toHex(two!.v));
    const ephemeral = draw(curve, random);
    expect(ecies.encryptWith(noble, to, key, key, ephemeral)).toEqual(
      ecies.encryptWith(openssl, to, key, key, ephemeral),
    );
  });

  it('carries nothing but 16 octets', () => {
    const { random, store } = world(2);
    const to = openssl.publicKey(curve, store.generate(curve).public)!;
    expect(() => ecies.encrypt(openssl, random, to, new Uint8Array(32), new Uint8Array())).toThrow(RangeError);
  });
});

it('ECIES is refused for the curves that IEEE 1609.2 does not profile it for', () => {
  const { random, store } = world(3);
  const to = openssl.publicKey('P-384', store.generate('P-384').public)!;
  expect(() => ecies.encrypt(openssl, random, to, new Uint8Array(16), new Uint8Array())).toThrow(RangeError);
});

it('KDF2 of fewer octets is the beginning of KDF2 of more', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), fc.nat(150), (z, p1, length) => {
      const whole = kdf2(openssl, z, p1, 150);
      expect(toHex(kdf2(openssl, z, p1, length))).toBe(toHex(whole.subarray(0, length)));
      expect(toHex(whole.subarray(32, 64))).toBe(toHex(openssl.hash('sha256', z, Uint8Array.of(0, 0, 0, 2), p1)));
    }),
  );
});

describe.each(['P-256', 'brainpoolP256r1'] as const)('an implicit certificate on %s', (curve) => {
  const issue = (seed: number, hash: Uint8Array) => {
    const { random, store } = world(seed);
    const [ca, request] = [store.generate(curve), store.generate(curve)];
    const k = draw(curve, random);
    const reconstruction = ecqv.reconstructionValue(openssl, curve, request.public, k)!;
    const e = ecqv.exponent(curve, hash);
    const r = store.implicit(ca, { e, k });
    return { store, ca, request, certificate: { e, r, reconstruction, issuer: ca.public } };
  };

  it('gives its subject the key that everybody reconstructs, also the other provider', () => {
    fc.assert(
      fc.property(bytes(32), fc.nat(), (hash, seed) => {
        const { store, request, certificate } = issue(seed, hash);
        const { e, reconstruction, issuer } = certificate;
        const key = ecqv.accept(openssl, store, request, certificate)!;
        expect(toHex(key.public)).toBe(toHex(ecqv.reconstructPublic(noble, curve, e, reconstruction, issuer)!));
        const signature = store.sign(key, 'sha256', hash);
        expect(openssl.verify(openssl.publicKey(curve, key.public)!, 'sha256', hash, signature)).toBe(true);
      }),
      few,
    );
  });

  it('is not accepted where e, r, the point or the issuer is another one', () => {
    const { store, request, certificate } = issue(7, openssl.hash('sha256'));
    const { e, r, issuer } = certificate;
    const next = (value: Uint8Array) => octets(integer(value) + 1n, 32);
    const changes = [
      { e: next(e) },
      { r: next(r) },
      { reconstruction: issuer },
      { issuer: request.public },
      { e: new Uint8Array(32) },
      { reconstruction: Uint8Array.of(2) },
      { issuer: new Uint8Array(33) },
    ];
    expect(ecqv.accept(openssl, store, request, certificate)).toBeDefined();
    for (const change of changes) {
      expect(ecqv.accept(openssl, store, request, { ...certificate, ...change })).toBeUndefined();
    }
  });

  it('takes all 256 bits of the hash, mod n', () => {
    const hash = new Uint8Array(32).fill(0xff);
    expect(integer(ecqv.exponent(curve, hash))).toBe((2n ** 256n - 1n) % domain(curve).n);
    const low = octets(5n, 32);
    expect(integer(ecqv.exponent(curve, low))).toBe(5n);
  });

  it('is not made for a request that is no point', () => {
    expect(ecqv.reconstructionValue(openssl, curve, new Uint8Array(33), octets(5n, 32))).toBeUndefined();
  });
});

describe('butterfly expansion', () => {
  it('gives cocoon keys that fit, for many j at once as for each alone', () => {
    fc.assert(
      fc.property(bytes(16), u32, fc.array(u32, { maxLength: 8 }), fc.nat(), (expansionKey, i, js, seed) => {
        const { store } = world(seed);
        const caterpillar = store.generate('P-256');
        const fs = butterfly.expand(openssl, 'P-256', expansionKey, 'cert', i, js);
        const points = butterfly.cocoonPublic(openssl, 'P-256', caterpillar.public, fs);
        expect(points.length).toBe(js.length);
        for (const [at, j] of js.entries()) {
          const [alone] = butterfly.expand(noble, 'P-256', expansionKey, 'cert', i, [j]);
          expect(toHex(fs[at]!)).toBe(toHex(alone!));
          expect(toHex(points[at]!)).toBe(toHex(store.expand(caterpillar, fs[at]!).public));
        }
      }),
      few,
    );
  });

  it('differs by use, i, j and expansion key', () => {
    const [key, other] = [new Uint8Array(16), new Uint8Array(16).fill(1)];
    const all = [
      butterfly.expand(openssl, 'P-256', key, 'cert', 1, [0, 1]),
      butterfly.expand(openssl, 'P-256', key, 'enc', 1, [0, 1]),
      butterfly.expand(openssl, 'P-256', key, 'cert', 0, [0, 1]),
      butterfly.expand(openssl, 'P-256', other, 'cert', 1, [0, 1]),
    ].flat();
    expect(new Set(all.map(toHex)).size).toBe(8);
  });

  it('drops only the key that a device has steered to the point at infinity, and all of a bad caterpillar key', () => {
    const fs = butterfly.expand(openssl, 'P-256', new Uint8Array(16), 'cert', 3, [0, 1, 2]);
    const minus = octets(domain('P-256').n - integer(fs[1]!), 32);
    const points = butterfly.cocoonPublic(openssl, 'P-256', openssl.multiplyBase('P-256', minus), fs);
    expect(points.map((point) => point !== undefined)).toEqual([true, false, true]);
    const none = butterfly.cocoonPublic(openssl, 'P-256', new Uint8Array(33), fs);
    expect(none).toEqual([undefined, undefined, undefined]);
  });
});

describe('linkage', () => {
  it('gives the values of many j at once as of each alone, with either provider', () => {
    fc.assert(
      fc.property(bytes(2), bytes(16), fc.array(u32, { maxLength: 8 }), (laId, seed, js) => {
        const many = linkage.preLinkageValues(openssl, laId, seed, js);
        const each = js.map((j) => linkage.preLinkageValues(noble, laId, seed, [j])[0]!);
        expect(many.map(toHex)).toEqual(each.map(toHex));
        expect(many.every((value) => value.length === 9)).toBe(true);
      }),
    );
  });

  it('adds to a whole device at once what it gives for each j, from whatever octets it is added to', () => {
    fc.assert(
      fc.property(bytes(2), bytes(16), fc.array(u32, { maxLength: 8 }), fc.nat(9), (laId, seed, js, at) => {
        const out = new Uint8Array(at + 9 * js.length + 1).fill(0x55);
        linkage.addPreLinkageValues(seed, linkage.linkageBlocks(laId, js), out, at);
        const given = linkage.preLinkageValues(openssl, laId, seed, js).flatMap((value) => [...value]);
        expect([...out]).toEqual([...Array(at).fill(0), ...given, 0].map((octet) => octet ^ 0x55));
      }),
    );
  });

  it('goes on along the chain of seeds step by step', () => {
    fc.assert(
      fc.property(bytes(2), bytes(16), fc.nat(20), fc.nat(20), (laId, seed, a, b) => {
        const there = linkage.laterSeed(openssl, laId, linkage.laterSeed(openssl, laId, seed, a), b);
        expect(toHex(there)).toBe(toHex(linkage.laterSeed(noble, laId, seed, a + b)));
      }),
    );
  });

  it('takes the value of either authority off again by xor', () => {
    fc.assert(
      fc.property(bytes(9), bytes(9), (one, two) => {
        expect(toHex(linkage.linkageValue(linkage.linkageValue(one, two), two))).toBe(toHex(one));
      }),
    );
  });

  it('refuses an authority id or a seed of the wrong length', () => {
    expect(() => linkage.nextSeed(openssl, new Uint8Array(3), new Uint8Array(16))).toThrow(RangeError);
    expect(() => linkage.preLinkageValues(openssl, new Uint8Array(2), new Uint8Array(15), [0])).toThrow(RangeError);
  });
});
