/** Real octets that nobody here wrote: read, written back from the values alone, and the same in JSON. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { jer } from '../../asn1/jer.ts';
import type { Type } from '../../asn1/schema.ts';
import { difference } from '../../src/vectors/difference.ts';
import { plain } from './plain.ts';

type Item = { readonly id: string; readonly hex: string; readonly expectJer?: unknown };
const vectors = new URL('../../../shared/vectors/wire/', import.meta.url);
const absent = existsSync(vectors) ? '' : ' (skipped: no vectors beside the project)';
const items = (name: string): Item[] =>
  absent ? [] : (JSON.parse(readFileSync(new URL(`${name}.json`, vectors), 'utf8')) as Item[]);

const suites: readonly (readonly [string, Type<unknown>])[] = [
  ['cert-explicit', Certificate],
  ['cert-implicit', Certificate],
  ['spdu-signed', Ieee1609Dot2Data],
  ['spdu-unsecured', Ieee1609Dot2Data],
  ['spdu-encrypted', Ieee1609Dot2Data],
  ['spdu-certrequest', Ieee1609Dot2Data],
  ['neg-signature', Ieee1609Dot2Data],
  ['crl', Ieee1609Dot2Data],
  ['scms-pdu', Ieee1609Dot2Data],
];
describe.skipIf(absent).each(suites)(`wire vectors %s${absent}`, (name, type) => {
  const all = items(name);
  it('has some', () => expect(all.length).toBeGreaterThan(0));
  it.each(all.map((i) => [i.id, i] as const))('%s', (_, { hex, expectJer }) => {
    const own = coer(plain(type) as Type<unknown>);
    expect(toHex(own.encode(own.read(fromHex(hex))))).toBe(hex);
    const value = coer(type).read(fromHex(hex));
    expect(toHex(coer(type).encode(value))).toBe(hex);
    if (expectJer) expect(difference(exact(expectJer), exact(jer(type).to(value)))).toBeUndefined();
  });
});

/** Integers above 2^53 as the nearest number: what a reader of the vectors makes of them. */
function exact(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (_, v) => (typeof v === 'string' && /^\d{16,20}$/.test(v) ? Number(v) : v));
}

it.skipIf(absent)(`data nested 150 deep is refused as a value, by its depth${absent}`, () => {
  for (const { hex } of items('neg-recursion')) {
    expect(coer(Ieee1609Dot2Data).decode(fromHex(hex))).toMatchObject({ ok: false, malformed: { code: 'depth' } });
  }
});

it.skipIf(absent)(`data cut short or garbled by its sender comes out as a value${absent}`, () => {
  for (const { hex } of items('neg-decode')) {
    const got = coer(Ieee1609Dot2Data).decode(fromHex(hex.length % 2 ? hex.slice(1) : hex));
    if (got.ok) expect(toHex(coer(Ieee1609Dot2Data).encode(got.value))).toBe(hex);
  }
});
