import { describe, expect, test } from 'vitest';
import { failures, summarise } from '../../sim/summary.ts';
import { ATTACKS, Tally } from '../../sim/tally.ts';
import type { Trip } from '../../sim/vehicle.ts';
import type { Run } from '../../sim/world.ts';

const trip = (delaySeconds: number, ranRed = false) => ({ delaySeconds, ranRed }) as Trip;
/** A run in which all went well, and what a test changes of it. */
function run(change: Partial<Run> = {}, effect = 0, silent = false): Run {
  const tally = new Tally();
  for (const [i, kind] of ATTACKS.entries()) if (!silent || i > 0) tally.attack(kind, Uint8Array.of(i));
  for (let i = 0; i < effect; i++) tally.outcome({ kind: 'heard', accepted: {} as never }, Uint8Array.of(i));
  const line = { vehicle: { tag: 'stationID', value: 1 }, requestID: 1, status: 'granted' } as const;
  tally.status([line as never]);
  tally.message('SPaT');
  tally.message('BSM');
  return {
    ...{ tally, ambulance: trip(8.26), othersDelaySeconds: 12.349, violations: 0 },
    ...{ answers: { acknowledged: 3, refused: 2 }, ...change },
  };
}
const plain = run({ ambulance: trip(70.94) });

test('delays are in tenths, counts in the order of their names', () => {
  const summary = summarise(run(), plain);
  expect(summary).toMatchObject({ granted: 1, safetyViolations: 0, commands: { acknowledged: 3, refused: 2 } });
  expect(summary.ambulance.delaySeconds).toEqual({ with: 8.3, without: 70.9 });
  expect(summary.others.delaySeconds).toEqual({ with: 12.3, without: 12.3 });
  expect(Object.keys(summary.messages)).toEqual(['BSM', 'SPaT']);
});
test('an ambulance that never arrived has no delay, not a delay of 0', () => {
  expect(summarise(run({ ambulance: undefined }), plain).ambulance.delaySeconds.with).toBeNull();
});

describe('a run fails, with a sentence', () => {
  const nobody = run();
  const none: Run = { ...nobody, tally: Object.assign(new Tally(), { attacks: nobody.tally.attacks }) };
  test.each([
    ['for nothing', run(), plain, []],
    ['when the ambulance is not granted its green', none, plain, [/not granted/]],
    ['when it does not get through', run({ ambulance: undefined }), plain, [/did not get through/]],
    ['when it passes at red', run({ ambulance: trip(1, true) }), plain, [/passed at red/]],
    ['when an attack has an effect', run({}, 2), plain, [/1 of 1 attacks by replay/, /forgedRole/]],
    ['when an attack was not tried', run({}, 0, true), plain, [/No attack by replay/]],
    ['when a rule is broken with priority', run({ violations: 2 }), plain, [/2 safety rules/]],
    ['when a rule is broken without', run(), { ...plain, violations: 1 }, [/1 safety rules/]],
    ['when the center hears nothing', run({ answers: { acknowledged: 0, refused: 5 } }), plain, [/No command/]],
  ] as const)('%s', (_, granted, without, sentences) => {
    const found = failures(granted, without);
    expect(found).toHaveLength(sentences.length);
    for (const [i, sentence] of sentences.entries()) expect(found[i]).toMatch(sentence);
  });
});
