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

/** What is to come out below the issuer. */
export interface Below {
  /** Certificates below the issuer, down to and including the end entity: the shortest and the longest. */
  readonly counts: readonly number[];
  readonly ends: readonly ('app' | 'enrol')[];
}
/** What is beyond an issuer; nothing where it may be. */
export type Beyond =
  | 'PSID'
  | 'PSID that is named'
  | 'absent SSP'
  | 'opaque SSP'
  | 'bitmap SSP'
  | 'any SSP'
  | 'opaque range'
  | 'bitmap range'
  | 'kind of range'
  | 'shorter chain'
  | 'longer chain'
  | 'kind of end'
  | 'all'
  | 'all but what is named';

const mayEnd = ({ eeType }: PsidGroupPermissions, end: 'app' | 'enrol'): boolean =>
  bit(eeType.octets, end === 'app' ? 0 : 1) === 1;
/** 3.1.5, 3.1.6 */
function beyondGroup(group: PsidGroupPermissions, { counts, ends }: Below): Beyond[] {
  const { minChainLength: least, chainLengthRange: range } = group;
  const beyond: Beyond[] = [];
  if (counts.some((n) => n < least)) beyond.push('shorter chain');
  if (range !== -1 && counts.some((n) => n > least + range)) beyond.push('longer chain');
  if (!ends.every((e) => mayEnd(group, e))) beyond.push('kind of end');
  return beyond;
}
/** One of the groups has to allow it. */
function beyondEach(groups: Groups, below: Below): Beyond[] {
  const each = groups.map((g) => beyondGroup(g, below));
  return each.some((b) => b.length === 0) ? [] : each.flat();
}

/** A row of the table: whether a range of the issuer is acceptable, and whether it is one of the same kind at all. */
interface Row {
  readonly name: Beyond;
  readonly accepts: (p: Range) => boolean;
  readonly kind: SspRange['tag'] | undefined;
}
/** `all` covers a PSID only if no range of the list names it. */
function beyondRow(issuer: Groups, psid: number, { name, accepts, kind }: Row, below: Below): Beyond[] {
  const ranges = named(issuer, psid);
  if (ranges.length === 0) return forAll(issuer).length === 0 ? ['PSID'] : beyondEach(forAll(issuer), below);
  const accepting = ranges.filter((r) => accepts(r.range)).map((r) => r.group);
  if (accepting.length > 0) return beyondEach(accepting, below);
  if (forAll(issuer).length > 0) return ['PSID that is named'];
  return [kind === undefined || ranges.some((r) => r.range?.tag === kind) ? name : 'kind of range'];
}

/** Why there may not be this PsidSsp in appPermissions, so far below the issuer. */
export function beyondSsp(issuer: Groups, { psid, ssp }: PsidSsp, below: Below): Beyond[] {
  const accepts = (p: Range): boolean => sspWithin(ssp, p);
  if (ssp === undefined) return beyondRow(issuer, psid, { name: 'absent SSP', accepts, kind: undefined }, below);
  if (ssp.tag === 'opaque') return beyondRow(issuer, psid, { name: 'opaque SSP', accepts, kind: 'opaque' }, below);
  const kind = ssp.tag === 'bitmapSsp' ? 'bitmapSspRange' : '?';
  return beyondRow(issuer, psid, { name: ssp.tag === '?' ? 'kind of range' : 'bitmap SSP', accepts, kind }, below);
}
function beyondRange(issuer: Groups, { psid, sspRange: a }: PsidSspRange, below: Below): Beyond[] {
  const accepts = (p: Range): boolean => rangeWithin(a, p);
  if (any(a)) return beyondRow(issuer, psid, { name: 'any SSP', accepts, kind: undefined }, below);
  const kind = a!.tag;
  const name = kind === 'opaque' ? 'opaque range' : kind === 'bitmapSspRange' ? 'bitmap range' : 'kind of range';
  return beyondRow(issuer, psid, { name, accepts, kind }, below);
}

/** Why there may not be this group of permissions, in a list of such, so far below the issuer. */
export function beyondIssuer(issuer: Groups, own: Groups, group: PsidGroupPermissions, below: Below): Beyond[] {
  const { subjectPermissions } = group;
  if (subjectPermissions.tag === 'explicit')
    return subjectPermissions.value.flatMap((r) => beyondRange(issuer, r, below));
  if (subjectPermissions.tag !== 'all' || forAll(issuer).length === 0) return ['all'];
  const beyond = beyondEach(forAll(issuer), below);
  if (beyond.length > 0) return beyond;
  // All but what its own list names otherwise: also each PSID the issuer has a range for.
  const bound = issuer.flatMap((g) => (g.subjectPermissions.tag === 'explicit' ? g.subjectPermissions.value : []));
  const held = bound.filter(({ psid }) => named(own, psid).length === 0);
  const free = held.every(({ psid }) => beyondRange(issuer, { psid, sspRange: undefined }, below).length === 0);
  return free ? [] : ['all but what is named'];
}
