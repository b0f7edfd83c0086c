/** IEEE 1609.2.1, module Ieee1609Dot2Dot1Protocol: the one envelope of everything the SCMS says, and signed requests. */

import { HashAlgorithm, Signature } from '../ieee1609dot2/base.ts';
import { SignerIdentifier } from '../ieee1609dot2/data.ts';
import { choice, type Infer, integer, kept, list, named, nil, octets, sequence, type Type } from '../schema.ts';
import { EcaEeInterfacePdu } from './enrolment.ts';
import { AcaEeInterfacePdu, AcaRaInterfacePdu } from './issuance.ts';
import { CertManagementPdu } from './management.ts';
import { EeRaInterfacePdu } from './provisioning.ts';

/** The PSID of security management. */
export const SecurityMgmtPsid = 35;
/** The PSID of misbehaviour reports. */
export const BaseMbrPsid = 38;

const scmsPdu = sequence({
  version: integer(2, 2),
  content: choice(
    {
      'aca-ee': AcaEeInterfacePdu,
      'aca-la': nil,
      'aca-ma': nil,
      'aca-ra': AcaRaInterfacePdu,
      cert: CertManagementPdu,
      'eca-ee': EcaEeInterfacePdu,
      'ee-ma': nil,
      'ee-ra': EeRaInterfacePdu,
      'la-ma': nil,
      'la-ra': nil,
      'ma-ra': nil,
    },
    {},
  ),
});
/** The interfaces the standard leaves empty are NULL; ours between those roles are in asn1/wavetrust/scms.ts. */
export interface ScmsPdu extends Infer<typeof scmsPdu> {}
export const ScmsPdu: Type<ScmsPdu> = named('ScmsPdu', scmsPdu);

const signedCertificateRequest = sequence({
  hashAlgorithmId: HashAlgorithm,
  tbsRequest: kept(ScmsPdu),
  signer: SignerIdentifier,
  signature: Signature,
});
/** Stands as octets in content.signedCertificateRequest; the signature covers Hash(Hash(tbsRequest) || Hash(signer)). */
export interface SignedCertificateRequest extends Infer<typeof signedCertificateRequest> {}
export const SignedCertificateRequest: Type<SignedCertificateRequest> = named(
  'SignedCertificateRequest',
  signedCertificateRequest,
);

const x509SignerIdentifier = choice({ certificate: list(octets(), 1) }, {});
/** Certificates of X.509 in DER, the signer's first. */
export type X509SignerIdentifier = Infer<typeof x509SignerIdentifier>;
export const X509SignerIdentifier: Type<X509SignerIdentifier> = named('X509SignerIdentifier', x509SignerIdentifier);

const signedX509CertificateRequest = sequence({
  hashAlgorithmId: HashAlgorithm,
  tbsRequest: kept(ScmsPdu),
  signer: X509SignerIdentifier,
  signature: Signature,
});
/** Stands as octets in content.signedX509CertificateRequest; signed as the other one, with the octets of the certificate. */
export interface SignedX509CertificateRequest extends Infer<typeof signedX509CertificateRequest> {}
export const SignedX509CertificateRequest: Type<SignedX509CertificateRequest> = named(
  'SignedX509CertificateRequest',
  signedX509CertificateRequest,
);
