/** Encrypted SPDUs as an attacker would have them: nothing throws, nothing opens, and every refusal that may tell something says the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EccP256CurvePoint } from '../../asn1/ieee1609dot2/base.ts';
import type { EncryptedData, EncryptedDataEncryptionKey, RecipientInfo } from '../../asn1/ieee1609dot2/data.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { type Decrypted, decrypt, USUAL } from '../../src/secure/decrypt.ts';
import { encrypt } from '../../src/secure/encrypt.ts';
import { reveal } from '../../src/secure/receive.ts';
import { KeyRing } from '../../src/secure/ring.ts';
import { at, crypto, keys, NOW, random } from '../pki.ts';
import { data, mixable, type Party, parties, presharedParty, sharedParty, spduOf } from './parties.ts';

const tools = { crypto, keys, random };
/** What is inside is never looked at: `contents` lets it pass. */
const content = Uint8Array.of(3, 0x80, 4, 1, 2, 3, 4);
const ring = new KeyRing({ crypto, keys, clock: at(NOW), trialsPerSecond: 1e6 });
for (const { as } of parties) ring.hold(as);
const [alice] = mixable;
const withV = (value: EncryptedData, v: EccP256CurvePoint): EncryptedData => {
  const [info] = value.recipients;
  if (info?.tag !== 'certRecipInfo' || info.value.encKey.tag !== 'eciesNistP256') throw new Error('certRecipInfo');
  const encKey: EncryptedDataEncryptionKey = { tag: 'eciesNistP256', value: { ...info.value.encKey.value, v } };
  return { ...value, recipients: [{ ...info, value: { ...info.value, encKey } }] };
};
const toAlice = (): EncryptedData => data(encrypt(tools, content, [alice!.to]));
const ours = (value: EncryptedData): Decrypted => decrypt(tools, value, alice!.as);
const closed = ours(withV(toAlice(), { tag: 'x-only', value: new Uint8Array(32) }));

describe.each(parties)('data encrypted to $name', ({ to }) => {
  const octets = encrypt(tools, content, [to]);

  test('cut short anywhere it is not opened, and nothing throws', () => {
    for (let end = 0; end < octets.length; end++) expect(ring.open(octets.subarray(0, end)).ok, `${end}`).toBe(false);
  });

  test('with any octet changed in any way it is not opened; but the sign of v, which ECDH does not see', () => {
    const sign = signAt(octets, to.to);
    for (let k = 0; k < octets.length; k++)
      for (const by of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
        const changed = octets.with(k, octets[k]! ^ by);
        expect(ring.open(changed).ok, `${k} ^ ${by}`).toBe(k === sign && by === 1);
      }
  });

  test('any octets behind it are one too many', () => {
    expect(ring.open(Uint8Array.of(...octets, 0))).toMatchObject({ decryption: 'invalidInput' });
  });
});

/** Where 82 or 83 of v stands: behind the head, the count, the tag, recipientId and the tag of encKey. */
const signAt = (octets: Uint8Array, to: string): number => {
  const behind = 2 + 2 + 1 + 8 + 1;
  const pk = to === 'certificate' || to === 'signed' || to === 'key';
  return pk && (octets[behind]! & 0xfe) === 0x82 ? behind : -1;
};

describe('addressed to us, it does not decrypt, and all that is told is that', () => {
  const x = new Uint8Array(32).fill(1);
  const whole = crypto.uncompress('P-256', keys.generate('P-256').public);
  const beside = { x: whole.subarray(1, 33), y: whole.subarray(33).map((o, k) => (k === 31 ? o ^ 1 : o)) };
  const brainpool = mixable.find((p) => p.as.as === 'certificate' && p.as.key.curve === 'brainpoolP256r1')!;
  const foreign = data(encrypt(tools, content, [brainpool.to])).recipients[0]!;
  const points: readonly (readonly [string, EccP256CurvePoint])[] = [
    ['x-only', { tag: 'x-only', value: x }],
    ['fill', { tag: 'fill', value: null }],
    ['an x that no point has', { tag: 'compressed-y-0', value: noPoint() }],
    ['an x beyond the field', { tag: 'compressed-y-0', value: new Uint8Array(32).fill(0xff) }],
    ['a point beside the curve', { tag: 'uncompressedP256', value: beside }],
    ['0, 0', { tag: 'uncompressedP256', value: { x: new Uint8Array(32), y: new Uint8Array(32) } }],
    ['another point', { tag: 'compressed-y-0', value: whole.slice(1, 33) }],
  ];
  test.each(points)('v is %s', (_, v) => {
    expect(ours(withV(toAlice(), v))).toEqual(closed);
  });

  /** An entry of ours with its wrapped key changed. */
  const wrapped = (change: (value: EncryptedData) => EncryptedData): Decrypted => ours(change(toAlice()));
  const first = (value: EncryptedData): Extract<RecipientInfo, { tag: 'certRecipInfo' }> =>
    value.recipients[0] as Extract<RecipientInfo, { tag: 'certRecipInfo' }>;
  const sealed = (value: EncryptedData, change: Partial<{ nonce: Uint8Array; ccmCiphertext: Uint8Array }>) =>
    value.ciphertext.tag === 'aes128ccm'
      ? { ...value, ciphertext: { tag: 'aes128ccm', value: { ...value.ciphertext.value, ...change } } as const }
      : value;
  const cases: readonly (readonly [string, () => Decrypted])[] = [
    ['the content key of another message', () => wrapped((v) => ({ ...v, recipients: toAlice().recipients }))],
    ['the content of another message', () => wrapped((v) => ({ ...v, ciphertext: toAlice().ciphertext }))],
    ['a nonce of another', () => wrapped((v) => sealed(v, { nonce: new Uint8Array(12) }))],
    ['a ciphertext shorter than its tag', () => wrapped((v) => sealed(v, { ccmCiphertext: new Uint8Array(15) }))],
    ['no ciphertext at all', () => wrapped((v) => sealed(v, { ccmCiphertext: new Uint8Array(0) }))],
    ['a ciphertext longer than CCM can have', () => wrapped((v) => sealed(v, { ccmCiphertext: huge }))],
    [
      'a key for the other curve',
      () =>
        wrapped((v) => ({
          ...v,
          recipients: [{ ...first(v), value: { ...first(v).value, encKey: encKeyIn(foreign) } }],
        })),
    ],
    [
      'the entry as a response key has it, and so another P1',
      () => {
        const value = toAlice();
        const own = mixable.find((p) => p.as.as === 'key')!;
        const [rek] = data(encrypt(tools, content, [own.to])).recipients;
        if (rek?.tag !== 'rekRecipInfo') throw new Error('rekRecipInfo');
        const entry: RecipientInfo = {
          tag: 'rekRecipInfo',
          value: { ...rek.value, encKey: first(value).value.encKey },
        };
        return decrypt(tools, { ...value, recipients: [entry] }, own.as);
      },
    ],
    [
      'a shared key that wraps a content key of 15 octets',
      () => {
        const { as, to } = sharedParty();
        const value = data(encrypt(tools, content, [to]));
        const [info] = value.recipients;
        if (info?.tag !== 'symmRecipInfo' || as.as !== 'shared') throw new Error('symmRecipInfo');
        const nonce = new Uint8Array(12);
        const ccmCiphertext = crypto.seal(as.secret, nonce, new Uint8Array(15));
        const encKey = { tag: 'aes128ccm', value: { nonce, ccmCiphertext } } as const;
        return decrypt(tools, { ...value, recipients: [{ ...info, value: { ...info.value, encKey } }] }, as);
      },
    ],
    [
      'a content key under a shared one for the content itself',
      () => {
        const { as } = presharedParty();
        if (as.as !== 'shared') throw new Error('shared');
        const value = data(encrypt(tools, content, [{ to: 'shared', secret: as.secret }]));
        const [info] = value.recipients;
        if (info?.tag !== 'symmRecipInfo') throw new Error('symmRecipInfo');
        return decrypt(tools, { ...value, recipients: [{ tag: 'pskRecipInfo', value: info.value.recipientId }] }, as);
      },
    ],
  ];
  test.each(cases)('%s', (_, opened) => {
    expect(opened()).toEqual(closed);
  });
  test('with the other provider as well', () => {
    const own = softwareKeyStore({ crypto: noble, random });
    const { as, secret } = alice!;
    if (as.as !== 'certificate') throw new Error('certificate');
    const theirs = { ...as, key: own.import('P-256', secret) };
    for (const value of [...points.map(([, v]) => withV(toAlice(), v)), sealed(toAlice(), { ccmCiphertext: huge })])
      expect(decrypt({ crypto: noble, keys: own }, value, theirs)).toEqual(closed);
  });
});
const huge = new Uint8Array(2 ** 24 + 16);
function encKeyIn(info: RecipientInfo): EncryptedDataEncryptionKey {
  if (info.tag === 'pskRecipInfo' || info.tag === 'symmRecipInfo') throw new Error(info.tag);
  return info.value.encKey;
}
/** The lowest x from 1 on that is none of P-256. */
function noPoint(): Uint8Array {
  for (let x = 1; ; x++) {
    const octets = new Uint8Array(32).with(31, x);
    if (openssl.publicKey('P-256', Uint8Array.of(2, ...octets)) === undefined) return octets;
  }
}

describe('algorithms that we do not have are refused by their names', () => {
  const v = { tag: 'compressed-y-0', value: new Uint8Array(32) } as const;
  const sm2: EncryptedDataEncryptionKey = {
    tag: 'ecencSm2256',
    value: { v, c: new Uint8Array(16), t: new Uint8Array(32) },
  };
  const sm4 = { tag: 'sm4Ccm', value: { nonce: new Uint8Array(12), ccmCiphertext: new Uint8Array(32) } } as const;
  const named = (p: Party): RecipientInfo => data(encrypt(tools, content, [p.to])).recipients[0]!;
  const asSm2 = (info: RecipientInfo): RecipientInfo => {
    if (info.tag !== 'certRecipInfo') throw new Error(info.tag);
    return { ...info, value: { ...info.value, encKey: sm2 } };
  };

  test('SM2, where every entry of ours is so', () => {
    const value = toAlice();
    const other = named(mixable.find((p) => p.as.as === 'shared')!);
    expect(ours({ ...value, recipients: [other, asSm2(value.recipients[0]!)] })).toMatchObject({
      decryption: 'unsupportedCriticalInformationField',
      finding: { field: 'content.encryptedData.recipients.1.encKey', found: 'ecencSm2256' },
    });
  });
  test('SM2 beside an entry of ours that we can take, is passed over', () => {
    const value = toAlice();
    const [info] = value.recipients;
    expect(ours({ ...value, recipients: [asSm2(info!), info!] })).toMatchObject({ ok: true });
  });
  test('SM2 for somebody else is none of our business', () => {
    const value = toAlice();
    const stranger = mixable.find((p) => p.as.as === 'shared')!;
    expect(decrypt(tools, { ...value, recipients: [asSm2(value.recipients[0]!)] }, stranger.as)).toMatchObject({
      decryption: 'noDecryptionKeyAvailable',
    });
  });
  test('SM4 for the content', () => {
    expect(ours({ ...toAlice(), ciphertext: sm4 })).toMatchObject({
      decryption: 'unsupportedCriticalInformationField',
      finding: { field: 'content.encryptedData.ciphertext', found: 'sm4Ccm', allowed: 'aes128ccm' },
    });
  });
  test('SM4 for the content key', () => {
    const party = sharedParty();
    const value = data(encrypt(tools, content, [party.to]));
    const [info] = value.recipients;
    if (info?.tag !== 'symmRecipInfo') throw new Error('symmRecipInfo');
    const recipients: RecipientInfo[] = [{ ...info, value: { ...info.value, encKey: sm4 } }];
    expect(decrypt(tools, { ...value, recipients }, party.as)).toMatchObject({
      decryption: 'unsupportedCriticalInformationField',
      finding: { found: 'sm4Ccm', allowed: 'aes128ccm' },
    });
  });
});

describe('lists of recipients', () => {
  const strangers = (count: number): RecipientInfo[] =>
    Array.from({ length: count }, () => ({ tag: 'pskRecipInfo', value: random.octets(8) }));

  test('of eight open wherever we stand in them, and so do those of as many as are taken', () => {
    for (const count of [8, USUAL.recipients])
      for (const place of [0, 3, count - 1]) {
        const value = toAlice();
        const recipients = strangers(count - 1).toSpliced(place, 0, value.recipients[0]!);
        expect(ours({ ...value, recipients })).toMatchObject({ ok: true });
      }
  });
  test.each([USUAL.recipients + 1, 5000])('of %i are refused, and it is said why', (count) => {
    const value = toAlice();
    const octets = spduOf({ ...value, recipients: [value.recipients[0]!, ...strangers(count - 1)] });
    expect(ring.open(octets)).toMatchObject({
      decryption: 'unsupportedCriticalInformationField',
      finding: { field: 'content.encryptedData.recipients', found: `${count} entries` },
    });
  });
  test('that name us again and again cost a few trials, then it is closed', () => {
    const bad = withV(toAlice(), { tag: 'x-only', value: new Uint8Array(32) }).recipients[0]!;
    const value = toAlice();
    const behind = (count: number) => ours({ ...value, recipients: [...Array(count).fill(bad), value.recipients[0]!] });
    expect(behind(USUAL.trials - 1)).toMatchObject({ ok: true });
    expect(behind(USUAL.trials)).toEqual(closed);
  });
  test('of nobody name nobody', () => {
    expect(ours({ ...toAlice(), recipients: [] })).toMatchObject({ decryption: 'noDecryptionKeyAvailable' });
  });
});

test('no octets make it throw: random ones, and good ones that were hurt', () => {
  const good = parties.map(({ to }) => encrypt(tools, content, [to]));
  const hurt = fc
    .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
    .map(([octets, edits]) => edits.reduce((o, [k, by]) => o.with(k % o.length, by), octets));
  const headed = fc.uint8Array({ maxLength: 80 }).map((rest) => Uint8Array.of(3, 0x82, ...rest));
  fc.assert(
    fc.property(fc.oneof(hurt, headed), (octets) => {
      const revealed = reveal(ring, octets, ['unsecuredData']);
      expect(revealed.ok ? revealed.octets : revealed.sentence.length).toBeTruthy();
      if (revealed.ok && revealed.by) expect(revealed.octets).toEqual(content);
    }),
    { numRuns: 2000 },
  );
});
