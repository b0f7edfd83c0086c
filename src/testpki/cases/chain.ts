/** One certificate under another: who is named, who signed, with which curve, and for how long (5.1.2, 5.1.3, 6.4.7). */
import type { Curve } from '../../crypto/provider.ts';
import type { Case } from '../case.ts';
import type { Link } from '../forge.ts';
import type { Setting } from '../setting.ts';

const NAMED =
  'A certificate names its issuer by the HashedId8 of the canonical certificate, by the hash algorithm it names.';
const SIGNED = 'A certificate is made with the key of the issuer it names.';
const ANCHOR = 'A chain ends at a self-signed certificate that the receiver trusted before.';
const CURVES =
  'A certificate is signed on the curve of its issuer’s key, and the hash goes by it: SHA-384 for 384 bits, else SHA-256.';
const IMPLICIT = 'An implicit certificate is under a key of a curve of 256 bits.';
const END = 'A certificate is valid no longer than its issuer.';
const BEGIN = 'A certificate is valid no earlier than its issuer.';
const THEN = 'The signer’s certificate was valid when the message was generated.';
const NOW = 'The certificates of a chain have not expired when the message is received.';

const FALSE = 'cryptoVerificationFailure';
const UNKNOWN = 'notEnoughInformationToConstructChain';
const UNTRUSTED = 'chainEndedAtUntrustedRoot';

const chainOf = (curves: readonly [Curve, Curve, Curve, Curve], form: Link['form'] = 'explicit') => ({
  root: { curve: curves[0] },
  ica: { curve: curves[1] },
  aca: { curve: curves[2] },
  signer: { curve: curves[3], form },
});
const P2 = 'P-256';
const P3 = 'P-384';
const B2 = 'brainpoolP256r1';
const B3 = 'brainpoolP384r1';

const wrongOctet = (octets: Uint8Array, at: number): Uint8Array => octets.with(at, octets.at(at)! ^ 1);

export function chain({ start, now }: Setting): readonly Case[] {
  const span = (from: number, seconds: number) => ({
    validityPeriod: { start: from, duration: { tag: 'seconds', value: seconds } as const },
  });
  const years = (value: number, from = start) => ({
    validityPeriod: { start: from, duration: { tag: 'years', value } as const },
  });
  const at = Math.floor(now / 1e6);
  const rows: readonly (readonly [string, string, string, string, Case['expected'], Case['chain'], Case['also']?])[] = [
    ['issuer-digest', NAMED, '6.4.7', 'By the right digest.', 'success', {}],
    [
      'issuer-digest-wrong',
      ...([NAMED, '6.4.7', 'By a digest with one bit changed.', UNKNOWN] as const),
      { signer: { issuer: (i) => (i.tag === 'sha256AndDigest' ? { ...i, value: wrongOctet(i.value, 7) } : i) } },
    ],
    [
      'issuer-sha384-for-sha256',
      ...([NAMED, '6.4.7', 'A CA with a key of 256 bits, as if by SHA-384.', UNKNOWN] as const),
      { signer: { issuer: (i) => (i.tag === 'sha256AndDigest' ? { tag: 'sha384AndDigest', value: i.value } : i) } },
      [FALSE],
    ],
    ['issuer-signed', SIGNED, '5.3.1', 'With the key of the ACA.', 'success', {}],
    ['issuer-stranger', SIGNED, '5.3.1', 'With another key, explicit.', FALSE, { signer: { stranger: true } }],
    [
      'issuer-stranger-implicit',
      ...([SIGNED, '5.3.2', 'With another key, implicit: the message does not verify.', FALSE] as const),
      { signer: { form: 'implicit', stranger: true } },
    ],
    [
      'ca-stranger',
      ...([SIGNED, '5.3.1', 'An ACA that somebody else made in the name of the ICA.', FALSE] as const),
      { aca: { stranger: true } },
      [UNKNOWN],
    ],
    [
      'issuer-key-changed',
      ...([SIGNED, '5.3.1', 'The key in the certificate was changed after it was signed.', FALSE] as const),
      { signer: { octets: (o) => wrongOctet(o, o.length - 67) } },
    ],
    [
      'root-stranger',
      ...([
        SIGNED,
        '5.3.1',
        'A root that is not signed with its own key: it is no anchor, and nothing is under it.',
      ] as const),
      UNKNOWN,
      { root: { stranger: true } },
      [FALSE, UNTRUSTED],
    ],
    ['anchor', ANCHOR, '5.1.2', 'At the trusted root.', 'success', {}],
    [
      'anchor-self',
      ANCHOR,
      '5.1.2',
      'At the signer, who signed the certificate itself.',
      UNTRUSTED,
      { signer: { form: 'self' } },
    ],
    [
      'anchor-ca-self',
      ...([ANCHOR, '5.1.2', 'At an ICA that signed its own certificate and is no anchor.', UNTRUSTED] as const),
      { ica: { form: 'self' } },
      [UNKNOWN],
    ],
    ['curves-p256', CURVES, '6.3.5', 'P-256 from top to bottom.', 'success', chainOf([P2, P2, P2, P2])],
    ['curves-p384', CURVES, '6.3.5', 'P-384 from top to bottom.', 'success', chainOf([P3, P3, P3, P3])],
    [
      'curves-brainpool256',
      CURVES,
      '6.3.5',
      'brainpoolP256r1 from top to bottom.',
      'success',
      chainOf([B2, B2, B2, B2]),
    ],
    [
      'curves-brainpool384',
      CURVES,
      '6.3.5',
      'brainpoolP384r1 from top to bottom.',
      'success',
      chainOf([B3, B3, B3, B3]),
    ],
    [
      'curves-p384-above',
      CURVES,
      '6.3.5',
      'P-384 for root and ICA, P-256 below.',
      'success',
      chainOf([P3, P3, P2, P2]),
    ],
    ['curves-p384-ca', CURVES, '6.3.5', 'P-256 under an ACA of P-384.', 'success', chainOf([P3, P3, P3, P2])],
    ['curves-p384-end', CURVES, '6.3.5', 'P-384 under an ACA of P-256.', 'success', chainOf([P2, P2, P2, P3])],
    [
      'curves-other',
      ...([CURVES, '6.3.5', 'A signature that says it is on brainpoolP256r1, under P-256.', FALSE] as const),
      {
        signer: {
          after: (c) =>
            c.signature?.tag === 'ecdsaNistP256Signature'
              ? { ...c, signature: { ...c.signature, tag: 'ecdsaBrainpoolP256r1Signature' } }
              : c,
        },
      },
    ],
    ['implicit-p256', IMPLICIT, '6.4.3', 'Under P-256.', 'success', chainOf([P3, P3, P2, P2], 'implicit')],
    [
      'implicit-brainpool256',
      IMPLICIT,
      '6.4.3',
      'Under brainpoolP256r1.',
      'success',
      chainOf([P2, P2, B2, B2], 'implicit'),
    ],
    [
      'implicit-p384',
      IMPLICIT,
      '6.4.3',
      'Under P-384.',
      FALSE,
      chainOf([P3, P3, P3, P2], 'implicit'),
      ['spduParsingInvalidInput'],
    ],
    ['ends-with-issuer', END, '5.1.3', 'Ends when its issuer ends.', 'success', { signer: { subject: years(5) } }],
    [
      'ends-after-issuer',
      END,
      '5.1.3',
      'Ends a year after its issuer.',
      'inconsistentExpiryTimes',
      { signer: { subject: years(6) } },
    ],
    [
      'ends-past-time32',
      ...([END, '6.4.14', 'Behind the end of Time32, under a root that ends then too.', 'success'] as const),
      { root: { subject: years(65_535) }, ica: { subject: years(65_535) } },
    ],
    [
      'ends-past-time32-after-issuer',
      ...([
        END,
        '6.4.14',
        'Behind the end of Time32, under an issuer that ends before.',
        'inconsistentExpiryTimes',
      ] as const),
      { signer: { subject: years(65_535) } },
    ],
    [
      'ca-ends-after-issuer',
      ...([END, '5.1.3', 'An ACA that ends after its ICA.', 'inconsistentExpiryTimes'] as const),
      { aca: { subject: years(21) } },
      [UNKNOWN],
    ],
    [
      'begins-with-issuer',
      BEGIN,
      '5.1.3',
      'Begins when its issuer begins.',
      'success',
      { signer: { subject: years(1) } },
    ],
    [
      'begins-before-issuer',
      ...([BEGIN, '5.1.3', 'Begins a second before its issuer.', 'inconsistentStartTimes'] as const),
      { signer: { subject: years(1, start - 1) } },
    ],
    [
      'ca-begins-before-issuer',
      ...([BEGIN, '5.1.3', 'An ACA that begins a second before its ICA.', 'inconsistentStartTimes'] as const),
      { aca: { subject: years(5, start - 1) } },
      [UNKNOWN],
    ],
    [
      'valid-from-now',
      THEN,
      '5.2.4.2.3',
      'It begins at this very second.',
      'success',
      { signer: { subject: span(at, 3600) } },
    ],
    [
      'valid-later',
      ...([THEN, '5.2.4.2.3', 'It begins a second later.', 'futureCertificateAtGenerationTime'] as const),
      { signer: { subject: span(at + 1, 3600) } },
    ],
    [
      'valid-never',
      ...([THEN, '5.2.4.2.3', 'It has a duration of 0.', 'expiredCertificateAtGenerationTime'] as const),
      { signer: { subject: span(at, 0) } },
      ['certificateExpired', 'spduParsingInvalidInput'],
    ],
    [
      'valid-no-more',
      ...([THEN, '5.2.4.2.3', 'It ended at this very second.', 'expiredCertificateAtGenerationTime'] as const),
      { signer: { subject: span(at - 3600, 3600) } },
      ['certificateExpired'],
    ],
  ];
  const late: readonly Case[] = [1, 3].map((seconds) => ({
    ...{ id: seconds === 1 ? 'unexpired-at-receipt' : 'expired-at-receipt', rule: NOW, clause: '5.2.5.5' },
    what: `Received ${seconds} s after it was generated, under a certificate that ends 2 s after.`,
    expected: seconds === 1 ? 'success' : 'certificateExpired',
    chain: { signer: { subject: span(at - 3598, 3600) } },
    receiver: { time: now + seconds * 1e6 },
  }));
  return [
    ...rows.map(([id, rule, clause, what, expected, links = {}, also = []]) => ({
      ...{ id, rule, clause, what, expected, also },
      chain: links,
    })),
    ...late,
  ];
}
