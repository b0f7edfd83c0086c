import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { EtsiTs103097Certificate } from '../../asn1/etsi/secured.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { breachText, certificateBreaches, ETSI_ROLES, type EtsiRole, etsiRole } from '../../src/trust/etsi.ts';

const key = { tag: 'compressed-y-0', value: new Uint8Array(32).fill(7) } as const;
const group = { tag: 'explicit', value: [{ psid: 36 }] } as const;
const issue = [
  {
    subjectPermissions: group,
    minChainLength: 1,
    chainLengthRange: 0,
    eeType: { octets: Uint8Array.of(0x80), length: 8 },
  },
];
const digest = { tag: 'sha256AndDigest', value: new Uint8Array(8) } as const;
const self = { tag: 'self', value: 'sha256' } as const;
const name = { tag: 'name', value: 'somebody' } as const;
const none = { tag: 'none', value: null } as const;
const encryptionKey = { supportedSymmAlg: 'aes128Ccm', publicKey: { tag: 'eciesNistP256', value: key } } as const;

type Tbs = Partial<ToBeSignedCertificate>;
/** A certificate that keeps the profile of a role, but for `tbs` and `over`. */
function certificate(role: EtsiRole, tbs: Tbs = {}, over: Partial<Certificate> = {}): Certificate {
  const own = GOOD[role];
  const value: ToBeSignedCertificate = {
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: { start: 1, duration: { tag: 'hours', value: 168 } },
    verifyKeyIndicator: { tag: 'verificationKey', value: { tag: 'ecdsaNistP256', value: key } },
    ...own.tbs,
    ...tbs,
  };
  return {
    version: 3,
    type: 'explicit',
    issuer: own.issuer,
    toBeSigned: { value, octets: coer(ToBeSignedCertificate).encode(value) },
    signature: {
      tag: 'ecdsaNistP256Signature',
      value: { rSig: { tag: 'x-only', value: new Uint8Array(32) }, sSig: new Uint8Array(32) },
    },
    ...over,
  };
}
type Own = Tbs & Pick<ToBeSignedCertificate, 'id'>;
const GOOD: Record<EtsiRole, { issuer: Certificate['issuer']; tbs: Own }> = {
  authorizationTicket: { issuer: digest, tbs: { id: none, appPermissions: [{ psid: 36 }, { psid: 37 }] } },
  enrolmentCredential: { issuer: digest, tbs: { id: name, appPermissions: [{ psid: 623 }] } },
  rootAuthority: {
    issuer: self,
    tbs: { id: name, appPermissions: [{ psid: 622 }, { psid: 624 }], certIssuePermissions: issue },
  },
  subordinateAuthority: {
    issuer: digest,
    tbs: { id: none, appPermissions: [{ psid: 623 }], certIssuePermissions: issue, encryptionKey },
  },
  trustListManager: { issuer: self, tbs: { id: name, appPermissions: [{ psid: 624 }] } },
};
const breaches = (...made: Parameters<typeof certificate>) => certificateBreaches(certificate(...made), made[0]);

describe('the profile of ETSI TS 103 097 for certificates', () => {
  it.each(ETSI_ROLES)('has nothing against a good one of %s, nor has the type', (role) => {
    const good = certificate(role);
    expect(etsiRole(good)).toBe(role);
    expect(certificateBreaches(good)).toEqual([]);
    const octets = coer(Certificate).encode(good);
    expect(coer(EtsiTs103097Certificate).decode(octets)).toEqual(coer(Certificate).decode(octets));
  });
  it.each([
    ['cracaId', { cracaId: Uint8Array.of(0, 0, 1) }, 'toBeSigned.cracaId: 000000 (6)'],
    ['crlSeries', { crlSeries: 4 }, 'toBeSigned.crlSeries: 0 (6)'],
    ['certRequestPermissions', { certRequestPermissions: issue }, 'toBeSigned.certRequestPermissions: absent (6)'],
    ['canRequestRollover', { canRequestRollover: null }, 'toBeSigned.canRequestRollover: absent (6)'],
  ] as readonly (readonly [string, Tbs, string])[])('says what %s has to be, in each', (_, tbs, text) => {
    for (const role of ETSI_ROLES) expect(breaches(role, tbs).map(breachText)).toEqual([text]);
  });
  it.each([
    ['authorizationTicket', { id: name }, {}, ['toBeSigned.id: none, found name (7.2.1)']],
    ['authorizationTicket', {}, { issuer: self }, ['issuer: sha256AndDigest or sha384AndDigest, found self (7.2.1)']],
    ['authorizationTicket', { certIssuePermissions: issue }, {}, ['toBeSigned.certIssuePermissions: absent (7.2.1)']],
    ['authorizationTicket', {}, { type: 'implicit' }, []],
    ['enrolmentCredential', { id: none }, {}, ['toBeSigned.id: name, found none (7.2.2)']],
    [
      'enrolmentCredential',
      { appPermissions: [{ psid: 36 }] },
      {},
      ['toBeSigned.appPermissions: with ITS-AID 623 (7.2.2)'],
    ],
    ['rootAuthority', { appPermissions: [{ psid: 622 }] }, {}, ['toBeSigned.appPermissions: with ITS-AID 624 (7.2.3)']],
    ['rootAuthority', {}, { issuer: digest }, ['issuer: self, found sha256AndDigest (7.2.3)']],
    ['rootAuthority', {}, { type: 'implicit' }, ['type: explicit, found implicit (7.2.3)']],
    ['subordinateAuthority', { encryptionKey: undefined }, {}, ['toBeSigned.encryptionKey: present (7.2.4)']],
    [
      'subordinateAuthority',
      { certIssuePermissions: undefined },
      {},
      ['toBeSigned.certIssuePermissions: present (7.2.4)'],
    ],
    ['subordinateAuthority', { appPermissions: undefined }, {}, ['toBeSigned.appPermissions: present (7.2.4)']],
    ['trustListManager', { encryptionKey }, {}, ['toBeSigned.encryptionKey: absent (7.2.5)']],
    [
      'trustListManager',
      { appPermissions: [{ psid: 624 }, { psid: 36 }] },
      {},
      ['toBeSigned.appPermissions: ITS-AID 624 only (7.2.5)'],
    ],
    [
      'authorizationTicket',
      { appPermissions: undefined },
      {},
      [
        'toBeSigned.appPermissions: present where certIssuePermissions is absent (6)',
        'toBeSigned.appPermissions: present (7.2.1)',
      ],
    ],
  ] as readonly (readonly [EtsiRole, Tbs, Partial<Certificate>, readonly string[]])[])(
    'of %s with %o, %o: names clause and field',
    (role, tbs, over, texts) => {
      expect(breaches(role, tbs, over).map(breachText)).toEqual(texts);
    },
  );
  it('and its type refuse what the module says is ABSENT', () => {
    const linkageData = { iCert: 1, linkageValue: new Uint8Array(9) };
    for (const [tbs, path] of [
      [{ id: { tag: 'linkageData', value: linkageData } }, 'toBeSigned.id.linkageData'],
      [{ id: { tag: 'binaryId', value: Uint8Array.of(1) } }, 'toBeSigned.id.binaryId'],
      [{ certRequestPermissions: issue }, 'toBeSigned.certRequestPermissions'],
      [{ canRequestRollover: null }, 'toBeSigned.canRequestRollover'],
    ] as readonly (readonly [Tbs, string])[]) {
      const octets = coer(Certificate).encode(certificate('authorizationTicket', tbs));
      const got = coer(EtsiTs103097Certificate).decode(octets);
      expect(got.ok ? 'read' : got.malformed.path.join('.')).toBe(path);
    }
  });
});

const file = new URL('../../../shared/vectors/wire/cert-explicit.json', import.meta.url);
const absent = existsSync(file) ? '' : ' (skipped: no vectors beside the project)';
describe.skipIf(absent)(`certificates that others issued for Europe${absent}`, () => {
  interface Item {
    readonly id: string;
    readonly hex: string;
    readonly standard: string;
    readonly source: { readonly path: string };
  }
  const items = absent
    ? []
    : (JSON.parse(readFileSync(file, 'utf8')) as Item[]).filter(({ standard }) => standard.includes('103 097'));
  /** Those of the conformance suite, CERT_*.oer, by the name of their file. */
  const suite = items.filter(({ source }) => /CERT_\w+\.oer$/.test(source.path));
  const read = ({ hex }: Item) => coer(Certificate).read(new Uint8Array(Buffer.from(hex, 'hex')));

  it('keep the profile, but for those made to break it and enrolment credentials of nobody', () => {
    const told = suite.flatMap((item) =>
      certificateBreaches(read(item)).map((breach) => `${item.source.path.split('/').at(-1)} ${breachText(breach)}`),
    );
    expect(suite.length).toBeGreaterThan(40);
    expect(told.toSorted()).toEqual([
      'CERT_TS_AA_AUTHVAL_RCV_02_BI_01.oer toBeSigned.appPermissions: present (7.2.4)',
      'CERT_TS_A_EA_AA_AUTHVAL_RCV_02_BI_01.oer toBeSigned.appPermissions: present (7.2.4)',
      'CERT_TS_A_EC.oer toBeSigned.id: name, found none (7.2.2)',
      'CERT_TS_EC_ENR_RCV_02_BI_02.oer toBeSigned.id: name, found none (7.2.2)',
      'CERT_TS_EC_ENR_RCV_02_BI_03.oer toBeSigned.id: name, found none (7.2.2)',
    ]);
  });
  it('are of the role their files are named by', () => {
    const roles = new Map<string, Set<string>>();
    for (const item of suite) {
      const kind = /_(AT|AA|EA|EC|RCA)(?:_|\.)/.exec(item.source.path.split('/').at(-1)!)?.[1] ?? 'other';
      roles.set(kind, (roles.get(kind) ?? new Set()).add(etsiRole(read(item))));
    }
    expect([...(roles.get('AT') ?? [])]).toEqual(['authorizationTicket']);
    expect([...(roles.get('EC') ?? [])]).toEqual(['enrolmentCredential']);
    expect([...(roles.get('RCA') ?? [])]).toEqual(['rootAuthority']);
    expect([...(roles.get('AA') ?? []), ...(roles.get('EA') ?? [])]).toContain('subordinateAuthority');
  });
});
