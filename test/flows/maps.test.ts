/** The whole run on real intersections, with a smaller fleet than the command's: what has to hold is the same. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../asn1/hex.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { readMap } from '../../roadside/intersection.ts';
import { defaultPlan } from '../../roadside/plan.ts';
import { raiseFleet } from '../../sim/fleet.ts';
import { failures } from '../../sim/summary.ts';
import { runWorld } from '../../sim/world.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { fromIso } from '../../src/time.ts';

const source = '../shared/vectors/roadside/map.json';
const there = existsSync(source);
const items: { id: string; hex: string }[] = there ? JSON.parse(readFileSync(source, 'utf8')).items : [];

/** One MAP of each of the first places that can be served. */
function places(count: number) {
  const seen = new Map<number, { name: string; octets: Uint8Array }>();
  for (const { id, hex } of items) {
    const octets = fromHex(hex);
    const frame = uper(MessageFrame).read(octets);
    const reading = frame.tag === 'MapData' ? readMap(frame.value) : undefined;
    if (reading?.ok && !seen.has(reading.intersection.id.id))
      seen.set(reading.intersection.id.id, { name: id, octets });
  }
  return [...seen].slice(0, count);
}

describe.skipIf(!there)(`runs on real MAPs${there ? '' : ' (skipped: the vectors are not beside the project)'}`, () => {
  test.each(places(7))('intersection %i', async (_, { octets }) => {
    const frame = uper(MessageFrame).read(octets);
    const reading = frame.tag === 'MapData' ? readMap(frame.value) : undefined;
    if (frame.tag !== 'MapData' || !reading?.ok) throw new Error('chosen because it can be served');
    const { intersection } = reading;
    const { id, refPoint } = intersection;
    const start = fromIso('2026-06-02T21:30:00Z')!;
    const fleet = await raiseFleet({
      clock: { now: () => start },
      random: seededRandom(1),
      crypto: openssl,
      cars: 2,
      intersection: { region: id.region ?? 0, id: id.id },
      area: {
        tag: 'circularRegion',
        value: { center: { latitude: refPoint.lat, longitude: refPoint.long }, radius: 2000 },
      },
      progress: () => {},
    });
    const setting = {
      ...{ crypto: openssl, seed: '1', start, seconds: 120, fleet, intersection, bystanders: 30 },
      ...{ map: frame.value, mapOctets: octets, plan: defaultPlan(intersection) },
    };
    expect(failures(runWorld(setting, true), runWorld(setting, false))).toEqual([]);
  });
});
