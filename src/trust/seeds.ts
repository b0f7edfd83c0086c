/**
 * One linkage-based CRL as signed, from its seeds to the linkage values of their certificates, a period at a time
 * (5.1.3.4). A hundred thousand devices have two million values a period; they are derived in slices, so that others go
 * on.
 */

import type { Lazily } from '../../asn1/coerslices.ts';
import type {
  IMaxGroup,
  LAGroup,
  ToBeSignedLinkageValueCrl,
  ToBeSignedLinkageValueCrlWithAlgIdentifier,
} from '../../asn1/ieee1609dot2/crl.ts';
import { addPreLinkageValues, LINKAGE_VALUE, linkageBlocks, nextSeed } from '../crypto/linkage.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { Groups } from './groups.ts';
import { OctetHeaps, OctetSet } from './octetset.ts';
import { type Refusal, refuse } from './result.ts';
import { inList } from './standing.ts';

/** The two forms say the same; what the second one names (seedEvolution, lvGeneration) is NULL, which is one function each. */
export type LinkageList = Lazily<ToBeSignedLinkageValueCrl | ToBeSignedLinkageValueCrlWithAlgIdentifier>;

/** More is refused. Of a period so many linkage values are in memory, eight octets each. */
const MOST_VALUES = 8_000_000;
/** More is refused. So many group values are derived for each certificate that has one, about 5 µs each. */
const MOST_GROUPS = 1000;
/** Values of all periods at hand: at least two periods' are, since they overlap for an hour. */
const KEPT_VALUES = 4_000_000;
const FEWEST_KEPT = 2;
const MOST_KEPT = 16;
/** Devices between two moments at which others may go on, where seeds or values are derived: a third of a millisecond. */
const SLICE = 32;
/** The same where they are only read. */
const READ = 0x3ff;

/** Seeds of one linkage authority, end to end. */
export interface Chain {
  readonly laId: Uint8Array;
  readonly seeds: Uint8Array;
}
/** Seeds of one authority or of two: a value is the pre-linkage value of the one, or both, xored. */
export interface Seeds {
  readonly chains: readonly Chain[];
  /** The last period they are revoked for. */
  readonly iMax: number;
}
/** Devices of the same authorities that have the same limits. */
interface Devices extends Seeds {
  /** j counts from 0 in deployed certificates, and jmax is the highest one used by a device. */
  readonly jmax: number;
}
/** All seeds of a list at one period. */
interface Stand {
  readonly i: number;
  readonly devices: readonly Devices[];
  readonly groups: readonly Seeds[];
}
/** What a list says of one period. */
export interface Period {
  readonly values: OctetSet;
  readonly groups: Groups;
}

/** 7.3  Why a list cannot be taken: it says nothing, or more than is kept, with `before` groups on those it adds to. */
export function unfit(tag: string, list: LinkageList, before: number): Refusal | undefined {
  const { individual, groups, groupsSingleSeed } = list;
  if (!individual && !groups && !groupsSingleSeed) {
    const finding = inList(`typeSpecific.${tag}`, undefined, 'individual, groups or groupsSingleSeed');
    return refuse('spduParsingInvalidInput', 'a linkage CRL with neither devices nor groups', '7.3.2', finding);
  }
  let values = 0;
  for (const { jmax, contents } of individual ?? []) for (const l of contents) values += (jmax + 1) * named(l);
  if (values > MOST_VALUES) return tooMany(`${tag}.individual`, 'linkage values a period', values, MOST_VALUES);
  const families = before + (groups?.length ?? 0) + (groupsSingleSeed?.length ?? 0);
  return families > MOST_GROUPS ? tooMany(`${tag}.groups`, 'groups', families, MOST_GROUPS) : undefined;
}
function named({ contents }: Lazily<LAGroup>): number {
  let n = 0;
  for (const g of contents) n += devicesIn(g);
  return n;
}
const devicesIn = ({ contents, singleSeed }: Lazily<IMaxGroup>): number => contents.length + (singleSeed?.length ?? 0);
function tooMany(field: string, of: string, found: number, most: number): Refusal {
  const finding = inList(`typeSpecific.${field}`, `${found} ${of}`, `at most ${most}`);
  return refuse('unsupportedCriticalInformationField', `a linkage CRL of more ${of} than are kept`, '7.3.2', finding);
}

/** One list as signed, and the values derived from it so far. */
export class SeedList {
  readonly issueDate: number;
  readonly iRev: number;
  readonly indexWithinI: number;
  /** How much work a period is: devices of twenty certificates, and groups. */
  readonly size: number;
  readonly groups: number;
  readonly #crypto: CryptoProvider;
  /** Until its seeds are taken out of it. */
  #list: LinkageList | undefined;
  readonly #groups: readonly Seeds[];
  #first: Stand | undefined;
  /** The latest period derived: later ones begin there. */
  #latest: Stand | undefined;
  readonly #periods = new Map<number, Period>();
  readonly #kept: number;

  /** Keeps `list`, which was found to be fit, until a first period is derived; views into it, never. */
  constructor(crypto: CryptoProvider, list: LinkageList, issueDate: number) {
    this.#crypto = crypto;
    this.issueDate = issueDate;
    this.iRev = list.iRev;
    this.indexWithinI = list.indexWithinI;
    this.#list = list;
    this.#groups = groupsOf(list);
    this.groups = this.#groups.length;
    let values = 0;
    let size = this.groups;
    for (const { jmax, devices } of familiesOf(list)) {
      values += devices * (jmax + 1);
      size += devices * Math.ceil((jmax + 1) / 20);
    }
    this.#kept = Math.min(MOST_KEPT, Math.max(FEWEST_KEPT, Math.floor(KEPT_VALUES / Math.max(1, values))));
    this.size = size;
  }

  /** Undefined where period `i` is not derived, or never can be. */
  period(i: number): Period | undefined {
    return this.#periods.get(i);
  }
  get periods(): readonly number[] {
    return [...this.#periods.keys()];
  }

  /** Derives period `i`; does nothing where it is there, or lies before the list. */
  *derive(i: number): Generator<void, void> {
    if (i < this.iRev || this.#periods.has(i)) return;
    this.#makeRoom(i);
    const stand = yield* this.#at(i);
    const heaps = yield* OctetHeaps.making(
      LINKAGE_VALUE,
      stand.devices.reduce((n, d) => n + count(d) * (d.jmax + 1), 0),
    );
    for (const devices of stand.devices) yield* fill(devices, heaps);
    this.#periods.set(i, { values: yield* OctetSet.sorting(heaps), groups: new Groups(stand.groups) });
    if (i >= this.#latest!.i) this.#latest = stand;
  }
  /** What lies farthest from the period that is asked for goes first, whichever way time goes. */
  #makeRoom(i: number): void {
    while (this.#periods.size >= this.#kept) {
      const farthest = this.periods.reduce((a, b) => (Math.abs(b - i) > Math.abs(a - i) ? b : a));
      this.#periods.delete(farthest);
    }
  }

  /** The seeds as signed. */
  *#begin(): Generator<void, Stand> {
    if (this.#list === undefined) return this.#first!;
    this.#first = { i: this.iRev, devices: yield* devicesOf(this.#list), groups: this.#groups };
    this.#list = undefined;
    return this.#first;
  }
  /** The seeds of period `i`, without those whose last period is over. */
  *#at(i: number): Generator<void, Stand> {
    const first = yield* this.#begin();
    this.#latest ??= first;
    const from = this.#latest.i <= i ? this.#latest : first;
    const devices: Devices[] = [];
    const groups: Seeds[] = [];
    for (const d of from.devices) if (i <= d.iMax) devices.push(yield* this.#later(d, i - from.i));
    for (const g of from.groups) if (i <= g.iMax) groups.push(yield* this.#later(g, i - from.i));
    return { i, devices, groups };
  }
  *#later<S extends Seeds>(seeds: S, steps: number): Generator<void, S> {
    if (steps === 0) return seeds;
    const chains: Chain[] = [];
    for (const chain of seeds.chains) chains.push(yield* this.#evolved(chain, steps));
    return { ...seeds, chains };
  }
  *#evolved({ laId, seeds }: Chain, steps: number): Generator<void, Chain> {
    const out = new Uint8Array(seeds);
    for (let at = 0; at < out.length; at += 16) {
      const seed = out.subarray(at, at + 16);
      for (let step = 0; step < steps; step++) seed.set(nextSeed(this.#crypto, laId, seed));
      if ((at / 16) % SLICE === SLICE - 1) yield;
    }
    return { laId, seeds: out };
  }
}

const count = ({ chains }: Seeds): number => chains[0]!.seeds.length / 16;
const chain = (laId: Uint8Array, seeds: Uint8Array): Chain => ({ laId: new Uint8Array(laId), seeds });

/** Devices named together, and how many, but for those whose last period was over before the list came. */
function* familiesOf({ iRev, individual }: LinkageList) {
  for (const { jmax, contents } of individual ?? [])
    for (const { la1Id, la2Id, contents: groups } of contents)
      for (const group of groups)
        if (group.iMax >= iRev) yield { jmax, la1Id, la2Id, ...group, devices: devicesIn(group) };
}
function* devicesOf(list: LinkageList): Generator<void, readonly Devices[]> {
  const all: Devices[] = [];
  let n = 0;
  for (const { jmax, iMax, la1Id, la2Id, contents, singleSeed = [] } of familiesOf(list)) {
    const [one, two] = [new Uint8Array(16 * contents.length), new Uint8Array(16 * contents.length)];
    let at = 0;
    for (const { linkageSeed1, linkageSeed2 } of contents) {
      one.set(linkageSeed1, at);
      two.set(linkageSeed2, at);
      at += 16;
      if ((++n & READ) === 0) yield;
    }
    const single = new Uint8Array(16 * singleSeed.length);
    at = 0;
    for (const seed of singleSeed) {
      single.set(seed, at);
      at += 16;
      if ((++n & READ) === 0) yield;
    }
    all.push({ jmax, iMax, chains: [chain(la1Id, one), chain(la2Id, two)] });
    // Inferred: the group names two authorities, and its types do not say whose a single seed is. The first one's.
    all.push({ jmax, iMax, chains: [chain(la1Id, single)] });
    if ((++n & READ) === 0) yield;
  }
  return all.filter((d) => count(d) > 0);
}
function groupsOf({ iRev, groups, groupsSingleSeed }: LinkageList): readonly Seeds[] {
  const all: Seeds[] = [];
  for (const { iMax, la1Id, la2Id, linkageSeed1, linkageSeed2 } of groups ?? [])
    all.push({
      iMax,
      chains: [chain(la1Id, new Uint8Array(linkageSeed1)), chain(la2Id, new Uint8Array(linkageSeed2))],
    });
  for (const { iMax, laId, linkageSeed } of groupsSingleSeed ?? [])
    all.push({ iMax, chains: [chain(laId, new Uint8Array(linkageSeed))] });
  return all.filter((g) => g.iMax >= iRev);
}

function* fill({ chains, jmax }: Devices, heaps: OctetHeaps): Generator<void, void> {
  const js = Array.from({ length: jmax + 1 }, (_, j) => j);
  const blocks = chains.map(({ laId }) => linkageBlocks(laId, js));
  const values = new Uint8Array((jmax + 1) * LINKAGE_VALUE);
  const end = chains[0]!.seeds.length;
  for (let at = 0; at < end; at += 16) {
    values.fill(0);
    for (const [c, { seeds }] of chains.entries())
      addPreLinkageValues(seeds.subarray(at, at + 16), blocks[c]!, values, 0);
    heaps.add(values);
    if ((at / 16) % SLICE === SLICE - 1) yield;
  }
}
