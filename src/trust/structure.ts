/** What the schema cannot say of a certificate (6.4.3 to 6.4.8, 6.4.30): couplings, duplicates, regions that are none. */
import type { GeographicRegion } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CertificateRecord } from './certificate.ts';
import { keyOf, sec1, signatureOf } from './point.ts';
import { crossed } from './region.ts';
import { type Refusal, refuse } from './result.ts';

/** The first thing that makes this certificate invalid whatever its issuer, or undefined. */
export function defect(record: CertificateRecord): Refusal | undefined {
  const { value, tbs } = record;
  const strange = strangeField(record);
  if (strange)
    return refuse(
      'unsupportedCriticalInformationField',
      `certificate field ${strange} has a form that is not supported`,
      '5.2.6',
    );

  const indicator = tbs.verifyKeyIndicator;
  if (value.type === 'explicit' && (indicator.tag !== 'verificationKey' || value.signature === undefined))
    return invalid('an explicit certificate has a verificationKey and a signature', '6.4.3');
  if (value.type === 'implicit' && (indicator.tag !== 'reconstructionValue' || value.signature !== undefined))
    return invalid('an implicit certificate has a reconstructionValue and no signature', '6.4.3');
  if (
    (indicator.tag === 'verificationKey' && keyOf(indicator.value) === undefined) ||
    (indicator.tag === 'reconstructionValue' && sec1(indicator.value) === undefined)
  )
    return invalid('a key is a whole point, neither x-only nor fill', '6.4.38');
  if (value.signature && signatureOf(value.signature) === undefined)
    return invalid('the signature of the certificate lacks its r', '6.3.30');

  const issue = tbs.certIssuePermissions ?? [];
  const request = tbs.certRequestPermissions ?? [];
  const app = tbs.appPermissions ?? [];
  if (app.length + issue.length + request.length === 0)
    return invalid('a certificate has appPermissions, certIssuePermissions or certRequestPermissions', '6.4.8');
  const psids = new Set<number>();
  for (const { psid } of app) {
    if (psids.has(psid)) return invalid(`PSID ${psid} stands twice in appPermissions`, '6.4.28');
    psids.add(psid);
  }
  const broken = groupsDefect(issue) ?? groupsDefect(request);
  if (broken) return broken;
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

/** SM2 and SM3 are known by name and not supported. */
const STRANGE = /^\?|^(ecsigSm2|sm2Signature|sm3|sm3AndDigest)$/;

/** The first critical information field whose alternative is from a later edition or not supported. */
function strangeField({ value, tbs }: CertificateRecord): string | undefined {
  const { verifyKeyIndicator: indicator, certIssuePermissions = [], certRequestPermissions = [] } = tbs;
  const fields: Readonly<Record<string, string | undefined>> = {
    type: value.type,
    issuer: value.issuer.tag,
    'issuer.self': value.issuer.tag === 'self' ? value.issuer.value : undefined,
    id: tbs.id.tag,
    verifyKeyIndicator: indicator.tag,
    verificationKey: indicator.tag === 'verificationKey' ? indicator.value.tag : undefined,
    signature: value.signature?.tag,
    region: tbs.region?.tag,
    identifiedRegion:
      tbs.region?.tag === 'identifiedRegion' ? tbs.region.value.find((r) => r.tag === '?')?.tag : undefined,
    subjectPermissions: [...certIssuePermissions, ...certRequestPermissions].find(
      (g) => g.subjectPermissions.tag === '?',
    )?.subjectPermissions.tag,
  };
  return Object.keys(fields).find((name) => STRANGE.test(fields[name] ?? ''));
}

function groupsDefect(groups: readonly PsidGroupPermissions[]): Refusal | undefined {
  if (groups.filter((g) => g.subjectPermissions.tag === 'all').length > 1)
    return invalid('more than one entry for all PSIDs in a permission list', '6.4.31');
  for (const { subjectPermissions: s } of groups) {
    if (s.tag !== 'explicit') continue;
    // Nothing is covered by everything: an entry without PSIDs would make a CA of anybody.
    if (s.value.length === 0) return invalid('an entry of a permission list that names no PSID', '6.4.31');
    for (const { psid, sspRange: r } of s.value)
      if (r?.tag === 'bitmapSspRange' && r.value.sspValue.length !== r.value.sspBitmask.length)
        return invalid(`sspValue and sspBitmask of PSID ${psid} differ in length`, '6.4.34');
  }
  return undefined;
}

const MOST_CORNERS = 64;

/** 6.4.20, 6.4.21 */
function regionDefect(region: GeographicRegion): Refusal | undefined {
  if (region.tag === 'rectangularRegion') {
    const bad = region.value.some(
      ({ northWest: n, southEast: s }) => n.latitude <= s.latitude || n.longitude >= s.longitude,
    );
    if (bad) return invalid('a rectangle whose north west corner is not north west of the other', '6.4.20');
  }
  if (region.tag === 'polygonalRegion') {
    // The standard asks for 8; more are looked at in pairs before any signature is.
    if (region.value.length > MOST_CORNERS)
      return refuse(
        'unsupportedCriticalInformationField',
        `a polygon of ${region.value.length} corners, where ${MOST_CORNERS} are supported`,
        '5.2.6',
      );
    if (crossed(region.value)) return invalid('a polygon whose sides cross', '6.4.21');
  }
  if (region.tag === 'identifiedRegion' && region.value.length === 0)
    return invalid('an identified region of no country', '6.4.22');
  return undefined;
}

function invalid(sentence: string, clause: string): Refusal {
  return refuse('spduParsingInvalidInput', sentence, clause);
}
