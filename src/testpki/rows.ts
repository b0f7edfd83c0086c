/** Rows of a rule that differ in the signer's certificate alone. */
import type { Case } from './case.ts';
import type { Link } from './forge.ts';

export type Row = readonly [id: string, what: string, expected: Case['expected'], signer: Link, also?: Case['also']];

export const group = (rule: string, clause: string, rows: readonly Row[]): Case[] =>
  rows.map(([id, what, expected, signer, also = []]) => ({
    id,
    rule,
    clause,
    what,
    expected,
    also,
    chain: { signer },
  }));
