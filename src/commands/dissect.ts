/** `wavetrust dissect [FILE]`: every layer of every frame, and the octet and rule of what is wrong. */
import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { EDITIONS, type Edition } from '../../asn1/j2735/edition.ts';
import { openssl } from '../crypto/openssl.ts';
import { withSm } from '../crypto/sm.ts';
import { type Asked, dissect, KINDS_ASKED } from '../dissect/dissect.ts';
import { FORMATS, type Format, readInput } from '../dissect/input.ts';
import { jsonOf, textOf } from '../dissect/text.ts';
import { commandLine, fileFault, parse } from './usage.ts';

export async function main(args: string[]): Promise<number> {
  const command = commandLine('dissect')
    .description(
      'Shows frames layer by layer: link, WSM, IEEE 1609.2, payload.\n' +
        'Offsets are octets of the frame (.bit inside an octet), from the first to the one behind.\n' +
        'Exit status: 0 all read, 2 wrong usage, 3 something could not be decoded.',
    )
    .argument('[file]', 'a file, or - for standard input', '-')
    .addOption(new Option('--in <format>', 'hex: one message a line').choices(FORMATS).default('auto'))
    .addOption(new Option('--as <kind>', 'what a frame is').choices(KINDS_ASKED).default('auto'))
    .addOption(new Option('--edition <year>', 'of SAE J2735').choices(EDITIONS).default('2024'))
    .option('--lenient', 'go on behind deviations of the field that have one meaning, and report each', false)
    .option('--json', 'one JSON object a frame', false);
  const ended = parse(command, args);
  if (ended !== undefined) return ended;
  const {
    in: format,
    as,
    json,
    ...how
  } = command.opts<{
    in: Format;
    as: Asked;
    json: boolean;
    lenient: boolean;
    edition: Edition;
  }>();
  const file = command.processedArgs[0] as string;
  const { frames, faults } = readInput(await read(file), format);
  // Nothing is believed here: a certificate with a key of SM2 gets the name that it has elsewhere.
  const crypto = withSm(openssl);
  let wrong = 0;
  const complain = (fault: string): void => {
    wrong++;
    process.stderr.write(`wavetrust dissect: ${fault}\n`);
  };
  for (const frame of frames) {
    const found = dissect(frame, as, crypto, how);
    process.stdout.write(json ? `${JSON.stringify(jsonOf(found))}\n` : textOf(found));
    for (const fault of found.faults) complain(`${frame.label}: ${fault}`);
  }
  for (const fault of faults) complain(fault);
  if (frames.length === 0 && faults.length === 0) complain(`${file === '-' ? 'standard input' : file} holds no frame`);
  return wrong > 0 ? 3 : 0;
}

async function read(file: string): Promise<Uint8Array> {
  try {
    if (file !== '-') return readFileSync(file);
  } catch (error) {
    throw fileFault(file, error);
  }
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}
