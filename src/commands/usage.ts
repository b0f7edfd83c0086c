/** What the person at the keyboard did otherwise than the command wants: a sentence that says what to do; exit status 2. */
import { Command, CommanderError } from 'commander';

export class Usage extends Error {}

/** A command whose faults and help come out as values: `parse` gives the exit status where there is nothing to run. */
export function commandLine(name: string): Command {
  return new Command(`wavetrust ${name}`).exitOverride().showHelpAfterError(`(wavetrust ${name} --help says more)`);
}

/** Undefined: go on. A number: help was asked for or the options are wrong, both already written out. */
export function parse(command: Command, args: readonly string[]): number | undefined {
  try {
    command.parse(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

/** The system's error about a file, as a sentence. */
export function fileFault(path: string, error: unknown): Usage {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new Usage(`${path} is not there; give a file or folder that is`);
  if (code === 'EISDIR') return new Usage(`${path} is a folder; give a file`);
  if (code === 'ENOTDIR') return new Usage(`${path} is no folder; give a folder`);
  if (code === 'EACCES' || code === 'EPERM') return new Usage(`${path} may not be read; look at its permissions`);
  return new Usage(`${path} cannot be read: ${(error as Error).message}`);
}
