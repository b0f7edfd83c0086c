/**
 * What stations ask of each other in the headers of their SPDUs, and what this receiver lacks, told to whoever sees to it:
 * certificates (clause 8), and whatever else a header may ask for.
 */
import { type Refusal, results } from '../trust/result.ts';
import type { Parsed } from './parse.ts';

/** Neither function may throw, nor keep a view into the octets of the SPDU. */
export interface Peer {
  /**
   * An SPDU in time and of an application of ours. Nobody looked at its signature, and nobody may wait for that: two
   * strangers each lack the CA of the other, so neither could verify the request that would cure it.
   */
  heard(spdu: Parsed): void;
  /** One that was refused as a certificate is not known: its signer's, or an issuer's. */
  lacking(spdu: Parsed): void;
}

/** Tells of an SPDU that was screened: of one out of time, replayed or of no application nothing is said. */
export function hear(peer: Peer | undefined, spdu: Parsed, screened: { readonly ok: true } | Refusal): void {
  if (!peer || (!screened.ok && !isUnknown(screened))) return;
  peer.heard(spdu);
  lack(peer, spdu, screened);
}

/** Tells of a certificate that is lacking, where that is the reason of a refusal. */
export function lack(peer: Peer | undefined, spdu: Parsed, verdict: { readonly ok: true } | Refusal): void {
  if (peer && !verdict.ok && isUnknown(verdict)) peer.lacking(spdu);
}

const isUnknown = ({ result }: Refusal): boolean => results[result].fault === 'unknown';
