/**
 * What is wrong with octets that came in. Inside a codec a `Fault` is thrown: a plain object, since an Error with a
 * stack costs fifty times more and hostile octets are cheap to send. At the edge it becomes a `Malformed` value.
 */
export type Code =
  /** fewer octets than the encoding announces */
  | 'short'
  /** octets left over behind the value */
  | 'trailing'
  /** a value its type does not allow */
  | 'range'
  /** a length or count out of bounds */
  | 'length'
  /** an alternative the type does not have */
  | 'tag'
  /** decodable, but not the canonical form that hashes and signatures need */
  | 'canonical'
  /** nested deeper than we follow */
  | 'depth'
  /** characters that are none of the string type's */
  | 'text';

export interface Malformed {
  readonly code: Code;
  /** Where reading stopped, counted from the first octet of the value handed in. */
  readonly octet: number;
  /** Bit within that octet, 0 the most significant; always 0 in COER. */
  readonly bit: number;
  /** Field names from the outermost type to the place. */
  readonly path: readonly string[];
  /** The rule that was broken, in a sentence. */
  readonly rule: string;
}

/**
 * What senders in the field do that the standards do not: a name for each, in the lenient mode of a codec. Its octets
 * still have one meaning; what has none (short, out of range, unknown tags) is refused in that mode too.
 */
export const DEVIATIONS = {
  trailing: 'octets left over behind the value',
  surplus: 'an open type longer than its value',
  padding: 'unused bits that are not zero',
  boolean: 'a BOOLEAN that is neither 00 nor ff',
  length: 'a length or count in a longer form than it takes',
  integer: 'an integer or identifier with needless octets',
  default: 'a DEFAULT value that was sent',
  empty: 'an extension that holds nothing',
  root: 'a root value written as an extension',
} as const;
export type Deviance = keyof typeof DEVIATIONS;
/** A deviation that was met, and where. */
export interface Deviation extends Malformed {
  readonly deviance: Deviance;
}
/** How many deviations of one value are followed before it is refused: hostile octets are all deviations. */
export const PATIENCE = 256;

/** What a decoder calls where octets are readable and yet not what the standard asks for. */
export interface Judge {
  /** Throws a Fault in strict mode; in lenient mode takes it down and returns. */
  deviates(deviance: Deviance, at: number, rule: string): void;
}

/** Deviations met so far, in the codec's own unit of place. */
export interface Met {
  readonly fault: Fault;
  readonly deviance: Deviance;
  readonly path: readonly string[];
}
/** Strict: undefined is no list to take anything down in. */
export function deviate(
  met: Met[] | undefined,
  deviance: Deviance,
  at: number,
  rule: string,
  path: () => readonly string[],
): void {
  const code = deviance === 'trailing' ? 'trailing' : deviance === 'surplus' ? 'length' : 'canonical';
  const fault = new Fault(code, at, rule);
  if (met === undefined || met.length >= PATIENCE) throw fault;
  met.push({ fault, deviance, path: path() });
}

export class Fault {
  readonly code: Code;
  readonly at: number;
  readonly rule: string;
  /** `at` counts octets in COER and bits in UPER. */
  constructor(code: Code, at: number, rule: string) {
    this.code = code;
    this.at = at;
    this.rule = rule;
  }
}

export class MalformedError extends Error {
  readonly malformed: Malformed;
  constructor(malformed: Malformed, what: string) {
    super(`${what}: ${sentence(malformed)}`);
    this.name = 'MalformedError';
    this.malformed = malformed;
  }
}

/** `octet 12, bit 3, in requests.0.request: an alternative that … (tag)` */
export function sentence(m: Malformed): string {
  const bit = m.bit > 0 ? `, bit ${m.bit}` : '';
  const path = m.path.length > 0 ? ` in ${m.path.join('.')}` : '';
  return `octet ${m.octet}${bit}${path}: ${m.rule} (${m.code})`;
}

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly malformed: Malformed };

/** As `Decoded`, with what was put up with. */
export type Lenient<T> = Decoded<T> & { readonly deviations: readonly Deviation[] };

export interface Codec<T> {
  /** Octets from outside: a value or what is wrong with them. Never throws. Byte strings are views into `octets`. */
  decode(octets: Uint8Array): Decoded<T>;
  /**
   * As `decode`, but puts up with the deviations of the field and reports each. To look at what others send and to
   * read what they cannot send better; never for what is hashed, signed or compared by its octets.
   */
  lenient(octets: Uint8Array): Lenient<T>;
  /** Octets we trust to be well formed; throws `MalformedError`. */
  read(octets: Uint8Array): T;
  /** Throws a RangeError that names the field where the value is not one of the type. */
  encode(value: T): Uint8Array;
}

/** How often types that contain themselves are followed before the octets are refused. */
export const DEPTH = 16;

/** Numbers beyond this are refused: they have no exact place in a number, and no field we know needs them. */
export const LARGEST = Number.MAX_SAFE_INTEGER;
