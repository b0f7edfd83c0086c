import { describe, expect, it } from 'vitest';
import {
  bitmapLength,
  generating,
  hasAdditions,
  needless,
  presence,
  reader,
  same,
  writer,
} from '../../asn1/literal.ts';
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
    expect(() => writer([member('a b')], [put])).toThrow(RangeError);
  });
});

describe('a writer of a SEQUENCE', () => {
  const write = writer<unknown[]>(
    root,
    root.map(() => put),
  );
  it.each([
    [0b111, [1, 2, 3, 4, 5]],
    [0b010, [1, 3, 4]],
    [0b000, [1, 4]],
  ])('writes the members that presence %i says, in their order', (present, written) => {
    const io: unknown[] = [];
    write(io, { a: 1, b: 2, c: 3, d: 4, e: 5 }, present);
    expect(io).toEqual(written);
  });
});

describe('presence', () => {
  const of = presence(root);
  it('has a bit per member that may be absent, the last one lowest', () => {
    expect(of({ a: 1, b: 1, c: 3, d: 1 })).toBe(0b100);
    expect(of({ a: 1, c: 4, d: 1, e: false })).toBe(0b011);
  });
  it('counts a DEFAULT value as absent', () => {
    expect(of({ c: 3 })).toBe(0);
    expect(of({})).toBe(0);
  });
  it('is for up to 31 members', () => {
    expect(() => presence(Array.from({ length: 32 }, (_, i) => member(`m${i}`, 'may')))).toThrow(RangeError);
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
  const future = (count: number, ...indexes: number[]) => ({
    '?': { count, unknown: indexes.map((index) => ({ index, octets: new Uint8Array(1) })) },
  });
  it('are there when a known or an unknown one is, not for a count alone', () => {
    expect(hasAdditions(added, {})).toBe(false);
    expect(hasAdditions(added, future(4))).toBe(false);
    expect(hasAdditions(added, { y: false })).toBe(true);
    expect(hasAdditions(added, future(4, 3))).toBe(true);
  });
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
