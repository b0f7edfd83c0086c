import { afterAll, describe, expect, test } from 'vitest';
import { Crew } from '../../src/crew/crew.ts';
import { wrap } from '../../src/net/wsm.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { ask } from '../../src/verify/ask.ts';
import { lanes } from '../../src/verify/lane.ts';
import { Pipeline, type Settled } from '../../src/verify/pipeline.ts';
import { profiles } from '../../src/verify/profile.ts';
import type { LogLevel } from '../../src/world.ts';
import { aca, at, crypto, ica, NOW, PSIDS, root } from '../pki.ts';
import { bsmOf, buses, cars, forged, nameOf, rig } from './rig.ts';
import { ambulance, payload, signed } from './srm.ts';

const { srm } = PSIDS;
const [bus, tram] = buses(2);
const fleet = cars(12);
const [car, van] = fleet;
const learned = [ambulance, bus!, tram!, ...fleet];
const digest = (by: typeof ambulance) => ({ signer: { form: 'digest', certificate: by.record } }) as const;

describe.each([
  ['of the provider', undefined],
  ['of a crew', new Crew({ crypto, threads: 2, soon: setImmediate, later: (act) => void setTimeout(act, 1) })],
])('with real signatures, checked by the threads %s', (_, checker) => {
  afterAll(() => checker?.close());
  test('a message is accepted as the Verifier accepts it, from its frame or its SPDU, and new signers are learned', async () => {
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    const { pipeline, verify } = ask({
      crypto,
      store,
      clock: at(NOW),
      soon: setImmediate,
      ...(checker && { checker }),
    });
    const got = await verify(signed(), srm);
    expect(got).toMatchObject({
      ok: true,
      psid: srm,
      payload: { tag: 'messageFrame', value: { tag: 'SignalRequestMessage' } },
    });
    expect(got.ok && got.by.record.id).toBe(ambulance.record.id);
    const frame = wrap(srm, signed(ambulance, { ...digest(ambulance), generationTime: NOW - 1 }));
    expect(nameOf(await new Promise((told) => pipeline.offerFrame(frame, told)))).toBe('accepted');
    const many = Array.from({ length: 40 }, (_, n) =>
      signed(ambulance, { ...digest(ambulance), generationTime: NOW - 10 - n }),
    );
    const all = await Promise.all(many.map((spdu, n) => verify(n % 3 ? spdu : forged(spdu), srm)));
    expect(all.map(nameOf)).toEqual(many.map((_, n) => (n % 3 ? 'accepted' : 'cryptoVerificationFailure')));
    await pipeline.close();
    expect(nameOf(await verify(signed(), srm))).toBe('closed');
  });
});

describe('order', () => {
  test('a request is next beside any number of BSMs, and BSMs go on beside any number of requests', async () => {
    const r = rig({ learned });
    for (let n = 0; n < 300; n++)
      r.pipeline.offer(bsmOf(fleet[n % 12]!, { generationTime: NOW - n }), undefined, `bsm${n}`);
    r.pipeline.offer(signed(ambulance), srm, 'srm');
    for (let n = 0; n < 3; n++) await r.end();
    // One BSM was in flight, and one may have been owed.
    const judged = r.told.filter(({ name }) => name === 'accepted').map(({ context }) => context);
    expect(judged.slice(0, 3)).toContain('srm');

    const flood = rig({ learned });
    for (let n = 0; n < 40; n++) {
      flood.pipeline.offer(
        forged(signed([ambulance, bus!, tram!][n % 3]!, { generationTime: NOW - n })),
        srm,
        `srm${n}`,
      );
      if (n < 12) flood.pipeline.offer(bsmOf(fleet[n]!), undefined, `bsm${n}`);
    }
    for (let n = 0; n < 16; n++) await flood.end();
    expect(flood.names().filter((name) => /^bsm.*accepted/.test(name)).length).toBeGreaterThanOrEqual(1);
    expect(flood.names().filter((name) => /^srm.*cryptoVerificationFailure/.test(name)).length).toBeGreaterThanOrEqual(
      8,
    );
  });
  test('F01, F02: the latency of a request does not grow with the flood of BSMs and forged requests', async () => {
    for (const size of [10, 100, 1000]) {
      const r = rig({ learned, inFlight: 4 });
      let slots = 0;
      for (let n = 0; n < size; n++) {
        r.pipeline.offer(bsmOf(fleet[n % 12]!, { generationTime: NOW - n }), undefined, 'flood');
        r.pipeline.offer(forged(signed(bus!, { generationTime: NOW - n })), srm, 'flood');
      }
      r.pipeline.offer(signed(ambulance), srm, 'ambulance');
      while (!r.names().includes('ambulance: accepted')) {
        slots++;
        await r.end();
      }
      // Four in flight, sixteen in the name of the bus, what is owed to others, itself.
      expect(slots, `${size}`).toBeLessThanOrEqual(4 + 16 + 3 + 1);
    }
  });
  test('requests are judged oldest first, BSMs newest first', async () => {
    const r = rig({ learned });
    r.pipeline.offer(bsmOf(fleet[11]!), undefined, 'first');
    for (const [n, by] of [ambulance, bus!, tram!].entries())
      r.pipeline.offer(signed(by, { generationTime: NOW - n }), srm, `srm${n}`);
    for (const [n, by] of fleet.slice(0, 4).entries())
      r.pipeline.offer(bsmOf(by, { generationTime: NOW - n }), undefined, `bsm${n}`);
    await r.drain();
    const order = r.told.map(({ context }) => context);
    expect(order.filter((name) => name.startsWith('srm'))).toEqual(['srm0', 'srm1', 'srm2']);
    expect(order.filter((name) => name.startsWith('bsm'))).toEqual(['bsm3', 'bsm2', 'bsm1', 'bsm0']);
    expect(order[0]).toBe('first');
  });
  test('chains are judged a few at a time, what has come meanwhile goes between them', () => {
    const r = rig({ inFlight: 8 });
    for (const by of fleet) r.pipeline.offer(bsmOf(by), undefined, 'new');
    for (const begun of [2, 4, 6, 8]) {
      expect(r.later).toHaveLength(1);
      r.later.shift()?.();
      expect(r.pending).toHaveLength(begun);
    }
    expect(r.later).toHaveLength(0);
  });
  test('a request behind new certificates overtakes them', async () => {
    const r = rig({ learned: [ambulance], inFlight: 2 });
    for (const [n, by] of fleet.entries()) r.pipeline.offer(bsmOf(by), undefined, `new${n}`);
    expect(r.pending).toHaveLength(0);
    r.pipeline.offer(signed(), srm, 'known');
    await r.end();
    expect(r.names()).toEqual(['known: accepted']);
    await r.drain();
    expect(r.names().filter((name) => name.endsWith(': accepted'))).toHaveLength(13);
  });
});

describe('of BSMs of one sender', () => {
  test('the newest is verified, and one that waits is dropped for it', async () => {
    const r = rig({ learned });
    r.pipeline.offer(bsmOf(van!), undefined, 'other');
    for (const ago of [3, 2, 4, 1])
      r.pipeline.offer(bsmOf(car!, { generationTime: NOW - ago }), undefined, `ago${ago}`);
    expect(r.names()).toEqual(['ago3: superseded', 'ago4: overtaken', 'ago2: superseded']);
    await r.drain();
    expect(r.names().slice(3)).toEqual(['other: accepted', 'ago1: accepted']);
  });
  test('a forged one from the future does not push out what comes after it', async () => {
    const r = rig({ learned });
    r.pipeline.offer(bsmOf(van!), undefined, 'other');
    r.pipeline.offer(forged(bsmOf(car!, { generationTime: NOW + 1e6 })), undefined, 'forged');
    r.clock.at += 100_000;
    r.pipeline.offer(bsmOf(car!, { generationTime: r.clock.at - 10 }), undefined, 'true');
    await r.drain();
    expect(r.names()).toEqual(['forged: superseded', 'other: accepted', 'true: accepted']);
  });
  test('requests are not superseded', async () => {
    const r = rig({ learned });
    for (const ago of [3, 2, 1]) r.pipeline.offer(signed(bus, { generationTime: NOW - ago }), srm, `ago${ago}`);
    await r.drain();
    expect(r.names()).toEqual(['ago3: accepted', 'ago2: accepted', 'ago1: accepted']);
  });
});

describe('time that passes in a lane', () => {
  test('makes a message generationTimeTooFarInPast, or expired, without a signature check', async () => {
    const r = rig({ learned });
    r.pipeline.offer(bsmOf(van!), undefined, 'first');
    r.pipeline.offer(bsmOf(car!), undefined, 'old');
    r.pipeline.offer(signed(bus, { generationTime: NOW, expiryTime: NOW + 1e6 }), srm, 'expiring');
    r.pipeline.offer(signed(tram, { generationTime: NOW }), srm, 'lasting');
    r.clock.at += 2e6 + 1;
    await r.end();
    expect(r.pending).toHaveLength(1);
    await r.drain();
    expect(r.names().sort()).toEqual([
      'expiring: expiryTimeInPast',
      // Its check began in time and ended too late.
      'first: generationTimeTooFarInPast',
      'lasting: accepted',
      'old: generationTimeTooFarInPast',
    ]);
  });
  test('and a certificate that runs out in it is certificateExpired', async () => {
    const r = rig({ learned });
    const { until } = bus!.record;
    r.clock.at = until - 1;
    r.pipeline.offer(signed(bus, { generationTime: until - 2 }), srm, 'first');
    r.pipeline.offer(signed(bus, { generationTime: until - 1 }), srm, 'waiting');
    r.clock.at = until;
    await r.drain();
    expect(r.names()).toEqual(['first: accepted', 'waiting: certificateExpired']);
  });
});

describe('the end', () => {
  test('close ends what waits, lets what is in flight finish, takes nothing more', async () => {
    const r = rig({ learned, inFlight: 2 });
    for (const [n, by] of fleet.entries()) r.pipeline.offer(bsmOf(by), undefined, `bsm${n}`);
    r.pipeline.offer(signed(cars(1)[0]!, {}), srm, 'new');
    let closed = false;
    const done = r.pipeline.close().then(() => {
      closed = true;
    });
    expect(r.pipeline.close()).toBe(r.pipeline.close());
    expect(r.names().filter((name) => name.endsWith(': closed'))).toHaveLength(11);
    r.pipeline.offer(signed(), srm, 'late');
    expect(r.names().at(-1)).toBe('late: closed');
    await r.end();
    expect(closed).toBe(false);
    await r.end();
    await done;
    expect(r.names().slice(-2)).toEqual(['bsm0: accepted', 'bsm1: accepted']);
    expect(r.told).toHaveLength(14);
    await rig().pipeline.close();
  });
  test('a signal that comes too late changes nothing', async () => {
    const r = rig({ learned });
    const late = new AbortController();
    r.pipeline.offer(bsmOf(van!), undefined, 'in flight', late.signal);
    for (const ago of [3, 2, 1])
      r.pipeline.offer(
        bsmOf(car!, { generationTime: NOW - ago }),
        undefined,
        `ago${ago}`,
        ago === 1 ? undefined : late.signal,
      );
    late.abort();
    await r.drain();
    expect(r.names()).toEqual(['ago3: superseded', 'ago2: superseded', 'in flight: accepted', 'ago1: accepted']);
    expect(r.pipeline.load.waiting).toMatchObject({ awareness: 0 });
  });
  test('who is told of one that was lost may take out the others, each told once', async () => {
    const each = new AbortController();
    const told: string[] = [];
    const settle = (verdict: Settled, context: string): void => {
      told.push(`${context}: ${nameOf(verdict)}`);
      if (nameOf(verdict) === 'superseded') each.abort();
    };
    const r = rig({ learned, settle });
    r.pipeline.offer(bsmOf(van!), undefined, 'in flight');
    const old = bsmOf(car!, { generationTime: NOW - 1 });
    for (const name of ['one', 'copy']) r.pipeline.offer(old, undefined, name, each.signal);
    r.pipeline.offer(bsmOf(van!), undefined, 'another', each.signal);
    r.pipeline.offer(bsmOf(car!), undefined, 'newer');
    await r.drain();
    expect(told).toEqual([
      ...['one: superseded', 'another: aborted', 'copy: superseded'],
      ...['in flight: accepted', 'newer: accepted'],
    ]);
    expect(r.pipeline.load.waiting).toMatchObject({ awareness: 0 });
  });
  test('a signal takes out what waits, and nothing else', async () => {
    const r = rig({ learned });
    const [one, two] = [new AbortController(), new AbortController()];
    r.pipeline.offer(signed(bus), srm, 'in flight', one.signal);
    r.pipeline.offer(signed(tram), srm, 'waiting', one.signal);
    r.pipeline.offer(signed(), srm, 'wanted', two.signal);
    one.abort();
    r.pipeline.offer(signed(bus, { generationTime: NOW - 1 }), srm, 'late', one.signal);
    expect(r.names()).toEqual(['waiting: aborted', 'late: aborted']);
    await r.drain();
    two.abort();
    expect(r.names().slice(2)).toEqual(['in flight: accepted', 'wanted: accepted']);
    expect(r.pipeline.load).toEqual({
      inFlight: 0,
      refused: 0,
      waiting: Object.fromEntries(lanes.map((l) => [l.name, 0])),
    });
  });
});

describe('what fails', () => {
  test('a frame that is no WSM is dropped by name', () => {
    const r = rig();
    r.pipeline.offerFrame(Uint8Array.of(1, 2, 3), 'noise');
    expect(r.told[0]).toMatchObject({
      name: 'notWsm',
      verdict: { lane: undefined, sentence: expect.stringContaining('') },
    });
  });
  test('a provider that fails, or an answer that throws, costs its own packet only', async () => {
    const lines: [LogLevel, string][] = [];
    const log = (level: LogLevel, event: string) => void lines.push([level, event]);
    let times = 0;
    const r = rig({
      ...{ learned, log },
      crypto: {
        ...crypto,
        verifyLater: async (...asked) =>
          times++ === 0 ? Promise.reject(new Error('no threads')) : crypto.verify(...asked),
      },
    });
    r.pipeline.offer(signed(bus), srm, 'lost');
    r.pipeline.offer(signed(tram), srm, 'next');
    await r.end();
    expect(r.names()).toEqual(['lost: failed', 'next: accepted']);
    expect(lines).toEqual([
      ['error', 'verify.failed'],
      ['warn', 'verify.dropped'],
    ]);
    const throwing = rig({
      learned,
      log,
      settle: () => {
        throw new Error('not my day');
      },
    });
    throwing.pipeline.offer(signed(bus), srm, 'x');
    throwing.pipeline.offer(payload, srm, 'y');
    await throwing.drain();
    await throwing.pipeline.close();
    expect(lines.slice(2)).toEqual([
      ['error', 'verify.failed'],
      ['error', 'verify.failed'],
    ]);
  });
  test('options that cannot be kept to are refused at the start', () => {
    expect(() => rig({ inFlight: 0 })).toThrow('inFlight is 1 or more, not 0');
    expect(() => rig({ lanes: lanes.filter((l) => l.psids !== 'others') })).toThrow(/needs a lane for known signers/);
    expect(() => rig({ profiles: [{ ...profiles[0]!, psid: 36 }] })).not.toThrow();
  });
});

test('an answer may offer again, and close', async () => {
  const store = new TrustStore({ crypto });
  const told: string[] = [];
  const pipeline: Pipeline<string> = new Pipeline<string>({
    ...{ crypto, store, clock: at(NOW), soon: setImmediate },
    settle(verdict, context) {
      told.push(`${context}: ${nameOf(verdict)}`);
      if (told.length < 3) pipeline.offer(payload, srm, `${told.length}`);
      else if (told.length === 3) void pipeline.close();
    },
  });
  pipeline.offer(payload, srm, '0');
  await pipeline.close();
  pipeline.offer(payload, srm, 'x');
  expect(told).toEqual([...[0, 1, 2].map((n) => `${n}: spduParsingInvalidInput`), 'x: closed']);
});
