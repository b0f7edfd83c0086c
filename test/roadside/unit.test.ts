/** The unit as the air sees it: signed frames in, signed frames out, on simulated time and a simulated medium. */

import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { SignalRequestMessage } from '../../asn1/j2735/srm.ts';
import { uper } from '../../asn1/uper.ts';
import { type Action, type Command, TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import { builtinIntersection, builtinMap } from '../../roadside/builtin.ts';
import { Controller } from '../../roadside/controller.ts';
import { Desk } from '../../roadside/desk.ts';
import { readMap } from '../../roadside/intersection.ts';
import { siteOf } from '../../roadside/locate.ts';
import { Monitor } from '../../roadside/monitor.ts';
import { defaultPlan, usualRecall } from '../../roadside/plan.ts';
import { deskDefaults } from '../../roadside/policy.ts';
import { type Outcome, RoadsideUnit } from '../../roadside/unit.ts';
import { chance } from '../../sim/chance.ts';
import { Events } from '../../sim/events.ts';
import { Medium } from '../../sim/radio.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { toGlobal } from '../../src/map/geometry.ts';
import { unwrap, wrap } from '../../src/net/wsm.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { dSecond, minuteOfTheYear, toTime64 } from '../../src/time.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { requestSsp, tmcSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { PSID } from '../../src/verify/profile.ts';
import { atOnce } from '../../src/verify/receiver.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { type Labels, type Log, type Micros, unmeasured } from '../../src/world.ts';
import { encodeBsm } from '../../vehicles/bsm.ts';
import { aca, crypto, device, ica, keys, NOW, random, root, START } from '../pki.ts';

const read = readMap(builtinMap);
if (!read.ok) throw new Error(read.refusal);
const { intersection } = read;
const { id } = intersection;
const frames = uper(MessageFrame);
const mapOctets = frames.encode({ tag: 'MapData', value: builtinMap });
const place = [{ region: 0, from: 7001, to: 7001 }];
const plain = (...psids: number[]) => psids.map((psid) => ({ psid, ssp: undefined }));
const holder = device([...plain(PSID.spat, PSID.map, PSID.ssm), { psid: PSID.tmc, ssp: tmcSsp([], place) }]);
const ambulance = device([{ psid: PSID.srm, ssp: requestSsp(['ambulance'], 14) }]);
const rival = device([{ psid: PSID.srm, ssp: requestSsp(['ambulance'], 14) }]);
const bus = device([{ psid: PSID.srm, ssp: requestSsp(['transit'], 5) }]);
const noRole = device([{ psid: PSID.srm, ssp: requestSsp([], 14) }]);
const noSsp = device(plain(PSID.srm));
const car = device(plain(PSID.bsm));
const operator = device([{ psid: PSID.tmc, ssp: tmcSsp(['setPattern', 'lockPriority'], place) }]);

const trusted = (): TrustStore => {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  return store;
};
const trusting = (clock: Events, store = trusted(), revocations = new Revocations(crypto)): Verifier =>
  new Verifier({ crypto, clock, store, revocations });
/** A phase of a side street, and its lane. */
const way = intersection.movements.find((m) => m.signalGroup === 4 && m.maneuver === 'straight')!;
/** So far before the stop line of that lane. */
function before(metres: number) {
  const [stop, angle] = [way.from.line[0]!, (way.heading * Math.PI) / 180];
  return toGlobal(intersection.refPoint, {
    east: stop.east - Math.sin(angle) * metres,
    north: stop.north - Math.cos(angle) * metres,
  });
}
const groups = [...intersection.phaseOf].map(
  ([signalGroup, phase]) => ({ signalGroup, phase, kind: 'vehicle', permissive: false }) as const,
);

interface Asking {
  readonly by?: Holder;
  readonly type?: 'priorityRequest' | 'priorityRequestUpdate' | 'priorityCancellation';
  readonly requestID?: number;
  readonly role?: 'ambulance' | 'transit' | 'fire' | `?${number}`;
  readonly metres?: number;
  readonly madeAt?: Micros;
  readonly id?: { readonly region: number; readonly id: number };
}

class Corner {
  readonly events = new Events(NOW);
  readonly medium = new Medium({ world: this.events, chance: chance(seededRandom('corner')), loss: () => 0 });
  readonly monitor: Monitor;
  readonly controller: Controller;
  readonly desk: Desk;
  readonly unit: RoadsideUnit;
  readonly store = trusted();
  readonly revocations = new Revocations(crypto);
  readonly outcomes: Outcome[] = [];
  /** What an independent receiver believes of what the unit sent. */
  readonly ssm: (MessageFrame & { tag: 'SignalStatusMessage' })['value'][] = [];
  readonly spat: (MessageFrame & { tag: 'SPAT' })['value'][] = [];
  readonly maps: (MessageFrame & { tag: 'MapData' })['value'][] = [];
  readonly answers: (TmcMessage & { tag: 'acknowledgement' })['value'][] = [];
  readonly refused: string[] = [];
  /** What the unit told its operator, from `warn` on, and counted. */
  readonly logged: Parameters<Log>[] = [];
  readonly counted: [string, Labels][] = [];
  readonly mouth = this.medium.join('mouth', () => ({ x: 20, y: 20 }));
  #sequence = 0;
  #commands = 0;

  constructor(priority = true) {
    const plan = defaultPlan(intersection);
    const { physical } = intersection;
    this.monitor = new Monitor({ plan, physical, maxPresence: 300, slack: 0.3 }, NOW);
    const recall = usualRecall(intersection);
    const record = this.monitor.see.bind(this.monitor);
    this.controller = new Controller({ plan, physical, local: 'free', recall, record }, NOW);
    this.desk = new Desk({ ...deskDefaults, intersection: id, site: siteOf(intersection) });
    const radio = this.medium.join('unit', () => ({ x: 0, y: 0 }));
    const log: Log = (...line) => line[0] !== 'debug' && this.logged.push(line);
    const meter = { ...unmeasured, count: (name: string, labels: Labels) => this.counted.push([name, labels]) };
    const world = { clock: this.events, timers: this.events, radio, log, crypto, keys };
    this.unit = new RoadsideUnit({
      ...{
        world,
        holder,
        receiving: atOnce(trusting(this.events, this.store, this.revocations)),
        intersection: id,
        map: mapOctets,
        revision: 1,
      },
      ...{ groups, controller: this.controller, desk: this.desk, priority, meter },
    });
    this.unit.onOutcome((outcome) => this.outcomes.push(outcome));
    const ear = trusting(this.events);
    this.medium
      .join('ear', () => ({ x: 5, y: 5 }))
      .receive((frame) => {
        const wsm = unwrap(frame);
        if (!wsm.ok) return;
        const verdict = ear.verify(wsm.data, wsm.psid);
        if (!verdict.ok) this.refused.push(verdict.result);
        else if (verdict.payload.tag === 'messageFrame') {
          const { value: message } = verdict.payload;
          if (message.tag === 'SignalStatusMessage') this.ssm.push(message.value);
          if (message.tag === 'SPAT') this.spat.push(message.value);
          if (message.tag === 'MapData') this.maps.push(message.value);
        } else if (verdict.payload.tag === 'tmc' && verdict.payload.value.tag === 'acknowledgement')
          this.answers.push(verdict.payload.value.value);
      });
    this.unit.start();
    this.run(60);
  }

  run(seconds: number, each: () => void = () => {}): this {
    for (let i = 0; i < Math.round(seconds * 10); i++) {
      each();
      this.events.runUntil(this.events.now() + 1e5);
    }
    return this;
  }
  /** Signs, sends, waits until it has come; what the unit made of it. */
  say(by: Holder, psid: number, payload: Uint8Array, madeAt: Micros = this.events.now(), wsmPsid = psid): Outcome {
    const signer = { form: 'certificate', certificate: by.record } as const;
    const expiryTime = psid === PSID.tmc ? madeAt + 30e6 : undefined;
    const spdu = signSpdu({ crypto, keys, key: by.key, psid, payload, signer, generationTime: madeAt, expiryTime });
    return this.put(wrap(wsmPsid, spdu));
  }
  put(frame: Uint8Array): Outcome {
    const count = this.outcomes.length;
    this.mouth.send(frame);
    this.events.runUntil(this.events.now() + 10_000);
    // What came before it, if anything was on its way, is not what was asked for.
    expect(this.outcomes.length).toBeGreaterThan(count);
    return this.outcomes.at(-1)!;
  }
  srm(asking: Asking = {}): SignalRequestMessage {
    const { type = 'priorityRequest', requestID = 1, role = 'ambulance', metres = 200 } = asking;
    const now = asking.madeAt ?? this.events.now();
    const request = { id: asking.id ?? { region: 0, id: 7001 }, requestID, requestType: type };
    const inBoundLane = { tag: 'lane', value: way.from.id } as const;
    this.#sequence = (this.#sequence + 1) % 128;
    return {
      ...{ timeStamp: minuteOfTheYear(now), second: dSecond(now), sequenceNumber: this.#sequence },
      requests: [{ request: { ...request, inBoundLane } }],
      requestor: {
        id: { tag: 'entityID', value: Uint8Array.of(1, 2, 3, 4) },
        type: { role },
        position: { position: before(metres), speed: { transmisson: 'forwardGears', speed: 700 } },
      },
    };
  }
  ask(asking: Asking = {}): Outcome {
    const payload = frames.encode({ tag: 'SignalRequestMessage', value: this.srm(asking) });
    return this.say(asking.by ?? ambulance, PSID.srm, payload, asking.madeAt);
  }
  /** Asks, and again each second. */
  keep(seconds: number, asking: Asking = {}, each: () => void = () => {}): void {
    this.ask(asking);
    for (let i = 0; i < seconds; i++) {
      this.run(1, each);
      this.ask({ ...asking, type: 'priorityRequestUpdate' });
    }
  }
  order(action: Action, by = operator, change: Partial<Command> = {}): Outcome {
    const now = this.events.now();
    const value = {
      ...{ version: 1, commandId: Uint8Array.from(random.octets(16)), target: id, sequence: ++this.#commands },
      ...{ notBefore: toTime64(now), notAfter: toTime64(now + 30e6), operator: 'desk 4', reason: undefined, action },
      ...change,
    };
    return this.say(by, PSID.tmc, coer(TmcMessage).encode({ tag: 'command', value }));
  }
  /** The lines of the newest SSM; none where none came within two seconds. */
  lines() {
    const last = this.ssm.at(-1);
    const age = last ? (dSecond(this.events.now()) - last.second + 60_000) % 60_000 : 60_000;
    return age > 2000 ? [] : last!.status[0]!.sigStatus.map((s) => `${s.requester!.request} ${s.status}`);
  }
}
const kind = (outcome: Outcome): string => {
  if (outcome.kind === 'refused') return outcome.result;
  if (outcome.kind === 'unauthorised') return outcome.reason;
  if (outcome.kind === 'order') return outcome.result;
  if (outcome.kind !== 'request') return outcome.kind;
  return outcome.answers.map((a) => ('reason' in a ? a.reason : a.verdict)).join(' ');
};

describe('what it sends', () => {
  test('ten SPaT and one MAP a second, that a receiver believes; no SSM while there is nothing to say', () => {
    const corner = new Corner();
    expect(corner.refused).toEqual([]);
    const [spat, maps] = [corner.spat.length, corner.maps.length];
    corner.run(10);
    expect([corner.spat.length - spat, corner.maps.length - maps, corner.ssm.length]).toEqual([100, 10, 0]);
  });
  test('E26: MAP and SPaT are of its own intersection and of one revision; another MAP it does not sign', () => {
    const corner = new Corner();
    expect(corner.maps.at(-1)!.intersections).toMatchObject([{ id: { id: 7001 }, revision: 1 }]);
    expect(corner.spat.at(-1)!.intersections).toMatchObject([{ id: { id: 7001 }, revision: 1 }]);
    const published = (revision: number, part = builtinIntersection) => ({
      ...{ revision, groups },
      map: frames.encode({ tag: 'MapData', value: { ...builtinMap, intersections: [part] } }),
    });
    const { unit } = corner;
    expect(() => unit.revise(published(2), siteOf(intersection))).toThrow(/revision 1 where SPaT would say 2/);
    const foreign = { ...builtinIntersection, id: { region: 0, id: 7002 } };
    expect(() => unit.revise(published(1, foreign), siteOf(intersection))).toThrow(/intersection 7001/);
    const spat = frames.encode({ tag: 'SPAT', value: corner.spat[0]! });
    expect(() => unit.revise({ map: spat, revision: 1, groups }, siteOf(intersection))).toThrow(RangeError);
    corner.run(2);
    expect(corner.maps.at(-1)!.intersections).toMatchObject([{ id: { id: 7001 }, revision: 1 }]);
  });
  test('D12: with a revised MAP, SPaT follows at once and says so, and a request on a lane that is gone ends', () => {
    for (const lane of [true, false]) {
      const corner = new Corner();
      corner.keep(3);
      const laneSet = builtinIntersection.laneSet.filter((l) => lane || l.laneID !== way.from.id);
      const value = { ...builtinMap, intersections: [{ ...builtinIntersection, revision: 2, laneSet }] };
      const again = readMap(value);
      if (!again.ok) throw new Error(again.refusal);
      const map = frames.encode({ tag: 'MapData', value });
      corner.unit.revise({ map, revision: 2, groups }, siteOf(again.intersection));
      corner.run(0.2);
      expect(corner.spat.at(-1)!.intersections[0]).toMatchObject({ revision: 2 });
      expect(corner.spat.at(-1)!.intersections[0]!.status.octets[1]! & 0x20).toBe(0x20);
      expect(corner.maps.at(-1)!.intersections![0]!.revision).toBe(2);
      expect(corner.lines()).toEqual([lane ? '1 processing' : '1 rejected']);
      corner.run(60);
      expect(corner.spat.at(-1)!.intersections[0]!.status.octets[1]! & 0x20).toBe(0);
    }
  });
});

describe('a request', () => {
  test('is granted in SSM only while an independent receiver can see its green in SPaT', () => {
    const corner = new Corner();
    const states = new Set<string>();
    corner.keep(30, {}, () => {
      const [line] = corner.lines();
      states.add(line ?? '');
      const group = corner.spat.at(-1)!.intersections[0]!.states.find((s) => s.signalGroup === 4)!;
      if (line === '1 granted') expect(group.stateTimeSpeed[0]!.eventState).toBe('protected-Movement-Allowed');
    });
    expect([...states]).toEqual(['', '1 processing', '1 granted']);
    expect(corner.monitor.found).toEqual([]);
  });
  test('D01: a certificate for BSMs only makes none', () => {
    const corner = new Corner();
    expect(kind(corner.ask({ by: car }))).toBe('unauthorizedPSID');
    expect(corner.run(2).lines()).toEqual([]);
  });
  test('A13, A14: nor does a request under another PSID, on the air or in the header', () => {
    const corner = new Corner();
    const payload = frames.encode({ tag: 'SignalRequestMessage', value: corner.srm() });
    expect(kind(corner.say(ambulance, PSID.srm, payload, undefined, PSID.bsm))).toBe('psidsDontMatch');
    expect(kind(corner.say(car, PSID.bsm, payload))).toBe('psidsDontMatch');
  });
  test.each([
    [
      'D02: a role whose bit no certificate of its signer has',
      'ambulance',
      noRole,
      'may request nothing',
      'roleNotPermitted',
    ],
    ['D02: a role where the certificate has no SSP', 'ambulance', noSsp, 'has no SSP and may nothing', 'noRights'],
    ['D03: fire, of a bus', 'fire', bus, 'may request: transit up to importance 5', 'roleNotPermitted'],
  ] as const)('%s is SSM-rejected, moves nothing, and is recorded', (_, role, by, permits, reason) => {
    const corner = new Corner();
    let frame = new Uint8Array();
    corner.medium.tap((sent) => {
      if (sent.from === 'mouth') frame = sent.frame as typeof frame;
    });
    expect(kind(corner.ask({ by, role }))).toBe(reason);
    const at = corner.events.now();
    expect(corner.run(0.2).lines()).toEqual(['1 rejected']);
    expect([corner.desk.status(), corner.controller.readBack().preempt]).toEqual([[], undefined]);
    const { id: signer, octets: certificate } = by.record;
    const claim = { signer, certificate, psid: PSID.srm, reason, role, permits, frame };
    expect(corner.unit.misbehaviour.records).toMatchObject([claim]);
    expect(Math.abs(corner.unit.misbehaviour.records[0]!.at - at)).toBeLessThanOrEqual(10_000);
    expect(corner.logged).toMatchObject([['warn', 'roadside.misbehaviour', { signer, role, permits }]]);
    expect(corner.counted).toEqual([['wavetrust_misbehaviour_total', { reason }]]);
    expect(corner.run(5).lines()).toEqual([]);
  });
  test('what no certificate is accused of: no role, one of a later edition, a wrong time, another intersection', () => {
    const corner = new Corner();
    const ask = (change: Partial<SignalRequestMessage>, by = bus) => {
      const value = { ...corner.srm({ role: 'fire' }), ...change };
      return kind(corner.say(by, PSID.srm, frames.encode({ tag: 'SignalRequestMessage', value })));
    };
    const { type: _, ...nobody } = corner.srm().requestor;
    expect(ask({ requestor: nobody })).toBe('roleNotPermitted');
    expect(kind(corner.ask({ by: bus, role: '?23' }))).toBe('unknownRole');
    expect(ask({ ...corner.srm({ madeAt: corner.events.now() - 3e6 }) }, ambulance)).toBe('timesDisagree');
    expect(ask({ requests: corner.srm({ id: { region: 0, id: 7002 } }).requests! })).toBe('roleNotPermitted');
    expect(corner.unit.misbehaviour.records).toEqual([]);
    expect(kind(corner.ask())).toBe('opened');
    expect(corner.unit.misbehaviour.records).toEqual([]);
  });
  test('D03: of a thousand forged roles of one bus a few are recorded, and that of another one stays', () => {
    const corner = new Corner();
    corner.ask({ by: noRole, role: 'fire' });
    for (let i = 0; i < 1000; i++)
      expect(kind(corner.ask({ by: bus, role: 'fire', requestID: i & 255 }))).toBe('roleNotPermitted');
    const who = corner.unit.misbehaviour.take().map(({ signer }) => signer);
    expect(who).toEqual([noRole, bus, bus, bus, bus].map(({ record }) => record.id));
    expect(corner.unit.misbehaviour.records).toEqual([]);
    expect(corner.counted.filter(([name]) => name === 'wavetrust_misbehaviour_total')).toHaveLength(1001);
  });
  test('P2: however many are rejected, SSM names few and comes no faster than SPaT', () => {
    const corner = new Corner();
    const before = corner.ssm.length;
    for (let i = 0; i < 200; i++) corner.ask({ by: bus, role: 'fire', requestID: i });
    expect(corner.lines().length).toBeLessThanOrEqual(8);
    expect(corner.ssm.length - before).toBeLessThanOrEqual(25);
    corner.keep(20);
    expect(corner.lines()[0]).toBe('1 granted');
  });
  test('nobody can have an open request of another called rejected', () => {
    const corner = new Corner();
    corner.keep(20);
    corner.ask({ by: bus, role: 'fire' });
    expect(corner.run(0.3).lines()).toEqual(['1 granted']);
  });
  test('D06, D07: one for another intersection gets no answer', () => {
    const corner = new Corner();
    for (const other of [
      { region: 0, id: 7002 },
      { region: 4, id: 7001 },
    ])
      expect(corner.ask({ id: other })).toMatchObject({ kind: 'request', answers: [] });
    expect(corner.run(2).lines()).toEqual([]);
  });
  test('B17: what is granted is taken back when its signer is revoked, or its root withdrawn; others keep theirs', () => {
    const part = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
    const listed = device([{ psid: PSID.srm, ssp: requestSsp(['ambulance'], 14) }], part);
    const ways: ((corner: Corner) => unknown)[] = [
      (corner) => corner.store.withdrawAnchor(root.record),
      ({ revocations }) =>
        revocations.apply({
          ...{ version: 1, crlSeries: 3, crlCraca: aca.record.id8, priorityInfo: { priority: undefined } },
          ...{ issueDate: START, nextCrl: START + 1 },
          typeSpecific: {
            tag: 'fullHashCrl',
            value: { crlSerial: 1, entries: [{ id: listed.record.id10, expiry: START }] },
          },
        }),
    ];
    for (const lose of ways) {
      const corner = new Corner();
      corner.keep(20, { by: listed });
      expect([corner.lines(), corner.controller.readBack().preempt?.state]).toEqual([['1 granted'], 'dwell']);
      lose(corner);
      expect(corner.run(0.3).lines()).toEqual(['1 rejected']);
      expect(corner.controller.readBack().preempt?.state).not.toBe('dwell');
      expect(corner.monitor.found).toEqual([]);
    }
    const corner = new Corner();
    corner.keep(20);
    ways[1]!(corner);
    expect(corner.run(0.3).lines()).toEqual(['1 granted']);
  });
  test('D15, D16: an update or a cancellation under another certificate changes nothing', () => {
    const corner = new Corner();
    corner.keep(20);
    expect(kind(corner.ask({ by: rival, type: 'priorityRequestUpdate', metres: 10 }))).toBe('notTheOpener');
    expect(kind(corner.ask({ by: rival, type: 'priorityCancellation' }))).toBe('notTheOpener');
    expect(corner.run(1).lines()).toEqual(['1 granted']);
  });
  test('D18: with a role its certificate does not hold it is not upgraded on the way', () => {
    const corner = new Corner();
    corner.ask({ by: bus, role: 'transit' });
    expect(kind(corner.ask({ by: bus, role: 'ambulance', type: 'priorityRequestUpdate' }))).toBe('roleNotPermitted');
    expect(corner.desk.status()).toMatchObject([{ role: 'transit' }]);
  });
  test('C01, C02: the same frame again is a replay; later it is too old', () => {
    const corner = new Corner();
    let frame = new Uint8Array();
    corner.medium.tap((sent) => {
      if (sent.from === 'mouth') frame = sent.frame as typeof frame;
    });
    expect(kind(corner.ask())).toBe('opened');
    const first = frame;
    expect(kind(corner.run(1).put(first))).toBe('replayedSpdu');
    expect(kind(corner.run(5).put(first))).toBe('generationTimeTooFarInPast');
  });
  test('C09: one held back until its cancellation was through does not open again', () => {
    const corner = new Corner();
    corner.ask();
    const made = corner.events.now();
    const held = frames.encode({ tag: 'SignalRequestMessage', value: corner.srm({ requestID: 2 }) });
    corner.run(0.5);
    corner.ask({ type: 'priorityCancellation' });
    corner.run(4);
    expect(kind(corner.say(ambulance, PSID.srm, held, made))).toBe('overtaken');
    expect(corner.controller.readBack().preempt).toBeUndefined();
    expect(kind(corner.ask({ requestID: 3 }))).toBe('opened');
  });
  test('C14: a time in the request that is not the signed one is refused', () => {
    const corner = new Corner();
    const value = corner.srm({ madeAt: corner.events.now() - 3e6 });
    expect(kind(corner.say(ambulance, PSID.srm, frames.encode({ tag: 'SignalRequestMessage', value })))).toBe(
      'timesDisagree',
    );
  });
  test('A11: a type of request of a later edition is unknownType: it opens, moves and ends nothing', () => {
    for (const later of ['?4', '?5', '?130'] as const) {
      const corner = new Corner();
      const ask = (position: number) => {
        const srm = corner.srm({ metres: position });
        const request = { ...srm.requests![0]!.request, requestType: later };
        const payload = frames.encode({ tag: 'SignalRequestMessage', value: { ...srm, requests: [{ request }] } });
        // What the unit reads has the extension bit set, and a number for which there is no name.
        expect(frames.read(payload)).toMatchObject({ value: { requests: [{ request: { requestType: later } }] } });
        return kind(corner.say(ambulance, PSID.srm, payload));
      };
      expect(ask(200)).toBe('unknownType');
      corner.run(2);
      expect([corner.desk.status(), corner.lines(), corner.controller.readBack().preempt]).toEqual([[], [], undefined]);
      corner.keep(20);
      const before = corner.desk.status();
      expect(ask(190)).toBe('unknownType');
      expect(corner.desk.status()).toEqual(before);
      expect(corner.run(1).lines()).toEqual(['1 granted']);
    }
  });
  test('A11: a role of a later edition is unknownRole, whatever bits its certificate has', () => {
    const every = device([
      { psid: PSID.srm, ssp: { tag: 'bitmapSsp', value: Uint8Array.of(1, 255, 255, 255, 255, 14) } },
    ]);
    for (const role of ['?23', '?130'] as const) {
      const corner = new Corner();
      expect(kind(corner.ask({ by: every, role }))).toBe('unknownRole');
      expect(corner.run(1).lines()).toEqual(['1 rejected']);
      expect([corner.desk.status(), corner.controller.readBack().preempt]).toEqual([[], undefined]);
    }
  });
  test.each([
    ['inBoundLane', 'noSuchLane'],
    ['outBoundLane', 'notConnected'],
  ])('A11: an access point of a later edition as %s is %s, and SSM goes on', (field, reason) => {
    const corner = new Corner();
    const srm = corner.srm();
    const later = { tag: '?', value: { index: 3, octets: Uint8Array.of(7) } } as const;
    const request = { ...srm.requests![0]!.request, [field]: later };
    const payload = frames.encode({ tag: 'SignalRequestMessage', value: { ...srm, requests: [{ request }] } });
    expect(kind(corner.say(ambulance, PSID.srm, payload))).toBe(reason);
    expect(corner.run(0.5).lines()).toEqual(['1 rejected']);
    expect(corner.controller.readBack().preempt).toBeUndefined();
  });
  test('F01: behind the 350 BSMs of a tenth of a busy second, an ambulance is answered in the next tenth', () => {
    const corner = new Corner();
    const now = corner.events.now();
    const motion = { latitude: 1, longitude: 1, elevation: 0, speedMetresPerSecond: 1, headingDegrees: 0 };
    const signer = { form: 'certificate', certificate: car.record } as const;
    for (let i = 0; i < 350; i++) {
      const body = { lengthMetres: 5, widthMetres: 2 };
      const payload = encodeBsm({ ...motion, accelerationMetresPerSecond2: i }, body, random.octets(4), i, now);
      const spdu = signSpdu({ crypto, keys, key: car.key, psid: PSID.bsm, payload, generationTime: now, signer });
      corner.mouth.send(wrap(PSID.bsm, spdu));
    }
    expect(kind(corner.ask())).toBe('opened');
    expect(corner.outcomes.filter((o) => o.kind === 'heard')).toHaveLength(350);
    corner.run(0.1);
    expect(corner.lines()).toEqual(['1 processing']);
  });
  test('with priority switched off every request is rejected', () => {
    const corner = new Corner(false);
    expect(kind(corner.ask())).toBe('locked');
    expect(corner.run(0.2).lines()).toEqual(['1 rejected']);
  });
});

describe('a command', () => {
  test('is carried out, and acknowledged with the states before and after', () => {
    const corner = new Corner();
    expect(kind(corner.order({ tag: 'setPattern', value: 1 }))).toBe('completed');
    corner.run(0.1);
    expect(corner.controller.running).toBe(1);
    expect(corner.answers).toMatchObject([{ target: id, sequence: 1, result: 'completed' }]);
    expect(corner.answers[0]!.before).not.toEqual(corner.answers[0]!.after);
  });
  test('E01: without a signature it is silence; of an ambulance it is unauthorised; of a unit it is refused', () => {
    const corner = new Corner();
    const payload = coer(TmcMessage).encode({
      tag: 'command',
      value: {
        ...{ version: 1, commandId: new Uint8Array(16), target: id, sequence: 1, notBefore: 0n, notAfter: 1n },
        ...{ operator: 'x', reason: undefined, action: { tag: 'free', value: null } },
      },
    });
    expect(corner.put(wrap(PSID.tmc, payload)).kind).toBe('refused');
    expect(kind(corner.say(ambulance, PSID.tmc, payload))).toBe('unauthorizedPSID');
    expect(corner.run(1).answers).toEqual([]);
    expect(kind(corner.order({ tag: 'setPattern', value: 1 }, holder))).toBe('rejectedInsufficientPrivileges');
    expect(corner.controller.running).toBe('free');
  });
  test('E03: for another unit it is heard and not answered', () => {
    const corner = new Corner();
    const outcome = corner.order({ tag: 'setPattern', value: 1 }, operator, { target: { region: 0, id: 7002 } });
    expect(outcome.kind).toBe('heard');
    expect(corner.run(1).answers).toEqual([]);
  });
  test('E22: of a flood few are answered', () => {
    const corner = new Corner();
    for (let i = 0; i < 100; i++) corner.order({ tag: 'setPattern', value: 1 }, holder);
    expect(corner.run(1).answers.length).toBeLessThanOrEqual(26);
    expect(kind(corner.order({ tag: 'setPattern', value: 1 }))).toBe('completed');
  });
  test('E25: a lock refuses a bus, never an ambulance, and lets who is open cancel', () => {
    const corner = new Corner();
    corner.ask({ by: bus, role: 'transit', requestID: 7 });
    corner.order({ tag: 'lockPriority', value: 60 });
    expect(kind(corner.ask({ by: bus, role: 'transit', requestID: 8 }))).toBe('locked');
    expect(kind(corner.ask({ by: bus, role: 'transit', requestID: 7, type: 'priorityCancellation' }))).toBe(
      'cancelled',
    );
    corner.keep(30);
    expect(corner.lines()[0]).toBe('1 granted');
  });
});
