import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { CrlContents, type ToBeSignedLinkageValueCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { SeedResponse } from '../../asn1/wavetrust/scms.ts';
import { laterSeed, linkageValue, preLinkageValues } from '../../src/crypto/linkage.ts';
import { type Batch, type Client, fetchBatch, requestBatch } from '../../src/enrol/batch.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { takeCrl } from '../../src/verify/crl.ts';
import { BSM, crypto, Fleet, I, middle } from './fleet.ts';

const SRM = [{ psid: 2113686, ssp: { tag: 'bitmapSsp', value: Uint8Array.of(1, 0xf0) } }] as const;
const fleet = new Fleet('revoke');
const store = new TrustStore({ crypto });
let clients: Client[];
let batches: Batch[];
/** Pseudonyms of each device, in both periods; the emergency vehicle is the last. */
let first: Holder[][];
let second: Holder[][];
let ev: { batch: Batch; first: Holder[]; second: Holder[] };
let crl: Uint8Array;
let list: ToBeSignedLinkageValueCrl;
let revocations: Revocations;

const BAD = 2;
const linkage = ({ record: { tbs } }: Holder) => {
  if (tbs.id.tag !== 'linkageData') throw new Error('not linked');
  return tbs.id.value;
};
const revoked = (holder: Holder) => revocations.check(holder.record, fleet.clock.now())?.result;
async function fetchAll(i: number): Promise<Holder[][]> {
  const all: Holder[][] = [];
  for (const [k, c] of clients.entries()) all.push(await fetchBatch(c, batches[k]!, i));
  return all;
}
async function fetchCrl(): Promise<Uint8Array> {
  const answer = await fleet.service.ma.crl({ crlSeries: 1 });
  if (!answer.ok) throw new Error('no CRL');
  return answer.value.octets;
}

beforeAll(async () => {
  await fleet.open();
  const { bundle } = fleet.service;
  store.addAnchor(readCertificate(crypto, bundle.root));
  for (const octets of [bundle.ica, bundle.aca]) store.addAuthority(readCertificate(crypto, octets));
  clients = await fleet.devices(4, 'obu', [{ psid: 32 }, { psid: 2113686 }]);
  batches = [];
  for (const c of clients) batches.push(await requestBatch(c, { appPermissions: BSM, periods: 3 }));
  await fleet.service.mix();
  first = await fetchAll(I);
  const evBatch = await requestBatch(clients[BAD]!, { appPermissions: SRM, periods: 3 });
  ev = {
    batch: evBatch,
    first: await fetchBatch(clients[BAD]!, evBatch, I),
    second: await fetchBatch(clients[BAD]!, evBatch, I + 1),
  };
  second = await fetchAll(I + 1);
  // A week later somebody reports one certificate of that week.
  fleet.clock.micros = middle(I + 1);
  const { iCert, linkageValue: value } = linkage(second[BAD]![7]!);
  expect(await fleet.service.ma.revoke({ iCert, linkageValue: value, reason: 'ghost vehicles' })).toMatchObject({
    ok: true,
    value: { iRev: I + 1, chains: 2 },
  });
  crl = await fetchCrl();
  revocations = new Revocations(crypto);
  expect(takeCrl({ crypto, store, revocations, clock: fleet.clock }, crl)).toBeUndefined();
  list = readList(crl);
}, 60_000);
afterAll(() => fleet.service.close());

describe('one linkage CRL', () => {
  test('revokes every certificate of the device from now on', () => {
    for (const holder of second[BAD]!) expect(revoked(holder)).toBe('certificateRevoked');
  });
  test('revokes the emergency vehicle’s identification certificate as well', () => {
    expect(ev.second.map(revoked)).toEqual(['certificateRevoked']);
  });
  test('revokes no certificate of any other device', () => {
    for (const [k, batch] of second.entries())
      if (k !== BAD) for (const holder of batch) expect(revoked(holder)).toBeUndefined();
  });
  test('matches no certificate the device had before: its past stays unlinked', () => {
    for (const holder of [...first[BAD]!, ...ev.first]) expect(revoked(holder)).toBeUndefined();
    const values = new Set(derived(list, I).concat(derived(list, I + 1)));
    for (const holder of first[BAD]!) expect(values.has(toHex(linkage(holder).linkageValue))).toBe(false);
  });
  test('holds the seeds of this period: from them follow exactly the linkage values in the certificates', () => {
    expect(list.iRev).toBe(I + 1);
    const expected = [...second[BAD]!, ...ev.second].map((h) => toHex(linkage(h).linkageValue));
    expect(derived(list, I + 1).toSorted()).toEqual(expected.toSorted());
  });
  test('is what it was until there is more to say', async () => {
    expect(await fetchCrl()).toEqual(crl);
  });
  test('is made again before it is overdue, under the next index', async () => {
    fleet.clock.micros += 20 * 3600 * 1e6;
    const next = readList(await fetchCrl());
    expect(next.indexWithinI).toBe(list.indexWithinI + 1);
    expect(next.individual).toEqual(list.individual);
    fleet.clock.micros -= 20 * 3600 * 1e6;
  });
});

describe('revocation', () => {
  test('blocks the device at the RA: no file and no new batch', async () => {
    const bad = clients[BAD]!;
    await expect(fetchBatch(bad, batches[BAD]!, I + 2)).rejects.toMatchObject({ refused: { code: '400-20' } });
    await expect(requestBatch(bad, { appPermissions: BSM, iFirst: I + 4 })).rejects.toMatchObject({
      refused: { code: '400-20' },
    });
    expect(await fetchBatch(clients[0]!, batches[0]!, I + 2)).toHaveLength(20);
  });
  test('asks the linkage authorities for the seed of this period only', () => {
    for (const la of ['la1', 'la2'])
      for (const { answered } of fleet.calls(la, 'reveal')) {
        expect(answered.ok).toBe(true);
        if (answered.ok) expect(coer(SeedResponse).read(answered.value).iRev).toBe(I + 1);
      }
    expect(fleet.calls('la1', 'reveal')).toHaveLength(2);
  });
  test('tells the MA neither name nor enrolment certificate', () => {
    const { enrolment } = clients[BAD]!;
    for (const call of [
      ...fleet.calls('aca', 'trace'),
      ...fleet.calls('ra', 'block'),
      ...fleet.calls('la1', 'reveal'),
    ]) {
      const told = Buffer.from(call.answered.ok ? call.answered.value : new Uint8Array());
      for (const secret of [
        enrolment.record.octets,
        enrolment.record.id8,
        enrolment.record.hash,
        enrolment.key.public.subarray(1),
      ])
        expect(told.includes(Buffer.from(secret))).toBe(false);
      expect(told.includes(Buffer.from('obu2'))).toBe(false);
    }
  });
  test('of a linkage value that no certificate has is refused, and nobody is blocked', async () => {
    const answer = await fleet.service.ma.revoke({ iCert: I + 1, linkageValue: new Uint8Array(9), reason: 'guess' });
    expect(answer).toEqual({ ok: false, refused: { status: 404, code: undefined } });
  });
  test('rolls on: a week later the same list holds the seeds of that week and no older ones', async () => {
    fleet.clock.micros = middle(I + 2);
    const later = readList(await fetchCrl());
    expect(later.iRev).toBe(I + 2);
    const older = new Set(seeds(list));
    expect(seeds(later)).toHaveLength(4);
    for (const seed of seeds(later)) expect(older.has(seed)).toBe(false);
    expect(derived(later, I + 2)).toEqual(derived(list, I + 2));
  });
  test('ends with the certificates: a chain that is used up leaves the list', async () => {
    fleet.clock.micros = middle(I + 3);
    expect(readList(await fetchCrl()).individual).toEqual([]);
  });
});

function readList(octets: Uint8Array): ToBeSignedLinkageValueCrl {
  const data = coer(Ieee1609Dot2Data).read(octets).content;
  const inner = data.tag === 'signedData' ? data.value.tbsData.value.payload.data?.value.content : undefined;
  if (inner?.tag !== 'unsecuredData') throw new Error('no CRL');
  const { typeSpecific } = coer(CrlContents).read(inner.value);
  if (typeSpecific.tag !== 'fullLinkedCrl') throw new Error('no full linked CRL');
  return typeSpecific.value;
}
function seeds(of: ToBeSignedLinkageValueCrl): string[] {
  return (of.individual ?? []).flatMap((j) =>
    j.contents.flatMap((l) =>
      l.contents.flatMap((m) => m.contents.flatMap((r) => [toHex(r.linkageSeed1), toHex(r.linkageSeed2)])),
    ),
  );
}
/** Every linkage value of period i that the list revokes, made from the seeds as a receiver does. */
function derived(of: ToBeSignedLinkageValueCrl, i: number): string[] {
  if (i < of.iRev) return [];
  return (of.individual ?? []).flatMap(({ jmax, contents }) =>
    contents.flatMap(({ la1Id, la2Id, contents: groups }) =>
      groups.flatMap(({ contents: devices }) =>
        devices.flatMap(({ linkageSeed1, linkageSeed2 }) => {
          const js = Array.from({ length: jmax }, (_, j) => j);
          const one = preLinkageValues(crypto, la1Id, laterSeed(crypto, la1Id, linkageSeed1, i - of.iRev), js);
          const two = preLinkageValues(crypto, la2Id, laterSeed(crypto, la2Id, linkageSeed2, i - of.iRev), js);
          return js.map((j) => toHex(linkageValue(one[j]!, two[j]!)));
        }),
      ),
    ),
  );
}
