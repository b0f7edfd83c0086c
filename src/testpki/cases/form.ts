/** What a certificate has to be whoever issued it: 6.4.3 to 6.4.8, and the forms of its keys and signature. */
import { coer } from '../../../asn1/coer.ts';
import type { EccP256CurvePoint, PublicVerificationKey, Signature } from '../../../asn1/ieee1609dot2/base.ts';
import { type Certificate, ToBeSignedCertificate } from '../../../asn1/ieee1609dot2/certificate.ts';
import { xOf } from '../../trust/point.ts';
import type { Case } from '../case.ts';
import type { Link } from '../forge.ts';
import { APP, all, only } from '../setting.ts';
import { fill, nowhere, whole, xOnly } from '../tamper.ts';

const COUPLED =
  'An explicit certificate has a verificationKey and a signature, an implicit one neither but a reconstructionValue.';
const KEY = 'A key is a whole point of its curve, in any form that says its y.';
const ENCRYPT = 'A key to encrypt for says its y; for a receiver of messages it changes nothing else.';
const QUIET =
  'What says nothing to a receiver of messages (canRequestRollover, flags, extensions it does not know) is let be.';
const RSIG = 'rSig says the x of R; the hash of a certificate does not hang on the form it says it in.';
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

/** The verification key of a P-256 certificate in another form. */
const key = (as: (point: EccP256CurvePoint) => EccP256CurvePoint): Link =>
  tbs((t) => {
    const indicator = t.verifyKeyIndicator;
    if (indicator.tag !== 'verificationKey' || indicator.value.tag !== 'ecdsaNistP256')
      throw new RangeError('not P-256');
    const value: PublicVerificationKey = { tag: 'ecdsaNistP256', value: as(indicator.value.value) };
    return { ...t, verifyKeyIndicator: { tag: 'verificationKey', value } };
  });
const rSig = (
  as: (point: EccP256CurvePoint) => EccP256CurvePoint,
  how: (change: (c: Certificate) => Certificate) => Link = after,
): Link =>
  how((c) => {
    const s = c.signature;
    if (s?.tag !== 'ecdsaNistP256Signature') throw new RangeError('not P-256');
    return { ...c, signature: { ...s, value: { ...s.value, rSig: as(s.value.rSig) } } };
  });
const written = (change: (c: Certificate) => Certificate): Link => ({ written: change });
/** The key written as a whole point; its canonical form is the compressed one. */
const wholeKey: Link = written((c) => {
  const { value } = c.toBeSigned;
  const changed = key(whole).tbs!(value);
  return { ...c, toBeSigned: { value: changed, octets: coer(ToBeSignedCertificate).encode(changed) } };
});
const future = { tag: '?', value: { index: 20, octets: Uint8Array.of(0) } } as const;
const sm2: Signature = { tag: 'sm2Signature', value: { rSig: new Uint8Array(32), sSig: new Uint8Array(32).fill(1) } };
const x = new Uint8Array(32).fill(7);
const sm2Key: ToBeSignedCertificate['verifyKeyIndicator'] = {
  tag: 'verificationKey',
  value: { tag: 'ecsigSm2', value: { tag: 'compressed-y-0', value: x } },
};
/** A key to encrypt for, by this algorithm and in this form. */
const encrypting = (tag: 'eciesNistP256' | 'ecencSm2', value: EccP256CurvePoint): Link => ({
  subject: {
    encryptionKey: { supportedSymmAlg: tag === 'ecencSm2' ? 'sm4Ccm' : 'aes128Ccm', publicKey: { tag, value } },
  },
});
const flags = (octet: number) => ({ octets: Uint8Array.of(octet), length: 8 });
const nothing = { appPermissions: undefined, certIssuePermissions: undefined, certRequestPermissions: undefined };
const srm = { psid: APP.srm, ssp: undefined };

type Row = readonly [id: string, what: string, expected: Case['expected'], signer: Link, also?: Case['also']];
const group = (rule: string, clause: string, rows: readonly Row[]): Case[] =>
  rows.map(([id, what, expected, signer, also = []]) => ({
    id,
    rule,
    clause,
    what,
    expected,
    also,
    chain: { signer },
  }));

const PARSE = 'spduParsingInvalidInput';
const STRANGE = 'unsupportedCriticalInformationField';
const FALSE = 'cryptoVerificationFailure';

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
  ...group(KEY, '6.4.38', [
    ['key-compressed', 'Compressed, the canonical form.', 'success', {}],
    ['key-uncompressed', 'Uncompressed: what is hashed and signed is the compressed form.', 'success', wholeKey],
    ['key-x-only', 'Only its x.', PARSE, key(xOnly)],
    ['key-fill', 'No point at all.', PARSE, key(fill)],
    ['key-off-curve', 'An x that no point of P-256 has.', FALSE, key(nowhere), [PARSE]],
    [
      'reconstruction-x-only',
      'A reconstruction value by its x only.',
      PARSE,
      { form: 'implicit', tbs: (t) => reconstruction(t, xOnly) },
    ],
    [
      'reconstruction-off-curve',
      'A reconstruction value that is no point of P-256.',
      FALSE,
      { form: 'implicit', tbs: (t) => reconstruction(t, nowhere) },
      [PARSE],
    ],
  ]),
  ...group(ENCRYPT, '6.4.8', [
    ['encryption-none', 'None.', 'success', {}],
    ['encryption-p256', 'ECIES on P-256.', 'success', encrypting('eciesNistP256', { tag: 'compressed-y-0', value: x })],
    [
      'encryption-sm2',
      'By SM2 and SM4.',
      'success',
      encrypting('ecencSm2', { tag: 'compressed-y-0', value: x }),
      [STRANGE],
    ],
    [
      'encryption-x-only',
      'By its x only.',
      PARSE,
      encrypting('eciesNistP256', { tag: 'x-only', value: x }),
      ['success'],
    ],
    ['encryption-fill', 'No point at all.', PARSE, encrypting('eciesNistP256', fill()), ['success']],
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
  ...group(RSIG, '6.4.3', [
    ['certificate-r-x-only', 'By its x, the canonical form.', 'success', {}],
    [
      'certificate-r-compressed',
      'As a compressed point.',
      'success',
      rSig((p) => ({ tag: 'compressed-y-1', value: xOf(p)! }), written),
    ],
    ['certificate-r-uncompressed', 'As a whole point.', 'success', rSig(whole, written)],
    ['certificate-r-fill', 'Not at all.', PARSE, rSig(fill)],
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
    ...{ id: 'key-uncompressed-ca', rule: KEY, clause: '6.4.38', expected: 'success' },
    what: 'Uncompressed in an ACA: its HashedId8 is that of the compressed form.',
    chain: { aca: wholeKey },
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

function reconstruction(t: ToBeSignedCertificate, as: (p: EccP256CurvePoint) => EccP256CurvePoint) {
  const indicator = t.verifyKeyIndicator;
  if (indicator.tag !== 'reconstructionValue') throw new RangeError('not implicit');
  return { ...t, verifyKeyIndicator: { tag: 'reconstructionValue', value: as(indicator.value) } as const };
}
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
