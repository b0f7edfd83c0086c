/** Who encodes and decodes a value of one shape within this process: ours, and others for the sake of comparison. */
import { createRequire } from 'node:module';
import { type Json, jer } from '../asn1/jer.ts';
import type { Node } from '../asn1/schema.ts';
import type { Subject } from './subject.ts';
import { type Side, side } from './timer.ts';

export const ACTS = ['decode', 'encode'] as const;
export type Act = (typeof ACTS)[number];

export interface Rival<Value = unknown, Encoded = unknown> {
  /** How it is called where it does one or the other. */
  readonly name: Readonly<Record<Act, string>>;
  readonly values: readonly Value[];
  readonly encode: (value: Value) => Encoded;
  readonly decode: (encoded: Encoded) => unknown;
  /** JER of what `decode` gave. */
  readonly jer: (decoded: never) => Json;
}
/** Takes a rival of whatever types: nobody but itself looks into its values. */
const rival = <V, E>(one: Rival<V, E>): Rival => one as Rival;

/** Why a package is no rival here, in words; undefined where it is one. protobufjs comes with the sources only. */
export function without(name: string): string | undefined {
  try {
    createRequire(import.meta.url).resolve(name);
    return undefined;
  } catch {
    return 'it is not installed';
  }
}
export const PROTOBUF = 'protobufjs';
export const PECULIAR = '@peculiar/asn1-schema';

/** JER of each value of a subject, as text. */
export function textsOf({ octets, decode, jer: told }: Subject): readonly string[] {
  return octets.map((o) => JSON.stringify(told(decode(o) as never)));
}

/** Ours first. */
export async function rivals(kind: string, subject: Subject): Promise<readonly Rival[]> {
  const { shape, decode, encode, jer: told } = subject;
  const parsed = textsOf(subject).map((t) => JSON.parse(t) as Json);
  const values = parsed.map((json) => jer(shape).from(json));
  return [
    rival({
      name: { decode: `codec.${kind}.decode`, encode: `codec.${kind}.encode` },
      values: values as never[],
      encode,
      decode,
      jer: told,
    }),
    rival({
      name: { decode: 'JSON.parse', encode: 'JSON.stringify' },
      values: parsed,
      encode: (json) => JSON.stringify(json),
      decode: (text) => JSON.parse(text),
      jer: (json: Json) => json,
    }),
    ...(without(PROTOBUF) === undefined ? [await protobufjs(shape, values)] : []),
    await peculiar(shape, values),
  ];
}

async function protobufjs(shape: Node, values: readonly unknown[]): Promise<Rival> {
  const { protobuf } = await import('./protobuf.ts');
  const { type, to, from } = protobuf(shape);
  return rival({
    name: { decode: PROTOBUF, encode: PROTOBUF },
    values: values.map((v) => to(v as never) as object),
    encode: (message) => type.encode(message).finish(),
    decode: (octets) => type.decode(octets),
    jer: (message) => jer(shape).to(from(message) as never),
  });
}

async function peculiar(shape: Node, values: readonly unknown[]): Promise<Rival> {
  const { AsnParser, AsnSerializer } = await import('@peculiar/asn1-schema');
  const { der } = await import('./der.ts');
  const { type, to, from } = der(shape);
  // A CRL is more than the library takes unasked.
  const options = { berOptions: { maxDepth: Infinity, maxNodes: Infinity, maxContentLength: Infinity } };
  return rival({
    name: { decode: PECULIAR, encode: PECULIAR },
    values: values.map((v) => to(v as never) as object),
    encode: (value) => AsnSerializer.serialize(value),
    decode: (octets) => AsnParser.parse(octets, type, options),
    jer: (value) => jer(shape).to(from(value) as never),
  });
}

/** Where results go, so that no compiler finds out that nobody wants them. */
export const sink: { last: unknown } = { last: undefined };

/** A rival of which each value came back, with what it made of them. */
export interface Proven extends Rival {
  readonly encoded: readonly unknown[];
}
/** Throws where a value, encoded and decoded again, is not the text it should be. */
export function proven(rival: Rival, texts: readonly string[]): Proven {
  const { name, values, encode, decode, jer: told } = rival;
  const encoded = values.map(encode);
  for (const [i, text] of texts.entries())
    if (JSON.stringify(told(decode(encoded[i]) as never)) !== text)
      throw new Error(`${name.decode} does not give back value ${i}: what it took time for would be something else`);
  return { ...rival, encoded };
}

/** Decoding or encoding of all values in turns. */
export function contender({ name, values, encoded, encode, decode }: Proven, act: Act): Side {
  const inputs = act === 'decode' ? encoded : values;
  const run = act === 'decode' ? decode : encode;
  let next = 0;
  return side(name[act], () => {
    sink.last = run(inputs[next++ % inputs.length]);
  });
}
