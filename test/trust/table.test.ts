import fc from 'fast-check';
import { expect, test } from 'vitest';
import { id8Of } from '../../src/crypto/digest.ts';
import type { Established } from '../../src/trust/chain.ts';
import { Table } from '../../src/trust/table.ts';

/** A stand-in: a table looks at nothing of a certificate but its hash. */
const certificate = (n: number) => ({ record: { hash: Uint8Array.of(n >> 8, n) } }) as unknown as Established;
/** Few ids, and of some the octets that a table sorts by are the same. */
const id8 = (n: number) => Uint8Array.of(n % 3, 0, 0, 0, 0, 0, 0, n >> 2);

test('does what a list would that is searched from end to end', () => {
  const step = fc.record({
    id: fc.integer({ min: 0, max: 23 }),
    n: fc.integer({ min: 0, max: 12 }),
    looks: fc.boolean(),
    sweeps: fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, fc.integer({ min: 0, max: 12 })),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 1, max: 8 }), (steps, limit) => {
      const table = new Table(limit, 3);
      let plain: { id: string; held: Established[]; used: boolean }[] = [];
      for (const { id, n, looks, sweeps } of steps) {
        if (sweeps !== undefined) {
          const stays = ({ record }: Established): boolean => record.hash[1] !== sweeps && record.hash[1]! % 3 > 0;
          table.sweep(stays);
          plain = plain.map((e) => ({ ...e, held: e.held.filter(stays) })).filter((e) => e.held.length > 0);
          expect(table.size).toBe(plain.length);
        }
        const name = id8(id).join();
        const entry = plain.find((e) => e.id === name);
        if (looks) {
          expect(table.find(id8(id))).toEqual(entry?.held ?? []);
          continue;
        }
        const held = entry?.held ?? [];
        const there = held.some((c) => c.record.hash.join() === certificate(n).record.hash.join());
        expect(table.use(id8Of(id8(id)), certificate(n))).toBe(there);
        const now = { id: name, held: there ? held : [...held.slice(-2), certificate(n)], used: entry !== undefined };
        plain = entry ? plain.map((e) => (e === entry ? now : e)) : [...plain, now];
        while (plain.length > limit) {
          const [first, ...rest] = plain;
          plain = first!.used || first === now ? [...rest, { ...first!, used: false }] : rest;
        }
        expect(table.size).toBe(plain.length);
      }
    }),
    { numRuns: 500 },
  );
});
