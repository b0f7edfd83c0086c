/** Vector files as they lie in a folder: their suites, and every certificate in them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Certificates } from './certificates.ts';
import type { Vector } from './field.ts';

export interface VectorFile {
  readonly path: string;
  /** The file's name without `.json`. */
  readonly suite: string;
  readonly items: readonly unknown[];
  /** Why there are none. */
  readonly fault?: string;
}

/** The *.json of a folder, or of the folders in it where it has none. Throws the system's error for one that is not there. */
export function vectorFiles(folder: string): VectorFile[] {
  const names = readdirSync(folder).sort();
  const files = names.filter((name) => name.endsWith('.json') && statSync(join(folder, name)).isFile());
  const inside = files.length > 0 ? [] : names.filter((name) => statSync(join(folder, name)).isDirectory());
  return [
    ...files.map((name) => readVectors(join(folder, name))),
    ...inside.flatMap((name) => {
      const below = join(folder, name);
      return readdirSync(below)
        .sort()
        .filter((file) => file.endsWith('.json'))
        .map((file) => readVectors(join(below, file)));
    }),
  ];
}

/** `[…]`, `{vectors: […]}` or `{items: […]}`. */
function readVectors(path: string): VectorFile {
  const suite = basename(path, '.json');
  let json: unknown;
  try {
    json = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { path, suite, items: [], fault: `not read: ${(error as Error).message}` };
  }
  const { vectors, items } = (json ?? {}) as { vectors?: unknown; items?: unknown };
  const found = [json, vectors, items].find((list) => Array.isArray(list)) as readonly unknown[] | undefined;
  if (!found) return { path, suite, items: [], fault: 'neither a list nor an object with vectors or items' };
  return { path, suite, items: found };
}

/** JSON with integers beyond 2^53 as their decimals, as JER writes them: a number would round them. */
function parse(text: string): unknown {
  type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;
  const exact: Reviver = (_, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
    return context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value;
  };
  return JSON.parse(text, exact as Parameters<typeof JSON.parse>[1]);
}

/** Every vector by its `id`; of two with the same one, the first. */
export function byId(files: readonly VectorFile[]): (id: string) => Vector | undefined {
  const known = new Map<string, Vector>();
  for (const { items } of files)
    for (const item of items) {
      const { id } = (item ?? {}) as { readonly id?: unknown };
      if (typeof id === 'string' && !known.has(id)) known.set(id, item as Vector);
    }
  return (id) => known.get(id);
}

/** Members that may hold a certificate, or begin with one. */
const HOLDERS = ['hex', 'certificate', 'signerCert', 'issuerCert', 'certHex', 'revokedCert', 'recipientCert'];

/** Takes in what is a certificate, under the vector's `id` where the vector is that certificate. */
export function collect(files: readonly VectorFile[], certificates: Certificates): void {
  for (const { items } of files) for (const item of items) take(item, certificates);
}
function take(item: unknown, certificates: Certificates): void {
  if (typeof item !== 'object' || item === null) return;
  const holder = item as Record<string, unknown>;
  for (const name of HOLDERS) {
    const text = holder[name];
    if (typeof text !== 'string' || text.length < 60 || text.length > 8192 || !CERTIFICATE.test(text)) continue;
    certificates.add(Uint8Array.from(Buffer.from(text, 'hex')), name === 'hex' ? String(holder.id) : undefined);
  }
  if (typeof holder.inputs === 'object') take(holder.inputs, certificates);
}
/** COER of a certificate: which optional parts there are, version 3, explicit or implicit. */
const CERTIFICATE = /^(80|00)030[01]([0-9a-f]{2})+$/i;
