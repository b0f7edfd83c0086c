/** What a certificate has to be whoever issued it: 6.4.3 to 6.4.8. */
import type { Signature } from '../../../asn1/ieee1609dot2/base.ts';
import type { Certificate, ToBeSignedCertificate } from '../../../asn1/ieee1609dot2/certificate.ts';
import type { Case } from '../case.ts';
import type { Link } from '../forge.ts';
import { group } from '../rows.ts';
import { APP, all, only } from '../setting.ts';

const COUPLED =
  'An explicit certificate has a verificationKey and a signature, an implicit one neither but a reconstructionValue.';
const QUIET =
  'What says nothing to a receiver of messages (canRequestRollover, flags, extensions it does not know) is let be.';
const SOME = 'A certificate has at least one of its three permission lists.';
const UNIQUE = 'No PSID stands twice in appPermissions.';
const ONE_ALL = 'A permission list has at most one entry for all PSIDs.';
const NAMED = 'An entry of a permission list names a PSID.';
const CA = 'A certificate that issues others is explicit.';
const CRITICAL =
  'A critical information field with an alternative that is not supported makes the certificate invalid.';
const VERSION = 'The version of a certificate is 3.';

const tbs = (change: (t: ToBeSignedCertificate) => ToBeSignedCertificate): Link => ({ tbs: change });
const after = (change: (c: Certificate) => Certificate): Link => ({ after: change });

const future = { tag: '?', value: { index: 20, octets: Uint8Array.of(0) } } as const;
const sm2: Signature = { tag: 'sm2Signature', value: { rSig: new Uint8Array(32), sSig: new Uint8Array(32).fill(1) } };
const x = new Uint8Array(32).fill(7);
const sm2Key: ToBeSignedCertificate['verifyKeyIndicator'] = {
  tag: 'verificationKey',
  value: { tag: 'ecsigSm2', value: { tag: 'compressed-y-0', value: x } },
};
const flags = (octet: number) => ({ octets: Uint8Array.of(octet), length: 8 });
const nothing = { appPermissions: undefined, certIssuePermissions: undefined, certRequestPermissions: undefined };
const srm = { psid: APP.srm, ssp: undefined };

const PARSE = 'spduParsingInvalidInput';
const STRANGE = 'unsupportedCriticalInformationField';

export const form: readonly Case[] = [
  ...group(VERSION, '6.4.3', [
    ['version-3', 'Version 3.', 'success', {}],
    ['version-2', 'Version 2.', PARSE, { octets: (o) => o.with(1, 2) }],
  ]),
  ...group(COUPLED, '6.4.3', [
    ['type-explicit', 'Explicit, with key and signature.', 'success', { form: 'explicit' }],
    ['type-implicit', 'Implicit, with a reconstruction value.', 'success', { form: 'implicit' }],
    ['type-explicit-unsigned', 'Explicit, without signature.', PARSE, after((c) => ({ ...c, signature: undefined }))],
    ['type-explicit-reconstructed', 'Explicit, with a reconstruction value.', PARSE, tbs(reconstructed)],
    [
      'type-implicit-signed',
      'Implicit, with a signature.',
      PARSE,
      { form: 'implicit', after: (c) => ({ ...c, signature: unrelated }) },
    ],
    [
      'type-implicit-with-key',
      'Implicit, with a verification key.',
      PARSE,
      after((c) => ({ ...c, type: 'implicit', signature: undefined })),
    ],
  ]),
  ...group(QUIET, '6.4.8', [
    ['quiet-rollover', 'canRequestRollover.', 'success', { subject: { canRequestRollover: null } }],
    ['quiet-cubk', 'usesCubk, in a certificate that is none of a CA.', 'success', { subject: { flags: flags(0x80) } }],
    [
      'quiet-flags',
      'Flags of which none is set, as the edition of 2025 forbids.',
      'success',
      { subject: { flags: flags(0) } },
      [PARSE],
    ],
    ['quiet-extension', 'An extension of a later edition.', 'success', { subject: { appExtensions: [future] } }],
  ]),
  ...group(SOME, '6.4.8', [
    ['permissions-app', 'appPermissions alone.', 'success', {}],
    ['permissions-none', 'None of the three.', PARSE, { subject: nothing }],
  ]),
  ...group(UNIQUE, '6.4.28', [
    ['psid-two', 'Two PSIDs.', 'success', { subject: { appPermissions: [srm, { psid: APP.bsm, ssp: undefined }] } }],
    ['psid-twice', 'One PSID twice.', PARSE, { subject: { appPermissions: [srm, srm] } }],
  ]),
  ...group(CRITICAL, '5.2.6', [
    [
      'critical-none',
      'Flags, which are none.',
      'success',
      { subject: { flags: { octets: Uint8Array.of(0x80), length: 8 }, '?': undefined } },
    ],
    ['critical-id', 'An id of a later edition.', STRANGE, { subject: { id: future } }],
    ['critical-region', 'A region of a later edition.', STRANGE, { subject: { region: future } }],
    [
      'critical-country',
      'An identified region of a later edition.',
      STRANGE,
      { subject: { region: { tag: 'identifiedRegion', value: [future] } } },
    ],
    ['critical-signature', 'A signature of a later edition.', STRANGE, after((c) => ({ ...c, signature: future }))],
    ['critical-sm2', 'A signature by SM2.', STRANGE, after((c) => ({ ...c, signature: sm2 }))],
    ['critical-sm2-key', 'A verification key of SM2.', STRANGE, tbs((t) => ({ ...t, verifyKeyIndicator: sm2Key }))],
    [
      'critical-issuer',
      'An issuer named by SM3.',
      STRANGE,
      after((c) => ({ ...c, issuer: { tag: 'sm3AndDigest', value: new Uint8Array(8) } })),
    ],
    [
      'critical-key',
      'A verification key of a later edition.',
      STRANGE,
      tbs((t) => ({ ...t, verifyKeyIndicator: future })),
    ],
    [
      'critical-permissions',
      'Subject permissions of a later edition.',
      STRANGE,
      {
        subject: {
          certRequestPermissions: [{ ...all(1), subjectPermissions: future }],
        },
      },
    ],
  ]),
  ...authority(ONE_ALL, '6.4.31', [
    [
      'all-once',
      'One entry for all, one for a PSID.',
      'success',
      [all(1), only([{ psid: APP.srm, sspRange: undefined }])],
    ],
    ['all-twice', 'Two entries for all.', PARSE, [all(1), all(1, -1)]],
  ]),
  ...authority(NAMED, '6.4.31', [
    ['entry-one-psid', 'An entry with one PSID.', 'success', [only([{ psid: APP.srm, sspRange: undefined }])]],
    ['entry-no-psid', 'An entry with none.', PARSE, [only([]), all(1)]],
  ]),
  {
    ...{ id: 'all-twice-request', rule: ONE_ALL, clause: '6.4.31', expected: PARSE },
    what: 'Two entries for all in certRequestPermissions.',
    chain: { signer: { subject: { certRequestPermissions: [all(0), all(1)] } } },
  },
  {
    ...{ id: 'quiet-bsm', rule: QUIET, clause: '6.4.8', expected: 'unauthorizedPSID', sample: { kind: 'bsm' } },
    what: 'canRequestRollover and usesCubk, under a message that its holder may not send.',
    chain: { signer: { subject: { canRequestRollover: null, flags: flags(0x80) } } },
  },
  {
    ...{ id: 'ca-explicit', rule: CA, clause: '6.4.3', expected: 'success' },
    what: 'An explicit CA.',
    chain: { aca: { form: 'explicit' } },
  },
  {
    ...{ id: 'ca-implicit', rule: CA, clause: '6.4.3', expected: STRANGE },
    ...{ what: 'An implicit CA.', also: ['notEnoughInformationToConstructChain'] },
    chain: { aca: { form: 'implicit' } },
  },
];

const unrelated: Signature = {
  tag: 'ecdsaNistP256Signature',
  value: { rSig: { tag: 'x-only', value: new Uint8Array(32).fill(1) }, sSig: new Uint8Array(32).fill(2) },
};

/** The stated key as if it were a reconstruction value. */
function reconstructed(t: ToBeSignedCertificate): ToBeSignedCertificate {
  const indicator = t.verifyKeyIndicator;
  if (indicator.tag !== 'verificationKey' || indicator.value.tag !== 'ecdsaNistP256') throw new RangeError('not P-256');
  return { ...t, verifyKeyIndicator: { tag: 'reconstructionValue', value: indicator.value.value } };
}

/** Rows about certIssuePermissions of the ACA. */
function authority(
  rule: string,
  clause: string,
  rows: readonly (readonly [string, string, Case['expected'], ToBeSignedCertificate['certIssuePermissions']])[],
): Case[] {
  return rows.map(([id, what, expected, certIssuePermissions]) => ({
    ...{ id, rule, clause, what, expected },
    also: expected === 'success' ? [] : ['notEnoughInformationToConstructChain'],
    chain: { aca: { subject: { certIssuePermissions } } },
  }));
}
