/** Threats to the reading of a message: cut, lengthened, nested, random octets, and every legal shape of a request. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { SignalRequestMessage } from '../../asn1/j2735/srm.ts';
import { uper } from '../../asn1/uper.ts';
import { authorise } from '../../roadside/authorise.ts';
import { same } from '../../src/crypto/digest.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { dissect } from '../../src/dissect/dissect.ts';
import { textOf } from '../../src/dissect/text.ts';
import { unsecured } from '../../src/secure/sign.ts';
import { dSecond, minuteOfTheYear } from '../../src/time.ts';
import { results } from '../../src/trust/result.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { type Profile, profiles } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, at, crypto, ica, NOW, PSIDS, root } from '../pki.ts';
import { ambulance, payload, signed } from './srm.ts';

const frames = uper(MessageFrame);
const spdus = coer(Ieee1609Dot2Data);
const PARSE = 'spduParsingInvalidInput';

function unit(change: Partial<Profile> = {}) {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  const asked = profiles.map((p) => (p.psid === PSIDS.srm ? { ...p, ...change } : p));
  const verifier = new Verifier({ crypto, clock: at(NOW), store, profiles: asked });
  return { store, hear: (octets: Uint8Array) => verifier.verify(octets, PSIDS.srm) };
}
const verdict = (octets: Uint8Array, { hear } = unit()): string => {
  const got = hear(octets);
  return got.ok ? 'accepted' : got.result;
};
const carrying = (of: Uint8Array): Uint8Array => signed(ambulance, { payload: of });

describe(`refused as ${PARSE}`, () => {
  test('A02: unsecured data with a request in it', () => expect(verdict(unsecured(payload))).toBe(PARSE));
  test('A04: cut off behind any octet', () => {
    const whole = signed();
    const heard = unit();
    for (let n = 0; n < whole.length; n++) expect(verdict(whole.subarray(0, n), heard), `cut at ${n}`).toBe(PARSE);
    expect(heard.store.signers).toBe(0);
  });
  test('A05: with 1 to 64 octets behind it', () => {
    const whole = signed();
    for (let n = 1; n <= 64; n++) expect(verdict(Uint8Array.of(...whole, ...new Uint8Array(n)))).toBe(PARSE);
  });
  test('A06: with octets behind the message, or inside its length and behind its value', () => {
    expect(payload[2]).toBe(payload.length - 3);
    const inside = Uint8Array.of(...payload.subarray(0, 2), payload[2]! + 1, ...payload.subarray(3), 0);
    expect([payload, inside, Uint8Array.of(...payload, 0)].map((p) => verdict(carrying(p)))).toEqual([
      'accepted',
      PARSE,
      PARSE,
    ]);
  });
  test('A16: signed data in signed data, once and 150 times, even where nobody opens what is in it', () => {
    for (const opened of [{}, { payload: 'octets', messages: [] }] as const) {
      const heard = unit(opened);
      let nested = signed();
      expect(verdict(nested, heard)).toBe('accepted');
      for (let depth = 1; depth <= 150; depth++) {
        nested = signed(ambulance, { spdu: nested });
        expect(heard.hear(nested), `${depth} deep`).toMatchObject({
          ...{ ok: false, result: 'spduParsingInvalidInput' },
          finding: { field: expect.stringMatching(/^content\.signedData\.tbsData\.payload\.data\.content/) },
        });
      }
    }
  });
  test('A16: nor any other secured data in signed data', () => {
    const heard = unit({ payload: 'octets', messages: [] });
    const contents = [
      { tag: 'unsecuredData', value: payload },
      { tag: 'signedCertificateRequest', value: payload },
      { tag: '?', value: { index: 9, octets: payload } },
    ] as const;
    const inside = contents.map((content) => spdus.encode({ protocolVersion: 3, content }));
    expect(inside.map((spdu) => verdict(signed(ambulance, { spdu }), heard))).toEqual([
      'accepted',
      'spduParsingInvalidInput',
      'spduParsingInvalidInput',
    ]);
  });
});

describe('noise', () => {
  const chance = seededRandom('noise');
  const number = (below: number): number => new DataView(chance.octets(4).buffer).getUint32(0) % below;
  const originals = [signed(), signed(ambulance, { signer: { form: 'digest', certificate: ambulance.record } })];

  // As many as the case asks for take minutes: WAVETRUST_FULL=1.
  const [random, flipped] = process.env.WAVETRUST_FULL ? [1_000_000, 1_000_000] : [20_000, 6000];
  test('A17: random octets are spduParsingInvalidInput, or refused by another name, and leave nothing', () => {
    const heard = unit();
    const [noise, begun] = [new Set<string>(), new Set<string>()];
    for (let k = 0; k < random / 2; k++) {
      noise.add(verdict(chance.octets(number(200)), heard));
      begun.add(verdict(Uint8Array.of(3, 0x81, 0, 0x40, 3, 0x80, ...chance.octets(number(90))), heard));
    }
    expect([...noise]).toContain('spduParsingInvalidInput');
    expect([...noise, ...begun].filter((kind) => !(kind in results))).toEqual([]);
    expect(begun.size).toBeGreaterThan(1);
    expect(heard.store.signers).toBe(0);
  });
  test('A17: whatever bits are flipped, it is cryptoVerificationFailure or refused by another name', () => {
    for (const original of originals) {
      // Its signer is known: nothing but the signature stands between a changed message and its harm.
      const heard = unit({ replay: false });
      expect(originals.map((octets) => verdict(octets, heard))).toEqual(['accepted', 'accepted']);
      // The octet in front of the 64 of r and s says which form r has. In one other form its x is the same signature.
      const form = original.length - 65;
      const forms = [0x80, 0x82, 0x83].filter((tag) => verdict(original.with(form, tag), heard) === 'accepted');
      expect([original[form], forms.length]).toEqual([0x80, 2]);
      const kinds = new Set<string>();
      const judge = (octets: Uint8Array, which: string): string => {
        const got = verdict(octets, heard);
        const unchanged = forms.includes(octets[form]!) && same(octets.with(form, 0x80), original);
        expect(got === 'accepted', `${which}: ${got}`).toBe(unchanged);
        kinds.add(got);
        return got;
      };
      const at = Buffer.from(original).indexOf(payload);
      for (let bit = 0; bit < original.length * 8; bit++) {
        const octet = bit >> 3;
        const got = judge(flip(original, bit), `bit ${bit}`);
        if (octet > form || (octet >= at && octet < at + payload.length)) expect(got).toBe('cryptoVerificationFailure');
      }
      for (let k = 0; k < flipped / 2; k++) {
        let hurt = original;
        for (let n = 0; n <= k % 3; n++) hurt = flip(hurt, number(original.length * 8));
        judge(hurt, `the ${k}th of chance`);
      }
      kinds.delete('accepted');
      expect([...kinds].filter((kind) => !(kind in results))).toEqual([]);
      expect(kinds.size).toBeGreaterThan(5);
      expect(heard.store.signers).toBe(1);
    }
  });
  const flip = (octets: Uint8Array, bit: number): Uint8Array =>
    octets.with(bit >> 3, octets[bit >> 3]! ^ (0x80 >> (bit & 7)));
});

const full: SignalRequestMessage = {
  ...{ timeStamp: minuteOfTheYear(NOW), second: dSecond(NOW), sequenceNumber: 1 },
  requests: [
    {
      request: {
        ...{ id: { region: 0, id: 7001 }, requestID: 1, requestType: 'priorityRequest' },
        ...{ inBoundLane: { tag: 'lane', value: 1 }, outBoundLane: { tag: 'lane', value: 9 } },
      },
      ...{ minute: 217_441, second: 9000, duration: 5000 },
    },
  ],
  requestor: {
    id: { tag: 'entityID', value: Uint8Array.of(1, 2, 3, 4) },
    type: { role: 'ambulance', request: 'requestImportanceLevel14' },
    position: { position: { lat: 397_400_000, long: -1_049_900_000, elevation: 16_000 }, heading: 0 },
    name: 'Engine 7',
    routeName: 'Colfax',
    transitStatus: { octets: Uint8Array.of(0x80), length: 8 },
    transitOccupancy: 'occupancyUnknown',
    transitSchedule: -12,
  },
};

describe('every shape a request may have', () => {
  const read = (value: SignalRequestMessage) => {
    const got = unit().hear(carrying(frames.encode({ tag: 'SignalRequestMessage', value })));
    const frame = got.ok && got.payload.tag === 'messageFrame' ? got.payload.value : undefined;
    const srm = frame?.tag === 'SignalRequestMessage' ? frame.value : undefined;
    return { result: got.ok ? 'accepted' : got.result, srm };
  };
  test('A09: with and without each of eight optional fields it is accepted, and read as it was written', () => {
    const heard = unit();
    const fields = ['type', 'position', 'name', 'routeName', 'transitStatus'] as const;
    for (let set = 0; set < 256; set++) {
      const has = (bit: number) => (set >> bit) & 1;
      const requestor = { ...full.requestor };
      for (const [bit, name] of fields.entries()) if (!has(bit)) delete (requestor as Record<string, unknown>)[name];
      const value: SignalRequestMessage = {
        ...{ second: full.second, requestor },
        ...(has(5) ? { timeStamp: full.timeStamp } : {}),
        ...(has(6) ? { sequenceNumber: full.sequenceNumber } : {}),
        ...(has(7) ? { requests: full.requests } : {}),
      };
      const octets = frames.encode({ tag: 'SignalRequestMessage', value });
      const got = heard.hear(signed(ambulance, { payload: octets, generationTime: NOW - set }));
      expect(got.ok ? 'accepted' : got.sentence).toBe('accepted');
      expect(got.ok && got.payload.tag === 'messageFrame' && frames.encode(got.payload.value)).toEqual(octets);
      if (!got.ok || got.payload.tag !== 'messageFrame' || got.payload.value.tag !== 'SignalRequestMessage') continue;
      // Without a role it is nobody's, without requests there is none: either way somebody decides, and nothing throws.
      const allowed = authorise(got, got.payload.value.value, { region: 0, id: 7001 }, NOW);
      expect(allowed.ok ? allowed.requests.length : allowed.reason).toBe(has(0) ? has(7) : 'roleNotPermitted');
    }
  });
  test('A10: with 32 requests, one, and none at all it is accepted; a 33rd cannot be written', () => {
    for (const count of [1, 32]) {
      const value = { ...full, requests: Array.from({ length: count }, () => full.requests![0]!) };
      expect(read(value).result).toBe('accepted');
      expect(read(value).srm?.requests).toHaveLength(count);
    }
    expect(read({ ...full, requests: undefined }).srm?.requests).toBeUndefined();
    const many = { ...full, requests: Array.from({ length: 33 }, () => full.requests![0]!) };
    expect(() => frames.encode({ tag: 'SignalRequestMessage', value: many })).toThrow(RangeError);
  });
  test('A12: a name of 63 characters that would move a cursor is accepted, kept as it is, and shown escaped', () => {
    const name = '\u0000\u001b[2J\u001b[31m<script>alert(1)</script>\r\n\u007f'.padEnd(63, '\b');
    const value = { ...full, requestor: { ...full.requestor, name, routeName: name } };
    expect(read(value).result).toBe('accepted');
    expect(read(value).srm?.requestor).toMatchObject({ name, routeName: name });
    const octets = frames.encode({ tag: 'SignalRequestMessage', value });
    const shown = textOf(dissect({ label: 'x', octets }, 'messageframe', crypto));
    expect(shown).toContain('<script>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(() =>
      frames.encode({
        tag: 'SignalRequestMessage',
        value: { ...full, requestor: { ...full.requestor, name: `${name}x` } },
      }),
    ).toThrow(RangeError);
  });
});
