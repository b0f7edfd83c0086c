import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { type EncryptedData, type EncryptedDataEncryptionKey, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { type Decrypted, decrypt, type Reader } from '../../src/secure/decrypt.ts';
import { encrypt, encryptionKey, type Recipient } from '../../src/secure/encrypt.ts';
import { issueSelf } from '../../src/trust/issue.ts';
import { subject } from '../pki.ts';

const random = seededRandom('encrypt');
const keys = softwareKeyStore({ crypto: openssl, random });
const tools = { crypto: openssl, random, keys };

const holder = (name: string, curve: 'P-256' | 'brainpoolP256r1' = 'P-256') => {
  const key = keys.generate(curve);
  const signing = keys.generate('P-256');
  const certificate = issueSelf(tools, signing, subject(name, { encryptionKey: encryptionKey(curve, key.public) }));
  return { certificate, key };
};
const alice = holder('alice');
const bob = holder('bob');
const brainpool = holder('brainpool', 'brainpoolP256r1');
const response = keys.generate('P-256');
const shared = random.octets(16);

const pairs: readonly (readonly [name: string, to: Recipient, as: Reader])[] = [
  [
    'the holder of a certificate',
    { to: 'certificate', certificate: alice.certificate },
    { as: 'certificate', ...alice },
  ],
  [
    'the holder of a brainpool key',
    { to: 'certificate', certificate: brainpool.certificate },
    { as: 'certificate', ...brainpool },
  ],
  [
    'the holder of a response key',
    { to: 'key', key: encryptionKey('P-256', response.public) },
    { as: 'key', public: encryptionKey('P-256', response.public), key: response },
  ],
  ['who shares a key', { to: 'shared', secret: shared }, { as: 'shared', secret: shared }],
];

function data(octets: Uint8Array): EncryptedData {
  const { content } = coer(Ieee1609Dot2Data).read(octets);
  if (content.tag !== 'encryptedData') throw new Error(content.tag);
  return content.value;
}
const signOfV = (key: EncryptedDataEncryptionKey) => (key.tag === '?' ? '' : key.value.v.tag);
const open = (octets: Uint8Array, reader: Reader, with_: typeof tools = tools): Decrypted =>
  decrypt(with_, data(octets), reader);

describe.each(pairs)('data encrypted to %s', (_, to, as) => {
  test('opens to what it was, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (plaintext) => {
        const opened = open(encrypt(tools, plaintext, [to]), as);
        expect(opened.ok && toHex(opened.plaintext)).toBe(toHex(plaintext));
      }),
      { numRuns: 30 },
    );
  });
  test('looks different each time', () => {
    expect(toHex(encrypt(tools, shared, [to]))).not.toBe(toHex(encrypt(tools, shared, [to])));
  });
  test('opens for that one alone', () => {
    const octets = encrypt(tools, shared, [to]);
    for (const [, , other] of pairs)
      if (other !== as)
        expect(open(octets, other)).toMatchObject({ ok: false, decryption: 'noDecryptionKeyAvailable' });
    expect(open(octets, { as: 'certificate', ...bob })).toMatchObject({
      ok: false,
      decryption: 'noDecryptionKeyAvailable',
    });
  });
  test('does not open, and does not throw, where any octet was changed; but the sign of v, which ECDH does not see', () => {
    const octets = encrypt(tools, Uint8Array.of(1, 2, 3, 4), [to]);
    const [original] = data(octets).recipients;
    const sign =
      original?.tag === 'certRecipInfo' || original?.tag === 'rekRecipInfo' ? signOfV(original.value.encKey) : '';
    for (let at = 0; at < octets.length; at++) {
      const changed = octets.slice();
      changed[at]! ^= 1;
      const got = coer(Ieee1609Dot2Data).decode(changed);
      if (!got.ok || got.value.content.tag !== 'encryptedData') continue;
      const [info] = got.value.content.value.recipients;
      const negated =
        info?.tag === 'certRecipInfo' || info?.tag === 'rekRecipInfo' ? signOfV(info.value.encKey) !== sign : false;
      expect(decrypt(tools, got.value.content.value, as).ok).toBe(negated);
    }
  });
});

test('one message opens for each of its recipients', () => {
  const octets = encrypt(
    tools,
    shared,
    pairs.map(([, to]) => to),
  );
  for (const [, , as] of pairs) expect(open(octets, as)).toMatchObject({ ok: true });
  expect(open(octets, { as: 'certificate', ...bob })).toMatchObject({
    ok: false,
    decryption: 'noDecryptionKeyAvailable',
  });
});
test('a certificate’s key opens nothing that was bound to another certificate with the same key', () => {
  const twin = issueSelf(
    tools,
    keys.generate('P-256'),
    subject('twin', { encryptionKey: encryptionKey('P-256', alice.key.public) }),
  );
  const value = data(encrypt(tools, shared, [{ to: 'certificate', certificate: alice.certificate }]));
  const [info] = value.recipients;
  if (info?.tag !== 'certRecipInfo') throw new Error('certRecipInfo');
  const renamed = { ...value, recipients: [{ ...info, value: { ...info.value, recipientId: twin.id8 } }] };
  expect(decrypt(tools, renamed, { as: 'certificate', certificate: twin, key: alice.key })).toMatchObject({
    ok: false,
    decryption: 'couldntDecrypt',
  });
});
test('a key both sides have may encrypt the content itself (pskRecipInfo)', () => {
  const nonce = random.octets(12);
  const value = data(encrypt(tools, shared, [{ to: 'shared', secret: shared }]));
  const [info] = value.recipients;
  if (info?.tag !== 'symmRecipInfo') throw new Error('symmRecipInfo');
  const direct: EncryptedData = {
    recipients: [{ tag: 'pskRecipInfo', value: info.value.recipientId }],
    ciphertext: { tag: 'aes128ccm', value: { nonce, ccmCiphertext: openssl.seal(shared, nonce, Uint8Array.of(7)) } },
  };
  expect(decrypt(tools, direct, { as: 'shared', secret: shared })).toMatchObject({
    ok: true,
    plaintext: Uint8Array.of(7),
  });
});
test('a recipient without a key we can encrypt to is an error that says so', () => {
  const certificate = issueSelf(tools, keys.generate('P-256'), subject('no key'));
  expect(() => encrypt(tools, shared, [{ to: 'certificate', certificate }])).toThrow(/no encryption key/);
});
test('what one provider encrypts the other opens', () => {
  const other: CryptoProvider = noble;
  const otherKeys = softwareKeyStore({ crypto: other, random });
  const key = otherKeys.generate('P-256');
  const to: Recipient = { to: 'key', key: encryptionKey('P-256', key.public) };
  const as: Reader = { as: 'key', public: encryptionKey('P-256', key.public), key };
  expect(open(encrypt(tools, shared, [to]), as, { crypto: other, random, keys: otherKeys })).toMatchObject({
    ok: true,
    plaintext: shared,
  });
  const [, back, own] = pairs[2]!;
  expect(open(encrypt({ crypto: other, random }, shared, [back]), own)).toMatchObject({ ok: true, plaintext: shared });
});
