/** A signed SPDU in the form its hash names it by. */
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type { EccP256CurvePoint } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, type SignedData, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { encryptionKey } from '../../src/secure/encrypt.ts';
import { signSpdu, unsecured } from '../../src/secure/sign.ts';
import { canonicalSpdu } from '../../src/trust/signed.ts';
import { aca, crypto, keys, NOW, under } from '../pki.ts';

const by = under(aca, 'signer', { appPermissions: [{ psid: 1, ssp: undefined }] });
const response = keys.generate('P-256');
const header = { encryptionKey: { tag: 'public', value: encryptionKey('P-256', response.public) } } as const;
const spdu = signSpdu({
  ...{ crypto, keys, key: by.key, psid: 1, generationTime: NOW, header },
  signer: { form: 'certificate', certificate: by.record, issuers: [aca.record] },
});
const changed = (change: (signed: SignedData) => Partial<SignedData>): Uint8Array => {
  const value = coer(Ieee1609Dot2Data).read(spdu);
  if (value.content.tag !== 'signedData') throw new Error('signedData');
  const signed = value.content.value;
  return coer(Ieee1609Dot2Data).encode({
    ...value,
    content: { tag: 'signedData', value: { ...signed, ...change(signed) } },
  });
};
const uncompressed = (point: Uint8Array): EccP256CurvePoint => {
  const whole = crypto.uncompress('P-256', point);
  return { tag: 'uncompressedP256', value: { x: whole.slice(1, 33), y: whole.slice(33) } };
};
const certificate = () => {
  const verificationKey = { tag: 'ecdsaNistP256', value: uncompressed(by.key.public) } as const;
  const value = { ...by.record.tbs, verifyKeyIndicator: { tag: 'verificationKey', value: verificationKey } } as const;
  const toBeSigned = { value, octets: coer(ToBeSignedCertificate).encode(value) };
  const whole = { ...by.record.value, toBeSigned };
  return { value: whole, octets: coer(Certificate).encode(whole) };
};

test.each([
  [
    'the key in its header uncompressed',
    changed(({ tbsData }) => {
      const publicKey = { tag: 'eciesNistP256', value: uncompressed(response.public) } as const;
      const own = { tag: 'public', value: { ...header.encryptionKey.value, publicKey } } as const;
      const value = { ...tbsData.value, headerInfo: { ...tbsData.value.headerInfo, encryptionKey: own } };
      return { tbsData: { value, octets: coer(ToBeSignedData).encode(value) } };
    }),
  ],
  [
    'the key of its certificate uncompressed',
    changed(({ signer }) => {
      if (signer.tag !== 'certificate') throw new Error('certificate');
      return { signer: { tag: 'certificate', value: [certificate(), ...signer.value.slice(1)] } };
    }),
  ],
  [
    'the whole point R',
    changed(({ signature }) => {
      if (signature.tag !== 'ecdsaNistP256Signature' || signature.value.rSig.tag !== 'x-only')
        throw new Error('x-only');
      const rSig = { tag: 'compressed-y-1', value: signature.value.rSig.value } as const;
      return { signature: { ...signature, value: { ...signature.value, rSig } } };
    }),
  ],
])('is one, whichever way it came: %s', (_, other) => {
  expect(other).not.toEqual(spdu);
  expect(canonicalSpdu(other)!.octets).toEqual(spdu);
});
test('is the octets as they came where they are in it', () => {
  expect(canonicalSpdu(spdu)!.octets).toBe(spdu);
});
test('is none for what is not signed', () => {
  for (const octets of [new Uint8Array(0), unsecured(Uint8Array.of(1)), spdu.subarray(1)])
    expect(canonicalSpdu(octets)).toBeUndefined();
});
