/** Every kept input, once more: what a fuzzer found out stays true. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { check } from './check.ts';
import { readCorpus } from './corpus.ts';
import { reach } from './reach.ts';
import { type Edge, everyEdge } from './schema.ts';
import { TARGETS } from './targets.ts';

describe.each(TARGETS.map((t) => [t.name, t] as const))('corpus of %s', (_, target) => {
  const inputs = readCorpus(target.name);

  it('is decoded and encoded as all octets have to be', () => {
    const breaches = inputs.flatMap((octets) => {
      const { breach } = check(target, octets);
      return breach === undefined ? [] : [`${toHex(octets)} ${breach}`];
    });
    expect(breaches).toEqual([]);
  });

  it('has values and refusals, and reaches nearly every field of the type', () => {
    const reached = new Set<Edge>();
    let values = 0;
    for (const octets of inputs) {
      const { ok, traced } = check(target, octets);
      if (ok) values++;
      reach(
        traced!,
        () => {},
        (edge) => reached.add(edge),
      );
    }
    expect(values).toBeGreaterThan(10);
    expect(inputs.length - values).toBeGreaterThan(10);
    // Where a type has grown since, `npm run fuzz -- --keep` fills the corpus up.
    const all = everyEdge(target.type);
    expect(all.filter((edge) => reached.has(edge)).length / all.length).toBeGreaterThan(0.9);
  });
});
