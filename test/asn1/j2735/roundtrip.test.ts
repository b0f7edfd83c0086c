import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmergencyVehicleAlert } from '../../../asn1/j2735/alert.ts';
import { BasicSafetyMessage } from '../../../asn1/j2735/bsm.ts';
import { MessageFrame } from '../../../asn1/j2735/frame.ts';
import { IntersectionCollision } from '../../../asn1/j2735/ica.ts';
import { MapData } from '../../../asn1/j2735/map.ts';
import { PersonalSafetyMessage } from '../../../asn1/j2735/psm.ts';
import { RoadSafetyMessage } from '../../../asn1/j2735/rsm.ts';
import { RTCMcorrections } from '../../../asn1/j2735/rtcm.ts';
import { SensorDataSharingMessage } from '../../../asn1/j2735/sdsm.ts';
import { SPAT } from '../../../asn1/j2735/spat.ts';
import { SignalRequestMessage } from '../../../asn1/j2735/srm.ts';
import { SignalStatusMessage } from '../../../asn1/j2735/ssm.ts';
import { TravelerInformation } from '../../../asn1/j2735/tim.ts';
import { jer } from '../../../asn1/jer.ts';
import type { Node, Type } from '../../../asn1/schema.ts';
import { uper } from '../../../asn1/uper.ts';
import { arbitrary } from '../../arbitrary.ts';

const messages: readonly (Node & { readonly name?: string })[] = [
  SignalRequestMessage,
  SignalStatusMessage,
  SPAT,
  MapData,
  BasicSafetyMessage,
  TravelerInformation,
  PersonalSafetyMessage,
  EmergencyVehicleAlert,
  IntersectionCollision,
  RTCMcorrections,
  RoadSafetyMessage,
  SensorDataSharingMessage,
  MessageFrame,
];

describe.each(messages.map((schema) => [schema.name!, schema as Type<unknown>] as const))('%s', (_, schema) => {
  const codec = uper(schema);

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(arbitrary(schema), (value) => {
        expect(codec.decode(codec.encode(value))).toEqual({ ok: true, value });
      }),
    );
  });

  it('says the same in JER', () => {
    const json = jer(schema);
    fc.assert(
      fc.property(arbitrary(schema), (value) => {
        const text = JSON.stringify(json.to(value));
        expect(JSON.stringify(json.to(json.from(JSON.parse(text))))).toBe(text);
      }),
    );
  });

  it('refuses every message that was cut short', () => {
    fc.assert(
      fc.property(arbitrary(schema), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value, part) => {
        const octets = codec.encode(value);
        expect(codec.decode(octets.subarray(0, Math.floor(octets.length * part)))).toEqual(refused);
      }),
    );
  });

  it('refuses octets behind the message', () => {
    fc.assert(
      fc.property(arbitrary(schema), fc.uint8Array({ minLength: 1, maxLength: 9 }), (value, more) => {
        const octets = codec.encode(value);
        expect(codec.decode(Uint8Array.from([...octets, ...more]))).toEqual(refused);
      }),
    );
  });

  it('either refuses flipped bits as a value or reads a message that has just these octets', () => {
    const flips = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(arbitrary(schema), flips, (value, at) => {
        const octets = codec.encode(value);
        for (const bit of at) octets[(bit >>> 3) % octets.length]! ^= 1 << (bit & 7);
        unharmed(schema, octets);
      }),
      { numRuns: 500 },
    );
  });

  it('either refuses octets from nowhere as a value or reads a message that has just these octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (octets) => unharmed(schema, Uint8Array.from(octets))),
      { numRuns: 500 },
    );
  });
});

const refused = {
  ok: false,
  malformed: {
    code: expect.stringMatching(/^[a-z]+$/),
    octet: expect.any(Number),
    bit: expect.any(Number),
    path: expect.any(Array),
    rule: expect.stringMatching(/./),
  },
};
function unharmed(schema: Type<unknown>, octets: Uint8Array): void {
  const codec = uper(schema);
  const got = codec.decode(octets);
  if (got.ok) expect(codec.encode(got.value)).toEqual(octets);
  else expect(got).toEqual(refused);
}
