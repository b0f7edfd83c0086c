/** What of a verified request reaches the desk. The messages go through UPER and the verifier as on the air. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { BasicVehicleRole } from '../../asn1/j2735/requestor.ts';
import type { SignalRequestMessage } from '../../asn1/j2735/srm.ts';
import { uper } from '../../asn1/uper.ts';
import { authorise } from '../../roadside/authorise.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { dSecond, fromIso, minuteOfTheYear } from '../../src/time.ts';
import type { LayoutName } from '../../src/trust/layout.ts';
import { requestSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { merged } from '../../src/verify/policy.ts';
import { etsiProfiles, type Profile, profiles } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import type { Micros } from '../../src/world.ts';
import { aca, at, crypto, device, ica, keys, NOW, PSIDS, root, START } from '../pki.ts';

const frames = uper(MessageFrame);
const here = { region: 0, id: 7001 };
const year = { start: START, duration: { tag: 'years', value: 2 } } as const;
const holderOf = (ssp: ReturnType<typeof requestSsp> | undefined, psid = PSIDS.srm) =>
  device([{ psid, ssp }], { validityPeriod: year });
const ambulance = holderOf(requestSsp(['ambulance'], 14));
const bus = holderOf(requestSsp(['publicTransport', 'transit'], 5));

const store = new TrustStore({ crypto });
store.addAnchor(root.record);
for (const { record } of [ica, aca]) store.addAuthority(record);

type Requests = NonNullable<SignalRequestMessage['requests']>;
const one = (change: Partial<Requests[number]['request']> = {}): Requests[number] => ({
  request: {
    ...{ id: here, requestID: 1, requestType: 'priorityRequest', inBoundLane: { tag: 'lane', value: 2 } },
    ...change,
  },
});
const srmOf = (
  change: Partial<SignalRequestMessage> = {},
  type: SignalRequestMessage['requestor']['type'] = { role: 'ambulance' },
): SignalRequestMessage => ({
  ...{ timeStamp: undefined, second: 65_535, sequenceNumber: 1, requests: [one()] },
  requestor: { id: { tag: 'entityID', value: Uint8Array.of(1, 2, 3, 4) }, type },
  ...change,
});
function judge(
  srm: SignalRequestMessage,
  by = ambulance,
  now: Micros = NOW,
  asked: readonly Profile[] = profiles,
  psid = PSIDS.srm,
) {
  const payload = frames.encode({ tag: 'SignalRequestMessage', value: srm });
  const signer = { form: 'certificate', certificate: by.record } as const;
  const spdu = signSpdu({ crypto, keys, key: by.key, psid, payload, signer, generationTime: now });
  const verdict = new Verifier({ crypto, clock: at(now), store, profiles: asked }).verify(spdu, psid);
  if (!verdict.ok || verdict.payload.tag !== 'messageFrame')
    throw new Error(verdict.ok ? 'no frame' : verdict.sentence);
  const { value: message } = verdict.payload;
  if (message.tag !== 'SignalRequestMessage') throw new Error('no SRM');
  return authorise(verdict, message.value, here, now);
}
const reason = (a: ReturnType<typeof judge>) => (a.ok ? 'permitted' : a.reason);

describe('which role a signer may claim', () => {
  test('D02, D03: one its SSP names, and no other', () => {
    expect(reason(judge(srmOf()))).toBe('permitted');
    expect(reason(judge(srmOf({}, { role: 'fire' }), bus))).toBe('roleNotPermitted');
    expect(reason(judge(srmOf({}, { role: 'transit' }), bus))).toBe('permitted');
    expect(reason(judge(srmOf({}, { role: 'emergency' }), ambulance))).toBe('roleNotPermitted');
  });
  test('every role with every SSP of one role: permitted where the two are the same', () => {
    const roles = BasicVehicleRole.kind === 'enumerated' ? BasicVehicleRole.names : [];
    for (const held of ['basicVehicle', 'ambulance', 'military']) {
      const holder = holderOf(requestSsp([held], 14));
      const srm = (role: string) => srmOf({}, { role: role as BasicVehicleRole });
      expect(roles.filter((role) => judge(srm(role), holder).ok)).toEqual([held]);
    }
  });
  test('D02: an SSP that is absent, or of no layout we know, permits nothing', () => {
    expect(reason(judge(srmOf(), holderOf(undefined)))).toBe('noRights');
    for (const value of [[], [1], [2, 255, 255, 255, 255, 14], [1, 255, 255, 255, 255], [0x30, 255, 255, 255, 255, 14]])
      expect(reason(judge(srmOf(), holderOf({ tag: 'bitmapSsp', value: Uint8Array.from(value) })))).toBe('noRights');
    const opaque = holderOf({ tag: 'opaque', value: Uint8Array.of(1, 255, 255, 255, 255, 14) });
    expect(reason(judge(srmOf(), opaque))).toBe('noRights');
    // Who has a newer one may be permitted by it: only who has none, or one that is read here, claims too much.
    const excess = (by: ReturnType<typeof holderOf>) => {
      const authorised = judge(srmOf(), by);
      return authorised.ok ? undefined : authorised.excess?.reason;
    };
    const newer = holderOf({ tag: 'bitmapSsp', value: Uint8Array.of(2, 255, 255, 255, 255, 14) });
    const cases = [holderOf(undefined), bus, newer, opaque].map(excess);
    expect(cases).toEqual(['noRights', 'roleNotPermitted', undefined, undefined]);
  });
  test('D04: without a role it is anybody’s', () => {
    const nobody = srmOf({ requestor: { id: { tag: 'stationID', value: 7 } } });
    expect(reason(judge(nobody))).toBe('roleNotPermitted');
    const anybody = judge(nobody, holderOf(requestSsp(['basicVehicle'], 14)));
    expect(anybody).toMatchObject({ ok: true, requests: [{ role: 'basicVehicle' }] });
  });
  test('A11, D05: a role of a later edition is permitted to nobody, even with all bits set', () => {
    const everything = holderOf({ tag: 'bitmapSsp', value: Uint8Array.of(1, 255, 255, 255, 255, 14) });
    for (const role of ['?23', '?24', '?100', '?255'])
      expect(reason(judge(srmOf({}, { role: role as BasicVehicleRole }), everything))).toBe('unknownRole');
  });
  test('D26: the importance is capped by the SSP; without one it is none', () => {
    const claim = srmOf({}, { role: 'transit', request: 'requestImportanceLevel14' });
    expect(judge(claim, bus).requests[0]).toMatchObject({ importance: 14, importanceCap: 5 });
  });
});

describe('by the layouts of the policy', () => {
  const SREM = 140;
  const all = merged<Profile>(profiles, etsiProfiles);
  const asking = (psid: number, change: Partial<Profile>) =>
    merged(all, [{ ...all.find((p) => p.psid === psid)!, ...change }]);
  const under = (asked: readonly Profile[], by: ReturnType<typeof holderOf>, role: string, psid = SREM) =>
    reason(judge(srmOf({}, { role: role as BasicVehicleRole }), by, NOW, asked, psid));
  const LAYOUTS = ['wavetrust-1', 'role-bitmap-30', 'etsi-srem-1', 'etsi-srem-2', 'etsi-srem-3'] as const;

  test.each(LAYOUTS)(
    'D01, D02, D03: %s permits its roles where the policy names it, and nothing where it does not',
    (name) => {
      const fire = holderOf(requestSsp(['fire'], 14, name));
      for (const other of LAYOUTS) {
        const asked = asking(PSIDS.srm, { ssp: [other] });
        const says = (role: string) => under(asked, fire, role, PSIDS.srm);
        if (other === name) expect([says('fire'), says('police')]).toEqual(['permitted', 'roleNotPermitted']);
        else expect([says('fire'), says('police')]).toEqual(['noRights', 'noRights']);
      }
    },
  );
  test('a signal request under the ITS-AID of ETSI is judged by the policy of that one', () => {
    const fire = (name: LayoutName) => holderOf(requestSsp(['fire'], 14, name), SREM);
    expect(under(all, fire('etsi-srem-2'), 'fire')).toBe('permitted');
    expect(under(all, fire('etsi-srem-2'), 'ambulance')).toBe('roleNotPermitted');
    expect(under(all, fire('wavetrust-1'), 'fire')).toBe('noRights');
    expect(under(asking(SREM, { ssp: ['wavetrust-1'] }), fire('wavetrust-1'), 'fire')).toBe('permitted');
    expect(() => under(profiles, fire('etsi-srem-2'), 'fire')).toThrow('no application of this unit');
  });
  test('D03: with another order of bits, the same certificate is for another role', () => {
    const holder = holderOf({ tag: 'bitmapSsp', value: Uint8Array.of(2, 0x40, 0, 0) }, SREM);
    const says = (asked: readonly Profile[]) =>
      ['publicTransport', 'ambulance'].map((role) => under(asked, holder, role));
    expect(says(all)).toEqual(['permitted', 'roleNotPermitted']);
    expect(says(asking(SREM, { bits: { 'etsi-srem-2': ['fire', 'ambulance'] } }))).toEqual([
      'roleNotPermitted',
      'permitted',
    ]);
    expect(says(asking(SREM, { bits: { 'etsi-srem-2': ['requests', 'ambulance'] } }))).toEqual([
      'noRights',
      'noRights',
    ]);
  });
  test('D04, D05: no role, and none that we know, with every bit of every layout', () => {
    for (const name of LAYOUTS) {
      const asked = asking(PSIDS.srm, { ssp: [name] });
      const length = (requestSsp([], 14, name).value as Uint8Array).length;
      const value = new Uint8Array(length).fill(0xff);
      value[0] = (requestSsp([], 14, name).value as Uint8Array)[0]!;
      const every = holderOf({ tag: 'bitmapSsp', value });
      expect(under(asked, every, '?23', PSIDS.srm), name).toBe('unknownRole');
      const nobody = srmOf({ requestor: { id: { tag: 'stationID', value: 7 } } });
      expect(judge(nobody, every, NOW, asked)).toMatchObject({ ok: true, requests: [{ role: 'basicVehicle' }] });
      expect(reason(judge(nobody, holderOf(requestSsp(['fire'], 14, name)), NOW, asked))).toBe('roleNotPermitted');
    }
  });
  test('what is not permitted is said with what is', () => {
    const refused = judge(srmOf({}, { role: 'fire' }), bus);
    expect(refused.ok ? '' : refused.sentence).toBe(
      `role fire, where ${bus.record.id} may request: publicTransport, transit up to importance 5`,
    );
    const none = judge(srmOf(), holderOf(undefined));
    expect(none.ok ? '' : none.sentence).toMatch(/^[0-9a-f]{16} has no SSP and may nothing$/);
  });
});

describe('which requests are ours', () => {
  test('D06, D07: those for this intersection; region 0 and none are the same; others leave no trace', () => {
    const requests = [
      one({ id: { region: 0, id: 7002 } }),
      one({ id: { region: 9, id: 7001 } }),
      one({ id: { id: 7001 }, requestID: 5 }),
      one({ requestID: 6 }),
    ];
    expect(judge(srmOf({ requests })).requests.map((r) => r.requestID)).toEqual([5, 6]);
    expect(judge(srmOf({ requests }, { role: 'fire' })).requests.map((r) => r.requestID)).toEqual([5, 6]);
  });
  test('A10: no requests at all is none', () => {
    expect(judge(srmOf({ requests: undefined }))).toEqual({ ok: true, requests: [] });
  });
  test('they belong to the certificate that signed, not to the VehicleID', () => {
    const [a, b] = [judge(srmOf(), ambulance), judge(srmOf({}, { role: 'transit' }), bus)];
    expect(a.requests[0]!.vehicle).toEqual(b.requests[0]!.vehicle);
    expect(a.requests[0]!.signer).not.toBe(b.requests[0]!.signer);
  });
});

describe('times that an SRM claims', () => {
  const stamp = (of: Micros) => ({ timeStamp: minuteOfTheYear(of), second: dSecond(of) });
  test('C14: more than 2 s from the signed time is refused, at most that is taken', () => {
    for (const off of [-2, -1, 0, 1, 2]) expect(reason(judge(srmOf(stamp(NOW + off * 1e6))))).toBe('permitted');
    for (const off of [-3600, -60, -2.1, 2.1, 60])
      expect(reason(judge(srmOf(stamp(NOW + off * 1e6))))).toBe('timesDisagree');
  });
  test('C14: a second without its minute is held against the signed time too', () => {
    const second = (off: number) => srmOf({ second: dSecond(NOW + off * 1e6) });
    for (const off of [-2, 0, 2]) expect(reason(judge(second(off)))).toBe('permitted');
    for (const off of [-29, -3, 3, 29]) expect(reason(judge(second(off)))).toBe('timesDisagree');
  });
  test('C11: "no time" is no time: the signed one counts', () => {
    for (const second of [60_000, 60_999, 61_000, 65_534, 65_535])
      expect(reason(judge(srmOf({ timeStamp: minuteOfTheYear(NOW) + 100, second })))).toBe('permitted');
    expect(reason(judge(srmOf({ timeStamp: 527_040, second: dSecond(NOW) })))).toBe('permitted');
    expect(reason(judge(srmOf({ timeStamp: 527_040, second: dSecond(NOW + 10e6) })))).toBe('timesDisagree');
  });
  test('C10: over new year, both ways', () => {
    const midnight = fromIso('2027-01-01T00:00:00Z')!;
    expect(reason(judge(srmOf(stamp(midnight - 1e6)), ambulance, midnight + 0.5e6))).toBe('permitted');
    expect(reason(judge(srmOf(stamp(midnight + 0.5e6)), ambulance, midnight - 1e6))).toBe('permitted');
    const [request] = srmOf().requests!;
    const soon = srmOf({ requests: [{ ...request!, minute: 0, second: 9000 }] });
    expect(judge(soon, ambulance, midnight - 5e6).requests[0]!.claimedEta).toBe(midnight + 9e6);
  });
  test('C11: an arrival at no minute or no second is not claimed at all', () => {
    const [request] = srmOf().requests!;
    const eta = (minute: number | undefined, second: number | undefined) =>
      judge(srmOf({ requests: [{ ...request!, minute, second }] })).requests[0]!.claimedEta;
    const minute = minuteOfTheYear(NOW);
    for (const [m, s] of [
      [527_040, 0],
      [minute, 65_535],
      [minute, 61_000],
      [minute, undefined],
      [undefined, 0],
    ] as const)
      expect(eta(m, s)).toBeUndefined();
    expect(eta(minute, 30_000)).toBeGreaterThan(NOW - 60e6);
  });
  test('any time stamp gives an answer', () => {
    fc.assert(
      fc.property(fc.option(fc.nat(527_040)), fc.nat(65_535), (timeStamp, second) => {
        const srm = srmOf({ timeStamp: timeStamp ?? undefined, second });
        expect(['permitted', 'timesDisagree']).toContain(reason(judge(srm)));
      }),
      { numRuns: 50 },
    );
  });
});

test('D09: heading, speed and duration that say "unknown" are not known', () => {
  const [request] = srmOf().requests!;
  const position = {
    position: { lat: 1, long: 2 },
    heading: 28_800,
    speed: { transmisson: 'neutral', speed: 8191 },
  } as const;
  const srm = srmOf({ requests: [{ ...request!, duration: 65_535 }] });
  const got = judge({ ...srm, requestor: { ...srm.requestor, position } }).requests[0]!;
  expect(got).toMatchObject({
    heading: undefined,
    speed: undefined,
    duration: undefined,
    position: { lat: 1, long: 2 },
  });
});
