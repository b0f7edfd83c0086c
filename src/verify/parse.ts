/** The envelope of an SPDU, and nothing of its payload: octets to `Parsed`, or the reason it is none (6.3). */
import { coer } from '../../asn1/coer.ts';
import type { ThreeDLocation } from '../../asn1/ieee1609dot2/base.ts';
import { contributed, IEEE_1609 } from '../../asn1/ieee1609dot2/contributed.ts';
import {
  type ContributedExtensionBlock,
  type HeaderInfo,
  Ieee1609Dot2Data,
  type SignedData,
} from '../../asn1/ieee1609dot2/data.ts';
import type { Malformed } from '../../asn1/malformed.ts';
import { hashOf } from '../crypto/curve.ts';
import type { Hash } from '../crypto/provider.ts';
import { malformedIn, SPDU, tagOf } from '../trust/finding.ts';
import { type CurveSignature, signatureOf } from '../trust/point.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import { canonicalSigned } from '../trust/signed.ts';
import type { Micros } from '../world.ts';

export interface Parsed {
  readonly ok: true;
  readonly psid: number;
  readonly header: HeaderInfo;
  readonly generated: Micros | undefined;
  readonly expires: Micros | undefined;
  /** generationLocation, where the sender knew it. */
  readonly location: ThreeDLocation | undefined;
  readonly hash: Hash;
  /** Octets the signature covers: as received, but for a key in the header, which is compressed there. */
  readonly tbs: Uint8Array;
  readonly signer: SignedData['signer'];
  readonly signature: CurveSignature;
  /** The application's octets: the unsecuredData inside; or, where `encrypted`, the whole Ieee1609Dot2Data inside. */
  readonly payload: Uint8Array;
  /** Whether what was signed is encryptedData, which few profiles allow. */
  readonly encrypted: boolean;
}

const spdus = coer(Ieee1609Dot2Data);

/**
 * `psid` is the one of the WSMP header the SPDU came in; it has to be the signed one too. `sm` says whether the provider
 * has SM2 and SM3.
 */
export function parse(octets: Uint8Array, psid?: number, sm = false): Parsed | Refusal {
  const got = spdus.decode(octets);
  if (!got.ok) return malformed(got.malformed);
  const { content } = got.value;
  if (content.tag !== 'signedData') return invalid('not signed', '5.2.4', SPDU.content, tagOf(content), 'signedData');
  const { hashId, signer, signature } = content.value;
  const tbsData = canonicalSigned(content.value.tbsData);
  if (hashId !== 'sha256' && hashId !== 'sha384' && !(sm && hashId === 'sm3'))
    return unsupported('6.3.5', SPDU.hashId, hashId, sm ? 'sha256, sha384 or sm3' : 'sha256 or sha384');
  if (signer.tag === '?') return unsupported('6.3.25', SPDU.signer, tagOf(signer), 'digest, certificate or self');
  const { payload, headerInfo: header } = tbsData.value;
  if (psid !== undefined && header.psid !== psid)
    return refuse('psidsDontMatch', 'another PSID in the WSMP header', '5.2.4', {
      ...{ field: `${SPDU.header}.psid`, found: `${header.psid}`, allowed: `${psid}, as in the WSMP header` },
    });
  if (payload.extDataHash !== undefined)
    return refuse('noExtDataHashPresent', 'no external data belongs to this application', '6.3.7', {
      ...{ field: `${SPDU.payload}.extDataHash`, found: tagOf(payload.extDataHash), allowed: 'absent' },
    });
  if (payload.omitted !== undefined)
    return invalid('nothing to read', '6.3.7', `${SPDU.payload}.omitted`, 'present', 'absent');
  if (payload.data === undefined)
    return invalid('nothing to read', '6.3.7', `${SPDU.payload}.data`, undefined, 'present');
  const inner = payload.data.value.content;
  const encrypted = inner.tag === 'encryptedData';
  if (inner.tag !== 'unsecuredData' && !encrypted)
    return invalid(
      'secured data in signed data',
      '6.3.7',
      `${SPDU.payload}.data.content`,
      tagOf(inner),
      'unsecuredData or encryptedData',
    );
  if (header.p2pcdLearningRequest !== undefined && header.inlineP2pcdRequest !== undefined) return twoKinds();
  if (header.contributedExtensions !== undefined) {
    const broken = brokenExtension(header.contributedExtensions);
    if (broken) return broken;
  }
  // What a TLS handshake or a session of ISO 21177 signs must not pass for what an application says.
  if (header.pduFunctionalType !== undefined)
    return refuse('inconsistentInputParameters', 'not meant for an application', '6.3.9', {
      ...{ field: `${SPDU.header}.pduFunctionalType`, found: `${header.pduFunctionalType}`, allowed: 'absent' },
    });
  const parts = signatureOf(signature, sm);
  if (parts === undefined)
    return signature.tag === '?' || signature.tag === 'sm2Signature'
      ? unsupported('6.3.29', SPDU.signature, tagOf(signature), `a signature by ECDSA${sm ? ' or SM2' : ''}`)
      : invalid('no r', '6.3.30', `${SPDU.signature}.${signature.tag}.rSig`, 'fill', 'the x of R');
  const fitting = hashOf(parts.curve);
  if (fitting !== hashId)
    return refuse('inconsistentInputParameters', 'a hash that does not go with the curve', '6.3.5', {
      ...{ field: SPDU.hashId, found: hashId },
      allowed: `${fitting}, as the signature is on ${parts.curve}`,
    });
  return {
    ok: true,
    psid: header.psid,
    header,
    generated: micros(header.generationTime),
    expires: micros(header.expiryTime),
    location: known(header.generationLocation),
    hash: hashId,
    tbs: tbsData.octets,
    signer,
    signature: parts,
    payload: inner.tag === 'unsecuredData' ? inner.value : payload.data.octets,
    encrypted,
  };
}

/** Fields where an alternative we do not know makes the SPDU one we cannot judge (5.2.6), not a broken one. */
const CRITICAL = /(hashId|signer|signature|issuer|toBeSigned\.id|region|verifyKeyIndicator|subjectPermissions)$/;

function malformed(wrong: Malformed): Refusal {
  const critical = wrong.code === 'tag' && CRITICAL.test(wrong.path.join('.'));
  const result = critical ? 'unsupportedCriticalInformationField' : 'spduParsingInvalidInput';
  return refuse(result, wrong.rule, '6.3.2', malformedIn('Ieee1609Dot2Data', wrong));
}

/** 6.5.4  An extension of IEEE 1609 whose octets are none. What others contribute is theirs to read. */
function brokenExtension(blocks: readonly ContributedExtensionBlock[]): Refusal | undefined {
  for (const [i, block] of blocks.entries()) {
    if (block.contributorId !== IEEE_1609.contributorId) continue;
    for (const [k, got] of contributed([block], IEEE_1609).entries()) {
      if (got.ok) continue;
      const { rule, code, octet } = got.malformed;
      const field = `${SPDU.header}.contributedExtensions.${i}.extns.${k}`;
      return invalid(rule, '6.5.4', field, `${code} at octet ${octet}`, 'an Ieee1609HeaderInfoExtension');
    }
  }
  return undefined;
}

function micros(time: bigint | undefined): Micros | undefined {
  // Beyond 2^53 microseconds, the year 2289, a number is inexact, and still far too late.
  return time === undefined ? undefined : Number(time);
}
/** 6.3.12  The highest latitude and longitude mean that it is not known. */
function known(location: ThreeDLocation | undefined): ThreeDLocation | undefined {
  return location && location.latitude <= 900_000_000 && location.longitude <= 1_800_000_000 ? location : undefined;
}
function twoKinds(): Refusal {
  const field = `${SPDU.header}.inlineP2pcdRequest`;
  return invalid('two kinds of learning request', '6.3.9', field, 'present', 'absent beside p2pcdLearningRequest');
}
function invalid(what: string, clause: string, field: string, found: string | undefined, allowed: string): Refusal {
  return refuse('spduParsingInvalidInput', what, clause, { field, found, allowed });
}
function unsupported(clause: string, field: string, found: string, allowed: string): Refusal {
  const finding = { field, found, allowed };
  return refuse('unsupportedCriticalInformationField', 'a form that is not supported', clause, finding);
}
