import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OctetHeaps, OctetSet } from '../../src/trust/octetset.ts';

/** By way of heaps that expect as many strings as told. */
function setOf(width: number, values: Uint8Array, expected = Math.floor(values.length / width)): OctetSet {
  const heaps = whole(OctetHeaps.making(width, expected));
  heaps.add(values);
  return whole(OctetSet.sorting(heaps));
}
/** All slices at once. */
function whole<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
const flat = (all: readonly Uint8Array[], width: number): Uint8Array => {
  const out = new Uint8Array(all.length * width);
  for (const [n, one] of all.entries()) out.set(one, n * width);
  return out;
};
const strings = (width: number) => fc.uint8Array({ minLength: width, maxLength: width });

test('holds what was put in and nothing else, of any width and number', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 4, max: 12 })
        .chain((width) =>
          fc.tuple(fc.constant(width), fc.array(strings(width), { maxLength: 200 }), fc.array(strings(width))),
        ),
      ([width, inside, others]) => {
        const set = setOf(width, flat(inside, width));
        const names = new Set(inside.map(String));
        expect(set.size).toBe(inside.length);
        for (const one of inside) expect(set.has(one)).toBe(true);
        for (const one of others) expect(set.has(one)).toBe(names.has(String(one)));
      },
    ),
  );
});

/** Linear congruence: spread, and the same each time. */
function spread(count: number, width: number): Uint8Array {
  const out = new Uint8Array(count * width);
  let state = 1;
  for (let at = 0; at < out.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[at] = state >>> 24;
  }
  return out;
}
test.each([1000, 70_000, 300_000])('%i of them, and as many that differ from one in a single bit', (count) => {
  const all = spread(count, 9);
  const set = setOf(9, all.slice());
  const names = new Set<string>();
  for (let at = 0; at < all.length; at += 9) names.add(String(all.subarray(at, at + 9)));
  let wrong = 0;
  for (let at = 0, n = 0; at < all.length; at += 9, n++) {
    const one = all.slice(at, at + 9);
    if (!set.has(one)) wrong++;
    one[n % 9]! ^= 1 << (n & 7);
    if (set.has(one) !== names.has(String(one))) wrong++;
  }
  expect(wrong).toBe(0);
});

test('that all begin alike are found all the same', () => {
  const all = Uint8Array.from({ length: 5000 * 9 }, (_, at) =>
    at % 9 < 7 ? 1 : at % 9 === 7 ? Math.floor(at / 9) >> 8 : Math.floor(at / 9),
  );
  const set = setOf(9, all.slice());
  for (let n = 0; n < 5000; n += 7) expect(set.has(all.slice(n * 9, n * 9 + 9))).toBe(true);
  expect(set.has(Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 19, 255))).toBe(false);
});

test.each([0, 1, 70_000])('more of them than the %i that were expected find room', (expected) => {
  const all = spread(20_000, 9);
  // The odd ones all begin alike, and fall on one heap.
  for (let at = 0; at < all.length; at += 18) all.fill(0xab, at, at + 4);
  const set = setOf(9, all, expected);
  expect(set.size).toBe(20_000);
  let missing = 0;
  for (let at = 0; at < all.length; at += 9) if (!set.has(all.subarray(at, at + 9))) missing++;
  expect(missing).toBe(0);
  expect(set.has(new Uint8Array(9))).toBe(false);
});

test('heaps are empty once they were put in order, and what was thrown onto them stays as it was', () => {
  const heaps = whole(OctetHeaps.making(9, 100));
  const all = spread(100, 9);
  const before = all.slice();
  heaps.add(all);
  const sizes = [0, 1].map(() => whole(OctetSet.sorting(heaps)).size);
  expect(sizes).toEqual([100, 0]);
  expect(all).toEqual(before);
});

test('takes whole strings only', () => {
  expect(() => setOf(9, new Uint8Array(10))).toThrow(RangeError);
  expect(() => setOf(3, new Uint8Array(9))).toThrow(RangeError);
});
