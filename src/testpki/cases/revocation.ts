/** What CRLs say of certificates, and whose CRLs count (clause 7, 5.1.3). The lists are there before the message is. */
import { coer } from '../../../asn1/coer.ts';
import type { PsidSsp } from '../../../asn1/ieee1609dot2/base.ts';
import { type CrlContents, CrlSsp } from '../../../asn1/ieee1609dot2/crl.ts';
import type { CertificateRecord } from '../../trust/certificate.ts';
import type { Holder } from '../../trust/issue.ts';
import type { Case, Chain, Labelled, List } from '../case.ts';
import type { Forge, Link } from '../forge.ts';
import { APP, type Setting, usualSubject } from '../setting.ts';
import { negated } from '../tamper.ts';
import { linked, SERIES } from './linked.ts';

const HASH =
  'A certificate on a CRL by its HashedId10, in the series it names, is revoked; cracaId 0 and crlSeries 0 name none.';
const LINK = 'A certificate whose linkage value follows from seeds on a CRL is revoked, from period iRev on.';
const CA = 'Whatever is under a revoked CA is refused.';
const ENTITLED =
  'A CRL counts if the CrlSsp of its signer names the CRACA it is of and its series, and its header and dates are as 7.4 says.';
const LATE = 'What a CRL says is known until its nextCrl, and a tolerance of the receiver (14 days) beyond.';

const may = (associatedCraca: 'isCraca' | 'issuerIsCraca', ...crls: number[]): PsidSsp => ({
  psid: APP.crl,
  ssp: { tag: 'opaque', value: coer(CrlSsp).encode({ version: 1, associatedCraca, crls }) },
});

/** Says on which CRLs it would be: those of its issuer. */
const listed = (more: Link = {}, crlSeries = SERIES): Link => ({
  ...more,
  subject: (issuer) => ({ cracaId: issuer!.record.id8.slice(5), crlSeries }),
});

export function revocation(setting: Setting, forge: Forge): readonly Case[] {
  const { start } = setting;
  const contents = (
    craca: Holder,
    typeSpecific: CrlContents['typeSpecific'],
    part: Partial<CrlContents> = {},
  ): CrlContents => ({
    ...{ version: 1, crlSeries: SERIES, crlCraca: craca.record.id8 },
    ...{ issueDate: start, nextCrl: start + 7 * 86_400, priorityInfo: { priority: undefined }, typeSpecific },
    ...part,
  });
  const hashes = (...records: readonly (CertificateRecord | Uint8Array)[]): CrlContents['typeSpecific'] => ({
    tag: 'fullHashCrl',
    value: {
      crlSerial: 1,
      entries: records.map((r) => ({
        id: r instanceof Uint8Array ? r : r.hash.slice(-10),
        expiry: start + 400 * 86_400,
      })),
    },
  });
  /** An end entity of the ACA that signs lists for it. */
  const generator = (chain: Chain, id: string, ...permissions: PsidSsp[]): Labelled => {
    const label = `${id}.crl-signer`;
    const subject = { ...usualSubject(setting, 'signer', label), appPermissions: permissions };
    return { ...forge.make(label, subject, {}, chain.aca), label };
  };
  const usual =
    (id: string, list: (chain: Chain) => CrlContents, ssp: PsidSsp = may('issuerIsCraca', SERIES)) =>
    (chain: Chain): readonly List[] => [{ by: generator(chain, id, ssp), contents: list(chain) }];

  type Row = readonly [string, string, string, Case['expected'], Link, (chain: Chain) => CrlContents, PsidSsp?];
  const other = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const rows: readonly Row[] = [
    [
      'revoked',
      HASH,
      'It is on the list.',
      'certificateRevoked',
      listed(),
      (c) => contents(c.aca, hashes(c.signer.record)),
    ],
    [
      'revoked-implicit',
      ...([HASH, 'It is on the list, and implicit.', 'certificateRevoked', listed({ form: 'implicit' })] as const),
      (c) => contents(c.aca, hashes(c.signer.record)),
    ],
    [
      'revoked-twin',
      ...([HASH, 'It is on the list, and came with n - s for the s of its signature.', 'certificateRevoked'] as const),
      listed({ after: (c) => ({ ...c, signature: c.signature && negated(c.signature) }) }),
      (c) => contents(c.aca, hashes(c.signer.record.twin10!)),
    ],
    ['revoked-other', HASH, 'Another one is on the list.', 'success', listed(), (c) => contents(c.aca, hashes(other))],
    [
      'revoked-other-series',
      ...([HASH, 'It is on the list of another series than its own.', 'success', listed({}, SERIES + 1)] as const),
      (c) => contents(c.aca, hashes(c.signer.record)),
    ],
    [
      'revoked-series-0',
      ...([
        HASH,
        'Its crlSeries is 0, and it is on a list of series 0 all the same.',
        'success',
        listed({}, 0),
      ] as const),
      (c) => contents(c.aca, hashes(c.signer.record), { crlSeries: 0 }),
      may('issuerIsCraca', 0),
    ],
    ...linked(forge).map(
      ([id, what, good, link, list, rule = LINK]): Row => [
        id,
        rule,
        what,
        good ? 'success' : 'certificateRevoked',
        link,
        (c) => contents(c.aca, list),
      ],
    ),
    [
      'crl-entitled',
      ...([ENTITLED, 'Its signer may sign this series and another.', 'certificateRevoked', listed()] as const),
      (c) => contents(c.aca, hashes(c.signer.record)),
      may('issuerIsCraca', SERIES - 1, SERIES),
    ],
    [
      'crl-other-series',
      ...([ENTITLED, 'Its signer may sign another series: the list is not taken.', 'success', listed()] as const),
      (c) => contents(c.aca, hashes(c.signer.record)),
      may('issuerIsCraca', SERIES + 1),
    ],
    [
      'crl-other-craca',
      ...([
        ENTITLED,
        'It is of a CRACA that is not the issuer of its signer: it is not taken.',
        'success',
        listed(),
      ] as const),
      (c) =>
        contents(c.ica, hashes(c.signer.record), {
          crlCraca: Uint8Array.of(1, 2, 3, 4, 5, ...c.aca.record.id8.slice(5)),
        }),
    ],
    [
      'crl-no-ssp',
      ...([ENTITLED, 'Its signer has no CrlSsp: it is not taken.', 'success', listed()] as const),
      (c) => contents(c.aca, hashes(c.signer.record)),
      { psid: APP.crl, ssp: undefined },
    ],
    [
      'crl-next-at-issue',
      ...([ENTITLED, 'Its nextCrl is its issueDate: it is not taken.', 'success', listed()] as const),
      (c) => contents(c.aca, hashes(c.signer.record), { nextCrl: start }),
    ],
    [
      'crl-overdue',
      ...([LATE, 'nextCrl was 15 days ago.', 'overdueCRL', listed()] as const),
      (c) => contents(c.aca, hashes(other), { issueDate: start - 20 * 86_400, nextCrl: start - 14 * 86_400 }),
    ],
    [
      'crl-late',
      ...([LATE, 'nextCrl was yesterday.', 'success', listed()] as const),
      (c) => contents(c.aca, hashes(other), { issueDate: start - 7 * 86_400, nextCrl: start }),
    ],
  ];
  const own: Link = { subject: { appPermissions: [may('isCraca', SERIES)] } };
  const byIca = [true, false].map(
    (on): Case => ({
      ...{ id: on ? 'revoked-ca' : 'revoked-ca-other', rule: CA, clause: '5.1.3' },
      what: `The ACA is ${on ? '' : 'not '}on a list that the ICA signed as its own CRACA.`,
      expected: on ? 'certificateRevoked' : 'success',
      chain: { ica: own, aca: listed() },
      lists: ({ ica, aca }) => [{ by: ica, contents: contents(ica, hashes(on ? aca.record : other)) }],
    }),
  );
  return [
    ...rows.map(
      ([id, rule, what, expected, signer, list, ssp]): Case => ({
        ...{ id, rule, clause: rule === ENTITLED ? '7.4.3' : '5.1.3', what, expected },
        chain: { signer },
        lists: usual(id, list, ssp),
      }),
    ),
    ...byIca,
    {
      ...{ id: 'crl-generation-time', rule: ENTITLED, clause: '7.4', expected: 'success', chain: { signer: listed() } },
      what: 'Its header has a generationTime: it is not taken.',
      lists: (chain) => {
        const by = generator(chain, 'crl-generation-time', may('issuerIsCraca', SERIES));
        return [{ by, contents: contents(chain.aca, hashes(chain.signer.record)), generationTime: setting.now }];
      },
    },
  ];
}
