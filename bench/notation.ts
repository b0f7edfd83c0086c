/** Our schema as an ASN.1 module again, for a codec that compiles one. */
import type { Member, Node } from '../asn1/schema.ts';

/** A module `Shape` with the type `Top`. Throws a RangeError for what no CRL needs: information object sets, defaults. */
export function notation(shape: Node): string {
  return `Shape DEFINITIONS AUTOMATIC TAGS ::= BEGIN\nTop ::= ${type(shape)}\nEND\n`;
}

function type(n: Node): string {
  switch (n.kind) {
    case 'null':
      return 'NULL';
    case 'boolean':
      return 'BOOLEAN';
    case 'integer':
      return `INTEGER${between(n.min, n.max, n.extensible)}`;
    case 'octets':
      return `OCTET STRING${size(n.min, n.max)}`;
    case 'bits':
      return `BIT STRING${size(n.min, n.max, n.extensible)}`;
    case 'utf8':
      return `UTF8String${size(n.min, n.max)}`;
    case 'ia5':
      return `IA5String${size(n.min, n.max)}`;
    case 'enumerated':
      return `ENUMERATED { ${listed(n.names, n.added)} }`;
    case 'list':
      return `SEQUENCE${size(n.min, n.max, n.extensible)} OF ${type(n.of)}`;
    case 'choice':
      return `CHOICE { ${listed(n.root.map(component), n.added?.map(component))} }`;
    case 'sequence':
      return `SEQUENCE { ${listed(n.root.map(component), n.added?.map(component))} }`;
    default:
      throw new RangeError(`${n.kind} is not written as ASN.1 here`);
  }
}

function component(m: Member): string {
  if (m.mode === 'default') throw new RangeError(`the DEFAULT of ${m.name} is not written as ASN.1 here`);
  return `${m.name} ${type(m.type)}${m.mode === 'may' ? ' OPTIONAL' : ''}`;
}
/** `added` is what stands behind the extension marker; null or undefined where there is none. */
function listed(root: readonly string[], added: readonly string[] | null | undefined): string {
  return [...root, ...(added ? ['...', ...added] : [])].join(', ');
}
function size(min: number, max: number, extensible = false): string {
  const range = between(min, max, extensible);
  return range === '' || (min === 0 && max === Infinity) ? '' : ` (SIZE${range})`;
}
function between(min: number, max: number, extensible: boolean): string {
  if (min === -Infinity && max === Infinity) return '';
  const more = extensible ? ', ...' : '';
  if (min === max) return ` (${min}${more})`;
  return ` (${min === -Infinity ? 'MIN' : min}..${max === Infinity ? 'MAX' : max}${more})`;
}
