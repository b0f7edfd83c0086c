/**
 * HashedId3, HashedId8 and HashedId10 are the low-order, that is the LAST, octets of a digest (IEEE 1609.2 6.3.25 to
 * 6.3.27). They are views into the digest, not copies.
 */
import { word } from '../../asn1/octets.ts';

export function hashedId3(digest: Uint8Array): Uint8Array {
  return digest.subarray(digest.length - 3);
}
export function hashedId8(digest: Uint8Array): Uint8Array {
  return digest.subarray(digest.length - 8);
}
export function hashedId10(digest: Uint8Array): Uint8Array {
  return digest.subarray(digest.length - 10);
}

/** A HashedId8 as two numbers of 32 bits: in one object, where octets are three, each as long to fetch. */
export interface Id8 {
  readonly first: number;
  readonly last: number;
}
export function id8Of(octets: Uint8Array): Id8 {
  return { first: word(octets, 0), last: word(octets, 4) };
}

/** Whether two octet strings are equal, in time that depends on their length only. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at++) difference |= one[at]! ^ other[at]!;
  return difference === 0;
}
