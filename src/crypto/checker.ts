/** Who checks signatures while this thread does something else. */
import type { CryptoProvider, EcdsaSignature, Hash, PublicKey } from './provider.ts';

/** Who asks; told once, in one of two ways. */
export interface Asker {
  answered(valid: boolean): void;
  /** There is no answer; the error is the provider's, or ours. */
  failed(error: unknown): void;
}
export interface Checker {
  /** `verify` of a provider, answered at once or later. Until then nobody writes into `message`. Never throws. */
  check(key: PublicKey, hash: Hash, message: Uint8Array, signature: EcdsaSignature, asker: Asker): void;
}

/** By the provider's own threads: a promise, and with Node a job, for each signature. */
export function byProvider(crypto: Pick<CryptoProvider, 'verifyLater'>): Checker {
  return {
    check(key, hash, message, signature, asker) {
      crypto.verifyLater(key, hash, message, signature).then(
        (valid) => asker.answered(valid),
        (error) => asker.failed(error),
      );
    },
  };
}
