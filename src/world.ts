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
/**
 * What is counted and measured for an operator's graphs. Names, and the labels each has, stand in tables beside what is
 * measured; the values of a label are few and never a stranger's choice.
 */
export interface Meter {
  /** One more. */
  count(name: string, labels: Labels): void;
  observe(name: string, value: number, labels: Labels): void;
  /** `read` is asked whenever somebody looks. */
  gauge(name: string, labels: Labels, read: () => number): void;
}
export type Labels = Readonly<Record<string, string>>;
export const unmeasured: Meter = { count() {}, observe() {}, gauge() {} };
/** A row of such a table: how it is shown, and the upper bounds of a histogram's buckets. */
export interface Metric {
  readonly kind: 'counter' | 'histogram' | 'gauge';
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}
