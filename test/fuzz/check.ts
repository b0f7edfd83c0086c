/** What has to hold for any octets: the rules a fuzzer looks for a breach of, and the corpus is replayed against. */
import type { Traced } from '../../asn1/codec.ts';
import { jer } from '../../asn1/jer.ts';
import { type Code, DEVIATIONS, type Decoded, type Deviation, type Malformed } from '../../asn1/malformed.ts';
import type { Future, Type } from '../../asn1/schema.ts';
import type { Field } from '../../asn1/trace.ts';
import { plain } from '../asn1/plain.ts';
import { equal } from './equal.ts';
import { leads } from './schema.ts';
import { codecOf, type Target, traceOf } from './targets.ts';

const CODES: Readonly<Record<Code, true>> = {
  short: true,
  trailing: true,
  range: true,
  length: true,
  tag: true,
  canonical: true,
  depth: true,
  text: true,
};

export interface Checked {
  /** A sentence, where a rule was broken. */
  readonly breach: string | undefined;
  readonly ok: boolean;
  /** Field by field; undefined where tracing threw. */
  readonly traced: Traced | undefined;
}

/** Decodes in every way there is and compares. Never throws. */
export function check(target: Target, octets: Uint8Array): Checked {
  let ok = false;
  let traced: Traced | undefined;
  try {
    const got = codecOf(target).decode(octets);
    ok = got.ok;
    traced = traceOf(target, octets);
    const breach = got.ok
      ? accepted(target, octets, got.value, traced)
      : refused(target, octets, got.malformed, traced);
    return { breach: breach ?? leniently(target, octets, got) ?? crowded(target, octets, traced.top), ok, traced };
  } catch (e) {
    return { breach: `threw ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`, ok, traced };
  }
}

/** Strict decoding is injective: what was read is written with the same octets, and means the same in each form. */
function accepted(target: Target, octets: Uint8Array, value: unknown, traced: Traced): string | undefined {
  if (!equal(codecOf(target).encode(value), octets)) return 'is written with other octets';
  if (traced.malformed) return `is refused by the traced decoder: ${traced.malformed.rule}`;
  if (!equal(traced.top.value, value)) return 'has another value in the traced decoder';
  const untidy = disorder(traced.top, octets.length * 8);
  if (untidy) return untidy;
  // Without the octets that were kept, everything has to come from the values.
  const bare = plain(target.type) as Type<unknown>;
  const own = codecOf(target, bare);
  const got = own.decode(octets);
  if (!got.ok) return `is refused where no octets are kept: ${got.malformed.rule}`;
  if (!equal(own.encode(got.value), octets)) return 'is written with other octets where none were kept';
  const json = JSON.stringify(jer(bare).to(got.value));
  if (JSON.stringify(jer(target.type).to(value)) !== json) return 'says something else in JER where no octets are kept';
  const back = jer(bare).from(JSON.parse(json));
  // How many additions the sender knew is no part of the value, unless it has some that we do not know.
  return equal(own.encode(back), own.encode(settled(got.value)))
    ? undefined
    : 'is written with other octets after it was JER';
}

/** A refusal names a rule, a field of the type, and a place within the octets. */
function refused(target: Target, octets: Uint8Array, m: Malformed, traced: Traced): string | undefined {
  if (traced.malformed === undefined) return `is accepted by the traced decoder, refused by the other: ${m.rule}`;
  return misplaced(target, octets, m);
}

function misplaced(target: Target, octets: Uint8Array, m: Malformed): string | undefined {
  if (!Object.hasOwn(CODES, m.code)) return `is refused with the code ${m.code}`;
  if (m.rule === '') return 'is refused without a rule';
  const whole = (n: number): boolean => Number.isInteger(n) && n >= 0;
  const bits = target.rules === 'coer' ? 0 : 7;
  if (!whole(m.octet) || !whole(m.bit) || m.bit > bits || m.octet * 8 + m.bit > octets.length * 8)
    return `is refused at octet ${m.octet}, bit ${m.bit} of ${octets.length} octets`;
  return leads(target.type, m.path) ? undefined : `is refused in ${m.path.join('.')}, which is no field`;
}

/** The lenient mode differs from the strict one where octets deviate, and nowhere else. */
function leniently(target: Target, octets: Uint8Array, strict: Decoded<unknown>): string | undefined {
  const got = codecOf(target).lenient(octets);
  const first = got.deviations[0];
  for (const d of got.deviations) {
    const misnamed = Object.hasOwn(DEVIATIONS, d.deviance) ? undefined : `deviates by ${d.deviance}`;
    const wrong = misnamed ?? misplaced(target, octets, d);
    if (wrong) return `${wrong}, in lenient mode`;
  }
  if (strict.ok) {
    if (first) return 'deviates, says the lenient mode; the strict one accepts it';
    return got.ok && equal(got.value, strict.value) ? undefined : 'is read otherwise in lenient mode';
  }
  const refusal = first ?? (got.ok ? undefined : got.malformed);
  if (refusal === undefined) return 'is accepted in lenient mode without a deviation';
  if (!sameFault(refusal, strict.malformed))
    return `is refused by ${strict.malformed.rule}; the lenient mode meets first ${refusal.rule}`;
  return got.ok ? mended(target, octets) : undefined;
}
function sameFault(a: Malformed | Deviation, b: Malformed): boolean {
  return a.code === b.code && a.octet === b.octet && a.bit === b.bit && a.rule === b.rule && equal(a.path, b.path);
}
/** What was read leniently has a strict form, and that means the same. */
function mended(target: Target, octets: Uint8Array): string | undefined {
  const bare = plain(target.type) as Type<unknown>;
  const own = codecOf(target, bare);
  const got = own.lenient(octets);
  if (!got.ok) return `is refused leniently where no octets are kept: ${got.malformed.rule}`;
  const again = own.decode(own.encode(got.value));
  if (!again.ok) return `is written, after it was read leniently, as what is refused: ${again.malformed.rule}`;
  return equal(settled(again.value), settled(got.value)) ? undefined : 'has no strict form that means the same';
}
/** A value without its notes of additions that hold nothing: those have no strict form. */
function settled(v: unknown): unknown {
  if (typeof v !== 'object' || v === null || v instanceof Uint8Array) return v;
  if (Array.isArray(v)) return v.map(settled);
  const known = Object.entries(v).filter(([key, item]) => key !== '?' || (item as Future | undefined)?.unknown.length);
  return Object.fromEntries(known.map(([key, item]) => [key, settled(item)]));
}

/** Fields stand one behind another, inside the one that holds them. */
function disorder(field: Field, end: number): string | undefined {
  if (field.from > field.to || field.to > end)
    return `has ${field.name} from bit ${field.from} to ${field.to} of ${end}`;
  let at = field.from;
  for (const child of field.children) {
    if (child.from < at) return `has ${child.name} at bit ${child.from}, before the end of what stands before it`;
    const inner = disorder(child, field.to);
    if (inner) return inner;
    at = child.to;
  }
  return undefined;
}

/** Work follows the octets: a field takes a bit at least, or stands in a SEQUENCE or CHOICE that does. */
function crowded(target: Target, octets: Uint8Array, top: Field): string | undefined {
  const most = 64 + octets.length * (target.rules === 'coer' ? 16 : 64);
  const n = count(top);
  return n > most ? `has ${n} fields in ${octets.length} octets` : undefined;
}
function count(field: Field): number {
  let n = 1;
  for (const child of field.children) n += count(child);
  return n;
}
