/** Where each exported type stands in the reference, and which types use it. */
import type { Member, Node } from '../schema.ts';
import { bare, isExtensible, namesOf, rangeOf } from './range.ts';
import type { Entry, Module } from './read.ts';

export interface Place {
  readonly module: Module;
  readonly entry: Entry;
}

interface Compared {
  readonly leaves: readonly Node[];
  readonly apart: boolean;
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
  readonly #compared = new Map<Node, Compared>();

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
   * The place of a type met inside another. A copy made for another edition or profile is found by its name, where it
   * is the same but for the bounds and names of what it is made of in the end: see `differences`.
   */
  find(node: Node, from: Module): Place | undefined {
    const place = this.#byNode.get(node);
    if (place || node.name === undefined || this.#compare(node).apart) return place;
    const folder = (path: string) => path.slice(0, path.indexOf('/'));
    const alike = this.#alike(node);
    return alike.find((p) => folder(p.module.path) === folder(from.path)) ?? alike[0];
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
  differences(copy: Node): readonly Node[] {
    return this.#compare(copy).leaves;
  }

  #alike(node: Node): readonly Place[] {
    return (this.#byName.get(node.name ?? '') ?? []).filter((p) => shape(p.entry.node) === shape(node));
  }

  /** `leaves` are types without parts that are not as their name says; `apart` is a copy that has other parts. */
  #compare(raw: Node): Compared {
    const node = bare(raw);
    const known = this.#compared.get(node);
    if (known || this.#byNode.has(node)) return known ?? { leaves: [], apart: false };
    const found: { leaves: Node[]; apart: boolean } = { leaves: [], apart: false };
    this.#compared.set(node, found);
    const inside = children(node);
    const other = node.name !== undefined && this.#byName.has(node.name) && this.#alike(node).length === 0;
    if (other && inside.length === 0) found.leaves.push(node);
    if (other && inside.length > 0) found.apart = true;
    for (const child of inside) {
      const { leaves, apart } = this.#compare(child);
      found.apart ||= apart;
      for (const leaf of leaves) if (!found.leaves.some((l) => l.name === leaf.name)) found.leaves.push(leaf);
    }
    return found;
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

/** A type down to the names of others: kind, bounds, names, what is there and whether more may follow. */
function shape(raw: Node, depth = 0): string {
  const node = bare(raw);
  if (depth > 0 && (node.name !== undefined || depth > 8)) return node.name ?? '';
  const own = `${node.kind} ${rangeOf(node)}${isExtensible(node) ? ', ...' : ''}`;
  const member = (m: Member) => `${m.name} ${m.mode} ${shape(m.type, depth + 1)}`;
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return `${own}{${node.root.map(member)} ... ${node.added?.map(member)}}`;
    case 'byId':
      return `${own}{${node.cases.map((c) => `${c.id} ${member(c)}`)}}`;
    case 'list':
      return `${own}{${shape(node.of, depth + 1)}}`;
    default:
      return `${own}{${namesOf(node).map(({ name }) => name)}}`;
  }
}
