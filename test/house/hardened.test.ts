import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { generating } from '../../asn1/literal.ts';
import type { Type } from '../../asn1/schema.ts';
import { arbitrary } from '../arbitrary.ts';
import { plain } from '../asn1/plain.ts';
import { PSIDS } from '../pki.ts';
import { payload, signed } from '../verify/srm.ts';
import { type Item, made, schemas } from './made.ts';

const script = new URL('hardened.ts', import.meta.url).pathname;

function hardened(items: readonly Item[]): { generating: boolean; made: string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--disallow-code-generation-from-strings', script], {
    input: JSON.stringify(items),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { generating: boolean; made: string[] };
}

it('where code must not be made from text, a signed request comes out octet for octet as it does here', () => {
  const items = [
    { schema: 'Ieee1609Dot2Data', hex: toHex(signed(undefined, { psid: PSIDS.srm })) },
    { schema: 'MessageFrame', hex: toHex(payload) },
  ];
  const there = hardened(items);
  expect([generating, there.generating]).toEqual([true, false]);
  expect(there.made).toEqual(items.map(made));
  expect(there.made.map((text) => text.split(' ')[0])).toEqual(items.map((i) => i.hex));
});

it('and so does every value of the types around it, and what is wrong with octets that were hurt', () => {
  const items = Object.entries(schemas).flatMap(([schema, [type, rules]]) => {
    const bare = plain(type) as Type<unknown>;
    return fc.sample(fc.tuple(arbitrary(bare), fc.nat(), fc.nat(255)), 60).flatMap(([value, at, by]) => {
      const octets = rules(bare).encode(value);
      const hurt = octets.slice();
      hurt[at % hurt.length]! ^= by;
      return [octets, hurt].map((o) => ({ schema, hex: toHex(o) }));
    });
  });
  expect(hardened(items).made).toEqual(items.map(made));
});
