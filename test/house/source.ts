/** The source of the project as the house tests see it: files, lines, and who imports whom. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export const FOLDERS = ['asn1', 'src', 'roadside', 'vehicles', 'sim', 'bench'] as const;
const root = new URL('../../', import.meta.url);

export interface Import {
  /** A path from the root of the project, or the name of a package. */
  readonly to: string;
  readonly own: boolean;
  /** Gone when the types are stripped. */
  readonly typeOnly: boolean;
}
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments, and with the contents of strings as they are. */
  readonly code: string;
  readonly imports: readonly Import[];
}

function read(path: string): Source {
  const text = readFileSync(new URL(path, root), 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const statements = /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"]*?from\s*'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g;
  const imports = [...code.matchAll(statements)].map(([, type, named, lazy]) => {
    const name = named ?? lazy!;
    const own = name.startsWith('.');
    return { to: own ? posix.join(posix.dirname(path), name) : name, own, typeOnly: type !== undefined };
  });
  return { path, text, code, imports };
}

function paths(folder: string, suffix = '.ts'): string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .sort();
}

export const product: readonly Source[] = FOLDERS.flatMap((folder) => paths(folder)).map(read);
/** What is shipped as data, by its path. */
export const data: readonly string[] = FOLDERS.flatMap((folder) => paths(folder, '.json'));
export const tests: readonly Source[] = paths('test').map(read);
