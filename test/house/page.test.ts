/** What a file may hold. */
import { describe, expect, it } from 'vitest';
import { product, type Source } from './source.ts';

const holding = (pattern: RegExp, sources: readonly Source[] = product): string[] =>
  sources.filter((s) => pattern.test(s.code)).map((s) => s.path);

describe('the house rules', () => {
  it('a file is a page or two: 350 lines at most', () => {
    const long = product.filter((s) => s.text.trimEnd().split('\n').length > 350);
    expect(long.map((s) => s.path)).toEqual([]);
  });

  it('a file is called by one word for its one job, and none is a drawer', () => {
    const name = (s: Source) => s.path.split('/').at(-1)!;
    expect(product.map(name).filter((n) => !/^[a-z][a-z0-9]*\.ts$/.test(n))).toEqual([]);
    expect(product.map(name).filter((n) => /^(index|utils?|helpers?|types?|misc|manager|lib)\.ts$/.test(n))).toEqual(
      [],
    );
  });

  it('no file hands on what another one exports', () => {
    expect(holding(/\bexport\s+(type\s+)?(\*|\{[^}]*\})\s*(as\s+\w+\s+)?from\b/)).toEqual([]);
  });

  it('code is made from text in one file only', () => {
    expect(holding(/\bnew\s+Function\b|\beval\s*\(/)).toEqual(['asn1/literal.ts']);
  });

  it('octets are copied by new Uint8Array: slice() of a Buffer is a view', () => {
    expect(holding(/\.slice\(\)/)).toEqual([]);
  });

  it('no value is of any type', () => {
    expect(holding(/(:|<|\bas|\||&|\(|,)\s*any\b\s*(\[\]|[>,;)=|&]|$)/m)).toEqual([]);
  });

  it('time and chance come in through the door of the world', () => {
    // Where a program starts, it may look at the clock on the wall.
    const door = /^src\/(crypto\/random|system)\.ts$|^src\/commands\/|\/main\.ts$/;
    const found = holding(
      /\bDate\.now\s*\(|\bnew Date\(\)|\bMath\.random\b|\brandomBytes\b|\bgetRandomValues\b|\bperformance\.now\b/,
    );
    expect(found.filter((path) => !door.test(path))).toEqual([]);
  });
});
