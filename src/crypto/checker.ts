/** Who checks signatures while this thread does something else. */
import type { CryptoProvider, EcdsaSignature, Hash, PublicKey } from './provider.ts';

/** What came of a check; an error is the provider's, or ours. */
export type Answer = (valid: boolean) => void;
export interface Checker {
  /**
   * `verify` of a provider, answered once: at once, or later. Until then nobody writes into `message`. `failed` is told
   * instead where there is no answer. Never throws.
   */
  check(
    key: PublicKey,
    hash: Hash,
    message: Uint8Array,
    signature: EcdsaSignature,
    answer: Answer,
    failed: (error: unknown) => void,
  ): void;
}

/** By the provider's own threads: a promise, and with Node a job, for each signature. */
export function byProvider(crypto: Pick<CryptoProvider, 'verifyLater'>): Checker {
  return {
    check(key, hash, message, signature, answer, failed) {
      crypto.verifyLater(key, hash, message, signature).then(answer, failed);
    },
  };
}
