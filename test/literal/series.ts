/** Ids and revocation lists: devices with linkage seeds, lists that name others, and such as name the signer. */
import type { CertificateId } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import type { Made } from './build.ts';
import { hashedId, twinOf } from './canon.ts';
import { digest } from './curve.ts';
import type { Recipe } from './recipe.ts';
import { linkage, uint32 } from './revoke.ts';

/** The period that is now, and those the seeds of lists are of. */
export const NOW_I = 812;
export const I_REV = 809;
const LA1 = Uint8Array.of(0, 1);
const LA2 = Uint8Array.of(0, 2);
const seed = (label: string): Uint8Array => digest('sha256', new TextEncoder().encode(label)).slice(0, 16);
const SEEDS = { mine: [seed('a'), seed('b')], group: [seed('c'), seed('d')], other: [seed('e'), seed('f')] } as const;
const J_GROUP = uint32(0x8000_004d);

const both = ([one, two]: readonly [Uint8Array, Uint8Array]) => [
  { laId: LA1, seed: one },
  { laId: LA2, seed: two },
];
export function idOf(choice: number): CertificateId {
  const device = linkage(both(SEEDS.mine), NOW_I - I_REV, uint32(3));
  const groupValue = { jValue: J_GROUP, value: linkage(both(SEEDS.group), NOW_I - I_REV, J_GROUP) };
  switch (choice) {
    case 0:
      return { tag: 'none', value: null };
    case 1:
      return { tag: 'name', value: 'a device' };
    case 2:
      return { tag: 'binaryId', value: Uint8Array.of(1, 2, 3) };
    case 3:
      return linkageId(device, undefined);
    case 4:
      return linkageId(device, groupValue);
    case 5:
      return linkageId(device, {
        jValue: J_GROUP,
        value: linkage([{ laId: LA2, seed: SEEDS.group[1] }], NOW_I - I_REV, J_GROUP),
      });
    default:
      return linkageId(linkage([{ laId: LA1, seed: SEEDS.mine[0] }], NOW_I - I_REV, uint32(3)), undefined);
  }
}
const linkageId = (
  linkageValue: Uint8Array,
  groupLinkageValue: { readonly jValue: Uint8Array; readonly value: Uint8Array } | undefined,
): CertificateId => ({ tag: 'linkageData', value: { iCert: NOW_I, linkageValue, groupLinkageValue } });

/** Seconds since 2004. */
export interface Issue {
  readonly issueDate: number;
  readonly nextCrl: number;
}
export const SERIES = 3;
export const CA_SERIES = 256;
/** The root is the CRACA of all. */
export const cracaOf = (made: readonly Made[]): Uint8Array => hashedId(made.at(-1)!.read, 8);
const listOf = (
  made: readonly Made[],
  crlSeries: number,
  { issueDate, nextCrl }: Issue,
  typeSpecific: CrlContents['typeSpecific'],
): CrlContents => ({
  version: 1,
  crlSeries,
  crlCraca: cracaOf(made),
  issueDate,
  nextCrl,
  priorityInfo: { priority: undefined },
  typeSpecific,
});

/** Names the certificate at this level; `full` lists of the same series replace one another. */
export function hashList(level: number | undefined, when: Issue, crlSeries = SERIES, delta = false) {
  return (made: readonly Made[]): CrlContents => {
    const someone = { id: seed('someone').slice(0, 10), expiry: when.nextCrl };
    const named = level === undefined ? [] : [{ id: hashedId(made[level]!.read, 10), expiry: when.nextCrl }];
    return listOf(made, crlSeries, when, {
      tag: delta ? 'deltaHashCrl' : 'fullHashCrl',
      value: { crlSerial: delta ? 2 : 1, entries: [someone, ...named] },
    });
  };
}
/** Names the end entity by the hash it has with the other signature that verifies as well. */
export function twinList(when: Issue) {
  return (made: readonly Made[]): CrlContents =>
    listOf(made, SERIES, when, {
      tag: 'fullHashCrl',
      value: { crlSerial: 1, entries: [{ id: hashedId(twinOf(made[0]!.read), 10), expiry: when.nextCrl }] },
    });
}
export type Named = 'device' | 'group' | 'group of one' | 'single' | 'ended' | 'nobody';
/** `named`: it says by which functions seeds and values are made. */
export function linkedList(names: Named, when: Issue, delta = false, named = false) {
  return (made: readonly Made[]): CrlContents => {
    const [one, two] = names === 'device' || names === 'ended' ? SEEDS.mine : SEEDS.other;
    const iMax = names === 'ended' ? NOW_I - 1 : NOW_I + 5;
    const single = names === 'single' ? { singleSeed: [SEEDS.other[1], SEEDS.mine[0]] } : {};
    const group = { iMax, la1Id: LA1, linkageSeed1: SEEDS.group[0], la2Id: LA2, linkageSeed2: SEEDS.group[1] };
    const contents = [{ iMax, contents: [{ linkageSeed1: one, linkageSeed2: two }], ...single }];
    const says = {
      iRev: I_REV,
      indexWithinI: delta ? 1 : 0,
      individual: [{ jmax: 5, contents: [{ la1Id: LA1, la2Id: LA2, contents }] }],
      groups: names === 'group' ? [{ ...group, linkageSeed1: SEEDS.other[0] }, group] : undefined,
      groupsSingleSeed: names === 'group of one' ? [{ iMax, laId: LA2, linkageSeed: SEEDS.group[1] }] : undefined,
    };
    const functions = { seedEvolution: null, lvGeneration: null };
    return listOf(
      made,
      SERIES,
      when,
      named
        ? { tag: delta ? 'deltaLinkedCrlWithAlg' : 'fullLinkedCrlWithAlg', value: { ...says, ...functions } }
        : { tag: delta ? 'deltaLinkedCrl' : 'fullLinkedCrl', value: says },
    );
  };
}

export const FRESH = (now: number): Issue => ({ issueDate: now - 3600, nextCrl: now + 86_400 });

/** Lists that name nobody of the chain, or nobody any more. */
export function listsFor({ lists }: Recipe): ((made: readonly Made[]) => CrlContents)[] {
  const T0 = 720_000_000;
  const before = { issueDate: T0 - 7200, nextCrl: T0 - 100 };
  switch (lists) {
    case 1:
      return [hashList(undefined, FRESH(T0)), hashList(undefined, FRESH(T0), CA_SERIES)];
    case 2:
      return [linkedList('nobody', FRESH(T0))];
    case 3:
      return [hashList(0, before), hashList(undefined, FRESH(T0))];
    case 4:
      return [linkedList('ended', FRESH(T0))];
    case 5:
      return [linkedList('nobody', FRESH(T0), false, true)];
    default:
      return [];
  }
}
