/** Revocation lists, searched from end to end (wire.md 2.4, 3.1.7). */
import { createCipheriv } from 'node:crypto';
import type { CrlContents, ToBeSignedLinkageValueCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { equal, hashedId, type Read, twinOf } from './canon.ts';
import { digest } from './curve.ts';
import type { Rule } from './rules.ts';
import type { World } from './world.ts';

const zeros = (n: number): Uint8Array => new Uint8Array(n);
const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((v, i) => v ^ b[i]!);

/** seed(i+1): the first 16 octets of SHA-256(laId || seed || 14 zero octets). */
export function laterSeed(laId: Uint8Array, seed: Uint8Array, periods: number): Uint8Array {
  return periods === 0 ? seed : laterSeed(laId, digest('sha256', laId, seed, zeros(14)).subarray(0, 16), periods - 1);
}
/** plv: the first 9 octets of AES-128(seed, laId || j || 10 zero octets) xor its input. */
export function preLinkage(laId: Uint8Array, seed: Uint8Array, j: Uint8Array): Uint8Array {
  const input = join(laId, j, zeros(10));
  const cipher = createCipheriv('aes-128-ecb', seed, null).setAutoPadding(false);
  return xor(Uint8Array.from(cipher.update(input)), input).subarray(0, 9);
}
export const uint32 = (v: number): Uint8Array => Uint8Array.of(v >>> 24, (v >>> 16) & 255, (v >>> 8) & 255, v & 255);

interface Seed {
  readonly laId: Uint8Array;
  readonly seed: Uint8Array;
}
/** lv: the plv of one linkage authority, or of two, xored. */
export function linkage(seeds: readonly Seed[], periods: number, j: Uint8Array): Uint8Array {
  const all = seeds.map(({ laId, seed }) => preLinkage(laId, laterSeed(laId, seed, periods), j));
  return all.reduce(xor);
}

function linked(list: ToBeSignedLinkageValueCrl, c: Read): boolean {
  const { id } = c.value.toBeSigned.value;
  if (id.tag !== 'linkageData') return false;
  const { iCert, linkageValue, groupLinkageValue } = id.value;
  const periods = iCert - list.iRev;
  if (periods < 0) return false;
  const names = (seeds: readonly Seed[], jmax: number): boolean =>
    Array.from({ length: jmax + 1 }, (_, j) => linkage(seeds, periods, uint32(j))).some((v) => equal(v, linkageValue));
  const byDevice = (list.individual ?? []).some(({ jmax, contents }) =>
    contents.some(({ la1Id, la2Id, contents: groups }) =>
      groups.some(
        ({ iMax, contents: devices, singleSeed }) =>
          iCert <= iMax &&
          (devices.some((d) =>
            names(
              [
                { laId: la1Id, seed: d.linkageSeed1 },
                { laId: la2Id, seed: d.linkageSeed2 },
              ],
              jmax,
            ),
          ) ||
            (singleSeed ?? []).some((seed) => names([{ laId: la1Id, seed }], jmax))),
      ),
    ),
  );
  const group = (iMax: number, seeds: readonly Seed[]): boolean =>
    groupLinkageValue !== undefined &&
    iCert <= iMax &&
    equal(linkage(seeds, periods, groupLinkageValue.jValue), groupLinkageValue.value);
  return (
    byDevice ||
    (list.groups ?? []).some((g) =>
      group(g.iMax, [
        { laId: g.la1Id, seed: g.linkageSeed1 },
        { laId: g.la2Id, seed: g.linkageSeed2 },
      ]),
    ) ||
    (list.groupsSingleSeed ?? []).some((g) => group(g.iMax, [{ laId: g.laId, seed: g.linkageSeed }]))
  );
}

function names({ typeSpecific: list }: CrlContents, c: Read): boolean {
  switch (list.tag) {
    case 'fullHashCrl':
    case 'deltaHashCrl':
      // Its holder can give an explicit certificate the other signature that verifies, and so another hash.
      return list.value.entries.some((e) => [c, twinOf(c)].some((t) => equal(e.id, hashedId(t, 10))));
    case '?':
      return false;
    default:
      return linked(list.value, c);
  }
}

type Lists = Pick<World, 'lists' | 'required' | 'overdueSeconds'>;
/** Lists of the certificate's series: the newest full one of each kind, and what came after it. */
function inForce(world: Lists, c: Read): readonly CrlContents[] {
  const { cracaId, crlSeries } = c.value.toBeSigned.value;
  const all = world.lists.filter((l) => equal(l.crlCraca.subarray(5), cracaId) && l.crlSeries === crlSeries);
  const byHash = (l: CrlContents): boolean => l.typeSpecific.tag.endsWith('HashCrl');
  const fulls = all.filter((l) => l.typeSpecific.tag.startsWith('full'));
  return all.filter((l) => fulls.every((f) => f === l || byHash(f) !== byHash(l) || f.issueDate <= l.issueDate));
}

export function brokenLists(c: Read, world: Lists, now: number): Rule[] {
  const lists = inForce(world, c);
  const { cracaId, crlSeries } = c.value.toBeSigned.value;
  const required = world.required.some((r) => equal(r.cracaId, cracaId) && r.crlSeries === crlSeries);
  const newest = Math.max(...lists.map((l) => l.nextCrl));
  const overdue = lists.length === 0 ? required : now > (newest + world.overdueSeconds) * 1e6;
  return [
    ...(lists.some((l) => names(l, c)) ? (['not revoked'] as const) : []),
    ...(overdue ? (['lists are not overdue'] as const) : []),
  ];
}
