/** The envelope of an SPDU, and nothing of its payload: octets to `Parsed`, or the reason it is none (6.3). */
import { coer } from '../../asn1/coer.ts';
import type { ThreeDLocation } from '../../asn1/ieee1609dot2/base.ts';
import { type HeaderInfo, Ieee1609Dot2Data, type SignedData } from '../../asn1/ieee1609dot2/data.ts';
import { sentence } from '../../asn1/malformed.ts';
import type { Hash } from '../crypto/provider.ts';
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

/** `psid` is the one of the WSMP header the SPDU came in; it has to be the signed one too. */
export function parse(octets: Uint8Array, psid?: number): Parsed | Refusal {
  const got = spdus.decode(octets);
  if (!got.ok) {
    const { code, path } = got.malformed;
    const critical = code === 'tag' && CRITICAL.test(path.join('.'));
    return refuse(
      critical ? 'unsupportedCriticalInformationField' : 'spduParsingInvalidInput',
      sentence(got.malformed),
      '6.3.2',
    );
  }
  const { content } = got.value;
  if (content.tag !== 'signedData') return invalid(`an SPDU of content ${content.tag} is not signed`, '5.2.4');
  const { hashId, signer, signature } = content.value;
  const tbsData = canonicalSigned(content.value.tbsData);
  if (hashId !== 'sha256' && hashId !== 'sha384') return unsupported(`hash algorithm ${hashId}`, '6.3.5');
  if (signer.tag === '?') return unsupported('signer identifier', '6.3.25');
  const { payload, headerInfo: header } = tbsData.value;
  if (psid !== undefined && header.psid !== psid)
    return refuse('psidsDontMatch', `PSID ${psid} in the WSMP header, ${header.psid} in the signed one`, '5.2.4');
  if (payload.extDataHash !== undefined)
    return refuse('noExtDataHashPresent', 'no external data belongs to this application', '6.3.7');
  if (payload.omitted !== undefined) return invalid('signed data whose payload is omitted', '6.3.7');
  if (payload.data === undefined) return invalid('signed data without payload', '6.3.7');
  const inner = payload.data.value.content;
  const encrypted = inner.tag === 'encryptedData';
  if (inner.tag !== 'unsecuredData' && !encrypted)
    return invalid(`a payload of content ${inner.tag} inside signed data`, '6.3.7');
  if (header.p2pcdLearningRequest !== undefined && header.inlineP2pcdRequest !== undefined)
    return invalid('p2pcdLearningRequest and inlineP2pcdRequest in one header', '6.3.9');
  // What a TLS handshake or a session of ISO 21177 signs must not pass for what an application says.
  if (header.pduFunctionalType !== undefined)
    return refuse(
      'inconsistentInputParameters',
      `pduFunctionalType ${header.pduFunctionalType}: not meant for an application`,
      '6.3.9',
    );
  const ecdsa = signatureOf(signature);
  if (ecdsa === undefined)
    return signature.tag === '?' || signature.tag === 'sm2Signature'
      ? unsupported('signature algorithm', '6.3.29')
      : invalid('the signature lacks its r', '6.3.30');
  const wide = ecdsa.curve === 'P-384' || ecdsa.curve === 'brainpoolP384r1';
  if (wide !== (hashId === 'sha384'))
    return refuse('inconsistentInputParameters', `${hashId} with a signature on ${ecdsa.curve}`, '6.3.5');
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
    signature: ecdsa,
    payload: inner.tag === 'unsecuredData' ? inner.value : payload.data.octets,
    encrypted,
  };
}

/** Fields where an alternative we do not know makes the SPDU one we cannot judge (5.2.6), not a broken one. */
const CRITICAL = /(hashId|signer|signature|issuer|toBeSigned\.id|region|verifyKeyIndicator|subjectPermissions)$/;

function micros(time: bigint | undefined): Micros | undefined {
  // Beyond 2^53 microseconds, the year 2289, a number is inexact, and still far too late.
  return time === undefined ? undefined : Number(time);
}
/** 6.3.12  The highest latitude and longitude mean that it is not known. */
function known(location: ThreeDLocation | undefined): ThreeDLocation | undefined {
  return location && location.latitude <= 900_000_000 && location.longitude <= 1_800_000_000 ? location : undefined;
}
function invalid(what: string, clause: string): Refusal {
  return refuse('spduParsingInvalidInput', what, clause);
}
function unsupported(what: string, clause: string): Refusal {
  return refuse('unsupportedCriticalInformationField', `${what} not supported`, clause);
}
