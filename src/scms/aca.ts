/**
 * The authorization CA: issues what the RA asks for, one request per certificate. It learns keys and linkage values, and
 * not whose they are, which i and j of a device they are for, or which of them belong together. The request's hash and
 * the pre-linkage values are recorded before a signature is made.
 */
import { coer } from '../../asn1/coer.ts';
import type { PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { type LinkageData, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { AcaResponse, EncryptedIndividualPLV, RaAcaCertRequest } from '../../asn1/ieee1609dot2dot1/issuance.ts';
import type { Kept } from '../../asn1/schema.ts';
import { hashedId3, hashedId8, same } from '../crypto/digest.ts';
import { linkageValue } from '../crypto/linkage.ts';
import { decrypt } from '../secure/decrypt.ts';
import { encrypt, obstacle } from '../secure/encrypt.ts';
import { toTime32 } from '../time.ts';
import { issueExplicit, issueImplicit, type Subject } from '../trust/issue.ts';
import { covers } from '../trust/permissions.ts';
import { END } from './ca.ts';
import type { acaBackCalls, acaCalls, caCalls } from './calls.ts';
import { type Component, component, remember, SECRETS, scmsRole } from './component.ts';
import {
  body,
  type Known,
  keptOf,
  outgoing,
  pdu,
  pinned,
  plain,
  readRequest,
  requestedPoint,
  requester,
  sign,
  type Tools,
} from './envelope.ts';
import { nonce } from './nonce.ts';
import { inside, seconds } from './period.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Handlers, Role } from './role.ts';
import { COMPONENT_SERIES, LINKED_SERIES, OTHER_SERIES } from './series.ts';
import type { Store, Stores } from './store.ts';

export interface Aca {
  readonly component: Component;
  readonly handlers: Handlers<typeof acaCalls>;
  readonly back: Handlers<typeof acaBackCalls>;
}

/** The longest validity given: an i-period with its hour of overlap. */
const LONGEST_SECONDS = 169 * 3600;

const TABLES = `${SECRETS}
  create table if not exists issued (
    request bytea primary key, i int, linkage_value bytea, plv1 bytea, plv2 bytea, until bigint not null);
  create index if not exists issued_by_linkage on issued (linkage_value);`;

/** A request that may be served. */
interface Job {
  readonly hash: Uint8Array;
  readonly request: RaAcaCertRequest;
  readonly point: Uint8Array;
  readonly subject: Subject;
  readonly plvs: readonly [Uint8Array, Uint8Array] | undefined;
}

export async function createAca(
  tools: Tools,
  stores: Stores,
  ca: { readonly role: Role<typeof caCalls>; readonly root: Known },
  of: {
    readonly psids: readonly number[];
    readonly start: number;
    /** Keys shared with the linkage authorities, by laId. */
    readonly linkage: ReadonlyMap<number, Uint8Array>;
    /** The one RA it works for: known once that has its certificate. */
    readonly ra: () => Known;
  },
): Promise<Aca> {
  const { crypto, clock, log } = tools;
  const store = await stores.open('aca', TABLES);
  const seed = await remember(store, 'nonce', () => tools.random.octets(32));
  const craca = hashedId3(ca.root.record.hash);
  const aca = await component(tools, store, ca.role, (encryptionKey) => ({
    id: { tag: 'name', value: 'aca.wavetrust.test' },
    cracaId: craca,
    crlSeries: COMPONENT_SERIES,
    validityPeriod: { start: of.start, duration: { tag: 'years', value: 3 } },
    appPermissions: [scmsRole({ tag: 'aca', value: { version: 2 } })],
    certIssuePermissions: [
      {
        subjectPermissions: { tag: 'explicit', value: of.psids.map((psid) => ({ psid })) },
        minChainLength: 1,
        chainLengthRange: 0,
        eeType: END.app,
      },
    ],
    encryptionKey,
  }));

  const plv = ({ laId, encPlv }: EncryptedIndividualPLV): Uint8Array => {
    const secret = of.linkage.get((laId[0]! << 8) | laId[1]!);
    if (!secret || encPlv.content.tag !== 'encryptedData')
      refuse('decrypt', 'a pre-linkage value of no linkage authority we know');
    const got = decrypt(tools, encPlv.content.value, { as: 'shared', secret });
    if (!got.ok || got.plaintext.length !== 9) refuse('decrypt', 'a pre-linkage value does not decrypt');
    return got.plaintext;
  };

  const check = ({ octets, value }: Kept<Ieee1609Dot2Data>): Job => {
    const signed = readRequest(value);
    requester(tools, signed, pinned(of.ra()));
    const request = body(signed.tbsRequest.value, 'aca-ra', 'raAcaCertRequest');
    const { tbsCert: t, linkageInfo, certEncKey, type } = request;
    if (request.flags.octets[0] !== 0) refuse('fieldDisallowed', 'butterflyExplicit and cubk are not offered');
    const wanted = { implicit: 'reconstructionValue', explicit: 'verificationKey' }[type as string];
    if (t.verifyKeyIndicator.tag !== wanted) refuse('typeDisallowed', `${type} with ${t.verifyKeyIndicator.tag}`);
    const point = requestedPoint(crypto, t);
    if (!t.appPermissions?.length || t.certIssuePermissions || t.certRequestPermissions)
      refuse('appPermissionsInvalid', 'appPermissions alone are certified');
    const wide = t.appPermissions.find((p) => !covers(aca.record.tbs.certIssuePermissions!, p, 1));
    if (wide) refuse('appPermissionsDisallowed', `PSID ${wide.psid}`);
    if (
      !inside(t.validityPeriod, aca.record.tbs.validityPeriod) ||
      seconds(t.validityPeriod.duration) > LONGEST_SECONDS
    )
      refuse('validityDisallowed', 'longer than an i-period, or outside the validity of the ACA');
    const wrong = certEncKey && obstacle(crypto, { to: 'key', key: certEncKey });
    if (wrong) refuse('fieldDisallowed', `certEncKey: ${wrong}`);
    if ((t.id.tag === 'linkageData') !== (linkageInfo !== undefined))
      refuse('fieldDisallowed', 'linkageData and linkageInfo go together');
    const { encPlv1, encPlv2 } = linkageInfo ?? {};
    if (encPlv1 && encPlv2 && same(encPlv1.laId, encPlv2.laId))
      refuse('fieldDisallowed', 'both pre-linkage values are of one authority');
    const plvs = encPlv1 && encPlv2 ? ([plv(encPlv1), plv(encPlv2)] as const) : undefined;
    const subject: Subject = {
      id:
        plvs && t.id.tag === 'linkageData'
          ? { tag: 'linkageData', value: { iCert: t.id.value.iCert, linkageValue: linkageValue(...plvs) } }
          : t.id,
      cracaId: craca,
      crlSeries: plvs ? LINKED_SERIES : OTHER_SERIES,
      validityPeriod: t.validityPeriod,
      region: t.region,
      appPermissions: t.appPermissions,
      encryptionKey: t.encryptionKey,
    };
    return { hash: crypto.hash('sha256', octets), request, point: point.octets, subject, plvs };
  };

  const issue = ({ subject, request, point }: Job) => {
    if (request.type === 'explicit')
      return { record: issueExplicit(tools, aca, subject, 'P-256', point), r: undefined };
    const tbs: ToBeSignedCertificate = { ...subject, verifyKeyIndicator: request.tbsCert.verifyKeyIndicator };
    const k = nonce(crypto, seed, aca.record, coer(ToBeSignedCertificate).encode(tbs));
    return (
      issueImplicit(tools, aca, subject, point, k) ??
      refuse('verifyKeyIndicatorInvalid', 'no certificate for this point')
    );
  };

  /** Encrypted, then signed: the RA can neither read the certificate nor put another in its place. */
  const wrap = (inner: Uint8Array, key: PublicEncryptionKey | undefined, now: number): AcaResponse =>
    key === undefined
      ? { tag: 'plain', value: outgoing(inner) }
      : { tag: 'private', value: outgoing(sign(tools, aca, encrypt(tools, inner, [{ to: 'key', key }]), now)) };

  const answer = (job: Job, now: number): Kept<Ieee1609Dot2Data> => {
    const { record, r } = issue(job);
    const generationTime = toTime32(now);
    const certificate = { version: 2, generationTime, certificate: keptOf(record), privateKeyInfo: r };
    const inner = plain(pdu('aca-ee', { tag: 'acaEeCertResponse', value: certificate }));
    const acaResponse = wrap(inner, job.request.certEncKey, now);
    const response = { version: 2, generationTime, requestHash: hashedId8(job.hash), acaResponse };
    return outgoing(sign(tools, aca, plain(pdu('aca-ra', { tag: 'acaRaCertResponse', value: response })), now));
  };

  return {
    component: aca,
    handlers: {
      async issue(requests) {
        // A request that cannot be served is left out: it must not hold up the others of the mix.
        const jobs = requests.flatMap((r) => tried(() => check(r), log));
        await record(store, jobs);
        const now = clock.now();
        return jobs.flatMap((job) => tried(() => answer(job, now), log));
      },
    },
    back: {
      async trace({ iCert, linkageValue: value }) {
        const [found] = await store.query<{ request: Uint8Array }>(
          'select request from issued where linkage_value = $1 and i = $2',
          [value, iCert],
        );
        return {
          requestHash: found?.request ?? refuse('notFound', 'no certificate was issued with this linkage value'),
        };
      },
    },
  };
}

async function record(store: Store, jobs: readonly Job[]): Promise<void> {
  const linkage = jobs.map(({ subject: { id } }): LinkageData | undefined =>
    id.tag === 'linkageData' ? id.value : undefined,
  );
  await store.query(
    `insert into issued select * from unnest($1::bytea[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bigint[])
      on conflict do nothing`,
    [
      jobs.map((job) => job.hash),
      linkage.map((l) => l?.iCert ?? null),
      linkage.map((l) => l?.linkageValue ?? null),
      jobs.map((job) => job.plvs?.[0] ?? null),
      jobs.map((job) => job.plvs?.[1] ?? null),
      jobs.map((job) => job.subject.validityPeriod.start + seconds(job.subject.validityPeriod.duration)),
    ],
  );
}

function tried<T>(work: () => T, log: Tools['log']): T[] {
  try {
    return [work()];
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    log('warn', 'certificate request left out', { code: e.code, reason: e.reason });
    return [];
  }
}
