/** What both ends of a WebSocket do with a connection: frames in and out, what is refused, who has fallen silent. */
import { type RawData, WebSocket } from 'ws';
import { type Log, silent, type Timers } from '../world.ts';
import { UDP_OCTETS_MAX } from './udp.ts';

/** Close codes (RFC 6455 7.4.1): done, going away, text where frames are binary, a frame too long, all places taken. */
export const CLOSE = { done: 1000, going: 1001, text: 1003, tooLong: 1009, full: 1013 } as const;

/**
 * Frames: `sent` and `received`, for each peer; `empty`; `congested`, not sent to a peer that takes what it has too
 * slowly; `down`, not sent since nobody was there; `tooLong`, one's own that was dropped. Peers cut off: `text` and
 * `tooLong` for what they sent, `full` for want of a place, `silent` for want of a sign of life.
 */
export type WebSocketCounts = Record<
  'sent' | 'received' | 'empty' | 'congested' | 'down' | 'tooLong' | 'text' | 'full' | 'silent',
  number
>;
export interface WebSocketOptions {
  readonly timers: Timers;
  /** Longest frame, both ways; as on UDP where nothing is said. */
  readonly maxOctets?: number;
  /** Octets that may wait for one peer; frames beyond are dropped for it: a SPaT that comes late is worth nothing. */
  readonly waitingOctetsMax?: number;
  /** Who gives no sign of life for this long, though asked for one, is cut off after twice as long. */
  readonly silentSeconds?: number;
  readonly log?: Log;
}
export class Line {
  readonly maxOctets: number;
  readonly counts: WebSocketCounts = {
    ...{ sent: 0, received: 0, empty: 0, congested: 0, down: 0 },
    ...{ tooLong: 0, text: 0, full: 0, silent: 0 },
  };
  readonly listeners: ((frame: Uint8Array) => void)[] = [];
  readonly #options: WebSocketOptions;
  readonly #log: Log;
  /** Those that gave a sign of life since they were last looked after. */
  readonly #alive = new WeakSet<WebSocket>();

  constructor(options: WebSocketOptions) {
    this.#options = options;
    this.maxOctets = options.maxOctets ?? UDP_OCTETS_MAX;
    this.#log = options.log ?? silent;
  }

  attach(socket: WebSocket, alive: () => void = () => {}): void {
    const sign = (): void => {
      this.#alive.add(socket);
      alive();
    };
    this.#alive.add(socket);
    socket.on('pong', sign);
    socket.on('message', (message: RawData, isBinary: boolean) => {
      // A peer that was told to go is not heard any more.
      if (socket.readyState !== WebSocket.OPEN) return;
      if (!isBinary) {
        this.counts.text++;
        this.#log('warn', 'websocket-text', {});
        socket.close(CLOSE.text, 'frames are binary');
        return;
      }
      sign();
      const frame = new Uint8Array(message as Buffer);
      if (frame.length === 0) this.counts.empty++;
      else {
        this.counts.received++;
        for (const listener of this.listeners) listener(frame);
      }
    });
    // ws itself closes with 1009, 1002 or 1007.
    socket.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.counts.tooLong++;
      this.#log('warn', 'websocket-error', { error: error.message });
    });
  }

  send(sockets: Iterable<WebSocket>, frame: Uint8Array): void {
    const { waitingOctetsMax = 1_048_576 } = this.#options;
    if (frame.length > this.maxOctets) {
      this.counts.tooLong++;
      this.#log('error', 'websocket-frame-too-long', { octets: frame.length, maxOctets: this.maxOctets });
      return;
    }
    // Copied: octets that wait are read after this call has returned.
    const octets = new Uint8Array(frame);
    let there = false;
    for (const socket of sockets) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      there = true;
      if (socket.bufferedAmount + octets.length > waitingOctetsMax) this.counts.congested++;
      else {
        this.counts.sent++;
        socket.send(octets);
      }
    }
    if (!there) this.counts.down++;
  }

  /** A cable that was pulled says nothing: asks all for a sign of life, and cuts off those that gave none. */
  watch(sockets: () => Iterable<WebSocket>): () => void {
    return this.#options.timers.every(this.#options.silentSeconds ?? 15, () => {
      for (const socket of sockets()) {
        if (socket.readyState !== WebSocket.OPEN) continue;
        if (this.#alive.delete(socket)) socket.ping();
        else {
          this.counts.silent++;
          this.#log('warn', 'websocket-silent', {});
          socket.terminate();
        }
      }
    });
  }
}
