/**
 * Our schemas against published modules that no registry carries: pycrate's compiler makes a file of them, outside the
 * project, and every type that both have by the same name is compared.
 *
 *     pycrate_asn1compile.py -i modules/ -o compiled        # -i wants the slash
 *     node test/interop/modules.ts compiled.py --rules uper --ours asn1/j2735 --without regional --count 1000
 *
 * `--without member` or `Type.member` leaves out what one side cannot say; `--rename ours=theirs` is for a member that has
 * another name in their edition.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Node } from '../../asn1/schema.ts';
import { missing, pycrateOf } from './peer.ts';
import { print } from './print.ts';
import { run } from './run.ts';
import { plainly, type Voice } from './voice.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: 'string', default: 'coer' },
    ours: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    rename: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: '' },
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1609' },
  },
});
const rules = options.rules === 'uper' ? 'uper' : 'coer';
const [file] = positionals;
const why = file === undefined ? 'name the file that pycrate compiled' : missing('pycrate');
if (why) throw new Error(why);

const ours = new Map<string, Node>();
for (const folder of options.ours)
  for (const name of readdirSync(folder).filter((n) => n.endsWith('.ts'))) {
    const module = (await import(resolve(folder, name))) as Readonly<Record<string, unknown>>;
    // What another edition made of a type has its name too, and another one as an export.
    for (const [name, node] of Object.entries(module))
      if (typeof node === 'object' && node !== null && 'kind' in node && 'name' in node && node.name === name)
        ours.set(name, node as Node);
  }

const renamed = new Map(options.rename.map((pair) => pair.split('=') as [string, string]));
const voice: Voice = { ...plainly, member: (name) => renamed.get(name) ?? name };

const peer = pycrateOf(rules, resolve(file!));
const theirs = new Set((await peer.ask('types')).split(' ').slice(1));
const both = [...ours].filter(([name]) => theirs.has(name) && name.includes(options.only));
for (const [theirs, type] of both) {
  const limits = { without: options.without, instead: {} };
  try {
    const outcome = await run(
      { peer: 'pycrate', type, theirs, rules, limits, voice },
      peer,
      Number(options.count),
      Number(options.seed),
    );
    print(outcome);
    if (outcome.unexplained.length > 0) process.exitCode = 1;
  } catch (e) {
    console.log(`${theirs}: not tried: ${e instanceof Error ? e.message.slice(0, 200) : e}`);
  }
}
peer.stop();
const alone = [...ours.keys()].filter((name) => !theirs.has(name));
console.log(`${both.length} types compared; only here or twice there: ${alone.join(', ')}`);
