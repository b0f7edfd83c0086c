/** Every case of the test PKI through the verifier, under both providers. */
import { describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { repeatable } from '../../src/crypto/repeatable.ts';
import { withSm } from '../../src/crypto/sm.ts';
import { Builder, type Built } from '../../src/testpki/case.ts';
import { fieldOf } from '../../src/testpki/field.ts';
import { Forge } from '../../src/testpki/forge.ts';
import { settingAt, USUAL_TIME } from '../../src/testpki/setting.ts';
import { cases } from '../../src/testpki/table.ts';
import { decodeCertificate } from '../../src/trust/certificate.ts';
import { type Finding, results } from '../../src/trust/result.ts';
import { fault } from '../field.ts';
import { hear, verdict } from './receiver.ts';

function make(seed = 'test', count = Infinity): readonly Built[] {
  const setting = settingAt(USUAL_TIME);
  const forge = new Forge(repeatable(openssl), seed);
  const builder = new Builder(forge, setting);
  return cases(setting, forge)
    .slice(0, count)
    .map((row) => builder.build(row));
}
const built = make();

/** Verifies each signature once: root, ICA and ACA are the same in most cases. */
function once(crypto: CryptoProvider): CryptoProvider {
  const known = new Map<string, boolean>();
  return {
    ...crypto,
    verify(key, hash, message, signature) {
      const name = [key.octets, message, signature.r, signature.s].map(toHex).join();
      const had = known.get(name) ?? crypto.verify(key, hash, message, signature);
      known.set(name, had);
      return had;
    },
  };
}

describe.each([openssl, noble].map(once))('$name', (crypto) => {
  test.each(built.map((b) => [b.case.id, b.case.expected, b] as const))('%s: %s', (_, expected, b) => {
    const octets = b.chain.map((c) => c.record.octets);
    const { refusal, before } = hear(crypto, { ...b, chain: octets });
    expect(refusal?.result ?? 'success').toBe(expected);
    expect(refusal && where(b, refusal.finding)).toEqual(fieldOf(b.case.id));
    expect([...before, ...(refusal ? [refusal] : [])].map((r) => fault(r.finding)).filter((f) => f !== '')).toEqual([]);
  });
});

describe('with SM2 on', () => {
  const crypto = withSm(once(openssl));
  // They name SM2 or SM3 where neither is: then it is not the name that is wrong.
  const OTHER: Readonly<Record<string, string>> = {
    'spdu-hash-sm3': 'inconsistentInputParameters',
    'critical-sm2': 'inconsistentInputParameters',
    'critical-sm2-key': 'cryptoVerificationFailure',
    'critical-issuer': 'inconsistentInputParameters',
  };
  const heard = built.map((b) => [b.case.id, verdict(crypto, { ...b, chain: b.chain.map((c) => c.record.octets) })]);

  test('each case gets the verdict that it has elsewhere; those that name it are refused for another reason', () => {
    expect(heard).toEqual(built.map(({ case: c }) => [c.id, OTHER[c.id] ?? c.expected]));
  });
});

/** Whose certificate it is in, told by the octets a receiver has of it. */
function where({ chain }: Built, { field, certificate }: Finding) {
  const idOf = ({ record }: (typeof chain)[number]) => {
    const read = decodeCertificate(openssl, record.octets);
    return read.ok ? read.record.id : undefined;
  };
  return { of: certificate === undefined ? 'spdu' : chain.find((c) => idOf(c) === certificate)?.role, name: field };
}

describe('the table', () => {
  test('names each case once, by a word that a file can have', () => {
    const ids = built.map((b) => b.case.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9-]+$/.test(id))).toEqual([]);
  });
  test('has an accepting and a refusing case for each rule', () => {
    const of = (rule: string) =>
      new Set(built.filter((b) => b.case.rule === rule).map((b) => b.case.expected === 'success'));
    const rules = [...new Set(built.filter((b) => !b.case.id.startsWith('role-')).map((b) => b.case.rule))];
    expect(rules.length).toBeGreaterThan(40);
    expect(rules.filter((rule) => of(rule).size < 2)).toEqual([]);
  });
  test('comes to each result that a chain or a message alone can have', () => {
    const seen = new Set(built.map((b) => b.case.expected));
    const elsewhere = new Set([
      ...['generationLocationNotAvailable', 'noGenerationLocation', 'generationLocationTooDistant', 'replayedSpdu'],
      ...['chainTooLong', 'chainTooLongForSDEE', 'expiryDateTooEarly', 'extDataHashMismatch', 'noExtDataHashProvided'],
    ]);
    expect(Object.keys(results).filter((r) => !seen.has(r as never) && !elsewhere.has(r))).toEqual([]);
  });
  test('comes out the same from the same seed, and with other keys from another', () => {
    const print = (all: readonly Built[]) => all.map((b) => toHex(b.spdu ?? b.chain.at(-1)!.record.octets)).join('\n');
    expect(print(make())).toBe(print(built));
    const few = built.slice(0, 5);
    expect(print(make('test', 5))).toBe(print(few));
    expect(print(make('other', 5))).not.toBe(print(few));
  });
});
