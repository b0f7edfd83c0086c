import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coer } from '../../../asn1/coer.ts';
import { absent, withComponents } from '../../../asn1/constraint.ts';
import { EtsiTs102941CrlRequest } from '../../../asn1/etsi/extension.ts';
import {
  EtsiTs103097Certificate,
  EtsiTs103097Data,
  EtsiTs103097DataSignedExternalPayload,
  encrypted,
  encryptedUnicast,
  signed,
  signedAndEncrypted,
  signedAndEncryptedUnicast,
  unsecured,
} from '../../../asn1/etsi/secured.ts';
import { fromHex, toHex } from '../../../asn1/hex.ts';
import { Certificate } from '../../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../../../asn1/ieee1609dot2/data.ts';
import { jer } from '../../../asn1/jer.ts';
import { choice, integer, type Node, named, octets, optional, sequence, type Type } from '../../../asn1/schema.ts';
import { arbitrary } from '../../arbitrary.ts';
import { plain } from '../plain.ts';

const request = { issuerId: fromHex('0102030405060708'), lastKnownUpdate: 1 };
const TYPES: readonly Node[] = [
  EtsiTs103097Data,
  EtsiTs103097Certificate,
  EtsiTs103097DataSignedExternalPayload,
  unsecured(EtsiTs102941CrlRequest),
  signed(EtsiTs102941CrlRequest),
  encrypted(EtsiTs102941CrlRequest),
  encryptedUnicast(octets()),
  signedAndEncrypted(octets()),
  signedAndEncryptedUnicast(octets()),
];

describe('a type of ETSI TS 103 097', () => {
  it.each(TYPES.map((type) => [type.name, type] as const))(
    '%s: its values are those of IEEE 1609.2, as octets and JSON',
    (_, type) => {
      const wide = type === EtsiTs103097Certificate ? Certificate : Ieee1609Dot2Data;
      const encode = (node: Node, value: unknown) => coer(node as Type<unknown>).encode(value);
      fc.assert(
        fc.property(arbitrary(type, encode), (value) => {
          const written = encode(type, value);
          expect(coer(type).decode(written)).toEqual({ ok: true, value });
          const got = coer(wide).decode(written);
          if (!got.ok) throw new Error(toHex(written));
          expect(toHex(encode(wide, got.value))).toBe(toHex(written));
        }),
        { numRuns: 25 },
      );
      fc.assert(
        fc.property(arbitrary(plain(type)), (value) => {
          const back = jer(plain(type)).from(jer(plain(type)).to(value as never));
          expect(withoutFuture(back)).toEqual(withoutFuture(value));
        }),
        { numRuns: 25 },
      );
    },
  );
  it('has its content as a value, where IEEE 1609.2 has octets', () => {
    const type = unsecured(EtsiTs102941CrlRequest);
    const written = coer(type).encode({ protocolVersion: 3, content: { tag: 'unsecuredData', value: request } });
    expect(toHex(written)).toBe('03800d80010203040506070800000001');
    const { content } = coer(Ieee1609Dot2Data).read(written);
    expect(content).toEqual({ tag: 'unsecuredData', value: coer(EtsiTs102941CrlRequest).encode(request) });
    expect(coer(type).decode(fromHex('03800100'))).toMatchObject({
      ok: false,
      malformed: { path: ['content', 'unsecuredData', 'issuerId'] },
    });
  });
  it('refuses the other alternatives, by their names', () => {
    const got = coer(signed(octets())).decode(fromHex('03800100'));
    expect(got).toMatchObject({ ok: false, malformed: { code: 'tag', path: ['content', 'unsecuredData'] } });
    expect(coer(encryptedUnicast(octets())).decode(fromHex('038202'.padEnd(80, '0')))).toMatchObject({ ok: false });
  });
});

/** JSON says nothing of how many additions a sender knew. */
function withoutFuture(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFuture);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).filter(([name, v]) => name !== '?' && v !== undefined);
  return Object.fromEntries(entries.map(([name, v]) => [name, withoutFuture(v)]));
}

describe('WITH COMPONENTS', () => {
  const Pair = named('Pair', sequence({ a: optional(integer(0, 9)), b: integer(0, 9) }));
  const narrow = withComponents(Pair, { a: absent });
  it('leaves the other members where they are', () => {
    expect(toHex(coer(narrow).encode({ b: 3 }))).toBe('0003');
    expect(coer(narrow).decode(fromHex('800103'))).toMatchObject({ ok: false, malformed: { path: ['a'] } });
    const One = choice({ a: integer(0, 9), b: integer(0, 9) });
    expect(toHex(coer(withComponents(One, { a: absent })).encode({ tag: 'b', value: 3 }))).toBe('8103');
  });
  it('is not said of a member that there is none of, nor of a type without members', () => {
    expect(() => withComponents(Pair, { c: absent })).toThrow(/Pair has no component c/);
    expect(() => withComponents(octets(), {})).toThrow(RangeError);
  });
});
