/**
 * Lists of a series in any order, lost ones and old ones sent again: who signs them never takes anybody off, so neither
 * may a receiver.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { aca, PSIDS, under } from '../pki.ts';
import { crl, dated, I, individual, later, type Pair, pair, pseudonym, receiver } from './crls.ts';

const series = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
/** Who is revoked, one after the other; by its place. */
const hashed = Array.from({ length: 8 }, (_, n) =>
  under(aca, `h${n}`, { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }], ...series }),
).map(({ record }) => record);
const pairs = Array.from({ length: 8 }, pair);

/** Later periods than the first one that lists are of. */
const PERIODS = 3;
const traced = pairs.map((of) => pseudonym(of, I + PERIODS));

/** What one that revokes some at each step says: of all so far, or of those of this step. */
interface Issued {
  readonly full: boolean;
  readonly names: readonly number[];
  readonly period: number;
  readonly indexWithinI: number;
  readonly day: number;
}
interface Step {
  readonly full: boolean;
  readonly more: number;
  /** Of the next period, or issued on the same day. */
  readonly next: boolean;
  readonly sameDay: boolean;
}
const steps = fc.array(
  fc.record({ full: fc.boolean(), more: fc.integer({ min: 0, max: 2 }), next: fc.boolean(), sameDay: fc.boolean() }),
  { minLength: 2, maxLength: 7 },
);
function issue(all: readonly Step[]): Issued[] {
  let [before, period, indexWithinI, day] = [0, 0, -1, -1];
  return all.map(({ full, more, next, sameDay }, n) => {
    const upTo = Math.min(before + more, hashed.length);
    const names = Array.from({ length: upTo }, (_, k) => k).slice(full || n === 0 ? 0 : before);
    before = upTo;
    const over = next && n > 0 && period < PERIODS;
    [period, indexWithinI] = over ? [period + 1, 0] : [period, indexWithinI + 1];
    if (n === 0 || !sameDay) day++;
    return { full: full || n === 0, names, period, indexWithinI, day };
  });
}
const byHash = ({ full, names, day }: Issued, n: number): CrlContents => {
  const entries = names.map((k) => ({ id: hashed[k]!.id10, expiry: 0 }));
  return dated({ tag: full ? 'fullHashCrl' : 'deltaHashCrl', value: { crlSerial: n + 1, entries } }, day);
};
const bySeed = ({ full, names, period, indexWithinI, day }: Issued): CrlContents => {
  const contents: Pair[] = names.map((k) => later(pairs[k]!, period));
  const says = { individual: individual(contents), indexWithinI, iRev: I + period };
  return crl(full ? 'fullLinkedCrl' : 'deltaLinkedCrl', says, day);
};

test.each([
  ['hashes', byHash, hashed],
  ['linkage values', bySeed, traced],
] as const)('lists of %s in any order take nobody off, and those that all came say all', (_, listOf, records) => {
  fc.assert(
    fc.property(steps, fc.array(fc.nat(6), { minLength: 1, maxLength: 14 }), fc.boolean(), (all, order, late) => {
      const issued = issue(all);
      const { take, work, verdict } = receiver();
      const named = new Set<number>();
      const come = (n: number): void => {
        const result = take(listOf(issued[n]!, n));
        // Without a full list before it none is kept.
        if (result === undefined || came.size > 0) for (const k of issued[n]!.names) named.add(k);
        if (result === undefined) came.add(n);
        if (!late) check();
      };
      const came = new Set<number>();
      const check = (): void => {
        work();
        const on = records.map((record) => verdict(record) === 'certificateRevoked');
        expect(on).toEqual(records.map((__, k) => named.has(k)));
      };
      for (const at of order) come(at % issued.length);
      check();
      for (const n of issued.keys()) come(n);
      check();
      expect(named.size).toBe(new Set(issued.flatMap(({ names }) => names)).size);
    }),
    { numRuns: 400, seed: 1609 },
  );
});

test.each([
  ['hashes', byHash],
  ['linkage values', bySeed],
] as const)('where the missing one of %s comes after all, or a full list past it, nothing is missing', (_, listOf) => {
  const issued = issue(Array.from({ length: 6 }, (__, n) => ({ full: n === 0, more: 1, next: false, sameDay: false })));
  const of = (n: number) => listOf(issued[n]!, n);
  const whole = (n: number) =>
    listOf({ ...issued[n]!, full: true, names: Array.from({ length: n + 1 }, (__, k) => k) }, n);
  const r = receiver();
  const take = (...lists: readonly CrlContents[]) =>
    lists.map((list) => {
      const result = r.take(list);
      r.work();
      return result;
    });
  expect(take(of(0), of(2), of(3), of(1), of(4))).toEqual([
    undefined,
    'overdueCRL',
    'overdueCRL',
    undefined,
    undefined,
  ]);
  const past = receiver();
  const missed = [of(0), of(2), of(4), whole(1), of(2), of(4), of(3), of(5)].map((list) => past.take(list));
  expect(missed).toEqual([
    undefined,
    'overdueCRL',
    'overdueCRL',
    undefined,
    undefined,
    'overdueCRL',
    undefined,
    undefined,
  ]);
});

test('one of the period before that comes late is no gap, and what it names is revoked', () => {
  const all = issue([false, false, true].map((next) => ({ full: false, more: 1, next, sameDay: false })));
  const { take, work, verdict } = receiver();
  expect([0, 2, 1].map((n) => take(bySeed(all[n]!)))).toEqual([undefined, undefined, undefined]);
  work();
  expect(traced.slice(0, 3).map((c) => verdict(c))).toEqual(Array(3).fill('certificateRevoked'));
});
