/** The forms in which keys and signatures of certificates are written, and such as say nothing (6.3.23, 6.4.3, 6.4.38). */
import { coer } from '../../../asn1/coer.ts';
import type { EccP256CurvePoint, PublicVerificationKey } from '../../../asn1/ieee1609dot2/base.ts';
import { type Certificate, ToBeSignedCertificate } from '../../../asn1/ieee1609dot2/certificate.ts';
import { xOf } from '../../trust/point.ts';
import type { Case } from '../case.ts';
import type { Link } from '../forge.ts';
import { group } from '../rows.ts';
import { fill, nowhere, whole, xOnly } from '../tamper.ts';

const KEY = 'A key is a whole point of its curve, in any form that says its y.';
const ENCRYPT = 'A key to encrypt for says its y; for a receiver of messages it changes nothing else.';
const RSIG = 'rSig says the x of R; the hash of a certificate does not hang on the form it says it in.';

const tbs = (change: (t: ToBeSignedCertificate) => ToBeSignedCertificate): Link => ({ tbs: change });
const after = (change: (c: Certificate) => Certificate): Link => ({ after: change });

/** The verification key of a P-256 certificate in another form. */
const keyAs = (as: (point: EccP256CurvePoint) => EccP256CurvePoint): Link =>
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
  const changed = keyAs(whole).tbs!(value);
  return { ...c, toBeSigned: { value: changed, octets: coer(ToBeSignedCertificate).encode(changed) } };
});
const x = new Uint8Array(32).fill(7);
/** A key to encrypt for, by this algorithm and in this form. */
const encrypting = (tag: 'eciesNistP256' | 'ecencSm2', value: EccP256CurvePoint): Link => ({
  subject: {
    encryptionKey: { supportedSymmAlg: tag === 'ecencSm2' ? 'sm4Ccm' : 'aes128Ccm', publicKey: { tag, value } },
  },
});

const PARSE = 'spduParsingInvalidInput';
const STRANGE = 'unsupportedCriticalInformationField';
const FALSE = 'cryptoVerificationFailure';

export const key: readonly Case[] = [
  ...group(KEY, '6.4.38', [
    ['key-compressed', 'Compressed, the canonical form.', 'success', {}],
    ['key-uncompressed', 'Uncompressed: what is hashed and signed is the compressed form.', 'success', wholeKey],
    ['key-x-only', 'Only its x.', PARSE, keyAs(xOnly)],
    ['key-fill', 'No point at all.', PARSE, keyAs(fill)],
    ['key-off-curve', 'An x that no point of P-256 has.', FALSE, keyAs(nowhere), [PARSE]],
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
  {
    ...{ id: 'key-uncompressed-ca', rule: KEY, clause: '6.4.38', expected: 'success' },
    what: 'Uncompressed in an ACA: its HashedId8 is that of the compressed form.',
    chain: { aca: wholeKey },
  },
];

function reconstruction(t: ToBeSignedCertificate, as: (p: EccP256CurvePoint) => EccP256CurvePoint) {
  const indicator = t.verifyKeyIndicator;
  if (indicator.tag !== 'reconstructionValue') throw new RangeError('not implicit');
  return { ...t, verifyKeyIndicator: { tag: 'reconstructionValue', value: as(indicator.value) } as const };
}
