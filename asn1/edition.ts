/** One module in another edition, or as another standard has taken it over: the same types but for a few. */
import type { Member, Node } from './schema.ts';

/** What becomes of a type: another in its place, or what is made of it (its own parts are changed already). */
export type Change = Node | ((was: Node) => Node);

/** `node` with every type of one of these names changed, however deep; recursive types are not looked into. */
export function withTypes<S extends Node>(node: S, by: Readonly<Record<string, Change>>): S {
  const made = new Map<Node, Node>();
  const changed = (n: Node): Node => {
    const known = made.get(n);
    if (known) return known;
    const change = n.name === undefined || !Object.hasOwn(by, n.name) ? undefined : by[n.name]!;
    const own = change === undefined ? inside(n) : typeof change === 'function' ? change(inside(n)) : change;
    made.set(n, own);
    return own;
  };
  const member = <M extends Member>(m: M): M => ({ ...m, type: changed(m.type) });
  const inside = (n: Node): Node => {
    switch (n.kind) {
      case 'sequence':
      case 'choice':
        return { ...n, root: n.root.map(member), added: n.added?.map(member) ?? null };
      case 'byId':
        return { ...n, cases: n.cases.map(member) };
      case 'list':
      case 'kept':
      case 'open':
        return { ...n, of: changed(n.of) };
      default:
        return n;
    }
  };
  return changed(node) as S;
}

/**
 * Members under the names they had: JSON, the text tree and errors say those, while the keys of a decoded value stay as
 * they are. Throws where the type has no such member.
 */
export function renamed(names: Readonly<Record<string, string>>): (was: Node) => Node {
  return (was) => {
    if (was.kind !== 'sequence' && was.kind !== 'choice') throw new RangeError(`${was.name} has no members`);
    const known = new Set([...was.root, ...(was.added ?? [])].map((m) => m.name));
    const stray = Object.keys(names).find((name) => !known.has(name));
    if (stray !== undefined) throw new RangeError(`${was.name} has no member ${stray}`);
    const other = (m: Member): Member => ({ ...m, name: names[m.name] ?? m.name });
    return { ...was, root: was.root.map(other), added: was.added?.map(other) ?? null };
  };
}

/** Before anything was added behind the extension marker: what comes there is kept as octets. */
export function unextended(was: Node): Node {
  if (was.kind !== 'sequence' && was.kind !== 'choice') throw new RangeError(`${was.name} is not extended`);
  return { ...was, added: was.added && [] };
}

/** Before the contents of these numbers were known: they are kept as octets. */
export function unnumbered(...ids: readonly number[]): (was: Node) => Node {
  return (was) => {
    if (was.kind !== 'byId') throw new RangeError(`${was.name} has no numbers`);
    return { ...was, cases: was.cases.filter((c) => !ids.includes(c.id)) };
  };
}
