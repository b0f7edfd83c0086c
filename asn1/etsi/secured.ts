/**
 * ETSI TS 103 097 (V2.1.1) annex A.1, module EtsiTs103097Module: what of IEEE 1609.2 is used in Europe. On the wire the
 * types are those of IEEE 1609.2; a parameterised type is a function from the type of its content. What the module
 * says by PRESENT, and clauses 5 to 7 in words, src/trust/etsi.ts and src/verify/etsi.ts check.
 */
import { absent, withComponents } from '../constraint.ts';
import { Certificate, CertificateId, ToBeSignedCertificate } from '../ieee1609dot2/certificate.ts';
import {
  EncryptedData,
  HashedData,
  HeaderInfo,
  Ieee1609Dot2Content,
  Ieee1609Dot2Data,
  RecipientInfo,
  SignedData,
  SignedDataPayload,
  SignerIdentifier,
  SymmetricCiphertext,
  ToBeSignedData,
} from '../ieee1609dot2/data.ts';
import { choice, type Infer, integer, kept, list, type Node, named, open, sequence, type Type } from '../schema.ts';

const tbsCertificate = withComponents(ToBeSignedCertificate, {
  id: withComponents(CertificateId, { linkageData: absent, binaryId: absent }),
  certRequestPermissions: absent,
  canRequestRollover: absent,
});
/** 6  A certificate named, or of nobody in particular, that requests nothing. */
export interface EtsiTs103097Certificate extends Certificate {}
export const EtsiTs103097Certificate: Type<EtsiTs103097Certificate> = named(
  'EtsiTs103097Certificate',
  withComponents(Certificate, { toBeSigned: kept(tbsCertificate) }),
);

/** 5.2  One certificate where there is any, and no header field of other ways to learn of certificates and lists. */
const signedBy = (payload: Node): Node =>
  withComponents(SignedData, {
    tbsData: kept(
      withComponents(ToBeSignedData, {
        payload,
        headerInfo: withComponents(HeaderInfo, { p2pcdLearningRequest: absent, missingCrlIdentifier: absent }),
      }),
    ),
    signer: withComponents(SignerIdentifier, { certificate: list(kept(EtsiTs103097Certificate), 1, 1) }),
  });
/** 5.3  For holders of certificates, and for who has signed a request. */
const recipient = withComponents(RecipientInfo, { pskRecipInfo: absent, symmRecipInfo: absent, rekRecipInfo: absent });
const encryptedTo = (most: number, cipher: Node): Node =>
  withComponents(EncryptedData, { recipients: list(recipient, most === 1 ? 1 : 0, most), ciphertext: cipher });

const data = (name: string, content: { readonly [name: string]: Node }): Type<Ieee1609Dot2Data> =>
  named(name, withComponents(Ieee1609Dot2Data as Node, { content: withComponents(Ieee1609Dot2Content, content) }));
const NONE = {
  unsecuredData: absent,
  signedData: absent,
  encryptedData: absent,
  signedCertificateRequest: absent,
  signedX509CertificateRequest: absent,
};

/** 5.1  Any of the forms below. */
export interface EtsiTs103097Data extends Ieee1609Dot2Data {}
export const EtsiTs103097Data: Type<EtsiTs103097Data> = data('EtsiTs103097Data', {
  signedData: signedBy(SignedDataPayload),
  encryptedData: encryptedTo(Number.POSITIVE_INFINITY, SymmetricCiphertext),
  signedCertificateRequest: absent,
});

/** CONTAINING: octets that are the encoding of a T. Octets contain themselves. */
const containing = <T extends Node>(content: T): Type<Infer<T>> =>
  content.kind === 'octets' ? content : open(content);

/** 5.1  EtsiTs103097Data-Unsecured {T}, which only stands inside the others or answers a request. */
export interface EtsiTs103097DataUnsecured<T> {
  readonly protocolVersion: number;
  readonly content: { readonly tag: 'unsecuredData'; readonly value: T };
}
export function unsecured<T extends Node>(content: T): Type<EtsiTs103097DataUnsecured<Infer<T>>> {
  const inside = choice({ unsecuredData: containing(content) });
  return named('EtsiTs103097Data-Unsecured', sequence({ protocolVersion: integer(3, 3), content: inside }));
}

/** 5.2  EtsiTs103097Data-Signed {T} */
export interface EtsiTs103097DataSigned<T> {
  readonly protocolVersion: number;
  readonly content: { readonly tag: 'signedData'; readonly value: SignedDataOf<T> };
}
/** SignedData whose payload is there and holds a T. */
export interface SignedDataOf<T> extends Omit<SignedData, 'tbsData'> {
  readonly tbsData: {
    readonly octets: Uint8Array;
    readonly value: {
      readonly payload: {
        readonly data?: { readonly octets: Uint8Array; readonly value: EtsiTs103097DataUnsecured<T> } | undefined;
      };
      readonly headerInfo: HeaderInfo;
    };
  };
}
export function signed<T extends Node>(content: T): Type<EtsiTs103097DataSigned<Infer<T>>> {
  const inner = { data: kept(unsecured(content)), extDataHash: absent, omitted: absent };
  const signedData = signedBy(withComponents(SignedDataPayload as Node, inner));
  return data('EtsiTs103097Data-Signed', { ...NONE, signedData }) as Type<EtsiTs103097DataSigned<Infer<T>>>;
}

/** 5.2  EtsiTs103097Data-SignedExternalPayload: the SHA-256 of what travels elsewhere. */
export const EtsiTs103097DataSignedExternalPayload: Type<EtsiTs103097Data> = data(
  'EtsiTs103097Data-SignedExternalPayload',
  {
    ...NONE,
    signedData: signedBy(
      withComponents(SignedDataPayload as Node, {
        data: absent,
        extDataHash: withComponents(HashedData, { sha384HashedData: absent, sm3HashedData: absent }),
        omitted: absent,
      }),
    ),
  },
);

declare const plaintext: unique symbol;
/** 5.3  EtsiTs103097Data-Encrypted {T}. Only a recipient sees the T: the type says by what to read what was decrypted. */
export interface EtsiTs103097DataEncrypted<T> extends EtsiTs103097Data {
  readonly [plaintext]?: T;
}
const aes = withComponents(SymmetricCiphertext, { sm4Ccm: absent });
const encryptedFor = <T>(name: string, most: number): Type<EtsiTs103097DataEncrypted<T>> =>
  data(name, { ...NONE, encryptedData: encryptedTo(most, aes) });

export const encrypted = <T extends Node>(_content: T): Type<EtsiTs103097DataEncrypted<Infer<T>>> =>
  encryptedFor('EtsiTs103097Data-Encrypted', Number.POSITIVE_INFINITY);
/** 5.3  EtsiTs103097Data-Encrypted-Unicast {T}: unsigned, for one recipient. */
export const encryptedUnicast = <T extends Node>(
  _content: T,
): Type<EtsiTs103097DataEncrypted<EtsiTs103097DataUnsecured<Infer<T>>>> =>
  encryptedFor('EtsiTs103097Data-Encrypted-Unicast', 1);
/** 5.4  EtsiTs103097Data-SignedAndEncrypted {T} */
export const signedAndEncrypted = <T extends Node>(
  _content: T,
): Type<EtsiTs103097DataEncrypted<EtsiTs103097DataSigned<Infer<T>>>> =>
  encryptedFor('EtsiTs103097Data-SignedAndEncrypted', Number.POSITIVE_INFINITY);
/** 5.4  EtsiTs103097Data-SignedAndEncrypted-Unicast {T}: for one recipient. */
export const signedAndEncryptedUnicast = <T extends Node>(
  _content: T,
): Type<EtsiTs103097DataEncrypted<EtsiTs103097DataSigned<Infer<T>>>> =>
  encryptedFor('EtsiTs103097Data-SignedAndEncrypted-Unicast', 1);
