/**
 * The backhaul between a traffic management center and its roadside units, as a Radio: one binary message is one frame.
 * A WebSocket proves nothing about who is at its other end: every frame is an SPDU whose signature is judged by whoever
 * takes it. What TLS adds, in a proxy in front of the hub and a wss URL in the link, is that nobody else can use up its
 * places or read along.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { type Radio, type Random, silent } from '../world.ts';
import { CLOSE, Line, type WebSocketCounts, type WebSocketOptions } from './line.ts';
import type { Peer } from './udp.ts';

export interface HubOptions extends WebSocketOptions {
  readonly host: string;
  /** 0 lets the system choose (see `address`). */
  readonly port: number;
  readonly peersMax?: number;
}
export interface Hub extends Radio {
  readonly address: Peer;
  readonly counts: Readonly<WebSocketCounts>;
  /** How many are connected now. */
  readonly peers: number;
  /** Takes leave of all. Resolves once the port is free. */
  close(): Promise<void>;
}

/** Who takes leave waits this long for the answer. */
const LEAVE_SECONDS = 1;

/**
 * The unit's end: takes connections, sends each frame to all of them, hears all. Rejects with the system's error where
 * the port is taken. Who sends text or a frame over `maxOctets`, or comes when `peersMax` are there, is closed out with
 * one of CLOSE; the others notice nothing.
 */
export async function openHub(options: HubOptions): Promise<Hub> {
  const { host, port, timers, peersMax = 8, log = silent } = options;
  const http = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain' }).end('This is a WebSocket for IEEE 1609.3 frames.\n');
  });
  // Those without a place get their close code, but not without end: beyond twice as many, connections are just dropped.
  http.maxConnections = peersMax * 2;
  await new Promise<void>((done, fail) => http.once('error', fail).listen(port, host, done));
  http.on('error', (error) => log('error', 'hub-socket', { error: error.message }));
  const line = new Line(options);
  const server = new WebSocketServer({ server: http, maxPayload: line.maxOctets, perMessageDeflate: false });
  const peers = new Set<WebSocket>();
  server.on('connection', (socket) => {
    if (peers.size >= peersMax) {
      line.counts.full++;
      log('warn', 'hub-full', { peersMax });
      socket.on('error', () => {});
      socket.close(CLOSE.full, 'all places are taken');
      return;
    }
    peers.add(socket);
    socket.on('close', () => peers.delete(socket));
    line.attach(socket);
  });
  const watch = line.watch(() => peers);
  const { address, port: bound } = http.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    watch();
    for (const socket of server.clients) socket.close(CLOSE.going, 'the unit goes off');
    const end = timers.after(LEAVE_SECONDS, () => {
      for (const socket of server.clients) socket.terminate();
    });
    const gone = new Promise((done) => server.close(done));
    const free = new Promise<void>((done) => http.close(() => done()));
    http.closeAllConnections();
    await Promise.all([gone, free]);
    end();
  };
  return {
    address: { host: address, port: bound },
    counts: line.counts,
    get peers() {
      return peers.size;
    },
    receive: (listener) => line.listeners.push(listener),
    send: (frame) => line.send(closed ? [] : peers, frame),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

export type LinkState = 'connecting' | 'open' | 'waiting' | 'closed';
export interface LinkOptions extends WebSocketOptions {
  readonly random: Random;
  /** Wait after a first failure, doubled with each one after it up to the longest; a random half of it is left out. */
  readonly firstSeconds?: number;
  readonly longestSeconds?: number;
}
export interface Link extends Radio {
  readonly state: LinkState;
  readonly counts: Readonly<WebSocketCounts>;
  /** `why` says in words what a connection ended with. */
  onState(listener: (state: LinkState, why: string) => void): void;
  close(): Promise<void>;
}

/**
 * The center's end: one connection to one unit, made again whenever it breaks, until it is closed. A frame sent
 * meanwhile is dropped and counted, not kept: a command that comes late is worse than one that did not come, and the
 * missing acknowledgement tells. Throws a RangeError for what is no ws or wss URL.
 */
export function openLink(url: string, options: LinkOptions): Link {
  const { timers, random, firstSeconds = 1, longestSeconds = 60, log = silent } = options;
  if (!URL.canParse(url) || !['ws:', 'wss:'].includes(new URL(url).protocol))
    throw new RangeError(`"${url}" is no URL of a unit; write one such as wss://unit-7001.example`);
  const line = new Line(options);
  const listeners: ((state: LinkState, why: string) => void)[] = [];
  let state: LinkState = 'connecting';
  let failures = 0;
  let leaving = false;
  let socket: WebSocket;
  let wait = (): void => {};

  const turn = (to: LinkState, why: string): void => {
    state = to;
    for (const listener of listeners) listener(to, why);
  };
  const connect = (): void => {
    let why = '';
    socket = new WebSocket(url, { maxPayload: line.maxOctets, perMessageDeflate: false, handshakeTimeout: 10_000 });
    // Only a unit that says something starts the count anew: one that is full takes connections, too.
    line.attach(socket, () => {
      failures = 0;
    });
    socket.on('error', (error: Error & { code?: string }) => {
      why = error.message || error.code || 'no connection';
    });
    socket.on('open', () => {
      log('info', 'link-open', { url });
      turn('open', '');
    });
    socket.on('close', (code, reason) => {
      why ||= `closed with ${code} ${reason.toString()}`.trim();
      if (leaving) return turn('closed', why);
      const [high = 0, low = 0] = random.octets(2);
      const share = 1 - (high * 256 + low) / 131_072;
      const seconds = Math.min(longestSeconds, firstSeconds * 2 ** Math.min(failures++, 16)) * share;
      log('warn', 'link-down', { url, why, seconds });
      wait = timers.after(seconds, () => {
        turn('connecting', '');
        connect();
      });
      turn('waiting', why);
    });
  };
  connect();
  const watch = line.watch(() => [socket]);
  return {
    get state() {
      return state;
    },
    counts: line.counts,
    onState: (listener) => listeners.push(listener),
    receive: (listener) => line.listeners.push(listener),
    send: (frame) => line.send(state === 'open' ? [socket] : [], frame),
    async close() {
      if (state === 'closed') return;
      const done = new Promise<void>((resolve) => listeners.push((to) => to === 'closed' && resolve()));
      if (!leaving) {
        leaving = true;
        watch();
        wait();
        if (state === 'waiting') turn('closed', '');
        else if (state === 'connecting') socket.terminate();
        else {
          socket.close(CLOSE.done);
          const end = timers.after(LEAVE_SECONDS, () => socket.terminate());
          socket.on('close', end);
        }
      }
      await done;
    },
  };
}
