/** The journal of who asked for more than it may: what a record holds, and that no flood makes it grow. */
import { expect, test } from 'vitest';
import { Journal, misbehaviourMetrics, RECORDS, RECORDS_PER_SIGNER } from '../../roadside/misbehaviour.ts';
import { prometheus } from '../../src/prometheus.ts';
import { PSID } from '../../src/verify/profile.ts';
import type { Accepted } from '../../src/verify/verifier.ts';
import { type LogLevel, silent } from '../../src/world.ts';

const excess = { reason: 'roleNotPermitted', role: 'fire', permits: 'may request: transit' } as const;
const frame = (k: number) => Uint8Array.of(k >> 8, k);
const from = (id: string) =>
  ({ psid: PSID.srm, by: { record: { id, octets: Uint8Array.of(3) } } }) as unknown as Accepted;

test('a record says who claimed what when, what it is permitted, and is a copy that proves it', () => {
  const journal = new Journal(silent);
  const heard = frame(7);
  journal.note(from('a'), excess, heard, 5e6);
  heard.fill(0);
  const kept = { at: 5e6, signer: 'a', certificate: Uint8Array.of(3), psid: PSID.srm, ...excess, frame: frame(7) };
  expect(journal.records).toEqual([kept]);
  expect(journal.take()).toEqual([kept]);
  expect([journal.records, journal.take()]).toEqual([[], []]);
});
test('of one signer the newest few are kept, and those of the others stay', () => {
  const journal = new Journal(silent);
  journal.note(from('first'), excess, frame(0), 0);
  for (let k = 1; k <= 5000; k++) journal.note(from('flood'), excess, frame(k), k);
  expect(journal.records.map(({ signer, at }) => [signer, at])).toEqual([
    ['first', 0],
    ...Array.from({ length: RECORDS_PER_SIGNER }, (_, i) => ['flood', 5001 - RECORDS_PER_SIGNER + i]),
  ]);
});
test('of all signers the newest are kept; each that is asked for or lost is counted, and few are told', async () => {
  const meter = prometheus(misbehaviourMetrics);
  const lines: [LogLevel, string, unknown][] = [];
  const journal = new Journal((...line) => lines.push([line[0], line[1], line[2]]), meter);
  for (let k = 0; k < 1000; k++) journal.note(from(`${k}`), excess, frame(k), k);
  for (let k = 0; k < 10; k++) journal.note(from('999'), excess, frame(k), 1000 + k);
  expect(journal.records).toHaveLength(RECORDS);
  expect(journal.records[0]!.at).toBe(1000 - RECORDS + RECORDS_PER_SIGNER - 1);
  expect(journal.records.at(-1)!.at).toBe(1009);
  const page = await meter.page();
  expect(page).toContain('wavetrust_misbehaviour_total{reason="roleNotPermitted"} 1010');
  const apart = RECORDS_PER_SIGNER - 1;
  expect(page).toContain(`wavetrust_misbehaviour_lost_total{room="all"} ${1000 - RECORDS + apart}`);
  expect(page).toContain(`wavetrust_misbehaviour_lost_total{room="signer"} ${10 - apart}`);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toEqual([
    ...['warn', 'roadside.misbehaviour'],
    { signer: '0', psid: PSID.srm, role: 'fire', permits: 'may request: transit', count: 1 },
  ]);
});
