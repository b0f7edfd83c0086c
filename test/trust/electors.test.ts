import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { Electors, electorId, rootId } from '../../src/trust/electors.ts';
import { crypto, device, PSIDS } from '../pki.ts';
import { elector, rootOn, SERIES } from '../verify/ctls.ts';

const [a, b, c] = ['a', 'b', 'c'].map((name) => elector(name));
const three = [a!, b!, c!].map((e) => e.record);
const make = (change: object = {}) =>
  new Electors({ crypto, ctlSeriesId: SERIES, sequenceNumber: 7, quorum: 2, electors: three, ...change });

test('electors are named by SHA-384, roots by their own hash, as node:crypto has them', () => {
  for (const { record } of [elector('p256'), elector('p384', 'P-384')])
    expect(electorId(crypto, record)).toBe(createHash('sha384').update(record.canonical).digest('hex'));
  const [small, large] = [rootOn('p256').record, rootOn('p384', 'P-384').record];
  expect(rootId(small)).toBe(createHash('sha256').update(small.octets).digest('hex'));
  expect(rootId(large)).toBe(createHash('sha384').update(large.octets).digest('hex').slice(32));
});

describe('what a device leaves its factory with', () => {
  test('its electors, and they alone, are the anchors that votes are judged by', () => {
    const { store, list } = make();
    expect([...store.roots].map((r) => r.record.id)).toEqual(three.map((r) => r.id));
    expect([list.sequenceNumber, list.quorum, list.roots.size]).toEqual([7, 2, 0]);
  });
  test.each([
    ['no quorum', { quorum: 0 }],
    ['half of one', { quorum: 0.5 }],
    ['a quorum beyond the electors', { quorum: 4 }],
    ['the same elector for the quorum twice', { electors: [three[0], three[0]] }],
    [
      'more electors than are looked at',
      { electors: Array.from({ length: 33 }, (_, n) => toHex(new Uint8Array(48).fill(n))) },
    ],
    ['one that does not sign itself', { electors: [...three, device([{ psid: PSIDS.srm, ssp: undefined }]).record] }],
  ])('%s is a mistake that is told', (_, change) => {
    expect(() => make(change)).toThrow(RangeError);
  });
  test('is the same when it was written down and read again', () => {
    const missing = toHex(new Uint8Array(48).fill(9));
    const root = rootOn('r').record;
    const series = make({ electors: [...three, missing], roots: [root, toHex(new Uint8Array(32).fill(8))] });
    const { saved } = series;
    const again = Electors.restored(crypto, JSON.parse(JSON.stringify(saved)));
    expect(again.saved).toEqual(saved);
    expect([...again.list.electors.keys()]).toEqual([...series.list.electors.keys()]);
    expect([...again.list.roots.values()].map((r) => r?.id)).toEqual([root.id, undefined]);
    expect(again.store.anchors).toBe(3);
    expect(() => Electors.restored(crypto, { ...saved, electors: [{ certificate: '00' }] })).toThrow();
  });
});

test('the certificate of an elector that is missing is taken from whoever gives it; no other is', () => {
  const series = make({ electors: [three[0], electorId(crypto, three[1]!)] });
  expect(series.store.anchors).toBe(1);
  series.know(three[2]!);
  expect([series.store.anchors, series.list.electors.size]).toEqual([1, 2]);
  series.know(three[1]!);
  const { list } = series;
  series.know(three[1]!);
  expect([series.store.anchors, series.list]).toEqual([2, list]);
});
