/** SM2 and SM3 against what their standards print, what China's roads use, and OpenSSL as a program. */
import { spawnSync } from 'node:child_process';
import * as node from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { domain } from '../../src/crypto/curve.ts';
import { fromSigValue, pointFromSpki, sigValue, spkiFromPoint, toPem } from '../../src/crypto/der.ts';
import { identified, SELF, za } from '../../src/crypto/identity.ts';
import { integer, octets } from '../../src/crypto/integer.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { repeatable } from '../../src/crypto/repeatable.ts';
import { withSm } from '../../src/crypto/sm.ts';
import { attempt } from '../../src/crypto/sm2.ts';
import { sm3 } from '../../src/crypto/sm3.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';

const crypto = withSm(openssl);
const { n, p, x, y } = domain('SM2');
const utf8 = (text: string) => new TextEncoder().encode(text);
const random = seededRandom('sm2');
const message = utf8('message digest');

describe('SM3', () => {
  it('gives the digests of GB/T 32905 A.1 and A.2', () => {
    expect(toHex(sm3(utf8('abc')))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(toHex(sm3(utf8('abcd'.repeat(16))))).toBe(
      'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
    );
  });
  it('does not depend on how the octets are cut', () => {
    const whole = random.octets(200);
    expect(sm3(whole.subarray(0, 63), new Uint8Array(0), whole.subarray(63))).toEqual(sm3(whole));
  });
  const missing = node.getHashes().includes('sm3') ? '' : ' (skipped: this OpenSSL has no SM3)';
  it.skipIf(missing)(`is that of OpenSSL at every length around a block${missing}`, () => {
    for (let length = 0; length <= 200; length++) {
      const some = random.octets(length);
      expect(toHex(sm3(some))).toBe(node.createHash('sm3').update(some).digest('hex'));
    }
  });
});

/** GB/T 32918.5 A.2 */
const secret = fromHex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8');
const point = crypto.multiplyBase('SM2', secret, 'uncompressed');
const key = crypto.publicKey('SM2', point)!;

describe('SM2 as published', () => {
  it('in GB/T 32918.5 A.2: key, Z, e and the signature with its nonce', () => {
    expect(toHex(point)).toBe(
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
        'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
    );
    const z = za(crypto, point, utf8('1234567812345678'));
    expect(toHex(z)).toBe('b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3');
    const e = sm3(z, message);
    expect(toHex(e)).toBe('f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640');
    const k = fromHex('59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21');
    const signature = attempt(secret, e, k)!;
    expect(toHex(signature.r)).toBe('f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3');
    expect(toHex(signature.s)).toBe('b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa');
    expect(crypto.verify(key, 'sm3', identified(crypto, point, undefined, message), signature)).toBe(true);
  });
  it('in YD/T 3957: who signed a message is named by SM3 of its certificate, and signed are the octets of tbsData', () => {
    const tbs = fromHex(`40038020${'34'.repeat(32)}4001200000000000237303`);
    const signer = fromHex('e38c7cb2ecedb9289b6e71ad30b6262c4a578573b9a44de8ab659a6bcd967d77');
    const by = crypto.publicKey(
      'SM2',
      fromHex(
        '041e5f89a574082c8b3611fba8d065f308b48f64eeef71303c75ba8e95d5be8942' +
          '7784ef220941deebcf5b3e3465980a309167346ffe050ae1007c2d2f3f105774',
      ),
    )!;
    const input = identified(crypto, by.octets, signer, tbs);
    expect(toHex(input.subarray(0, 32))).toBe('ff2543659c0b93c39fe3b4007398df9fb40cf45de365e7c9af165d4268350bb9');
    expect(toHex(sm3(input))).toBe('7ab12a19b645dfc636e20ea7aeb0e55ef3f3683887b2e076a8eb3294904ee5d4');
    const signature = {
      r: fromHex('ddf9075dd2d94705a12f425e51cb274cb8f4ae65b31c7cddcd31c2bc3c552881'),
      s: fromHex('208611de09a7cc4e4876e69ef2e7c06a8539a467f20b0ea7feeb2afe9d595cc4'),
    };
    expect(crypto.verify(by, 'sm3', input, signature)).toBe(true);
    expect(crypto.verify(by, 'sm3', identified(crypto, by.octets, undefined, tbs), signature)).toBe(false);
  });
});

describe.each([openssl, noble, webcrypto])('with SM2 on, $name', (base) => {
  const sm = withSm(base);
  const input = identified(sm, key.octets, undefined, message);
  const signature = sm.sign('SM2', 'sm3', secret, input);
  const holds = (r: Uint8Array, s: Uint8Array, by = sm.publicKey('SM2', point)!, over = input) =>
    sm.verify(by, 'sm3', over, { r, s });

  it('verifies what it signed, at once and by promise, the same at each run', async () => {
    expect(holds(signature.r, signature.s)).toBe(true);
    expect(await sm.verifyLater(key, 'sm3', input, signature)).toBe(true);
    expect(sm.sign('SM2', 'sm3', secret, input)).toEqual(signature);
    expect(repeatable(sm).sign('SM2', 'sm3', secret, input)).toEqual(signature);
  });
  it('refuses r and s out of 1 to n-1, and a sum of them that is n', () => {
    const { r, s } = signature;
    for (const wrong of [0n, n, n + 1n, 2n ** 256n - 1n].map((v) => octets(v, 32))) {
      expect(holds(wrong, s)).toBe(false);
      expect(holds(r, wrong)).toBe(false);
    }
    expect(holds(r, octets(n - integer(r), 32))).toBe(false);
    for (const part of [r.subarray(1), Uint8Array.of(0, ...r), new Uint8Array(0)]) {
      expect(holds(part, s)).toBe(false);
      expect(holds(s, part)).toBe(false);
    }
  });
  it('refuses another s, message, identity or key', async () => {
    const { r, s } = signature;
    expect(holds(r, octets(n - integer(s), 32))).toBe(false);
    expect(holds(s, r)).toBe(false);
    expect(holds(r, s, key, Uint8Array.of(...input, 0))).toBe(false);
    expect(holds(r, s, key, identified(sm, key.octets, new Uint8Array(32), message))).toBe(false);
    const other = sm.publicKey('SM2', sm.multiplyBase('SM2', octets(7n, 32)))!;
    expect(holds(r, s, other)).toBe(false);
    expect(await sm.verifyLater(other, 'sm3', input, signature)).toBe(false);
  });
  it('takes no point that is not on the curve', () => {
    const at = (a: bigint, b: bigint) => Uint8Array.of(4, ...octets(a, 32), ...octets(b, 32));
    expect(sm.publicKey('SM2', at(x, y))).toMatchObject({ curve: 'SM2' });
    const none = [at(x, y + 1n), at(x + p - x, y), Uint8Array.of(0), Uint8Array.of(2, ...octets(p, 32))];
    const { x: px, y: py } = domain('P-256');
    for (const wrong of [...none, at(px, py)]) {
      expect(sm.publicKey('SM2', wrong)).toBeUndefined();
      expect(() => sm.uncompress('SM2', wrong)).toThrow(RangeError);
    }
    expect(holds(signature.r, signature.s, { ...key, uncompressed: at(x, y + 1n) })).toBe(false);
  });
  it('keeps SM2 and SM3 together, and does all else as before', async () => {
    const own = sm.multiplyBase('P-256', secret);
    const p256 = sm.publicKey('P-256', own)!;
    const ecdsa = sm.sign('P-256', 'sha256', secret, message);
    expect(base.verify(p256, 'sha256', message, ecdsa)).toBe(true);
    expect(sm.verify(p256, 'sha256', message, ecdsa)).toBe(true);
    expect(await sm.verifyLater(p256, 'sha256', message, ecdsa)).toBe(true);
    for (const [by, hash] of [[key, 'sha256'] as const, [p256, 'sm3'] as const]) {
      expect(sm.verify(by, hash, input, signature)).toBe(false);
      expect(await sm.verifyLater(by, hash, input, signature)).toBe(false);
      expect(() => sm.sign(by.curve, hash, secret, input)).toThrow(RangeError);
    }
    expect(sm.hash('sha384', message)).toEqual(base.hash('sha384', message));
    expect(sm.hmac('sha256', secret, message)).toEqual(base.hmac('sha256', secret, message));
    expect(withSm(sm)).toBe(sm);
  });
  it('does nothing else on SM2, and says so', () => {
    expect(() => sm.agree('SM2', secret, point)).toThrow('There is no key agreement on SM2 here');
    expect(() => sm.multiply('SM2', secret, point)).toThrow(RangeError);
    expect(() => sm.add('SM2', point, point)).toThrow(RangeError);
    expect(() => sm.hmac('sm3', secret, message)).toThrow(RangeError);
    expect(() => sm.sign('SM2', 'sm3', octets(n - 1n, 32), input)).toThrow('1 to n-2');
  });
  it('off, knows no key of SM2 and no signature by it', async () => {
    expect(base.sm).toBe(false);
    expect(base.publicKey('SM2', point)).toBeUndefined();
    expect(base.verify(key, 'sm3', input, signature)).toBe(false);
    expect(await base.verifyLater(key, 'sm3', input, signature)).toBe(false);
    expect(() => base.multiplyBase('SM2', secret)).toThrow('SM2 is off');
    expect(() => softwareKeyStore({ crypto: base, random }).generate('SM2')).toThrow(RangeError);
  });
});

const program = spawnSync('openssl', ['ecparam', '-name', 'SM2', '-genkey', '-noout'], { encoding: 'utf8' });
const absent = program.status === 0 ? '' : ' (skipped: there is no program openssl with SM2)';
describe.skipIf(absent)(`beside OpenSSL as a program${absent}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sm2-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content?: string | Uint8Array): string => {
    if (content !== undefined) writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const run = (...args: string[]) => spawnSync('openssl', args, { encoding: 'utf8' });
  const as = (identity: Uint8Array) => ['-rawin', '-digest', 'sm3', '-pkeyopt', `hexdistid:${toHex(identity)}`];
  const identities = [undefined, sm3(utf8('a certificate'))];

  it.each(identities)('it takes what is signed here, and nothing that was changed', (signer) => {
    const signature = crypto.sign('SM2', 'sm3', secret, identified(crypto, point, signer, message));
    const pem = file('key.pem', toPem('PUBLIC KEY', spkiFromPoint('SM2', point)));
    const asked = (over: Uint8Array) =>
      run(
        ...['pkeyutl', '-verify', '-pubin', '-inkey', pem, '-in', file('m', over), ...as(signer ?? SELF)],
        ...['-sigfile', file('s', sigValue(signature))],
      );
    expect(asked(message).stdout).toContain('Signature Verified Successfully');
    expect(asked(utf8('another message')).status).not.toBe(0);
  });

  it.each(identities)('what it signs is taken here, and nothing that was changed', (signer) => {
    const pem = file('secret.pem', program.stdout);
    const spki = file('spki');
    expect(run('pkey', '-in', pem, '-pubout', '-outform', 'DER', '-out', spki).status).toBe(0);
    const made = file('signature');
    const args = ['-sign', '-inkey', pem, '-in', file('m', message), '-out', made, ...as(signer ?? SELF)];
    expect(run('pkeyutl', ...args).stderr).toBe('');
    // Of another's key its public half is the last 65 octets; reading SM2 keys from files is nothing we offer.
    const der = readFileSync(spki);
    expect(() => pointFromSpki(der)).toThrow('not supported');
    const theirs = crypto.publicKey('SM2', der.subarray(-65))!;
    const signature = fromSigValue('SM2', readFileSync(made));
    const holds = (over: Uint8Array) =>
      crypto.verify(theirs, 'sm3', identified(crypto, theirs.octets, signer, over), signature);
    expect(holds(message)).toBe(true);
    expect(holds(utf8('another message'))).toBe(false);
  });
});
