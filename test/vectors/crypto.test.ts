import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';
import { cryptoSuites } from '../../src/vectors/crypto.ts';
import { curveOf, hashOf, octets } from '../../src/vectors/field.ts';

type Vector = Record<string, unknown> & { id: string };
const folder = new URL('../../../shared/vectors/crypto/', import.meta.url);
const names = Object.keys(cryptoSuites);
function vectors(name: string): Vector[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')).vectors as Vector[];
}

/** The paths of all fields that hold hex, into nested objects and lists. */
function hexFields(value: object, path: readonly string[] = []): (readonly string[])[] {
  return Object.entries(value).flatMap(([name, field]) => {
    if (typeof field === 'string') return /^([0-9a-f]{2})+$/.test(field) ? [[...path, name]] : [];
    return typeof field === 'object' && field !== null ? hexFields(field, [...path, name]) : [];
  });
}
/** A copy of the vector with the last digit of one field changed, or without the field. */
function change(vector: Vector, path: readonly string[], remove: boolean): Vector {
  const copy = structuredClone(vector);
  let at: Record<string, unknown> = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  const name = path.at(-1)!;
  const text = at[name] as string;
  const digit = (Number.parseInt(text.at(-1)!, 16) ^ 1).toString(16);
  if (remove) delete at[name];
  else at[name] = text.slice(0, -1) + digit;
  return copy;
}
/** Read off a certificate, which is the work of the certificate suites; and the one that has to be wrong. */
const elsewhere = new Set(['preamble', 'cracaId', 'binaryId', 'circular', 'p1AsPrintedWrong']);

if (!existsSync(folder)) {
  describe.skip('vector files (skipped: ../shared/vectors/crypto is not there)', () => {
    it('are read', () => expect(existsSync(folder)).toBe(true));
  });
} else {
  describe.each([openssl, noble, webcrypto])('with $name', (crypto) => {
    it.each(names)('every vector of %s is reproduced', (name) => {
      const failed = vectors(name).flatMap((vector) => {
        const differs = cryptoSuites[name]!(vector, crypto);
        return differs === undefined ? [] : [`${vector.id}: ${differs}`];
      });
      expect(failed).toEqual([]);
    });

    it('every signature has the same answer by promise', async () => {
      const wrong: string[] = [];
      let asked = 0;
      for (const vector of vectors('ecdsa-verify-p1363')) {
        const key = crypto.publicKey(curveOf(vector), octets(vector, 'pub'))!;
        const signature = { r: octets(vector, 'r'), s: octets(vector, 's') };
        const got = await crypto.verifyLater(key, hashOf(vector), octets(vector, 'msg'), signature);
        if (got !== vector.valid) wrong.push(vector.id);
        asked++;
      }
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(600);
    });
  });

  describe('a suite', () => {
    it.each(names)('%s compares every field that its vectors give', (name) => {
      const missed = new Set<string>();
      for (const vector of vectors(name).slice(0, 40)) {
        if (vector.valid === false) continue; // stays invalid when changed
        for (const path of hexFields(vector)) {
          if (path[0] === 'id' || elsewhere.has(path.at(-1)!)) continue;
          if (cryptoSuites[name]!(change(vector, path, false), openssl) === undefined) missed.add(path.join('.'));
        }
      }
      expect([...missed]).toEqual([]);
    });

    it.each(names)('%s answers, and does not throw, where a field is missing', (name) => {
      for (const vector of vectors(name).slice(0, 3)) {
        for (const path of hexFields(vector)) {
          expect(['string', 'undefined']).toContain(typeof cryptoSuites[name]!(change(vector, path, true), openssl));
        }
      }
    });
  });
}

describe('a vector suite', () => {
  it.each(names)('%s does not pass an empty vector', (name) => {
    expect(cryptoSuites[name]!({}, openssl)).toBeTypeOf('string');
  });

  it('says so where a curve or a parameter is unsupported', () => {
    const sm2 = { curve: 'SM2', pub: '04', msg: '', r: '', s: '' };
    expect(cryptoSuites['ecdsa-verify-p1363']!(sm2, openssl)).toBe('curve: SM2 is unsupported');
    expect(cryptoSuites['aes-ccm-128']!({ aad: '00' }, openssl)).toBe('aad: 00 is unsupported');
    expect(cryptoSuites['butterfly-expansion']!({ cipher: 'SM4' }, openssl)).toBe('cipher: SM4 is unsupported');
  });
});
