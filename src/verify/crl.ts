/** A signed CRL: from octets to the revocations in force, or the reason it is not taken (7.4). */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { CrlContents, CrlContents2016, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { listed, malformedIn, SPDU, tagOf } from '../trust/finding.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import type { Revocations } from '../trust/revocation.ts';
import { crlProfile } from './profile.ts';
import { Verifier, type VerifierOptions } from './verifier.ts';

const contentsCodec = coer(CrlContents);
const before = coer(CrlContents2016);
const sspCodec = coer(CrlSsp);

/** 7.4  All a CRL says in its header is its PSID: its times are in its contents. */
const ABSENT = [
  'generationTime',
  'expiryTime',
  'generationLocation',
  'p2pcdLearningRequest',
  'missingCrlIdentifier',
  'encryptionKey',
] as const;

/** Verifies a SecuredCrl and applies it; undefined when it, or a newer one, is in force. */
export function takeCrl(
  options: Omit<VerifierOptions, 'profiles' | 'revocations'> & { readonly revocations: Revocations },
  octets: Uint8Array,
): Refusal | undefined {
  // A copy: what is kept of the list are views into it.
  const verdict = new Verifier({ ...options, profiles: [crlProfile] }).verify(octets.slice());
  if (!verdict.ok) return verdict;
  const extra = ABSENT.find((field) => verdict.header[field] !== undefined);
  if (extra)
    return refuse('inconsistentInputParameters', 'more than a PSID in the header of a CRL', '7.4', {
      ...{ field: `${SPDU.header}.${extra}`, found: 'present', allowed: 'absent' },
    });
  if (verdict.payload.tag !== 'octets')
    return refuse('spduParsingInvalidInput', 'a CRL without contents', '7.4', {
      ...{ field: SPDU.unsecuredData, found: verdict.payload.tag, allowed: 'CrlContents' },
    });
  const now = contentsCodec.decode(verdict.payload.value);
  // Lists by hash of services that have stayed with the edition of 2016: what is wrong is told by the present one.
  const then = now.ok ? now : before.decode(verdict.payload.value);
  const got = then.ok ? then : now;
  if (!got.ok) {
    const finding = malformedIn('CrlContents', got.malformed, SPDU.unsecuredData);
    return refuse('spduParsingInvalidInput', got.malformed.rule, '7.3.2', finding);
  }
  const contents = got.value;
  const ssp = verdict.ssp?.tag === 'opaque' ? sspCodec.decode(verdict.ssp.value) : undefined;
  const { id, tbs } = verdict.by.record;
  if (!ssp?.ok) {
    const i = tbs.appPermissions!.findIndex(({ psid }) => psid === verdict.psid);
    const field = `toBeSigned.appPermissions.${i}.ssp`;
    return refuse('unauthorizedPSID', 'its signer may sign no CRL', '7.4.3', {
      ...{ field, certificate: id, found: verdict.ssp && tagOf(verdict.ssp), allowed: 'a CrlSsp' },
    });
  }
  const { crls, associatedCraca } = ssp.value;
  if (!crls.includes(contents.crlSeries))
    return refuse('unauthorizedPSID', 'not a series its signer may sign', '7.4.3', {
      ...{ field: `${SPDU.unsecuredData}.crlSeries`, found: `${contents.crlSeries}` },
      allowed: `CrlSsp of ${id}: ${listed(crls) || 'none'}`,
    });
  const craca: CertificateRecord | undefined =
    associatedCraca === 'isCraca' ? verdict.by.record : verdict.by.above[0]?.record;
  if (craca === undefined || toHex(contents.crlCraca) !== craca.id)
    return refuse('unauthorizedPSID', 'of another CRACA than that of its signer', '7.4.3', {
      ...{ field: `${SPDU.unsecuredData}.crlCraca`, found: toHex(contents.crlCraca) },
      allowed: craca?.id ?? 'that of an issuer, which the signer has none of',
    });
  return options.revocations.apply(contents);
}
