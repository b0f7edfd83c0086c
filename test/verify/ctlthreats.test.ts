/** Trust lists that must not be taken, and what they may cost. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { FullIeeeTbsCtl, SequenceOfCertificate } from '../../asn1/ieee1609dot2dot1/management.ts';
import { unsecured } from '../../src/secure/sign.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { PSID } from '../../src/verify/profile.ts';
import { all, crypto, keys, NOW, PSIDS, START, under } from '../pki.ts';
import {
  DAY,
  elector,
  encoded,
  file,
  id48,
  type List,
  leaving,
  role,
  rootOn,
  selfOn,
  signedList,
  tbsOf,
  vote,
} from './ctls.ts';

const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => elector(name)) as [
  Holder,
  Holder,
  Holder,
  Holder,
  Holder,
];
const [east, west] = ['east', 'west'].map((name) => rootOn(name)) as [Holder, Holder];
const BAD = 'cryptoVerificationFailure';
const first: List = { number: 1, electors: [a, b, c], roots: [east], quorum: 2 };
const tbs = encoded(first);
const forged = (spdu: Uint8Array): Uint8Array => spdu.with(spdu.length - 5, spdu.at(-5)! ^ 1);

/** The verdict over octets, of a device that is as it was after each that is refused. */
function judged(octets: Uint8Array, factory: Partial<Parameters<typeof leaving>[0]> = {}) {
  const device = leaving({ electors: [a, b, c], ...factory });
  const state = device.state();
  const taken = device.take(octets);
  if (!taken?.ok) expect(device.state()).toBe(state);
  return {
    taken,
    word: taken === undefined ? 'known' : taken.ok ? 'taken' : taken.result,
    checks: device.counter.checks,
  };
}
const by = (...votes: readonly Uint8Array[]) => judged(file(tbs, votes, [east.record]));
/** Beside one good vote: this one does not make it two. */
const alone = (other: Uint8Array) => {
  const { taken, word } = by(vote(a, tbs), other);
  return taken && !taken.ok ? `${word}, ${taken.finding.found}` : word;
};
const found = (why: string) => `${BAD}, 1 of 3 electors; signatures.1: ${why}`;

describe('votes', () => {
  test('of a quorum take a list; of one less they do not', () => {
    expect(by(vote(a, tbs), vote(b, tbs)).word).toBe('taken');
    expect(by(vote(a, tbs)).taken).toMatchObject({
      ...{ result: BAD, sentence: 'not signed by enough electors of the list before', clause: '1609.2.1 7.3' },
      finding: { found: '1 of 3 electors', allowed: '2 or more' },
    });
  });
  test('of the same elector count once, the same or made anew', () => {
    const [one, two] = [vote(a, tbs), vote(a, tbs, { generationTime: START * 1e6 + 5 })];
    expect([by(one, one).word, by(one, two, one, two).word]).toEqual([BAD, BAD]);
    expect(by(...Array.from({ length: 100 }, () => one)).checks).toBe(1);
    expect(by(...Array.from({ length: 100 }, () => one), vote(b, tbs)).word).toBe('taken');
  });
  test('of electors of the new list alone count nothing', () => {
    const list = { ...first, electors: [a, d, e] };
    expect(judged(signedList(list, [d, e], [d, e, east])).word).toBe(BAD);
    expect(judged(signedList(list, [a, d, e], [d, e, east])).word).toBe(BAD);
    expect(judged(signedList(list, [a, d, e, c], [d, e, east])).word).toBe('taken');
  });
  test('have to be over this very list', () => {
    const other = encoded({ ...first, roots: [west] });
    const over = found('it is not over this list');
    expect(alone(vote(b, other))).toBe(over);
    for (const said of [
      { ctlSeriesId: Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1) },
      { ctlType: 2 },
      { sequenceNumber: 2 },
      { tbsCtlHash: crypto.hash('sha384', other) },
      { tbsCtlHash: new Uint8Array(48) },
    ])
      expect(alone(vote(b, tbs, { said }))).toBe(over);
    expect(alone(vote(b, tbs, { payload: Uint8Array.of(1, 2, 3) }))).toBe(over);
    expect(alone(vote(b, tbs, { payload: tbs }))).toBe(over);
  });
  test('have a signature that holds, by the key of the elector', () => {
    expect(alone(forged(vote(b, tbs)))).toContain('not a signature of the signer');
    expect(alone(vote({ record: b.record, key: a.key }, tbs))).toContain('not a signature of the signer');
  });
  test('are in the form of a signed PDU of the SCMS', () => {
    const signer = (change: object) =>
      alone(vote(b, tbs, { signer: { form: 'certificate', certificate: b.record, ...change } }));
    const one = found('its signer is not given as one certificate');
    expect(signer({ form: 'digest' })).toBe(one);
    expect(signer({ form: 'self' })).toBe(one);
    expect(signer({ issuers: [a.record] })).toBe(one);
    const header = found('its header is not PSID and generationTime');
    expect(alone(vote(b, tbs, { generationTime: undefined }))).toBe(header);
    expect(alone(vote(b, tbs, { expiryTime: NOW + 1e6 }))).toBe(header);
    expect(alone(vote(b, tbs, { generationLocation: { latitude: 1, longitude: 1, elevation: 1 } }))).toBe(header);
    expect(alone(vote(b, tbs, { header: { p2pcdLearningRequest: new Uint8Array(3) } }))).toBe(header);
    expect(alone(vote(b, tbs, { psid: PSIDS.crl }))).toContain('unauthorizedPSID');
    expect(alone(unsecured(tbs))).toBe(found('unsecuredData, where signed data is expected'));
    expect(alone(vote(b, tbs, { generationTime: NOW + 10e6 }))).toContain('generationTimeTooFarInFuture');
    expect(alone(vote(b, tbs, { generationTime: (START - 2 * DAY) * 1e6 }))).toContain(
      'futureCertificateAtGenerationTime',
    );
  });
  test('are of those that are listed, whatever somebody’s certificate says he is', () => {
    expect(alone(vote(d, tbs))).toBe(found('its signer is no elector of the list before'));
    const strange = elector('b');
    expect(alone(vote(strange, tbs))).toBe(found('its signer is no elector of the list before'));
    // An elector that certifies another makes no elector.
    const ca = elector('ca', 'P-256', { certIssuePermissions: [all(1, 0, 0xc0)] });
    const below = under(ca, 'below', { appPermissions: [role({ tag: 'elector', value: { version: 2 } })] });
    expect(judged(file(tbs, [vote(ca, tbs), vote(below, tbs)], [east.record]), { electors: [ca, a, b] }).word).toBe(
      BAD,
    );
  });
  test('are of electors by their certificate: of a root, of anything else, or of no role they count nothing', () => {
    const others = [
      [role({ tag: 'root', value: { version: 2 } })],
      [{ psid: PSID.securityManagement, ssp: undefined }],
      [{ psid: PSID.securityManagement, ssp: { tag: 'opaque', value: Uint8Array.of(0x80, 0, 1) } as const }],
      [{ psid: PSID.srm, ssp: undefined }],
    ].map((appPermissions) => selfOn('P-256', 'other', { appPermissions }));
    for (const other of others) {
      const octets = file(tbs, [vote(a, tbs), vote(other, tbs)], [east.record]);
      const { taken, word } = judged(octets, { electors: [a, b, other] });
      expect(word).toBe(BAD);
      expect(taken).toMatchObject({
        finding: { found: expect.stringMatching(/said to be an elector|unauthorizedPSID/) },
      });
    }
  });
  test('of an elector that has expired, or is on a CRL, count nothing; a CRL that is overdue takes none away', () => {
    const validityPeriod = { start: START - DAY, duration: { tag: 'hours', value: 30 } } as const;
    const expired = elector('expired', 'P-256', { validityPeriod });
    const octets = file(tbs, [vote(a, tbs), vote(expired, tbs)], [east.record]);
    expect(judged(octets, { electors: [a, b, expired] }).word).toBe(BAD);
    const listed = elector('listed', 'P-256', { cracaId: Uint8Array.of(1, 2, 3), crlSeries: 5 });
    const revocations = (id: Uint8Array) => {
      const made = new Revocations(crypto, { overdueSeconds: 0, requiredSeries: ['010203/5', '010203/6'] });
      made.apply({
        ...{
          version: 1,
          crlSeries: 5,
          crlCraca: Uint8Array.of(0, 0, 0, 0, 0, 1, 2, 3),
          priorityInfo: { priority: undefined },
        },
        ...{ issueDate: START - 60 * DAY, nextCrl: START - 50 * DAY },
        typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries: [{ id, expiry: START }] } },
      });
      return made;
    };
    const two = file(tbs, [vote(a, tbs), vote(listed, tbs)], [east.record]);
    const electors = [a, b, listed];
    expect(judged(two, { electors, revocations: revocations(listed.record.id10) }).word).toBe(BAD);
    expect(judged(two, { electors, revocations: revocations(new Uint8Array(10)) }).word).toBe('taken');
    const unlisted = elector('unlisted', 'P-256', { cracaId: Uint8Array.of(1, 2, 3), crlSeries: 6 });
    const three = file(tbs, [vote(a, tbs), vote(unlisted, tbs)], [east.record]);
    expect(judged(three, { electors: [a, b, unlisted], revocations: revocations(new Uint8Array(10)) }).word).toBe(
      'taken',
    );
  });
  test('that are bad spoil nothing, between good ones or before them', () => {
    const junk = [
      unsecured(tbs),
      vote(d, tbs),
      forged(vote(a, tbs)),
      forged(vote(b, tbs)),
      vote(b, tbs, { psid: PSIDS.crl }),
      vote(c, tbs, { payload: Uint8Array.of(0) }),
      vote(c, tbs, { signer: { form: 'self' } }),
    ];
    expect(by(...junk, vote(a, tbs), ...junk, vote(b, tbs), ...junk).word).toBe('taken');
    expect(by(...junk, vote(a, tbs), ...junk).word).toBe(BAD);
  });
});

test('content of a later edition among the votes is passed over; behind what is none at all nobody can say where the next begins', () => {
  const [one, two] = [vote(a, tbs), vote(b, tbs)];
  expect(by(one, Uint8Array.of(3, 0x8a, 2, 0, 0), two).word).toBe('taken');
  for (const junk of [Uint8Array.of(9), one.subarray(0, 100), new Uint8Array(64)])
    expect(by(one, junk, two)).toMatchObject({ word: 'spduParsingInvalidInput', checks: 0 });
});

describe('what a list may not say', () => {
  const said = (change: Partial<List>, factory = {}) =>
    judged(signedList({ ...first, ...change }, [a, b, c], [east]), factory);
  test.each([
    ['none', 0],
    ['less than none', -1],
    ['very much less', -(2 ** 40)],
    ['one more than there are electors', 4],
    ['very many more', 2 ** 52],
  ])('a quorum of %s would end the series', (_, quorum) => {
    expect(said({ quorum }).taken).toMatchObject({
      result: 'inconsistentInputParameters',
      finding: { found: `${quorum}`, allowed: '1 to 3, the electors that it approves' },
    });
    expect(said({ quorum }).checks).toBe(0);
  });
  test('electors fewer than the quorum that stays, by whatever way', () => {
    const absent = { quorum: undefined } as unknown as Partial<List>;
    expect(said({ ...absent, electors: [a] }).word).toBe('inconsistentInputParameters');
    expect(said({ ...absent, electors: [a, a, a] }).word).toBe('inconsistentInputParameters');
    expect(said({ ...absent, electorsRemoved: [b, c] }).word).toBe('inconsistentInputParameters');
    expect(said({ electors: [], quorum: 1 }).word).toBe('inconsistentInputParameters');
    expect(said({ ...absent, electors: [a, b] }).word).toBe('taken');
    expect(said({ quorum: 3 }).word).toBe('taken');
  });
  test('another series', () => {
    const { word, checks } = said({ change: { ctlSeriesId: new Uint8Array(8) } });
    expect([word, checks]).toEqual(['inconsistentInputParameters', 0]);
  });
  test('a type that is not known, outside or inside', () => {
    const votes = [a, b].map((h) => vote(h, tbs));
    const unknown = judged(file(tbs, votes, [], { type: 2 }));
    expect([unknown.word, unknown.checks]).toEqual(['unsupportedCriticalInformationField', 0]);
    const inside = tbs.slice();
    inside[inside.indexOf(1, 1)] = 2;
    expect(judged(file(inside, votes)).word).not.toBe('taken');
  });
  test('anything behind it, or anything else in its place', () => {
    const votes = [a, b].map((h) => vote(h, tbs));
    const longer = Uint8Array.of(...tbs, 0);
    expect(
      judged(
        file(
          longer,
          [a, b].map((h) => vote(h, longer)),
        ),
      ).word,
    ).toBe('spduParsingInvalidInput');
    const whole = file(tbs, votes);
    expect(judged(Uint8Array.of(...whole, 0)).word).toBe('spduParsingInvalidInput');
    for (const octets of [new Uint8Array(0), tbs, vote(a, tbs), unsecured(tbs), unsecured(new Uint8Array(0))])
      expect(judged(octets).word).toBe('spduParsingInvalidInput');
  });
  test('what a later edition adds behind the quorum is signed as it came, and passed over', () => {
    const later = coer(FullIeeeTbsCtl).encode({
      ...tbsOf(first),
      '?': { count: 2, unknown: [{ index: 1, octets: Uint8Array.of(1, 2) }] },
    });
    expect(later).not.toEqual(tbs);
    expect(judged(file(later, [vote(a, later), vote(b, later)], [east.record])).word).toBe('taken');
  });
});

describe('what a file that nobody signed may cost', () => {
  test('no key is used where no elector is its signer, however many did', () => {
    expect(by(...Array.from({ length: 256 }, () => vote(d, tbs)))).toMatchObject({ word: BAD, checks: 0 });
  });
  test('a bounded number of signatures is verified, whoever they say they are of', () => {
    const bad = forged(vote(a, tbs));
    expect(by(...Array.from({ length: 256 }, () => bad))).toMatchObject({ word: BAD, checks: 64 });
    expect(by(...Array.from({ length: 60 }, () => bad), vote(a, tbs), vote(b, tbs)).word).toBe('taken');
    expect(by(...Array.from({ length: 257 }, () => bad))).toMatchObject({ word: 'spduParsingInvalidInput', checks: 0 });
  });
  test('lists that are longer than any has to be', () => {
    const hashes = (count: number, size: number) =>
      Array.from({ length: count }, (_, n) => {
        const hash = new Uint8Array(size);
        new DataView(hash.buffer).setUint32(0, n);
        return hash;
      });
    for (const change of [
      { electorApprove: [a, b, c].map(id48).concat(hashes(30, 48)) },
      { electorRemove: hashes(1025, 48) },
      { rootCaApprove: hashes(65, 32) },
      { rootCaRemove: hashes(1025, 32) },
    ]) {
      const { taken, checks } = judged(signedList({ ...first, change }, [a, b], []));
      expect(taken).toMatchObject({
        result: 'spduParsingInvalidInput',
        finding: { field: expect.stringContaining(Object.keys(change)[0]!) },
      });
      expect(checks).toBe(0);
    }
    const most = {
      electorRemove: hashes(1024, 48),
      rootCaApprove: hashes(64, 32),
      rootCaRemove: hashes(1024, 32).map((h) => h.with(31, 1)),
    };
    expect(judged(signedList({ ...first, change: most }, [a, b], [])).word).toBe('taken');
    expect(judged(new Uint8Array(0x100001)).word).toBe('spduParsingInvalidInput');
  });
  test('certificates beside it are looked up by hash, and those of no use cost no key; more than 512 are not looked at', () => {
    const octets = (count: number) => {
      const beside = [...Array.from({ length: count }, () => west), east].map(({ record }) => ({
        value: record.value,
        octets: record.octets,
      }));
      const unsigned = coer(SequenceOfCertificate).encode(beside);
      return file(tbs, [vote(a, tbs), vote(b, tbs)], [], { unsigned });
    };
    const some = judged(octets(511));
    expect(some).toMatchObject({ word: 'taken', checks: 3, taken: { roots: { missing: [] } } });
    expect(judged(octets(512))).toMatchObject({
      checks: 2,
      taken: { roots: { added: [], missing: [expect.any(String)] } },
    });
  });
  test('octets in their place that are none are as good as none', () => {
    for (const unsigned of [new Uint8Array(0), Uint8Array.of(4, 255, 255, 255, 255), new Uint8Array(1000).fill(7)]) {
      const { word, taken } = judged(file(tbs, [vote(a, tbs), vote(b, tbs)], [], { unsigned }));
      expect([word, taken?.ok && taken.roots.missing.length]).toEqual(['taken', 1]);
    }
  });
});

test('of a list any octet of which is another one nothing is taken but what its electors signed', () => {
  const good = file(tbs, [vote(a, tbs), vote(b, tbs)], [east.record]);
  const must = leaving({ electors: [a, b, c] });
  must.take(good);
  let taken = 0;
  for (const [at, octet] of good.entries())
    for (const other of new Set([octet ^ 1, octet ^ 0x80, 0, 255])) {
      if (other === octet) continue;
      const { taken: got } = judged(good.with(at, other));
      if (!got?.ok) continue;
      taken++;
      // What nobody signed may differ: a certificate that is another one by that, and so is missing.
      expect([got.sequenceNumber, got.electors]).toEqual([1, { added: [], withdrawn: [], missing: [] }]);
      expect([...got.roots.added, ...got.roots.missing]).toEqual([...must.series.list.roots.keys()]);
    }
  expect(taken).toBeGreaterThan(50);
  for (let end = 0; end < good.length; end++)
    expect(judged(good.subarray(0, end)).word).toBe('spduParsingInvalidInput');
});

test('an elector whose certificate is no more than its hash costs one signature check, once it votes', () => {
  const device = leaving({ electors: [a, b, c] });
  const two = { ...first, electors: [a, b, d], number: 1 };
  device.take(signedList(two, [a, b], [east]));
  const key = keys.generate('P-256');
  // Signed by another key: the certificate is taken, as its hash is the one; the vote is not.
  const octets = file(encoded({ ...two, number: 2 }), [
    vote({ record: d.record, key }, encoded({ ...two, number: 2 })),
  ]);
  expect(device.word(octets)).toBe(BAD);
  expect(device.series.store.anchors).toBe(3);
});
