/** The list of certificates that a message comes with (6.3.25, 5.1.2): no signature covers it. */
import type { Case } from '../case.ts';

const LIST =
  'A list of certificates begins with the signer’s, each next one the issuer of the one before; it has at most as many as the application supports, 4 here.';

const none: Pick<Case, 'sample' | 'also'> = {
  sample: { after: (d) => ({ ...d, signer: { tag: 'certificate', value: [] } }) },
  also: ['certificateNotFound'],
};
/** What is behind a certificate that is not the issuer of the one before is not used, and here nothing hangs on it. */
const unused: Case['also'] = ['spduParsingInvalidInput', 'inconsistentInputParameters'];

type Row = readonly [id: string, what: string, Case['expected'], Partial<Case>];
const rows: readonly Row[] = [
  ['one', 'The signer’s alone.', 'success', {}],
  ['chain', 'Up to the ICA.', 'success', { along: ({ aca, ica }) => [aca.record, ica.record] }],
  [
    'root',
    'Up to the root, which should not be in it.',
    'success',
    { along: ({ aca, ica, root }) => [aca, ica, root].map((c) => c.record) },
  ],
  ['twice', 'The signer’s twice.', 'success', { along: ({ signer }) => [signer.record], also: unused }],
  ['gap', 'The ICA, and not the ACA between.', 'success', { along: ({ ica }) => [ica.record], also: unused }],
  [
    'reversed',
    'The issuers from the top down.',
    'success',
    { along: ({ aca, ica }) => [ica.record, aca.record], also: unused },
  ],
  ['none', 'None.', 'spduParsingInvalidInput', none],
  [
    'five',
    'Five.',
    'chainTooLongForSDEE',
    { along: ({ aca, ica, root }) => [aca, ica, root, root].map((c) => c.record), also: ['success'] },
  ],
];

export const signers: readonly Case[] = rows.map(([id, what, expected, more]) => ({
  ...{ id: `list-${id}`, rule: LIST, clause: '6.3.25', what, expected },
  ...more,
}));
