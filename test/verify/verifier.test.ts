import { describe, expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { Deviance } from '../../asn1/malformed.ts';
import { uper } from '../../asn1/uper.ts';
import { noble } from '../../src/crypto/noble.ts';
import { unsecured } from '../../src/secure/sign.ts';
import { explain, type Result } from '../../src/trust/result.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { profiles } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import {
  aca,
  all,
  at,
  circle,
  crypto,
  device,
  ica,
  implicitUnder,
  NOW,
  PSIDS,
  root,
  START,
  selfSigned,
  subject,
  under,
} from '../pki.ts';
import { bsm } from './bsm.ts';
import { ambulance, car, payload, signed } from './srm.ts';

function trusting(...authorities: readonly { record: typeof root.record }[]): TrustStore {
  const store = new TrustStore({ crypto });
  expect(store.addAnchor(root.record).ok).toBe(true);
  for (const a of authorities) expect(store.addAuthority(a.record)).toMatchObject({ ok: true });
  return store;
}
const verifier = (now = NOW + 1000, store = trusting(ica, aca), place?: { latitude: number; longitude: number }) =>
  new Verifier({ crypto, clock: at(now), store, place: () => place });
const refused = (v: ReturnType<Verifier['verify']>): Result | 'accepted' => (v.ok ? 'accepted' : v.result);

test('a signed request under a chain to a trusted root is accepted, with its SSP and its message', () => {
  const v = verifier().verify(signed(), PSIDS.srm);
  expect(v.ok || explain(v)).toBe(true);
  if (!v.ok) return;
  expect(v.by.record.id).toBe(ambulance.record.id);
  expect(v.ssp?.tag).toBe('bitmapSsp');
  expect(v.payload.tag === 'messageFrame' && v.payload.value.tag).toBe('SignalRequestMessage');
});

test('the portable provider comes to the same verdict', () => {
  const store = new TrustStore({ crypto: noble });
  store.addAnchor(root.record);
  for (const c of [ica, aca]) store.addAuthority(c.record);
  const v = new Verifier({ crypto: noble, clock: at(NOW), store });
  expect(refused(v.verify(signed()))).toBe('accepted');
  expect(refused(v.verify(signed(car)))).toBe('unauthorizedPSID');
});

describe('deviations of a payload', () => {
  const behind = Uint8Array.from([...payload, 0, 0]);
  const hear = (tolerates: readonly Deviance[], of: Uint8Array) => {
    const all = profiles.map((p) => ({ ...p, tolerates }));
    const v = new Verifier({ crypto, clock: at(NOW), store: trusting(ica, aca), profiles: all });
    return v.verify(signed(ambulance, { payload: of }), PSIDS.srm);
  };
  test('are refused where the profile names none', () => {
    expect(verifier().verify(signed(ambulance, { payload: behind }), PSIDS.srm)).toMatchObject({
      ok: false,
      result: 'spduParsingInvalidInput',
    });
    expect(hear([], behind).ok).toBe(false);
  });
  test('that the profile tolerates are accepted and reported', () => {
    const v = hear(['trailing'], behind);
    expect(v).toMatchObject({ ok: true, deviations: [{ deviance: 'trailing', octet: payload.length }] });
    expect(v.ok && v.payload.tag === 'messageFrame' && v.payload.value).toEqual(uper(MessageFrame).read(payload));
    expect(hear(['trailing'], payload)).toMatchObject({ ok: true, deviations: [] });
  });
  test('of another kind are refused all the same', () => {
    expect(refused(hear(['surplus', 'padding'], behind))).toBe('spduParsingInvalidInput');
  });
  test('of the envelope are never put up with', () => {
    const all = profiles.map((p) => ({ ...p, tolerates: ['trailing'] as const }));
    const v = new Verifier({ crypto, clock: at(NOW), store: trusting(ica, aca), profiles: all });
    expect(refused(v.verify(Uint8Array.from([...signed(), 0])))).toBe('spduParsingInvalidInput');
  });
});

test('a digest is understood once the certificate was seen, not before', () => {
  const v = verifier();
  const digest = signed(ambulance, {
    signer: { form: 'digest', certificate: ambulance.record },
    generationTime: NOW - 1,
  });
  expect(refused(v.verify(digest))).toBe('certificateNotFound');
  expect(refused(v.verify(signed()))).toBe('accepted');
  expect(refused(v.verify(digest))).toBe('accepted');
});

test('a message that is refused leaves nothing behind: its certificate is not learned', () => {
  const store = trusting(ica, aca);
  const v = verifier(NOW, store);
  const good = signed(car, { psid: PSIDS.bsm });
  const bad = good.slice();
  bad[bad.length - 1]! ^= 1;
  expect(refused(v.verify(bad))).toBe('cryptoVerificationFailure');
  expect(store.signers).toBe(0);
});

test.each<[string, Result, () => Uint8Array, number?]>([
  ['plain octets', 'spduParsingInvalidInput', () => payload],
  ['unsecured data', 'spduParsingInvalidInput', () => unsecured(payload)],
  ['an octet behind the end', 'spduParsingInvalidInput', () => Uint8Array.from([...signed(), 0])],
  ['signed data inside signed data', 'spduParsingInvalidInput', () => signed(ambulance, { spdu: signed() })],
  ['protocol version 2', 'spduParsingInvalidInput', () => Uint8Array.from([2, ...signed().subarray(1)])],
  ['another PSID in the WSMP header', 'psidsDontMatch', () => signed(), PSIDS.bsm],
  ['a request under the PSID of BSMs', 'psidsDontMatch', () => signed(car, { psid: PSIDS.bsm })],
  [
    'a payload that is no message',
    'spduParsingInvalidInput',
    () => signed(ambulance, { payload: Uint8Array.of(0, 0x1d, 5, 1) }),
  ],
  [
    'an octet behind the message',
    'spduParsingInvalidInput',
    () => signed(ambulance, { payload: Uint8Array.from([...payload, 0]) }),
  ],
  ['generated 6 s ago', 'generationTimeTooFarInPast', () => signed(ambulance, { generationTime: NOW - 6e6 })],
  ['generated 3 s ahead', 'generationTimeTooFarInFuture', () => signed(ambulance, { generationTime: NOW + 3e6 })],
  ['without generation time', 'generationTimeNotAvailable', () => signed(ambulance, { generationTime: undefined })],
  ['expiring before it was generated', 'expiryBeforeGeneration', () => signed(ambulance, { expiryTime: NOW - 1 })],
  ['expired', 'expiryTimeInPast', () => signed(ambulance, { generationTime: NOW - 2e6, expiryTime: NOW - 1e6 })],
  ['signed by nobody', 'inconsistentInputParameters', () => signed(ambulance, { signer: { form: 'self' } })],
  ['a certificate for BSMs', 'unauthorizedPSID', () => signed(car)],
  ['the certificate of a CA', 'unauthorizedPSID', () => signed(aca)],
  [
    'a self-made certificate',
    'chainEndedAtUntrustedRoot',
    () => signed(selfSigned('fake', { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }] })),
  ],
  [
    'a certificate of an unknown CA',
    'notEnoughInformationToConstructChain',
    () =>
      signed(
        implicitUnder(selfSigned('other root', { certIssuePermissions: [all(1)] }), 'x', {
          appPermissions: [{ psid: PSIDS.srm, ssp: undefined }],
        }),
      ),
  ],
  [
    'a certificate valid longer than its CA',
    'inconsistentExpiryTimes',
    () =>
      signed(
        device([{ psid: PSIDS.srm, ssp: undefined }], {
          validityPeriod: { start: START, duration: { tag: 'years', value: 6 } },
        }),
      ),
  ],
  [
    'a certificate valid before its CA',
    'inconsistentStartTimes',
    () =>
      signed(
        device([{ psid: PSIDS.srm, ssp: undefined }], {
          validityPeriod: { start: START - 10, duration: { tag: 'hours', value: 1 } },
        }),
      ),
  ],
  [
    'a certificate not valid yet',
    'futureCertificateAtGenerationTime',
    () =>
      signed(
        device([{ psid: PSIDS.srm, ssp: undefined }], {
          validityPeriod: { start: START + 200_000, duration: { tag: 'hours', value: 1 } },
        }),
      ),
  ],
  [
    'a certificate that has run out',
    'expiredCertificateAtGenerationTime',
    () =>
      signed(
        device([{ psid: PSIDS.srm, ssp: undefined }], {
          validityPeriod: { start: START, duration: { tag: 'hours', value: 1 } },
        }),
      ),
  ],
  [
    'a PSID twice in the certificate',
    'spduParsingInvalidInput',
    () =>
      signed(
        device([
          { psid: PSIDS.srm, ssp: undefined },
          { psid: PSIDS.srm, ssp: undefined },
        ]),
      ),
  ],
])('%s is refused as %s', (_, result, make, psid = PSIDS.srm) => {
  const octets = make();
  const wsmp = psid === PSIDS.srm && octets === undefined ? undefined : psid;
  const v = verifier(NOW).verify(octets, result === 'psidsDontMatch' && psid === PSIDS.srm ? undefined : wsmp);
  expect(refused(v)).toBe(result);
});

test('an EE certificate beyond the permissions of a CA above is refused', () => {
  const narrow = under(ica, 'narrow', {
    certIssuePermissions: [
      {
        subjectPermissions: { tag: 'explicit', value: [{ psid: PSIDS.bsm, sspRange: undefined }] },
        minChainLength: 1,
        chainLengthRange: 0,
        eeType: { octets: Uint8Array.of(0x80), length: 8 },
      },
    ],
  });
  const wide = implicitUnder(narrow, 'wide', { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }] });
  expect(refused(verifier(NOW, trusting(ica, narrow)).verify(signed(wide)))).toBe('inconsistentChainPermissions');
});

test('issuers that come along are used, and kept once the message holds', () => {
  const store = trusting();
  const spdu = signed(ambulance, {
    signer: { form: 'certificate', certificate: ambulance.record, issuers: [aca.record, ica.record] },
  });
  expect(refused(verifier(NOW, store).verify(spdu))).toBe('accepted');
  expect(store.issuers(aca.record.id8)).toHaveLength(1);
});

test('the same message twice is one message, and so is its twin with n - s', () => {
  const v = verifier();
  const spdu = signed();
  const twin = spdu.slice();
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = BigInt(`0x${Buffer.from(spdu.subarray(-32)).toString('hex')}`);
  twin.set(Buffer.from((n - s).toString(16).padStart(64, '0'), 'hex'), twin.length - 32);
  expect(refused(verifier().verify(twin))).toBe('accepted');
  expect(refused(v.verify(spdu))).toBe('accepted');
  expect(refused(v.verify(spdu))).toBe('replayedSpdu');
  expect(refused(v.verify(twin))).toBe('replayedSpdu');
});

test('a certificate is valid in its region only: where the sender says it is, or within earshot of the receiver', () => {
  const both = [PSIDS.srm, PSIDS.bsm].map((psid) => ({ psid, ssp: undefined }));
  const local = device(both, { region: circle(400_000_000, -1_050_000_000, 1000) });
  const near = { latitude: 400_010_000, longitude: -1_050_000_000 };
  const far = { latitude: 410_000_000, longitude: -1_050_000_000 };
  expect(refused(verifier(NOW, undefined, near).verify(signed(local)))).toBe('accepted');
  expect(refused(verifier(NOW, undefined, far).verify(signed(local)))).toBe('generationLocationOutsideValidityRegion');
  expect(refused(verifier(NOW).verify(signed(local)))).toBe('generationLocationNotAvailable');
  const there = { generationLocation: { ...near, elevation: 4000 } };
  const car = signed(local, { ...there, psid: PSIDS.bsm, payload: bsm });
  expect(refused(verifier(NOW, undefined, far).verify(car))).toBe('accepted');
  // What is asked of a signal is asked here: by its own word alone a key of another city would be valid anywhere.
  const elsewhere = verifier(NOW, undefined, far).verify(signed(local, there));
  expect(elsewhere).toMatchObject({
    result: 'generationLocationOutsideValidityRegion',
    finding: { allowed: expect.stringMatching(/, and not at 41.*, where it was heard$/) },
  });
  expect(refused(verifier(NOW, undefined, near).verify(signed(local, there)))).toBe('accepted');
  expect(refused(verifier(NOW).verify(signed(local, there)))).toBe('generationLocationNotAvailable');
  expect(refused(verifier(NOW).verify(car))).toBe('accepted');
});

test('an empty trust store accepts nothing', () => {
  const store = new TrustStore({ crypto });
  expect(refused(verifier(NOW, store).verify(signed()))).toBe('notEnoughInformationToConstructChain');
});

test('the store keeps no more signers than it may, the longest unheard goes first', () => {
  const store = new TrustStore({ crypto, signerLimit: 2 });
  store.addAnchor(root.record);
  for (const c of [ica, aca]) store.addAuthority(c.record);
  const v = verifier(NOW, store);
  const three = [1, 2, 3].map(() => device([{ psid: PSIDS.srm, ssp: undefined }]));
  for (const d of three) expect(refused(v.verify(signed(d)))).toBe('accepted');
  expect(store.signers).toBe(2);
  expect(store.find(three[0]!.record.id8)).toHaveLength(0);
  expect(store.find(three[2]!.record.id8)).toHaveLength(1);
});

test('a subject is what a certificate says but its key', () => {
  expect(Object.keys(subject('x'))).not.toContain('verifyKeyIndicator');
});
