/** SM2, SM3 and SM4 are off where nobody turns them on (sm2.test.ts): what a receiver needs them for is refused by name. */
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, type SignedData } from '../../asn1/ieee1609dot2/data.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import { encryptionPoint } from '../../src/trust/point.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { fault } from '../field.ts';
import { aca, at, crypto, ica, NOW, PSIDS, root, under } from '../pki.ts';
import { ambulance, signed } from './srm.ts';

const octets = new Uint8Array(32).fill(7);
const signature = { tag: 'sm2Signature', value: { rSig: octets, sSig: octets } } as const;
const point = { tag: 'compressed-y-0', value: octets } as const;

function trusting(): TrustStore {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  return store;
}
/** Result, field and what was found there. */
const told = (v: ReturnType<Verifier['verify']> | ReturnType<TrustStore['judge']>) => {
  if (v.ok) return 'accepted';
  expect(fault(v.finding)).toBe('');
  return [v.result, v.finding.field, v.finding.found];
};
function spdu(part: Partial<SignedData>): unknown {
  const { protocolVersion, content } = coer(Ieee1609Dot2Data).read(signed());
  if (content.tag !== 'signedData') throw new Error('not signed');
  const value = { ...content.value, ...part };
  const changed = coer(Ieee1609Dot2Data).encode({ protocolVersion, content: { tag: 'signedData', value } });
  return told(new Verifier({ crypto, clock: at(NOW), store: trusting() }).verify(changed));
}
const holder = under(aca, 'ee', { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }] }).record.value;
function certificate(part: Partial<Certificate>, tbs: Partial<ToBeSignedCertificate> = {}) {
  const value = { ...holder.toBeSigned.value, ...tbs };
  const toBeSigned = { value, octets: coer(ToBeSignedCertificate).encode(value) };
  const record = readCertificate(crypto, coer(Certificate).encode({ ...holder, toBeSigned, ...part }));
  return told(trusting().judge(record));
}

const STRANGE = 'unsupportedCriticalInformationField';
test('in an SPDU: its hash and its signature', () => {
  expect(spdu({ hashId: 'sm3' })).toEqual([STRANGE, 'content.signedData.hashId', 'sm3']);
  expect(spdu({ signature })).toEqual([STRANGE, 'content.signedData.signature', 'sm2Signature']);
});

test('in a certificate: its key, its signature, and the hash that its issuer is named by', () => {
  const verificationKey = { tag: 'verificationKey', value: { tag: 'ecsigSm2', value: point } } as const;
  const field = 'toBeSigned.verifyKeyIndicator.verificationKey';
  expect(certificate({}, { verifyKeyIndicator: verificationKey })).toEqual([STRANGE, field, 'ecsigSm2']);
  expect(certificate({ signature })).toEqual([STRANGE, 'signature', 'sm2Signature']);
  const issuer = { tag: 'sm3AndDigest', value: new Uint8Array(8) } as const;
  expect(certificate({ issuer })).toEqual([STRANGE, 'issuer', 'sm3AndDigest']);
  expect(certificate({ issuer: { tag: 'self', value: 'sm3' } })).toEqual([STRANGE, 'issuer.self', 'sm3']);
});

test('a key to encrypt for is no critical field: it is handed on by its name, and nothing is encrypted for it', () => {
  const publicKey = { tag: 'ecencSm2', value: point } as const;
  const key = { tag: 'public', value: { supportedSymmAlg: 'sm4Ccm', publicKey } } as const;
  const heard = new Verifier({ crypto, clock: at(NOW), store: trusting() }).verify(
    signed(ambulance, { header: { encryptionKey: key } }),
  );
  expect(heard).toMatchObject({ ok: true, header: { encryptionKey: key } });
  expect(encryptionPoint(openssl, publicKey)).toBeUndefined();
});
