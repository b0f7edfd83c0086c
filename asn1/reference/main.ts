/** Writes the pages of the reference. `node asn1/reference/main.ts`; with `--check` it only says which are out of date. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pages } from './page.ts';
import { modules } from './read.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const folder = fileURLToPath(new URL('pages/', import.meta.url));

const made = pages(await modules());
const there = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
  : [];
const gone = there.filter((path) => !made.some((page) => page.path === path));
const stale = made.filter(({ path, text }) => !there.includes(path) || readFileSync(folder + path, 'utf8') !== text);

if (values.check) {
  for (const path of [...stale.map((page) => page.path), ...gone])
    console.error(`asn1/reference/pages/${path} is out of date: run \`npm run reference\``);
  process.exitCode = stale.length + gone.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of stale) {
    mkdirSync(dirname(folder + path), { recursive: true });
    writeFileSync(folder + path, text);
  }
  for (const path of gone) rmSync(folder + path);
  console.log(`${made.length} pages: ${stale.length} written, ${gone.length} removed`);
}
