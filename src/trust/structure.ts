/** What the schema cannot say of a certificate (6.4.3 to 6.4.8, 6.4.30): couplings, duplicates, regions that are none. */
import type { GeographicRegion } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CertificateRecord } from './certificate.ts';
import { type Refusal, refuse } from './result.ts';

/** The first thing that makes this certificate invalid whatever its issuer, or undefined. */
export function defect({ value, tbs }: CertificateRecord): Refusal | undefined {
  const indicator = tbs.verifyKeyIndicator;
  for (const [field, tag] of [
    ['type', value.type],
    ['issuer', value.issuer.tag],
    ['id', tbs.id.tag],
    ['verifyKeyIndicator', indicator.tag],
    ['verificationKey', indicator.tag === 'verificationKey' ? indicator.value.tag : ''],
    ['region', tbs.region?.tag ?? ''],
  ] as const)
    if (tag.startsWith('?'))
      return refuse(
        'unsupportedCriticalInformationField',
        `certificate field ${field} has a form we do not know`,
        '5.2.6',
      );

  if (value.type === 'explicit' && (indicator.tag !== 'verificationKey' || value.signature === undefined))
    return invalid('an explicit certificate has a verificationKey and a signature', '6.4.3');
  if (value.type === 'implicit' && (indicator.tag !== 'reconstructionValue' || value.signature !== undefined))
    return invalid('an implicit certificate has a reconstructionValue and no signature', '6.4.3');

  const issue = tbs.certIssuePermissions ?? [];
  const request = tbs.certRequestPermissions ?? [];
  const app = tbs.appPermissions ?? [];
  if (app.length + issue.length + request.length === 0)
    return invalid('a certificate has appPermissions, certIssuePermissions or certRequestPermissions', '6.4.8');
  const psids = app.map((p) => p.psid);
  const twice = psids.find((p, i) => psids.indexOf(p) !== i);
  if (twice !== undefined) return invalid(`PSID ${twice} stands twice in appPermissions`, '6.4.28');
  if (severalAll(issue) || severalAll(request))
    return invalid('more than one entry for all PSIDs in a permission list', '6.4.31');
  if (issue.some((g) => g.minChainLength < 1))
    return invalid('minChainLength below 1 in certIssuePermissions', '6.4.30');
  if (issue.length > 0 && value.type === 'implicit')
    return refuse(
      'unsupportedCriticalInformationField',
      'an implicit certificate that issues certificates is not supported',
      '6.4.3',
    );
  return tbs.region && regionDefect(tbs.region);
}

function severalAll(groups: readonly PsidGroupPermissions[]): boolean {
  return groups.filter((g) => g.subjectPermissions.tag === 'all').length > 1;
}

/** 6.4.20, 6.4.21 */
function regionDefect(region: GeographicRegion): Refusal | undefined {
  if (region.tag === 'rectangularRegion') {
    const bad = region.value.some(
      ({ northWest: n, southEast: s }) => n.latitude <= s.latitude || n.longitude >= s.longitude,
    );
    if (bad) return invalid('a rectangle whose north west corner is not north west of the other', '6.4.20');
  }
  if (region.tag === 'identifiedRegion' && region.value.length === 0)
    return invalid('an identified region of no country', '6.4.22');
  if (region.tag === 'identifiedRegion' && region.value.some((r) => r.tag === '?'))
    return refuse('unsupportedCriticalInformationField', 'an identified region has a form we do not know', '5.2.6');
  return undefined;
}

function invalid(sentence: string, clause: string): Refusal {
  return refuse('spduParsingInvalidInput', sentence, clause);
}
