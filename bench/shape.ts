/**
 * The shape of a value as other codecs see it: our schema without what is only there for signatures (`kept`) or for the
 * wire (`open`, `later`), so that a message of theirs can be made from it.
 */
import type { Member, Node } from '../asn1/schema.ts';

/** `instead` has other types for some members, by `Type.member`. Throws a RangeError where a type still holds itself. */
export function plain(node: Node, instead: Readonly<Record<string, Node>> = {}, depth = 0): Node {
  if (depth > 100) throw new RangeError('a type that holds itself has no plain shape: say by `instead` where it ends');
  const inner = (n: Node): Node => plain(n, instead, depth + 1);
  const members = (all: readonly Member[]): Member[] =>
    all.map((m) => ({ ...m, type: inner(instead[`${node.name}.${m.name}`] ?? m.type) }));
  switch (node.kind) {
    case 'kept':
    case 'open':
      return inner(node.of);
    case 'later':
      return inner(node.of());
    case 'list':
      return { ...node, of: inner(node.of) };
    case 'sequence':
    case 'choice':
      return { ...node, root: members(node.root), added: node.added && members(node.added) };
    case 'byId':
      return { ...node, cases: node.cases.map((c) => ({ ...c, type: inner(c.type) })) };
    default:
      return node;
  }
}

/** A CHOICE or a byId, as the alternatives that a message of somebody else's needs. */
export function alternatives(node: Node): readonly Member[] {
  if (node.kind === 'choice') return [...node.root, ...(node.added ?? [])];
  if (node.kind !== 'byId') return [];
  return [...node.cases, { name: '?', key: '?', type: UNKNOWN, mode: 'must' }];
}
/** What a byId says of a case that it does not know. */
const UNKNOWN: Node = {
  kind: 'sequence',
  root: [
    {
      name: 'index',
      key: 'index',
      type: { kind: 'integer', min: 0, max: 2 ** 32 - 1, big: false, extensible: false },
      mode: 'must',
    },
    { name: 'octets', key: 'octets', type: { kind: 'octets', min: 0, max: Infinity }, mode: 'must' },
  ],
  added: null,
};

/** A way between a value of ours and the same one as another codec holds it. */
export interface Way {
  readonly to: (value: never) => unknown;
  readonly from: (theirs: never) => unknown;
}
/** Whether a member is written: it is there, and it is not what its absence means. */
export function present(m: Member, item: unknown): boolean {
  return item !== undefined && !(m.mode === 'default' && JSON.stringify(item) === JSON.stringify(m.fallback));
}
