/** What is learned of other stations, what is not, and what that costs. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Kept } from '../../asn1/schema.ts';
import { Learner } from '../../src/p2pcd/learner.ts';
import { MissingTable } from '../../src/p2pcd/missing.ts';
import type { Policy } from '../../src/p2pcd/policy.ts';
import { type CertificateRecord, readCertificate, seriesOf } from '../../src/trust/certificate.ts';
import { type Holder, issueExplicit } from '../../src/trust/issue.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { aca, all, crypto, ica, keys, NOW, random, root, START, selfSigned, subject, under } from '../pki.ts';
import { crl, dated, I, individual, pair, receiver } from '../trust/crls.ts';
import { acaUnder, car, contextOf, counting, icaUnder, storeOf, years } from './rig.ts';

const kept = (...all: readonly (Holder | CertificateRecord)[]): Kept<Certificate>[] =>
  all.map((c) => {
    const { value, octets } = 'record' in c ? c.record : c;
    return { value, octets };
  });

function learning(policy: Partial<Policy> = {}, cas: readonly Holder[] = [ica], revocations?: Revocations) {
  const counter = counting();
  const store = storeOf(cas, counter.provider);
  counter.checks = 0;
  const parts = contextOf(store, { currentlyUsedTriggerCertificateSeconds: 1000, ...policy });
  const missing = new MissingTable(parts.context);
  const learner = new Learner({ ...parts.context, revocations }, missing);
  const need = (...all: readonly Holder[]): void => {
    for (const { record } of all) missing.need(record.id, 'authority', 32);
  };
  const take = (...list: readonly (Holder | CertificateRecord)[]): void => learner.take(kept(...list), 'outOfBand');
  const knows = ({ record }: Holder): boolean => store.issuers(record.id8).length > 0;
  return { ...parts, counter, store, missing, learner, need, take, knows };
}

describe('a CA that is missing', () => {
  test('is learned for one signature check, and is missing no more', () => {
    const l = learning();
    l.need(aca);
    l.take(aca);
    expect([l.knows(aca), l.missing.size, l.counter.checks]).toEqual([true, 0, 1]);
    expect(l.counts.counted).toEqual({ 'learned outOfBand': 1 });
    l.need(aca);
    l.take(aca);
    expect(l.counter.checks).toBe(1);
  });
  test('comes with its issuers, among others that are not looked at', () => {
    const [one, two] = [icaUnder(root), acaUnder(ica)];
    const three = acaUnder(one);
    const l = learning();
    l.need(three);
    l.take(aca, three, one, two);
    expect([l.knows(three), l.knows(one), l.knows(aca), l.knows(two)]).toEqual([true, true, false, false]);
    expect(l.counter.checks).toBe(2);
  });
  test('waits for its issuer, which is asked for in its place, and is learned with it', () => {
    const l = learning({}, []);
    l.need(aca);
    l.take(aca);
    expect([l.knows(aca), l.learner.waiting, l.counter.checks]).toEqual([false, 1, 0]);
    expect([l.learner.wanted(aca.record.id), [...l.missing.all()].map((m) => m.id)]).toEqual([
      ica.record.id,
      [ica.record.id],
    ]);
    l.take(ica);
    expect([l.knows(ica), l.knows(aca), l.learner.waiting, l.missing.size]).toEqual([true, true, 0, 0]);
  });
  test('is kept, and handed on, in the form that was signed', () => {
    const { signature } = aca.record.value;
    if (signature?.tag !== 'ecdsaNistP256Signature' || signature.value.rSig.tag !== 'x-only')
      throw new Error('not ours');
    const point = { x: signature.value.rSig.value, y: random.octets(32) };
    const rSig = { tag: 'uncompressedP256', value: point } as const;
    const value = { ...aca.record.value, signature: { tag: signature.tag, value: { ...signature.value, rSig } } };
    const written = readCertificate(crypto, coer(Certificate).encode(value));
    expect(written.octets).not.toEqual(aca.record.octets);
    const l = learning();
    l.need(aca);
    l.take(written);
    expect(l.store.issuers(aca.record.id8)[0]!.record.octets).toEqual(aca.record.octets);
  });
  test('is named by SHA-256 of a CA with a 384-bit key as well', () => {
    const key = keys.generate('P-384');
    const what = subject('wide', { certIssuePermissions: [all(1)], validityPeriod: years(3) });
    const record = issueExplicit({ crypto, keys }, ica, what, 'P-384', key.public);
    const short = crypto.hash('sha256', record.octets).slice(-8);
    const l = learning();
    l.missing.need(Buffer.from(short).toString('hex'), 'authority', 32);
    l.take(record);
    expect([l.store.issuers(record.id8).length, l.missing.size]).toEqual([1, 0]);
  });
});

describe('what is not asked for', () => {
  test('costs no signature check, and is not kept', () => {
    const l = learning();
    l.take(aca);
    l.need(acaUnder(ica));
    for (let n = 0; n < 50; n++) l.take(aca, ica);
    l.missing.need(car().record.id, 'endEntity', 32);
    expect([l.counter.checks, l.knows(aca), l.learner.waiting]).toEqual([0, false, 0]);
    expect(l.counts.counted).toEqual({ 'dropped unneeded': 51 });
  });
  test('nor is the certificate of an end entity, which proves nothing before a message verifies under it', () => {
    const l = learning({}, [ica, aca]);
    const mine = car();
    l.missing.need(mine.record.id, 'endEntity', 32);
    l.take(mine);
    expect([l.store.find(mine.record.id8), l.counter.checks, l.counts.of('dropped unneeded')]).toEqual([[], 0, 1]);
  });
});

describe('a CA that is not to be trusted', () => {
  const liar: Holder = { key: keys.generate('P-256'), record: ica.record };
  const inside = { certIssuePermissions: [all(1)], validityPeriod: years(5) };
  const cases: readonly (readonly [string, Holder, string, number])[] = [
    ['its issuer has not made', under(liar, 'forged', inside), 'chainWrong', 1],
    ['is valid longer than its issuer', under(ica, 'long', { ...inside, validityPeriod: years(30) }), 'chainWrong', 0],
    [
      'is valid before its issuer',
      under(ica, 'early', { ...inside, validityPeriod: { ...inside.validityPeriod, start: START - 1 } }),
      'chainWrong',
      0,
    ],
    [
      'is a root that nobody gave us',
      selfSigned('root', { ...inside, certIssuePermissions: [all(3, -1)] }),
      'noAuthority',
      0,
    ],
    ['is none', under(ica, 'end entity', { appPermissions: [{ psid: 32, ssp: undefined }] }), 'noAuthority', 0],
    [
      'has expired',
      under(ica, 'old', { ...inside, validityPeriod: { start: START, duration: { tag: 'hours', value: 1 } } }),
      'outOfDate',
      0,
    ],
  ];
  test.each(cases)('as it %s is not stored, and not asked for again for a while', (_, ca, why, checks) => {
    const l = learning();
    for (let n = 0; n < 5; n++) {
      if (l.learner.wanted(ca.record.id)) l.need(ca);
      l.take(ca);
    }
    expect([l.knows(ca), l.counter.checks, l.counts.of(`dropped ${why}`)]).toEqual([false, checks, 1]);
    expect(l.learner.refused).toBe(1);
    l.run(60);
    expect(l.learner.wanted(ca.record.id)).toBe(ca.record.id);
  });
  const [cracaId, crlSeries] = [aca.record.id8.slice(5), 3];
  test('as it is revoked is not stored', () => {
    const ca = under(ica, 'revoked', { ...inside, cracaId, crlSeries });
    const entries = [{ id: ca.record.id10, expiry: START }];
    const { revocations } = receiver(dated({ tag: 'fullHashCrl', value: { crlSerial: 1, entries } }, 0));
    const l = learning({}, [ica], revocations);
    l.need(ca);
    for (let n = 0; n < 5; n++) l.take(ca);
    expect([l.knows(ca), l.missing.size, l.counts.of('dropped outOfDate')]).toEqual([false, 0, 1]);
  });
  test('is learned though its CRL is overdue, or not there: it may be the CA of who signs that', () => {
    const ca = under(ica, 'ca', { ...inside, cracaId, crlSeries });
    const none = dated({ tag: 'fullHashCrl', value: { crlSerial: 1, entries: [] } }, -90);
    const required = { overdueSeconds: 0, requiredSeries: [seriesOf(cracaId, crlSeries)] };
    for (const revocations of [receiver(none).revocations, new Revocations(crypto, required)]) {
      expect(revocations.check(ca.record, NOW)?.result).toBe('overdueCRL');
      const l = learning({}, [ica], revocations);
      l.need(ca);
      l.take(ca);
      expect(l.knows(ca)).toBe(true);
    }
  });
  test('as nobody has made it has no period of a CRL derived', () => {
    const contents = Array.from({ length: 2001 }, pair);
    const { revocations, waiting, work } = receiver(crl('fullLinkedCrl', { individual: individual(contents) }));
    work();
    const l = learning({}, [ica], revocations);
    const forged = [1, 2, 3].map((later) => {
      const value = { iCert: I + later, linkageValue: new Uint8Array(9), groupLinkageValue: undefined };
      return under(liar, 'forged', { ...inside, cracaId, crlSeries, id: { tag: 'linkageData', value } });
    });
    l.need(...forged);
    for (const ca of forged) l.take(ca);
    expect([waiting.length, forged.some(l.knows), l.counts.of('dropped chainWrong')]).toEqual([0, false, 3]);
  });
  test('takes what it has made with it', () => {
    const bad = under(liar, 'forged ica', inside);
    const below = acaUnder(bad);
    const l = learning();
    l.need(below);
    l.take(below, bad);
    expect([l.knows(below), l.knows(bad), l.counter.checks, l.learner.waiting]).toEqual([false, false, 1, 0]);
    expect(l.counts.of('dropped chainWrong')).toBe(2);
  });
});

describe('bounds', () => {
  const many = (count: number): Holder[] => Array.from({ length: count }, (_, n) => acaUnder(ica, `aca ${n}`));
  test('so many chains are judged a second, and what was put off is still missing', () => {
    const l = learning({ judgedPerSecond: 3 });
    const cas = many(5);
    l.need(...cas);
    for (const ca of cas) l.take(ca);
    expect([l.counter.checks, l.counts.of('dropped judgedRate'), l.missing.size]).toEqual([3, 2, 2]);
    l.run(1);
    for (const ca of cas) l.take(ca);
    expect(cas.every(l.knows)).toBe(true);
  });
  test('so many are learned in all', () => {
    const l = learning({ learnedLimit: 2 });
    const cas = many(3);
    l.need(...cas);
    for (const ca of cas) l.take(ca);
    expect([cas.map(l.knows), l.counts.of('dropped learnedFull')]).toEqual([[true, true, false], 1]);
  });
  test('so many wait for an issuer, the oldest goes; none waits for ever', () => {
    const l = learning({ waitingLimit: 4, waitingSeconds: 7 }, []);
    const cas = Array.from({ length: 10 }, (_, n) => acaUnder(icaUnder(root, `${n}`), `${n}`));
    l.need(...cas);
    for (const ca of cas) l.take(ca);
    expect([l.learner.waiting, l.counts.of('dropped waitingFull'), l.counter.checks]).toEqual([4, 6, 0]);
    l.run(7);
    expect(l.learner.wanted(cas[9]!.record.id)).toBe(cas[9]!.record.id);
    expect(l.learner.waiting).toBe(0);
  });
  test('a chain that never ends is asked for no further than any chain may be long', () => {
    const liars: Holder[] = [selfSigned('top', { certIssuePermissions: [all(1)] })];
    for (let n = 0; n < 12; n++) liars.push(acaUnder(liars[n]!, `${n}`));
    const l = learning({}, []);
    let id: string | undefined = liars[12]!.record.id;
    let asked = 0;
    for (; id !== undefined; asked++) {
      l.missing.need(id, 'authority', 32);
      l.take(liars.find((c) => c.record.id === id)!);
      id = l.learner.wanted(liars[12]!.record.id);
    }
    expect([asked, l.counter.checks]).toEqual([8, 0]);
    expect(l.counts.of('dropped chainTooLong')).toBeGreaterThan(0);
  });
  test('a list that is too long is not looked at', () => {
    const l = learning({ chainLimit: 2 });
    l.need(aca);
    l.take(aca, ica, root);
    expect([l.knows(aca), l.counts.counted]).toEqual([false, { 'dropped chainTooLong': 1 }]);
  });
  test('a store that is full learns nothing, and the certificate is still missing', () => {
    const store = new TrustStore({ crypto, authorityLimit: 2 });
    store.addAnchor(root.record);
    store.addAuthority(ica.record);
    const { context, counts } = contextOf(store);
    const missing = new MissingTable(context);
    missing.need(aca.record.id, 'authority', 32);
    new Learner(context, missing).take(kept(aca), 'inline');
    expect([store.issuers(aca.record.id8), missing.size, counts.of('dropped learnedFull')]).toEqual([[], 1, 1]);
  });
});
