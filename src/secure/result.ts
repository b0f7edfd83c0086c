/**
 * What comes of encrypting and decrypting, by the names of Sec-EncryptedData.confirm (9.3.10.2) and
 * Sec-EncryptedDataDecryption.confirm (9.3.13.2) as open-source stacks have them. They have no numbers there.
 */
import type { Finding, Refusal } from '../trust/result.ts';

/** Ways an encrypted SPDU can stay closed, and what each says. */
export const decryptions = {
  invalidInput: 'it is no Ieee1609Dot2Data, or not an encrypted one',
  noDecryptionKeyAvailable: 'no entry of recipients names a key we hold',
  unsupportedCriticalInformationField: 'an algorithm or a number of recipients that we do not take',
  /** "couldn't decrypt key" and "couldn't decrypt data" in one: a sender that tries keys is not told which it was. */
  couldntDecrypt: 'an entry names a key of ours, and nothing comes out with it',
  invalidFormForPlaintext: 'what came out is no content that may stand there',
  /** A name of ours: it may be good, and nobody looked. */
  busy: 'more are tried a second than this receiver has time for',
} as const;
export type Decryption = keyof typeof decryptions;

/** Why an encrypted SPDU was not opened. A `Refusal` of what is inside has `result` in place of `decryption`. */
export interface Unopened {
  readonly ok: false;
  readonly decryption: Decryption;
  readonly sentence: string;
  readonly clause: string;
  readonly finding: Finding | undefined;
}

export function unopened(decryption: Decryption, sentence: string, clause: string, finding?: Finding): Unopened {
  return { ok: false, decryption, sentence, clause, finding };
}
export function isUnopened(verdict: object): verdict is Unopened {
  return 'decryption' in verdict;
}

/** Why nothing was encrypted. */
export type Encryption = 'incorrectInputs' | 'failOnSomeCertificates' | 'failOnAllCertificates';
/** Nothing is encrypted unless it can be to all. */
export interface Unaddressed {
  readonly ok: false;
  readonly encryption: Encryption;
  readonly sentence: string;
  /** Each recipient that cannot be, by its place in the list, and why. Empty where it is the list, or the plaintext. */
  readonly refused: readonly { readonly recipient: number; readonly refusal: Refusal }[];
}
