/** Floods of what anybody can make: requests, responses, issuers that do not exist. Sizes and counts are asked, not times. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { HeaderInfo, Ieee1609Dot2Data, Ieee1609dot2Peer2PeerPDU } from '../../asn1/ieee1609dot2/data.ts';
import type { Type } from '../../asn1/schema.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { unwrap, wrap } from '../../src/net/wsm.ts';
import { drops } from '../../src/p2pcd/drop.ts';
import { P2pcdEntity } from '../../src/p2pcd/entity.ts';
import { p2pcdMetrics } from '../../src/p2pcd/metrics.ts';
import { encodeResponse } from '../../src/p2pcd/pdu.ts';
import { type Policy, usual } from '../../src/p2pcd/policy.ts';
import { prometheus } from '../../src/prometheus.ts';
import { signSpdu, unsecured } from '../../src/secure/sign.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { type Parsed, parse } from '../../src/verify/parse.ts';
import { arbitrary } from '../arbitrary.ts';
import { aca, all, crypto, ica, keys, NOW, PSIDS, random, root, under } from '../pki.ts';
import { bsm } from '../verify/bsm.ts';
import { Air, acaUnder, carUnder, contextOf, counting, givenIn, Station, storeOf, years } from './rig.ts';

const mine = carUnder(aca);
const known = ((): Parsed => {
  const signer = { form: 'certificate', certificate: mine.record } as const;
  const parsed = parse(
    signSpdu({ crypto, keys, key: mine.key, psid: PSIDS.bsm, payload: bsm, generationTime: NOW, signer }),
  );
  if (!parsed.ok) throw new Error(parsed.sentence);
  return parsed;
})();
/** An SPDU as a stranger sends it, whose signature nobody could check. */
const saying = (header: Partial<HeaderInfo>): Parsed => ({
  ...known,
  header: { ...known.header, ...header },
  signer: { tag: 'digest', value: random.octets(8) },
});
const needing = (issuer: Uint8Array): Parsed => {
  const value = { ...mine.record.value, issuer: { tag: 'sha256AndDigest', value: issuer } as const };
  return { ...known, signer: { tag: 'certificate', value: [{ value, octets: mine.record.octets }] } };
};

function entityOf(cas: readonly Holder[], policy: Partial<Policy> = {}) {
  const counter = counting();
  const store = storeOf(cas, counter.provider);
  counter.checks = 0;
  const { context, ...parts } = contextOf(store, policy);
  const { clock, timers, radio } = context;
  const world = { clock, timers, radio, random: seededRandom('flood') };
  const entity = new P2pcdEntity({ world, store, policy, meter: parts.counts });
  const tables = ['missing', 'observed', 'waiting', 'refused', 'responses'];
  const held = () => Object.fromEntries(tables.map((t) => [t, parts.counts.held(t)]));
  return { ...parts, entity, store, counter, held };
}
const LIMITS = {
  ...{ missing: usual.missingLimit + usual.repeatedLimit, observed: usual.observedLimit, waiting: usual.waitingLimit },
  ...{ refused: usual.refusedLimit, responses: 2 * usual.responseLimit },
};
function expectBounded(held: Readonly<Record<string, number>>): void {
  for (const [table, limit] of Object.entries(LIMITS)) expect(held[table], table).toBeLessThanOrEqual(limit);
}

describe('a flood of requests', () => {
  test('for what is held, in every form, gets no more answers than the rate allows, and fills no more than the tables', () => {
    const cas = [ica, ...Array.from({ length: 40 }, (_, n) => acaUnder(ica, `aca ${n}`))];
    const { entity, sent, run, held, counter, counts } = entityOf(cas);
    const seconds = 5;
    let given = 0;
    for (let n = 0; n < 100 * seconds; n++, run(0.01)) {
      for (let k = 0; k < 10; k++) {
        const { id8 } = cas[(7 * n + k) % cas.length]!.record;
        entity.heard(saying(k % 2 ? { p2pcdLearningRequest: id8.slice(5) } : { inlineP2pcdRequest: [id8.slice(5)] }));
      }
      if (n % 10 === 0 && entity.addTo(PSIDS.bsm, mine.record, 1000)?.header.requestedCertificate) given++;
      expectBounded(held());
    }
    const answers = givenIn(sent).length + given;
    expect(answers).toBeGreaterThan(usual.responsesPerSecond);
    expect(answers).toBeLessThanOrEqual(usual.responsesPerSecond * (seconds + 1));
    expect(counts.of('dropped responseRate') + counts.of('dropped responsesFull')).toBeGreaterThan(100);
    expect(counter.checks).toBe(0);
  });
  test('for what nobody holds gets none, and is forgotten', () => {
    const { entity, sent, run, held, counter } = entityOf([ica, aca]);
    for (let n = 0; n < 1000; n++) {
      entity.heard(saying({ p2pcdLearningRequest: random.octets(3) }));
      entity.heard(saying({ inlineP2pcdRequest: Array.from({ length: 200 }, () => random.octets(3)) }));
    }
    expectBounded(held());
    run(1);
    expect([sent.length, counter.checks, held().responses]).toEqual([0, 0, 0]);
  });
});

describe('a flood of responses', () => {
  const fake = (): Holder => acaUnder({ key: keys.generate('P-256'), record: ica.record }, 'fake');
  test('where nothing is missing is not even opened', () => {
    const { entity, counts, counter } = entityOf([ica, aca]);
    const pdu = encodeResponse([fake().record]);
    for (let n = 0; n < 1000; n++) entity.receive(pdu);
    expect([counts.counted, counter.checks]).toEqual([{ 'dropped unneeded': 1000 }, 0]);
  });
  test('of others than the missing one costs no signature check, and only so many are opened', () => {
    const { entity, counts, counter, held } = entityOf([ica]);
    entity.lacking(needing(aca.record.id8));
    const pdus = Array.from({ length: 20 }, () => encodeResponse([fake().record, ica.record]));
    for (let n = 0; n < 5000; n++) entity.receive(pdus[n % 20]!);
    expect([counter.checks, held().missing]).toEqual([0, 1]);
    expect(counts.of('dropped unneeded')).toBe(usual.openedPerSecond);
    expect(counts.of('dropped openedRate')).toBe(5000 - usual.openedPerSecond);
  });
  test('each of which was asked for, costs as many checks a second as allowed, and none is kept', () => {
    const judgedPerSecond = 10;
    const { entity, counter, run, held, store } = entityOf([ica], { openedPerSecond: 10_000, judgedPerSecond });
    const fakes = Array.from({ length: 60 }, fake);
    for (let n = 0; n < 300; n++, run(0.01)) {
      const { record } = fakes[n % 60]!;
      entity.lacking(needing(record.id8));
      entity.receive(encodeResponse([record]));
      expectBounded(held());
    }
    expect(counter.checks).toBeGreaterThan(20);
    expect(counter.checks).toBeLessThanOrEqual(judgedPerSecond * 4);
    expect(fakes.some(({ record }) => store.issuers(record.id8).length > 0)).toBe(false);
  });
});

test('a thousand wrong responses a second keep nobody from learning what is missing', () => {
  const air = new Air();
  const aca2 = acaUnder(ica);
  const nowhere = carUnder(acaUnder({ key: keys.generate('P-256'), record: ica.record }, 'nowhere'));
  const a = new Station(air, 'a', { holder: mine, cas: [ica, aca] });
  const b = new Station(air, 'b', { holder: carUnder(aca2), cas: [ica, aca2] });
  const attacker = air.medium.join('attacker', () => ({ x: 0, y: 0 }));
  // Something is always missing, so that responses are opened at all.
  air.events.every(0.2, () => {
    const generationTime = air.events.now();
    const signer = { form: 'certificate', certificate: nowhere.record } as const;
    const says = { crypto, keys, key: nowhere.key, psid: PSIDS.bsm, payload: bsm, generationTime, signer };
    attacker.send(wrap(PSIDS.bsm, signSpdu(says)));
  });
  const wrong = wrap(usual.psid, encodeResponse([acaUnder(ica, 'wrong').record]));
  air.events.every(0.001, () => attacker.send(wrong));
  a.speak(2.01);
  b.speak(2.06);
  air.run(4);
  expect(a.knows(aca2)).toBe(true);
  expect(a.counts.of('dropped unneeded')).toBeGreaterThan(3000);
});

describe('a flood of issuers that do not exist', () => {
  test('fills no more than the tables, and keeps us from asking for one that does no longer than it lasts', () => {
    const { entity, run, held, counts, counter } = entityOf([ica]);
    let asked: number | undefined;
    for (let n = 0; n < 100 && asked === undefined; n++, run(0.01)) {
      for (let k = 0; k < 20; k++) entity.lacking(needing(random.octets(8)));
      // One that exists, as its vehicles are heard: twice a second.
      if (n % 50 === 0) entity.lacking(needing(aca.record.id8));
      expectBounded(held());
      const header = n % 10 === 9 ? entity.addTo(PSIDS.bsm, mine.record, 1000)?.header : undefined;
      if (header?.p2pcdLearningRequest && Buffer.compare(header.p2pcdLearningRequest, aca.record.id8.slice(5)) === 0)
        asked = n;
    }
    expect(asked).toBeLessThan(65);
    expect(counts.of('requests own learning')).toBeLessThanOrEqual(10);
    run(2);
    entity.addTo(PSIDS.bsm, mine.record, 1000);
    expect([held().missing, counter.checks]).toEqual([0, 0]);
  });
  test('on the air, the honest are still learned', () => {
    const air = new Air();
    const aca2 = acaUnder(ica);
    const a = new Station(air, 'a', { holder: mine, cas: [ica, aca] });
    const b = new Station(air, 'b', { holder: carUnder(aca2), cas: [ica, aca2] });
    const attacker = air.medium.join('attacker', () => ({ x: 0, y: 0 }));
    const liar = under(root, 'liar', { certIssuePermissions: [all(2)], validityPeriod: years(9) });
    const cars = Array.from({ length: 40 }, (_, n) => carUnder(acaUnder(liar, `${n}`)));
    air.events.every(0.02, () => {
      const car = cars[Math.round((air.events.now() - NOW) / 2e4) % cars.length]!;
      const signer = { form: 'certificate', certificate: car.record } as const;
      const header = { p2pcdLearningRequest: aca2.record.id8.slice(5) };
      const generationTime = air.events.now();
      const spdu = signSpdu({
        ...{ crypto, keys, key: car.key, psid: PSIDS.bsm, payload: bsm },
        generationTime,
        signer,
        header,
      });
      attacker.send(wrap(PSIDS.bsm, spdu));
    });
    a.speak(0.01);
    b.speak(0.06);
    air.run(10);
    expect([a.knows(aca2), b.knows(aca)]).toEqual([true, true]);
    // The attacker asks fifty times a second; a response is active for a quarter of one.
    expect(air.answers().filter((s) => s === `b ${aca2.record.id}`).length).toBeLessThanOrEqual(41);
    expect(a.counts.of('requests own learning')).toBeLessThanOrEqual(101);
  });
});

describe('octets and headers of any kind', () => {
  const pdus = coer(Ieee1609dot2Peer2PeerPDU);
  const RUNS = 200;
  test('in place of a response are counted and dropped', () => {
    const { entity, counts, counter } = entityOf([ica], { openedPerSecond: 1e6 });
    entity.lacking(needing(aca.record.id8));
    const none = unsecured(pdus.encode({ version: 1, content: { tag: 'caCerts', value: [] } }));
    const good = encodeResponse([aca.record]);
    let tried = 1;
    entity.receive(none);
    for (const octets of [new Uint8Array(0), good.slice(0, 90), unsecured(Uint8Array.of(1, 2)), mine.record.octets]) {
      entity.receive(octets);
      tried++;
    }
    const signed = coer(Ieee1609Dot2Data).encode({
      protocolVersion: 3,
      content: { tag: 'signedCertificateRequest', value: good },
    });
    entity.receive(signed);
    expect(counts.counted).toEqual({ 'dropped malformed': tried + 1 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(good.length - 1), fc.nat(255), (noise, place, octet) => {
        entity.receive(noise);
        entity.receive(good.with(place, octet));
      }),
      { numRuns: RUNS },
    );
    // Where the octet was the one that stood there, it was the response that was awaited.
    expect(counter.checks).toBe(counts.of('learned outOfBand'));
    const ends = ['dropped malformed', 'dropped unneeded', 'learned outOfBand'].map((key) => counts.of(key));
    expect(ends.reduce((sum, n) => sum + n)).toBe(tried + 1 + 2 * RUNS);
  });
  test('nothing throws, whatever stands in a header, and what is said fits', () => {
    const { entity, sent, run, held } = entityOf([ica, aca], { flavors: { 36: 'inline', 37: 'none' } });
    fc.assert(
      fc.property(
        arbitrary(HeaderInfo, (node, v) => coer(node as Type<unknown>).encode(v)),
        fc.constantFrom(32, 36, 37),
        fc.nat(2000),
        (header, psid, room) => {
          const spdu = { ...saying(header as HeaderInfo), psid };
          entity.heard(spdu);
          entity.lacking(spdu);
          entity.lacking({ ...needing(random.octets(8)), psid });
          const added = entity.addTo(psid, mine.record, room);
          const octets = coer(HeaderInfo).encode({ psid, ...added?.header });
          expect(octets.length).toBeLessThanOrEqual(Math.max(8, room));
          run(0.05);
          expectBounded(held());
        },
      ),
    );
    for (const frame of sent) expect(unwrap(frame)).toMatchObject({ ok: true, psid: usual.psid });
  });
  test('a digest of a signer never seen takes no place where end entities are not asked for', () => {
    for (const [flavor, places] of [
      ['outOfBand', 0],
      ['inline', 1],
    ] as const) {
      const { entity, held } = entityOf([ica, aca], { flavor });
      entity.lacking(saying({}));
      expect(held().missing).toBe(places);
    }
  });
  test('an application without P2PCD neither asks nor is answered', () => {
    const { entity, counts, sent, run } = entityOf([ica, aca], { flavor: 'none' });
    entity.heard(saying({ p2pcdLearningRequest: aca.record.id8.slice(5) }));
    entity.lacking(needing(random.octets(8)));
    run(1);
    expect([entity.addTo(PSIDS.bsm, mine.record, 1000), sent, counts.counted]).toEqual([undefined, [], {}]);
  });
});

test('all that is counted has a row in the table of metrics, and every reason a sentence', async () => {
  const meter = prometheus(p2pcdMetrics);
  const { context } = contextOf(storeOf([ica, aca]));
  const { clock, timers, radio, random, store } = context;
  const entity = new P2pcdEntity({ world: { clock, timers, radio, random }, store, meter });
  entity.heard(saying({ p2pcdLearningRequest: aca.record.id8.slice(5) }));
  entity.heard(saying({ inlineP2pcdRequest: [Uint8Array.of(1, 2, 3)] }));
  entity.lacking(needing(random.octets(8)));
  entity.addTo(PSIDS.bsm, mine.record, 1000);
  const page = await meter.page();
  expect(page).toContain('wavetrust_p2pcd_requests_total{by="heard",form="inline"} 1');
  expect(page).toContain('wavetrust_p2pcd_requests_total{by="own",form="learning"} 1');
  expect(page).toContain('wavetrust_p2pcd_dropped_total{reason="notHeld"} 1');
  expect(page).toContain('wavetrust_p2pcd_held{table="missing"} 1');
  expect(page).toContain('wavetrust_p2pcd_held{table="responses"} 1');
  for (const sentence of Object.values(drops)) expect(sentence).toMatch(/^[a-z]/);
});
