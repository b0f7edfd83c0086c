/** Threats that need something kept or asked for: twins of accepted messages, old recordings, weak keys, a restart. */
import { describe, expect, test, vi } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import type { Signature } from '../../asn1/ieee1609dot2/base.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { wrap } from '../../src/net/wsm.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { negated } from '../../src/testpki/tamper.ts';
import { type Holder, issueExplicit } from '../../src/trust/issue.ts';
import { xOf } from '../../src/trust/point.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { isDropped } from '../../src/verify/drop.ts';
import type { Settled } from '../../src/verify/pipeline.ts';
import { profiles } from '../../src/verify/profile.ts';
import { pipelined } from '../../src/verify/receiver.ts';
import { Verifier, type VerifierOptions } from '../../src/verify/verifier.ts';
import { aca, crypto, device, ica, keys, NOW, PSIDS, root, START, subject } from '../pki.ts';
import { ambulance, payload, signed } from './srm.ts';

const codec = coer(Ieee1609Dot2Data);
/** A receiver whose clock can be set. */
function unit(change: Partial<VerifierOptions> = {}) {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  const clock = { at: NOW, now: () => clock.at };
  const verifier = new Verifier({ crypto, store, clock, ...change });
  return {
    clock,
    hear(octets: Uint8Array): string {
      const got = verifier.verify(octets);
      return got.ok ? 'accepted' : got.result;
    },
  };
}
function resigned(octets: Uint8Array, change: (s: Signature) => Signature): Uint8Array {
  const data = codec.read(octets);
  if (data.content.tag !== 'signedData') throw new Error('not signed');
  const value = { ...data.content.value, signature: change(data.content.value.signature) };
  return codec.encode({ ...data, content: { tag: 'signedData', value } });
}
const nameOf = (verdict: Settled): string =>
  isDropped(verdict) ? verdict.dropped : verdict.ok ? 'accepted' : verdict.result;
const right = [{ psid: PSIDS.srm, ssp: undefined }];

describe('B05: the twin of an accepted message, which verifies as well, is replayedSpdu', () => {
  const wide = keys.generate('P-384');
  const part = subject('wide', {
    appPermissions: right,
    validityPeriod: { start: START, duration: { tag: 'years', value: 1 } },
  });
  const signers: readonly (readonly [string, Holder])[] = [
    ['P-256', ambulance],
    ['P-384', { key: wide, record: issueExplicit({ crypto, keys }, aca, part, 'P-384', wide.public) }],
  ];
  test.each(signers)('with n - s for s, %s', (_, by) => {
    const octets = signed(by);
    const twin = resigned(octets, negated);
    expect(twin).not.toEqual(octets);
    for (const [first, second] of [
      [octets, twin],
      [twin, octets],
    ] as const) {
      const { hear } = unit();
      expect([hear(first), hear(second)]).toEqual(['accepted', 'replayedSpdu']);
    }
  });
  test('with R in each of its other forms', () => {
    const octets = signed();
    const { hear } = unit();
    expect(hear(octets)).toBe('accepted');
    const forms = (['compressed-y-0', 'compressed-y-1'] as const).map((tag) =>
      resigned(octets, (s) => {
        if (s.tag !== 'ecdsaNistP256Signature') throw new Error('not ours');
        return { ...s, value: { ...s.value, rSig: { tag, value: xOf(s.value.rSig)! } } };
      }),
    );
    expect(forms.map(hear)).toEqual(['replayedSpdu', 'replayedSpdu']);
  });
});

describe('B14: an old recording under a certificate that has expired since', () => {
  const hour = { validityPeriod: { start: START, duration: { tag: 'hours', value: 1 } as const } };
  const end = (START + 3600) * 1e6;
  test('is generationTimeTooFarInPast, and certificateExpired where it is fresh enough', () => {
    const by = device(right, hour);
    const { hear, clock } = unit();
    const old = signed(by, { generationTime: end - 1 });
    clock.at = end - 1;
    expect(unit({ clock }).hear(old)).toBe('accepted');
    clock.at = end + 4e6;
    expect(hear(old)).toBe('certificateExpired');
    clock.at = end + 86_400e6;
    expect(hear(old)).toBe('generationTimeTooFarInPast');
  });
  test('is certificateExpired for a MAP, which may be a week old', () => {
    const by = device([{ psid: PSIDS.map, ssp: undefined }], hour);
    const map = uper(MessageFrame).encode({ tag: 'MapData', value: { msgIssueRevision: 1 } });
    const signer = { form: 'certificate', certificate: by.record } as const;
    const octets = signSpdu({
      crypto,
      keys,
      key: by.key,
      psid: PSIDS.map,
      payload: map,
      generationTime: end - 1,
      signer,
    });
    const { hear, clock } = unit();
    clock.at = end - 1;
    expect(hear(octets)).toBe('accepted');
    clock.at = end + 86_400e6;
    expect(hear(octets)).toBe('certificateExpired');
  });
});

describe('B22: an assurance level below what the profile asks for', () => {
  const asking = (assurance: number) => unit({ profiles: profiles.map((p) => ({ ...p, assurance })) });
  const of = (octet: number | undefined) =>
    signed(device(right, { assuranceLevel: octet === undefined ? undefined : Uint8Array.of(octet) }));
  test.each([
    [0, undefined, 'accepted'],
    [3, undefined, 'unauthorizedPSID'],
    [3, 0x00, 'unauthorizedPSID'],
    [3, 0x40, 'unauthorizedPSID'],
    // The confidence, in the two lowest bits, is no level.
    [3, 0x43, 'unauthorizedPSID'],
    [3, 0x60, 'accepted'],
    [3, 0xe3, 'accepted'],
  ])('%i asked, octet %s: %s', (asked, octet, result) => expect(asking(asked).hear(of(octet))).toBe(result));
});

describe('after a restart', () => {
  test('C13: what may have been accepted before is replayedSpdu, however far ahead it was generated', () => {
    const before = unit();
    const heard = [-5, -1, 0, 1, 2].map((s) => signed(ambulance, { generationTime: NOW + s * 1e6 }));
    expect(heard.map(before.hear)).toEqual(heard.map(() => 'accepted'));
    for (const off of [0, 0.5, 2, 4, 6]) {
      const after = unit({ since: NOW });
      after.clock.at = NOW + off * 1e6;
      const seen = new Set(heard.map(after.hear));
      expect(
        [...seen].filter((r) => !['replayedSpdu', 'generationTimeTooFarInPast'].includes(r)),
        `${off} s`,
      ).toEqual([]);
    }
  });
  test('C13: a unit on a road needs not be told when it began: what was accepted before is replayedSpdu', async () => {
    const clock = { at: NOW, now: () => clock.at };
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    const heard = async (octets: readonly Uint8Array[], since?: number): Promise<string[]> => {
      const results: string[] = [];
      const options = { crypto, store, clock, since, soon: setImmediate };
      const receiver = pipelined(options)((verdict) => results.push(nameOf(verdict)));
      for (const spdu of octets) {
        receiver.take(wrap(PSIDS.srm, spdu));
        await vi.waitFor(() => expect(results).toHaveLength(octets.indexOf(spdu) + 1));
      }
      await receiver.close();
      return results;
    };
    const messages = [-1, 0, 2].map((s) => signed(ambulance, { generationTime: NOW + s * 1e6 }));
    const all = (result: string) => messages.map(() => result);
    expect(await heard(messages, -Infinity)).toEqual(all('accepted'));
    // It is off for a moment.
    clock.at += 1e5;
    expect(await heard(messages)).toEqual(all('replayedSpdu'));
    expect(await heard(messages, -Infinity)).toEqual(all('accepted'));
  });
  test('what is generated later is accepted, once', () => {
    const { hear, clock } = unit({ since: NOW });
    clock.at = NOW + 2e6 + 1;
    const octets = signed(ambulance, { generationTime: clock.at });
    expect([hear(octets), hear(octets)]).toEqual(['accepted', 'replayedSpdu']);
  });
  test('nothing is held back where no message may be told twice anyway, nor where nothing was before', () => {
    const by = device([{ psid: PSIDS.map, ssp: undefined }]);
    const map = uper(MessageFrame).encode({ tag: 'MapData', value: { msgIssueRevision: 1 } });
    const octets = signed(by, { psid: PSIDS.map, payload: map });
    expect(unit({ since: NOW }).hear(octets)).toBe('accepted');
    expect(unit().hear(signed(ambulance, { payload }))).toBe('accepted');
  });
});
