/**
 * The way of an SPDU that may be encrypted: octets, decrypt, signed SPDU, verdict. What was encrypted is judged over the
 * very octets that came out, by whoever judges those that come in the clear.
 */
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { sentence } from '../../asn1/malformed.ts';
import { type Unopened, unopened } from './result.ts';
import type { Held, KeyRing } from './ring.ts';

const spdus = coer(Ieee1609Dot2Data);

/** What may come out of an encrypted SPDU. */
export type Plain = 'signedData' | 'unsecuredData';
export type Revealed =
  | {
      readonly ok: true;
      /** The octets as they came, or as they came out of the encrypted ones. */
      readonly octets: Uint8Array;
      /** The key that opened them; undefined where they were not encrypted. */
      readonly by: Held | undefined;
    }
  | Unopened;

/**
 * Octets to those to be judged; all but encryptedData pass as they are. Encrypted in encrypted is refused, and so is what
 * nobody signed unless `contents` has it: an application says so that knows who shares its keys. Never throws.
 */
export function reveal(ring: KeyRing, octets: Uint8Array, contents: readonly Plain[] = ['signedData']): Revealed {
  if (!isEncrypted(octets)) return { ok: true, octets, by: undefined };
  const opened = ring.open(octets);
  if (!opened.ok) return opened;
  const { plaintext, by } = opened;
  const got = spdus.decode(plaintext);
  if (!got.ok) return unopened('invalidFormForPlaintext', sentence(got.malformed), '5.3.4');
  const { tag } = got.value.content;
  if ((contents as readonly string[]).includes(tag)) return { ok: true, octets: plaintext, by };
  const allowed = contents.join(' or ');
  return unopened('invalidFormForPlaintext', `${tag} was encrypted, where ${allowed} may be`, '5.3.4', {
    ...{ field: 'content', found: tag, allowed },
  });
}

/** protocolVersion 3, then the tag of encryptedData: decoding all of every SPDU for that would be done twice. */
export function isEncrypted(octets: Uint8Array): boolean {
  return octets[0] === 3 && octets[1] === 0x82;
}

/** Who gives verdicts over signed SPDUs: a Verifier, or what answers later. */
export interface Judging<V> {
  verify(octets: Uint8Array, psid?: number): V;
}
export interface Received<V> {
  readonly verdict: V | Unopened;
  /** The key that opened it; undefined where it came in the clear, or is closed. */
  readonly by: Held | undefined;
}

/** The verdict over an SPDU that may be encrypted. `psid` is the one of the WSMP header; what is inside has to be signed for it. */
export function receive<V>(ring: KeyRing, judge: Judging<V>, octets: Uint8Array, psid?: number): Received<V> {
  const revealed = reveal(ring, octets);
  if (!revealed.ok) return { verdict: revealed, by: undefined };
  return { verdict: judge.verify(revealed.octets, psid), by: revealed.by };
}
