/** Floods of what costs most and proves nothing: certificates nobody has seen. Sizes are asked, not times. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { prometheus } from '../../src/prometheus.ts';
import { type Holder, issueExplicit } from '../../src/trust/issue.ts';
import { sec1 } from '../../src/trust/point.ts';
import { lanes } from '../../src/verify/lane.ts';
import { verifyMetrics } from '../../src/verify/metrics.ts';
import { aca, all, crypto, ica, keys, NOW, PSIDS, START, selfSigned, subject, under } from '../pki.ts';
import { bsmOf, buses, cars, forged, type Rig, rig } from './rig.ts';
import { ambulance, payload, signed } from './srm.ts';

const { srm, bsm } = PSIDS;
const spdus = coer(Ieee1609Dot2Data);
const week = { start: START, duration: { tag: 'hours', value: 169 } } as const;
const right = { appPermissions: [{ psid: srm, ssp: undefined }], validityPeriod: week };

/** An explicit certificate that names an issuer which has not made it. */
function pretender(issuer: Holder): Holder {
  const key = keys.generate('P-256');
  const liar = { key: keys.generate('P-256'), record: issuer.record };
  return { key, record: issueExplicit({ crypto, keys }, liar, subject('pretender', right), 'P-256', key.public) };
}
/** The certificate that came along with its point uncompressed, and an octet of y another: the canonical form is the same. */
function spoiled(spdu: Uint8Array): Uint8Array {
  const { content, protocolVersion } = spdus.read(spdu);
  if (content.tag !== 'signedData' || content.value.signer.tag !== 'certificate') throw new Error('no certificate');
  const { value } = content.value.signer.value[0]!;
  const point = sec1(value.toBeSigned.value.verifyKeyIndicator.value as Parameters<typeof sec1>[0])!;
  const full = crypto.uncompress('P-256', point);
  const y = full.slice(33).with(5, full[38]! ^ 2);
  const tbs: ToBeSignedCertificate = {
    ...value.toBeSigned.value,
    verifyKeyIndicator: {
      tag: 'reconstructionValue',
      value: { tag: 'uncompressedP256', value: { x: full.slice(1, 33), y } },
    },
  };
  const other = { ...value, toBeSigned: { value: tbs, octets: coer(ToBeSignedCertificate).encode(tbs) } };
  const signer = { tag: 'certificate', value: [{ value: other, octets: coer(Certificate).encode(other) }] } as const;
  return spdus.encode({ protocolVersion, content: { tag: 'signedData', value: { ...content.value, signer } } });
}
const count = (r: Rig) => {
  const counts: { accepted?: number } & Record<string, number> = {};
  for (const { name } of r.told) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

describe('a flood of certificates', () => {
  test('B06, B08: self-made, or of an unknown issuer, is refused at once: no lane, no check, no memory', () => {
    const r = rig();
    const other = selfSigned('other', { certIssuePermissions: [all(1)] });
    for (let n = 0; n < 40; n++) {
      r.pipeline.offer(signed(selfSigned('fake', right)), srm, 'self');
      r.pipeline.offer(signed(under(other, 'x', right)), srm, 'unknown issuer');
    }
    expect(count(r)).toEqual({ chainEndedAtUntrustedRoot: 40, notEnoughInformationToConstructChain: 40 });
    expect(r.pending.length + r.later.length).toBe(0);
    expect([r.store.signers, r.pipeline.load.refused]).toEqual([0, 0]);
  });
  test('that name a true issuer waits apart, within its bounds, and known signers go first', async () => {
    const r = rig({ learned: [ambulance], refusedLimit: 8, inFlight: 2 });
    const packets = Array.from({ length: 150 }, () => signed(pretender(aca)));
    for (const spdu of packets) r.pipeline.offer(spdu, srm, 'flood');
    const { limit, perSigner } = lanes.find((l) => l.name === 'newcomers')!;
    expect(r.pipeline.load.waiting).toMatchObject({ newcomers: Math.min(limit, perSigner), requests: 0 });
    // Another CA's newcomers have their place beside them.
    r.pipeline.offer(signed(buses(1)[0]!), srm, 'same issuer');
    const foreign = under(ica, 'aca 2', { certIssuePermissions: [all(1)] });
    r.store.addAuthority(foreign.record);
    r.pipeline.offer(signed(under(foreign, 'guest', right)), srm, 'other issuer');
    r.pipeline.offer(signed(), srm, 'known');
    await r.end();
    expect(r.names().filter((name) => !name.endsWith('signerFull'))[0]).toBe('known: accepted');
    await r.drain();
    expect(r.names()).toContain('other issuer: accepted');
    expect(r.names()).toContain('same issuer: signerFull');
    expect(count(r)).toEqual({ signerFull: 150 - perSigner + 1, cryptoVerificationFailure: perSigner, accepted: 2 });
    expect(r.store.signers).toBe(2);
    expect(r.pipeline.load).toMatchObject({ refused: 8, inFlight: 0 });
    // The one seen last is refused without its chain being looked at again.
    r.pipeline.offer(packets[perSigner - 1]!, srm, 'again');
    expect(r.names().at(-1)).toBe('again: cryptoVerificationFailure');
  });
  test('that name a true issuer and are not its work are judged a few at a time, and what comes in goes between', async () => {
    const [learned] = buses(1) as [Holder];
    const r = rig({ inFlight: 8, learned: [learned] });
    for (let n = 0; n < 20; n++) r.pipeline.offer(signed(pretender(aca)), srm, 'pretender');
    expect(r.told).toEqual([]);
    for (let turn = 1; turn <= 10; turn++) {
      for (const act of r.later.splice(0)) act();
      expect(count(r)).toEqual({ cryptoVerificationFailure: 2 * turn });
      await new Promise((next) => setImmediate(next));
      expect(r.told).toHaveLength(2 * turn);
    }
    // Whoever is known does not wait for them.
    r.pipeline.offer(signed(pretender(aca)), srm, 'pretender');
    r.pipeline.offer(signed(learned), srm, 'known');
    expect(r.pending).toHaveLength(1);
    await r.drain();
    expect(r.names().slice(-2).toSorted()).toEqual(['known: accepted', 'pretender: cryptoVerificationFailure']);
  });
  test('of one that hashes as a good one does, its point beside the curve, does not have the good one refused', async () => {
    const r = rig();
    r.pipeline.offer(spoiled(signed(ambulance)), srm, 'spoiled');
    await r.drain();
    expect([r.names(), r.pipeline.load.refused]).toEqual([['spoiled: cryptoVerificationFailure'], 1]);
    r.pipeline.offer(signed(ambulance), srm, 'good');
    await r.drain();
    expect(r.names().at(-1)).toBe('good: accepted');
  });
  test('nor is it taken for the good one, while both wait and that one is accepted', async () => {
    const r = rig();
    r.pipeline.offer(signed(ambulance), srm, 'good');
    r.pipeline.offer(spoiled(signed(ambulance, { generationTime: NOW - 1 })), srm, 'spoiled');
    expect(r.pipeline.load.waiting).toMatchObject({ newcomers: 2 });
    await r.drain();
    expect(r.names()).toEqual(['good: accepted', 'spoiled: cryptoVerificationFailure']);
  });
  test('does not keep BSMs of known signers from being verified, nor they the newcomers', async () => {
    const fleet = cars(16);
    const r = rig({ learned: fleet });
    for (let n = 0; n < 40; n++) r.pipeline.offer(signed(pretender(aca)), srm, 'flood');
    const newcomer = buses(1)[0]!;
    r.pipeline.offer(signed(newcomer), srm, 'newcomer');
    let slots = 0;
    for (; slots < 400 && !r.names().includes('newcomer: accepted'); slots++) {
      r.pipeline.offer(bsmOf(fleet[slots % 16]!, { generationTime: NOW - 400 + slots }), bsm, 'bsm');
      for (const act of r.later.splice(0)) act();
      await r.end();
    }
    const { share } = lanes.find((l) => l.name === 'newcomers')!;
    // It waits for the forged ones before it, at the share they have together; the BSMs have the rest.
    expect(slots).toBeLessThanOrEqual((42 * 16) / share);
    expect(count(r).accepted! - 1).toBeGreaterThanOrEqual(slots - 42 - 1);
  });
  test('is learned of only as far as the replay memory and the store may grow', async () => {
    const r = rig({ replayLimit: 16 });
    for (let n = 0; n < 60; n++) {
      r.pipeline.offer(signed(ambulance, { generationTime: NOW - n }), srm, `${n}`);
      r.pipeline.offer(forged(signed(ambulance, { generationTime: NOW - n })), srm, 'forged');
      await r.drain();
    }
    expect(r.store.signers).toBe(1);
    expect(r.pipeline.load.refused).toBe(0);
  });
});

test('what is counted adds up, under labels that no sender chooses', async () => {
  const meter = prometheus(verifyMetrics);
  const lines: unknown[] = [];
  const log = (_: string, event: string, facts?: Readonly<Record<string, unknown>>) => void lines.push([event, facts]);
  const [car] = cars(1);
  const r = rig({ learned: [ambulance, car!], meter, log });
  r.pipeline.offer(signed(), srm, 'in flight');
  for (let n = 0; n < 25; n++)
    r.pipeline.offer(bsmOf(car!, { generationTime: NOW - 100 + n }), bsm, 'superseded but one');
  for (const psid of [1, 77, 123_456, undefined]) r.pipeline.offer(payload, psid, 'noise');
  r.pipeline.offerFrame(payload, 'noise');
  expect(await meter.page()).toMatch('wavetrust_verify_in_flight 1');
  expect(await meter.page()).toMatch('wavetrust_verify_waiting{lane="awareness"} 1');
  r.clock.at += 3000;
  await r.drain();
  const page = await meter.page();
  const samples = page.split('\n').filter((line) => /_total\{|_count\{|le="0.005"|in_flight \d/.test(line));
  expect(samples.sort()).toEqual(
    [
      'wavetrust_verify_dropped_total{lane="awareness",reason="superseded"} 24',
      'wavetrust_verify_dropped_total{lane="none",reason="notWsm"} 1',
      'wavetrust_verify_in_flight 0',
      'wavetrust_verify_seconds_bucket{le="0.005",lane="awareness"} 1',
      'wavetrust_verify_seconds_bucket{le="0.005",lane="requests"} 1',
      'wavetrust_verify_seconds_count{lane="awareness"} 1',
      'wavetrust_verify_seconds_count{lane="requests"} 1',
      `wavetrust_verify_verdicts_total{psid="${bsm}",result="accepted"} 1`,
      `wavetrust_verify_verdicts_total{psid="${srm}",result="accepted"} 1`,
      'wavetrust_verify_verdicts_total{psid="other",result="spduParsingInvalidInput"} 4',
    ].sort(),
  );
  // The first, and the tenth; not the other 22.
  expect(lines).toMatchObject([
    ['verify.dropped', { lane: 'awareness', reason: 'superseded', count: 1 }],
    ['verify.dropped', { lane: 'awareness', reason: 'superseded', count: 10 }],
    ['verify.dropped', { lane: 'none', reason: 'notWsm', count: 1 }],
  ]);
  expect(() => meter.count('nothing', {})).toThrow('nothing is in no table');
  expect(meter.contentType).toMatch('text/plain');
});
