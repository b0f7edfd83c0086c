import { AsnParser, AsnSerializer } from '@peculiar/asn1-schema';
import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { jer } from '../../asn1/jer.ts';
import {
  bits,
  bitsOrMore,
  boolean,
  byDefault,
  byId,
  choice,
  enumerated,
  ia5,
  integer,
  kept,
  later,
  list,
  listOrMore,
  type Node,
  named,
  nil,
  octets,
  oid,
  open,
  optional,
  sequence,
  type Type,
  uint64,
  utf8,
} from '../../asn1/schema.ts';
import { der } from '../../bench/der.ts';
import { notation } from '../../bench/notation.ts';
import { protobuf } from '../../bench/protobuf.ts';
import { pycrate, withoutPycrate } from '../../bench/pycrate.ts';
import { proven, rivals, textsOf } from '../../bench/rival.ts';
import { plain } from '../../bench/shape.ts';
import { SUBJECTS, type Subject } from '../../bench/subject.ts';

const kinds = Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[];

describe.each(kinds)('%s', (kind) => {
  const subject: Subject = SUBJECTS[kind]();
  const texts = textsOf(subject);

  it('the plain value of each is encoded to the very octets it came in', () => {
    const shape = jer(subject.shape);
    const again = texts.map((t) => subject.encode(shape.from(JSON.parse(t)) as never));
    expect(again).toEqual(subject.octets);
  });

  it('all who are measured give back each value, and one that changes a value is found out', async () => {
    const all = await rivals(kind, subject);
    expect(all.map((r) => r.name.decode)).toEqual([
      `codec.${kind}.decode`,
      'JSON.parse',
      'protobufjs',
      '@peculiar/asn1-schema',
    ]);
    for (const rival of all) {
      const { encoded } = proven(rival, texts);
      expect(encoded).toHaveLength(texts.length);
      const other = texts[0]!.replace(/\d(?=\D*$)/, (d) => String((Number(d) + 1) % 10));
      expect(() => proven(rival, [other])).toThrow(`${rival.name.decode} does not give back value 0`);
    }
  });
});

const why = withoutPycrate();
it.skipIf(why !== undefined)(`pycrate measures nothing that does not come back${why ? ` (${why})` : ''}`, async () => {
  const cut = (subject: Subject) => ({ ...subject, octets: [subject.octets[0]!.subarray(0, -1)] });
  for (const kind of kinds) {
    const side = pycrate(kind, 'decode', cut(SUBJECTS[kind]()));
    await expect(side.rate(0.001), kind).rejects.toThrow(/^pycrate: /);
    side.stop?.();
  }
});

it('they have real sizes', () => {
  const [srm, map, spat, certificate, crl] = kinds.map((kind) => SUBJECTS[kind]() as Subject);
  const first = (s: Subject | undefined) => JSON.parse(textsOf(s!)[0]!);
  const data = coer(Ieee1609Dot2Data).read(srm!.octets[0]!);
  expect(data.content.tag).toBe('signedData');
  expect(srm!.octets[0]!.length).toBeGreaterThan(150);
  expect(srm!.octets[0]!.length).toBeLessThan(190);
  expect(first(srm).content.signedData.signer.digest).toHaveLength(16);
  expect(first(srm).content.signedData.tbsData.payload.data.content.unsecuredData.messageId).toBe(29);
  expect(first(map).value.intersections[0].laneSet).toHaveLength(24);
  expect(first(spat).value.intersections[0].states).toHaveLength(8);
  expect(textsOf(certificate!).map((t) => JSON.parse(t).type)).toEqual(
    certificate!.octets.map((_, n) => (n % 2 === 0 ? 'implicit' : 'explicit')),
  );
  const groups: { contents: { contents: unknown[] }[] }[] =
    first(crl).typeSpecific.fullLinkedCrl.individual[0].contents;
  expect(groups.flatMap((g) => g.contents.flatMap((i) => i.contents))).toHaveLength(10_000);
});

describe('types for other codecs', () => {
  const inner = named('Inner', sequence({ 'a-b': integer(-5, 5), list: optional(list(list(octets(0, 3)))) }, {}));
  const everything = sequence(
    {
      yes: boolean,
      nothing: optional(nil),
      small: integer(0, 255),
      free: integer(),
      big: uint64,
      fixed: octets(4),
      flags: bits(12),
      more: bitsOrMore(8),
      name: utf8(),
      plain: optional(ia5(1, 9)),
      id: optional(oid),
      colour: enumerated(['red', 'green'], ['blue']),
      count: byDefault(integer(0, 9), 3),
      numbers: list(integer(0, 70_000)),
      inners: optional(listOrMore(kept(inner) as Type<unknown>, 0, 2)),
      pick: choice({ none: nil, 'many-of': list(boolean), one: open(inner) }, { later: later(() => inner) }),
      ext: byId(integer(0, 255), { hue: [7, integer(0, 9)] }, { id: 'id', value: 'value' }),
    },
    { added: optional(utf8()) },
  );
  const shape = plain(everything);
  const some = {
    yes: false,
    small: 0,
    free: -70_000,
    big: '18446744073709551615',
    fixed: '00010203',
    flags: 'fff0',
    more: 'ff',
    name: '',
    colour: 'red',
    numbers: [],
    pick: { none: null },
    ext: { id: 9, value: 'abcd' },
  };
  const full = {
    ...some,
    yes: true,
    nothing: null,
    free: 127,
    more: { value: 'ffe0', length: 11 },
    name: 'Straße',
    plain: 'abc',
    id: '1.2.840.10045',
    colour: 'blue',
    count: 4,
    numbers: [0, 1, 70_000],
    inners: [{ 'a-b': -5, list: [['01', ''], ['']] }],
    pick: { 'many-of': [true, false] },
    ext: { id: 7, value: 0 },
    added: 'later',
  };
  const all = [some, full, { ...full, pick: { one: { 'a-b': 5 } } }, { ...full, pick: { later: { 'a-b': 0 } } }];

  it.each(all)('protobufjs holds value %#', (json) => {
    const { type, to, from, text } = protobuf(shape);
    const value = jer(shape).from(json);
    const octets = type.encode(to(value as never) as object).finish();
    expect(from(type.decode(octets) as never)).toEqual(value);
    expect(text).toContain('syntax = "proto3";');
    expect(text).toContain('optional string plain = 10;');
  });

  it.each(all)('@peculiar/asn1-schema holds value %#', (json) => {
    const { type, to, from } = der(shape);
    const value = jer(shape).from(json);
    const octets = AsnSerializer.serialize(to(value as never));
    expect(from(AsnParser.parse(octets, type) as never)).toEqual(value);
  });

  it('a number that does not fit what protobuf was told is refused, never cut', () => {
    const { to } = protobuf(sequence({ n: integer(0) }));
    expect(() => to({ n: 2 ** 32 } as never)).toThrow('4294967296 takes more than 32 bits');
  });

  it('a type that holds itself has no plain shape', () => {
    const own: Node = sequence({ own: optional(later((): Type<unknown> => own)) });
    expect(() => plain(own)).toThrow('a type that holds itself has no plain shape');
  });

  it('a module in ASN.1 says the same', () => {
    const type = sequence(
      { n: integer(0, 9), o: optional(octets(2)), l: list(choice({ a: nil, b: utf8() }, {}), 1, 3) },
      { late: optional(boolean) },
    );
    expect(notation(type)).toBe(
      'Shape DEFINITIONS AUTOMATIC TAGS ::= BEGIN\nTop ::= SEQUENCE { n INTEGER (0..9), o OCTET STRING (SIZE (2)) OPTIONAL, ' +
        'l SEQUENCE (SIZE (1..3)) OF CHOICE { a NULL, b UTF8String, ... }, ..., late BOOLEAN OPTIONAL }\nEND\n',
    );
    const other = sequence({ count: byDefault(integer(0, 9), 3) });
    expect(() => notation(other)).toThrow('the DEFAULT of count is not written as ASN.1 here');
  });
});
