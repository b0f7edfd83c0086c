/** Who may issue what: PSIDs and SSPs under certIssuePermissions (6.4.28 to 6.4.34). */
import type { PsidSsp, SspRange } from '../../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../../asn1/ieee1609dot2/certificate.ts';
import type { Case } from '../case.ts';
import { bare, bits, every, issuing, LATE, mask, ok, opaque, psid, range, text } from '../rights.ts';
import { APP, all, only } from '../setting.ts';

const SSP = 'The PSID and SSP of a certificate are covered by certIssuePermissions of its issuer.';
const NARROW = 'certIssuePermissions of a CA are covered by those of its issuer.';
const MASK = 'sspValue and sspBitmask have the same length.';

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
  ['all-but-named', 'All, under all but one SSP.', false, [all(2), ...two(opaque('01'))], [all()], text('02')],
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
  ['bitmap-longer', 'A longer bitmap.', true, two(mask('01', 'ff')), range(mask('0100', 'ff00')), bits('01')],
  [
    'bitmap-longer-ssp',
    'A longer bitmap, and an SSP below it that is too long for the ICA.',
    false,
    two(mask('01', 'ff')),
    range(mask('0100', 'ff00')),
    bits('0100'),
  ],
  ['opaque-under-bitmap', 'A list under a bitmap.', false, two(mask('01', 'ff')), range(opaque('01')), text('01')],
  ['bitmap-under-opaque', 'A bitmap under a list.', false, two(opaque('01')), range(mask('01', 'ff')), bits('01')],
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
  {
    ...{ id: 'mask-equal', rule: MASK, clause: '6.4.34', expected: 'success' },
    what: 'Two octets each.',
    chain: { ...issuing(range(mask('0100', 'ff00'))), signer: { subject: { appPermissions: [bits('01f0')] } } },
  },
  {
    ...{ id: 'mask-short', rule: MASK, clause: '6.4.34', expected: 'spduParsingInvalidInput', also: LATE },
    what: 'A mask of one octet for two of value.',
    chain: { ...issuing(range(mask('0100', 'ff'))), signer: { subject: { appPermissions: [bits('01f0')] } } },
  },
];
