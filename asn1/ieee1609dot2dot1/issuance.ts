/**
 * IEEE 1609.2.1 clause 7.3, modules Ieee1609Dot2Dot1AcaRaInterface and Ieee1609Dot2Dot1AcaEeInterface: the RA has one
 * certificate issued by the ACA.
 */

import { HashedId8, LaId, PublicEncryptionKey, Time32 } from '../ieee1609dot2/base.ts';
import { Certificate, CertificateType, ToBeSignedCertificate } from '../ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../ieee1609dot2/data.ts';
import { bits, choice, type Infer, integer, kept, named, octets, optional, sequence, type Type } from '../schema.ts';

/** 9.4  One linkage authority's half of a linkage value; both together, by exclusive or, are the value. */
export const PreLinkageValue = named('PreLinkageValue', octets(9));

const encryptedIndividualPLV = sequence({ version: integer(2, 2), laId: LaId, encPlv: Ieee1609Dot2Data });
/** 7.3  encPlv: encryptedData with one symmRecipInfo; decrypts to the nine octets of a PreLinkageValue. */
export interface EncryptedIndividualPLV extends Infer<typeof encryptedIndividualPLV> {}
export const EncryptedIndividualPLV: Type<EncryptedIndividualPLV> = named(
  'EncryptedIndividualPLV',
  encryptedIndividualPLV,
);

const linkageInfo = sequence({ encPlv1: EncryptedIndividualPLV, encPlv2: EncryptedIndividualPLV }, {});
/** 7.3  From the one linkage authority and from the other. */
export interface LinkageInfo extends Infer<typeof linkageInfo> {}
export const LinkageInfo: Type<LinkageInfo> = named('LinkageInfo', linkageInfo);

const raAcaCertRequestFlags = bits(8, ['butterflyExplicit', 'cubk']);
/** 7.3  `butterflyExplicit`: an explicit certificate by butterfly keys. `cubk`: compact unified butterfly keys. */
export type RaAcaCertRequestFlags = Infer<typeof raAcaCertRequestFlags>;
export const RaAcaCertRequestFlags: Type<RaAcaCertRequestFlags> = named('RaAcaCertRequestFlags', raAcaCertRequestFlags);

const raAcaCertRequest = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    type: CertificateType,
    flags: RaAcaCertRequestFlags,
    linkageInfo: optional(LinkageInfo),
    certEncKey: optional(PublicEncryptionKey),
    tbsCert: ToBeSignedCertificate,
  },
  {},
);
/**
 * 7.3  tbsCert holds the cocoon key: as reconstructionValue where an implicit certificate is asked for, else as
 * verificationKey. `certEncKey` asks for a `private` response, `flags.cubk` for a `cubk` one, neither for a `plain` one.
 */
export interface RaAcaCertRequest extends Infer<typeof raAcaCertRequest> {}
export const RaAcaCertRequest: Type<RaAcaCertRequest> = named('RaAcaCertRequest', raAcaCertRequest);

const acaResponse = choice(
  { plain: kept(Ieee1609Dot2Data), private: kept(Ieee1609Dot2Data), cubk: kept(Ieee1609Dot2Data) },
  {},
);
/** 7.3  plain: unsecured; private: encrypted to the cocoon key, then signed by the ACA; cubk: encrypted only. */
export type AcaResponse = Infer<typeof acaResponse>;
export const AcaResponse: Type<AcaResponse> = named('AcaResponse', acaResponse);

const acaRaCertResponse = sequence(
  { version: integer(2, 2), generationTime: Time32, requestHash: HashedId8, acaResponse: AcaResponse },
  {},
);
/** 7.3  `requestHash` is that of the signed request. */
export interface AcaRaCertResponse extends Infer<typeof acaRaCertResponse> {}
export const AcaRaCertResponse: Type<AcaRaCertResponse> = named('AcaRaCertResponse', acaRaCertResponse);

const acaRaInterfacePdu = choice({ raAcaCertRequest: RaAcaCertRequest, acaRaCertResponse: AcaRaCertResponse }, {});
/** 7.3  What stands in `aca-ra` of a ScmsPdu. */
export type AcaRaInterfacePdu = Infer<typeof acaRaInterfacePdu>;
export const AcaRaInterfacePdu: Type<AcaRaInterfacePdu> = named('AcaRaInterfacePdu', acaRaInterfacePdu);

const acaEeCertResponse = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    certificate: kept(Certificate),
    privateKeyInfo: optional(octets(32)),
  },
  {},
);
/** 7.3  privateKeyInfo: r of an implicit certificate, or the random integer c of an explicit butterfly one. */
export interface AcaEeCertResponse extends Infer<typeof acaEeCertResponse> {}
export const AcaEeCertResponse: Type<AcaEeCertResponse> = named('AcaEeCertResponse', acaEeCertResponse);

const acaEeInterfacePdu = choice({ acaEeCertResponse: AcaEeCertResponse }, {});
/** 7.3  What stands in `aca-ee` of a ScmsPdu. */
export type AcaEeInterfacePdu = Infer<typeof acaEeInterfacePdu>;
export const AcaEeInterfacePdu: Type<AcaEeInterfacePdu> = named('AcaEeInterfacePdu', acaEeInterfacePdu);
