import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReplayCache } from '../../src/verify/replay.ts';

const id = (n: number) => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, n);
/** Of many the first octets are the same: those stand in one bucket. */
const hash = (n: number) => {
  const octets = new Uint8Array(32);
  octets[3] = n % 5;
  octets[31] = n;
  octets[30] = n >> 8;
  return octets;
};

test('knows what was added until its time is over; and what had to go before that, as no longer to be told', () => {
  const step = fc.record({ n: fc.nat(40), by: fc.nat(2), later: fc.nat(3), lives: fc.integer({ min: 1, max: 30 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (steps, limit) => {
      const cache = new ReplayCache(limit);
      let plain: { key: string; until: number }[] = [];
      let forgotten = Number.NEGATIVE_INFINITY;
      let now = 0;
      const known = (key: string, until: number) => until <= forgotten || plain.some((p) => p.key === key);
      for (const { n, by, later, lives } of steps) {
        now += later;
        const [key, until] = [`${n} ${by}`, now + lives];
        expect(cache.has(hash(n), id(by), until)).toBe(known(key, until));
        if (known(key, until)) continue;
        for (; plain.length > 0 && (plain[0]!.until <= now || plain.length >= limit); plain = plain.slice(1))
          forgotten = Math.max(forgotten, plain[0]!.until);
        plain.push({ key, until });
        cache.add(hash(n), id(by), until, now);
        expect(cache.size).toBe(plain.length);
      }
      for (let n = 0; n <= 40; n++)
        for (let by = 0; by <= 2; by++)
          expect(cache.has(hash(n), id(by), now + 31)).toBe(known(`${n} ${by}`, now + 31));
    }),
  );
});

test('C01: however many come, none of them is taken for new while its age allows it', () => {
  const cache = new ReplayCache(8);
  const accepted: { n: number; until: number }[] = [];
  for (let n = 0; n < 100; n++) {
    const until = 1000 + n;
    if (!cache.add(hash(n), id(0), until, n)) continue;
    expect(cache.add(hash(n), id(0), until, n)).toBe(false);
    accepted.push({ n, until });
  }
  expect(accepted).toHaveLength(100);
  for (const { n, until } of accepted) expect(cache.has(hash(n), id(0), until), `${n}`).toBe(true);
  // One that is new but as old as those that had to go cannot be told from them.
  expect([cache.has(hash(500), id(0), 1091), cache.has(hash(500), id(0), 1092)]).toEqual([true, false]);
});

test('each octet of the hash and of the signer counts', () => {
  const cache = new ReplayCache();
  cache.add(hash(7), id(1), 10, 0);
  expect(cache.has(hash(7), id(1), 10)).toBe(true);
  for (let at = 0; at < 32; at++) expect(cache.has(hash(7).with(at, hash(7)[at]! ^ 1), id(1), 10), `${at}`).toBe(false);
  for (let at = 0; at < 8; at++) expect(cache.has(hash(7), id(1).with(at, id(1)[at]! ^ 1), 10), `${at}`).toBe(false);
});

test('holds tens of thousands, and forgets them in the order they came', () => {
  const cache = new ReplayCache(20_000);
  const spread = (n: number) =>
    hash(n)
      .with(2, n >> 8)
      .with(3, n);
  for (let n = 0; n < 50_000; n++) expect(cache.add(spread(n), id(0), 1e9 + n, n)).toBe(true);
  expect(cache.add(spread(49_999), id(0), 2e9, 50_000)).toBe(false);
  expect(cache.size).toBe(20_000);
  expect([29_999, 30_000, 49_999].map((n) => cache.has(spread(n), id(0), 2e9))).toEqual([false, true, true]);
});
