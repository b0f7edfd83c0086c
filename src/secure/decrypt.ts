/**
 * Opening EncryptedData (IEEE 1609.2 6.3.31, 5.3.4): find the entries of recipients that are ours, unwrap the content key,
 * decrypt. Everything in it is a stranger's, and nothing here throws on it.
 */
import { toHex } from '../../asn1/hex.ts';
import type { PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import type {
  EncryptedData,
  PKRecipientInfo,
  RecipientInfo,
  SymmetricCiphertext,
} from '../../asn1/ieee1609dot2/data.ts';
import { hashedId8 } from '../crypto/digest.ts';
import { decrypt as unwrap } from '../crypto/ecies.ts';
import type { KeyStore, PrivateKey } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { sec1 } from '../trust/point.ts';
import { LONGEST_PLAINTEXT, responseKeyId, sharedKeyId } from './encrypt.ts';
import { decryptions, type Unopened, unopened } from './result.ts';

/**
 * As whom: holder of a certificate's encryption key, of a key in the header of an SPDU (`hash` is the SHA-256 of that in
 * canonical form), of one that was given otherwise, or of a shared key of 16 octets.
 */
export type Reader =
  | { readonly as: 'certificate'; readonly certificate: CertificateRecord; readonly key: PrivateKey }
  | { readonly as: 'signed'; readonly hash: Uint8Array; readonly key: PrivateKey }
  | { readonly as: 'key'; readonly public: PublicEncryptionKey; readonly key: PrivateKey }
  | { readonly as: 'shared'; readonly secret: Uint8Array };

export type Decrypted<R extends Reader = Reader> =
  | { readonly ok: true; readonly plaintext: Uint8Array; readonly reader: R }
  | Unopened;

interface Tools {
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
}

/** What is done for one SPDU at most. */
export interface Patience {
  /** Entries of recipients that are looked at; more of them are refused. Eight are the least that 6.3.31 allows. */
  readonly recipients: number;
  /** Entries of ours that are tried: an id has 8 octets only, and anybody can write ours many times. */
  readonly trials: number;
}
export const USUAL: Patience = { recipients: 32, trials: 4 };

/** Readers under a name that `namesOf` gives. */
export type Find<R extends Reader> = (name: string) => readonly R[];

/** The plaintext octets for one reader. */
export function decrypt<R extends Reader>(tools: Tools, data: EncryptedData, reader: R): Decrypted<R> {
  const names = namesOf(tools.crypto, reader);
  return search(tools, data, (name) => (names.includes(name) ? [reader] : []));
}

/** The plaintext octets for the first reader that gets any. Each trial has to be allowed. */
export function search<R extends Reader>(
  tools: Tools,
  { recipients, ciphertext }: EncryptedData,
  find: Find<R>,
  patience: Patience = USUAL,
  allowed: () => boolean = () => true,
): Decrypted<R> {
  if (recipients.length > patience.recipients)
    return unsupported('recipients', `${recipients.length} entries`, `${patience.recipients} or fewer`, '6.3.31');
  if (ciphertext.tag !== 'aes128ccm') return unsupported('ciphertext', nameOf(ciphertext), 'aes128ccm', '6.3.35');
  let unknown: Unopened | undefined;
  let trials = 0;
  for (const [at, info] of recipients.entries()) {
    const readers = find(nameIn(info));
    const form = readers.length > 0 ? unknownIn(info, at) : undefined;
    unknown ??= form;
    for (const reader of form ? [] : readers) {
      if (++trials > patience.trials) return closed();
      if (!allowed()) return unopened('busy', decryptions.busy, '5.3.4');
      const contentKey = contentKeyFor(tools, info, reader);
      const plaintext = contentKey && open(tools, contentKey, ciphertext);
      if (plaintext) return { ok: true, plaintext, reader };
    }
  }
  if (trials > 0) return closed();
  return (
    unknown ?? unopened('noDecryptionKeyAvailable', 'no entry of recipients names a key that is held here', '5.3.4')
  );
}

/** One refusal for all ways not to decrypt, the same whichever step failed. */
function closed(): Unopened {
  return unopened('couldntDecrypt', 'it names a key that is held here, and does not decrypt with it', '5.3.4');
}
function unsupported(field: string, found: string, allowed: string, clause: string): Unopened {
  const sentence = `${field} of encrypted data: ${found}, where ${allowed} can be taken`;
  return unopened('unsupportedCriticalInformationField', sentence, clause, {
    field: `content.encryptedData.${field}`,
    ...{ found, allowed },
  });
}

/** 6.3.34  A form of the wrapped key that we do not take; all of ours have to be so before it is told. */
function unknownIn(info: RecipientInfo, at: number): Unopened | undefined {
  if (info.tag === 'pskRecipInfo') return undefined;
  const { encKey } = info.value;
  if (['eciesNistP256', 'eciesBrainpoolP256r1', 'aes128ccm'].includes(encKey.tag)) return undefined;
  const allowed = info.tag === 'symmRecipInfo' ? 'aes128ccm' : 'eciesNistP256 or eciesBrainpoolP256r1';
  return unsupported(`recipients.${at}.encKey`, nameOf(encKey), allowed, '6.3.34');
}
const nameOf = (choice: { readonly tag: string }): string => (choice.tag === '?' ? 'an unknown choice' : choice.tag);

/** Under what a reader is found: the alternative of RecipientInfo and recipientId, as `certRecipInfo 0123456789abcdef`. */
export function namesOf(crypto: CryptoProvider, reader: Reader): readonly string[] {
  switch (reader.as) {
    case 'certificate':
      return [`certRecipInfo ${reader.certificate.id}`];
    case 'signed':
      return [`signedDataRecipInfo ${toHex(hashedId8(reader.hash))}`];
    case 'key':
      return [`rekRecipInfo ${toHex(responseKeyId(crypto, reader.public))}`];
    case 'shared': {
      const id = toHex(sharedKeyId(crypto, reader.secret));
      return [`symmRecipInfo ${id}`, `pskRecipInfo ${id}`];
    }
  }
}
function nameIn(info: RecipientInfo): string {
  return `${info.tag} ${toHex(info.tag === 'pskRecipInfo' ? info.value : info.value.recipientId)}`;
}

/** The key of the ciphertext out of an entry that names the reader. */
function contentKeyFor(tools: Tools, info: RecipientInfo, reader: Reader): Uint8Array | undefined {
  if (reader.as === 'shared') {
    if (info.tag === 'pskRecipInfo') return reader.secret;
    const contentKey = info.tag === 'symmRecipInfo' ? open(tools, reader.secret, info.value.encKey) : undefined;
    return contentKey?.length === 16 ? contentKey : undefined;
  }
  if (info.tag === 'pskRecipInfo' || info.tag === 'symmRecipInfo') return undefined;
  const p1 =
    reader.as === 'certificate'
      ? reader.certificate.hash
      : reader.as === 'signed'
        ? reader.hash
        : tools.crypto.hash('sha256');
  return unwrapped(tools, info.value, reader.key, p1);
}

/** The content key out of an entry by ECIES, for a private key and P1; undefined where none comes out. */
export function unwrapped(
  { crypto, keys }: Tools,
  { encKey }: PKRecipientInfo,
  key: PrivateKey,
  p1: Uint8Array,
): Uint8Array | undefined {
  if (encKey.tag !== 'eciesNistP256' && encKey.tag !== 'eciesBrainpoolP256r1') return undefined;
  if (key.curve !== (encKey.tag === 'eciesNistP256' ? 'P-256' : 'brainpoolP256r1')) return undefined;
  const v = sec1(encKey.value.v);
  return v && unwrap(crypto, keys, key, { v, c: encKey.value.c, t: encKey.value.t }, p1);
}

function open({ crypto }: Tools, key: Uint8Array, { tag, value }: SymmetricCiphertext): Uint8Array | undefined {
  if (tag !== 'aes128ccm' || value.ccmCiphertext.length > LONGEST_PLAINTEXT + 16) return undefined;
  return crypto.unseal(key, value.nonce, value.ccmCiphertext);
}
