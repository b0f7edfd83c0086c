/** Whom the answer to an SPDU is encrypted to: `encryptionKey` in its header (6.3.9, 6.3.18). */
import type { CryptoProvider } from '../crypto/provider.ts';
import { SPDU, tagOf } from '../trust/finding.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import { canonicalSpdu } from '../trust/signed.ts';
import { obstacle, type Recipient } from './encrypt.ts';

export interface Answering {
  /** Whether the SPDU came encrypted: a symmetric key that went in the clear is everybody's. */
  readonly hidden?: boolean;
  /** How the entry names the key: by the SPDU it came in, as 6.3.32 has it, or by itself, where an application says so. */
  readonly form?: 'signedDataRecipInfo' | 'rekRecipInfo';
}
export type Answer = { readonly ok: true; readonly recipient: Recipient } | Refusal;

/** The recipient of an answer to `spdu`, which was verified and accepted before: its key is its signer's then. Never throws. */
export function answerTo(crypto: CryptoProvider, spdu: Uint8Array, answering: Answering = {}): Answer {
  const { hidden = false, form = 'signedDataRecipInfo' } = answering;
  const canonical = canonicalSpdu(spdu);
  const content = canonical?.value.content;
  if (canonical === undefined || content?.tag !== 'signedData')
    return refuse('spduParsingInvalidInput', 'only signed data says whom its answer is for', '6.3.9', {
      ...{ field: SPDU.content, found: content && tagOf(content), allowed: 'signedData' },
    });
  const key = content.value.tbsData.value.headerInfo.encryptionKey;
  if (key === undefined) return wrong('its header has no key to encrypt an answer with', undefined);
  if (key.tag === 'symmetric') {
    if (!hidden) return wrong('a symmetric key came in the clear', 'symmetric');
    if (key.value.tag !== 'aes128Ccm') return wrong(`a key for ${key.value.tag} is not supported`, key.value.tag);
    return { ok: true, recipient: { to: 'shared', secret: new Uint8Array(key.value.value) } };
  }
  const recipient: Recipient =
    form === 'rekRecipInfo'
      ? { to: 'key', key: key.value }
      : { to: 'signed', key: key.value, hash: crypto.hash('sha256', canonical.octets) };
  const obstructed = obstacle(crypto, recipient);
  if (obstructed === undefined) return { ok: true, recipient };
  return wrong(obstructed, `${key.value.supportedSymmAlg}, ${key.value.publicKey.tag}`);
}

function wrong(sentence: string, found: string | undefined): Refusal {
  return refuse('inconsistentInputParameters', sentence, '6.3.9', {
    field: `${SPDU.header}.encryptionKey`,
    ...{
      found,
      allowed: 'a public key of P-256 or brainpoolP256r1, or a symmetric one in an SPDU that came encrypted',
    },
  });
}
