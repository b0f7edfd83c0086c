/**
 * Every rule a receiver holds an SPDU against, in the order of cost: octets, header, clock and memory, certificates and
 * chain, revocation, permissions, signature. The name is that of the result a test lab would write down.
 */
import type { Result } from '../../src/trust/result.ts';

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
  'region has no more parts than we look at': 'unsupportedCriticalInformationField',
  'certificate fields are known': 'unsupportedCriticalInformationField',
  'authority is explicit': 'unsupportedCriticalInformationField',
  'valid from when the issuer is': 'inconsistentStartTimes',
  'valid until the issuer is': 'inconsistentExpiryTimes',
  'region within that of the issuer': 'inconsistentValidityRegion',
  'permissions within those of the issuer': 'inconsistentChainPermissions',
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
  'place is known': 'generationLocationNotAvailable',
  'made within the region': 'generationLocationOutsideValidityRegion',
  'key in the header is a point': 'spduParsingInvalidInput',
  'message was signed by the signer': 'cryptoVerificationFailure',
} as const satisfies Readonly<Record<string, Result>>;

export type Rule = keyof typeof RULES;
