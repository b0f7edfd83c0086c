/**
 * IEEE 1609.2-2022 clause 6.5: what stands in the contributed extensions of a header. The contributor's number chooses
 * the type of every element of a list, which is more than an information object set says in our schemas; so a block
 * keeps octets, and these read and write them.
 */
import { coer } from '../coer.ts';
import type { Decoded } from '../malformed.ts';
import type { Type } from '../schema.ts';
import { type ContributedExtensionBlock, Ieee1609HeaderInfoExtension } from './data.ts';

/** One who defines extensions, under a number, each of type T. */
export interface Contributor<T> {
  readonly contributorId: number;
  readonly extension: Type<T>;
}
/** Contributor 1; ETSI stands in asn1/etsi/extension.ts. */
export const IEEE_1609: Contributor<Ieee1609HeaderInfoExtension> = {
  contributorId: 1,
  extension: Ieee1609HeaderInfoExtension,
};

/**
 * The extensions that one contributor has in a header, in their order; each a value, or what is wrong with its octets.
 * An id nobody knows yet is the value `?` with its octets.
 */
export function contributed<T>(
  blocks: readonly ContributedExtensionBlock[] | undefined,
  { contributorId, extension }: Contributor<T>,
): Decoded<T>[] {
  const own = (blocks ?? []).filter((block) => block.contributorId === contributorId);
  return own.flatMap(({ extns }) => extns.map((octets) => coer(extension).decode(octets) as Decoded<T>));
}

/** A block of one contributor. Throws a RangeError where there is no extension, or one that is none of its type. */
export function contribute<T>(
  { contributorId, extension }: Contributor<T>,
  values: readonly T[],
): ContributedExtensionBlock {
  if (values.length === 0) throw new RangeError('a block has one extension or more');
  return { contributorId, extns: values.map((value) => coer(extension as Type<unknown>).encode(value)) };
}
