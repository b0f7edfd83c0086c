import { describe, expect, test } from 'vitest';
import { compress, ecdsaSignature, keyOf, sec1, signatureOf } from '../../src/trust/point.ts';
import { crypto, keys } from '../pki.ts';

const octets = (size: number, last: number) => new Uint8Array(size).fill(1).with(size - 1, last);
const x = octets(32, 7);

describe('a point', () => {
  test('is the same in SEC 1 octets, and whole or compressed', () => {
    const { public: point } = keys.generate('P-256');
    const whole = crypto.uncompress('P-256', point);
    const written = { tag: 'uncompressedP256', value: { x: whole.slice(1, 33), y: whole.slice(33) } } as const;
    expect(sec1(written)).toEqual(whole);
    expect(sec1(compress(written))).toEqual(point);
  });
  test('x-only and fill are no point, and no key', () => {
    for (const point of [{ tag: 'x-only', value: x } as const, { tag: 'fill', value: null } as const]) {
      expect(sec1(point)).toBeUndefined();
      expect(keyOf({ tag: 'ecdsaNistP256', value: point })).toBeUndefined();
    }
  });
  test('forms of the future are no key of ours, and SM2 only where the provider has it', () => {
    const sm2 = { tag: 'ecsigSm2', value: { tag: 'compressed-y-0', value: x } } as const;
    expect(keyOf(sm2)).toBeUndefined();
    expect(keyOf(sm2, true)).toEqual({ curve: 'SM2', point: Uint8Array.of(2, ...x) });
    expect(keyOf({ ...sm2, value: { tag: 'x-only', value: x } }, true)).toBeUndefined();
    expect(keyOf({ tag: '?', value: { index: 9, octets: x } })).toBeUndefined();
  });
});

describe('a signature', () => {
  const p256 = (rSig: Parameters<typeof sec1>[0], sSig = x) =>
    signatureOf({ tag: 'ecdsaNistP256Signature', value: { rSig, sSig } } as never);
  test('has the same r whichever form R came in, and a nonce point only where it was stated', () => {
    expect(p256({ tag: 'x-only', value: x })).toEqual({ curve: 'P-256', r: x, s: x, nonce: undefined });
    expect(p256({ tag: 'compressed-y-0', value: x })).toMatchObject({ r: x, nonce: Uint8Array.of(2, ...x) });
    expect(p256({ tag: 'compressed-y-1', value: x })).toMatchObject({ r: x, nonce: Uint8Array.of(3, ...x) });
    expect(p256({ tag: 'uncompressedP256', value: { x, y: x } })).toMatchObject({
      r: x,
      nonce: Uint8Array.of(4, ...x, ...x),
    });
  });
  test('r is x reduced by the order of the curve; beyond the field it is left for the provider to refuse', () => {
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
    const of = (v: bigint) => Uint8Array.from(Buffer.from(v.toString(16).padStart(64, '0'), 'hex'));
    const r = (v: bigint) => p256({ tag: 'x-only', value: of(v) })?.r;
    expect(r(n - 1n)).toEqual(of(n - 1n));
    expect(r(n)).toEqual(of(0n));
    expect(r(p - 1n)).toEqual(of(p - 1n - n));
    expect(r(p)).toEqual(of(p));
  });
  test('without x, of the future, or by SM2 without a provider for it is none', () => {
    expect(p256({ tag: 'fill', value: null })).toBeUndefined();
    const sm2 = { tag: 'sm2Signature', value: { rSig: x, sSig: octets(32, 9) } } as const;
    expect(signatureOf(sm2)).toBeUndefined();
    const parts = { curve: 'SM2', r: x, s: octets(32, 9), nonce: undefined } as const;
    expect(signatureOf(sm2, true)).toEqual(parts);
    expect(ecdsaSignature('SM2', parts)).toEqual(sm2);
    expect(signatureOf({ tag: '?', value: { index: 9, octets: x } })).toBeUndefined();
  });
});
