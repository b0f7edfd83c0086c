/**
 * The misbehaviour authority with its CRL generator: from one linkage value it has the device found without learning who
 * it is, gets the seeds from this period on, and lists them. Earlier certificates of the device match no list.
 */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { CrlContents, CrlPsid, CrlSsp, type JMaxGroup } from '../../asn1/ieee1609dot2/crl.ts';
import type { LinkageChain } from '../../asn1/wavetrust/scms.ts';
import { hashedId3, hashedId8 } from '../crypto/digest.ts';
import { laterSeed } from '../crypto/linkage.ts';
import { signSpdu } from '../secure/sign.ts';
import { toTime32 } from '../time.ts';
import type { acaBackCalls, caCalls, laBackCalls, maCalls, raBackCalls } from './calls.ts';
import { type Component, component, SECRETS, scmsRole } from './component.ts';
import { type Known, outgoing, type Tools } from './envelope.ts';
import { periodOf } from './period.ts';
import { refuse } from './refusal.ts';
import { type Handlers, must, type Role } from './role.ts';
import { CRL_SIGNER_SERIES, LINKED_SERIES } from './series.ts';
import type { Stores } from './store.ts';

export interface Ma {
  readonly component: Component;
  readonly handlers: Handlers<typeof maCalls>;
}

/** How long until the next list at the latest. */
const NEXT_SECONDS = 86_400;

const TABLES = `${SECRETS}
  create table if not exists revocation (
    la1 bytea not null, la2 bytea not null, seed1 bytea not null, seed2 bytea not null,
    i_rev int not null, i_max int not null, j_max int not null, reason text not null, at bigint not null,
    primary key (seed1, seed2));
  create table if not exists list (
    series int, i_rev int, index_within_i int, entries int not null, issued bigint not null, octets bytea not null,
    primary key (series, i_rev, index_within_i));`;

interface Entry extends Record<string, unknown> {
  readonly la1: Uint8Array;
  readonly la2: Uint8Array;
  readonly seed1: Uint8Array;
  readonly seed2: Uint8Array;
  readonly i_rev: number;
  readonly i_max: number;
  readonly j_max: number;
}

export async function createMa(
  tools: Tools,
  stores: Stores,
  roles: {
    readonly ca: Role<typeof caCalls>;
    readonly aca: Role<typeof acaBackCalls>;
    readonly ra: Role<typeof raBackCalls>;
    readonly la1: Role<typeof laBackCalls>;
    readonly la2: Role<typeof laBackCalls>;
  },
  of: { readonly start: number; readonly psids: readonly number[]; readonly root: Known },
): Promise<Ma> {
  const { crypto, keys, clock, log } = tools;
  const store = await stores.open('ma', TABLES);
  const ma = await component(tools, store, roles.ca, (encryptionKey) => ({
    id: { tag: 'name', value: 'ma.wavetrust.test' },
    cracaId: hashedId3(of.root.record.hash),
    crlSeries: CRL_SIGNER_SERIES,
    validityPeriod: { start: of.start, duration: { tag: 'years', value: 3 } },
    appPermissions: [
      scmsRole({ tag: 'ma', value: { version: 2, relevantPsids: of.psids } }),
      {
        psid: CrlPsid,
        ssp: {
          tag: 'opaque',
          value: coer(CrlSsp).encode({ version: 1, associatedCraca: 'issuerIsCraca', crls: [1, 2, 3, 4] }),
        },
      },
    ],
    encryptionKey,
  }));

  const add = async ({ lci1, lci2, jMax, iMax }: LinkageChain, iRev: number, reason: string): Promise<void> => {
    const [one, two] = await Promise.all([
      roles.la1.reveal({ lci: lci1, iRev }),
      roles.la2.reveal({ lci: lci2, iRev }),
    ]);
    const [a, b] = [must(one, 'linkage authority 1'), must(two, 'linkage authority 2')];
    await store.query('insert into revocation values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing', [
      a.laId,
      b.laId,
      a.linkageSeed,
      b.linkageSeed,
      a.iRev,
      iMax,
      jMax,
      reason,
      toTime32(clock.now()),
    ]);
  };

  const contents = (series: number, entries: readonly Entry[], iRev: number, indexWithinI: number): CrlContents => {
    const issueDate = toTime32(clock.now());
    return {
      version: 1,
      crlSeries: series,
      crlCraca: hashedId8(of.root.record.hash),
      issueDate,
      nextCrl: issueDate + NEXT_SECONDS,
      priorityInfo: { priority: undefined },
      typeSpecific: {
        tag: 'fullLinkedCrl',
        value: { iRev, indexWithinI, individual: grouped(tools, entries, iRev), groups: undefined },
      },
    };
  };

  return {
    component: ma,
    handlers: {
      async revoke({ iCert, linkageValue, reason }) {
        const iRev = periodOf(clock.now());
        const traced = await roles.aca.trace({ iCert, linkageValue });
        if (!traced.ok) refuse('notFound', 'the ACA issued no such certificate');
        const { chains } = must(await roles.ra.block({ requestHash: traced.value.requestHash }), 'the RA');
        const live = chains.filter((c) => c.iMax >= iRev);
        for (const chain of live) await add(chain, iRev, reason);
        log('info', 'device revoked', { by: toHex(linkageValue), chains: live.length });
        return { iRev, chains: live.length };
      },

      async crl({ crlSeries }) {
        if (crlSeries !== LINKED_SERIES) refuse('notFound', `no list of series ${crlSeries}`);
        const iRev = periodOf(clock.now());
        // A chain that is used up needs no seed on a list.
        const entries = await store.query<Entry>(
          'select la1, la2, seed1, seed2, i_rev, i_max, j_max from revocation where i_max >= $1',
          [iRev],
        );
        type List = { index_within_i: number; entries: number; issued: number; octets: Uint8Array };
        const [last] = await store.query<List>(
          'select * from list where series = $1 and i_rev = $2 order by index_within_i desc limit 1',
          [crlSeries, iRev],
        );
        const now = toTime32(clock.now());
        // One list serves until there is more to say or half its time is over; indexWithinI has one octet.
        const fresh = last?.entries === entries.length && now < last.issued + NEXT_SECONDS / 2;
        if (last && (fresh || last.index_within_i === 255)) return outgoing(last.octets);
        const indexWithinI = last ? last.index_within_i + 1 : 0;
        const payload = coer(CrlContents).encode(contents(crlSeries, entries, iRev, indexWithinI));
        const signer = { form: 'certificate', certificate: ma.record } as const;
        const octets = signSpdu({ crypto, keys, key: ma.key, signer, psid: CrlPsid, payload });
        await store.query('insert into list values ($1, $2, $3, $4, $5, $6)', [
          crlSeries,
          iRev,
          indexWithinI,
          entries.length,
          now,
          octets,
        ]);
        return outgoing(octets);
      },
    },
  };
}

/** Every seed rolled forward to iRev, so that no older one is published again; by jmax, authorities and iMax. */
function grouped({ crypto }: Tools, entries: readonly Entry[], iRev: number): JMaxGroup[] {
  const by = <K>(list: readonly Entry[], key: (e: Entry) => K, name: (e: Entry) => string | number) =>
    [...Map.groupBy(list, name).values()].map((of) => ({ key: key(of[0]!), of }));
  const rolled = (laId: Uint8Array, seed: Uint8Array, i: number) => laterSeed(crypto, laId, seed, iRev - i);
  return by(
    entries,
    (e) => e.j_max,
    (e) => e.j_max,
  ).map(({ key: jmax, of: sameJ }) => ({
    jmax,
    contents: by(
      sameJ,
      (e) => [e.la1, e.la2] as const,
      (e) => toHex(e.la1) + toHex(e.la2),
    ).map(({ key: [la1Id, la2Id], of: sameLas }) => ({
      la1Id,
      la2Id,
      contents: by(
        sameLas,
        (e) => e.i_max,
        (e) => e.i_max,
      ).map(({ key: iMax, of: all }) => ({
        iMax,
        contents: all.map((e) => ({
          linkageSeed1: rolled(e.la1, e.seed1, e.i_rev),
          linkageSeed2: rolled(e.la2, e.seed2, e.i_rev),
        })),
      })),
    })),
  }));
}
