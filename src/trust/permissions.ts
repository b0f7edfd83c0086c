/**
 * Who may issue or ask for what: IEEE 1609.2 6.4.28 to 6.4.35, consistency of a subordinate's PSIDs and SSPs with its
 * issuer's permissions. Anything not understood (a form from a later edition, a bitmap whose mask and value differ in
 * length) covers nothing.
 */
import type {
  BitmapSspRange,
  PsidSsp,
  PsidSspRange,
  ServiceSpecificPermissions,
  SspRange,
} from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { same } from '../crypto/digest.ts';

export type Groups = readonly PsidGroupPermissions[];
/** What the chain ends in: a certificate that signs messages, or one that signs requests for certificates. */
export type End = 'app' | 'enrol';

/** Does the range let a certificate carry this SSP? `undefined` is an absent SSP, which is not the empty one. */
export function allows(range: SspRange | undefined, ssp: ServiceSpecificPermissions | undefined): boolean {
  if (range === undefined || range.tag === 'all') return true;
  if (range.tag === 'opaque') {
    if (ssp === undefined) return range.value.some((s) => s.length === 0);
    return ssp.tag === 'opaque' && range.value.some((s) => same(s, ssp.value));
  }
  return range.tag === 'bitmapSspRange' && ssp?.tag === 'bitmapSsp' && fits(range.value, ssp.value);
}

/** Does the issuer's range hold all of the subordinate's? */
export function includes(range: SspRange | undefined, part: SspRange | undefined): boolean {
  if (range === undefined || range.tag === 'all') return true;
  if (part === undefined || part.tag === 'all') return false;
  if (range.tag === 'opaque')
    return part.tag === 'opaque' && part.value.every((s) => range.value.some((t) => same(s, t)));
  return range.tag === 'bitmapSspRange' && part.tag === 'bitmapSspRange' && narrows(range.value, part.value);
}

/**
 * May a certificate with these certIssuePermissions stand above one that carries `asked` in appPermissions?
 * `below` counts the certificates under the issuer down to and including the end entity.
 */
export function covers(groups: Groups, asked: PsidSsp, below: number): boolean {
  return some(groups, asked.psid, (g, range) => reaches(g, below) && ends(g, 'app') && allows(range, asked.ssp));
}

/** The same for a range in the certRequestPermissions of an end entity. */
export function coversRange(groups: Groups, asked: PsidSspRange, below: number): boolean {
  return some(
    groups,
    asked.psid,
    (g, range) => reaches(g, below) && ends(g, 'enrol') && includes(range, asked.sspRange),
  );
}

/** The same for a whole entry of certRequestPermissions: each of its ranges, or `all` for `all`. */
export function coversRequest(groups: Groups, asked: PsidGroupPermissions, others: Groups, below: number): boolean {
  const s = asked.subjectPermissions;
  if (s.tag === 'explicit') return s.value.every((r) => coversRange(groups, r, below));
  return s.tag === 'all' && everything(groups, others, (g) => reaches(g, below) && ends(g, 'enrol'));
}

/**
 * May the holder of these certRequestPermissions ask for an end-entity certificate with `asked` in appPermissions?
 * minChainLength 0 and 1 both let it ask for an end entity: deployed enrolment certificates carry 0.
 */
export function mayRequest(groups: Groups, asked: PsidSsp): boolean {
  return some(
    groups,
    asked.psid,
    (g, range) => (reaches(g, 0) || reaches(g, 1)) && ends(g, 'app') && allows(range, asked.ssp),
  );
}

/**
 * May a CA with `groups` issue a CA certificate with this entry? Lengths and ends are those of chains, and asked of each
 * chain at each CA above its end: an entry that is wider there than its issuer's lets nothing more through.
 */
export function coversIssue(groups: Groups, asked: PsidGroupPermissions, others: Groups): boolean {
  const s = asked.subjectPermissions;
  if (asked.minChainLength < 1) return false;
  if (s.tag === 'explicit')
    return s.value.every((r) => some(groups, r.psid, (_, range) => includes(range, r.sspRange)));
  return s.tag === 'all' && everything(groups, others, () => true);
}

/**
 * For what a CA signs in its own name (its role, CRLs): that has to be covered too, but chain lengths are counted to end
 * entities and not to the CAs on the way.
 */
export function atAnyLength(group: PsidGroupPermissions): PsidGroupPermissions {
  return { ...group, minChainLength: 1, chainLengthRange: -1 };
}

/** `all` speaks for a PSID only where no explicit range in the same list names it. */
function some(groups: Groups, psid: number, test: (g: PsidGroupPermissions, range: SspRange | undefined) => boolean) {
  let explicit = false;
  for (const g of groups) {
    if (g.subjectPermissions.tag !== 'explicit') continue;
    for (const r of g.subjectPermissions.value) {
      if (r.psid !== psid) continue;
      explicit = true;
      if (test(g, r.sspRange)) return true;
    }
  }
  return !explicit && groups.some((g) => g.subjectPermissions.tag === 'all' && test(g, undefined));
}

/** For a subordinate's `all`: the issuer has `all`, and holds back nothing that the subordinate's `all` would give. */
function everything(groups: Groups, others: Groups, fit: (g: PsidGroupPermissions) => boolean): boolean {
  if (!groups.some((g) => g.subjectPermissions.tag === 'all' && fit(g))) return false;
  const named = new Set(others.flatMap((g) => explicit(g).map((r) => r.psid)));
  const held = groups.flatMap((g) => explicit(g).map((r) => r.psid)).filter((psid) => !named.has(psid));
  return held.every((psid) => some(groups, psid, (g, range) => fit(g) && includes(range, undefined)));
}
function explicit(g: PsidGroupPermissions): readonly PsidSspRange[] {
  return g.subjectPermissions.tag === 'explicit' ? g.subjectPermissions.value : [];
}

function reaches(g: PsidGroupPermissions, below: number): boolean {
  return below >= g.minChainLength && (g.chainLengthRange === -1 || below <= g.minChainLength + g.chainLengthRange);
}
function ends(g: PsidGroupPermissions, end: End): boolean {
  return ((g.eeType.octets[0] ?? 0) & (end === 'app' ? 0x80 : 0x40)) !== 0;
}

/** 6.4.34: where the mask is 1 the bit is bound; the SSP reaches the last bound bit and is no longer than the range. */
function fits(range: BitmapSspRange, ssp: Uint8Array): boolean {
  const { sspValue: value, sspBitmask: mask } = range;
  if (value.length !== mask.length || ssp.length > value.length) return false;
  return mask.every((m, k) => m === 0 || (k < ssp.length && (ssp[k]! & m) === (value[k]! & m)));
}
/** 6.4.34  A longer range than the issuer's is one: of what it lets in, each CA above still asks that it is no longer. */
function narrows(range: BitmapSspRange, part: BitmapSspRange): boolean {
  const { sspValue: value, sspBitmask: mask } = range;
  if (value.length !== mask.length || part.sspValue.length !== part.sspBitmask.length) return false;
  return mask.every((m, k) => {
    const bound = part.sspBitmask[k] ?? 0;
    return (m & ~bound) === 0 && ((part.sspValue[k] ?? 0) & m) === (value[k]! & m);
  });
}
