/** What becomes of certificates learned, waiting, refused or on their way to others when the anchors change. */
import { describe, expect, test } from 'vitest';
import { Inline } from '../../src/p2pcd/inline.ts';
import { Learner } from '../../src/p2pcd/learner.ts';
import { MissingTable } from '../../src/p2pcd/missing.ts';
import { Responder } from '../../src/p2pcd/responder.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { aca, all, ica, PSIDS, root, selfSigned } from '../pki.ts';
import { acaUnder, contextOf, givenIn, icaUnder, id3, storeOf, years } from './rig.ts';

const other = selfSigned('other root', { certIssuePermissions: [all(3, -1, 0xc0)], validityPeriod: years(40) });
const theirIca = icaUnder(other);
const theirAca = acaUnder(theirIca);

function learning(cas: readonly Holder[], learnedLimit = 128) {
  const store = storeOf(cas);
  const parts = contextOf(store, { currentlyUsedTriggerCertificateSeconds: 1000, learnedLimit });
  const missing = new MissingTable(parts.context);
  const learner = new Learner(parts.context, missing);
  const get = (...all: readonly Holder[]): void => {
    for (const { record } of all) missing.need(record.id, 'authority', 32);
    const list = all.map(({ record: { value, octets } }) => ({ value, octets }));
    learner.take(list, 'outOfBand');
  };
  return {
    ...parts,
    store,
    missing,
    learner,
    get,
    knows: ({ record }: Holder) => store.issuers(record.id8).length > 0,
  };
}

describe('a root that is withdrawn', () => {
  test('frees the places of what was learned under it', () => {
    const l = learning([], 2);
    l.get(aca, ica);
    expect([l.knows(aca), l.knows(ica)]).toEqual([true, true]);
    l.store.addAnchor(other.record);
    l.get(theirIca);
    expect([l.knows(theirIca), l.counts.of('dropped learnedFull')]).toEqual([false, 1]);
    l.store.withdrawAnchor(root.record);
    l.get(theirAca, theirIca);
    expect([theirIca, theirAca, aca, ica].map(l.knows)).toEqual([true, true, false, false]);
  });
  test('has nothing learned under it any more, until it comes again', () => {
    const l = learning([ica]);
    l.store.withdrawAnchor(root.record);
    l.get(aca, ica);
    expect([l.knows(aca), l.learner.waiting]).toEqual([false, 2]);
    l.store.addAnchor(root.record);
    expect(l.learner.wanted(aca.record.id)).toBe(aca.record.id);
    expect([l.knows(aca), l.knows(ica), l.learner.waiting]).toEqual([true, true, 0]);
  });
  test('has nothing under it given away, out of band, that was asked for before', () => {
    const store = storeOf([ica, aca]);
    const { context, sent, run, counts } = contextOf(store);
    const responder = new Responder(context);
    responder.asked(id3(aca));
    store.withdrawAnchor(root.record);
    run(1);
    expect([givenIn(sent), counts.of('dropped notHeld')]).toEqual([[], 1]);
  });
  test('nor in line', () => {
    const store = storeOf([ica, aca]);
    const { context, counts } = contextOf(store);
    const inline = new Inline(context);
    inline.asked(PSIDS.bsm, id3(aca));
    store.withdrawAnchor(root.record);
    expect(inline.next(PSIDS.bsm, 1000)).toBeUndefined();
    expect(counts.of('dropped notHeld')).toBe(1);
  });
});

test('a root that was refused as no CA under another hides nobody once it is an anchor', () => {
  const l = learning([]);
  l.get(other);
  expect([l.learner.refused, l.learner.wanted(other.record.id)]).toEqual([1, undefined]);
  l.store.addAnchor(other.record);
  l.get(theirIca);
  expect([l.knows(theirIca), l.learner.refused]).toEqual([true, 0]);
});
