/** What may be encrypted to whom, and what opens it; hostile octets stand in hostile.test.ts. */
import { describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import type { PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { decrypt } from '../../src/secure/decrypt.ts';
import { encrypt, encryptionKey, type Recipient } from '../../src/secure/encrypt.ts';
import { issueSelf } from '../../src/trust/issue.ts';
import { crypto, keys, random, subject } from '../pki.ts';
import { certificateParty, certified, data, parties, presharedParty, responseParty, sharedParty } from './parties.ts';

const tools = { crypto, keys, random };
const content = Uint8Array.of(3, 0x80, 2, 1, 2);
const point = encryptionKey('P-256', keys.generate('P-256').public);

test.each(parties)('data encrypted to $name looks different each time', ({ to }) => {
  expect(toHex(encrypt(tools, content, [to]))).not.toBe(toHex(encrypt(tools, content, [to])));
});

describe('nothing is encrypted', () => {
  const unreadable = (publicKey: PublicEncryptionKey['publicKey']): Recipient => ({
    to: 'key',
    key: { supportedSymmAlg: 'aes128Ccm', publicKey },
  });
  const x = new Uint8Array(32).fill(1);
  const cases: readonly (readonly [string, RegExp, readonly Recipient[]])[] = [
    ['to nobody', /no recipient/, []],
    [
      'with a pre-shared key beside a content key for others',
      /encrypts the content itself/,
      [presharedParty().to, sharedParty().to],
    ],
    ['with two pre-shared keys', /name it alone/, [presharedParty().to, presharedParty().to]],
    [
      'to a certificate without an encryption key',
      /no encryption key/,
      [{ to: 'certificate', certificate: issueSelf(tools, keys.generate('P-256'), subject('no key')) }],
    ],
    ['by SM2', /ecencSm2/, [unreadable({ tag: 'ecencSm2', value: { tag: 'compressed-y-0', value: x } })]],
    ['for SM4', /sm4Ccm/, [{ to: 'key', key: { ...point, supportedSymmAlg: 'sm4Ccm' } }]],
    ['to an x-only point', /no point/, [unreadable({ tag: 'eciesNistP256', value: { tag: 'x-only', value: x } })]],
    [
      'to a point beside the curve',
      /no point/,
      [unreadable({ tag: 'eciesNistP256', value: { tag: 'uncompressedP256', value: { x, y: x } } })],
    ],
    ['with a shared key of 15 octets', /16 octets/, [{ to: 'shared', secret: new Uint8Array(15) }]],
    ['with a pre-shared key of 17 octets', /16 octets/, [{ to: 'preshared', secret: new Uint8Array(17) }]],
  ];
  test.each(cases)('%s, and it is said why', (_, why, recipients) => {
    expect(() => encrypt(tools, content, recipients)).toThrow(RangeError);
    expect(() => encrypt(tools, content, recipients)).toThrow(why);
  });
});

test('a key in uncompressed form is encrypted to as the same in compressed form', () => {
  const key = keys.generate('P-256');
  const whole = crypto.uncompress('P-256', key.public);
  const own: PublicEncryptionKey = {
    supportedSymmAlg: 'aes128Ccm',
    publicKey: {
      tag: 'eciesNistP256',
      value: { tag: 'uncompressedP256', value: { x: whole.subarray(1, 33), y: whole.subarray(33) } },
    },
  };
  const value = data(encrypt(tools, content, [{ to: 'key', key: own }]));
  expect(decrypt(tools, value, { as: 'key', public: own, key })).toMatchObject({ ok: true, plaintext: content });
});

test('P1 is the whole-certificate hash: SHA-384 for a certificate of a key of 384 bits', () => {
  const held = certified('wide', 'P-256', { crypto, keys }, keys.generate('P-384'));
  expect(held.certificate.hash).toHaveLength(48);
  const octets = encrypt(tools, content, [{ to: 'certificate', certificate: held.certificate }]);
  expect(decrypt(tools, data(octets), { as: 'certificate', ...held })).toMatchObject({ ok: true });
  const narrow = { ...held.certificate, hash: crypto.hash('sha256', held.certificate.canonical) };
  expect(decrypt(tools, data(octets), { as: 'certificate', certificate: narrow, key: held.key })).toMatchObject({
    decryption: 'couldntDecrypt',
  });
});

test('a certificate’s key opens nothing that was bound to another certificate with the same key', () => {
  const alice = certified('alice');
  const part = { encryptionKey: encryptionKey('P-256', alice.key.public) };
  const twin = issueSelf(tools, keys.generate('P-256'), subject('twin', part));
  const value = data(encrypt(tools, content, [{ to: 'certificate', certificate: alice.certificate }]));
  const [info] = value.recipients;
  if (info?.tag !== 'certRecipInfo') throw new Error('certRecipInfo');
  const renamed = { ...value, recipients: [{ ...info, value: { ...info.value, recipientId: twin.id8 } }] };
  expect(decrypt(tools, renamed, { as: 'certificate', certificate: twin, key: alice.key })).toMatchObject({
    ok: false,
    decryption: 'couldntDecrypt',
  });
});

test('a shared key that stands beside others is read: all that is asked is that all have the same content key', () => {
  const { secret } = sharedParty();
  const direct = data(encrypt(tools, content, [{ to: 'preshared', secret }]));
  const other = data(encrypt(tools, content, [responseParty().to]));
  const mixed = { ...direct, recipients: [...other.recipients, ...direct.recipients] };
  expect(decrypt(tools, mixed, { as: 'shared', secret })).toMatchObject({ ok: true, plaintext: content });
});

test('what one provider encrypts the other opens', () => {
  const theirs = { crypto: noble, random, keys: softwareKeyStore({ crypto: noble, random }) };
  for (const [from, to] of [
    [tools, theirs],
    [theirs, tools],
  ] as const) {
    const party = certificateParty(`with ${from.crypto.name}`, 'brainpoolP256r1', to);
    const value = data(encrypt(from, content, [party.to]));
    expect(decrypt(to, value, party.as)).toMatchObject({ ok: true, plaintext: content });
  }
  expect(openssl.name).not.toBe(theirs.crypto.name);
});
