/** What a check of one vector may use, and how it answers. */
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Certificates } from './certificates.ts';
import type { Vector } from './field.ts';

export interface Trial {
  /** The provider that runs in earnest, and the reference beside it. */
  readonly crypto: CryptoProvider;
  readonly reference: CryptoProvider;
  /** Every certificate of the folder and of the folders given beside it. */
  readonly certificates: Certificates;
  /** A vector of the same folders by its `id`: some are made from others. */
  vector(id: string): Vector | undefined;
  /** The vector does otherwise than our rules, or leaves something open: it may pass, but never silently. */
  accept(deviation: string): void;
}
/** Undefined: passed. Else what differs, or why the vector cannot be judged. */
export type Check = (item: Vector, trial: Trial) => string | undefined;

/** The first of some answers that is one; each is asked for only when those before found nothing. */
export function firstOf(...answers: readonly (() => string | undefined)[]): string | undefined {
  for (const answer of answers) {
    const found = answer();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `within('decoded', 'id: …')` is `decoded.id: …`. */
export const within = (name: string, differs: string | undefined): string | undefined =>
  differs && `${name}.${differs}`;
