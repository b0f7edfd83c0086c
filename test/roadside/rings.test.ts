import { expect, test } from 'vitest';
import {
  bit,
  concurrent,
  conflictsOf,
  inRing,
  maskOf,
  phases,
  phasesIn,
  ringOf,
  sideOf,
  together,
} from '../../roadside/rings.ts';

test('exactly the eight pairs of NEMA TS 2 may be green together, out of all sixty-four', () => {
  const pairs = phases.flatMap((a) => phases.filter((b) => a < b && concurrent(a, b)).map((b) => `${a}${b}`));
  expect(pairs).toEqual(['15', '16', '25', '26', '37', '38', '47', '48']);
});

test('the conflict table is symmetric, and no phase conflicts with itself', () => {
  const table = conflictsOf([[2, 6]]);
  for (const a of phases)
    for (const b of phases) {
      expect((table[a]! & bit(b)) !== 0).toBe((table[b]! & bit(a)) !== 0);
      const forbidden = a !== b && (!concurrent(a, b) || [a, b].sort().join('') === '26');
      expect((table[a]! & bit(b)) !== 0).toBe(forbidden);
    }
});

test('of all 256 sets of phases, only the empty one, single phases and the eight pairs are free of conflict', () => {
  const table = conflictsOf([]);
  const free = Array.from({ length: 256 }, (_, mask) => mask).filter((mask) => together(table, mask));
  expect(free).toHaveLength(1 + 8 + 8);
  for (const mask of free) expect(phasesIn(mask).length).toBeLessThanOrEqual(2);
});

test('every phase stands in its ring, on its side, and a mask gives back what it was made of', () => {
  for (const phase of phases) expect(inRing(ringOf(phase), sideOf(phase))).toContain(phase);
  for (let mask = 0; mask < 256; mask++) expect(maskOf(phasesIn(mask))).toBe(mask);
});
