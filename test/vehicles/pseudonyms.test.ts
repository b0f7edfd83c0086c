import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { Pseudonyms } from '../../vehicles/pseudonyms.ts';
import { device, NOW, PSIDS, START } from '../pki.ts';

const hour = 3600;
const holder = (fromHours: number, hours: number): Holder =>
  device([{ psid: PSIDS.bsm, ssp: undefined }], {
    validityPeriod: { start: START + fromHours * hour, duration: { tag: 'hours', value: hours } },
  });
const week = Array.from({ length: 6 }, () => holder(0, 169));
const second = 1e6;

test('a certificate is used for its time and then left for another; each change is counted', () => {
  const pseudonyms = new Pseudonyms(week, seededRandom('a'), { leastSeconds: 300 });
  let [last, since, changes] = [pseudonyms.current(NOW, true)!, NOW, pseudonyms.changes];
  let seen = 0;
  for (let now = NOW; now < NOW + 4000 * second; now += second) {
    const next = pseudonyms.current(now, true)!;
    expect(pseudonyms.changes - changes).toBe(next === last ? 0 : 1);
    if (next !== last) {
      const used = (now - since) / second;
      expect(used).toBeGreaterThanOrEqual(300);
      expect(used).toBeLessThanOrEqual(452);
      [last, since, changes] = [next, now, pseudonyms.changes];
      seen++;
    }
  }
  expect(seen).toBeGreaterThanOrEqual(8);
});
test('while it may not change it does not, and does as soon as it may', () => {
  const pseudonyms = new Pseudonyms(week, seededRandom('b'), { leastSeconds: 300 });
  const first = pseudonyms.current(NOW, false);
  for (let s = 0; s < 3600; s += 10) expect(pseudonyms.current(NOW + s * second, false)).toBe(first);
  expect(pseudonyms.current(NOW + 3601 * second, true)).not.toBe(first);
});
test('one that has run out is left at once, request or not, and that is a change', () => {
  const [short, long] = [holder(0, 25), holder(0, 169)];
  for (const seed of ['c', 'd', 'e', 'f']) {
    const pseudonyms = new Pseudonyms([short, long], seededRandom(seed), { leastSeconds: 1e6 });
    const end = (START + 25 * hour) * second;
    const before = pseudonyms.current(end - 1, false);
    const changes = pseudonyms.changes;
    expect(pseudonyms.current(end, false)).toBe(long);
    expect(pseudonyms.changes - changes).toBe(before === short ? 1 : 0);
    for (let h = 0; h < 100; h++) expect(pseudonyms.current(end + h * hour * second, true)).toBe(long);
  }
});
test('the only one left is used on: nothing changes, so nothing is called a change', () => {
  const pseudonyms = new Pseudonyms([holder(0, 169)], seededRandom('g'), { leastSeconds: 10 });
  for (let s = 0; s < 100; s++) pseudonyms.current(NOW + s * second, true);
  expect(pseudonyms.changes).toBe(0);
});
test('without a valid one there is none, neither before nor after', () => {
  const pseudonyms = new Pseudonyms([holder(48, 24)], seededRandom('h'));
  expect(pseudonyms.current(NOW, true)).toBeUndefined();
  expect(pseudonyms.current(NOW + 24 * hour * second, true)).toBeDefined();
  expect(pseudonyms.current(NOW + 48 * hour * second, true)).toBeUndefined();
  expect(() => new Pseudonyms([], seededRandom('i'))).toThrow(RangeError);
});
test('never one that is not valid, in whatever order the times come', () => {
  const batch = [holder(0, 30), holder(20, 10), holder(28, 30), holder(50, 5), holder(0, 100)];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(120 * hour), fc.boolean())), fc.string(), (steps, seed) => {
      const pseudonyms = new Pseudonyms(batch, seededRandom(seed), { leastSeconds: 60 });
      for (const [s, may] of steps) {
        const now = (START + s) * second;
        const got = pseudonyms.current(now, may);
        if (got) expect(now >= got.record.from && now < got.record.until).toBe(true);
        else expect(batch.some(({ record }) => now >= record.from && now < record.until)).toBe(false);
      }
    }),
  );
});
