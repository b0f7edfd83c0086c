/** Strangers under different CAs on one road: they learn of each other's, and then believe each other. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { wrap } from '../../src/net/wsm.ts';
import { P2pcdEntity } from '../../src/p2pcd/entity.ts';
import type { Policy } from '../../src/p2pcd/policy.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { PSID } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { type Heard, VehicleUnit } from '../../vehicles/unit.ts';
import { aca, all, crypto, ica, keys, root, selfSigned } from '../pki.ts';
import { Air, acaUnder, carUnder, icaUnder, Station, storeOf, years } from './rig.ts';

const aca2 = acaUnder(ica);
const ica3 = icaUnder(root);
const aca3 = acaUnder(ica3);
const stranger = carUnder(aca3);
const inline: Partial<Policy> = { flavor: 'inline' };

describe('two strangers', () => {
  test.each([
    ['out of band', {}],
    ['in line', inline],
  ])('%s, each learns the CA of the other, and from then on believes it', (_, policy) => {
    const air = new Air();
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca], policy });
    const b = new Station(air, 'b', { holder: carUnder(aca2), cas: [ica, aca2], policy });
    a.speak(0.01);
    b.speak(0.06);
    air.run(0.9);
    expect([a.knows(aca2), b.knows(aca)]).toEqual([true, true]);
    expect(a.verdicts[0]).toBe('notEnoughInformationToConstructChain');
    expect(b.verdicts[0]).toBe('notEnoughInformationToConstructChain');
    const [before, after] = [a.verdicts.length, b.verdicts.length];
    air.run(2);
    expect([...a.verdicts.slice(before), ...b.verdicts.slice(after)]).toEqual(Array(40).fill('accepted'));
    // What is known is not asked for any more.
    const asks = ['a', 'b'].map((name) =>
      air.headers(name).map((h) => (h.p2pcdLearningRequest || h.inlineP2pcdRequest ? 1 : 0)),
    );
    for (const list of asks) {
      expect(list.slice(0, 5)).toContain(1);
      expect(list.slice(-15)).not.toContain(1);
    }
  });

  test('the SPDU in which the CA of its signer comes is believed at once', () => {
    const air = new Air();
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca], policy: inline });
    const b = new Station(air, 'b', { holder: carUnder(aca2), cas: [ica, aca2], policy: inline });
    b.send();
    air.run(0.02);
    expect(a.send().inlineP2pcdRequest).toHaveLength(1);
    air.run(0.02);
    expect(b.send({ whole: true }).requestedCertificate).toBeDefined();
    air.run(0.02);
    expect(a.verdicts).toEqual(['notEnoughInformationToConstructChain', 'accepted']);
  });

  test.each([
    ['out of band, in one response', {}, 1],
    ['in line, one after the other', inline, 2],
  ])('whose CAs have another intermediate too, learn that as well: %s', (_, policy, requests) => {
    const air = new Air();
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca], policy });
    const b = new Station(air, 'b', { holder: carUnder(aca3), cas: [ica3, aca3], policy });
    a.speak(0.01);
    b.speak(0.06);
    air.run(2.5);
    expect([a.knows(ica3), a.knows(aca3), b.knows(ica), b.knows(aca)]).toEqual([true, true, true, true]);
    expect([a.verdicts.at(-1), b.verdicts.at(-1)]).toEqual(['accepted', 'accepted']);
    const own = (s: Station): number => s.counts.of('requests own learning') + s.counts.of('requests own inline');
    expect(own(a)).toBeGreaterThanOrEqual(requests);
    expect(a.counts.held('waiting') + a.counts.held('missing')).toBe(0);
  });

  test('that trust different roots never believe each other: a root is not given, and soon nobody asks for it', () => {
    const air = new Air();
    const foreign = selfSigned('foreign', { certIssuePermissions: [all(3, -1, 0xc0)], validityPeriod: years(40) });
    const [theirIca] = [icaUnder(foreign)];
    const theirAca = acaUnder(theirIca);
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca] });
    const b = new Station(air, 'b', { holder: carUnder(theirAca), cas: [theirIca, theirAca], anchor: foreign });
    a.speak(0.01);
    b.speak(0.06);
    air.run(20);
    expect([a, b].flatMap((s) => s.verdicts)).not.toContain('accepted');
    // One request for the CA, which was given with its issuer; then the root, until that rests.
    expect(a.counts.of('requests own learning')).toBe(9);
    expect(a.counts.of('dropped unanswered')).toBe(1);
    expect(b.counts.of('dropped anchor')).toBe(8);
    expect(air.answers()).toEqual([`a ${aca.record.id}`, `b ${theirAca.record.id}`].toSorted());
    expect([a.knows(theirAca), a.knows(theirIca), a.knows(foreign)]).toEqual([false, false, false]);
    expect(a.counts.held('waiting')).toBe(2);
  });
});

describe('three on the road', () => {
  test('of four holders only as many answer as the threshold allows, and who stays silent had begun to wait', () => {
    const air = new Air();
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca] });
    const holders = ['b', 'c', 'd', 'e', 'f'].map(
      (name) => new Station(air, name, { holder: carUnder(aca2), cas: [ica, aca2, aca] }),
    );
    holders[0]!.send();
    air.run(0.02);
    a.send();
    air.run(1);
    expect(a.knows(aca2)).toBe(true);
    expect(air.answers()).toHaveLength(3);
    expect(new Set(air.answers().map((s) => s.split(' ')[0])).size).toBe(3);
    expect(holders.reduce((sum, h) => sum + h.counts.of('dropped enoughResponses'), 0)).toBe(2);
  });

  test('one who needs the same does not ask as well, and learns from the answer', () => {
    const air = new Air();
    const b = new Station(air, 'b', { holder: carUnder(aca2), cas: [ica, aca2, aca] });
    const [a, c] = ['a', 'c'].map((name) => new Station(air, name, { holder: carUnder(aca), cas: [ica, aca] }));
    b.send();
    air.run(0.02);
    a!.send();
    air.run(0.02);
    expect(c!.send().p2pcdLearningRequest).toBeUndefined();
    air.run(0.3);
    expect([a!.knows(aca2), c!.knows(aca2)]).toEqual([true, true]);
    expect([a!, c!].map((s) => s.counts.of('requests own learning'))).toEqual([1, 0]);
  });

  test('in line, who hears another give the certificate does not give it too', () => {
    const air = new Air();
    const policy = inline;
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca], policy });
    const [b, c] = ['b', 'c'].map(
      (name) => new Station(air, name, { holder: carUnder(aca2), cas: [ica, aca2, aca], policy }),
    );
    b!.send();
    air.run(0.02);
    a.send();
    air.run(0.02);
    expect(b!.send().requestedCertificate).toBeDefined();
    air.run(0.02);
    expect(c!.send().requestedCertificate).toBeUndefined();
    expect(c!.counts.of('dropped enoughResponses')).toBe(1);
    expect(a.knows(aca2)).toBe(true);
  });

  test('in line, who is known by digest only is asked for its certificate, and shows it whole', () => {
    const air = new Air();
    const b = new Station(air, 'b', { holder: carUnder(aca), cas: [ica, aca], policy: inline });
    b.send();
    air.run(0.1);
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca], policy: inline });
    b.send();
    air.run(0.02);
    expect(a.send().inlineP2pcdRequest).toHaveLength(1);
    air.run(0.02);
    b.send();
    air.run(0.02);
    expect(a.verdicts).toEqual(['certificateNotFound', 'accepted']);
    expect(b.counts.of('responses signer')).toBe(1);
    expect(air.headers('b').map((h) => h.requestedCertificate)).toEqual([undefined, undefined, undefined]);
  });

  test('a message of another application asks in eight octets: a car sends no SPaT', () => {
    const air = new Air();
    const rsu = new Station(air, 'rsu', { holder: carUnder(aca2, 130), cas: [ica, aca2, aca], psid: 130 });
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca] });
    rsu.send();
    air.run(0.02);
    const header = a.send();
    expect([header.p2pcdLearningRequest, header.contributedExtensions?.length]).toEqual([undefined, 1]);
    air.run(0.3);
    expect(rsu.counts.of('requests heard eightOctet')).toBe(1);
    expect(a.knows(aca2)).toBe(true);
  });
});

describe('vehicles', () => {
  const drive = (air: Air, name: string, issuer: Holder, p2pcd: boolean, present = () => true) => {
    const told: Heard[] = [];
    const random = seededRandom(name);
    const radio = air.medium.join(name, () => ({ x: 0, y: 0 }));
    const world = { clock: air.events, timers: air.events, radio, random, crypto, keys };
    const store = storeOf([ica, issuer]);
    const entity = new P2pcdEntity({ world, store });
    const verifier = new Verifier({ crypto, clock: air.events, store, peer: entity });
    const motion = {
      ...{ latitude: 397_400_000, longitude: -1_049_900_000, elevation: 1600 },
      ...{ speedMetresPerSecond: 10, accelerationMetresPerSecond2: 0, headingDegrees: 0 },
    };
    const unit = new VehicleUnit({
      ...{
        world,
        pseudonyms: [carUnder(issuer)],
        body: { lengthMetres: 5, widthMetres: 2 },
        motion: () => (present() ? motion : undefined),
      },
      ...(p2pcd && { p2pcd: { entity, verifier } }),
    });
    unit.onHeard((heard) => told.push(heard));
    unit.start();
    return { told, store };
  };
  test('of different CAs come to believe each other', () => {
    const air = new Air();
    const [a, b] = [drive(air, 'a', aca, true), drive(air, 'b', aca2, true)];
    air.run(3);
    for (const { told } of [a, b]) {
      expect(told[0]).toMatchObject({ kind: 'refused', psid: 32 });
      expect(told.slice(-10)).toEqual(Array(10).fill({ kind: 'verified', psid: 32 }));
    }
  });
  test('off the road say nothing, whoever asks', () => {
    const air = new Air();
    const a = new Station(air, 'a', { holder: carUnder(aca), cas: [ica, aca, aca2] });
    let present = false;
    drive(air, 'b', aca2, true, () => present);
    const ask = (): void => {
      const header = { p2pcdLearningRequest: aca2.record.id8.slice(5) };
      const signer = { form: 'certificate', certificate: stranger.record } as const;
      const generationTime = air.events.now();
      const spdu = signSpdu({ crypto, keys, key: stranger.key, psid: PSID.bsm, generationTime, signer, header });
      a.radio.send(wrap(PSID.bsm, spdu));
      air.run(1);
    };
    ask();
    expect(air.sent.map(({ from }) => from)).toEqual(['a']);
    present = true;
    ask();
    expect(air.answers()).toEqual([`b ${aca2.record.id}`]);
  });
  test('without it say and hear what they did before', () => {
    const air = new Air();
    const [a, b] = [drive(air, 'a', aca, false), drive(air, 'b', aca2, false)];
    air.run(3);
    expect([...a.told, ...b.told]).toEqual([]);
    expect(air.answers()).toEqual([]);
    expect(air.headers('a').length).toBeGreaterThan(20);
    expect(air.headers('a').every((h) => h.p2pcdLearningRequest === undefined)).toBe(true);
  });
});
