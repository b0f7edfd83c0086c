/** Fields of a policy file. One row says what may stand there: its type, its check and its page come from that. */

export interface Field<T> {
  /** What it decides, for the page. */
  readonly about: string;
  /** What may stand there: `numbers from 0.1 to 604800`. */
  readonly allowed: string;
  readonly optional: boolean;
  /** What is wrong of a value of a file, as it is shown; undefined where it is a T. */
  readonly wrong: (value: unknown) => string | undefined;
  /** Never there: it carries the type. */
  readonly value?: T;
}

/** What is wrong with one field of one file. */
export interface Fault {
  readonly field: string;
  readonly found: string;
  readonly allowed: string;
  readonly advice: string;
}
/** `pastSeconds is -5, allowed are numbers from 0.1 to 604800; …` */
export const faultText = ({ field, found, allowed, advice }: Fault): string =>
  `${field} is ${found}, allowed ${/^(one|JSON)\b/.test(allowed) ? 'is' : 'are'} ${allowed}; ${advice}`;

type Fields = Readonly<Record<string, Field<unknown>>>;
type Optional<F extends Fields> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];
type ValueOf<F> = F extends Field<infer T> ? T : never;
/** The object that a table of fields describes. */
export type Values<F extends Fields> = { readonly [K in Exclude<keyof F, Optional<F>>]: ValueOf<F[K]> } & {
  readonly [K in Optional<F>]?: ValueOf<F[K]>;
};
type Must<T> = Field<T> & { readonly optional: false };

const LONGEST = 48;
/** Text of a stranger that may not move the cursor. */
export const plain = (text: string): string => text.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\uffff]/g, '?');

/** A value of a file in a sentence: short, and nothing in it may move the cursor. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  // 1e999 is read as a number that JSON has no text for.
  const text = plain(typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? 'nothing'));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export function optional<T>(field: Field<T>): Field<T> & { readonly optional: true } {
  return { ...field, optional: true };
}
function field<T>(about: string, allowed: string, holds: (value: unknown) => boolean): Must<T> {
  return { about, allowed, optional: false, wrong: (value) => (holds(value) ? undefined : shown(value)) };
}

export function number(least: number, most: number, about: string): Must<number> {
  const holds = (v: unknown): boolean => typeof v === 'number' && v >= least && v <= most;
  return field(about, `numbers from ${least} to ${most}`, holds);
}
export function whole(least: number, most: number, about: string): Must<number> {
  const holds = (v: unknown): boolean => Number.isInteger(v) && (v as number) >= least && (v as number) <= most;
  return field(about, `whole numbers from ${least} to ${most}`, holds);
}
export function flag(about: string): Must<boolean> {
  return field(about, 'true and false', (v) => typeof v === 'boolean');
}
export function text(pattern: RegExp, allowed: string, about: string): Must<string> {
  return field(about, allowed, (v) => typeof v === 'string' && pattern.test(v));
}
export function oneOf<const W extends string>(words: readonly W[], about: string): Must<W> {
  return field(about, words.join(', '), (v) => words.includes(v as W));
}

/** A list, each word of which at most once. */
export function listOf<const W extends string>(words: readonly W[], least: 0 | 1, about: string): Must<readonly W[]> {
  return list((v) => words.includes(v as W), least, `lists of ${words.join(', ')}`, about);
}
export function textList(pattern: RegExp, of: string, about: string): Must<readonly string[]> {
  return list((v) => typeof v === 'string' && pattern.test(v), 0, `lists of ${of}`, about);
}
function list<W>(holds: (value: unknown) => boolean, least: 0 | 1, allowed: string, about: string): Must<readonly W[]> {
  return {
    about,
    allowed: least === 0 ? allowed : `${allowed}, with one of them at least`,
    optional: false,
    wrong(value) {
      if (!Array.isArray(value) || value.length < least || value.length > MOST) return shown(value);
      const bad = value.findIndex((item) => !holds(item));
      if (bad >= 0) return `a list with ${shown(value[bad])}`;
      const twice = value.find((item, i) => value.indexOf(item) !== i);
      return twice === undefined ? undefined : `a list with ${shown(twice)} twice`;
    },
  };
}
const MOST = 64;

/** For some of these names, the words of each bit in order; null for a bit that says nothing. */
export function bitTable<const N extends string>(
  names: readonly N[],
  words: readonly string[],
  most: (name: N) => number,
  about: string,
): Must<Readonly<Partial<Record<N, readonly (string | null)[]>>>> {
  return {
    about,
    allowed: `objects with lists of ${words.join(', ')} or null, under ${names.join(', ')}`,
    optional: false,
    wrong(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return shown(value);
      for (const [name, bits] of Object.entries(value)) {
        if (!names.includes(name as N)) return `an object with ${shown(name)}`;
        if (!Array.isArray(bits) || bits.length > most(name as N)) return `an object with ${shown(bits)} as ${name}`;
        const bad = bits.find((bit, i) => bit !== null && (!words.includes(bit as string) || bits.indexOf(bit) !== i));
        if (bad !== undefined) return `an object with ${shown(bad)} in ${name}, or twice there`;
      }
      return undefined;
    },
  };
}

/** Everything wrong with an object of a file: fields that are missing, unknown or hold what they may not. */
export function faultsOf(fields: Fields, object: object): Fault[] {
  const faults: Fault[] = [];
  for (const [name, { allowed, optional, wrong }] of Object.entries(fields)) {
    if (!Object.hasOwn(object, name)) {
      if (!optional) faults.push({ field: name, found: 'missing', allowed, advice: 'add it' });
      continue;
    }
    const value = (object as Record<string, unknown>)[name];
    const found = wrong(value);
    if (found !== undefined) faults.push({ field: name, found, allowed, advice: adviceOf(name, value) });
  }
  const names = Object.keys(fields);
  for (const name of Object.keys(object)) {
    if (names.includes(name)) continue;
    const near = names.find((known) => known.slice(0, 4).toLowerCase() === name.slice(0, 4).toLowerCase());
    faults.push({
      field: shown(name).slice(1, -1),
      found: 'no field of a policy',
      allowed: names.join(', '),
      advice: near === undefined ? 'take it out' : `take it out, or write ${near}, whose unit is in its name`,
    });
  }
  return faults;
}
function adviceOf(name: string, value: unknown): string {
  const unit = /(Seconds|Metres)$/.exec(name)?.[1]?.toLowerCase();
  if (unit !== undefined && typeof value === 'string') return `write a number without quotes; the unit is ${unit}`;
  return unit === undefined ? 'change it to one of these' : `change it; the unit is ${unit}`;
}
