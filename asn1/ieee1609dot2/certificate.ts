/** IEEE 1609.2-2022 clause 6.4: certificates. Explicit and implicit ones share one SEQUENCE; the coupling is checked in src/trust. */
import { absent, withComponents } from '../constraint.ts';
import {
  bits,
  byDefault,
  byId,
  choice,
  enumerated,
  type Infer,
  integer,
  kept,
  list,
  named,
  nil,
  octets,
  oid,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import {
  CertificateFlags,
  EccP256CurvePoint,
  GeographicRegion,
  GroupLinkageValue,
  HashAlgorithm,
  HashedId3,
  HashedId8,
  Hostname,
  IValue,
  LinkageValue,
  PsidSsp,
  PsidSspRange,
  PublicEncryptionKey,
  PublicVerificationKey,
  Signature,
  SubjectAssurance,
  Uint8,
  Uint16,
  ValidityPeriod,
} from './base.ts';

const certificateType = enumerated(['explicit', 'implicit'], []);
/** 6.4.4  Whether its key stands in it, or is reconstructed from it. */
export type CertificateType = Infer<typeof certificateType>;
export const CertificateType: Type<CertificateType> = named('CertificateType', certificateType);

const issuerIdentifier = choice(
  { sha256AndDigest: HashedId8, self: HashAlgorithm },
  { sha384AndDigest: HashedId8, sm3AndDigest: HashedId8 },
);
/** 6.4.7 */
export type IssuerIdentifier = Infer<typeof issuerIdentifier>;
export const IssuerIdentifier: Type<IssuerIdentifier> = named('IssuerIdentifier', issuerIdentifier);

const linkageData = sequence({
  iCert: IValue,
  'linkage-value': LinkageValue,
  'group-linkage-value': optional(GroupLinkageValue),
});
/** 6.4.10 */
export interface LinkageData extends Infer<typeof linkageData> {}
export const LinkageData: Type<LinkageData> = named('LinkageData', linkageData);

const certificateId = choice({ linkageData: LinkageData, name: Hostname, binaryId: octets(1, 64), none: nil }, {});
/** 6.4.9 */
export type CertificateId = Infer<typeof certificateId>;
export const CertificateId: Type<CertificateId> = named('CertificateId', certificateId);

const endEntityType = bits(8, ['app', 'enrol']);
/** 6.4.35  Bit 0 app, bit 1 enrol. */
export type EndEntityType = Infer<typeof endEntityType>;
export const EndEntityType: Type<EndEntityType> = named('EndEntityType', endEntityType);

const subjectPermissions = choice({ explicit: list(PsidSspRange), all: nil }, {});
/** 6.4.31 */
export type SubjectPermissions = Infer<typeof subjectPermissions>;
export const SubjectPermissions: Type<SubjectPermissions> = named('SubjectPermissions', subjectPermissions);

const psidGroupPermissions = sequence({
  subjectPermissions: SubjectPermissions,
  minChainLength: byDefault(integer(), 1),
  chainLengthRange: byDefault(integer(), 0),
  eeType: byDefault(EndEntityType, { octets: Uint8Array.of(0x80), length: 8 }),
});
/** 6.4.30 */
export interface PsidGroupPermissions extends Infer<typeof psidGroupPermissions> {}
export const PsidGroupPermissions: Type<PsidGroupPermissions> = named('PsidGroupPermissions', psidGroupPermissions);

const verificationKeyIndicator = choice(
  { verificationKey: PublicVerificationKey, reconstructionValue: EccP256CurvePoint },
  {},
);
/** 6.4.37  An explicit certificate has the key, an implicit one the value its key is reconstructed from. */
export type VerificationKeyIndicator = Infer<typeof verificationKeyIndicator>;
export const VerificationKeyIndicator: Type<VerificationKeyIndicator> = named(
  'VerificationKeyIndicator',
  verificationKeyIndicator,
);

// 6.4.39 ff.  Extensions of a certificate; the one that is defined, 1, names the organisation that operates its holder

const appExtension = byId(Uint8, { operatingOrganizationId: [1, oid] }, { id: 'id', value: 'content' });
/** 6.4.41  What applies to the holder. */
export type AppExtension = Infer<typeof appExtension>;
export const AppExtension: Type<AppExtension> = named('AppExtension', appExtension);

const certIssueExtension = sequence({
  id: Uint8,
  permissions: choice({
    /** An open type that id chooses: NULL for the one that is defined, as granted.ts reads it. */
    specific: octets(),
    all: nil,
  }),
});
/** 6.4.42  Which extensions the holder may put into certificates. */
export interface CertIssueExtension extends Infer<typeof certIssueExtension> {}
export const CertIssueExtension: Type<CertIssueExtension> = named('CertIssueExtension', certIssueExtension);

const certRequestExtension = sequence({
  id: Uint8,
  permissions: choice({
    /** As `specific` of CertIssueExtension. */
    content: octets(),
    all: nil,
  }),
});
/** 6.4.43  Which extensions the holder may ask for. */
export interface CertRequestExtension extends Infer<typeof certRequestExtension> {}
export const CertRequestExtension: Type<CertRequestExtension> = named('CertRequestExtension', certRequestExtension);

const toBeSignedCertificate = sequence(
  {
    id: CertificateId,
    cracaId: HashedId3,
    crlSeries: Uint16,
    validityPeriod: ValidityPeriod,
    region: optional(GeographicRegion),
    assuranceLevel: optional(SubjectAssurance),
    appPermissions: optional(list(PsidSsp)),
    certIssuePermissions: optional(list(PsidGroupPermissions)),
    certRequestPermissions: optional(list(PsidGroupPermissions)),
    canRequestRollover: optional(nil),
    encryptionKey: optional(PublicEncryptionKey),
    verifyKeyIndicator: VerificationKeyIndicator,
  },
  {
    flags: optional(CertificateFlags),
    appExtensions: optional(list(AppExtension, 1)),
    certIssueExtensions: optional(list(CertIssueExtension, 1)),
    certRequestExtension: optional(list(CertRequestExtension, 1)),
  },
);
/** 6.4.8  At least one of the three permission lists is present. */
export interface ToBeSignedCertificate extends Infer<typeof toBeSignedCertificate> {}
export const ToBeSignedCertificate: Type<ToBeSignedCertificate> = named('ToBeSignedCertificate', toBeSignedCertificate);

const certificate = sequence({
  version: integer(3, 3),
  type: CertificateType,
  issuer: IssuerIdentifier,
  toBeSigned: kept(ToBeSignedCertificate),
  signature: optional(Signature),
});
/** 6.4.3  The signature is present in an explicit certificate and absent in an implicit one. */
export interface Certificate extends Infer<typeof certificate> {}
export const Certificate: Type<Certificate> = named('Certificate', certificate);

/** 6.4.5  Its key is reconstructed with that of its issuer. */
export interface ImplicitCertificate extends Certificate {}
export const ImplicitCertificate: Type<ImplicitCertificate> = named(
  'ImplicitCertificate',
  withComponents(Certificate, { toBeSigned: kept(indicating('verificationKey')), signature: absent }),
);
/** 6.4.6  Its key stands in it; the signature is there. */
export interface ExplicitCertificate extends Certificate {}
export const ExplicitCertificate: Type<ExplicitCertificate> = named(
  'ExplicitCertificate',
  withComponents(Certificate, { toBeSigned: kept(indicating('reconstructionValue')) }),
);
/** ToBeSignedCertificate whose verifyKeyIndicator is never the one named. */
function indicating(never: 'verificationKey' | 'reconstructionValue'): Type<ToBeSignedCertificate> {
  const verifyKeyIndicator = withComponents(VerificationKeyIndicator, { [never]: absent });
  return withComponents(ToBeSignedCertificate, { verifyKeyIndicator });
}
