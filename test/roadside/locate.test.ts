import { describe, expect, test } from 'vitest';
import { builtinMap } from '../../roadside/builtin.ts';
import { readMap } from '../../roadside/intersection.ts';
import { siteOf } from '../../roadside/locate.ts';
import type { Where } from '../../roadside/request.ts';
import { maskOf } from '../../roadside/rings.ts';
import { toGlobal, toLocal } from '../../src/map/geometry.ts';

const reading = readMap(builtinMap);
if (!reading.ok) throw new Error(reading.refusal);
const { intersection } = reading;
const site = siteOf(intersection);
/** Coming from the west on the through lane (lane 2), so many metres before the stop line. */
const from = (distance: number, change: Partial<Where> = {}): Where => ({
  inbound: { tag: 'lane', value: 2 },
  outbound: undefined,
  position: toGlobal(intersection.refPoint, { east: -16 - distance, north: -5.25 }),
  heading: 90,
  speed: 15,
  ...change,
});

test('a position becomes metres and comes back', () => {
  const at = { east: 123.4, north: -56.7 };
  const back = toLocal(intersection.refPoint, toGlobal(intersection.refPoint, at));
  expect([back.east, back.north].map((x) => Math.round(x * 10) / 10)).toEqual([123.4, -56.7]);
});
test('the lane tells the phases and the distance to the stop line, below zero once past', () => {
  expect(site.locate(from(200))).toMatchObject({ need: maskOf([2]), dwell: maskOf([2, 5]) });
  for (const distance of [250, 20, 0, -12, 600])
    expect(site.locate(from(distance))).toMatchObject({ distance: expect.closeTo(distance, 0) });
});
test('an approach or a connection is resolved to the lane nearest to the position', () => {
  expect(site.locate(from(100, { inbound: { tag: 'approach', value: 1 } }))).toMatchObject({ need: maskOf([2]) });
  expect(site.locate(from(100, { inbound: { tag: 'connection', value: 1 } }))).toMatchObject({ need: maskOf([5]) });
});
describe('D10, D11: what the MAP does not have is refused', () => {
  test.each([
    ['noSuchLane', { inbound: { tag: 'lane', value: 99 } }],
    ['notIngress', { inbound: { tag: 'lane', value: 4 } }],
    ['notIngress', { inbound: { tag: 'lane', value: 6 } }],
    ['noSuchLane', { inbound: { tag: 'approach', value: 15 } }],
    ['noSuchLane', { inbound: { tag: 'connection', value: 200 } }],
    ['notConnected', { outbound: { tag: 'lane', value: 14 } }],
    ['noPosition', { position: undefined }],
  ] as [string, Partial<Where>][])('%s: %o', (refused, change) => {
    expect(site.locate(from(100, change))).toEqual({ refused });
  });
});
test('D08: two kilometres away, or beside the road, is not on this lane', () => {
  expect(site.locate(from(2000))).toEqual({ refused: 'implausible' });
  const aside = toGlobal(intersection.refPoint, { east: -80, north: 70 });
  expect(site.locate(from(0, { position: aside }))).toEqual({ refused: 'implausible' });
});
test('D09: who drives away from the stop line does not come to it; standing still has no heading', () => {
  expect(site.locate(from(100, { heading: 270 }))).toEqual({ refused: 'implausible' });
  expect(site.locate(from(100, { heading: 270, speed: 0 }))).toHaveProperty('need');
  expect(site.locate(from(100, { heading: undefined }))).toHaveProperty('need');
});
