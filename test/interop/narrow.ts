/**
 * Our schema as far as another codec's edition goes, for making values that both know. Additions we know become plain
 * members, additions nobody knows are not made, and what is named in `without` is left out.
 */
import type { Member, Node } from '../../asn1/schema.ts';

export interface Limits {
  /** `Type.member` (Type is the nearest one with a name) or a member's name alone; names of an ENUMERATED alike. */
  readonly without: readonly string[];
  /** Smaller types, by name or by `Type.member`. */
  readonly instead: Readonly<Record<string, Node>>;
}

export function narrow(node: Node, limits: Limits): Node {
  return new Narrowing(limits).narrow(node, '');
}

class Narrowing {
  readonly #without: ReadonlySet<string>;
  readonly #instead: Readonly<Record<string, Node>>;
  readonly #made = new Map<Node, Map<string, Node>>();
  constructor(limits: Limits) {
    this.#without = new Set(limits.without);
    this.#instead = limits.instead;
  }

  narrow(n: Node, holder: string): Node {
    const name = n.name ?? holder;
    const had = this.#made.get(n) ?? new Map<string, Node>();
    this.#made.set(n, had);
    const made = had.get(name) ?? this.#instead[n.name ?? ''] ?? this.#strip(n, name);
    had.set(name, made);
    return made;
  }

  #strip(n: Node, name: string): Node {
    switch (n.kind) {
      case 'kept':
        return this.narrow(n.of, name);
      case 'open':
      case 'list':
        return { ...n, of: this.narrow(n.of, name) };
      case 'later':
        return { ...n, of: () => this.narrow(n.of(), name) };
      case 'enumerated': {
        const names = [...n.names, ...(n.added ?? [])].filter((v) => !this.#without.has(`${name}.${v}`));
        return { ...n, names, added: null };
      }
      case 'byId':
        return { kind: 'choice', name, root: this.#members(n.cases, name), added: null };
      case 'choice':
        return { ...n, root: this.#members([...n.root, ...(n.added ?? [])], name), added: null };
      case 'sequence':
        return {
          ...n,
          root: [...this.#members(n.root, name), ...this.#members(n.added ?? [], name).map(optional)],
          added: null,
        };
      default:
        return n;
    }
  }

  #members(all: readonly Member[], name: string): Member[] {
    return all
      .filter((m) => !this.#without.has(m.name) && !this.#without.has(`${name}.${m.name}`))
      .map((m) => ({ ...m, type: this.#instead[`${name}.${m.name}`] ?? this.narrow(m.type, name) }));
  }
}

const optional = (m: Member): Member => ({ ...m, mode: 'may' });
