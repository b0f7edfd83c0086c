/** `wavetrust vectors DIR`: every vector of a folder, one line for each suite. */
import { noble } from '../crypto/noble.ts';
import { openssl } from '../crypto/openssl.ts';
import { Certificates } from '../vectors/certificates.ts';
import { byId, collect, type VectorFile, vectorFiles } from '../vectors/folder.ts';
import { idOf, run, suiteNamed, unsupported } from '../vectors/suites.ts';
import type { Trial } from '../vectors/trial.ts';
import { commandLine, fileFault, parse } from './usage.ts';

interface Options {
  readonly certs: readonly string[];
  readonly explain: boolean;
  readonly json: boolean;
}

export async function main(args: string[]): Promise<number> {
  const command = commandLine('vectors')
    .description(
      'Checks every *.json of a folder of test vectors; a suite is a file without .json.\n' +
        'Exit status: 0 all passed, 1 a vector failed or no suite was known, 2 wrong usage.',
    )
    .argument('<dir>', 'the folder; one that holds only folders is looked into')
    .option('--certs <dir>', 'one more folder to take issuing certificates from (repeatable)', append, [])
    .option('--explain', 'say of each failed vector what differs, and what was accepted', false)
    .option('--json', 'one JSON object a suite', false);
  const ended = parse(command, args);
  if (ended !== undefined) return ended;
  const { certs, explain, json } = command.opts<Options>();
  const folder = command.args[0]!;

  const files = read(folder);
  const certificates = new Certificates(openssl);
  collect([...files, ...certs.flatMap(read)], certificates);
  const vector = byId(files);
  const reports = files.map((file) => report(file, { certificates, vector }));
  for (const found of reports) process.stdout.write(json ? `${JSON.stringify(found)}\n` : text(found, explain));
  const known = reports.filter((found) => found.skipped === undefined);
  if (known.length === 0) process.stderr.write(`wavetrust vectors: ${folder} holds no suite we know\n`);
  return known.length === 0 || known.some((found) => found.failed > 0) ? 1 : 0;
}

const append = (folder: string, before: readonly string[]): readonly string[] => [...before, folder];

function read(folder: string): VectorFile[] {
  try {
    return vectorFiles(folder);
  } catch (error) {
    throw fileFault(folder, error);
  }
}

interface Report {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: string;
  readonly count: number;
  readonly failures: readonly { readonly id: string; readonly differs: string }[];
  readonly accepted: readonly { readonly id: string; readonly deviation: string }[];
}

function report({ suite, items, fault }: VectorFile, among: Pick<Trial, 'certificates' | 'vector'>): Report {
  const empty = { suite, passed: 0, failed: 0, count: items.length, failures: [], accepted: [] };
  const check = suiteNamed(suite);
  if (!check) return { ...empty, skipped: unsupported.get(suite) ?? 'not a suite we know' };
  // A suite without vectors shows nothing, and so has not passed.
  const nothing = fault ?? (items.length === 0 ? 'there is no vector in it' : undefined);
  if (nothing !== undefined) return { ...empty, failed: 1, failures: [{ id: suite, differs: nothing }] };
  const failures: { id: string; differs: string }[] = [];
  const accepted: { id: string; deviation: string }[] = [];
  for (const [at, item] of items.entries()) {
    const id = idOf(item, at);
    const deviations: string[] = [];
    const accept = (deviation: string): void => void deviations.push(deviation);
    const differs = run(check, item, { crypto: openssl, reference: noble, ...among, accept });
    if (differs !== undefined) failures.push({ id, differs });
    else for (const deviation of new Set(deviations)) accepted.push({ id, deviation });
  }
  const failed = failures.length;
  return { suite, passed: items.length - failed, failed, count: items.length, failures, accepted };
}

function text({ suite, passed, failed, skipped, count, failures, accepted }: Report, explain: boolean): string {
  if (skipped !== undefined) return `${suite}: skipped, ${skipped} (${count} vectors)\n`;
  const lines = [`${suite}: ${passed} passed, ${failed} failed`];
  if (explain) {
    for (const { id, differs } of failures) lines.push(`  failed   ${printable(id)}: ${printable(differs)}`);
    for (const { id, deviation } of accepted) lines.push(`  accepted ${printable(id)}: ${printable(deviation)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A vector file is a stranger's: nothing in it may move the cursor. */
const printable = (line: string): string => line.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?');
