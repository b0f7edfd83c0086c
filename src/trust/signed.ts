/** Signed data in the form it is hashed in (6.3.4): a key in its header is compressed, all else is as it came. */
import { coer } from '../../asn1/coer.ts';
import { ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import type { Kept } from '../../asn1/schema.ts';
import { compress } from './point.ts';

const codec = coer(ToBeSignedData);

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
