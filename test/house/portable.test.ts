/** What runs in a browser may need nothing a browser lacks. */
import { describe, expect, it } from 'vitest';
import { product, type Source } from './source.ts';

const byPath = new Map(product.map((s) => [s.path, s]));
const core =
  /^(asn1\/(?!reference\/)|src\/(crypto|trust|secure|verify)\/|src\/(world|time|thin|portable|net\/wsm)\.ts$)/;
const OPENSSL = 'src/crypto/openssl.ts';
/** Names that only Node has. */
const nodeOnly = /\b(Buffer|process|setImmediate|require|__dirname|__filename|global)\b/;
const needsNode = ({ code, imports }: Source): boolean =>
  imports.some((i) => i.to.startsWith('node:')) || nodeOnly.test(code);

/** A file and all that is loaded with it. */
function loaded(path: string, seen = new Set<string>()): Set<string> {
  seen.add(path);
  for (const { to, own, typeOnly } of byPath.get(path)?.imports ?? [])
    if (own && !typeOnly && !seen.has(to)) loaded(to, seen);
  return seen;
}

describe('what runs anywhere', () => {
  const reached = [...loaded('src/portable.ts')];

  it('is the core and nothing else', () => {
    expect(reached.filter((path) => !core.test(path) && !path.endsWith('.json'))).toEqual([]);
    for (const part of ['asn1/j2735/frame.ts', 'src/trust/chain.ts', 'src/verify/pipeline.ts', 'src/crypto/noble.ts'])
      expect(reached).toContain(part);
  });

  it('needs two packages, both without needs of their own', () => {
    const packages = reached.flatMap((path) => byPath.get(path)?.imports ?? []).filter((i) => !i.own && !i.typeOnly);
    const names = packages.map((i) => i.to.replace(/^(@noble)\/.*/, '$1'));
    expect([...new Set(names)].sort()).toEqual(['@noble', 'geographiclib-geodesic']);
  });

  it('and the rest of the core need no Node, but for the provider that is OpenSSL', () => {
    const files = product.filter((s) => core.test(s.path));
    expect(files.filter(needsNode).map((s) => s.path)).toEqual([OPENSSL]);
    expect(reached).not.toContain(OPENSSL);
  });
});
