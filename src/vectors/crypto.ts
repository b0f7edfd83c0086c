/**
 * Suites for vector files of cryptography, by file name without `.json`. Each recomputes every field that a vector gives
 * from the others; those that need a certificate or an SPDU read as a whole stand elsewhere.
 */

import { toHex } from '../../asn1/hex.ts';
import { join } from '../../asn1/octets.ts';
import * as ecies from '../crypto/ecies.ts';
import { za } from '../crypto/identity.ts';
import { kdf2 } from '../crypto/kdf2.ts';
import { softwareKeyStore } from '../crypto/keystore.ts';
import { mac1 } from '../crypto/mac1.ts';
import { seededRandom } from '../crypto/random.ts';
import { attempt, leftmost } from '../crypto/repeatable.ts';
import { withSm } from '../crypto/sm.ts';
import * as sm2 from '../crypto/sm2.ts';
import { compare, curveOf, has, hashOf, maybe, number, octets, only, type Suite, suite } from './field.ts';
import { issuanceSuites } from './issuance.ts';
import { linkageSuites } from './linkage.ts';

const aesCcm: Suite = (vector, crypto) => {
  only(vector, 'aad', '');
  only(vector, 'tagLen', 16);
  const [key, nonce] = [octets(vector, 'key'), octets(vector, 'nonce')];
  const sealed = octets(vector, 'ciphertextAndTag');
  const opened = crypto.unseal(key, nonce, sealed);
  if (vector.valid === false) return opened && 'valid: expected the tag to be refused, it was accepted';
  return compare(vector, crypto, {
    plaintext: opened,
    ciphertextAndTag: crypto.seal(key, nonce, maybe(vector, 'plaintext') ?? opened ?? new Uint8Array()),
  });
};

const ecdsaVerify: Suite = (vector, crypto) => {
  const key = crypto.publicKey(curveOf(vector), octets(vector, 'pub'));
  const signature = { r: octets(vector, 'r'), s: octets(vector, 's') };
  const got = key !== undefined && crypto.verify(key, hashOf(vector), octets(vector, 'msg'), signature);
  const expected = vector.valid ?? true;
  return got === expected ? undefined : `valid: expected ${expected}, got ${got}`;
};

const ecdsaSign: Suite = (vector, crypto) => {
  const [curve, hash] = [curveOf(vector), hashOf(vector)];
  const [secret, message] = [octets(vector, 'priv'), octets(vector, 'msg')];
  const pub = crypto.multiplyBase(curve, secret);
  const key = crypto.publicKey(curve, pub)!;
  const own = crypto.sign(curve, hash, secret, message);
  if (!crypto.verify(key, hash, message, own)) return 'sign: the signature made with priv is not verified with its key';
  const k = maybe(vector, 'k');
  if (k === undefined) return compare(vector, crypto, { pub: { curve, point: pub }, r: own.r, s: own.s });
  const made = attempt(crypto, curve, secret, leftmost(curve, crypto.hash(hash, message)), k);
  const point = crypto.multiplyBase(curve, k, 'uncompressed');
  const differs = compare(vector, crypto, {
    pub: { curve, point: pub },
    r: made?.r,
    s: made?.s,
    rPointY: point.subarray((point.length + 1) / 2),
  });
  if (differs !== undefined || made === undefined) return differs;
  return crypto.verify(key, hash, message, made) ? undefined : 'r, s: not verified with the key of priv';
};

/** `id` is the identity that Z is made with. */
const sm2Sign: Suite = (vector, plain) => {
  only(vector, 'curve', 'SM2');
  only(vector, 'hash', 'SM3');
  const crypto = withSm(plain);
  const [secret, message, k] = [octets(vector, 'priv'), octets(vector, 'msg'), octets(vector, 'k')];
  const point = crypto.multiplyBase('SM2', secret);
  const z = za(crypto, point, octets(vector, 'id'));
  const e = crypto.hash('sm3', z, message);
  const made = sm2.attempt(secret, e, k);
  const pub = { curve: 'SM2', point } as const;
  const differs = compare(vector, crypto, { pub, z, e, r: made?.r, s: made?.s });
  if (differs !== undefined || made === undefined) return differs;
  const holds = crypto.verify(crypto.publicKey('SM2', point)!, 'sm3', join([z, message]), made);
  return holds ? undefined : 'r, s: not verified with the key of priv';
};

const ecdh: Suite = (vector, crypto) => {
  const curve = curveOf(vector);
  const [secret, point] = [octets(vector, 'priv'), octets(vector, 'pub')];
  const whole = crypto.multiply(curve, secret, point);
  const z = crypto.agree(curve, secret, point);
  if (toHex(whole.subarray(1)) !== toHex(z))
    return `multiply: x of priv times pub is ${toHex(whole)}, agree has ${toHex(z)}`;
  return compare(vector, crypto, { z });
};

const ecdhPair: Suite = (vector, crypto) => {
  const curve = curveOf(vector);
  const [a, b] = [octets(vector, 'privA'), octets(vector, 'privB')];
  const [pubA, pubB] = [crypto.multiplyBase(curve, a), crypto.multiplyBase(curve, b)];
  return (
    compare(vector, crypto, { pubA: { curve, point: pubA }, pubB: { curve, point: pubB } }) ??
    compare(vector, crypto, { z: crypto.agree(curve, a, maybe(vector, 'pubB') ?? pubB) }) ??
    compare(vector, crypto, { z: crypto.agree(curve, b, maybe(vector, 'pubA') ?? pubA) })
  );
};

const kdf2Suite: Suite = (vector, crypto) => {
  const p = maybe(vector, 'p') ?? new Uint8Array();
  return compare(vector, crypto, { output: kdf2(crypto, octets(vector, 'z'), p, number(vector, 'length')) });
};

const mac1Suite: Suite = (vector, crypto) =>
  compare(vector, crypto, { tag128: mac1(crypto, octets(vector, 'key'), octets(vector, 'msg')) });

const eciesSuite: Suite = (vector, crypto) => {
  const curve = curveOf(vector);
  const p1 = maybe(vector, 'p1') ?? new Uint8Array();
  const store = softwareKeyStore({ crypto, random: seededRandom('ecies') });
  const recipient = has(vector, 'recipientPriv') ? store.import(curve, octets(vector, 'recipientPriv')) : undefined;
  const target = maybe(vector, 'recipientPub') ?? recipient?.public;
  if (has(vector, 'ephemeralPriv')) {
    if (target === undefined) return 'recipientPub: expected a point, got nothing';
    const ephemeral = octets(vector, 'ephemeralPriv');
    const z = crypto.agree(curve, ephemeral, target);
    const key = octets(vector, 'aesKey');
    const { v, c, t } = ecies.encryptWith(crypto, { curve, octets: target }, key, p1, ephemeral);
    const ephemeralPub = { curve, point: v };
    const differs = compare(vector, crypto, { ephemeralPub, sharedSecretZ: z, ...ecies.keys(crypto, z, p1), c, t });
    if (differs !== undefined) return differs;
  }
  if (recipient === undefined) return has(vector, 'ephemeralPriv') ? undefined : 'recipientPriv: expected a scalar';
  const v = octets(vector, 'ephemeralPub');
  const message = { v, c: octets(vector, 'c'), t: octets(vector, 't') };
  const opened = ecies.decrypt(crypto, store, recipient, message, p1);
  const wrong = maybe(vector, 'p1AsPrintedWrong');
  if (wrong && ecies.decrypt(crypto, store, recipient, message, wrong)) return 'p1AsPrintedWrong: expected a refusal';
  const z = store.agree(recipient, v);
  return compare(vector, crypto, {
    aesKey: opened,
    recipientPub: { curve, point: recipient.public },
    sharedSecretZ: z,
    ...ecies.keys(crypto, z, p1),
  });
};

export const cryptoSuites: Record<string, Suite> = {
  'aes-ccm-128': suite(aesCcm),
  'ecdsa-verify-p1363': suite(ecdsaVerify),
  'ecdsa-sign-p256': suite(ecdsaSign),
  'sm2-sign': suite(sm2Sign),
  'ecdh-p256': suite(ecdh),
  'ecdh-brainpool': suite(ecdhPair),
  'kdf2-sha256': suite(kdf2Suite),
  mac1: suite(mac1Suite),
  ecies: suite(eciesSuite),
  ...issuanceSuites,
  ...linkageSuites,
};
