/** A root that is trusted no longer takes with it all that stood under it, and nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Established } from '../../src/trust/chain.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import {
  aca,
  all,
  at,
  crypto,
  device,
  ica,
  implicitUnder,
  NOW,
  PSIDS,
  root,
  START,
  selfSigned,
  under,
} from '../pki.ts';
import { signed } from '../verify/srm.ts';

const permissions = [{ psid: PSIDS.srm, ssp: undefined }];
const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });
interface Tree {
  readonly root: Holder;
  readonly ica: Holder;
  readonly aca: Holder;
  readonly cars: readonly Holder[];
}
function tree(name: string): Tree {
  const top = selfSigned(`${name} root`, {
    certIssuePermissions: [all(3, -1, 0xc0)],
    validityPeriod: years(40),
  });
  const middle = under(top, `${name} ica`, { certIssuePermissions: [all(2, 0, 0xc0)], validityPeriod: years(20) });
  const low = under(middle, `${name} aca`, { certIssuePermissions: [all(1)], validityPeriod: years(5) });
  const car = () =>
    implicitUnder(low, 'car', {
      id: { tag: 'none', value: null },
      validityPeriod: { start: START, duration: { tag: 'hours', value: 169 } },
      appPermissions: permissions,
    });
  return { root: top, ica: middle, aca: low, cars: [car(), car()] };
}
const ours: Tree = { root, ica, aca, cars: [device(permissions), device(permissions)] };
const theirs = tree('their');

function judged(store: TrustStore, { record }: Holder, along: readonly Holder[] = []): Established {
  const got = store.judge(
    record,
    along.map((h) => h.record),
  );
  if (!got.ok) throw new Error(got.sentence);
  return got;
}
function full(options: { authorityLimit?: number } = {}): TrustStore {
  const store = new TrustStore({ crypto, ...options });
  for (const t of [ours, theirs]) {
    store.addAnchor(t.root.record);
    for (const c of [t.ica, t.aca]) store.addAuthority(c.record);
    for (const c of t.cars) store.remember(judged(store, c));
  }
  return store;
}

describe('an anchor that is withdrawn', () => {
  test('is gone with its authorities and signers, under each of their names; others stay', () => {
    const store = full();
    const { edition } = store;
    expect([store.anchors, store.signers]).toEqual([2, 4]);
    expect(store.withdrawAnchor(root.record)).toBe(true);
    expect([store.anchors, store.signers, store.edition > edition]).toEqual([1, 2, true]);
    for (const c of [root, ica, aca, ...ours.cars]) {
      expect(store.find(c.record.id8)).toEqual([]);
      expect(store.issuers(c.record.id8)).toEqual([]);
      expect(store.named(c.record.id8.slice(5))).toEqual([]);
    }
    for (const c of [theirs.root, theirs.ica, theirs.aca]) {
      expect(store.issuers(c.record.id8)).toHaveLength(1);
      expect(store.named(c.record.id8.slice(5))).toHaveLength(1);
    }
    for (const c of theirs.cars) expect(store.find(c.record.id8)).toHaveLength(1);
    expect([...store.roots].map((r) => r.record.id)).toEqual([theirs.root.record.id]);
    expect(store.judge(ours.cars[0]!.record)).toMatchObject({ result: 'notEnoughInformationToConstructChain' });
    expect(store.judge(ica.record).ok).toBe(false);
  });
  test('is withdrawn once, and nothing but an anchor is', () => {
    const store = full();
    const { edition } = store;
    expect(store.withdrawAnchor(ica.record)).toBe(false);
    expect(store.edition).toBe(edition);
    expect([store.withdrawAnchor(root.record), store.withdrawAnchor(root.record)]).toEqual([true, false]);
  });
  test('leaves its room to others', () => {
    const store = full({ authorityLimit: 6 });
    const more = under(theirs.ica, 'more', { certIssuePermissions: [all(1)] }).record;
    store.addAuthority(more);
    expect(store.issuers(more.id8)).toEqual([]);
    store.withdrawAnchor(root.record);
    const rest = [1, 2, 3, 4].map((n) => under(theirs.ica, `more ${n}`, { certIssuePermissions: [all(1)] }).record);
    for (const r of rest) store.addAuthority(r);
    expect(rest.map((r) => store.issuers(r.id8).length)).toEqual([1, 1, 1, 0]);
  });
  test('is not brought back by what was judged under it, signer or chain', () => {
    const store = full();
    const [known, fresh] = [store.find(ours.cars[0]!.record.id8)[0]!, judged(store, device(permissions))];
    expect([known, fresh].map((c) => store.trusts(c))).toEqual([true, true]);
    store.withdrawAnchor(root.record);
    for (const c of [known, fresh]) {
      expect(store.trusts(c)).toBe(false);
      store.remember(c);
    }
    expect([store.anchors, store.signers, store.issuers(aca.record.id8).length]).toEqual([1, 2, 0]);
  });
  test('can be trusted again, and so can its people, but nothing of what was judged before', () => {
    const store = full();
    const before = store.find(ours.cars[0]!.record.id8)[0]!;
    store.withdrawAnchor(root.record);
    const again = store.addAnchor(root.record);
    expect(again).toMatchObject({ ok: true });
    expect([...store.roots]).toContain(again);
    expect([store.trusts(before), store.trusts(judged(store, ours.cars[0]!, [aca, ica]))]).toEqual([false, true]);
    store.remember(before);
    expect(store.find(before.record.id8)).toEqual([]);
  });
});

test('an anchor that is there is added once, and it is the one that is there which is told', () => {
  const store = new TrustStore({ crypto });
  const first = store.addAnchor(root.record);
  const { edition } = store;
  expect(store.addAnchor(root.record)).toBe(first);
  expect([store.anchors, store.edition]).toEqual([1, edition]);
});

test('anchors go and come at once: what is there on both sides is another one', () => {
  const store = full();
  const before = [...store.roots];
  const made = new TrustStore({ crypto }).addAnchor(root.record) as Established;
  store.exchange(before, [made]);
  expect([...store.roots]).toEqual([made]);
  expect([store.signers, store.issuers(aca.record.id8).length]).toEqual([0, 0]);
});

test('whatever is added, withdrawn and heard: those are accepted whom a slow model accepts', () => {
  const which = fc.constantFrom(ours, theirs);
  const form = fc.constantFrom('certificate', 'chain', 'digest' as const);
  const step = fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), t: which }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), t: which }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('learn' as const), t: which }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('hear' as const), t: which, form, car: fc.nat(1) }) },
  );
  let [accepted, refused, stamp] = [0, 0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const store = new TrustStore({ crypto });
      const verifier = new Verifier({ crypto, clock: at(NOW), store });
      const [anchors, authorities, signers] = [new Set<Tree>(), new Set<Tree>(), new Set<Holder>()];
      for (const s of steps) {
        const { t } = s;
        if (s.do === 'add') {
          store.addAnchor(t.root.record);
          anchors.add(t);
        } else if (s.do === 'withdraw') {
          expect(store.withdrawAnchor(t.root.record)).toBe(anchors.delete(t));
          authorities.delete(t);
          for (const c of t.cars) signers.delete(c);
        } else if (s.do === 'learn') {
          for (const c of [t.ica, t.aca]) store.addAuthority(c.record);
          if (anchors.has(t)) authorities.add(t);
        } else {
          const car = t.cars[s.car]!;
          const issuers = s.form === 'chain' ? [t.aca.record, t.ica.record] : [];
          const signer =
            s.form === 'digest'
              ? ({ form: 'digest', certificate: car.record } as const)
              : ({ form: 'certificate', certificate: car.record, issuers } as const);
          const known = signers.has(car);
          const holds = known || (s.form !== 'digest' && anchors.has(t) && (authorities.has(t) || s.form === 'chain'));
          const verdict = verifier.verify(signed(car, { signer, generationTime: NOW - ++stamp }));
          expect(verdict.ok).toBe(holds);
          holds ? accepted++ : refused++;
          if (holds) {
            signers.add(car);
            if (!known && s.form === 'chain') authorities.add(t);
          }
        }
        expect([store.anchors, store.signers]).toEqual([anchors.size, signers.size]);
        for (const each of [ours, theirs]) {
          expect(store.issuers(each.aca.record.id8)).toHaveLength(authorities.has(each) ? 1 : 0);
          expect(store.issuers(each.root.record.id8)).toHaveLength(anchors.has(each) ? 1 : 0);
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(100);
});
