/**
 * Chains of permission lists from few PSIDs, SSPs and ranges, so that they meet often: each list is that of its issuer but
 * for one thing or two, and what the last certificate has is what its issuer may give, or nearly so.
 */
import type { PsidSsp, PsidSspRange, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Fields } from './build.ts';
import { APP, BOTH, ENROL } from './draft.ts';
import type { Tape } from './tape.ts';

type Group = PsidGroupPermissions;
type Ssp = PsidSsp['ssp'];
const PSIDS = [1, 2, 3] as const;

const o = (...octets: readonly number[]) => Uint8Array.from(octets);
const opaque = (...value: readonly Uint8Array[]): SspRange => ({ tag: 'opaque', value });
const bits = (sspValue: readonly number[], sspBitmask: readonly number[]): SspRange => ({
  tag: 'bitmapSspRange',
  value: { sspValue: o(...sspValue), sspBitmask: o(...sspBitmask) },
});
const ALL: SspRange = { tag: 'all', value: null };
const LATER = { tag: '?', value: { index: 5, octets: o(0) } } as const;

const RANGES: readonly (SspRange | undefined)[] = [
  ...[undefined, ALL, opaque(), opaque(o()), opaque(o(1)), opaque(o(1), o(2)), opaque(o(), o(1)), LATER],
  ...[bits([0x80], [0x80]), bits([0x80], [0xc0]), bits([0xc0], [0xc0]), bits([0], [0])],
  ...[bits([0x80, 1], [0x80, 0xff]), bits([0x80, 1], [0x80, 1]), bits([0x80, 1], [0x80, 0]), bits([0, 1], [0, 1])],
];
const SSPS: readonly Ssp[] = [
  ...[undefined, LATER].map((s): Ssp => s),
  ...[o(), o(1), o(2)].map((value): Ssp => ({ tag: 'opaque', value })),
  ...[o(), o(0x80), o(0xc0), o(0x80, 1), o(0xbf, 1), o(0x80, 0), o(0x80, 1, 0)].map(
    (value): Ssp => ({ tag: 'bitmapSsp', value }),
  ),
];
/** One that the range lets in, or nearly. */
function sspIn(range: SspRange | undefined, t: Tape): Ssp {
  if (t.once(8)) return undefined;
  if (range?.tag === 'opaque') {
    const value = t.of([...range.value, o(1)]);
    return value.length === 0 && t.once(2) ? undefined : { tag: 'opaque', value };
  }
  if (range?.tag !== 'bitmapSspRange') return t.of(SSPS);
  const { sspValue, sspBitmask } = range.value;
  const value = sspValue.map((v, i) => v | (~sspBitmask[i]! & t.below(256)));
  return { tag: 'bitmapSsp', value: t.once(6) ? o(...value, 0) : t.once(6) ? value.subarray(0, -1) : value };
}
/** One that the range holds, or nearly, or a random one. */
function rangeIn(range: SspRange | undefined, t: Tape): SspRange | undefined {
  if (t.once(6)) return t.of([undefined, ALL]);
  if (range?.tag === 'opaque' && t.once(2))
    return opaque(...range.value.slice(t.below(2)), ...t.of([[], [o(1)], [o(3)]]));
  if (range?.tag !== 'bitmapSspRange' || !t.once(2)) return t.of(RANGES);
  const { sspValue: v, sspBitmask: m } = range.value;
  const more = m.map((mask) => mask | t.below(256));
  return bits([...v.map((octet, i) => octet ^ (t.below(256) & more[i]! & ~m[i]!))], [...more]);
}

const explicit = (value: readonly PsidSspRange[]): Group['subjectPermissions'] => ({ tag: 'explicit', value });
const everything: Group['subjectPermissions'] = { tag: 'all', value: null };
const named = (groups: readonly Group[]): readonly PsidSspRange[] =>
  groups.flatMap(({ subjectPermissions: s }) => (s.tag === 'explicit' ? s.value : []));

function group(t: Tape): Group {
  const ranges = Array.from({ length: 1 + t.below(2) }, () => rangeOf(t));
  return {
    subjectPermissions: t.once(4) ? everything : explicit(ranges),
    minChainLength: t.of([1, 1, 1, 1, 1, 1, 1, 1, 2, 3]),
    chainLengthRange: t.of([-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2]),
    eeType: t.of([BOTH, BOTH, BOTH, BOTH, BOTH, BOTH, APP, ENROL]),
  };
}
/** No list has two entries for all but where that is what is wrong. */
const single = (groups: readonly Group[]): readonly Group[] =>
  groups.filter((g, i) => g.subjectPermissions.tag !== 'all' || groups.findIndex((h) => isAll(h)) === i);
const isAll = (g: Group): boolean => g.subjectPermissions.tag === 'all';

const change = (groups: readonly Group[], at: number, to: Partial<Group>): Group[] =>
  groups.map((g, i) => (i === at ? { ...g, ...to } : g));
/** The list with one thing other. */
function edited(groups: readonly Group[], t: Tape): readonly Group[] {
  const at = t.below(groups.length);
  const s = groups[at]!.subjectPermissions;
  switch (t.below(16)) {
    case 0:
      return [...groups, group(t)];
    case 1:
      return groups.length > 1 ? groups.filter((_, i) => i !== at) : groups;
    case 2:
      return change(groups, at, { minChainLength: t.of([1, 2, 3]) });
    case 3:
      return change(groups, at, { chainLengthRange: t.of([-1, 0, 1, 2]) });
    case 4:
      return change(groups, at, { eeType: t.of([APP, ENROL, BOTH]) });
    case 5:
      return change(groups, at, { subjectPermissions: isAll(groups[at]!) ? explicit([rangeOf(t)]) : everything });
    case 6:
      return s.tag === 'explicit'
        ? change(groups, at, { subjectPermissions: explicit([...s.value, rangeOf(t)]) })
        : groups;
    default: {
      if (s.tag !== 'explicit') return groups;
      const which = t.below(s.value.length);
      const to = s.value.map((r, i) => (i === which ? { psid: r.psid, sspRange: rangeIn(r.sspRange, t) } : r));
      return change(groups, at, { subjectPermissions: explicit(to) });
    }
  }
}
const rangeOf = (t: Tape): PsidSspRange => ({
  psid: t.of(PSIDS),
  sspRange: t.once(4) ? undefined : t.of(RANGES),
});
function below(issuer: readonly Group[], t: Tape): readonly Group[] {
  let own = issuer;
  for (let n = t.of([0, 0, 1, 1, 2]); n > 0; n--) own = edited(own, t);
  return single(own).slice(0, 4);
}

function sspsUnder(issuer: readonly Group[], t: Tape): readonly PsidSsp[] {
  const given = named(issuer);
  const all = Array.from({ length: 1 + t.below(2) }, (): PsidSsp => {
    const range = t.once(5) || given.length === 0 ? rangeOf(t) : t.of(given);
    return { psid: range.psid, ssp: sspIn(range.sspRange, t) };
  });
  return all.filter((p, i) => all.findIndex((q) => q.psid === p.psid) === i);
}

/** What no list may be, whatever its issuer's. */
const MALFORMED: readonly ((groups: readonly Group[]) => readonly Group[])[] = [
  (groups) => [
    ...groups.filter((g) => !isAll(g)),
    ...[0, 1].map(() => ({ ...groups[0]!, subjectPermissions: everything })),
  ],
  (groups) => change(groups, 0, { minChainLength: 0 }),
  (groups) => change(groups, 0, { eeType: { octets: o(0), length: 8 } }),
  (groups) => change(groups, 0, { subjectPermissions: explicit([{ psid: 1, sspRange: bits([0x80], [0x80, 0]) }]) }),
  (groups) => [...groups, { ...groups[0]!, subjectPermissions: explicit([]) }],
];

/** From the root down: one to three CAs, and what is below them. */
export function listsOf(t: Tape): Partial<Fields>[] {
  const chain: Partial<Fields>[] = [];
  let issuer = single(Array.from({ length: 1 + t.below(3) }, () => group(t)));
  for (let n = t.below(3); n >= 0; n--) {
    chain.push({ certIssuePermissions: issuer });
    issuer = below(issuer, t);
  }
  const given = chain.at(-1)!.certIssuePermissions!;
  const kind = t.below(8);
  const requests = below(given, t).map((g) => (t.once(3) ? { ...g, minChainLength: 0 } : g));
  chain.push({
    appPermissions: kind > 2 ? sspsUnder(given, t) : undefined,
    certRequestPermissions: kind < 4 ? requests : undefined,
    certIssuePermissions: kind === 7 ? issuer : undefined,
  });
  if (!t.once(8)) return chain;
  const at = chain[t.below(chain.length)]!;
  const list = at.certRequestPermissions ? 'certRequestPermissions' : 'certIssuePermissions';
  if (at[list]) at[list] = t.of(MALFORMED)(at[list]);
  return chain;
}
