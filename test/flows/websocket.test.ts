import { once } from 'node:events';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { systemRandom } from '../../src/crypto/random.ts';
import { CLOSE } from '../../src/net/line.ts';
import { type Hub, type HubOptions, type Link, type LinkOptions, openHub, openLink } from '../../src/net/websocket.ts';
import { systemTimers } from '../../src/system.ts';
import type { Radio, Timers } from '../../src/world.ts';

// Only ends a run in which something awaited does not come.
vi.setConfig({ testTimeout: 300_000 });
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const timers = systemTimers();
async function hubOf(options: Partial<HubOptions> = {}): Promise<Hub> {
  const hub = await openHub({ host: '127.0.0.1', port: 0, timers, ...options });
  open.push(hub);
  return hub;
}
const urlOf = ({ address }: Hub): string => `ws://127.0.0.1:${address.port}`;
function linkTo(url: string, options: Partial<LinkOptions> = {}): Link {
  const link = openLink(url, { timers, random: systemRandom, firstSeconds: 0.01, longestSeconds: 0.1, ...options });
  open.push(link);
  return link;
}
/** Resolves once the link is there, or at once where it is already. */
const reaches = (link: Link, wanted: Link['state']): Promise<string> =>
  new Promise((done) => {
    if (link.state === wanted) done('');
    link.onState((state, why) => state === wanted && done(why));
  });
/** Any peer: what it sends and how it behaves is up to the test. */
async function peer(hub: Hub): Promise<WebSocket> {
  const socket = new WebSocket(urlOf(hub));
  open.push({ close: () => socket.terminate() });
  socket.on('error', () => {});
  await once(socket, 'open');
  return socket;
}
const codeOf = async (socket: WebSocket): Promise<number> => (await once(socket, 'close'))[0] as number;
const heard = (radio: Radio, count: number): Promise<Uint8Array[]> =>
  new Promise((done) => {
    const frames: Uint8Array[] = [];
    radio.receive((frame) => {
      frames.push(frame);
      if (frames.length === count) done(frames);
    });
  });
/** The condition of a socket changes with the next turns of the event loop, not with a moment on the clock. */
async function until(held: () => boolean): Promise<void> {
  while (!held()) await new Promise((done) => setImmediate(done));
}
/** Timers that go off when the test says so. */
class Alarms implements Timers {
  readonly waits: { readonly seconds: number; readonly act: () => void }[] = [];
  readonly looks: (() => void)[] = [];
  after(seconds: number, act: () => void): () => void {
    this.waits.push({ seconds, act });
    return () => {};
  }
  every(_seconds: number, act: () => void): () => void {
    this.looks.push(act);
    return () => {};
  }
}

describe('a hub and its links', () => {
  it('carry frames both ways as they were sent, to every link, and never back to their sender', async () => {
    const hub = await hubOf();
    const links = [linkTo(urlOf(hub)), linkTo(urlOf(hub))] as const;
    await Promise.all(links.map((link) => reaches(link, 'open')));
    await until(() => hub.peers === 2);
    const down = Promise.all(links.map((link) => heard(link, 2)));
    const frame = Uint8Array.of(3, 0, 32, 0);
    hub.send(frame);
    frame.fill(9);
    hub.send(frame);
    for (const frames of await down) expect(frames).toEqual([Uint8Array.of(3, 0, 32, 0), Uint8Array.of(9, 9, 9, 9)]);
    const up = heard(hub, 1);
    links[0].send(Uint8Array.of(1, 2));
    expect(await up).toEqual([Uint8Array.of(1, 2)]);
    const last = heard(links[1], 1);
    hub.send(Uint8Array.of(7));
    expect(await last).toEqual([Uint8Array.of(7)]);
    expect([links[0].counts, links[1].counts, hub.counts]).toMatchObject([
      { sent: 1, received: 3 },
      { sent: 0, received: 3 },
      { sent: 6, received: 1 },
    ]);
  });

  it('carry any octets unchanged', async () => {
    const hub = await hubOf();
    const link = linkTo(urlOf(hub));
    await reaches(link, 'open');
    const frames = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 16_000 }), 100).map((f) => Uint8Array.from(f));
    const up = heard(hub, frames.length);
    for (const frame of frames) link.send(frame);
    expect(await up).toEqual(frames);
  });

  it('send nothing over maxOctets and say so in the log', async () => {
    const said: unknown[] = [];
    const hub = await hubOf({ maxOctets: 10, log: (level, event, facts) => said.push([level, event, facts]) });
    const link = linkTo(urlOf(hub));
    await reaches(link, 'open');
    await until(() => hub.peers === 1);
    const next = heard(link, 1);
    hub.send(new Uint8Array(11));
    hub.send(new Uint8Array(10));
    expect((await next)[0]).toHaveLength(10);
    expect(said).toEqual([['error', 'websocket-frame-too-long', { octets: 11, maxOctets: 10 }]]);
  });
});

describe('a hub', () => {
  it('closes out who sends text or too much, takes no empty frame, and serves the others as before', async () => {
    const hub = await hubOf({ maxOctets: 100 });
    const good = linkTo(urlOf(hub));
    await reaches(good, 'open');
    const got: Uint8Array[] = [];
    hub.receive((frame) => got.push(frame));
    const [text, long, empty] = [await peer(hub), await peer(hub), await peer(hub)];
    const codes = Promise.all([codeOf(text), codeOf(long)]);
    text.send('{"command":"flash"}');
    text.send(Uint8Array.of(1));
    long.send(new Uint8Array(101));
    empty.send(new Uint8Array(0));
    expect(await codes).toEqual([CLOSE.text, CLOSE.tooLong]);
    await until(() => hub.peers === 2 && hub.counts.empty === 1);
    const next = heard(hub, 1);
    good.send(new Uint8Array(100));
    await next;
    expect(got).toEqual([new Uint8Array(100)]);
    expect(hub.counts).toMatchObject({ text: 1, tooLong: 1, empty: 1, received: 1 });
  });

  it('outlives a peer that breaks the rules of WebSocket', async () => {
    const hub = await hubOf();
    const broken = await peer(hub);
    const gone = codeOf(broken);
    (broken as unknown as { readonly _socket: { write(octets: Uint8Array): void } })._socket.write(
      new Uint8Array(50).fill(255),
    );
    await gone;
    const link = linkTo(urlOf(hub));
    await reaches(link, 'open');
    const up = heard(hub, 1);
    link.send(Uint8Array.of(5));
    expect(await up).toEqual([Uint8Array.of(5)]);
  });

  it('has places for peersMax, tells more of them so, and gives a place that becomes free to the next', async () => {
    const hub = await hubOf({ peersMax: 2 });
    const [first] = [await peer(hub), await peer(hub)];
    const third = await peer(hub);
    expect(await codeOf(third)).toBe(CLOSE.full);
    expect([hub.peers, hub.counts.full]).toEqual([2, 1]);
    first.terminate();
    await until(() => hub.peers === 1);
    const link = linkTo(urlOf(hub));
    await reaches(link, 'open');
    await until(() => hub.peers === 2);
  });

  it('drops frames for a peer that does not read, not for the others, and goes on when it reads again', async () => {
    const hub = await hubOf({ waitingOctetsMax: 100_000 });
    const slow = await peer(hub);
    const quick = linkTo(urlOf(hub));
    await reaches(quick, 'open');
    await until(() => hub.peers === 2);
    slow.pause();
    const frame = new Uint8Array(16_000);
    let all = 0;
    while (hub.counts.congested < 100) {
      hub.send(frame);
      all++;
      await until(() => quick.counts.received === all);
    }
    expect(hub.counts.sent).toBe(2 * all - 100);
    const marker = new Promise<void>((done) =>
      slow.on('message', (message: Buffer) => {
        if (message.length === 1) done();
      }),
    );
    slow.resume();
    const again = setInterval(() => hub.send(Uint8Array.of(1)), 5);
    await marker;
    clearInterval(again);
  });

  it('cuts off who gives no sign of life, and nobody else', async () => {
    const alarms = new Alarms();
    const hub = await hubOf({ timers: alarms });
    const [dead, alive] = [await peer(hub), await peer(hub)];
    dead.pause();
    const look = alarms.looks[0]!;
    for (let round = 0; round < 3; round++) {
      const asked = once(alive, 'ping');
      look();
      await asked;
      // What the peer sends behind its pong arrives behind it.
      const behind = heard(hub, 1);
      alive.send(Uint8Array.of(round));
      await behind;
    }
    await until(() => hub.peers === 1);
    expect(hub.counts.silent).toBe(1);
  });

  it('rejects a port that is taken, and frees its own when closed', async () => {
    const hub = await hubOf();
    await expect(hubOf(hub.address)).rejects.toThrow(/EADDRINUSE/);
    const link = linkTo(urlOf(hub));
    await reaches(link, 'open');
    await Promise.all([hub.close(), hub.close()]);
    hub.send(Uint8Array.of(1));
    expect((await hubOf(hub.address)).address).toEqual(hub.address);
  });

  it('closes though a peer does not answer its good-bye', async () => {
    const hub = await hubOf();
    const stuck = await peer(hub);
    stuck.pause();
    await hub.close();
    expect(hub.peers).toBe(0);
  });
});

describe('a link', () => {
  it('comes back by itself when its unit was off, and drops and counts what is sent meanwhile', async () => {
    const first = await hubOf();
    const link = linkTo(urlOf(first));
    link.send(Uint8Array.of(1));
    expect([link.state, link.counts]).toMatchObject(['connecting', { down: 1, sent: 0 }]);
    await reaches(link, 'open');
    const lost = reaches(link, 'waiting');
    await first.close();
    expect(await lost).toMatch(/1001 the unit goes off/);
    link.send(Uint8Array.of(2));
    expect(link.counts).toMatchObject({ down: 2, sent: 0 });
    const second = await hubOf(first.address);
    await reaches(link, 'open');
    const up = heard(second, 1);
    link.send(Uint8Array.of(3));
    expect(await up).toEqual([Uint8Array.of(3)]);
  });

  it('waits longer after each failure, up to a bound, with a random part left out', async () => {
    const none = await hubOf();
    await none.close();
    const waits = async (octet: number): Promise<number[]> => {
      const alarms = new Alarms();
      const random = { octets: (count: number) => new Uint8Array(count).fill(octet) };
      const link = linkTo(urlOf(none), { timers: alarms, random, firstSeconds: 1, longestSeconds: 10 });
      for (let n = 0; n < 6; n++) {
        await until(() => alarms.waits.length > n);
        if (n < 5) alarms.waits[n]!.act();
      }
      await link.close();
      return alarms.waits.map(({ seconds }) => seconds);
    };
    expect(await waits(0)).toEqual([1, 2, 4, 8, 10, 10]);
    for (const [n, seconds] of (await waits(255)).entries())
      expect(seconds).toBeCloseTo([1, 2, 4, 8, 10, 10][n]! / 2, 3);
  });

  it('does not take a connection that a full unit closes at once for a success', async () => {
    const hub = await hubOf({ peersMax: 1 });
    await peer(hub);
    const alarms = new Alarms();
    const random = { octets: (count: number) => new Uint8Array(count) };
    const link = linkTo(urlOf(hub), { timers: alarms, random, firstSeconds: 1, longestSeconds: 60 });
    const why = reaches(link, 'waiting');
    for (let n = 0; n < 4; n++) {
      await until(() => alarms.waits.length > n);
      if (n < 3) alarms.waits[n]!.act();
    }
    expect(await why).toMatch(/1013/);
    expect(alarms.waits.map(({ seconds }) => seconds)).toEqual([1, 2, 4, 8]);
  });

  it('says why a unit cannot be reached', async () => {
    const gone = await hubOf();
    await gone.close();
    const link = linkTo(urlOf(gone));
    expect(await reaches(link, 'waiting')).toMatch(/ECONNREFUSED/);
    expect(() => openLink('http://unit.example', { timers, random: systemRandom })).toThrow(/wss:/);
  });

  it('lets go of a unit that takes its connection and then says nothing', async () => {
    const hub = await hubOf();
    const alarms = new Alarms();
    const link = linkTo(urlOf(hub), { timers: alarms });
    await reaches(link, 'open');
    const lost = reaches(link, 'waiting');
    // Twice at once: the answer to the first question cannot be here yet.
    alarms.looks[0]!();
    alarms.looks[0]!();
    await lost;
    expect(link.counts.silent).toBe(1);
  });

  it('can be closed in every state, and stays closed', async () => {
    const hub = await hubOf();
    const connected = linkTo(urlOf(hub));
    await reaches(connected, 'open');
    const refused = linkTo('ws://127.0.0.1:1');
    await reaches(refused, 'waiting');
    const mute = createServer();
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    open.push({ close: () => mute.close() });
    const connecting = linkTo(`ws://127.0.0.1:${(mute.address() as { port: number }).port}`);
    for (const link of [connected, refused, connecting]) {
      await Promise.all([link.close(), link.close()]);
      expect(link.state).toBe('closed');
      link.send(Uint8Array.of(1));
      expect(link.counts.sent).toBe(0);
    }
    await until(() => hub.peers === 0);
  });
});
