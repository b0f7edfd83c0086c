/**
 * Whether enough electors signed a trust list (IEEE 1609.2.1 7.3): each by an SPDU of its own, which anybody may put any
 * number of others beside. What is no vote costs a hash or two; of the others a bounded number is verified.
 */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { MultiSignedCtl, ToBeSignedCtlSignature } from '../../asn1/ieee1609dot2dot1/management.ts';
import { ScmsPdu } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { ScmsSsp } from '../../asn1/ieee1609dot2dot1/ssp.ts';
import { same } from '../crypto/digest.ts';
import { canonicalForm, decodeCertificate } from '../trust/certificate.ts';
import { type Electors, MOST_ELECTORS } from '../trust/electors.ts';
import { explain, type Refusal, refuse } from '../trust/result.ts';
import type { Revocations } from '../trust/revocation.ts';
import { ctlProfile } from './profile.ts';
import { type Accepted, Verifier, type VerifierOptions } from './verifier.ts';

/** Clause of IEEE 1609.2.1 that trust lists stand in. */
export const CLAUSE = '1609.2.1 7.3';
/** Where a MultiSignedCtl stands in the Ieee1609Dot2Data that holds it. */
export const CTL = 'content.unsecuredData.content.cert.multiSignedCtl';

export type BallotOptions = Pick<VerifierOptions, 'crypto' | 'clock' | 'place'> & {
  readonly series: Electors;
  /**
   * An elector that is on a list has no vote, over lists of before either: those who publish a list that needed it get
   * another vote for it. What lists are overdue or not there takes none away.
   */
  readonly revocations?: Revocations;
};

/** Votes that are verified: of each elector there can be, and as many bad ones. */
const MOST_VERIFIED = 2 * MOST_ELECTORS;

const pdus = coer(ScmsPdu);
const ssps = coer(ScmsSsp);

/** Why this list is not the one that a quorum of the electors in force said `said` of; undefined where it is. */
export function outvoted(
  options: BallotOptions,
  signatures: MultiSignedCtl['signatures'],
  said: ToBeSignedCtlSignature,
): Refusal | undefined {
  const { crypto, clock, revocations, place, series } = options;
  const { quorum } = series.list;
  const context = { crypto, clock, store: series.store, profiles: [ctlProfile] };
  const verifier = new Verifier({
    ...context,
    ...(revocations && { revocations: revocations.curing }),
    ...(place && { place }),
  });
  const voters = new Set<string>();
  let verified = 0;
  let why: string | undefined;
  for (const [i, { value, octets }] of signatures.entries()) {
    const vote = voteOf(options, value, said);
    if ('not' in vote) why ??= `signatures.${i}: ${vote.not}`;
    if ('not' in vote || voters.has(vote.by)) continue;
    if (++verified > MOST_VERIFIED) break;
    const verdict = verifier.verify(octets);
    if (!verdict.ok) why ??= `signatures.${i}: ${explain(verdict)}`;
    else if (!isElector(verdict)) why ??= `signatures.${i}: its signer is not said to be an elector`;
    else if (voters.add(vote.by).size >= quorum) return undefined;
  }
  const count = `${voters.size} of ${series.list.electors.size} electors`;
  return refuse('cryptoVerificationFailure', 'not signed by enough electors of the list before', CLAUSE, {
    ...{ field: `${CTL}.signatures`, found: why === undefined ? count : `${count}; ${why}` },
    allowed: `${quorum} or more`,
  });
}

/** HashedId48 of the elector whose vote this would be if it verifies, or what else it is. */
function voteOf(
  { crypto, series }: BallotOptions,
  { content }: Ieee1609Dot2Data,
  said: ToBeSignedCtlSignature,
): { readonly by: string } | { readonly not: string } {
  if (content.tag !== 'signedData') return { not: `${content.tag}, where signed data is expected` };
  const { signer, tbsData } = content.value;
  const [certificate, ...more] = signer.tag === 'certificate' ? signer.value : [];
  if (!certificate || more.length > 0) return { not: 'its signer is not given as one certificate' };
  const { canonical } = canonicalForm(certificate.value, certificate.octets);
  const by = toHex(crypto.hash('sha384', canonical));
  const { electors } = series.list;
  if (!electors.has(by)) return { not: 'its signer is no elector of the list before' };
  const { psid, generationTime, ...rest } = tbsData.value.headerInfo;
  if (generationTime === undefined || Object.values(rest).some((field) => field !== undefined))
    return { not: 'its header is not PSID and generationTime' };
  const inner = tbsData.value.payload.data?.value.content;
  const pdu = inner?.tag === 'unsecuredData' ? pdus.decode(inner.value) : undefined;
  const body = pdu?.ok && pdu.value.content.tag === 'cert' ? pdu.value.content.value : undefined;
  if (body?.tag !== 'tbsCtlSignature' || !isSame(body.value, said)) return { not: 'it is not over this list' };
  if (electors.get(by) === undefined) {
    const got = decodeCertificate(crypto, canonical);
    if (got.ok) series.know(got.record);
  }
  return { by };
}

function isSame(one: ToBeSignedCtlSignature, other: ToBeSignedCtlSignature): boolean {
  return (
    same(one.ctlSeriesId, other.ctlSeriesId) &&
    one.ctlType === other.ctlType &&
    one.sequenceNumber === other.sequenceNumber &&
    same(one.tbsCtlHash, other.tbsCtlHash)
  );
}

/** By its SSP. That its certificate is on the list, and not one that an elector may have issued, its hash has said. */
function isElector({ ssp }: Accepted): boolean {
  const role = ssp?.tag === 'opaque' ? ssps.decode(ssp.value) : undefined;
  return role?.ok === true && role.value.tag === 'elector';
}
