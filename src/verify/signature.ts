/** The public-key work, and the only maker of `Verified`: who holds one may rely on signer and octets. */
import { same } from '../crypto/digest.ts';
import { noncePoint } from '../crypto/nonce.ts';
import type { CryptoProvider, Hash } from '../crypto/provider.ts';
import type { Established } from '../trust/chain.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import { hashWith } from '../trust/signer.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Screened } from './screen.ts';

declare const proof: unique symbol;
export type Verified = Screened & { readonly by: Established; readonly [proof]: 'signature' };

/** What is signed, filled anew for each message: Node takes 5 to 10 µs longer to hand over an array it has not seen before. */
const messages: Readonly<Record<Hash, Uint8Array>> = { sha256: new Uint8Array(64), sha384: new Uint8Array(96) };

/** Judges the chain of a certificate that is new, then the signature over the received octets (5.3.1). */
export function verifySignature(crypto: CryptoProvider, store: TrustStore, spdu: Screened): Verified | Refusal {
  let signers = spdu.known;
  if (spdu.unknown) {
    const judged = store.judge(spdu.unknown.record, spdu.unknown.along);
    if (!judged.ok) return judged;
    signers = [judged];
  }
  for (const signer of signers) {
    if (signer.key.curve !== spdu.signature.curve) continue;
    const message = messages[spdu.hash];
    message.set(spdu.tbsHash);
    message.set(hashWith(crypto, spdu.hash, signer.record), message.length / 2);
    if (!crypto.verify(signer.key, spdu.hash, message, spdu.signature)) continue;
    const { nonce } = spdu.signature;
    if (nonce && spdu.profile.nonce === 'checked') {
      const stated = crypto.publicKey(signer.key.curve, nonce);
      if (!stated || !same(stated.octets, noncePoint(crypto, signer.key, spdu.hash, message, spdu.signature)))
        return refuse('cryptoVerificationFailure', 'R is not the point this signature was made with', '5.3.1');
    }
    return { ...spdu, by: signer } as Verified;
  }
  return refuse(
    'cryptoVerificationFailure',
    `the signature is not one of ${signers[0]?.record.id ?? 'nobody'}`,
    '5.3.1',
  );
}
