/**
 * Our schema as a proto3 file, read by protobufjs. Its reflection makes the same functions as its static code, of source
 * text at run time, and is as fast.
 */
import type { Message, Root, Type } from 'protobufjs';
import protobufjs from 'protobufjs';
import type { Member, Node } from '../asn1/schema.ts';
import { alternatives, present, type Way } from './shape.ts';

/** How a field says its type; `repeated` is a word before it, and is not allowed everywhere. */
interface Field extends Way {
  readonly type: string;
  readonly repeated?: true;
}
export interface Protobuf extends Way {
  readonly type: Type;
  /** The proto3 file. */
  readonly text: string;
}
type Fields = Record<string, unknown>;

/** The message type of a plain shape (shape.ts), and the way there and back. */
export function protobuf(shape: Node): Protobuf {
  const proto = new Proto();
  const top = proto.wrapped(shape);
  const text = proto.text();
  proto.root = protobufjs.parse(text, { keepCase: true }).root;
  return { text, type: proto.root.lookupType(top.type), to: top.to, from: top.from };
}

class Proto {
  root: Root | undefined;
  readonly #made = new Map<Node, Field>();
  readonly #texts: string[] = [];

  text(): string {
    return ['syntax = "proto3";', ...this.#texts].join('\n');
  }
  /** A type that may stand wherever a message may. */
  wrapped(node: Node): Field {
    const field = this.field(node);
    return field.repeated ? this.#list(node, field) : field;
  }
  field(node: Node): Field {
    const made = this.#made.get(node) ?? this.#make(node);
    this.#made.set(node, made);
    return made;
  }

  #make(node: Node): Field {
    switch (node.kind) {
      case 'null':
        return { type: 'bool', to: () => true, from: () => null };
      case 'boolean':
        return { type: 'bool', ...asIs };
      case 'integer':
        return node.big ? { type: 'uint64', ...long } : number(node.min, node.max);
      case 'utf8':
      case 'ia5':
      case 'oid':
      case 'relativeOid':
        return { type: 'string', ...asIs };
      case 'octets':
        return { type: 'bytes', to: (v) => v, from: (m: Uint8Array) => new Uint8Array(m) };
      case 'bits':
        return this.#bits(node);
      case 'enumerated':
        return this.#enumerated([...node.names, ...(node.added ?? [])]);
      case 'list': {
        const { type, to, from } = this.wrapped(node.of);
        const each = (act: (v: never) => unknown) => (all: readonly never[]) => all.map(act);
        return { type, repeated: true, to: each(to), from: each(from) };
      }
      case 'choice':
      case 'byId':
        return this.#choice(node.name ?? node.kind, alternatives(node));
      case 'sequence':
        return this.#sequence(node.name ?? node.kind, [...node.root, ...(node.added ?? [])]);
      default:
        throw new RangeError(`${node.kind} is in no plain shape`);
    }
  }

  #bits({ min, max, extensible }: Extract<Node, { kind: 'bits' }>): Field {
    if (min === max && !extensible)
      return {
        type: 'bytes',
        to: (v: { octets: Uint8Array }) => v.octets,
        from: (m: Uint8Array) => ({ octets: new Uint8Array(m), length: min }),
      };
    const name = this.#declare('message', 'Bits', 'bytes octets = 1; uint32 length = 2;');
    return {
      type: name,
      to: (v: Fields) => this.#create(name, { octets: v.octets, length: v.length }),
      from: (m: { octets: Uint8Array; length: number }) => ({ octets: new Uint8Array(m.octets), length: m.length }),
    };
  }
  #enumerated(names: readonly string[]): Field {
    const index = new Map(names.map((n, i) => [n, i]));
    const type = this.#declare('enum', 'Enum', (unique) => names.map((_, i) => `${unique}_${i} = ${i};`).join(' '));
    return { type, to: (v: string) => index.get(v), from: (m: number) => names[m] };
  }
  /** A repeated field within a message of its own: where proto3 allows none, as in a oneof. */
  #list(node: Node, { type, to, from }: Field): Field {
    const name = this.#declare('message', node.name ?? 'List', `repeated ${type} items = 1;`);
    return {
      type: name,
      to: (v) => this.#create(name, { items: to(v) }),
      from: (m: { items: never }) => from(m.items),
    };
  }
  #choice(name: string, all: readonly Member[]): Field {
    const fields = all.map((m) => ({ tag: m.name, key: identifier(m.name), ...this.wrapped(m.type) }));
    const type = this.#declare(
      'message',
      name,
      `oneof chosen { ${fields.map((f, i) => `${f.type} ${f.key} = ${i + 1};`).join(' ')} }`,
    );
    const byTag = new Map(fields.map((f) => [f.tag, f]));
    const byKey = new Map(fields.map((f) => [f.key, f]));
    return {
      type,
      to: ({ tag, value }: { tag: string; value: never }) => {
        const f = byTag.get(tag)!;
        return this.#create(type, { [f.key]: f.to(value) });
      },
      from: (m: Fields & { chosen: string }) => {
        const f = byKey.get(m.chosen)!;
        return { tag: f.tag, value: f.from(m[f.key] as never) };
      },
    };
  }
  #sequence(name: string, all: readonly Member[]): Field {
    const fields = all.map((m) => ({ ...m, key: identifier(m.key), field: this.field(m.type) }));
    const word = (m: (typeof fields)[number]) =>
      m.field.repeated ? 'repeated ' : m.mode === 'must' ? '' : 'optional ';
    const type = this.#declare(
      'message',
      name,
      fields.map((m, i) => `${word(m)}${m.field.type} ${m.key} = ${i + 1};`).join(' '),
    );
    return {
      type,
      to: (v: Fields) => {
        const there = fields.filter((m) => present(m, v[m.key]));
        return this.#create(type, Object.fromEntries(there.map((m) => [m.key, m.field.to(v[m.key] as never)])));
      },
      from: (t: Fields) =>
        Object.fromEntries(
          fields.map((m) => {
            const is = m.field.repeated ? (t[m.key] as unknown[]).length > 0 : Object.hasOwn(t, m.key);
            return [m.key, is || m.mode === 'must' ? m.field.from(t[m.key] as never) : m.fallback];
          }),
        ),
    };
  }

  #declare(word: 'message' | 'enum', name: string, body: string | ((unique: string) => string)): string {
    const unique = `${identifier(name)}_${this.#texts.length}`;
    this.#texts.push(`${word} ${unique} { ${typeof body === 'string' ? body : body(unique)} }`);
    return unique;
  }
  #create(name: string, fields: Fields): Message {
    return this.root!.lookupType(name).create(fields);
  }
}

const asIs: Way = { to: (v) => v, from: (m) => m };
const long: Way = {
  to: (v: bigint) => new protobufjs.util.LongBits(Number(v & 0xffff_ffffn), Number(v >> 32n)).toLong(true),
  from: (m: { toString(): string }) => BigInt(m.toString()),
};
/** Where the module sets no upper bound, 32 bits as well: no field of these messages needs more, and 64 are slower. */
function number(min: number, max: number): Field {
  const signed = min < 0;
  const fits = (v: number) => (signed ? v === (v | 0) : v === v >>> 0);
  if ((Number.isFinite(min) && !fits(min)) || (Number.isFinite(max) && !fits(max)))
    throw new RangeError(`an integer of ${min} to ${max} takes more than 32 bits`);
  const to = (v: number): number => {
    if (!fits(v)) throw new RangeError(`${v} takes more than 32 bits`);
    return v;
  };
  return { type: signed ? 'sint32' : 'uint32', to, from: (m) => m };
}
const identifier = (name: string): string => name.replace('?', 'unknown').replace(/\W/g, '_');
