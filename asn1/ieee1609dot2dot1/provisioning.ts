/** IEEE 1609.2.1 clause 7.3, module Ieee1609Dot2Dot1EeRaInterface: a device asks the RA for authorization certificates and fetches them. */

import { HashedId8, IValue, PublicEncryptionKey, Time32 } from '../ieee1609dot2/base.ts';
import { CertificateType, ToBeSignedCertificate } from '../ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../ieee1609dot2/data.ts';
import { choice, type Infer, integer, kept, named, octets, optional, sequence, type Type, utf8 } from '../schema.ts';

const butterflyExpansion = choice({ aes128: octets(16) }, {});
/** 7.3  The key of the expansion function (9.3), known to the device and the RA. */
export type ButterflyExpansion = Infer<typeof butterflyExpansion>;
export const ButterflyExpansion: Type<ButterflyExpansion> = named('ButterflyExpansion', butterflyExpansion);

const butterflyParamsOriginal = sequence({
  signingExpansion: ButterflyExpansion,
  encryptionKey: PublicEncryptionKey,
  encryptionExpansion: ButterflyExpansion,
});
/** 7.3  Two expansions, and a caterpillar key for encryption beside the one for signing (9.3). */
export interface ButterflyParamsOriginal extends Infer<typeof butterflyParamsOriginal> {}
export const ButterflyParamsOriginal: Type<ButterflyParamsOriginal> = named(
  'ButterflyParamsOriginal',
  butterflyParamsOriginal,
);

const additionalParams = choice(
  {
    original: ButterflyParamsOriginal,
    unified: ButterflyExpansion,
    compactUnified: ButterflyExpansion,
    encryptionKey: PublicEncryptionKey,
  },
  {},
);
/** 7.3  Which butterfly variant is asked for (9.3), or the key to encrypt the response to without one. */
export type AdditionalParams = Infer<typeof additionalParams>;
export const AdditionalParams: Type<AdditionalParams> = named('AdditionalParams', additionalParams);

const eeRaCertRequest = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    type: CertificateType,
    tbsCert: ToBeSignedCertificate,
    additionalParams: optional(AdditionalParams),
  },
  {},
);
/**
 * 7.3  (7.3.30 in the edition of 2020.) tbsCert: appPermissions present, the others absent, cracaId 000000, crlSeries 0, a
 * verificationKey (the caterpillar key).
 */
export interface EeRaCertRequest extends Infer<typeof eeRaCertRequest> {}
export const EeRaCertRequest: Type<EeRaCertRequest> = named('EeRaCertRequest', eeRaCertRequest);

const raEeCertAck = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    requestHash: HashedId8,
    firstI: optional(IValue),
    nextDlTime: Time32,
  },
  {},
);
/** 7.3  From `nextDlTime` on there is something to fetch; `firstI` is the period of the first batch. */
export interface RaEeCertAck extends Infer<typeof raEeCertAck> {}
export const RaEeCertAck: Type<RaEeCertAck> = named('RaEeCertAck', raEeCertAck);

const raEeCertInfo = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    currentI: IValue,
    requestHash: HashedId8,
    nextDlTime: Time32,
    acpcTreeId: optional(octets(8)),
  },
  {},
);
/** 7.3  Beside a batch of certificates, those of period `currentI`; `acpcTreeId` where they have to be activated (9.5). */
export interface RaEeCertInfo extends Infer<typeof raEeCertInfo> {}
export const RaEeCertInfo: Type<RaEeCertInfo> = named('RaEeCertInfo', raEeCertInfo);

const eeRaDownloadRequest = sequence({ generationTime: Time32, filename: utf8(0, 255) }, {});
/** 7.3  `filename` is formed as clause 8.2 says. */
export interface EeRaDownloadRequest extends Infer<typeof eeRaDownloadRequest> {}
export const EeRaDownloadRequest: Type<EeRaDownloadRequest> = named('EeRaDownloadRequest', eeRaDownloadRequest);

const eeRaInterfacePdu = choice(
  {
    eeRaCertRequest: EeRaCertRequest,
    raEeCertAck: RaEeCertAck,
    raEeCertInfo: RaEeCertInfo,
    eeRaDownloadRequest: EeRaDownloadRequest,
    eeRaSuccessorEnrollmentCertRequest: kept(Ieee1609Dot2Data),
  },
  {},
);
/** 7.3  What stands in `ee-ra` of a ScmsPdu. */
export type EeRaInterfacePdu = Infer<typeof eeRaInterfacePdu>;
export const EeRaInterfacePdu: Type<EeRaInterfacePdu> = named('EeRaInterfacePdu', eeRaInterfacePdu);
