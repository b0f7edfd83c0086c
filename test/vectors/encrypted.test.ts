/** Encrypted vectors of others opened with either provider, and by the key ring as a receiver has it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../asn1/hex.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { KeyRing } from '../../src/secure/ring.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import { Certificates } from '../../src/vectors/certificates.ts';
import { byId, collect, type VectorFile, vectorFiles } from '../../src/vectors/folder.ts';
import { idOf, run, suiteNamed } from '../../src/vectors/suites.ts';
import { at, NOW } from '../pki.ts';

const vectors = fileURLToPath(new URL('../../../shared/vectors/', import.meta.url));
const absent = existsSync(vectors) ? '' : ' (skipped: no vectors beside the project)';
const SUITES = ['aes-ccm-128', 'ecies', 'kdf2-sha256', 'mac1', 'spdu-encrypted', 'cert-download-response'];
const files: readonly VectorFile[] = absent ? [] : ['crypto', 'wire'].flatMap((f) => vectorFiles(`${vectors}${f}`));
const chosen = files.filter(({ suite }) => SUITES.includes(suite));

describe.skipIf(absent).each([openssl, noble])(`with $name${absent}`, (crypto) => {
  it('there is each of the files', () => {
    expect(chosen.map((f) => f.suite).sort()).toEqual([...SUITES].sort());
  });
  it.each(chosen.map((file) => [file.suite, file.items] as const))(
    '%s: each vector comes out as it says',
    (suite, items) => {
      const certificates = new Certificates(openssl);
      collect(files, certificates);
      const failures = items.flatMap((item, k) => {
        const trial = { crypto, reference: crypto, certificates, vector: byId(files), accept: () => {} };
        const differs = run(suiteNamed(suite)!, item, trial);
        return differs === undefined ? [] : [`${idOf(item, k)}: ${differs}`];
      });
      expect(items.length).toBeGreaterThan(0);
      expect(failures).toEqual([]);
    },
  );
  it('what was encrypted to a certificate opens in the ring of its holder, and gives the plaintext of the vector', () => {
    const keys = softwareKeyStore({ crypto, random: seededRandom('vectors') });
    let opened = 0;
    for (const item of chosen.find((f) => f.suite === 'spdu-encrypted')?.items ?? []) {
      const { hex, inputs, expected } = item as { hex: string; inputs?: Record<string, string>; expected: never };
      if (!inputs?.recipientCert) continue;
      const certificate = readCertificate(crypto, fromHex(inputs.recipientCert));
      const key = keys.import('P-256', fromHex(inputs.recipientPrivKey!));
      const ring = new KeyRing({ crypto, keys, clock: at(NOW) });
      const held = ring.hold({ as: 'certificate', certificate, key });
      const got = ring.open(fromHex(hex));
      expect(got.ok && got.by).toBe(held);
      expect(got.ok && toHex(got.plaintext)).toBe((expected as { plaintext: string }).plaintext);
      opened++;
    }
    expect(opened).toBe(3);
  });
});
