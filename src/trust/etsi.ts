/**
 * ETSI TS 103 097 (V2.1.1) clauses 6 and 7.2: which of its certificates a certificate is, and what of the profile it
 * breaks. Checked on a decoded value; whether it is a sound certificate at all, structure.ts says. What a certificate
 * policy asks beyond (periods, regions, levels of assurance) is not here.
 */
import type { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';

/** One rule that a value breaks. */
export interface Breach {
  /** Of TS 103 097. */
  readonly clause: string;
  /** Names joined by dots, from the value that was handed in. */
  readonly field: string;
  /** What is required, and what was found where that is not plain. */
  readonly rule: string;
}
/** `toBeSigned.id: none, found name (7.2.1)` */
export const breachText = ({ clause, field, rule }: Breach): string => `${field}: ${rule} (${clause})`;

export const ETSI_ROLES = [
  'authorizationTicket',
  'enrolmentCredential',
  'rootAuthority',
  'subordinateAuthority',
  'trustListManager',
] as const;
/** Whose certificate it is: a station's on the road or in dealing with the authorities, or an authority's. */
export type EtsiRole = (typeof ETSI_ROLES)[number];

/** TS 102 965: revocation lists, requests for certificates, trust lists. */
export const ETSI_PSID = { crl: 622, request: 623, ctl: 624 } as const;

/** The role that issuer and permissions speak of. A certificate that neither says is taken for an authorization ticket. */
export function etsiRole({ issuer, toBeSigned }: Certificate): EtsiRole {
  const { certIssuePermissions, appPermissions = [] } = toBeSigned.value;
  if (issuer.tag === 'self') return certIssuePermissions ? 'rootAuthority' : 'trustListManager';
  if (certIssuePermissions) return 'subordinateAuthority';
  return appPermissions.some(({ psid }) => psid === ETSI_PSID.request) ? 'enrolmentCredential' : 'authorizationTicket';
}

/** Everything of the profile that the certificate breaks, clause 6 first; empty where it keeps it. */
export function certificateBreaches(certificate: Certificate, role: EtsiRole = etsiRole(certificate)): Breach[] {
  const tbs = certificate.toBeSigned.value;
  return [
    ...CLAUSE_6.filter(([, , holds]) => !holds(tbs)).map(([field, rule]) => breach('6', field, rule)),
    ...rowBreaches(certificate, ROLES[role]),
  ];
}

type Rule = readonly [field: string, rule: string, holds: (tbs: ToBeSignedCertificate) => boolean];
const CLAUSE_6: readonly Rule[] = [
  ['toBeSigned.id', 'name or none', ({ id }) => id.tag === 'name' || id.tag === 'none'],
  ['toBeSigned.cracaId', '000000', ({ cracaId }) => cracaId.every((octet) => octet === 0)],
  ['toBeSigned.crlSeries', '0', ({ crlSeries }) => crlSeries === 0],
  [
    'toBeSigned.appPermissions',
    'present where certIssuePermissions is absent',
    ({ appPermissions, certIssuePermissions }) => (appPermissions ?? certIssuePermissions) !== undefined,
  ],
  ['toBeSigned.certRequestPermissions', 'absent', ({ certRequestPermissions }) => certRequestPermissions === undefined],
  ['toBeSigned.canRequestRollover', 'absent', ({ canRequestRollover }) => canRequestRollover === undefined],
];

/** What the profile of a role says of a certificate; what it leaves open is not named. */
interface Row {
  readonly clause: string;
  readonly issuer: 'self' | 'digest';
  readonly id: readonly string[];
  /** A CA's key is in its certificate; only a station's may be reconstructed. */
  readonly explicit: boolean;
  readonly issues: boolean;
  readonly encryptionKey?: boolean;
  /** The applications that appPermissions has to name, and whether it may name others. */
  readonly psids: readonly number[];
  readonly others: boolean;
}
const ROLES: Readonly<Record<EtsiRole, Row>> = {
  authorizationTicket: {
    clause: '7.2.1',
    issuer: 'digest',
    id: ['none'],
    explicit: false,
    issues: false,
    psids: [],
    others: true,
  },
  enrolmentCredential: {
    clause: '7.2.2',
    issuer: 'digest',
    id: ['name'],
    explicit: false,
    issues: false,
    psids: [ETSI_PSID.request],
    others: true,
  },
  rootAuthority: {
    clause: '7.2.3',
    issuer: 'self',
    id: ['name'],
    explicit: true,
    issues: true,
    psids: [ETSI_PSID.crl, ETSI_PSID.ctl],
    others: true,
  },
  subordinateAuthority: {
    clause: '7.2.4',
    issuer: 'digest',
    id: ['name', 'none'],
    explicit: true,
    issues: true,
    encryptionKey: true,
    psids: [ETSI_PSID.request],
    others: true,
  },
  trustListManager: {
    clause: '7.2.5',
    issuer: 'self',
    id: ['name'],
    explicit: true,
    issues: false,
    encryptionKey: false,
    psids: [ETSI_PSID.ctl],
    others: false,
  },
};

function rowBreaches({ type, issuer, toBeSigned }: Certificate, row: Row): Breach[] {
  const { id, appPermissions, certIssuePermissions, encryptionKey } = toBeSigned.value;
  const found: Breach[] = [];
  const want = (holds: boolean, field: string, rule: string): void => {
    if (!holds) found.push(breach(row.clause, field, rule));
  };
  want(!row.explicit || type === 'explicit', 'type', `explicit, found ${type}`);
  const issuers = row.issuer === 'self' ? ['self'] : ['sha256AndDigest', 'sha384AndDigest'];
  want(issuers.includes(issuer.tag), 'issuer', `${issuers.join(' or ')}, found ${issuer.tag}`);
  want(row.id.includes(id.tag), 'toBeSigned.id', `${row.id.join(' or ')}, found ${id.tag}`);
  want((appPermissions?.length ?? 0) > 0, 'toBeSigned.appPermissions', 'present');
  const psids = (appPermissions ?? []).map(({ psid }) => psid);
  for (const psid of row.psids)
    want(psids.length === 0 || psids.includes(psid), 'toBeSigned.appPermissions', `with ITS-AID ${psid}`);
  if (!row.others)
    want(
      psids.every((psid) => row.psids.includes(psid)),
      'toBeSigned.appPermissions',
      `ITS-AID ${row.psids} only`,
    );
  const issues = certIssuePermissions !== undefined;
  want(issues === row.issues, 'toBeSigned.certIssuePermissions', row.issues ? 'present' : 'absent');
  if (row.encryptionKey !== undefined)
    want(
      (encryptionKey !== undefined) === row.encryptionKey,
      'toBeSigned.encryptionKey',
      row.encryptionKey ? 'present' : 'absent',
    );
  return found;
}

const breach = (clause: string, field: string, rule: string): Breach => ({ clause, field, rule });
