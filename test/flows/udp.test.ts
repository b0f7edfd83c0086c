import { createSocket } from 'node:dgram';
import { expect, it, vi } from 'vitest';
import { has } from '../../roadside/rings.ts';
import type { Outcome } from '../../roadside/unit.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { join } from '../../src/net/both.ts';
import { type Hub, openHub, openLink } from '../../src/net/websocket.ts';
import { unwrap } from '../../src/net/wsm.ts';
import { PSID } from '../../src/verify/profile.ts';
import { ambulanceOf, centerOf, intersection, phase, raise, timers, unitOf } from './site.ts';
import { closeAfter, keep, loopback, pair } from './wires.ts';

// Lamps take the time they take; this only ends a run in which something is wrong.
vi.setConfig({ testTimeout: 300_000 });
const running = (part: { start(): () => void }): void => closeAfter({ close: part.start() });

it('an ambulance is granted its green over UDP, a center is obeyed over WebSocket, forgeries change nothing', async () => {
  const fleet = await raise();
  const [air, aboard] = await pair();
  const hub: Hub = await keep(openHub({ ...loopback, timers }));
  // Heard before the unit hears it: what it had decided up to then.
  let before: unknown;
  const radio = join(air, hub);
  radio.receive(() => {
    before = decided();
  });
  const { unit, desk, controller, monitor } = unitOf(fleet, radio);
  const decided = () => ({ requests: desk.status(), lamps: controller.readBack() });
  interface Effect {
    readonly outcome: Outcome;
    readonly before: unknown;
    readonly after: unknown;
  }
  const waiting: { readonly awaited: Uint8Array; readonly done: (effect: Effect) => void }[] = [];
  unit.onOutcome((outcome, frame) => {
    const at = waiting.findIndex(({ awaited }) => equal(awaited, frame));
    if (at < 0) return;
    const [{ done }] = waiting.splice(at, 1) as [(typeof waiting)[number]];
    done({ outcome, before, after: decided() });
  });
  /** What the unit makes of a frame that must leave it as it was. */
  const unmovedBy = async (awaited: Uint8Array, say: (frame: Uint8Array) => void): Promise<Outcome> => {
    const effect = new Promise<Effect>((done) => waiting.push({ awaited, done }));
    say(awaited);
    const held = await effect;
    expect(held.after).toEqual(held.before);
    return held.outcome;
  };
  running(unit);

  const ambulance = ambulanceOf(fleet, aboard);
  const asked = new Promise<Uint8Array>((done) =>
    unit.onOutcome((outcome, frame) => outcome.kind === 'request' && done(frame)),
  );
  const granted = new Promise<void>((done) =>
    ambulance.onHeard((heard) => heard.kind === 'status' && heard.status === 'granted' && done()),
  );
  const heard = new Set<string>();
  ambulance.onHeard((one) => heard.add(one.kind === 'status' ? one.kind : `${one.kind} ${one.psid}`));
  running(ambulance);

  // Over UDP anybody can say anything to the unit.
  const stranger = createSocket('udp4');
  closeAfter(stranger);
  const say = (octets: Uint8Array) => stranger.send(octets, air.address.port, air.address.host);
  const genuine = await asked;
  expect(await unmovedBy(genuine, say)).toMatchObject({ kind: 'refused', result: 'replayedSpdu' });
  for (let at = 0; at < genuine.length; at++) {
    const damaged = genuine.slice();
    damaged[at]! ^= 1;
    expect((await unmovedBy(damaged, say)).kind).toMatch(/^(refused|dropped)$/);
  }
  const garbage = Uint8Array.from(systemRandom.octets(300)).fill(0xff, 0, 4);
  expect(await unmovedBy(garbage, say)).toMatchObject({ kind: 'dropped' });

  const link = await keep(openLink(`ws://127.0.0.1:${hub.address.port}`, { timers, random: systemRandom }));
  const connected = new Promise<void>((done) => link.onState((state) => state === 'open' && done()));
  const center = centerOf(fleet, link);
  const acknowledged = new Promise((done) => center.onAcknowledgement((answer) => done(answer)));
  const overLink: number[] = [];
  link.receive((frame) => {
    const wsm = unwrap(frame);
    if (wsm.ok) overLink.push(wsm.psid);
  });
  await connected;
  const order = new Promise<Uint8Array>((done) =>
    unit.onOutcome((outcome, frame) => outcome.kind === 'order' && done(frame)),
  );
  center.command(intersection.id, { tag: 'setPattern', value: 1 }, 'afternoon peak');
  expect(await acknowledged).toMatchObject({ result: expect.stringMatching(/^(accepted|completed)$/), sequence: 1 });
  expect(overLink).toContain(PSID.tmc);
  const again = await order;
  expect(await unmovedBy(again, link.send)).toMatchObject({ kind: 'refused', result: 'replayedSpdu' });

  await granted;
  expect(has(controller.readBack().greens, phase)).toBe(true);
  expect([...heard].filter((what) => what.startsWith('refused'))).toEqual([]);
  for (const psid of [PSID.map, PSID.spat, PSID.ssm]) expect(heard).toContain(`verified ${psid}`);
  expect(monitor.count).toBe(0);
});

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
