/**
 * IEEE 1609.2-2022, module Ieee1609Dot2BaseTypes (one file, as it is one module): what all else is made of. Clauses stand
 * to the last digit where the published module or a conformance table bears them out, else to the digit that is sure.
 */
import {
  bits,
  choice,
  enumerated,
  type Infer,
  integer,
  list,
  named,
  nil,
  octets,
  optional,
  sequence,
  type Type,
  uint64,
  utf8,
} from '../schema.ts';

/** 6.2 */
export const Uint3 = named('Uint3', integer(0, 7));
/** 6.2 */
export const Uint8 = named('Uint8', integer(0, 255));
/** 6.2 */
export const Uint16 = named('Uint16', integer(0, 65535));
/** 6.2 */
export const Uint32 = named('Uint32', integer(0, 4294967295));
/** 6.2 */
export const Uint64 = named('Uint64', uint64);
/** 6.2  Number of an i-period: the time a certificate with linkage values belongs to, a week in most deployments. */
export const IValue = named('IValue', Uint16);
/** 6.2  Octets whose meaning is another standard's, or the encoding of a type named there. */
export const Opaque = named('Opaque', octets());

/** 6.3  The last 3 octets of the hash of the canonical encoding. */
export const HashedId3 = named('HashedId3', octets(3));
/** 6.3  The last 8 octets of the hash of the canonical encoding. */
export const HashedId8 = named('HashedId8', octets(8));
/** 6.3  The last 10 octets of the hash of the canonical encoding. */
export const HashedId10 = named('HashedId10', octets(10));
/** 6.3  A hash of 32 octets in full. */
export const HashedId32 = named('HashedId32', octets(32));
/** 6.3  A hash of 48 octets in full. */
export const HashedId48 = named('HashedId48', octets(48));

/** 6.4.15  Seconds of TAI since 2004-01-01T00:00:00 UTC. */
export const Time32 = named('Time32', Uint32);
/** 6.3.11  Microseconds of TAI since 2004-01-01T00:00:00 UTC. */
export const Time64 = named('Time64', uint64);

const duration = choice({
  microseconds: Uint16,
  milliseconds: Uint16,
  seconds: Uint16,
  minutes: Uint16,
  hours: Uint16,
  sixtyHours: Uint16,
  years: Uint16,
});
/** 6.4.16  `years` are of 31556952 seconds, `sixtyHours` of 216000. */
export type Duration = Infer<typeof duration>;
export const Duration: Type<Duration> = named('Duration', duration);

const validityPeriod = sequence({ start: Time32, duration: Duration });
/** 6.4.14  From `start` on, for `duration`. */
export interface ValidityPeriod extends Infer<typeof validityPeriod> {}
export const ValidityPeriod: Type<ValidityPeriod> = named('ValidityPeriod', validityPeriod);

/** 6.3.13  0.1 microdegrees, north positive; 900000001 unknown. */
export const Latitude = named('Latitude', integer(-900000000, 900000001));
/** 6.3.14  0.1 microdegrees, east positive; 1800000001 unknown. */
export const Longitude = named('Longitude', integer(-1799999999, 1800000001));
/** 6.3.15  Decimetres above -409.5 m (WGS-84). Some senders count from 0 m: nothing is decided by it. */
export const Elevation = named('Elevation', Uint16);

const twoDLocation = sequence({ latitude: Latitude, longitude: Longitude });
/** 6.4.19 */
export interface TwoDLocation extends Infer<typeof twoDLocation> {}
export const TwoDLocation: Type<TwoDLocation> = named('TwoDLocation', twoDLocation);

const threeDLocation = sequence({ latitude: Latitude, longitude: Longitude, elevation: Elevation });
/** 6.3.12 */
export interface ThreeDLocation extends Infer<typeof threeDLocation> {}
export const ThreeDLocation: Type<ThreeDLocation> = named('ThreeDLocation', threeDLocation);

const circularRegion = sequence({ center: TwoDLocation, radius: Uint16 });
/** 6.4.18  The radius is in metres. */
export interface CircularRegion extends Infer<typeof circularRegion> {}
export const CircularRegion: Type<CircularRegion> = named('CircularRegion', circularRegion);

const rectangularRegion = sequence({ northWest: TwoDLocation, southEast: TwoDLocation });
/** 6.4.20  Between two corners; `northWest` is north of `southEast`, and west of it. */
export interface RectangularRegion extends Infer<typeof rectangularRegion> {}
export const RectangularRegion: Type<RectangularRegion> = named('RectangularRegion', rectangularRegion);

const regionAndSubregions = sequence({ region: Uint8, subregions: list(Uint16) });
/** 6.4.26  Numbers as the country's own list has them: states and counties in the United States. */
export interface RegionAndSubregions extends Infer<typeof regionAndSubregions> {}
export const RegionAndSubregions: Type<RegionAndSubregions> = named('RegionAndSubregions', regionAndSubregions);

const identifiedRegion = choice(
  {
    countryOnly: Uint16,
    countryAndRegions: sequence({ countryOnly: Uint16, regions: list(Uint8) }),
    countryAndSubregions: sequence({ countryOnly: Uint16, regionAndSubregions: list(RegionAndSubregions) }),
  },
  {},
);
/** 6.4.22  Countries as UN M49 codes. */
export type IdentifiedRegion = Infer<typeof identifiedRegion>;
export const IdentifiedRegion: Type<IdentifiedRegion> = named('IdentifiedRegion', identifiedRegion);

const geographicRegion = choice(
  {
    circularRegion: CircularRegion,
    rectangularRegion: list(RectangularRegion),
    polygonalRegion: list(TwoDLocation, 3),
    identifiedRegion: list(IdentifiedRegion),
  },
  {},
);
/** 6.4.17  Where a certificate is good: in any of the areas listed. */
export type GeographicRegion = Infer<typeof geographicRegion>;
export const GeographicRegion: Type<GeographicRegion> = named('GeographicRegion', geographicRegion);

const hashAlgorithm = enumerated(['sha256'], ['sha384', 'sm3']);
/** 6.3.5 */
export type HashAlgorithm = Infer<typeof hashAlgorithm>;
export const HashAlgorithm: Type<HashAlgorithm> = named('HashAlgorithm', hashAlgorithm);

const eccP256CurvePoint = choice({
  'x-only': octets(32),
  fill: nil,
  'compressed-y-0': octets(32),
  'compressed-y-1': octets(32),
  uncompressedP256: sequence({ x: octets(32), y: octets(32) }),
});
/** 6.3.23  A point by its x and which of its two y it has, or the x of a signature's R alone; big-endian. */
export type EccP256CurvePoint = Infer<typeof eccP256CurvePoint>;
export const EccP256CurvePoint: Type<EccP256CurvePoint> = named('EccP256CurvePoint', eccP256CurvePoint);

const eccP384CurvePoint = choice({
  'x-only': octets(48),
  fill: nil,
  'compressed-y-0': octets(48),
  'compressed-y-1': octets(48),
  uncompressedP384: sequence({ x: octets(48), y: octets(48) }),
});
/** 6.3.24  As EccP256CurvePoint, with coordinates of 48 octets. */
export type EccP384CurvePoint = Infer<typeof eccP384CurvePoint>;
export const EccP384CurvePoint: Type<EccP384CurvePoint> = named('EccP384CurvePoint', eccP384CurvePoint);

const ecdsaP256Signature = sequence({ rSig: EccP256CurvePoint, sSig: octets(32) });
/** 6.3  R, or its x alone, and s: big-endian. */
export interface EcdsaP256Signature extends Infer<typeof ecdsaP256Signature> {}
export const EcdsaP256Signature: Type<EcdsaP256Signature> = named('EcdsaP256Signature', ecdsaP256Signature);

const ecdsaP384Signature = sequence({ rSig: EccP384CurvePoint, sSig: octets(48) });
/** 6.3  R, or its x alone, and s: big-endian. */
export interface EcdsaP384Signature extends Infer<typeof ecdsaP384Signature> {}
export const EcdsaP384Signature: Type<EcdsaP384Signature> = named('EcdsaP384Signature', ecdsaP384Signature);

const signature = choice(
  { ecdsaNistP256Signature: EcdsaP256Signature, ecdsaBrainpoolP256r1Signature: EcdsaP256Signature },
  {
    ecdsaBrainpoolP384r1Signature: EcdsaP384Signature,
    ecdsaNistP384Signature: EcdsaP384Signature,
    sm2Signature: sequence({ rSig: octets(32), sSig: octets(32) }),
  },
);
/** 6.3  The algorithm, and the signature by it. */
export type Signature = Infer<typeof signature>;
export const Signature: Type<Signature> = named('Signature', signature);

const publicVerificationKey = choice(
  { ecdsaNistP256: EccP256CurvePoint, ecdsaBrainpoolP256r1: EccP256CurvePoint },
  { ecdsaBrainpoolP384r1: EccP384CurvePoint, ecdsaNistP384: EccP384CurvePoint, ecsigSm2: EccP256CurvePoint },
);
/** 6.4  Compressed or not; a point given by x alone is no key. */
export type PublicVerificationKey = Infer<typeof publicVerificationKey>;
export const PublicVerificationKey: Type<PublicVerificationKey> = named('PublicVerificationKey', publicVerificationKey);

const symmAlgorithm = enumerated(['aes128Ccm'], ['sm4Ccm']);
/** 6.3.21 */
export type SymmAlgorithm = Infer<typeof symmAlgorithm>;
export const SymmAlgorithm: Type<SymmAlgorithm> = named('SymmAlgorithm', symmAlgorithm);

const basePublicEncryptionKey = choice(
  { eciesNistP256: EccP256CurvePoint, eciesBrainpoolP256r1: EccP256CurvePoint },
  { ecencSm2: EccP256CurvePoint },
);
/** 6.3.22 */
export type BasePublicEncryptionKey = Infer<typeof basePublicEncryptionKey>;
export const BasePublicEncryptionKey: Type<BasePublicEncryptionKey> = named(
  'BasePublicEncryptionKey',
  basePublicEncryptionKey,
);

const publicEncryptionKey = sequence({ supportedSymmAlg: SymmAlgorithm, publicKey: BasePublicEncryptionKey });
/** 6.3.20  `supportedSymmAlg` is what is encrypted with the key that `publicKey` wraps. */
export interface PublicEncryptionKey extends Infer<typeof publicEncryptionKey> {}
export const PublicEncryptionKey: Type<PublicEncryptionKey> = named('PublicEncryptionKey', publicEncryptionKey);

const symmetricEncryptionKey = choice({ aes128Ccm: octets(16) }, { sm4Ccm: octets(16) });
/** 6.3.19 */
export type SymmetricEncryptionKey = Infer<typeof symmetricEncryptionKey>;
export const SymmetricEncryptionKey: Type<SymmetricEncryptionKey> = named(
  'SymmetricEncryptionKey',
  symmetricEncryptionKey,
);

const encryptionKey = choice({ public: PublicEncryptionKey, symmetric: SymmetricEncryptionKey });
/** 6.3.18  The key to encrypt an answer with. */
export type EncryptionKey = Infer<typeof encryptionKey>;
export const EncryptionKey: Type<EncryptionKey> = named('EncryptionKey', encryptionKey);

const eciesP256EncryptedKey = sequence({ v: EccP256CurvePoint, c: octets(16), t: octets(16) });
/** 6.3.47  The sender's ephemeral point, the wrapped key and its tag. */
export interface EciesP256EncryptedKey extends Infer<typeof eciesP256EncryptedKey> {}
export const EciesP256EncryptedKey: Type<EciesP256EncryptedKey> = named('EciesP256EncryptedKey', eciesP256EncryptedKey);

const ecencP256EncryptedKey = sequence({ v: EccP256CurvePoint, c: octets(16), t: octets(32) });
/** 6.3.48  The same by SM2 encryption. */
export interface EcencP256EncryptedKey extends Infer<typeof ecencP256EncryptedKey> {}
export const EcencP256EncryptedKey: Type<EcencP256EncryptedKey> = named('EcencP256EncryptedKey', ecencP256EncryptedKey);

/** 6.3.10  An application area, from the list of IEEE 1609.12. */
export const Psid = named('Psid', integer(0, Infinity));

const serviceSpecificPermissions = choice({ opaque: octets() }, { bitmapSsp: octets(0, 31) });
/** 6.4.29  What its holder may say under the PSID; the standard of the application defines the octets. */
export type ServiceSpecificPermissions = Infer<typeof serviceSpecificPermissions>;
export const ServiceSpecificPermissions: Type<ServiceSpecificPermissions> = named(
  'ServiceSpecificPermissions',
  serviceSpecificPermissions,
);

const psidSsp = sequence({ psid: Psid, ssp: optional(ServiceSpecificPermissions) });
/** 6.4.28  Without `ssp` the application's default holds. */
export interface PsidSsp extends Infer<typeof psidSsp> {}
export const PsidSsp: Type<PsidSsp> = named('PsidSsp', psidSsp);

const bitmapSspRange = sequence({ sspValue: octets(1, 32), sspBitmask: octets(1, 32) });
/** 6.4  A bit of the SSP is bound to sspValue where sspBitmask is 1. */
export interface BitmapSspRange extends Infer<typeof bitmapSspRange> {}
export const BitmapSspRange: Type<BitmapSspRange> = named('BitmapSspRange', bitmapSspRange);

const sspRange = choice({ opaque: list(octets()), all: nil }, { bitmapSspRange: BitmapSspRange });
/** 6.4  The SSPs that may be issued: these, all, or those that agree in the bits of the mask. */
export type SspRange = Infer<typeof sspRange>;
export const SspRange: Type<SspRange> = named('SspRange', sspRange);

const psidSspRange = sequence({ psid: Psid, sspRange: optional(SspRange) });
/** 6.4  Without `sspRange` any SSP of the PSID may be issued or asked for. */
export interface PsidSspRange extends Infer<typeof psidSspRange> {}
export const PsidSspRange: Type<PsidSspRange> = named('PsidSspRange', psidSspRange);

/** 6.4.11  By which a CRL names the certificates of one device. */
export const LinkageValue = named('LinkageValue', octets(9));
/** 7.3  From which the linkage values of one device from a period on follow. */
export const LinkageSeed = named('LinkageSeed', octets(16));
/** 7.3  A linkage authority. */
export const LaId = named('LaId', octets(2));

const groupLinkageValue = sequence({ jValue: octets(4), value: octets(9) });
/** 6.4.12  By which a CRL names the certificates of a group of devices. */
export interface GroupLinkageValue extends Infer<typeof groupLinkageValue> {}
export const GroupLinkageValue: Type<GroupLinkageValue> = named('GroupLinkageValue', groupLinkageValue);

/** 6.4.27  Bit 0 is the least: bits 7 to 5 the level, 4 to 2 reserved, 1 and 0 the confidence in it. */
export const SubjectAssurance = named('SubjectAssurance', octets(1));
/** 6.4.13  A name for people, such as that of a CA; not necessarily one of the DNS. */
export const Hostname = named('Hostname', utf8(0, 255));
/** 6.4.8  `usesCubk`: its holder's keys came by compact unified butterfly keys (IEEE 1609.2.1). */
export const CertificateFlags = named('CertificateFlags', bits(8, ['usesCubk']));
