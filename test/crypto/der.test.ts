import * as node from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { curves, size } from '../../src/crypto/curve.ts';
import * as der from '../../src/crypto/der.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import * as signature from '../../src/crypto/signature.ts';

const openSslName = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  brainpoolP256r1: 'brainpoolP256r1',
  brainpoolP384r1: 'brainpoolP384r1',
} as const;
const store = softwareKeyStore({ crypto: openssl, random: seededRandom('der') });

describe.each(curves)('on %s', (curve) => {
  const foreign = () => node.generateKeyPairSync('ec', { namedCurve: openSslName[curve] });

  it('OpenSSL reads the PKCS#8 file of a key, and would write the same', () => {
    const key = store.generate(curve);
    const pem = der.toPem('PRIVATE KEY', der.exportPkcs8(openssl, store, key));
    const read = node.createPrivateKey(pem);
    expect(read.export({ type: 'pkcs8', format: 'pem' })).toBe(pem);
    const spki = node.createPublicKey(read).export({ type: 'spki', format: 'der' });
    expect(toHex(der.spkiFromPoint(curve, openssl.uncompress(curve, key.public)))).toBe(toHex(spki));
  });

  it('a key that OpenSSL wrote is read, and signs for its public key', () => {
    const { privateKey, publicKey } = foreign();
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const key = der.importPkcs8(openssl, store, der.fromPem('PRIVATE KEY', pem));
    const message = Uint8Array.of(1, 2, 3);
    const sent = der.sigValue(store.sign(key, 'sha256', message));
    expect(node.verify('sha256', message, publicKey, sent)).toBe(true);
  });

  it('a public key goes through SubjectPublicKeyInfo and back, compressed or not', () => {
    const { publicKey } = foreign();
    const read = der.pointFromSpki(publicKey.export({ type: 'spki', format: 'der' }));
    expect(read.curve).toBe(curve);
    const compressed = openssl.publicKey(curve, read.point)!.octets;
    const short = der.spkiFromPoint(curve, compressed);
    expect(der.pointFromSpki(short)).toEqual({ curve, point: compressed });
    const again = node.createPublicKey({ key: Buffer.from(short), type: 'spki', format: 'der' });
    expect(again.equals(publicKey)).toBe(true);
  });

  it('a file whose public key is not that of its secret is refused', () => {
    const octets = der.exportPkcs8(openssl, store, store.generate(curve));
    const other = der.exportPkcs8(openssl, store, store.generate(curve));
    const point = 2 * size(curve);
    octets.set(other.subarray(other.length - point), octets.length - point);
    expect(() => der.importPkcs8(openssl, store, octets)).toThrow(/public key in the file/);
  });

  it('a signature is written as OpenSSL and the quick writer do, whatever zeros it begins with', () => {
    const width = size(curve);
    const part = fc
      .tuple(fc.nat(width), fc.uint8Array({ minLength: width, maxLength: width }))
      .map(([zeros, value]) => value.fill(0, 0, zeros));
    fc.assert(
      fc.property(part, part, (r, s) => {
        const written = der.sigValue({ r, s });
        expect(toHex(signature.toDer({ r, s }, width)!)).toBe(toHex(written));
        expect(der.fromSigValue(curve, written)).toEqual({ r, s });
        expect(signature.fromDer(written, width)).toEqual({ r, s });
      }),
    );
    const { privateKey } = foreign();
    const sent = new Uint8Array(node.sign('sha256', Uint8Array.of(1), privateKey));
    expect(toHex(der.sigValue(der.fromSigValue(curve, sent)))).toBe(toHex(sent));
  });
});

describe('DER from outside', () => {
  const key = store.generate('P-256');
  const pkcs8 = der.exportPkcs8(openssl, store, key);

  it('is read whole or refused with a RangeError, never otherwise', () => {
    fc.assert(
      fc.property(fc.nat(pkcs8.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = pkcs8.slice();
        changed[at]! ^= change;
        expect(() => der.importPkcs8(openssl, store, changed)).toThrow(RangeError);
      }),
    );
    const reads = [
      (octets: Uint8Array) => der.importPkcs8(openssl, store, octets),
      der.pointFromSpki,
      (octets: Uint8Array) => der.fromSigValue('P-256', octets),
    ];
    for (const read of reads) {
      for (let end = 0; end < pkcs8.length; end++) expect(() => read(pkcs8.subarray(0, end))).toThrow(RangeError);
      expect(() => read(Uint8Array.of(...pkcs8, 0))).toThrow(RangeError);
    }
  });

  it('is refused where the curve or the algorithm has no use here', () => {
    const secp = node.generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const ed = node.generateKeyPairSync('ed25519');
    for (const { privateKey, publicKey } of [secp, ed]) {
      const secret = privateKey.export({ type: 'pkcs8', format: 'der' });
      expect(() => der.importPkcs8(openssl, store, secret)).toThrow(RangeError);
      expect(() => der.pointFromSpki(publicKey.export({ type: 'spki', format: 'der' }))).toThrow(RangeError);
    }
  });

  it('is refused as a signature with a negative part or one that is too long', () => {
    expect(() => der.fromSigValue('P-256', Uint8Array.of(0x30, 6, 2, 1, 0x80, 2, 1, 1))).toThrow(RangeError);
    const long = der.sigValue({ r: new Uint8Array(33).fill(1), s: Uint8Array.of(1) });
    expect(() => der.fromSigValue('P-256', long)).toThrow(RangeError);
  });

  it('is found in PEM among other text, by its label', () => {
    const pem = `a comment\n${der.toPem('PRIVATE KEY', pkcs8)}another\n`;
    expect(der.fromPem('PRIVATE KEY', pem)).toEqual(pkcs8);
    expect(() => der.fromPem('PUBLIC KEY', pem)).toThrow(RangeError);
    expect(() => der.fromPem('X', '-----BEGIN X-----\nA\n-----END X-----')).toThrow(RangeError);
  });
});

describe('a refusal says what is wrong with the file', () => {
  const spki = der.spkiFromPoint('P-256', openssl.multiplyBase('P-256', new Uint8Array(32).fill(7)));
  it.each([
    ['cut short', spki.subarray(0, 20), /break off/],
    ['two octets behind the end', Uint8Array.from([...spki, 1, 2]), /2 octets are left over behind octet 59/],
    ['another structure', Uint8Array.of(2, 1, 5), /hold something else/],
    ['nothing', new Uint8Array(0), /break off/],
  ])('%s', (_, octets, sentence) => expect(() => der.pointFromSpki(octets)).toThrow(sentence));
});
