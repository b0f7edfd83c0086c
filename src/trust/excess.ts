/** Where a certificate goes beyond what a CA above it may give, and what that CA may give instead (5.1.3, 6.4.30). */
import type { PsidSspRange, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { hex, listed } from './finding.ts';
import { atAnyLength, covers, coversIssue, coversRequest, type Groups } from './permissions.ts';
import type { Finding } from './result.ts';

/**
 * The first permission of `subject` that a CA with the permissions of `issuer` may not stand above; the field is one of
 * the subject. `below` counts the certificates under the CA down to and including the subject: what a CA may give is
 * asked of its direct issuer alone. Undefined where all is covered.
 */
export function excess(issuer: ToBeSignedCertificate, subject: ToBeSignedCertificate, below = 1): Finding | undefined {
  const groups = issuer.certIssuePermissions ?? [];
  const { appPermissions: app = [], certIssuePermissions: issue = [], certRequestPermissions: request = [] } = subject;
  const nothing = namesNothing('certIssuePermissions', issue) ?? namesNothing('certRequestPermissions', request);
  if (nothing) return nothing;
  // What a CA signs in its own name ends no chain, and lengths are those of chains.
  const isCa = issue.length > 0;
  const own = isCa ? groups.map(atAnyLength) : groups;
  const said = isCa ? '' : `, chain length ${below}`;
  for (const [i, asked] of app.entries()) {
    if (covers(own, asked, below)) continue;
    const found = `PSID ${asked.psid} with ${asked.ssp ? sspText(asked.ssp) : 'no SSP'}, app${said}`;
    return { field: `toBeSigned.appPermissions.${i}`, found, allowed: given(own, asked.psid) };
  }
  for (const [i, group] of request.entries())
    if (!coversRequest(own, group, request, below))
      return inGroup(`toBeSigned.certRequestPermissions.${i}`, group, own, `, enrol${said}`, (part) =>
        coversRequest(own, part, request, below),
      );
  if (below > 1) return undefined;
  for (const [i, group] of issue.entries())
    if (!coversIssue(groups, group, issue))
      return inGroup(`toBeSigned.certIssuePermissions.${i}`, group, groups, '', (part) =>
        coversIssue(groups, part, issue),
      );
  return undefined;
}

/** Such an entry would make a CA of its holder without naming anything to check it by. */
function namesNothing(list: string, groups: Groups): Finding | undefined {
  const i = groups.findIndex(({ subjectPermissions: s }) => s.tag === 'explicit' && s.value.length === 0);
  if (i < 0) return undefined;
  return { field: `toBeSigned.${list}.${i}.subjectPermissions.explicit`, found: 'no PSID', allowed: '1 PSID or more' };
}

/** The first range of an entry that is not covered, or the whole entry. */
function inGroup(
  at: string,
  group: PsidGroupPermissions,
  groups: Groups,
  end: string,
  covered: (part: PsidGroupPermissions) => boolean,
): Finding {
  const { subjectPermissions: s } = group;
  const field = `${at}.subjectPermissions`;
  const ranges: readonly PsidSspRange[] = s.tag === 'explicit' ? s.value : [];
  const only = (range: PsidSspRange): PsidGroupPermissions => ({
    ...group,
    subjectPermissions: { tag: 'explicit', value: [range] },
  });
  const i = ranges.findIndex((range) => !covered(only(range)));
  const range = ranges[i];
  if (range === undefined) return { field, found: `${s.tag}${end}`, allowed: givenAtAll(groups) };
  const found = `PSID ${range.psid} with ${rangeText(range.sspRange)}${end}`;
  return { field: `${field}.explicit.${i}`, found, allowed: given(groups, range.psid) };
}

/** What a list says of a PSID: `all` speaks for it only where nothing names it. */
function given(groups: Groups, psid: number): string {
  const own = groups.flatMap((g) =>
    explicit(g)
      .filter((r) => r.psid === psid)
      .map((r) => `${rangeText(r.sspRange)}, ${lengths(g)}`),
  );
  if (own.length > 0) return `PSID ${psid} with ${listed(own)}`;
  return givenAtAll(groups);
}
function givenAtAll(groups: Groups): string {
  if (groups.length === 0) return 'nothing';
  const rest = groups.some((g) => explicit(g).length > 0) ? 'any other PSID' : 'any PSID';
  const named = (g: PsidGroupPermissions) =>
    g.subjectPermissions.tag === 'all' ? rest : `PSID ${listed(explicit(g).map((r) => r.psid))}`;
  return listed(groups.map((g) => `${named(g)}, ${lengths(g)}`));
}
function explicit({ subjectPermissions: s }: PsidGroupPermissions): readonly PsidSspRange[] {
  return s.tag === 'explicit' ? s.value : [];
}

/** `app, chain length 1 to 3` */
function lengths({ minChainLength: least, chainLengthRange: range, eeType }: PsidGroupPermissions): string {
  const bits = eeType.octets[0] ?? 0;
  const ends = [...(bits & 0x80 ? ['app'] : []), ...(bits & 0x40 ? ['enrol'] : [])];
  const most = range === -1 ? ' or more' : range === 0 ? '' : ` to ${least + range}`;
  return `${listed(ends) || 'no end'}, chain length ${least}${most}`;
}

function sspText(ssp: { readonly tag: string; readonly value: unknown }): string {
  return ssp.value instanceof Uint8Array ? `${ssp.tag} ${hex(ssp.value) || '(empty)'}` : 'an SSP of a later edition';
}
function rangeText(range: SspRange | undefined): string {
  if (range === undefined || range.tag === 'all') return 'any SSP';
  if (range.tag === 'opaque') return `opaque ${listed(range.value.map((o) => hex(o) || '(empty)')) || '(none)'}`;
  if (range.tag === '?') return 'a range of a later edition';
  return `bitmapSsp ${hex(range.value.sspValue)} in the bits ${hex(range.value.sspBitmask)}`;
}
