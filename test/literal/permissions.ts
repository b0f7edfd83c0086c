/** What an issuer's certIssuePermissions allow: the table of wire.md 3.2, chain length and kind of end entity of 3.1. */
import type { PsidSsp, PsidSspRange, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { equal } from './canon.ts';

type Groups = readonly PsidGroupPermissions[];
type Range = SspRange | undefined;
const bit = (octets: Uint8Array, i: number): number => ((octets[i >> 3] ?? 0) >> (7 - (i & 7))) & 1;
const bitsOf = (octets: Uint8Array): number[] => Array.from({ length: octets.length * 8 }, (_, i) => i);
const any = (range: Range): boolean => range === undefined || range.tag === 'all';

/** Rows 1 to 3: a PsidSsp. */
function sspWithin(a: PsidSsp['ssp'], p: Range): boolean {
  if (any(p)) return true;
  if (a === undefined) return p!.tag === 'opaque' && p!.value.some((s) => s.length === 0);
  if (a.tag === 'opaque') return p!.tag === 'opaque' && p!.value.some((s) => equal(s, a.value));
  if (a.tag === 'bitmapSsp' && p!.tag === 'bitmapSspRange') {
    const { sspValue, sspBitmask } = p!.value;
    const bound = bitsOf(sspBitmask).filter((i) => bit(sspBitmask, i) === 1);
    return (
      a.value.length <= sspValue.length &&
      bound.every((i) => i < a.value.length * 8 && bit(a.value, i) === bit(sspValue, i))
    );
  }
  return false;
}

/** Rows 4 to 6: a PsidSspRange. */
function rangeWithin(a: Range, p: Range): boolean {
  if (any(p)) return true;
  if (any(a)) return false;
  if (a!.tag === 'opaque' && p!.tag === 'opaque') {
    const allowed = p!.value;
    return a!.value.every((s) => allowed.some((t) => equal(s, t)));
  }
  if (a!.tag === 'bitmapSspRange' && p!.tag === 'bitmapSspRange') {
    const [va, ma, vp, mp] = [a!.value.sspValue, a!.value.sspBitmask, p!.value.sspValue, p!.value.sspBitmask];
    return bitsOf(mp).every((i) => bit(mp, i) === 0 || (bit(ma, i) === 1 && bit(va, i) === bit(vp, i)));
  }
  return false;
}

/** Ranges named for the PSID in the list, with the group each stands in. */
const named = (groups: Groups, psid: number): { readonly group: PsidGroupPermissions; readonly range: Range }[] =>
  groups.flatMap((group) =>
    group.subjectPermissions.tag === 'explicit'
      ? group.subjectPermissions.value.filter((r) => r.psid === psid).map((r) => ({ group, range: r.sspRange }))
      : [],
  );
const forAll = (groups: Groups): readonly PsidGroupPermissions[] =>
  groups.filter((g) => g.subjectPermissions.tag === 'all');

/** `all` covers a PSID only if no range of the list names it. */
function coverings(groups: Groups, psid: number, suits: (range: Range) => boolean): readonly PsidGroupPermissions[] {
  const ranges = named(groups, psid);
  return ranges.length === 0 ? forAll(groups) : ranges.filter((r) => suits(r.range)).map((r) => r.group);
}

/** What is to come out below the issuer. */
export interface Below {
  /** Certificates below the issuer, down to and including the end entity: the shortest and the longest. */
  readonly counts: readonly number[];
  readonly ends: readonly ('app' | 'enrol')[];
}
function lengthAllows({ minChainLength, chainLengthRange }: PsidGroupPermissions, { counts }: Below): boolean {
  return counts.every(
    (n) => n >= minChainLength && (chainLengthRange === -1 || n <= minChainLength + chainLengthRange),
  );
}
const mayEnd = ({ eeType }: PsidGroupPermissions, end: 'app' | 'enrol'): boolean =>
  bit(eeType.octets, end === 'app' ? 0 : 1) === 1;
const endAllowed = (group: PsidGroupPermissions, { ends }: Below): boolean => ends.every((e) => mayEnd(group, e));
const someAllows = (groups: readonly PsidGroupPermissions[], below: Below): boolean =>
  groups.some((g) => lengthAllows(g, below) && endAllowed(g, below));

/** May there be this PsidSsp in appPermissions, so far below the issuer? */
export const sspAllowed = (issuer: Groups, { psid, ssp }: PsidSsp, below: Below): boolean =>
  someAllows(
    coverings(issuer, psid, (p) => sspWithin(ssp, p)),
    below,
  );

const rangeAllowed = (issuer: Groups, { psid, sspRange }: PsidSspRange, below: Below): boolean =>
  someAllows(
    coverings(issuer, psid, (p) => rangeWithin(sspRange, p)),
    below,
  );

/** May there be this group of permissions, in a list of such, so far below the issuer? */
export function groupAllowed(issuer: Groups, own: Groups, group: PsidGroupPermissions, below: Below): boolean {
  const { subjectPermissions } = group;
  if (subjectPermissions.tag === 'explicit')
    return subjectPermissions.value.every((r) => rangeAllowed(issuer, r, below));
  if (subjectPermissions.tag !== 'all' || !someAllows(forAll(issuer), below)) return false;
  // All but what its own list names otherwise: also each PSID the issuer has a range for.
  const bound = issuer.flatMap((g) => (g.subjectPermissions.tag === 'explicit' ? g.subjectPermissions.value : []));
  return bound
    .filter(({ psid }) => named(own, psid).length === 0)
    .every(({ psid }) => rangeAllowed(issuer, { psid, sspRange: undefined }, below));
}
