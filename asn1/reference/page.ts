/** The pages: one for each module, and the one that leads to them. */
import { Atlas, anchor } from './atlas.ts';
import type { Module } from './read.ts';
import { plain, Tables, table } from './table.ts';

export interface Page {
  /** From the folder of the pages: `j2735/srm.md`. */
  readonly path: string;
  readonly text: string;
}

const NOTICE = '<!-- Written by `npm run reference` from the schemas and their comments: change those, not this. -->';

/** All pages, the index last. */
export function pages(modules: readonly Module[]): readonly Page[] {
  const atlas = new Atlas(modules);
  return [
    ...modules.map((module) => ({ path: `${module.path}.md`, text: modulePage(module, atlas) })),
    { path: 'README.md', text: indexPage(modules) },
  ];
}

const joined = (parts: readonly string[]): string => `${parts.filter((p) => p !== '').join('\n\n')}\n`;
const link = (name: string): string => `[\`${name}\`](#${anchor(name)})`;

function modulePage(module: Module, atlas: Atlas): string {
  const up = '../'.repeat(module.path.split('/').length);
  const tables = new Tables(atlas, module);
  const parts = [
    NOTICE,
    `# ${module.path}`,
    plain(module.head),
    `[All modules](${'../'.repeat(module.path.split('/').length - 1)}README.md) · [source](${up}../${module.path}.ts)`,
    module.entries.length > 1 ? module.entries.map((e) => link(e.name)).join(' · ') : '',
  ];
  if (module.constants.length > 0)
    parts.push(
      table(
        ['Constant', 'Value', 'Meaning'],
        module.constants.map((c) => [`\`${c.name}\``, `${c.value}`, plain(c.text).replaceAll('|', '\\|')]),
      ),
    );
  for (const entry of module.entries) {
    const [summary = '', ...rest] = tables.of(entry.name, entry.node, entry.notes);
    const inner = rest.findIndex((part) => part.startsWith('### '));
    const own = inner < 0 ? rest : rest.slice(0, inner);
    parts.push(`## ${entry.name}`, `${summary} *${entry.where}*`, plain(entry.text), ...own);
    const users = atlas.users(entry).map((p) => `[\`${p.entry.name}\`](${atlas.href(p, module)})`);
    const more = users.length > 12 ? ` and ${users.length - 12} more` : '';
    if (users.length > 0) parts.push(`In ${users.slice(0, 12).join(', ')}${more}.`);
    parts.push(...rest.slice(own.length));
  }
  return joined(parts);
}

const HOW = `Each page is made from the schema the codecs are compiled from, so that what it says is what they do.

- Names are those of the ASN.1 module. In a decoded value a hyphen becomes a capital: \`linkage-value\` is \`linkageValue\`.
- *Presence*: an optional field that is absent is \`undefined\`; a default is left out of canonical encodings.
  *Added* is what stands after the extension marker, which senders of an earlier edition do not know.
- *Range*: \`0..255\` are the bounds of a number, \`SIZE(1..32)\` those of a length: octets of an OCTET STRING, characters
  of a text, bits of a BIT STRING, elements of a list. \`...\` marks bounds that a later edition may widen. \`MIN\` and
  \`MAX\` are no bound.
- *Extensible*: what a later edition adds is taken in as octets and written again as it came.
- Below each heading, in italics: the standard, and the clause as far as we could confirm it, or the module. SAE J2735
  lists its messages (MSG), data frames (DF) and data elements (DE) by name: a type stands there under its own.`;

function indexPage(modules: readonly Module[]): string {
  const rows = modules.map((m) => [
    `[\`${m.path}\`](${m.path}.md)`,
    plain(m.head.split('\n\n')[0] ?? '').replaceAll('|', '\\|'),
    `${m.entries.length}`,
  ]);
  const all = modules
    .flatMap((m) => m.entries.map(({ name }) => ({ name, path: m.path })))
    .sort((a, b) => order(a.name, b.name) || order(a.path, b.path));
  const shared = (name: string) => all.filter((t) => t.name === name).length > 1;
  const letters = Map.groupBy(all, (t) => t.name[0]!.toUpperCase());
  return joined([
    NOTICE,
    '# Reference of the types',
    HOW,
    table(['Module', 'What it holds', 'Types'], rows),
    '## All types',
    ...[...letters].map(([letter, types]) => {
      const links = types.map((t) => {
        const where = shared(t.name) ? ` (${t.path})` : '';
        return `[\`${t.name}\`](${t.path}.md#${anchor(t.name)})${where}`;
      });
      return `**${letter}** ${links.join(', ')}`;
    }),
  ]);
}

/** The same in every place: no locale. */
const order = (a: string, b: string): number => {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  if (x !== y) return x < y ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
};
