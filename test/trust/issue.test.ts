import { describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { accept } from '../../src/crypto/ecqv.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { Curve } from '../../src/crypto/provider.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { draw } from '../../src/crypto/scalar.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import { type Holder, implicitExponent, issueExplicit, issueImplicit, issueSelf } from '../../src/trust/issue.ts';
import { encryptionPoint, sec1 } from '../../src/trust/point.ts';
import { signedBy, verificationKey } from '../../src/trust/signer.ts';
import { defect } from '../../src/trust/structure.ts';
import { all, subject } from '../pki.ts';

const crypto = openssl;
const random = seededRandom('issue');
const keys = softwareKeyStore({ crypto, random });
const tools = { crypto, keys };
const permissions = { certIssuePermissions: [all(1)] };
const root = (curve: Curve = 'P-256'): Holder => {
  const key = keys.generate(curve);
  return { key, record: issueSelf(tools, key, subject('root', permissions)) };
};
const issuerOf = (h: Holder) => ({ record: h.record, key: verificationKey(crypto, h.record)! });
const ca = root();

describe.each(['P-256', 'brainpoolP256r1', 'P-384', 'brainpoolP384r1'] as const)('a CA on %s', (curve) => {
  const own = root(curve);
  test('signs itself', () => {
    expect(toHex(signedBy(crypto, own.record, undefined)!.octets)).toBe(toHex(own.key.public));
    expect(defect(own.record)).toBeUndefined();
  });
  test('signs explicit certificates, with the hash that goes with its curve', () => {
    const key = keys.generate('P-256');
    const record = issueExplicit(tools, own, subject('rsu', { appPermissions: [{ psid: 130 }] }), 'P-256', key.public);
    expect(toHex(signedBy(crypto, record, issuerOf(own))!.octets)).toBe(toHex(key.public));
    expect(record.value.issuer.tag).toBe(curve.includes('384') ? 'sha384AndDigest' : 'sha256AndDigest');
    expect(defect(record)).toBeUndefined();
    expect(signedBy(crypto, record, issuerOf(root(curve)))).toBeUndefined();
  });
  test('signs the canonical form where an encryption key is given in full', () => {
    const [key, reader] = [keys.generate('P-256'), keys.generate('P-256')];
    const whole = crypto.publicKey('P-256', reader.public)!.uncompressed;
    const point = { tag: 'uncompressedP256', value: { x: whole.slice(1, 33), y: whole.slice(33) } } as const;
    const publicKey = { tag: 'eciesNistP256', value: point } as const;
    const says = {
      appPermissions: [{ psid: 130 }],
      encryptionKey: { supportedSymmAlg: 'aes128Ccm', publicKey },
    } as const;
    const record = issueExplicit(tools, own, subject('rsu', says), 'P-256', key.public);
    expect(record.octets).toBe(record.canonical);
    expect(toHex(signedBy(crypto, record, issuerOf(own))!.octets)).toBe(toHex(key.public));
    expect(toHex(encryptionPoint(crypto, record.tbs.encryptionKey!.publicKey)!.octets)).toBe(toHex(reader.public));
  });
});

describe('an implicit certificate', () => {
  const request = keys.generate('P-256');
  const made = issueImplicit(
    tools,
    ca,
    subject('obu', { appPermissions: [{ psid: 32 }] }),
    request.public,
    draw('P-256', random),
  )!;
  const point = () => {
    const v = made.record.tbs.verifyKeyIndicator;
    return v.tag === 'reconstructionValue' ? sec1(v.value)! : new Uint8Array();
  };
  const answer = () => ({
    e: implicitExponent(crypto, 'P-256', made.record, ca.record),
    r: made.r,
    reconstruction: point(),
    issuer: ca.key.public,
  });

  test('has the key its subject makes of r: d·G is what others reconstruct', () => {
    const own = accept(crypto, keys, request, answer())!;
    expect(toHex(own.public)).toBe(toHex(signedBy(crypto, made.record, issuerOf(ca))!.octets));
  });
  test('is not accepted with another r, or by another key', () => {
    const r = made.r.slice();
    r[31]! ^= 1;
    expect(accept(crypto, keys, request, { ...answer(), r })).toBeUndefined();
    expect(accept(crypto, keys, keys.generate('P-256'), answer())).toBeUndefined();
  });
  test('has no signature, and reads back as it was', () => {
    expect(defect(made.record)).toBeUndefined();
    expect(made.record.value.signature).toBeUndefined();
    const again = readCertificate(crypto, made.record.octets);
    expect(again.id).toBe(made.record.id);
    expect(again.canonical).toBe(again.octets);
  });
  test('comes out alike from both providers', () => {
    const other = softwareKeyStore({ crypto: noble, random });
    const secret = draw('P-256', random);
    const k = draw('P-256', random);
    const same = { ...ca, key: other.import('P-256', secret) };
    const one = issueImplicit(
      { crypto: noble, keys: other },
      same,
      subject('x', { appPermissions: [{ psid: 32 }] }),
      request.public,
      k,
    )!;
    const two = issueImplicit(
      tools,
      { ...ca, key: keys.import('P-256', secret) },
      subject('x', { appPermissions: [{ psid: 32 }] }),
      request.public,
      k,
    )!;
    expect(toHex(one.record.octets)).toBe(toHex(two.record.octets));
    expect(toHex(one.r)).toBe(toHex(two.r));
  });
  test('is not made for what is no point, or for the negative of k·G', () => {
    const k = draw('P-256', random);
    const negative = crypto.multiplyBase('P-256', k);
    negative[0]! ^= 1;
    const wish = subject('x', { appPermissions: [{ psid: 32 }] });
    expect(issueImplicit(tools, ca, wish, negative, k)).toBeUndefined();
    expect(issueImplicit(tools, ca, wish, Uint8Array.of(2, ...new Uint8Array(32).fill(0xff)), k)).toBeUndefined();
  });
});

test('an explicit certificate for what is no point is an error that says so', () => {
  expect(() => issueExplicit(tools, ca, subject('x'), 'P-256', new Uint8Array(33).fill(0xff))).toThrow(
    /no point of P-256/,
  );
});
test('a certificate may have an id that is no name, a region and a key to encrypt to', () => {
  const region = { tag: 'circularRegion', value: { center: { latitude: 1, longitude: 2 }, radius: 3 } } as const;
  const id = { tag: 'binaryId', value: Uint8Array.of(1, 2) } as const;
  const record = issueExplicit(
    tools,
    ca,
    { ...subject('x'), id, region, appPermissions: [{ psid: 32 }] },
    'P-256',
    keys.generate('P-256').public,
  );
  expect(record.tbs).toMatchObject({ id, region });
});
