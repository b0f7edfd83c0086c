/**
 * A signed CRL: from octets to the revocations in force, or the reason it is not taken (7.4). A list of a million is taken
 * a slice at a time where there is a background for it: nothing of it counts before its last octet was found to be good.
 */
import { coer } from '../../asn1/coer.ts';
import { decodeSlices, type Lazily } from '../../asn1/coerslices.ts';
import { toHex } from '../../asn1/hex.ts';
import { CrlContents, CrlContents2016, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { listed, malformedIn, SPDU, seconds, tagOf } from '../trust/finding.ts';
import { atOnce } from '../trust/force.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import type { Revocations } from '../trust/revocation.ts';
import type { Background, Micros } from '../world.ts';
import { unanchored } from './grant.ts';
import { crlProfile } from './profile.ts';
import { type Accepted, Verifier, type VerifierOptions } from './verifier.ts';

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

/** Octets copied between two moments at which others may go on. */
const SLICE = 0x40000;

export type CrlOptions = Omit<VerifierOptions, 'profiles' | 'revocations'> & { readonly revocations: Revocations };
type Contents = Lazily<CrlContents>;

/** Verifies a SecuredCrl and applies it; undefined when it, or a newer one, is in force. */
export function takeCrl(options: CrlOptions, octets: Uint8Array): Refusal | undefined {
  return atOnce(takingCrl(options, octets));
}

/**
 * The same beside everything else, behind what the background has to do before. The octets stay as they are until it
 * answers; those of lists that wait their turn are all that is kept of them. A list that was overtaken by a newer one
 * changes nothing. A long one is in force some time after the answer (`Revocations`), behind the same background.
 */
export function takeCrlLater(
  options: CrlOptions & { readonly background: Background },
  octets: Uint8Array,
): Promise<Refusal | undefined> {
  return new Promise((answer, fail) => {
    function* work(): Generator<void, void> {
      try {
        answer(yield* takingCrl(options, octets));
      } catch (error) {
        fail(error);
      }
    }
    options.background(work());
  });
}

/** The same for who has slices done himself. */
export function* takingCrl(options: CrlOptions, octets: Uint8Array): Generator<void, Refusal | undefined> {
  // A copy: what is kept of the list are views into it.
  const own = yield* copied(octets);
  const judge = { ...options, profiles: [crlProfile], revocations: options.revocations.curing };
  const verdict = yield* new Verifier(judge).verifySlices(own);
  if (!verdict.ok) return verdict;
  const contents = yield* contentsOf(verdict);
  if ('result' in contents) return contents;
  const now = options.clock.now();
  // The root of its signer may have been withdrawn while the contents were read.
  const refusal = unanchored(options.store, verdict.by) ?? unentitled(verdict, contents) ?? early(contents, now);
  const { revocations, store } = options;
  return refusal ?? revocations.apply(contents, () => store.trusts(verdict.by));
}

function* copied(octets: Uint8Array): Generator<void, Uint8Array> {
  const own = new Uint8Array(octets.length);
  for (let at = 0; at < own.length; at += SLICE) {
    if (at > 0) yield;
    own.set(octets.subarray(at, at + SLICE), at);
  }
  return own;
}

function* contentsOf({ header, payload }: Accepted): Generator<void, Contents | Refusal> {
  const extra = ABSENT.find((field) => header[field] !== undefined);
  if (extra)
    return refuse('inconsistentInputParameters', 'more than a PSID in the header of a CRL', '7.4', {
      ...{ field: `${SPDU.header}.${extra}`, found: 'present', allowed: 'absent' },
    });
  if (payload.tag !== 'octets')
    return refuse('spduParsingInvalidInput', 'a CRL without contents', '7.4', {
      ...{ field: SPDU.unsecuredData, found: payload.tag, allowed: 'CrlContents' },
    });
  const now = yield* decodeSlices(CrlContents, payload.value);
  if (now.ok) return now.value;
  // Lists by hash of services that have stayed with the edition of 2016: what is wrong is told by the present one.
  const then = yield* decodeSlices(CrlContents2016, payload.value);
  if (then.ok) return then.value;
  const finding = malformedIn('CrlContents', now.malformed, SPDU.unsecuredData);
  return refuse('spduParsingInvalidInput', now.malformed.rule, '7.3.2', finding);
}

/** A list of a later day would have all up to that day taken for older ones, which change nothing. */
function early({ issueDate }: Contents, now: Micros): Refusal | undefined {
  const ahead = issueDate * 1e6 - now;
  if (ahead <= crlProfile.futureSeconds * 1e6) return undefined;
  return refuse('generationTimeTooFarInFuture', 'a list that is issued in the future', '7.3.2', {
    ...{ field: `${SPDU.unsecuredData}.issueDate`, found: `${seconds(ahead)} ahead` },
    allowed: `at most ${crlProfile.futureSeconds} s ahead`,
  });
}

/** Why its signer may not sign a list of this series of this CRACA (7.4.3). */
function unentitled({ ssp: held, by, psid }: Accepted, contents: Contents): Refusal | undefined {
  const ssp = held?.tag === 'opaque' ? sspCodec.decode(held.value) : undefined;
  const { id, tbs } = by.record;
  if (!ssp?.ok) {
    const i = tbs.appPermissions!.findIndex((p) => p.psid === psid);
    const field = `toBeSigned.appPermissions.${i}.ssp`;
    return refuse('unauthorizedPSID', 'its signer may sign no CRL', '7.4.3', {
      ...{ field, certificate: id, found: held && tagOf(held), allowed: 'a CrlSsp' },
    });
  }
  const { crls, associatedCraca } = ssp.value;
  if (!crls.includes(contents.crlSeries))
    return refuse('unauthorizedPSID', 'not a series its signer may sign', '7.4.3', {
      ...{ field: `${SPDU.unsecuredData}.crlSeries`, found: `${contents.crlSeries}` },
      allowed: `CrlSsp of ${id}: ${listed(crls) || 'none'}`,
    });
  const craca: CertificateRecord | undefined = associatedCraca === 'isCraca' ? by.record : by.above[0]?.record;
  if (craca === undefined || toHex(contents.crlCraca) !== craca.id)
    return refuse('unauthorizedPSID', 'of another CRACA than that of its signer', '7.4.3', {
      ...{ field: `${SPDU.unsecuredData}.crlCraca`, found: toHex(contents.crlCraca) },
      allowed: craca?.id ?? 'that of an issuer, which the signer has none of',
    });
  return undefined;
}
