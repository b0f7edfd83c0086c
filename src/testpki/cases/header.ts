/** What may stand in a header beside times and place: requests, answers, keys, extensions (6.3.9, 6.3.16 to 6.3.22, 6.5). */
import type { EccP256CurvePoint } from '../../../asn1/ieee1609dot2/base.ts';
import { contribute, IEEE_1609 } from '../../../asn1/ieee1609dot2/contributed.ts';
import type { HeaderInfo } from '../../../asn1/ieee1609dot2/data.ts';
import { compressedPoint } from '../../trust/point.ts';
import type { Case, Expected } from '../case.ts';
import type { Forge } from '../forge.ts';
import type { Kind } from '../sample.ts';
import { type Setting, usualSubject } from '../setting.ts';
import { fill, nowhere, whole, xOnly } from '../tamper.ts';

const QUIET =
  'What a header asks others for, or answers them with (missingCrlIdentifier, requestedCertificate, inlineP2pcdRequest), changes no verdict.';
const OTHERS =
  'Extensions of contributors and numbers that a receiver does not know are let be; one of IEEE 1609 is one.';
const KEY = 'A key in the header is a whole point of its curve.';

const PARSE = 'spduParsingInvalidInput';
type Row = readonly [id: string, rule: string, clause: string, what: string, Expected, Part, Partial<Case>?];
type Part = Partial<HeaderInfo>;

export function header(setting: Setting, forge: Forge): readonly Case[] {
  const three = new Uint8Array(3).fill(7);
  const missing = { missingCrlIdentifier: { cracaId: three, crlSeries: 3 } };
  const label = 'somebody else';
  const { record } = forge.make(label, usualSubject(setting, 'signer', label), {}, undefined);
  const requested = { requestedCertificate: { value: record.value, octets: record.octets } };
  const asking = (count: number): Part => ({ inlineP2pcdRequest: Array.from({ length: count }, () => three) });
  const extension = (contributorId: number, ...octets: readonly number[]): Part => ({
    contributedExtensions: [{ contributorId, extns: [Uint8Array.from(octets)] }],
  });
  const learn = contribute(IEEE_1609, [{ tag: 'p2pcd8ByteLearningRequest', value: new Uint8Array(8).fill(7) }]);

  const point = compressedPoint(forge.key('to answer with', 'P-256').public);
  const key = (value: EccP256CurvePoint, tag: 'eciesNistP256' | 'ecencSm2' = 'eciesNistP256'): Part => {
    const supportedSymmAlg = tag === 'ecencSm2' ? 'sm4Ccm' : 'aes128Ccm';
    return { encryptionKey: { tag: 'public', value: { supportedSymmAlg, publicKey: { tag, value } } } };
  };
  // A receiver that never answers may not look at the key.
  const later: Partial<Case> = { also: ['success'] };
  const rows: readonly Row[] = [
    ['missing-crl', QUIET, '6.3.16', 'missingCrlIdentifier.', 'success', missing],
    ['requested', QUIET, '6.3.9', 'A certificate that nobody vouches for, as an answer.', 'success', requested],
    ['asking-none', QUIET, '6.3.9', 'A request inline for no certificate.', 'success', asking(0), { also: [PARSE] }],
    ['asking-9', QUIET, '6.3.9', 'A request inline for nine.', 'success', asking(9)],
    [
      'missing-crl-bsm',
      QUIET,
      '6.3.16',
      'missingCrlIdentifier, where the signer may not send it.',
      'unauthorizedPSID',
      missing,
      bsm,
    ],
    [
      'requested-bsm',
      QUIET,
      '6.3.9',
      'A certificate as an answer, where the signer may not send it.',
      'unauthorizedPSID',
      requested,
      bsm,
    ],
    [
      'extension',
      OTHERS,
      '6.5.4',
      'A request for a certificate by eight octets.',
      'success',
      { contributedExtensions: [learn] },
    ],
    ['extension-number', OTHERS, '6.5.4', 'Of IEEE 1609, of a number nobody has.', 'success', extension(1, 99, 1, 0)],
    ['extension-other', OTHERS, '6.5.3', 'Of a contributor nobody knows.', 'success', extension(99, 1, 3, 7, 7, 7)],
    [
      'extension-short',
      OTHERS,
      '6.5.4',
      'A request for a certificate by three octets.',
      PARSE,
      extension(1, 1, 3, 7, 7, 7),
      later,
    ],
    ['extension-longer', OTHERS, '6.5.4', 'With an octet behind it.', PARSE, extension(1, 99, 1, 0, 0), later],
    ['key', KEY, '6.3.18', 'Compressed.', 'success', key(point)],
    ['key-uncompressed', KEY, '6.3.18', 'Uncompressed: signed is the compressed form.', 'success', key(whole(point))],
    ['key-sm2', KEY, '6.3.18', 'By SM2 and SM4.', 'success', key(point, 'ecencSm2')],
    ['key-nowhere', KEY, '6.3.18', 'An x that no point of P-256 has.', PARSE, key(nowhere(point)), later],
    ['key-x-only', KEY, '6.3.18', 'Its x only.', PARSE, key(xOnly(point)), later],
    ['key-fill', KEY, '6.3.18', 'No point at all.', PARSE, key(fill()), later],
  ];
  return rows.map(([id, rule, clause, what, expected, part, more = {}]) => ({
    ...{ id: `header-${id}`, rule, clause, what, expected },
    ...more,
    sample: { ...(typeof more.sample === 'object' ? more.sample : {}), header: { header: part } },
  }));
}

const bsm: Partial<Case> = { sample: { kind: 'bsm' satisfies Kind } };
