/** `wavetrust policy [FILE|DIR ...]`: whether policy files hold, and what they mean. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FiledPolicy, policiesAt } from '../policy/folder.ts';
import { page } from '../policy/page.ts';
import { notes, table } from '../policy/words.ts';
import { type FileFault, fileFaultText, readPolicies } from '../verify/policy.ts';
import { etsiFiles, usualFiles } from '../verify/shipped.ts';
import { commandLine, fileFault, parse, Usage } from './usage.ts';

interface Options {
  readonly write?: string;
  readonly force: boolean;
  readonly json: boolean;
}

export async function main(args: string[]): Promise<number> {
  const command = commandLine('policy')
    .description(
      'Checks policy files, one for each application, and says what they mean. Without any it shows those that are ' +
        'in force where nobody says otherwise.\n' +
        'Exit status: 0 all hold, 1 a file is refused, 2 wrong usage.',
    )
    .argument('[paths...]', 'policy files, or folders with *.json')
    .option('--write <dir>', 'write the policies of this program and a page about them into an empty folder')
    .option('--force', 'write into a folder that is not empty', false)
    .option('--json', 'one JSON object a policy, or a file that is refused', false);
  const ended = parse(command, args);
  if (ended !== undefined) return ended;
  const { write: folder, force, json } = command.opts<Options>();
  const paths = command.args;
  if (folder !== undefined && paths.length > 0)
    throw new Usage('--write takes no files; check them in a run of its own');
  if (folder !== undefined) return writeOut(folder, force, json);
  const read = paths.length === 0 ? shipped() : at(paths);
  if (read.ok) process.stdout.write(json ? lines(read.policies.map(jsonOf)) : textOf(read.policies));
  else if (json) process.stdout.write(lines(faultyFiles(read.faults)));
  else for (const fault of read.faults) process.stderr.write(`wavetrust policy: ${fileFaultText(fault)}\n`);
  return read.ok ? 0 : 1;
}

function at(paths: readonly string[]): ReturnType<typeof policiesAt> {
  try {
    return policiesAt(paths);
  } catch (error) {
    throw fileFault((error as NodeJS.ErrnoException).path ?? paths.join(', '), error);
  }
}
function shipped(): ReturnType<typeof policiesAt> {
  const read = readPolicies(usualFiles);
  if (!read.ok) return read;
  return { ok: true, policies: read.policies.map((policy, i) => ({ file: usualFiles[i]!.file, policy })) };
}

const lines = (objects: readonly object[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join('');
const jsonOf = ({ file, policy }: FiledPolicy): object => ({ file, policy, notes: notes(policy) });
function textOf(filed: readonly FiledPolicy[]): string {
  const policies = filed.map(({ policy }) => policy);
  return [table(policies), ...policies.flatMap(notes)].map((line) => `${line}\n`).join('');
}
function faultyFiles(faults: readonly FileFault[]): object[] {
  const files = Map.groupBy(faults, ({ file }) => file);
  return [...files].map(([file, all]) => ({
    file,
    faults: all.map(({ file: _, ...fault }) => ({ ...fault, sentence: fileFaultText({ file, ...fault }) })),
  }));
}

function writeOut(folder: string, force: boolean, json: boolean): number {
  const files = [...usualFiles, ...etsiFiles, { file: 'README.md', text: page() }];
  try {
    if (!force && existsSync(folder) && readdirSync(folder).length > 0)
      throw new Usage(`${folder} is not empty; give another folder, or --force to write into it`);
    for (const { file, text } of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  } catch (error) {
    throw error instanceof Usage ? error : new Usage(`${folder} cannot be written to: ${(error as Error).message}`);
  }
  process.stdout.write(
    json
      ? `${JSON.stringify({ folder, files: files.map(({ file }) => file) })}\n`
      : `${folder}: ${usualFiles.length} policies, ${etsiFiles.length} alternatives in etsi, and README.md about their fields\n`,
  );
  return 0;
}
