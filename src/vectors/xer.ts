/**
 * Basic XER (ITU-T X.693) as others print it, held against a value we decoded: the schema says what each element is, so
 * nothing is converted and no leaf is left out. Reads elements and text; there are no attributes in XER.
 */
import { toHex } from '../../asn1/hex.ts';
import type { Bits, Member, Node, Unknown } from '../../asn1/schema.ts';

export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  /** What stands in it where it has no children. */
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** One element and all that is in it. Throws a RangeError where the text is none. */
export function readXml(xml: string): Element {
  const token = /<(\/?)([A-Za-z][\w.-]*)\s*(\/?)>|([^<]+)/y;
  const top: Open = { name: '', children: [], text: '' };
  const open: Open[] = [top];
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml);
    const inner = open.at(-1)!;
    if (!found) throw new RangeError(`no XML at character ${at}`);
    const [, closing, name = '', empty, text] = found;
    if (text !== undefined) inner.text += text.replace(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity]!);
    else if (closing) {
      if (inner === top || inner.name !== name) throw new RangeError(`</${name}> closes nothing, at character ${at}`);
      open.pop();
    } else {
      const child: Open = { name, children: [], text: '' };
      inner.children.push(child);
      if (!empty) open.push(child);
    }
  }
  if (open.length > 1) throw new RangeError(`<${open.at(-1)!.name}> is not closed`);
  if (top.children.length !== 1 || top.text.trim() !== '') throw new RangeError('expected one element');
  return top.children[0]!;
}
interface Open extends Element {
  readonly children: Open[];
  text: string;
}

/** Where the contents of an element and a value of the type differ, with the path; undefined: nowhere. */
export function xerDifference(
  element: Element,
  type: Node,
  value: unknown,
  path = type.name ?? '',
): string | undefined {
  const differs = (expected: string, got: unknown): string => `${path}: expected ${expected}, got ${String(got)}`;
  const leaf = (got: string): string | undefined =>
    element.children.length === 0 && element.text.trim() === got ? undefined : differs(shown(element), got);
  const one = (child: Element | undefined, of: Node, v: unknown, name: string): string | undefined =>
    child ? xerDifference(child, of, v, `${path}.${name}`) : `${path}.${name}: expected nothing, got a value`;
  switch (type.kind) {
    case 'sequence':
      return members(element, [...type.root, ...(type.added ?? [])], value as Record<string, unknown>, path);
    case 'choice': {
      const { tag, value: inside } = value as { tag: string; value: unknown };
      const [child, ...more] = element.children;
      const alternative = [...type.root, ...(type.added ?? [])].find((m) => m.name === tag);
      if (!child || more.length > 0 || !alternative || child.name !== tag) return differs(shown(element), tag);
      return one(child, alternative.type, inside, tag);
    }
    case 'byId': {
      const { tag, value: inside } = value as { tag: string; value: unknown } | Unknown;
      const [id, open] = element.children;
      const known = type.cases.find((c) => c.name === tag);
      if (!id || !open || element.children.length > 2 || !known) return differs(shown(element), tag);
      const [content] = open.children;
      if (id.name !== type.idName || open.name !== type.valueName || content?.name !== known.name)
        return differs(shown(element), tag);
      return (
        xerDifference(id, type.id, known.id, `${path}.${type.idName}`) ?? one(content, known.type, inside, known.name)
      );
    }
    case 'list': {
      const items = value as readonly unknown[];
      const each = element.children;
      if (each.length !== items.length) return differs(`${each.length} items`, items.length);
      // Items that are alternatives or names stand in the list without an element of their own (X.680 26.3).
      const bare = type.of.kind === 'choice' || type.of.kind === 'enumerated' || type.of.kind === 'boolean';
      const wrapped = (item: Element): Element => (bare ? { name: '', children: [item], text: '' } : item);
      return first(items, (item, i) => xerDifference(wrapped(each[i]!), type.of, item, `${path}.${i}`));
    }
    case 'enumerated':
    case 'boolean': {
      const [child, ...more] = element.children;
      return child && more.length === 0 && child.name === String(value) ? undefined : differs(shown(element), value);
    }
    case 'octets':
      return leaf(toHex(value as Uint8Array).toUpperCase());
    case 'bits':
      return leaf(bits(value as Bits));
    case 'integer':
    case 'oid':
    case 'relativeOid':
      return leaf(String(value));
    case 'ia5':
    case 'utf8':
      return element.children.length === 0 && element.text === value ? undefined : differs(shown(element), value);
    default:
      return differs(shown(element), `a ${type.kind}, which is not looked into`);
  }
}

function members(
  element: Element,
  all: readonly Member[],
  value: Record<string, unknown>,
  path: string,
): string | undefined {
  const there = new Map(element.children.map((child) => [child.name, child]));
  if (there.size !== element.children.length) return `${path}: expected each member once`;
  const stray = element.children.find(({ name }) => !all.some((m) => m.name === name));
  if (stray) return `${path}.${stray.name}: expected ${shown(stray)}, got no such member`;
  return first(all, (m) => {
    const child = there.get(m.name);
    const own = value[m.key];
    if (child === undefined) {
      const absent = own === undefined || (m.mode === 'default' && own === m.fallback);
      return absent ? undefined : `${path}.${m.name}: expected nothing, got a value`;
    }
    if (own === undefined) return `${path}.${m.name}: expected ${shown(child)}, got nothing`;
    return xerDifference(child, m.type, own, `${path}.${m.name}`);
  });
}
function first<T>(items: readonly T[], differs: (item: T, at: number) => string | undefined): string | undefined {
  for (const [at, item] of items.entries()) {
    const found = differs(item, at);
    if (found !== undefined) return found;
  }
  return undefined;
}
const bits = ({ octets, length }: Bits): string =>
  Array.from({ length }, (_, at) => (octets[at >> 3]! >> (7 - (at & 7))) & 1).join('');
const shown = ({ children, text }: Element): string =>
  children.length > 0 ? children.map(({ name }) => `<${name}>`).join('') : JSON.stringify(text.trim());
