/** Which threats there have to be tests of, and what each is refused as. The tests stand where what they test stands. */
import { expect, test } from 'vitest';
import { tests } from '../house/source.ts';

/** Threat: results of its tests (IEEE 1609.2's, or the request desk's), `accepted` where harm would be to refuse. */
const THREATS: Readonly<Record<string, readonly string[]>> = {
  A01: ['spduParsingInvalidInput'],
  A02: ['spduParsingInvalidInput'],
  A03: ['spduParsingInvalidInput'],
  A04: ['spduParsingInvalidInput'],
  A05: ['spduParsingInvalidInput'],
  A06: ['spduParsingInvalidInput'],
  A07: ['SignalRequestMessage'],
  A08: ['spduParsingInvalidInput'],
  A09: ['accepted'],
  A10: ['accepted'],
  A11: ['unknownRole', 'noSuchLane'],
  A12: ['accepted'],
  A13: ['psidsDontMatch'],
  A14: ['psidsDontMatch'],
  A15: ['noExtDataHashPresent'],
  A16: ['spduParsingInvalidInput'],
  A17: ['spduParsingInvalidInput'],
  B01: ['cryptoVerificationFailure'],
  B02: ['cryptoVerificationFailure'],
  B03: ['cryptoVerificationFailure'],
  B04: ['cryptoVerificationFailure'],
  B05: ['replayedSpdu'],
  B06: ['chainEndedAtUntrustedRoot'],
  B07: ['chainEndedAtUntrustedRoot'],
  B08: ['notEnoughInformationToConstructChain'],
  B09: ['cryptoVerificationFailure'],
  B10: ['cryptoVerificationFailure'],
  B11: ['certificateNotFound'],
  B12: ['cryptoVerificationFailure'],
  B13: ['futureCertificateAtGenerationTime', 'expiredCertificateAtGenerationTime'],
  B14: ['certificateExpired', 'generationTimeTooFarInPast'],
  B15: [
    'inconsistentExpiryTimes',
    'inconsistentStartTimes',
    'inconsistentValidityRegion',
    'inconsistentChainPermissions',
  ],
  B16: ['chainTooLong'],
  B17: ['certificateRevoked'],
  B18: ['overdueCRL'],
  B19: ['certificateRevoked'],
  B20: ['generationLocationOutsideValidityRegion'],
  B21: ['unauthorizedPSID'],
  B22: ['unauthorizedPSID'],
  B23: ['unsupportedCriticalInformationField'],
  B24: ['accepted'],
  C01: ['replayedSpdu'],
  C02: ['generationTimeTooFarInPast'],
  C03: ['generationTimeTooFarInFuture'],
  C04: ['generationTimeNotAvailable'],
  C05: ['expiryBeforeGeneration', 'expiryTimeInPast'],
  C07: ['replayedSpdu'],
  C13: ['replayedSpdu'],
  D01: ['unauthorizedPSID'],
  D02: ['roleNotPermitted', 'noRights'],
  D03: ['roleNotPermitted'],
  D04: ['roleNotPermitted'],
  D05: ['unknownRole'],
};

const files = tests.filter((s) => s.path.endsWith('.test.ts') && !s.path.endsWith('/threatsheld.test.ts'));
/** What stands in a name of a test or of a row: `C01`, or `C01, C07`, and then what it is. */
const named = (id: string): RegExp =>
  new RegExp(`(['"\`])(?:[A-F]\\d\\d, )*${id}(?:, [A-F]\\d\\d)*[: ](?:(?!\\1).)*\\1`);

test.each(Object.entries(THREATS))('%s has a test that comes to %s', (id, expected) => {
  const holding = files.filter((s) => named(id).test(s.code));
  expect(holding.map((s) => s.path)).not.toEqual([]);
  expect(expected.filter((result) => !holding.some((s) => s.code.includes(`'${result}'`)))).toEqual([]);
});
