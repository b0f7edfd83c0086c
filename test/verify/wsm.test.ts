import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../asn1/hex.ts';
import { LONGEST_WSM, unwrap, wrap } from '../../src/net/wsm.ts';

/** The PSID of a frame, or why it is dropped. */
const taken = (frame: string) => {
  const got = unwrap(fromHex(frame));
  return got.ok ? got.psid : got.sentence;
};

describe('a WSM', () => {
  test('comes out as it went in, for each PSID and all lengths there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 270_549_119 }), fc.uint8Array({ maxLength: 300 }), (psid, data) => {
        expect(unwrap(wrap(psid, data))).toEqual({ ok: true, psid, data });
      }),
    );
    for (const psid of [0, 127, 128, 16_511, 16_512, 2_113_663, 2_113_664, 270_549_119])
      expect(unwrap(wrap(psid, new Uint8Array(LONGEST_WSM)))).toMatchObject({ ok: true, psid });
  });
  test('of the longest data is made and taken, of one octet more neither', () => {
    expect(() => wrap(32, new Uint8Array(LONGEST_WSM + 1))).toThrow(/do not fit/);
    const longer = Uint8Array.from([0x03, 0x00, 0x20, 0x88, 0xff, ...new Uint8Array(LONGEST_WSM + 1)]);
    expect(unwrap(longer)).toEqual({ ok: false, sentence: expect.stringMatching(/2303 octets of WSM data/) });
  });
  test('is not made for a PSID that has no p-encoding', () => {
    for (const psid of [-1, 270_549_120]) expect(() => wrap(psid, new Uint8Array(1))).toThrow(RangeError);
  });
  test.each([
    ['the plain form', '0300200101', 32],
    ['an extension of the N-header', '0b010f01b4 00200101', 32],
    ['an extension of the T-header', '030120 01 3001ff 0101', 32],
    ['version 2', '0200200101', /version 2/],
    ['version 4', '0400200101', /version 4/],
    ['a subtype that is reserved', '1300200101', /subtype/],
    ['a TPID that is reserved', '0302200101', /transport|body/],
    ['an octet too few', '0300200201', /short/],
    ['an octet left over', '030020010102', /trailing/],
    ['a long length where a short one does', '030020800101', /canonical/],
    ['a PSID behind the last', '0300f041020408001aa0', /PSID 270549120 is none/],
    ['a PSID in a form of UPER that is no p-encoding', '0300f012001aa0', /PSID 32 is none/],
    ['nothing', '', /short/],
  ])('%s is taken or dropped as it should be', (_, frame, expected) => {
    const got = taken(frame.replaceAll(' ', ''));
    if (typeof expected === 'number') expect(got).toBe(expected);
    else expect(got).toMatch(expected);
  });
  test('of any octets is taken or dropped, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (frame) => {
        const got = unwrap(frame);
        // What is taken has one form only, but for the extensions of its headers.
        if (got.ok && frame[0] === 3 && frame[1] === 0) expect(wrap(got.psid, got.data)).toEqual(frame);
      }),
      { numRuns: 2000 },
    );
  });
});
