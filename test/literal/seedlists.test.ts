/** Linkage lists, a thousand of them: who is on one is as searching it from end to end says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCertificate } from '../../src/trust/certificate.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { bare, believing } from './bare.ts';
import { brokenLists } from './revoke.ts';
import { RULES } from './rules.ts';
import { CRACA, NOW, revocationOf, SERIES } from './seedlists.ts';
import { Tape, tapes } from './tape.ts';

const RUNS = Number(process.env.WAVETRUST_LITERAL_SEEDS ?? 1500);

test('a certificate is on a linkage list where one of its values is', () => {
  let [revoked, free] = [0, 0];
  fc.assert(
    fc.property(tapes(60), (row) => {
      const { ids, list } = revocationOf(new Tape(row));
      const revocations = new Revocations(believing);
      expect(revocations.apply(list)).toBeUndefined();
      for (const id of ids) {
        const app = [{ psid: 1, ssp: undefined }];
        const made = bare({ id, cracaId: CRACA.subarray(5), crlSeries: SERIES, appPermissions: app }, undefined);
        const ours = revocations.check(readCertificate(believing, made.octets), NOW * 1e6);
        const [rule] = brokenLists(made.read, { lists: [list], required: [], overdueSeconds: 0 }, NOW * 1e6);
        expect(ours?.result).toBe(rule && RULES[rule]);
        if (rule) revoked++;
        else free++;
      }
    }),
    { numRuns: RUNS },
  );
  expect(revoked).toBeGreaterThan(RUNS / 10);
  expect(free).toBeGreaterThan(RUNS / 10);
});
