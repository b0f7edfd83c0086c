/** Threats to one encoding for one value: a message, or a certificate, in other octets would have another hash. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { Type } from '../../asn1/schema.ts';
import { same } from '../../src/crypto/digest.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { plain } from '../asn1/plain.ts';
import { aca, at, crypto, ica, NOW, PSIDS, root } from '../pki.ts';
import { ambulance, signed } from './srm.ts';

/** With no octets kept as they came. */
const loose = coer(plain(Ieee1609Dot2Data) as Type<Ieee1609Dot2Data>);
/** It has to learn the last CA from the message. */
function unit(): Verifier {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  store.addAuthority(ica.record);
  return new Verifier({ crypto, clock: at(NOW), store });
}

describe('A08: one value, one encoding', () => {
  /** A message with a list of two certificates: one implicit, one explicit. */
  const whole = signed(ambulance, {
    signer: { form: 'certificate', certificate: ambulance.record, issuers: [aca.record] },
  });
  const instead = (i: number, ...put: number[]): Uint8Array =>
    Uint8Array.of(...whole.subarray(0, i), ...put, ...whole.subarray(i + 1));
  /** What stands at an octet in a form that other rules know, if it is a length or a number there. */
  const forms: Readonly<Record<string, (i: number, is: number) => Uint8Array>> = {
    'a length of two octets': (i, is) => instead(i, 0x81, is),
    'a length of three octets': (i, is) => instead(i, 0x82, 0, is),
    'a length of five octets': (i, is) => instead(i, 0x84, 0, 0, 0, is),
    'a number with a needless octet': (i, is) => instead(i, is + 1, 0),
    'a length of no end': (i) => instead(i, 0x80),
    'a length of no end, and its end': (i, is) =>
      Uint8Array.of(...instead(i, 0x80).subarray(0, i + 1 + is), 0, 0, ...whole.subarray(i + 1 + is)),
  };
  /** Also with a length that stands shortly before it, around it, put right. */
  const around = (octets: Uint8Array, i: number): Uint8Array[] => {
    const more = octets.length - whole.length;
    const before = [1, 2, 3, 4].filter((back) => i >= back);
    return [octets, ...before.map((back) => octets.with(i - back, octets[i - back]! + more))];
  };
  /** Whether the octets say what the message says, only otherwise. */
  const says = (octets: Uint8Array): boolean => {
    const got = loose.lenient(octets);
    return got.ok && got.deviations.length > 0 && same(loose.encode(got.value), whole);
  };
  /** By a unit that needs all of the message, and has heard none before. */
  const judged = (octets: Uint8Array) => unit().verify(octets, PSIDS.srm);

  test.each(Object.entries(forms))('A08: %s, at whatever octet, is spduParsingInvalidInput', (name, form) => {
    expect(judged(whole).ok).toBe(true);
    let places = 0;
    for (let i = 0; i < whole.length; i++)
      for (const octets of around(form(i, whole[i]!), i)) {
        if (same(octets, whole)) continue;
        const got = judged(octets);
        const result = got.ok ? 'accepted' : got.result;
        if (!says(octets)) {
          expect(result, `octet ${i}`).not.toBe('accepted');
          continue;
        }
        places++;
        expect(result, `octet ${i}`).toBe('spduParsingInvalidInput');
      }
    // No rule that we know reads a length of no end.
    if (!name.includes('end')) expect(places).toBeGreaterThan(5);
  });
  test('A08: the number of an enumeration in its long form is spduParsingInvalidInput', () => {
    const [own, issuer] = [ambulance, aca].map(({ record }) => Buffer.from(whole).indexOf(record.octets) + 2);
    const places = [
      ['hashId', 2, 0],
      ['type', own!, 1],
      ['type', issuer!, 0],
    ] as const;
    for (const [field, i, is] of places) {
      expect(whole[i]).toBe(is);
      for (const long of [[0x81, is], [0x82, 0, is], [0x80 | is]])
        expect(judged(instead(i, ...long)), field).toMatchObject({
          ...{ result: 'spduParsingInvalidInput', finding: { field: expect.stringMatching(`\\.${field}$`) } },
        });
    }
  });
});
