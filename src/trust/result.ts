/**
 * Every way an SPDU can be turned down: names and numbers as test labs use them (1 is success, 2 to 36 refusals).
 * `fault` says whose: only `sender` may count against one; `unknown` may be cured by learning a certificate.
 */
export const results = {
  inconsistentInputParameters: { code: 2, fault: 'sender' },
  spduParsingInvalidInput: { code: 3, fault: 'sender' },
  unsupportedCriticalInformationField: { code: 4, fault: 'sender' },
  certificateNotFound: { code: 5, fault: 'unknown' },
  generationTimeNotAvailable: { code: 6, fault: 'sender' },
  generationLocationNotAvailable: { code: 7, fault: 'sender' },
  notEnoughInformationToConstructChain: { code: 8, fault: 'unknown' },
  chainEndedAtUntrustedRoot: { code: 9, fault: 'sender' },
  chainTooLong: { code: 10, fault: 'sender' },
  certificateRevoked: { code: 11, fault: 'sender' },
  overdueCRL: { code: 12, fault: 'receiver' },
  inconsistentExpiryTimes: { code: 13, fault: 'sender' },
  inconsistentStartTimes: { code: 14, fault: 'sender' },
  inconsistentChainPermissions: { code: 15, fault: 'sender' },
  cryptoVerificationFailure: { code: 16, fault: 'sender' },
  futureCertificateAtGenerationTime: { code: 17, fault: 'sender' },
  expiredCertificateAtGenerationTime: { code: 18, fault: 'sender' },
  expiryDateTooEarly: { code: 19, fault: 'sender' },
  expiryDateTooLate: { code: 20, fault: 'sender' },
  generationLocationOutsideValidityRegion: { code: 21, fault: 'sender' },
  noGenerationLocation: { code: 22, fault: 'sender' },
  unauthorizedPSID: { code: 23, fault: 'sender' },
  expiryBeforeGeneration: { code: 24, fault: 'sender' },
  extDataHashMismatch: { code: 25, fault: 'sender' },
  noExtDataHashProvided: { code: 26, fault: 'sender' },
  noExtDataHashPresent: { code: 27, fault: 'sender' },
  psidsDontMatch: { code: 28, fault: 'sender' },
  chainTooLongForSDEE: { code: 29, fault: 'sender' },
  generationTimeTooFarInPast: { code: 30, fault: 'stale' },
  generationTimeTooFarInFuture: { code: 31, fault: 'sender' },
  expiryTimeInPast: { code: 32, fault: 'stale' },
  generationLocationTooDistant: { code: 33, fault: 'stale' },
  replayedSpdu: { code: 34, fault: 'stale' },
  certificateExpired: { code: 35, fault: 'stale' },
  inconsistentValidityRegion: { code: 36, fault: 'sender' },
} as const;

export type Result = keyof typeof results;

/** Why an SPDU or certificate was turned down. */
export interface Refusal {
  readonly ok: false;
  readonly result: Result;
  /** What is wrong, for a person; the values stand in `finding`. */
  readonly sentence: string;
  /** Clause of IEEE 1609.2-2022 the rule stands in. */
  readonly clause: string;
  /** The field that broke the rule, for a program. */
  readonly finding: Finding;
}

/** The offending field and its values, as text: times in seconds, octets in hex, positions in degrees. */
export interface Finding {
  /**
   * Names of the ASN.1 by dots, elements of a list by number: from Ieee1609Dot2Data in, or from Certificate in where
   * `certificate` is there; `content.signedData.tbsData.headerInfo.generationTime`, `toBeSigned.validityPeriod`. Where
   * octets hold a value of a type we know, the names go on into that. The type alone is the whole value.
   */
  readonly field: string;
  /** HashedId8 in hex of the certificate of the chain that the field is in. */
  readonly certificate?: string;
  /** Undefined where the field is absent. */
  readonly found: string | undefined;
  readonly allowed: string;
}

/** The only maker of refusals. `finding` is made where something is wrong, never before. */
export function refuse(result: Result, sentence: string, clause: string, finding: Finding): Refusal {
  return { ok: false, result, sentence, clause, finding };
}

/** `certificate 0123456789abcdef, toBeSigned.region: found country 124, allowed country 840` */
export function evidence({ field, certificate, found, allowed }: Finding): string {
  const where = certificate === undefined ? field : `certificate ${certificate}, ${field}`;
  return `${where}: ${found === undefined ? 'absent' : `found ${found}`}, allowed ${allowed}`;
}

/** `generationTimeTooFarInPast (30): generated too long ago [5.2.5.2]: content.signedData…: found 7.2 s ago, allowed …` */
export function explain({ result, sentence, clause, finding }: Refusal): string {
  return `${result} (${results[result].code}): ${sentence} [${clause}]: ${evidence(finding)}`;
}
