/**
 * Over the air, with frames that everybody hears: a vehicle asks with a key in its header and only it reads the answer; a
 * center gives a command that only the unit reads.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { unwrap } from '../../src/net/wsm.ts';
import { type Addressed, encryptTo } from '../../src/secure/address.ts';
import { answerTo } from '../../src/secure/answer.ts';
import { encryptionKey, type Recipient } from '../../src/secure/encrypt.ts';
import { type Received, receive } from '../../src/secure/receive.ts';
import { KeyRing, type Response } from '../../src/secure/ring.ts';
import { Sender } from '../../src/secure/sender.ts';
import { Center } from '../../src/tmc/center.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { ACTIONS, requestSsp, tmcSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { PSID } from '../../src/verify/profile.ts';
import { type Verdict, Verifier } from '../../src/verify/verifier.ts';
import { aca, crypto, device, ica, keys, NOW, random, root, START, under } from '../pki.ts';
import { payload as request } from '../verify/srm.ts';

const target = { region: 0, id: 7001 };
const clock = { at: NOW, now: () => clock.at };

/** Everybody hears every frame but its own. */
class Air {
  readonly frames: Uint8Array[] = [];
  readonly #listeners: ((frame: Uint8Array) => void)[] = [];
  radio() {
    let own: (frame: Uint8Array) => void = () => {};
    return {
      send: (frame: Uint8Array) => {
        this.frames.push(frame);
        for (const listener of this.#listeners) if (listener !== own) listener(frame);
      },
      receive: (listener: (frame: Uint8Array) => void) => {
        own = listener;
        this.#listeners.push(listener);
      },
    };
  }
}

/** A radio with a verifier and a ring of keys, that keeps what it heard. */
class Station {
  readonly holder: Holder;
  readonly ring = new KeyRing({ crypto, keys, clock });
  readonly store = new TrustStore({ crypto });
  readonly sender: Sender;
  readonly heard: Received<Verdict>[] = [];
  spdus: Uint8Array[] = [];
  readonly #verifier: Verifier;

  constructor(air: Air, holder: Holder) {
    this.holder = holder;
    this.store.addAnchor(root.record);
    for (const { record } of [ica, aca]) this.store.addAuthority(record);
    this.#verifier = new Verifier({ crypto, clock, store: this.store });
    const radio = air.radio();
    this.sender = new Sender({ crypto, keys, clock, radio });
    radio.receive((frame) => {
      const wsm = unwrap(frame);
      if (!wsm.ok) return;
      this.spdus.push(wsm.data);
      this.heard.push(receive(this.ring, this.#verifier, wsm.data, wsm.psid));
    });
  }
  sealTo(...recipients: readonly Recipient[]): (spdu: Uint8Array) => Addressed {
    const context = { crypto, random, clock, store: this.store, revocations: new Revocations(crypto) };
    return (spdu) => encryptTo(context, spdu, recipients);
  }
  last(): string {
    const verdict = this.heard.at(-1)?.verdict;
    if (verdict === undefined) return 'nothing';
    if ('decryption' in verdict) return verdict.decryption;
    return verdict.ok ? 'accepted' : verdict.result;
  }
}

const week = { start: START, duration: { tag: 'hours', value: 169 } } as const;
const unitKey = keys.generate('P-256');
const unitCertificate = under(aca, 'unit', {
  validityPeriod: week,
  appPermissions: [
    { psid: PSID.ssm, ssp: undefined },
    { psid: PSID.tmc, ssp: tmcSsp([], [{ region: 0, from: 7001, to: 7001 }]) },
  ],
  encryptionKey: encryptionKey('P-256', unitKey.public),
});
const asUnit = { as: 'certificate', certificate: unitCertificate.record, key: unitKey } as const;
const vehicleOf = () => device([{ psid: PSID.srm, ssp: requestSsp(['ambulance'], 14) }]);
const desk = device([{ psid: PSID.tmc, ssp: tmcSsp(ACTIONS, [{ region: 0, from: 7000, to: 7999 }]) }]);

let air: Air;
let unit: Station;
let vehicle: Station;
let other: Station;
beforeEach(() => {
  clock.at = NOW;
  air = new Air();
  [unit, vehicle, other] = [unitCertificate, vehicleOf(), vehicleOf()].map((h) => new Station(air, h)) as [
    Station,
    Station,
    Station,
  ];
  unit.ring.hold(asUnit);
});

/** The vehicle asks; the key of the answer is bound to the request that went out. */
function ask(): Response {
  const response = vehicle.ring.respond(2);
  const header = { encryptionKey: response.encryptionKey };
  vehicle.ring.bind(response, vehicle.sender.send(PSID.srm, request, vehicle.holder, { whole: true, header }));
  return response;
}
const granted = uper(MessageFrame).encode({
  tag: 'SignalStatusMessage',
  value: {
    second: 1000,
    status: [
      {
        sequenceNumber: 1,
        id: { id: target.id },
        sigStatus: [{ inboundOn: { tag: 'lane', value: 1 }, status: 'granted' }],
      },
    ],
  },
});
/** What the unit says to the request it heard last. */
function answer(form: 'signedDataRecipInfo' | 'rekRecipInfo' = 'signedDataRecipInfo'): Addressed {
  expect(unit.last()).toBe('accepted');
  const to = answerTo(crypto, unit.spdus.at(-1)!, { form });
  if (!to.ok) throw new Error(to.sentence);
  return unit.sender.sendSealed(PSID.ssm, granted, unit.holder, unit.sealTo(to.recipient));
}

describe('a request with a key in its header', () => {
  test.each(['signedDataRecipInfo', 'rekRecipInfo'] as const)(
    'is answered by %s: the vehicle alone reads it',
    (form) => {
      const response = ask();
      expect(other.last()).toBe('accepted');
      expect(answer(form).ok).toBe(true);
      expect(vehicle.last()).toBe('accepted');
      const { verdict, by } = vehicle.heard.at(-1)!;
      expect(by).toBe(response);
      expect(verdict).toMatchObject({ ok: true, payload: { value: { tag: 'SignalStatusMessage' } } });
      expect('by' in verdict && verdict.by.record.id).toBe(unitCertificate.record.id);
      expect(other.last()).toBe('noDecryptionKeyAvailable');
    },
  );
  test('is answered once: when the answer was taken the key is forgotten', () => {
    vehicle.ring.forget(ask());
    answer();
    expect(vehicle.last()).toBe('noDecryptionKeyAvailable');
  });
  test('is not answered any more when its time is over', () => {
    ask();
    clock.at += 2e6;
    answer();
    expect(vehicle.last()).toBe('noDecryptionKeyAvailable');
  });
  test('what a stranger encrypts to its key proves nothing, and the answer still comes through', () => {
    ask();
    const to = answerTo(crypto, other.spdus.at(-1)!);
    if (!to.ok) throw new Error(to.sentence);
    // The other vehicle may not speak as a unit, and says so under its own signature.
    const forged = other.sender.sendSealed(PSID.ssm, granted, other.holder, other.sealTo(to.recipient));
    expect(forged.ok).toBe(true);
    expect(vehicle.last()).toBe('unauthorizedPSID');
    unit.spdus.pop();
    unit.heard.pop();
    answer();
    expect(vehicle.last()).toBe('accepted');
  });
  test('is answered whole: two vehicles that never heard the unit both know who speaks', () => {
    const late = new Station(air, vehicleOf());
    ask();
    answer();
    const response = late.ring.respond(2);
    const header = { encryptionKey: response.encryptionKey };
    late.ring.bind(response, late.sender.send(PSID.srm, request, late.holder, { whole: true, header }));
    answer();
    expect([vehicle.heard.at(-3)!, late.heard.at(-1)!].map(({ verdict }) => 'ok' in verdict && verdict.ok)).toEqual([
      true,
      true,
    ]);
  });
  test('takes its answer once, however often that is sent', () => {
    ask();
    answer();
    expect(vehicle.last()).toBe('accepted');
    air.radio().send(air.frames.at(-1)!);
    expect(vehicle.last()).toBe('replayedSpdu');
  });
});

describe('a command encrypted to the certificate of the unit', () => {
  const center = () => {
    const radio = air.radio();
    const store = new TrustStore({ crypto });
    return new Center({
      world: { clock, radio, random, crypto, keys },
      ...{ holder: desk, verifier: new Verifier({ crypto, clock, store }), operator: 'desk 4' },
    });
  };
  const toUnit = { to: 'certificate', certificate: unitCertificate.record } as const;

  test('is read by the unit alone, and is the command of the center', () => {
    const sent = center().commandSealed(target, { tag: 'setPattern', value: 3 }, vehicle.sealTo(toUnit), 'peak');
    expect(sent.ok).toBe(true);
    const { verdict } = unit.heard.at(-1)!;
    expect(verdict).toMatchObject({
      ok: true,
      psid: PSID.tmc,
      payload: { value: { tag: 'command', value: { target, action: { tag: 'setPattern', value: 3 } } } },
    });
    expect(vehicle.last()).toBe('noDecryptionKeyAvailable');
    const frame = Buffer.from(air.frames.at(-1)!);
    expect(frame.includes(Buffer.from(desk.record.octets))).toBe(false);
    expect(frame.includes('desk 4')).toBe(false);
  });
  test('goes to no unit whose certificate has expired, and nothing is sent', () => {
    clock.at = (START + 170 * 3600) * 1e6;
    const sent = center().commandSealed(target, { tag: 'setPattern', value: 3 }, vehicle.sealTo(toUnit));
    expect(sent).toMatchObject({ ok: false, encryption: 'failOnAllCertificates' });
    expect(air.frames).toEqual([]);
  });
});
