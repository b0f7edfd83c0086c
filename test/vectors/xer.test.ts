import { describe, expect, it } from 'vitest';
import { fromHex } from '../../asn1/hex.ts';
import {
  bits,
  boolean,
  byId,
  choice,
  enumerated,
  type Infer,
  ia5,
  integer,
  list,
  octets,
  optional,
  sequence,
} from '../../asn1/schema.ts';
import { readXml, xerDifference } from '../../src/vectors/xer.ts';

const light = enumerated(['red', 'green'], []);
const schema = sequence(
  {
    'a-number': integer(0, 9),
    name: optional(ia5(1, 9)),
    flags: optional(bits(4)),
    id: optional(octets(2)),
    lights: optional(list(light, 1, 4)),
    steps: optional(list(choice({ left: integer(0, 9), right: integer(0, 9) }), 1, 4)),
    inner: optional(list(sequence({ yes: boolean }), 1, 4)),
    part: optional(byId(integer(0, 9), { Odd: [1, sequence({ n: integer(0, 9) })] }, { id: 'no', value: 'what' })),
  },
  { later: optional(integer(0, 9)) },
);
const check = (xml: string, value: Infer<typeof schema>) => xerDifference(readXml(`<M>${xml}</M>`), schema, value, 'M');

describe('XML', () => {
  it('is elements and text', () => {
    expect(readXml('<a><b/>\n<c>x &lt;&amp;&gt; y</c></a>')).toMatchObject({
      name: 'a',
      children: [
        { name: 'b', children: [] },
        { name: 'c', text: 'x <&> y' },
      ],
    });
  });
  it.each(['<a>', '<a></b>', '</a>', 'a', '<a/><b/>', '<a b="c"/>', '', '<a/>x'])('%s is none of ours', (xml) => {
    expect(() => readXml(xml)).toThrow(RangeError);
  });
});

describe('a value beside its XER', () => {
  const value = {
    aNumber: 7,
    name: 'a & b',
    flags: { octets: fromHex('50'), length: 4 },
    id: fromHex('0aff'),
    lights: ['red', 'green'],
    steps: [
      { tag: 'left', value: 1 },
      { tag: 'right', value: 2 },
    ],
    inner: [{ yes: true }],
    part: { tag: 'Odd', value: { n: 3 } },
    later: 4,
  } as const;
  const xml =
    '<a-number>7</a-number><name>a &amp; b</name><flags>0101</flags><id>0AFF</id><lights><red/><green/></lights>' +
    '<steps><left>1</left><right>2</right></steps><inner><SEQUENCE><yes><true/></yes></SEQUENCE></inner>' +
    '<part><no>1</no><what><Odd><n>3</n></Odd></what></part><later>4</later>';

  it('is the same, leaf by leaf', () => expect(check(xml, value)).toBeUndefined());
  it.each([
    ['<a-number>7<', '<a-number>8<', 'M.a-number: expected "8", got 7'],
    ['a &amp; b', 'a b', 'M.name: expected "a b", got a & b'],
    ['0101', '0100', 'M.flags: expected "0100", got 0101'],
    ['0AFF', '0AFE', 'M.id: expected "0AFE", got 0AFF'],
    ['<red/>', '<green/>', 'M.lights.0: expected <green>, got red'],
    ['<green/>', '', 'M.lights: expected 1 items, got 2'],
    ['<left>1</left>', '<right>1</right>', 'M.steps.0: expected <right>, got left'],
    ['<right>2<', '<right>3<', 'M.steps.1.right: expected "3", got 2'],
    ['<true/>', '<false/>', 'M.inner.0.yes: expected <false>, got true'],
    ['<no>1<', '<no>2<', 'M.part.no: expected "2", got 1'],
    ['<n>3<', '<n>4<', 'M.part.Odd.n: expected "4", got 3'],
    ['Odd>', 'Even>', 'M.part: expected <no><what>, got Odd'],
    ['<later>4</later>', '', 'M.later: expected nothing, got a value'],
    ['<later>4</later>', '<later>4</later><more/>', 'M.more: expected "", got no such member'],
    ['<later>4</later>', '<later>4</later><later>4</later>', 'M: expected each member once'],
  ])('is another where %s is %s', (from, to, said) => {
    expect(check(xml.replaceAll(from, to), value)).toBe(said);
  });
  it('is another where a member is missing', () => {
    expect(check('<a-number>7</a-number><later>4</later>', { aNumber: 7 })).toBe('M.later: expected "4", got nothing');
  });
});
