/** The public-key work, and the only maker of `Verified`: who holds one may rely on signer and octets. */
import type { Checker } from '../crypto/checker.ts';
import { same } from '../crypto/digest.ts';
import { noncePoint } from '../crypto/nonce.ts';
import type { CryptoProvider, EcdsaHash } from '../crypto/provider.ts';
import type { Established } from '../trust/chain.ts';
import { hex, listed, SPDU } from '../trust/finding.ts';
import { ecdsaSignature } from '../trust/point.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import { hashWith, signedInput } from '../trust/signer.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Screened } from './screen.ts';

declare const proof: unique symbol;
export type Verified = Screened & { readonly by: Established; readonly [proof]: 'signature' };

/** Who says whether a certificate that is new has a chain: the trust store, or something before it. */
export type ChainJudge = Pick<TrustStore, 'judge'>;

/** Room for what is signed, by hash. Node takes 5 to 10 µs longer to hand over an array it has not seen before. */
export type Room = Readonly<Record<EcdsaHash, Uint8Array>>;
export function room(): Room {
  return { sha256: new Uint8Array(64), sha384: new Uint8Array(96) };
}
/** Filled anew for each message that is verified on this thread. */
const here = room();

/** Judges the chain of a certificate that is new, then the signature over the received octets (5.3.1). */
export function verifySignature(crypto: CryptoProvider, chains: ChainJudge, spdu: Screened): Verified | Refusal {
  const signers = signersOf(chains, spdu);
  if ('ok' in signers) return signers;
  for (const signer of signers) {
    if (signer.key.curve !== spdu.signature.curve) continue;
    const message = fill(here, crypto, spdu, signer);
    if (crypto.verify(signer.key, spdu.hash, message, spdu.signature)) return proven(crypto, spdu, signer, message);
  }
  return unproven(signers, spdu);
}

/** What came of a check off this thread; an error is the provider's, or ours. */
export interface Checked {
  done(verified: Verified | Refusal): void;
  failed(error: unknown): void;
}

/**
 * The same off this thread: `checked` is told once, perhaps before this returns. `there` belongs to this call alone until
 * then. Never throws.
 */
export function verifySignatureLater(
  crypto: CryptoProvider,
  checker: Checker,
  chains: ChainJudge,
  spdu: Screened,
  there: Room,
  checked: Checked,
): void {
  let signers: readonly Established[];
  /** Begins with the next one on the curve of the signature; what is told where there is none. */
  const begin = (at: number): Verified | Refusal | undefined => {
    let next = at;
    while (next < signers.length && signers[next]!.key.curve !== spdu.signature.curve) next++;
    const signer = signers[next];
    if (signer === undefined) return unproven(signers, spdu);
    const message = fill(there, crypto, spdu, signer);
    const answer = (valid: boolean): void =>
      tell(checked, () => (valid ? proven(crypto, spdu, signer, message) : begin(next + 1)));
    checker.check(signer.key, spdu.hash, message, spdu.signature, answer, checked.failed);
    return undefined;
  };
  tell(checked, () => {
    const found = signersOf(chains, spdu);
    if ('ok' in found) return found;
    signers = found;
    return begin(0);
  });
}

/** Tells what `work` gives; nothing yet where that is undefined. */
function tell(checked: Checked, work: () => Verified | Refusal | undefined): void {
  let verified: Verified | Refusal | undefined;
  try {
    verified = work();
  } catch (error) {
    checked.failed(error);
    return;
  }
  if (verified) checked.done(verified);
}

function signersOf(chains: ChainJudge, { known, unknown }: Screened): readonly Established[] | Refusal {
  if (unknown === undefined) return known;
  const judged = chains.judge(unknown.record, unknown.along);
  return judged.ok ? [judged] : judged;
}

/** Hash(tbsData) ‖ Hash(signer's certificate); by SM2 something as long as the message. */
function fill(into: Room, crypto: CryptoProvider, spdu: Screened, signer: Established): Uint8Array {
  if (spdu.hash === 'sm3') return signedInput(crypto, spdu.hash, spdu.tbs, signer.record, signer.key);
  const message = into[spdu.hash];
  message.set(spdu.tbsHash);
  message.set(hashWith(crypto, spdu.hash, signer.record), message.length / 2);
  return message;
}

/** Called where the signature over `message` has just held, and nowhere else. */
function proven(crypto: CryptoProvider, spdu: Screened, by: Established, message: Uint8Array): Verified | Refusal {
  const { nonce } = spdu.signature;
  if (nonce && spdu.profile.nonce === 'checked') {
    const stated = crypto.publicKey(by.key.curve, nonce);
    if (!stated || !same(stated.octets, noncePoint(crypto, by.key, spdu.hash, message, spdu.signature)))
      return refuse('cryptoVerificationFailure', 'not the R that this signature was made with', '5.3.1', {
        ...{ field: `${SPDU.signature}.${tagOn(spdu)}.rSig`, found: hex(nonce) },
        allowed: 'the point that r, s and the key of the signer give',
      });
  }
  return { ...spdu, by } as Verified;
}

function unproven(signers: readonly Established[], spdu: Screened): Refusal {
  const by = listed(signers.map(({ record, key }) => `${record.id} on ${key.curve}`));
  return refuse('cryptoVerificationFailure', 'not a signature of the signer', '5.3.1', {
    ...{ field: SPDU.signature, found: `${tagOn(spdu)} that does not hold`, allowed: `one of ${by}` },
  });
}

const tagOn = ({ signature }: Screened): string => ecdsaSignature(signature.curve, signature).tag;
