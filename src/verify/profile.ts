/** What a receiver asks of SPDUs of one application: a row per PSID (clause 5.2.4, relevance and consistency of 5.2.5). */
import type { Deviance } from '../../asn1/malformed.ts';
import { TMC_PSID } from '../../asn1/wavetrust/tmc.ts';

/** What the unsecuredData of the application holds. */
export type PayloadKind = 'messageFrame' | 'tmc' | 'octets';

export interface Profile {
  readonly name: string;
  readonly psid: number;
  readonly payload: PayloadKind;
  /** Tags of MessageFrame that may travel under this PSID: the last of the three identities that have to agree. */
  readonly messages: readonly string[];
  readonly generationTime: 'required' | 'optional' | 'absent';
  /** Oldest and farthest ahead that a generationTime may be. */
  readonly pastSeconds: number;
  readonly futureSeconds: number;
  readonly expiryTime: 'required' | 'optional';
  readonly generationLocation: 'required' | 'optional';
  /** Farthest a generationLocation may be from the receiver; no limit where absent. */
  readonly distanceMetres?: number;
  /** The same message twice within its window is refused. */
  readonly replay: boolean;
  /** Whether a sender's statement of the whole point R is checked beyond its x, at three times the cost (5.3.1). */
  readonly nonce: 'checked' | 'unchecked';
  /**
   * Deviations of the payload's encoding that are put up with, and reported with the acceptance. The envelope, and all
   * that is hashed or signed, is read strictly whatever stands here.
   */
  readonly tolerates: readonly Deviance[];
  /** The lowest assurance level (0 to 7) of a signer; a certificate that names none has level 0, which is enough if absent. */
  readonly assurance?: number;
  /** Forms of SignerIdentifier. */
  readonly signer: readonly ('certificate' | 'digest')[];
}

const USUAL = {
  generationTime: 'required',
  expiryTime: 'optional',
  generationLocation: 'optional',
  replay: true,
  nonce: 'unchecked',
  tolerates: [],
} as const;
const both = ['certificate', 'digest'] as const;

export const PSID = {
  bsm: 32,
  securityManagement: 35,
  misbehaviour: 38,
  spat: 130,
  crl: 256,
  ssm: 2_113_685,
  srm: 2_113_686,
  map: 2_113_687,
  tmc: TMC_PSID,
} as const;

/** Windows as roadside practice has them: 5 s back and 2 s ahead for requests; MAP lives for days, signed once. */
export const profiles: readonly Profile[] = [
  {
    ...USUAL,
    name: 'BSM',
    psid: PSID.bsm,
    payload: 'messageFrame',
    messages: ['BasicSafetyMessage'],
    pastSeconds: 2,
    futureSeconds: 1,
    signer: both,
  },
  {
    ...USUAL,
    name: 'SRM',
    nonce: 'checked',
    psid: PSID.srm,
    payload: 'messageFrame',
    messages: ['SignalRequestMessage'],
    pastSeconds: 5,
    futureSeconds: 2,
    signer: both,
  },
  {
    ...USUAL,
    name: 'SSM',
    psid: PSID.ssm,
    payload: 'messageFrame',
    messages: ['SignalStatusMessage'],
    pastSeconds: 5,
    futureSeconds: 2,
    signer: both,
  },
  {
    ...USUAL,
    name: 'SPaT',
    psid: PSID.spat,
    payload: 'messageFrame',
    messages: ['SPAT'],
    pastSeconds: 2,
    futureSeconds: 1,
    signer: both,
  },
  {
    ...USUAL,
    name: 'MAP',
    psid: PSID.map,
    payload: 'messageFrame',
    messages: ['MapData'],
    pastSeconds: 7 * 86_400,
    futureSeconds: 2,
    signer: both,
    replay: false,
  },
  {
    ...USUAL,
    name: 'TMC',
    nonce: 'checked',
    psid: PSID.tmc,
    payload: 'tmc',
    messages: [],
    pastSeconds: 60,
    futureSeconds: 2,
    signer: ['certificate'],
    expiryTime: 'required',
  },
];

/** 7.4  A CRL has no header field but its PSID, and its age is in its contents. */
export const crlProfile: Profile = {
  name: 'CRL',
  psid: PSID.crl,
  payload: 'octets',
  messages: [],
  generationTime: 'absent',
  pastSeconds: 0,
  futureSeconds: 0,
  expiryTime: 'optional',
  generationLocation: 'optional',
  replay: false,
  nonce: 'checked',
  tolerates: [],
  signer: both,
};
