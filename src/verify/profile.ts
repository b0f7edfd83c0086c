/** What a receiver asks of SPDUs of one application: a row per PSID (clause 5.2.4, relevance and consistency of 5.2.5). */
import { TMC_PSID } from '../../asn1/wavetrust/tmc.ts';
import { fileFaultText, type Policy, type PolicyText, readPolicies } from './policy.ts';
import { etsiFiles, usualFiles } from './shipped.ts';

/** The fields are those of a policy file, where each of them is explained: `policyFields` in policy.ts. */
export interface Profile extends Policy {}

export const PSID = {
  bsm: 32,
  securityManagement: 35,
  misbehaviour: 38,
  spat: 130,
  /** Requests under the ITS-AID of ETSI. */
  srem: 140,
  crl: 256,
  ssm: 2_113_685,
  srm: 2_113_686,
  map: 2_113_687,
  tmc: TMC_PSID,
} as const;

/** Those in force where nobody says otherwise, from policies/. */
export const profiles: readonly Profile[] = shipped(usualFiles);
/** Alternatives under the ITS-AIDs of ETSI, from policies/etsi/. */
export const etsiProfiles: readonly Profile[] = shipped(etsiFiles);

function shipped(files: readonly PolicyText[]): readonly Profile[] {
  const read = readPolicies(files);
  if (!read.ok) throw new Error(read.faults.map(fileFaultText).join('\n'));
  return read.policies;
}

/** 7.4  A CRL has no header field but its PSID, and its age is in its contents. */
export const crlProfile: Profile = {
  name: 'CRL',
  psid: PSID.crl,
  payload: 'octets',
  messages: [],
  generationTime: 'absent',
  pastSeconds: 0,
  // Of issueDate, which has no fractions, by a clock that may be off.
  futureSeconds: 3600,
  expiryTime: 'optional',
  generationLocation: 'optional',
  replay: false,
  nonce: 'checked',
  tolerates: [],
  signer: ['certificate', 'digest'],
  // No list waits for another: see `curing` of Revocations.
  overdueSeconds: Infinity,
  requiredSeries: [],
  ssp: [],
};

/**
 * The signature of an elector over a trust list (IEEE 1609.2.1 7.3): as old as the list, which a device that was off for
 * years has yet to take.
 */
export const ctlProfile: Profile = {
  ...crlProfile,
  name: 'CTL signature',
  psid: PSID.securityManagement,
  generationTime: 'required',
  pastSeconds: Infinity,
  futureSeconds: 2,
  signer: ['certificate'],
};

/** A misbehaviour report on its way to the MA (IEEE 1609.2.1): encrypted to it, then signed by who reports. */
export const reportProfile: Profile = {
  name: 'misbehaviour report',
  psid: PSID.misbehaviour,
  payload: 'encryptedData',
  messages: [],
  generationTime: 'required',
  // Reports are kept until there is a way to send them.
  pastSeconds: 7 * 86_400,
  futureSeconds: 2,
  expiryTime: 'optional',
  generationLocation: 'optional',
  replay: true,
  nonce: 'checked',
  tolerates: [],
  signer: ['certificate'],
  overdueSeconds: 14 * 86_400,
  requiredSeries: [],
  ssp: [],
};
