/** With SM2 on: chains and messages by it, beside and among those by ECDSA. That it is off otherwise, sm.test.ts sees. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, type SignedData } from '../../asn1/ieee1609dot2/data.ts';
import { domain } from '../../src/crypto/curve.ts';
import { octets } from '../../src/crypto/integer.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { CryptoProvider, Curve } from '../../src/crypto/provider.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { repeatable } from '../../src/crypto/repeatable.ts';
import { withSm } from '../../src/crypto/sm.ts';
import { sm3 } from '../../src/crypto/sm3.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';
import { type PortableOptions, portable } from '../../src/portable.ts';
import { type Signing, signSpdu } from '../../src/secure/sign.ts';
import { Forge } from '../../src/testpki/forge.ts';
import { toDate } from '../../src/time.ts';
import { type CertificateRecord, readCertificate } from '../../src/trust/certificate.ts';
import { type Holder, issueExplicit, issueImplicit, issueSelf } from '../../src/trust/issue.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { type Verdict, Verifier } from '../../src/verify/verifier.ts';
import { fault } from '../field.ts';
import { all, at, NOW, PSIDS, START, subject } from '../pki.ts';
import { bsm } from './bsm.ts';

const crypto = withSm(openssl);
const random = seededRandom('sm2 chains');
const keys = softwareKeyStore({ crypto, random });
const tools = { crypto, keys };
const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });

interface Chain {
  readonly root: Holder;
  readonly aca: Holder;
  readonly ee: Holder;
}
function under(issuer: Holder, name: string, curve: Curve, part: Parameters<typeof subject>[1]): Holder {
  const key = keys.generate(curve);
  return { key, record: issueExplicit(tools, issuer, subject(name, part), curve, key.public) };
}
function chain(first: Curve, second: Curve, third: Curve): Chain {
  const key = keys.generate(first);
  const part = { certIssuePermissions: [all(2, 0, 0xc0)], validityPeriod: years(40) };
  const root = { key, record: issueSelf(tools, key, subject('root', part)) };
  const aca = under(root, 'aca', second, { certIssuePermissions: [all(1)], validityPeriod: years(5) });
  return { root, aca, ee: under(aca, 'ee', third, { appPermissions: [{ psid: PSIDS.bsm, ssp: undefined }] }) };
}
const national = chain('SM2', 'SM2', 'SM2');
const foreign = chain('P-256', 'P-256', 'P-256');

function spduOf({ ee }: Pick<Chain, 'ee'>, change: Partial<Signing> = {}): Uint8Array {
  const signer = { form: 'certificate', certificate: ee.record } as const;
  return signSpdu({
    ...{ crypto, keys, key: ee.key, psid: PSIDS.bsm, payload: bsm, generationTime: NOW, signer },
    ...change,
  });
}
/** A receiver that reads everything from octets, as one without SM2 would. */
function receiver({ root, aca }: Omit<Chain, 'ee'>, by: CryptoProvider = crypto) {
  const store = new TrustStore({ crypto: by });
  const offered = [
    store.addAnchor(readCertificate(by, root.record.octets)),
    store.addAuthority(readCertificate(by, aca.record.octets)),
  ];
  const verifier = new Verifier({ crypto: by, clock: at(NOW), store });
  return { store, offered, verify: (spdu: Uint8Array): Verdict => verifier.verify(spdu, PSIDS.bsm) };
}
/** Result, field and what was found there. */
const told = (v: Verdict | ReturnType<TrustStore['judge']>) => {
  if (v.ok) return 'accepted';
  expect(fault(v.finding)).toBe('');
  return [v.result, v.finding.field, v.finding.found];
};

const STRANGE = 'unsupportedCriticalInformationField';
const KEY = 'toBeSigned.verifyKeyIndicator.verificationKey';
const two = ['P-256', 'SM2'] as const;
const mixtures = two.flatMap((a) => two.flatMap((b) => two.map((c) => [a, b, c] as const)));

describe.each(mixtures)('a root on %s, a CA on %s and a vehicle on %s', (...curves) => {
  const made = chain(...curves);
  const spdu = spduOf(made);
  const [first, second, third] = curves.map((curve) => curve === 'SM2');

  test('are believed where SM2 is on', () => {
    const { offered, verify } = receiver(made);
    expect(offered.map(told)).toEqual(['accepted', 'accepted']);
    expect(told(verify(spdu))).toBe('accepted');
    // Known by now; and a copy is a copy.
    const later = { signer: { form: 'digest', certificate: made.ee.record }, generationTime: NOW + 1 } as const;
    expect(told(verify(spduOf(made, later)))).toBe('accepted');
    expect(told(verify(spdu))).toEqual(['replayedSpdu', 'content.signedData.tbsData', expect.stringMatching(/^hash /)]);
  });

  test('are refused by name where it is off, at the first that is by SM2 or SM3', () => {
    const { offered, verify } = receiver(made, openssl);
    const root = first ? [STRANGE, 'issuer.self', 'sm3'] : 'accepted';
    const unknown = ['notEnoughInformationToConstructChain', 'issuer.sha256AndDigest', expect.anything()];
    const aca = first ? [STRANGE, 'issuer', 'sm3AndDigest'] : second ? [STRANGE, KEY, 'ecsigSm2'] : 'accepted';
    expect(offered.map(told)).toEqual([root, aca]);
    const ee = second ? [STRANGE, 'issuer', 'sm3AndDigest'] : first ? unknown : 'accepted';
    expect(told(verify(spdu))).toEqual(third ? [STRANGE, 'content.signedData.hashId', 'sm3'] : ee);
  });

  test('are named by SM3 where the key is of SM2, and by SHA-256 elsewhere', () => {
    for (const { key, record } of Object.values(made) as Holder[]) {
      const name = key.curve === 'SM2' ? 'sm3' : 'sha256';
      expect(record.hashName).toBe(name);
      const hash = name === 'sm3' ? sm3(record.octets) : openssl.hash('sha256', record.octets);
      expect([record.id, toHex(record.id10)]).toEqual([toHex(hash.slice(-8)), toHex(hash.slice(-10))]);
    }
  });
});

function changed(spdu: Uint8Array, change: (data: SignedData) => Partial<SignedData>): Uint8Array {
  const { protocolVersion, content } = coer(Ieee1609Dot2Data).read(spdu);
  if (content.tag !== 'signedData') throw new Error('not signed');
  const value = { ...content.value, ...change(content.value) };
  return coer(Ieee1609Dot2Data).encode({ protocolVersion, content: { tag: 'signedData', value } });
}
const signature = (rSig: Uint8Array, sSig: Uint8Array) => ({ tag: 'sm2Signature', value: { rSig, sSig } }) as const;
const n = domain('SM2').n;

describe('a message by SM2 is refused', () => {
  const { verify } = receiver(national);
  const AT = 'content.signedData.signature';
  const fails = ['cryptoVerificationFailure', AT, 'sm2Signature that does not hold'];
  const forged: [string, (r: Uint8Array, s: Uint8Array) => readonly [Uint8Array, Uint8Array]][] = [
    ['r is 0', (_, s) => [new Uint8Array(32), s]],
    ['s is 0', (r) => [r, new Uint8Array(32)]],
    ['r is n', (_, s) => [octets(n, 32), s]],
    ['s is n', (r) => [r, octets(n, 32)]],
    ['r + s is n', (r) => [r, octets(n - BigInt(`0x${toHex(r)}`), 32)]],
    ['s is n - s', (r, s) => [r, octets(n - BigInt(`0x${toHex(s)}`), 32)]],
    ['one bit of s is another', (r, s) => [r, s.with(31, s[31]! ^ 1)]],
    ["r and s stand in each other's place", (r, s) => [s, r]],
  ];
  test.each(forged)('where %s', (_, forge) => {
    const spdu = changed(spduOf(national), ({ signature: own }) => {
      if (own.tag !== 'sm2Signature') throw new Error('not by SM2');
      return { signature: signature(...forge(own.value.rSig, own.value.sSig)) };
    });
    expect(told(verify(spdu))).toEqual(fails);
  });

  test('wherever one bit of it is another, and nothing is thrown', () => {
    const spdu = spduOf(national);
    const heard = [...spdu.keys()].map((i) => receiver(national).verify(spdu.with(i, spdu[i]! ^ (1 << (i % 8)))));
    expect(heard.flatMap((v, i) => (v.ok ? [i] : []))).toEqual([]);
    expect(heard.every((v) => !v.ok && fault(v.finding) === '')).toBe(true);
  });

  test('where another key signed it, or for another certificate of the same key', () => {
    const stranger = { record: national.ee.record, key: keys.generate('SM2') };
    expect(told(verify(spduOf({ ee: stranger })))).toEqual(fails);
    const part = { appPermissions: [{ psid: PSIDS.bsm, ssp: undefined }] };
    const record = issueExplicit(tools, national.aca, subject('again', part), 'SM2', national.ee.key.public);
    const certificate = [{ value: record.value, octets: record.octets }];
    const moved = changed(spduOf(national), () => ({ signer: { tag: 'certificate', value: certificate } }));
    expect(told(verify(moved))).toEqual(fails);
  });

  test('where hash and signature do not go together', () => {
    const field = 'content.signedData.hashId';
    const other = receiver(foreign);
    expect(told(other.verify(changed(spduOf(foreign), () => ({ hashId: 'sm3' }))))).toEqual([
      ...['inconsistentInputParameters', field, 'sm3'],
    ]);
    for (const hashId of ['sha256', 'sha384'] as const)
      expect(told(verify(changed(spduOf(national), () => ({ hashId }))))).toEqual([
        ...['inconsistentInputParameters', field, hashId],
      ]);
    const verdict = verify(changed(spduOf(national), () => ({ hashId: '?9' })));
    expect(verdict).toMatchObject({ result: STRANGE, finding: { field, allowed: 'sha256, sha384 or sm3' } });
  });

  test('where its certificate is of SM2 and its signature on P-256, and the other way round', () => {
    const value = signature(octets(5n, 32), octets(6n, 32));
    const crossed = changed(spduOf(foreign), () => ({ hashId: 'sm3', signature: value }));
    expect(told(receiver(foreign).verify(crossed))).toEqual(fails);
    const key = keys.generate('P-256');
    expect(told(verify(spduOf({ ee: { key, record: national.ee.record } })))).toEqual([
      ...['cryptoVerificationFailure', AT, 'ecdsaNistP256Signature that does not hold'],
    ]);
  });
});

describe('a certificate is refused', () => {
  const { store } = receiver(national);
  const judged = (change: Partial<Certificate>, of: CertificateRecord = national.ee.record) =>
    told(store.judge(readCertificate(crypto, coer(Certificate).encode({ ...of.value, ...change }))));
  const own = national.ee.record.value.signature;
  if (own?.tag !== 'sm2Signature') throw new Error('not by SM2');
  const { rSig, sSig } = own.value;

  test('whose signature by SM2 does not hold, or has no r or s that could be one', () => {
    const wrong = [signature(rSig, sSig.with(0, sSig[0]! ^ 1)), signature(new Uint8Array(32), sSig)];
    for (const s of [...wrong, signature(rSig, octets(n, 32))])
      expect(judged({ signature: s })).toEqual(['cryptoVerificationFailure', 'signature', 'sm2Signature']);
    expect(judged({})).toBe('accepted');
  });

  test('whose key is no point of the curve', () => {
    const { value } = national.ee.record.value.toBeSigned;
    const point = { tag: 'compressed-y-0', value: octets(5n, 32) } as const;
    expect(crypto.publicKey('SM2', Uint8Array.of(2, ...point.value))).toBeUndefined();
    const key = { tag: 'verificationKey', value: { tag: 'ecsigSm2', value: point } } as const;
    const tbs = { ...value, verifyKeyIndicator: key };
    const toBeSigned = { value: tbs, octets: coer(ToBeSignedCertificate).encode(tbs) };
    expect(judged({ toBeSigned })).toEqual(['cryptoVerificationFailure', KEY, 'ecsigSm2']);
  });

  test('that names its issuer by another hash than it is signed with', () => {
    const { value } = national.aca.record.value.issuer;
    const issuer = { tag: 'sha256AndDigest', value: value as Uint8Array } as const;
    expect(judged({ issuer })).toEqual(['inconsistentInputParameters', 'issuer', 'sha256AndDigest']);
    expect(judged({ issuer: { tag: 'self', value: 'sha384' } })).toEqual([
      ...['inconsistentInputParameters', 'issuer.self', 'sha384'],
    ]);
    const sm = { tag: 'sm3AndDigest', value: foreign.aca.record.id8 } as const;
    expect(judged({ issuer: sm }, foreign.ee.record)).toEqual([
      'inconsistentInputParameters',
      'issuer',
      'sm3AndDigest',
    ]);
    expect(judged({ issuer: { tag: '?', value: { index: 9, octets: rSig } } })).toEqual([
      STRANGE,
      'issuer',
      'alternative 9',
    ]);
  });

  test('that is implicit under SM2, which nobody issues here', () => {
    const issuer = { tag: 'sm3AndDigest', value: national.aca.record.id8 } as const;
    const part = { appPermissions: [{ psid: PSIDS.bsm, ssp: undefined }] };
    const request = keys.generate('P-256').public;
    const made = issueImplicit(tools, foreign.aca, subject('implicit', part), request, random.octets(32))!;
    expect(judged({ issuer }, made.record)).toEqual([STRANGE, 'issuer', 'sm3AndDigest']);
    const named = { tag: 'sha256AndDigest', value: national.aca.record.id8 } as const;
    expect(judged({ issuer: named }, made.record)).toEqual([
      ...['notEnoughInformationToConstructChain', 'issuer.sha256AndDigest', national.aca.record.id],
    ]);
    const sm2 = keys.generate('SM2').public;
    expect(() => issueImplicit(tools, national.aca, subject('x', part), sm2, random.octets(32))).toThrow('explicit');
  });
});

describe('certificates in use in China, which are of YD/T 3957', () => {
  // Roots of CAICT and of CATARC, as published; the second has a key to encrypt for by SM2 and SM4.
  const roots = [
    '800300810258810f7632782e63616963742e61632e636e00000000001f52636586001e83010180009c010280020e2b8003800001' +
      '80020e2c8007000100010100000102e081010201ffc06080010300020e2b00020e2c00020e2d01ffc080842182e58103b08ab075' +
      '6fa9f499f9ebd93d556e8a80b48dff1de87af98a714e80c0fa8440b90d5acd70c40f1e935d83b7c64b619ae1cfdcabefcb925792' +
      '82058f68f229c9c6b05f6e036457939f740decae4ac76a6f412aa0675c7973b2b974f4496b0d39',
    '80030081027981157263612e76327863612e6361746172632e696e666f00000000001f78a9c386001e83010180009c0301028002' +
      '0e2b800380000100020e2c0102e081010301ffc0e080010300020e2b00020e2c00020e2d010301ffc0018221836ab77034f57bd0' +
      '56056e12588b0e6a9d5f0df55faa18ffb38611e04a718ba25b808421825ef492dfadda00f039bf502485b0edb93a926ef4781335' +
      'f4c21c53d23d7326c88440ba69c3426ab8bb61ae807e11bc7994ba050d70094259860d5b0bf8ba5cde9fe96663d08aaf06e8e5c0' +
      '4faf4c89f0ce3ffe7a11d543e47af17712cdabd173822c',
  ].map(fromHex);

  test('have the name that the list of roots signed by the first gives it', () => {
    expect(readCertificate(crypto, roots[0]!).id).toBe('0b2c85a0f3b2622c');
  });
  test.each(roots)('is an anchor where SM2 is on, and refused by name where it is off', (root) => {
    const read = readCertificate(crypto, root);
    expect(told(new TrustStore({ crypto }).addAnchor(read))).toBe('accepted');
    const off = new TrustStore({ crypto: openssl }).addAnchor(readCertificate(openssl, root));
    expect(told(off)).toEqual([STRANGE, 'issuer.self', 'sm3']);
    const other = readCertificate(crypto, root.with(30, root[30]! ^ 1));
    expect(told(new TrustStore({ crypto }).addAnchor(other))).not.toBe('accepted');
  });
});

test('the test PKI makes chains by SM2 as well, where its provider has it', () => {
  const forge = new Forge(repeatable(crypto), 'sm2');
  const make = (name: string, part: Parameters<typeof subject>[1], issuer?: Holder): Holder =>
    forge.make(name, subject(name, part), { curve: 'SM2', form: issuer ? 'explicit' : 'self' }, issuer);
  const root = make('root', { certIssuePermissions: [all(2, 0, 0xc0)], validityPeriod: years(40) });
  const aca = make('aca', { certIssuePermissions: [all(1)], validityPeriod: years(5) }, root);
  const ee = make('ee', { appPermissions: [{ psid: PSIDS.bsm, ssp: undefined }] }, aca);
  const { offered, verify } = receiver({ root, aca });
  expect(offered.map(told)).toEqual(['accepted', 'accepted']);
  expect(told(verify(spduOf({ ee }, { keys: forge.keys })))).toBe('accepted');
});

describe.each([openssl, noble, webcrypto])('in one call, over $name', (by) => {
  const options: PortableOptions = {
    anchors: [national.root.record.octets, foreign.root.record.octets],
    authorities: [national.aca.record.octets, foreign.aca.record.octets],
    now: () => toDate(NOW),
  };

  test('it is on for the provider that says so, at once and by promise', async () => {
    const on = portable({ ...options, crypto: withSm(by) });
    expect(on.refused).toEqual([]);
    expect(on.verify(spduOf(national))).toMatchObject({ ok: true });
    expect(await on.later(spduOf(national, { generationTime: NOW - 1 }))).toMatchObject({ ok: true });
    expect(await on.later(spduOf(foreign))).toMatchObject({ ok: true });
    const broken = spduOf(national, { generationTime: NOW - 2 });
    const wrong = await on.later(broken.with(broken.length - 1, broken.at(-1)! ^ 1));
    expect(wrong).toMatchObject({ result: 'cryptoVerificationFailure' });
  });

  test('and off for every other', async () => {
    const off = portable({ ...options, crypto: by });
    expect(off.refused.map(({ result }) => result)).toEqual([STRANGE, STRANGE]);
    expect(off.verify(spduOf(national))).toMatchObject({ result: STRANGE });
    expect(await off.later(spduOf(national))).toMatchObject({ result: STRANGE });
    expect(await off.later(spduOf(foreign))).toMatchObject({ ok: true });
  });
});
