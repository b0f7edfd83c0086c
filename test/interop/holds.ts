/** Whether a value holds a BIT STRING beyond its extensible SIZE, which the JSON of the others cannot say. */
import type { Bits, Member, Node } from '../../asn1/schema.ts';

export function holdsLongBits(n: Node, value: unknown): boolean {
  switch (n.kind) {
    case 'bits':
      return n.extensible && (value as Bits).length !== n.max;
    case 'kept':
      return holdsLongBits(n.of, (value as { value: unknown }).value);
    case 'open':
      return holdsLongBits(n.of, value);
    case 'later':
      return holdsLongBits(n.of(), value);
    case 'list':
      return (value as unknown[]).some((item) => holdsLongBits(n.of, item));
    case 'choice':
      return inTagged([...n.root, ...(n.added ?? [])], value);
    case 'byId':
      return inTagged(n.cases, value);
    case 'sequence':
      return [...n.root, ...(n.added ?? [])].some((m) => {
        const held = (value as Record<string, unknown>)[m.key];
        return held !== undefined && holdsLongBits(m.type, held);
      });
    default:
      return false;
  }
}

function inTagged(all: readonly Member[], value: unknown): boolean {
  const { tag, value: held } = value as { tag: string; value: unknown };
  const m = all.find((m) => m.name === tag);
  return m !== undefined && holdsLongBits(m.type, held);
}
