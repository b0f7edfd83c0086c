/** Our schema as classes of @peculiar/asn1-schema, which writes DER. */
import {
  AsnArray,
  AsnIntegerBigIntConverter,
  AsnProp,
  AsnPropTypes,
  AsnType,
  AsnTypeTypes,
  BitString,
  type IAsnConverter,
} from '@peculiar/asn1-schema';
import type { Member, Node } from '../asn1/schema.ts';
import { alternatives, present, type Way } from './shape.ts';

type Class = new () => object;
interface Item extends Way {
  readonly type: AsnPropTypes | Class;
  readonly converter?: IAsnConverter;
  /** A CHOICE has no tag of its own. */
  readonly bare?: true;
}
export interface Der extends Way {
  readonly type: Class;
}
type Fields = Record<string, unknown>;

/** The class of a plain shape (shape.ts) that is a SEQUENCE or a CHOICE, and the way there and back. */
export function der(shape: Node): Der {
  const { type, to, from } = new Classes().item(shape);
  if (typeof type === 'number') throw new RangeError(`a ${shape.kind} alone has no class`);
  return { type, to, from };
}

class Classes {
  readonly #made = new Map<Node, Item>();

  item(node: Node): Item {
    const made = this.#made.get(node) ?? this.#make(node);
    this.#made.set(node, made);
    return made;
  }

  #make(node: Node): Item {
    switch (node.kind) {
      case 'null':
        return { type: AsnPropTypes.Null, ...asIs };
      case 'boolean':
        return { type: AsnPropTypes.Boolean, ...asIs };
      case 'integer':
        if (node.big) return { type: AsnPropTypes.Integer, converter: AsnIntegerBigIntConverter, ...asIs };
        // Four octets and more come as decimals.
        return { type: AsnPropTypes.Integer, to: (v) => v, from: Number };
      case 'utf8':
        return { type: AsnPropTypes.Utf8String, ...asIs };
      case 'ia5':
        return { type: AsnPropTypes.IA5String, ...asIs };
      case 'oid':
        return { type: AsnPropTypes.ObjectIdentifier, ...asIs };
      case 'relativeOid':
        return { type: AsnPropTypes.RelativeObjectIdentifier, ...asIs };
      case 'octets':
        return { type: AsnPropTypes.OctetString, to: buffer, from: (b: ArrayBuffer) => new Uint8Array(b) };
      case 'bits':
        return bits(node);
      case 'enumerated': {
        const names = [...node.names, ...(node.added ?? [])];
        const index = new Map(names.map((n, i) => [n, i]));
        return { type: AsnPropTypes.Enumerated, to: (v: string) => index.get(v), from: (n: number) => names[n] };
      }
      case 'list':
        return this.#list(this.item(node.of));
      case 'choice':
      case 'byId':
        return this.#choice(alternatives(node));
      case 'sequence':
        return this.#sequence([...node.root, ...(node.added ?? [])]);
      default:
        throw new RangeError(`${node.kind} is in no plain shape`);
    }
  }

  #list({ type, to, from }: Item): Item {
    class List extends AsnArray<unknown> {}
    AsnType({ type: AsnTypeTypes.Sequence, itemType: type })(List);
    return {
      type: List,
      to: (v: readonly never[]) => new List(v.map(to)),
      from: (l: List) => Array.from(l as never, from),
    };
  }
  #choice(all: readonly Member[]): Item {
    class Choice {}
    AsnType({ type: AsnTypeTypes.Choice })(Choice);
    const items = all.map((m, context) => {
      const item = this.item(m.type);
      AsnProp({ ...library(item), context })(Choice.prototype, m.name);
      return { name: m.name, ...item };
    });
    const byTag = new Map(items.map((i) => [i.name, i]));
    return {
      type: Choice,
      bare: true,
      to: ({ tag, value }: { tag: string; value: never }) =>
        Object.assign(new Choice(), { [tag]: byTag.get(tag)!.to(value) }),
      from: (c: Fields) => {
        const [tag] = Object.keys(c) as [string];
        return { tag, value: byTag.get(tag)!.from(c[tag] as never) };
      },
    };
  }
  #sequence(all: readonly Member[]): Item {
    class Sequence {}
    AsnType({ type: AsnTypeTypes.Sequence })(Sequence);
    const items = all.map((m, context) => {
      const item = this.item(m.type);
      const optional = m.mode !== 'must';
      // As few tags as DER can do with: an explicit one where a component may be absent or has none of its own.
      AsnProp({ ...library(item), ...(optional ? { optional } : {}), ...(optional || item.bare ? { context } : {}) })(
        Sequence.prototype,
        m.key,
      );
      return { ...m, item };
    });
    return {
      type: Sequence,
      to: (v: Fields) => {
        const out: Fields = new Sequence() as Fields;
        for (const m of items) if (present(m, v[m.key])) out[m.key] = m.item.to(v[m.key] as never);
        return out;
      },
      from: (s: Fields) =>
        Object.fromEntries(
          items.map((m) => [m.key, s[m.key] === undefined ? m.fallback : m.item.from(s[m.key] as never)]),
        ),
    };
  }
}

const asIs: Way = { to: (v) => v, from: (v) => v };
const buffer = (octets: Uint8Array): ArrayBuffer => Uint8Array.from(octets).buffer;
const library = ({ type, converter }: Item) => ({ type, ...(converter ? { converter } : {}) });

function bits({ min, max, extensible }: Extract<Node, { kind: 'bits' }>): Item {
  const fixed = min === max && !extensible && min % 8 === 0;
  type Ours = { octets: Uint8Array; length: number };
  // The library's short form forgets how many bits of the last octet are unused.
  if (fixed)
    return {
      type: AsnPropTypes.BitString,
      to: (v: Ours) => buffer(v.octets),
      from: (b: ArrayBuffer) => ({ octets: new Uint8Array(b), length: min }),
    };
  return {
    type: BitString,
    to: (v: Ours) => new BitString(v.octets, v.octets.length * 8 - v.length),
    from: (b: BitString) => ({ octets: new Uint8Array(b.value), length: b.value.byteLength * 8 - b.unusedBits }),
  };
}
