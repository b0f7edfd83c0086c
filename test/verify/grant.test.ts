import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import type { Established } from '../../src/trust/chain.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { requestSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { type Grant, type GrantContext, grant } from '../../src/verify/grant.ts';
import { profiles } from '../../src/verify/profile.ts';
import type { Screened } from '../../src/verify/screen.ts';
import { aca, crypto, ica, PSIDS, root, START, under } from '../pki.ts';

const DAY = 86_400;
const part = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
const store = new TrustStore({ crypto });
store.addAnchor(root.record);
for (const { record } of [ica, aca]) store.addAuthority(record);
const ssp = requestSsp(['ambulance'], 14);
/** One that is valid for two days, one for two that begin a day later; of the second no list says anything. */
const signers = [
  signer({ start: START + DAY, duration: { tag: 'hours', value: 48 } }, part),
  signer({ start: START + 2 * DAY, duration: { tag: 'hours', value: 48 } }, {}),
];
function signer(validityPeriod: { start: number; duration: { tag: 'hours'; value: number } }, listed: object) {
  const appPermissions = [PSIDS.srm, PSIDS.map].map((psid) => ({ psid, ssp }));
  const judged = store.judge(under(aca, 'signer', { appPermissions, validityPeriod, ...listed }).record);
  if (!judged.ok) throw new Error(judged.sentence);
  return judged;
}

const spdu = (psid: number, heardAt: number, generated?: number, expires?: number) =>
  ({ psid, heardAt, generated, expires, profile: profiles.find((p) => p.psid === psid)! }) as Screened;
function context(revocations: Revocations): GrantContext {
  return { store, revocations, grants: new Map(profiles.map((p) => [p.psid, new WeakMap<Established, Grant>()])) };
}
/** A list of the day `issued`, for so many days, that names the first signer or nobody. */
function list(issued: number, days: number, names: boolean): CrlContents {
  const entries = names ? [{ id: signers[0]!.record.id10, expiry: START + 365 * DAY }] : [];
  return {
    ...{ version: 1, crlSeries: 3, crlCraca: aca.record.id8, priorityInfo: { priority: undefined } },
    ...{ issueDate: START + issued * DAY, nextCrl: START + (issued + days) * DAY },
    typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1 + issued, entries } },
  };
}
const saidOf = (found: ReturnType<typeof grant>) => (found.ok ? { ssp: found.ssp } : found);

test('what was found of a signer before changes nothing that is found of it later', () => {
  /** Off the beginning of a day, on which something may begin or end: microseconds, around as long as a grant serves. */
  const off = fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -12e6, max: 12e6 }));
  const step = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        by: fc.constantFrom(...signers),
        psid: fc.constantFrom(PSIDS.srm, PSIDS.srm, PSIDS.map, PSIDS.bsm),
        heardAt: off,
        generated: fc.option(fc.integer({ min: -7e6, max: 2e6 }), { nil: undefined }),
        expires: fc.option(off, { nil: undefined, freq: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ issued: fc.nat(4), days: fc.integer({ min: 1, max: 2 }), names: fc.boolean() }),
    },
  );
  const sequence = fc.record({
    day: fc.integer({ min: 1, max: 4 }),
    steps: fc.array(step, { minLength: 10, maxLength: 40 }),
  });
  let [good, bad, again] = [0, 0, 0];
  const served = new WeakSet<object>();
  fc.assert(
    fc.property(sequence, ({ day, steps }) => {
      const midnight = (START + day * DAY) * 1e6;
      const revocations = new Revocations(crypto);
      const lasting = context(revocations);
      for (const s of steps) {
        if ('names' in s) {
          revocations.apply(list(s.issued, s.days, s.names));
          continue;
        }
        const heardAt = midnight + s.heardAt;
        const generated = s.generated === undefined ? undefined : heardAt + s.generated;
        const said = spdu(s.psid, heardAt, generated, s.expires === undefined ? undefined : midnight + s.expires);
        const found = grant(lasting, said, s.by);
        const anew = grant(context(revocations), said, s.by);
        expect(saidOf(found)).toEqual(saidOf(anew));
        if (found.ok && served.has(found)) again++;
        served.add(found);
        if (found.ok) good++;
        else bad++;
      }
    }),
    { numRuns: 1000 },
  );
  // None of these is rare, or the test would say little.
  expect(Math.min(good, bad)).toBeGreaterThan((good + bad) / 20);
  expect(again).toBeGreaterThan(100);
});

test('a grant serves until something ends or a list changes, and no longer', () => {
  const revocations = new Revocations(crypto);
  expect(revocations.apply(list(1, 1, false))).toBeUndefined();
  const lasting = context(revocations);
  const [by] = signers as [Established];
  const ask = (seconds: number) => {
    const now = (START + DAY + seconds) * 1e6;
    return grant(lasting, spdu(PSIDS.srm, now, now), by);
  };
  const first = ask(0);
  expect(first).toMatchObject({ ok: true, ssp });
  expect(ask(9.999)).toBe(first);
  expect(ask(10)).toMatchObject({ ok: true });
  expect(ask(10)).not.toBe(first);
  // Its list is due after a day, and for a request that is trusted for a day more.
  expect(ask(2 * DAY - 1)).toMatchObject({ ok: true });
  expect(ask(2 * DAY)).toMatchObject({ result: 'expiredCertificateAtGenerationTime' });
  expect(ask(DAY)).toMatchObject({ ok: true });
  expect(revocations.apply(list(2, 1, true))).toBeUndefined();
  expect(ask(DAY)).toMatchObject({ result: 'certificateRevoked' });
});
