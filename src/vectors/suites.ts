/** Every suite of vectors by name, and what happens to one vector. */

import { chainSuites } from './chains.ts';
import { cryptoSuites } from './crypto.ts';
import { decodedDifference } from './decoded.ts';
import { encryptedSuites } from './encrypted.ts';
import { has, object, octets, type Suite, suite, type Vector } from './field.ts';
import { frameSuites } from './frames.ts';
import { intersectionSuites } from './intersections.ts';
import { issuedSuites } from './issued.ts';
import { publishedSuites } from './published.ts';
import { recordedSuites } from './recorded.ts';
import { revocationSuites } from './revocation.ts';
import { roadSuites } from './road.ts';
import { signedSuites } from './signed.ts';
import type { Check, Trial } from './trial.ts';
import { wireSuites } from './wire.ts';

/** Suites of pure computation run with both providers. */
const both =
  (check: Suite): Check =>
  (item, { crypto, reference }) => {
    for (const by of [crypto, reference]) {
      const differs = check({ ...item }, by);
      if (differs !== undefined) return `${differs} (${by.name})`;
    }
    return undefined;
  };

/** What the octets of a certificate say beside what is computed from them. */
const withDecoded =
  (check: Check): Check =>
  (item, trial) => {
    const differs = check(item, trial);
    if (differs !== undefined || !has(item, 'certificate') || !has(item, 'decoded')) return differs;
    const record = trial.certificates.add(octets(item, 'certificate'));
    return record ? decodedDifference(object(item, 'decoded'), record, trial.accept) : 'certificate: not read as one';
  };

const suites: ReadonlyMap<string, Check> = new Map([
  ...Object.entries(cryptoSuites).map(([name, check]) => [name, withDecoded(both(check))] as const),
  ...Object.entries({
    ...chainSuites,
    ...encryptedSuites,
    ...frameSuites,
    ...intersectionSuites,
    ...issuedSuites,
    ...publishedSuites,
    ...recordedSuites,
    ...revocationSuites,
    ...roadSuites,
    ...signedSuites,
    ...wireSuites,
  }),
]);

/** Suites we know and do not run, and why. */
export const unsupported: ReadonlyMap<string, string> = new Map([
  ['timing_plans', 'plans of a signal controller: nothing in them is encoded'],
  ['butterfly-expansion-sm2', 'keys are not expanded on SM2 or by SM4'],
]);

export const suiteNamed = (name: string): Check | undefined => suites.get(name);
export const suiteNames = (): string[] => [...suites.keys()];

/** Undefined: passed. A vector that breaks the check fails with what broke it; nothing passes for want of something to see. */
export function run(check: Check, item: unknown, trial: Trial): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'no object: there is nothing to check';
  let answer: string | undefined;
  const guarded = suite((vector) => check(vector, trial));
  try {
    answer = guarded(item as Record<string, unknown>, trial.crypto);
  } catch (error) {
    answer = `the check itself failed: ${error instanceof Error ? error.message : String(error)}`;
  }
  return answer;
}

export const idOf = (item: unknown, at: number): string => String((item as Vector | null)?.id ?? `#${at}`);
