import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOW, random } from '../pki.ts';
import { certificate, crl, I, individual, LA1, LA2, later, linkageOf, pair, pseudonym, receiver } from './crls.ts';

const REVOKED = 'certificateRevoked';
const mine = pair();
const others = pair();
const alone = random.octets(16);
const J = 0xfedc_ba98;
const group = (of = mine, iMax = 200) => ({ iMax, la1Id: LA1, la2Id: LA2, ...of });
const member = (i: number, of = mine, j = J) => certificate(i, undefined, { j, value: linkageOf(of, i, j) });

describe('a group of two linkage authorities', () => {
  test('is revoked from iRev to iMax, whichever j its members were given', () => {
    const list = crl('fullLinkedCrl', { groups: [group(others), group(mine, I + 2)] });
    const { verdict, results, revocations } = receiver(list);
    expect(results).toEqual([undefined]);
    expect(revocations.check(member(I), NOW)?.finding).toMatchObject({
      field: 'toBeSigned.id.linkageData.group-linkage-value',
      found: Buffer.from(linkageOf(mine, I, J)).toString('hex'),
    });
    expect([member(I), member(I + 2), member(I, mine, 0), member(I, mine, 0xffff_ffff)].map((c) => verdict(c))).toEqual(
      Array(4).fill(REVOKED),
    );
    expect(verdict(member(I + 3))).toBeUndefined();
    expect(verdict(member(I + 3, others))).toBe(REVOKED);
  });
  test('is not who has another value, another j with it, or none', () => {
    const { verdict } = receiver(crl('fullLinkedCrl', { groups: [group()] }));
    const value = linkageOf(mine, I, J);
    const near = value.slice();
    near[8]! ^= 1;
    for (const c of [
      certificate(I, undefined, { j: J, value: near }),
      certificate(I, undefined, { j: J ^ 1, value }),
      certificate(I + 1, undefined, { j: J, value }),
      // The value of a group as that of a device.
      certificate(I, value),
      pseudonym(mine),
    ])
      expect(verdict(c)).toBeUndefined();
  });
  test('is no device: a device on the list is not revoked by what stands in its certificate for a group', () => {
    const { verdict } = receiver(crl('fullLinkedCrl', { individual: individual([mine]) }));
    expect(verdict(member(I, mine, 3))).toBeUndefined();
    expect(verdict(pseudonym(mine, I, 3))).toBe(REVOKED);
  });
  test('of a delta is added to those of the list before', () => {
    const { verdict, results } = receiver(
      crl('fullLinkedCrl', { groups: [group(others)] }),
      crl('deltaLinkedCrl', { groups: [group()], indexWithinI: 1 }, 1),
    );
    expect(results).toEqual([undefined, undefined]);
    expect([member(I), member(I, others)].map((c) => verdict(c))).toEqual([REVOKED, REVOKED]);
  });
  test('stays revoked for the period before, when the next list comes', () => {
    const { verdict } = receiver(
      crl('fullLinkedCrl', { groups: [group()] }),
      crl('fullLinkedCrl', { iRev: I + 1, groups: [group(later(mine, 1))] }, 7),
    );
    expect([member(I), member(I + 1)].map((c) => verdict(c))).toEqual([REVOKED, REVOKED]);
    expect(verdict(member(I, others))).toBeUndefined();
  });
  test('is recognised however many other certificates came between', () => {
    const { verdict } = receiver(crl('fullLinkedCrl', { groups: [group()] }));
    const mark = member(I);
    const stranger = member(I, others);
    expect([verdict(mark), verdict(stranger)]).toEqual([REVOKED, undefined]);
    const { tbs } = stranger;
    for (let j = 0; j < 4200; j++) {
      const groupLinkageValue = { jValue: Uint8Array.of(0, 0, j >> 8, j), value: linkageOf(others, I, J) };
      const value = { iCert: I, linkageValue: new Uint8Array(9), groupLinkageValue };
      if (verdict({ ...stranger, tbs: { ...tbs, id: { tag: 'linkageData', value } } })) expect.fail(`${j} is revoked`);
    }
    expect([verdict(mark), verdict(stranger)]).toEqual([REVOKED, undefined]);
  });
});

describe('one linkage authority', () => {
  test('revokes a group by a single seed', () => {
    const groupsSingleSeed = [{ iMax: I + 1, laId: LA2, linkageSeed: alone }];
    const { verdict, results } = receiver(crl('fullLinkedCrl', { groupsSingleSeed }));
    const of = (i: number, laId: Uint8Array) =>
      verdict(certificate(i, undefined, { j: J, value: linkageOf(alone, i, J, laId) }));
    expect(results).toEqual([undefined]);
    expect([of(I, LA2), of(I + 1, LA2), of(I + 2, LA2), of(I, LA1)]).toEqual([REVOKED, REVOKED, undefined, undefined]);
  });
  test('revokes a device by a single seed, which is that of the first of the two', () => {
    const contents = [{ la1Id: LA1, la2Id: LA2, contents: [{ iMax: I + 1, contents: [mine], singleSeed: [alone] }] }];
    const { verdict, results } = receiver(crl('fullLinkedCrl', { individual: [{ jmax: 4, contents }] }));
    const of = (i: number, j: number, laId = LA1) => verdict(certificate(i, linkageOf(alone, i, j, laId)));
    expect(results).toEqual([undefined]);
    expect([of(I, 0), of(I, 4), of(I + 1, 2), verdict(pseudonym(mine, I, 4))]).toEqual(Array(4).fill(REVOKED));
    expect([of(I, 5), of(I + 2, 0), of(I, 0, LA2)]).toEqual(Array(3).fill(undefined));
  });
});

test('a list that names its functions says the same, full and delta', () => {
  const { verdict, results } = receiver(
    crl('fullLinkedCrlWithAlg', { individual: individual([mine]) }),
    crl('deltaLinkedCrlWithAlg', { groups: [group(others)], indexWithinI: 1 }, 1),
    crl('deltaLinkedCrl', { groupsSingleSeed: [{ iMax: 200, laId: LA1, linkageSeed: alone }], indexWithinI: 2 }, 2),
  );
  expect(results).toEqual([undefined, undefined, undefined]);
  const single = certificate(I + 1, undefined, { j: 9, value: linkageOf(alone, I + 1, 9) });
  for (const c of [pseudonym(mine, I + 3, 2), member(I, others), single]) expect(verdict(c)).toBe(REVOKED);
  expect(receiver(crl('deltaLinkedCrlWithAlg', { individual: [], indexWithinI: 1 })).results).toEqual(['overdueCRL']);
});

test('of a certificate the list says what the literal reading of it says, however seeds, periods and j lie', () => {
  const seeds = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const laIds = fc.uint8Array({ minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(
      fc.record({
        ...{ one: seeds, two: seeds, la1Id: laIds, la2Id: laIds },
        ...{ iMax: fc.nat({ max: 6 }), steps: fc.nat({ max: 6 }), jmax: fc.nat({ max: 6 }), j: fc.nat({ max: 7 }) },
        ...{ wide: fc.nat({ max: 0xffff_ffff }), single: fc.boolean() },
      }),
      ({ one, two, la1Id, la2Id, iMax, steps, jmax, j, wide, single }) => {
        const i = I + steps;
        const past = steps > iMax;
        const limits = { iMax: I + iMax };
        const given = { linkageSeed1: one, linkageSeed2: two };
        const contents = single ? { contents: [], singleSeed: [one] } : { contents: [given] };
        const { verdict } = receiver(
          crl('fullLinkedCrl', {
            individual: [{ jmax, contents: [{ la1Id, la2Id, contents: [{ ...limits, ...contents }] }] }],
            ...(single
              ? { groupsSingleSeed: [{ ...limits, laId: la1Id, linkageSeed: one }] }
              : { groups: [{ ...limits, la1Id, la2Id, ...given }] }),
          }),
        );
        const made = (at: number) =>
          single ? linkageOf(one, i, at, la1Id) : xor(linkageOf(one, i, at, la1Id), linkageOf(two, i, at, la2Id));
        expect(verdict(certificate(i, made(j)))).toBe(past || j > jmax ? undefined : REVOKED);
        expect(verdict(certificate(i, undefined, { j: wide, value: made(wide) }))).toBe(past ? undefined : REVOKED);
      },
    ),
    { numRuns: 40 },
  );
});
const xor = (a: Uint8Array, b: Uint8Array) => a.map((v, at) => v ^ b[at]!);
