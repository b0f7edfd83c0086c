/** Who is answered, when, how often, and with what: out of band and in line. */
import { describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { unwrap } from '../../src/net/wsm.ts';
import type { Context } from '../../src/p2pcd/context.ts';
import { Inline } from '../../src/p2pcd/inline.ts';
import { decodeResponse } from '../../src/p2pcd/pdu.ts';
import { Responder } from '../../src/p2pcd/responder.ts';
import { issueExplicit } from '../../src/trust/issue.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { aca, all, crypto, ica, keys, root, START, subject } from '../pki.ts';
import { acaUnder, car, contextOf, givenIn, id3, storeOf } from './rig.ts';

const names = (frames: readonly Uint8Array[]): string[][] =>
  frames.map((frame) => {
    const wsm = unwrap(frame);
    const list = wsm.ok ? decodeResponse(wsm.data) : undefined;
    return (list ?? []).map(({ octets }) => toHex(crypto.hash('sha256', octets).slice(-8)));
  });

describe('out of band', () => {
  const ready = (policy = {}, cas = [ica, aca]) => {
    const parts = contextOf(storeOf(cas), policy);
    return { ...parts, responder: new Responder(parts.context) };
  };
  test('a CA comes with its issuers but not the root, once, within the time a response may wait', () => {
    const { responder, sent, run } = ready();
    responder.asked(id3(aca));
    expect(sent).toEqual([]);
    run(0.25);
    expect(names(sent)).toEqual([[aca.record.id, ica.record.id]]);
    expect(unwrap(sent[0]!)).toMatchObject({ psid: 136 });
    run(5);
    expect(sent).toHaveLength(1);
  });
  test('the wait is as random as the world is', () => {
    const at = (octets: readonly number[]): number => {
      const { context, sent, run } = contextOf(storeOf([ica, aca]));
      const random = { octets: () => Uint8Array.from(octets) };
      new Responder({ ...context, random }).asked(id3(aca));
      let waited = 0;
      for (; sent.length === 0; waited++) run(0.001);
      return waited;
    };
    expect([at([0, 0]), at([128, 0]), at([255, 255])]).toEqual([1, 125, 250]);
  });
  test('in eight octets the id has to be the whole one', () => {
    const { responder, sent, run, counts } = ready();
    responder.asked(`${aca.record.id.startsWith('0') ? '1' : '0'}${aca.record.id.slice(1)}`);
    responder.asked(ica.record.id);
    run(1);
    expect([givenIn(sent), counts.of('dropped notHeld')]).toEqual([[ica.record.id], 1]);
  });
  test('what is no CA of ours, the root, and what has expired or is revoked is not given', () => {
    const store = storeOf([ica, aca]);
    const judged = store.judge(car().record);
    if (judged.ok) store.remember(judged);
    const { context, sent, run, counts, events } = contextOf(store);
    const responder = new Responder(context);
    responder.asked(judged.ok ? judged.record.id.slice(-6) : '');
    responder.asked(id3(root));
    const revocations = new Revocations(crypto);
    const craca = {
      ...subject('revoked', { certIssuePermissions: [all(1)] }),
      cracaId: Uint8Array.of(1, 2, 3),
      crlSeries: 7,
    };
    const key = keys.generate('P-256');
    const record = issueExplicit({ crypto, keys }, ica, craca, 'P-256', key.public);
    expect(store.addAuthority(record)).toMatchObject({ ok: true });
    revocations.apply({
      ...{
        version: 1,
        crlSeries: 7,
        crlCraca: Uint8Array.of(0, 0, 0, 0, 0, 1, 2, 3),
        issueDate: START,
        nextCrl: START + 9e6,
      },
      priorityInfo: { priority: undefined },
      typeSpecific: {
        tag: 'fullHashCrl',
        value: { crlSerial: 1, entries: [{ id: record.id10, expiry: START + 9e7 }] },
      },
    });
    new Responder({ ...context, revocations }).asked(record.id);
    run(1);
    expect(counts.counted).toEqual({ 'dropped notHeld': 1, 'dropped anchor': 1, 'dropped outOfDate': 1 });
    events.runUntil(aca.record.until);
    responder.asked(id3(aca));
    run(1);
    expect(counts.of('dropped outOfDate')).toBe(2);
    expect(sent).toEqual([]);
  });
  test('asked again while a response is under way, or was just made, it says nothing more', () => {
    const { responder, sent, run, counts } = ready();
    for (let n = 0; n < 100; n++) responder.asked(n % 2 ? id3(aca) : aca.record.id);
    run(0.249);
    responder.asked(id3(aca));
    expect([sent.length, counts.of('dropped responseActive')]).toEqual([1, 100]);
    run(0.001);
    responder.asked(id3(aca));
    run(0.25);
    expect(sent).toHaveLength(2);
  });
  test('nor while it still waits, where it may wait for longer than it is active', () => {
    const { responder, sent, run } = ready({ responseActiveSeconds: 0.001, maxResponseBackoffSeconds: 10 });
    for (let n = 0; n < 2000; n++, run(0.01)) if (sent.length === 0) responder.asked(id3(aca));
    expect(sent).toHaveLength(1);
  });
  test('three responses of others with this certificate are enough, and only such count', () => {
    const cases = [
      [Array(3).fill(aca.record.octets), 0],
      [Array(2).fill(aca.record.octets), 1],
      [Array(50).fill(ica.record.octets), 1],
      [Array(50).fill(aca.record.octets.with(80, 1)), 1],
    ] as const;
    for (const [heard, answers] of cases) {
      const { responder, sent, run, counts } = ready();
      responder.asked(id3(aca));
      expect(responder.waits).toBe(true);
      for (const octets of heard) responder.heard(octets);
      run(1);
      expect([sent.length, counts.of('dropped enoughResponses')]).toEqual([answers, 1 - answers]);
      expect(responder.waits).toBe(false);
    }
  });
  test('over all certificates no more is said than the rate allows, however much is asked', () => {
    const cas = [ica, ...Array.from({ length: 30 }, (_, n) => acaUnder(ica, `aca ${n}`))];
    const { responder, sent, run, counts } = ready({ responsesPerSecond: 3 }, cas);
    for (let n = 0; n < 400; n++, run(0.01)) for (const c of cas) responder.asked(id3(c));
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.length).toBeLessThanOrEqual(3 + 4 * 3);
    expect(responder.active).toBeLessThanOrEqual(16);
    expect(counts.of('dropped responsesFull')).toBeGreaterThan(1000);
    expect(counts.of('dropped responseRate')).toBeGreaterThan(10);
  });
  test('issuers for which a WSM has no room are left out, nearest first kept', () => {
    const first = wide(root, 'one', 300, 2);
    const second = wide(first, 'two', 300, 1);
    const huge = wide(ica, 'huge', 500, 1);
    const { responder, sent, run, counts } = ready({}, [ica, first, second, huge]);
    responder.asked(id3(second));
    run(1);
    expect(names(sent)).toEqual([[second.record.id]]);
    responder.asked(id3(huge));
    run(1);
    expect([sent.length, counts.of('dropped responseTooLong')]).toEqual([1, 1]);
  });
  test('three octets that are those of two CAs are answered with both', () => {
    const [one, other] = collision();
    const { responder, sent, run } = ready({}, [ica, one, other]);
    expect(id3(one)).toBe(id3(other));
    responder.asked(id3(one));
    run(1);
    expect(givenIn(sent).toSorted()).toEqual([one.record.id, other.record.id].toSorted());
  });
});

/** A CA with permissions for many PSIDs, so that its certificate is long. */
function wide(issuer: typeof ica, name: string, count: number, depth: number) {
  const key = keys.generate('P-256');
  const ranges = Array.from({ length: count }, (_, n) => ({ psid: 100_000 + n, sspRange: undefined }));
  const group = { ...all(depth), subjectPermissions: { tag: 'explicit', value: ranges } as const };
  const validityPeriod = { start: START, duration: { tag: 'years', value: 3 } } as const;
  const what = subject(name, { certIssuePermissions: [group], validityPeriod });
  return { key, record: issueExplicit({ crypto, keys }, issuer, what, 'P-256', key.public) };
}
/** Two CAs with one HashedId3: of some thousands two have it by chance. */
function collision() {
  const key = keys.generate('P-256');
  const what = {
    certIssuePermissions: [all(1)],
    validityPeriod: { start: START, duration: { tag: 'years', value: 1 } } as const,
  };
  const seen = new Map<string, ReturnType<typeof acaUnder>>();
  for (let n = 0; ; n++) {
    const record = issueExplicit({ crypto, keys }, ica, subject(`aca ${n}`, what), 'P-256', key.public);
    const holder = { key, record };
    const before = seen.get(id3(holder));
    if (before) return [before, holder] as const;
    seen.set(id3(holder), holder);
  }
}

describe('in line', () => {
  const ready = (policy = {}, cas = [ica, aca]) => {
    const parts = contextOf(storeOf(cas), policy);
    return { ...parts, inline: new Inline(parts.context as Context) };
  };
  test('a CA is in the next SPDU of the application that was asked, once', () => {
    const { inline, run } = ready();
    inline.asked(32, id3(aca));
    inline.asked(32, id3(aca));
    expect(inline.next(130, 1000)).toBeUndefined();
    expect(inline.next(32, 1000)?.id).toBe(aca.record.id);
    inline.asked(32, id3(aca));
    expect(inline.next(32, 1000)).toBeUndefined();
    run(0.25);
    inline.asked(32, id3(aca));
    expect(inline.next(32, 1000)?.id).toBe(aca.record.id);
  });
  test('not for what nobody waits for any more, has no room, was given by another, or is beyond the rate', () => {
    const late = ready();
    late.inline.asked(32, id3(aca));
    late.run(1);
    expect(late.inline.next(32, 1000)).toBeUndefined();
    const { inline, counts } = ready({ responsesPerSecond: 1 }, [ica, aca, acaUnder(ica)]);
    inline.asked(32, id3(aca));
    expect(inline.next(32, aca.record.octets.length - 1)).toBeUndefined();
    inline.asked(36, id3(aca));
    inline.heard(32, aca.record.octets);
    inline.heard(36, ica.record.octets);
    expect(inline.next(36, 1000)?.id).toBe(aca.record.id);
    inline.asked(37, id3(aca));
    inline.heard(37, aca.record.octets);
    expect(inline.next(37, 1000)).toBeUndefined();
    inline.asked(38, id3(aca));
    expect(inline.next(38, 1000)).toBeUndefined();
    expect(counts.counted).toEqual({
      ...{ 'responses inline': 1, 'dropped responseTooLong': 1 },
      ...{ 'dropped enoughResponses': 1, 'dropped responseRate': 1 },
    });
  });
  test('one certificate in an SPDU, the others in later ones; a flood fills no more than its table', () => {
    const cas = [ica, ...Array.from({ length: 30 }, (_, n) => acaUnder(ica, `aca ${n}`))];
    const { inline, counts } = ready({}, cas);
    for (let n = 0; n < 100; n++) for (const c of cas) inline.asked(32, id3(c));
    expect([inline.active, counts.of('dropped responsesFull')]).toEqual([16, 100 * 15]);
    const given = Array.from({ length: 20 }, () => inline.next(32, 1000)?.id).filter((id) => id !== undefined);
    expect(given).toEqual(cas.slice(0, 8).map((c) => c.record.id));
  });
  test('the signer asked for its own certificate shows it whole, and no earlier one', () => {
    const { inline, counts, run } = ready();
    const [mine, next] = [car(), car()];
    expect(inline.whole(32, mine.record)).toBe(false);
    inline.asked(32, id3(mine));
    inline.asked(130, id3(mine));
    expect([inline.whole(32, mine.record), inline.whole(32, mine.record)]).toEqual([true, false]);
    inline.asked(32, id3(mine));
    expect(inline.whole(32, mine.record)).toBe(false);
    run(0.25);
    inline.asked(32, id3(mine));
    expect([inline.whole(32, next.record), inline.whole(32, next.record)]).toEqual([false, false]);
    inline.asked(32, id3(mine));
    expect(inline.whole(32, next.record)).toBe(false);
    expect(counts.counted).toEqual({ 'responses signer': 1, 'dropped responseActive': 1, 'dropped notHeld': 2 });
  });
  test('applications without end leave no trace', () => {
    const { inline } = ready();
    for (let psid = 0; psid < 1000; psid++) inline.whole(psid, aca.record);
    inline.asked(3, id3(aca));
    expect(inline.whole(3, aca.record)).toBe(false);
  });
});
