import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { results } from '../../src/trust/result.ts';
import { drops } from '../../src/verify/drop.ts';
import { Lane, type LaneRow, lanes, Waiting } from '../../src/verify/lane.ts';
import { etsiProfiles, PSID, profiles } from '../../src/verify/profile.ts';
import { Schedule } from '../../src/verify/schedule.ts';

class Item extends Waiting {
  readonly text: string;
  constructor(name: string, made = 0) {
    super(name, made);
    this.text = `${name}${made}`;
  }
}
const row: LaneRow = {
  ...{ name: 'x', psids: [1], signers: 'known', limit: 4, perSigner: 2, order: 'oldest', loses: 'newest' },
  ...{ supersedes: false, share: 1 },
};
function lane(change: Partial<LaneRow> = {}) {
  const lost: string[] = [];
  const made = new Lane<Item>({ ...row, ...change }, (item, why) => lost.push(`${item.text} ${why}`));
  const taken = () => {
    const all: string[] = [];
    for (let next = made.take(); next; next = made.take()) all.push(next.text);
    return all;
  };
  return { lane: made, lost, taken, come: (name: string, at = 0) => made.admit(new Item(name, at)) };
}

describe('a lane', () => {
  test('gives what waits in its order', () => {
    for (const [order, expected] of [
      ['oldest', ['a0', 'b0', 'c0']],
      ['newest', ['c0', 'b0', 'a0']],
    ] as const) {
      const { come, taken } = lane({ order });
      for (const name of ['a', 'b', 'c']) come(name);
      expect(taken()).toEqual(expected);
    }
  });
  test('that is full loses the end it names', () => {
    for (const [loses, gone, stays] of [
      ['newest', 'e0', ['a0', 'b0', 'c0', 'd0']],
      ['oldest', 'a0', ['b0', 'c0', 'd0', 'e0']],
    ] as const) {
      const { come, taken, lost } = lane({ loses });
      expect(['a', 'b', 'c', 'd', 'e'].map((name) => come(name)).at(-1)).toBe(loses === 'oldest');
      expect(lost).toEqual([`${gone} laneFull`]);
      expect(taken()).toEqual(stays);
    }
  });
  test('takes the loser from whoever has most in it, so that nobody else is pushed out', () => {
    for (const loses of ['newest', 'oldest'] as const) {
      const { come, taken, lost } = lane({ loses, perSigner: 4 });
      for (const at of [1, 2, 3]) come('flood', at);
      for (const name of ['a', 'b', 'c']) expect(come(name)).toBe(true);
      expect(lost).toEqual(
        loses === 'newest' ? ['flood3 laneFull', 'flood2 laneFull'] : ['flood1 laneFull', 'flood2 laneFull'],
      );
      expect(taken().filter((text) => !text.startsWith('flood'))).toEqual(['a0', 'b0', 'c0']);
    }
  });
  test('holds no more of one name than it says', () => {
    const newest = lane();
    for (const at of [1, 2, 3]) newest.come('a', at);
    expect([newest.lost, newest.taken()]).toEqual([['a3 signerFull'], ['a1', 'a2']]);
    const oldest = lane({ loses: 'oldest' });
    for (const at of [1, 2, 3]) oldest.come('a', at);
    expect([oldest.lost, oldest.taken()]).toEqual([['a1 signerFull'], ['a2', 'a3']]);
  });
  test('that supersedes keeps the newest message of a name, and copies of it', () => {
    const { come, taken, lost } = lane({ supersedes: true, loses: 'oldest' });
    come('a', 5);
    come('b', 5);
    come('a', 6);
    come('a', 4);
    come('a', 6);
    // The first copy may be the true one: a third has to go, not the first.
    come('a', 6);
    expect(lost).toEqual(['a5 superseded', 'a4 overtaken', 'a6 signerFull']);
    expect(taken()).toEqual(['b5', 'a6', 'a6']);
  });
  test('never holds more than its limits, and loses nothing untold', () => {
    const some = <T>(...values: T[]) => fc.constantFrom(...values);
    const rows = fc.record({
      order: some<'oldest' | 'newest'>('oldest', 'newest'),
      loses: some<'oldest' | 'newest'>('oldest', 'newest'),
      supersedes: fc.boolean(),
      limit: fc.integer({ min: 1, max: 6 }),
      perSigner: fc.integer({ min: 1, max: 4 }),
    });
    const steps = fc.array(
      fc.record({ name: some('a', 'b', 'c', 'd', 'e', 'f', 'g'), at: fc.nat(4), take: fc.boolean() }),
    );
    fc.assert(
      fc.property(rows, steps, (change, all) => {
        const { lane: made, lost, come } = lane(change);
        let came = 0;
        let gone = 0;
        for (const { name, at, take } of all) {
          if (take) gone += made.take() ? 1 : 0;
          else {
            came++;
            come(name, at);
          }
          expect(made.size).toBe(came - gone - lost.length);
          expect(made.size).toBeLessThanOrEqual(change.limit);
          expect(made.names).toBeLessThanOrEqual(made.size);
        }
        while (made.take()) gone++;
        expect([came, made.names, made.size]).toEqual([gone + lost.length, 0, 0]);
      }),
    );
  });
});

describe('the schedule', () => {
  const rows = (...shares: number[]): LaneRow[] =>
    shares.map((share, k) => ({ ...row, name: `${k}`, psids: [k], limit: 1e6, perSigner: 1e6, share }));
  const flooded = (shares: number[], count: number) => {
    const schedule = new Schedule<Item>(rows(...shares), () => {});
    shares.forEach((_, k) => {
      for (let n = 0; n < count; n++) schedule.of(k, 'known')!.admit(new Item(`${k}`));
    });
    return { schedule, next: () => schedule.take(true)?.name ?? '-' };
  };
  test('goes by precedence, but for the share a lower lane is owed', () => {
    const { next } = flooded([0, 2, 4], 2000);
    const count = { 0: 0, 1: 0, 2: 0 };
    // Until the first shares are due.
    for (let n = 0; n < 8; n++) next();
    for (let n = 0; n < 1600; n++) count[next() as '0' | '1' | '2']++;
    expect(count).toEqual({ 0: 1000, 1: 200, 2: 400 });
  });
  test('gives all to a lane that is alone, and lets nothing be saved up', () => {
    const { next, schedule } = flooded([0, 4], 1000);
    for (let n = 0; n < 1000; n++) schedule.of(0, 'known')!.take();
    expect([next(), next(), next()]).toEqual(['1', '1', '1']);
    for (let n = 0; n < 100; n++) next();
    schedule.of(0, 'known')!.admit(new Item('0'));
    expect(next()).toBe('0');
  });
  test('what a lane was owed is gone when it is empty', () => {
    const { next, schedule } = flooded([0, 8], 5);
    const lower = schedule.of(1, 'known')!;
    expect(next()).toBe('0');
    while (lower.take());
    expect(next()).toBe('0');
    lower.admit(new Item('1'));
    expect([next(), next(), next()]).toEqual(['0', '0', '1']);
  });
  test('a packet of the highest lane waits for at most one of each other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 20 }), (pauses) => {
        const { next, schedule } = flooded([0, 2, 1, 2, 2, 1], 2000);
        while (schedule.of(0, 'known')!.take());
        for (const pause of pauses) {
          for (let n = 0; n < pause; n++) next();
          schedule.of(0, 'known')!.admit(new Item('0'));
          const waited = [];
          for (let name = next(); name !== '0'; name = next()) waited.push(name);
          expect(new Set(waited).size).toBe(waited.length);
        }
      }),
      { numRuns: 30 },
    );
  });
  test('keeps lanes of new signers apart until they may be taken', () => {
    const fresh = { ...row, name: 'new', signers: 'new', share: 7 } as const;
    const schedule = new Schedule<Item>([row, fresh], () => {});
    schedule.of(1, 'new')!.admit(new Item('n'));
    expect([schedule.waits(false), schedule.waits(true), schedule.take(false)]).toEqual([false, true, undefined]);
    expect(schedule.take(true)?.name).toBe('n');
  });
  test('refuses rows that cannot be kept to', () => {
    const made =
      (...all: Partial<LaneRow>[]) =>
      () =>
        new Schedule(
          all.map((r) => ({ ...row, ...r })),
          () => {},
        );
    expect(made({ limit: 0 })).toThrow(/lane x: limit and perSigner/);
    expect(made({ name: 'a' }, { name: 'b' })).toThrow('PSID 1 of known signers is in lanes a and b');
    expect(made({ share: 9 })).toThrow('the lanes are owed 9 of 16 checks; half is the most');
  });
});

describe('the lanes of this unit', () => {
  const schedule = new Schedule<Item>(lanes, () => {});
  test('have requests under the ITS-AID of ETSI where all other requests are', () => {
    expect(etsiProfiles.some(({ psid }) => psid === PSID.srem)).toBe(true);
    for (const signers of ['known', 'new'] as const)
      expect(schedule.of(PSID.srem, signers)).toBe(schedule.of(PSID.srm, signers));
  });
  test('have a place for each application, new signers apart from known ones', () => {
    for (const { psid } of profiles) {
      expect(schedule.of(psid, 'known')!.row.signers).toBe('known');
      expect(schedule.of(psid, 'new')!.row.signers).toBe('new');
    }
    expect(lanes.map((r) => r.name)).toEqual([
      'commands',
      'requests',
      'signals',
      'awareness',
      'newcomers',
      'strangers',
    ]);
  });
});

test('no reason to drop has the name of a result of IEEE 1609.2', () => {
  expect(Object.keys(drops).filter((name) => name in results)).toEqual([]);
});
