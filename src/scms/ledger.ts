/** What the RA remembers: one row per request and one per device and i-period; encrypted answers only. */

import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { EeRaCertRequest } from '../../asn1/ieee1609dot2dot1/provisioning.ts';
import { join } from '../../asn1/octets.ts';
import { Batch, type BatchFile, type LinkageChain } from '../../asn1/wavetrust/scms.ts';
import type { Admitted, Order } from './admission.ts';
import type { Asked, Issued } from './mix.ts';
import { profileNamed } from './profile.ts';
import { refuse } from './refusal.ts';
import type { Store } from './store.ts';

/** `asked` holds the hashes of the requests to the ACA, 32 octets each: the way back from a certificate to be revoked. */
export const LEDGER = `
  create table if not exists request (
    hash bytea primary key, enrolment bytea not null, profile text not null, params bytea not null,
    i_first int not null, periods int not null, j_max int not null, lci1 bytea, lci2 bytea);
  create index if not exists request_by_enrolment on request (enrolment);
  create table if not exists slot (
    request bytea not null references request on delete cascade, enrolment bytea not null, profile text not null,
    i int not null, asked bytea, files bytea, primary key (request, i));
  create index if not exists slot_by_enrolment on slot (enrolment, i);
  create unique index if not exists slot_once on slot (enrolment, profile, i) where profile <> 'application';
  create table if not exists block (enrolment bytea primary key, at bigint not null);`;

/** Application certificates one device may have per i-period: one for each use, and some to replace lost keys. */
const MOST_APPLICATIONS = 8;

export interface Slot {
  readonly request: Uint8Array;
  readonly i: number;
  readonly files: Uint8Array | null;
}
/** An order that was recorded and not (wholly) issued: what a crash left. */
export interface Unfinished extends Order {
  readonly enrolment: Uint8Array;
  readonly lci1: Uint8Array | null;
  readonly lci2: Uint8Array | null;
  /** Its periods without files. */
  readonly open: readonly number[];
}
export interface Ledger {
  unfinished(): Promise<Unfinished[]>;
  isBlocked(enrolment: Uint8Array): Promise<boolean>;
  /** Records a new request; false where these very octets were recorded before. Refuses a second one for the same periods. */
  open(admitted: Admitted): Promise<boolean>;
  linked(hash: Uint8Array, lci1: Uint8Array, lci2: Uint8Array): Promise<void>;
  forget(hash: Uint8Array): Promise<void>;
  asked(all: readonly Asked[]): Promise<void>;
  issued(all: readonly Issued[]): Promise<void>;
  /** A slot of this enrolment, by requestHash and period; without period the first. */
  slot(enrolment: Uint8Array, requestHash: Uint8Array, i: number | undefined): Promise<Slot | undefined>;
  /** The enrolment behind a request to the ACA. */
  whose(askedHash: Uint8Array): Promise<Uint8Array | undefined>;
  /** Serves it no longer, drops what was not fetched, and tells its linkage chains. */
  block(enrolment: Uint8Array, at: number): Promise<LinkageChain[]>;
}

export function openLedger(store: Store): Ledger {
  return {
    async unfinished() {
      type Left = {
        hash: Uint8Array;
        enrolment: Uint8Array;
        profile: string;
        params: Uint8Array;
        i_first: number;
        periods: number;
        lci1: Uint8Array | null;
        lci2: Uint8Array | null;
        open: number[];
      };
      const left = await store.query<Left>(
        `select r.*, array_agg(s.i) as open from request r join slot s on s.request = r.hash
          where s.files is null and not exists (select from block b where b.enrolment = r.enrolment) group by r.hash`,
      );
      return left.map(({ params, profile, i_first: iFirst, ...row }) => ({
        ...row,
        iFirst,
        request: coer(EeRaCertRequest).read(params),
        profile: profileNamed(profile),
      }));
    },

    async isBlocked(enrolment) {
      return (await store.query('select 1 from block where enrolment = $1', [enrolment])).length > 0;
    },

    async open({ hash, enrolment: { record }, profile, request, iFirst, periods }) {
      return store.transaction(async (query) => {
        const params = coer(EeRaCertRequest).encode(request);
        const fresh = await query(
          'insert into request values ($1, $2, $3, $4, $5, $6, $7) on conflict (hash) do nothing returning hash',
          [hash, record.hash, profile.name, params, iFirst, periods, profile.jMax],
        );
        if (fresh.length === 0) return false;
        const is = Array.from({ length: periods }, (_, n) => iFirst + n);
        const slots = await query(
          `insert into slot select $1, $2, $3, i from unnest($4::int[]) i
            where $3 <> 'application' or (select count(*) from slot s where s.enrolment = $2 and s.i = i) < $5
            on conflict do nothing returning i`,
          [hash, record.hash, profile.name, is, MOST_APPLICATIONS],
        );
        if (slots.length < is.length)
          refuse(
            profile.linked ? 'raMaxOverlap' : 'raMaxReqs',
            `${profile.name} certificates for a period of this request exist`,
          );
        return true;
      });
    },

    async linked(hash, lci1, lci2) {
      await store.query('update request set lci1 = $2, lci2 = $3 where hash = $1', [hash, lci1, lci2]);
    },

    async forget(hash) {
      await store.query('delete from request where hash = $1', [hash]);
    },

    async asked(all) {
      const slots = bySlot(all, (a) => a.wanted);
      await store.query(
        `update slot set asked = v.asked
          from (select unnest($1::bytea[]) request, unnest($2::int[]) i, unnest($3::bytea[]) asked) v
          where slot.request = v.request and slot.i = v.i`,
        [slots.map((s) => s.request), slots.map((s) => s.i), slots.map((s) => join(s.of.map((a) => a.hash)))],
      );
    },

    async issued(all) {
      const slots = bySlot(all, (a) => a.wanted);
      await store.query(
        `update slot set files = v.files
          from (select unnest($1::bytea[]) request, unnest($2::int[]) i, unnest($3::bytea[]) files) v
          where slot.request = v.request and slot.i = v.i`,
        [slots.map((s) => s.request), slots.map((s) => s.i), slots.map((s) => coer(Batch).encode(files(s.of)))],
      );
    },

    async slot(enrolment, requestHash, i) {
      const [slot] = await store.query<Slot & Record<string, unknown>>(
        `select request, i, files from slot where enrolment = $1 and substring(request from 25) = $2
          and ($3::int is null or i = $3) order by i limit 1`,
        [enrolment, requestHash, i ?? null],
      );
      return slot;
    },

    async whose(askedHash) {
      const [slot] = await store.query<{ enrolment: Uint8Array }>(
        'select enrolment from slot where position($1::bytea in asked) > 0',
        [askedHash],
      );
      return slot?.enrolment;
    },

    async block(enrolment, at) {
      return store.transaction(async (query) => {
        await query('insert into block values ($1, $2) on conflict do nothing', [enrolment, at]);
        await query('update slot set files = null where enrolment = $1', [enrolment]);
        type Chain = { lci1: Uint8Array; lci2: Uint8Array; j_max: number; i_last: number };
        const chains = await query<Chain>(
          'select lci1, lci2, j_max, i_first + periods - 1 as i_last from request where enrolment = $1 and lci1 is not null and lci2 is not null',
          [enrolment],
        );
        return chains.map(({ lci1, lci2, j_max: jMax, i_last: iMax }) => ({ lci1, lci2, jMax, iMax }));
      });
    },
  };
}

interface Of<T> {
  readonly request: Uint8Array;
  readonly i: number;
  readonly of: T[];
}
function bySlot<T>(
  all: readonly T[],
  place: (one: T) => { readonly request: Uint8Array; readonly i: number },
): Of<T>[] {
  const slots = new Map<string, Of<T>>();
  for (const one of all) {
    const { request, i } = place(one);
    const key = `${toHex(request)} ${i}`;
    const slot = slots.get(key) ?? { request, i, of: [] };
    slot.of.push(one);
    slots.set(key, slot);
  }
  return [...slots.values()];
}

/** In order of j: the order of the mix stays with the mix. */
function files(issued: readonly Issued[]): BatchFile[] {
  return issued
    .toSorted((a, b) => a.wanted.j - b.wanted.j)
    .map(({ wanted: { i, j }, content }) => ({ name: `${i.toString(16)}_${j.toString(16)}`, content }));
}
