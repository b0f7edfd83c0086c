import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../asn1/hex.ts';

describe('hex', () => {
  it('is what Buffer writes, and reads back in either case', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (some) => {
        expect(toHex(some)).toBe(Buffer.from(some).toString('hex'));
        expect(fromHex(toHex(some).toUpperCase())).toEqual(some);
      }),
    );
  });

  it.each(['0', '0g', ' 00', '0x00', '+1', '-1', '1.'])('refuses %j', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });
});
