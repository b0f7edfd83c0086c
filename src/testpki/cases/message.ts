/** The message against its signer, its header and its moment (5.2.4, 5.2.5, 6.3). */
import type { Signature } from '../../../asn1/ieee1609dot2/base.ts';
import type { SignedData } from '../../../asn1/ieee1609dot2/data.ts';
import { domain } from '../../crypto/curve.ts';
import { octets } from '../../crypto/integer.ts';
import type { Case, Expected } from '../case.ts';
import type { Sample } from '../sample.ts';
import { APP, type Setting } from '../setting.ts';
import { negated, part } from '../tamper.ts';

const PSID = 'The PSID of the message is in appPermissions of its signer.';
const TRIPLE = 'The PSID of the WSMP header, the signed one, and the kind of message agree.';
const FRESH = 'A signal request was generated at most 5 s ago and at most 2 s ahead.';
const EXPIRY = 'expiryTime lies after generationTime, not in the past, and not behind the validity of the signer.';
const LEARN = 'p2pcdLearningRequest and inlineP2pcdRequest never stand in one header.';
const LAYER = 'What a session layer signed (pduFunctionalType) is not what an application says.';
const SIGNER = 'A signer is a certificate that came along, or the digest of one that was seen.';
const SIGNED = 'The signature covers the message as it stands.';
const RANGE = 'r and s are 1 to n - 1.';
const HASH = 'hashId goes with the curve of the signature, and is one that is supported.';
const FORM = 'An SPDU is signed data of protocolVersion 3, with unsecured data in it and nothing behind it.';
const EXTERNAL = 'A payload that is given by its hash only is refused where no external data belongs to it.';

const PARSE = 'spduParsingInvalidInput';
const STRANGE = 'unsupportedCriticalInformationField';
const FALSE = 'cryptoVerificationFailure';
const INPUT = 'inconsistentInputParameters';

type Row = readonly [string, string, string, string, Expected, Sample, Partial<Case>?];

export function message({ now, start }: Setting): readonly Case[] {
  const generated = (micros: number): Sample => ({ header: { generationTime: now + micros } });
  const expiring = (micros: number, from = 0): Sample => ({
    header: { generationTime: now + from, expiryTime: now + micros },
  });
  const header = (part: NonNullable<Sample['header']>['header']): Sample => ({ header: part ? { header: part } : {} });
  const after = (change: (data: SignedData) => SignedData): Sample => ({ after: change });
  const signature = (change: (s: Signature) => Signature): Sample =>
    after((d) => ({ ...d, signature: change(d.signature) }));
  const end = start + 169 * 3600;
  const two = {
    chain: {
      signer: { subject: { appPermissions: [APP.srm, APP.ssm].map((psid) => ({ psid, ssp: undefined })) } },
    },
  };
  const three = new Uint8Array(3).fill(7);
  const rows: readonly Row[] = [
    ['psid-held', PSID, '5.2.4.2.2', 'It is.', 'success', {}],
    [
      'psid-not-held',
      PSID,
      '5.2.4.2.2',
      'A BSM under a certificate for signal requests.',
      'unauthorizedPSID',
      { kind: 'bsm' },
    ],
    ['psid-triple', TRIPLE, '5.2.4', 'They do.', 'success', {}],
    ['psid-wsmp', TRIPLE, '5.2.4', 'WSMP says BSM.', 'psidsDontMatch', { wsmp: APP.bsm }],
    [
      'psid-kind',
      TRIPLE,
      '5.2.4',
      'A signal request under the PSID of SSM, for which the signer has a right.',
      'psidsDontMatch',
      { psid: APP.ssm },
      two,
    ],
    ['time-5-s-ago', FRESH, '5.2.5.2', '5 s ago.', 'success', generated(-5e6)],
    ['time-older', FRESH, '5.2.5.2', 'A microsecond more.', 'generationTimeTooFarInPast', generated(-5e6 - 1)],
    ['time-2-s-ahead', FRESH, '5.2.5.2', '2 s ahead.', 'success', generated(2e6)],
    ['time-farther', FRESH, '5.2.5.2', 'A microsecond more.', 'generationTimeTooFarInFuture', generated(2e6 + 1)],
    [
      'time-none',
      FRESH,
      '5.2.5.2',
      'It does not say when.',
      'generationTimeNotAvailable',
      { header: { generationTime: undefined } },
    ],
    ['expiry-in-a-second', EXPIRY, '5.2.5.3', 'In a second.', 'success', expiring(1e6)],
    ['expiry-with-certificate', EXPIRY, '5.2.4.2.3', 'With the certificate.', 'success', expiring(end * 1e6 - now)],
    [
      'expiry-behind-certificate',
      EXPIRY,
      '5.2.4.2.3',
      'A microsecond after the certificate.',
      'expiryDateTooLate',
      expiring(end * 1e6 - now + 1),
    ],
    ['expiry-at-generation', EXPIRY, '5.2.4.2.3', 'When it is generated.', 'expiryBeforeGeneration', expiring(0)],
    [
      'expiry-past',
      EXPIRY,
      '5.2.5.3',
      'A second ago, and generated two ago.',
      'expiryTimeInPast',
      expiring(-1e6, -2e6),
    ],
    [
      'learn-out-of-band',
      LEARN,
      '6.3.9',
      'p2pcdLearningRequest alone.',
      'success',
      header({ p2pcdLearningRequest: three }),
    ],
    ['learn-inline', LEARN, '6.3.9', 'inlineP2pcdRequest alone.', 'success', header({ inlineP2pcdRequest: [three] })],
    [
      'learn-both',
      ...([LEARN, '6.3.9', 'Both.', PARSE] as const),
      header({ p2pcdLearningRequest: three, inlineP2pcdRequest: [three] }),
      { also: [INPUT] },
    ],
    ['header-none', LAYER, '6.3.9', 'None.', 'success', {}],
    ['header-session', LAYER, '6.3.9', 'A TLS handshake.', INPUT, header({ pduFunctionalType: 1 }), { also: [PARSE] }],
    ['signer-certificate', SIGNER, '6.3.25', 'The certificate.', 'success', {}],
    [
      'signer-digest-unseen',
      SIGNER,
      '6.3.25',
      'The digest of a certificate never seen.',
      'certificateNotFound',
      { form: 'digest' },
    ],
    ['signer-self', SIGNER, '6.3.25', 'Itself.', INPUT, { form: 'self' }, { also: ['certificateNotFound', PARSE] }],
    [
      'signer-later',
      ...([SIGNER, '5.2.6', 'A form of a later edition.', STRANGE] as const),
      after((d) => ({ ...d, signer: { tag: '?', value: { index: 9, octets: Uint8Array.of(0) } } })),
    ],
    ['signature-right', SIGNED, '5.3.1', 'It does.', 'success', {}],
    [
      'signature-twin',
      SIGNED,
      '5.3.1',
      'n - s for s: the same message, and a replay of it.',
      'success',
      signature(negated),
    ],
    [
      'signature-payload',
      ...([SIGNED, '5.3.1', 'One bit of the payload was changed.', FALSE] as const),
      after((d) => changedPayload(d)),
    ],
    [
      'signature-other',
      ...([SIGNED, '5.3.1', 'The signature is another one.', FALSE] as const),
      signature((s) => part(s, 's', (v) => v.with(31, v[31]! ^ 1))),
    ],
    ['signature-range', RANGE, '5.3.1', 'They are.', 'success', {}],
    ['signature-s-0', RANGE, '5.3.1', 's is 0.', FALSE, signature((s) => part(s, 's', () => new Uint8Array(32)))],
    [
      'signature-s-n',
      RANGE,
      '5.3.1',
      's is n.',
      FALSE,
      signature((s) => part(s, 's', () => octets(domain('P-256').n, 32))),
    ],
    ['signature-r-0', RANGE, '5.3.1', 'r is 0.', FALSE, signature((s) => part(s, 'r', () => new Uint8Array(32)))],
    [
      'signature-r-n',
      RANGE,
      '5.3.1',
      'r is n.',
      FALSE,
      signature((s) => part(s, 'r', () => octets(domain('P-256').n, 32))),
    ],
    ['hash-sha256', HASH, '6.3.5', 'SHA-256 with P-256.', 'success', {}],
    [
      'hash-sha384',
      HASH,
      '6.3.5',
      'SHA-384 with P-256.',
      INPUT,
      after((d) => ({ ...d, hashId: 'sha384' })),
      { also: [FALSE] },
    ],
    [
      'hash-sha256-p384',
      ...([HASH, '6.3.5', 'SHA-256 with P-384.', INPUT] as const),
      after((d) => ({ ...d, hashId: 'sha256' })),
      { also: [FALSE], chain: { signer: { curve: 'P-384' } } },
    ],
    ['hash-sm3', HASH, '6.3.5', 'SM3.', STRANGE, after((d) => ({ ...d, hashId: 'sm3' }))],
    ['hash-later', HASH, '5.2.6', 'One of a later edition.', STRANGE, after((d) => ({ ...d, hashId: '?7' }))],
    ['form-signed', FORM, '6.3.2', 'It is.', 'success', {}],
    ['form-version-2', FORM, '6.3.2', 'protocolVersion 2.', PARSE, { octets: (o) => o.with(0, 2) }],
    ['form-trailing', FORM, '6.3.2', 'An octet behind it.', PARSE, { octets: (o) => Uint8Array.of(...o, 0) }],
    ['form-cut', FORM, '6.3.2', 'Without its last octet.', PARSE, { octets: (o) => o.slice(0, -1) }],
    [
      'form-unsecured',
      FORM,
      '5.2.4',
      'Unsecured data.',
      PARSE,
      { octets: () => Uint8Array.of(3, 0x80, 1, 0) },
      { also: [INPUT] },
    ],
    ['external-none', EXTERNAL, '6.3.7', 'Data.', 'success', {}],
    [
      'external-hash',
      ...([EXTERNAL, '6.3.7', 'Data, and a hash beside it.', 'noExtDataHashPresent'] as const),
      after((d) => hashed(d)),
      { also: [FALSE, 'extDataHashMismatch', 'noExtDataHashProvided'] },
    ],
  ];
  return rows.map(([id, rule, clause, what, expected, sample, more]) => ({
    ...{ id: `spdu-${id}`, rule, clause, what, expected, sample },
    ...more,
  }));
}

/** The last octet of the payload's frame is in the requestor's role: with another bit it is still a message. */
function changedPayload(d: SignedData): SignedData {
  const { value, octets: signed } = d.tbsData;
  const inner = value.payload.data!.octets;
  const at = find(signed, inner) + inner.length - 1;
  return { ...d, tbsData: { value, octets: signed.with(at, signed[at]! ^ 0x10) } };
}
/** The tbsData with a hash of external data, under the old signature. */
function hashed(d: SignedData): SignedData {
  const { value, octets: signed } = d.tbsData;
  const data = value.payload.data!.octets;
  const at = find(signed, data);
  const preamble = 0x60;
  const rest = signed.slice(at + data.length);
  const hash = Uint8Array.of(0x80, ...new Uint8Array(32));
  return { ...d, tbsData: { value, octets: Uint8Array.of(preamble, ...data, ...hash, ...rest) } };
}
function find(octets: Uint8Array, part: Uint8Array): number {
  for (let at = 0; at + part.length <= octets.length; at++) if (part.every((o, i) => octets[at + i] === o)) return at;
  throw new RangeError('not in it');
}
