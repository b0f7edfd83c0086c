/**
 * Linkage CRLs, and certificates whose values come from their seeds. Seeds and values are derived by the literal
 * reading of the facts, which shares no code with what is tested.
 */

import { expect } from 'vitest';
import type { CrlContents, ToBeSignedLinkageValueCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { type CertificateRecord, seriesOf } from '../../src/trust/certificate.ts';
import type { Refusal } from '../../src/trust/result.ts';
import { type Clearance, type RevocationPolicy, Revocations } from '../../src/trust/revocation.ts';
import { laterSeed, linkage, uint32 } from '../literal/revoke.ts';
import { aca, crypto, device, NOW, PSIDS, random, START } from '../pki.ts';

export const DAY = 86_400;
export const LA1 = Uint8Array.of(0, 1);
export const LA2 = Uint8Array.of(0, 2);
/** The period that seeds are of where nothing else is said. */
export const I = 100;
const part = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
export const SERIES = seriesOf(part.cracaId, part.crlSeries);

export interface Pair {
  readonly linkageSeed1: Uint8Array;
  readonly linkageSeed2: Uint8Array;
}
export const pair = (): Pair => ({ linkageSeed1: random.octets(16), linkageSeed2: random.octets(16) });
export const later = ({ linkageSeed1, linkageSeed2 }: Pair, periods: number): Pair => ({
  linkageSeed1: laterSeed(LA1, linkageSeed1, periods),
  linkageSeed2: laterSeed(LA2, linkageSeed2, periods),
});
const both = ({ linkageSeed1, linkageSeed2 }: Pair) => [
  { laId: LA1, seed: linkageSeed1 },
  { laId: LA2, seed: linkageSeed2 },
];
/** What two authorities make of the seeds they had in period `I`, or one of them alone. */
export const linkageOf = (of: Pair | Uint8Array, i: number, j: number, laId: Uint8Array = LA1): Uint8Array =>
  linkage(of instanceof Uint8Array ? [{ laId, seed: of }] : both(of), i - I, uint32(j));

/** A certificate of period `i`, of nobody where no value is given; it ends some days after now. */
export function certificate(
  i: number,
  linkageValue: Uint8Array = random.octets(9),
  group?: { readonly j: number; readonly value: Uint8Array },
): CertificateRecord {
  const groupLinkageValue = group && { jValue: uint32(group.j), value: group.value };
  const value = { iCert: i, linkageValue, groupLinkageValue };
  return device([{ psid: PSIDS.srm, ssp: undefined }], { ...part, id: { tag: 'linkageData', value } }).record;
}
export const pseudonym = (of: Pair, i = I, j = 0) => certificate(i, linkageOf(of, i, j));

export const individual = (contents: readonly Pair[], jmax = 19, iMax = 200) => [
  { jmax, contents: [{ la1Id: LA1, la2Id: LA2, contents: [{ iMax, contents }] }] },
];
type Linked = Extract<CrlContents['typeSpecific'], { tag: 'fullLinkedCrl' }>['value'];
/** A list of the day after START that `index` says. */
export function crl(
  tag: 'fullLinkedCrl' | 'deltaLinkedCrl' | 'fullLinkedCrlWithAlg' | 'deltaLinkedCrlWithAlg',
  says: Partial<ToBeSignedLinkageValueCrl>,
  day = 0,
): CrlContents {
  const value = { iRev: I, indexWithinI: 0, individual: undefined, groups: undefined, ...says } as Linked;
  const typeSpecific = tag.endsWith('WithAlg') ? { ...value, seedEvolution: null, lvGeneration: null } : value;
  return dated({ tag, value: typeSpecific } as CrlContents['typeSpecific'], day);
}
export const dated = (typeSpecific: CrlContents['typeSpecific'], day: number): CrlContents => ({
  ...{ version: 1, crlSeries: part.crlSeries, crlCraca: aca.record.id8 },
  ...{ issueDate: START + day * DAY, nextCrl: START + (day + 30) * DAY },
  ...{ priorityInfo: { priority: undefined }, typeSpecific },
});

/** A receiver whose background is worked off when the test says so. */
export function receiver(...lists: readonly CrlContents[]) {
  const waiting: Generator<void, void>[] = [];
  const revocations = new Revocations(crypto, undefined, (work) => waiting.push(work));
  const take = (list: CrlContents) => revocations.apply(list)?.result;
  const results = lists.map(take);
  return {
    revocations,
    waiting,
    results,
    take,
    verdict: (record: CertificateRecord, now = NOW) => checked(revocations, record, now)?.result,
    /** Does all that waits. */
    work() {
      for (let job = waiting.shift(); job; job = waiting.shift()) for (const _ of job);
    },
  };
}

const USUAL = {};
/** What was found good last, by the lists, the policy of who asked, and certificate. */
const cleared = new WeakMap<Revocations, WeakMap<object, WeakMap<CertificateRecord, Clearance>>>();
/**
 * What is said of a certificate: asked of itself, and of its chain. What its chain was cleared for before has to be right
 * still, as receivers do not ask again.
 */
export function checked(
  revocations: Revocations,
  record: CertificateRecord,
  now: number,
  asked?: RevocationPolicy,
): Refusal | undefined {
  const { edition } = revocations;
  const found = revocations.check(record, now, asked);
  const byPolicy = cleared.get(revocations) ?? new WeakMap<object, WeakMap<CertificateRecord, Clearance>>();
  const before = byPolicy.get(asked ?? USUAL) ?? new WeakMap<CertificateRecord, Clearance>();
  cleared.set(revocations, byPolicy.set(asked ?? USUAL, before));
  const held = before.get(record);
  if (held?.edition === edition && now < held.until) expect(found).toBeUndefined();
  const chain = revocations.clear([{ record }], now, asked);
  if (chain.ok) before.set(record, chain);
  expect(chain.ok ? undefined : chain).toEqual(found);
  return found;
}
