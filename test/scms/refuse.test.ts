import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type { PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { EeEcaCertRequest } from '../../asn1/ieee1609dot2dot1/enrolment.ts';
import { SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import type { EeRaCertRequest } from '../../asn1/ieee1609dot2dot1/provisioning.ts';
import type { PrivateKey } from '../../src/crypto/keystore.ts';
import { type Client, download, requestBatch } from '../../src/enrol/batch.ts';
import { outgoing, pdu, plain, signRequest } from '../../src/scms/envelope.ts';
import { periodStart, periodValidity } from '../../src/scms/period.ts';
import { encrypt, encryptionKey } from '../../src/secure/encrypt.ts';
import { toTime32 } from '../../src/time.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import { type Holder, verificationKey } from '../../src/trust/issue.ts';
import { BSM, crypto, Fleet, I, mayAsk } from './fleet.ts';

const fleet = new Fleet('refuse');
let client: Client;
let caterpillar: PrivateKey;

beforeAll(async () => {
  await fleet.open();
  client = await fleet.device('obu.wavetrust.test', [
    { psid: 32, sspRange: { tag: 'opaque', value: [new Uint8Array(0), Uint8Array.of(1)] } },
  ]);
  caterpillar = client.tools.keys.generate('P-256');
}, 60_000);
afterAll(() => fleet.service.close());

const now = () => toTime32(fleet.clock.now());
const code = (answer: { ok: true } | { ok: false; refused: { status: number; code: string | undefined } }) =>
  answer.ok ? 'granted' : (answer.refused.code ?? answer.refused.status);

describe('the RA refuses a request', () => {
  const wish = (): EeRaCertRequest => ({
    version: 2,
    generationTime: now(),
    type: 'implicit',
    tbsCert: {
      id: { tag: 'none', value: null },
      cracaId: new Uint8Array(3),
      crlSeries: 0,
      validityPeriod: periodValidity(I),
      appPermissions: BSM,
      verifyKeyIndicator: { tag: 'verificationKey', value: verificationKey(crypto, 'P-256', caterpillar.public) },
    },
    additionalParams: { tag: 'unified', value: { tag: 'aes128', value: new Uint8Array(16) } },
  });
  const signed = (request: EeRaCertRequest, by: Holder = client.enrolment) =>
    signRequest(client.tools, by, pdu('ee-ra', { tag: 'eeRaCertRequest', value: request }));
  const sealed = (octets: Uint8Array, to = client.authorities.ra.record) =>
    encrypt(client.tools, octets, [{ to: 'certificate', certificate: to }]);
  const ask = async (octets: Uint8Array) => code(await client.ra.request(outgoing(octets)));
  const asked = (change: Partial<EeRaCertRequest>) => ask(sealed(signed({ ...wish(), ...change })));
  const certified = (change: Partial<EeRaCertRequest['tbsCert']>) =>
    asked({ tbsCert: { ...wish().tbsCert, ...change } });

  test('that is not encrypted', async () => expect(await ask(signed(wish()))).toBe('400-10'));
  test('that is encrypted to somebody else', async () =>
    expect(await ask(sealed(signed(wish()), client.authorities.aca.record))).toBe('400-81'));
  test('whose ciphertext was changed', async () => {
    const octets = sealed(signed(wish()));
    octets[octets.length - 1]! ^= 1;
    expect(await ask(octets)).toBe('400-41');
  });
  test('that is something else than a signed certificate request', async () => {
    expect(await ask(sealed(plain(pdu('ee-ra', { tag: 'eeRaCertRequest', value: wish() }))))).toBe('400-42');
    expect(await ask(sealed(Uint8Array.of(1, 2, 3)))).toBe('400-42');
  });
  test('that was changed after it was signed, wherever that is', async () => {
    const octets = signed(wish());
    const outer = coer(Ieee1609Dot2Data).read(octets);
    if (outer.content.tag !== 'signedCertificateRequest') throw new Error('no request');
    const { tbsRequest } = coer(SignedCertificateRequest).read(outer.content.value);
    const start = Buffer.from(octets).indexOf(Buffer.from(tbsRequest.octets));
    for (let at = start; at < start + tbsRequest.octets.length; at += 3) {
      const changed = octets.slice();
      changed[at]! ^= 0x04;
      expect(await ask(sealed(changed))).toMatch(/^400-4[23]$/);
    }
  });
  test('that is signed with another key than that of the certificate', async () =>
    expect(await ask(sealed(signed(wish(), { record: client.enrolment.record, key: caterpillar })))).toBe('400-43'));
  test('that is signed with a certificate which enrols nobody', async () =>
    expect(await ask(sealed(signed(wish(), { record: client.authorities.ra.record, key: caterpillar })))).toBe(
      '400-62',
    ));
  test('that is signed with the enrolment of another ECA', async () => {
    const { value } = client.enrolment.record;
    const other: Certificate = { ...value, issuer: { tag: 'sha256AndDigest', value: new Uint8Array(8) } };
    const record = readCertificate(crypto, coer(Certificate).encode(other));
    expect(await ask(sealed(signed(wish(), { record, key: client.enrolment.key })))).toBe('400-80');
  });
  test('from the future or long past', async () => {
    expect(await asked({ generationTime: now() + 120 })).toBe('400-50');
    expect(await asked({ generationTime: now() - 3600 })).toBe('400-77');
  });
  test('for a PSID or SSP beyond the enrolment', async () => {
    expect(await certified({ appPermissions: [{ psid: 33, ssp: undefined }] })).toBe('400-30');
    expect(await certified({ appPermissions: [{ psid: 32, ssp: { tag: 'opaque', value: Uint8Array.of(2) } }] })).toBe(
      '400-30',
    );
  });
  test('without a PSID, with one twice, or for a certificate that issues', async () => {
    expect(await certified({ appPermissions: undefined })).toBe('400-60');
    expect(await certified({ appPermissions: [...BSM, ...BSM] })).toBe('400-60');
    expect(await certified({ certIssuePermissions: [mayAsk([{ psid: 32 }])] })).toBe('400-60');
    expect(await certified({ certRequestPermissions: [mayAsk([{ psid: 32 }])] })).toBe('400-60');
  });
  test('for pseudonyms with a name, without butterfly keys, explicit, or with an encryption key in them', async () => {
    expect(await certified({ id: { tag: 'name', value: 'obu.wavetrust.test' } })).toBe('400-32');
    expect(await asked({ additionalParams: undefined })).toBe('400-32');
    expect(
      await asked({ additionalParams: { tag: 'compactUnified', value: { tag: 'aes128', value: new Uint8Array(16) } } }),
    ).toBe('400-32');
    expect(await asked({ type: 'explicit' })).toBe('400-34');
    expect(await certified({ encryptionKey: encryptionKey('P-256', caterpillar.public) })).toBe('400-34');
  });
  test('whose answer should be encrypted in a way we do not have', async () => {
    const key = encryptionKey('P-256', caterpillar.public);
    const aes = { tag: 'aes128', value: new Uint8Array(16) } as const;
    const asking = (encryptionKey: PublicEncryptionKey) =>
      asked({
        additionalParams: {
          tag: 'original',
          value: { signingExpansion: aes, encryptionKey, encryptionExpansion: aes },
        },
      });
    expect(await asking({ ...key, supportedSymmAlg: 'sm4Ccm' })).toBe('400-32');
    const beside = { tag: 'compressed-y-0', value: new Uint8Array(32).fill(0xff) } as const;
    expect(await asking({ ...key, publicKey: { tag: 'eciesNistP256', value: beside } })).toBe('400-32');
    expect(await asking({ ...key, publicKey: { tag: 'ecencSm2', value: beside } })).toBe('400-32');
  });
  test('for a period that is over, far ahead, or too many', async () => {
    expect(await certified({ validityPeriod: periodValidity(I - 1) })).toBe('400-35');
    expect(await certified({ validityPeriod: periodValidity(I + 100) })).toBe('400-78');
    expect(await certified({ validityPeriod: { start: periodStart(I), duration: { tag: 'years', value: 1 } } })).toBe(
      '400-78',
    );
  });
  test('with a key that is no point of the curve', async () => {
    const value = {
      tag: 'ecdsaNistP256',
      value: { tag: 'compressed-y-0', value: new Uint8Array(32).fill(0xff) },
    } as const;
    expect(await certified({ verifyKeyIndicator: { tag: 'verificationKey', value } })).toBe('400-64');
  });
  test('and leaves nothing behind: the right one is granted, and then no second one', async () => {
    const octets = sealed(signed(wish()));
    expect(await ask(octets)).toBe('granted');
    expect(await ask(octets)).toBe('granted'); // the same octets are the same request
    expect(await ask(sealed(signed(wish())))).toBe('400-710');
  });
});

describe('the RA refuses a download', () => {
  const fetch = (filename: string) => download(client, filename);
  test('of a file that is not there or has no such name', async () => {
    await expect(fetch('0123456789abcdef_258.zip')).rejects.toMatchObject({ refused: { status: 404 } });
    await expect(fetch('../../secret')).rejects.toMatchObject({ refused: { status: 404 } });
    await expect(fetch("' or 1=1 --.zip")).rejects.toMatchObject({ refused: { status: 404 } });
  });
  test('until the certificates are made', async () => {
    const waiting = await requestBatch(client, { appPermissions: BSM, iFirst: I + 1 });
    const name = `${Buffer.from(waiting.requestHash).toString('hex')}_${(I + 1).toString(16)}.zip`;
    await expect(fetch(name)).rejects.toMatchObject({ refused: { status: 404 } });
    await fleet.service.mix();
    expect(await fetch(name)).toHaveLength(21);
  });
});

describe('the ECA refuses an enrolment', () => {
  const wish = (name: string, key: PrivateKey): EeEcaCertRequest => ({
    version: 2,
    generationTime: now(),
    type: 'implicit',
    tbsCert: {
      id: { tag: 'name', value: name },
      cracaId: new Uint8Array(3),
      crlSeries: 0,
      validityPeriod: { start: now(), duration: { tag: 'years', value: 6 } },
      certRequestPermissions: [mayAsk([{ psid: 32 }])],
      verifyKeyIndicator: { tag: 'verificationKey', value: verificationKey(crypto, 'P-256', key.public) },
    },
    canonicalId: undefined,
  });
  const ask = async (
    change: Partial<EeEcaCertRequest>,
    tbs: Partial<EeEcaCertRequest['tbsCert']> = {},
    by?: PrivateKey,
  ) => {
    const key = client.tools.keys.generate('P-256');
    const base = wish('new.wavetrust.test', key);
    const request = { ...base, ...change, tbsCert: { ...base.tbsCert, ...tbs } };
    const octets = signRequest(
      client.tools,
      { self: by ?? key },
      pdu('eca-ee', { tag: 'eeEcaCertRequest', value: request }),
    );
    return code(await fleet.service.eca.enrol(outgoing(octets)));
  };
  beforeAll(async () => {
    await fleet.service.operator.admit({
      name: 'new.wavetrust.test',
      certRequestPermissions: [mayAsk([{ psid: 32 }])],
    });
  });
  test('of a name that was not admitted', async () =>
    expect(await ask({}, { id: { tag: 'name', value: 'who.wavetrust.test' } })).toBe('400-21'));
  test('that the requested key did not sign', async () => expect(await ask({}, {}, caterpillar)).toBe('400-43'));
  test('that asks for more than was admitted', async () => {
    expect(await ask({}, { certRequestPermissions: [mayAsk([{ psid: 32 }, { psid: 130 }])] })).toBe('400-31');
    expect(await ask({}, { certRequestPermissions: undefined })).toBe('400-61');
  });
  test('that is explicit, old, of the future, or valid longer than the ECA', async () => {
    expect(await ask({ type: 'explicit' })).toBe('400-34');
    expect(await ask({ generationTime: now() - 3600 })).toBe('400-70');
    expect(await ask({ generationTime: now() + 3600 })).toBe('400-50');
    expect(await ask({}, { validityPeriod: { start: now(), duration: { tag: 'years', value: 30 } } })).toBe('400-35');
  });
  test('that would be more than an enrolment', async () => {
    expect(await ask({}, { appPermissions: BSM })).toBe('400-32');
    expect(await ask({}, { certIssuePermissions: [mayAsk([{ psid: 32 }])] })).toBe('400-32');
    expect(await ask({}, { id: { tag: 'none', value: null } })).toBe('400-32');
  });
  test('of a device that has one; the first is granted', async () => {
    expect(await ask({})).toBe('granted');
    expect(await ask({})).toBe('400-71');
  });
  test('and the operator may not admit more than the ECA may issue', async () => {
    const answer = await fleet.service.operator.admit({ name: 'x', certRequestPermissions: [mayAsk([{ psid: 35 }])] });
    expect(code(answer)).toBe('400-31');
  });
});
