/**
 * ASN.1 as data. A node repeats what the module says and nothing else: static types are inferred from it,
 * and COER, UPER, JER and the text tree are compiled from it.
 *
 * Field names are written as the module has them; in a decoded value a hyphen becomes a capital
 * (`linkage-value` is `linkageValue`). Tags of a CHOICE and names of an ENUMERATED stay as they are.
 */
declare const value: unique symbol;

/** A schema node whose decoded value is a T. */
export type Type<T> = Node & { readonly [value]?: T };
export type Infer<S> = S extends { readonly [value]?: infer T } ? Exclude<T, undefined> : never;

export type Node = { readonly name?: string } & Shape;
export type Shape =
  | { readonly kind: 'boolean' | 'null' | 'oid' | 'relativeOid' }
  /** Bounds of the ASN.1 constraint; an infinite bound is no bound. `big` decodes to bigint. */
  | {
      readonly kind: 'integer';
      readonly min: number;
      readonly max: number;
      readonly big: boolean;
      readonly extensible: boolean;
    }
  | { readonly kind: 'octets' | 'utf8' | 'ia5'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'bits';
      readonly min: number;
      readonly max: number;
      readonly extensible: boolean;
      readonly names: readonly string[];
    }
  | { readonly kind: 'enumerated'; readonly names: readonly string[]; readonly added: readonly string[] | null }
  | { readonly kind: 'sequence' | 'choice'; readonly root: readonly Member[]; readonly added: readonly Member[] | null }
  | {
      readonly kind: 'list';
      readonly of: Node;
      readonly min: number;
      readonly max: number;
      readonly extensible: boolean;
    }
  | ById
  | { readonly kind: 'kept' | 'open'; readonly of: Node }
  | { readonly kind: 'later'; readonly of: () => Node };
export type ById = {
  readonly kind: 'byId';
  readonly id: Node;
  readonly idName: string;
  readonly valueName: string;
  readonly extensible: boolean;
  readonly cases: readonly (Member & { readonly id: number })[];
};
/** `name` is the module's identifier, `key` the property that holds it. */
export type Member = Slot & { readonly name: string; readonly key: string };
type Slot = { readonly type: Node; readonly mode: 'must' | 'may' | 'default'; readonly fallback?: unknown };
type May<S> = { readonly type: S; readonly mode: 'may' };
type Default<S> = { readonly type: S; readonly mode: 'default'; readonly fallback: unknown };
type Fields = { readonly [name: string]: Node | Slot };
type Tags = { readonly [tag: string]: Node };
type Cases = { readonly [tag: string]: readonly [id: number, type: Node] };

/** The value together with the octets it came in: what a signature covers is never encoded a second time. */
export type Kept<T> = { readonly value: T; readonly octets: Uint8Array };
/** A BIT STRING: bit 0 is the most significant bit of the first octet; unused bits are zero. */
export type Bits = { readonly octets: Uint8Array; readonly length: number };
/** An alternative or case from a later version of the module. '?' is no ASN.1 identifier, so it never meets a real one. */
export type Unknown = { readonly tag: '?'; readonly value: { readonly index: number; readonly octets: Uint8Array } };
/** What a later version added to a SEQUENCE: how many additions its sender knew, and the octets of those we do not. */
export type Future = {
  readonly count: number;
  readonly unknown: readonly { readonly index: number; readonly octets: Uint8Array }[];
};

type Camel<S> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
type Must<F> = { [K in keyof F]: F[K] extends May<Node> ? never : K }[keyof F];
type Value<F> = F extends { type: infer S; mode: unknown } ? Infer<S> : Infer<F>;
type Plain<T> = { readonly [K in keyof T]: T[K] } & {};
type Sequence<F> = { [K in Must<F> as Camel<K>]: Value<F[K]> } & {
  [K in Exclude<keyof F, Must<F>> as Camel<K>]?: Value<F[K]> | undefined;
};
type Additions<F> = { [K in keyof F as Camel<K>]?: Value<F[K]> | undefined } & { '?'?: Future | undefined };
type OneOf<A> = { [K in keyof A]: { readonly tag: K; readonly value: Infer<A[K]> } }[keyof A];
type OneCase<C extends Cases> = OneOf<{ [K in keyof C]: C[K][1] }>;
/** What later versions added behind the value, where there is an extension marker. */
type Extended = { readonly '?'?: Future | undefined };

export const boolean: Type<boolean> = { kind: 'boolean' };
export const nil: Type<null> = { kind: 'null' };
/** OBJECT IDENTIFIER and RELATIVE-OID in dotted form. */
export const oid: Type<string> = { kind: 'oid' };
export const relativeOid: Type<string> = { kind: 'relativeOid' };
export const integer = (min = -Infinity, max = Infinity): Type<number> => ({
  kind: 'integer',
  min,
  max,
  big: false,
  extensible: false,
});
/** INTEGER (min..max, ...): the range an encoding is optimised for, not a limit. */
export const integerOrMore = (min: number, max: number): Type<number> => ({
  kind: 'integer',
  min,
  max,
  big: false,
  extensible: true,
});
/** INTEGER (0..18446744073709551615): the one that does not fit a number. */
export const uint64: Type<bigint> = { kind: 'integer', min: 0, max: 2 ** 64, big: true, extensible: false };
export const octets = (min = 0, max = min === 0 ? Infinity : min): Type<Uint8Array> => ({ kind: 'octets', min, max });
export const bits = (size: number, names: readonly string[] = []): Type<Bits> => ({
  kind: 'bits',
  min: size,
  max: size,
  extensible: false,
  names,
});
export const bitsBetween = (min: number, max: number): Type<Bits> => ({
  kind: 'bits',
  min,
  max,
  extensible: false,
  names: [],
});
/** BIT STRING (SIZE (size, ...)). */
export const bitsOrMore = (size: number, names: readonly string[] = []): Type<Bits> => ({
  kind: 'bits',
  min: size,
  max: size,
  extensible: true,
  names,
});
export const utf8 = (min = 0, max = Infinity): Type<string> => ({ kind: 'utf8', min, max });
export const ia5 = (min = 0, max = Infinity): Type<string> => ({ kind: 'ia5', min, max });
export const list = <S extends Node>(of: S, min = 0, max = Infinity): Type<readonly Infer<S>[]> => ({
  kind: 'list',
  of,
  min,
  max,
  extensible: false,
});
/** SEQUENCE (SIZE (min..max, ...)) OF. */
export const listOrMore = <S extends Node>(of: S, min: number, max: number): Type<readonly Infer<S>[]> => ({
  kind: 'list',
  of,
  min,
  max,
  extensible: true,
});
export const optional = <S extends Node>(type: S): May<S> => ({ type, mode: 'may' });
export const byDefault = <S extends Node>(type: S, fallback: Infer<S>): Default<S> => ({
  type,
  mode: 'default',
  fallback,
});
export const kept = <S extends Node>(of: S): Type<Kept<Infer<S>>> => ({ kind: 'kept', of });
/** An open type whose content is known: a length, then the encoding. */
export const open = <S extends Node>(of: S): Type<Infer<S>> => ({ kind: 'open', of });
/** For recursion: looked up when the codec is first used. Counts towards the depth limit. */
export const later = <S extends Node>(of: () => S): Type<Infer<S>> => ({ kind: 'later', of });

/** A second argument is the extension marker: `[]` or `{}` for a bare `...`, else what was added after it. */
export function enumerated<const N extends readonly string[]>(names: N): Type<N[number]>;
export function enumerated<const N extends readonly string[], const A extends readonly string[]>(
  names: N,
  added: A,
): Type<N[number] | A[number] | `?${number}`>;
export function enumerated(names: readonly string[], added?: readonly string[]): Node {
  return { kind: 'enumerated', names, added: added ?? null };
}
export function sequence<const R extends Fields>(root: R): Type<Plain<Sequence<R>>>;
export function sequence<const R extends Fields, const A extends Fields>(
  root: R,
  added: A,
): Type<Plain<Sequence<R> & Additions<A>>>;
export function sequence(root: Fields, added?: Fields): Node {
  return { kind: 'sequence', root: members(root), added: added ? members(added) : null };
}
export function choice<const R extends Tags>(root: R): Type<OneOf<R>>;
export function choice<const R extends Tags, const A extends Tags>(
  root: R,
  added: A,
): Type<OneOf<R> | OneOf<A> | Unknown>;
export function choice(root: Tags, added?: Tags): Node {
  return { kind: 'choice', root: members(root), added: added ? members(added) : null };
}
/** An information object set: SEQUENCE { id, open type chosen by it }. Reads like a CHOICE. */
export function byId<const C extends Cases>(
  id: Type<number>,
  cases: C,
  names: { readonly id: string; readonly value: string; readonly extensible?: boolean },
): Type<(OneCase<C> | Unknown) & Extended> {
  return {
    kind: 'byId',
    id,
    idName: names.id,
    valueName: names.value,
    extensible: names.extensible ?? false,
    cases: Object.entries(cases).map(([name, [n, type]]) => ({ name, key: name, id: n, type, mode: 'must' })),
  };
}
/** Gives a node the name its module gives it, for messages, the text tree and the reference pages. */
export function named<S extends Node>(name: string, node: S): S {
  return { ...node, name };
}
function members(fields: Fields): Member[] {
  return Object.entries(fields).map(([name, f]) => {
    const key = name.replace(/-([A-Za-z])/g, (_, c: string) => c.toUpperCase());
    return 'mode' in f ? { name, key, ...f } : { name, key, type: f, mode: 'must' };
  });
}
