/** A vehicle on the air: what it says under which certificate, and when it is silent. */

import { describe, expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { builtinIntersection, builtinMap } from '../../roadside/builtin.ts';
import { chance } from '../../sim/chance.ts';
import { Events } from '../../sim/events.ts';
import { Medium } from '../../sim/radio.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { toGlobal } from '../../src/map/geometry.ts';
import { readLayout } from '../../src/map/lanes.ts';
import { unwrap, wrap } from '../../src/net/wsm.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { requestSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { PSID } from '../../src/verify/profile.ts';
import { type Accepted, Verifier } from '../../src/verify/verifier.ts';
import type { Motion } from '../../vehicles/sensors.ts';
import { type Heard, VehicleUnit } from '../../vehicles/unit.ts';
import { aca, crypto, device, ica, keys, NOW, root, START } from '../pki.ts';

const frames = uper(MessageFrame);
const hours = (from: number, count: number) => ({
  validityPeriod: { start: START + from * 3600, duration: { tag: 'hours', value: count } } as const,
});
const pseudonym = (from = 0, count = 169): Holder => device([{ psid: PSID.bsm, ssp: undefined }], hours(from, count));
const ambulance = (count = 169) => device([{ psid: PSID.srm, ssp: requestSsp(['ambulance'], 14) }], hours(0, count));
const rsu = device([PSID.map, PSID.ssm].map((psid) => ({ psid, ssp: undefined })));
const lane = readLayout(builtinIntersection).lanes.get(2)!;

class Street {
  readonly events = new Events(NOW);
  readonly medium = new Medium({ world: this.events, chance: chance(seededRandom('street')), loss: () => 0 });
  readonly heard: Accepted[] = [];
  readonly told: Heard[] = [];
  readonly mast = this.medium.join('mast', () => ({ x: 0, y: 0 }));
  readonly unit: VehicleUnit;
  metres = 250;
  onDuty = true;
  present = true;

  constructor(pseudonyms: readonly Holder[], identification?: Holder, leastSeconds = 20) {
    const ear = this.#verifier();
    this.mast.receive((frame) => {
      const wsm = unwrap(frame);
      const verdict = wsm.ok ? ear.verify(wsm.data, wsm.psid) : undefined;
      if (!verdict?.ok) throw new Error(`nobody would believe this: ${JSON.stringify(verdict)}`);
      this.heard.push(verdict);
    });
    const radio = this.medium.join('vehicle', () => ({ x: 10, y: 0 }));
    const world = { clock: this.events, timers: this.events, radio, random: seededRandom('vehicle'), crypto, keys };
    this.unit = new VehicleUnit({
      ...{ world, pseudonyms, pseudonymPolicy: { leastSeconds }, body: { lengthMetres: 6, widthMetres: 2 } },
      motion: () => (this.present ? this.#motion() : undefined),
      ...(identification && {
        priority: {
          vehicle: { tag: 'entityID', value: Uint8Array.of(9, 9, 9, 9) },
          ...{ role: 'ambulance', importance: 14, fromMetres: 400, holder: identification },
          ...{ verifier: this.#verifier(), onDuty: () => this.onDuty, egress: () => undefined },
        },
      }),
    });
    this.unit.onHeard((heard) => this.told.push(heard));
  }
  #verifier(): Verifier {
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    return new Verifier({ crypto, clock: this.events, store });
  }
  #motion(): Motion {
    const [stop, out] = [lane.line[0]!, lane.line[1]!];
    const long = Math.hypot(out.east - stop.east, out.north - stop.north);
    const share = this.metres / long;
    const { lat, long: longitude } = toGlobal(builtinIntersection.refPoint, {
      east: stop.east + (out.east - stop.east) * share,
      north: stop.north + (out.north - stop.north) * share,
    });
    const headingDegrees = (Math.atan2(stop.east - out.east, stop.north - out.north) * 180) / Math.PI;
    const rest = { elevation: 1600, speedMetresPerSecond: 10, accelerationMetresPerSecond2: 0, headingDegrees };
    return { latitude: lat, longitude, ...rest };
  }
  run(seconds: number): this {
    this.events.runUntil(this.events.now() + seconds * 1e6);
    return this;
  }
  parked(seconds: number): void {
    this.present = false;
    this.run(seconds);
    this.present = true;
  }
  /** The intersection says something. */
  say(psid: number, message: MessageFrame): void {
    const signer = { form: 'certificate', certificate: rsu.record } as const;
    const now = this.events.now();
    const payload = frames.encode(message);
    this.mast.send(wrap(psid, signSpdu({ crypto, keys, key: rsu.key, psid, payload, signer, generationTime: now })));
    this.run(0.02);
  }
  bsms() {
    return this.heard.flatMap(({ payload, by, generated }) =>
      payload.tag === 'messageFrame' && payload.value.tag === 'BasicSafetyMessage'
        ? [{ by: by.record.id, at: generated!, ...payload.value.value.coreData }]
        : [],
    );
  }
  srms() {
    return this.heard.flatMap(({ payload, by }) =>
      payload.tag === 'messageFrame' && payload.value.tag === 'SignalRequestMessage'
        ? [{ by: by.record.id, type: payload.value.value.requests![0]!.request.requestType }]
        : [],
    );
  }
}
const status = (status: 'granted' | 'processing', request: number): MessageFrame => ({
  tag: 'SignalStatusMessage',
  value: {
    second: 0,
    status: [
      {
        ...{ sequenceNumber: 1, id: { region: 0, id: 7001 } },
        sigStatus: [
          {
            requester: { id: { tag: 'entityID', value: Uint8Array.of(9, 9, 9, 9) }, request, sequenceNumber: 1 },
            ...{ inboundOn: { tag: 'lane', value: 2 }, status },
          },
        ],
      },
    ],
  },
});

describe('everyday messages', () => {
  test('ten a second, that a stranger can verify, numbered one after the other', () => {
    const street = new Street([pseudonym()]);
    street.unit.start();
    const bsms = street.run(5).bsms();
    expect(bsms.length).toBeGreaterThanOrEqual(49);
    expect(bsms.map((b) => b.msgCnt)).toEqual(bsms.map((_, i) => (bsms[0]!.msgCnt + i) % 128));
  });
  test('with the certificate id and count change, so that nothing joins the two', () => {
    const street = new Street([pseudonym(), pseudonym(), pseudonym()]);
    street.unit.start();
    const bsms = street.run(120).bsms();
    const ids = new Map<string, Set<string>>();
    for (const { by, id } of bsms) ids.set(String(id), (ids.get(String(id)) ?? new Set()).add(by));
    expect(ids.size).toBeGreaterThanOrEqual(3);
    for (const signers of ids.values()) expect(signers.size).toBe(1);
    const changes = bsms.filter((b, i) => i > 0 && b.by !== bsms[i - 1]!.by);
    expect(changes.length).toBe(ids.size - 1);
    for (const at of changes) {
      const i = bsms.indexOf(at);
      expect(String(at.id)).not.toBe(String(bsms[i - 1]!.id));
      expect(at.msgCnt).not.toBe((bsms[i - 1]!.msgCnt + 1) % 128);
    }
  });
  test('without a valid certificate it is silent, and off the road too', () => {
    const street = new Street([pseudonym(0, 25)]);
    street.unit.start();
    street.parked(3590);
    expect(street.run(9).bsms().length).toBeGreaterThan(80);
    street.run(10);
    const count = street.heard.length;
    expect(street.run(60).heard).toHaveLength(count);
    const away = new Street([pseudonym()]);
    away.present = false;
    away.unit.start();
    expect(away.run(5).heard).toEqual([]);
  });
  test('stopped, it says no more, whether it had begun or not', () => {
    const street = new Street([pseudonym()]);
    street.unit.start()();
    expect(street.run(5).heard).toEqual([]);
    const stop = street.unit.start();
    expect(street.run(5).heard.length).toBeGreaterThan(0);
    stop();
    street.run(1);
    const count = street.heard.length;
    expect(street.run(5).heard).toHaveLength(count);
  });
});

describe('an ambulance', () => {
  const map: MessageFrame = { tag: 'MapData', value: builtinMap };
  test('asks under its own certificate once it knows the MAP, and never under a pseudonym', () => {
    const [own, everyday] = [ambulance(), pseudonym()];
    const street = new Street([everyday], own);
    street.unit.start();
    expect(street.run(3).srms()).toEqual([]);
    street.say(PSID.map, map);
    const srms = street.run(3).srms();
    expect(srms[0]?.type).toBe('priorityRequest');
    expect(new Set(srms.map(({ by }) => by))).toEqual(new Set([own.record.id]));
    expect(new Set(street.bsms().map(({ by }) => by))).toEqual(new Set([everyday.record.id]));
    expect(street.told).toContainEqual({ kind: 'verified', psid: PSID.map });
  });
  test('keeps its pseudonym while a request is open, answered or not, and changes it afterwards', () => {
    for (const answered of [true, false]) {
      const street = new Street([pseudonym(), pseudonym()], ambulance());
      street.unit.start();
      street.say(PSID.map, map);
      street.run(1);
      if (answered) street.say(PSID.ssm, status('granted', 1));
      const during = street.run(100).bsms();
      expect(new Set(during.map(({ by }) => by)).size).toBe(1);
      street.onDuty = false;
      street.run(1);
      expect(street.srms().at(-1)?.type).toBe('priorityCancellation');
      expect(street.run(1).bsms().at(-1)!.by).not.toBe(during[0]!.by);
    }
  });
  test('hears of its own request only, once for each change', () => {
    const street = new Street([pseudonym()], ambulance());
    street.unit.start();
    street.say(PSID.map, map);
    street.run(1);
    street.say(PSID.ssm, status('granted', 77));
    street.say(PSID.ssm, status('processing', 1));
    street.say(PSID.ssm, status('processing', 1));
    street.say(PSID.ssm, status('granted', 1));
    expect(street.told.flatMap((t) => (t.kind === 'status' ? [t.status] : []))).toEqual(['processing', 'granted']);
  });
  test('asks no more when the certificate it asks by has run out', () => {
    const street = new Street([pseudonym()], ambulance(25));
    street.unit.start();
    street.parked(3580);
    street.say(PSID.map, map);
    expect(street.run(5).srms().length).toBeGreaterThan(0);
    street.run(20);
    const count = street.srms().length;
    expect(street.run(30).srms()).toHaveLength(count);
  });
  test('believes no MAP and no SSM that does not verify', () => {
    const street = new Street([pseudonym()], ambulance());
    street.unit.start();
    const payload = frames.encode(map);
    const stranger = device([{ psid: PSID.bsm, ssp: undefined }]);
    const signer = { form: 'certificate', certificate: stranger.record } as const;
    const signing = { crypto, keys, key: stranger.key, psid: PSID.map, payload, signer };
    street.mast.send(wrap(PSID.map, signSpdu({ ...signing, generationTime: street.events.now() })));
    expect(street.run(3).srms()).toEqual([]);
    expect(street.told).toEqual([{ kind: 'refused', psid: PSID.map, result: 'unauthorizedPSID' }]);
  });
});
