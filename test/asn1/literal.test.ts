import { describe, expect, it } from 'vitest';
import { bitmapLength, generating, needless, reader, same, writer } from '../../asn1/literal.ts';
import type { Member } from '../../asn1/schema.ts';
import { boolean } from '../../asn1/schema.ts';

const member = (key: string, mode: Member['mode'] = 'must', fallback?: unknown): Member => ({
  name: key,
  key,
  type: boolean,
  mode,
  fallback,
});
const root = [member('a'), member('b', 'may'), member('c', 'default', 3), member('d'), member('e', 'may')];
/** Reads one number after another off a list. */
const next = (io: number[]): unknown => io.shift();
const put = (io: unknown[], v: unknown): void => {
  io.push(v);
};

const future = (count: number, ...indexes: number[]) => ({
  '?': { count, unknown: indexes.map((index) => ({ index, octets: new Uint8Array(1) })) },
});

it('makes code from text in this process, so that these tests are about the made code', () => {
  expect(generating).toBe(true);
});

describe('a reader of a SEQUENCE', () => {
  const read = reader<number[]>(
    root,
    null,
    root.map(() => next),
  );
  it.each([
    [0b111, { a: 1, b: 2, c: 9, d: 4, e: 5 }],
    [0b101, { a: 1, b: 2, c: 3, d: 9, e: 4 }],
    [0b000, { a: 1, b: undefined, c: 3, d: 2, e: undefined }],
  ])('reads the members that presence %i says, in their order, and the fallback of others', (present, value) => {
    const order = present === 0b111 ? [1, 2, 9, 4, 5] : present === 0b101 ? [1, 2, 9, 4] : [1, 2];
    expect(read(order, present)).toEqual(value);
    expect(order).toEqual([]);
  });

  it('has a place for additions from the start, so that values of one type have one shape', () => {
    const grown = reader<number[]>([member('a')], [member('x', 'may')], [next])([1], 0);
    expect(Object.keys(grown)).toEqual(['a', 'x', '?']);
  });

  it('takes no name for a field that is not one', () => {
    expect(() => reader([member('a;alert(1)')], null, [next])).toThrow(new RangeError('not a field name: a;alert(1)'));
    expect(() => writer([member('a b')], null, [put], put)).toThrow(RangeError);
  });
});

describe('a writer of a SEQUENCE', () => {
  const head = (io: unknown[], present: number, extended: boolean): void => {
    io.push(present, extended);
  };
  const write = writer<unknown[]>(
    root,
    null,
    root.map(() => put),
    head,
  );
  const written = (v: Record<string, unknown>): unknown[] => {
    const io: unknown[] = [];
    write(io, v);
    return io;
  };
  it.each([
    [{ a: 1, b: 2, c: 9, d: 4, e: 5 }, [0b111, false, 1, 2, 9, 4, 5]],
    [{ a: 1, c: 4, d: 1, e: false }, [0b011, false, 1, 4, 1, false]],
    [{ a: 1, b: 1, c: 3, d: 1 }, [0b100, false, 1, 1, 1]],
    [{ a: 1, d: 2 }, [0, false, 1, 2]],
  ])('writes a bit per member that may be absent, the last one lowest, then the members: %j', (value, io) => {
    expect(written(value)).toEqual(io);
  });
  it('is for up to 31 members that may be absent', () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => member(`m${i}`, 'may'));
    expect(() => writer(many(32), null, [], head)).toThrow(RangeError);
    const io: unknown[] = [];
    writer<unknown[]>(many(31), null, Array(31).fill(put), head)(io, { m0: 7, m30: 8 });
    expect(io).toEqual([2 ** 30 + 1, false, 7, 8]);
  });

  const added = [member('x', 'may'), member('y', 'may')];
  const grown = writer<unknown[]>([member('a')], added, [put], head);
  it.each([
    ['no addition', {}, false],
    ['a count alone', future(4), false],
    ['a known addition', { y: false }, true],
    ['an unknown one', future(4, 3), true],
  ])('says whether additions follow: %s', (_, value, more) => {
    const io: unknown[] = [];
    expect(grown(io, { a: 1, ...value })).toBe(more);
    expect(io).toEqual([0, more, 1]);
  });
});

describe('a needless member', () => {
  it('is one that was sent and has its DEFAULT value', () => {
    const idle = needless(root)!;
    expect(idle({ c: 3 }, 0b010)?.name).toBe('c');
    expect(idle({ c: 3 }, 0b101)).toBeUndefined();
    expect(idle({ c: 4 }, 0b111)).toBeUndefined();
  });
  it('is not looked for where no member has a DEFAULT', () => {
    expect(needless([member('a', 'may')])).toBeUndefined();
  });
});

describe('equality of DEFAULT values', () => {
  const bits = (octet: number, length: number) => ({ octets: Uint8Array.of(octet), length });
  it.each([
    [true, 3, 3],
    [false, 3, 4],
    [true, bits(0x80, 8), bits(0x80, 8)],
    [false, bits(0x80, 8), bits(0x80, 7)],
    [false, bits(0x80, 8), bits(0xc0, 8)],
    [false, bits(0x80, 8), 0x80],
  ])('is %s of %j and %j', (equal, a, b) => expect(same(a, b)).toBe(equal));
});

describe('additions', () => {
  const added = [member('x', 'may'), member('y', 'may')];
  it('have a bitmap as long as their sender made it, or as the known ones need', () => {
    expect(bitmapLength(added, { x: 1 })).toBe(2);
    expect(bitmapLength(added, { x: 1, ...future(1) })).toBe(1);
    expect(bitmapLength(added, { y: 1, ...future(1) })).toBe(2);
    expect(bitmapLength(added, future(9, 8))).toBe(9);
  });
  it.each([[1], [9]])(
    'that are unknown cannot have the number %i in a bitmap of nine, where two are known',
    (index) => {
      expect(() => bitmapLength(added, future(9, index))).toThrow(
        new RangeError('unknown additions are numbered 2 to 8'),
      );
    },
  );
});
