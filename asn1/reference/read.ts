/** The modules of the wire as the reference shows them: every exported type with its schema and what is said of it. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Node } from '../schema.ts';
import { commentsOf, type Notes } from './comment.ts';

export interface Entry {
  readonly name: string;
  readonly node: Node;
  /** The standard, and the clause or module in it. */
  readonly where: string;
  readonly text: string;
  readonly notes: Notes;
}
export interface Constant {
  readonly name: string;
  readonly value: number | bigint | string;
  readonly text: string;
}
export interface Module {
  /** `ieee1609dot2/base` */
  readonly path: string;
  readonly head: string;
  readonly entries: readonly Entry[];
  readonly constants: readonly Constant[];
}

const folder = new URL('../', import.meta.url);

/** Every file in a folder of asn1 that exports a type, in the order of their paths. */
export async function modules(): Promise<readonly Module[]> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.includes('/') && path.endsWith('.ts') && !path.startsWith('reference/'))
    .sort();
  const all = await Promise.all(paths.map((path) => read(path.slice(0, -'.ts'.length))));
  return all.filter((m) => m.entries.length > 0);
}

async function read(path: string): Promise<Module> {
  const url = new URL(`${path}.ts`, folder);
  const exported: Readonly<Record<string, unknown>> = await import(/* @vite-ignore */ url.href);
  const source = readFileSync(url, 'utf8');
  const comments = commentsOf(source);
  const place = (name: string) => source.search(new RegExp(`\\bexport const ${name}\\b`));
  const names = Object.keys(exported).sort((a, b) => place(a) - place(b));
  const entries: Entry[] = [];
  const constants: Constant[] = [];
  for (const name of names) {
    const value = exported[name];
    const doc = comments.above.get(name) ?? '';
    if (isNode(value)) {
      const [cited, text] = citation(doc);
      entries.push({ name, node: value, where: where(comments.head, cited), text, notes: comments.fields(name) });
    } else if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string')
      constants.push({ name, value, text: doc });
  }
  return { path, head: comments.head, entries, constants };
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';

const CLAUSE = /^(?:\d+|[A-Z])(?:\.\d+)+[a-z]?(?: to [\d.]+)?$/;
/** The name a type has in SAE J2735, in ITIS or in NTCIP. */
const DESIGNATION = /^(?:(?:DE|DF|MSG|EXT)_\w+(?: Message)?(?: \(\w+\))?|(?:ITIS|NTCIP) \w+)$/;
const ELSEWHERE = /^(?:IEEE|SAE|ETSI|ISO|TS|EN) \S*\d/;
const STANDARD =
  /^(IEEE \d[\d.]*(?:-\d{4})?|SAE J\d+(?: \(\d{4}\))?|ETSI (?:TS|EN) \d+ \d+(?:-\d+)*|ISO(?:\/TS| TS)? \d+)/;

/** A comment may begin with where its type is to be found, and two spaces; or be nothing else. */
function citation(doc: string): readonly [cited: string, text: string] {
  const [first = '', ...rest] = doc.split('  ');
  const alone = CLAUSE.test(first) || DESIGNATION.test(first);
  const before = rest.length > 0 && first.length < 80 && (/^\d+(?: to \d+)?$/.test(first) || ELSEWHERE.test(first));
  if (alone || before) return [first, rest.join('  ').trim()];
  const [clause] = /^\d+\.\d+\.\d+(?=[,;])/.exec(doc) ?? [];
  if (clause !== undefined) return [clause, doc];
  return ['', doc];
}

/** The head of a module begins with its standard and ends that with a colon. */
function where(head: string, cited: string): string {
  const place = head.slice(0, Math.max(0, head.indexOf(': ')));
  const standard = STANDARD.exec(place)?.[0];
  if (cited !== '') return ELSEWHERE.test(cited) ? cited : `${standard ?? place}, ${cited}`;
  if (standard === undefined || /\b(clause|module|modules)\b/.test(place)) return place;
  return `${standard}, under this name`;
}
