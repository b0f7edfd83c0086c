/** A schema that keeps no octets: what a codec of it writes comes from the values alone. */
import type { Member, Node } from '../../asn1/schema.ts';

const made = new WeakMap<Node, Node>();

/** The same schema with T wherever it has kept(T). */
export function plain(node: Node): Node {
  const had = made.get(node);
  if (had) return had;
  const n = strip(node);
  made.set(node, n);
  return n;
}

function strip(n: Node): Node {
  const members = <M extends Member>(all: readonly M[]): M[] => all.map((m) => ({ ...m, type: plain(m.type) }));
  switch (n.kind) {
    case 'kept':
      return plain(n.of);
    case 'open':
      return { ...n, of: plain(n.of) };
    case 'list':
      return { ...n, of: plain(n.of) };
    case 'later':
      return { ...n, of: () => plain(n.of()) };
    case 'byId':
      return { ...n, cases: members(n.cases) };
    case 'sequence':
    case 'choice':
      return { ...n, root: members(n.root), added: n.added && members(n.added) };
    default:
      return n;
  }
}
