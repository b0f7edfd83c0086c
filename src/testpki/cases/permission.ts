/** Who may issue what: PSIDs and SSPs under certIssuePermissions, lengths of chains, ends of chains (6.4.28 to 6.4.35). */

import { fromHex } from '../../../asn1/hex.ts';
import type { PsidSsp, SspRange } from '../../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../../asn1/ieee1609dot2/certificate.ts';
import type { Case, Expected } from '../case.ts';
import { APP, all, EE, only } from '../setting.ts';

const SSP = 'The PSID and SSP of a certificate are covered by certIssuePermissions of its issuer.';
const NARROW = 'certIssuePermissions of a CA are covered by those of its issuer.';
const LENGTH = 'minChainLength and chainLengthRange bound how many certificates follow below a CA.';
const TYPE = 'eeType says whether a chain may end in appPermissions (app) or certRequestPermissions (enrol).';
const REQUEST = 'certRequestPermissions of a certificate are covered by certIssuePermissions of its issuer.';
const ZERO = 'minChainLength is at least 1 in certIssuePermissions; in certRequestPermissions it may be 0.';
const MASK = 'sspValue and sspBitmask have the same length.';

const psid = APP.srm;
const opaque = (...list: readonly string[]): SspRange => ({ tag: 'opaque', value: list.map(fromHex) });
const mask = (sspValue: string, sspBitmask: string): SspRange => ({
  tag: 'bitmapSspRange',
  value: { sspValue: fromHex(sspValue), sspBitmask: fromHex(sspBitmask) },
});
const every: SspRange = { tag: 'all', value: null };
const text = (hex: string): PsidSsp => ({ psid, ssp: { tag: 'opaque', value: fromHex(hex) } });
const bits = (hex: string): PsidSsp => ({ psid, ssp: { tag: 'bitmapSsp', value: fromHex(hex) } });
const bare: PsidSsp = { psid, ssp: undefined };
const range = (sspRange: SspRange | undefined) => [only([{ psid, sspRange }])];

const OVER = 'inconsistentChainPermissions';
const LATE = ['notEnoughInformationToConstructChain'] as const;
const ok = (good: boolean): Expected => (good ? 'success' : OVER);

const ssps: readonly (readonly [string, string, boolean, readonly PsidGroupPermissions[], PsidSsp])[] = [
  ['psid-named', 'The PSID is named.', true, range(undefined), bare],
  ['psid-not-named', 'Another PSID is named.', false, [only([{ psid: APP.bsm, sspRange: undefined }])], bare],
  ['all', 'All are allowed.', true, [all()], bits('0100080000000e')],
  [
    'all-but-named',
    'All are allowed, and for this PSID one SSP only.',
    false,
    [all(), ...range(opaque('01'))],
    text('02'),
  ],
  ['all-and-named', 'All are allowed, and for this PSID this SSP.', true, [all(), ...range(opaque('02'))], text('02')],
  ['absent-range-absent', 'No SSP under a range that is absent.', true, range(undefined), bare],
  ['absent-range-all', 'No SSP under the range all.', true, range(every), bare],
  ['absent-empty-listed', 'No SSP under a list that has the empty one.', true, range(opaque('', '01')), bare],
  ['absent-not-listed', 'No SSP under a list without the empty one.', false, range(opaque('01')), bare],
  ['absent-bitmap', 'No SSP under a bitmap.', false, range(mask('00', '00')), bare],
  ['opaque-range-absent', 'An opaque SSP under a range that is absent.', true, range(undefined), text('0102')],
  ['opaque-range-all', 'An opaque SSP under the range all.', true, range(every), text('0102')],
  ['opaque-listed', 'An opaque SSP that is listed.', true, range(opaque('01', '0102')), text('0102')],
  ['opaque-prefix', 'An opaque SSP of which only the beginning is listed.', false, range(opaque('01')), text('0102')],
  [
    'opaque-bitmap',
    'An opaque SSP under a bitmap of the same octets.',
    false,
    range(mask('0102', 'ffff')),
    text('0102'),
  ],
  ['bitmap-range-absent', 'A bitmap under a range that is absent.', true, range(undefined), bits('01f0')],
  ['bitmap-range-all', 'A bitmap under the range all.', true, range(every), bits('01f0')],
  [
    'bitmap-fits',
    'A bitmap whose bound bits are as the range has them.',
    true,
    range(mask('0100', 'ff0f')),
    bits('01f0'),
  ],
  ['bitmap-set', 'A bitmap with a bit that has to be clear.', false, range(mask('0100', 'ff0f')), bits('01f1')],
  ['bitmap-clear', 'A bitmap without a bit that has to be set.', false, range(mask('0180', 'ff80')), bits('0170')],
  [
    'bitmap-short',
    'A bitmap that ends behind the last bound bit.',
    true,
    range(mask('010000', 'ff0f00')),
    bits('0100'),
  ],
  ['bitmap-too-short', 'A bitmap that ends before it.', false, range(mask('010000', 'ff0f01')), bits('0100')],
  ['bitmap-too-long', 'A bitmap longer than the range.', false, range(mask('0100', 'ff0f')), bits('010000')],
  ['bitmap-opaque', 'A bitmap under a list of the same octets.', false, range(opaque('01f0')), bits('01f0')],
];

type Narrow = readonly [
  string,
  string,
  boolean,
  readonly PsidGroupPermissions[],
  readonly PsidGroupPermissions[],
  PsidSsp,
];
const two = (sspRange: SspRange | undefined) => [only([{ psid, sspRange }], 2)];
const narrow: readonly Narrow[] = [
  ['psid', 'A PSID of the issuer.', true, two(undefined), range(undefined), bare],
  [
    'psid-more',
    'A PSID the issuer does not have.',
    false,
    two(undefined),
    [
      only([
        { psid, sspRange: undefined },
        { psid: APP.bsm, sspRange: undefined },
      ]),
    ],
    bare,
  ],
  ['all', 'All, under all.', true, [all(2)], [all()], bare],
  ['all-more', 'All, under one PSID.', false, two(undefined), [all()], bare],
  ['range-all', 'The range all under a range that is absent.', true, two(undefined), range(every), bare],
  ['range-all-more', 'The range all under a list.', false, two(opaque('01')), range(every), text('01')],
  ['opaque-part', 'A part of the list.', true, two(opaque('01', '02')), range(opaque('02')), text('02')],
  ['opaque-more', 'One entry more.', false, two(opaque('01')), range(opaque('01', '02')), text('01')],
  [
    'bitmap-part',
    'More bits bound, alike.',
    true,
    two(mask('0100', 'ff0f')),
    range(mask('0100', 'ff3f')),
    bits('01c0'),
  ],
  [
    'bitmap-more',
    'A bound bit left free.',
    false,
    two(mask('0100', 'ff0f')),
    range(mask('0100', 'ff07')),
    bits('0100'),
  ],
  [
    'bitmap-other',
    'A bound bit the other way.',
    false,
    two(mask('0100', 'ff0f')),
    range(mask('0108', 'ff0f')),
    bits('0108'),
  ],
  ['bitmap-longer', 'A longer bitmap.', false, two(mask('01', 'ff')), range(mask('0100', 'ffff')), bits('0100')],
  ['opaque-under-bitmap', 'A list under a bitmap.', false, two(mask('01', 'ff')), range(opaque('01')), text('01')],
  ['bitmap-under-opaque', 'A bitmap under a list.', false, two(opaque('01')), range(mask('01', 'ff')), bits('01')],
];

type Lengths = readonly [string, string, boolean, PsidGroupPermissions, PsidGroupPermissions, PsidGroupPermissions?];
const lengths: readonly Lengths[] = [
  ['exact', 'As long as each says.', true, all(2), all(1)],
  ['range', 'Inside a range.', true, all(1, 2), all(1)],
  ['any', 'No upper bound.', true, all(1, -1), all(1, -1)],
  ['short', 'Shorter than the ACA asks.', false, all(2, -1), all(2)],
  ['lifted', 'A bound of the ICA that the ACA lifts.', false, all(2), all(1, -1)],
  ['between', 'One CA more, inside the range of the ICA.', true, all(2, 1), all(1), all(2)],
  ['long', 'One CA more than the ICA allows.', false, all(2, 0), all(1), all(2)],
  ['long-root', 'A CA between that allows longer chains than the ICA does.', false, all(1, 1), all(1), all(1, 1)],
];

const types: readonly (readonly [string, string, boolean, number, number, 'app' | 'enrol'])[] = [
  ['app', 'Ends in appPermissions, which all allow.', true, EE.app, EE.app, 'app'],
  ['both', 'Ends in appPermissions, where both ends are allowed.', true, EE.both, EE.both, 'app'],
  ['app-under-enrol', 'Ends in appPermissions under a CA for enrolment.', false, EE.both, EE.enrol, 'app'],
  ['app-above-enrol', 'A CA for applications under one for enrolment.', false, EE.enrol, EE.app, 'app'],
  ['enrol', 'Ends in certRequestPermissions, which all allow.', true, EE.both, EE.enrol, 'enrol'],
  ['enrol-under-app', 'Ends in certRequestPermissions under a CA for applications.', false, EE.both, EE.app, 'enrol'],
];

const enrolment = (groups: readonly PsidGroupPermissions[]) => ({
  signer: { subject: { appPermissions: undefined, certRequestPermissions: groups } },
});
const eca = (groups: readonly PsidGroupPermissions[]) => ({ aca: { subject: { certIssuePermissions: groups } } });
const ask = (sspRange: SspRange | undefined, min = 1) => [only([{ psid, sspRange }], min, 0, EE.app)];
const grant = (sspRange: SspRange | undefined) => [only([{ psid, sspRange }], 1, 0, EE.enrol)];
const requests: readonly (readonly [
  string,
  string,
  boolean,
  readonly PsidGroupPermissions[],
  readonly PsidGroupPermissions[],
])[] = [
  ['psid', 'The PSID is named.', true, grant(undefined), ask(every)],
  [
    'psid-more',
    'Another PSID is named.',
    false,
    [only([{ psid: APP.bsm, sspRange: undefined }], 1, 0, EE.enrol)],
    ask(every),
  ],
  ['all', 'All, under all.', true, [all(1, 0, EE.enrol)], [all(1, 0, EE.app)]],
  ['all-more', 'All, under one PSID.', false, grant(undefined), [all(1, 0, EE.app)]],
  ['opaque', 'A part of a list.', true, grant(opaque('01', '02')), ask(opaque('01'))],
  ['opaque-more', 'One entry more.', false, grant(opaque('01')), ask(opaque('01', '02'))],
  ['bitmap', 'More bits bound, alike.', true, grant(mask('0100', 'ff0f')), ask(mask('0100', 'ff1f'))],
  ['bitmap-more', 'A bound bit left free.', false, grant(mask('0100', 'ff0f')), ask(mask('0100', 'ff07'))],
];

export const permission: readonly Case[] = [
  ...ssps.map(
    ([id, what, good, certIssuePermissions, app]): Case => ({
      ...{ id: `ssp-${id}`, rule: SSP, clause: '6.4.28', what, expected: ok(good) },
      chain: { aca: { subject: { certIssuePermissions } }, signer: { subject: { appPermissions: [app] } } },
    }),
  ),
  ...narrow.map(
    ([id, what, good, above, below, app]): Case => ({
      ...{ id: `ca-${id}`, rule: NARROW, clause: '6.4.31', what, expected: ok(good), also: good ? [] : LATE },
      chain: {
        ica: { subject: { certIssuePermissions: above } },
        aca: { subject: { certIssuePermissions: below } },
        signer: { subject: { appPermissions: [app] } },
      },
    }),
  ),
  ...lengths.map(
    ([id, what, good, ica, aca, sub]): Case => ({
      ...{ id: `length-${id}`, rule: LENGTH, clause: '6.4.30', what, expected: ok(good), also: good ? [] : LATE },
      chain: {
        root: { subject: { certIssuePermissions: [all(1, -1)] } },
        ica: { subject: { certIssuePermissions: [ica] } },
        ...(sub ? { sub: { subject: { certIssuePermissions: [sub] } } } : {}),
        aca: { subject: { certIssuePermissions: [aca] } },
      },
    }),
  ),
  ...types.map(
    ([id, what, good, ica, aca, end]): Case => ({
      ...{ id: `end-${id}`, rule: TYPE, clause: '6.4.35', what, expected: ok(good), also: good ? [] : LATE },
      ...(end === 'enrol' ? { sample: 'none' } : {}),
      chain: {
        ica: { subject: { certIssuePermissions: [all(2, 0, ica)] } },
        ...eca([all(1, 0, aca)]),
        ...(end === 'enrol' ? enrolment(ask(undefined, 0)) : {}),
      },
    }),
  ),
  ...requests.map(
    ([id, what, good, above, below]): Case => ({
      ...{ id: `request-${id}`, rule: REQUEST, clause: '6.4.30', what, expected: ok(good), sample: 'none' },
      chain: { ...eca(above), ...enrolment(below) },
    }),
  ),
  {
    ...{ id: 'min-zero-request', rule: ZERO, clause: '6.4.30', expected: 'success', sample: 'none' },
    what: '0 in certRequestPermissions, as enrolment certificates have it.',
    chain: { ...eca(grant(undefined)), ...enrolment(ask(undefined, 0)) },
  },
  {
    ...{ id: 'min-zero-issue', rule: ZERO, clause: '6.4.30', expected: 'spduParsingInvalidInput', also: LATE },
    what: '0 in certIssuePermissions.',
    chain: eca([all(0, -1)]),
  },
  {
    ...{ id: 'mask-equal', rule: MASK, clause: '6.4.34', expected: 'success' },
    what: 'Two octets each.',
    chain: { ...eca(range(mask('0100', 'ff00'))), signer: { subject: { appPermissions: [bits('01f0')] } } },
  },
  {
    ...{ id: 'mask-short', rule: MASK, clause: '6.4.34', expected: 'spduParsingInvalidInput', also: LATE },
    what: 'A mask of one octet for two of value.',
    chain: { ...eca(range(mask('0100', 'ff'))), signer: { subject: { appPermissions: [bits('01f0')] } } },
  },
];
