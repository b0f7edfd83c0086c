/** One module in another edition, or as another standard has taken it over: the same types but for a few. */
import type { Member, Node } from './schema.ts';

/** `node` with every type of one of these names replaced, however deep; recursive types are not looked into. */
export function withTypes<S extends Node>(node: S, by: { readonly [name: string]: Node }): S {
  const made = new Map<Node, Node>();
  const replaced = (n: Node): Node => {
    const known = made.get(n);
    if (known) return known;
    const own = n.name === undefined || !Object.hasOwn(by, n.name) ? inside(n) : by[n.name]!;
    made.set(n, own);
    return own;
  };
  const member = <M extends Member>(m: M): M => ({ ...m, type: replaced(m.type) });
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
        return { ...n, of: replaced(n.of) };
      default:
        return n;
    }
  };
  return replaced(node) as S;
}
