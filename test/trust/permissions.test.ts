import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PsidSspRange, ServiceSpecificPermissions, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import {
  allows,
  covers,
  coversIssue,
  coversRange,
  coversRequest,
  includes,
  mayRequest,
} from '../../src/trust/permissions.ts';

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (d) => Number.parseInt(d, 16));
const opaque = (...list: string[]): SspRange => ({ tag: 'opaque', value: list.map(hex) });
const bitmap = (value: string, mask: string): SspRange => ({
  tag: 'bitmapSspRange',
  value: { sspValue: hex(value), sspBitmask: hex(mask) },
});
const all: SspRange = { tag: 'all', value: null };
const future: SspRange = { tag: '?', value: { index: 3, octets: hex('00') } };
const ssp = (text: string): ServiceSpecificPermissions => ({ tag: 'opaque', value: hex(text) });
const bits = (text: string): ServiceSpecificPermissions => ({ tag: 'bitmapSsp', value: hex(text) });

type Row<T> = readonly [law: string, range: SspRange | undefined, asked: T, allowed: boolean];

describe('an SSP against a range (6.4.28 to 6.4.34)', () => {
  const rows: readonly Row<ServiceSpecificPermissions | undefined>[] = [
    ['no SSP is allowed by an absent range', undefined, undefined, true],
    ['no SSP is allowed by all', all, undefined, true],
    ['no SSP is allowed by a list that has the empty SSP', opaque('01', ''), undefined, true],
    ['no SSP is refused by a list without the empty SSP', opaque('01'), undefined, false],
    ['no SSP is refused by an empty list', opaque(), undefined, false],
    ['no SSP is refused by a bitmap range', bitmap('00', '00'), undefined, false],
    ['an opaque SSP is allowed by an absent range', undefined, ssp('0102'), true],
    ['an opaque SSP is allowed by all', all, ssp('0102'), true],
    ['an opaque SSP is allowed by a list that has it', opaque('01', '0102'), ssp('0102'), true],
    ['an opaque SSP is refused where only its beginning is listed', opaque('01'), ssp('0102'), false],
    ['an opaque SSP is refused where only a longer one is listed', opaque('010200'), ssp('0102'), false],
    ['the empty opaque SSP is allowed where it is listed', opaque(''), ssp(''), true],
    ['an opaque SSP is refused by a bitmap range', bitmap('0102', 'ffff'), ssp('0102'), false],
    ['a bitmap is allowed by an absent range', undefined, bits('01f0'), true],
    ['a bitmap is allowed by all', all, bits('01f0'), true],
    ['a bitmap is refused by a list with the same octets', opaque('01f0'), bits('01f0'), false],
    ['a bitmap is allowed where its bound bits are those of the range', bitmap('01c0', 'ffc0'), bits('01ff'), true],
    ['a bitmap is refused where a bound bit differs', bitmap('01c0', 'ffc0'), bits('0180'), false],
    ['a bitmap is refused where a bound bit is set that must be clear', bitmap('0100', 'ff80'), bits('0180'), false],
    ['a bitmap longer than the range is refused', bitmap('01', 'ff'), bits('0100'), false],
    ['a shorter bitmap is allowed where it reaches the last bound bit', bitmap('0100', 'ff00'), bits('01'), true],
    ['a shorter bitmap is refused where it does not', bitmap('0100', 'ff01'), bits('01'), false],
    ['a range with a mask of another length than its value covers nothing', bitmap('0100', 'ff'), bits('01'), false],
    ['a form of a later edition covers nothing', future, undefined, false],
    ['a form of a later edition is covered by all', all, { tag: '?', value: { index: 2, octets: hex('') } }, true],
  ];
  test.each(rows)('%s', (_, range, asked, allowed) => expect(allows(range, asked)).toBe(allowed));
});

describe('a range against the range of the issuer', () => {
  const rows: readonly Row<SspRange | undefined>[] = [
    ['absent fits in absent', undefined, undefined, true],
    ['absent fits in all', all, undefined, true],
    ['all fits in absent', undefined, all, true],
    ['absent does not fit in a list', opaque(''), undefined, false],
    ['all does not fit in a list', opaque('01'), all, false],
    ['all does not fit in a bitmap range', bitmap('00', '00'), all, false],
    ['a list fits in all', all, opaque('01'), true],
    ['a list fits in a list that holds it', opaque('01', '02', '03'), opaque('03', '01'), true],
    ['a list does not fit in a list that lacks one entry', opaque('01'), opaque('01', '02'), false],
    ['a list does not fit in a bitmap range', bitmap('01', 'ff'), opaque('01'), false],
    ['a bitmap range fits in all', all, bitmap('01', 'ff'), true],
    ['a bitmap range does not fit in a list', opaque('01'), bitmap('01', 'ff'), false],
    ['a bitmap range fits where it binds the same bits alike', bitmap('0180', 'ff80'), bitmap('01c0', 'ffc0'), true],
    ['a bitmap range does not fit where it frees a bound bit', bitmap('01c0', 'ffc0'), bitmap('0180', 'ff80'), false],
    ['a bitmap range does not fit where a bound bit differs', bitmap('0180', 'ff80'), bitmap('0100', 'ffc0'), false],
    ['a bitmap range fits in a shorter one', bitmap('01', 'ff'), bitmap('0100', 'ffff'), true],
    ['a form of a later edition fits in nothing but all', opaque('01'), future, false],
  ];
  test.each(rows)('%s', (_, range, part, allowed) => expect(includes(range, part)).toBe(allowed));

  const octet = fc.uint8Array({ minLength: 1, maxLength: 2 });
  const range = fc.oneof(
    fc.constant(undefined),
    fc.constant(all),
    fc.array(octet, { maxLength: 3 }).map((value): SspRange => ({ tag: 'opaque', value })),
    fc
      .tuple(octet, octet)
      .map(([sspValue, sspBitmask]): SspRange => ({ tag: 'bitmapSspRange', value: { sspValue, sspBitmask } })),
  );
  const small = fc.uint8Array({ maxLength: 2, max: 3 });
  test('what fits in a range allows nothing that the range refuses but for its length', () => {
    const narrow = fc.oneof(
      range,
      fc
        .tuple(small, small)
        .map(([sspValue, sspBitmask]): SspRange => ({ tag: 'bitmapSspRange', value: { sspValue, sspBitmask } })),
    );
    const asked = fc.oneof(
      fc.constant(undefined),
      small.map((value): ServiceSpecificPermissions => ({ tag: 'opaque', value })),
      small.map((value): ServiceSpecificPermissions => ({ tag: 'bitmapSsp', value })),
    );
    fc.assert(
      fc.property(narrow, narrow, asked, (outer, inner, s) => {
        const longer =
          s?.tag === 'bitmapSsp' && outer?.tag === 'bitmapSspRange' && s.value.length > outer.value.sspValue.length;
        if (includes(outer, inner) && allows(inner, s) && !longer) expect(allows(outer, s)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

const APP = { octets: Uint8Array.of(0x80), length: 8 };
const ENROL = { octets: Uint8Array.of(0x40), length: 8 };
const BOTH = { octets: Uint8Array.of(0xc0), length: 8 };
const group = (
  ranges: readonly PsidSspRange[] | 'all',
  more: Partial<PsidGroupPermissions> = {},
): PsidGroupPermissions => ({
  subjectPermissions: ranges === 'all' ? { tag: 'all', value: null } : { tag: 'explicit', value: ranges },
  minChainLength: 1,
  chainLengthRange: 0,
  eeType: APP,
  ...more,
});

describe('a certificate against the permissions of a CA above it', () => {
  test('all covers a PSID that no range names', () => {
    expect(covers([group('all')], { psid: 32 }, 1)).toBe(true);
    expect(covers([group('all'), group([{ psid: 35 }])], { psid: 32 }, 1)).toBe(true);
  });
  test('all does not cover a PSID that a range of the same list names and refuses', () => {
    const list = [group('all'), group([{ psid: 32, sspRange: opaque('01') }])];
    expect(covers(list, { psid: 32, ssp: ssp('02') }, 1)).toBe(false);
    expect(covers(list, { psid: 32, ssp: ssp('01') }, 1)).toBe(true);
  });
  test('one of several ranges for a PSID is enough', () => {
    const list = [
      group([
        { psid: 32, sspRange: opaque('01') },
        { psid: 32, sspRange: opaque('02') },
      ]),
    ];
    expect(covers(list, { psid: 32, ssp: ssp('02') }, 1)).toBe(true);
  });
  test('another PSID, and no permissions at all, cover nothing', () => {
    expect(covers([group([{ psid: 32 }])], { psid: 33 }, 1)).toBe(false);
    expect(covers([], { psid: 33 }, 1)).toBe(false);
  });
  test.each([
    [2, 0, 1, false],
    [2, 0, 2, true],
    [2, 0, 3, false],
    [2, 1, 3, true],
    [2, -1, 30, true],
    [2, -1, 1, false],
  ])(
    'minChainLength %i with range %i and %i certificates below: %s',
    (minChainLength, chainLengthRange, below, allowed) => {
      expect(covers([group('all', { minChainLength, chainLengthRange })], { psid: 32 }, below)).toBe(allowed);
    },
  );
  test('a chain that ends in signing messages needs app, one that ends in requests needs enrol', () => {
    expect(covers([group('all', { eeType: ENROL })], { psid: 32 }, 1)).toBe(false);
    expect(coversRange([group('all')], { psid: 32 }, 1)).toBe(false);
    expect(coversRange([group('all', { eeType: ENROL })], { psid: 32 }, 1)).toBe(true);
    expect(covers([group('all', { eeType: BOTH })], { psid: 32 }, 1)).toBe(true);
  });
  test('a subject of a later form covers nothing', () => {
    expect(
      covers(
        [group('all', { subjectPermissions: { tag: '?', value: { index: 2, octets: hex('') } } })],
        { psid: 1 },
        1,
      ),
    ).toBe(false);
  });
});

describe('permissions to ask for certificates', () => {
  test('the holder may ask for what is in range, with minChainLength 0 or 1', () => {
    for (const minChainLength of [0, 1]) {
      const held = [group([{ psid: 2113686, sspRange: bitmap('0100', 'ff00') }], { minChainLength })];
      expect(mayRequest(held, { psid: 2113686, ssp: bits('01f0') })).toBe(true);
      expect(mayRequest(held, { psid: 2113686, ssp: bits('02f0') })).toBe(false);
      expect(mayRequest(held, { psid: 32 })).toBe(false);
    }
  });
  test('a holder that may only have CAs certified may not ask for an end entity', () => {
    expect(mayRequest([group('all', { minChainLength: 2 })], { psid: 32 })).toBe(false);
  });
  test('an enrolment CA covers the ranges of its subjects one by one, and all only with all', () => {
    const eca = [group('all', { eeType: ENROL }), group([{ psid: 32, sspRange: opaque('') }], { eeType: ENROL })];
    const asked = group([{ psid: 32, sspRange: opaque('') }, { psid: 35 }]);
    expect(coversRequest(eca, asked, [asked], 1)).toBe(true);
    const wide = group([{ psid: 32 }]);
    expect(coversRequest(eca, wide, [wide], 1)).toBe(false);
    expect(coversRequest(eca, group('all'), [group('all')], 1)).toBe(false);
    expect(coversRequest([eca[0]!], group('all'), [group('all')], 1)).toBe(true);
  });
});

describe('permissions of a CA against its issuer', () => {
  const root = [group('all', { minChainLength: 3, chainLengthRange: -1, eeType: BOTH })];
  test('a shorter chain for fewer PSIDs fits', () => {
    expect(coversIssue(root, group('all', { minChainLength: 2, eeType: BOTH }), [])).toBe(true);
    expect(coversIssue(root, group([{ psid: 32 }], { minChainLength: 2 }), [])).toBe(true);
  });
  test('lengths and ends that are wider than the issuer’s are no fault: they are asked of each chain at each CA', () => {
    const ica = [group('all', { minChainLength: 2, chainLengthRange: 1 })];
    for (const part of [{ minChainLength: 1 }, { chainLengthRange: 2 }, { chainLengthRange: -1 }, { eeType: BOTH }])
      for (const above of [root, ica]) expect(coversIssue(above, group('all', part), [])).toBe(true);
  });
  test('minChainLength below 1 is no permission to issue', () => {
    expect(coversIssue([group('all')], group('all', { minChainLength: 0 }), [])).toBe(false);
  });
  test('all does not fit where the issuer holds back part of a PSID, unless the subject names that PSID itself', () => {
    const ica = [
      group('all', { minChainLength: 2 }),
      group([{ psid: 32, sspRange: opaque('01') }], { minChainLength: 2 }),
    ];
    expect(coversIssue(ica, group('all'), [group('all')])).toBe(false);
    const own = group([{ psid: 32, sspRange: opaque('01') }]);
    expect(coversIssue(ica, group('all'), [group('all'), own])).toBe(true);
    // A PSID that is held back in one entry may be given whole in another one.
    const twice = [group('all'), group([{ psid: 4097 }, { psid: 4097, sspRange: opaque('') }])];
    expect(coversIssue(twice, group('all'), [group('all')])).toBe(true);
    expect(coversIssue([group('all'), group([{ psid: 4097, sspRange: opaque('') }])], group('all'), [])).toBe(false);
  });
});
