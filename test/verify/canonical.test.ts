/** 6.3.4: a signature covers the canonical form, in which a key in the header is compressed. */
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type { EccP256CurvePoint } from '../../asn1/ieee1609dot2/base.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, at, crypto, ica, NOW, root } from '../pki.ts';
import { signed } from './srm.ts';

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
