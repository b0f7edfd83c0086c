/**
 * `wavetrust bench`: figures, each beside its reference in the same run. `--json` writes
 * `{"figures":[{"name","perSecond","reference","ratio"}]}`, where ratio is the reference's perSecond over ours, so 1.2
 * means a fifth more time than the reference takes. A figure with two references stands there twice; references stand
 * there too, with null, once for each figure they ran beside. What a figure has to say beyond that stands in the same
 * object: `"megabytes":41.2`.
 */
import { availableParallelism } from 'node:os';
import { commandLine, parse, Usage } from '../src/commands/usage.ts';
import { codecs } from './codec.ts';
import { revocation } from './crl.ts';
import { flows } from './flow.ts';
import { crypto } from './material.ts';
import { opensslVerify, opensslVersion } from './openssl.ts';
import { type Figure, figures, json, table } from './report.ts';
import { type Contest, hold } from './timer.ts';
import {
  knownSigner,
  manySigners,
  nobleKnownSigner,
  nobleVerify,
  nodeSign,
  nodeVerify,
  nodeVerifyMany,
  sign,
  unknownSigner,
} from './verify.ts';

const ROUNDS = 25;
/** Distinct signers that a receiver knows. */
const CROWDS = [200, 2000, 20_000] as const;

/** All there is to measure; `openssl` where its program is there, `watch` as in `Plan`. */
export function contests(openssl: boolean, watch: () => number): readonly Contest[] {
  return [
    {
      name: 'verify.known-signer',
      references: ['node-crypto.verify', ...(openssl ? ['openssl.verify'] : [])],
      absent: openssl ? [] : ['openssl.verify is left out: there is no openssl program on this machine'],
      sides: () => [
        knownSigner('verify.known-signer', crypto),
        nodeVerify('node-crypto.verify'),
        ...(openssl ? [opensslVerify('openssl.verify')] : []),
      ],
    },
    ...CROWDS.map((signers) => ({
      name: `verify.known-signer.${signers}`,
      references: ['node-crypto.verify', `node-crypto.verify.${signers}`],
      sides: () => [
        manySigners(`verify.known-signer.${signers}`, signers),
        nodeVerify('node-crypto.verify'),
        nodeVerifyMany(`node-crypto.verify.${signers}`, signers),
      ],
    })),
    {
      name: 'verify.known-signer.noble',
      references: ['@noble/curves.verify'],
      sides: () => [nobleKnownSigner('verify.known-signer.noble'), nobleVerify('@noble/curves.verify')],
    },
    ...(['explicit', 'implicit'] as const).map((form) => ({
      name: `verify.unknown-signer.${form}`,
      references: ['node-crypto.verify'],
      sides: () => [unknownSigner(`verify.unknown-signer.${form}`, form), nodeVerify('node-crypto.verify')],
    })),
    ...flows(openssl, availableParallelism(), watch),
    {
      name: 'sign.spdu',
      references: ['node-crypto.sign'],
      sides: () => [sign('sign.spdu'), nodeSign('node-crypto.sign')],
    },
    ...revocation(watch),
    ...codecs(),
  ];
}

export function takes(filter: string, { name, group }: Contest): boolean {
  return name.startsWith(filter) || group === filter;
}

/** Exit status 0; 2 for wrong usage. Progress goes to stderr, figures to stdout. */
export async function main(args: string[]): Promise<number> {
  const command = commandLine('bench')
    .description('Measures, each figure beside its reference in the same run.\nExit status: 0 measured, 2 wrong usage.')
    .argument('[filter]', 'only figures whose name begins like this; verify takes those of crl along')
    .option('--json', 'one JSON object and nothing else')
    .option('--seconds <number>', 'measuring time of each side of a figure', '3');
  const status = parse(command, args);
  if (status !== undefined) return status;
  const options = command.opts<{ json?: boolean; seconds: string }>();
  const seconds = Number(options.seconds);
  if (!(seconds > 0)) throw new Usage(`--seconds ${options.seconds} is no time above zero; give for example 3`);
  const openssl = opensslVersion();
  const watch = () => performance.now();
  const [filter = ''] = command.args;
  const all = contests(openssl !== undefined, watch);
  const chosen = all.filter((c) => takes(filter, c));
  if (chosen.length === 0)
    throw new Usage(`no figure begins with ${filter}; there are ${all.map((c) => c.name).join(', ')}`);
  const found: Figure[] = [];
  for (const contest of chosen) {
    for (const sentence of contest.absent ?? []) say(`${sentence}\n`);
    say(`${contest.name} `);
    const plan = { seconds, rounds: ROUNDS, clock: watch };
    const { rates, facts } = await hold(contest, plan, () => say('.'));
    say('\n');
    found.push(...figures(contest.name, contest.references, rates, facts));
  }
  process.stdout.write(options.json ? json(found) : table(found, openssl));
  return 0;
}

function say(text: string): void {
  process.stderr.write(text);
}
