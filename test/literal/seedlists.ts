/** One linkage list and certificates, of so few seeds, periods and numbers that they are often on it. */
import type { CertificateId } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { digest } from './curve.ts';
import { linkage, uint32 } from './revoke.ts';
import type { Tape } from './tape.ts';

const FIRST = 800;
export const CRACA = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
export const SERIES = 3;
/** Seconds since 2004: it is now. */
export const NOW = 5000;

const LAS = [Uint8Array.of(0, 1), Uint8Array.of(0, 2)] as const;
const SEEDS = ['a', 'b'].map((label) => digest('sha256', new TextEncoder().encode(label)).slice(0, 16));
const js = (t: Tape): Uint8Array => t.of([uint32(0x8000_0001), uint32(0)]);

/** Seeds of the first period of the list, and of the two authorities, or of one. */
function seedsOf(t: Tape) {
  const two = [
    { laId: LAS[0], seed: t.of(SEEDS) },
    { laId: LAS[1], seed: t.of(SEEDS) },
  ];
  return t.once(4) ? [t.of(two)] : two;
}
const period = (t: Tape): number => t.below(4);

function idOf(t: Tape, iRev: number): CertificateId {
  const iCert = FIRST + period(t);
  // Of a period before the list there is no way back from its seeds.
  const i = Math.max(0, iCert - iRev);
  const jValue = js(t);
  const groupLinkageValue = t.once(2) ? { jValue, value: linkage(seedsOf(t), i, jValue) } : undefined;
  const linkageValue = linkage(seedsOf(t), i, uint32(t.below(4)));
  return { tag: 'linkageData', value: { iCert, linkageValue, groupLinkageValue } };
}

function listOf(t: Tape, iRev: number): CrlContents {
  const iMax = (): number => FIRST + period(t);
  const one = () => ({ linkageSeed1: t.of(SEEDS), linkageSeed2: t.of(SEEDS) });
  const some = <T>(make: () => T): T[] => Array.from({ length: t.below(3) }, make);
  const family = () => ({
    iMax: iMax(),
    contents: some(one),
    ...(t.once(2) ? { singleSeed: some(() => t.of(SEEDS)) } : {}),
  });
  const authorities = () => {
    const [la1Id, la2Id] = t.once(6) ? [LAS[1], LAS[0]] : LAS;
    return { la1Id, la2Id, contents: [family(), family()] };
  };
  const groups = () => ({ iMax: iMax(), la1Id: LAS[0], la2Id: LAS[1], ...one() });
  const single = () => ({ iMax: iMax(), laId: t.of(LAS), linkageSeed: t.of(SEEDS) });
  const value = {
    iRev,
    indexWithinI: 0,
    individual: some(() => ({ jmax: t.below(4), contents: [authorities()] })),
    groups: t.once(2) ? some(groups) : undefined,
    groupsSingleSeed: t.once(2) ? some(single) : undefined,
  };
  return {
    version: 1,
    crlSeries: SERIES,
    crlCraca: CRACA,
    issueDate: NOW - 1000,
    nextCrl: NOW + 1000,
    priorityInfo: { priority: undefined },
    typeSpecific: { tag: 'fullLinkedCrl', value },
  };
}

/** The list, and certificates that are asked about one after the other. */
export function revocationOf(t: Tape): { readonly ids: readonly CertificateId[]; readonly list: CrlContents } {
  const iRev = FIRST + t.of([0, 0, 1]);
  return { list: listOf(t, iRev), ids: [idOf(t, iRev), idOf(t, iRev), idOf(t, iRev)] };
}
