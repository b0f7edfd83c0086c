import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { Signing } from '../../src/secure/sign.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier, type VerifierOptions } from '../../src/verify/verifier.ts';
import { aca, at, crypto, device, ica, NOW, PSIDS, root, START } from '../pki.ts';
import { bsm } from './bsm.ts';
import { ambulance, signed } from './srm.ts';

const codec = coer(Ieee1609Dot2Data);
function unit(change: Partial<VerifierOptions> & { now?: number } = {}): Verifier {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  return new Verifier({ crypto, clock: at(change.now ?? NOW), store, ...change });
}
const verdict = (octets: Uint8Array, v = unit(), psid?: number): string => {
  const got = v.verify(octets, psid);
  return got.ok ? 'accepted' : got.result;
};
describe('time', () => {
  const made = (change: Partial<Signing>, now = NOW, by: Holder = ambulance) =>
    verdict(signed(by, change), unit({ now }));
  test.each<[string, Partial<Signing>, string]>([
    ['C02 5 s ago', { generationTime: NOW - 5e6 }, 'accepted'],
    ['C02 1 µs more', { generationTime: NOW - 5e6 - 1 }, 'generationTimeTooFarInPast'],
    ['C02 ten minutes ago', { generationTime: NOW - 600e6 }, 'generationTimeTooFarInPast'],
    ['C03 2 s ahead', { generationTime: NOW + 2e6 }, 'accepted'],
    ['C03 1 µs more', { generationTime: NOW + 2e6 + 1 }, 'generationTimeTooFarInFuture'],
    ['C03 at the end of time', { header: { generationTime: 2n ** 64n - 1n } }, 'generationTimeTooFarInFuture'],
    ['C03 at its beginning', { header: { generationTime: 0n } }, 'generationTimeTooFarInPast'],
    ['C04 never', { generationTime: undefined }, 'generationTimeNotAvailable'],
    ['C05 expiring when generated', { expiryTime: NOW }, 'expiryBeforeGeneration'],
    ['C05 expiring now', { generationTime: NOW - 1, expiryTime: NOW }, 'accepted'],
    ['C05 expired 1 µs ago', { generationTime: NOW - 2, expiryTime: NOW - 1 }, 'expiryTimeInPast'],
    ['expiring at the end of time', { header: { expiryTime: 2n ** 64n - 1n } }, 'expiryDateTooLate'],
  ])('%s: %s', (_, change, result) => expect(made(change)).toBe(result));

  test('B13: a certificate counts from its first moment to before its end, and a message expires no later', () => {
    const hour = device([{ psid: PSIDS.srm, ssp: undefined }], {
      validityPeriod: { start: START + 1000, duration: { tag: 'hours', value: 1 } },
    });
    const [from, until] = [(START + 1000) * 1e6, (START + 4600) * 1e6];
    const heard = (generationTime: number, now = generationTime, expiryTime?: number) =>
      made({ generationTime, expiryTime }, now, hour);
    expect(heard(from)).toBe('accepted');
    expect(heard(from - 1)).toBe('futureCertificateAtGenerationTime');
    expect(heard(until - 1)).toBe('accepted');
    expect(heard(until)).toBe('expiredCertificateAtGenerationTime');
    expect(heard(until - 1, until)).toBe('certificateExpired');
    expect(heard(until - 2, until - 2, until)).toBe('accepted');
    expect(heard(until - 2, until - 2, until + 1)).toBe('expiryDateTooLate');
  });
});

describe('replay', () => {
  test('C01, C07: one message is one, by certificate or by digest, whoever heard it first', () => {
    const v = unit();
    const octets = signed();
    const parts = codec.read(octets).content;
    if (parts.tag !== 'signedData') throw new Error('not signed');
    const byDigest = codec.encode({
      protocolVersion: 3,
      content: { tag: 'signedData', value: { ...parts.value, signer: { tag: 'digest', value: ambulance.record.id8 } } },
    });
    expect(verdict(octets, v)).toBe('accepted');
    expect(verdict(octets, v)).toBe('replayedSpdu');
    expect(verdict(byDigest, v)).toBe('replayedSpdu');
  });
  test('messages of one application push none of another out of what is remembered', () => {
    const v = unit({ replayLimit: 4 });
    const both = device([PSIDS.srm, PSIDS.bsm].map((psid) => ({ psid, ssp: undefined })));
    const once = signed(both);
    expect(verdict(once, v)).toBe('accepted');
    for (let k = 0; k < 10; k++)
      expect(verdict(signed(both, { psid: PSIDS.bsm, payload: bsm, generationTime: NOW - 10 + k }), v)).toBe(
        'accepted',
      );
    expect(verdict(once, v)).toBe('replayedSpdu');
  });
  test('a message is remembered until its age alone refuses it', () => {
    let now = NOW;
    const v = unit({ clock: { now: () => now } });
    const octets = signed(ambulance, { generationTime: NOW + 2e6 });
    expect(verdict(octets, v)).toBe('accepted');
    const seen = new Set<string>();
    for (let s = 0; s <= 10; s += 0.5) {
      now = NOW + s * 1e6;
      // What is heard meanwhile is what old entries are cleared for.
      expect(verdict(signed(ambulance, { generationTime: now - 1 }), v)).toBe('accepted');
      seen.add(verdict(octets, v));
    }
    expect([...seen]).toEqual(['replayedSpdu', 'generationTimeTooFarInPast']);
  });
});
