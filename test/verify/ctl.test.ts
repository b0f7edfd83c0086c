/** A trust list from its octets to electors and roots in force (IEEE 1609.2.1 7.3): what is taken, and what it does. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Electors, electorId, rootId } from '../../src/trust/electors.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { takeCtl } from '../../src/verify/ctl.ts';
import { learnListed } from '../../src/verify/listed.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { crypto, NOW, PSIDS, START, under } from '../pki.ts';
import { DAY, elector, encoded, file, ids32, leaving, rootOn, signedList, vote } from './ctls.ts';
import { signed } from './srm.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => elector(name)) as [Holder, Holder, Holder, Holder];
const [east, west, north] = ['east', 'west', 'north'].map((name) => rootOn(name)) as [Holder, Holder, Holder];
const ids48 = (...electors: readonly Holder[]) => electors.map((e) => electorId(crypto, e.record));
const car = (of: Holder) =>
  under(of, 'car', {
    appPermissions: [{ psid: PSIDS.srm, ssp: undefined }],
    validityPeriod: { start: START, duration: { tag: 'years', value: 1 } },
  });

test('days 1 to 5: normal, an elector lost, on with two, another elector, normal', () => {
  const device = leaving({ electors: [a, b, c] });
  const [eastern, western] = [car(east), car(west)];
  const verifier = new Verifier({ crypto, clock: device.clock, store: device.store });
  let stamp = 0;
  const hears = () => [eastern, western].map((by) => verifier.verify(signed(by, { generationTime: NOW - ++stamp })).ok);
  expect(hears()).toEqual([false, false]);

  const one = signedList({ number: 1, electors: [a, b, c], roots: [east], quorum: 2 }, [a, b, c], [east, a, b, c]);
  expect(device.take(one)).toEqual({
    ...{ ok: true, sequenceNumber: 1, refused: [] },
    electors: { added: [], withdrawn: [], missing: [] },
    roots: { added: ids32(east), withdrawn: [], missing: [] },
  });
  expect(hears()).toEqual([true, false]);

  const two = signedList({ number: 2, electors: [a, b], electorsRemoved: [c], roots: [east] }, [a, b]);
  expect(device.take(two)).toMatchObject({ electors: { withdrawn: ids48(c) }, roots: { added: [], withdrawn: [] } });
  expect(hears()).toEqual([true, false]);

  const three = { number: 3, electors: [a, b], roots: [east, west] };
  expect(device.word(signedList(three, [a, c], [west]))).toBe('cryptoVerificationFailure');
  expect(device.take(signedList(three, [a, b], [west]))).toMatchObject({ roots: { added: ids32(west) } });
  expect(hears()).toEqual([true, true]);

  const four = signedList({ number: 4, electors: [a, b, d], roots: [east, west], quorum: 2 }, [b, a], [d]);
  expect(device.take(four)).toMatchObject({ electors: { added: ids48(d), withdrawn: [], missing: [] } });

  const five = signedList({ number: 5, electors: [a, b, d], roots: [west], rootsRemoved: [east] }, [d, b]);
  expect(device.take(five)).toMatchObject({ roots: { added: [], withdrawn: ids32(east) } });
  expect(hears()).toEqual([false, true]);
  expect([device.anchors(), device.series.list.sequenceNumber]).toEqual([ids32(west), 5]);
});

test('the octets of a list are those of X.696, laid out by hand', () => {
  const list = { number: 258, electors: [a, b], rootsRemoved: [west], roots: [east], quorum: 2, from: 0x0a0b0c0d };
  const sha = (name: string, { record }: Holder) => createHash(name).update(record.octets).digest('hex');
  const parts = [
    '80', // what is behind the extension marker is there
    '01',
    '0102030405060708',
    '0102',
    '0a0b0c0d',
    `0102${sha('sha384', a)}${sha('sha384', b)}`,
    '0100',
    `0101${sha('sha256', east)}`,
    `0101${sha('sha256', west)}`,
    '020780', // a bitmap of one
    '020102', // an open type of an INTEGER of one octet
  ];
  expect(Buffer.from(encoded(list)).toString('hex')).toBe(parts.join(''));
});

describe('roots', () => {
  test('that are approved no longer go, whether or not they are named as removed', () => {
    for (const rootsRemoved of [[], [east]]) {
      const device = leaving({ electors: [a, b, c] });
      device.take(signedList({ number: 1, electors: [a, b, c], roots: [east, west] }, [a, b], [east, west]));
      const taken = device.take(signedList({ number: 2, electors: [a, b, c], roots: [west], rootsRemoved }, [a, b]));
      expect(taken).toMatchObject({ roots: { withdrawn: ids32(east) } });
      expect(device.anchors()).toEqual(ids32(west));
    }
  });
  test('that were added by hand stay, approved or not, until they are removed by name', () => {
    const device = leaving({ electors: [a, b, c] });
    for (const r of [east, west]) device.store.addAnchor(r.record);
    const first = device.take(
      signedList({ number: 1, electors: [a, b, c], roots: [east, north] }, [a, b], [east, north]),
    );
    expect(first).toMatchObject({ roots: { added: ids32(north), withdrawn: [] } });
    device.take(signedList({ number: 2, electors: [a, b, c], roots: [] }, [a, b]));
    expect(device.anchors()).toEqual(ids32(east, west));
    const last = device.take(signedList({ number: 3, electors: [a, b, c], roots: [], rootsRemoved: [west] }, [a, b]));
    expect(last).toMatchObject({ roots: { withdrawn: ids32(west) } });
    expect(device.anchors()).toEqual(ids32(east));
  });
  test('removed and approved in one are removed, and so are electors', () => {
    const device = leaving({ electors: [a, b, c] });
    device.store.addAnchor(west.record);
    const list = { number: 1, electors: [a, b, c], electorsRemoved: [c], roots: [east, west], rootsRemoved: [west] };
    expect(device.word(signedList(list, [a, b], [east, west]))).toBe('taken');
    expect([device.anchors(), [...device.series.list.electors.keys()]]).toEqual([ids32(east), ids48(a, b)]);
  });
  test('beside the list that it does not name are not trusted', () => {
    const device = leaving({ electors: [a, b, c] });
    const taken = device.take(
      signedList({ number: 1, electors: [a, b, c], roots: [east] }, [a, b], [west, east, north]),
    );
    expect(taken).toMatchObject({ roots: { added: ids32(east), missing: [] } });
    expect(device.anchors()).toEqual(ids32(east));
  });
  test('that cannot be trusted are told, stand in nobody’s way, and can come again', () => {
    const bad = east.record.octets.slice();
    bad[bad.length - 1]! ^= 1;
    const broken = { ...east, record: { ...east.record, octets: bad, hash: crypto.hash('sha256', bad) } };
    const device = leaving({ electors: [a, b, c] });
    const taken = device.take(
      signedList({ number: 1, electors: [a, b, c], roots: [broken, west] }, [a, b], [broken, west]),
    );
    expect(taken).toMatchObject({
      roots: { added: ids32(west), missing: ids32(broken) },
      refused: [{ result: 'cryptoVerificationFailure' }],
    });
    expect(device.anchors()).toEqual(ids32(west));
  });
});

describe('a certificate that nobody gave', () => {
  const list = { number: 1, electors: [a, b, d], roots: [east, west], quorum: 2 };
  test('is missing, blocks no removal, and is taken from the same list when it comes again', () => {
    const device = leaving({ electors: [a, b, c] });
    device.store.addAnchor(north.record);
    const bare = signedList({ ...list, rootsRemoved: [north] }, [a, b], [west]);
    expect(device.take(bare)).toMatchObject({
      electors: { added: [], withdrawn: ids48(c), missing: ids48(d) },
      roots: { added: ids32(west), withdrawn: ids32(north), missing: ids32(east) },
    });
    const { checks } = device.counter;
    expect(device.word(bare)).toBe('known');
    expect(device.take(signedList(list, [c], [north, east, d]))).toMatchObject({
      electors: { added: ids48(d), missing: [] },
      roots: { added: ids32(east), withdrawn: [], missing: [] },
    });
    expect(device.counter.checks - checks).toBe(2);
    expect(device.word(signedList(list, [a, b], [north, east, d]))).toBe('known');
    expect(device.anchors()).toEqual(ids32(east, west));
  });
  test('is taken from wherever it comes, and no other is', () => {
    const device = leaving({ electors: [a, b, c] });
    device.take(signedList(list, [a, b]));
    expect(
      learnListed(
        device.options,
        [north, c].map((h) => h.record.octets),
      ),
    ).toBeUndefined();
    expect(learnListed(device.options, [Uint8Array.of(1, 2, 3), east.record.octets])).toMatchObject({
      roots: { added: ids32(east), missing: ids32(west) },
    });
    expect(device.anchors()).toEqual(ids32(east));
  });
  test('of an elector comes with his vote as well', () => {
    const device = leaving({ electors: [a, b, c] });
    expect(device.take(signedList(list, [a, b]))).toMatchObject({ electors: { missing: ids48(d) } });
    expect(device.word(signedList({ ...list, number: 2 }, [d, b]))).toBe('taken');
    expect(device.series.list.electors.get(ids48(d)[0]!)?.id).toBe(d.record.id);
    // One who is new may have signed the list that makes him one: his vote does not count, his certificate does.
    const other = leaving({ electors: [a, b, c] });
    expect(other.take(signedList(list, [d, a, b]))).toMatchObject({ electors: { added: ids48(d), missing: [] } });
  });
  test('written with a point that nobody signed is taken in the form that was signed', () => {
    const { signature } = east.record.value;
    if (signature?.tag !== 'ecdsaNistP256Signature' || signature.value.rSig.tag !== 'x-only')
      throw new Error('not ours');
    const rSig = { tag: 'uncompressedP256', value: { x: signature.value.rSig.value, y: new Uint8Array(32) } } as const;
    const value = { ...east.record.value, signature: { tag: signature.tag, value: { ...signature.value, rSig } } };
    const octets = coer(Certificate).encode(value);
    const device = leaving({ electors: [a, b, c] });
    const tbs = encoded({ number: 1, electors: [a, b, c], roots: [east] });
    const votes = [a, b].map((e) => vote(e, tbs));
    expect(device.take(file(tbs, votes, [{ ...east.record, value, octets }]))).toMatchObject({
      roots: { added: ids32(east) },
    });
    expect([...device.store.roots][0]!.record.octets).toEqual(east.record.octets);
  });
});

describe('the order of lists', () => {
  const list = (number: number, roots: readonly Holder[], from?: number) =>
    signedList({ number, electors: [a, b, c], roots, ...(from && { from }) }, [a, b], roots);
  test('a list that is in force, or older, changes nothing, whatever it says', () => {
    const device = leaving({ electors: [a, b, c] });
    expect([list(1, [east]), list(2, [west])].map(device.word)).toEqual(['taken', 'taken']);
    const state = device.state();
    const { checks } = device.counter;
    for (const old of [list(1, [east]), list(2, [west]), list(2, [north]), list(0, [north])])
      expect(device.take(old)).toBeUndefined();
    expect([device.state(), device.counter.checks]).toEqual([state, checks]);
  });
  test('one is not left out: the refusal says which is next', () => {
    const device = leaving({ electors: [a, b, c], number: 41 });
    const state = device.state();
    expect(device.take(list(44, [east]))).toMatchObject({
      result: 'overdueCRL',
      sentence: 'a list before this one is missing: get number 42 first',
      finding: { found: '44', allowed: '42' },
    });
    expect(device.word(list(43, [east]))).toBe('overdueCRL');
    expect([device.state(), device.counter.checks]).toEqual([state, 0]);
    expect([42, 43, 44].map((n) => device.word(list(n, [east])))).toEqual(['taken', 'taken', 'taken']);
  });
  test('one that is not in force yet is refused, and taken when it is', () => {
    const device = leaving({ electors: [a, b, c] });
    const later = list(1, [east], NOW / 1e6 + DAY);
    const state = device.state();
    expect(device.take(later)).toMatchObject({
      result: 'generationTimeTooFarInFuture',
      sentence: `in force from ${NOW / 1e6 + DAY} s on: take it again then`,
    });
    expect([device.state(), device.counter.checks]).toEqual([state, 0]);
    device.clock.at += DAY * 1e6 - 1;
    expect(device.word(later)).toBe('generationTimeTooFarInFuture');
    device.clock.at += 1;
    expect(device.word(later)).toBe('taken');
  });
  test('the last number there is ends the series', () => {
    const device = leaving({ electors: [a, b, c], number: 65_534 });
    expect([65_535, 65_535, 0].map((n) => device.word(list(n, [east])))).toEqual(['taken', 'known', 'known']);
  });
  test('a device that was off for years takes one after the other', () => {
    const device = leaving({ electors: [a, b, c], now: NOW + 10 * 365 * DAY * 1e6 });
    expect([1, 2, 3].map((n) => device.word(list(n, [east])))).toEqual(['taken', 'taken', 'taken']);
  });
});

test('keys of 384 bits, of electors and roots: the hash of a root is the end of its own', () => {
  const electors = ['x', 'y', 'z'].map((name) => elector(name, 'P-384')) as [Holder, Holder, Holder];
  const large = rootOn('large', 'P-384');
  expect(ids32(large)[0]).toBe(createHash('sha384').update(large.record.octets).digest('hex').slice(-64));
  const device = leaving({ electors: [...electors, a] });
  const list = { number: 1, electors, roots: [large, east], quorum: 2 };
  expect(device.take(signedList(list, [electors[0], a], [large, east]))).toMatchObject({
    roots: { added: [rootId(large.record), rootId(east.record)], missing: [] },
  });
  // By SHA-256 of the same certificate nobody is named.
  const other = leaving({ electors });
  const named = crypto.hash('sha256', large.record.octets);
  const tbs = encoded({ ...list, roots: [], change: { rootCaApprove: [named] } });
  const votes = electors.map((e) => vote(e, tbs));
  expect(other.take(file(tbs, votes, [large.record]))).toMatchObject({
    roots: { added: [], missing: [Buffer.from(named).toString('hex')] },
  });
});

test('what was written down goes on where it was: number, electors, and the roots that it answers for', () => {
  const device = leaving({ electors: [a, b, c] });
  device.take(signedList({ number: 1, electors: [a, b, d], roots: [east, west], quorum: 2 }, [a, b], [east, d]));
  const series = Electors.restored(crypto, JSON.parse(JSON.stringify(device.series.saved)));
  const store = new TrustStore({ crypto });
  for (const record of series.list.roots.values()) if (record) store.addAnchor(record);
  store.addAnchor(north.record);
  const options = { ...device.options, series, store };
  expect(takeCtl(options, signedList({ number: 1, electors: [a, b, c], roots: [] }, [a, b]))).toBeUndefined();
  const taken = takeCtl(options, signedList({ number: 2, electors: [a, b, d], roots: [west] }, [d, b], [west]));
  expect(taken).toMatchObject({ roots: { added: ids32(west), withdrawn: ids32(east), missing: [] } });
  expect([...store.roots].map((r) => r.record.id).sort()).toEqual([north, west].map((r) => r.record.id).sort());
});

test('a root that was withdrawn by hand is brought back by no list that approves it still, this one or the next', () => {
  const device = leaving({ electors: [a, b, c] });
  const list = { number: 1, electors: [a, b, c], roots: [east, west], quorum: 2 };
  expect(device.take(signedList(list, [a, b], [east]))).toMatchObject({ roots: { missing: ids32(west) } });
  device.store.withdrawAnchor(east.record);
  // The same file again, with the certificate that was missing.
  expect(device.take(signedList(list, [a, b], [east, west]))).toMatchObject({ roots: { added: ids32(west) } });
  expect(device.anchors()).toEqual(ids32(west));
  const next = device.take(signedList({ ...list, number: 2 }, [a, b], [east, west]));
  expect(next).toMatchObject({ ok: true, roots: { added: [], withdrawn: [], missing: [] } });
  expect(device.anchors()).toEqual(ids32(west));
});
