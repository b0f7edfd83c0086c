/**
 * The envelopes of IEEE 1609.2.1: a ScmsPdu signed (PSID 35, one certificate, generationTime and nothing else in the
 * header), a signed certificate request, and both of them opened. What is wrong is thrown as a Refusal.
 */

import { coer } from '../../asn1/coer.ts';
import type { Signature } from '../../asn1/ieee1609dot2/base.ts';
import type { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { type HeaderInfo, Ieee1609Dot2Data, type SignerIdentifier } from '../../asn1/ieee1609dot2/data.ts';
import { ScmsPdu, SecurityMgmtPsid, SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { sentence } from '../../asn1/malformed.ts';
import { join } from '../../asn1/octets.ts';
import type { Kept } from '../../asn1/schema.ts';
import { hashOf } from '../crypto/curve.ts';
import { same } from '../crypto/digest.ts';
import type { KeyStore, PrivateKey } from '../crypto/keystore.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import { signSpdu, unsecured } from '../secure/sign.ts';
import { fromTime64 } from '../time.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Holder } from '../trust/issue.ts';
import { ecdsaSignature, keyOf, sec1, signatureOf } from '../trust/point.ts';
import { hashWith, type Issuer } from '../trust/signer.ts';
import type { Clock, Log, Micros, Random } from '../world.ts';
import { refuse } from './refusal.ts';

/** What every role and every device has of the world. Each has a key store of its own. */
export interface Tools {
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
/** A certificate with its public key, known to be good. */
export type Known = Issuer;
/** The certificate of a signer to its key; refuses those that may not sign here. */
export type Resolve = (certificate: Kept<Certificate>) => Known;

type Interface = 'aca-ee' | 'aca-ra' | 'eca-ee' | 'ee-ra';
type Body<I extends Interface> = Exclude<Extract<ScmsPdu['content'], { tag: I }>['value'], { tag: '?' }>;

/** The ScmsPdu around one message of an interface. */
export function pdu<I extends Interface>(tag: I, value: Body<I>): ScmsPdu {
  return { version: 2, content: { tag, value } } as ScmsPdu;
}
/** The one message of an interface that may stand here. */
export function body<I extends Interface, N extends Body<I>['tag']>(
  { content }: ScmsPdu,
  tag: I,
  name: N,
): Extract<Body<I>, { tag: N }>['value'] {
  if (content.tag !== tag) refuse('parse', `a message of the ${content.tag} interface where ${tag} is expected`);
  const value = content.value as { readonly tag: string; readonly value: unknown };
  if (value.tag !== name) refuse('parse', `${value.tag} where ${name} is expected`);
  return value.value as Extract<Body<I>, { tag: N }>['value'];
}

/** Octets of an Ieee1609Dot2Data with the PDU in the clear. */
export const plain = (value: ScmsPdu): Uint8Array => unsecured(coer(ScmsPdu).encode(value));

/** The PDU in unsecuredData. */
export function readPlain(data: Ieee1609Dot2Data): ScmsPdu {
  if (data.content.tag !== 'unsecuredData')
    refuse('parse', `${data.content.tag} where a ScmsPdu in the clear is expected`);
  const got = coer(ScmsPdu).decode(data.content.value);
  if (!got.ok) refuse('parse', `no ScmsPdu: ${sentence(got.malformed)}`);
  return got.value;
}
/** Octets as an Ieee1609Dot2Data. */
export function readData(octets: Uint8Array): Kept<Ieee1609Dot2Data> {
  const got = coer(Ieee1609Dot2Data).decode(octets);
  if (!got.ok) refuse('parse', `no Ieee1609Dot2Data: ${sentence(got.malformed)}`);
  return { value: got.value, octets };
}

/** A whole Ieee1609Dot2Data signed under PSID 35 by a component or a device. */
export function sign({ crypto, keys }: Tools, who: Holder, spdu: Uint8Array, generationTime: Micros): Uint8Array {
  const signer = { form: 'certificate', certificate: who.record } as const;
  return signSpdu({ crypto, keys, key: who.key, signer, psid: SecurityMgmtPsid, spdu, generationTime });
}

/** Octets to send where the schema says kept: the encoder writes them and never looks at the value. */
export const outgoing = (octets: Uint8Array): Kept<Ieee1609Dot2Data> => ({
  value: { protocolVersion: 3, content: { tag: 'unsecuredData', value: octets } },
  octets,
});

/** What was signed under PSID 35, after profile and signature were checked. */
export function readSigned(
  { crypto }: Pick<Tools, 'crypto'>,
  { content }: Ieee1609Dot2Data,
  resolve: Resolve,
): { readonly inner: Kept<Ieee1609Dot2Data>; readonly signer: Known; readonly generationTime: Micros } {
  if (content.tag !== 'signedData') refuse('signature', `${content.tag} where signed data is expected`);
  const { tbsData, signer, signature, hashId } = content.value;
  const { payload, headerInfo } = tbsData.value;
  if (payload.data === undefined || !isProfile(headerInfo))
    refuse('parse', 'the header or payload is not of the profile for PSID 35');
  const known = resolve(single(signer));
  if (hashId !== hashOf(known.key.curve)) refuse('signature', 'hashId does not go with the key of the signer');
  verify(crypto, known, tbsData.octets, signature);
  return { inner: payload.data, signer: known, generationTime: fromTime64(headerInfo.generationTime!) };
}

/** generationTime present, every other optional field absent. */
function isProfile(h: HeaderInfo): boolean {
  const { psid, generationTime, ...rest } = h;
  return psid === SecurityMgmtPsid && generationTime !== undefined && Object.values(rest).every((v) => v === undefined);
}

/** Octets of an Ieee1609Dot2Data with a signed certificate request; `self` where the requested key itself signs. */
export function signRequest(
  { crypto, keys }: Tools,
  who: Holder | { readonly self: PrivateKey },
  request: ScmsPdu,
): Uint8Array {
  const octets = coer(ScmsPdu).encode(request);
  const key = 'self' in who ? who.self : who.key;
  const hash = hashOf(key.curve);
  const signerHash = 'self' in who ? crypto.hash(hash) : hashWith(crypto, hash, who.record);
  const signature = keys.sign(key, hash, join([crypto.hash(hash, octets), signerHash]));
  const signer: SignerIdentifier =
    'self' in who
      ? { tag: 'self', value: null }
      : { tag: 'certificate', value: [{ value: who.record.value, octets: who.record.octets }] };
  const signed = coer(SignedCertificateRequest).encode({
    hashAlgorithmId: hash,
    tbsRequest: { value: request, octets },
    signer,
    signature: ecdsaSignature(key.curve, signature),
  });
  return coer(Ieee1609Dot2Data).encode({
    protocolVersion: 3,
    content: { tag: 'signedCertificateRequest', value: signed },
  });
}

export function readRequest({ content }: Ieee1609Dot2Data): SignedCertificateRequest {
  if (content.tag !== 'signedCertificateRequest')
    refuse('parse', `${content.tag} where a signed certificate request is expected`);
  const got = coer(SignedCertificateRequest).decode(content.value);
  if (!got.ok) refuse('parse', `no SignedCertificateRequest: ${sentence(got.malformed)}`);
  return got.value;
}

/** The signer of a request, after the signature was checked. */
export function requester({ crypto }: Tools, request: SignedCertificateRequest, resolve: Resolve): Known {
  const known = resolve(single(request.signer));
  if (request.hashAlgorithmId !== hashOf(known.key.curve))
    refuse('signature', 'the hash does not go with the key of the signer');
  verify(crypto, known, request.tbsRequest.octets, request.signature);
  return known;
}

/** A resolver for one certificate that is known beforehand, octet for octet. */
export function pinned(known: Known): Resolve {
  return ({ octets }) =>
    same(octets, known.record.octets) ? known : refuse('chain', `signed by another than ${known.record.id}`);
}

function single(signer: SignerIdentifier): Kept<Certificate> {
  const [certificate, ...more] = signer.tag === 'certificate' ? signer.value : [];
  if (!certificate || more.length > 0) refuse('chain', 'the signer has to be given as exactly one certificate');
  return certificate;
}

function verify(crypto: CryptoProvider, { record, key }: Known, tbs: Uint8Array, given: Signature): void {
  const hash = hashOf(key.curve);
  const signature = signatureOf(given);
  const good =
    signature?.curve === key.curve &&
    crypto.verify(key, hash, join([crypto.hash(hash, tbs), hashWith(crypto, hash, record)]), signature);
  if (!good) refuse('signature', `the signature by ${record.id} does not verify`);
}

/** Signature by a key that has no certificate yet (signer self). */
export function verifySelf(crypto: CryptoProvider, key: Known['key'], tbs: Uint8Array, given: Signature): boolean {
  const hash = hashOf(key.curve);
  const signature = signatureOf(given);
  return (
    signature?.curve === key.curve &&
    crypto.verify(key, hash, join([crypto.hash(hash, tbs), crypto.hash(hash)]), signature)
  );
}

/** The checked P-256 point a request wants certified, stated as a key or (to the ACA, for implicit ones) as a reconstruction value. */
export function requestedPoint(crypto: CryptoProvider, { verifyKeyIndicator: v }: ToBeSignedCertificate): PublicKey {
  const stated = v.tag === 'verificationKey' ? keyOf(v.value) : undefined;
  const point = v.tag === 'reconstructionValue' ? sec1(v.value) : stated?.curve === 'P-256' ? stated.point : undefined;
  return (
    (point && crypto.publicKey('P-256', point)) ?? refuse('verifyKeyIndicatorInvalid', 'the key is no point of P-256')
  );
}

/** The certificate of a record as messages carry it. */
export const keptOf = ({ value, octets }: CertificateRecord): Kept<Certificate> => ({ value, octets });
