/** Walks over schemas: which fields a type has, and whether a path is one of them. */
import type { Member, Node } from '../../asn1/schema.ts';

/** The node behind kept, open and later: the one whose fields a trace shows. */
export function bare(node: Node): Node {
  let n = node;
  while (n.kind === 'kept' || n.kind === 'open' || n.kind === 'later') n = n.kind === 'later' ? n.of() : n.of;
  return n;
}

export interface Edge {
  /** As `bare` gives it. */
  readonly from: Node;
  /** The member; `#` for any item of a list, `?` for what a later version sent. */
  readonly name: string;
  /** Undefined for `?`. */
  readonly to: Node | undefined;
}

/** What a node holds, in order. */
export function edges(node: Node): readonly Edge[] {
  const from = bare(node);
  const known = edgesOf.get(from) ?? list(from);
  edgesOf.set(from, known);
  return known;
}
const edgesOf = new WeakMap<Node, readonly Edge[]>();
function list(from: Node): Edge[] {
  const to = (m: Member): Edge => ({ from, name: m.name, to: m.type });
  const future: Edge = { from, name: '?', to: undefined };
  switch (from.kind) {
    case 'sequence':
    case 'choice':
      return [...from.root.map(to), ...(from.added ?? []).map(to), ...(from.added ? [future] : [])];
    case 'byId': {
      // Cases of one type are one edge: a trace does not tell them apart.
      const types = new Set(from.cases.map((c) => c.type));
      const values = [...types].map((type) => ({ from, name: from.valueName, to: type }));
      return [{ from, name: from.idName, to: from.id }, ...values, future];
    }
    case 'list':
      return [{ from, name: '#', to: from.of }];
    default:
      return [];
  }
}

/** A type without a value: ABSENT, in the place of a member that must not be there. */
const isVoid = (n: Node): boolean => n.kind === 'choice' && n.root.length === 0 && n.added === null;

/** Every edge a value of this type can have, each once however many ways lead to it. */
export function everyEdge(top: Node): readonly Edge[] {
  const seen = new Set<Node>([bare(top)]);
  const all: Edge[] = [];
  for (const node of seen)
    for (const e of edges(node)) {
      if (e.to && isVoid(bare(e.to))) continue;
      all.push(e);
      if (e.to) seen.add(bare(e.to));
    }
  return all;
}

/** Whether a path of field names, as a Malformed has it, leads anywhere in this type. */
export function leads(top: Node, path: readonly string[]): boolean {
  let at: readonly Node[] = [top];
  for (const name of path) {
    at = at.flatMap((node) =>
      edges(node)
        .filter((e) => e.to !== undefined && (e.name === '#' ? /^(0|[1-9]\d*)$/.test(name) : e.name === name))
        .map((e) => e.to!),
    );
    if (at.length === 0) return false;
  }
  return true;
}

/** Fewest bits that an encoding of this type takes. */
export function least(node: Node, rules: 'coer' | 'uper'): number {
  const octet = rules === 'coer' ? 8 : 1;
  const n = node;
  switch (n.kind) {
    case 'null':
      return 0;
    case 'boolean':
      return octet;
    case 'integer':
      // No integer type of ours has one value in a list; in COER even that takes an octet.
      return rules === 'coer' || n.extensible || n.max > n.min ? octet : 0;
    case 'enumerated':
      return rules === 'coer' || n.added !== null || n.names.length > 1 ? octet : 0;
    case 'octets':
    case 'bits':
    case 'ia5':
      return n.min === n.max ? n.min : octet;
    case 'sequence': {
      const flags = n.added !== null || n.root.some((m) => m.mode !== 'must') ? octet : 0;
      return n.root.reduce((bits, m) => bits + (m.mode === 'must' ? least(m.type, rules) : 0), flags);
    }
    case 'choice':
      return rules === 'coer' || n.added !== null || n.root.length !== 1 ? octet : least(n.root[0]!.type, rules);
    case 'kept':
      return least(n.of, rules);
    case 'list':
      return rules === 'coer' || n.max > n.min ? octet : n.min * least(n.of, rules);
    // A length before it, or more.
    default:
      return 8;
  }
}
