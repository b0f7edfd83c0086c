/** WITH COMPONENTS (X.680 51.8): a SEQUENCE or CHOICE some of whose members are narrower, or must not be there. */
import { choice, type Member, type Node, named } from './schema.ts';

/**
 * ABSENT. A CHOICE without alternatives has no value and no encoding; standing in the place of a member it refuses it,
 * and leaves the numbers of the others as they are.
 */
export const absent: Node = named('ABSENT', choice({}));

/**
 * `node` with these members in place of its own, by the names the module gives them. PRESENT cannot be said: a bit of
 * the preamble stays where it is. Throws a RangeError for a member the node does not have.
 */
export function withComponents<S extends Node>(node: S, by: { readonly [name: string]: Node }): S {
  if (node.kind !== 'sequence' && node.kind !== 'choice')
    throw new RangeError(`${node.name ?? node.kind} has no components`);
  const all = new Set([...node.root, ...(node.added ?? [])].map(({ name }) => name));
  for (const name of Object.keys(by)) if (!all.has(name)) throw new RangeError(`${node.name} has no component ${name}`);
  const narrowed = (m: Member): Member => ({ ...m, type: by[m.name] ?? m.type });
  return { ...node, root: node.root.map(narrowed), added: node.added?.map(narrowed) ?? null };
}
