/** Commands as they come out of the verifier, to a controller that runs. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { type Action, type Command, TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import { Controller } from '../../roadside/controller.ts';
import type { TraceEvent } from '../../roadside/executor.ts';
import { Monitor } from '../../roadside/monitor.ts';
import { Orders, orderPolicy } from '../../roadside/orders.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { toTime64 } from '../../src/time.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { ACTIONS, tmcSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, crypto, device, ica, keys, NOW, PSIDS, random, root } from '../pki.ts';
import { eight } from './plans.ts';

const here = { region: 0, id: 7001 };
const unit = device([{ psid: PSIDS.tmc, ssp: tmcSsp([], [{ region: 0, from: 7001, to: 7001 }]) }]);
const operatorOf = (actions: readonly Action['tag'][], from = 7000, to = 7999): Holder =>
  device([{ psid: PSIDS.tmc, ssp: tmcSsp(actions, [{ region: 0, from, to }]) }]);
const operator = operatorOf(ACTIONS);
const colleague = operatorOf(ACTIONS);

const bits = (...phases: number[]) => ({
  octets: Uint8Array.of(phases.reduce((mask, p) => mask | (0x80 >> (p - 1)), 0)),
  length: 8,
});

class Cabinet {
  now = NOW;
  readonly events: TraceEvent[] = [];
  readonly monitor = new Monitor({ plan: eight, physical: [], maxPresence: 300, slack: 1 }, NOW);
  readonly controller = new Controller(
    {
      ...{ plan: eight, physical: [], local: 'free', recall: [2, 6] },
      record: (event) => {
        this.events.push(event);
        this.monitor.see(event);
      },
    },
    NOW,
  );
  orders = new Orders(here, unit.record.id, NOW);
  readonly #verifier: Verifier;
  #sequence = 0;

  constructor() {
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    this.#verifier = new Verifier({ crypto, clock: { now: () => this.now }, store });
    this.run(30);
  }
  run(seconds: number): this {
    for (let i = 0; i < seconds * 10; i++) {
      this.now += 100_000;
      this.controller.step(this.now);
    }
    return this;
  }
  make(action: Action, change: Partial<Command> = {}): Command {
    return {
      ...{ version: 1, commandId: Uint8Array.from(random.octets(16)), target: here, sequence: ++this.#sequence },
      ...{ notBefore: toTime64(this.now), notAfter: toTime64(this.now + 30e6), operator: 'desk 4', reason: undefined },
      ...{ action, ...change },
    };
  }
  /** Signs, verifies, carries out. */
  take(command: Command, by: Holder = operator) {
    const payload = coer(TmcMessage).encode({ tag: 'command', value: command });
    const signer = { form: 'certificate', certificate: by.record } as const;
    const times = { generationTime: this.now, expiryTime: this.now + 30e6 };
    const spdu = signSpdu({ crypto, keys, key: by.key, psid: PSIDS.tmc, payload, signer, ...times });
    const verdict = this.#verifier.verify(spdu, PSIDS.tmc);
    if (!verdict.ok || verdict.payload.tag !== 'tmc' || verdict.payload.value.tag !== 'command')
      throw new Error(verdict.ok ? 'no command' : verdict.sentence);
    return this.orders.carryOut(verdict, verdict.payload.value.value, this.controller, this.now);
  }
  give(action: Action, by: Holder = operator, change: Partial<Command> = {}) {
    return this.take(this.make(action, change), by);
  }
}
const pattern = { tag: 'setPattern', value: 1 } as const;
const free = { tag: 'free', value: null } as const;
const flash = { tag: 'flash', value: null } as const;

describe('who may command', () => {
  test('E01: a unit, which has the PSID for its acknowledgements, may command nothing', () => {
    const cabinet = new Cabinet();
    for (const action of [pattern, free, flash, { tag: 'lockPriority', value: 10 } as const])
      expect(cabinet.give(action, unit)?.result).toBe('rejectedInsufficientPrivileges');
    const bare = device([{ psid: PSIDS.tmc, ssp: undefined }]);
    expect(cabinet.give(pattern, bare)?.result).toBe('rejectedInsufficientPrivileges');
    expect(cabinet.controller.running).toBe('free');
  });
  test.each(ACTIONS)('E02: %s needs its own bit', (tag) => {
    const value = {
      ...{ setPattern: 1, offsetAdjust: 5, lockPriority: 5, cancel: new Uint8Array(16), forceOff: bits(2) },
      ...{ hold: { phases: bits(2), seconds: 5 }, omit: { phases: bits(1), seconds: 5 } },
      ...{ call: { phases: bits(4), seconds: 1 }, free: null, flash: null, unlockPriority: null },
      preempt: { number: 5, on: true, phases: bits(2, 5), maxPresenceSeconds: 30 },
    }[tag];
    const others = operatorOf(ACTIONS.filter((each) => each !== tag));
    const answer = new Cabinet().give({ tag, value } as Action, others);
    expect(answer).toMatchObject({ result: 'rejectedInsufficientPrivileges', detail: expect.stringContaining(tag) });
  });
  test('E02: and the intersection in its jurisdiction', () => {
    const elsewhere = operatorOf(ACTIONS, 7002, 7999);
    expect(new Cabinet().give(pattern, elsewhere)?.result).toBe('rejectedInsufficientPrivileges');
  });
  test('E03: a command for another intersection, or another unit, is not answered; for this unit it is', () => {
    const cabinet = new Cabinet();
    expect(cabinet.give(pattern, operator, { target: { region: 0, id: 7002 } })).toBeUndefined();
    expect(cabinet.give(pattern, operator, { target: { region: 5, id: 7001 } })).toBeUndefined();
    expect(cabinet.give(pattern, operator, { target: { ...here, rsu: new Uint8Array(8) } })).toBeUndefined();
    expect(cabinet.controller.running).toBe('free');
    expect(cabinet.give(pattern, operator, { target: { id: 7001, rsu: unit.record.id8 } })?.result).toBe('completed');
  });
  test('E18: who commands keeps the others out for a while, and they are told by whom; anybody may cancel', () => {
    const cabinet = new Cabinet();
    cabinet.give(pattern);
    const other = { sequence: 1 };
    expect(cabinet.give(free, colleague, other)).toMatchObject({
      result: 'rejectedLocked',
      detail: expect.stringContaining(operator.record.id),
    });
    expect(cabinet.controller.running).toBe(1);
    const cancel = { tag: 'cancel', value: new Uint8Array(16) } as const;
    expect(cabinet.give(cancel, colleague, { sequence: 2 })?.result).toBe('completed');
    cabinet.run(orderPolicy.ownerSeconds);
    expect(cabinet.give(free, colleague, { sequence: 3 })?.result).toBe('completed');
    expect(cabinet.controller.running).toBe('free');
  });
});

describe('once, in order, in time', () => {
  test('E04: an equal or lower sequence is refused and changes nothing', () => {
    const cabinet = new Cabinet();
    const first = cabinet.make(pattern, { sequence: 10 });
    expect(cabinet.take(first)?.result).toBe('completed');
    cabinet.give(free, operator, { sequence: 11 });
    cabinet.run(1);
    expect(cabinet.take(first)?.result).toBe('rejectedReplayed');
    expect(cabinet.give(pattern, operator, { sequence: 11 })?.result).toBe('rejectedReplayed');
    expect(cabinet.controller.running).toBe('free');
  });
  test('a commandId is carried out once, whatever the sequence', () => {
    const cabinet = new Cabinet();
    const first = cabinet.make(pattern);
    cabinet.take(first);
    expect(cabinet.take({ ...first, sequence: first.sequence + 1 })?.result).toBe('rejectedReplayed');
  });
  test('E05: a leap of the sequence is refused, and does not use up the numbers', () => {
    const cabinet = new Cabinet();
    cabinet.give(pattern, operator, { sequence: 10 });
    expect(cabinet.give(free, operator, { sequence: 1_000_000_010 })?.result).toBe('rejectedInvalidParameters');
    expect(cabinet.give(free, operator, { sequence: 11 })?.result).toBe('completed');
  });
  test('a command its signer may not give, or that is late, uses up no number', () => {
    const cabinet = new Cabinet();
    const some = operatorOf(['free']);
    cabinet.give(pattern, some, { sequence: 100 });
    cabinet.give(free, some, { sequence: 101, notAfter: toTime64(cabinet.now - 1), notBefore: toTime64(NOW + 1) });
    expect(cabinet.give(free, some, { sequence: 1 })?.result).toBe('completed');
  });
  test('E06: over, not yet, upside down or for too long: refused for its time', () => {
    const cabinet = new Cabinet();
    const times = (from: number, to: number) => ({
      notBefore: toTime64(cabinet.now + from * 1e6),
      notAfter: toTime64(cabinet.now + to * 1e6),
    });
    for (const [from, to] of [
      [-20, -1],
      [5, 30],
      [10, 5],
      [0, 0],
      [0, 61],
    ] as const)
      expect(cabinet.give(pattern, operator, times(from, to))?.result).toBe('rejectedTime');
    expect(cabinet.controller.running).toBe('free');
    expect(cabinet.give(pattern, operator, times(0.5, 30))?.result).toBe('completed');
  });
  test('C13: after a restart, what was said before it does not count', () => {
    const cabinet = new Cabinet();
    const held = cabinet.make(pattern);
    cabinet.run(5);
    cabinet.orders = new Orders(here, unit.record.id, cabinet.now);
    expect(cabinet.take(held)).toMatchObject({ result: 'rejectedTime', detail: expect.stringContaining('started') });
    expect(cabinet.give(pattern)?.result).toBe('completed');
  });
  test('E07: a cancellation that overtakes its command wins, whoever signs it', () => {
    const cabinet = new Cabinet();
    const late = cabinet.make({ tag: 'hold', value: { phases: bits(2), seconds: 60 } });
    cabinet.give({ tag: 'cancel', value: late.commandId }, colleague, { sequence: 1 });
    cabinet.run(25);
    expect(cabinet.take(late)).toMatchObject({ result: 'rejectedReplayed', detail: expect.stringContaining('cancel') });
    expect(cabinet.controller.status().manualControlIsEnabled).toBe(false);
  });
  test('a cancellation of what was carried out is not called done', () => {
    const cabinet = new Cabinet();
    const hold = cabinet.make({ tag: 'hold', value: { phases: bits(2, 6), seconds: 60 } });
    cabinet.take(hold);
    expect(cabinet.give({ tag: 'cancel', value: hold.commandId })?.result).toBe('rejectedInvalidParameters');
  });
  test('E22: of a flood a burst is answered, then so many a second; another signer is not shut out', () => {
    const cabinet = new Cabinet();
    const { burst, rate } = orderPolicy;
    let answered = 0;
    for (let i = 0; i < 1000; i++) {
      if (i % 100 === 0) cabinet.run(0.1);
      if (!cabinet.give(pattern, unit)?.silent) answered++;
    }
    expect(answered).toBeGreaterThanOrEqual(burst);
    expect(answered).toBeLessThanOrEqual(burst + rate);
    expect(cabinet.give(pattern)?.result).toBe('completed');
  });
});

describe('what a command may do', () => {
  test('E08: a hold has an end, and not a late one', () => {
    const cabinet = new Cabinet();
    const hold = (seconds: number) => cabinet.give({ tag: 'hold', value: { phases: bits(2, 6), seconds } });
    expect(hold(3600)?.result).toBe('rejectedInvalidParameters');
    expect(hold(20)?.result).toBe('completed');
    expect(cabinet.controller.status().manualControlIsEnabled).toBe(true);
    cabinet.run(20.2);
    expect(cabinet.controller.status().manualControlIsEnabled).toBe(false);
  });
  test('E08: so has a lock of priority', () => {
    const cabinet = new Cabinet();
    expect(cabinet.give({ tag: 'lockPriority', value: 65_535 })?.result).toBe('rejectedInvalidParameters');
    expect(cabinet.orders.locked(cabinet.now)).toBe(false);
    expect(cabinet.give({ tag: 'lockPriority', value: 60 })?.result).toBe('completed');
    expect(cabinet.orders.locked(cabinet.now)).toBe(true);
    cabinet.run(60);
    expect(cabinet.orders.locked(cabinet.now)).toBe(false);
    cabinet.give({ tag: 'lockPriority', value: 60 });
    cabinet.give({ tag: 'unlockPriority', value: null });
    expect(cabinet.orders.locked(cabinet.now)).toBe(false);
  });
  test('B17: what an operator keeps ends when its rights do, and nothing that others keep', () => {
    const preempt = (number: number) =>
      ({ tag: 'preempt', value: { number, on: true, phases: bits(2, 6), maxPresenceSeconds: 120 } }) as const;
    const cabinet = new Cabinet();
    expect(cabinet.give({ tag: 'lockPriority', value: 60 })?.result).toBe('completed');
    expect(cabinet.give(preempt(5))?.result).toBe('accepted');
    cabinet.run(20);
    const kept = () => [
      cabinet.orders.locked(cabinet.now),
      cabinet.controller.readBack().preempt?.number,
      cabinet.give({ tag: 'call', value: { phases: bits(4), seconds: 1 } }, colleague)?.result,
    ];
    const of =
      ({ record }: Holder) =>
      (by: { readonly record: { readonly id: string } }) =>
        by.record.id === record.id;
    cabinet.orders.withdraw(of(colleague), cabinet.controller);
    cabinet.run(0.2);
    expect(kept()).toEqual([true, 5, 'rejectedLocked']);
    cabinet.orders.withdraw(of(operator), cabinet.controller);
    cabinet.run(20);
    expect(kept()).toEqual([false, undefined, 'completed']);
    expect(cabinet.monitor.found).toEqual([]);
  });
  test('E10: what would leave the intersection dead is invalid', () => {
    const cabinet = new Cabinet();
    const omit = { tag: 'omit', value: { phases: bits(1, 2, 3, 4), seconds: 10 } } as const;
    expect(cabinet.give(omit)?.result).toBe('rejectedInvalidParameters');
    const hold = { tag: 'hold', value: { phases: bits(2, 4), seconds: 10 } } as const;
    expect(cabinet.give(hold)?.result).toBe('rejectedInvalidParameters');
  });
  test('E09: a force-off in the minimum green is deferred, and safe', () => {
    const cabinet = new Cabinet();
    const phase4 = 0b1000;
    cabinet.give({ tag: 'call', value: { phases: bits(4), seconds: 1 } });
    while (!(cabinet.controller.readBack().greens & phase4)) cabinet.run(0.1);
    expect(cabinet.give({ tag: 'forceOff', value: bits(4) })?.result).toBe('deferred');
    expect(cabinet.controller.readBack().greens & phase4).toBe(phase4);
    cabinet.run(60);
    expect(cabinet.monitor.found).toEqual([]);
  });
  test('a preempt of rail or of the emergency requests is not for a center', () => {
    const cabinet = new Cabinet();
    const preempt = (number: number, on: boolean) =>
      cabinet.give({ tag: 'preempt', value: { number, on, phases: bits(4, 7), maxPresenceSeconds: 60 } });
    for (const number of [1, 2, 3, 4])
      for (const on of [true, false]) expect(preempt(number, on)?.result).toBe('rejectedInsufficientPrivileges');
  });
  test('a preempt of a center displaces neither rail nor an ambulance, and gives way to both', () => {
    for (const stronger of [1, 3]) {
      const cabinet = new Cabinet();
      const own = { number: 5, on: true, phases: bits(4, 7), maxPresenceSeconds: 200 };
      expect(cabinet.give({ tag: 'preempt', value: own })?.result).toBe('accepted');
      cabinet.run(30);
      expect(cabinet.controller.readBack().preempt).toMatchObject({ number: 5, state: 'dwell' });
      cabinet.controller.preempt(stronger, [2, 5], { deadMan: 100, maxPresence: 100 });
      cabinet.run(30);
      expect(cabinet.controller.readBack().preempt).toMatchObject({ number: stronger, state: 'dwell' });
      cabinet.give({ tag: 'preempt', value: { ...own, number: 6 } });
      cabinet.run(30);
      expect(cabinet.controller.readBack().preempt).toMatchObject({ number: stronger, state: 'dwell' });
      expect(cabinet.monitor.found).toEqual([]);
    }
  });
  test('E20: a preempt of a center ends by itself, and may not be asked for longer than any', () => {
    const cabinet = new Cabinet();
    const value = { number: 5, on: true, phases: bits(4, 7), maxPresenceSeconds: 20 };
    cabinet.give({ tag: 'preempt', value });
    cabinet.run(21);
    expect(cabinet.controller.readBack().preempt).toBeUndefined();
    const long = { ...value, number: 6, maxPresenceSeconds: 3600 };
    expect(cabinet.give({ tag: 'preempt', value: long })?.result).toBe('rejectedInvalidParameters');
    const crossing = { ...value, number: 7, phases: bits(2, 4) };
    expect(cabinet.give({ tag: 'preempt', value: crossing })?.result).toBe('rejectedUnsafe');
  });
  test('E14, E20: flash is left by free or a pattern, or when the center falls silent', () => {
    const cabinet = new Cabinet();
    expect(cabinet.give(flash)?.result).toBe('deferred');
    cabinet.run(60);
    expect(cabinet.controller.readBack().flash).toBe('command');
    expect(cabinet.give({ tag: 'setPattern', value: 200 })?.result).toBe('rejectedFlash');
    expect(cabinet.controller.readBack().flash).toBe('command');
    expect(cabinet.give(pattern)?.result).toBe('completed');
    expect(cabinet.controller.readBack().flash).toBe('no');
    cabinet.give(flash);
    expect(cabinet.give(free)?.result).toBe('completed');
    cabinet.run(60);
    expect(cabinet.controller.readBack().flash).toBe('no');
    cabinet.give(flash);
    cabinet.run(601);
    expect(cabinet.controller.readBack().flash).toBe('no');
    expect(cabinet.monitor.found).toEqual([]);
  });
  test('a flash of the cabinet itself no center ends', () => {
    const cabinet = new Cabinet();
    cabinet.controller.cabinetFlash(true);
    for (const action of [free, pattern, { tag: 'call', value: { phases: bits(4), seconds: 1 } } as const])
      expect(cabinet.give(action)?.result).toBe('rejectedFlash');
    expect(cabinet.controller.readBack().flash).toBe('fault');
  });
  test('E20: any command is a sign of life; without one for the backup time the local plan runs', () => {
    const cabinet = new Cabinet();
    cabinet.give(pattern);
    cabinet.run(500);
    cabinet.give({ tag: 'unlockPriority', value: null });
    cabinet.run(500);
    expect(cabinet.controller.running).toBe(1);
    cabinet.run(101);
    expect(cabinet.controller.running).toBe('free');
  });
});
