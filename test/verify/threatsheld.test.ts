/** Which threats there have to be tests of, and what each is refused as. The tests stand where what they test stands. */
import { expect, test } from 'vitest';
import { type Source, tests } from '../house/source.ts';

/**
 * Threat: results of its tests (IEEE 1609.2's, or the request desk's), `accepted` where harm would be to refuse, and what
 * is logged of it.
 */
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
  A11: ['unknownType', 'unknownRole', 'noSuchLane', 'notConnected'],
  A12: ['accepted'],
  A13: ['psidsDontMatch'],
  A14: ['psidsDontMatch'],
  A15: ['noExtDataHashPresent'],
  A16: ['spduParsingInvalidInput'],
  A17: ['spduParsingInvalidInput', 'cryptoVerificationFailure'],
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
  D02: ['roleNotPermitted', 'noRights', 'roadside.misbehaviour'],
  D03: ['roleNotPermitted', 'roadside.misbehaviour'],
  D04: ['roleNotPermitted'],
  D05: ['unknownRole'],
};

const files = tests.filter((s) => s.path.endsWith('.test.ts') && !s.path.endsWith('/threatsheld.test.ts'));
/** What stands in a name of a test or of a row: `C01`, or `C01, C07`, and then what it is. */
const named = (id: string): RegExp =>
  new RegExp(`(['"\`])(?:[A-F]\\d\\d, )*${id}(?:, [A-F]\\d\\d)*[: ](?:(?!\\1).)*\\1`);
/** Ends a table, and begins the test that is made of its rows. */
const closes = (line: string): boolean => /^\s*\](?: as const)?\)\(/.test(line);
const indent = (line: string): number => line.search(/\S|$/);

/**
 * Each test, group or row whose name holds this id, with all that stands in it: the formatter sets it further in than where
 * it begins. Names of constants are replaced by the word they stand for.
 */
function held(id: string, { code }: Source): string[] {
  const words = new Map([...code.matchAll(/^ *const (\w+) = ('\w+');$/gm)].map(([, name, word]) => [name!, word!]));
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line, at) => {
    if (!named(id).test(line)) return [];
    // Behind the table of a test.each, the rows are part of the test; and the test is part of each row.
    const table = closes(line) ? lines.findLastIndex((l, k) => k < at && indent(l) <= indent(line)) : at;
    const close = lines.findIndex((l, k) => k > at && indent(l) < indent(line) && !/^\s*\],?$/.test(l));
    const body = close > 0 && closes(lines[close]!) ? block(lines, close) : [];
    const own = [...lines.slice(table, at), ...block(lines, at), ...body].join('\n');
    return [own.replace(/\b[A-Z_]+\b/g, (name) => words.get(name) ?? name)];
  });
}

/** What begins at this line, up to its end. */
function block(lines: readonly string[], at: number): string[] {
  const line = lines[at]!;
  // A name on a line of its own, or in a row, is set in itself: what stands beside it belongs to it.
  const alone = /^\s*['"`]/.test(line);
  const inside = (other: string) => indent(other) > indent(line) || (alone && indent(other) === indent(line));
  const end = lines.findIndex((other, k) => k > at && !inside(other));
  return lines.slice(at, end < 0 ? undefined : end);
}

test.each(Object.entries(THREATS))('%s has a test that comes to %s', (id, expected) => {
  const holding = files.flatMap((s) => held(id, s));
  expect(holding).not.toEqual([]);
  // A word by itself: that a name says so is not enough.
  expect(expected.filter((result) => !holding.some((own) => own.includes(`'${result}'`)))).toEqual([]);
});
test('a result that another test of the same file comes to does not count', () => {
  const code = [
    "const GONE = 'certificateExpired';",
    "test('A01: is refused', () => {",
    "  expect(one()).toBe('accepted');",
    '});',
    "test('A02: is replayedSpdu', () => {",
    '  expect(two()).toBe(GONE);',
    '});',
    'test.each([',
    "  ['a', 'psidsDontMatch'],",
    "  ['B01 b', 'overdueCRL'],",
    "])('A03: %s', (_, result) => {",
    "  expect([three(), four()]).toBe([result, 'rejected']);",
    '});',
  ].join('\n');
  const found = (id: string) => held(id, { path: '', text: code, code, imports: [] }).join().match(/'\w+'/g);
  expect(['A01', 'A02', 'A03', 'B01', 'B02'].map(found)).toEqual([
    ["'accepted'"],
    ["'certificateExpired'"],
    ["'a'", "'psidsDontMatch'", "'overdueCRL'", "'rejected'"],
    ["'overdueCRL'", "'rejected'"],
    null,
  ]);
});
