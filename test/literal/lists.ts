/** What can be wrong with periods of certificates, and the lists they may be on. */
import { levelOf, pick, someone } from './chosen.ts';
import type { Defect } from './defects.ts';
import { T0 } from './draft.ts';
import { CA_SERIES, FRESH, hashList, idOf, linkedList, twinList } from './series.ts';

export const periodDefects = {
  'begins before its issuer': (d, t) => {
    const c = someone(d, t);
    const { start } = d.chain[levelOf(d, c) + 1]!.fields.validityPeriod;
    c.fields.validityPeriod = { ...c.fields.validityPeriod, start: start - 1 };
    if (levelOf(d, c) === 0) c.fields.validityPeriod = { start: start - 1, duration: { tag: 'hours', value: 10_000 } };
  },
  'ends after its issuer': (d, t) => {
    const c = someone(d, t);
    c.fields.validityPeriod = { ...c.fields.validityPeriod, duration: { tag: 'years', value: 60 } };
  },
  'for as long as its issuer': (d, t) => {
    const c = someone(d, t);
    const issuer = d.chain[levelOf(d, c) + 1]!;
    c.fields.validityPeriod = { ...issuer.fields.validityPeriod };
    for (const below of d.chain.slice(0, levelOf(d, c)))
      below.fields.validityPeriod = { ...issuer.fields.validityPeriod };
  },
  'for longer than Time32 counts': (d, t) => {
    const duration = { tag: 'years', value: 65_535 } as const;
    for (const c of d.chain.slice(t % d.chain.length))
      c.fields.validityPeriod = { ...c.fields.validityPeriod, duration };
  },
  'for no time': (d, t) => {
    const c = someone(d, t);
    c.fields.validityPeriod = { ...c.fields.validityPeriod, duration: { tag: 'seconds', value: 0 } };
  },
  'not yet valid': (d, t) => {
    d.header.generationTime &&= BigInt(d.now - 1_500_000);
    const start = T0 - pick([0, 1], t);
    d.chain[0]!.fields.validityPeriod = { start, duration: { tag: 'hours', value: 100 } };
  },
  'ended when it was made': (d) => {
    d.header.generationTime &&= BigInt(d.now + 900_000);
    d.chain[0]!.fields.validityPeriod = {
      start: T0 - 100,
      duration: { tag: 'milliseconds', value: 100_000 + 500 - 40_000 },
    };
    d.chain[0]!.fields.validityPeriod = { start: T0 - 50, duration: { tag: 'milliseconds', value: 50_500 } };
  },
  'ended by now': (d, t) => {
    const c = someone(d, t);
    const { start } = c.fields.validityPeriod;
    c.fields.validityPeriod =
      levelOf(d, c) === 0
        ? { start, duration: { tag: 'seconds', value: 30 } }
        : { start, duration: { tag: 'seconds', value: 10 } };
    d.header.generationTime &&= BigInt(d.now - 500_000);
  },
  'root ended by now': (d) => {
    d.chain.at(-1)!.fields.validityPeriod = { start: T0 - 86_400 * 700, duration: { tag: 'years', value: 1 } };
  },
  'expires after its certificate': (d) => {
    d.header.expiryTime = BigInt((T0 + 1000) * 1e6);
    d.chain[0]!.fields.validityPeriod = { start: T0 - 60, duration: { tag: 'seconds', value: 360 } };
  },
  'expires before its certificate': (d) => {
    d.header.expiryTime = BigInt((T0 + 1) * 1e6);
    d.chain[0]!.fields.validityPeriod = { start: T0 + 2, duration: { tag: 'hours', value: 100 } };
  },
  revoked: (d, t) => {
    const fresh = FRESH(T0);
    const later = { issueDate: T0 - 10, nextCrl: T0 + 90_000 };
    const by = t >> 3;
    const named = by % 2 === 1;
    const [lists, id] = pick(
      [
        [[hashList(0, fresh)], undefined],
        [[hashList(undefined, fresh), hashList(0, later, undefined, true)], undefined],
        [[linkedList('device', fresh, false, named)], 3 + (by % 3)],
        [[linkedList('nobody', fresh, false, named), linkedList('device', later, true)], 3 + (by % 3)],
        [[linkedList('group', fresh, false, named)], 4],
        [[linkedList('nobody', fresh), linkedList('group', later, true, named)], 4],
        [[linkedList('group of one', fresh, false, named)], 5],
        [[linkedList('single', fresh, false, named)], 6],
      ] as const,
      t,
    );
    d.lists = [...lists];
    if (id !== undefined) d.chain[0]!.fields.id = idOf(id);
  },
  'authority revoked': (d, t) => {
    const level = 1 + (t % (d.chain.length - 1));
    d.lists = [hashList(level, FRESH(T0), CA_SERIES)];
  },
  'list overdue': (d, t) => {
    const old = { issueDate: T0 - 900_000, nextCrl: T0 - pick([86_500, 500_000], t) };
    d.lists = [pick([hashList(undefined, old), linkedList('nobody', old)], t >> 1)];
  },
  'list late': (d) => {
    d.lists = [hashList(undefined, { issueDate: T0 - 900_000, nextCrl: T0 - 80_000 })];
  },
  'the other signature on a list': (d) => {
    // Of an explicit certificate there are two, with n - s and with s: one on the list speaks for both.
    d.lists = [twinList(FRESH(T0))];
  },
  'list missing': (d) => {
    d.lists = [];
    d.required = true;
  },
} as const satisfies Readonly<Record<string, Defect>>;
