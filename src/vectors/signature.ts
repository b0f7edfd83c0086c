/** How the signature of an SPDU comes about, step by step, for vectors that say each. */
import { toHex } from '../../asn1/hex.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { signatureOf } from '../trust/point.ts';
import { octetDifference } from './difference.ts';
import { holds, type Signed } from './spdu.ts';
import type { Trial } from './trial.ts';

/** `SHA-256( SHA-256(tbs) ‖ SHA-256(signer) )`, and the two inner hashes. */
export function signatureInput(crypto: CryptoProvider, tbs: Uint8Array, signer: CertificateRecord | undefined) {
  const tbsHash = crypto.hash('sha256', tbs);
  const signerIdHash = signer ? crypto.hash('sha256', signer.canonical) : crypto.hash('sha256');
  return { tbsHash, signerIdHash, whole: crypto.hash('sha256', tbsHash, signerIdHash) };
}

export const byBoth = (trial: Trial): readonly CryptoProvider[] => [trial.crypto, trial.reference];

/** With the key as given, by both providers; and with other octets by neither. */
export function verifies(
  trial: Trial,
  signed: Signed,
  signer: CertificateRecord | undefined,
  key: Uint8Array,
  valid = true,
) {
  const curve = signatureOf(signed.signature)?.curve;
  if (curve === undefined) return 'signature: a form we do not know';
  const spoilt = new Uint8Array(signed.tbs);
  spoilt[0]! ^= 1;
  for (const crypto of byBoth(trial)) {
    const given: PublicKey | undefined = crypto.publicKey(curve, key);
    if (!given) return 'the key is no point of the curve';
    if (holds(crypto, signed, signer, given) !== valid)
      return `signature: expected ${valid ? 'one that verifies' : 'one that does not verify'} (${crypto.name})`;
    if (holds(crypto, { ...signed, tbs: spoilt }, signer, given))
      return `signature: it also verifies over other octets (${crypto.name})`;
  }
  return undefined;
}

/** The certificate is the one the message names. */
export function named({ signer }: Signed, record: CertificateRecord): string | undefined {
  if (signer.tag === 'digest')
    return octetDifference(signer.value, record.id8) && `signer: names ${toHex(signer.value)}`;
  if (signer.tag !== 'certificate') return undefined;
  const [first] = signer.value;
  return first && toHex(first.octets) === toHex(record.octets) ? undefined : 'signerCert: not the one in the message';
}
