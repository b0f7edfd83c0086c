/**
 * The air over real UDP: one datagram is one frame. Bench units, RSU "immediate forward" ports and Wireshark all take it.
 * UDP proves nothing about its sender; that is what the signature inside is for.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Log, type Radio, silent } from '../world.ts';

export interface Peer {
  readonly host: string;
  readonly port: number;
}
export interface UdpOptions {
  /** Where to hear; port 0 lets the system choose (see `address`). */
  readonly listen: Peer;
  /** Who gets each frame sent. */
  readonly peers?: readonly Peer[];
  /** A group to send to and to hear, besides the peers; its port is the one listened on. */
  readonly multicast?: { readonly group: string; readonly interface?: string; readonly hops?: number };
  readonly octetsMax?: number;
  readonly log?: Log;
}
export interface UdpRadio extends Radio {
  /** Where this radio hears, with the port the system chose. */
  readonly address: Peer;
  readonly counts: Readonly<Record<'sent' | 'received' | 'tooLong' | 'empty' | 'failed', number>>;
  /** Nothing is heard or sent after this. Resolves once the port is free. */
  close(): Promise<void>;
}

/** The longest WSM (IEEE 1609.3: a length of 16383, in two octets) and room for its headers. */
export const UDP_OCTETS_MAX = 16_383 + 64;

/**
 * Opens a radio on UDP. Rejects with the system's error where the port is taken or the address is not this machine's.
 * Frames over `octetsMax` are dropped and counted both ways: a hostile datagram must not stop the unit, nor a long MAP.
 */
export async function openUdp(options: UdpOptions): Promise<UdpRadio> {
  const { listen, peers = [], multicast, octetsMax = UDP_OCTETS_MAX, log = silent } = options;
  const family = isIPv6(multicast?.group ?? listen.host) ? 'udp6' : 'udp4';
  const ear = createSocket({ type: family, reuseAddr: multicast !== undefined });
  await bind(ear, listen.port, listen.host);
  let mouth = ear;
  // Several radios of one machine share a group's port: a mouth of one's own tells one's own frames from theirs.
  if (multicast) {
    try {
      ear.addMembership(multicast.group, multicast.interface);
      mouth = createSocket(family);
      await bind(mouth, 0, listen.host);
      if (multicast.interface) mouth.setMulticastInterface(multicast.interface);
      mouth.setMulticastTTL(multicast.hops ?? 1);
    } catch (error) {
      for (const socket of new Set([ear, mouth])) socket.close();
      throw error;
    }
  }
  const address = { host: ear.address().address, port: ear.address().port };
  const mouthPort = mouth.address().port;
  const targets = multicast ? [...peers, { host: multicast.group, port: address.port }] : peers;
  const counts = { sent: 0, received: 0, tooLong: 0, empty: 0, failed: 0 };
  const listeners: ((frame: Uint8Array) => void)[] = [];
  let open = true;

  ear.on('message', (message: Buffer, from: RemoteInfo) => {
    if (multicast && from.port === mouthPort && isOwn(from.address)) return;
    if (message.length === 0) counts.empty++;
    else if (message.length > octetsMax) counts.tooLong++;
    else {
      counts.received++;
      for (const listener of listeners) listener(new Uint8Array(message));
    }
  });
  for (const socket of new Set([ear, mouth])) {
    socket.on('error', (error) => log('error', 'udp-socket', { error: error.message, ...address }));
  }
  return {
    address,
    counts,
    receive: (listener) => listeners.push(listener),
    send(frame) {
      if (!open) return;
      if (frame.length > octetsMax) {
        counts.tooLong++;
        log('error', 'udp-frame-too-long', { octets: frame.length, octetsMax });
        return;
      }
      // Copied: node reads the octets after this call has returned.
      const octets = new Uint8Array(frame);
      for (const { host, port } of targets) {
        mouth.send(octets, port, host, (error) => {
          if (!error) counts.sent++;
          else if (open) {
            counts.failed++;
            log('warn', 'udp-not-sent', { host, port, error: error.message });
          }
        });
      }
    },
    async close() {
      if (!open) return;
      open = false;
      await Promise.all([...new Set([ear, mouth])].map((socket) => new Promise<void>((done) => socket.close(done))));
    },
  };
}

function bind(socket: Socket, port: number, host: string): Promise<void> {
  return new Promise((done, fail) => {
    socket.once('error', (error) => {
      socket.close();
      fail(error);
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      done();
    });
  });
}

const isOwn = (address: string): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address));

/**
 * Reads `host:port`, `[ipv6]:port` or `:port` (host 127.0.0.1). Throws a RangeError that shows the form; it is for
 * command lines and config files.
 */
export function readPeer(text: string): Peer {
  const found = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim());
  const host = found?.[1] ?? found?.[2] ?? '';
  const port = Number(found?.[3]);
  if (!found || port > 65_535 || (found[1] !== undefined && isIP(host) !== 6)) {
    throw new RangeError(`"${text}" is no UDP address; write host:port, such as 192.0.2.7:4400 or [2001:db8::7]:4400`);
  }
  return { host: host || '127.0.0.1', port };
}
