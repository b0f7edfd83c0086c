/** IEEE 1609.2-2022 clause 6.3: secured protocol data units (SPDUs). */
import { absent, withComponents } from '../constraint.ts';
import {
  byId,
  choice,
  type Infer,
  integer,
  type Kept,
  kept,
  later,
  list,
  type Node,
  named,
  nil,
  octets,
  optional,
  sequence,
  type Type,
  type Unknown,
} from '../schema.ts';
import {
  EcencP256EncryptedKey,
  EciesP256EncryptedKey,
  EncryptionKey,
  HashAlgorithm,
  HashedId3,
  HashedId8,
  Opaque,
  Psid,
  Signature,
  ThreeDLocation,
  Time64,
  Uint8,
  Uint16,
} from './base.ts';
import { Certificate } from './certificate.ts';

const hashedData = choice(
  { sha256HashedData: octets(32) },
  { sha384HashedData: octets(48), sm3HashedData: octets(32) },
);
/** 6.3.8 */
export type HashedData = Infer<typeof hashedData>;
export const HashedData: Type<HashedData> = named('HashedData', hashedData);

/** 6.3.2  Written out, since it holds itself: payload.data of signed data is one more of these. */
export interface Ieee1609Dot2Data {
  readonly protocolVersion: number;
  readonly content: Ieee1609Dot2Content;
}

const signedDataPayload = sequence(
  {
    data: optional(kept(later((): Type<Ieee1609Dot2Data> => Ieee1609Dot2Data))),
    extDataHash: optional(HashedData),
  },
  { omitted: optional(nil) },
);
/** 6.3.7  At least one of the three is present. */
export interface SignedDataPayload {
  readonly data?: Kept<Ieee1609Dot2Data> | undefined;
  readonly extDataHash?: HashedData | undefined;
  readonly omitted?: null | undefined;
  readonly '?'?: Infer<typeof signedDataPayload>['?'];
}
export const SignedDataPayload: Type<SignedDataPayload> = named('SignedDataPayload', signedDataPayload);

const missingCrlIdentifier = sequence({ cracaId: HashedId3, crlSeries: Uint16 }, {});
/** 6.3.16 */
export interface MissingCrlIdentifier extends Infer<typeof missingCrlIdentifier> {}
export const MissingCrlIdentifier: Type<MissingCrlIdentifier> = named('MissingCrlIdentifier', missingCrlIdentifier);

const contributedExtensionBlock = sequence({
  contributorId: Uint8,
  /** An open type each, which contributorId chooses: contributed.ts reads and writes them. */
  extns: list(octets(), 1),
});
/** 6.5.3  Extensions of one contributor: 1 is IEEE 1609, 2 is ETSI. What we cannot read stays the octets it came in. */
export interface ContributedExtensionBlock extends Infer<typeof contributedExtensionBlock> {}
export const ContributedExtensionBlock: Type<ContributedExtensionBlock> = named(
  'ContributedExtensionBlock',
  contributedExtensionBlock,
);

const ieee1609HeaderInfoExtension = byId(
  Uint8,
  { p2pcd8ByteLearningRequest: [1, HashedId8] },
  { id: 'id', value: 'content' },
);
/** 6.5.4  What stands in extns of contributor 1: a request for the certificate of a CA by eight octets of its hash. */
export type Ieee1609HeaderInfoExtension = Infer<typeof ieee1609HeaderInfoExtension>;
export const Ieee1609HeaderInfoExtension: Type<Ieee1609HeaderInfoExtension> = named(
  'Ieee1609HeaderInfoExtension',
  ieee1609HeaderInfoExtension,
);

const headerInfo = sequence(
  {
    psid: Psid,
    generationTime: optional(Time64),
    expiryTime: optional(Time64),
    generationLocation: optional(ThreeDLocation),
    p2pcdLearningRequest: optional(HashedId3),
    missingCrlIdentifier: optional(MissingCrlIdentifier),
    encryptionKey: optional(EncryptionKey),
  },
  {
    inlineP2pcdRequest: optional(list(HashedId3)),
    requestedCertificate: optional(kept(Certificate)),
    pduFunctionalType: optional(Uint8),
    contributedExtensions: optional(list(ContributedExtensionBlock, 1)),
  },
);
/** 6.3.9 */
export interface HeaderInfo extends Infer<typeof headerInfo> {}
export const HeaderInfo: Type<HeaderInfo> = named('HeaderInfo', headerInfo);

const toBeSignedData = sequence({ payload: SignedDataPayload, headerInfo: HeaderInfo });
/** 6.3.6  What the signature covers: hashed as it came, never encoded again. */
export interface ToBeSignedData extends Infer<typeof toBeSignedData> {}
export const ToBeSignedData: Type<ToBeSignedData> = named('ToBeSignedData', toBeSignedData);

const signerIdentifier = choice({ digest: HashedId8, certificate: list(kept(Certificate)), self: nil }, {});
/** 6.3.25  The first certificate is the signer's, each next one its issuer. */
export type SignerIdentifier = Infer<typeof signerIdentifier>;
export const SignerIdentifier: Type<SignerIdentifier> = named('SignerIdentifier', signerIdentifier);

const signedData = sequence({
  hashId: HashAlgorithm,
  tbsData: kept(ToBeSignedData),
  signer: SignerIdentifier,
  signature: Signature,
});
/** 6.3.4 */
export interface SignedData extends Infer<typeof signedData> {}
export const SignedData: Type<SignedData> = named('SignedData', signedData);

const ccm = sequence({ nonce: octets(12), ccmCiphertext: Opaque });
const symmetricCiphertext = choice({ aes128ccm: ccm }, { sm4Ccm: ccm });
/** 6.3.35  The tag is the last 16 octets of ccmCiphertext. */
export type SymmetricCiphertext = Infer<typeof symmetricCiphertext>;
export const SymmetricCiphertext: Type<SymmetricCiphertext> = named('SymmetricCiphertext', symmetricCiphertext);

const encryptedDataEncryptionKey = choice(
  { eciesNistP256: EciesP256EncryptedKey, eciesBrainpoolP256r1: EciesP256EncryptedKey },
  { ecencSm2256: EcencP256EncryptedKey },
);
/** 6.3.34 */
export type EncryptedDataEncryptionKey = Infer<typeof encryptedDataEncryptionKey>;
export const EncryptedDataEncryptionKey: Type<EncryptedDataEncryptionKey> = named(
  'EncryptedDataEncryptionKey',
  encryptedDataEncryptionKey,
);

const pkRecipientInfo = sequence({ recipientId: HashedId8, encKey: EncryptedDataEncryptionKey });
/** 6.3.33 */
export interface PKRecipientInfo extends Infer<typeof pkRecipientInfo> {}
export const PKRecipientInfo: Type<PKRecipientInfo> = named('PKRecipientInfo', pkRecipientInfo);

const recipientInfo = choice({
  pskRecipInfo: HashedId8,
  symmRecipInfo: sequence({ recipientId: HashedId8, encKey: SymmetricCiphertext }),
  certRecipInfo: PKRecipientInfo,
  signedDataRecipInfo: PKRecipientInfo,
  rekRecipInfo: PKRecipientInfo,
});
/** 6.3.32 */
export type RecipientInfo = Infer<typeof recipientInfo>;
export const RecipientInfo: Type<RecipientInfo> = named('RecipientInfo', recipientInfo);

const encryptedData = sequence({ recipients: list(RecipientInfo), ciphertext: SymmetricCiphertext });
/** 6.3.31 */
export interface EncryptedData extends Infer<typeof encryptedData> {}
export const EncryptedData: Type<EncryptedData> = named('EncryptedData', encryptedData);

const ieee1609Dot2Content = choice(
  {
    unsecuredData: Opaque,
    signedData: SignedData,
    encryptedData: EncryptedData,
    signedCertificateRequest: Opaque,
  },
  { signedX509CertificateRequest: Opaque },
);
/** 6.3.3 */
export type Ieee1609Dot2Content =
  | { readonly tag: 'unsecuredData'; readonly value: Uint8Array }
  | { readonly tag: 'signedData'; readonly value: SignedData }
  | { readonly tag: 'encryptedData'; readonly value: EncryptedData }
  | { readonly tag: 'signedCertificateRequest'; readonly value: Uint8Array }
  | { readonly tag: 'signedX509CertificateRequest'; readonly value: Uint8Array }
  | Unknown;
export const Ieee1609Dot2Content: Type<Ieee1609Dot2Content> = named('Ieee1609Dot2Content', ieee1609Dot2Content);

const ieee1609Dot2Data = sequence({ protocolVersion: integer(3, 3), content: Ieee1609Dot2Content });
export const Ieee1609Dot2Data: Type<Ieee1609Dot2Data> = named('Ieee1609Dot2Data', ieee1609Dot2Data);

/** 6.3  Signed data about other signed data: the hash of that, and the time. */
export interface Countersignature extends Ieee1609Dot2Data {}
export const Countersignature: Type<Countersignature> = named(
  'Countersignature',
  withComponents(Ieee1609Dot2Data as Node, {
    content: withComponents(Ieee1609Dot2Content, {
      unsecuredData: absent,
      signedData: withComponents(SignedData, {
        tbsData: kept(
          withComponents(ToBeSignedData, {
            payload: withComponents(SignedDataPayload as Node, { data: absent }),
            headerInfo: withComponents(HeaderInfo, {
              expiryTime: absent,
              generationLocation: absent,
              p2pcdLearningRequest: absent,
              missingCrlIdentifier: absent,
              encryptionKey: absent,
            }),
          }),
        ),
      }),
      encryptedData: absent,
      signedCertificateRequest: absent,
      signedX509CertificateRequest: absent,
    }),
  }),
);

const ieee1609dot2Peer2PeerPDU = sequence({
  version: integer(1, 1),
  content: choice({ caCerts: list(kept(Certificate)) }, {}),
});
/** 8.4.2  Answers to out-of-band requests for certificates. */
export interface Ieee1609dot2Peer2PeerPDU extends Infer<typeof ieee1609dot2Peer2PeerPDU> {}
export const Ieee1609dot2Peer2PeerPDU: Type<Ieee1609dot2Peer2PeerPDU> = named(
  'Ieee1609dot2Peer2PeerPDU',
  ieee1609dot2Peer2PeerPDU,
);
