/** To whom is encrypted: to those whose certificates hold, or to nobody. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type { Duration, EccP256CurvePoint, PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { type Addressing, encryptTo } from '../../src/secure/address.ts';
import { decrypt } from '../../src/secure/decrypt.ts';
import { encryptionKey, LONGEST_PLAINTEXT, type Recipient } from '../../src/secure/encrypt.ts';
import { readCertificate, seriesOf } from '../../src/trust/certificate.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import {
  aca,
  at,
  crypto,
  ica,
  implicitUnder,
  keys,
  NOW,
  PSIDS,
  random,
  root,
  START,
  selfSigned,
  under,
} from '../pki.ts';
import { data, presharedParty, responseParty, sharedParty, signedParty } from './parties.ts';

const content = Uint8Array.of(3, 0x80, 1, 7);
const series = { cracaId: aca.record.id8.subarray(5), crlSeries: 3 };
const hours = (from: number, value: number) => ({
  start: START + from * 3600,
  duration: { tag: 'hours', value } satisfies Duration,
});
const permissions = [{ psid: PSIDS.tmc, ssp: undefined }];

function unit(part: object = {}, make = under, issuer: Holder = aca) {
  const key = keys.generate('P-256');
  const holder = make(issuer, 'unit', {
    ...{
      validityPeriod: hours(0, 169),
      appPermissions: permissions,
      encryptionKey: encryptionKey('P-256', key.public),
    },
    ...part,
  });
  return { holder, key, to: { to: 'certificate', certificate: holder.record } satisfies Recipient };
}
function world(now = NOW): Addressing {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  const revocations = new Revocations(crypto);
  return { crypto, random, clock: at(now), store, revocations };
}
const good = unit();

test('to a good certificate and to keys of other kinds is encrypted, and each opens it', () => {
  const others = [responseParty(), signedParty(), sharedParty()];
  const addressed = encryptTo(world(), content, [good.to, ...others.map((p) => p.to)]);
  if (!addressed.ok) throw new Error(addressed.sentence);
  const value = data(addressed.octets);
  const own = { as: 'certificate', certificate: good.holder.record, key: good.key } as const;
  for (const as of [own, ...others.map((p) => p.as)])
    expect(decrypt({ crypto, keys }, value, as)).toMatchObject({ ok: true, plaintext: content });
});

describe('to a certificate that does not hold nothing is encrypted, and the reason is the one of the standard', () => {
  const stranger = selfSigned('stranger', { certIssuePermissions: aca.record.tbs.certIssuePermissions });
  const own = selfSigned('its own', {
    certIssuePermissions: aca.record.tbs.certIssuePermissions,
    encryptionKey: encryptionKey('P-256', keys.generate('P-256').public),
  });
  const damaged = (() => {
    const octets = good.holder.record.octets.slice();
    octets[octets.length - 1]! ^= 1;
    return readCertificate(crypto, octets);
  })();
  const wide: PublicEncryptionKey = {
    supportedSymmAlg: 'aes128Ccm',
    publicKey: { tag: 'ecencSm2', value: { tag: 'compressed-y-0', value: new Uint8Array(32) } },
  };
  const certificate = (record: Holder['record']): Recipient => ({ to: 'certificate', certificate: record });
  const listed = unit(series);
  const revoked = (ids: readonly Uint8Array[], crlCraca = aca.record.id8): Addressing => {
    const context = world();
    const refusal = context.revocations.apply({
      version: 1,
      crlSeries: series.crlSeries,
      crlCraca,
      issueDate: START,
      nextCrl: START + 7 * 86_400,
      priorityInfo: { priority: undefined },
      typeSpecific: {
        tag: 'fullHashCrl',
        value: { crlSerial: 1, entries: ids.map((id) => ({ id, expiry: START + 86_400 })) },
      },
    });
    if (refusal) throw new Error(refusal.sentence);
    return context;
  };
  const required = { overdueSeconds: 0, requiredSeries: [seriesOf(series.cracaId, series.crlSeries)] };
  type Case = readonly [string, string, Recipient, Addressing?];
  const cases: readonly Case[] = [
    ['of an unknown issuer', 'notEnoughInformationToConstructChain', unit({}, under, stranger).to],
    ['that is its own root', 'chainEndedAtUntrustedRoot', certificate(own.record)],
    ['with a wrong signature', 'cryptoVerificationFailure', certificate(damaged)],
    ['that has expired', 'certificateExpired', unit({ validityPeriod: hours(0, 24) }).to],
    ['that is not valid yet', 'futureCertificateAtGenerationTime', unit({ validityPeriod: hours(25, 24) }).to],
    ['without an encryption key', 'inconsistentInputParameters', unit({ encryptionKey: undefined }).to],
    ['with a key for SM2', 'unsupportedCriticalInformationField', unit({ encryptionKey: wide }).to],
    [
      'with a key for SM4',
      'unsupportedCriticalInformationField',
      unit({ encryptionKey: { ...good.holder.record.tbs.encryptionKey, supportedSymmAlg: 'sm4Ccm' } }).to,
    ],
    ['that was revoked', 'certificateRevoked', listed.to, revoked([listed.holder.record.id10])],
    [
      'on whose list nothing is known, where there has to be one',
      'overdueCRL',
      listed.to,
      { ...world(), revocations: new Revocations(crypto, required) },
    ],
    ['that is implicit, of somebody who was never heard', 'cryptoVerificationFailure', unit({}, implicitUnder).to],
  ];
  test.each(cases.map(([name, result, to, context]) => ({ name, result, to, context })))(
    '$name: $result',
    ({ result, to, context = world() }) => {
      const addressed = encryptTo(context, content, [to]);
      expect(addressed.ok).toBe(false);
      if (addressed.ok) return;
      expect(addressed.refused.map((r) => [r.recipient, r.refusal.result])).toEqual([[0, result]]);
      expect(addressed.sentence).toContain(addressed.refused[0]!.refusal.sentence);
      expect(addressed.encryption).toBe('failOnAllCertificates');
    },
  );
  test('of the list but one that is not revoked: to it is encrypted', () => {
    expect(encryptTo(revoked([good.holder.record.id10]), content, [listed.to]).ok).toBe(true);
  });
  test('of an authority above that was revoked', () => {
    const named = { cracaId: root.record.id8.subarray(5), crlSeries: series.crlSeries };
    const { certIssuePermissions, validityPeriod } = aca.record.tbs;
    const issuer = under(ica, 'another aca', { certIssuePermissions, validityPeriod, ...named });
    const below = unit({}, under, issuer);
    const context = world();
    expect(context.store.addAuthority(issuer.record).ok).toBe(true);
    expect(encryptTo(context, content, [below.to]).ok).toBe(true);
    const { revocations } = revoked([issuer.record.id10], root.record.id8);
    expect(encryptTo({ ...context, revocations }, content, [below.to])).toMatchObject({
      ok: false,
      refused: [{ refusal: { result: 'certificateRevoked' } }],
    });
  });
  test('of an authority above that has expired', () => {
    const late = world((START + 6 * 31_556_952) * 1e6);
    const old = encryptTo(late, content, [good.to]);
    expect(old.ok ? '' : old.refused[0]?.refusal.result).toBe('certificateExpired');
  });
});

test('an implicit certificate is encrypted to once its holder was heard', () => {
  const context = world();
  const quiet = unit({}, implicitUnder);
  expect(encryptTo(context, content, [quiet.to]).ok).toBe(false);
  const judged = context.store.judge(quiet.holder.record);
  if (!judged.ok) throw new Error(judged.sentence);
  // What a verdict does when a signature of the holder has held.
  context.store.remember(judged);
  const addressed = encryptTo(context, content, [quiet.to]);
  expect(addressed.ok).toBe(true);
  const own = { as: 'certificate', certificate: quiet.holder.record, key: quiet.key } as const;
  if (addressed.ok) expect(decrypt({ crypto, keys }, data(addressed.octets), own)).toMatchObject({ ok: true });
});

describe('one that does not hold, and nobody gets it', () => {
  const expired = unit({ validityPeriod: hours(0, 24) });
  const strange: Recipient = {
    to: 'key',
    key: {
      supportedSymmAlg: 'aes128Ccm',
      publicKey: { tag: 'eciesNistP256', value: { tag: 'x-only', value: new Uint8Array(32) } },
    },
  };
  test.each([
    ['failOnSomeCertificates', [good.to, expired.to], [1]],
    ['failOnAllCertificates', [expired.to, expired.to, sharedParty().to], [0, 1]],
    ['incorrectInputs', [good.to, strange], [1]],
    ['incorrectInputs', [expired.to, strange], [0, 1]],
    ['incorrectInputs', [], []],
    ['incorrectInputs', [good.to, presharedParty().to], []],
  ] as const)('%s', (encryption, recipients, at) => {
    const addressed = encryptTo(world(), content, recipients);
    expect(addressed).toMatchObject({ ok: false, encryption });
    if (addressed.ok) return;
    expect(addressed.refused.map((r) => r.recipient)).toEqual(at);
    expect(addressed.sentence).toMatch(/\w/);
  });
  test('nor where CCM cannot take so much', () => {
    const long = new Uint8Array(LONGEST_PLAINTEXT + 1);
    expect(encryptTo(world(), long, [sharedParty().to])).toMatchObject({ ok: false, encryption: 'incorrectInputs' });
  });
});

/** y of another parity would hash otherwise; this one is on no curve. */
const bentPoint = (point: Uint8Array): EccP256CurvePoint => {
  const whole = crypto.uncompress('P-256', point);
  return { tag: 'uncompressedP256', value: { x: whole.slice(1, 33), y: whole.slice(33).with(0, whole[33]! ^ 1) } };
};
test('an implicit certificate is encrypted to whoever spoiled the form in which its holder was heard', () => {
  const context = world();
  const quiet = unit({}, implicitUnder);
  const { value, tbs } = quiet.holder.record;
  const bent = { tag: 'eciesNistP256', value: bentPoint(quiet.key.public) } as const;
  const changed = { ...tbs, encryptionKey: { ...tbs.encryptionKey!, publicKey: bent } };
  const toBeSigned = { value: changed, octets: coer(ToBeSignedCertificate).encode(changed) };
  // Nothing signed says in which form its certificate came along: anybody can send it again with another one.
  const judged = context.store.judge(readCertificate(crypto, coer(Certificate).encode({ ...value, toBeSigned })));
  if (!judged.ok) throw new Error(judged.sentence);
  context.store.remember(judged);
  expect(encryptTo(context, content, [quiet.to]).ok).toBe(true);
});
test.each(['verifyKeyIndicator', 'encryptionKey'] as const)(
  'a certificate that hashes as a known good one, with a point beside the curve for its %s, is not encrypted to',
  (field) => {
    const context = world();
    const judged = context.store.judge(good.holder.record);
    if (!judged.ok) throw new Error(judged.sentence);
    context.store.remember(judged);
    const { record } = good.holder;
    const aes128Ccm = 'aes128Ccm' as const;
    const change = {
      encryptionKey: {
        supportedSymmAlg: aes128Ccm,
        publicKey: { tag: 'eciesNistP256', value: bentPoint(good.key.public) },
      },
      verifyKeyIndicator: {
        tag: 'verificationKey',
        value: { tag: 'ecdsaNistP256', value: bentPoint(good.holder.key.public) },
      },
    } as const;
    const tbs = { ...record.tbs, [field]: change[field] };
    const toBeSigned = { value: tbs, octets: coer(ToBeSignedCertificate).encode(tbs) };
    const bent = readCertificate(crypto, coer(Certificate).encode({ ...record.value, toBeSigned }));
    expect(bent.hash).toEqual(record.hash);
    expect(encryptTo(context, content, [{ to: 'certificate', certificate: bent }]).ok).toBe(false);
    expect(encryptTo(context, content, [good.to]).ok).toBe(true);
  },
);
