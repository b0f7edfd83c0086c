/** What the source of a module says in its comments: of the module, of each exported name, of each field. */
import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, type Comment, parse } from 'acorn';

/** The comment above a field, and those above the fields inside it, by name. */
export interface Note {
  readonly text: string;
  readonly inside: Notes;
}
export type Notes = ReadonlyMap<string, Note>;
export interface Comments {
  /** The comment the file begins with. */
  readonly head: string;
  /** Above the interface, the type or the constant of this name; both, where both have one. */
  readonly above: ReadonlyMap<string, string>;
  readonly fields: (exported: string) => Notes;
}

const NONE: Notes = new Map();

/** `source` is TypeScript; what is stripped from it leaves blanks, so that positions stay. */
export function commentsOf(source: string): Comments {
  const found: Comment[] = [];
  const script = stripTypeScriptTypes(source);
  const program = parse(script, { ecmaVersion: 'latest', sourceType: 'module', onComment: found });
  const docs = new Map<number, string>();
  for (const c of found)
    if (c.type === 'Block' && c.value.startsWith('*')) docs.set(after(source, c.end), words(c.value));

  const above = new Map<string, string>();
  for (const [at, text] of docs) {
    const name = /^export (?:interface|type|const) ([\w$]+)/.exec(source.slice(at, at + 200))?.[1];
    if (name) above.set(name, [above.get(name), text].filter(Boolean).join('\n\n'));
  }

  const local = new Map<string, AnyNode>();
  const exported = new Map<string, AnyNode>();
  for (const statement of program.body) {
    const [declared, to] =
      statement.type === 'ExportNamedDeclaration' ? [statement.declaration, exported] : [statement, local];
    if (declared?.type !== 'VariableDeclaration') continue;
    for (const d of declared.declarations) if (d.id.type === 'Identifier' && d.init) to.set(d.id.name, d.init);
  }

  /** Whatever a schema is wrapped in, its fields are the properties of the object literals in it. */
  const inside = (node: AnyNode | null, open: readonly AnyNode[]): Notes => {
    if (!node || open.includes(node)) return NONE;
    const deeper = [...open, node];
    switch (node.type) {
      case 'Identifier':
        return inside(local.get(node.name) ?? null, deeper);
      case 'CallExpression':
        return merged(node.arguments.map((a) => inside(a, deeper)));
      case 'ArrowFunctionExpression':
        return inside(node.body, deeper);
      case 'ArrayExpression':
        return merged(node.elements.map((e) => (e ? named(e, e, null, deeper) : NONE)));
      case 'ObjectExpression':
        return merged(node.properties.map((p) => (p.type === 'Property' ? named(p, p.key, p.value, deeper) : NONE)));
      default:
        return NONE;
    }
  };
  /** A field, or a name in the list of an ENUMERATED or a BIT STRING; any other element is looked into. */
  const named = (whole: AnyNode, key: AnyNode, value: AnyNode | null, open: readonly AnyNode[]): Notes => {
    const name = key.type === 'Literal' ? String(key.value) : key.type === 'Identifier' && value ? key.name : undefined;
    if (name === undefined) return inside(key, open);
    return new Map([[name, { text: docs.get(whole.start) ?? '', inside: inside(value, open) }]]);
  };

  const first = found[0];
  return {
    head: first?.start === 0 ? words(first.value) : '',
    above,
    fields: (name) => inside(exported.get(name) ?? null, []),
  };
}

function merged(all: readonly Notes[]): Notes {
  return new Map(all.flatMap((notes) => [...notes]));
}

function after(source: string, at: number): number {
  const blank = /^\s*/.exec(source.slice(at, at + 400));
  return at + (blank?.[0].length ?? 0);
}

/** One line for each paragraph; two spaces stay, they set a clause apart from the words after it. */
function words(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*+/, '').trim());
  return lines
    .join('\n')
    .trim()
    .replace(/(\S)\n(?=\S)/g, '$1 ');
}
