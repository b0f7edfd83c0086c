/** The way of an encrypted SPDU to its verdict, and of what is encrypted and then signed. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { encrypt } from '../../src/secure/encrypt.ts';
import { type Judging, receive, reveal } from '../../src/secure/receive.ts';
import { isUnopened } from '../../src/secure/result.ts';
import { KeyRing } from '../../src/secure/ring.ts';
import { unsecured } from '../../src/secure/sign.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { ask } from '../../src/verify/ask.ts';
import { PSID, profiles, reportProfile } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, at, crypto, device, ica, keys, NOW, random, root } from '../pki.ts';
import { ambulance, payload, signed } from '../verify/srm.ts';
import { certificateParty, parties, sharedParty } from './parties.ts';

const tools = { crypto, keys, random };
const us = certificateParty('us');
const seal = (inner: Uint8Array): Uint8Array => encrypt(tools, inner, [us.to]);
function receiver(profile = profiles) {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  const options = { crypto, clock: at(NOW), store, profiles: profile };
  const ring = new KeyRing({ crypto, keys, clock: at(NOW) });
  const held = ring.hold(us.as);
  return { ring, held, options, verifier: new Verifier(options) };
}
const nameOf = (verdict: object): string => {
  if ('decryption' in verdict) return `${verdict.decryption}`;
  return 'result' in verdict ? `${verdict.result}` : 'accepted';
};
/** Keeps what it is asked. */
const asked: Uint8Array[] = [];
const keeping: Judging<'judged'> = {
  verify: (octets) => {
    asked.push(octets);
    return 'judged';
  },
};

describe('a signed SPDU that was encrypted', () => {
  test.each(parties)('to $name is judged over the octets as they were, and it is told which key opened it', (party) => {
    const { ring } = receiver();
    const held = ring.hold(party.as);
    const spdu = signed();
    const received = receive(ring, keeping, encrypt(tools, spdu, [party.to]));
    expect(received).toEqual({ verdict: 'judged', by: held });
    expect(asked.pop()).toEqual(spdu);
  });
  test('gets the verdict it would have in the clear, with its payload', () => {
    const { ring, verifier, held } = receiver();
    const { verdict, by } = receive(ring, verifier, seal(signed()), PSID.srm);
    expect(verdict).toMatchObject({ ok: true, psid: PSID.srm, payload: { tag: 'messageFrame' } });
    expect(by).toBe(held);
  });
  test('is refused as it would be in the clear', () => {
    const forged = signed();
    forged[forged.length - 5]! ^= 1;
    for (const [spdu, psid, result] of [
      [forged, PSID.srm, 'cryptoVerificationFailure'],
      [signed(), PSID.bsm, 'psidsDontMatch'],
      [signed(ambulance, { generationTime: NOW - 60e6 }), PSID.srm, 'generationTimeTooFarInPast'],
    ] as const) {
      const { ring, verifier } = receiver();
      expect(nameOf(receive(ring, verifier, seal(spdu), psid).verdict)).toBe(result);
    }
  });
  test('is accepted once, whether it comes in the clear, encrypted, or encrypted anew', () => {
    const { ring, verifier } = receiver();
    const spdu = signed();
    const sealed = seal(spdu);
    const names = [sealed, sealed, seal(spdu), spdu].map((o) => nameOf(receive(ring, verifier, o, PSID.srm).verdict));
    expect(names).toEqual(['accepted', 'replayedSpdu', 'replayedSpdu', 'replayedSpdu']);
  });
  test('goes the way of the pipeline as well', async () => {
    const { ring, options, held } = receiver();
    const later = ask({ ...options, soon: (act) => setImmediate(act) });
    const { verdict, by } = receive(ring, later, seal(signed()), PSID.srm);
    expect(await verdict).toMatchObject({ ok: true, payload: { tag: 'messageFrame' } });
    expect(by).toBe(held);
    const other = receive(ring, later, encrypt(tools, signed(), [sharedParty().to]), PSID.srm);
    expect(await other.verdict).toMatchObject({ ok: false, decryption: 'noDecryptionKeyAvailable' });
    await later.pipeline.close();
  });
});

test('an SPDU in the clear is judged as it came, the very same octets', () => {
  const { ring } = receiver();
  for (const octets of [signed(), unsecured(payload), new Uint8Array(0), Uint8Array.of(3)]) {
    expect(receive(ring, keeping, octets)).toEqual({ verdict: 'judged', by: undefined });
    expect(asked.pop()).toBe(octets);
  }
});

describe('what may not be inside encrypted data is not judged', () => {
  const request = coer(Ieee1609Dot2Data).encode({
    protocolVersion: 3,
    content: { tag: 'signedCertificateRequest', value: payload },
  });
  const nested = (depth: number): Uint8Array => (depth === 0 ? signed() : seal(nested(depth - 1)));
  test.each([
    ['data that nobody signed', unsecured(payload), 'unsecuredData'],
    ['encrypted data', nested(1), 'encryptedData'],
    ['encrypted data, twenty deep', nested(20), 'encryptedData'],
    ['a request for a certificate', request, 'signedCertificateRequest'],
    ['octets that are nothing', Uint8Array.of(1, 2, 3), undefined],
    ['no octets', new Uint8Array(0), undefined],
    ['a signed SPDU and one octet more', Uint8Array.of(...signed(), 0), undefined],
  ])('%s', (_, inner, found) => {
    const { ring } = receiver();
    asked.length = 0;
    const { verdict, by } = receive(ring, keeping, seal(inner));
    expect(verdict).toMatchObject({ ok: false, decryption: 'invalidFormForPlaintext' });
    expect(isUnopened(verdict as object) && (verdict as { finding?: { found?: string } }).finding?.found).toBe(found);
    expect(by).toBeUndefined();
    expect(asked).toEqual([]);
  });
  test('but unsigned data where an application says so', () => {
    const { ring, held } = receiver();
    const inner = unsecured(payload);
    expect(reveal(ring, seal(inner), ['signedData', 'unsecuredData'])).toEqual({ ok: true, octets: inner, by: held });
    expect(reveal(ring, seal(signed()), ['unsecuredData'])).toMatchObject({ decryption: 'invalidFormForPlaintext' });
  });
});

describe('what is encrypted, then signed', () => {
  const reporter = device([{ psid: PSID.misbehaviour, ssp: undefined }]);
  const report = (spdu: Uint8Array, change = {}): Uint8Array =>
    signed(reporter, { psid: PSID.misbehaviour, spdu, ...change });
  const inner = signed();
  const sealed = seal(inner);

  test('is accepted where the profile says so, and opens for whom it was for', () => {
    const { ring, verifier } = receiver([reportProfile]);
    const verdict = verifier.verify(report(sealed), PSID.misbehaviour);
    if (!verdict.ok || verdict.payload.tag !== 'encryptedData') throw new Error(nameOf(verdict));
    expect(verdict.by.record).toEqual(reporter.record);
    expect(verdict.payload.value).toEqual(sealed);
    expect(reveal(ring, verdict.payload.value)).toMatchObject({ ok: true, octets: inner });
  });
  test('is not where it does not, and plain data is not where it does', () => {
    const { verifier } = receiver();
    expect(verifier.verify(signed(ambulance, { spdu: sealed }))).toMatchObject({
      result: 'spduParsingInvalidInput',
      finding: {
        field: 'content.signedData.tbsData.payload.data.content',
        found: 'encryptedData',
        allowed: 'unsecuredData',
      },
    });
    expect(receiver([reportProfile]).verifier.verify(report(unsecured(payload)))).toMatchObject({
      result: 'spduParsingInvalidInput',
      finding: { found: 'unsecuredData', allowed: 'encryptedData' },
    });
    expect(receiver([reportProfile]).verifier.verify(report(signed()))).toMatchObject({
      result: 'spduParsingInvalidInput',
    });
  });
  test('is its signer’s only as it was signed', () => {
    const octets = report(sealed);
    const { verifier } = receiver([reportProfile]);
    const at = Buffer.from(octets).indexOf(Buffer.from(sealed)) + sealed.length - 1;
    expect(verifier.verify(octets.with(at, octets[at]! ^ 1))).toMatchObject({ result: 'cryptoVerificationFailure' });
    expect(verifier.verify(octets)).toMatchObject({ ok: true });
  });
});
