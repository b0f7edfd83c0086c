/** What policies mean, for a person. */
import { layoutOf } from '../trust/layout.ts';
import type { Policy } from '../verify/policy.ts';

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
];
/** `5 s`, `14 d`: in the greatest unit that it is a whole number of. */
export function span(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds > 0 && seconds % size === 0) ?? [1, 's'];
  return `${seconds / size} ${unit}`;
}

function timeOf({ generationTime, pastSeconds, futureSeconds, expiryTime, replay }: Policy): string {
  const window = `${span(pastSeconds)} back, ${span(futureSeconds)} ahead`;
  const parts = [generationTime === 'required' ? window : `${window} (${generationTime})`];
  if (expiryTime === 'required') parts.push('with expiryTime');
  if (!replay) parts.push('copies taken');
  return parts.join(', ');
}
function placeOf({ distanceMetres, generationLocation }: Policy): string {
  const place = distanceMetres === undefined ? 'anywhere' : `within ${distanceMetres} m`;
  return generationLocation === 'required' ? `${place}, stated` : place;
}
function listsOf({ overdueSeconds, requiredSeries }: Policy): string {
  const late = overdueSeconds === 0 ? 'never late' : `up to ${span(overdueSeconds)} late`;
  return requiredSeries.length === 0 ? late : `${late}, needs ${requiredSeries.join(', ')}`;
}
function signerOf({ signer, assurance }: Policy): string {
  return assurance === undefined ? signer.join(', ') : `${signer.join(', ')}, level ${assurance} or more`;
}

type Column = readonly [title: string, cell: (policy: Policy) => string];
export const COLUMNS: readonly Column[] = [
  ['application', ({ name }) => name],
  ['PSID', ({ psid }) => String(psid)],
  ['signer', signerOf],
  ['generated', timeOf],
  ['where', placeOf],
  ['CRL', listsOf],
  ['SSP', ({ ssp }) => ssp.join(', ') || 'not read'],
];

/** A line for each, under a line of titles. */
export function table(policies: readonly Policy[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...policies.map((p) => COLUMNS.map(([, cell]) => cell(p)))];
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd()).join('\n');
}

/** What somebody should know of a policy that is right by all rules. */
export function notes({ name, ssp, bits = {} }: Policy): string[] {
  const guessed = ssp.filter((layout) => layoutOf(layout).order === 'guessed' && bits[layout] === undefined);
  return guessed.length === 0
    ? []
    : [
        `${name}: which bit of ${guessed.join(', ')} is which right is a guess, and not published with certainty; ` +
          'write the order of your certificates into bits',
      ];
}
