/**
 * Our own protocol: what the back ends of the credential service say to each other where IEEE 1609.2.1 leaves the
 * interfaces empty (aca-la, aca-ma, la-ma, la-ra, ma-ra), and component certificates. COER. Each message holds only what
 * its receiver may know (privacy by design).
 */

import { IValue, LaId, LinkageSeed, LinkageValue, Signature, Uint8, Uint16 } from '../ieee1609dot2/base.ts';
import { Certificate, PsidGroupPermissions, ToBeSignedCertificate } from '../ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../ieee1609dot2/data.ts';
import { EncryptedIndividualPLV } from '../ieee1609dot2dot1/issuance.ts';
import { type Infer, integer, kept, list, named, nil, octets, optional, sequence, type Type, utf8 } from '../schema.ts';

const admitRequest = sequence({ name: utf8(1, 255), certRequestPermissions: list(PsidGroupPermissions) }, {});
/** Operator to ECA, in the secure room: a device with this name may enrol once and ask for no more than this. */
export interface AdmitRequest extends Infer<typeof admitRequest> {}
export const AdmitRequest: Type<AdmitRequest> = named('AdmitRequest', admitRequest);
/** ECA to operator: done. */
export const AdmitResponse = named('AdmitResponse', nil);

/** Names one linkage chain of one LA: to the LA the only name of a device, to all others a random number. */
export const LinkageChainId = named('LinkageChainId', octets(16));

const componentRequest = sequence({ tbsCert: kept(ToBeSignedCertificate), proof: Signature }, {});
/** component to CA, in a ceremony; proof is a signature over tbsCert by the key in it. */
export interface ComponentRequest extends Infer<typeof componentRequest> {}
export const ComponentRequest: Type<ComponentRequest> = named('ComponentRequest', componentRequest);

const componentResponse = sequence({ certificate: kept(Certificate) }, {});
/** CA to component. */
export interface ComponentResponse extends Infer<typeof componentResponse> {}
export const ComponentResponse: Type<ComponentResponse> = named('ComponentResponse', componentResponse);

const linkageRequest = sequence(
  { lci: optional(LinkageChainId), iFirst: IValue, periods: integer(1, 255), jMax: integer(1, 255) },
  {},
);
/** RA to LA: pre-linkage values for `periods` i-periods from iFirst, j from 0 to jMax-1. Without lci a new chain is made. */
export interface LinkageRequest extends Infer<typeof linkageRequest> {}
export const LinkageRequest: Type<LinkageRequest> = named('LinkageRequest', linkageRequest);

const linkageResponse = sequence({ lci: LinkageChainId, plvs: list(list(EncryptedIndividualPLV)) }, {});
/** LA to RA: plvs[i - iFirst][j], each readable by the ACA alone. */
export interface LinkageResponse extends Infer<typeof linkageResponse> {}
export const LinkageResponse: Type<LinkageResponse> = named('LinkageResponse', linkageResponse);

/** RA to ACA: many RaAcaCertRequests in one call, mixed over devices and in random order. */
export const IssueRequest = named('IssueRequest', list(kept(Ieee1609Dot2Data)));
/** ACA to RA: the answers, in the order of the requests. */
export const IssueResponse = named('IssueResponse', list(kept(Ieee1609Dot2Data)));

const traceRequest = sequence({ iCert: IValue, linkageValue: LinkageValue }, {});
/** MA to ACA: for which request was the certificate with this linkage value issued? */
export interface TraceRequest extends Infer<typeof traceRequest> {}
export const TraceRequest: Type<TraceRequest> = named('TraceRequest', traceRequest);

const traceResponse = sequence({ requestHash: octets(32) }, {});
/** requestHash: SHA-256 of the RaAcaCertRequestSpdu. The pre-linkage values stay at the ACA. */
export interface TraceResponse extends Infer<typeof traceResponse> {}
export const TraceResponse: Type<TraceResponse> = named('TraceResponse', traceResponse);

const blockRequest = sequence({ requestHash: octets(32) }, {});
/** MA to RA: serve the device behind this request no longer. */
export interface BlockRequest extends Infer<typeof blockRequest> {}
export const BlockRequest: Type<BlockRequest> = named('BlockRequest', blockRequest);

const linkageChain = sequence({ lci1: LinkageChainId, lci2: LinkageChainId, jMax: integer(1, 255), iMax: IValue }, {});
/** The chains of one request, one at each LA, and how far certificates were made from them. */
export interface LinkageChain extends Infer<typeof linkageChain> {}
export const LinkageChain: Type<LinkageChain> = named('LinkageChain', linkageChain);

const blockResponse = sequence({ chains: list(LinkageChain) }, {});
/** RA to MA: no enrolment certificate, no name. */
export interface BlockResponse extends Infer<typeof blockResponse> {}
export const BlockResponse: Type<BlockResponse> = named('BlockResponse', blockResponse);

const seedRequest = sequence({ lci: LinkageChainId, iRev: IValue }, {});
/** MA to LA: from which seed do the linkage values of this chain follow from period iRev on? */
export interface SeedRequest extends Infer<typeof seedRequest> {}
export const SeedRequest: Type<SeedRequest> = named('SeedRequest', seedRequest);

const seedResponse = sequence({ laId: LaId, iRev: IValue, linkageSeed: LinkageSeed }, {});
/** LA to MA: the seed of period iRev, which is never in the past. */
export interface SeedResponse extends Infer<typeof seedResponse> {}
export const SeedResponse: Type<SeedResponse> = named('SeedResponse', seedResponse);

const revokeRequest = sequence({ iCert: IValue, linkageValue: LinkageValue, reason: utf8(1, 255) }, {});
/** An investigator to the MA: one certificate of the device that is to be revoked, and why. */
export interface RevokeRequest extends Infer<typeof revokeRequest> {}
export const RevokeRequest: Type<RevokeRequest> = named('RevokeRequest', revokeRequest);

const revokeResponse = sequence({ iRev: IValue, chains: Uint8 }, {});
/** MA to the investigator: from which period on, and how many chains of linkage values end. */
export interface RevokeResponse extends Infer<typeof revokeResponse> {}
export const RevokeResponse: Type<RevokeResponse> = named('RevokeResponse', revokeResponse);

const crlRequest = sequence({ crlSeries: Uint16 }, {});
/** Anyone to the MA: the revocation list of a series. */
export interface CrlRequest extends Infer<typeof crlRequest> {}
export const CrlRequest: Type<CrlRequest> = named('CrlRequest', crlRequest);

const batchFile = sequence({ name: utf8(1, 255), content: kept(Ieee1609Dot2Data) }, {});
/** One entry of a download: `<i>.info` or `<i>_<j>`, i and j in hexadecimal as in IEEE 1609.2.1. */
export interface BatchFile extends Infer<typeof batchFile> {}
export const BatchFile: Type<BatchFile> = named('BatchFile', batchFile);
/** The files of one period of one device. */
export const Batch = named('Batch', list(BatchFile));
