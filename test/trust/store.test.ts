import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { type CertificateRecord, readCertificate } from '../../src/trust/certificate.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { aca, all, crypto, device, ica, PSIDS, random, root, START, selfSigned, under } from '../pki.ts';

const permissions = [{ psid: PSIDS.srm, ssp: undefined }];
function usual(options: { signerLimit?: number; authorityLimit?: number } = {}): TrustStore {
  const store = new TrustStore({ crypto, ...options });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  return store;
}
/** The same certificate with R written as a whole point, whose y nobody signed. */
function written(record: CertificateRecord): CertificateRecord {
  const { signature } = record.value;
  if (signature?.tag !== 'ecdsaNistP256Signature' || signature.value.rSig.tag !== 'x-only') throw new Error('not ours');
  const point = { x: signature.value.rSig.value, y: random.octets(32) };
  const rSig = { tag: 'uncompressedP256', value: point } as const;
  const value = { ...record.value, signature: { tag: signature.tag, value: { ...signature.value, rSig } } };
  return readCertificate(crypto, coer(Certificate).encode(value));
}
function known(store: TrustStore, record: CertificateRecord) {
  const judged = store.judge(record);
  if (!judged.ok) throw new Error(judged.sentence);
  store.remember(judged);
  return judged;
}

test('an anchor is self-signed, and its signature holds', () => {
  const store = new TrustStore({ crypto });
  expect(store.addAnchor(root.record)).toMatchObject({ ok: true });
  expect(store.addAnchor(ica.record)).toMatchObject({ result: 'chainEndedAtUntrustedRoot' });
  const octets = root.record.octets.slice();
  octets[octets.length - 1]! ^= 1;
  expect(store.addAnchor(readCertificate(crypto, octets))).toMatchObject({ result: 'cryptoVerificationFailure' });
});

test('B24: signers are bounded, the one unheard for longest goes first', () => {
  const store = usual({ signerLimit: 3 });
  const [a, b, c, d] = [1, 2, 3, 4].map(() => device(permissions).record) as [
    CertificateRecord,
    ...CertificateRecord[],
  ];
  for (const r of [a, b!, c!]) known(store, r);
  known(store, a);
  known(store, d!);
  expect(store.signers).toBe(3);
  expect([a, b!, c!, d!].map((r) => store.find(r.id8).length)).toEqual([1, 0, 1, 1]);
});

test('what was only judged is not kept', () => {
  const store = usual();
  const car = device(permissions).record;
  expect(store.judge(car)).toMatchObject({ ok: true });
  expect(store.find(car.id8)).toEqual([]);
});

test('authorities are bounded: beyond the limit none is kept, and none goes', () => {
  const store = usual({ authorityLimit: 3 });
  const more = under(ica, 'more', { certIssuePermissions: [all(1)] }).record;
  store.addAuthority(more);
  expect(store.issuers(more.id8)).toEqual([]);
  for (const r of [root, ica, aca]) expect(store.issuers(r.record.id8)).toHaveLength(1);
});

test('B12: one certificate is one entry, however its R is written', () => {
  const store = usual({ authorityLimit: 4 });
  for (let n = 0; n < 5; n++) {
    const form = written(aca.record);
    expect(form.id).toBe(aca.record.id);
    expect(store.addAuthority(form)).toMatchObject({ ok: true, record: aca.record });
  }
  expect(store.issuers(aca.record.id8)).toHaveLength(1);
  const last = under(ica, 'last', { certIssuePermissions: [all(1)] }).record;
  store.addAuthority(last);
  expect(store.issuers(last.id8)).toHaveLength(1);

  const ee = under(aca, 'ee', { appPermissions: permissions }).record;
  const signer = known(store, ee);
  const form = written(ee);
  expect(store.same(form.id8, form.hash)).toBe(signer);
});

test('B12: another certificate under the same HashedId8 takes nobody’s place', () => {
  const store = usual();
  const car = known(store, device(permissions).record);
  const other = known(store, device(permissions).record);
  const { first, last } = car;
  const { id8 } = car.record;
  // A collision of 64 bits cannot be had here: one with the id of the other stands for it.
  store.remember({ ...other, first, last, record: { ...other.record, id8 } });
  expect(store.find(id8)[0]).toBe(car);
  expect(store.find(id8)).toHaveLength(2);
  expect(store.same(id8, car.record.hash)).toBe(car);
});

test('a CA heard as a signer is found once', () => {
  const store = usual();
  const craca = under(ica, 'craca', { certIssuePermissions: [all(1)], appPermissions: permissions }).record;
  const judged = store.addAuthority(craca);
  if (!judged.ok) throw new Error(judged.sentence);
  store.remember(judged);
  expect(store.find(craca.id8)).toEqual([judged]);
});

test('issuers that come along are used nearest first, and kept with the signer only', () => {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  const car = device(permissions).record;
  expect(store.judge(car, [aca.record])).toMatchObject({ result: 'notEnoughInformationToConstructChain' });
  expect(store.judge(car, [ica.record, aca.record])).toMatchObject({ result: 'notEnoughInformationToConstructChain' });
  const judged = store.judge(car, [aca.record, ica.record]);
  if (!judged.ok) throw new Error(judged.sentence);
  expect(judged.above.map((c) => c.record.id)).toEqual([aca, ica, root].map((h) => h.record.id));
  expect(store.issuers(aca.record.id8)).toEqual([]);
  store.remember(judged);
  expect(store.issuers(aca.record.id8)).toHaveLength(1);
});

test('of a list only what is in order is used: behind a certificate that is not the issuer of the one before, nothing is', () => {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  const car = device(permissions).record;
  const stranger = device(permissions).record;
  const [a, i, r] = [aca, ica, root].map((h) => h.record) as [typeof car, typeof car, typeof car];
  const lists = [
    [car, a, i],
    [stranger, a, i],
    [a, stranger, i],
    [a, a, i],
    [r, a, i],
  ];
  for (const list of lists)
    expect(store.judge(car, list)).toMatchObject({ result: 'notEnoughInformationToConstructChain' });
  for (const list of [
    [a, i, r],
    [a, i, stranger],
    [a, i, a],
  ])
    expect(store.judge(car, list).ok).toBe(true);
  // Where its issuer is known nothing hangs on the list.
  for (const list of lists) expect(usual().judge(car, list).ok).toBe(true);
});

test('a root that comes along is not trusted for it', () => {
  const other = selfSigned('other', { certIssuePermissions: [all(1)], validityPeriod: root.record.tbs.validityPeriod });
  const validityPeriod = { start: START, duration: { tag: 'years', value: 1 } } as const;
  const car = under(other, 'car', { appPermissions: permissions, validityPeriod }).record;
  const store = usual();
  expect(store.judge(car, [other.record])).toMatchObject({ result: 'chainEndedAtUntrustedRoot' });
  store.addAnchor(other.record);
  expect(store.judge(car)).toMatchObject({ ok: true });
});
