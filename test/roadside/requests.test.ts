import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Desk } from '../../roadside/desk.ts';
import { deskDefaults } from '../../roadside/policy.ts';
import type { DeskRequest } from '../../roadside/request.ts';
import { bit, type Phase, phases } from '../../roadside/rings.ts';
import { Service } from '../../roadside/serve.ts';
import { Drive } from './drive.ts';
import { request, straight } from './requests.ts';

type Event =
  | { is: 'ask'; request: DeskRequest }
  | { is: 'rail' | 'cabinet' | 'stopTime'; on: boolean }
  | { is: 'detect'; phase: Phase; on: boolean }
  | { is: 'withdraw'; signer: string };
const signer = fc.constantFrom('a', 'b', 'c', 'd');
const ask = fc
  .record({
    signer,
    vehicle: fc.record({ tag: fc.constant('stationID' as const), value: fc.integer({ min: 1, max: 4 }) }),
    requestID: fc.integer({ min: 1, max: 3 }),
    type: fc.constantFrom('priorityRequest', 'priorityRequestUpdate', 'priorityCancellation', '?4'),
    sequenceNumber: fc.option(fc.integer({ min: 0, max: 127 }), { nil: undefined }),
    role: fc.constantFrom('ambulance', 'fire', 'police', 'transit', 'truck', 'basicVehicle', undefined),
    inbound: fc.record({ tag: fc.constant('lane' as const), value: fc.integer({ min: 0, max: 9 }) }),
    position: fc.option(fc.record({ lat: fc.integer({ min: -60, max: 400 }), long: fc.constant(0) }), {
      nil: undefined,
    }),
    speed: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    duration: fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined }),
    importance: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
  })
  .map((change) => request(change as Partial<DeskRequest>));
const event = fc.oneof<fc.WeightedArbitrary<Event>[]>(
  { weight: 12, arbitrary: ask.map((each) => ({ is: 'ask' as const, request: each })) },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant('detect' as const), phase: fc.constantFrom(...phases), on: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constantFrom('rail' as const, 'cabinet' as const, 'stopTime' as const),
      on: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('withdraw' as const), signer }) },
);
const story = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 80 })), { minLength: 40, maxLength: 200 });

test('P3, F08: whatever is asked, the lamps stay safe and granted is said only of what the lamps show', {
  timeout: 0,
}, () => {
  let granted = 0;
  fc.assert(
    fc.property(story, (list) => {
      const drive = new Drive();
      const { controller } = drive;
      const desk = new Desk({ ...deskDefaults, intersection: { id: 7001 }, site: straight });
      const service = new Service(desk, controller);
      for (const [each, wait] of list) {
        if (each.is === 'ask') desk.receive(each.request, controller.readBack(), drive.now);
        else if (each.is === 'withdraw') desk.withdraw(each.signer, drive.now);
        else if (each.is === 'detect') controller.detect(each.phase, each.on, drive.now);
        else if (each.is === 'cabinet') controller.cabinetFlash(each.on);
        else if (each.is === 'stopTime') controller.stopTime(each.on);
        else if (each.on) controller.preempt(1, [2], { deadMan: 60, maxPresence: 60 });
        else controller.release(1);
        for (let i = 0; i < wait; i++) {
          drive.now += 100_000;
          const read = controller.readBack();
          service.step(drive.now);
          const lines = desk.status();
          expect(lines.length).toBeLessThanOrEqual(deskDefaults.rows * 2);
          for (const { state, inbound, role } of lines) {
            if (state !== 'activeNotOverridden') continue;
            granted++;
            expect(read.greens & bit(inbound.value as Phase)).not.toBe(0);
            if (role !== 'transit' && role !== 'truck') expect(read.preempt?.state).toBe('dwell');
          }
        }
      }
      drive.monitor.finish(drive.now);
      expect(drive.monitor.found).toEqual([]);
    }),
    { numRuns: 25 },
  );
  expect(granted).toBeGreaterThan(100);
});

test('D15, D16: nothing that strangers send changes what the opener of a request gets', { timeout: 0 }, () => {
  const told = (strangers: readonly (readonly [DeskRequest, number])[]) => {
    const drive = new Drive();
    const desk = new Desk({ ...deskDefaults, intersection: { id: 7001 }, site: straight });
    const service = new Service(desk, drive.controller);
    const seen: unknown[] = [];
    let own = 0;
    for (let i = 0; i < 400; i++) {
      drive.now += 100_000;
      if (i % 20 === 0) {
        const type = i === 0 ? 'priorityRequest' : 'priorityRequestUpdate';
        const answer = desk.receive(request({ sequenceNumber: own++, type }), drive.controller.readBack(), drive.now);
        seen.push(answer);
      }
      for (const [what, at] of strangers) if (at === i) desk.receive(what, drive.controller.readBack(), drive.now);
      service.step(drive.now);
      seen.push(desk.status().filter(({ vehicle, requestID }) => vehicle.value === 7 && requestID === 1));
    }
    return seen;
  };
  const alone = told([]);
  const meddler = ask.map((each) => ({
    ...each,
    signer: 'stranger',
    vehicle: { tag: 'stationID' as const, value: 7 },
    requestID: 1,
    type: each.type === 'priorityRequest' ? 'priorityCancellation' : each.type,
  }));
  fc.assert(
    fc.property(fc.array(fc.tuple(meddler, fc.integer({ min: 1, max: 399 })), { maxLength: 40 }), (strangers) => {
      expect(told(strangers)).toEqual(alone);
    }),
    { numRuns: 20 },
  );
});
