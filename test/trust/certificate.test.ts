import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { type CertificateRecord, decodeCertificate, readCertificate } from '../../src/trust/certificate.ts';
import { type Holder, issueExplicit, issueSelf } from '../../src/trust/issue.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { aca, all, crypto, ica, implicitUnder, keys, PSIDS, root, START, subject, under } from '../pki.ts';

const encode = (value: Certificate): Uint8Array => coer(Certificate).encode(value);
const encodeTbs = (value: ToBeSignedCertificate) => ({ value, octets: coer(ToBeSignedCertificate).encode(value) });
const srm = [{ psid: PSIDS.srm, ssp: undefined }];
const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });
function storeOf(anchor: Holder, ...authorities: readonly Holder[]): TrustStore {
  const store = new TrustStore({ crypto });
  expect(store.addAnchor(anchor.record)).toMatchObject({ ok: true });
  for (const { record } of authorities) expect(store.addAuthority(record)).toMatchObject({ ok: true });
  return store;
}
function judged(record: CertificateRecord, store: TrustStore, along: readonly CertificateRecord[] = []): string {
  const result = store.judge(record, along);
  return result.ok ? 'ok' : result.result;
}
/** 04 ‖ x ‖ y as the standard writes it. */
function uncompressed(point: Uint8Array) {
  const whole = crypto.uncompress('P-256', point);
  return { tag: 'uncompressedP256', value: { x: whole.slice(1, 33), y: whole.slice(33) } } as const;
}

describe('the canonical form (6.4.3)', () => {
  const store = storeOf(root, ica, aca);
  const encryptionKey = {
    supportedSymmAlg: 'aes128Ccm',
    publicKey: {
      tag: 'eciesNistP256',
      value: { tag: 'compressed-y-0', value: keys.generate('P-256').public.slice(1) },
    },
  } as const;
  const holder = under(aca, 'ee', { appPermissions: srm, encryptionKey });
  const { value } = holder.record;

  test('is the received one where every point is compressed and R is x-only', () => {
    expect(holder.record.canonical).toBe(holder.record.octets);
  });
  test('points written out whole have the same id, and the issuer’s signature holds', () => {
    const tbs = value.toBeSigned.value;
    const compressedKey = Uint8Array.from([2, ...encryptionKey.publicKey.value.value]);
    const written = readCertificate(
      crypto,
      encode({
        ...value,
        toBeSigned: encodeTbs({
          ...tbs,
          verifyKeyIndicator: {
            tag: 'verificationKey',
            value: { tag: 'ecdsaNistP256', value: uncompressed(holder.key.public) },
          },
          encryptionKey: {
            ...encryptionKey,
            publicKey: { tag: 'eciesNistP256', value: uncompressed(compressedKey) },
          },
        }),
      }),
    );
    expect(written.octets).not.toEqual(holder.record.octets);
    expect(written.canonical).toEqual(holder.record.octets);
    expect(written.canonicalTbs).toEqual(holder.record.canonicalTbs);
    expect(written.id).toBe(holder.record.id);
    expect(judged(written, store)).toBe('ok');
  });
  test('R in any of its forms has the same id', () => {
    const signature = value.signature!;
    if (signature.tag !== 'ecdsaNistP256Signature' || signature.value.rSig.tag !== 'x-only')
      throw new Error('not ours');
    const x = signature.value.rSig.value;
    const forms = [
      { tag: 'compressed-y-0', value: x },
      { tag: 'compressed-y-1', value: x },
      uncompressed(Uint8Array.from([2, ...x])),
    ] as const;
    for (const rSig of forms) {
      const written = readCertificate(
        crypto,
        encode({ ...value, signature: { tag: signature.tag, value: { ...signature.value, rSig } } }),
      );
      expect(written.id).toBe(holder.record.id);
      expect(written.hash).toEqual(holder.record.hash);
      expect(judged(written, store)).toBe('ok');
    }
  });
  test('a reconstruction value written out whole has the same id and gives the same key', () => {
    const implicit = implicitUnder(aca, 'ee', { appPermissions: srm });
    const indicator = implicit.record.tbs.verifyKeyIndicator;
    if (indicator.tag !== 'reconstructionValue' || !(indicator.value.value instanceof Uint8Array)) throw new Error();
    const point = Uint8Array.from([indicator.value.tag === 'compressed-y-0' ? 2 : 3, ...indicator.value.value]);
    const written = readCertificate(
      crypto,
      encode({
        ...implicit.record.value,
        toBeSigned: encodeTbs({
          ...implicit.record.tbs,
          verifyKeyIndicator: { tag: 'reconstructionValue', value: uncompressed(point) },
        }),
      }),
    );
    expect(written.id).toBe(implicit.record.id);
    const result = store.judge(written);
    expect(result.ok && result.key.octets).toEqual(implicit.key.public);
  });
  test('a record outlives the octets it was read from', () => {
    const octets = holder.record.octets.slice();
    const got = decodeCertificate(crypto, octets);
    if (!got.ok) throw new Error('not read');
    const before = structuredClone(got.record);
    octets.fill(0xff);
    expect(structuredClone(got.record)).toEqual(before);
  });
  test('times are first and last moments: valid from start, no more after the duration', () => {
    const { from, until } = under(aca, 'ee', {
      appPermissions: srm,
      validityPeriod: { start: START, duration: { tag: 'sixtyHours', value: 2 } },
    }).record;
    expect([from, until]).toEqual([START * 1e6, (START + 432_000) * 1e6]);
  });
});

describe('P-384', () => {
  const key = keys.generate('P-384');
  const wide: Holder = {
    key,
    record: issueSelf(
      { crypto, keys },
      key,
      subject('wide root', { certIssuePermissions: [all(1, 1)], validityPeriod: years(40) }),
    ),
  };
  const lower = keys.generate('P-384');
  const wideCa: Holder = {
    key: lower,
    record: issueExplicit(
      { crypto, keys },
      wide,
      subject('wide ca', { certIssuePermissions: [all(1)], validityPeriod: years(5) }),
      'P-384',
      lower.public,
    ),
  };

  test('a root with 384 bits stands above CAs and end entities with 256 and with 384', () => {
    expect(wide.record.hashName).toBe('sha384');
    const store = storeOf(wide, wideCa);
    expect(judged(under(wide, 'ee', { appPermissions: srm }).record, store)).toBe('ok');
    expect(judged(under(wideCa, 'ee', { appPermissions: srm }).record, store)).toBe('ok');
  });
  test('its issuers may come along with the end entity', () => {
    const ee = under(wideCa, 'ee', { appPermissions: srm }).record;
    expect(judged(ee, storeOf(wide), [wideCa.record])).toBe('ok');
  });
  test('no implicit certificate of P-256 stands under a key of P-384', () => {
    const forged = implicitUnder(aca, 'ee', { appPermissions: srm }).record;
    const issuer = { tag: 'sha384AndDigest', value: wideCa.record.id8 } as const;
    const octets = encode({ ...forged.value, issuer });
    expect(judged(readCertificate(crypto, octets), storeOf(wide, wideCa))).toBe('cryptoVerificationFailure');
  });
  test('an issuer identifier names the issuer by the hash it says, so that a certificate has one id', () => {
    const store = storeOf(wide, wideCa);
    const ee = under(wideCa, 'ee', { appPermissions: srm }).record;
    expect(ee.value.issuer.tag).toBe('sha384AndDigest');
    const names = [wideCa.record.id8, crypto.hash('sha256', wideCa.record.canonical).subarray(24)];
    const verdicts = (['sha256AndDigest', 'sha384AndDigest'] as const).flatMap((tag) =>
      names.map((value) => judged(readCertificate(crypto, encode({ ...ee.value, issuer: { tag, value } })), store)),
    );
    expect(verdicts).toEqual([
      'notEnoughInformationToConstructChain',
      'cryptoVerificationFailure',
      'ok',
      'notEnoughInformationToConstructChain',
    ]);
  });
});
