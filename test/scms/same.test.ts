import { expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { repeatable } from '../../src/crypto/repeatable.ts';
import { fetchBatch, requestBatch } from '../../src/enrol/batch.ts';
import { BSM, Fleet } from './fleet.ts';

/** Everything that crossed between roles, and every certificate that came out. */
async function run(seed: string): Promise<string[]> {
  const fleet = await new Fleet(seed, repeatable(openssl)).open();
  try {
    const clients = await fleet.devices(3);
    const batches = [];
    for (const c of clients) batches.push(await requestBatch(c, { appPermissions: BSM }));
    await fleet.service.mix();
    const made: string[] = [];
    for (const [k, c] of clients.entries())
      for (const h of await fetchBatch(c, batches[k]!)) made.push(toHex(h.record.octets));
    return [...fleet.crossings.map((c) => `${c.role} ${c.call} ${toHex(c.asked)}`), ...made];
  } finally {
    await fleet.service.close();
  }
}

test('the same seed gives the same octets on every line between roles, and the same certificates', async () => {
  const one = await run('seven');
  expect(one.length).toBeGreaterThan(80);
  expect(await run('seven')).toEqual(one);
}, 60_000);
