import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { type Batch, type Client, fetchBatch, requestBatch } from '../../src/enrol/batch.ts';
import type { Bundle } from '../../src/scms/bundle.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { BSM, Fleet } from './fleet.ts';

const fleet = new Fleet('keep');
let directory: string;
let before: Bundle;
let clients: Client[];
let batches: Batch[];
let holders: Holder[][];
/** Each role's tables, bytea written as hex. */
const tables = new Map<string, string>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wavetrust-scms-'));
  await fleet.open({ directory });
  before = fleet.service.bundle;
  clients = await fleet.devices(3);
  batches = [];
  for (const c of clients.slice(0, 2)) batches.push(await requestBatch(c, { appPermissions: BSM }));
  await fleet.service.mix();
  batches.push(await requestBatch(clients[2]!, { appPermissions: BSM }));
  await fleet.service.close();

  await fleet.open({ directory });
  clients = clients.map((c) => ({ ...c, ra: fleet.service.ra }));
}, 60_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a service opened again', () => {
  test('has the certificates it had', () => {
    for (const [name, octets] of Object.entries(fleet.service.bundle))
      expect(toHex(octets)).toBe(toHex(before[name as keyof Bundle]));
  });
  test('gives what was made, and knows that it was', async () => {
    expect(await fetchBatch(clients[0]!, batches[0]!)).toHaveLength(20);
    await expect(requestBatch(clients[0]!, { appPermissions: BSM })).rejects.toMatchObject({
      refused: { code: '400-710' },
    });
  });
  test('has issued what was waiting to be mixed when it ended', async () => {
    await expect(fetchBatch(clients[2]!, batches[2]!)).rejects.toMatchObject({ refused: { status: 404 } });
    await fleet.service.mix();
    holders = [];
    for (const [k, c] of clients.entries()) holders.push(await fetchBatch(c, batches[k]!));
    expect(holders.map((h) => h.length)).toEqual([20, 20, 20]);
  });
});

describe('what each role keeps', () => {
  beforeAll(async () => {
    await fleet.service.close();
    const db = await PGlite.create({ dataDir: directory });
    for (const role of ['eca', 'aca', 'ra', 'la1', 'la2', 'ma']) {
      const names = await db.query<{ name: string }>('select tablename as name from pg_tables where schemaname = $1', [
        role,
      ]);
      let text = '';
      for (const { name } of names.rows) {
        const rows = await db.query<{ row: string }>(`select t::text as row from ${role}.${name} t`);
        text += rows.rows.map((r) => r.row).join('\n');
      }
      tables.set(role, text);
    }
    await db.close();
  }, 60_000);
  const knows = (role: string, octets: Uint8Array) => tables.get(role)!.includes(toHex(octets));
  const value = ({ record: { tbs } }: Holder) =>
    tbs.id.tag === 'linkageData' ? tbs.id.value.linkageValue : new Uint8Array();

  test('the search finds what is there: enrolments at the ECA and the RA, linkage values at the ACA', () => {
    for (const { enrolment } of clients) {
      expect(knows('eca', enrolment.record.octets)).toBe(true);
      expect(knows('ra', enrolment.record.hash)).toBe(true);
    }
    for (const h of holders.flat()) expect(knows('aca', value(h))).toBe(true);
  });
  test('the RA keeps no pseudonym certificate, linkage value, or key that goes on the air', () => {
    for (const h of holders.flat()) {
      expect(knows('ra', h.record.octets)).toBe(false);
      expect(knows('ra', h.record.id8)).toBe(false);
      expect(knows('ra', value(h))).toBe(false);
      expect(knows('ra', h.key.public.subarray(1))).toBe(false);
    }
  });
  test('the ACA keeps no device: no enrolment, caterpillar key, expansion key or request of one', () => {
    for (const [k, { enrolment }] of clients.entries()) {
      const { signing, encryption, requestHash } = batches[k]!;
      const secrets = [
        enrolment.record.id8,
        enrolment.record.octets,
        signing.key.public.subarray(1),
        signing.expansion,
        encryption.expansion,
        requestHash,
      ];
      for (const s of secrets) expect(knows('aca', s)).toBe(false);
    }
    expect(tables.get('aca')).not.toContain('obu');
  });
  test('the linkage authorities keep no linkage value, no device, and nothing of each other', () => {
    for (const la of ['la1', 'la2']) {
      for (const h of holders.flat()) expect(knows(la, value(h))).toBe(false);
      for (const { enrolment } of clients) expect(knows(la, enrolment.record.id8)).toBe(false);
    }
    const seeds = (role: string) => new Set(tables.get(role)!.match(/[0-9a-f]{32,}/g));
    const other = seeds('la2');
    for (const seed of seeds('la1')) expect(other.has(seed)).toBe(false);
  });
  test('the MA keeps nothing of devices that were not revoked', () => {
    for (const { enrolment } of clients) expect(knows('ma', enrolment.record.id8)).toBe(false);
    for (const h of holders.flat()) expect(knows('ma', value(h))).toBe(false);
  });
});
