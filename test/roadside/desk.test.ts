import { describe, expect, test } from 'vitest';
import { Desk } from '../../roadside/desk.ts';
import { type DeskOptions, deskDefaults } from '../../roadside/policy.ts';
import type { DeskAnswer, DeskRequest } from '../../roadside/request.ts';
import type { Phase } from '../../roadside/rings.ts';
import { Service } from '../../roadside/serve.ts';
import { Drive } from './drive.ts';
import { bus, request, straight } from './requests.ts';

/** Desk and controller on simulated time; what is on the air repeats every two seconds with growing sequence numbers. */
class Crossing {
  readonly drive = new Drive();
  readonly desk: Desk;
  readonly #service: Service;
  readonly #air = new Map<string, { request: DeskRequest; at: number; sequenceNumber: number }>();

  constructor(change: Partial<DeskOptions> = {}) {
    this.desk = new Desk({ ...deskDefaults, intersection: { id: 7001 }, site: straight, ...change });
    this.#service = new Service(this.desk, this.drive.controller);
    this.run(60);
  }
  ask(what: DeskRequest): DeskAnswer {
    return this.desk.receive(what, this.drive.controller.readBack(), this.drive.now);
  }
  /** Sends now and every 2 s from now on. */
  keep(what: DeskRequest): DeskAnswer {
    const key = `${what.signer} ${what.requestID}`;
    this.#air.set(key, { request: what, at: this.drive.now, sequenceNumber: what.sequenceNumber! });
    return this.ask(what);
  }
  hush(what: DeskRequest): number {
    const key = `${what.signer} ${what.requestID}`;
    const { sequenceNumber } = this.#air.get(key)!;
    this.#air.delete(key);
    return sequenceNumber;
  }
  cancel(what: DeskRequest): DeskAnswer {
    return this.ask({ ...what, type: 'priorityCancellation', sequenceNumber: (this.hush(what) + 1) & 127 });
  }
  run(seconds: number): this {
    for (let i = 0; i < Math.round(seconds * 10); i++) {
      this.drive.now += 100_000;
      for (const kept of this.#air.values()) {
        if (this.drive.now - kept.at < 2e6) continue;
        kept.at = this.drive.now;
        kept.sequenceNumber = (kept.sequenceNumber + 1) & 127;
        this.ask({ ...kept.request, type: 'priorityRequestUpdate', sequenceNumber: kept.sequenceNumber });
      }
      this.#service.step(this.drive.now);
    }
    return this;
  }
  status(what: DeskRequest): string | undefined {
    return this.desk
      .status()
      .find((line) => line.requestID === what.requestID && line.vehicle.value === what.vehicle.value)?.status;
  }
  green(phase: Phase): boolean {
    return this.drive.green(phase);
  }
}
const second = (change: Partial<DeskRequest> = {}) =>
  request({
    signer: 'ambulance 2',
    vehicle: { tag: 'stationID', value: 8 },
    inbound: { tag: 'lane', value: 2 },
    ...change,
  });

describe('the way of a request', () => {
  test('processing first, granted only once its phase is green, and gone after the cancellation', () => {
    const crossing = new Crossing();
    const ambulance = request();
    expect(crossing.keep(ambulance)).toEqual({ verdict: 'opened', clamped: false });
    for (let i = 0; i < 300; i++) {
      crossing.run(0.1);
      const read = crossing.drive.controller.readBack();
      if (crossing.status(ambulance) === 'granted') expect(read.preempt?.state).toBe('dwell');
      else expect(crossing.status(ambulance)).toBe('processing');
    }
    expect(crossing.status(ambulance)).toBe('granted');
    expect(crossing.green(4)).toBe(true);
    expect(crossing.cancel(ambulance)).toMatchObject({ verdict: 'cancelled' });
    crossing.run(0.2);
    expect(crossing.drive.controller.readBack().preempt).toBeUndefined();
    crossing.run(5);
    expect(crossing.status(ambulance)).toBeUndefined();
    expect(crossing.drive.monitor.found).toEqual([]);
  });
  test('a cancellation that comes twice is nothing new', () => {
    const crossing = new Crossing();
    crossing.ask(request());
    expect(crossing.ask(request({ type: 'priorityCancellation', sequenceNumber: 2 })).verdict).toBe('cancelled');
    expect(crossing.ask(request({ type: 'priorityCancellation', sequenceNumber: 3 })).verdict).toBe('nothingToCancel');
  });
  test('whoever passed the stop line is done', () => {
    const crossing = new Crossing();
    crossing.ask(request());
    crossing.run(9);
    crossing.ask(request({ type: 'priorityRequestUpdate', sequenceNumber: 2, position: { lat: -10, long: 0 } }));
    crossing.run(0.2);
    expect(crossing.desk.status()[0]).toMatchObject({ state: 'closedCompleted' });
    expect(crossing.drive.controller.readBack().preempt).toBeUndefined();
  });
  test('C08, C09: sequence numbers run modulo 128; older and equal ones change nothing', () => {
    const crossing = new Crossing();
    const at = (sequenceNumber: number, lat: number) =>
      crossing.ask(request({ type: 'priorityRequestUpdate', sequenceNumber, position: { lat, long: 0 } }));
    crossing.ask(request({ sequenceNumber: 126 }));
    expect(at(127, 199).verdict).toBe('updated');
    expect(at(0, 198).verdict).toBe('updated');
    const before = crossing.desk.status();
    for (const old of [0, 127, 126, 64]) expect(at(old, 150)).toEqual({ verdict: 'refused', reason: 'notNewer' });
    expect(crossing.desk.status()).toEqual(before);
    expect(at(63, 197).verdict).toBe('updated');
  });
  test('D06, D07: another intersection is none of our business; an absent region is region 0', () => {
    const crossing = new Crossing();
    expect(crossing.ask(request({ intersection: { id: 7002 } }))).toMatchObject({ reason: 'wrongIntersection' });
    expect(crossing.ask(request({ intersection: { region: 5, id: 7001 } }))).toMatchObject({
      reason: 'wrongIntersection',
    });
    expect(crossing.desk.status()).toEqual([]);
    expect(crossing.ask(request({ intersection: { region: 0, id: 7001 } })).verdict).toBe('opened');
  });
  test('D04, D05: no role, or one of a later version, gets nothing', () => {
    for (const role of [undefined, '?23', 'constructor', '__proto__', 'basicVehicle']) {
      const crossing = new Crossing();
      crossing.ask(request({ role }));
      crossing.run(1);
      expect(crossing.status(request())).toBe('rejected');
      expect(crossing.drive.controller.readBack().preempt).toBeUndefined();
    }
  });
  test('D10: a lane that is not there is rejected in SSM for a moment', () => {
    const crossing = new Crossing();
    const wrong = request({ inbound: { tag: 'lane', value: 77 } });
    expect(crossing.ask(wrong)).toEqual({ verdict: 'refused', reason: 'noSuchLane' });
    expect(crossing.status(wrong)).toBe('rejected');
    crossing.run(4);
    expect(crossing.status(wrong)).toBeUndefined();
  });
  test('D13: duration is clamped, an arrival hours ahead is refused', () => {
    const crossing = new Crossing();
    expect(crossing.ask(request({ duration: 65_535 }))).toEqual({ verdict: 'opened', clamped: true });
    expect(crossing.desk.status()[0]?.duration).toBe(60_000);
    const later = second({ speed: 0, claimedEta: crossing.drive.now + 23 * 3600e6 });
    expect(crossing.ask(later)).toEqual({ verdict: 'refused', reason: 'etaTooFar' });
  });
  test('D14: a position that jumps is refused and the row stays as it was', () => {
    const crossing = new Crossing();
    crossing.ask(request());
    crossing.run(0.5);
    const before = crossing.desk.status();
    const jumped = request({ type: 'priorityRequestUpdate', sequenceNumber: 2, position: { lat: 700, long: 0 } });
    expect(crossing.ask(jumped)).toEqual({ verdict: 'refused', reason: 'jumped' });
    expect(crossing.desk.status()).toEqual(before);
  });
  test('D26: importance is clamped to what the permissions allow', () => {
    const crossing = new Crossing();
    expect(crossing.ask(request({ importance: 14, importanceCap: 5 }))).toEqual({ verdict: 'opened', clamped: true });
    expect(crossing.ask(second({ importance: 5, importanceCap: 5 }))).toEqual({ verdict: 'opened', clamped: false });
  });
});

describe('whose request it is', () => {
  const stranger = { signer: 'somebody else', sequenceNumber: 5 } as const;
  test('D15: an update by another certificate with the same VehicleID and requestID is refused, the row untouched', () => {
    const crossing = new Crossing();
    crossing.keep(request());
    crossing.run(10);
    const before = crossing.desk.status();
    const update = request({ ...stranger, type: 'priorityRequestUpdate', inbound: { tag: 'lane', value: 2 } });
    expect(crossing.ask(update)).toEqual({ verdict: 'refused', reason: 'notTheOpener' });
    expect(crossing.desk.status()).toEqual(before);
    crossing.run(5);
    expect(crossing.status(request())).toBe('granted');
  });
  test('D16: a stranger cannot cancel it', () => {
    const crossing = new Crossing();
    crossing.keep(request());
    crossing.run(10);
    const cancel = request({ ...stranger, type: 'priorityCancellation' });
    expect(crossing.ask(cancel)).toEqual({ verdict: 'refused', reason: 'notTheOpener' });
    crossing.run(5);
    expect(crossing.status(request())).toBe('granted');
  });
  test('an entityID and a stationID of the same digits are two vehicles', () => {
    const crossing = new Crossing();
    crossing.ask(request());
    const entity = request({ vehicle: { tag: 'entityID', value: Uint8Array.of(0, 0, 0, 7) } });
    expect(crossing.ask(entity).verdict).toBe('opened');
    expect(crossing.desk.status()).toHaveLength(2);
  });
  test('D18: the role cannot be changed on the way', () => {
    const crossing = new Crossing();
    crossing.ask(bus());
    const fire = bus({ role: 'fire', type: 'priorityRequestUpdate', sequenceNumber: 2 });
    expect(crossing.ask(fire)).toEqual({ verdict: 'refused', reason: 'roleChanged' });
    expect(crossing.desk.status()[0]?.role).toBe('transit');
  });
  test('B17: when the certificate is revoked, what it was granted is withdrawn', () => {
    const crossing = new Crossing();
    crossing.keep(request());
    crossing.run(10);
    crossing.desk.withdraw('ambulance 1', crossing.drive.now);
    crossing.hush(request());
    crossing.run(0.2);
    expect(crossing.drive.controller.readBack().preempt).toBeUndefined();
    expect(crossing.status(request())).toBe('rejected');
  });
});

describe('who comes first', () => {
  test('D20: of two ambulances in conflict the first is served to its end, the other waits; nothing flips', () => {
    const crossing = new Crossing();
    crossing.keep(request({ position: { lat: 150, long: 0 } }));
    crossing.run(1);
    crossing.keep(second({ position: { lat: 20, long: 0 } }));
    crossing.run(30);
    for (let i = 0; i < 100; i++) {
      crossing.run(0.2);
      expect([crossing.status(request()), crossing.status(second())]).toEqual(['granted', 'processing']);
    }
    crossing.cancel(request());
    crossing.run(30);
    expect([crossing.status(request()), crossing.status(second())]).toEqual([undefined, 'granted']);
    expect(crossing.drive.lamps(4).filter(({ shows }) => shows === 'green')).toHaveLength(1);
    expect(crossing.drive.monitor.found).toEqual([]);
  });
  test('D20: of two that wait, the one that arrives first', () => {
    const crossing = new Crossing();
    crossing.desk.receive(
      second({ position: { lat: 400, long: 0 } }),
      crossing.drive.controller.readBack(),
      crossing.drive.now,
    );
    crossing.ask(request({ position: { lat: 100, long: 0 } }));
    crossing.run(9);
    expect([crossing.status(request()), crossing.status(second())]).toEqual(['granted', 'processing']);
  });
  test('two ambulances on the same approach are served together', () => {
    const crossing = new Crossing();
    crossing.keep(request());
    crossing.keep(second({ inbound: { tag: 'lane', value: 7 } }));
    crossing.run(20);
    expect([crossing.status(request()), crossing.status(second())]).toEqual(['granted', 'granted']);
  });
  test('D21: a bus gives way to an ambulance, safely, and gets its turn afterwards', () => {
    const crossing = new Crossing();
    crossing.keep(bus({ inbound: { tag: 'lane', value: 2 } }));
    crossing.run(5);
    expect(crossing.status(bus())).toBe('granted');
    expect(crossing.drive.controller.status().signalPriorityIsActive).toBe(true);
    crossing.keep(request());
    crossing.run(20);
    expect([crossing.status(request()), crossing.status(bus())]).toEqual(['granted', 'processing']);
    expect(crossing.drive.controller.status().signalPriorityIsActive).toBe(false);
    crossing.cancel(request());
    crossing.run(60);
    expect(crossing.status(bus())).toBe('granted');
    expect(crossing.drive.monitor.found).toEqual([]);
  });
  test('D22: who outstays is released, told maxPresence, and locked until it cancels and the reservice time is over', () => {
    const crossing = new Crossing({ maxPresence: 60 });
    crossing.keep(request());
    crossing.run(61);
    expect(crossing.status(request())).toBe('maxPresence');
    expect(crossing.drive.controller.readBack().preempt).toBeUndefined();
    crossing.run(60);
    expect(crossing.status(request())).toBe('maxPresence');
    expect(crossing.ask(request({ requestID: 2 }))).toEqual({ verdict: 'refused', reason: 'maxPresence' });
    crossing.cancel(request());
    expect(crossing.ask(request({ requestID: 3 }))).toEqual({ verdict: 'refused', reason: 'reserviceLocked' });
    crossing.run(16);
    expect(crossing.ask(request({ requestID: 4 })).verdict).toBe('opened');
    expect(crossing.drive.monitor.found).toEqual([]);
  });
  test('D23: the same ambulance again within the reservice time is reserviceLocked, another one is not', () => {
    const crossing = new Crossing();
    crossing.keep(request());
    crossing.run(20);
    crossing.cancel(request());
    const again = request({ requestID: 2 });
    expect(crossing.ask(again)).toEqual({ verdict: 'refused', reason: 'reserviceLocked' });
    expect(crossing.status(again)).toBe('reserviceLocked');
    expect(crossing.ask(second()).verdict).toBe('opened');
    crossing.run(16);
    expect(crossing.ask(again).verdict).toBe('opened');
  });
  test('F04: after a bus was served its class waits for the reservice time', () => {
    const crossing = new Crossing();
    crossing.keep(bus({ inbound: { tag: 'lane', value: 2 } }));
    crossing.run(5);
    crossing.cancel(bus());
    const other = bus({ signer: 'bus 2', vehicle: { tag: 'stationID', value: 100 } });
    expect(crossing.ask(other)).toEqual({ verdict: 'refused', reason: 'reserviceLocked' });
  });
  test('D24: an ambulance that falls silent in dwell is released by its time to live', () => {
    const crossing = new Crossing();
    crossing.keep(request());
    crossing.run(20);
    crossing.hush(request());
    crossing.run(10.2);
    expect(crossing.drive.controller.readBack().preempt).toBeUndefined();
    crossing.run(5);
    expect(crossing.status(request())).toBeUndefined();
    expect(crossing.drive.monitor.found).toEqual([]);
  });
  test('D27, F09: in flash or stop time a request is rejected and no output moves', () => {
    for (const stop of [true, false]) {
      const crossing = new Crossing();
      crossing.keep(request());
      crossing.run(20);
      if (stop) crossing.drive.controller.stopTime(true);
      else crossing.drive.controller.cabinetFlash(true);
      crossing.run(0.2);
      expect(crossing.status(request())).toBe('rejected');
      const before = crossing.drive.events.filter(({ kind }) => kind === 'lamp').length;
      expect(crossing.ask(second())).toEqual({ verdict: 'refused', reason: 'flash' });
      crossing.run(20);
      expect(crossing.drive.events.filter(({ kind }) => kind === 'lamp').length).toBe(before);
    }
  });
  test('D28: while rail rules an ambulance stays processing', () => {
    const crossing = new Crossing();
    crossing.drive.controller.preempt(1, [2], { deadMan: 120, maxPresence: 120 });
    crossing.keep(request());
    crossing.run(40);
    expect(crossing.status(request())).toBe('processing');
    expect(crossing.green(2)).toBe(true);
    crossing.drive.controller.release(1);
    crossing.run(30);
    expect(crossing.status(request())).toBe('granted');
  });
  test('F10: when the desk dies the controller lets go by itself', () => {
    const crossing = new Crossing();
    crossing.keep(request());
    crossing.run(20);
    crossing.drive.run(3);
    expect(crossing.drive.controller.readBack().preempt).toBeUndefined();
  });
  test('F03, F05: ten rows at most; one signer has two; a better class takes the place of one that only waits', () => {
    const crossing = new Crossing();
    const asker = (n: number, change: Partial<DeskRequest> = {}) =>
      bus({
        signer: `bus ${n}`,
        vehicle: { tag: 'stationID', value: n },
        inbound: { tag: 'lane', value: 1 + (n % 8) },
        ...change,
      });
    for (let n = 0; n < 10; n++) expect(crossing.ask(asker(n)).verdict).toBe('opened');
    expect(crossing.ask(asker(10))).toEqual({ verdict: 'refused', reason: 'tableFull' });
    crossing.run(0.2);
    expect(crossing.ask(request()).verdict).toBe('opened');
    expect(crossing.desk.status().filter(({ status }) => status !== 'rejected').length).toBe(10);
    const other = new Crossing();
    for (const requestID of [1, 2]) expect(other.ask(asker(1, { requestID })).verdict).toBe('opened');
    expect(other.ask(asker(1, { requestID: 3 }))).toEqual({ verdict: 'refused', reason: 'quota' });
  });
});
