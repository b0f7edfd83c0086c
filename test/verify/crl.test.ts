import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { CrlContents, CrlContents2016, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import type { Signing } from '../../src/secure/sign.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { seriesOf } from '../../src/trust/certificate.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { type RevocationPolicy, Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { takeCrl } from '../../src/verify/crl.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, all, crypto, ica, keys, NOW, PSIDS, root, START, selfSigned, under } from '../pki.ts';
import { payload as request, signed } from './srm.ts';

const NOW_SECONDS = Math.floor(NOW / 1e6);
const permission = (associatedCraca: 'isCraca' | 'issuerIsCraca', ...crls: number[]) => ({
  psid: PSIDS.crl,
  ssp: { tag: 'opaque', value: coer(CrlSsp).encode({ version: 1, associatedCraca, crls }) } as const,
});
const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });
/** A CA that signs its own lists, one that has somebody sign them, and a holder of the PSID with no SSP. */
const craca = under(ica, 'craca', {
  appPermissions: [permission('isCraca', 3)],
  certIssuePermissions: [all(1)],
  validityPeriod: years(5),
});
const generator = under(aca, 'generator', {
  appPermissions: [permission('issuerIsCraca', 3)],
  validityPeriod: years(1),
});
const bare = under(aca, 'bare', { appPermissions: [{ psid: PSIDS.crl, ssp: undefined }], validityPeriod: years(1) });

/** A request signer that is revoked by the list below, in series 3 of the CRACA. */
const suspect = (by: Holder) =>
  under(by, 'suspect', {
    appPermissions: [{ psid: PSIDS.srm, ssp: undefined }],
    cracaId: by.record.id8.slice(5),
    crlSeries: 3,
    validityPeriod: years(1),
  });
const ours = suspect(craca);
const theirs = suspect(aca);
const contents = (of: Holder, change: Partial<CrlContents> = {}): CrlContents => ({
  version: 1,
  crlSeries: 3,
  crlCraca: of.record.id8,
  issueDate: START,
  nextCrl: START + 7 * 86_400,
  priorityInfo: { priority: undefined },
  typeSpecific: {
    tag: 'fullHashCrl',
    value: {
      crlSerial: 1,
      entries: [ours, theirs].map(({ record }) => ({ id: record.hash.slice(-10), expiry: START + 86_400 * 400 })),
    },
  },
  ...change,
});
function crl(by: Holder, of: CrlContents | Uint8Array, change: Partial<Signing> = {}): Uint8Array {
  const payload = of instanceof Uint8Array ? of : coer(CrlContents).encode(of);
  const signer = { form: 'certificate', certificate: by.record } as const;
  return signSpdu({ crypto, keys, key: by.key, psid: PSIDS.crl, payload, signer, ...change });
}
const hashes = { tag: 'fullHashCrl', value: { crlSerial: 1, entries: [] } } as const;
const groups = { tag: 'fullLinkedCrl', value: { iRev: 1, indexWithinI: 0, groups: [] } } as const;
/** The list of none that it ends with, of two thousand million by its own account. */
function counting(typeSpecific: CrlContents['typeSpecific']): Uint8Array {
  const octets = coer(CrlContents).encode(contents(craca, { typeSpecific }));
  expect([...octets.subarray(-2)]).toEqual([1, 0]);
  return Uint8Array.of(...octets.subarray(0, -2), 4, 0x7f, 0xff, 0xff, 0xff);
}
function unit(now = NOW, policy?: RevocationPolicy) {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca, craca]) expect(store.addAuthority(record)).toMatchObject({ ok: true });
  const revocations = new Revocations(crypto, policy);
  const clock = { at: now, now: () => clock.at };
  return {
    clock,
    take: (octets: Uint8Array) => takeCrl({ crypto, clock, store, revocations }, octets)?.result,
    hear: (by: Holder, change: Partial<Signing> = {}) => {
      const spdu = signed(by, { generationTime: clock.at, ...change });
      const v = new Verifier({ crypto, clock, store, revocations }).verify(spdu);
      return v.ok ? 'accepted' : v.result;
    },
  };
}

describe('a signed CRL (7.4)', () => {
  test('B17: of the CRACA itself, or of whom it entitled, is taken, and whom it names is refused', () => {
    for (const [by, of, who] of [
      [craca, craca, ours],
      [generator, aca, theirs],
    ] as const) {
      const { take, hear } = unit();
      expect(hear(who)).toBe('accepted');
      expect(take(crl(by, contents(of)))).toBeUndefined();
      expect(hear(who)).toBe('certificateRevoked');
    }
  });
  test('one by hash of the edition of 2016, without extension markers in its entries, is read as well', () => {
    const { take, hear } = unit();
    const old = coer(CrlContents2016).encode(contents(craca));
    expect(coer(CrlContents).decode(old).ok).toBe(false);
    expect(take(crl(craca, old))).toBeUndefined();
    expect(hear(ours)).toBe('certificateRevoked');
  });
  test('a digest says who signed it as well, where the signer is a CA we know', () => {
    const { take } = unit();
    expect(
      take(crl(craca, contents(craca), { signer: { form: 'digest', certificate: craca.record } })),
    ).toBeUndefined();
  });
  test('B19: a revoked CA takes all below it with it', () => {
    const part = { certIssuePermissions: [all(1)], validityPeriod: years(5) };
    const lost = under(ica, 'lost', { ...part, cracaId: craca.record.id8.slice(5), crlSeries: 3 });
    const below = under(lost, 'below', {
      appPermissions: [{ psid: PSIDS.srm, ssp: undefined }],
      validityPeriod: years(1),
    });
    const entries = [{ id: lost.record.hash.slice(-10), expiry: START + 86_400 * 400 }];
    const typeSpecific = { tag: 'fullHashCrl', value: { crlSerial: 1, entries } } as const;
    const { take, hear } = unit();
    const along = { signer: { form: 'certificate', certificate: below.record, issuers: [lost.record] } } as const;
    expect(hear(below, along)).toBe('accepted');
    expect(take(crl(craca, contents(craca, { typeSpecific })))).toBeUndefined();
    // Its chain was judged before the list came: the verdict of now counts.
    expect(hear(below, along)).toBe('certificateRevoked');
  });
  test.each<[string, string, () => Uint8Array]>([
    ['of a series the signer may not sign', 'unauthorizedPSID', () => crl(craca, contents(craca, { crlSeries: 4 }))],
    ['of another CRACA than the signer', 'unauthorizedPSID', () => crl(craca, contents(aca))],
    ['of the signer, where its issuer is the CRACA', 'unauthorizedPSID', () => crl(generator, contents(generator))],
    ['of a CRACA above the issuer', 'unauthorizedPSID', () => crl(generator, contents(ica))],
    ['signed without CrlSsp', 'unauthorizedPSID', () => crl(bare, contents(aca))],
    ['signed by a CA without the PSID', 'unauthorizedPSID', () => crl(aca, contents(aca))],
    ['signed by who may sign requests', 'unauthorizedPSID', () => crl(ours, contents(craca))],
    [
      'signed by a root nobody trusts',
      'chainEndedAtUntrustedRoot',
      () => {
        const own = selfSigned('own', { appPermissions: [permission('isCraca', 3)] });
        return crl(own, contents(own));
      },
    ],
    [
      'issued in the future, after which today’s would count as old,',
      'generationTimeTooFarInFuture',
      () => crl(craca, contents(craca, { issueDate: NOW_SECONDS + 3602, nextCrl: NOW_SECONDS + 86_400 })),
    ],
    ['with nextCrl at issueDate', 'spduParsingInvalidInput', () => crl(craca, contents(craca, { nextCrl: START }))],
    ['that is no CrlContents', 'spduParsingInvalidInput', () => crl(craca, request)],
    [
      'with an octet behind it',
      'spduParsingInvalidInput',
      () => crl(craca, Uint8Array.of(...coer(CrlContents).encode(contents(craca)), 0)),
    ],
    ['that counts entries it does not have', 'spduParsingInvalidInput', () => crl(craca, counting(hashes))],
    ['that counts groups it does not have', 'spduParsingInvalidInput', () => crl(craca, counting(groups))],
    [
      'with neither devices nor groups',
      'spduParsingInvalidInput',
      () =>
        crl(craca, contents(craca, { typeSpecific: { tag: 'fullLinkedCrl', value: { iRev: 1, indexWithinI: 0 } } })),
    ],
    [
      'with a generationTime',
      'inconsistentInputParameters',
      () => crl(craca, contents(craca), { generationTime: NOW }),
    ],
    ['with an expiryTime', 'inconsistentInputParameters', () => crl(craca, contents(craca), { expiryTime: NOW + 1e6 })],
    [
      'with a generationLocation',
      'inconsistentInputParameters',
      () => crl(craca, contents(craca), { generationLocation: { latitude: 0, longitude: 0, elevation: 0 } }),
    ],
    [
      'with a learning request',
      'inconsistentInputParameters',
      () => crl(craca, contents(craca), { header: { p2pcdLearningRequest: new Uint8Array(3) } }),
    ],
    [
      'that asks for another CRL',
      'inconsistentInputParameters',
      () =>
        crl(craca, contents(craca), { header: { missingCrlIdentifier: { cracaId: new Uint8Array(3), crlSeries: 1 } } }),
    ],
    ['under another PSID', 'unauthorizedPSID', () => crl(craca, contents(craca), { psid: PSIDS.srm })],
    [
      'with one bit of it changed',
      'cryptoVerificationFailure',
      () => {
        const octets = crl(craca, contents(craca));
        const at = Buffer.from(octets).indexOf(Buffer.from(ours.record.hash.slice(-10)));
        octets[at]! ^= 1;
        return octets;
      },
    ],
  ])('%s is refused as %s, and changes nothing', (_, result, make) => {
    const { take, hear } = unit();
    expect(take(make())).toBe(result);
    expect([hear(ours), hear(theirs)]).toEqual(['accepted', 'accepted']);
  });
  test('is refused before its signer’s certificate is valid, and after', () => {
    const late = under(aca, 'late', {
      appPermissions: [permission('isCraca', 3)],
      validityPeriod: { start: START + 200_000, duration: { tag: 'hours', value: 1 } },
    });
    const list = crl(late, contents(late));
    const when = (seconds: number) => unit((START + seconds) * 1e6).take(list);
    expect([when(199_999), when(200_000), when(203_599), when(203_600)]).toEqual([
      'futureCertificateAtGenerationTime',
      undefined,
      undefined,
      'certificateExpired',
    ]);
  });
  test('by a clock an hour ahead is taken', () => {
    const { take, hear } = unit();
    const ahead = { issueDate: NOW_SECONDS + 3600, nextCrl: NOW_SECONDS + 86_400 };
    expect(take(crl(craca, contents(craca, ahead)))).toBeUndefined();
    expect(hear(ours)).toBe('certificateRevoked');
  });
  describe('whose signer is of the series it signs', () => {
    const part = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
    const tbs = { appPermissions: [permission('issuerIsCraca', 3)], validityPeriod: years(1), ...part };
    const own = under(aca, 'own', tbs);
    const required = [seriesOf(part.cracaId, 3)];
    const list = (by: Holder, day: number, entries: readonly Holder[] = []) => {
      const named = entries.map(({ record }) => ({ id: record.hash.slice(-10), expiry: START + 86_400 * 400 }));
      const typeSpecific = { tag: 'fullHashCrl', value: { crlSerial: day + 1, entries: named } } as const;
      const [issueDate, nextCrl] = [START + day * 86_400, START + (day + 7) * 86_400];
      return crl(by, contents(aca, { issueDate, nextCrl, typeSpecific }));
    };
    test('is the first of a series without which nobody of it is heard', () => {
      const { take, hear } = unit(NOW, { overdueSeconds: 0, requiredSeries: required });
      expect(hear(theirs)).toBe('overdueCRL');
      expect(take(list(own, 0))).toBeUndefined();
      expect(hear(theirs)).toBe('accepted');
    });
    test('is taken when the one before it has long been overdue', () => {
      const { take, hear, clock } = unit(NOW, { overdueSeconds: 0, requiredSeries: required });
      expect(take(list(own, 0))).toBeUndefined();
      clock.at += 60 * 86_400e6;
      expect(hear(theirs)).toBe('overdueCRL');
      expect(take(list(own, 60, [ours]))).toBeUndefined();
      expect(hear(theirs)).toBe('accepted');
    });
    test('B17: is refused once its signer is on a list, overdue or not', () => {
      const { take, hear, clock } = unit(NOW, { overdueSeconds: 0, requiredSeries: required });
      expect(take(list(own, 0, [own]))).toBeUndefined();
      expect(take(list(own, 1))).toBe('certificateRevoked');
      clock.at += 60 * 86_400e6;
      expect(take(list(own, 60))).toBe('certificateRevoked');
      expect(hear(theirs)).toBe('overdueCRL');
      expect(take(list(generator, 60))).toBeUndefined();
      expect(hear(theirs)).toBe('accepted');
    });
  });
  test('outlives the octets it came in', () => {
    const { take, hear } = unit();
    const octets = crl(craca, contents(craca));
    expect(take(octets)).toBeUndefined();
    octets.fill(0);
    expect(hear(ours)).toBe('certificateRevoked');
  });
});
