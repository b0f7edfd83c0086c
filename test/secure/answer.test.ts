/** Whom the answer to an SPDU is for, by the key in its header. */
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type { EncryptionKey, PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { type Answering, answerTo } from '../../src/secure/answer.ts';
import { encrypt, encryptionKey } from '../../src/secure/encrypt.ts';
import { KeyRing } from '../../src/secure/ring.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { canonicalSpdu } from '../../src/trust/signed.ts';
import { at, crypto, device, keys, NOW, PSIDS, random } from '../pki.ts';

const tools = { crypto, keys, random };
const content = Uint8Array.of(3, 0x80, 1, 7);
const by = device([{ psid: PSIDS.srm, ssp: undefined }]);
const request = (encryptionKey: EncryptionKey | undefined): Uint8Array =>
  signSpdu({
    ...{ crypto, keys, key: by.key, psid: PSIDS.srm, generationTime: NOW, header: { encryptionKey } },
    signer: { form: 'certificate', certificate: by.record },
  });
const answered = (spdu: Uint8Array, answering?: Answering): string => {
  const answer = answerTo(crypto, spdu, answering);
  return answer.ok ? answer.recipient.to : `${answer.result}: ${answer.finding?.found}`;
};
const uncompressed = (point: Uint8Array): PublicEncryptionKey['publicKey'] => {
  const whole = crypto.uncompress('P-256', point);
  return {
    tag: 'eciesNistP256',
    value: { tag: 'uncompressedP256', value: { x: whole.slice(1, 33), y: whole.slice(33) } },
  };
};

test.each(['signedDataRecipInfo', 'rekRecipInfo'] as const)(
  'a public key, and its holder opens the answer by %s',
  (form) => {
    const ring = new KeyRing({ crypto, keys, clock: at(NOW) });
    const response = ring.respond(2);
    const spdu = request(response.encryptionKey);
    ring.bind(response, spdu);
    const answer = answerTo(crypto, spdu, { form });
    if (!answer.ok) throw new Error(answer.sentence);
    const octets = encrypt(tools, content, [answer.recipient]);
    const { content: made } = coer(Ieee1609Dot2Data).read(octets);
    expect(made.tag === 'encryptedData' && made.value.recipients.map((r) => r.tag)).toEqual([form]);
    expect(ring.open(octets)).toMatchObject({ ok: true, plaintext: content, by: response });
  },
);
test('the SPDU is named by its canonical form, however its key and its signature came', () => {
  const ring = new KeyRing({ crypto, keys, clock: at(NOW) });
  const response = ring.respond(2);
  const { encryptionKey } = response;
  if (encryptionKey.tag !== 'public') throw new Error('public');
  const spdu = request(encryptionKey);
  ring.bind(response, spdu);
  const value = coer(Ieee1609Dot2Data).read(spdu);
  if (value.content.tag !== 'signedData') throw new Error('signedData');
  const signed = value.content.value;
  if (encryptionKey.value.publicKey.tag !== 'eciesNistP256') throw new Error('eciesNistP256');
  const own = encryptionKey.value.publicKey.value;
  const point = Uint8Array.of(own.tag === 'compressed-y-0' ? 2 : 3, ...(own.value as Uint8Array));
  const headerInfo = {
    ...signed.tbsData.value.headerInfo,
    encryptionKey: { tag: 'public', value: { ...encryptionKey.value, publicKey: uncompressed(point) } } as const,
  };
  const tbs = { ...signed.tbsData.value, headerInfo };
  const signature = signed.signature;
  if (signature.tag !== 'ecdsaNistP256Signature' || signature.value.rSig.tag !== 'x-only') throw new Error('x-only');
  const rSig = { tag: 'compressed-y-1', value: signature.value.rSig.value } as const;
  const other = coer(Ieee1609Dot2Data).encode({
    ...value,
    content: {
      tag: 'signedData',
      value: {
        ...signed,
        tbsData: { value: tbs, octets: coer(ToBeSignedData).encode(tbs) },
        signature: { ...signature, value: { ...signature.value, rSig } },
      },
    },
  });
  expect(other.length).toBeGreaterThan(spdu.length);
  expect(canonicalSpdu(other)!.octets).toEqual(spdu);
  expect(canonicalSpdu(spdu)!.octets).toBe(spdu);
  const answer = answerTo(crypto, other);
  if (!answer.ok) throw new Error(answer.sentence);
  expect(ring.open(encrypt(tools, content, [answer.recipient]))).toMatchObject({ ok: true, by: response });
});

test('a symmetric key, only where it came encrypted', () => {
  const secret = random.octets(16);
  const spdu = request({ tag: 'symmetric', value: { tag: 'aes128Ccm', value: secret } });
  expect(answered(spdu)).toBe('inconsistentInputParameters: symmetric');
  const answer = answerTo(crypto, spdu, { hidden: true });
  expect(answer).toMatchObject({ ok: true, recipient: { to: 'shared', secret } });
  const ring = new KeyRing({ crypto, keys, clock: at(NOW) });
  ring.hold({ as: 'shared', secret }, NOW + 2e6);
  if (answer.ok) expect(ring.open(encrypt(tools, content, [answer.recipient]))).toMatchObject({ ok: true });
});

const point = keys.generate('P-256').public;
const beside = uncompressed(point);
if (beside.tag === 'eciesNistP256' && beside.value.tag === 'uncompressedP256') beside.value.value.y[0]! ^= 1;
const x = { tag: 'x-only', value: new Uint8Array(32) } as const;
test.each([
  ['no key', 'inconsistentInputParameters: undefined', undefined],
  ['x-only', 'inconsistentInputParameters: aes128Ccm, eciesNistP256', { tag: 'eciesNistP256', value: x }],
  ['SM2', 'inconsistentInputParameters: aes128Ccm, ecencSm2', { tag: 'ecencSm2', value: x }],
  ['a point beside the curve', 'canonical', beside],
] as const)('%s: nobody can be answered, and it is said why', (_, expected, publicKey) => {
  const key = publicKey && { supportedSymmAlg: 'aes128Ccm', publicKey };
  const got = answered(request(key && ({ tag: 'public', value: key } as EncryptionKey)));
  // Of y only the parity is signed: what is encrypted to is the point that has it, and that is on the curve.
  expect(got).toBe(expected === 'canonical' ? 'signed' : expected);
});
test('for SM4', () => {
  const value = { ...encryptionKey('P-256', point), supportedSymmAlg: 'sm4Ccm' } as const;
  expect(answered(request({ tag: 'public', value }))).toBe('inconsistentInputParameters: sm4Ccm, eciesNistP256');
  const sm4 = { tag: 'symmetric', value: { tag: 'sm4Ccm', value: new Uint8Array(16) } } as const;
  expect(answered(request(sm4), { hidden: true })).toBe('inconsistentInputParameters: sm4Ccm');
});
test('octets that are no signed SPDU have no answer', () => {
  for (const octets of [
    new Uint8Array(0),
    content,
    encrypt(tools, content, [{ to: 'shared', secret: new Uint8Array(16) }]),
  ])
    expect(answered(octets)).toBe('spduParsingInvalidInput: undefined');
});
