/** Which key of a receiver opens what, and for how long. */
import { describe, expect, test } from 'vitest';
import { encrypt } from '../../src/secure/encrypt.ts';
import { KeyRing, type RingOptions } from '../../src/secure/ring.ts';
import { signSpdu, unsecured } from '../../src/secure/sign.ts';
import { canonicalSpdu } from '../../src/trust/signed.ts';
import { crypto, keys, NOW, random } from '../pki.ts';
import { certified, data, mixable, parties, sharedParty, spduOf } from './parties.ts';

const tools = { crypto, keys, random };
const content = Uint8Array.of(3, 0x80, 1, 7);
const SECOND = 1e6;
function clocked(options: Partial<RingOptions> = {}) {
  const clock = { at: NOW, now: () => clock.at };
  return { clock, ring: new KeyRing({ crypto, keys, clock, ...options }) };
}
const rek = (response: { encryptionKey: unknown }) => {
  const { tag, value } = response.encryptionKey as ReturnType<KeyRing['respond']>['encryptionKey'];
  if (tag !== 'public') throw new Error(tag);
  return value;
};

test('every key that is held opens what was encrypted to it, and says that it was it', () => {
  const { ring } = clocked();
  const held = parties.map(({ as }) => ring.hold(as));
  for (const [k, { to }] of parties.entries()) {
    const opened = ring.open(encrypt(tools, content, [to]));
    expect(opened).toMatchObject({ ok: true, plaintext: content });
    expect(opened.ok && opened.by).toBe(held[k]);
  }
});
test('no more entries are tried a second than allowed, whoever wrote them; then the true ones open again', () => {
  const { clock, ring } = clocked({ trialsPerSecond: 10 });
  ring.hold(mixable[0]!.as);
  const good = encrypt(tools, content, [mixable[0]!.to]);
  const spoilt = good.with(-1, good.at(-1)! ^ 1);
  const came = Array.from({ length: 12 }, () => ring.open(spoilt)).map((o) => !o.ok && o.decryption);
  expect(came).toEqual([...Array(10).fill('couldntDecrypt'), 'busy', 'busy']);
  expect(ring.open(good)).toMatchObject({ ok: false, decryption: 'busy' });
  // What names nobody here costs nothing, and is told as that.
  expect(ring.open(encrypt(tools, content, [mixable[1]!.to]))).toMatchObject({
    decryption: 'noDecryptionKeyAvailable',
  });
  clock.at += SECOND / 10;
  expect(ring.open(good)).toMatchObject({ ok: true });
  expect(() => clocked({ trialsPerSecond: 0 })).toThrow(/a rate is one a second or more/);
});
test('a key that was forgotten opens nothing, and the others still do', () => {
  const { ring } = clocked();
  const [first, second] = mixable.map(({ as }) => ring.hold(as));
  ring.forget(first!);
  ring.forget(first!);
  expect(ring.open(encrypt(tools, content, [mixable[0]!.to]))).toMatchObject({
    decryption: 'noDecryptionKeyAvailable',
  });
  const opened = ring.open(encrypt(tools, content, [mixable[1]!.to]));
  expect(opened.ok && opened.by).toBe(second);
  expect(ring.size).toBe(mixable.length - 1);
});
test('a shared key opens until its time, and not from then on', () => {
  const { clock, ring } = clocked();
  const party = sharedParty();
  ring.hold(party.as, NOW + SECOND);
  const octets = encrypt(tools, content, [party.to]);
  clock.at = NOW + SECOND - 1;
  expect(ring.open(octets).ok).toBe(true);
  clock.at = NOW + SECOND;
  expect(ring.open(octets)).toMatchObject({ decryption: 'noDecryptionKeyAvailable' });
  expect(ring.size).toBe(0);
});
test('a key is not held for a certificate that states another, or none', () => {
  const { ring } = clocked();
  const { certificate, key } = certified('alice');
  const none = { ...certificate, tbs: { ...certificate.tbs, encryptionKey: undefined } };
  for (const [c, k] of [
    [certificate, keys.generate('P-256')],
    [certificate, keys.generate('brainpoolP256r1')],
    [none, key],
  ] as const)
    expect(() => ring.hold({ as: 'certificate', certificate: c, key: k })).toThrow(/not the encryption key/);
  expect(() => ring.hold({ as: 'shared', secret: new Uint8Array(15) })).toThrow(/16 octets/);
  expect(ring.size).toBe(0);
});
test('a ring that could not do what the standard asks for is not made', () => {
  for (const patience of [
    { recipients: 7, trials: 1 },
    { recipients: 8, trials: 0 },
    { recipients: Number.NaN, trials: 1 },
  ])
    expect(() => clocked({ patience })).toThrow(RangeError);
  expect(() => clocked({ responses: 0 })).toThrow(RangeError);
});

describe('two certificates with one HashedId8', () => {
  const [alice, bob] = [certified('alice'), certified('bob')];
  // A collision of eight octets takes too long to find.
  const twin = { ...bob.certificate, id: alice.certificate.id, id8: alice.certificate.id8 };
  const both = () => {
    const { ring } = clocked();
    const held = [
      ring.hold({ as: 'certificate', ...alice }),
      ring.hold({ as: 'certificate', certificate: twin, key: bob.key }),
    ];
    return { ring, held };
  };
  test('each key is tried', () => {
    const { ring, held } = both();
    for (const [k, certificate] of [alice.certificate, twin].entries()) {
      const opened = ring.open(encrypt(tools, content, [{ to: 'certificate', certificate }]));
      expect(opened.ok && opened.by).toBe(held[k]);
    }
  });
  test('one is forgotten, the other not', () => {
    const { ring, held } = both();
    ring.forget(held[0]!);
    expect(ring.open(encrypt(tools, content, [{ to: 'certificate', certificate: twin }])).ok).toBe(true);
    expect(ring.open(encrypt(tools, content, [{ to: 'certificate', certificate: alice.certificate }]))).toMatchObject({
      decryption: 'couldntDecrypt',
    });
  });
  test('no more are tried than trials', () => {
    const { ring } = clocked({ patience: { recipients: 8, trials: 1 } });
    ring.hold({ as: 'certificate', ...alice });
    ring.hold({ as: 'certificate', certificate: twin, key: bob.key });
    expect(ring.open(encrypt(tools, content, [{ to: 'certificate', certificate: twin }])).ok).toBe(false);
  });
});

describe('the key of a response', () => {
  const signer = keys.generate('P-256');
  const request = (header: object): Uint8Array =>
    signSpdu({ crypto, keys, key: signer, psid: 35, generationTime: NOW, header, signer: { form: 'self' } });
  const hashOf = (spdu: Uint8Array) => crypto.hash('sha256', canonicalSpdu(spdu)!.octets);

  test('opens what names it by itself at once, and what names its request when it is bound to that', () => {
    const { ring } = clocked();
    const response = ring.respond(2);
    const spdu = request({ encryptionKey: response.encryptionKey });
    const key = rek(response);
    const byKey = encrypt(tools, content, [{ to: 'key', key }]);
    const bySpdu = encrypt(tools, content, [{ to: 'signed', key, hash: hashOf(spdu) }]);
    expect(ring.open(byKey)).toMatchObject({ ok: true });
    expect(ring.open(bySpdu)).toMatchObject({ decryption: 'noDecryptionKeyAvailable' });
    ring.bind(response, spdu);
    for (const octets of [byKey, bySpdu]) {
      const opened = ring.open(octets);
      expect(opened.ok && opened.by).toBe(response);
    }
    ring.forget(response);
    for (const octets of [byKey, bySpdu])
      expect(ring.open(octets)).toMatchObject({ decryption: 'noDecryptionKeyAvailable' });
    ring.bind(response, spdu);
    expect(ring.size).toBe(0);
  });
  test('opens nothing that is bound to another request', () => {
    const { ring } = clocked();
    const response = ring.respond(2);
    ring.bind(response, request({ encryptionKey: response.encryptionKey }));
    const other = hashOf(request({}));
    expect(ring.open(encrypt(tools, content, [{ to: 'signed', key: rek(response), hash: other }]))).toMatchObject({
      decryption: 'noDecryptionKeyAvailable',
    });
    // The right name, and P1 of another request.
    const value = data(encrypt(tools, content, [{ to: 'signed', key: rek(response), hash: other }]));
    const [info] = value.recipients;
    if (info?.tag !== 'signedDataRecipInfo') throw new Error('signedDataRecipInfo');
    const own = hashOf(request({ encryptionKey: response.encryptionKey }));
    ring.bind(response, request({ encryptionKey: response.encryptionKey }));
    const renamed = { ...value, recipients: [{ ...info, value: { ...info.value, recipientId: own.subarray(-8) } }] };
    expect(ring.open(spduOf(renamed)).ok).toBe(false);
  });
  test('is forgotten after its time', () => {
    const { clock, ring } = clocked();
    const response = ring.respond(2);
    const octets = encrypt(tools, content, [{ to: 'key', key: rek(response) }]);
    clock.at += 2 * SECOND - 1;
    expect(ring.open(octets).ok).toBe(true);
    clock.at += 1;
    expect(ring.open(octets).ok).toBe(false);
  });
  test('is not forgotten for what a stranger encrypts to it', () => {
    const { ring } = clocked();
    const response = ring.respond(2);
    const forged = encrypt(tools, unsecured(Uint8Array.of(1)), [{ to: 'key', key: rek(response) }]);
    expect(ring.open(forged).ok).toBe(true);
    expect(ring.open(encrypt(tools, content, [{ to: 'key', key: rek(response) }]))).toMatchObject({ ok: true });
  });
  test('puts the oldest out where there are too many, and no other key', () => {
    const { ring } = clocked({ responses: 3 });
    ring.hold(mixable[0]!.as);
    const made = Array.from({ length: 5 }, () => ring.respond(60));
    const opens = made.map((r) => ring.open(encrypt(tools, content, [{ to: 'key', key: rek(r) }])).ok);
    expect(opens).toEqual([false, false, true, true, true]);
    expect(ring.open(encrypt(tools, content, [mixable[0]!.to])).ok).toBe(true);
    expect(ring.size).toBe(4);
  });
  test('goes out in a signed SPDU only', () => {
    const { ring } = clocked();
    const response = ring.respond(2);
    for (const octets of [content, encrypt(tools, content, [{ to: 'key', key: rek(response) }]), new Uint8Array(0)])
      expect(() => ring.bind(response, octets)).toThrow(/signed SPDU/);
  });
});

test.each([
  ['octets that are none', new Uint8Array(0)],
  ['an unsecured SPDU', content],
  ['a signed SPDU', signSpdu({ crypto, keys, key: keys.generate('P-256'), psid: 1, signer: { form: 'self' } })],
])('%s is nothing to be opened', (_, octets) => {
  expect(clocked().ring.open(octets)).toMatchObject({ ok: false, decryption: 'invalidInput' });
});
test('a key of a P-256 certificate is not one of brainpoolP256r1 with the same octets', () => {
  const { ring } = clocked();
  const party = mixable[0]!;
  ring.hold(party.as);
  const value = data(encrypt(tools, content, [party.to]));
  const [info] = value.recipients;
  if (info?.tag !== 'certRecipInfo' || info.value.encKey.tag !== 'eciesNistP256') throw new Error('certRecipInfo');
  const encKey = { ...info.value.encKey, tag: 'eciesBrainpoolP256r1' } as const;
  const recipients = [{ ...info, value: { ...info.value, encKey } }];
  expect(ring.open(spduOf({ ...value, recipients }))).toMatchObject({ decryption: 'couldntDecrypt' });
});
