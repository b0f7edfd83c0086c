/** Who may ask whom for what: the call, its request, its response. The wire of each is the COER of its schema. */

import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { kept } from '../../asn1/schema.ts';
import {
  AdmitRequest,
  AdmitResponse,
  Batch,
  BlockRequest,
  BlockResponse,
  ComponentRequest,
  ComponentResponse,
  CrlRequest,
  IssueRequest,
  IssueResponse,
  LinkageRequest,
  LinkageResponse,
  RevokeRequest,
  RevokeResponse,
  SeedRequest,
  SeedResponse,
  TraceRequest,
  TraceResponse,
} from '../../asn1/wavetrust/scms.ts';

const spdu = kept(Ieee1609Dot2Data);

/** Root and ICA, in a ceremony: a component asks for its certificate. */
export const caCalls = { certify: { ask: ComponentRequest, answer: ComponentResponse } } as const;
/** Device to ECA: EeEcaCertRequestSpdu, EcaEeCertResponseSpdu. */
export const ecaCalls = { enrol: { ask: spdu, answer: spdu } } as const;
/** Operator to ECA. */
export const ecaBackCalls = { admit: { ask: AdmitRequest, answer: AdmitResponse } } as const;
/** Device to RA: EeRaCertRequestSpdu, RaEeCertAckSpdu; EeRaDownloadRequestSpdu, files. */
export const raCalls = { request: { ask: spdu, answer: spdu }, download: { ask: spdu, answer: Batch } } as const;
/** MA to RA. */
export const raBackCalls = { block: { ask: BlockRequest, answer: BlockResponse } } as const;
/** RA to ACA: RaAcaCertRequestSpdus, AcaRaCertResponseSpdus. */
export const acaCalls = { issue: { ask: IssueRequest, answer: IssueResponse } } as const;
/** MA to ACA. */
export const acaBackCalls = { trace: { ask: TraceRequest, answer: TraceResponse } } as const;
/** RA to LA. */
export const laCalls = { link: { ask: LinkageRequest, answer: LinkageResponse } } as const;
/** MA to LA. */
export const laBackCalls = { reveal: { ask: SeedRequest, answer: SeedResponse } } as const;
/** Investigator to MA; anyone to MA. */
export const maCalls = {
  revoke: { ask: RevokeRequest, answer: RevokeResponse },
  crl: { ask: CrlRequest, answer: spdu },
} as const;
