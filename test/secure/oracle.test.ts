/** What we encrypt, an implementation of node:crypto alone opens, and the other way round, for all mixes of recipients. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { LINK, writePcap } from '../../src/capture/pcap.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { decrypt } from '../../src/secure/decrypt.ts';
import { encrypt, encryptionKey } from '../../src/secure/encrypt.ts';
import { canonicalSpdu } from '../../src/trust/signed.ts';
import { keys, NOW, random } from '../pki.ts';
import { make, nameOf, type OracleCurve, open, read, type Tag, type Target } from './oracle.ts';
import { data, mixable, type Party, parties, requestWith } from './parties.ts';

const TAG = {
  certificate: 'certRecipInfo',
  signed: 'signedDataRecipInfo',
  key: 'rekRecipInfo',
  shared: 'symmRecipInfo',
  preshared: 'pskRecipInfo',
} as const;
const tagOf = ({ to }: Party): Tag => TAG[to.to];
const curveOf = ({ as }: Party): OracleCurve =>
  as.as !== 'shared' && as.key.curve === 'brainpoolP256r1' ? 'brainpoolP256r1' : 'prime256v1';

/** The name of a party as the oracle makes it, of the octets it would have. */
function named(party: Party): { id: Uint8Array; p1: Uint8Array } {
  const { as } = party;
  if (as.as === 'certificate') return nameOf('certRecipInfo', as.certificate.octets);
  if (as.as === 'signed') return { id: as.hash.subarray(-8), p1: as.hash };
  if (as.as === 'key') return nameOf('rekRecipInfo', as.key.public, curveOf(party));
  return nameOf(tagOf(party), as.secret);
}
const targetOf = (party: Party, form: Target['form']): Target => ({
  tag: tagOf(party),
  ...named(party),
  key: party.as.as === 'shared' ? party.as.secret : party.as.key.public,
  ...{ curve: curveOf(party), form },
});

/** Somebody of the mix, and all of it; or the one that stands alone. */
const mixes = fc.oneof(
  { weight: 6, arbitrary: fc.subarray([...mixable], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.constant(parties.filter((p) => p.to.to === 'preshared')) },
);
const plaintexts = fc.uint8Array({ maxLength: 600 });

describe.each([openssl, noble])('with $name', (crypto) => {
  // Handles of the other store's secrets: a store works with one provider.
  const own = softwareKeyStore({ crypto, random });
  const readerOf = ({ as, secret }: Party) =>
    as.as === 'shared' ? as : { ...as, key: own.import(as.key.curve, secret) };
  const numRuns = crypto.name === 'noble' ? 8 : 60;

  test('what we encrypt, node:crypto alone opens for each recipient', () => {
    fc.assert(
      fc.property(mixes, plaintexts, (mix, plaintext) => {
        const octets = encrypt(
          { crypto, random },
          plaintext,
          mix.map((p) => p.to),
        );
        expect(read(octets).entries.map((e) => e.tag)).toEqual(mix.map(tagOf));
        for (const party of mix) {
          const opened = open(octets, tagOf(party), party.secret, named(party));
          expect(opened && toHex(opened)).toBe(toHex(plaintext));
        }
      }),
      { numRuns },
    );
  });

  test('what node:crypto alone encrypts, we open for each recipient, points compressed or not', () => {
    fc.assert(
      fc.property(mixes, plaintexts, fc.constantFrom('compressed', 'uncompressed'), (mix, plaintext, form) => {
        const octets = make(
          plaintext,
          mix.map((p) => targetOf(p, form)),
        );
        for (const party of mix) {
          const opened = decrypt({ crypto, keys: own }, data(octets), readerOf(party));
          expect(opened.ok && toHex(opened.plaintext)).toBe(toHex(plaintext));
        }
      }),
      { numRuns },
    );
  });

  test('what we encrypt we open, for each of the recipients and for nobody else', () => {
    fc.assert(
      fc.property(mixes, plaintexts, (mix, plaintext) => {
        const to = mix.map((p) => p.to);
        const value = data(encrypt({ crypto, random }, plaintext, to));
        for (const party of parties) {
          const opened = decrypt({ crypto, keys: own }, value, readerOf(party));
          if (mix.includes(party)) expect(opened.ok && toHex(opened.plaintext)).toBe(toHex(plaintext));
          else expect(opened).toMatchObject({ ok: false, decryption: 'noDecryptionKeyAvailable' });
        }
      }),
      { numRuns: numRuns / 2 },
    );
  });
});

test('a signed SPDU in canonical form is named by the hash of its octets', () => {
  const key = keys.generate('P-256');
  const spdu = requestWith(encryptionKey('P-256', key.public));
  expect(toHex(canonicalSpdu(spdu)!.octets)).toBe(toHex(spdu));
  const name = nameOf('signedDataRecipInfo', spdu);
  const octets = make(Uint8Array.of(1), [{ tag: 'signedDataRecipInfo', ...name, key: key.public }]);
  const opened = decrypt({ crypto: openssl, keys }, data(octets), { as: 'signed', hash: name.p1, key });
  expect(opened).toMatchObject({ ok: true, plaintext: Uint8Array.of(1) });
});

const tshark = spawnSync('tshark', ['--version']).status === 0;
test.skipIf(!tshark)(
  `tshark reads each form as it was written, without a mark${tshark ? '' : ' (skipped: tshark is not installed)'}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'wavetrust-encrypted-'));
    try {
      const spdus = [
        ...parties.map((p) => encrypt({ crypto: openssl, random }, Uint8Array.of(3, 0x80, 1, 7), [p.to])),
        encrypt(
          { crypto: openssl, random },
          random.octets(300),
          mixable.map((p) => p.to),
        ),
      ];
      const parts: Uint8Array[] = [];
      const pcap = writePcap({ linkType: LINK.user0 }, (octets) => parts.push(octets));
      for (const octets of spdus) pcap.write(NOW, octets);
      const file = join(folder, 'encrypted.pcap');
      writeFileSync(file, Buffer.concat(parts));
      const names = ['_ws.malformed', '_ws.expert.message', 'ieee1609dot2.nonce', 'ieee1609dot2.ccmCiphertext'];
      const { stdout } = spawnSync(
        'tshark',
        [
          ...['-o', 'uat:user_dlts:"User 0 (DLT=147)","ieee1609dot2.data","0","","0",""'],
          ...['-r', file, '-T', 'fields', '-E', 'separator=|', ...names.flatMap((n) => ['-e', n])],
        ],
        { encoding: 'utf8' },
      );
      const lines = spdus.map((octets) => {
        const { entries, ...content } = read(octets);
        const all = [...entries.flatMap((e) => e.symmetric ?? []), content];
        return ['', '', all.map((s) => toHex(s.nonce)).join(), all.map((s) => toHex(s.sealed)).join()].join('|');
      });
      expect(stdout.replaceAll(':', '').trimEnd().split('\n')).toEqual(lines);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
