/** What both encodings share: turning compiled closures into a Codec, and a fault into a value that says where. */
import {
  type Codec,
  type Decoded,
  type Deviation,
  Fault,
  type Malformed,
  MalformedError,
  type Met,
} from './malformed.ts';
import type { Infer, Node } from './schema.ts';
import { type Field, Tracer } from './trace.ts';

/** What both readers have beside their octets. */
interface Traceable {
  trace: Tracer | undefined;
  met: Met[] | undefined;
}
export interface Rules<R extends Traceable, W> {
  readonly name: string;
  reader(octets: Uint8Array): R;
  writer(): W;
  decoder(node: Node, traced: boolean): (r: R) => unknown;
  encoder(node: Node, traced: boolean): (w: W, v: never) => void;
  /** Throws a Fault where octets are left over. */
  finishReading(r: R): void;
  finishWriting(w: W): Uint8Array;
  /** Bits per unit of a Fault's `at`. */
  readonly unit: 1 | 8;
}

export interface Traced {
  readonly top: Field;
  readonly malformed: Malformed | undefined;
  /** What was put up with; empty in strict mode. */
  readonly deviations: readonly Deviation[];
}
type Trace = (schema: Node, octets: Uint8Array, lenient?: boolean) => Traced;
type Walk = (schema: Node, octets: Uint8Array, lenient: boolean, keep: boolean) => Traced;

/** Compiles codecs of one set of encoding rules, each node once, when it is first used. */
export function compiler<R extends Traceable, W>(
  rules: Rules<R, W>,
): { readonly codec: <S extends Node>(schema: S) => Codec<Infer<S>>; readonly trace: Trace } {
  const made = new WeakMap<Node, Codec<unknown>>();
  const walk = walking(rules);
  const trace: Trace = (schema, octets, lenient = false) => walk(schema, octets, lenient, true);
  const codec = <S extends Node>(schema: S): Codec<Infer<S>> => {
    const had = made.get(schema);
    if (had) return had as Codec<Infer<S>>;
    const codec = compile(rules, schema, walk);
    made.set(schema, codec);
    return codec as Codec<Infer<S>>;
  };
  return { codec, trace };
}

function compile<R extends Traceable, W>(rules: Rules<R, W>, schema: Node, walk: Walk): Codec<unknown> {
  let decodes: ((r: R) => unknown) | undefined;
  let encodes: ((w: W, v: never) => void) | undefined;
  let blames: ((w: W, v: never) => void) | undefined;
  const decode = (octets: Uint8Array): Decoded<unknown> => {
    decodes ??= rules.decoder(schema, false);
    const r = rules.reader(octets);
    try {
      const value = decodes(r);
      rules.finishReading(r);
      return { ok: true, value };
    } catch (e) {
      if (!(e instanceof Fault)) throw e;
      return { ok: false, malformed: walk(schema, octets, false, false).malformed ?? describe(e, rules.unit, []) };
    }
  };
  return {
    decode,
    lenient(octets) {
      const strict = decode(octets);
      if (strict.ok) return { ...strict, deviations: [] };
      const { top, malformed, deviations } = walk(schema, octets, true, false);
      return malformed ? { ok: false, malformed, deviations } : { ok: true, value: top.value, deviations };
    },
    read(octets) {
      const got = decode(octets);
      if (!got.ok) throw new MalformedError(got.malformed, `not a ${rules.name} ${schema.name ?? schema.kind}`);
      return got.value;
    },
    encode(v) {
      encodes ??= rules.encoder(schema, false);
      const w = rules.writer();
      try {
        encodes(w, v as never);
      } catch (e) {
        // Once more, slower, for the name of the field.
        blames ??= rules.encoder(schema, true);
        blames(rules.writer(), v as never);
        throw e;
      }
      return rules.finishWriting(w);
    },
  };
}

/**
 * Decodes field by field: as far as it goes, and why no further. Compiled once as well: every malformed message that
 * comes in is decoded a second time this way, and compiling takes a thousand times longer than decoding.
 */
function walking<R extends Traceable, W>(rules: Rules<R, W>): Walk {
  const made = new WeakMap<Node, (r: R) => unknown>();
  return (schema, octets, lenient, keep) => {
    const decodes = made.get(schema) ?? rules.decoder(schema, true);
    made.set(schema, decodes);
    const r = rules.reader(octets);
    const tracer = new Tracer(schema, keep);
    r.trace = tracer;
    const met: Met[] = [];
    if (lenient) r.met = met;
    const deviations = (): readonly Deviation[] =>
      met.map((m) => ({ ...describe(m.fault, rules.unit, m.path), deviance: m.deviance }));
    try {
      tracer.top.value = decodes(r);
      rules.finishReading(r);
      tracer.top.to = octets.length * 8;
      return { top: tracer.top, malformed: undefined, deviations: deviations() };
    } catch (e) {
      if (!(e instanceof Fault)) throw e;
      return { top: tracer.top, malformed: describe(e, rules.unit, tracer.path()), deviations: deviations() };
    }
  };
}

export function describe(fault: Fault, unit: 1 | 8, path: readonly string[]): Malformed {
  const at = fault.at * unit;
  return { code: fault.code, octet: at >>> 3, bit: at & 7, path, rule: fault.rule };
}

/** Wraps a field's decoder so that a tracer sees it begin and end. */
export function follow<R extends { readonly trace: Tracer | undefined; readonly pos: number }>(
  name: string,
  node: Node,
  unit: 1 | 8,
  decode: (r: R) => unknown,
): (r: R) => unknown {
  return (r) => {
    r.trace?.enter(name, node, r.pos * unit);
    const v = decode(r);
    r.trace?.leave(r.pos * unit, v);
    return v;
  };
}

/** Wraps a field's encoder so that what it throws names the field. */
export function blame<W>(name: string, encode: (w: W, v: never) => void): (w: W, v: never) => void {
  return (w, v) => {
    try {
      encode(w, v);
    } catch (e) {
      if (e instanceof RangeError || e instanceof TypeError) {
        const rest = e instanceof RangeError && e.message.startsWith('.') ? e.message : `: ${e.message}`;
        throw new RangeError(`.${name}${rest}`);
      }
      throw e;
    }
  };
}

/** `?7` is how an ENUMERATED value from the future is named. */
export function futureIndex(name: string): number | undefined {
  const m = /^\?(\d{1,5})$/.exec(name);
  return m ? Number(m[1]) : undefined;
}
