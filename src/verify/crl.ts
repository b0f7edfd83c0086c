/** A signed CRL: from octets to the revocations in force, or the reason it is not taken (7.4). */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { CrlContents, CrlContents2016, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import { sentence } from '../../asn1/malformed.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
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
  if (extra) return refuse('inconsistentInputParameters', `a CRL with ${extra} in its header`, '7.4');
  if (verdict.payload.tag !== 'octets') return refuse('spduParsingInvalidInput', 'a CRL without contents', '7.4');
  const now = contentsCodec.decode(verdict.payload.value);
  // Lists by hash of services that have stayed with the edition of 2016: what is wrong is told by the present one.
  const then = now.ok ? now : before.decode(verdict.payload.value);
  const got = then.ok ? then : now;
  if (!got.ok) return refuse('spduParsingInvalidInput', `CRL contents: ${sentence(got.malformed)}`, '7.3.2');
  const contents = got.value;
  const ssp = verdict.ssp?.tag === 'opaque' ? sspCodec.decode(verdict.ssp.value) : undefined;
  if (!ssp?.ok) return refuse('unauthorizedPSID', 'the signer of the CRL has no CrlSsp', '7.4.3');
  if (!ssp.value.crls.includes(contents.crlSeries))
    return refuse('unauthorizedPSID', `the signer may not sign CRLs of series ${contents.crlSeries}`, '7.4.3');
  const craca: CertificateRecord | undefined =
    ssp.value.associatedCraca === 'isCraca' ? verdict.by.record : verdict.by.above[0]?.record;
  if (craca === undefined || toHex(contents.crlCraca) !== craca.id)
    return refuse('unauthorizedPSID', `crlCraca ${toHex(contents.crlCraca)} is not the signer's CRACA`, '7.4.3');
  return options.revocations.apply(contents);
}
