/** COER in slices is COER at one go: the same values, and the same said of all that is malformed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { decodeSlices } from '../../asn1/coerslices.ts';
import { CrlContents, CrlContents2016 } from '../../asn1/ieee1609dot2/crl.ts';
import type { Decoded } from '../../asn1/malformed.ts';
import { join } from '../../asn1/octets.ts';
import type { Node, Type } from '../../asn1/schema.ts';
import { arbitrary } from '../arbitrary.ts';
import { examples } from '../fuzz/examples.ts';
import { codecOf, TYPES } from '../fuzz/targets.ts';

/** Arrays for lists that are kept as octets. */
function solid(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, solid);
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, solid(v)]));
}
/** What it comes to, and how many times others could go on meanwhile. */
function inSlices(type: Node, octets: Uint8Array): { readonly got: unknown; readonly slices: number } {
  const work = decodeSlices(type as Type<unknown>, octets);
  for (let slices = 1; ; slices++) {
    const { done, value } = work.next();
    if (done) return { got: value.ok ? { ok: true, value: solid(value.value) } : value, slices };
  }
}
const whole = (type: Node, octets: Uint8Array): Decoded<unknown> => coer(type as Type<unknown>).decode(octets);
function alike(type: Node, octets: Uint8Array): Decoded<unknown> {
  const expected = whole(type, octets);
  expect(inSlices(type, octets).got).toEqual(expected);
  return expected;
}
/** One octet at a time made another, ends cut off, and octets put behind. */
function* damaged(octets: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < octets.length; at++) {
    yield octets.subarray(0, at);
    const was = octets[at]!;
    for (const now of new Set([0, 0x7f, 0x80, 0xff, was ^ 1, was ^ 0x80])) if (now !== was) yield octets.with(at, now);
  }
  yield join([octets, Uint8Array.of(0)]);
}

describe('whatever the octets, both ways say the same', () => {
  const targets = TYPES.filter((t) => t.rules === 'coer');
  it.each(targets.map((t) => [t.name, t] as const))('%s', (_, target) => {
    for (const octets of examples(target)) {
      expect(codecOf(target).decode(octets).ok).toBe(true);
      alike(target.type, octets);
      for (const bad of damaged(octets)) alike(target.type, bad);
    }
  });
  it.each([CrlContents, CrlContents2016].map((t, edition) => [['present', '2016'][edition]!, t] as const))(
    'CRLs of the %s edition, their lists not empty',
    (_, type) => {
      fc.assert(
        fc.property(arbitrary(type), fc.infiniteStream(fc.nat()), (value, chance) => {
          const octets = coer(type).encode(value);
          expect(alike(type, octets)).toMatchObject({ ok: true });
          for (let n = 0; n < 20; n++) {
            const [at, now] = [chance.next().value % octets.length, chance.next().value & 255];
            alike(type, octets.with(at, now));
            alike(type, octets.subarray(0, at));
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('a list by hash of 50,000', () => {
  const COUNT = 50_000;
  const entries = Array.from({ length: COUNT }, (_, n) => ({ id: new Uint8Array(10).fill(n), expiry: n }));
  const contents: CrlContents = {
    ...{ version: 1, crlSeries: 3, crlCraca: new Uint8Array(8), issueDate: 1, nextCrl: 2 },
    priorityInfo: { priority: undefined },
    typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries } },
  };
  const octets = coer(CrlContents).encode(contents);
  const SIZE = 15;
  const first = octets.length - COUNT * SIZE;
  const refused = (bad: Uint8Array) => {
    const got = alike(CrlContents, bad);
    return got.ok ? undefined : { ...got.malformed, path: got.malformed.path.join('.') };
  };
  const ENTRIES = 'typeSpecific.fullHashCrl.entries';

  it('is read in slices, and gone through as often as one likes', () => {
    const { got, slices } = inSlices(CrlContents, octets);
    expect(slices).toBeGreaterThan(20);
    expect(got).toEqual(whole(CrlContents, octets));
    const work = decodeSlices(CrlContents, octets);
    let step = work.next();
    while (!step.done) step = work.next();
    if (!step.value.ok || step.value.value.typeSpecific.tag !== 'fullHashCrl') throw new Error('not read');
    const list = step.value.value.typeSpecific.value.entries;
    expect(list).toHaveLength(COUNT);
    expect(Array.isArray(list)).toBe(false);
    for (let n = 0; n < 2; n++) expect([...list].map((e) => e.expiry)).toEqual(entries.map((e) => e.expiry));
  });
  it('cut short, with an octet behind it, or with a wrong count is refused as at one go', () => {
    expect(refused(octets.subarray(0, -1))).toMatchObject({ code: 'short', path: `${ENTRIES}.49999.expiry` });
    expect(refused(join([octets, Uint8Array.of(0)]))).toMatchObject({ code: 'trailing', path: '' });
    const count = first - 2;
    expect([...octets.subarray(count - 1, first)]).toEqual([2, COUNT >> 8, COUNT & 255]);
    expect(refused(octets.with(first - 1, (COUNT & 255) + 1))).toMatchObject({
      code: 'short',
      path: `${ENTRIES}.50000`,
    });
    expect(refused(octets.with(first - 1, (COUNT & 255) - 1))).toMatchObject({ code: 'trailing', path: '' });
    const vast = join([
      octets.subarray(0, count - 1),
      Uint8Array.of(4, 0x7f, 0xff, 0xff, 0xff),
      octets.subarray(first),
    ]);
    expect(refused(vast)).toMatchObject({ code: 'length', path: ENTRIES });
  });
  it('with a length or count in a longer form than it takes is refused as at one go', () => {
    const count = first - 2;
    const longer = join([octets.subarray(0, count - 1), Uint8Array.of(3, 0), octets.subarray(count)]);
    expect(refused(longer)).toMatchObject({ code: 'canonical', path: ENTRIES });
    const long = join([octets.subarray(0, count - 1), Uint8Array.of(0x81), octets.subarray(count - 1)]);
    expect(refused(long)).toMatchObject({ code: 'canonical', path: ENTRIES });
  });
  it.each([0, 1, 24_999, 49_999])('with a bad entry at %i is refused there, as at one go', (n) => {
    // Bits of the preamble that stand for nothing.
    expect(refused(octets.with(first + n * SIZE, 1))).toMatchObject({
      ...{ code: 'canonical', path: `${ENTRIES}.${n}`, octet: first + n * SIZE },
    });
  });
});

it('lists of lists without end are read in slices as well, and what holds none in turn is not kept', () => {
  const la = { la1Id: new Uint8Array(2), la2Id: new Uint8Array(2) };
  const pair = { linkageSeed1: new Uint8Array(16), linkageSeed2: new Uint8Array(16) };
  const groups = Array.from({ length: 3000 }, (_, iMax) => ({ iMax, contents: iMax % 3 ? [pair, pair] : [] }));
  const individual = [
    { jmax: 19, contents: [{ ...la, contents: groups }] },
    ...Array.from({ length: 5000 }, (_, n) => ({ jmax: n & 255, contents: [] })),
  ];
  const contents: CrlContents = {
    ...{ version: 1, crlSeries: 3, crlCraca: new Uint8Array(8), issueDate: 1, nextCrl: 2 },
    priorityInfo: { priority: undefined },
    typeSpecific: { tag: 'fullLinkedCrl', value: { iRev: 1, indexWithinI: 0, individual } },
  };
  const octets = coer(CrlContents).encode(contents);
  const { got, slices } = inSlices(CrlContents, octets);
  expect(got).toEqual(whole(CrlContents, octets));
  expect(slices).toBe(1 + Math.floor((3000 + 4000 + 5000 + 2) / 2048));
  for (const cut of [1, 500, 10_000, 30_000]) alike(CrlContents, octets.subarray(0, -cut));
});
