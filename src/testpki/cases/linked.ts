/** Devices and groups on linkage-based CRLs (5.1.3.4): which certificates follow from the seeds of a list. */
import type { CertificateId } from '../../../asn1/ieee1609dot2/certificate.ts';
import type { CrlContents } from '../../../asn1/ieee1609dot2/crl.ts';
import { laterSeed, linkageValue, preLinkageValues } from '../../crypto/linkage.ts';
import type { Forge, Link } from '../forge.ts';

export const SERIES = 3;
const PERIOD = 100;
const MOST = 19;
const [ONE, TWO] = [Uint8Array.of(0, 1), Uint8Array.of(0, 2)] as const;

/** What a case is called and does, whether the certificate is good, and the list. */
export type Linked = readonly [
  id: string,
  what: string,
  good: boolean,
  signer: Link,
  list: CrlContents['typeSpecific'],
  rule?: string,
];
const GROUP = 'A certificate whose group linkage value follows from the seeds of a group on a CRL is revoked as well.';
const SINGLE = 'Where a CRL has a single seed, a linkage value is the pre-linkage value of one authority.';
const FUNCTIONS = 'A CRL that names its functions, which are NULL, says the same as one that does not.';

type Says = Partial<Extract<CrlContents['typeSpecific'], { tag: 'fullLinkedCrl' }>['value']>;
type Seeds = readonly [Uint8Array, Uint8Array];

export function linked(forge: Forge): readonly Linked[] {
  const seeds: Seeds = [forge.octets('linkage seed 1', 16), forge.octets('linkage seed 2', 16)];
  const others: Seeds = [forge.octets('linkage seed 3', 16), forge.octets('linkage seed 4', 16)];
  /** All seeds are those of PERIOD - 1. */
  const at = (la: Uint8Array, seed: Uint8Array, i: number) => laterSeed(forge.crypto, la, seed, i - PERIOD + 1);
  const single = (la: Uint8Array, seed: Uint8Array, i: number, j: number): Uint8Array =>
    preLinkageValues(forge.crypto, la, at(la, seed, i), [j])[0]!;
  const value = (i: number, j: number): Uint8Array =>
    linkageValue(single(ONE, seeds[0], i, j), single(TWO, seeds[1], i, j));
  const certificate = (
    iCert: number,
    linkageValue: Uint8Array,
    groupLinkageValue?: { readonly jValue: Uint8Array; readonly value: Uint8Array },
  ): Link => {
    const id: CertificateId = { tag: 'linkageData', value: { iCert, linkageValue, groupLinkageValue } };
    return {
      form: 'implicit',
      subject: (issuer) => ({ id, cracaId: issuer!.record.id8.slice(5), crlSeries: SERIES }),
    };
  };
  const pseudonym = (i: number, j: number): Link => certificate(i, value(i, j));
  const stranger = forge.octets('linkage value', 9);
  const J = 0xc0ff_ee00;
  const jValue = Uint8Array.of(0xc0, 0xff, 0xee, 0);
  const member = (i: number, groupValue = value(i, J)): Link => certificate(i, stranger, { jValue, value: groupValue });

  const full = (iRev: number, says: Says): CrlContents['typeSpecific'] => ({
    tag: 'fullLinkedCrl',
    value: { iRev, indexWithinI: 0, individual: undefined, groups: undefined, ...says },
  });
  const individual = (contents: readonly Seeds[], iMax = PERIOD + 50, singleSeed?: readonly Uint8Array[]): Says => ({
    individual: [
      {
        jmax: MOST,
        contents: [
          {
            ...{ la1Id: ONE, la2Id: TWO },
            contents: [{ iMax, contents: contents.map((of) => both(of)), ...(singleSeed && { singleSeed }) }],
          },
        ],
      },
    ],
  });
  const both = (of: Seeds) => ({ linkageSeed1: at(ONE, of[0], PERIOD), linkageSeed2: at(TWO, of[1], PERIOD) });
  const list = (of: Seeds, iMax?: number) => full(PERIOD, individual([of], iMax));
  const groups = (of: Seeds, iMax = PERIOD + 50) =>
    full(PERIOD, { groups: [{ iMax, la1Id: ONE, la2Id: TWO, ...both(of) }] });
  const alone = at(ONE, seeds[0], PERIOD);
  const groupOfOne = full(PERIOD, { groupsSingleSeed: [{ iMax: PERIOD + 50, laId: ONE, linkageSeed: alone }] });
  const singleSeed = full(PERIOD, individual([others], PERIOD + 50, [alone]));
  const withAlg = (of: CrlContents['typeSpecific']): CrlContents['typeSpecific'] =>
    of.tag === 'fullLinkedCrl'
      ? { tag: 'fullLinkedCrlWithAlg', value: { ...of.value, seedEvolution: null, lvGeneration: null } }
      : of;

  return [
    ['linked', 'Of period iRev.', false, pseudonym(PERIOD, 0), list(seeds)],
    ['linked-last-j', 'Of period iRev, the last of its certificates.', false, pseudonym(PERIOD, MOST), list(seeds)],
    ['linked-later', 'Of two periods later.', false, pseudonym(PERIOD + 2, 7), list(seeds)],
    ['linked-earlier', 'Of the period before: seeds do not lead back.', true, pseudonym(PERIOD - 1, 0), list(seeds)],
    ['linked-other', 'The seeds are those of another device.', true, pseudonym(PERIOD, 0), list(others)],
    ['linked-past-imax', 'Of a period behind iMax.', true, pseudonym(PERIOD + 2, 0), list(seeds, PERIOD + 1)],
    ['linked-group', 'Of a group, in period iRev.', false, member(PERIOD), groups(seeds), GROUP],
    ['linked-group-later', 'Of a group, two periods later.', false, member(PERIOD + 2), groups(seeds), GROUP],
    ['linked-group-other', 'The seeds are those of another group.', true, member(PERIOD), groups(others), GROUP],
    [
      'linked-group-past-imax',
      'Of a group, in a period behind iMax.',
      true,
      member(PERIOD + 2),
      groups(seeds, PERIOD + 1),
      GROUP,
    ],
    [
      'linked-group-none',
      'Its linkage value is what its group would have: it is of no group.',
      true,
      certificate(PERIOD, value(PERIOD, J)),
      groups(seeds),
      GROUP,
    ],
    [
      'linked-single',
      'Of a device, two periods later.',
      false,
      certificate(PERIOD + 2, single(ONE, seeds[0], PERIOD + 2, MOST)),
      singleSeed,
      SINGLE,
    ],
    [
      'linked-single-two',
      'Its value is made of the single seed and another one.',
      true,
      pseudonym(PERIOD, 0),
      singleSeed,
      SINGLE,
    ],
    [
      'linked-group-single',
      'Of a group, in period iRev.',
      false,
      member(PERIOD, single(ONE, seeds[0], PERIOD, J)),
      groupOfOne,
      SINGLE,
    ],
    [
      'linked-group-single-two',
      'Its group value is made of the single seed and another one.',
      true,
      member(PERIOD),
      groupOfOne,
      SINGLE,
    ],
    ['linked-functions', 'Of a device.', false, pseudonym(PERIOD, 3), withAlg(list(seeds)), FUNCTIONS],
    ['linked-functions-group', 'Of a group.', false, member(PERIOD + 1), withAlg(groups(seeds)), FUNCTIONS],
    [
      'linked-functions-other',
      'The seeds are those of another device.',
      true,
      pseudonym(PERIOD, 3),
      withAlg(list(others)),
      FUNCTIONS,
    ],
    [
      'linked-empty',
      'The list names no device and no group.',
      true,
      pseudonym(PERIOD, 0),
      full(PERIOD, { individual: [], groups: [] }),
    ],
    ['linked-nothing', 'The list has neither: it is not taken.', true, pseudonym(PERIOD, 0), full(PERIOD, {})],
  ];
}
