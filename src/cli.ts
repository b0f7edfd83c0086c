/**
 * The one composition root: names of commands and, for each, the module that runs it, imported only when asked for.
 *
 * Exit status: 0 done, 1 refused or a check failed, 2 wrong usage, 3 input that cannot be decoded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { Usage } from './commands/usage.ts';
import { allocateYoung } from './heap.ts';

/** Runs with what stands behind the command's name; resolves to the exit status. Throws `Usage` for wrong arguments. */
export type Main = (args: string[]) => Promise<number>;
type Entry = {
  readonly summary: string;
  /** Without its suffix, which is `.ts` in a checkout and `.js` in a build. */
  readonly module: string;
  readonly load: () => Promise<{ readonly main: Main }>;
};

const SUFFIX = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

const registry: Readonly<Record<string, Entry>> = {
  vectors: {
    summary: 'check every test vector of a folder',
    module: './commands/vectors',
    load: () => import('./commands/vectors.ts'),
  },
  dissect: {
    summary: 'show a frame layer by layer, with the octet and the rule of what is wrong',
    module: './commands/dissect',
    load: () => import('./commands/dissect.ts'),
  },
  testpki: {
    summary: 'write a PKI for tests, right and wrong, and the verdict each case has to get',
    module: './commands/testpki',
    load: () => import('./commands/testpki.ts'),
  },
  policy: {
    summary: 'check policy files, and say what they ask of each application',
    module: './commands/policy',
    load: () => import('./commands/policy.ts'),
  },
  sim: { summary: 'run a simulated world', module: '../sim/main', load: () => from('../sim/main') },
  bench: {
    summary: 'measure, each figure beside its reference',
    module: '../bench/main',
    load: () => from('../bench/main'),
  },
};

/** By a computed name: these stand above src in the order of imports, and only here may src reach them. */
function from(module: string): Promise<{ readonly main: Main }> {
  return import(new URL(`${module}${SUFFIX}`, import.meta.url).href);
}

/** Commands whose module is there. */
export function commands(): string[] {
  return Object.keys(registry).filter((name) =>
    existsSync(new URL(`${registry[name]!.module}${SUFFIX}`, import.meta.url)),
  );
}

/** Resolves to the exit status; what a user did wrong is one sentence on stderr, never a stack. */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  allocateYoung();
  let status = 0;
  const program = new Command('wavetrust')
    .description('The trust layer for V2X traffic: IEEE 1609.2, IEEE 1609.2.1, SAE J2735.')
    .version(version(), '-V, --version')
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(wavetrust --help lists the commands)')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', '\nExit status: 0 ok, 1 refused or failed check, 2 usage, 3 cannot decode.');
  for (const name of commands()) {
    const { summary, load } = registry[name]!;
    program
      .command(name)
      .description(summary)
      .argument('[args...]')
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (rest: string[]) => {
        status = await (await load()).main(rest);
      });
  }
  if (args[0] === 'help' && args[1] !== undefined) return main([args[1], '--help']);
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return 2;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has written its own sentence; help and version are no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Usage) {
      process.stderr.write(`wavetrust ${args[0]}: ${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

function version(): string {
  for (const at of ['../package.json', '../../package.json']) {
    const file = new URL(at, import.meta.url);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
}
