/** Suites for linkage values and the chains of seeds they come from. */
import { integer } from '../crypto/integer.ts';
import * as linkage from '../crypto/linkage.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { compare, has, maybe, number, object, octets, type Suite, suite, type Vector } from './field.ts';

function values(vector: Vector, crypto: CryptoProvider): string | undefined {
  const j = number(vector, 'j');
  const one = linkage.preLinkageValues(crypto, octets(vector, 'la1Id'), octets(vector, 'linkageSeed1'), [j])[0]!;
  const two = linkage.preLinkageValues(crypto, octets(vector, 'la2Id'), octets(vector, 'linkageSeed2'), [j])[0]!;
  const next = (name: '1' | '2') => {
    const seed = maybe(vector, `prevLinkageSeed${name}`);
    return seed && { [`linkageSeed${name}`]: linkage.nextSeed(crypto, octets(vector, `la${name}Id`), seed) };
  };
  const linkageValue = linkage.linkageValue(one, two);
  return compare(vector, crypto, { plv1: one, plv2: two, linkageValue, ...next('1'), ...next('2') });
}

const groupValue: Suite = (vector, crypto) => {
  const differs = values(vector, crypto);
  if (differs !== undefined || !has(vector, 'indexKey')) return differs;
  const k = Number(integer(octets(vector, 'k')));
  const eiInput = new Uint8Array(16);
  new DataView(eiInput.buffer).setUint32(0, k);
  new DataView(eiInput.buffer).setUint32(4, number(vector, 'j'));
  return compare(vector, crypto, {
    eiInput,
    ei: linkage.encryptedIndex(crypto, octets(vector, 'indexKey'), number(vector, 'j'), k),
  });
};

const chain: Suite = (vector, crypto) => {
  const ids = [octets(vector, 'la1Id'), octets(vector, 'la2Id')] as const;
  const starts = [octets(vector, 'ls1AtI0'), octets(vector, 'ls2AtI0')] as const;
  if (!Array.isArray(vector.rows) || vector.rows.length === 0) return 'rows: expected a list, got none';
  for (const row of vector.rows as Vector[]) {
    const i = number(row, 'i');
    const [ls1, ls2] = [0, 1].map((la) => linkage.laterSeed(crypto, ids[la]!, starts[la]!, i));
    const differs = compare(row, crypto, { ls1, ls2 });
    if (differs !== undefined) return `rows, i = ${i}: ${differs}`;
    for (const [j, given] of Object.entries(object(row, 'lv'))) {
      const [one] = linkage.preLinkageValues(crypto, ids[0], ls1!, [Number(j)]);
      const [two] = linkage.preLinkageValues(crypto, ids[1], ls2!, [Number(j)]);
      const lv = compare({ lv: given }, crypto, { lv: linkage.linkageValue(one!, two!) });
      if (lv !== undefined) return `rows, i = ${i}, j = ${j}: ${lv}`;
    }
  }
  return undefined;
};

export const linkageSuites: Record<string, Suite> = {
  'linkage-value': suite(values),
  'group-linkage-value': suite(groupValue),
  'linkage-chain-derived': suite(chain),
};
