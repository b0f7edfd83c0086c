/** What a Verifier and a Pipeline tell of requests in headers, and of certificates that are lacking: the same, and at once. */
import { describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import type { Peer } from '../../src/verify/peer.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { acaUnder, carUnder, storeOf } from '../p2pcd/rig.ts';
import { aca, all, at, crypto, ica, NOW, PSIDS, START, under } from '../pki.ts';
import { bsmOf, cars, forged, rig } from './rig.ts';

const asking = { header: { p2pcdLearningRequest: Uint8Array.of(1, 2, 3) } };
const [car] = cars(1) as [ReturnType<typeof carUnder>];
const stranger = carUnder(acaUnder(ica));
const byDigest = { signer: { form: 'digest', certificate: car.record } } as const;

const cases: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
  ['accepted', bsmOf(car, asking), ['heard 010203']],
  ['whose signature is wrong', forged(bsmOf(car, asking)), ['heard 010203']],
  ['of a signer under an unknown CA', bsmOf(stranger, asking), ['heard 010203', 'lacking 010203']],
  ['of a signer never seen', bsmOf(car, { ...asking, ...byDigest }), ['heard 010203', 'lacking 010203']],
  ['out of time', bsmOf(car, { ...asking, generationTime: NOW - 60e6 }), []],
  ['of no application here', bsmOf(car, { ...asking, psid: 99 }), []],
  ['that nobody can read', bsmOf(car, asking).slice(0, 40), []],
];

describe.each(cases)('an SPDU %s', (_, spdu, expected) => {
  const listening = () => {
    const told: string[] = [];
    const say = (what: string): Peer['heard'] => {
      return ({ header }) => told.push(`${what} ${toHex(header.p2pcdLearningRequest!)}`);
    };
    return { told, peer: { heard: say('heard'), lacking: say('lacking') } };
  };
  test('is told of by a verifier', () => {
    const { told, peer } = listening();
    new Verifier({ crypto, clock: at(NOW), store: storeOf([ica, aca]), peer }).verify(spdu);
    expect(told).toEqual(expected);
  });
  test('and by a pipeline', async () => {
    const { told, peer } = listening();
    const r = rig({ peer });
    r.pipeline.offer(spdu, undefined, 'it');
    await r.drain();
    expect(told).toEqual(expected);
    expect(r.told).toHaveLength(1);
  });
});

test('a chain that is found lacking only when it is judged is told of as well', async () => {
  const told: string[] = [];
  const peer: Peer = { heard: () => told.push('heard'), lacking: () => told.push('lacking') };
  const r = rig({ peer });
  // An issuer came along, and it is known: but the signer names another one.
  const elsewhere = under(ica, 'beside', {
    certIssuePermissions: [all(1)],
    validityPeriod: { start: START, duration: { tag: 'years', value: 5 } },
  });
  const certificates = { form: 'certificate', certificate: stranger.record, issuers: [elsewhere.record] } as const;
  r.pipeline.offer(bsmOf(stranger, { signer: certificates }), PSIDS.bsm, 'it');
  await r.drain();
  expect([r.names(), told]).toEqual([['it: notEnoughInformationToConstructChain'], ['heard', 'lacking']]);
});

test('a peer that throws nonetheless costs no more than the packet it was told of', async () => {
  const elsewhere = under(ica, 'beside', {
    certIssuePermissions: [all(1)],
    validityPeriod: { start: START, duration: { tag: 'years', value: 5 } },
  });
  const certificates = { form: 'certificate', certificate: stranger.record, issuers: [elsewhere.record] } as const;
  const spdu = bsmOf(stranger, { signer: certificates });
  const lacking = (): void => {
    throw new Error('not my day');
  };
  const r = rig({ peer: { heard: () => {}, lacking } });
  r.pipeline.offer(spdu, PSIDS.bsm, 'lost');
  r.pipeline.offer(bsmOf(car), PSIDS.bsm, 'next');
  await r.drain();
  await r.pipeline.close();
  expect([r.names(), r.pipeline.load.inFlight]).toEqual([['next: accepted', 'lost: failed'], 0]);
});
