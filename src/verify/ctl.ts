/**
 * A trust list: from octets of a MultiSignedCtlSpdu to the electors and roots in force, or the reason it is not taken
 * (IEEE 1609.2.1 7.3). What is cheap is asked first; the signatures of those in force decide; then all of it happens.
 */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { FullIeeeTbsCtl, type MultiSignedCtl, SequenceOfCertificate } from '../../asn1/ieee1609dot2dot1/management.ts';
import { ScmsPdu } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import type { Malformed } from '../../asn1/malformed.ts';
import { same } from '../crypto/digest.ts';
import { MOST_ELECTORS } from '../trust/electors.ts';
import { malformedIn, seconds, tagOf } from '../trust/finding.ts';
import { type Refusal, type Result, refuse } from '../trust/result.ts';
import { type BallotOptions, CLAUSE, CTL, outvoted } from './ballot.ts';
import { type Approved, type ListedOptions, learnListed, settle, type Taken } from './listed.ts';

export type CtlOptions = BallotOptions & ListedOptions;

/** Of a whole file, and of lists in it: many times what any series needs. */
const MOST_OCTETS = 0x100000;
/** Anchors are among the 256 authorities that a store holds where nobody says otherwise, and leave room for the others. */
const MOST_ROOTS = 64;
const MOST_REMOVED = 1024;
const MOST_CERTIFICATES = 512;
const MOST_SIGNATURES = 256;
/** FullIeeeTbsCtl and SequenceOfCertificate, the only type there is. */
const FULL_IEEE = 1;

const spdus = coer(Ieee1609Dot2Data);
const pdus = coer(ScmsPdu);
const lists = coer(FullIeeeTbsCtl);
const certificateLists = coer(SequenceOfCertificate);

/**
 * Verifies a trust list and puts it in force; undefined when it, or a newer one, is. Lists come in order, none left out:
 * the refusal of a later one says which is next. Never throws, whatever the octets; a refusal changes nothing that is trusted.
 * Certificates that the one in force approves and that were missing are taken from the same list when it comes again.
 */
export function takeCtl(options: CtlOptions, octets: Uint8Array): Taken | Refusal | undefined {
  const { crypto, series } = options;
  const read = readCtl(octets);
  if ('result' in read) return read;
  const { type, tbsCtl, signatures } = read.ctl;
  const { tbs } = read;
  const { sequenceNumber } = series.list;
  if (!same(tbs.ctlSeriesId, series.ctlSeriesId))
    return no('inconsistentInputParameters', 'a list of other electors', 'tbsCtl.ctlSeriesId', {
      ...{ found: toHex(tbs.ctlSeriesId), allowed: toHex(series.ctlSeriesId) },
    });
  if (tbs.sequenceNumber < sequenceNumber) return undefined;
  if (tbs.sequenceNumber === sequenceNumber) return learnListed(options, certificatesIn(read.ctl));
  const approved = approvedIn(tbs, series.list.quorum);
  const refusal =
    early(options, tbs) ??
    ('result' in approved ? approved : undefined) ??
    outvoted(options, signatures, {
      ...{ ctlSeriesId: tbs.ctlSeriesId, ctlType: type, sequenceNumber: tbs.sequenceNumber },
      tbsCtlHash: crypto.hash('sha384', tbsCtl),
    });
  if (refusal || 'result' in approved) return refusal;
  // An elector that is new may have signed as well: then its certificate is there.
  const signers = signatures.flatMap(({ value: { content } }) =>
    content.tag === 'signedData' && content.value.signer.tag === 'certificate' ? content.value.signer.value : [],
  );
  return settle(options, approved, [...certificatesIn(read.ctl), ...signers.map((c) => c.octets)]);
}

interface Read {
  readonly ctl: MultiSignedCtl;
  readonly tbs: FullIeeeTbsCtl;
}

function readCtl(octets: Uint8Array): Read | Refusal {
  if (octets.length > MOST_OCTETS) return tooLong('content', octets.length, MOST_OCTETS, 'octets');
  const data = spdus.decode(octets);
  if (!data.ok) return malformed('Ieee1609Dot2Data', data.malformed, '');
  const { content } = data.value;
  if (content.tag !== 'unsecuredData') return notCtl('content', tagOf(content), 'unsecuredData');
  const pdu = pdus.decode(content.value);
  if (!pdu.ok) return malformed('ScmsPdu', pdu.malformed, 'content.unsecuredData');
  const body = pdu.value.content;
  const inner = body.tag === 'cert' ? body.value : body;
  if (body.tag !== 'cert' || inner.tag !== 'multiSignedCtl')
    return notCtl('content.unsecuredData.content', inner.tag, 'cert.multiSignedCtl');
  const ctl = body.value.value as MultiSignedCtl;
  if (ctl.type !== FULL_IEEE)
    return no('unsupportedCriticalInformationField', 'a type of list that is not supported', 'type', {
      ...{ found: `${ctl.type}`, allowed: `${FULL_IEEE}, fullIeeeCtl` },
    });
  if (ctl.signatures.length > MOST_SIGNATURES)
    return tooLong(`${CTL}.signatures`, ctl.signatures.length, MOST_SIGNATURES);
  const tbs = lists.decode(ctl.tbsCtl);
  return tbs.ok ? { ctl, tbs: tbs.value } : malformed('FullIeeeTbsCtl', tbs.malformed, `${CTL}.tbsCtl`);
}

/** Nobody signed them, and they count by their hash alone: what cannot be read is as if it had been left out. */
function certificatesIn({ unsigned }: MultiSignedCtl): readonly Uint8Array[] {
  const got = certificateLists.decode(unsigned);
  return got.ok ? got.value.slice(0, MOST_CERTIFICATES).map((c) => c.octets) : [];
}

/** Why it cannot be in force yet. */
function early({ clock, series }: CtlOptions, { sequenceNumber, effectiveDate }: FullIeeeTbsCtl): Refusal | undefined {
  const next = series.list.sequenceNumber + 1;
  if (sequenceNumber > next)
    return no('overdueCRL', `a list before this one is missing: get number ${next} first`, 'tbsCtl.sequenceNumber', {
      ...{ found: `${sequenceNumber}`, allowed: `${next}` },
    });
  const now = clock.now();
  if (effectiveDate * 1e6 <= now) return undefined;
  const from = seconds(effectiveDate * 1e6);
  return no('generationTimeTooFarInFuture', `in force from ${from} on: take it again then`, 'tbsCtl.effectiveDate', {
    ...{ found: from, allowed: `${seconds(now)} or earlier` },
  });
}

/** What it approves, less what it removes; refused where nobody could ever sign the next list. */
function approvedIn(tbs: FullIeeeTbsCtl, before: number): Approved | Refusal {
  const limits = {
    ...{ electorApprove: MOST_ELECTORS, electorRemove: MOST_REMOVED },
    ...{ rootCaApprove: MOST_ROOTS, rootCaRemove: MOST_REMOVED },
  };
  for (const field of ['electorApprove', 'electorRemove', 'rootCaApprove', 'rootCaRemove'] as const)
    if (tbs[field].length > limits[field]) return tooLong(`${CTL}.tbsCtl.${field}`, tbs[field].length, limits[field]);
  const [electorsRemoved, rootsRemoved] = [new Set(tbs.electorRemove.map(toHex)), new Set(tbs.rootCaRemove.map(toHex))];
  const electors = new Set(tbs.electorApprove.map(toHex).filter((id) => !electorsRemoved.has(id)));
  const roots = new Set(tbs.rootCaApprove.map(toHex).filter((id) => !rootsRemoved.has(id)));
  const quorum = tbs.quorum ?? before;
  if (quorum >= 1 && quorum <= electors.size)
    return { sequenceNumber: tbs.sequenceNumber, quorum, electors, roots, rootsRemoved };
  return no('inconsistentInputParameters', 'a quorum that the electors could never reach', 'tbsCtl.quorum', {
    ...{ found: tbs.quorum === undefined ? `absent, and ${before} before` : `${quorum}` },
    allowed: `1 to ${electors.size}, the electors that it approves`,
  });
}

function no(result: Result, sentence: string, field: string, values: { found: string; allowed: string }): Refusal {
  return refuse(result, sentence, CLAUSE, { field: `${CTL}.${field}`, ...values });
}
function notCtl(field: string, found: string, allowed: string): Refusal {
  return refuse('spduParsingInvalidInput', 'no MultiSignedCtl', CLAUSE, { field, found, allowed });
}
function tooLong(field: string, length: number, most: number, of = 'entries'): Refusal {
  const finding = { field, found: `${length} ${of}`, allowed: `at most ${most}` };
  return refuse('spduParsingInvalidInput', 'longer than any trust list has to be', CLAUSE, finding);
}
function malformed(type: string, wrong: Malformed, before: string): Refusal {
  return refuse('spduParsingInvalidInput', wrong.rule, CLAUSE, malformedIn(type, wrong, before));
}
