import { expect, test } from 'vitest';
import { builtinIntersection } from '../../roadside/builtin.ts';
import { intersectionsOf } from '../../src/map/parts.ts';

test('lanes of one intersection spread over several entries are put together, under the first revision', () => {
  const { laneSet } = builtinIntersection;
  const first = { ...builtinIntersection, laneSet: laneSet.slice(0, 3) };
  const second = { ...builtinIntersection, id: { id: 7001 }, revision: 9, laneSet: laneSet.slice(3) };
  const other = { ...builtinIntersection, id: { region: 0, id: 7002 } };
  expect(intersectionsOf({ msgIssueRevision: 1, intersections: [first, other, second] })).toEqual([
    builtinIntersection,
    other,
  ]);
  expect(intersectionsOf({ msgIssueRevision: 1 })).toEqual([]);
});
