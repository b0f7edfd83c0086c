/**
 * What happened in a run, record by record, as plain MessagePack that any reader of it can open. Same seed, same octets:
 * a trace keeps simulated time only.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { Packr, Unpackr } from 'msgpackr';
import { openFile } from '../src/capture/file.ts';
import type { Clock, Micros } from '../src/world.ts';

export type Fact =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly Fact[]
  | { readonly [name: string]: Fact };
export type Facts = { readonly [name: string]: Fact };
export interface TraceRecord {
  readonly at: Micros;
  readonly kind: string;
  readonly facts: Facts;
}
export interface Trace {
  /** Notes that something happened now. */
  note(kind: string, facts?: Facts): void;
  flush(): void;
  close(): void;
}

/** The first record of every trace. */
const OPENING = 'wavetrust-trace';
const VERSION = 1;
const CHUNK_OCTETS = 65_536;

/** Opens a trace file and empties it. `about` (seed, scenario, version) goes into its first record. */
export function openTrace(path: string, clock: Clock, about: Facts = {}): Trace {
  const file = openFile(path);
  const packr = new Packr({ useRecords: false });
  const note = (kind: string, facts: Facts = {}): void => file.write(packr.pack([clock.now(), kind, facts]));
  note(OPENING, { ...about, traceVersion: VERSION });
  return { note, flush: file.flush, close: file.close };
}

/**
 * The records of a trace in order, the opening one first, read a piece at a time. Throws an Error that names the octet
 * where the file is no trace or was cut inside a record; the records before it have been given by then.
 */
export function* readTrace(path: string): Generator<TraceRecord> {
  const unpackr = new Unpackr({ useRecords: false });
  const file = openSync(path, 'r');
  try {
    let rest = new Uint8Array(0);
    let octet = 0;
    let first = true;
    for (;;) {
      const piece = new Uint8Array(CHUNK_OCTETS);
      const length = readSync(file, piece);
      if (length === 0) break;
      const whole = new Uint8Array(rest.length + length);
      whole.set(rest);
      whole.set(piece.subarray(0, length), rest.length);
      const { values, used } = unpackAll(unpackr, whole, octet);
      for (const value of values) {
        const record = recordOf(value);
        if (!record || (first && record.kind !== OPENING))
          throw new Error(`${path} is no wavetrust trace: near octet ${octet} stands something else`);
        if (first && record.facts.traceVersion !== VERSION)
          throw new Error(
            `${path} is a trace of version ${String(record.facts.traceVersion)}; this reads version ${VERSION}`,
          );
        first = false;
        yield record;
      }
      octet += used;
      rest = whole.slice(used);
    }
    if (rest.length > 0 || first) throw new Error(`${path} was cut: octet ${octet} begins a record that does not end`);
  } finally {
    closeSync(file);
  }
}

function unpackAll(unpackr: Unpackr, octets: Uint8Array, octet: number): { values: unknown[]; used: number } {
  const values: unknown[] = [];
  try {
    unpackr.unpackMultiple(octets, (value) => {
      values.push(value);
    });
    return { values, used: octets.length };
  } catch (thrown) {
    const { incomplete, lastPosition } = thrown as { incomplete?: boolean; lastPosition?: number };
    if (!incomplete) throw new Error(`the trace is damaged after octet ${octet}: ${String(thrown)}`);
    return { values, used: lastPosition ?? 0 };
  }
}

function recordOf(value: unknown): TraceRecord | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [at, kind, facts] = value as unknown[];
  if (typeof at !== 'number' || typeof kind !== 'string' || typeof facts !== 'object' || facts === null)
    return undefined;
  return { at, kind, facts: facts as Facts };
}
