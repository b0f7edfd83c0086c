/** Whether the signature of an SPDU, or of a signed request for a certificate, is its signer's. */

import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import type { Signature } from '../../asn1/ieee1609dot2/base.ts';
import type { Ieee1609Dot2Data, SignerIdentifier } from '../../asn1/ieee1609dot2/data.ts';
import { type ScmsPdu, SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { join } from '../../asn1/octets.ts';
import type { CryptoProvider, Hash, PublicKey } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { keyOf, signatureOf } from '../trust/point.ts';
import { hashWith } from '../trust/signer.ts';
import type { Trial } from './trial.ts';

export interface Signed {
  readonly hashId: string;
  /** What the signature covers, as received. */
  readonly tbs: Uint8Array;
  readonly signer: SignerIdentifier;
  readonly signature: Signature;
  /** The key of one who signs for itself, where the message holds it. */
  readonly own?: PublicKey | undefined;
}
export type Verdict =
  | { readonly is: 'good'; readonly signer?: CertificateRecord; readonly key: PublicKey; readonly deviation?: string }
  | { readonly is: 'bad'; readonly sentence: string }
  /** `absent`: the certificate itself is not at hand. */
  | { readonly is: 'unknown'; readonly sentence: string; readonly absent?: true };

/** The signed part, or undefined where none is signed. */
export function signedPart({ content }: Ieee1609Dot2Data, crypto: CryptoProvider): Signed | undefined {
  if (content.tag === 'signedData') {
    const { hashId, tbsData, signer, signature } = content.value;
    return { hashId, tbs: tbsData.octets, signer, signature };
  }
  if (content.tag !== 'signedCertificateRequest') return undefined;
  const got = coer(SignedCertificateRequest).decode(content.value);
  if (!got.ok) return undefined;
  const { hashAlgorithmId, tbsRequest, signer, signature } = got.value;
  const stated = requestKey(tbsRequest.value);
  const own = stated && crypto.publicKey(stated.curve, stated.point);
  return { hashId: hashAlgorithmId, tbs: tbsRequest.octets, signer, signature, own };
}

/** The key a request asks a certificate for: the one that has to sign the request (IEEE 1609.2.1 4.1.4). */
function requestKey({ content }: ScmsPdu): ReturnType<typeof keyOf> {
  if (content.tag !== 'eca-ee' || content.value.tag !== 'eeEcaCertRequest') return undefined;
  const indicator = content.value.value.tbsCert.verifyKeyIndicator;
  return indicator.tag === 'verificationKey' ? keyOf(indicator.value) : undefined;
}

export function judge(signed: Signed, trial: Trial, crypto = trial.crypto): Verdict {
  const { certificates } = trial;
  const { signer } = signed;
  if (signer.tag === 'self') {
    if (!signed.own) return { is: 'unknown', sentence: 'it names no signer, and holds no key to try' };
    if (holds(crypto, signed, undefined, signed.own)) return { is: 'good', key: signed.own };
    return { is: 'bad', sentence: 'the signature does not verify with the key inside' };
  }
  if (signer.tag === '?') return { is: 'unknown', sentence: 'a form of signer we do not know' };
  const embedded = signer.tag === 'certificate' ? signer.value.map(({ octets }) => certificates.add(octets)) : [];
  const known = signer.tag === 'digest' ? certificates.found(signer.value) : embedded.slice(0, 1);
  const name = signer.tag === 'digest' ? toHex(signer.value) : (embedded[0]?.id ?? 'in the SPDU');
  let tried = 0;
  for (const record of known) {
    const key = record && certificates.keyOf(record, crypto);
    if (!record || !key) continue;
    tried++;
    if (holds(crypto, signed, record, key)) return { is: 'good', signer: record, key };
    const received = { ...record, canonical: record.octets, hash: crypto.hash(record.hashName, record.octets) };
    const deviation = 'the hash of the signer is of its octets, not of the canonical form (6.4.3)';
    if (toHex(record.octets) !== toHex(record.canonical) && holds(crypto, signed, received, key))
      return { is: 'good', signer: record, key, deviation };
  }
  if (tried > 0) return { is: 'bad', sentence: `the signature does not verify with the key of certificate ${name}` };
  if (known.length === 0) {
    const sentence = `certificate ${name} of its signer is in no folder; give one more with --certs`;
    return { is: 'unknown', sentence, absent: true };
  }
  // An implicit certificate has a key only together with its issuer's.
  const orphan = known.find((record) => record && certificates.issuers(record).length === 0);
  if (orphan?.value.type === 'implicit') {
    const sentence = `the issuer of certificate ${name} of its signer is in no folder; give one more with --certs`;
    return { is: 'unknown', sentence, absent: true };
  }
  return { is: 'unknown', sentence: `certificate ${name} of its signer has no key we can make out` };
}

/** 5.3.1: over Hash(tbs) ‖ Hash(signer's certificate), or Hash("") for one that signs for itself. */
export function holds(
  crypto: CryptoProvider,
  { hashId, tbs, signature }: Signed,
  signer: CertificateRecord | undefined,
  key: PublicKey,
): boolean {
  const ecdsa = signatureOf(signature);
  if ((hashId !== 'sha256' && hashId !== 'sha384') || ecdsa?.curve !== key.curve) return false;
  const hash: Hash = hashId;
  const signerHash = signer ? hashWith(crypto, hash, signer) : crypto.hash(hash);
  return crypto.verify(key, hash, join([crypto.hash(hash, tbs), signerHash]), ecdsa);
}
