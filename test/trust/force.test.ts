/** Long lists are made ready beside everything else: what is said meanwhile, and what is left of one that is not finished. */
import { describe, expect, test } from 'vitest';
import { systemBackground } from '../../src/system.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { crypto, NOW } from '../pki.ts';
import {
  certificate,
  checked,
  crl,
  I,
  individual,
  LA1,
  LA2,
  later,
  linkageOf,
  type Pair,
  pair,
  pseudonym,
  receiver,
} from './crls.ts';

const REVOKED = 'certificateRevoked';
/** More than are made ready at once. */
const crowd = Array.from({ length: 2001 }, pair);
const [one, two, three] = [pair(), pair(), pair()];
const full = (of: readonly Pair[], indexWithinI: number, iRev = I) =>
  crl('fullLinkedCrl', { individual: individual(of, 0), indexWithinI, iRev }, indexWithinI + (iRev - I) * 7);
const steps = (job: Generator<void, void>, count: number) => {
  for (let n = 0; n < count; n++) expect(job.next().done).toBe(false);
};

describe('a long list', () => {
  test('that is given up midway leaves the one before in force, whole, and the next one is taken', () => {
    const { verdict, take, waiting, work } = receiver(full([one], 0));
    take(full([two, ...crowd], 1));
    const job = waiting.shift()!;
    steps(job, 40);
    job.return();
    expect([one, two, crowd[0]!].map((of) => verdict(pseudonym(of)))).toEqual([REVOKED, undefined, undefined]);
    take(full([three], 2));
    work();
    expect([one, two, three].map((of) => verdict(pseudonym(of)))).toEqual([undefined, undefined, REVOKED]);
  });
  test('that is overtaken by a newer one while it is made ready: each comes into force whole, in their order', () => {
    const { verdict, take, waiting } = receiver(full([one], 0));
    const said = () => [one, two, three].map((of) => verdict(pseudonym(of)));
    take(full([two, ...crowd], 1));
    steps(waiting[0]!, 40);
    // It is little to do, and waits its turn all the same.
    take(full([three], 2));
    expect(said()).toEqual([REVOKED, undefined, undefined]);
    for (const _ of waiting.shift()!);
    expect(said()).toEqual([undefined, REVOKED, undefined]);
    for (const _ of waiting.shift()!);
    expect(said()).toEqual([undefined, undefined, REVOKED]);
  });
  test('that waits is never made ready where another one of its period says all it would have said', () => {
    const { verdict, take, waiting, work } = receiver(full([one], 0));
    take(full(crowd, 1));
    steps(waiting[0]!, 40);
    take(full([two, ...crowd], 2));
    take(full([three], 3));
    for (const _ of waiting.shift()!);
    expect([one, two, three, crowd[0]!].map((of) => verdict(pseudonym(of)))).toEqual([
      ...[undefined, undefined, undefined, REVOKED],
    ]);
    expect(waiting.shift()!.next().done).toBe(true);
    expect([two, three, crowd[0]!].map((of) => verdict(pseudonym(of)))).toEqual([undefined, undefined, REVOKED]);
    work();
    expect([two, three, crowd[0]!].map((of) => verdict(pseudonym(of)))).toEqual([undefined, REVOKED, undefined]);
  });
  test('that waits keeps its turn before one of the next period, to which it leaves what it says of its own', () => {
    const { verdict, take, waiting, work } = receiver(full([one], 0));
    take(full(crowd, 1));
    steps(waiting[0]!, 40);
    take(full([two, ...crowd], 2));
    take(
      full(
        [three, ...crowd].map((of) => later(of, 1)),
        0,
        I + 1,
      ),
    );
    work();
    expect([I, I + 1].map((i) => verdict(pseudonym(two, i)))).toEqual([REVOKED, undefined]);
    expect([I, I + 1].map((i) => verdict(pseudonym(three, i)))).toEqual([undefined, REVOKED]);
  });
  test('is ready for the periods that the one before was: nobody waits for what could be said a moment ago', () => {
    const { verdict, take, work } = receiver(full([one, ...crowd], 0));
    work();
    verdict(pseudonym(one, I + 1));
    work();
    take(full([one, two, ...crowd], 1));
    work();
    expect([I, I + 1].map((i) => verdict(pseudonym(two, i)))).toEqual([REVOKED, REVOKED]);
    expect([I, I + 1].map((i) => verdict(pseudonym(pair(), i)))).toEqual([undefined, undefined]);
  });
  test('leaves what was said of the period before, also where nobody had asked for that one yet', () => {
    const { verdict, take, work } = receiver(full([one, ...crowd], 0));
    work();
    take(
      full(
        [two, ...crowd].map((of) => later(of, 2)),
        0,
        I + 2,
      ),
    );
    work();
    expect([I + 1, I + 2].map((i) => verdict(pseudonym(one, i)))).toEqual([REVOKED, undefined]);
    expect([I + 1, I + 2].map((i) => verdict(pseudonym(two, i)))).toEqual([undefined, REVOKED]);
    // With the period after that, the one before it is over for good.
    verdict(pseudonym(two, I + 3));
    work();
    expect(verdict(pseudonym(two, I + 3))).toBe(REVOKED);
  });
  test('of groups waits like one of devices', () => {
    const group = { iMax: 200, la1Id: LA1, la2Id: LA2, ...one };
    const { verdict, take, work } = receiver(full([two], 0));
    const member = certificate(I, undefined, { j: 3, value: linkageOf(one, I, 3) });
    take(crl('fullLinkedCrl', { individual: individual(crowd, 0), groups: [group], indexWithinI: 1 }, 1));
    expect([verdict(member), verdict(pseudonym(two))]).toEqual([undefined, REVOKED]);
    work();
    expect([verdict(member), verdict(pseudonym(two))]).toEqual([REVOKED, undefined]);
  });
});

test('on its last day a certificate has the next period made ready, and not before', () => {
  const { verdict, waiting, work } = receiver(full([one, ...crowd], 0));
  work();
  const stranger = pseudonym(pair());
  expect(verdict(stranger, stranger.until - 86_400e6)).toBeUndefined();
  expect(waiting).toHaveLength(0);
  expect(verdict(stranger, stranger.until - 86_399e6)).toBeUndefined();
  expect(waiting).toHaveLength(1);
  work();
  expect([I, I + 1].map((i) => verdict(pseudonym(one, i)))).toEqual([REVOKED, REVOKED]);
  expect(verdict(pseudonym(pair(), I + 1))).toBeUndefined();
});

test('of periods only so many are kept, those nearest to what is asked for: a late message derives its own anew', () => {
  const { verdict, work } = receiver(full([one, ...crowd], 0));
  const all = Array.from({ length: 17 }, (_, n) => I + n);
  for (const i of [...all, ...all.toReversed()]) {
    const first = verdict(pseudonym(one, i));
    work();
    expect([REVOKED, 'overdueCRL', undefined]).toContain(first);
    expect(verdict(pseudonym(one, i))).toBe(REVOKED);
    expect(verdict(certificate(i))).toBeUndefined();
  }
});

test('verdicts go on being given while a list of 20,000 devices is made ready, by the one before', async () => {
  const background = systemBackground();
  const said: (string | undefined)[][] = [];
  const ready = new Promise<void>((resolve) => {
    const revocations = new Revocations(crypto, undefined, (work) =>
      background(
        (function* () {
          yield* work;
          resolve();
        })(),
      ),
    );
    revocations.apply(full([one], 0));
    const many = Array.from({ length: 19_999 }, pair);
    revocations.apply(crl('fullLinkedCrl', { individual: individual([...many, two]), indexWithinI: 1 }, 1));
    const [before, after] = [pseudonym(one), pseudonym(two)];
    const ask = () => {
      said.push([before, after].map((c) => checked(revocations, c, NOW)?.result));
      if (said.at(-1)![1] === undefined) setImmediate(ask);
    };
    ask();
  });
  await ready;
  await new Promise(setImmediate);
  expect(said.length).toBeGreaterThan(20);
  expect(said.at(-1)).toEqual([undefined, REVOKED]);
  for (const verdicts of said.slice(0, -1)) expect(verdicts).toEqual([REVOKED, undefined]);
});
