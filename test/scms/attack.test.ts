/** Roles put together by hand, with an RA that does what it should not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { Kept } from '../../asn1/schema.ts';
import { Batch as Files } from '../../asn1/wavetrust/scms.ts';
import { hashedId8 } from '../../src/crypto/digest.ts';
import type { PrivateKey } from '../../src/crypto/keystore.ts';
import { authoritiesOf } from '../../src/enrol/authorities.ts';
import { type Client, fetchBatch, requestBatch } from '../../src/enrol/batch.ts';
import { enrol } from '../../src/enrol/enrol.ts';
import { type Aca, createAca } from '../../src/scms/aca.ts';
import { admit } from '../../src/scms/admission.ts';
import { acaCalls, caCalls, ecaBackCalls, ecaCalls, laBackCalls, laCalls, raCalls } from '../../src/scms/calls.ts';
import { type Wanted, wanted } from '../../src/scms/cocoon.ts';
import { type Component, component, SECRETS, scmsRole } from '../../src/scms/component.ts';
import { createEca } from '../../src/scms/eca.ts';
import { body, outgoing, pdu, plain, readData, readPlain, sign, type Tools } from '../../src/scms/envelope.ts';
import { createIca } from '../../src/scms/ica.ts';
import { createLa, type La } from '../../src/scms/la.ts';
import { obtain, prepare } from '../../src/scms/mix.ts';
import { PERIOD_SECONDS, periodStart } from '../../src/scms/period.ts';
import { type Answer, local, type Role } from '../../src/scms/role.ts';
import { createRoot } from '../../src/scms/root.ts';
import { openStores, type Stores } from '../../src/scms/store.ts';
import { decrypt } from '../../src/secure/decrypt.ts';
import { encrypt, encryptionKey } from '../../src/secure/encrypt.ts';
import { toTime32 } from '../../src/time.ts';
import { silent } from '../../src/world.ts';
import { BSM, crypto, Fleet, I, mayAsk } from './fleet.ts';

type Spdu = Kept<Ieee1609Dot2Data>;
const fleet = new Fleet('attack');
const LIMITS = { periods: 12, ahead: 52 };
let stores: Stores;
let la1: La;
let la2: La;
let aca: Aca;
let acaRole: Role<typeof acaCalls>;
let ra: Component;
let raTools: Tools;
let client: Client;
/** What the RA does with a request to the ACA, and with the answer on its way to the device. */
let tamper: { readonly before: (w: Wanted) => Wanted; readonly after: (content: Spdu, w: Wanted) => Spdu };
const honest: typeof tamper = { before: (w) => w, after: (content) => content };

beforeAll(async () => {
  stores = await openStores();
  const start = periodStart(I) - PERIOD_SECONDS;
  const psids = [32];
  const root = await createRoot(fleet.tools(), stores, start);
  const ica = await createIca(
    fleet.tools(),
    stores,
    { role: local(caCalls, root.handlers, silent), known: root.known },
    { psids, start },
  );
  const ca = { role: local(caCalls, ica.handlers, silent), root: root.known, ica: ica.component.known };
  const [one, two] = [fleet.random.octets(16), fleet.random.octets(16)];
  la1 = await createLa(fleet.tools(), stores, ca, { name: 'la1', laId: 1, secret: one, start });
  la2 = await createLa(fleet.tools(), stores, ca, { name: 'la2', laId: 2, secret: two, start });
  const eca = await createEca(fleet.tools(), stores, ca, { psids, start });
  raTools = fleet.tools();
  ra = await component(raTools, await stores.open('ra', SECRETS), ca.role, (key) => ({
    id: { tag: 'name', value: 'ra.wavetrust.test' },
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: { start, duration: { tag: 'years', value: 3 } },
    appPermissions: [scmsRole({ tag: 'ra', value: { version: 2 } })],
    encryptionKey: key,
  }));
  const linkage = new Map([
    [1, one],
    [2, two],
  ]);
  aca = await createAca(fleet.tools(), stores, ca, { psids, start, linkage, ra: () => ra.known });
  acaRole = local(acaCalls, aca.handlers, silent);

  const bundle = {
    root: root.known.record.octets,
    ica: ica.component.record.octets,
    eca: eca.component.record.octets,
    aca: aca.component.record.octets,
    ra: ra.record.octets,
    ma: ra.record.octets,
  };
  const authorities = authoritiesOf(crypto, bundle);
  const tools = fleet.tools();
  const device = { name: 'obu.wavetrust.test', certRequestPermissions: [mayAsk([{ psid: 32 }])] };
  await local(ecaBackCalls, eca.back, silent).admit(device);
  const enrolment = await enrol(tools, local(ecaCalls, eca.handlers, silent), authorities, device);

  const made = new Map<string, Uint8Array>();
  let last = '';
  const handlers = {
    async request(spdu: Spdu) {
      const order = admit(raTools, ra, authorities.eca, LIMITS, spdu);
      const items = wanted(crypto, order, await plvs());
      const issued = await obtain(
        raTools,
        acaRole,
        authorities.aca,
        prepare(
          raTools,
          ra,
          items.map((w) => tamper.before(w)),
        ),
      );
      const files = issued.map(({ wanted: w, content }) => ({
        name: `${w.i.toString(16)}_${w.j.toString(16)}`,
        content: tamper.after(content, items.find((x) => x.j === w.j)!),
      }));
      last = toHex(hashedId8(order.hash));
      made.set(last, coer(Files).encode(files));
      const time = toTime32(fleet.clock.now());
      const value = {
        version: 2,
        generationTime: time,
        requestHash: hashedId8(order.hash),
        firstI: order.iFirst,
        nextDlTime: time,
      };
      return outgoing(sign(raTools, ra, plain(pdu('ee-ra', { tag: 'raEeCertAck', value })), fleet.clock.now()));
    },
    download: async () => coer(Files).read(made.get(last)!),
  };
  client = { tools, ra: local(raCalls, handlers, silent), authorities, enrolment };
}, 60_000);
afterAll(() => stores.close());

async function plvs() {
  const ask = { lci: undefined, iFirst: I, periods: 1, jMax: 20 };
  const [a, b] = [await la1.handlers.link(ask), await la2.handlers.link(ask)];
  return [a.plvs, b.plvs] as const;
}
async function provision() {
  const batch = await requestBatch(client, { appPermissions: BSM });
  return fetchBatch(client, batch);
}

describe('an RA that puts its own key J in place of the device’s', () => {
  let own: PrivateKey;
  let stolen: string[];
  /** Opens with its own key what the ACA encrypted. */
  const steal = (content: Spdu): Uint8Array => {
    const signed = content.value.content;
    const inner = signed.tag === 'signedData' ? signed.value.tbsData.value.payload.data?.value.content : undefined;
    if (inner?.tag !== 'encryptedData') throw new Error('not encrypted, then signed');
    const opened = decrypt(raTools, inner.value, { as: 'key', public: encryptionKey('P-256', own.public), key: own });
    if (!opened.ok) throw new Error(opened.sentence);
    const { certificate } = body(readPlain(readData(opened.plaintext).value), 'aca-ee', 'acaEeCertResponse');
    stolen.push(toHex(certificate.octets));
    return opened.plaintext;
  };
  const before = (w: Wanted): Wanted => ({ ...w, ask: { ...w.ask, certEncKey: encryptionKey('P-256', own.public) } });
  beforeAll(() => {
    own = raTools.keys.generate('P-256');
  });

  test('provisions well while it is honest', async () => {
    tamper = honest;
    expect(await provision()).toHaveLength(20);
  });
  test('reads certificates, but is found out when it encrypts them again and signs itself', async () => {
    stolen = [];
    const after = (content: Spdu, w: Wanted): Spdu => {
      const again = encrypt(raTools, steal(content), [{ to: 'key', key: w.ask.certEncKey! }]);
      return outgoing(sign(raTools, ra, again, fleet.clock.now()));
    };
    tamper = { before, after };
    await expect(provision()).rejects.toThrow(/signed by another/);
    expect(new Set(stolen).size).toBe(20);
  });
  test('is found out when it leaves the ACA’s answer as it is', async () => {
    tamper = { before, after: (content) => content };
    await expect(provision()).rejects.toThrow(/names a key that is held here/);
  });
  test('is found out when it leaves out the ACA’s signature', async () => {
    stolen = [];
    tamper = {
      before,
      after: (content, w) => outgoing(encrypt(raTools, steal(content), [{ to: 'key', key: w.ask.certEncKey! }])),
    };
    await expect(provision()).rejects.toThrow(/encryptedData where signed data is expected/);
  });
  test('is found out when it changes any octet', async () => {
    for (const share of [0.3, 0.6, 0.9]) {
      const after = ({ octets }: Spdu): Spdu => {
        const changed = octets.slice();
        changed[Math.floor(share * changed.length)]! ^= 1;
        return outgoing(changed);
      };
      tamper = { before: (w) => w, after };
      await expect(provision()).rejects.toThrow();
    }
  });
  test('is found out when it gives one certificate for another', async () => {
    let first: Spdu | undefined;
    tamper = { before: (w) => w, after: (content) => (first ??= content) };
    await expect(provision()).rejects.toThrow(/names a key that is held here/);
  });
  test('is found out when it has other permissions certified', async () => {
    tamper = {
      before: (w) => ({
        ...w,
        ask: {
          ...w.ask,
          tbsCert: {
            ...w.ask.tbsCert,
            appPermissions: [{ psid: 32, ssp: { tag: 'opaque', value: Uint8Array.of(9) } }],
          },
        },
      }),
      after: (c) => c,
    };
    await expect(provision()).rejects.toThrow(/not the one asked for/);
  });
});

describe('the ACA', () => {
  const order = async () => {
    const [[a], [b]] = await plvs();
    const key = encryptionKey('P-256', raTools.keys.generate('P-256').public);
    const { publicKey } = encryptionKey('P-256', raTools.keys.generate('P-256').public);
    if (publicKey.tag !== 'eciesNistP256') throw new Error('P-256');
    const item: Wanted = {
      request: new Uint8Array(32),
      i: I,
      j: 0,
      ask: {
        version: 2,
        type: 'implicit',
        flags: { octets: Uint8Array.of(0), length: 8 },
        linkageInfo: { encPlv1: a![0]!, encPlv2: b![0]! },
        certEncKey: key,
        tbsCert: {
          id: { tag: 'linkageData', value: { iCert: I, linkageValue: new Uint8Array(9) } },
          cracaId: new Uint8Array(3),
          crlSeries: 0,
          validityPeriod: { start: periodStart(I), duration: { tag: 'hours', value: 169 } },
          appPermissions: BSM,
          verifyKeyIndicator: { tag: 'reconstructionValue', value: publicKey.value },
        },
      },
    };
    return item;
  };
  const ask = async (items: readonly Wanted[], by: Component = ra, tools = raTools) => {
    const answer = await acaRole.issue(prepare(tools, by, items).map((a) => a.spdu));
    return answer.ok ? answer.value : [];
  };

  test('issues for its RA', async () => expect(await ask([await order()])).toHaveLength(1));
  test('leaves out what it could not encrypt to, and serves the rest of the mix', async () => {
    const [good, bad] = [await order(), await order()];
    const certEncKey = { ...bad.ask.certEncKey!, supportedSymmAlg: 'sm4Ccm' } as const;
    expect(await ask([{ ...bad, ask: { ...bad.ask, certEncKey } }, good])).toHaveLength(1);
  });
  test('leaves out what its RA did not sign, and serves the rest of the mix', async () => {
    const [good, bad] = [
      prepare(raTools, ra, [await order()]),
      prepare(raTools, { ...ra, key: raTools.keys.generate('P-256') }, [await order()]),
    ];
    const answer = await acaRole.issue([...bad, ...good].map((a) => a.spdu));
    expect(answer.ok && answer.value).toHaveLength(1);
  });
  test('takes no two pre-linkage values of one authority, which alone would know the linkage value', async () => {
    const item = await order();
    const { encPlv1 } = item.ask.linkageInfo!;
    expect(await ask([{ ...item, ask: { ...item.ask, linkageInfo: { encPlv1, encPlv2: encPlv1 } } }])).toHaveLength(0);
  });
  test('takes no pre-linkage value under a wrong name', async () => {
    const item = await order();
    const { encPlv1, encPlv2 } = item.ask.linkageInfo!;
    const wrong = { encPlv1: { ...encPlv1, laId: encPlv2.laId }, encPlv2: { ...encPlv2, laId: encPlv1.laId } };
    expect(await ask([{ ...item, ask: { ...item.ask, linkageInfo: wrong } }])).toHaveLength(0);
  });
  test('issues nothing beyond its own permissions, or for longer than a period', async () => {
    const item = await order();
    const changed = (tbs: Partial<Wanted['ask']['tbsCert']>): Wanted => ({
      ...item,
      ask: { ...item.ask, tbsCert: { ...item.ask.tbsCert, ...tbs } },
    });
    expect(await ask([changed({ appPermissions: [{ psid: 35, ssp: undefined }] })])).toHaveLength(0);
    expect(
      await ask([changed({ validityPeriod: { start: periodStart(I), duration: { tag: 'years', value: 1 } } })]),
    ).toHaveLength(0);
    expect(await ask([changed({ id: { tag: 'none', value: null } })])).toHaveLength(0);
  });
});

describe('a linkage authority', () => {
  const refused = async (answer: Promise<Answer<unknown>>) => {
    const got = await answer;
    return got.ok ? 'granted' : got.refused.status;
  };
  test('reveals no seed of the past, and none of a chain it does not have', async () => {
    const back = local(laBackCalls, la1.back, silent);
    const { lci } = await la1.handlers.link({ lci: undefined, iFirst: I, periods: 1, jMax: 1 });
    expect(await refused(back.reveal({ lci, iRev: I - 1 }))).toBe(403);
    expect(await refused(back.reveal({ lci, iRev: I }))).toBe('granted');
    expect(await refused(back.reveal({ lci: new Uint8Array(16), iRev: I }))).toBe(404);
  });
  test('goes on with a chain, and not before its beginning', async () => {
    const role = local(laCalls, la1.handlers, silent);
    const { lci } = await la1.handlers.link({ lci: undefined, iFirst: I, periods: 1, jMax: 1 });
    expect(await refused(role.link({ lci, iFirst: I + 3, periods: 2, jMax: 4 }))).toBe('granted');
    expect(await refused(role.link({ lci, iFirst: I - 1, periods: 1, jMax: 1 }))).toBe(404);
  });
  test('gives ciphertexts that differ each time, even of the same value', async () => {
    const { lci, plvs: a } = await la1.handlers.link({ lci: undefined, iFirst: I, periods: 1, jMax: 1 });
    const { plvs: b } = await la1.handlers.link({ lci, iFirst: I, periods: 1, jMax: 1 });
    expect(a[0]![0]!.encPlv).not.toEqual(b[0]![0]!.encPlv);
  });
});

test('a role reads no tables of another', async () => {
  const store = await stores.open('snoop', '');
  await expect(store.query('select * from la1.chain')).rejects.toThrow(/permission denied/);
  await expect(store.query('select * from chain')).rejects.toThrow(/does not exist/);
});
