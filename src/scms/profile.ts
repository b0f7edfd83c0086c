/** What kinds of authorization certificates the RA has made, told apart by the PSIDs asked for. */
import type { PsidSsp } from '../../asn1/ieee1609dot2/base.ts';
import { BaseMbrPsid } from '../../asn1/ieee1609dot2dot1/pdu.ts';

/** PSIDs of basic safety messages and of signal requests. */
export const BSM_PSID = 32;
export const SRM_PSID = 2113686;

export interface Profile {
  readonly name: 'pseudonym' | 'identification' | 'application';
  /** Certificates for each i-period: j runs from 0 to one below. */
  readonly jMax: number;
  /** Butterfly keys and linkage values. An emergency vehicle's one certificate is linked too: one CRL revokes all it has. */
  readonly linked: boolean;
  /** Mixed with the requests of other devices before the ACA sees them. */
  readonly shuffled: boolean;
}
const PSEUDONYM: Profile = { name: 'pseudonym', jMax: 20, linked: true, shuffled: true };
const IDENTIFICATION: Profile = { name: 'identification', jMax: 1, linked: true, shuffled: false };
const APPLICATION: Profile = { name: 'application', jMax: 1, linked: false, shuffled: false };

/** The profile a ledger row names. */
export function profileNamed(name: string): Profile {
  return [PSEUDONYM, IDENTIFICATION].find((p) => p.name === name) ?? APPLICATION;
}

/** A vehicle's everyday PSIDs make a pseudonym certificate; signal requests an identification one; all else an application one. */
export function profileOf(asked: readonly PsidSsp[]): Profile {
  if (asked.some((p) => p.psid === SRM_PSID)) return IDENTIFICATION;
  return asked.every((p) => p.psid === BSM_PSID || p.psid === BaseMbrPsid) ? PSEUDONYM : APPLICATION;
}
