/** A root is withdrawn while messages of its people are under way, wait, or were accepted before. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { CrlContents, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Chains } from '../../src/verify/chains.ts';
import { takeCrl, takeCrlLater } from '../../src/verify/crl.ts';
import { PSID } from '../../src/verify/profile.ts';
import { atOnce, pipelined } from '../../src/verify/receiver.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, all, at, crypto, device, ica, keys, NOW, PSIDS, root, START, selfSigned, under } from '../pki.ts';
import { buses, nameOf, rig } from './rig.ts';
import { signed } from './srm.ts';

const { srm } = PSIDS;
const UNTRUSTED = 'chainEndedAtUntrustedRoot';
const [bus, tram] = buses(2);
const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });

test('a grant that is kept is good no longer; a root that comes again brings its people again', () => {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  const verifier = new Verifier({ crypto, clock: at(NOW), store });
  let stamp = 0;
  const hear = (form: 'certificate' | 'digest') =>
    nameOf(verifier.verify(signed(bus, { signer: { form, certificate: bus!.record }, generationTime: NOW - ++stamp })));
  expect([hear('certificate'), hear('digest'), hear('digest')]).toEqual(['accepted', 'accepted', 'accepted']);
  store.withdrawAnchor(root.record);
  expect([hear('digest'), hear('certificate')]).toEqual([
    'certificateNotFound',
    'notEnoughInformationToConstructChain',
  ]);
  store.addAnchor(root.record);
  expect(hear('digest')).toBe('certificateNotFound');
  for (const { record } of [ica, aca]) store.addAuthority(record);
  expect([hear('certificate'), hear('digest')]).toEqual(['accepted', 'accepted']);
});

test('who was accepted has lost its rights, whatever kind of receiver is asked', () => {
  const revocations = new Revocations(crypto, { overdueSeconds: 0, requiredSeries: [] });
  const { store, pipeline } = rig({ learned: [bus!], revocations });
  const [by] = store.find(bus!.record.id8);
  const air = { store, revocations, crypto, clock: at(NOW) };
  const receivers = [
    pipeline,
    new Verifier(air),
    atOnce(new Verifier(air))(() => {}),
    pipelined({ ...air, soon: () => {} })(() => {}),
  ];
  const lost = () => receivers.map((receiver) => receiver.lost(by!));
  expect(lost()).toEqual([false, false, false, false]);
  store.withdrawAnchor(root.record);
  expect(lost()).toEqual([true, true, true, true]);
});

test('a list of who was trusted by a root that is withdrawn revokes nobody any more, and makes nothing overdue', () => {
  const other = selfSigned('other', { certIssuePermissions: [all(1, -1, 0xc0)], validityPeriod: years(40) });
  const ssp = coer(CrlSsp).encode({ version: 1, associatedCraca: 'isCraca', crls: [3] });
  const craca = under(other, 'craca', {
    appPermissions: [{ psid: PSID.crl, ssp: { tag: 'opaque', value: ssp } }],
    certIssuePermissions: [all(1)],
    validityPeriod: years(5),
  });
  // Three octets of a CRACA are few: those of another root may have the same.
  const part = { cracaId: craca.record.id8.slice(5), crlSeries: 3 };
  const victim = device([{ psid: srm, ssp: undefined }], part);
  const typeSpecific = {
    tag: 'fullHashCrl',
    value: { crlSerial: 1, entries: [{ id: victim.record.id10, expiry: START }] },
  } as const;
  const contents: CrlContents = {
    ...{ version: 1, crlSeries: 3, crlCraca: craca.record.id8, issueDate: START, nextCrl: START + 60 },
    ...{ priorityInfo: { priority: undefined }, typeSpecific },
  };
  const signer = { form: 'certificate', certificate: craca.record } as const;
  const payload = coer(CrlContents).encode(contents);
  const crl = signSpdu({ crypto, keys, key: craca.key, psid: PSID.crl, payload, signer });
  const store = new TrustStore({ crypto });
  for (const { record } of [root, other]) store.addAnchor(record);
  for (const { record } of [ica, aca, craca]) store.addAuthority(record);
  const revocations = new Revocations(crypto);
  const air = { crypto, clock: at(NOW), store, revocations };
  const verifier = new Verifier(air);
  let stamp = 0;
  const hear = () => nameOf(verifier.verify(signed(victim, { generationTime: NOW - ++stamp })));
  expect(hear()).toBe('accepted');
  expect(takeCrl(air, crl)).toBeUndefined();
  expect(hear()).toBe('certificateRevoked');
  store.withdrawAnchor(other.record);
  expect(hear()).toBe('accepted');
  expect(revocations.check(victim.record, NOW + 90 * 86_400e6)).toBeUndefined();
  // Trusted again, its lists have to come again.
  store.addAnchor(other.record);
  store.addAuthority(craca.record);
  expect(hear()).toBe('accepted');
  expect(takeCrl(air, crl)).toBeUndefined();
  expect(hear()).toBe('certificateRevoked');
});

describe('in a pipeline', () => {
  const told = (r: ReturnType<typeof rig>) => r.names();
  test('whose signature is being checked: it holds, and is refused for its root', async () => {
    for (const learned of [[], [bus!]]) {
      const r = rig({ learned });
      r.pipeline.offer(signed(bus), srm, 'bus');
      for (const act of r.later.splice(0)) act();
      expect(r.pending).toHaveLength(1);
      r.store.withdrawAnchor(root.record);
      await r.drain();
      expect(told(r)).toEqual([`bus: ${UNTRUSTED}`]);
      expect(r.told[0]!.verdict).toMatchObject({
        clause: '5.1.2',
        sentence: 'its root is trusted no longer',
        finding: { certificate: root.record.id },
      });
      expect([r.store.signers, r.store.anchors, r.store.issuers(aca.record.id8).length]).toEqual([0, 0, 0]);
    }
  });
  test('of a signer who was accepted before: what was found of him then is good no longer', async () => {
    const r = rig();
    r.pipeline.offer(signed(bus), srm, 'before');
    await r.drain();
    r.pipeline.offer(signed(bus, { generationTime: NOW - 1 }), srm, 'bus');
    expect(r.pending).toHaveLength(1);
    r.store.withdrawAnchor(root.record);
    await r.drain();
    expect(told(r)).toEqual(['before: accepted', `bus: ${UNTRUSTED}`]);
    expect([r.store.signers, r.store.anchors]).toEqual([0, 0]);
  });
  test('that waits, of a signer who was known and of one who was not', async () => {
    const r = rig({ learned: [bus!] });
    r.pipeline.offer(signed(bus), srm, 'first');
    r.pipeline.offer(signed(bus, { generationTime: NOW - 1 }), srm, 'known');
    r.pipeline.offer(signed(tram), srm, 'new');
    r.store.withdrawAnchor(root.record);
    await r.drain();
    expect(told(r).sort()).toEqual([
      `first: ${UNTRUSTED}`,
      `known: ${UNTRUSTED}`,
      'new: notEnoughInformationToConstructChain',
    ]);
    expect([r.store.signers, r.store.anchors]).toEqual([0, 0]);
  });
  test('what was judged before stays refused where the root has come again meanwhile', async () => {
    const r = rig({ learned: [bus!] });
    r.pipeline.offer(signed(bus), srm, 'old');
    r.store.withdrawAnchor(root.record);
    r.store.addAnchor(root.record);
    for (const { record } of [ica, aca]) r.store.addAuthority(record);
    r.pipeline.offer(signed(bus, { generationTime: NOW - 1 }), srm, 'new');
    await r.drain();
    expect(told(r)).toEqual([`old: ${UNTRUSTED}`, 'new: accepted']);
    expect(r.store.signers).toBe(1);
  });
  test('whatever comes in between, nobody is accepted whose root is none at that moment', async () => {
    let [accepted, refused] = [0, 0];
    const step = fc.constantFrom('bus', 'tram', 'end', 'end', 'later', 'withdraw', 'add');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        let stamp = 0;
        const r = rig({ learned: [bus!], inFlight: 2 });
        const seen = () => {
          for (const t of r.told.splice(0)) {
            if (t.name === 'accepted') expect(r.store.anchors).toBe(1);
            t.name === 'accepted' ? accepted++ : refused++;
          }
        };
        for (const s of steps) {
          if (s === 'bus' || s === 'tram')
            r.pipeline.offer(signed(s === 'bus' ? bus : tram, { generationTime: NOW - ++stamp }), srm, s);
          else if (s === 'end') await r.end();
          else if (s === 'later') for (const act of r.later.splice(0)) act();
          else if (s === 'withdraw') r.store.withdrawAnchor(root.record);
          else {
            r.store.addAnchor(root.record);
            for (const { record } of [ica, aca]) r.store.addAuthority(record);
          }
          seen();
          if (r.store.anchors === 0) expect([r.store.signers, r.store.issuers(aca.record.id8)]).toEqual([0, []]);
        }
        await r.drain();
        seen();
      }),
      { numRuns: 60 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(20);
  });
});

describe('chains that were found wrong', () => {
  /** One that signs itself, and its own messages. */
  const lone = selfSigned('lone', {
    appPermissions: [{ psid: srm, ssp: undefined }],
    validityPeriod: years(1),
  });
  test('are judged again once an anchor has come', async () => {
    const r = rig();
    r.pipeline.offer(signed(lone), srm, 'before');
    await r.drain();
    r.pipeline.offer(signed(lone), srm, 'again');
    await r.drain();
    r.store.addAnchor(lone.record);
    r.pipeline.offer(signed(lone, { generationTime: NOW - 1 }), srm, 'after');
    await r.drain();
    expect(r.names()).toEqual([`before: ${UNTRUSTED}`, `again: ${UNTRUSTED}`, 'after: accepted']);
  });
  test('are kept while the anchors are the same, and let go of when one goes', () => {
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    const chains = new Chains(store, at(NOW));
    const [wrong, more] = [device([{ psid: srm, ssp: undefined }]), device([{ psid: srm, ssp: undefined }])].map(
      ({ record }) =>
        under(root, 'too early', {
          validityPeriod: { ...years(1), start: START - 1 },
          appPermissions: record.tbs.appPermissions,
        }),
    );
    expect(chains.judge(wrong!.record)).toMatchObject({ result: 'inconsistentStartTimes' });
    expect(chains.judge(more!.record)).toMatchObject({ result: 'inconsistentStartTimes' });
    expect(chains.size).toBe(2);
    store.withdrawAnchor(root.record);
    expect(chains.judge(wrong!.record)).toMatchObject({ result: 'notEnoughInformationToConstructChain' });
    expect(chains.size).toBe(0);
  });
});

test('a CRL whose signer loses its root while it is read revokes nobody', async () => {
  const ssp = coer(CrlSsp).encode({ version: 1, associatedCraca: 'isCraca', crls: [3] });
  const craca = under(ica, 'craca', {
    appPermissions: [{ psid: PSID.crl, ssp: { tag: 'opaque', value: ssp } }],
    certIssuePermissions: [all(1)],
    validityPeriod: years(5),
  });
  const contents: CrlContents = {
    ...{ version: 1, crlSeries: 3, crlCraca: craca.record.id8, issueDate: START, nextCrl: START + 7 * 86_400 },
    priorityInfo: { priority: undefined },
    typeSpecific: {
      tag: 'fullHashCrl',
      value: {
        crlSerial: 1,
        entries: Array.from({ length: 30_000 }, (_, n) => ({
          id: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, n >> 16, n >> 8, n),
          expiry: START,
        })),
      },
    },
  };
  const signer = { form: 'certificate', certificate: craca.record } as const;
  const payload = coer(CrlContents).encode(contents);
  const crl = signSpdu({ crypto, keys, key: craca.key, psid: PSID.crl, payload, signer });
  const taken = async (withdrawAt: number) => {
    const store = new TrustStore({ crypto });
    store.addAnchor(root.record);
    for (const { record } of [ica, craca]) store.addAuthority(record);
    const revocations = new Revocations(crypto);
    let slices = 0;
    const background = (work: Generator<void, void>) => {
      for (let s = work.next(); !s.done; s = work.next())
        if (++slices === withdrawAt) store.withdrawAnchor(root.record);
    };
    const refusal = await takeCrlLater({ crypto, clock: at(NOW), store, revocations, background }, crl);
    return { result: refusal?.result, slices, edition: revocations.edition };
  };
  const { slices, ...good } = await taken(0);
  expect(good).toMatchObject({ result: undefined, edition: 2 });
  expect(slices).toBeGreaterThan(1);
  const late = await taken(slices);
  expect(late).toMatchObject({ result: UNTRUSTED, edition: 0 });
});
