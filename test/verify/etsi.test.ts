import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { EtsiTs103097Data } from '../../asn1/etsi/secured.ts';
import { fromHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { Type } from '../../asn1/schema.ts';
import { breachText } from '../../src/trust/etsi.ts';
import { dataBreaches } from '../../src/verify/etsi.ts';
import { plain } from '../asn1/plain.ts';

const point = (size: number) => ({ tag: 'x-only', value: new Uint8Array(size) });
const p256 = { tag: 'ecdsaNistP256Signature', value: { rSig: point(32), sSig: new Uint8Array(32) } };
const p384 = { tag: 'ecdsaBrainpoolP384r1Signature', value: { rSig: point(48), sSig: new Uint8Array(48) } };
const at = {
  version: 3,
  type: 'explicit',
  issuer: { tag: 'sha256AndDigest', value: new Uint8Array(8) },
  toBeSigned: {
    id: { tag: 'none', value: null },
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: { start: 1, duration: { tag: 'hours', value: 168 } },
    appPermissions: [{ psid: 36 }],
    verifyKeyIndicator: { tag: 'verificationKey', value: { tag: 'ecdsaNistP256', value: point(32) } },
  },
  signature: p256,
};
const certificate = { tag: 'certificate', value: [at] };
const digest = { tag: 'digest', value: new Uint8Array(8) };
const self = { tag: 'self', value: null };
const inside = { protocolVersion: 3, content: { tag: 'unsecuredData', value: fromHex('20') } };
const location = { latitude: 1, longitude: 2, elevation: 3 };
const CAM = { psid: 36, generationTime: 1n };
const DENM = { psid: 37, generationTime: 1n, generationLocation: location };

type Parts = Readonly<Record<string, unknown>>;
/** Octets of data made of values alone, and what a decoder says of them. */
const octetsOf = (content: unknown) =>
  coer(plain(Ieee1609Dot2Data) as Type<unknown>).encode({ protocolVersion: 3, content });
const signed = (headerInfo: Parts, over: Parts = {}, payload: Parts = { data: inside }) =>
  octetsOf({
    tag: 'signedData',
    value: { hashId: 'sha256', tbsData: { payload, headerInfo }, signer: certificate, signature: p256, ...over },
  });
const encrypted = (recipient: unknown, cipher = 'aes128ccm') =>
  octetsOf({
    tag: 'encryptedData',
    value: {
      recipients: [recipient],
      ciphertext: { tag: cipher, value: { nonce: new Uint8Array(12), ccmCiphertext: new Uint8Array(17) } },
    },
  });
const told = (octets: Uint8Array) => dataBreaches(coer(Ieee1609Dot2Data).read(octets)).map(breachText);
const key = { tag: 'eciesNistP256', value: { v: point(32), c: new Uint8Array(16), t: new Uint8Array(16) } };
const HEADER = 'content.signedData.tbsData.headerInfo';

describe('the profile of ETSI TS 103 097 for data', () => {
  it.each([
    ['a CAM with a certificate', signed(CAM)],
    [
      'a CAM with a digest and a request',
      signed({ ...CAM, inlineP2pcdRequest: [new Uint8Array(3)] }, { signer: digest }),
    ],
    [
      'a CAM that asks for a revocation list',
      signed({ ...CAM, contributedExtensions: [{ contributorId: 2, extns: [fromHex('01')] }] }),
    ],
    ['a DENM', signed(DENM)],
    ['another message, that ends', signed({ psid: 140, generationTime: 1n, expiryTime: 2n }, { signer: digest })],
    ['a request signed with its own key', signed({ psid: 623, generationTime: 1n }, { signer: self })],
    [
      'a hash of what is elsewhere',
      signed(
        { psid: 623, generationTime: 1n },
        {},
        { extDataHash: { tag: 'sha256HashedData', value: new Uint8Array(32) } },
      ),
    ],
    ['a signature of 384 bits', signed(CAM, { hashId: 'sha384', signature: p384 })],
    [
      'data for the holder of a certificate',
      encrypted({ tag: 'certRecipInfo', value: { recipientId: new Uint8Array(8), encKey: key } }),
    ],
  ])('has nothing against %s, nor has the type', (_, octets) => {
    expect(told(octets)).toEqual([]);
    expect(coer(EtsiTs103097Data).decode(octets).ok).toBe(true);
  });
  it.each([
    ['no time', signed({ psid: 140 }), `${HEADER}.generationTime: present (5.2)`],
    [
      'hash and curve apart',
      signed(CAM, { hashId: 'sha384' }),
      'content.signedData.hashId: sha256, as its signature is ecdsaNistP256Signature; found sha384 (5.2)',
    ],
    ['no payload', signed(CAM, {}, {}), 'content.signedData.tbsData.payload: either data or extDataHash (5.2)'],
    [
      'a payload left out',
      signed(CAM, {}, { data: inside, omitted: null }),
      'content.signedData.tbsData.payload: either data or extDataHash (5.2)',
    ],
    [
      'another hash',
      signed(CAM, {}, { extDataHash: { tag: 'sm3HashedData', value: new Uint8Array(32) } }),
      'content.signedData.tbsData.payload.extDataHash: sha256HashedData (5.2)',
    ],
    [
      'extensions of IEEE',
      signed({ ...CAM, contributedExtensions: [{ contributorId: 1, extns: [fromHex('01')] }] }),
      `${HEADER}.contributedExtensions: those of ETSI, contributor 2 (5.2)`,
    ],
    [
      'a CAM with a place',
      signed({ ...CAM, generationLocation: location }),
      `${HEADER}.generationLocation: absent (7.1.1)`,
    ],
    ['a CAM that ends', signed({ ...CAM, expiryTime: 2n }), `${HEADER}.expiryTime: absent (7.1.1)`],
    [
      'a CAM of nobody',
      signed(CAM, { signer: self }),
      'content.signedData.signer: digest or certificate, found self (7.1.1)',
    ],
    [
      'a DENM without a place',
      signed({ ...DENM, generationLocation: undefined }),
      `${HEADER}.generationLocation: present (7.1.2)`,
    ],
    [
      'a DENM with a digest',
      signed(DENM, { signer: digest }),
      'content.signedData.signer: certificate, found digest (7.1.2)',
    ],
    ['a DENM that asks', signed({ ...DENM, inlineP2pcdRequest: [] }), `${HEADER}.inlineP2pcdRequest: absent (7.1.2)`],
    [
      'another message of nobody',
      signed({ psid: 137, generationTime: 1n }, { signer: self }),
      'content.signedData.signer: digest or certificate, found self (7.1.3)',
    ],
    [
      'a ticket that breaks its own',
      signed(CAM, {
        signer: { tag: 'certificate', value: [{ ...at, toBeSigned: { ...at.toBeSigned, crlSeries: 1 } }] },
      }),
      'content.signedData.signer.certificate.0.toBeSigned.crlSeries: 0 (6)',
    ],
    [
      'another cipher',
      encrypted({ tag: 'certRecipInfo', value: { recipientId: new Uint8Array(8), encKey: key } }, 'sm4Ccm'),
      'content.encryptedData.ciphertext: aes128ccm (5.3)',
    ],
  ])('says what is wrong with %s: field and clause', (_, octets, text) => {
    expect(told(octets)).toEqual([text]);
  });
  it.each([
    [
      'a learning request',
      signed({ ...CAM, p2pcdLearningRequest: new Uint8Array(3) }),
      `${HEADER}.p2pcdLearningRequest: absent (5.2)`,
    ],
    [
      'a missing list',
      signed({ ...CAM, missingCrlIdentifier: { cracaId: new Uint8Array(3), crlSeries: 1 } }),
      `${HEADER}.missingCrlIdentifier: absent (5.2)`,
    ],
    [
      'two certificates',
      signed(CAM, { signer: { tag: 'certificate', value: [at, at] } }),
      'content.signedData.signer: one certificate (5.2)',
    ],
    [
      'a shared key',
      encrypted({ tag: 'pskRecipInfo', value: new Uint8Array(8) }),
      'content.encryptedData.recipients.0: certRecipInfo or signedDataRecipInfo, found pskRecipInfo (5.3)',
    ],
    [
      'a bare request',
      octetsOf({ tag: 'signedCertificateRequest', value: fromHex('00') }),
      'content: signedData or encryptedData, found signedCertificateRequest (5.1)',
    ],
  ])('and its type refuse %s', (_, octets, text) => {
    expect(told(octets)).toEqual([text]);
    expect(coer(EtsiTs103097Data).decode(octets)).toMatchObject({ ok: false });
  });
});

const folder = new URL('../../../shared/vectors/wire/', import.meta.url);
const absent = existsSync(folder) ? '' : ' (skipped: no vectors beside the project)';
describe.skipIf(absent)(`data that others signed in Europe${absent}`, () => {
  interface Item {
    readonly id: string;
    readonly hex: string;
    readonly standard: string;
  }
  const items: Item[] = absent
    ? []
    : ['spdu-signed', 'spdu-encrypted']
        .flatMap((name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Item[])
        .filter(({ standard }) => standard.includes('103 097'));

  it('keep the profile, and the type; one is signed with a root of a unit test', () => {
    expect(items.length).toBeGreaterThan(9);
    const breaking = items.filter(({ hex }) => told(fromHex(hex)).length > 0);
    expect(breaking.map(({ id }) => id)).toEqual(['spdu-signed-044-innerecrequestsignedforpopspec-groovy']);
    for (const { hex } of breaking)
      expect(new Set(told(fromHex(hex)).map((t) => t.split('.')[5]))).toEqual(new Set(['toBeSigned']));
    for (const { hex } of items) {
      const octets = fromHex(hex);
      expect(coer(EtsiTs103097Data).encode(coer(EtsiTs103097Data).read(octets))).toEqual(octets);
    }
  });
});
