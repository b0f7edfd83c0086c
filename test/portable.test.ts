/** A receiver in one call. That it says the same in a browser is for test/browser to see. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openssl } from '../src/crypto/openssl.ts';
import { repeatable } from '../src/crypto/repeatable.ts';
import { type PortableOptions, portable } from '../src/portable.ts';
import { Builder } from '../src/testpki/case.ts';
import { Forge } from '../src/testpki/forge.ts';
import { settingAt, USUAL_TIME } from '../src/testpki/setting.ts';
import { cases } from '../src/testpki/table.ts';
import { toDate } from '../src/time.ts';
import { item, judged } from './browser/judge.ts';
import { aca, all, ica, NOW, PSIDS, root, selfSigned } from './pki.ts';
import { ambulance, signed } from './verify/srm.ts';

const [anchors, authorities] = [[root.record.octets], [ica.record.octets, aca.record.octets]];
const now = () => toDate(NOW);
const receiver = (change: Partial<PortableOptions> = {}) => portable({ anchors, authorities, now, ...change });
const accepted = expect.objectContaining({ ok: true, psid: PSIDS.srm });
const refusedAs = (result: string) => expect.objectContaining({ ok: false, result });

describe('a portable receiver', () => {
  it('comes to the verdict of each case of the test PKI, at once and by promise', async () => {
    const setting = settingAt(USUAL_TIME);
    const forge = new Forge(repeatable(openssl), 'portable');
    const builder = new Builder(forge, setting);
    const rows = cases(setting, forge);
    const got = await Promise.all(rows.map((row) => judged(portable, item(builder.build(row)), openssl)));
    expect(got).toEqual(rows.map(({ expected }) => [expected, expected]));
  });

  it('accepts a message once, by whichever way it is asked', async () => {
    const spdu = signed();
    const [one, other, third] = [receiver(), receiver(), receiver()];
    expect(one.refused).toEqual([]);
    expect(one.verify(spdu, PSIDS.srm)).toEqual(accepted);
    expect(await one.later(spdu, PSIDS.srm)).toEqual(refusedAs('replayedSpdu'));
    expect(await other.later(spdu, PSIDS.srm)).toEqual(accepted);
    expect(other.verify(spdu, PSIDS.srm)).toEqual(refusedAs('replayedSpdu'));
    // While its signature is being checked.
    const later = third.later(spdu);
    expect(third.verify(spdu)).toEqual(accepted);
    expect(await later).toEqual(refusedAs('replayedSpdu'));
  });

  it('knows a signer by its digest once it has heard it, by whichever way', async () => {
    const digest = signed(ambulance, { signer: { form: 'digest', certificate: ambulance.record } });
    const one = receiver();
    expect(await one.later(digest)).toEqual(refusedAs('certificateNotFound'));
    expect(one.verify(signed(ambulance, { generationTime: NOW - 1e6 }))).toEqual(accepted);
    expect(await one.later(digest)).toEqual(accepted);
  });

  it('says why it has not taken an anchor or an authority, and accepts nothing under it', async () => {
    const stranger = selfSigned('stranger', { certIssuePermissions: [all(1)] }).record.octets;
    const spdu = signed();
    const none = receiver({ anchors: [new Uint8Array(3), ica.record.octets], authorities: [...authorities, stranger] });
    expect(none.refused).toEqual([
      refusedAs('spduParsingInvalidInput'),
      refusedAs('chainEndedAtUntrustedRoot'),
      refusedAs('notEnoughInformationToConstructChain'),
      refusedAs('notEnoughInformationToConstructChain'),
      refusedAs('chainEndedAtUntrustedRoot'),
    ]);
    expect(none.verify(spdu)).toEqual(refusedAs('notEnoughInformationToConstructChain'));
    expect(await none.later(spdu)).toEqual(refusedAs('notEnoughInformationToConstructChain'));
  });

  it('learns a CA, and keeps none that it only judged', () => {
    const one = receiver({ authorities: [ica.record.octets] });
    expect(one.judge(aca.record.octets)).toMatchObject({ ok: true, above: [{}, {}] });
    expect(one.judge(ambulance.record.octets)).toEqual(refusedAs('notEnoughInformationToConstructChain'));
    expect(one.verify(signed())).toEqual(refusedAs('notEnoughInformationToConstructChain'));
    expect(one.learn(aca.record.octets)).toMatchObject({ ok: true });
    expect(one.judge(ambulance.record.octets)).toMatchObject({ ok: true });
    expect(one.verify(signed())).toEqual(accepted);
  });

  it('learns no CA that is none', () => {
    const one = receiver({ authorities: [...authorities, ambulance.record.octets] });
    expect(one.refused).toEqual([refusedAs('inconsistentChainPermissions')]);
    expect(one.learn(ambulance.record.octets)).toEqual(refusedAs('inconsistentChainPermissions'));
    const digest = signed(ambulance, { signer: { form: 'digest', certificate: ambulance.record } });
    expect(one.verify(digest)).toEqual(refusedAs('certificateNotFound'));
  });

  it('asks for the time at each message', async () => {
    let at = NOW;
    const one = receiver({ now: () => toDate(at) });
    const [first, second] = [signed(), signed(ambulance, { generationTime: NOW - 1e6 })];
    expect(one.verify(first)).toEqual(accepted);
    at += 60e6;
    expect(one.verify(second)).toEqual(refusedAs('generationTimeTooFarInPast'));
    expect(await one.later(second)).toEqual(refusedAs('generationTimeTooFarInPast'));
  });

  it('knows no application but those of its profiles', async () => {
    const one = receiver({ profiles: [] });
    expect(one.verify(signed())).toEqual(refusedAs('unauthorizedPSID'));
    expect(await one.later(signed())).toEqual(refusedAs('unauthorizedPSID'));
  });

  it('lets go of a message whose caller has given up', async () => {
    expect(await receiver().later(signed(), undefined, AbortSignal.abort())).toMatchObject({ dropped: 'aborted' });
  });

  it('answers to any octets, as certificate, list and message, and takes nothing in that is broken', async () => {
    const one = receiver({ crypto: openssl });
    // An implicit certificate is not among them: broken it is another key's, which is as good until that one signs.
    const good = [signed(), aca.record.octets, root.record.octets];
    const broken = fc.tuple(fc.constantFrom(...good), fc.nat(), fc.integer({ min: 1, max: 255 })).map(([o, at, by]) => {
      const octets = o.slice();
      octets[at % octets.length]! ^= by;
      return octets;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), broken), async (octets) => {
        const learned = one.learn(octets);
        expect([learned.ok, one.judge(octets).ok]).toEqual([false, false]);
        expect(one.revoke(octets)).toMatchObject({ ok: false });
        expect(one.verify(octets).ok).toBe(false);
        expect((await one.later(octets)).ok).toBe(false);
        expect(receiver({ crypto: openssl, anchors: [octets], authorities: [] }).refused).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});
