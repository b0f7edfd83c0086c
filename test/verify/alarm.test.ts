/** What a receiver lacks itself, and no sender can cure, is told to who runs it. */
import { expect, test } from 'vitest';
import { prometheus } from '../../src/prometheus.ts';
import { seriesOf } from '../../src/trust/certificate.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { verifyMetrics } from '../../src/verify/metrics.ts';
import { aca, crypto, device, ica, NOW, PSIDS, root } from '../pki.ts';
import { rig } from './rig.ts';
import { signed } from './srm.ts';

function listening() {
  const lines: (readonly [string, string, unknown])[] = [];
  const log = (level: string, event: string, facts?: unknown) => void lines.push([level, event, facts]);
  return { lines, log };
}

test('B08: with an empty store all is refused, an alarm says why, and it ends when there is an anchor', async () => {
  const store = new TrustStore({ crypto });
  const meter = prometheus(verifyMetrics);
  const { lines, log } = listening();
  const r = rig({ store, meter, log });
  for (let n = 0; n < 12; n++) r.pipeline.offer(signed(undefined, { generationTime: NOW - n }), PSIDS.srm, `${n}`);
  expect(new Set(r.told.map(({ name }) => name))).toEqual(new Set(['notEnoughInformationToConstructChain']));
  expect(r.told).toHaveLength(12);
  expect(lines).toMatchObject([
    ['error', 'verify.noAnchor', { count: 1, sentence: expect.stringContaining('no trust anchor') }],
    ['error', 'verify.noAnchor', { count: 10 }],
  ]);
  expect(await meter.page()).toMatch('wavetrust_verify_anchors 0');
  store.addAnchor(root.record);
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  for (let n = 0; n < 100; n++) r.pipeline.offer(new Uint8Array(3), PSIDS.srm, 'noise');
  r.pipeline.offer(signed(), PSIDS.srm, 'then');
  await r.drain();
  expect(r.names().at(-1)).toBe('then: accepted');
  expect(await meter.page()).toMatch('wavetrust_verify_anchors 1');
  expect(lines).toHaveLength(2);
});

test('B18: a CRL that is overdue, or not there, is told with its series', async () => {
  const part = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
  const series = seriesOf(part.cracaId, part.crlSeries);
  const revocations = new Revocations(crypto, { overdueSeconds: 0, requiredSeries: [series] });
  const { lines, log } = listening();
  const r = rig({ revocations, log });
  const by = device([{ psid: PSIDS.srm, ssp: undefined }], part);
  for (let n = 0; n < 2; n++) r.pipeline.offer(signed(by, { generationTime: NOW - n }), PSIDS.srm, 'asked');
  await r.drain();
  expect(r.names()).toEqual(['asked: overdueCRL', 'asked: overdueCRL']);
  expect(lines).toMatchObject([
    ['warn', 'verify.overdueCRL', { count: 1, sentence: expect.stringContaining(`series ${series}`) }],
  ]);
});
