/** Reading the fields of one vector, and comparing what was computed with what it says. */
import { fromHex, toHex } from '../../asn1/hex.ts';
import type { CryptoProvider, Curve, Hash } from '../crypto/provider.ts';

export type Vector = Readonly<Record<string, unknown>>;
/** Undefined: passed. Else what differs, or what of the vector cannot be checked. */
export type Suite = (vector: Record<string, unknown>, crypto: CryptoProvider) => string | undefined;

/** What is wrong with a vector, as opposed to with the code; `suite` turns it into the answer. */
class Unfit extends Error {}

/** Wraps a check so that a vector it cannot read, or a value that the provider refuses, is an answer as well. */
export function suite(check: Suite): Suite {
  return (vector, crypto) => {
    try {
      return check(vector, crypto);
    } catch (error) {
      if (error instanceof Unfit || error instanceof RangeError) return error.message;
      throw error;
    }
  };
}

export function has(vector: Vector, name: string): boolean {
  return vector[name] !== undefined && vector[name] !== null;
}
export function octets(vector: Vector, name: string): Uint8Array {
  const value = vector[name];
  if (typeof value !== 'string') throw new Unfit(`${name}: expected hex, got ${JSON.stringify(value) ?? 'nothing'}`);
  return fromHex(value);
}
/** Undefined where the vector does not have it. */
export function maybe(vector: Vector, name: string): Uint8Array | undefined {
  return has(vector, name) ? octets(vector, name) : undefined;
}
export function number(vector: Vector, name: string): number {
  const value = vector[name];
  if (!Number.isSafeInteger(value)) throw new Unfit(`${name}: expected an integer, got ${JSON.stringify(value)}`);
  return value as number;
}
export function object(vector: Vector, name: string): Vector {
  const value = vector[name];
  if (typeof value !== 'object' || value === null) throw new Unfit(`${name}: expected an object`);
  return value as Vector;
}

const curves: Readonly<Record<string, Curve>> = {
  'P-256': 'P-256',
  'P-384': 'P-384',
  brainpoolP256r1: 'brainpoolP256r1',
  brainpoolP384r1: 'brainpoolP384r1',
};
/** Without a curve it is P-256. */
export function curveOf(vector: Vector): Curve {
  const curve = has(vector, 'curve') ? curves[String(vector.curve)] : 'P-256';
  if (curve === undefined) throw new Unfit(`curve: ${String(vector.curve)} is unsupported`);
  return curve;
}
const hashes: Readonly<Record<string, Hash>> = { sha256: 'sha256', sha384: 'sha384' };
/** Without a hash it is SHA-256. */
export function hashOf(vector: Vector): Hash {
  const hash = has(vector, 'hash') ? hashes[String(vector.hash).toLowerCase().replace('-', '')] : 'sha256';
  if (hash === undefined) throw new Unfit(`hash: ${String(vector.hash)} is unsupported`);
  return hash;
}
/** Refuses a vector that asks for something else than the profile has. */
export function only(vector: Vector, name: string, allowed: unknown): void {
  if (has(vector, name) && vector[name] !== allowed) throw new Unfit(`${name}: ${String(vector[name])} is unsupported`);
}

/** A computed point, to be compared in whichever SEC 1 form the vector gives. */
export interface Computed {
  readonly curve: Curve;
  readonly point: Uint8Array | undefined;
}

/**
 * The first field of the vector that differs from what was computed, by name. A field that the vector lacks is passed
 * over; a vector with none of them fails, as then nothing was checked.
 */
export function compare(
  vector: Vector,
  crypto: CryptoProvider,
  computed: Readonly<Record<string, Uint8Array | Computed | undefined>>,
): string | undefined {
  let compared = 0;
  for (const [name, value] of Object.entries(computed)) {
    const given = maybe(vector, name);
    if (given === undefined) continue;
    compared++;
    const got = value === undefined || value instanceof Uint8Array ? value : sec1(crypto, value, given.length);
    if (got === undefined) return `${name}: expected ${toHex(given)}, got nothing`;
    if (toHex(got) !== toHex(given)) return `${name}: expected ${toHex(given)}, got ${toHex(got)}`;
  }
  return compared > 0 ? undefined : `nothing to compare: expected one of ${Object.keys(computed).join(', ')}`;
}
function sec1(crypto: CryptoProvider, { curve, point }: Computed, length: number): Uint8Array | undefined {
  if (point === undefined) return undefined;
  return length % 2 === 1 && length > 49 ? crypto.uncompress(curve, point) : crypto.publicKey(curve, point)?.octets;
}
