import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openUdp, readPeer, type UdpOptions, type UdpRadio } from '../../src/net/udp.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const radio = async (options: Partial<UdpOptions> = {}): Promise<UdpRadio> => {
  const made = await openUdp({ listen: { host: '127.0.0.1', port: 0 }, ...options });
  open.push(made);
  return made;
};
/** Resolves with the next `count` frames a radio hears. */
const heard = (from: UdpRadio, count: number): Promise<Uint8Array[]> =>
  new Promise((done) => {
    const frames: Uint8Array[] = [];
    from.receive((frame) => {
      frames.push(frame);
      if (frames.length === count) done(frames);
    });
  });

describe('a radio on UDP', () => {
  it('gives every peer each frame as it was sent', async () => {
    const [a, b] = [await radio(), await radio()];
    const sender = await radio({ peers: [a.address, b.address] });
    const both = Promise.all([heard(a, 2), heard(b, 2)]);
    const frame = new Uint8Array([3, 0, 32, 0]);
    sender.send(frame);
    frame.fill(9);
    sender.send(frame);
    for (const frames of await both)
      expect(frames).toEqual([new Uint8Array([3, 0, 32, 0]), new Uint8Array([9, 9, 9, 9])]);
    expect(a.counts.received).toBe(2);
  });
  it("does not hear itself among its peers' frames", async () => {
    const a = await radio();
    const b = await radio({ peers: [a.address] });
    const mine: Uint8Array[] = [];
    b.receive((frame) => mine.push(frame));
    const there = heard(a, 1);
    b.send(new Uint8Array([1]));
    await there;
    expect(mine).toEqual([]);
  });
  it('drops what is empty or over its limit, counts it, and goes on', async () => {
    const ear = await radio({ octetsMax: 100 });
    const raw = createSocket('udp4');
    open.push(raw);
    const next = heard(ear, 1);
    for (const length of [101, 0, 100]) {
      await new Promise((done) => raw.send(new Uint8Array(length), ear.address.port, '127.0.0.1', done));
    }
    expect((await next)[0]).toHaveLength(100);
    expect(ear.counts).toMatchObject({ received: 1, tooLong: 1, empty: 1 });
  });
  it('sends nothing over its limit, and says so in its log', async () => {
    const ear = await radio();
    const said: unknown[] = [];
    const mouth = await radio({
      peers: [ear.address],
      octetsMax: 10,
      log: (level, event, facts) => said.push([level, event, facts]),
    });
    const next = heard(ear, 1);
    mouth.send(new Uint8Array(11));
    mouth.send(new Uint8Array(10));
    expect((await next)[0]).toHaveLength(10);
    expect(said).toEqual([['error', 'udp-frame-too-long', { octets: 11, octetsMax: 10 }]]);
  });
  it('says in its log where a peer cannot be reached', async () => {
    const said = Promise.withResolvers<unknown>();
    const mouth = await radio({
      peers: [{ host: '::1', port: 9 }],
      log: (level, event) => said.resolve([level, event]),
    });
    mouth.send(new Uint8Array(1));
    expect(await said.promise).toEqual(['warn', 'udp-not-sent']);
    expect(mouth.counts).toMatchObject({ sent: 0, failed: 1 });
  });
  it('rejects a port that is taken', async () => {
    const { address } = await radio();
    await expect(openUdp({ listen: address })).rejects.toThrow(/EADDRINUSE/);
  });
  it('frees its port when closed, and may be closed and spoken to again', async () => {
    const first = await radio();
    await first.close();
    await first.close();
    first.send(new Uint8Array(1));
    expect((await radio({ listen: first.address })).address).toEqual(first.address);
  });
  it('shares a multicast group with others, and hears them but not itself', async (context) => {
    const group = { group: '239.255.16.9', interface: '127.0.0.1' };
    const listen = { host: '0.0.0.0', port: 0 };
    const a = await radio({ listen, multicast: group }).catch((error: Error) => error);
    if (a instanceof Error) return context.skip(`no multicast here: ${a.message}`);
    const b = await radio({ listen: { ...listen, port: a.address.port }, multicast: group });
    const own: Uint8Array[] = [];
    a.receive((frame) => own.push(frame));
    const [atB, atA] = [heard(b, 1), heard(a, 1)];
    a.send(new Uint8Array([1, 2, 3]));
    expect(await atB).toEqual([new Uint8Array([1, 2, 3])]);
    b.send(new Uint8Array([4]));
    expect(await atA).toEqual([new Uint8Array([4])]);
    expect(own).toEqual([new Uint8Array([4])]);
  });
});

describe('a peer', () => {
  it.each([
    ['192.0.2.7:4400', { host: '192.0.2.7', port: 4400 }],
    ['rsu.example:65535', { host: 'rsu.example', port: 65_535 }],
    ['[2001:db8::7]:1', { host: '2001:db8::7', port: 1 }],
    [':4400', { host: '127.0.0.1', port: 4400 }],
  ])('is read from %s', (text, peer) => expect(readPeer(text)).toEqual(peer));
  it.each(['4400', 'host', 'host:', 'host:65536', '2001:db8::7:1', '[host]:1', 'host:1:2'])(
    'is not read from %s',
    (text) => {
      expect(() => readPeer(text)).toThrow(/host:port/);
    },
  );
  it('comes back from its text', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(65_535), (host, port) => {
        expect(readPeer(`${host}:${port}`)).toEqual({ host, port });
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), fc.nat(65_535), (host, port) => {
        expect(readPeer(`[${host}]:${port}`)).toEqual({ host, port });
      }),
    );
  });
});
