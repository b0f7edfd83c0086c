/** The public-key work, and the only maker of `Verified`: who holds one may rely on signer and octets. */
import { lay } from '../../asn1/octets.ts';
import type { Asker, Checker } from '../crypto/checker.ts';
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
export interface Verified {
  readonly ok: true;
  readonly spdu: Screened;
  readonly by: Established;
  readonly [proof]: 'signature';
}

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

/** Who is told what came of a check off this thread, once for each `what`; an error is the provider's, or ours. */
export interface Checked<T> {
  done(what: T, verified: Verified | Refusal): void;
  failed(what: T, error: unknown): void;
}
/** Of one receiver: all that its checks have in common. */
export interface Checks<T> {
  readonly crypto: CryptoProvider;
  readonly checker: Checker;
  readonly chains: ChainJudge;
  readonly checked: Checked<T>;
}

/**
 * The same off this thread: `checked` is told once, perhaps before this returns. `there` belongs to this call alone until
 * then. Never throws.
 */
export function verifySignatureLater<T>(checks: Checks<T>, spdu: Screened, there: Room, what: T): void {
  let found: Verified | Refusal | undefined;
  try {
    const signers = signersOf(checks.chains, spdu);
    found = 'ok' in signers ? signers : new Trial(checks, spdu, signers, there, what).next();
  } catch (error) {
    checks.checked.failed(what, error);
    return;
  }
  if (found) checks.checked.done(what, found);
}

/** One signature and those who may have made it. An object and no closures: there is one for each message. */
class Trial<T> implements Asker {
  readonly #checks: Checks<T>;
  readonly #spdu: Screened;
  readonly #signers: readonly Established[];
  readonly #there: Room;
  readonly #what: T;
  #at = -1;
  #message: Uint8Array | undefined;

  constructor(checks: Checks<T>, spdu: Screened, signers: readonly Established[], there: Room, what: T) {
    this.#checks = checks;
    this.#spdu = spdu;
    this.#signers = signers;
    this.#there = there;
    this.#what = what;
  }

  /** Begins with the next one on the curve of the signature; what is to be told where there is none. */
  next(): Refusal | undefined {
    const { crypto, checker } = this.#checks;
    const { hash, signature } = this.#spdu;
    for (this.#at++; this.#at < this.#signers.length; this.#at++) {
      const signer = this.#signers[this.#at]!;
      if (signer.key.curve !== signature.curve) continue;
      this.#message = fill(this.#there, crypto, this.#spdu, signer);
      checker.check(signer.key, hash, this.#message, signature, this);
      return undefined;
    }
    return unproven(this.#signers, this.#spdu);
  }
  answered(valid: boolean): void {
    const { crypto, checked } = this.#checks;
    let found: Verified | Refusal | undefined;
    try {
      found = valid ? proven(crypto, this.#spdu, this.#signers[this.#at]!, this.#message!) : this.next();
    } catch (error) {
      checked.failed(this.#what, error);
      return;
    }
    if (found) checked.done(this.#what, found);
  }
  failed(error: unknown): void {
    this.#checks.checked.failed(this.#what, error);
  }
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
  lay(spdu.tbsHash, message, 0);
  lay(hashWith(crypto, spdu.hash, signer.record), message, message.length / 2);
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
  return { ok: true, spdu, by } as Verified;
}

function unproven(signers: readonly Established[], spdu: Screened): Refusal {
  const by = listed(signers.map(({ record, key }) => `${record.id} on ${key.curve}`));
  return refuse('cryptoVerificationFailure', 'not a signature of the signer', '5.3.1', {
    ...{ field: SPDU.signature, found: `${tagOn(spdu)} that does not hold`, allowed: `one of ${by}` },
  });
}

const tagOn = ({ signature }: Screened): string => ecdsaSignature(signature.curve, signature).tag;
