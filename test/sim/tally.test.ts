/** What counts as refused, as granted and as an attack that had an effect. */
import { expect, test } from 'vitest';
import type { StatusLine } from '../../roadside/request.ts';
import type { Outcome } from '../../roadside/unit.ts';
import { ATTACKS, Tally } from '../../sim/tally.ts';
import type { Accepted } from '../../src/verify/verifier.ts';

/** Counting looks at the outcome alone. */
const accepted = {} as Accepted;
const opened = { verdict: 'opened', clamped: false } as const;
const refused: readonly (readonly [Outcome, string])[] = [
  [{ kind: 'dropped', sentence: 'x' }, 'dropped'],
  [{ kind: 'refused', result: 'replayedSpdu', sentence: 'x' }, 'replayedSpdu'],
  [{ kind: 'unauthorised', accepted, reason: 'roleNotPermitted', sentence: 'x' }, 'roleNotPermitted'],
  [{ kind: 'request', accepted, answers: [{ verdict: 'refused', reason: 'quota' }] }, 'quota'],
  [{ kind: 'order', accepted, result: 'rejectedTime', detail: 'x' }, 'rejectedTime'],
];
const effective: readonly Outcome[] = [
  { kind: 'heard', accepted },
  { kind: 'request', accepted, answers: [{ verdict: 'refused', reason: 'quota' }, opened] },
  { kind: 'order', accepted, result: 'deferred', detail: 'x' },
];
const line = (requestID: number, status: StatusLine['status'], last = 1): StatusLine => ({
  ...{ vehicle: { tag: 'entityID', value: Uint8Array.of(1, 2, 3, last) }, requestID, sequenceNumber: 1 },
  ...{ role: 'ambulance', inbound: { tag: 'lane', value: 1 }, outbound: undefined, eta: 0, duration: 0 },
  ...{ state: 'readyQueued', status },
});

test.each(refused)('%j is counted under its reason, and no attack by it has an effect', (outcome, reason) => {
  const tally = new Tally();
  const frame = Uint8Array.of(1, 2, 3);
  tally.attack('replay', frame);
  expect(tally.outcome(outcome, frame)).toBe('replay');
  expect([...tally.refused]).toEqual([[reason, 1]]);
  expect(tally.attacks.get('replay')).toEqual({ tried: 1, granted: 0 });
});
test('an attack that is only believed has had an effect', () => {
  for (const [i, outcome] of effective.entries()) {
    const tally = new Tally();
    tally.attack('forgedRole', Uint8Array.of(i));
    tally.outcome(outcome, Uint8Array.of(i));
    expect(tally.attacks.get('forgedRole')).toEqual({ tried: 1, granted: 1 });
  }
});
test('what is honest is no attack, whatever becomes of it', () => {
  const tally = new Tally();
  tally.attack('replay', Uint8Array.of(1));
  for (const outcome of [...effective, ...refused.map(([o]) => o)])
    expect(tally.outcome(outcome, Uint8Array.of(2))).toBeUndefined();
  expect([...tally.attacks.values()].every(({ granted }) => granted === 0)).toBe(true);
  expect(tally.judged).toBe(effective.length + refused.length);
});
test('a request is granted once, however often SSM says so', () => {
  const tally = new Tally();
  tally.status([line(1, 'processing'), line(2, 'rejected')]);
  expect(tally.granted).toBe(0);
  for (let i = 0; i < 5; i++) tally.status([line(1, 'granted')]);
  expect(tally.granted).toBe(1);
  tally.status([line(1, 'granted', 9), line(2, 'granted')]);
  expect(tally.granted).toBe(3);
});
test('every kind of attack is listed from the start', () => {
  expect([...new Tally().attacks.keys()]).toEqual([...ATTACKS]);
});
