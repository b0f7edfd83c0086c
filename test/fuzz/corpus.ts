/** The kept inputs: a file per target, a line of hexadecimal digits per input, shortest first; an empty line is no octets. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fromHex, toHex } from '../../asn1/hex.ts';

const file = (name: string): URL => new URL(`corpus/${name}.hex`, import.meta.url);

export function readCorpus(name: string): readonly Uint8Array[] {
  if (!existsSync(file(name))) return [];
  return readFileSync(file(name), 'utf8').split('\n').slice(0, -1).map(fromHex);
}

export function writeCorpus(name: string, inputs: readonly Uint8Array[]): void {
  const lines = [...new Set(inputs.map(toHex))].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  mkdirSync(new URL('.', file(name)), { recursive: true });
  writeFileSync(file(name), lines.map((l) => `${l}\n`).join(''));
}
