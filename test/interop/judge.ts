/** One value, both codecs: the same octets, the same value, and octets made by either read by the other. */
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { type Json, jer } from '../../asn1/jer.ts';
import { sentence } from '../../asn1/malformed.ts';
import type { Type } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import { difference, octetDifference } from '../../src/vectors/difference.ts';
import { plain } from '../asn1/plain.ts';
import { holdsLongBits } from './holds.ts';
import type { Peer } from './peer.ts';
import type { Subject } from './subjects.ts';
import { speak } from './voice.ts';

/**
 * `octets`: theirs read ours and wrote others. `value`: theirs read another value. `json`: theirs made other octets of
 * the value given in JSON. `refused`, `jsonRefused`: theirs would not. `ours`, `jsonOurs`: we do not read what theirs
 * wrote then, or read another value.
 */
export type Way = 'octets' | 'value' | 'json' | 'refused' | 'jsonRefused' | 'ours' | 'jsonOurs';
export interface Disagreement {
  readonly way: Way;
  readonly detail: string;
  readonly hex: string;
  readonly json: unknown;
  /** Whether the value holds a BIT STRING beyond its extensible SIZE. */
  readonly longBits: boolean;
}
export interface Verdict {
  readonly disagreements: readonly Disagreement[];
  /** Whether their JSON could be compared. */
  readonly compared: boolean;
}

export async function judge(subject: Subject, peer: Peer, value: unknown): Promise<Verdict> {
  const type = plain(subject.type) as Type<unknown>;
  const codec = (subject.rules === 'coer' ? coer : uper)(type);
  const hex = toHex(codec.encode(value));
  const inTheirs = (v: unknown): unknown => speak(subject.type, parse(write(jer(type).to(v))), subject.voice);
  const json = inTheirs(value);
  const all: Disagreement[] = [];
  const say = (way: Way, detail: string | undefined): void => {
    if (detail !== undefined) all.push({ way, detail, hex, json, longBits: holdsLongBits(type, value) });
  };
  /** What they wrote, read by us. */
  const read = (theirs: string, way: Way): void => {
    const got = codec.decode(fromHex(theirs));
    if (!got.ok) say(way, sentence(got.malformed));
    else say(way, difference(json, inTheirs(got.value)));
  };

  const [there, back] = await Promise.all([
    peer.ask(`${subject.theirs} ${hex}`),
    peer.ask(`${subject.theirs} jer ${write(json as Json)}`),
  ]);
  let compared = false;
  const [, octets, text] = /^ok ([0-9a-f]*) (.*)$/s.exec(there) ?? [];
  if (octets === undefined || text === undefined) say('refused', there);
  else {
    say('octets', octets === hex ? undefined : octetDifference(fromHex(hex), fromHex(octets)));
    if (!text.startsWith('?')) {
      compared = true;
      say('value', difference(even(json), even(parse(text))));
    }
    read(octets, 'ours');
  }
  const [, made] = /^ok ([0-9a-f]*)$/.exec(back) ?? [];
  if (made === undefined) say('jsonRefused', back);
  else {
    say('json', made === hex ? undefined : octetDifference(fromHex(hex), fromHex(made)));
    if (made !== hex) read(made, 'jsonOurs');
  }
  return { disagreements: all, compared };
}

/** Whole numbers that are not exact as a number stay the decimals they were written with. */
function parse(text: string): unknown {
  return JSON.parse(text, (_, v, context?: { readonly source?: string }) =>
    typeof v === 'number' && !Number.isSafeInteger(v) && context?.source ? context.source : v,
  );
}
/** Times that are no exact number, which we write as decimals in a string, as the numbers others write. */
function write(json: Json): string {
  return JSON.stringify(json).replace(/"(generationTime|expiryTime)":"(\d+)"/g, '"$1":$2');
}
/** Hexadecimal digits have no case, and a member that has its DEFAULT may as well be absent (X.697). */
function even(json: unknown): unknown {
  if (typeof json === 'string') return json.toLowerCase();
  if (Array.isArray(json)) return json.map(even);
  if (typeof json !== 'object' || json === null) return json;
  const members = Object.entries(json).map(([k, v]) => [k, even(v)] as const);
  return Object.fromEntries(members.filter(([k, v]) => v !== DEFAULTS[k]));
}
const DEFAULTS: Readonly<Record<string, unknown>> = { minChainLength: 1, chainLengthRange: 0, eeType: '80' };
