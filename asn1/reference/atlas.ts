/** Where each exported type stands in the reference, and which types use it. */
import type { Node } from '../schema.ts';
import { bare, isExtensible, namesOf, rangeOf } from './range.ts';
import type { Entry, Module } from './read.ts';

export interface Place {
  readonly module: Module;
  readonly entry: Entry;
}

/** The heading's anchor, as GitHub and its kin make it. */
export const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

export class Atlas {
  readonly #byNode = new Map<Node, Place>();
  readonly #byName = new Map<string, Place[]>();
  readonly #users = new Map<Entry, Place[]>();

  constructor(modules: readonly Module[]) {
    const places = modules.flatMap((module) => module.entries.map((entry) => ({ module, entry })));
    for (const place of places) {
      const { node, name } = place.entry;
      // Of two names for one schema, the first one made is the type and the other an alias.
      if (!this.#byNode.has(node)) this.#byNode.set(node, place);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), place]);
    }
    for (const place of places)
      for (const used of this.#reached(place)) {
        const users = this.#users.get(used.entry) ?? [];
        if (!users.includes(place)) this.#users.set(used.entry, [...users, place]);
      }
  }

  /**
   * The place of a type met inside another. A copy made for another edition (`withTypes`) is found by its name, where
   * what it has in itself is the same.
   */
  find(node: Node, from: Module): Place | undefined {
    const place = this.#byNode.get(node);
    if (place || node.name === undefined) return place;
    const folder = (path: string) => path.slice(0, path.indexOf('/'));
    const alike = (this.#byName.get(node.name) ?? []).filter((p) => same(bare(p.entry.node), node));
    const near = alike.filter((p) => folder(p.module.path) === folder(from.path));
    return near[0] ?? alike[0];
  }
  isCopy(node: Node): boolean {
    return !this.#byNode.has(node);
  }
  users(entry: Entry): readonly Place[] {
    return this.#users.get(entry) ?? [];
  }

  href({ module, entry }: Place, from: Module): string {
    const at = `#${anchor(entry.name)}`;
    if (module === from) return at;
    const up = '../'.repeat(from.path.split('/').length - 1);
    const [near] = from.path.split('/');
    const [there, ...rest] = module.path.split('/');
    return near === there ? `${rest.join('/')}.md${at}` : `${up}${module.path}.md${at}`;
  }

  /** What inside a copy is not as on the page its name leads to. */
  differences(copy: Node, from: Module): readonly Node[] {
    const found = new Map<string, Node>();
    const seen = new Set<Node>();
    const look = (raw: Node): void => {
      const node = bare(raw);
      if (seen.has(node) || this.#byNode.has(node)) return;
      seen.add(node);
      const known = node.name !== undefined && this.#byName.has(node.name);
      if (known && !this.find(node, from)) found.set(node.name, node);
      else for (const child of children(node)) look(child);
    };
    for (const child of children(copy)) look(child);
    return [...found.values()];
  }

  #reached({ module, entry }: Place): readonly Place[] {
    const found: Place[] = [];
    const seen = new Set<Node>();
    const look = (raw: Node): void => {
      const node = bare(raw);
      if (seen.has(node)) return;
      seen.add(node);
      const place = this.find(node, module);
      if (place) found.push(place);
      else for (const child of children(node)) look(child);
    };
    for (const child of children(bare(entry.node))) look(child);
    return found;
  }
}

function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return [...node.root, ...(node.added ?? [])].map((m) => m.type);
    case 'byId':
      return [node.id, ...node.cases.map((c) => c.type)];
    case 'list':
      return [node.of];
    default:
      return [];
  }
}

/** One level deep: kind, bounds, names, and whether more may follow. */
function same(a: Node, b: Node): boolean {
  if (a.kind !== b.kind || rangeOf(a) !== rangeOf(b) || isExtensible(a) !== isExtensible(b)) return false;
  const names = (n: Node): readonly string[] => {
    if (n.kind === 'sequence' || n.kind === 'choice') return [...n.root, ...(n.added ?? [])].map((m) => m.name);
    if (n.kind === 'byId') return n.cases.map((c) => c.name);
    return namesOf(n).map(({ name }) => name);
  };
  return names(a).join() === names(b).join();
}
