/** What the schema cannot say of a certificate (6.4.3 to 6.4.8, 6.4.30): couplings, duplicates, regions that are none. */
import type {
  EccP256CurvePoint,
  EccP384CurvePoint,
  PublicEncryptionKey,
  PublicVerificationKey,
  Signature,
} from '../../asn1/ieee1609dot2/base.ts';
import type {
  PsidGroupPermissions,
  ToBeSignedCertificate,
  VerificationKeyIndicator,
} from '../../asn1/ieee1609dot2/certificate.ts';
import type { CertificateRecord } from './certificate.ts';
import { tagOf, type Wrong } from './finding.ts';
import { type Refusal, refuse } from './result.ts';
import { regionDefect, strangeRegion } from './shape.ts';

/**
 * The first thing that makes this certificate invalid whatever its issuer, or undefined. `sm` says whether the provider has
 * SM2 and SM3; without, they are known by name and not supported.
 */
export function defect(record: CertificateRecord, sm = false): Refusal | undefined {
  const wrong =
    strange(record, sm) ??
    mixed(record) ??
    coupling(record) ??
    keyDefect(record.tbs) ??
    signatureDefect(record.value.signature) ??
    permissionDefect(record) ??
    (record.tbs.region && regionDefect(record.tbs.region));
  if (wrong === undefined) return undefined;
  const { result, sentence, clause, field, found, allowed } = wrong;
  return refuse(result, sentence, clause, { field, certificate: record.id, found, allowed });
}

const FUTURE = /^\?/;
const STRANGE = /^\?|^(ecsigSm2|sm2Signature|sm3|sm3AndDigest)$/;
const KEYS = 'ecdsaNistP256, ecdsaBrainpoolP256r1, ecdsaBrainpoolP384r1 or ecdsaNistP384';
const SIGNATURES =
  'ecdsaNistP256Signature, ecdsaBrainpoolP256r1Signature, ecdsaBrainpoolP384r1Signature or ecdsaNistP384Signature';

/** 5.2.6  The first critical information field whose alternative is from a later edition or not supported. */
function strange({ value, tbs }: CertificateRecord, sm: boolean): Wrong | undefined {
  const { issuer } = value;
  const indicator = tbs.verifyKeyIndicator;
  const at = 'toBeSigned.verifyKeyIndicator';
  const isStrange = (tag: string): boolean => (sm ? FUTURE : STRANGE).test(tag);
  const or = (name: string, known: string): string => (sm ? `${name}, ${known}` : known);
  if (isStrange(value.type)) return unsupported('type', value.type, 'explicit or implicit');
  if (isStrange(issuer.tag)) {
    const allowed = or('sm3AndDigest', 'sha256AndDigest, self or sha384AndDigest');
    return unsupported('issuer', tagOf(issuer), allowed, '6.4.7');
  }
  if (issuer.tag === 'self' && isStrange(issuer.value))
    return unsupported('issuer.self', issuer.value, or('sm3', 'sha256 or sha384'), '6.3.5');
  if (tbs.id.tag === '?') return unsupported('toBeSigned.id', tagOf(tbs.id), 'linkageData, name, binaryId or none');
  if (indicator.tag === '?') return unsupported(at, tagOf(indicator), 'verificationKey or reconstructionValue');
  if (indicator.tag === 'verificationKey' && isStrange(indicator.value.tag))
    return unsupported(`${at}.verificationKey`, tagOf(indicator.value), or('ecsigSm2', KEYS));
  if (value.signature && isStrange(value.signature.tag))
    return unsupported('signature', tagOf(value.signature), or('sm2Signature', SIGNATURES));
  return (
    (tbs.region && strangeRegion(tbs.region)) ??
    strangeGroup(tbs, 'certIssuePermissions') ??
    strangeGroup(tbs, 'certRequestPermissions')
  );
}

/** 5.3.1, 6.4.7: SM2 and SM3 go together, and not with an implicit certificate. */
function mixed({ value: { type, issuer, signature } }: CertificateRecord): Wrong | undefined {
  const self = issuer.tag === 'self';
  const [field, found] = self ? ['issuer.self', issuer.value] : ['issuer', tagOf(issuer)];
  const byHash = (self ? issuer.value : issuer.tag).startsWith('sm3');
  if (type === 'implicit' && byHash)
    return unsupported(field, found, 'sha256AndDigest in an implicit certificate', '6.4.7');
  if (signature === undefined || byHash === (signature.tag === 'sm2Signature')) return undefined;
  const allowed = byHash ? `not SM3, as the signature is ${tagOf(signature)}` : 'SM3, as the signature is sm2Signature';
  const result = 'inconsistentInputParameters';
  return { result, sentence: 'a hash that does not go with the curve', clause: '6.4.7', field, found, allowed };
}

type Groups = 'certIssuePermissions' | 'certRequestPermissions';
function strangeGroup(tbs: ToBeSignedCertificate, list: Groups): Wrong | undefined {
  for (const [i, { subjectPermissions: s }] of (tbs[list] ?? []).entries())
    if (s.tag === '?')
      return unsupported(`toBeSigned.${list}.${i}.subjectPermissions`, tagOf(s), 'explicit or all', '6.4.31');
  return undefined;
}

/** 6.4.3 */
function coupling({ value, tbs }: CertificateRecord): Wrong | undefined {
  const { type, signature } = value;
  const explicit = type === 'explicit';
  const indicator = explicit ? 'verificationKey' : 'reconstructionValue';
  const said = `type ${type} without what belongs to it`;
  const { tag } = tbs.verifyKeyIndicator;
  if (tag !== indicator) return invalid('toBeSigned.verifyKeyIndicator', '6.4.3', said, tag, indicator);
  if (explicit === (signature !== undefined)) return undefined;
  return invalid('signature', '6.4.3', said, signature && tagOf(signature), explicit ? 'present' : 'absent');
}

/** 6.4.38, 2.5: of a key that does not say its y there is no canonical form, and so no hash of its certificate. */
function keyDefect({ verifyKeyIndicator, encryptionKey }: ToBeSignedCertificate): Wrong | undefined {
  return (
    pointDefect('toBeSigned.verifyKeyIndicator', indicated(verifyKeyIndicator)) ??
    pointDefect('toBeSigned.encryptionKey.publicKey', encryptionKey && encrypting(encryptionKey))
  );
}
type Stated = readonly [name: string, point: EccP256CurvePoint | EccP384CurvePoint];
function indicated(indicator: VerificationKeyIndicator): Stated | undefined {
  if (indicator.tag === 'reconstructionValue') return [indicator.tag, indicator.value];
  const key: PublicVerificationKey | undefined = indicator.tag === 'verificationKey' ? indicator.value : undefined;
  return key === undefined || key.tag === '?' ? undefined : [`verificationKey.${key.tag}`, key.value];
}
function encrypting({ publicKey }: PublicEncryptionKey): Stated | undefined {
  return publicKey.tag === '?' ? undefined : [publicKey.tag, publicKey.value];
}
function pointDefect(at: string, stated: Stated | undefined): Wrong | undefined {
  if (stated === undefined) return undefined;
  const [name, { tag }] = stated;
  if (tag !== 'x-only' && tag !== 'fill') return undefined;
  return invalid(`${at}.${name}`, '6.4.38', 'a key is a whole point', tag, 'a point that says its y');
}

function signatureDefect(signature: Signature | undefined): Wrong | undefined {
  if (signature === undefined || signature.tag === '?' || signature.tag === 'sm2Signature') return undefined;
  if (signature.value.rSig.tag !== 'fill') return undefined;
  return invalid(`signature.${signature.tag}.rSig`, '6.3.30', 'the signature lacks its r', 'fill', 'the x of R');
}

function permissionDefect({ value, tbs }: CertificateRecord): Wrong | undefined {
  const { appPermissions: app = [], certIssuePermissions: issue = [], certRequestPermissions: request = [] } = tbs;
  if (app.length + issue.length + request.length === 0) {
    const allowed = 'an entry in appPermissions, certIssuePermissions or certRequestPermissions';
    return invalid('toBeSigned', '6.4.8', 'a certificate of no permission', 'none', allowed);
  }
  const psids = new Set<number>();
  for (const [i, { psid }] of app.entries()) {
    if (psids.has(psid))
      return invalid(`toBeSigned.appPermissions.${i}.psid`, '6.4.28', 'a PSID twice', `${psid}`, 'each PSID once');
    psids.add(psid);
  }
  const broken = groupsDefect('certIssuePermissions', issue) ?? groupsDefect('certRequestPermissions', request);
  if (broken) return broken;
  if (issue.length > 0 && value.type === 'implicit')
    return unsupported('type', value.type, 'explicit in a certificate that issues others', '6.4.3');
  return undefined;
}

function groupsDefect(list: Groups, groups: readonly PsidGroupPermissions[]): Wrong | undefined {
  let all = false;
  for (const [i, { subjectPermissions: s, minChainLength, eeType }] of groups.entries()) {
    const at = `toBeSigned.${list}.${i}`;
    const here = `${at}.subjectPermissions`;
    if (s.tag === 'all' && all)
      return invalid(here, '6.4.31', 'a second entry for all PSIDs', 'all', 'explicit behind an entry for all PSIDs');
    all ||= s.tag === 'all';
    if (list === 'certIssuePermissions' && minChainLength < 1)
      return invalid(`${at}.minChainLength`, '6.4.30', 'a chain of no certificate', `${minChainLength}`, '1 or more');
    // BIT STRING (ALL EXCEPT {}): that no end is meant is no value of the type.
    if (eeType.octets.every((o) => o === 0))
      return invalid(`${at}.eeType`, '6.4.35', 'chains that end in nothing', 'no bit set', 'app, enrol or both');
    if (s.tag !== 'explicit') continue;
    // Nothing is covered by everything: an entry without PSIDs would make a CA of anybody.
    if (s.value.length === 0)
      return invalid(`${here}.explicit`, '6.4.31', 'an entry that names no PSID', 'no PSID', '1 PSID or more');
    for (const [k, { sspRange: r }] of s.value.entries()) {
      if (r?.tag !== 'bitmapSspRange' || r.value.sspValue.length === r.value.sspBitmask.length) continue;
      const field = `${here}.explicit.${k}.sspRange.bitmapSspRange.sspBitmask`;
      const [found, allowed] = [r.value.sspBitmask, r.value.sspValue].map(({ length }) => `${length} octets`);
      return invalid(field, '6.4.34', 'a mask of another length than its value', found, allowed!);
    }
  }
  return undefined;
}

function invalid(field: string, clause: string, sentence: string, found: string | undefined, allowed: string): Wrong {
  return { result: 'spduParsingInvalidInput', sentence, clause, field, found, allowed };
}
function unsupported(field: string, found: string, allowed: string, clause = '5.2.6'): Wrong {
  const result = 'unsupportedCriticalInformationField';
  return { result, sentence: 'a form that is not supported', clause, field, found, allowed };
}
