/**
 * Every rule a receiver holds an SPDU against, in the order of cost: octets, header, clock and memory, certificates and
 * chain, revocation, permissions, signature. The name is that of the result a test lab would write down.
 */
import type { Result } from '../../src/trust/result.ts';

const beyond = 'inconsistentChainPermissions';
/**
 * What an issuer may give, by the list of the subordinate that goes beyond it and by what goes beyond: the rows of
 * wire.md 3.2, and lengths and ends of chains. Each is a rule, so that none hides behind another.
 */
export const GRANTS = {
  'app: PSID': beyond,
  'app: PSID that is named': beyond,
  'app: absent SSP': beyond,
  'app: opaque SSP': beyond,
  'app: bitmap SSP': beyond,
  'app: kind of range': beyond,
  'app: shorter chain': beyond,
  'app: longer chain': beyond,
  'app: kind of end': beyond,
  'request: PSID': beyond,
  'request: PSID that is named': beyond,
  'request: any SSP': beyond,
  'request: opaque range': beyond,
  'request: bitmap range': beyond,
  'request: kind of range': beyond,
  'request: shorter chain': beyond,
  'request: longer chain': beyond,
  'request: kind of end': beyond,
  'request: all': beyond,
  'request: all but what is named': beyond,
  'issue: PSID': beyond,
  'issue: PSID that is named': beyond,
  'issue: any SSP': beyond,
  'issue: opaque range': beyond,
  'issue: bitmap range': beyond,
  'issue: kind of range': beyond,
  'issue: all': beyond,
  'issue: all but what is named': beyond,
} as const satisfies Readonly<Record<string, Result>>;

export const RULES = {
  // what stands in the octets
  'octets are canonical COER': 'spduParsingInvalidInput',
  'alternatives are of the type': 'unsupportedCriticalInformationField',
  'content is signed data': 'spduParsingInvalidInput',
  'hash algorithm is known': 'unsupportedCriticalInformationField',
  'signer identifier is known': 'unsupportedCriticalInformationField',
  'signature kind is known': 'unsupportedCriticalInformationField',
  'signature has an r': 'spduParsingInvalidInput',
  'hash fits the curve': 'inconsistentInputParameters',
  'signer list has a certificate': 'spduParsingInvalidInput',
  'signer list is short': 'chainTooLongForSDEE',
  'signer is not self': 'inconsistentInputParameters',
  'payload is there': 'spduParsingInvalidInput',
  'payload is not omitted': 'spduParsingInvalidInput',
  'payload is no hash': 'noExtDataHashPresent',
  'payload is not nested': 'spduParsingInvalidInput',
  'learning requests of one kind': 'spduParsingInvalidInput',
  'extensions of IEEE 1609 are such': 'spduParsingInvalidInput',
  'meant for an application': 'inconsistentInputParameters',
  // what the application asks
  'PSID of the datagram': 'psidsDontMatch',
  'PSID is one we listen to': 'unauthorizedPSID',
  'signer form is allowed': 'inconsistentInputParameters',
  'message is one of the PSID': 'psidsDontMatch',
  'payload decodes': 'spduParsingInvalidInput',
  'generation time is there': 'generationTimeNotAvailable',
  'generation time is not there': 'inconsistentInputParameters',
  'expiry time is there': 'inconsistentInputParameters',
  'generation location is there': 'noGenerationLocation',
  // clock, place, memory
  'not too old': 'generationTimeTooFarInPast',
  'not from the future': 'generationTimeTooFarInFuture',
  'not expired': 'expiryTimeInPast',
  'expires after it was made': 'expiryBeforeGeneration',
  'not too distant': 'generationLocationTooDistant',
  'not a replay': 'replayedSpdu',
  // certificate and chain
  'signer is known': 'certificateNotFound',
  'issuer is known': 'notEnoughInformationToConstructChain',
  'chain ends at an anchor': 'chainEndedAtUntrustedRoot',
  'chain is not too long': 'chainTooLong',
  'certificate is well formed': 'spduParsingInvalidInput',
  'one entry for all at most': 'spduParsingInvalidInput',
  'chains have a certificate': 'spduParsingInvalidInput',
  'chains end in something': 'spduParsingInvalidInput',
  'mask is as long as its value': 'spduParsingInvalidInput',
  'entry names a PSID': 'spduParsingInvalidInput',
  'region is one': 'spduParsingInvalidInput',
  'region has no more parts than we look at': 'unsupportedCriticalInformationField',
  'certificate fields are known': 'unsupportedCriticalInformationField',
  'authority is explicit': 'unsupportedCriticalInformationField',
  'valid from when the issuer is': 'inconsistentStartTimes',
  'valid until the issuer is': 'inconsistentExpiryTimes',
  'region within that of the issuer': 'inconsistentValidityRegion',
  ...GRANTS,
  'certificate was signed by its issuer': 'cryptoVerificationFailure',
  'key is a point': 'cryptoVerificationFailure',
  'certificate has begun when it was made': 'futureCertificateAtGenerationTime',
  'certificate had not ended when it was made': 'expiredCertificateAtGenerationTime',
  'expiry not before the certificate': 'expiryDateTooEarly',
  'expiry not after the certificate': 'expiryDateTooLate',
  'certificates have not ended': 'certificateExpired',
  'not revoked': 'certificateRevoked',
  'lists are not overdue': 'overdueCRL',
  'PSID is permitted': 'unauthorizedPSID',
  'no authority speaks on the road': 'unauthorizedPSID',
  'place is known': 'generationLocationNotAvailable',
  'made within the region': 'generationLocationOutsideValidityRegion',
  'signal asked for is within the region': 'generationLocationOutsideValidityRegion',
  'key in the header is a point': 'spduParsingInvalidInput',
  'message was signed by the signer': 'cryptoVerificationFailure',
} as const satisfies Readonly<Record<string, Result>>;

export type Rule = keyof typeof RULES;
export type Grant = keyof typeof GRANTS;

/** Rules of permission lists, which chains of nothing but such lists break (grantlists.test.ts). */
export const LISTS: readonly Rule[] = [
  ...(Object.keys(GRANTS) as Grant[]),
  'one entry for all at most',
  'chains have a certificate',
  'chains end in something',
  'mask is as long as its value',
  'entry names a PSID',
];

/** What is beyond an issuer, in a list, as rules. */
export const grantRules = (list: 'app' | 'request' | 'issue', beyond: readonly string[]): Grant[] =>
  beyond.map((what) => {
    const rule = (Object.keys(GRANTS) as Grant[]).find((g) => g === `${list}: ${what}`);
    if (rule === undefined) throw new Error(`no rule says that ${what} may be beyond a list to ${list}`);
    return rule;
  });
