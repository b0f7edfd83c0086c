/** The real world of src/world.ts: this machine's time and timers. Made once, in a command's main. */
import { Crew } from './crew/crew.ts';
import type { CryptoProvider } from './crypto/provider.ts';
import { fromUnixMicros } from './time.ts';
import type { Background, Clock, Timers } from './world.ts';

export interface TimeSources {
  /** Unix time in milliseconds; may step when somebody sets it. */
  readonly wallMillis: () => number;
  /** Never steps, zero anywhere; its fraction gives the microseconds. */
  readonly steadyMillis: () => number;
}
const machine: TimeSources = { wallMillis: Date.now, steadyMillis: () => performance.now() };
/** Wall and steady time may disagree by this much before the wall is believed: its own grain is 1 ms. */
const GRAIN_MILLIS = 2;

/**
 * Micros from the machine's clock (see LEAP_SECONDS_KNOWN_UNTIL in time.ts). No reading is below an earlier one: when
 * the wall clock is set back, time goes on at half speed until the wall has caught up.
 */
export function systemClock(sources: TimeSources = machine): Clock {
  let origin = sources.wallMillis() - sources.steadyMillis();
  let last = Number.NEGATIVE_INFINITY;
  let lastSteady = 0;
  return {
    now() {
      const steady = sources.steadyMillis();
      const wall = sources.wallMillis();
      if (Math.abs(origin + steady - wall) > GRAIN_MILLIS) origin = wall - steady;
      const target = fromUnixMicros(Math.floor((origin + steady) * 1000));
      const floor = last + Math.floor((steady - lastSteady) * 500);
      last = Math.max(target, floor);
      lastSteady = steady;
      return last;
    },
  };
}

/** setTimeout counts in 32 bits and fires at once beyond that: longer waits are taken in pieces. */
const LONGEST_MILLIS = 2 ** 31 - 1;

/** Timers of this process. `every` keeps to its first moment plus whole periods and skips those it has missed. */
export function systemTimers(): Timers {
  const wait = (millis: number, act: () => void): (() => void) => {
    let timer: NodeJS.Timeout;
    const arm = (rest: number): void => {
      timer = setTimeout(
        () => (rest > LONGEST_MILLIS ? arm(rest - LONGEST_MILLIS) : act()),
        Math.min(rest, LONGEST_MILLIS),
      );
    };
    arm(millis);
    return () => clearTimeout(timer);
  };
  return {
    after: (seconds, act) => wait(Math.max(0, seconds * 1000), act),
    every(seconds, act) {
      if (!(seconds > 0)) throw new RangeError(`a timer's period must be above zero seconds, not ${seconds}`);
      const period = seconds * 1000;
      let due = performance.now() + period;
      let end: () => void;
      let ended = false;
      const tick = (): void => {
        due += period * Math.max(1, Math.ceil((performance.now() - due) / period));
        act();
        if (!ended) end = wait(Math.max(0, due - performance.now()), tick);
      };
      end = wait(period, tick);
      return () => {
        ended = true;
        end();
      };
    },
  };
}

/**
 * Work of this process beside what comes in: `sliceMillis` at a time, then whatever waits goes first. One that throws
 * does so out of the event loop, as of a timer; where the process goes on, so does the work behind it.
 */
export function systemBackground(sliceMillis = 3): Background {
  const queue: Generator<void, void>[] = [];
  const slice = (): void => {
    const end = performance.now() + sliceMillis;
    try {
      while (queue.length > 0 && performance.now() < end) if (queue[0]!.next().done) queue.shift();
    } catch (error) {
      queue.shift();
      throw error;
    } finally {
      if (queue.length > 0) setImmediate(slice);
    }
  };
  return (work) => {
    if (queue.push(work) === 1) setImmediate(slice);
  };
}

/** Threads that check signatures with this one, one core each. `lost` is told of one that ends on its own. */
export function systemCrew(crypto: CryptoProvider, lost?: (error: unknown) => void): Crew {
  const later = (act: () => void): void => {
    setTimeout(act, 1);
  };
  return new Crew({ crypto, soon: setImmediate, later, ...(lost && { lost }) });
}
