/** When a certificate is asked for, and in which field of which SPDU. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { contribute, contributed, IEEE_1609 } from '../../asn1/ieee1609dot2/contributed.ts';
import { HeaderInfo } from '../../asn1/ieee1609dot2/data.ts';
import { MissingTable } from '../../src/p2pcd/missing.ts';
import type { Policy } from '../../src/p2pcd/policy.ts';
import { requestsOf } from '../../src/p2pcd/request.ts';
import { Requester } from '../../src/p2pcd/requester.ts';
import { aca, ica } from '../pki.ts';
import { contextOf, storeOf } from './rig.ts';

const [A, B, C] = ['00000000000000aa', '00000000000000bb', '00000000000000cc'] as const;
const id3 = (id: string): string => id.slice(-6);

function asking(policy: Partial<Policy> = {}, store = storeOf([])) {
  const { context, counts, run } = contextOf(store, { currentlyUsedTriggerCertificateSeconds: 1000, ...policy });
  const missing = new MissingTable(context);
  const requester = new Requester(context, missing);
  const learning = (psid = 32): string | undefined => {
    const asked = requester.next(psid)?.p2pcdLearningRequest;
    return asked && toHex(asked);
  };
  return { missing, requester, counts, run, learning };
}

describe('a request out of band', () => {
  test('is not repeated while it is active, and then is', () => {
    const { missing, learning, run, counts } = asking();
    missing.need(A, 'authority', 32);
    expect(learning()).toBe(id3(A));
    expect(learning()).toBeUndefined();
    run(0.24);
    expect(learning()).toBeUndefined();
    run(0.01);
    expect(learning()).toBe(id3(A));
    expect(counts.of('requests own learning')).toBe(2);
  });
  test('goes with the application that needs it, is for one CA at a time, and for none that is here', () => {
    const { missing, requester, learning } = asking({ anyMessage: false }, storeOf([ica, aca]));
    missing.need(A, 'authority', 32);
    missing.need(B, 'authority', 32);
    missing.need(C, 'endEntity', 32);
    missing.need(aca.record.id, 'authority', 32);
    expect(requester.next(130)).toBeUndefined();
    expect([learning(), learning(), learning()]).toEqual([id3(A), id3(B), undefined]);
    expect(missing.get(aca.record.id)).toBeUndefined();
  });
  test('whoever is needed most and was not asked for longest comes first', () => {
    const { missing, learning, run } = asking();
    for (const id of [A, B, C, C]) missing.need(id, 'authority', 32);
    const asked: (string | undefined)[] = [];
    for (let n = 0; n < 8; n++, run(0.1)) asked.push(learning());
    expect(asked).toEqual([C, A, B, C, A, B, C, A].map(id3));
    run(0.3);
    missing.need('00000000000000dd', 'authority', 32);
    expect([learning(), learning()]).toEqual([id3(C), '0000dd']);
  });
  test('that nobody answers rests', () => {
    const { missing, learning, run, counts } = asking({ requestLimit: 3, restSeconds: 10 });
    missing.need(A, 'authority', 32);
    let asked = 0;
    for (let n = 0; n < 20; n++, run(0.25)) if (learning()) asked++;
    expect([asked, counts.of('dropped unanswered')]).toEqual([3, 1]);
    run(6);
    expect(learning()).toBe(id3(A));
  });
  test('by three octets is for all that end so', () => {
    const { missing, learning } = asking();
    missing.need('1111111111abcdef', 'authority', 32);
    missing.need('2222222222abcdef', 'authority', 32);
    expect([learning(), learning()]).toEqual(['abcdef', undefined]);
  });
});

describe('a request of somebody else', () => {
  test('holds ours back until its time is over', () => {
    const { missing, requester, learning, run } = asking();
    requester.observe(id3(A));
    missing.need(A, 'authority', 32);
    missing.need(B, 'authority', 32);
    expect([learning(), learning()]).toEqual([id3(B), undefined]);
    run(0.25);
    expect(learning()).toBe(id3(A));
  });
  test('in eight octets too; and who repeats it all the time does not silence us for ever', () => {
    const { missing, requester, learning, run } = asking();
    missing.need(A, 'authority', 32);
    let first: number | undefined;
    for (let n = 0; n < 100 && first === undefined; n++, run(0.01)) {
      requester.observe(A);
      if (learning()) first = n;
    }
    expect(first).toBe(25);
  });
  test('is remembered for few: of the others the oldest is forgotten', () => {
    const { requester, counts } = asking({ observedLimit: 4 });
    for (let n = 0; n < 100; n++) requester.observe(n.toString(16).padStart(6, '0'));
    expect([requester.observed, counts.of('dropped observedFull')]).toEqual([4, 96]);
  });
});

describe('requests in line', () => {
  test('are a list, of end entities too, as long as allowed', () => {
    const { missing, requester } = asking({ flavors: { 32: 'inline' }, inlineLimit: 2 });
    for (const id of [A, B, C]) missing.need(id, id === A ? 'endEntity' : 'authority', 32);
    const lists = [requester.next(32), requester.next(32), requester.next(32)].map((h) =>
      h?.inlineP2pcdRequest?.map(toHex),
    );
    expect(lists).toEqual([[id3(A), id3(B)], [id3(C)], undefined]);
  });
});

describe('a request in eight octets', () => {
  test('goes with any other application, if the policy lets it', () => {
    for (const anyMessage of [true, false]) {
      const { missing, requester } = asking({ anyMessage, flavors: { 130: 'none' } });
      missing.need(A, 'authority', 32);
      missing.need(B, 'authority', 130);
      const header = requester.next(131);
      expect(contributed(header?.contributedExtensions, IEEE_1609)).toEqual(
        anyMessage ? [{ ok: true, value: { tag: 'p2pcd8ByteLearningRequest', value: fromHex(A) } }] : [],
      );
    }
  });
});

test('whatever is missing, a header is one that can be sent, and never asks in both ways', () => {
  const needs = fc.array(
    fc.record({
      id: fc.constantFrom(A, B, C, '0123456789abcdef'),
      kind: fc.constantFrom('authority' as const, 'endEntity' as const),
      psid: fc.constantFrom(32, 36, 130),
      psidSent: fc.constantFrom(32, 36, 130),
      wait: fc.nat(400),
    }),
  );
  fc.assert(
    fc.property(needs, (all) => {
      const { missing, requester, run } = asking({ flavors: { 36: 'inline', 130: 'none' }, requestLimit: 1000 });
      const last = new Map<string, number>();
      let now = 0;
      for (const { id, kind, psid, psidSent, wait } of all) {
        missing.need(id, kind, psid);
        const header = requester.next(psidSent) ?? {};
        expect(header.p2pcdLearningRequest && header.inlineP2pcdRequest).toBeUndefined();
        const octets = coer(HeaderInfo).encode({ psid: psidSent, ...header });
        for (const asked of requestsOf(coer(HeaderInfo).read(octets), 8).requests) {
          expect(now - (last.get(id3(asked.id)) ?? -1000)).toBeGreaterThanOrEqual(250);
          last.set(id3(asked.id), now);
        }
        run(wait / 1000);
        now += wait;
      }
    }),
  );
});

describe('the requests of a header', () => {
  test('are read from its three fields, as many of each as allowed', () => {
    const inlineP2pcdRequest = [1, 2, 3].map((n) => Uint8Array.of(0, 0, n));
    expect(requestsOf({ psid: 32, inlineP2pcdRequest }, 2)).toEqual({
      requests: [
        { form: 'inline', id: '000001' },
        { form: 'inline', id: '000002' },
      ],
      more: true,
    });
    const value = fromHex(A);
    const block = contribute(IEEE_1609, [
      { tag: '?', value: { index: 9, octets: Uint8Array.of(1) } },
      { tag: 'p2pcd8ByteLearningRequest', value },
    ]);
    const header = {
      psid: 32,
      p2pcdLearningRequest: Uint8Array.of(0, 0, 7),
      contributedExtensions: [{ contributorId: 2, extns: block.extns }, block],
    };
    expect(requestsOf(header, 2)).toEqual({
      requests: [
        { form: 'learning', id: '000007' },
        { form: 'eightOctet', id: A },
      ],
      more: false,
    });
    expect(requestsOf({ psid: 32 }, 2)).toEqual({ requests: [], more: false });
  });
  test('that are no requests are passed over, and a thousand of them are not looked at', () => {
    const broken = { contributorId: 1, extns: Array.from({ length: 1000 }, () => Uint8Array.of(1, 1, 1)) };
    expect(requestsOf({ psid: 32, contributedExtensions: [broken] }, 4)).toEqual({ requests: [], more: true });
  });
});
