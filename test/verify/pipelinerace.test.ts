/** What several packets do to each other while their signatures are checked side by side. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { negated } from '../../src/testpki/tamper.ts';
import type { Settled } from '../../src/verify/pipeline.ts';
import { device, NOW, PSIDS } from '../pki.ts';
import { bsmOf, buses, cars, forged, rig } from './rig.ts';
import { payload, signed } from './srm.ts';

const { srm } = PSIDS;
const [bus, tram] = buses(2);
const codec = coer(Ieee1609Dot2Data);
/** The same message under the other signature that holds, (r, n - s). */
function twin(spdu: Uint8Array): Uint8Array {
  const data = codec.read(spdu);
  if (data.content.tag !== 'signedData') throw new Error('not signed');
  const value = { ...data.content.value, signature: negated(data.content.value.signature) };
  return codec.encode({ ...data, content: { tag: 'signedData', value } });
}

describe('copies of a message', () => {
  const spdu = signed(bus);
  test('C07: checked at once, one is accepted and the other is replayedSpdu, whichever ends first', async () => {
    for (const other of [spdu, twin(spdu)])
      for (const first of [0, 1]) {
        const r = rig({ learned: [bus!], inFlight: 4 });
        r.pipeline.offer(spdu, srm, 'a');
        r.pipeline.offer(other, srm, 'b');
        expect(r.pending).toHaveLength(2);
        await r.end(first);
        await r.end();
        expect(r.names()).toEqual(first ? ['b: accepted', 'a: replayedSpdu'] : ['a: accepted', 'b: replayedSpdu']);
      }
  });
  test('one that waits while the other is accepted costs no signature check', async () => {
    const r = rig({ learned: [bus!] });
    for (const name of ['a', 'b', 'c']) r.pipeline.offer(spdu, srm, name);
    await r.end();
    expect(r.names()).toEqual(['a: accepted', 'b: replayedSpdu', 'c: replayedSpdu']);
    expect(r.pending).toHaveLength(0);
  });
  test('a forged one does not stand in the way of the true one, before it or behind it, checked first or last', async () => {
    for (const make of [() => signed(bus), () => bsmOf(car!)])
      for (const trueFirst of [true, false])
        for (const inFlight of [1, 2])
          for (const order of [0, 1]) {
            const r = rig({ learned: [bus!, car!], inFlight });
            const good = make();
            const both = [
              ['true', good],
              ['forged', forged(good)],
            ] as const;
            for (const [name, octets] of trueFirst ? both : both.toReversed())
              r.pipeline.offer(octets, undefined, name);
            await r.end(order < r.pending.length ? order : 0);
            await r.drain();
            const names = r.names();
            expect(names).toContain('true: accepted');
            // Behind the true one it is told as what it is for the receiver: the same message again.
            expect(names.some((n) => n === 'forged: cryptoVerificationFailure' || n === 'forged: replayedSpdu')).toBe(
              true,
            );
          }
  });
  const [car] = cars(1);
  test('many forged ones of a BSM do not push it out', async () => {
    const r = rig({ learned: [bus!, car!] });
    r.pipeline.offer(signed(bus), srm, 'first');
    const good = bsmOf(car!);
    r.pipeline.offer(good, undefined, 'true');
    for (let n = 0; n < 20; n++) r.pipeline.offer(forged(good), undefined, 'forged');
    await r.drain();
    expect(r.names()).toContain('true: accepted');
    expect(r.told).toHaveLength(22);
  });
});

describe('a signer that is new', () => {
  const fresh = device([{ psid: srm, ssp: undefined }]);
  const byDigest = { signer: { form: 'digest', certificate: fresh.record } } as const;
  test('is known to the packets that waited, once one was accepted', async () => {
    const r = rig();
    for (const n of [1, 2, 3]) r.pipeline.offer(signed(fresh, { generationTime: NOW - n }), srm, `${n}`);
    r.pipeline.offer(signed(fresh, byDigest), srm, 'early digest');
    await r.drain();
    r.pipeline.offer(signed(fresh, byDigest), srm, 'digest');
    await r.drain();
    expect(r.names()).toEqual([
      'early digest: certificateNotFound',
      '1: accepted',
      '2: accepted',
      '3: accepted',
      'digest: accepted',
    ]);
    expect(r.store.signers).toBe(1);
  });
  test('whose message is forged is not learned', async () => {
    const r = rig();
    r.pipeline.offer(forged(signed(fresh)), srm, 'forged');
    await r.drain();
    expect(r.names()).toEqual(['forged: cryptoVerificationFailure']);
    expect(r.store.signers).toBe(0);
  });
});

describe('exactly one verdict', () => {
  const signers = [bus!, tram!, ...cars(3)];
  const known = signers.slice(0, 4);
  /** Each message in a few forms, made once. */
  const packets = signers.flatMap((by, k) =>
    [0, 1, 2].flatMap((ago) => {
      const spdu = k < 2 ? signed(by, { generationTime: NOW - ago }) : bsmOf(by, { generationTime: NOW - ago });
      return [spdu, spdu, forged(spdu), twin(spdu)].map((octets) => ({ octets, message: `${k} ${ago}` }));
    }),
  );
  packets.push({ octets: payload, message: 'none' }, { octets: signed(signers[2]), message: 'no right' });
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('offer' as const),
        which: fc.nat(packets.length - 1),
        abortable: fc.boolean(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(7) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom('soon' as const, 'abort' as const, 'wait' as const),
        which: fc.nat(1),
      }),
    },
  );
  const lanes = [
    {
      name: 'a',
      psids: [srm],
      signers: 'known',
      limit: 3,
      perSigner: 2,
      order: 'oldest',
      loses: 'newest',
      supersedes: false,
      share: 2,
    },
    {
      name: 'b',
      psids: 'others',
      signers: 'known',
      limit: 3,
      perSigner: 2,
      order: 'newest',
      loses: 'oldest',
      supersedes: true,
      share: 2,
    },
    {
      name: 'c',
      psids: 'others',
      signers: 'new',
      limit: 2,
      perSigner: 2,
      order: 'oldest',
      loses: 'oldest',
      supersedes: false,
      share: 2,
    },
  ] as const;

  test('for each packet, no message accepted twice, nothing beyond its bound, under any order of events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (steps, inFlight) => {
        const verdicts = new Map<number, Settled[]>();
        const message: string[] = [];
        const settle = (verdict: Settled, context: string) => {
          verdicts.set(+context, [...(verdicts.get(+context) ?? []), verdict]);
        };
        const r = rig({ learned: known, inFlight, lanes, settle });
        let signal = new AbortController();
        for (const s of steps) {
          if (s.do === 'offer') {
            const { octets, message: which } = packets[s.which]!;
            message.push(which);
            r.pipeline.offer(octets, undefined, `${message.length - 1}`, s.abortable ? signal.signal : undefined);
          } else if (s.do === 'end') await r.end(r.pending.length > 0 ? s.which % r.pending.length : 0);
          else if (s.do === 'soon') r.later.shift()?.();
          else if (s.do === 'wait') r.clock.at += 700_000;
          else {
            signal.abort();
            signal = new AbortController();
          }
          const { inFlight: going, waiting } = r.pipeline.load;
          const held = Object.values(waiting).reduce((sum, n) => sum + n, going);
          expect(verdicts.size + held).toBe(message.length);
          expect(going).toBeLessThanOrEqual(inFlight);
          for (const lane of lanes) expect(waiting[lane.name]).toBeLessThanOrEqual(lane.limit);
        }
        const done = r.pipeline.close();
        while (r.pending.length > 0) await r.end(r.pending.length - 1);
        await done;
        expect([...verdicts.values()].every((all) => all.length === 1)).toBe(true);
        expect(verdicts.size).toBe(message.length);
        const accepted = [...verdicts].filter(([, [v]]) => v!.ok).map(([k]) => message[k]);
        expect(new Set(accepted).size).toBe(accepted.length);
      }),
      { numRuns: 150, seed: 1609 },
    );
  });
});
