/**
 * What a part needs of the world outside: time, chance, the air and a log. All of it comes in through constructors,
 * so that the same code runs on a simulated clock and on real UDP, and the same seed gives the same octets.
 */

/** Microseconds of TAI since 2004-01-01T00:00:00 UTC (IEEE 1609.2 Time64), as a number: exact until the year 2289. */
export type Micros = number;

export interface Clock {
  now(): Micros;
}
export interface Timers {
  /** Calls `act` every `seconds` from now on; the returned function ends it. */
  every(seconds: number, act: () => void): () => void;
  after(seconds: number, act: () => void): () => void;
}
/** Octets nobody can foresee; a seeded one in simulation and tests. */
export interface Random {
  octets(count: number): Uint8Array;
}
/** The air: link-layer frames (WSMP datagrams, IEEE 1609.3) out and in. */
export interface Radio {
  send(frame: Uint8Array): void;
  receive(listener: (frame: Uint8Array) => void): void;
}
/** Has work done a step at a time, in the order it comes, whenever nothing more urgent is there. */
export type Background = (work: Generator<void, void>) => void;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, event: string, facts?: Readonly<Record<string, unknown>>) => void;
export const silent: Log = () => {};
