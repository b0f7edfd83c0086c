/** Laws that hold for every type of every module, whatever it is made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import * as extension from '../../asn1/etsi/extension.ts';
import { toHex } from '../../asn1/hex.ts';
import * as base from '../../asn1/ieee1609dot2/base.ts';
import * as certificate from '../../asn1/ieee1609dot2/certificate.ts';
import * as crl from '../../asn1/ieee1609dot2/crl.ts';
import * as data from '../../asn1/ieee1609dot2/data.ts';
import * as acpc from '../../asn1/ieee1609dot2dot1/acpc.ts';
import * as enrolment from '../../asn1/ieee1609dot2dot1/enrolment.ts';
import * as issuance from '../../asn1/ieee1609dot2dot1/issuance.ts';
import * as management from '../../asn1/ieee1609dot2dot1/management.ts';
import * as pdu from '../../asn1/ieee1609dot2dot1/pdu.ts';
import * as provisioning from '../../asn1/ieee1609dot2dot1/provisioning.ts';
import * as ssp from '../../asn1/ieee1609dot2dot1/ssp.ts';
import * as element from '../../asn1/ieee1609dot3/element.ts';
import * as wsaSsp from '../../asn1/ieee1609dot3/ssp.ts';
import * as wsa from '../../asn1/ieee1609dot3/wsa.ts';
import * as wsmp from '../../asn1/ieee1609dot3/wsmp.ts';
import { jer } from '../../asn1/jer.ts';
import type { Codec } from '../../asn1/malformed.ts';
import type { Node, Type } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import * as scms from '../../asn1/wavetrust/scms.ts';
import * as tmc from '../../asn1/wavetrust/tmc.ts';
import { arbitrary } from '../arbitrary.ts';
import { plain } from './plain.ts';

type Any = Type<unknown>;
const exported: readonly (readonly [string, unknown])[] = Object.entries({
  ...{ ...base, ...certificate, ...crl, ...data },
  ...{ ...extension, ...acpc, ...enrolment, ...issuance, ...management, ...pdu, ...provisioning, ...ssp },
  ...{ ...wsmp, ...element, ...wsa, ...wsaSsp, ...scms, ...tmc },
});
/** Name, type, and the type that keeps no octets. */
const types = exported
  .filter((e): e is readonly [string, Any] => typeof e[1] === 'object' && e[1] !== null && 'kind' in e[1])
  .map(([name, type]) => [name, type, plain(type) as Any] as const);

const rules = { COER: coer as (n: Any) => Codec<unknown>, UPER: uper as (n: Any) => Codec<unknown> };
/** What a decoder keeps beside a value: its octets in COER, none in UPER. */
const kept = {
  COER: (node: Node, value: unknown) => coer(node as Any).encode(value),
  UPER: () => new Uint8Array(0),
};

it('every module is looked at', () => expect(types.length).toBeGreaterThan(120));

describe.each(['COER', 'UPER'] as const)('in %s', (name) => {
  const codecOf = rules[name];
  it.each(types)('%s: what was written is read', (_, type) => {
    const codec = codecOf(type);
    fc.assert(
      fc.property(arbitrary(type, kept[name]), (value) => {
        expect(codec.decode(codec.encode(value))).toEqual({ ok: true, value });
      }),
      { numRuns: 25 },
    );
  });

  // By the schema that keeps no octets, else writing back would be no more than copying.
  it.each(types)(
    '%s: octets from nowhere and hurt ones are refused as a value, or are just those of what is read',
    (_, __, type) => {
      const codec = codecOf(type);
      const unharmed = (octets: Uint8Array): void => {
        const got = codec.decode(octets);
        if (got.ok) expect(toHex(codec.encode(got.value))).toBe(toHex(octets));
        else expect(got.malformed.octet).toBeLessThanOrEqual(octets.length);
      };
      const hurt = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(arbitrary(type), hurt, (value, changes) => {
          const octets = codec.encode(value).slice();
          if (octets.length === 0) return;
          for (const [at, by] of changes) octets[at % octets.length]! ^= by;
          unharmed(octets);
          unharmed(octets.subarray(0, changes[0]![0] % octets.length));
        }),
        { numRuns: 40 },
      );
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => unharmed(Uint8Array.from(octets))),
        { numRuns: 40 },
      );
    },
  );
});

describe('in JER', () => {
  it.each(types)('%s: what was written is read, and says the same again', (_, __, type) => {
    const json = jer(type);
    fc.assert(
      fc.property(arbitrary(type), (value) => {
        const text = JSON.stringify(json.to(value));
        expect(JSON.stringify(json.to(json.from(JSON.parse(text))))).toBe(text);
      }),
      { numRuns: 25 },
    );
  });
});
