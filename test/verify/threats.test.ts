/** Cases of the threats list that no other test of this folder holds, each with the result it is refused by. */
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data, type SignedData, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { join } from '../../asn1/octets.ts';
import { type Signing, signSpdu } from '../../src/secure/sign.ts';
import type { Subject } from '../../src/trust/issue.ts';
import { hashWith } from '../../src/trust/signer.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { profiles } from '../../src/verify/profile.ts';
import { Verifier, type VerifierOptions } from '../../src/verify/verifier.ts';
import { aca, all, at, circle, crypto, device, ica, keys, NOW, PSIDS, root, START, under } from '../pki.ts';
import { ambulance, payload, signed, srm } from './srm.ts';

const codec = coer(Ieee1609Dot2Data);
function unit(change: Partial<VerifierOptions> & { now?: number } = {}): Verifier {
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  return new Verifier({ crypto, clock: at(change.now ?? NOW), store, ...change });
}
const verdict = (octets: Uint8Array, v = unit(), psid?: number): string => {
  const got = v.verify(octets, psid);
  return got.ok ? 'accepted' : got.result;
};
/** The SPDU with these parts of its signedData, signed by nobody anew. */
function changed(part: (data: SignedData) => Partial<SignedData>): Uint8Array {
  const { content } = codec.read(signed());
  if (content.tag !== 'signedData') throw new Error('not signed');
  const value = { ...content.value, ...part(content.value) };
  return codec.encode({ protocolVersion: 3, content: { tag: 'signedData', value } });
}
/** An SPDU of the ambulance over these toBeSigned, properly signed. */
function signedOver(tbs: ToBeSignedData): Uint8Array {
  const octets = coer(ToBeSignedData).encode(tbs);
  const message = join([crypto.hash('sha256', octets), hashWith(crypto, 'sha256', ambulance.record)]);
  const { r, s } = keys.sign(ambulance.key, 'sha256', message);
  const signature = { tag: 'ecdsaNistP256Signature', value: { rSig: { tag: 'x-only', value: r }, sSig: s } } as const;
  return changed(() => ({ tbsData: { value: tbs, octets }, signature }));
}
function tbsOf(octets: Uint8Array): ToBeSignedData {
  const { content } = codec.read(octets);
  if (content.tag !== 'signedData') throw new Error('not signed');
  return content.value.tbsData.value;
}

describe('the envelope', () => {
  test.each([
    ['A01 a message with no envelope', payload, 'spduParsingInvalidInput'],
    ['A03 version 4', Uint8Array.of(4, ...signed().subarray(1)), 'spduParsingInvalidInput'],
    ['A05 64 octets behind it', Uint8Array.of(...signed(), ...new Uint8Array(64)), 'spduParsingInvalidInput'],
  ])('%s', (_, octets, result) => expect(verdict(octets)).toBe(result));

  test('A07: octets that look like a message id before the message change nothing', () => {
    const tricky = device([{ psid: PSIDS.srm, ssp: undefined }], {
      id: { tag: 'binaryId', value: Uint8Array.of(0x00, 0x1d, 0x00, 0x14) },
    });
    const got = unit().verify(signed(tricky));
    expect(got.ok && got.payload.tag === 'messageFrame' && got.payload.value).toEqual(srm);
    expect(srm.tag).toBe('SignalRequestMessage');
  });
  test('A13: the PSID of the frame is the one that is signed, in each direction', () => {
    for (const psid of [PSIDS.bsm, PSIDS.ssm, PSIDS.map, 0])
      expect(verdict(signed(), unit(), psid)).toBe('psidsDontMatch');
    expect(verdict(signed(), unit(), PSIDS.srm)).toBe('accepted');
  });
  test('A14: under each PSID only its own messages are accepted', () => {
    const every = device(
      profiles.filter((p) => p.payload === 'messageFrame').map(({ psid }) => ({ psid, ssp: undefined })),
    );
    for (const { psid, payload: kind, messages } of profiles) {
      if (kind !== 'messageFrame') continue;
      expect(verdict(signed(every, { psid })), `${psid}`).toBe(
        messages.includes('SignalRequestMessage') ? 'accepted' : 'psidsDontMatch',
      );
    }
  });
  test('A15: data that is only hashed is not for us; omitted data neither, whatever stands there', () => {
    const tbs = tbsOf(signed());
    const extDataHash = { tag: 'sha256HashedData', value: new Uint8Array(32) } as const;
    const over = (part: Partial<ToBeSignedData['payload']>) =>
      verdict(signedOver({ ...tbs, payload: { ...tbs.payload, ...part } }));
    expect(over({})).toBe('accepted');
    expect(over({ data: undefined, extDataHash })).toBe('noExtDataHashPresent');
    expect(over({ extDataHash })).toBe('noExtDataHashPresent');
    expect(over({ data: undefined, omitted: null, '?': undefined })).toBe('spduParsingInvalidInput');
    expect(over({ omitted: null, '?': undefined })).toBe('spduParsingInvalidInput');
  });
  test('what a session layer signed is not accepted as what an application says', () => {
    for (const pduFunctionalType of [1, 2, 3, 200])
      expect(verdict(signed(ambulance, { header: { pduFunctionalType } }))).toBe('inconsistentInputParameters');
  });
  test('both ways to ask for certificates in one header are refused, each alone is not', () => {
    const p2pcdLearningRequest = new Uint8Array(3);
    const inlineP2pcdRequest = [new Uint8Array(3)];
    const header = (h: Signing['header']) => verdict(signed(ambulance, h ? { header: h } : {}));
    expect(header({ p2pcdLearningRequest })).toBe('accepted');
    expect(header({ inlineP2pcdRequest })).toBe('accepted');
    expect(header({ p2pcdLearningRequest, inlineP2pcdRequest })).toBe('spduParsingInvalidInput');
  });
  test('a certificate that answers a request is carried, and not trusted for it', () => {
    const store = new TrustStore({ crypto });
    for (const { record } of [root]) store.addAnchor(record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    const gift = under(ica, 'gift', { certIssuePermissions: [all(1)] }).record;
    const requestedCertificate = { value: gift.value, octets: gift.octets };
    expect(verdict(signed(ambulance, { header: { requestedCertificate } }), unit({ store }))).toBe('accepted');
    expect(store.find(gift.id8)).toEqual([]);
  });
});

describe('critical fields of a later edition, and hashes that do not fit', () => {
  const future = { tag: '?', value: { index: 30, octets: Uint8Array.of(1) } } as const;
  test.each<[string, string, () => Uint8Array]>([
    ['B23 hash algorithm', 'unsupportedCriticalInformationField', () => changed(() => ({ hashId: '?7' }))],
    ['B23 SM3', 'unsupportedCriticalInformationField', () => changed(() => ({ hashId: 'sm3' }))],
    ['B23 signer', 'unsupportedCriticalInformationField', () => changed(() => ({ signer: future }))],
    ['B23 signature', 'unsupportedCriticalInformationField', () => changed(() => ({ signature: future }))],
    ['a tag no edition has, as signer', 'unsupportedCriticalInformationField', () => tagged(0xff)],
    ['SHA-384 with a signature on P-256', 'inconsistentInputParameters', () => changed(() => ({ hashId: 'sha384' }))],
    [
      'no certificate in the list',
      'spduParsingInvalidInput',
      () => changed(() => ({ signer: { tag: 'certificate', value: [] } })),
    ],
    [
      'five certificates',
      'chainTooLongForSDEE',
      () =>
        signed(ambulance, {
          signer: {
            form: 'certificate',
            certificate: ambulance.record,
            issuers: [aca, ica, root, root].map((h) => h.record),
          },
        }),
    ],
  ])('%s: %s', (_, result, make) => expect(verdict(make())).toBe(result));

  /** The signer's tag is the one before the count of certificates. */
  function tagged(tag: number): Uint8Array {
    const octets = signed();
    const at = Buffer.from(octets).indexOf(Buffer.from([0x81, 0x01, 0x01, ...ambulance.record.octets.subarray(0, 2)]));
    octets[at] = tag;
    return octets;
  }
});

describe('signatures', () => {
  const n = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
  const scalar = (hex: string) => Uint8Array.from(Buffer.from(hex.padStart(64, '0'), 'hex'));
  const values = [scalar('00'), scalar(n), scalar('f'.repeat(64))];
  test('B02: r or s of 0, of n and beyond is refused', () => {
    const { content } = codec.read(signed());
    const good = content.tag === 'signedData' ? content.value.signature : undefined;
    if (good?.tag !== 'ecdsaNistP256Signature') throw new Error('not ours');
    for (const bad of values) {
      const asS = { ...good, value: { ...good.value, sSig: bad } };
      const asR = { ...good, value: { ...good.value, rSig: { tag: 'x-only', value: bad } } } as const;
      for (const signature of [asS, asR])
        expect(verdict(changed(() => ({ signature })))).toBe('cryptoVerificationFailure');
    }
  });
  test('B03: R as a whole point has to be the point, where the profile checks it', () => {
    const { content } = codec.read(signed());
    if (content.tag !== 'signedData') throw new Error('not signed');
    const { tbsData, signer, signature: good } = content.value;
    if (good.tag !== 'ecdsaNistP256Signature' || good.value.rSig.tag !== 'x-only') throw new Error('not ours');
    const x = good.value.rSig.value;
    const whole = crypto.uncompress('P-256', Uint8Array.of(2, ...x));
    const [y, wrong] = [whole.slice(33), whole.slice(33).with(31, whole[64]! ^ 2)];
    const forms = [
      { tag: 'compressed-y-0', value: x },
      { tag: 'compressed-y-1', value: x },
      { tag: 'uncompressedP256', value: { x, y } },
      { tag: 'uncompressedP256', value: { x, y: wrong } },
      { tag: 'fill', value: null },
    ] as const;
    const results = forms.map((rSig) =>
      verdict(changed(() => ({ tbsData, signer, signature: { ...good, value: { ...good.value, rSig } } }))),
    );
    expect(results.slice(0, 2).sort()).toEqual(['accepted', 'cryptoVerificationFailure']);
    expect(results[2]).toBe(results[0]);
    expect(results.slice(3)).toEqual(['cryptoVerificationFailure', 'spduParsingInvalidInput']);
  });
  test('B01, B04: another payload, or the signature of another message, is refused', () => {
    const [one, other] = [signed(), signed(ambulance, { generationTime: NOW - 1 })];
    expect(verdict(Uint8Array.of(...one.subarray(0, -66), ...other.subarray(-66)))).toBe('cryptoVerificationFailure');
    const i = Buffer.from(one).indexOf(Buffer.from(payload));
    expect(verdict(one.with(i + payload.length - 1, one[i + payload.length - 1]! ^ 0x10))).toBe(
      'cryptoVerificationFailure',
    );
  });
  test('B11: a digest nobody has seen is not found, and leaves nothing', () => {
    const store = new TrustStore({ crypto });
    const signer = { form: 'digest', certificate: ambulance.record } as const;
    expect(verdict(signed(ambulance, { signer }), unit({ store }))).toBe('certificateNotFound');
    expect(store.signers).toBe(0);
  });
  test('B12: a digest that names somebody else’s certificate is refused, whose certificate stays', () => {
    const v = unit();
    const other = device([{ psid: PSIDS.srm, ssp: undefined }]);
    expect(verdict(signed(), v)).toBe('accepted');
    const stolen = signSpdu({
      crypto,
      keys,
      key: other.key,
      psid: PSIDS.srm,
      payload,
      generationTime: NOW - 2,
      signer: { form: 'digest', certificate: ambulance.record },
    });
    expect(verdict(stolen, v)).toBe('cryptoVerificationFailure');
    expect(
      verdict(
        signed(ambulance, { signer: { form: 'digest', certificate: ambulance.record }, generationTime: NOW - 1 }),
        v,
      ),
    ).toBe('accepted');
  });
  test('B21: a CA, and who has a right for other messages only, may not request', () => {
    const crlOnly = under(aca, 'crl', { appPermissions: [{ psid: PSIDS.crl, ssp: undefined }] });
    for (const by of [aca, ica, root, crlOnly]) {
      const validByDigest = { signer: { form: 'digest', certificate: by.record } } as const;
      expect(verdict(signed(by))).toBe('unauthorizedPSID');
      expect(verdict(signed(by, validByDigest))).toBe(by === crlOnly ? 'certificateNotFound' : 'unauthorizedPSID');
    }
  });
  test('B21: nor may a CA whose certificate has the right, as it is asked for no chain length; a CA below none', () => {
    const right = [{ psid: PSIDS.srm, ssp: undefined }];
    const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });
    const own = under(ica, 'own', { appPermissions: right, certIssuePermissions: [all(1)], validityPeriod: years(2) });
    const below = under(own, 'below', { ...{ appPermissions: right, validityPeriod: years(1) } });
    const along = { signer: { form: 'certificate', certificate: below.record, issuers: [own.record] } } as const;
    expect(verdict(signed(own))).toBe('unauthorizedPSID');
    expect(verdict(signed(below, along))).toBe('accepted');
  });
  test('B21: nor who has a key to encrypt to, and nothing to sign', () => {
    const key = keys.generate('P-256').public;
    const publicKey = { tag: 'eciesNistP256', value: { tag: `compressed-y-${key[0]! & 1}`, value: key.slice(1) } };
    const encryptionKey = { supportedSymmAlg: 'aes128Ccm', publicKey } as Subject['encryptionKey'];
    const mute = (change: Partial<Subject>) => signed(under(aca, 'mute', { encryptionKey, ...change }));
    const other = { appPermissions: [{ psid: PSIDS.map, ssp: undefined }] };
    expect(verdict(mute(other))).toBe('unauthorizedPSID');
    // 6.4.8: a certificate that permits nothing at all is none.
    expect(verdict(mute({ appPermissions: undefined }))).toBe('spduParsingInvalidInput');
  });
  test('B20: a certificate of another place is refused, with a location it claims and with ours', () => {
    const local = device([{ psid: PSIDS.srm, ssp: undefined }], { region: circle(397_400_000, -1_049_900_000, 5000) });
    const tampa = { latitude: 279_500_000, longitude: -824_600_000 };
    const outside = 'generationLocationOutsideValidityRegion';
    expect(verdict(signed(local), unit({ place: () => tampa }))).toBe(outside);
    expect(verdict(signed(local, { generationLocation: { ...tampa, elevation: 0 } }), unit())).toBe(outside);
    // That it was made where its signer is valid is its own word.
    const denver = { latitude: 397_400_000, longitude: -1_049_900_000, elevation: 0 };
    const claims = signed(local, { generationLocation: denver });
    expect(verdict(claims, unit({ place: () => tampa }))).toBe(outside);
    expect(verdict(claims, unit({ place: () => denver }))).toBe('accepted');
    // "Unknown" is no place: ours counts.
    const unknown = { latitude: 900_000_001, longitude: 1_800_000_001, elevation: 0 };
    expect(verdict(signed(local, { generationLocation: unknown }), unit({ place: () => tampa }))).toBe(outside);
    expect(verdict(signed(local, { generationLocation: unknown }))).toBe('generationLocationNotAvailable');
  });
  test('B24: a thousand certificates leave no more than the store may keep, and who comes then is served', () => {
    const store = new TrustStore({ crypto, signerLimit: 8 });
    store.addAnchor(root.record);
    for (const { record } of [ica, aca]) store.addAuthority(record);
    const v = unit({ store });
    for (let k = 0; k < 1000; k++)
      expect(verdict(signed(device([{ psid: PSIDS.srm, ssp: undefined }])), v)).toBe('accepted');
    expect(store.signers).toBe(8);
    expect(verdict(signed(), v)).toBe('accepted');
    expect(store.signers).toBe(8);
  });
  test('what is kept of a message outlives the octets it came in', () => {
    const v = unit();
    const octets = signed();
    expect(verdict(octets, v)).toBe('accepted');
    octets.fill(0);
    const got = v.verify(
      signed(ambulance, { signer: { form: 'digest', certificate: ambulance.record }, generationTime: NOW - 1 }),
    );
    expect(got.ok && got.ssp).toEqual(ambulance.record.tbs.appPermissions?.[0]?.ssp);
  });
});
