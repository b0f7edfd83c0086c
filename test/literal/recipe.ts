/** The choices a trial is made of: small numbers and flags, so that fast-check finds the simplest that still fails. */
import fc from 'fast-check';
import { DEFECTS, type DefectName } from './defects.ts';

export interface Recipe {
  /** CAs between the root and the end entity. */
  readonly depth: number;
  /** Which of anything, level by level. */
  readonly curves: readonly number[];
  readonly ranges: readonly number[];
  readonly lengths: readonly number[];
  readonly regions: readonly number[];
  readonly forms: readonly number[];
  readonly implicit: boolean;
  readonly ssp: number;
  readonly id: number;
  readonly application: number;
  readonly signerForm: number;
  readonly header: readonly boolean[];
  readonly lists: number;
  readonly follow: number;
  readonly age: number;
  /** What is wrong: nothing, one thing, or two. */
  readonly defects: readonly DefectName[];
  /** Which of the ways of being wrong. */
  readonly twist: number;
}

const levels = (max: number) => fc.array(fc.nat({ max }), { minLength: 6, maxLength: 6 });

const choices = {
  depth: fc.nat({ max: 3 }),
  curves: levels(9),
  ranges: levels(7),
  lengths: levels(4),
  regions: levels(7),
  forms: levels(5),
  implicit: fc.boolean(),
  ssp: fc.nat({ max: 3 }),
  id: fc.nat({ max: 6 }),
  application: fc.nat({ max: 11 }),
  signerForm: fc.nat({ max: 3 }),
  header: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  lists: fc.nat({ max: 6 }),
  follow: fc.nat({ max: 15 }),
  age: fc.nat({ max: 9 }),
  twist: fc.nat({ max: 1_000_000 }),
};
/** Trials with just these things wrong. */
export const recipesWith = (...defects: readonly DefectName[]): fc.Arbitrary<Recipe> =>
  fc.record({ ...choices, defects: fc.constant(defects) });

export const defectNames: readonly DefectName[] = Object.keys(DEFECTS);
export const recipes: fc.Arbitrary<Recipe> = fc.record({
  ...choices,
  defects: fc.oneof(
    { weight: 10, arbitrary: fc.constant([]) },
    { weight: 12, arbitrary: fc.constantFrom(...defectNames).map((n) => [n]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...defectNames), { minLength: 2, maxLength: 2 }) },
  ),
});
