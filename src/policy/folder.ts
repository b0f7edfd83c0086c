/** Policy files as they lie on a disk: one, or every *.json of a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type FileFault, LONGEST_POLICY, type Policy, type PolicyText, readPolicies } from '../verify/policy.ts';

/** A policy and the file it stands in. */
export interface FiledPolicy {
  readonly file: string;
  readonly policy: Policy;
}
export type Filed =
  | { readonly ok: true; readonly policies: readonly FiledPolicy[] }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

const MOST_FILES = 256;

/**
 * Reads the files and folders at these paths: all their policies, or none and every fault in any of them. Throws the
 * system's error for a path that is not there or may not be read.
 */
export function policiesAt(paths: readonly string[]): Filed {
  const faults: FileFault[] = [];
  const texts = paths.flatMap((path) => filesAt(path, faults)).flatMap((file) => textOf(file, faults));
  const read = readPolicies(texts);
  if (!read.ok) faults.push(...read.faults);
  if (!read.ok || faults.length > 0)
    return { ok: false, faults: faults.sort((a, b) => (a.file < b.file ? -1 : +(a.file > b.file))) };
  return { ok: true, policies: read.policies.map((policy, i) => ({ file: texts[i]!.file, policy })) };
}

function filesAt(path: string, faults: FileFault[]): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => /\.json$/i.test(name));
  if (names.length > 0 && names.length <= MOST_FILES) return names.sort().map((name) => join(path, name));
  faults.push({
    file: path,
    field: 'the folder',
    found: names.length === 0 ? 'without a policy' : `full of ${names.length} files`,
    allowed: `1 to ${MOST_FILES} files called *.json`,
    advice: 'give the folder of your policies; wavetrust policy --write DIR makes one to start from',
  });
  return [];
}

function textOf(file: string, faults: FileFault[]): PolicyText[] {
  const fault = (found: string, allowed: string, advice: string): PolicyText[] => {
    faults.push({ file, field: 'the file', found, allowed, advice });
    return [];
  };
  const stat = statSync(file);
  if (!stat.isFile()) return fault('no plain file', 'plain files', 'give it another name, or take it away');
  if (stat.size > LONGEST_POLICY)
    return fault(`${stat.size} octets long`, `${LONGEST_POLICY} octets`, 'keep to one policy a file');
  try {
    return [{ file, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) }];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return fault('not in UTF-8', 'texts in UTF-8', 'save it as UTF-8');
  }
}
