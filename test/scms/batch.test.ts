import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { EccP256CurvePoint } from '../../asn1/ieee1609dot2/base.ts';
import { ScmsPdu } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { IssueRequest, LinkageRequest, LinkageResponse } from '../../asn1/wavetrust/scms.ts';
import { expand } from '../../src/crypto/butterfly.ts';
import { requestCertificate } from '../../src/enrol/application.ts';
import { type Batch, type Client, fetchBatch, requestBatch } from '../../src/enrol/batch.ts';
import { EnrolmentError } from '../../src/enrol/failure.ts';
import { body, readRequest } from '../../src/scms/envelope.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { sec1 } from '../../src/trust/point.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { BSM, crypto, Fleet, I } from './fleet.ts';

const DEVICES = 9;
const fleet = new Fleet('batch');
let clients: Client[];
let batches: Batch[];
let holders: Holder[][];
const store = new TrustStore({ crypto });

beforeAll(async () => {
  await fleet.open({ policy: { mixDevices: DEVICES } });
  const { bundle } = fleet.service;
  store.addAnchor(readCertificate(crypto, bundle.root));
  for (const octets of [bundle.ica, bundle.aca, bundle.eca]) store.addAuthority(readCertificate(crypto, octets));
  clients = await fleet.devices(DEVICES, 'obu', [{ psid: 32 }, { psid: 38 }]);
  batches = [];
  for (const [k, c] of clients.entries())
    batches.push(await requestBatch(c, { appPermissions: BSM, variant: k % 2 === 0 ? 'original' : 'unified' }));
  holders = [];
  for (const [k, c] of clients.entries()) holders.push(await fetchBatch(c, batches[k]!));
}, 60_000);
afterAll(() => fleet.service.close());

const linkage = ({ record }: Holder) => (record.tbs.id.tag === 'linkageData' ? record.tbs.id.value : undefined);

describe('a batch of pseudonym certificates', () => {
  test('has twenty certificates for the week, in both butterfly variants', () => {
    for (const batch of holders) {
      expect(batch).toHaveLength(20);
      for (const { record } of batch) {
        expect(record.value.type).toBe('implicit');
        expect(record.tbs.validityPeriod).toEqual({
          start: 347_619_603 + 604_800 * I,
          duration: { tag: 'hours', value: 169 },
        });
        expect(linkage({ record } as Holder)?.iCert).toBe(I);
      }
    }
  });
  test('stands under the root: each certificate’s chain holds', () => {
    for (const { record } of holders.flat()) expect(store.judge(record)).toMatchObject({ ok: true });
  });
  test('has the keys its certificates say: what one signs, the reconstructed key verifies', () => {
    for (const [k, batch] of holders.entries())
      for (const { record, key } of batch) {
        const judged = store.judge(record);
        if (!judged.ok) throw new Error(judged.sentence);
        const message = fleet.random.octets(40);
        const signature = clients[k]!.tools.keys.sign(key, 'sha256', message);
        expect(crypto.verify(judged.key, 'sha256', message, signature)).toBe(true);
      }
  });
  test('has no linkage value and no key twice, in the whole fleet', () => {
    const all = holders.flat();
    expect(new Set(all.map((h) => toHex(linkage(h)!.linkageValue))).size).toBe(all.length);
    expect(new Set(all.map((h) => toHex(h.key.public))).size).toBe(all.length);
  });
  test('fetched again is the same', async () => {
    const again = await fetchBatch(clients[0]!, batches[0]!);
    expect(again.map((h) => h.record.id)).toEqual(holders[0]!.map((h) => h.record.id));
  });
  test('has an enrolment under the root behind it, which may sign requests and no messages', () => {
    for (const { enrolment } of clients) {
      expect(store.judge(enrolment.record)).toMatchObject({ ok: true });
      expect(enrolment.record.tbs.appPermissions).toBeUndefined();
    }
  });
});

describe('who learns what', () => {
  const requests = () =>
    fleet
      .calls('aca', 'issue')
      .flatMap(({ asked }) => coer(IssueRequest).read(asked))
      .map((spdu) => {
        const signed = readRequest(spdu.value);
        return { octets: spdu.octets, request: body(signed.tbsRequest.value, 'aca-ra', 'raAcaCertRequest') };
      });
  const seen = (role: string) =>
    fleet.crossings
      .filter((c) => c.role === role)
      .flatMap((c) => [c.asked, ...(c.answered.ok ? [c.answered.value] : [])]);
  const finds = (haystack: readonly Uint8Array[], needle: Uint8Array) =>
    haystack.some((h) => Buffer.from(h).includes(Buffer.from(needle)));

  test('the ACA sees no name, enrolment, caterpillar key, expansion key, request hash or chain of a device', () => {
    const asked = fleet.calls('aca', 'issue').map((c) => c.asked);
    expect(asked.length).toBeGreaterThan(0);
    for (const [k, c] of clients.entries()) {
      const { signing, encryption, requestHash } = batches[k]!;
      const { record, key } = c.enrolment;
      const secrets = [
        record.octets,
        record.id8,
        key.public.subarray(1),
        signing.key.public.subarray(1),
        signing.expansion,
        encryption.key.public.subarray(1),
        encryption.expansion,
        requestHash,
      ];
      for (const s of secrets) expect(finds(asked, s)).toBe(false);
      expect(finds(asked, new TextEncoder().encode(`obu${k}.`))).toBe(false);
    }
    for (const { answered } of [...fleet.calls('la1', 'link'), ...fleet.calls('la2', 'link')])
      if (answered.ok) expect(finds(asked, coer(LinkageResponse).read(answered.value).lci)).toBe(false);
  });
  test('the search finds what is there: the ACA does see the cocoon keys', () => {
    const asked = fleet.calls('aca', 'issue').map((c) => c.asked);
    const { tools } = clients[0]!;
    const { signing } = batches[0]!;
    for (const f of cocoons(signing))
      expect(finds(asked, tools.keys.expand(signing.key, f).public.subarray(1))).toBe(true);
  });
  test('a linkage authority is asked for nothing but a range of periods', () => {
    for (const la of ['la1', 'la2']) {
      const calls = fleet.calls(la, 'link');
      expect(calls).toHaveLength(DEVICES);
      for (const { asked } of calls)
        expect(coer(LinkageRequest).read(asked)).toMatchObject({ iFirst: I, periods: 1, jMax: 20, lci: undefined });
    }
  });
  test('the two linkage authorities give one device different names', () => {
    const names = ['la1', 'la2']
      .flatMap((la) => fleet.calls(la, 'link'))
      .flatMap(({ answered }) => (answered.ok ? [toHex(coer(LinkageResponse).read(answered.value).lci)] : []));
    expect(new Set(names).size).toBe(2 * DEVICES);
  });
  test('the RA is given no certificate, linkage value or key that goes on the air', () => {
    const given = [...seen('ra'), ...seen('aca'), ...seen('la1'), ...seen('la2')];
    for (const { record, key } of holders.flat()) {
      expect(finds(given, record.octets)).toBe(false);
      expect(finds(given, linkage({ record } as Holder)!.linkageValue)).toBe(false);
      expect(finds(given, key.public.subarray(1))).toBe(false);
    }
  });
  test('the points in certificates are not the cocoon keys that the RA knows', () => {
    const known = new Set(requests().map(({ request }) => pointOf(request.tbsCert.verifyKeyIndicator)));
    expect(known.size).toBe(20 * DEVICES);
    for (const { record } of holders.flat()) expect(known.has(pointOf(record.tbs.verifyKeyIndicator))).toBe(false);
  });
  test('the requests of a mix have one time and one length, and come in an order that says nothing', () => {
    const mixed = requests();
    expect(new Set(mixed.map(({ request }) => request.generationTime)).size).toBe(1);
    expect(new Set(mixed.map(({ octets }) => octets.length)).size).toBe(1);
    // Which device a request is for shows in the expansion of its caterpillar key, which the ACA does not have.
    const device = new Map(owners());
    const order = mixed.map(({ request }) => device.get(pointOf(request.tbsCert.verifyKeyIndicator)));
    expect(new Set(order).size).toBe(DEVICES);
    const neighbours = order.filter((d, at) => at > 0 && d === order[at - 1]).length;
    // By chance (n-1)·19/(n-1) = 19 neighbours are of one device, give or take four or so; unshuffled there are 171.
    expect(neighbours).toBeLessThan(45);
    expect(order).not.toEqual(order.toSorted());
  });
  const owners = (): [string, number][] =>
    clients.flatMap(({ tools }, k) => {
      const { signing } = batches[k]!;
      return cocoons(signing).map((f): [string, number] => [toHex(tools.keys.expand(signing.key, f).public), k]);
    });
});

test('what is asked for once is not asked for again, however it is sent', async () => {
  await expect(requestBatch(clients[0]!, { appPermissions: BSM })).rejects.toMatchObject({
    refused: { code: '400-710' },
  });
});
test('another device does not get the files', async () => {
  const other: Client = { ...clients[1]!, enrolment: clients[1]!.enrolment };
  await expect(fetchBatch(other, batches[0]!)).rejects.toBeInstanceOf(EnrolmentError);
  await expect(fetchBatch(other, batches[0]!)).rejects.toMatchObject({ refused: { status: 404 } });
});
test('every octet between roles is the canonical encoding of a message', () => {
  const pdu = coer(ScmsPdu);
  for (const { asked } of fleet.calls('aca', 'issue'))
    for (const spdu of coer(IssueRequest).read(asked)) {
      const { tbsRequest } = readRequest(spdu.value);
      expect(pdu.encode(tbsRequest.value)).toEqual(tbsRequest.octets);
    }
});

describe('certificates that are not pseudonyms', () => {
  test('a roadside unit gets one implicit certificate for all its messages, with a name and a region', async () => {
    const permissions = [
      { psid: 130, ssp: { tag: 'opaque', value: Uint8Array.of(0, 0x80) } },
      { psid: 2113687, ssp: { tag: 'bitmapSsp', value: Uint8Array.of(1, 0xc0) } },
      { psid: 2113685, ssp: undefined },
    ] as const;
    const rsu = await fleet.device('rsu1.wavetrust.test', [
      { psid: 130, sspRange: { tag: 'opaque', value: [Uint8Array.of(0, 0x80)] } },
      {
        psid: 2113687,
        sspRange: {
          tag: 'bitmapSspRange',
          value: { sspValue: Uint8Array.of(1, 0), sspBitmask: Uint8Array.of(255, 0) },
        },
      },
      { psid: 2113685 },
    ]);
    const region = {
      tag: 'circularRegion',
      value: { center: { latitude: 404_000_000, longitude: -740_000_000 }, radius: 800 },
    } as const;
    const { record } = await requestCertificate(rsu, {
      appPermissions: permissions,
      id: { tag: 'name', value: 'rsu1.wavetrust.test' },
      region,
    });
    expect(record.value.type).toBe('implicit');
    expect(record.tbs).toMatchObject({ appPermissions: permissions, region, crlSeries: 3 });
    expect(store.judge(record)).toMatchObject({ ok: true });
  });
  test('a management center gets an explicit one, with a key to encrypt to', async () => {
    const tmc = await fleet.device('tmc.wavetrust.test', [{ psid: 0x1020_4000 }]);
    const ssp = { tag: 'opaque', value: Uint8Array.of(1, 2, 3) } as const;
    const got = await requestCertificate(tmc, {
      appPermissions: [{ psid: 0x1020_4000, ssp }],
      type: 'explicit',
      encrypting: true,
    });
    expect(got.record.value.type).toBe('explicit');
    expect(got.record.tbs.encryptionKey).toBeDefined();
    const judged = store.judge(got.record);
    expect(judged.ok && toHex(judged.key.octets)).toBe(toHex(got.key.public));
  });
  test('an emergency vehicle gets one linked certificate a week, at once', async () => {
    const ssp = { tag: 'bitmapSsp', value: Uint8Array.of(1, 0xf0) } as const;
    const ev = await fleet.device('ev1.wavetrust.test', [{ psid: 2113686 }]);
    const batch = await requestBatch(ev, { appPermissions: [{ psid: 2113686, ssp }], periods: 3 });
    for (const i of [I, I + 1, I + 2]) {
      const [holder, ...more] = await fetchBatch(ev, batch, i);
      expect(more).toHaveLength(0);
      expect(linkage(holder!)?.iCert).toBe(i);
      expect(store.judge(holder!.record)).toMatchObject({ ok: true });
    }
  });
});

function pointOf(v: Holder['record']['tbs']['verifyKeyIndicator']): string {
  if (v.tag !== 'reconstructionValue') return '';
  expect(coer(EccP256CurvePoint).encode(v.value)).toHaveLength(33);
  return toHex(sec1(v.value)!);
}
function cocoons({ expansion }: Batch['signing']): Uint8Array[] {
  return expand(
    crypto,
    'P-256',
    expansion,
    'cert',
    I,
    Array.from({ length: 20 }, (_, j) => j),
  );
}
