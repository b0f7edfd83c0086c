/**
 * Lists of a series in any order, lost ones and old ones sent again: who signs them never takes anybody off, so neither
 * may a receiver.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { aca, PSIDS, under } from '../pki.ts';
import { crl, dated, I, individual, type Pair, pair, pseudonym, receiver } from './crls.ts';

const series = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
/** Who is revoked, one after the other; by its place. */
const hashed = Array.from({ length: 8 }, (_, n) =>
  under(aca, `h${n}`, { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }], ...series }),
).map(({ record }) => record);
const pairs = Array.from({ length: 8 }, pair);
const traced = pairs.map((of) => pseudonym(of));

/** What one that revokes some at each step says: of all so far, or of those of this step. */
interface Issued {
  readonly full: boolean;
  readonly names: readonly number[];
}
const publisher = fc.array(fc.record({ full: fc.boolean(), more: fc.integer({ min: 0, max: 2 }) }), {
  minLength: 2,
  maxLength: 7,
});
function issue(steps: readonly { readonly full: boolean; readonly more: number }[]): Issued[] {
  let before = 0;
  return steps.map(({ full, more }, n) => {
    const upTo = Math.min(before + more, hashed.length);
    const names = Array.from({ length: upTo }, (_, k) => k).slice(full || n === 0 ? 0 : before);
    before = upTo;
    return { full: full || n === 0, names };
  });
}
const byHash = ({ full, names }: Issued, n: number): CrlContents => {
  const entries = names.map((k) => ({ id: hashed[k]!.id10, expiry: 0 }));
  return dated({ tag: full ? 'fullHashCrl' : 'deltaHashCrl', value: { crlSerial: n + 1, entries } }, n);
};
const bySeed = ({ full, names }: Issued, n: number): CrlContents => {
  const contents: Pair[] = names.map((k) => pairs[k]!);
  return crl(
    full ? 'fullLinkedCrl' : 'deltaLinkedCrl',
    { individual: individual(contents), indexWithinI: n, iRev: I },
    n,
  );
};

test.each([
  ['hashes', byHash, hashed],
  ['linkage values', bySeed, traced],
] as const)('lists of %s in any order take nobody off, and those that all came say all', (_, listOf, records) => {
  fc.assert(
    fc.property(publisher, fc.array(fc.nat(6), { minLength: 1, maxLength: 14 }), fc.boolean(), (steps, order, late) => {
      const issued = issue(steps);
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
  const [full, ...deltas] = issue([true, false, false, false, false, false].map((all) => ({ full: all, more: 1 })));
  const of = (n: number) => listOf(n === 0 ? full! : deltas[n - 1]!, n);
  const later = (n: number) => listOf({ full: true, names: Array.from({ length: n + 1 }, (__, k) => k) }, n);
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
  const missed = [of(0), of(2), of(4), later(1), of(2), of(4), of(3), of(5)].map((list) => past.take(list));
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
