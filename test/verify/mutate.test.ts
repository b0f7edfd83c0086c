import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { CrlContents, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import { BasicSafetyMessage } from '../../asn1/j2735/bsm.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { MapData } from '../../asn1/j2735/map.ts';
import { SPAT } from '../../asn1/j2735/spat.ts';
import type { Type } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import { TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import type { Signing } from '../../src/secure/sign.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { certificateHash } from '../../src/trust/certificate.ts';
import { type Holder, issueExplicit } from '../../src/trust/issue.ts';
import { results } from '../../src/trust/result.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { parse } from '../../src/verify/parse.ts';
import { crlProfile, profiles } from '../../src/verify/profile.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { arbitrary } from '../arbitrary.ts';
import { fault } from '../field.ts';
import { aca, at, crypto, device, ica, keys, NOW, PSIDS, root, START, subject, under } from '../pki.ts';
import { payload as srm } from './srm.ts';

const ssp = {
  tag: 'opaque',
  value: coer(CrlSsp).encode({ version: 1, associatedCraca: 'issuerIsCraca', crls: [3] }),
} as const;
const rights = [
  ...[PSIDS.bsm, PSIDS.srm, PSIDS.spat, PSIDS.map, PSIDS.tmc].map((psid) => ({ psid, ssp: undefined })),
  { psid: PSIDS.crl, ssp },
];
const year = { start: START, duration: { tag: 'years', value: 1 } } as const;
const implicit = device(rights);
const explicit = under(aca, 'ee', { appPermissions: rights, validityPeriod: year });
const key = keys.generate('P-384');
const wide: Holder = {
  key,
  record: issueExplicit(
    { crypto, keys },
    aca,
    subject('wide', { appPermissions: rights, validityPeriod: year }),
    'P-384',
    key.public,
  ),
};

/** Some value of the type, the same at each run, that makes no more than a WSM. */
function some<T>(type: Type<T>, encode: (value: T) => Uint8Array): Uint8Array {
  const all = fc.sample(arbitrary(type), { seed: 7, numRuns: 200 }) as T[];
  const octets = all.map(encode).find((o) => o.length > 40 && o.length < 700);
  if (!octets) throw new Error('no value of this size');
  return octets;
}
const frame = (tag: string) => (value: unknown) => uper(MessageFrame).encode({ tag, value } as MessageFrame);
const contents: CrlContents = {
  version: 1,
  crlSeries: 3,
  crlCraca: aca.record.id8,
  issueDate: START,
  nextCrl: START + 86_400,
  priorityInfo: { priority: undefined },
  typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries: [{ id: new Uint8Array(10), expiry: START }] } },
};
const kinds: readonly (readonly [string, number, Uint8Array, Partial<Signing>?])[] = [
  ['BSM', PSIDS.bsm, some(BasicSafetyMessage, frame('BasicSafetyMessage'))],
  ['SRM', PSIDS.srm, srm],
  ['SPaT', PSIDS.spat, some(SPAT, frame('SPAT'))],
  ['MAP', PSIDS.map, some(MapData, frame('MapData'))],
  ['TMC', PSIDS.tmc, some(TmcMessage, (v) => coer(TmcMessage).encode(v)), { expiryTime: NOW + 1e6 }],
  ['CRL', PSIDS.crl, coer(CrlContents).encode(contents), { generationTime: undefined }],
];
const forms = (by: Holder): readonly Signing['signer'][] => {
  const certificate = by.record;
  return [
    { form: 'certificate', certificate },
    { form: 'certificate', certificate, issuers: [aca.record, ica.record] },
    { form: 'digest', certificate },
  ];
};
const originals = kinds.flatMap(([kind, psid, payload, change]) =>
  [implicit, explicit, wide].flatMap((by) =>
    forms(by)
      .filter((signer) => kind !== 'TMC' || signer.form === 'certificate')
      .map((signer) => ({
        name: `${kind}, ${by.record.value.type} ${by.key.curve}, ${signer.form}`,
        by,
        octets: signSpdu({ crypto, keys, key: by.key, psid, payload, generationTime: NOW, signer, ...change }),
      })),
  ),
);

const store = new TrustStore({ crypto });
beforeAll(() => {
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  for (const { record } of [implicit, explicit, wide]) {
    const judged = store.judge(record);
    if (!judged.ok) throw new Error(judged.sentence);
    store.remember(judged);
  }
});
const verify = (octets: Uint8Array) =>
  new Verifier({ crypto, clock: at(NOW), store, profiles: [...profiles, crlProfile] }).verify(octets);

/** What was signed and by whom; this is all an SPDU says. */
function said(octets: Uint8Array): string {
  const parsed = parse(octets);
  if (!parsed.ok) throw new Error(parsed.sentence);
  const { signer, tbs } = parsed;
  const id =
    signer.tag === 'certificate'
      ? certificateHash(crypto, signer.value[0]!.value, signer.value[0]!.octets).subarray(-8)
      : (signer.value as Uint8Array);
  return Buffer.concat([id, tbs]).toString('hex');
}

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
function swap(octets: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.from(hex(octets).replace(hex(from), hex(to)), 'hex'));
}

type Change = (octets: Uint8Array) => Uint8Array;
const where = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at0 = (octets: Uint8Array, share: number) => Math.floor(octets.length * share);
const octet = fc.integer({ min: 0, max: 255 });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(where, fc.integer({ min: 0, max: 7 })).map(
    ([w, bit]): Change =>
      (o) => {
        const i = at0(o, w);
        return o.map((v, k) => (k === i ? v ^ (1 << bit) : v));
      },
  ),
  fc.tuple(where, octet).map(
    ([w, v]): Change =>
      (o) =>
        o.map((old, k) => (k === at0(o, w) ? v : old)),
  ),
  fc.tuple(where, fc.integer({ min: 1, max: 40 })).map(
    ([w, n]): Change =>
      (o) =>
        Uint8Array.of(...o.subarray(0, at0(o, w)), ...o.subarray(at0(o, w) + n)),
  ),
  fc.tuple(where, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(
    ([w, more]): Change =>
      (o) =>
        Uint8Array.of(...o.subarray(0, at0(o, w)), ...more, ...o.subarray(at0(o, w))),
  ),
  // The head of one message and the tail of another: behind the same length from the end, or anywhere.
  fc.tuple(where, fc.nat(originals.length - 1), fc.boolean()).map(
    ([w, n, aligned]): Change =>
      (o) => {
        const other = originals[n]!.octets;
        const i = at0(o, w);
        const from = aligned ? Math.max(0, other.length - (o.length - i)) : at0(other, w);
        return Uint8Array.of(...o.subarray(0, i), ...other.subarray(from));
      },
  ),
  // Certificate, digest or payload of another signer in the place of one's own.
  fc.tuple(fc.nat(originals.length - 1), fc.constantFrom('octets', 'id8')).map(
    ([n, what]): Change =>
      (o) =>
        [implicit, explicit, wide].reduce((out, h) => swap(out, h.record[what], originals[n]!.by.record[what]), o),
  ),
);

describe('a verifier', () => {
  test.each(originals.map((o) => [o.name, o.octets] as const))('accepts %s as it was sent', (_, octets) => {
    expect(verify(octets)).toMatchObject({ ok: true });
  });
  test('never throws, and accepts nothing that was not signed as it stands', () => {
    const signed = new Set(originals.map((o) => said(o.octets)));
    fc.assert(
      fc.property(fc.nat(originals.length - 1), fc.array(change, { minLength: 1, maxLength: 3 }), (n, changes) => {
        const octets = changes.reduce((o, f) => f(o), originals[n]!.octets);
        const verdict = verify(octets);
        if (verdict.ok) expect(signed.has(said(octets))).toBe(true);
        else {
          expect(results).toHaveProperty(verdict.result);
          expect(fault(verdict.finding)).toBe('');
        }
      }),
      { numRuns: 5000 },
    );
  });
  test('never throws at octets that were never a message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        expect(verify(octets)).toMatchObject({ ok: false });
        expect(verify(Uint8Array.of(0x03, 0x81, 0x00, ...octets))).toMatchObject({ ok: false });
      }),
      { numRuns: 2000 },
    );
  });
});
