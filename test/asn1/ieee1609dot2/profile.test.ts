import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coer } from '../../../asn1/coer.ts';
import { Certificate, ExplicitCertificate, ImplicitCertificate } from '../../../asn1/ieee1609dot2/certificate.ts';
import { Countersignature, Ieee1609Dot2Data } from '../../../asn1/ieee1609dot2/data.ts';
import type { Node, Type } from '../../../asn1/schema.ts';
import { arbitrary } from '../../arbitrary.ts';

const encode = (node: Node, value: unknown) => coer(node as Type<unknown>).encode(value);

describe('a profile of IEEE 1609.2', () => {
  it.each([
    ['ImplicitCertificate', ImplicitCertificate, Certificate],
    ['ExplicitCertificate', ExplicitCertificate, Certificate],
    ['Countersignature', Countersignature, Ieee1609Dot2Data],
  ] as readonly (readonly [string, Node, Node])[])('%s: is octet for octet the type it narrows', (_, narrow, wide) => {
    fc.assert(
      fc.property(arbitrary(narrow, encode), (value) => {
        const octets = encode(narrow, value);
        const got = coer(wide).decode(octets);
        expect(got.ok && encode(wide, got.value)).toEqual(octets);
        expect(coer(narrow).decode(octets)).toEqual({ ok: true, value });
      }),
      { numRuns: 40 },
    );
  });
  it('of certificates takes each kind for itself only', () => {
    const of = (type: 'explicit' | 'implicit') =>
      arbitrary(Certificate, encode).filter(({ toBeSigned: { value }, signature }) => {
        const { tag } = value.verifyKeyIndicator;
        return type === 'explicit'
          ? tag === 'verificationKey'
          : tag === 'reconstructionValue' && signature === undefined;
      });
    const taken = (node: Node, type: 'explicit' | 'implicit') =>
      fc.sample(of(type), { seed: 5, numRuns: 20 }).map((value) => coer(node).decode(encode(Certificate, value)).ok);
    expect(new Set(taken(ExplicitCertificate, 'explicit'))).toEqual(new Set([true]));
    expect(new Set(taken(ImplicitCertificate, 'implicit'))).toEqual(new Set([true]));
    expect(new Set(taken(ImplicitCertificate, 'explicit'))).toEqual(new Set([false]));
    expect(new Set(taken(ExplicitCertificate, 'implicit'))).toEqual(new Set([false]));
  });
});
