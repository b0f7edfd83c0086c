/** The page about policy files: made of the same rows that they are read by. */
import { type Layout, layoutNames, layoutOf } from '../trust/layout.ts';
import { policyFields } from '../verify/policy.ts';
import { etsiProfiles, type Profile, profiles } from '../verify/profile.ts';
import { COLUMNS } from './words.ts';

/** Markdown. */
export function page(): string {
  return [
    '# Policies: what a receiver asks of each application',
    '',
    'One JSON file for each application (PSID). `wavetrust policy FILE|DIR` checks files and says what they mean,',
    '`wavetrust policy --write DIR` writes these here out to start from, and a unit that is given a folder takes its',
    'policies in place of those with the same PSID. A file with a fault is refused as a whole: all fields that are wrong',
    'by themselves are named at once, and where there are none, all that do not go together.',
    '',
    '## Fields',
    '',
    ...rows(['field', 'must be there', 'allowed', 'what it decides']),
    ...Object.entries(policyFields).map(([name, { optional, allowed, about }]) =>
      row([`\`${name}\``, optional ? 'no' : 'yes', allowed, about]),
    ),
    '',
    'And together:',
    '',
    '- `messages` is empty unless `payload` is `messageFrame`.',
    '- What asks for something (SignalRequestMessage, a command) has `replay` true and a layout in `ssp`; a signal',
    '  request is at most 10 s old.',
    '- With `replay` true, `generationTime` is required and `pastSeconds` at most 600: copies are remembered, not for days.',
    '- Layouts in `ssp` are about a message that the policy carries; `bits` is about layouts in `ssp`.',
    '',
    '## Layouts of service specific permissions',
    '',
    'A layout is a `bitmapSsp` of a fixed length whose first octet tells it apart. Bits count from the most significant one',
    'of octet 1. `known`: published or ours. `seen`: as it looks in certificates of the field. `guessed`: length and version',
    'are public, which bit is which right is not; `bits` in a policy says another order.',
    '',
    ...rows(['layout', 'of', 'octets', 'order', 'bits from 0 on', 'what it is']),
    ...layoutNames.map((name) => layoutRow(name, layoutOf(name))),
    '',
    'Requests and commands of a signer without a right are answered (SSM `rejected`, an acknowledgement); SPaT, MAP and SSM',
    'are refused as `unauthorizedPSID`.',
    '',
    '## What is here',
    '',
    'In force where nobody says otherwise:',
    '',
    ...policyRows(profiles),
    '',
    'For a deployment that asks for them (`etsi/`), where a SAE J2735 MessageFrame is sent under an ITS-AID of ETSI:',
    '',
    ...policyRows(etsiProfiles),
    '',
  ].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
const rows = (titles: readonly string[]): string[] => [row(titles), `|${titles.map(() => '---').join('|')}|`];

function layoutRow(name: string, { subject, first, length, order, bits, about }: Layout): string {
  const octets = first === undefined ? 'as encoded' : `${length}, first ${first.toString(16).padStart(2, '0')}`;
  return row([`\`${name}\``, subject, octets, order, bits.map((bit) => bit ?? 'none').join(', ') || 'none', about]);
}
function policyRows(policies: readonly Profile[]): string[] {
  return [
    ...rows(COLUMNS.map(([title]) => title)),
    ...policies.map((policy) => row(COLUMNS.map(([, cell]) => cell(policy)))),
  ];
}
