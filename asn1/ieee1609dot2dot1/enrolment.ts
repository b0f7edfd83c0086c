/** IEEE 1609.2.1 clause 7.3, module Ieee1609Dot2Dot1EcaEeInterface: a device asks the enrolment CA for its enrolment certificate. */

import { HashedId8, Time32 } from '../ieee1609dot2/base.ts';
import { Certificate, CertificateType, ToBeSignedCertificate } from '../ieee1609dot2/certificate.ts';
import {
  choice,
  type Infer,
  ia5,
  integer,
  kept,
  list,
  named,
  octets,
  optional,
  sequence,
  type Type,
} from '../schema.ts';

const eeEcaCertRequest = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    type: CertificateType,
    tbsCert: ToBeSignedCertificate,
    canonicalId: optional(ia5()),
  },
  {},
);
/**
 * 7.3  (7.3.26 in the edition of 2020.) tbsCert: id is not linkageData, certRequestPermissions present, the other
 * permissions absent, cracaId 000000, crlSeries 0. With `canonicalId` the device's canonical key signs the request (4.1.4.2).
 */
export interface EeEcaCertRequest extends Infer<typeof eeEcaCertRequest> {}
export const EeEcaCertRequest: Type<EeEcaCertRequest> = named('EeEcaCertRequest', eeEcaCertRequest);

const ecaEeCertResponse = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    requestHash: HashedId8,
    ecaCertChain: list(kept(Certificate)),
    certificate: kept(Certificate),
    privateKeyInfo: optional(octets(32)),
  },
  {},
);
/** 7.3  `requestHash` is that of the signed request; `privateKeyInfo` is r of an implicit certificate. */
export interface EcaEeCertResponse extends Infer<typeof ecaEeCertResponse> {}
export const EcaEeCertResponse: Type<EcaEeCertResponse> = named('EcaEeCertResponse', ecaEeCertResponse);

const ecaEeInterfacePdu = choice({ eeEcaCertRequest: EeEcaCertRequest, ecaEeCertResponse: EcaEeCertResponse }, {});
/** 7.3  What stands in `eca-ee` of a ScmsPdu. */
export type EcaEeInterfacePdu = Infer<typeof ecaEeInterfacePdu>;
export const EcaEeInterfacePdu: Type<EcaEeInterfacePdu> = named('EcaEeInterfacePdu', ecaEeInterfacePdu);
