/** Linkage lists as nobody should send them: signed by whom they should be, and yet empty, endless, or sent twice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOW, random, START } from '../pki.ts';
import { certificate, crl, dated, I, individual, LA1, LA2, linkageOf, pair, pseudonym, receiver } from './crls.ts';

const REVOKED = 'certificateRevoked';
const mine = pair();
const delta = (indexWithinI: number, of = pair(), day = 1) =>
  crl('deltaLinkedCrl', { individual: individual([of]), indexWithinI }, day);

describe('a linkage CRL', () => {
  test('with neither individual nor group data is refused, and the list there is stays', () => {
    const { verdict, results, revocations } = receiver(crl('fullLinkedCrl', { individual: individual([mine]) }));
    expect(results).toEqual([undefined]);
    expect(revocations.apply(crl('fullLinkedCrl', {}, 1))).toMatchObject({
      result: 'spduParsingInvalidInput',
      finding: { found: undefined },
    });
    expect(verdict(pseudonym(mine))).toBe(REVOKED);
  });
  test.each([
    ['no device', { individual: [] }],
    ['no group', { groups: [] }],
    ['no group of a single seed', { groupsSingleSeed: [] }],
    ['a j and no authorities', { individual: [{ jmax: 19, contents: [] }] }],
    ['authorities and no limit', { individual: [{ jmax: 19, contents: [{ la1Id: LA1, la2Id: LA2, contents: [] }] }] }],
    ['a limit and no device', { individual: individual([]) }],
  ])('of %s is taken, replaces what was there, and names nobody', (_, says) => {
    const { verdict, results } = receiver(
      crl('fullLinkedCrl', { individual: individual([mine]) }),
      crl('fullLinkedCrl', { ...says, indexWithinI: 1 }, 1),
    );
    expect(results).toEqual([undefined, undefined]);
    expect(verdict(pseudonym(mine))).toBeUndefined();
    expect(verdict(certificate(I + 1, random.octets(9), { j: 0, value: random.octets(9) }))).toBeUndefined();
  });
  test('whose devices ended before it begins names nobody of them, and the others all the same', () => {
    const ended = { iMax: I - 1, contents: [mine], singleSeed: [mine.linkageSeed1] };
    const contents = [{ la1Id: LA1, la2Id: LA2, contents: [ended, { iMax: I, contents: [pair(), mine] }] }];
    const group = { iMax: 0, la1Id: LA1, la2Id: LA2, ...mine };
    const { verdict } = receiver(crl('fullLinkedCrl', { individual: [{ jmax: 1, contents }], groups: [group] }));
    expect(verdict(pseudonym(mine))).toBe(REVOKED);
    expect(verdict(pseudonym(mine, I + 1))).toBeUndefined();
    expect(verdict(certificate(I, linkageOf(mine.linkageSeed1, I, 0)))).toBeUndefined();
    expect(verdict(certificate(I, undefined, { j: 5, value: linkageOf(mine, I, 5) }))).toBeUndefined();
  });
  test('that names one device many times over names it, and only it', () => {
    const { verdict, work } = receiver(crl('fullLinkedCrl', { individual: individual(Array(3000).fill(mine), 1) }));
    work();
    expect([0, 1, 2].map((j) => verdict(pseudonym(mine, I, j)))).toEqual([REVOKED, REVOKED, undefined]);
    expect(verdict(pseudonym(pair()))).toBeUndefined();
  });
  test('of the last period there is, and the highest j, is derived like any other', () => {
    const { verdict, work } = receiver(
      crl('fullLinkedCrl', { iRev: 0xffff, individual: individual([mine, pair()], 255, 0xffff) }),
    );
    work();
    const of = (j: number) => verdict(certificate(0xffff, linkageOf(mine, I, j)));
    expect([of(0), of(255), of(256)]).toEqual([REVOKED, REVOKED, undefined]);
  });
});

describe('a linkage CRL that is too long is refused and not taken in part', () => {
  const seeds = pair();
  test('with more linkage values than are kept', () => {
    const { verdict, revocations } = receiver(crl('fullLinkedCrl', { individual: individual([mine]) }));
    const long = crl('fullLinkedCrl', { individual: individual(Array(31_251).fill(seeds), 255) }, 1);
    expect(revocations.apply(long)).toMatchObject({
      result: 'unsupportedCriticalInformationField',
      finding: {
        field: 'content.signedData.tbsData.payload.data.content.unsecuredData.typeSpecific.fullLinkedCrl.individual',
        found: '8000256 linkage values a period',
        allowed: 'at most 8000000',
      },
    });
    expect(verdict(pseudonym(mine))).toBe(REVOKED);
    expect(verdict(pseudonym(seeds))).toBeUndefined();
  });
  test('with more groups than are kept, those of the lists before it counted', () => {
    const groups = (count: number) => Array(count).fill({ iMax: 200, la1Id: LA1, la2Id: LA2, ...seeds });
    const single = { iMax: 200, laId: LA1, linkageSeed: seeds.linkageSeed1 };
    const full = crl('fullLinkedCrl', { groups: groups(999), groupsSingleSeed: [single] });
    const { results, verdict } = receiver(
      crl('fullLinkedCrl', { groups: groups(1000), groupsSingleSeed: [single] }),
      full,
      crl('deltaLinkedCrl', { groups: groups(1), indexWithinI: 1 }, 1),
      crl('deltaLinkedCrl', { groups: [], individual: individual([mine]), indexWithinI: 1 }, 1),
    );
    const refused = 'unsupportedCriticalInformationField';
    expect(results).toEqual([refused, undefined, refused, undefined]);
    expect(verdict(certificate(I, undefined, { j: 7, value: linkageOf(seeds, I, 7) }))).toBe(REVOKED);
    expect(verdict(pseudonym(mine))).toBe(REVOKED);
  });
  test('as one delta more than are kept: the series stays as old as it was', () => {
    const { results, verdict, take } = receiver(crl('fullLinkedCrl', { individual: [] }));
    const all = Array.from({ length: 65 }, pair);
    for (const [n, one] of all.entries()) results.push(take(delta(n + 1, one, 1 + n / 100)));
    expect(results).toEqual([...Array(65).fill(undefined), 'overdueCRL']);
    expect([0, 63, 64].map((n) => verdict(pseudonym(all[n]!)))).toEqual([REVOKED, REVOKED, undefined]);
    expect(take(crl('fullLinkedCrl', { individual: individual(all), indexWithinI: 66 }, 3))).toBeUndefined();
    expect(verdict(pseudonym(all[64]!))).toBe(REVOKED);
  });
});

describe('a list that is sent again, as anybody can, costs nothing', () => {
  test.each([
    ['linkage', (n: number, index: number) => delta(index, mine, n), crl('fullLinkedCrl', { individual: [] })],
    ['hash', (n: number, crlSerial: number) => hashes('deltaHashCrl', crlSerial, n), hashes('fullHashCrl', 0, 0)],
  ])('%s', (_, next, full) => {
    const { waiting, work, take } = receiver(full, next(1, 1));
    // Behind a gap the series stays as old as it was, and no later date keeps the others out.
    expect([take(next(3, 3)), take(next(4, 4))]).toEqual(['overdueCRL', 'overdueCRL']);
    // Long enough to be done in the background, were it done.
    work();
    const long = full.typeSpecific.tag === 'fullHashCrl' ? hashes('fullHashCrl', 9, 9, 2001) : long9();
    expect(take(long)).toBeUndefined();
    expect(waiting).toHaveLength(1);
    expect([long, long, full, next(1, 1), next(4, 4)].map(take)).toEqual(Array(5).fill(undefined));
    expect(waiting).toHaveLength(1);
    work();
    expect(take(long)).toBeUndefined();
    expect(waiting).toHaveLength(0);
  });
  test('behind a gap: it is refused each time, and added once', () => {
    const { results, take, verdict } = receiver(crl('fullLinkedCrl', { individual: [] }));
    for (let n = 0; n < 200; n++) results.push(take(delta(2, mine)));
    expect(results).toEqual([undefined, ...Array(200).fill('overdueCRL')]);
    expect(verdict(pseudonym(mine))).toBe(REVOKED);
    // Had each been kept, there would be no room for another one.
    expect(take(delta(1, pair()))).toBeUndefined();
  });
});
const long9 = () =>
  crl('fullLinkedCrl', { individual: individual(Array.from({ length: 2001 }, pair), 0), indexWithinI: 9 }, 9);
function hashes(tag: 'fullHashCrl' | 'deltaHashCrl', crlSerial: number, day: number, count = 1) {
  const entries = Array.from({ length: count }, () => ({ id: random.octets(10), expiry: START }));
  return dated({ tag, value: { crlSerial, entries } }, day);
}

test('a delta from far ahead makes no list walk there: of what is too far from the full one nothing is said', () => {
  const { results, verdict } = receiver(
    crl('fullLinkedCrl', { individual: individual([mine], 19, 0xffff) }),
    crl('deltaLinkedCrl', { individual: [], iRev: I + 95 }, 1),
    crl('deltaLinkedCrl', { individual: [], iRev: 0xfff0 }, 2),
  );
  expect(results).toEqual([undefined, undefined, undefined]);
  const of = (i: number) => verdict(pseudonym(mine, i));
  expect([of(I), of(I + 104), of(I + 105)]).toEqual([REVOKED, REVOKED, 'overdueCRL']);
  expect(verdict(certificate(0xffff))).toBe('overdueCRL');
});
test('an older delta that comes late adds what it names and sets nothing back', () => {
  const { results, verdict } = receiver(
    crl('fullLinkedCrl', { individual: [] }),
    delta(1),
    delta(2),
    delta(1, mine, 2),
    delta(3, pair(), 3),
  );
  expect(results).toEqual(Array(5).fill(undefined));
  expect(verdict(pseudonym(mine))).toBe(REVOKED);
});
test('an older list of the other kind is taken: it says what the newer one does not', () => {
  const record = pseudonym(pair());
  const entries = [{ id: record.id10, expiry: START }];
  const { results, verdict } = receiver(
    crl('fullLinkedCrl', { individual: individual([mine]) }, 5),
    dated({ tag: 'fullHashCrl', value: { crlSerial: 1, entries } }, 2),
    dated({ tag: 'fullHashCrl', value: { crlSerial: 0, entries: [] } }, 1),
  );
  expect(results).toEqual([undefined, undefined, undefined]);
  expect([record, pseudonym(mine)].map((c) => verdict(c))).toEqual([REVOKED, REVOKED]);
  // The newest one says how long they are to be trusted: to the 35th day, and 14 beyond.
  expect(verdict(pseudonym(pair()), NOW + 47 * 86_400e6)).toBeUndefined();
});

test('whatever a list says, taking it and asking it throws nothing', () => {
  const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const [laId, seed] = [octets(2), octets(16)];
  const number = fc.oneof(fc.constantFrom(0, 1, I - 1, I, I + 1, 0xffff), fc.nat({ max: 0xffff }));
  const many = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 });
  const devices = fc.record({ iMax: number, contents: many(fc.record({ linkageSeed1: seed, linkageSeed2: seed })) });
  const limits = fc.tuple(devices, fc.option(many(seed), { nil: undefined }));
  const authorities = fc.record({
    ...{ la1Id: laId, la2Id: laId },
    contents: many(limits.map(([d, singleSeed]) => ({ ...d, singleSeed }))),
  });
  const group = fc.record({ iMax: number, la1Id: laId, la2Id: laId, linkageSeed1: seed, linkageSeed2: seed });
  const perhaps = <T>(of: fc.Arbitrary<T>) => fc.option(many(of), { nil: undefined });
  const lists = fc.tuple(
    fc.constantFrom('fullLinkedCrl', 'deltaLinkedCrl', 'fullLinkedCrlWithAlg', 'deltaLinkedCrlWithAlg'),
    fc.record({
      ...{ iRev: number, indexWithinI: fc.nat({ max: 3 }) },
      individual: perhaps(fc.record({ jmax: fc.nat({ max: 3 }), contents: many(authorities) })),
      groups: perhaps(group),
      groupsSingleSeed: perhaps(fc.record({ iMax: number, laId, linkageSeed: seed })),
    }),
    fc.nat({ max: 3 }),
  );
  const asked = [I - 1, I, I + 1, I + 16, 0xffff].map((i) =>
    certificate(i, undefined, { j: i, value: new Uint8Array(9) }),
  );
  fc.assert(
    fc.property(fc.array(lists, { maxLength: 6 }), (all) => {
      const { verdict, work } = receiver(...all.map(([tag, says, day]) => crl(tag, says, day)));
      work();
      for (const c of asked) expect([undefined, 'overdueCRL']).toContain(verdict(c));
      work();
    }),
    { numRuns: 200 },
  );
});
