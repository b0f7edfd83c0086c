/**
 * Points in BigInt: reading, writing and adding them. PUBLIC points only, as BigInt is not constant time. node:crypto has
 * no point addition; this one costs about 60 µs for a pair and 6 µs for each of a batch of 256, which shares one inversion.
 */
import { domain, size } from './curve.ts';
import { integer, invert, modulo, octets, power } from './integer.ts';
import type { Curve, Form } from './provider.ts';

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}
type Pair = readonly [p: Uint8Array, q: Uint8Array];

/** The SEC 1 form by first octet and length; undefined for all else, also for infinity (00) and hybrid (06, 07). */
export function form(curve: Curve, point: Uint8Array): Form | undefined {
  if (point.length === size(curve) + 1 && (point[0] === 2 || point[0] === 3)) return 'compressed';
  if (point.length === 2 * size(curve) + 1 && point[0] === 4) return 'uncompressed';
  return undefined;
}

/** 04 ‖ x ‖ y to 02 or 03 ‖ x, without looking whether it is on the curve. */
export function compress(uncompressed: Uint8Array): Uint8Array {
  const compressed = uncompressed.slice(0, (uncompressed.length + 1) / 2);
  compressed[0] = 2 | (uncompressed.at(-1)! & 1);
  return compressed;
}

/** The affine point of SEC 1 octets; undefined where not on the curve. A compressed one costs a square root here. */
export function read(curve: Curve, point: Uint8Array): Point | undefined {
  const { p, a, b, size } = domain(curve);
  const kind = form(curve, point);
  if (kind === undefined) return undefined;
  const x = integer(point.subarray(1, size + 1));
  if (x >= p) return undefined;
  const square = modulo((x * x + a) * x + b, p);
  // every p here is 3 mod 4, so this is the root if there is one
  const y = kind === 'uncompressed' ? integer(point.subarray(size + 1)) : power(square, (p + 1n) / 4n, p);
  if (y >= p || (y * y) % p !== square) return undefined;
  if (kind === 'uncompressed' || (y & 1n) === BigInt(point[0]! & 1)) return { x, y };
  return y === 0n ? undefined : { x, y: p - y };
}

export function write(curve: Curve, point: Point, as: Form = 'compressed'): Uint8Array {
  const { size } = domain(curve);
  const result = new Uint8Array(as === 'compressed' ? size + 1 : 2 * size + 1);
  result[0] = as === 'uncompressed' ? 4 : point.y & 1n ? 3 : 2;
  result.set(octets(point.x, size), 1);
  if (as === 'uncompressed') result.set(octets(point.y, size), size + 1);
  return result;
}

/** P + Q; a RangeError where one is not on the curve or the sum is the point at infinity. */
export function add(curve: Curve, p: Uint8Array, q: Uint8Array, as?: Form): Uint8Array {
  const [sum] = addMany(curve, [[p, q]], as);
  if (sum === undefined) {
    throw new RangeError(
      `Two points of ${curve} have no sum: one is not on the curve, or one is the negative of the other.`,
    );
  }
  return sum;
}

/**
 * The sum of each pair, with one inversion for all (Montgomery's trick). Undefined where a point is not on the curve or
 * the sum is the point at infinity: whoever chooses a caterpillar key and its expansion key can bring that about. Give
 * uncompressed points, as a compressed one costs a square root of about 150 µs.
 */
export function addMany(curve: Curve, pairs: readonly Pair[], as?: Form): (Uint8Array | undefined)[] {
  const { p, a } = domain(curve);
  const known = new Map<Uint8Array, Point | undefined>(); // one caterpillar key stands in many pairs
  const get = (point: Uint8Array) => {
    if (!known.has(point)) known.set(point, read(curve, point));
    return known.get(point);
  };
  const slopes: { at: number; one: Point; other: Point; over: bigint; under: bigint; before: bigint }[] = [];
  let product = 1n;
  for (const [at, pair] of pairs.entries()) {
    const [one, other] = [get(pair[0]), get(pair[1])];
    if (one === undefined || other === undefined) continue;
    const twice = one.x === other.x;
    if (twice && one.y !== other.y) continue; // P + (-P)
    const over = twice ? 3n * one.x * one.x + a : other.y - one.y;
    const under = modulo(twice ? 2n * one.y : other.x - one.x, p);
    if (under === 0n) continue;
    slopes.push({ at, one, other, over, under, before: product });
    product = (product * under) % p;
  }
  const sums = new Array<Uint8Array | undefined>(pairs.length).fill(undefined);
  let inverse = invert(product, p);
  for (const { at, one, other, over, under, before } of slopes.reverse()) {
    const slope = modulo(over * ((inverse * before) % p), p);
    inverse = (inverse * under) % p;
    const x = modulo(slope * slope - one.x - other.x, p);
    sums[at] = write(curve, { x, y: modulo(slope * (one.x - x) - one.y, p) }, as);
  }
  return sums;
}
