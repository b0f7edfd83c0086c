import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Psid, Time32, Time64 } from '../../asn1/ieee1609dot2/base.ts';
import { Latitude, MinuteOfTheYear } from '../../asn1/j2735/common.ts';
import { bits, choice, enumerated, nil, octets, utf8 } from '../../asn1/schema.ts';
import { quote, show } from '../../src/dissect/show.ts';

describe('a value', () => {
  it.each([
    ['a time in microseconds', Time64, 621_714_712_490_000n, '2023-09-13T18:31:47.490000Z'],
    ['a time in seconds', Time32, 0, '2004-01-01T00:00:00Z'],
    ['a time later than anybody lives', Time64, 2n ** 64n - 1n, '18446744073709551615'],
    ['a PSID', Psid, 0x20_4096, '2113686 (0x204096, signal requests)'],
    ['a latitude', Latitude, 423_299_937, '423299937 (42.3299937°)'],
    ['a latitude that is not known', Latitude, 900_000_001, '900000001 (unavailable)'],
    ['a minute of the year', MinuteOfTheYear, 1440 + 61, '1501 (day 2, 01:01 UTC)'],
    ['an enumeration of the future', enumerated(['a'], []), '?7', 'UNKNOWN value 7'],
    ['few octets', octets(), Uint8Array.of(1, 0xff), '01ff'],
    ['many octets', octets(), new Uint8Array(100), `${'00'.repeat(24)}… (100 octets)`],
    ['named bits', bits(4, ['a', 'b', 'c']), { octets: Uint8Array.of(0x50), length: 4 }, "'0101' {b, bit 3}"],
    ['an alternative', choice({ a: nil }), { tag: 'a', value: null }, '→ a'],
    [
      'an alternative of the future',
      choice({ a: nil }, {}),
      { tag: '?', value: { index: 4, octets: Uint8Array.of(9) } },
      '→ UNKNOWN alternative 4: 09',
    ],
    ['text that would move the cursor', utf8(), 'a\u001b[2J\u202e"', '"a\\u{1b}[2J\\u{202e}\\""'],
  ])('%s', (_, node, value, expected) => {
    expect(show(node, value)).toContain(expected);
  });
  it('of text is one line that prints, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(quote(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
