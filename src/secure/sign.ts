/** Makes signed SPDUs (IEEE 1609.2 6.3.4 to 6.3.9, 9.3.9). */

import { coer } from '../../asn1/coer.ts';
import type { ThreeDLocation } from '../../asn1/ieee1609dot2/base.ts';
import {
  type HeaderInfo,
  Ieee1609Dot2Data,
  type SignerIdentifier,
  ToBeSignedData,
} from '../../asn1/ieee1609dot2/data.ts';
import { hashOf } from '../crypto/curve.ts';
import type { KeyStore, PrivateKey } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { ecdsaSignature } from '../trust/point.ts';
import { canonicalSigned } from '../trust/signed.ts';
import { signedInput } from '../trust/signer.ts';
import type { Micros } from '../world.ts';

const spdus = coer(Ieee1609Dot2Data);
const signedParts = coer(ToBeSignedData);

export interface Signing {
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
  readonly key: PrivateKey;
  /** How the signer is named: by whole certificate (and its issuers, nearest first), by its HashedId8, or not at all. */
  readonly signer:
    | {
        readonly form: 'certificate';
        readonly certificate: CertificateRecord;
        readonly issuers?: readonly CertificateRecord[];
      }
    | { readonly form: 'digest'; readonly certificate: CertificateRecord }
    | { readonly form: 'self' };
  readonly psid: number;
  /** The application's octets, wrapped as unsecuredData; or `spdu`: a whole Ieee1609Dot2Data to sign over. */
  readonly payload?: Uint8Array;
  readonly spdu?: Uint8Array;
  readonly generationTime?: Micros | undefined;
  readonly expiryTime?: Micros | undefined;
  readonly generationLocation?: ThreeDLocation;
  /** More header fields, as the profile of the PSID asks. */
  readonly header?: Partial<HeaderInfo>;
}

/** Octets of a signed Ieee1609Dot2Data. The hash goes by the curve: SHA-384 for 384 bits, SM3 for SM2, else SHA-256. */
export function signSpdu(signing: Signing): Uint8Array {
  const { crypto, keys, key, psid, signer } = signing;
  const hash = hashOf(key.curve);
  const inner = signing.spdu ?? unsecured(signing.payload ?? new Uint8Array(0));
  const tbs: ToBeSignedData = {
    payload: { data: { value: unread, octets: inner }, extDataHash: undefined, omitted: undefined },
    headerInfo: {
      psid,
      generationTime: time(signing.generationTime),
      expiryTime: time(signing.expiryTime),
      generationLocation: signing.generationLocation,
      ...signing.header,
    },
  };
  const octets = signedParts.encode(tbs);
  const covered = canonicalSigned({ value: tbs, octets }).octets;
  const by = signer.form === 'self' ? undefined : signer.certificate;
  const input = signedInput(crypto, hash, covered, by, { ...key, octets: key.public });
  const signature = keys.sign(key, hash, input);
  return spdus.encode({
    protocolVersion: 3,
    content: {
      tag: 'signedData',
      value: {
        hashId: hash,
        tbsData: { value: tbs, octets },
        signer: identifier(signer),
        signature: ecdsaSignature(key.curve, signature),
      },
    },
  });
}

/** Octets of an Ieee1609Dot2Data of content unsecuredData. */
export function unsecured(octets: Uint8Array): Uint8Array {
  return spdus.encode({ protocolVersion: 3, content: { tag: 'unsecuredData', value: octets } });
}

/** Stands where the encoder writes kept octets and never looks at the value. */
const unread: Ieee1609Dot2Data = { protocolVersion: 3, content: { tag: 'unsecuredData', value: new Uint8Array(0) } };

function identifier(signer: Signing['signer']): SignerIdentifier {
  if (signer.form === 'self') return { tag: 'self', value: null };
  if (signer.form === 'digest') return { tag: 'digest', value: signer.certificate.id8 };
  const list = [signer.certificate, ...(signer.issuers ?? [])];
  return { tag: 'certificate', value: list.map(({ value, octets }) => ({ value, octets })) };
}

function time(micros: Micros | undefined): bigint | undefined {
  return micros === undefined ? undefined : BigInt(Math.round(micros));
}
