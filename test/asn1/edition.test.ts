import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { renamed, unextended, unnumbered, withTypes } from '../../asn1/edition.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { jer } from '../../asn1/jer.ts';
import { byId, choice, integer, list, named, optional, sequence } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';

const Small = named('Small', integer(0, 7));
const Pair = named('Pair', sequence({ 'first-one': Small, second: optional(Small) }, { third: optional(Small) }));
const Message = named(
  'Message',
  byId(integer(0, 255), { Pair: [1, Pair], Many: [2, list(Pair, 0, 3)] }, { id: 'no', value: 'what' }),
);
const value = { firstOne: 3, second: 4, third: 5, '?': { count: 1, unknown: [] } } as const;

describe('a module in another edition', () => {
  it('is the same where nothing was changed', () => {
    const same = withTypes(Message, {});
    const message = { tag: 'Many', value: [value] } as const;
    expect(toHex(uper(same).encode(message))).toBe(toHex(uper(Message).encode(message)));
  });
  it('has another type in place of one, however deep', () => {
    const wider = withTypes(Message, { Small: named('Small', integer(0, 200)) });
    const message = { tag: 'Many', value: [{ firstOne: 200 }] } as const;
    expect(() => uper(Message).encode(message)).toThrow(/200, allowed is 0 to 7/);
    expect(uper(wider).read(uper(wider).encode(message))).toEqual(message);
  });
  it('changes a type whose own parts are changed already', () => {
    const both = withTypes(Pair, { Small: named('Small', integer(0, 200)), Pair: renamed({ second: 'other' }) });
    expect(jer(both).to({ firstOne: 200, second: 100 })).toEqual({ 'first-one': 200, other: 100 });
    expect(uper(both).read(uper(both).encode({ firstOne: 200, second: 100 }))).toEqual({ firstOne: 200, second: 100 });
  });
});

describe('a member under another name', () => {
  const older = withTypes(Pair, { Pair: renamed({ 'first-one': 'begin', third: 'last' }) });
  it('has the same key and the same octets', () => {
    for (const rules of [coer, uper]) {
      expect(toHex(rules(older).encode(value))).toBe(toHex(rules(Pair).encode(value)));
      expect(rules(older).read(rules(Pair).encode(value))).toEqual(value);
    }
  });
  it('has the other name in JSON and in what is said to be wrong', () => {
    expect(jer(older).to(value)).toEqual({ begin: 3, second: 4, last: 5 });
    expect(jer(older).from({ begin: 3 })).toMatchObject({ firstOne: 3 });
    expect(() => jer(older).from({ 'first-one': 3 })).toThrow(/first-one|begin/);
    expect(() => uper(older).encode({ firstOne: 8 })).toThrow(/\.begin: 8/);
  });
  it('has to be one of the type', () => {
    expect(() => withTypes(Pair, { Pair: renamed({ fourth: 'x' }) })).toThrow(/Pair has no member fourth/);
    expect(() => withTypes(Pair, { Small: renamed({ a: 'b' }) })).toThrow(/Small has no members/);
  });
});

describe('what was added later', () => {
  it('to a SEQUENCE is kept as octets', () => {
    const older = withTypes(Pair, { Pair: unextended });
    for (const rules of [coer, uper]) {
      const octets = rules(Pair).encode(value);
      const got = rules(older).read(octets);
      expect(got.third).toBeUndefined();
      expect(got['?']).toMatchObject({ count: 1, unknown: [{ index: 0 }] });
      expect(toHex(rules(older).encode(got))).toBe(toHex(octets));
    }
  });
  it('to a CHOICE is kept as octets', () => {
    const Either = named('Either', choice({ a: Small }, { b: Small }));
    const older = withTypes(Either, { Either: unextended });
    const octets = uper(Either).encode({ tag: 'b', value: 6 });
    expect(uper(older).read(octets)).toMatchObject({ tag: '?', value: { index: 1 } });
    expect(toHex(uper(older).encode(uper(older).read(octets)))).toBe(toHex(octets));
  });
  it('to a set of numbers is kept as octets', () => {
    const older = withTypes(Message, { Message: unnumbered(1) });
    const octets = uper(Message).encode({ tag: 'Pair', value: { firstOne: 1 } });
    expect(uper(older).read(octets)).toEqual({ tag: '?', value: { index: 1, octets: fromHex('08') } });
    expect(uper(older).read(uper(Message).encode({ tag: 'Many', value: [] }))).toEqual({ tag: 'Many', value: [] });
  });
  it('is said of types that can have it only', () => {
    expect(() => withTypes(Message, { Message: unextended })).toThrow(/Message is not extended/);
    expect(() => withTypes(Pair, { Pair: unnumbered(1) })).toThrow(/Pair has no numbers/);
  });
});
