import { describe, expect, test } from 'vitest';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { type CertificateRecord, decodeCertificate } from '../../src/trust/certificate.ts';
import type { Holder, Subject } from '../../src/trust/issue.ts';
import { requestSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import {
  aca,
  all,
  circle,
  crypto,
  explicit,
  ica,
  implicitUnder,
  PSIDS,
  root,
  START,
  selfSigned,
  under,
} from '../pki.ts';

function storeOf(anchor: Holder, ...authorities: readonly Holder[]): TrustStore {
  const store = new TrustStore({ crypto });
  expect(store.addAnchor(anchor.record)).toMatchObject({ ok: true });
  for (const { record } of authorities) expect(store.addAuthority(record)).toMatchObject({ ok: true });
  return store;
}
const usual = storeOf(root, ica, aca);
/** 'ok', or why the certificate is refused. */
function judged(record: CertificateRecord, store = usual, along: readonly CertificateRecord[] = []): string {
  const result = store.judge(record, along);
  return result.ok ? 'ok' : result.result;
}
const srm = [{ psid: PSIDS.srm, ssp: requestSsp(['ambulance'], 14) }];
const bsm = [{ psid: PSIDS.bsm, ssp: undefined }];
const years = (value: number, start = START) => ({ start, duration: { tag: 'years', value } as const });

describe('a chain', () => {
  test('of root, intermediate, authorization CA and end entity holds, explicit and implicit', () => {
    expect(judged(under(aca, 'ee', { appPermissions: srm }).record)).toBe('ok');
    expect(judged(implicitUnder(aca, 'ee', { appPermissions: srm }).record)).toBe('ok');
  });
  test('B06: a self-signed certificate that is no anchor is refused', () => {
    expect(judged(selfSigned('own', { appPermissions: srm }).record)).toBe('chainEndedAtUntrustedRoot');
  });
  test('B07: a chain that comes along with its own root ends at an untrusted root', () => {
    const other = selfSigned('other', { certIssuePermissions: [all(1, -1)], validityPeriod: years(40) });
    const ca = under(other, 'their ca', { certIssuePermissions: [all(1)], validityPeriod: years(5) });
    const ee = under(ca, 'their ee', { appPermissions: srm }).record;
    expect(judged(ee, usual, [ca.record, other.record])).toBe('chainEndedAtUntrustedRoot');
    expect(judged(ee, usual, [ca.record])).toBe('notEnoughInformationToConstructChain');
  });
  test('B08: with an empty store nothing holds', () => {
    const store = new TrustStore({ crypto });
    expect(judged(aca.record, store)).toBe('notEnoughInformationToConstructChain');
    expect(judged(root.record, store)).toBe('chainEndedAtUntrustedRoot');
  });
  test('B09: what another CA’s key signed in its name is refused, as issuer and as end entity', () => {
    const thief = { record: aca.record, key: ica.key };
    const ee = under(thief, 'forged', { appPermissions: srm }).record;
    expect(judged(ee)).toBe('cryptoVerificationFailure');
    const forged = under({ record: ica.record, key: aca.key }, 'forged ca', { certIssuePermissions: [all(1)] });
    const below = under(forged, 'below', { appPermissions: srm }).record;
    expect(judged(below, usual, [forged.record])).toBe('cryptoVerificationFailure');
  });
  test('B10: with one bit of the key changed an explicit certificate is refused, an implicit one has another key', () => {
    const changed = (record: CertificateRecord) => {
      const octets = record.octets.slice();
      // The last octet of the key: before the 66 of the signature, or the last one of all.
      octets[octets.length - (record.value.signature ? 67 : 1)]! ^= 1;
      const got = decodeCertificate(crypto, octets);
      return got.ok ? got.record : undefined;
    };
    expect(judged(changed(under(aca, 'ee', { appPermissions: srm }).record)!)).toBe('cryptoVerificationFailure');
    const holder = implicitUnder(aca, 'ee', { appPermissions: srm });
    const other = usual.judge(changed(holder.record)!);
    if (other.ok) expect(other.key.octets).not.toEqual(holder.key.public);
    else expect(other.result).toBe('cryptoVerificationFailure');
  });
  test('B16: is refused where it is longer than the longest', () => {
    const long = selfSigned('long', { certIssuePermissions: [all(1, -1)], validityPeriod: years(40) });
    const store = storeOf(long);
    let last = long;
    let result = 'ok';
    for (let n = 0; n < 9 && result === 'ok'; n++) {
      last = under(last, `ca ${n}`, { certIssuePermissions: [all(1, -1)], validityPeriod: years(39 - n) });
      const added = store.addAuthority(last.record);
      result = added.ok ? 'ok' : added.result;
      if (n < 8) expect(result, `${n}`).toBe('ok');
    }
    expect(result).toBe('chainTooLong');
  });
  test('B15: is refused where the subordinate is valid longer, earlier or farther than its issuer', () => {
    const local = under(ica, 'local', {
      certIssuePermissions: [all(1)],
      region: circle(400_000_000, -1_050_000_000, 5000),
      validityPeriod: years(5),
    });
    const store = storeOf(root, ica, local);
    const ee = (part: Partial<Subject>) => judged(under(local, 'ee', { appPermissions: srm, ...part }).record, store);
    expect(ee({ validityPeriod: years(5) })).toBe('ok');
    expect(ee({ validityPeriod: years(6) })).toBe('inconsistentExpiryTimes');
    expect(ee({ validityPeriod: years(1, START - 1) })).toBe('inconsistentStartTimes');
    expect(ee({ region: circle(400_000_000, -1_050_000_000, 5000) })).toBe('ok');
    expect(ee({ region: circle(400_000_000, -1_050_000_000, 5001) })).toBe('inconsistentValidityRegion');
    // Not known to lie inside is not inside.
    expect(ee({ region: { tag: 'identifiedRegion', value: [{ tag: 'countryOnly', value: 840 }] } })).toBe(
      'inconsistentValidityRegion',
    );
  });
  test('B15: a region two CAs above binds where the one between names none', () => {
    const wide = selfSigned('regional', {
      certIssuePermissions: [all(1, -1)],
      region: circle(400_000_000, -1_050_000_000, 5000),
      validityPeriod: years(40),
    });
    const between = under(wide, 'between', { certIssuePermissions: [all(1, 0)], validityPeriod: years(5) });
    const store = storeOf(wide, between);
    const ee = (radius: number) =>
      judged(
        under(between, 'ee', { appPermissions: srm, region: circle(400_000_000, -1_050_000_000, radius) }).record,
        store,
      );
    expect(ee(4000)).toBe('ok');
    expect(ee(6000)).toBe('inconsistentValidityRegion');
  });
});

describe('chain length and end-entity type', () => {
  /** root, a CA with `middle`, a CA with `lower`, and an end entity that signs requests. */
  function three(top: PsidGroupPermissions, middle: PsidGroupPermissions, lower: PsidGroupPermissions): string[] {
    const r = selfSigned('r', { certIssuePermissions: [top], validityPeriod: years(40) });
    const m = under(r, 'm', { certIssuePermissions: [middle], validityPeriod: years(20) });
    const l = under(m, 'l', { certIssuePermissions: [lower], validityPeriod: years(5) });
    const store = storeOf(r);
    const added = [m, l].map((c) => {
      const result = store.addAuthority(c.record);
      return result.ok ? 'ok' : result.result;
    });
    return [...added, judged(under(l, 'ee', { appPermissions: srm }).record, store)];
  }
  const REFUSED = 'inconsistentChainPermissions';
  test.each<[string, Parameters<typeof three>, string[]]>([
    ['as long as each says', [all(3), all(2), all(1)], ['ok', 'ok', 'ok']],
    ['no upper bound anywhere', [all(1, -1), all(1, -1), all(1, -1)], ['ok', 'ok', 'ok']],
    ['longer than the root allows', [all(1, 1), all(1, 1), all(1)], ['ok', 'ok', REFUSED]],
    ['shorter than the root asks', [all(4, 0), all(2), all(1)], ['ok', 'ok', REFUSED]],
    ['a bound that a subordinate lifts, and a chain that keeps it', [all(3), all(2, -1), all(1)], ['ok', 'ok', 'ok']],
    ['the lowest CA only above CAs', [all(3, -1), all(2, -1), all(2)], ['ok', 'ok', REFUSED]],
    ['enrolment only, at the lowest CA', [all(3, 0, 0xc0), all(2, 0, 0xc0), all(1, 0, 0x40)], ['ok', 'ok', REFUSED]],
    ['enrolment only, at the root', [all(3, 0, 0x40), all(2, 0, 0x80), all(1)], ['ok', 'ok', REFUSED]],
  ])('%s', (_, groups, expected) => expect(three(...groups)).toEqual(expected));
});

describe('nobody gives what the CA above may not give', () => {
  const narrow = under(ica, 'narrow', {
    certIssuePermissions: [{ ...explicit([{ psid: PSIDS.bsm, sspRange: undefined }]), chainLengthRange: 0 }],
    validityPeriod: years(5),
  });
  const store = storeOf(root, ica, aca, narrow);
  const REFUSED = 'inconsistentChainPermissions';

  test('B15: an end entity under a CA of other PSIDs is refused', () => {
    expect(judged(under(narrow, 'ee', { appPermissions: bsm }).record, store)).toBe('ok');
    expect(judged(under(narrow, 'ee', { appPermissions: srm }).record, store)).toBe(REFUSED);
  });
  test('a vehicle makes no CA of itself, not with a list that names nothing either', () => {
    const car = under(aca, 'car', { appPermissions: bsm, validityPeriod: years(1) });
    const parts: Partial<Subject>[] = [
      { appPermissions: srm },
      { appPermissions: srm, certIssuePermissions: [explicit([])] },
      { appPermissions: srm, certIssuePermissions: [explicit([{ psid: PSIDS.bsm, sspRange: undefined }])] },
      { certIssuePermissions: [explicit([])] },
      { certRequestPermissions: [explicit([])] },
    ];
    for (const part of parts) {
      const forged = under(car, 'forged', { ...part, validityPeriod: years(1) }).record;
      expect(judged(forged, usual, [car.record])).not.toBe('ok');
    }
  });
  test('what a CA signs in its own name is covered above it, whatever the length of the chain', () => {
    const two = { ...explicit([{ psid: PSIDS.bsm, sspRange: undefined }], 2), chainLengthRange: 0 };
    const middle = under(root, 'middle', { certIssuePermissions: [two], validityPeriod: years(9) });
    const inner = storeOf(root, middle);
    const ca = (appPermissions: Subject['appPermissions']) =>
      judged(
        under(middle, 'ca', {
          appPermissions,
          certIssuePermissions: [explicit([{ psid: PSIDS.bsm, sspRange: undefined }])],
          validityPeriod: years(5),
        }).record,
        inner,
      );
    expect(ca(undefined)).toBe('ok');
    expect(ca(bsm)).toBe('ok');
    expect(ca(srm)).toBe(REFUSED);
  });
  test('an SSP goes no further than the range of each CA above', () => {
    const range = (mask: number, value: number) =>
      explicit([
        {
          psid: PSIDS.srm,
          sspRange: {
            tag: 'bitmapSspRange',
            value: { sspValue: Uint8Array.of(1, value), sspBitmask: Uint8Array.of(0xff, mask) },
          },
        },
      ]);
    const bound = under(ica, 'bound', { certIssuePermissions: [range(0x0f, 0)], validityPeriod: years(5) });
    const inner = storeOf(root, ica, bound);
    const ee = (octet: number) =>
      judged(
        under(bound, 'ee', {
          appPermissions: [{ psid: PSIDS.srm, ssp: { tag: 'bitmapSsp', value: Uint8Array.of(1, octet) } }],
        }).record,
        inner,
      );
    expect(ee(0xf0)).toBe('ok');
    expect(ee(0x01)).toBe(REFUSED);
  });
});
