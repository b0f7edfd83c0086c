/** Schemas of the edition before: the same module with one type as it was. */
import { CrlContents, HashBasedRevocationInfo } from '../../asn1/ieee1609dot2/crl.ts';
import type { Member, Node } from '../../asn1/schema.ts';

/** IEEE 1609.2-2016 and 2017: an entry of a CRL by hash could not be extended, and so is one octet shorter. */
export const CrlContents2016: typeof CrlContents = replace(CrlContents, 'HashBasedRevocationInfo', {
  ...HashBasedRevocationInfo,
  added: null,
} as Node) as typeof CrlContents;

/** `node` with every type of that name replaced. */
function replace(node: Node, name: string, by: Node): Node {
  if (node.name === name) return by;
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return { ...node, root: node.root.map(member), added: node.added?.map(member) ?? null };
    case 'list':
    case 'kept':
    case 'open':
      return { ...node, of: replace(node.of, name, by) };
    default:
      return node;
  }
  function member(m: Member): Member {
    return { ...m, type: replace(m.type, name, by) };
  }
}
