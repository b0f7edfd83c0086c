/** 6.3.4, 6.4.3: what is hashed and signed is the canonical form, in which points are compressed. */
import { ECDH } from 'node:crypto';
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type { EccP256CurvePoint } from '../../asn1/ieee1609dot2/base.ts';
import {
  Certificate,
  ToBeSignedCertificate,
  type VerificationKeyIndicator,
} from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, at, crypto, ica, NOW, root } from '../pki.ts';
import { ambulance, signed } from './srm.ts';

const spdus = coer(Ieee1609Dot2Data);
const parts = coer(ToBeSignedData);
const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const x = octets('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296');
const y = octets('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5');
const compressed: EccP256CurvePoint = { tag: 'compressed-y-1', value: x };
const uncompressed: EccP256CurvePoint = { tag: 'uncompressedP256', value: { x, y } };
const keyed = (value: EccP256CurvePoint) =>
  ({
    tag: 'public',
    value: { supportedSymmAlg: 'aes128Ccm', publicKey: { tag: 'eciesNistP256', value } },
  }) as const;

function verifier(): Verifier {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const a of [ica, aca]) store.addAuthority(a.record);
  return new Verifier({ crypto, clock: at(NOW + 1000), store });
}
const certificates = coer(Certificate);
const tbsCertificates = coer(ToBeSignedCertificate);
/** The key, or what it is reconstructed from, uncompressed; `spoil` is laid over an octet of y. */
function rewrittenKey(indicator: VerificationKeyIndicator, spoil: number): VerificationKeyIndicator {
  const whole = (point: EccP256CurvePoint): EccP256CurvePoint => {
    if (point.tag !== 'compressed-y-0' && point.tag !== 'compressed-y-1')
      throw new Error('a compressed point is expected');
    const sec1 = Uint8Array.of(point.tag === 'compressed-y-0' ? 2 : 3, ...point.value);
    const full = Uint8Array.from(ECDH.convertKey(sec1, 'prime256v1', undefined, undefined, 'uncompressed') as Buffer);
    const [px, py] = [full.slice(1, 33), full.slice(33)];
    return { tag: 'uncompressedP256', value: { x: px, y: py.map((v, i) => (i === 5 ? v ^ spoil : v)) } };
  };
  if (indicator.tag === 'reconstructionValue') return { tag: indicator.tag, value: whole(indicator.value) };
  if (indicator.tag !== 'verificationKey' || indicator.value.tag !== 'ecdsaNistP256') throw new Error('no P-256 key');
  return { tag: indicator.tag, value: { tag: 'ecdsaNistP256', value: whole(indicator.value.value) } };
}
/** The same message with another key, or form of key, in its header, under the signature it had. */
function rewritten(spdu: Uint8Array, key: EccP256CurvePoint): Uint8Array {
  const { content, protocolVersion } = spdus.read(spdu);
  if (content.tag !== 'signedData') throw new Error('a signed message is expected');
  const { value } = content.value.tbsData;
  const tbs: ToBeSignedData = { ...value, headerInfo: { ...value.headerInfo, encryptionKey: keyed(key) } };
  const tbsData = { value: tbs, octets: parts.encode(tbs) };
  return spdus.encode({ protocolVersion, content: { tag: 'signedData', value: { ...content.value, tbsData } } });
}

test('what is signed of a key in the header does not depend on the form it is sent in', () => {
  for (const sent of [compressed, uncompressed]) {
    const message = signed(undefined, { header: { encryptionKey: keyed(sent) } });
    for (const received of [compressed, uncompressed])
      expect(verifier().verify(rewritten(message, received)).ok, `${sent.tag} as ${received.tag}`).toBe(true);
  }
});

test('whatever form the key is received in, who reads the header gets the key that was signed', () => {
  const message = signed(undefined, { header: { encryptionKey: keyed(compressed) } });
  const beside = y.map((v, i) => (i === 0 ? v ^ 1 : v));
  const verdict = verifier().verify(rewritten(message, { tag: 'uncompressedP256', value: { x, y: beside } }));
  expect(verdict).toMatchObject({ ok: true, header: { encryptionKey: keyed(compressed) } });
});

test('the same message with its key in another form is a replay', () => {
  const message = signed(undefined, { header: { encryptionKey: keyed(compressed) } });
  const one = verifier();
  expect(one.verify(message).ok).toBe(true);
  expect(one.verify(rewritten(message, uncompressed))).toMatchObject({ ok: false, result: 'replayedSpdu' });
});

test('another key is not the one that was signed', () => {
  const message = signed(undefined, { header: { encryptionKey: keyed(compressed) } });
  const other = verifier().verify(rewritten(message, { tag: 'compressed-y-0', value: x }));
  expect(other).toMatchObject({ ok: false, result: 'cryptoVerificationFailure' });
});

test('a certificate with a point beside the curve is refused, be its holder known or not', () => {
  // The y of the signer's key written out, or y with another octet and the same parity: the same hash in each form.
  const withY = (spoil: number): Uint8Array => {
    const { content, protocolVersion } = spdus.read(signed(undefined, { generationTime: NOW + spoil }));
    if (content.tag !== 'signedData' || content.value.signer.tag !== 'certificate') throw new Error('no certificate');
    const [own, ...issuers] = content.value.signer.value;
    const { value } = own!;
    const tbs = value.toBeSigned.value;
    const verifyKeyIndicator = rewrittenKey(tbs.verifyKeyIndicator, spoil);
    const parted = { ...tbs, verifyKeyIndicator };
    const certificate = { ...value, toBeSigned: { value: parted, octets: tbsCertificates.encode(parted) } };
    const list = [{ value: certificate, octets: certificates.encode(certificate) }, ...issuers];
    const signer = { tag: 'certificate', value: list } as const;
    return spdus.encode({ protocolVersion, content: { tag: 'signedData', value: { ...content.value, signer } } });
  };
  expect(verifier().verify(withY(0)), 'on the curve').toMatchObject({ ok: true });
  expect(verifier().verify(withY(2)), 'never heard').toMatchObject({ ok: false, result: 'cryptoVerificationFailure' });
  const one = verifier();
  expect(one.verify(signed(undefined, { generationTime: NOW + 1 }))).toMatchObject({ ok: true });
  expect(one.verify(withY(0)), 'on the curve, known').toMatchObject({ ok: true });
  expect(one.verify(withY(2)), 'known').toMatchObject({ ok: false, result: 'cryptoVerificationFailure' });
  expect(ambulance.record.octets).toEqual(ambulance.record.canonical);
});
