/**
 * Run with `--disallow-code-generation-from-strings`: reads `[{schema, hex}]` on stdin, and writes for each what the
 * codecs make of it, written back from the values alone.
 */
import { text } from 'node:stream/consumers';
import { generating } from '../../asn1/literal.ts';
import { type Item, made } from './made.ts';

const items = JSON.parse(await text(process.stdin)) as readonly Item[];
process.stdout.write(JSON.stringify({ generating, made: items.map(made) }));
