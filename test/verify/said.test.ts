/** What the SSP of a signer permits it to say, and how late its CRL may be, as the policy of the application asks. */
import { describe, expect, test } from 'vitest';
import type { PsidSsp, ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { MapData } from '../../asn1/j2735/map.ts';
import type { SPAT } from '../../asn1/j2735/spat.ts';
import { uper } from '../../asn1/uper.ts';
import { builtinMap } from '../../roadside/builtin.ts';
import { seriesOf } from '../../src/trust/certificate.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { type LayoutName, writeBits } from '../../src/trust/layout.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { merged } from '../../src/verify/policy.ts';
import { etsiProfiles, type Profile, profiles } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, at, crypto, device, ica, NOW, PSIDS, root, START, under } from '../pki.ts';
import { payload as request, signed } from './srm.ts';

const frames = uper(MessageFrame);
const map = (change: Partial<MapData> = {}): MessageFrame => ({ tag: 'MapData', value: { ...builtinMap, ...change } });
const state = (change: Partial<SPAT['intersections'][number]> = {}): SPAT['intersections'][number] => ({
  id: { id: 7001 },
  revision: 1,
  status: { octets: new Uint8Array(2), length: 16 },
  states: [{ signalGroup: 1, stateTimeSpeed: [{ eventState: 'stop-And-Remain' }] }],
  ...change,
});
const spat = (...intersections: SPAT['intersections']): MessageFrame => ({ tag: 'SPAT', value: { intersections } });
const assist = { maneuverAssistList: [{ connectionID: 1 }] };
const prioritized = {
  regional: [
    {
      tag: 'IntersectionState-addGrpC',
      value: {
        activePrioritizations: [{ stationID: 1, priorState: 'granted', signalGroup: 1 }],
      },
    } as const,
  ],
};
const ssm: MessageFrame = {
  tag: 'SignalStatusMessage',
  value: {
    second: 1000,
    status: [
      {
        sequenceNumber: 1,
        id: { id: 7001 },
        sigStatus: [{ inboundOn: { tag: 'lane', value: 1 }, status: 'granted' }],
      },
    ],
  },
};

function verifier(asked: readonly Profile[], now = NOW, revocations = new Revocations(crypto)) {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  return new Verifier({ crypto, clock: at(now), store, revocations, profiles: asked });
}
function hear(asked: readonly Profile[], by: Holder, psid: number, frame: MessageFrame) {
  const got = verifier(asked).verify(signed(by, { psid, payload: frames.encode(frame) }), psid);
  return got.ok ? 'accepted' : got;
}
const holder = (psid: number, ssp: ServiceSpecificPermissions | undefined) => device([{ psid, ssp } satisfies PsidSsp]);
const bits = (name: LayoutName, ...may: string[]) => writeBits(name, { may });
const [SPATEM, MAPEM, SSEM] = [137, 138, 637];

describe('D01: SPaT, MAP and SSM under a layout', () => {
  const every = ['intersections', 'prioritization', 'maneuverAssist'];
  test.each([
    ['SPaT', SPATEM, bits('etsi-spatem-1', 'intersections'), spat(state()), undefined],
    ['SPaT without its bit', SPATEM, bits('etsi-spatem-1', ...every.slice(1)), spat(state()), 'intersections'],
    ['assistance', SPATEM, bits('etsi-spatem-1', ...every), spat(state(), state(assist)), undefined],
    [
      'assistance without its bit',
      SPATEM,
      bits('etsi-spatem-1', ...every.slice(0, 2)),
      spat(state(assist)),
      'maneuverAssist',
    ],
    [
      'assistance of a movement without its bit',
      SPATEM,
      bits('etsi-spatem-1', 'intersections'),
      spat(state({ states: [{ ...state().states[0]!, ...assist }] })),
      'maneuverAssist',
    ],
    [
      'prioritization',
      SPATEM,
      bits('etsi-spatem-1', 'intersections', 'prioritization'),
      spat(state(prioritized)),
      undefined,
    ],
    [
      'prioritization without its bit',
      SPATEM,
      bits('etsi-spatem-1', 'intersections'),
      spat(state(prioritized)),
      'prioritization',
    ],
    ['MAP', MAPEM, bits('etsi-mapem-1', 'intersections'), map(), undefined],
    ['MAP without its bit', MAPEM, bits('etsi-mapem-1', 'roadSegments'), map(), 'intersections'],
    ['MAP of no intersection', MAPEM, bits('etsi-mapem-1'), map({ intersections: undefined }), undefined],
    ['SSM', SSEM, bits('etsi-ssem-1'), ssm, undefined],
    ['SSM by a signer without SSP', SSEM, undefined, ssm, 'SignalStatusMessage'],
    ['MAP by a signer without SSP', MAPEM, undefined, map(), 'MapData with intersections'],
    ['MAP by a signer of another layout', MAPEM, { tag: 'bitmapSsp', value: Uint8Array.of(2, 0xff) }, map(), 'MapData'],
    ['MAP by a signer of an opaque SSP', MAPEM, { tag: 'opaque', value: Uint8Array.of(1, 0xff) }, map(), 'MapData'],
  ] as const)('%s', (_, psid, ssp, frame, beyond) => {
    const got = hear(etsiProfiles, holder(psid, ssp), psid, frame);
    if (beyond === undefined) return expect(got).toBe('accepted');
    expect(got).toMatchObject({ result: 'unauthorizedPSID', clause: '5.2.4.2.2' });
    if (got === 'accepted') return;
    expect(got.sentence).toContain(beyond);
    expect(got.finding?.field).toBe('toBeSigned.appPermissions.ssp');
    expect(got.finding?.allowed).toContain(beyond);
  });
  test('with no layout asked for, the PSID is enough, and with one that is swapped in it is not', () => {
    const bare = holder(PSIDS.map, undefined);
    expect(hear(profiles, bare, PSIDS.map, map())).toBe('accepted');
    const asking = merged(profiles, [{ ...profiles.find((p) => p.psid === PSIDS.map)!, ssp: ['etsi-mapem-1'] }]);
    expect(hear(asking, bare, PSIDS.map, map())).toMatchObject({ result: 'unauthorizedPSID' });
    expect(hear(asking, holder(PSIDS.map, bits('etsi-mapem-1', 'intersections')), PSIDS.map, map())).toBe('accepted');
  });
  test('a signal request is let through to who answers it, whatever the SSP', () => {
    const asked = verifier(profiles).verify(signed(holder(PSIDS.srm, undefined)), PSIDS.srm);
    expect(asked).toMatchObject({ ok: true, profile: { name: 'SRM' } });
  });
});

describe('B18: a CRL that is overdue', () => {
  const SERIES = 3;
  const part = { cracaId: aca.record.id8.slice(5), crlSeries: SERIES };
  const both = [PSIDS.srm, PSIDS.map].map((psid) => ({ psid, ssp: undefined }));
  const by = under(aca, 'of a series', { appPermissions: both, ...part });
  const DAY = 86_400;
  const list: CrlContents = {
    version: 1,
    crlSeries: SERIES,
    crlCraca: aca.record.id8,
    issueDate: START,
    nextCrl: START + DAY,
    priorityInfo: { priority: undefined },
    typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries: [] } },
  };
  function says(psid: number, payload: Uint8Array, days: number, asked: readonly Profile[] = profiles, taken = true) {
    const revocations = new Revocations(crypto);
    if (taken) expect(revocations.apply(list)).toBeUndefined();
    const now = (START + (1 + days) * DAY) * 1e6;
    const got = verifier(asked, now, revocations).verify(signed(by, { psid, payload, generationTime: now }), psid);
    return got.ok ? 'accepted' : got.result;
  }
  const asking = (days: number) => says(PSIDS.srm, request, days);
  const telling = (days: number) => says(PSIDS.map, frames.encode(map()), days);
  test('a request for priority is refused a day after, a MAP two weeks after', () => {
    expect([0, 1, 1.001, 14, 14.001].map(asking)).toEqual(['accepted', 'accepted', ...Array(3).fill('overdueCRL')]);
    expect([0, 1, 1.001, 14, 14.001].map(telling)).toEqual([...Array(4).fill('accepted'), 'overdueCRL']);
  });
  test('as each policy says', () => {
    const patient = merged(profiles, [{ ...profiles.find((p) => p.psid === PSIDS.srm)!, overdueSeconds: 3 * DAY }]);
    expect([3, 3.001].map((days) => says(PSIDS.srm, request, days, patient))).toEqual(['accepted', 'overdueCRL']);
  });
  test('a series that only the requests need may be missing for a MAP', () => {
    const requiredSeries = [seriesOf(part.cracaId, SERIES)];
    const needing = merged(profiles, [{ ...profiles.find((p) => p.psid === PSIDS.srm)!, requiredSeries }]);
    expect(says(PSIDS.srm, request, 0, needing, false)).toBe('overdueCRL');
    expect(says(PSIDS.map, frames.encode(map()), 0, needing, false)).toBe('accepted');
    expect(says(PSIDS.srm, request, 0, needing)).toBe('accepted');
  });
});
