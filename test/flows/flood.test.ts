/** A unit as it stands on a road, with its pipeline: what it is for goes on in a flood, and each frame has one outcome. */
import { createSocket } from 'node:dgram';
import { expect, it, vi } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { has } from '../../roadside/rings.ts';
import type { Outcome } from '../../roadside/unit.ts';
import { openssl as crypto } from '../../src/crypto/openssl.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { join } from '../../src/net/both.ts';
import { openHub, openLink } from '../../src/net/websocket.ts';
import { unwrap, wrap } from '../../src/net/wsm.ts';
import { prometheus } from '../../src/prometheus.ts';
import { systemCrew } from '../../src/system.ts';
import { verifyMetrics } from '../../src/verify/metrics.ts';
import { ambulanceOf, centerOf, intersection, phase, raise, receiving, timers, unitOf } from './site.ts';
import { closeAfter, keep, loopback, pair } from './wires.ts';

// Lamps take the time they take; this only ends a run in which something is wrong.
vi.setConfig({ testTimeout: 300_000 });

const spdus = coer(Ieee1609Dot2Data);
const signedParts = coer(ToBeSignedData);
/** The same message as if made so many microseconds later, under the signature of the one that was. */
function remade(frame: Uint8Array, later: number): Uint8Array {
  const wsm = unwrap(frame);
  const data = wsm.ok ? spdus.read(wsm.data) : undefined;
  if (!wsm.ok || data?.content.tag !== 'signedData') throw new Error('what was heard is no signed data');
  const { tbsData } = data.content.value;
  const { headerInfo } = tbsData.value;
  const value = {
    ...tbsData.value,
    headerInfo: { ...headerInfo, generationTime: headerInfo.generationTime! + BigInt(later + 1) },
  };
  const signed = { ...data.content.value, tbsData: { value, octets: signedParts.encode(value) } };
  return wrap(wsm.psid, spdus.encode({ ...data, content: { tag: 'signedData', value: signed } }));
}

/** Frames of a flood at a time, and how often. */
const FORGED = 40;
const EVERY_SECONDS = 0.02;

it('a unit with a pipeline grants an ambulance its green and obeys a center while forgeries of both come in by the thousand', async () => {
  const fleet = await raise();
  const [air, aboard] = await pair();
  const hub = await keep(openHub({ ...loopback, timers }));
  const meter = prometheus(verifyMetrics);
  const radio = join(air, hub);
  let frames = 0;
  radio.receive(() => {
    frames++;
  });
  const { unit, controller, monitor } = unitOf(fleet, radio, receiving(fleet, meter, await keep(systemCrew(crypto))));
  const outcomes: Record<string, number> = {};
  unit.onOutcome((outcome) => {
    const name = outcome.kind === 'refused' ? outcome.result : outcome.kind;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  });
  const first = (kind: Outcome['kind']) =>
    new Promise<Uint8Array>((done) => unit.onOutcome((outcome, frame) => outcome.kind === kind && done(frame)));
  const end = unit.start();
  closeAfter({ close: end });

  const ambulance = ambulanceOf(fleet, aboard);
  const granted = new Promise<void>((done) =>
    ambulance.onHeard((heard) => heard.kind === 'status' && heard.status === 'granted' && done()),
  );
  const asked = first('request');
  closeAfter({ close: ambulance.start() });
  const genuine = await asked;

  // Each names the true signer and is new: the dearest that one can forge.
  const stranger = createSocket('udp4');
  closeAfter(stranger);
  let forged = 0;
  const flood = timers.every(EVERY_SECONDS, () => {
    for (let n = 0; n < FORGED; n++, forged++) {
      stranger.send(remade(genuine, forged), air.address.port, air.address.host);
    }
  });
  closeAfter({ close: flood });

  const link = await keep(openLink(`ws://127.0.0.1:${hub.address.port}`, { timers, random: systemRandom }));
  await new Promise<void>((done) => link.onState((state) => state === 'open' && done()));
  const center = centerOf(fleet, link);
  const acknowledged = new Promise((done) => center.onAcknowledgement((answer) => done(answer)));
  center.command(intersection.id, { tag: 'setPattern', value: 1 }, 'afternoon peak');
  expect(await acknowledged).toMatchObject({ result: expect.stringMatching(/^(accepted|completed)$/), sequence: 1 });
  await granted;
  expect(has(controller.readBack().greens, phase)).toBe(true);
  flood();

  await unit.close();
  const told = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  expect(told).toBe(frames);
  expect(forged).toBeGreaterThan(0);
  // Refused for their signature, or for being late or too many; never for anything that would hold against the ambulance.
  expect(Object.keys(outcomes).toSorted()).toEqual(
    expect.arrayContaining(['cryptoVerificationFailure', 'heard', 'order', 'request']),
  );
  expect(outcomes.unauthorised).toBeUndefined();
  expect(monitor.count).toBe(0);

  const page = await meter.page();
  const counted = [...page.matchAll(/^wavetrust_verify_(?:verdicts|dropped)_total\{.*\} (\d+)$/gm)];
  expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(frames);
  expect(page).toMatch(/wavetrust_verify_verdicts_total\{psid="2113686",result="cryptoVerificationFailure"\} [1-9]/);
  // What comes after is not taken.
  const late = frames;
  stranger.send(genuine, air.address.port, air.address.host);
  await new Promise<void>((done) => {
    const look = timers.every(0.01, () => {
      if (frames === late) return;
      look();
      done();
    });
  });
  expect(outcomes.dropped).toBeGreaterThan(0);
});
