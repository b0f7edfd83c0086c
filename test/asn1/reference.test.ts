/** The reference: every type is on its page, its page is what the schema says now, and its links lead somewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchor } from '../../asn1/reference/atlas.ts';
import { commentsOf, type Notes } from '../../asn1/reference/comment.ts';
import { type Page, pages } from '../../asn1/reference/page.ts';
import { modules } from '../../asn1/reference/read.ts';
import {
  bits,
  byDefault,
  byId,
  choice,
  enumerated,
  integer,
  later,
  list,
  type Node,
  named,
  nil,
  octets,
  open,
  optional,
  sequence,
} from '../../asn1/schema.ts';

const root = new URL('../../asn1/', import.meta.url);
const folder = new URL('reference/pages/', root);
const all = await modules();
const made = pages(all);

const headings = ({ text }: Page, level: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.startsWith(`${level} `) ? [line.slice(level.length + 1)] : []));

/** Cells of every row of the tables that have these two columns. */
function cells({ text }: Page, first: string, second: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  let at: readonly [number, number] = [-1, -1];
  for (const line of text.split('\n')) {
    if (!line.startsWith('| ')) continue;
    const row = line.split(/(?<!\\)\|/).map((c) => c.trim());
    if (/^(Field|Tag|Id|Bit|Value|Module|Constant)$/.test(row[1] ?? '')) at = [row.indexOf(first), row.indexOf(second)];
    else if (at[0] >= 0) found.push([row[at[0]] ?? '', at[1] < 0 ? '' : (row[at[1]] ?? '')]);
  }
  return found;
}

describe('the reference', () => {
  it('is what the schemas and their comments say now: `npm run reference` writes it', () => {
    const there = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
    expect(there.toSorted()).toEqual(made.map((page) => page.path).toSorted());
    const stale = made.filter(({ path, text }) => readFileSync(new URL(path, folder), 'utf8') !== text);
    expect(stale.map((page) => page.path)).toEqual([]);
  });

  it('has every type that a module exports, once, and the index has it too', async () => {
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^(?!ref).*\/.*\.ts$/.test(path),
    );
    const index = made.at(-1)!.text;
    let types = 0;
    for (const path of paths) {
      const exported: Readonly<Record<string, unknown>> = await import(/* @vite-ignore */ new URL(path, root).href);
      const names = Object.keys(exported).filter((name) => {
        const value = exported[name];
        return typeof value === 'object' && value !== null && 'kind' in value;
      });
      const page = made.find((p) => p.path === path.replace(/ts$/, 'md'));
      expect((page ? headings(page, '##') : []).toSorted(), path).toEqual(names.toSorted());
      for (const name of names) expect(index.split(`](${page!.path}#${anchor(name)})`).length - 1, name).toBe(1);
      types += names.length;
    }
    expect(types).toBeGreaterThan(300);
  });

  it('names for every type the standard it is from, and the clause, the module or the name in it', () => {
    const known = /^(IEEE 1609\.\d|SAE J\d|ETSI (TS|EN) \d|ISO |TS \d|Our own protocol)/;
    const unclear = all.flatMap((m) => m.entries.filter((e) => !known.test(e.where)).map((e) => `${m.path} ${e.name}`));
    expect(unclear).toEqual([]);
    const where = (name: string) => all.flatMap((m) => m.entries).find((e) => e.name === name)?.where;
    expect(['HeaderInfo', 'MsgCount', 'WsaSsp', 'CrlContents2016', 'TmcMessage'].map(where)).toEqual([
      'IEEE 1609.2-2022, 6.3.9',
      'SAE J2735 (2024), DE_MsgCount',
      'IEEE 1609.3, module Ieee1609Dot3WsaSsp',
      'IEEE 1609.2-2016, 7.3.2',
      'Our own protocol',
    ]);
    const bare = all.flatMap((m) => m.entries.filter((e) => /^(IEEE|SAE|ETSI) [^,]*\d$/.test(e.where)));
    expect(bare.filter((e) => !/clause/.test(e.where)).map((e) => `${e.name}: ${e.where}`)).toEqual([]);
  });

  it('gives a range wherever a field is a number', () => {
    const rows = made.flatMap((page) => cells(page, 'Type', 'Range').map((row) => [page.path, ...row]));
    const numbers = rows.filter(([, type]) => /(^|` )INTEGER$/.test(type!));
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.filter(([, , range]) => !/^`(MIN|-?\d+)(\.\.(MAX|-?\d+))?(, \.\.\.)?`$/.test(range!))).toEqual([]);
  });

  it('has no link that leads nowhere, and no two headings under one anchor', () => {
    const anchors = new Map(
      made.map((page) => [page.path, [...headings(page, '##'), ...headings(page, '###')].map(anchor)]),
    );
    const broken: string[] = [];
    for (const { path, text } of made)
      for (const [, to = ''] of text.matchAll(/\]\(([^)]*)\)/g)) {
        const [file, at] = to.split('#');
        const target = file === '' ? path : posix.join(posix.dirname(path), file!);
        if (target.endsWith('.ts')) readFileSync(new URL(target, folder));
        else if (at === undefined ? !anchors.has(target) : !anchors.get(target)?.includes(at))
          broken.push(`${path}: ${to}`);
      }
    expect(broken).toEqual([]);
    for (const [path, of] of anchors) expect(new Set(of).size, path).toBe(of.length);
  });
});

it('a page tells presence, bounds, tags and names, and what a copy for another edition or a profile has otherwise', () => {
  const colour = named('Colour', enumerated(['red', 'green'], ['blue']));
  const point = named('Point', sequence({ x: integer(-5, 5), colour }));
  const body = sequence(
    {
      a: named('Metres', integer(0, 7)),
      b: byDefault(bits(8, ['app', 'enrol']), { octets: Uint8Array.of(0x80), length: 8 }),
      c: optional(list(choice({ in: octets(2), 'no-thing': nil }, { more: later(() => point) }), 1, 4)),
    },
    { d: optional(named('Colour', enumerated(['red', 'green']))) },
  );
  const table = byId(integer(0, 255), { Point: [5, open(point)] }, { id: 'id', value: 'value' });
  const copy = named('Point', sequence({ x: integer(-5, 5), colour: named('Colour', enumerated(['red'], ['blue'])) }));
  const profile = named('Point', sequence({ x: integer(-5, 5), colour: named('ABSENT', choice({})) }));
  const told = (name: string, node: Node, text = '', notes: Notes = new Map()) => ({
    name,
    node,
    where: 'SAE J0',
    text,
    notes,
  });
  const notes = new Map([['a', { text: 'A | <b>.', inside: new Map() }]]);
  const entries = [
    told('Colour', colour),
    told('Point', point),
    told('Body', body, 'A test.', notes),
    told('Table', table),
  ];
  const [page] = pages([
    { path: 'x/y', head: '', entries: [...entries, told('Copy', sequence({ copy, profile }))], constants: [] },
  ]);
  const text = page!.text.slice(page!.text.indexOf('## Body'));
  expect(text).toBe(`## Body

\`SEQUENCE\`, extensible. *SAE J0*

A test.

| Field | Type | Presence | Range | Meaning |
|---|---|---|---|---|
| \`a\` | \`Metres\` INTEGER | mandatory | \`0..7\` | A \\| &lt;b>. |
| \`b\` | BIT STRING | default \`{app}\` | \`SIZE(8)\`: \`app\` 0, \`enrol\` 1 |  |
| \`c\` | list of [CHOICE](#body--c) | optional | \`SIZE(1..4)\` |  |
| \`d\` | \`Colour\` ENUMERATED | optional, added | \`red\` 0, \`green\` 1 |  |

### Body / c

\`CHOICE\`, extensible.

| Tag | Alternative | Type | Range |
|---|---|---|---|
| 0 | \`in\` | OCTET STRING | \`SIZE(2)\` |
| 1 | \`no-thing\` | NULL |  |
| 2 | \`more\`, added | [\`Point\`](#point) |  |

## Table

\`SEQUENCE with an open type\`. *SAE J0*

\`id\` (INTEGER \`0..255\`) says what \`value\` is. With any other number it stays the octets it came in.

| Id | Name | Type |
|---|---|---|
| 5 | \`Point\` | [\`Point\`](#point) |

## Copy

\`SEQUENCE\`. *SAE J0*

| Field | Type | Presence |
|---|---|---|
| \`copy\` | [\`Point\`](#point) | mandatory |
| \`profile\` | [\`Point\`](#copy--profile) | mandatory |

Unlike on the page of \`Point\`:

- \`Colour\`: ENUMERATED, \`red\` 0, \`blue\` 1

### Copy / profile

\`Point\`: \`SEQUENCE\`.

| Field | Type | Presence | Range |
|---|---|---|---|
| \`x\` | INTEGER | mandatory | \`-5..5\` |
| \`colour\` | not used | absent |  |
`);
});

describe('what a source says of a field', () => {
  const comments = commentsOf(`/** SAE J2735: a test. */
/** Above the interface,
 *  over two lines.
 *
 * A second paragraph. */
export interface Body { readonly a: number }
/** And above the constant. */
export const Body: Type<Body> = named('Body', body);
const word = enumerated([
  /** None of them. */
  'unknown',
  'known',
]);
const body = sequence({
  /** Metres. */
  a: optional(integer(0, 9)),
  b: list(choice({ /** Inside. */ 'in-side': word, other: nil })),
}, {
  /** Came later. */
  c: kept(later(() => Body)),
});
`);

  it('is the comment above it, also inside what is not exported', () => {
    const fields = comments.fields('Body');
    expect([...fields].map(([name, note]) => [name, note.text])).toEqual([
      ['a', 'Metres.'],
      ['b', ''],
      ['c', 'Came later.'],
    ]);
    const inner = fields.get('b')?.inside.get('in-side');
    expect(inner?.text).toBe('Inside.');
    expect(inner?.inside.get('unknown')?.text).toBe('None of them.');
  });

  it('and of a type, what stands above its interface and its constant', () => {
    expect(comments.head).toBe('SAE J2735: a test.');
    expect(comments.above.get('Body')).toBe(
      'Above the interface, over two lines.\n\nA second paragraph.\n\nAnd above the constant.',
    );
  });
});
