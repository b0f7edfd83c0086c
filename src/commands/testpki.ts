/** `wavetrust testpki DIR`: a PKI in right and wrong variants, and what a receiver has to say to each, as files. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openssl } from '../crypto/openssl.ts';
import { repeatable } from '../crypto/repeatable.ts';
import { Builder } from '../testpki/case.ts';
import { files } from '../testpki/folder.ts';
import { Forge } from '../testpki/forge.ts';
import { settingAt, USUAL_TIME } from '../testpki/setting.ts';
import { cases } from '../testpki/table.ts';
import { fromIso, toIso } from '../time.ts';
import type { Micros } from '../world.ts';
import { commandLine, fileFault, parse, Usage } from './usage.ts';

interface Options {
  readonly seed: string;
  readonly time: string;
  readonly force: boolean;
  readonly json: boolean;
}

export async function main(args: string[]): Promise<number> {
  const command = commandLine('testpki')
    .description(
      'Writes a PKI for tests: chains, messages and CRLs that keep or break each rule of IEEE 1609.2, and in ' +
        'cases.json the verdict a receiver has to come to. TEST ONLY: its private keys follow from the seed. ' +
        'The same seed and time give the same octets.\n' +
        'Exit status: 0 written, 2 wrong usage.',
    )
    .argument('<dir>', 'a folder that is empty or not there yet')
    .option('--seed <text>', 'what all keys follow from', 'wavetrust')
    .option('--time <time>', 'when messages are heard, ISO 8601, UTC', toIso(USUAL_TIME, 0))
    .option('--force', 'write into a folder that is not empty', false)
    .option('--json', 'say what was written as one JSON object', false);
  const ended = parse(command, args);
  if (ended !== undefined) return ended;
  const { seed, time, force, json } = command.opts<Options>();
  const folder = command.args[0]!;
  const setting = settingAt(momentOf(time));
  refuseFull(folder, force);

  const forge = new Forge(repeatable(openssl), seed);
  const builder = new Builder(forge, setting);
  const built = cases(setting, forge).map((row) => builder.build(row));
  const all = files(built, forge, seed);
  write(folder, all);

  const accepted = built.filter((b) => b.case.expected === 'success').length;
  const rules = new Set(built.map((b) => b.case.rule)).size;
  const count = { files: all.length, cases: built.length, accepted, refused: built.length - accepted, rules };
  process.stdout.write(
    json
      ? `${JSON.stringify({ folder, seed, time, ...count })}\n`
      : `${folder}: ${count.cases} cases of ${rules} rules, ${accepted} to accept and ${count.refused} to refuse, in ` +
          `${count.files} files. TEST ONLY: README.md says how to run them.\n`,
  );
  return 0;
}

/** Certificates of the root last 40 years, and Time32 ends in 2140. */
function momentOf(text: string): Micros {
  const moment = fromIso(text);
  const [first, last] = [fromIso('2005-01-01T00:00:00Z')!, fromIso('2099-01-01T00:00:00Z')!];
  if (moment === undefined || moment < first || moment > last)
    throw new Usage(`${text} is no time from 2005 to 2098; write one like 2026-06-01T12:00:00Z`);
  return moment;
}

function refuseFull(folder: string, force: boolean): void {
  if (force || !existsSync(folder)) return;
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch (error) {
    throw fileFault(folder, error);
  }
  if (entries.length > 0) throw new Usage(`${folder} is not empty; give another folder, or --force to write into it`);
}

function write(folder: string, all: ReturnType<typeof files>): void {
  try {
    for (const { path, content } of all) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  } catch (error) {
    throw new Usage(`${folder} cannot be written to: ${(error as Error).message}`);
  }
}
