#!/usr/bin/env node
// The program. It must get as far as its first sentence on any old Node, so: no import statement, no import.meta, and no
// syntax younger than 2015 but import(). From a checkout the TypeScript source runs as it is; Node strips no types below
// node_modules, so a package runs dist/.
const found = process.versions.node.split('.').map(Number);
const enough = found[0] > 22 || (found[0] === 22 && found[1] >= 18);

function fail(status, lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = status;
}

function start(fs, path) {
  const here = path.dirname(fs.realpathSync(process.argv[1]));
  const packaged = here.split(path.sep).indexOf('node_modules') >= 0;
  if (!packaged && fs.existsSync(path.join(here, 'cli.ts'))) return import('./cli.ts');
  if (fs.existsSync(path.join(here, '../dist/src/cli.js'))) return import('../dist/src/cli.js');
  fail(2, [
    'wavetrust: neither the source (src/cli.ts) nor a build of it (dist/src/cli.js) is here.',
    'In a checkout run `npm run prepack`; else install the package again.',
  ]);
  return undefined;
}

if (!enough) {
  fail(2, [
    `wavetrust needs Node 22.18 or newer (24 LTS recommended), this is ${process.version}.`,
    'Get it from https://nodejs.org, or with `nvm install 24`; `npx node@24 src/wavetrust.js` runs it once without installing.',
  ]);
} else {
  Promise.all([import('node:fs'), import('node:path')])
    .then((modules) => start(modules[0], modules[1]))
    .then((cli) => (cli ? cli.main(process.argv.slice(2)) : undefined))
    .then((status) => {
      if (status !== undefined) process.exitCode = status;
    })
    .catch((error) => fail(70, [`wavetrust: this is a fault of the program.\n${error.stack}`]));
}
