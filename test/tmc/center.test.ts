/** Whose word a center takes for what became of its commands. */
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { type Acknowledgement, type Command, TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import { Events } from '../../sim/events.ts';
import { unwrap, wrap } from '../../src/net/wsm.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { Center } from '../../src/tmc/center.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { ACTIONS, tmcSsp } from '../../src/trust/ssp.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { PSID } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, crypto, device, ica, keys, NOW, random, root } from '../pki.ts';

const codec = coer(TmcMessage);
const target = { region: 0, id: 7001 };
const standsAt = (from: number, to = from, region = 0) => [{ region, from, to }];
const holding = (ssp: ReturnType<typeof tmcSsp> | undefined) => device([{ psid: PSID.tmc, ssp }]);
const operator = holding(tmcSsp(ACTIONS, standsAt(7000, 7999)));
const unit = holding(tmcSsp([], standsAt(7001)));

class Desk {
  readonly events = new Events(NOW);
  readonly sent: Uint8Array[] = [];
  readonly taken: Acknowledgement[] = [];
  readonly center: Center;
  #listener: (frame: Uint8Array) => void = () => {};

  constructor(sequence?: number) {
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    const radio = {
      send: (frame: Uint8Array) => this.sent.push(frame),
      receive: (listener: (frame: Uint8Array) => void) => {
        this.#listener = listener;
      },
    };
    const world = { clock: this.events, random, crypto, keys, radio };
    const verifier = new Verifier({ crypto, clock: this.events, store });
    this.center = new Center({ world, holder: operator, verifier, operator: 'desk 4' }, sequence);
    this.center.onAcknowledgement((answer) => this.taken.push(answer));
  }
  /** Gives a command; what a unit reads of it. */
  command(to: Command['target'] = target): Command {
    this.center.command(to, { tag: 'setPattern', value: 1 }, 'peak');
    const wsm = unwrap(this.sent.at(-1)!);
    const verdict = wsm.ok ? this.#units().verify(wsm.data, wsm.psid) : undefined;
    if (!verdict?.ok || verdict.payload.tag !== 'tmc' || verdict.payload.value.tag !== 'command')
      throw new Error('a unit would not take it');
    return verdict.payload.value.value;
  }
  #units(): Verifier {
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    return new Verifier({ crypto, clock: this.events, store });
  }
  answer(command: Command, by: Holder, change: Partial<Acknowledgement> = {}, spoil = false): void {
    const { commandId, target, sequence } = command;
    const state = { before: new Uint8Array(32), after: new Uint8Array(32), detail: undefined };
    const value = { version: 1, commandId, target, sequence, result: 'completed', ...state, ...change } as const;
    const payload = codec.encode({ tag: 'acknowledgement', value });
    const signer = { form: 'certificate', certificate: by.record } as const;
    const times = { generationTime: this.events.now(), expiryTime: this.events.now() + 30e6 };
    const spdu = signSpdu({ crypto, keys, key: by.key, psid: PSID.tmc, payload, signer, ...times });
    if (spoil) spdu[spdu.length - 1]! ^= 1;
    this.#listener(wrap(PSID.tmc, spdu));
  }
}

test('the unit at the target answers, and its answer is taken once', () => {
  const desk = new Desk();
  const command = desk.command();
  desk.answer(command, unit, { result: 'deferred' });
  desk.answer(command, unit, { result: 'completed' });
  expect(desk.taken.map(({ result }) => result)).toEqual(['deferred']);
});
test('E23: a changed acknowledgement is none', () => {
  const desk = new Desk();
  const command = desk.command();
  desk.answer(command, unit, {}, true);
  desk.answer(command, unit, { commandId: new Uint8Array(16) });
  desk.answer(command, unit, { sequence: command.sequence + 1 });
  desk.answer(command, unit, { target: { region: 0, id: 7002 } });
  desk.answer(command, unit, { target: { ...target, rsu: unit.record.id8 } });
  expect(desk.taken).toEqual([]);
});
test('E23: nor is one of a unit that stands elsewhere, or says nowhere', () => {
  const desk = new Desk();
  const command = desk.command();
  for (const ssp of [tmcSsp([], standsAt(7002)), tmcSsp([], standsAt(7001, 7001, 3)), undefined])
    desk.answer(command, holding(ssp));
  expect(desk.taken).toEqual([]);
  desk.answer(command, unit);
  expect(desk.taken).toHaveLength(1);
});
test('E23: nor of anybody who may command, be it the operator that gave it', () => {
  const desk = new Desk();
  const command = desk.command();
  desk.answer(command, operator);
  desk.answer(command, holding(tmcSsp(['unlockPriority'], standsAt(7001))));
  expect(desk.taken).toEqual([]);
});
test('E23: where one unit was addressed by its certificate, no other answers, not even at the same intersection', () => {
  const desk = new Desk();
  const command = desk.command({ ...target, rsu: unit.record.id8 });
  desk.answer(command, holding(tmcSsp([], standsAt(7001))));
  expect(desk.taken).toEqual([]);
  desk.answer(command, unit);
  expect(desk.taken).toHaveLength(1);
});
test('an absent region is region 0', () => {
  const desk = new Desk();
  desk.answer(desk.command({ id: 7001 }), unit, { target });
  expect(desk.taken).toHaveLength(1);
});
test('sequences grow, and a center that starts anew goes on where it stopped', () => {
  const desk = new Desk();
  const given = [desk.command(), desk.command()].map(({ sequence }) => sequence);
  expect(given).toEqual([1, 2]);
  expect(new Desk(desk.center.sequence).command().sequence).toBe(3);
});
test('no more than 256 answers are awaited: the oldest is given up', () => {
  const desk = new Desk();
  const first = desk.command();
  const second = desk.command();
  for (let i = 0; i < 255; i++) desk.center.command(target, { tag: 'free', value: null });
  desk.answer(first, unit);
  expect(desk.taken).toEqual([]);
  desk.answer(second, unit);
  expect(desk.taken).toHaveLength(1);
});
