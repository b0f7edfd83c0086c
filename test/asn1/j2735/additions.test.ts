/** Whatever a later edition adds, wherever an extension marker stands: read, kept and written back octet for octet. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../asn1/hex.ts';
import { jer } from '../../../asn1/jer.ts';
import type { Member, Node, Type } from '../../../asn1/schema.ts';
import { uper } from '../../../asn1/uper.ts';
import { arbitrary } from '../../arbitrary.ts';

const folder = new URL('../../../asn1/j2735/', import.meta.url);
const modules = await Promise.all(
  readdirSync(folder).map(async (file) => [file, (await import(new URL(file, folder).href)) as object] as const),
);
const isNode = (v: unknown): v is Node & { readonly name?: string } =>
  typeof v === 'object' && v !== null && 'kind' in v;
const exported = modules.flatMap(([file, module]) =>
  Object.entries(module).flatMap(([name, v]) => (isNode(v) ? [[`${file} ${name}`, v as Type<unknown>] as const] : [])),
);

/** Every type that these hold, however deep, once. */
function everyNode(): Map<Node, string> {
  const found = new Map<Node, string>();
  const visit = (n: Node, path: string): void => {
    if (found.has(n)) return;
    const name = n.name ?? path;
    found.set(n, name);
    const members: readonly Member[] =
      n.kind === 'sequence' || n.kind === 'choice' ? [...n.root, ...(n.added ?? [])] : n.kind === 'byId' ? n.cases : [];
    for (const m of members) visit(m.type, `${name}.${m.name}`);
    if (n.kind === 'list' || n.kind === 'open') visit(n.of, `${name}[]`);
  };
  for (const [name, node] of exported) visit(node, name);
  return found;
}
const nodes = [...everyNode()];
const extensible = nodes.flatMap(([node, name]) =>
  (node.kind === 'sequence' || node.kind === 'choice' || node.kind === 'enumerated') && node.added !== null
    ? [[name, node, node.added.length] as const]
    : [],
);
const octets = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((o) => Uint8Array.from(o));

/** A value of `node` that nobody of this edition could have made. */
function later(node: Node, known: number): fc.Arbitrary<unknown> {
  const beyond = fc.integer({ min: known, max: known + 80 });
  if (node.kind === 'enumerated') return beyond.map((i) => `?${node.names.length + i}`);
  if (node.kind === 'choice')
    return fc.record({ index: beyond.map((i) => node.root.length + i), octets }).map((value) => ({ tag: '?', value }));
  return fc
    .tuple(
      arbitrary(node as Type<object>),
      fc.uniqueArray(fc.record({ index: beyond, octets }), { selector: (a) => a.index, minLength: 1, maxLength: 4 }),
      fc.nat(70),
    )
    .map(([value, added, more]) => {
      const unknown = added.toSorted((a, b) => a.index - b.index);
      return { ...value, '?': { count: unknown.at(-1)!.index + 1 + more, unknown } };
    });
}

function survives(schema: Node, value: unknown): void {
  const codec = uper(schema as Type<unknown>);
  const wire = codec.encode(value);
  expect(codec.decode(wire)).toEqual({ ok: true, value });
  expect(toHex(codec.encode(codec.read(wire)))).toBe(toHex(wire));
}

describe('every exported type', () => {
  it('there are some', () => expect(exported.length).toBeGreaterThan(200));
  it.each(exported)('%s: what was written is read, and JSON says the same twice', (_, schema) => {
    const json = jer(schema);
    fc.assert(
      fc.property(arbitrary(schema), (value) => {
        survives(schema, value);
        const said = JSON.stringify(json.to(value));
        expect(JSON.stringify(json.to(json.from(JSON.parse(said))))).toBe(said);
      }),
      { numRuns: 15 },
    );
  });
});

describe('what a later edition adds', () => {
  it('there are places for it', () => {
    const kinds = extensible.map(([, node]) => node.kind);
    for (const kind of ['sequence', 'choice', 'enumerated'] as const)
      expect(kinds.filter((k) => k === kind).length, kind).toBeGreaterThan(10);
  });
  it.each(extensible)('to %s is kept', (_, node, known) => {
    fc.assert(
      fc.property(later(node, known), (value) => survives(node, value)),
      { numRuns: 15 },
    );
  });
  const strings = nodes.flatMap(([node, name]) =>
    (node.kind === 'bits' || node.kind === 'list') && node.extensible ? [[name, node] as const] : [],
  );
  it('makes strings of bits and lists longer', () => expect(strings.length).toBeGreaterThan(10));
  it.each(strings)('to the size of %s is kept', (_, node) => {
    fc.assert(
      fc.property(arbitrary(node as Type<{ readonly length: number }>), (value) => survives(node, value)),
      { numRuns: 40 },
    );
  });
});
