/** Signed data in the form it is hashed in (6.3.4): a key in its header is compressed, all else is as it came. */
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import type { Kept } from '../../asn1/schema.ts';
import { canonicalForm, canonicalSignature } from './certificate.ts';
import { compress } from './point.ts';

const codec = coer(ToBeSignedData);
const spdus = coer(Ieee1609Dot2Data);

/**
 * What a signature covers of `signed`: the same object where no point has to change. Of an uncompressed key the octets of
 * y are not signed but for their parity, so nobody should use the key as it was received.
 */
export function canonicalSigned(signed: Kept<ToBeSignedData>): Kept<ToBeSignedData> {
  const { headerInfo } = signed.value;
  const key = headerInfo.encryptionKey;
  if (key?.tag !== 'public') return signed;
  const { publicKey } = key.value;
  if (publicKey.tag === '?' || publicKey.value.tag !== 'uncompressedP256') return signed;
  const compressed = { tag: publicKey.tag, value: compress(publicKey.value) };
  const value: ToBeSignedData = {
    ...signed.value,
    headerInfo: { ...headerInfo, encryptionKey: { tag: 'public', value: { ...key.value, publicKey: compressed } } },
  };
  return { value, octets: codec.encode(value) };
}

/**
 * A whole signed SPDU in the form its hash names it by (6.3.2): its header as above, certificates and signature in their
 * canonical forms. The octets as they came where all of it was; undefined where they hold no signed data.
 */
export function canonicalSpdu(octets: Uint8Array): Kept<Ieee1609Dot2Data> | undefined {
  const got = spdus.decode(octets);
  if (!got.ok || got.value.content.tag !== 'signedData') return undefined;
  const signed = got.value.content.value;
  const tbsData = canonicalSigned(signed.tbsData);
  const signature = canonicalSignature(signed.signature);
  const { signer } = signed;
  const list = signer.tag === 'certificate' ? signer.value : [];
  const forms = list.map(({ value, octets }) => ({ value, octets: canonicalForm(value, octets).canonical }));
  const same = tbsData === signed.tbsData && signature === signed.signature;
  if (same && forms.every(({ octets }, k) => octets === list[k]!.octets)) return { value: got.value, octets };
  const value: Ieee1609Dot2Data = {
    ...got.value,
    content: {
      tag: 'signedData',
      value: {
        ...signed,
        ...{ tbsData, signature },
        signer: signer.tag === 'certificate' ? { tag: 'certificate', value: forms } : signer,
      },
    },
  };
  return { value, octets: spdus.encode(value) };
}
