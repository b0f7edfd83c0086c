/** Whatever comes, nothing throws, each SPDU has its verdict, and who judges at once and who judges later say the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import { Events } from '../../sim/events.ts';
import { hashedId8 } from '../../src/crypto/digest.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { P2pcdEntity } from '../../src/p2pcd/entity.ts';
import { decodeResponse } from '../../src/p2pcd/pdu.ts';
import { portable } from '../../src/portable.ts';
import { encrypt } from '../../src/secure/encrypt.ts';
import { receive } from '../../src/secure/receive.ts';
import { KeyRing } from '../../src/secure/ring.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { certificateHash } from '../../src/trust/certificate.ts';
import { results } from '../../src/trust/result.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { ask } from '../../src/verify/ask.ts';
import { takeCrl } from '../../src/verify/crl.ts';
import type { Parsed } from '../../src/verify/parse.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { storeOf } from '../p2pcd/rig.ts';
import { aca, at, crypto, device, ica, keys, NOW, PSIDS, random, root, START, under } from '../pki.ts';
import { checked } from '../trust/crls.ts';
import { certificates, lists, responses, spdus } from './hammer.ts';
import { nameOf } from './rig.ts';

const permissions = [PSIDS.bsm, PSIDS.srm].map((psid) => ({ psid, ssp: undefined }));
const ours = device(permissions);
const clock = at(NOW);

function station() {
  const store = storeOf([ica, aca]);
  const events = new Events(NOW);
  const radio = { send: () => {}, receive: () => {} };
  const world = { clock: events, timers: events, random: seededRandom('hammer'), radio };
  return { crypto, clock, store, peer: new P2pcdEntity({ world, store }) };
}

test('SPDUs any part of which is any value of its type', async () => {
  const [now, later] = [station(), station()];
  const verifier = new Verifier(now);
  const errors: unknown[] = [];
  const log = (level: string, _: string, fields?: unknown) => void (level === 'error' && errors.push(fields));
  const asked = ask({ ...later, log, soon: setImmediate });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(spdus(ours), async (octets) => {
      const name = nameOf(verifier.verify(octets.slice()));
      expect(nameOf(await asked.verify(octets))).toBe(name);
      if (name !== 'accepted') expect(results).toHaveProperty(name);
      for (const { peer } of [now, later]) peer.addTo(PSIDS.bsm, ours.record, 1500);
      seen.add(name);
    }),
    { numRuns: 600 },
  );
  expect(errors).toEqual([]);
  expect(asked.pipeline.load.inFlight).toBe(0);
  // What is broken in many ways at once gets no further than the first of them.
  expect([...seen]).toEqual(expect.arrayContaining(['accepted', 'cryptoVerificationFailure', 'replayedSpdu']));
  expect(seen.size).toBeGreaterThan(10);
});

test('the same encrypted to us', () => {
  const ring = new KeyRing({ crypto, keys, clock });
  const { encryptionKey } = ring.respond(60);
  if (encryptionKey.tag !== 'public') throw new Error('a public key');
  const to = [{ to: 'key', key: encryptionKey.value }] as const;
  const [clear, hidden] = [new Verifier(station()), new Verifier(station())];
  fc.assert(
    fc.property(spdus(ours), (octets) => {
      const { verdict } = receive(ring, hidden, encrypt({ crypto, random }, octets, to), PSIDS.bsm);
      if ('decryption' in verdict) expect(verdict.decryption).toBe('invalidFormForPlaintext');
      else expect(nameOf(verdict)).toBe(nameOf(clear.verify(octets, PSIDS.bsm)));
    }),
    { numRuns: 200 },
  );
});

test('responses with the certificates that are lacking, and others', () => {
  const { peer, store } = station();
  fc.assert(
    fc.property(responses(ours), (octets) => {
      for (const c of decodeResponse(octets) ?? []) {
        const id8 = hashedId8(certificateHash(crypto, c.value, c.octets));
        const below = { ...ours.record.value, issuer: { tag: 'sha256AndDigest', value: id8 } } as const;
        const signer = { tag: 'certificate', value: [{ value: below, octets: ours.record.octets }] } as const;
        peer.lacking({ psid: PSIDS.bsm, signer } as unknown as Parsed);
      }
      peer.receive(octets);
    }),
    { numRuns: 300 },
  );
  expect([store.signers, store.issuers(ours.record.id8)]).toEqual([0, []]);
});

test('certificates to be judged or learned', () => {
  const octetsOf = (...all: readonly { readonly record: { readonly octets: Uint8Array } }[]) =>
    all.map(({ record }) => record.octets);
  const anchors = octetsOf(root);
  const receiver = portable({ anchors, authorities: octetsOf(ica, aca), now: () => new Date(0), crypto });
  fc.assert(
    fc.property(certificates(ours), ({ octets }) => {
      const judged = receiver.judge(octets);
      if (judged.ok) expect(judged.chain.at(-1)!.record.id).toBe(root.record.id);
      else expect(results).toHaveProperty(judged.result);
      expect(receiver.learn(octets).ok && !judged.ok).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('CRLs of any contents, signed by one who may', () => {
  const value = coer(CrlSsp).encode({ version: 1, associatedCraca: 'isCraca', crls: [3] });
  const crls = under(aca, 'crls', {
    appPermissions: [{ psid: PSIDS.crl, ssp: { tag: 'opaque', value } }],
    validityPeriod: { start: START, duration: { tag: 'years', value: 1 } },
  });
  const revocations = new Revocations(crypto);
  const { store } = station();
  const part = { cracaId: crls.record.id8.slice(5), crlSeries: 3 };
  const listed = device(permissions, {
    ...part,
    id: { tag: 'linkageData', value: { iCert: 100, linkageValue: new Uint8Array(9), groupLinkageValue: undefined } },
  });
  let taken = 0;
  fc.assert(
    fc.property(lists(crls.record), (payload) => {
      const signer = { form: 'certificate', certificate: crls.record } as const;
      const octets = signSpdu({ crypto, keys, key: crls.key, psid: PSIDS.crl, payload, signer });
      const refusal = takeCrl({ crypto, clock, store, revocations }, octets);
      if (refusal) expect(results).toHaveProperty(refusal.result);
      else taken++;
      expect(['certificateRevoked', 'overdueCRL', undefined]).toContain(
        checked(revocations, listed.record, NOW)?.result,
      );
    }),
    { numRuns: 200 },
  );
  expect(taken).toBeGreaterThan(0);
});
