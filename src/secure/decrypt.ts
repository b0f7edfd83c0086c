/** Opening EncryptedData (IEEE 1609.2 6.3.31): find the recipient entry that is ours, unwrap the content key, decrypt. */
import type { PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import type { EncryptedData, PKRecipientInfo, SymmetricCiphertext } from '../../asn1/ieee1609dot2/data.ts';
import { same } from '../crypto/digest.ts';
import { decrypt as unwrap } from '../crypto/ecies.ts';
import type { KeyStore, PrivateKey } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { sec1 } from '../trust/point.ts';
import { responseKeyId, sharedKeyId } from './encrypt.ts';

/** As whom: holder of a certificate's encryption key, of a key we put into a request, or of a shared key. */
export type Reader =
  | { readonly as: 'certificate'; readonly certificate: CertificateRecord; readonly key: PrivateKey }
  | { readonly as: 'key'; readonly public: PublicEncryptionKey; readonly key: PrivateKey }
  | { readonly as: 'shared'; readonly secret: Uint8Array };
export type Decrypted =
  | { readonly ok: true; readonly plaintext: Uint8Array }
  /** No entry is addressed to us, or one is and its tag, its point or the ciphertext's tag is wrong. */
  | { readonly ok: false; readonly why: 'not addressed to us' | 'does not decrypt' };

interface Tools {
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
}

/** The plaintext octets. Never throws on what came in; each of our entries is tried, since an id has 8 octets only. */
export function decrypt(tools: Tools, data: EncryptedData, reader: Reader): Decrypted {
  let addressed = false;
  const id = idOf(tools, reader);
  for (const r of data.recipients) {
    if (r.tag === 'pskRecipInfo') {
      // the shared key encrypts the content itself (6.3.32)
      if (reader.as !== 'shared' || !same(r.value, id)) continue;
      addressed = true;
      const plaintext = open(tools, reader.secret, data.ciphertext);
      if (plaintext) return { ok: true, plaintext };
      continue;
    }
    if (r.tag !== TAG[reader.as] || !same(r.value.recipientId, id)) continue;
    addressed = true;
    const contentKey =
      reader.as === 'shared' ? symmetric(tools, reader.secret, r) : agreed(tools, reader, r.value as PKRecipientInfo);
    const plaintext = contentKey && open(tools, contentKey, data.ciphertext);
    if (plaintext) return { ok: true, plaintext };
  }
  return { ok: false, why: addressed ? 'does not decrypt' : 'not addressed to us' };
}

const TAG = { certificate: 'certRecipInfo', key: 'rekRecipInfo', shared: 'symmRecipInfo' } as const;

function idOf({ crypto }: Tools, reader: Reader): Uint8Array {
  if (reader.as === 'shared') return sharedKeyId(crypto, reader.secret);
  return reader.as === 'key' ? responseKeyId(crypto, reader.public) : reader.certificate.id8;
}

function symmetric(tools: Tools, secret: Uint8Array, r: EncryptedData['recipients'][number]): Uint8Array | undefined {
  const contentKey = r.tag === 'symmRecipInfo' ? open(tools, secret, r.value.encKey) : undefined;
  return contentKey?.length === 16 ? contentKey : undefined;
}

function agreed(
  { crypto, keys }: Tools,
  reader: Reader & { key: PrivateKey },
  r: PKRecipientInfo,
): Uint8Array | undefined {
  const { encKey } = r;
  if (encKey.tag !== 'eciesNistP256' && encKey.tag !== 'eciesBrainpoolP256r1') return undefined;
  if (reader.key.curve !== (encKey.tag === 'eciesNistP256' ? 'P-256' : 'brainpoolP256r1')) return undefined;
  const v = sec1(encKey.value.v);
  if (v === undefined) return undefined;
  const p1 = reader.as === 'certificate' ? crypto.hash('sha256', reader.certificate.canonical) : crypto.hash('sha256');
  return unwrap(crypto, keys, reader.key, { v, c: encKey.value.c, t: encKey.value.t }, p1);
}

function open({ crypto }: Tools, key: Uint8Array, { tag, value }: SymmetricCiphertext): Uint8Array | undefined {
  return tag === 'aes128ccm' ? crypto.unseal(key, value.nonce, value.ccmCiphertext) : undefined;
}
