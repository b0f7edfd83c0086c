/** Which permission goes beyond which CA, and what that CA may give. */
import { describe, expect, test } from 'vitest';
import type { ServiceSpecificPermissions, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { excess } from '../../src/trust/excess.ts';

const body = (more: Partial<ToBeSignedCertificate>): ToBeSignedCertificate => ({
  id: { tag: 'none', value: null },
  cracaId: new Uint8Array(3),
  crlSeries: 0,
  validityPeriod: { start: 0, duration: { tag: 'years', value: 1 } },
  verifyKeyIndicator: { tag: 'reconstructionValue', value: { tag: 'fill', value: null } },
  ...more,
});
const group = (
  psids: readonly number[] | 'all',
  part: Partial<PsidGroupPermissions> = {},
  sspRange?: SspRange,
): PsidGroupPermissions => ({
  subjectPermissions:
    psids === 'all'
      ? { tag: 'all', value: null }
      : { tag: 'explicit', value: psids.map((psid) => ({ psid, sspRange })) },
  minChainLength: 1,
  chainLengthRange: 0,
  eeType: { octets: Uint8Array.of(0x80), length: 8 },
  ...part,
});
const ENROL = { eeType: { octets: Uint8Array.of(0x40), length: 8 } };
const BOTH = { eeType: { octets: Uint8Array.of(0xc0), length: 8 } };
const issuing = (...groups: readonly PsidGroupPermissions[]) => body({ certIssuePermissions: groups });
const app = (psid: number, ssp?: ServiceSpecificPermissions) => ({ psid, ssp });

describe('an end entity', () => {
  test.each<[string, ToBeSignedCertificate, ToBeSignedCertificate, number, string, string, string]>([
    [
      'with a PSID that is not named',
      issuing(group([32, 130], { chainLengthRange: 2 })),
      body({ appPermissions: [app(32), app(33)] }),
      1,
      'toBeSigned.appPermissions.1',
      'PSID 33 with no SSP, app, chain length 1',
      'PSID 32 or 130, app, chain length 1 to 3',
    ],
    [
      'with an SSP that is not listed, though all else is',
      issuing(group('all'), group([32], {}, { tag: 'opaque', value: [Uint8Array.of(1), new Uint8Array()] })),
      body({ appPermissions: [app(32, { tag: 'opaque', value: Uint8Array.of(2) })] }),
      1,
      'toBeSigned.appPermissions.0',
      'PSID 32 with opaque 02, app, chain length 1',
      'PSID 32 with opaque 01 or (empty), app, chain length 1',
    ],
    [
      'too far below',
      issuing(group('all', { minChainLength: 1, chainLengthRange: 1, ...BOTH })),
      body({ appPermissions: [app(32)] }),
      3,
      'toBeSigned.appPermissions.0',
      'PSID 32 with no SSP, app, chain length 3',
      'any PSID, app or enrol, chain length 1 to 2',
    ],
    [
      'that asks for more than it may',
      issuing(group([32, 33], ENROL)),
      body({ certRequestPermissions: [group([32]), group([33, 34])] }),
      1,
      'toBeSigned.certRequestPermissions.1.subjectPermissions.explicit.1',
      'PSID 34 with any SSP, enrol, chain length 1',
      'PSID 32 or 33, enrol, chain length 1',
    ],
    [
      'under an end entity',
      body({}),
      body({ appPermissions: [app(32)] }),
      1,
      'toBeSigned.appPermissions.0',
      'PSID 32 with no SSP, app, chain length 1',
      'nothing',
    ],
  ])('%s', (_, issuer, subject, below, field, found, allowed) =>
    expect(excess(issuer, subject, below)).toEqual({ field, found, allowed }),
  );
  test('what is covered is no excess', () => {
    expect(excess(issuing(group([32], BOTH)), body({ appPermissions: [app(32)] }))).toBeUndefined();
    const asks = body({ certRequestPermissions: [group([32])] });
    expect(excess(issuing(group([32], BOTH)), asks)).toBeUndefined();
  });
  test('no text is longer for a longer certificate', () => {
    const long = { tag: 'opaque', value: new Uint8Array(60_000) } as const;
    const many = Array.from({ length: 5000 }, (_, i) => i + 100);
    const of = excess(issuing(group(many, ENROL)), body({ appPermissions: [app(32, long)] }));
    expect(of?.found).toMatch(/^PSID 32 with opaque 0{96}… \(60000 octets\), app, chain length 1$/);
    expect(of?.allowed).toBe('PSID 100, 101, 102, 103, 104, 105, 106, 107… (5000 of them), enrol, chain length 1');
  });
});

describe('a CA', () => {
  const issuer = issuing(group([32], { minChainLength: 2 }), group([35], { minChainLength: 2 }));
  test('signs in its own name what its issuer covers at any chain length, and nothing else', () => {
    const ca = (psid: number) => body({ certIssuePermissions: [group([32])], appPermissions: [app(psid)] });
    expect(excess(issuer, ca(35))).toBeUndefined();
    expect(excess(issuer, ca(35), 4)).toBeUndefined();
    expect(excess(issuer, ca(36))).toMatchObject({
      field: 'toBeSigned.appPermissions.0',
      found: expect.stringContaining('PSID 36'),
    });
  });
  test('gives what its direct issuer may, and is not asked about by those above', () => {
    const ca = body({ certIssuePermissions: [group([32]), group([33])] });
    const field = 'toBeSigned.certIssuePermissions.1.subjectPermissions.explicit.0';
    expect(excess(issuer, ca)).toMatchObject({ field, found: 'PSID 33 with any SSP' });
    expect(excess(issuer, ca, 2)).toBeUndefined();
    expect(excess(issuer, body({ certIssuePermissions: [group('all')] }))).toEqual({
      field: 'toBeSigned.certIssuePermissions.0.subjectPermissions',
      found: 'all',
      allowed: 'PSID 32, app, chain length 2 or PSID 35, app, chain length 2',
    });
  });
  test('an entry that names no PSID gives nobody the name of a CA', () => {
    for (const list of ['certIssuePermissions', 'certRequestPermissions'])
      expect(excess(issuer, body({ [list]: [group([])], appPermissions: [app(35)] }))).toMatchObject({
        field: `toBeSigned.${list}.0.subjectPermissions.explicit`,
      });
  });
});
