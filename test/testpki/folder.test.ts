/** The test PKI as a vendor gets it: files, and the command that writes them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fromHex } from '../../asn1/hex.ts';
import { main } from '../../src/commands/testpki.ts';
import { Usage } from '../../src/commands/usage.ts';
import { fromPem, importPkcs8 } from '../../src/crypto/der.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { fromIso } from '../../src/time.ts';
import { decodeCertificate } from '../../src/trust/certificate.ts';
import { results } from '../../src/trust/result.ts';
import { verdict } from './receiver.ts';

interface Row {
  readonly id: string;
  readonly expected: { readonly result: string; readonly number: number };
  readonly field: { readonly in: string; readonly name: string } | null;
  readonly chain: readonly string[];
  readonly crls: readonly string[];
  readonly spdu: string | null;
  readonly wsmpPsid?: number;
  readonly receiver: { time: string; time64: string; latitude: number; longitude: number; country: number };
}

let folder: string;
let said: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'testpki-'));
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('wavetrust testpki', () => {
  test('writes what somebody who has nothing but the files comes to the same verdicts with', async () => {
    const dir = folder;
    const other = join(dir, 'mine.txt');
    writeFileSync(other, 'mine');
    expect(await main([dir, '--force', '--seed', 'a', '--time', '2027-02-03T04:05:06Z'])).toBe(0);
    const file = (path: string): Uint8Array => new Uint8Array(readFileSync(join(dir, path)));
    const { comment, cases } = JSON.parse(readFileSync(join(dir, 'cases.json'), 'utf8')) as {
      comment: string;
      cases: Row[];
    };
    expect(said).toMatch(
      /^.*: \d+ cases of \d+ rules, \d+ to accept and \d+ to refuse, in \d+ files\. TEST ONLY: .*\n$/,
    );
    expect(said).toContain(`: ${cases.length} cases of `);
    expect(said).toContain(` in ${count(dir) - 1} files`);
    expect(comment).toContain('TEST ONLY');
    expect(readFileSync(other, 'utf8')).toBe('mine');
    for (const { id, expected, field, chain, crls, spdu, wsmpPsid = 0, receiver } of cases) {
      const { time: iso, time64, ...place } = receiver;
      const time = fromIso(iso)!;
      expect(String(time)).toBe(time64);
      const run = { chain: chain.map(file), lists: crls.map(file), wsmp: wsmpPsid, receiver: { ...place, time } };
      expect(verdict(openssl, { ...run, spdu: spdu === null ? undefined : file(spdu) }), id).toBe(expected.result);
      expect(field === null).toBe(expected.result === 'success');
      if (field) expect(file(field.in).length).toBeGreaterThan(0);
      const number = expected.result === 'success' ? 1 : results[expected.result as keyof typeof results].code;
      expect(expected.number).toBe(number);
      if (spdu)
        expect(fromHex(readFileSync(join(dir, spdu.replace('.coer', '.hex')), 'utf8').trim())).toEqual(file(spdu));
    }
    // Every certificate and key says what it is, and a key is the one of its certificate.
    const keys = softwareKeyStore({ crypto: openssl, random: seededRandom('none') });
    const names = readdirSync(join(dir, 'certificates')).filter((name) => name.endsWith('.oer'));
    expect(names.length).toBeGreaterThan(300);
    for (const at of ['certificates', 'keys'])
      for (const name of readdirSync(join(dir, at))) {
        expect(name).toMatch(/^TEST-ONLY-/);
        if (!name.endsWith('.oer')) expect(readFileSync(join(dir, at, name), 'utf8')).toContain('TEST ONLY');
      }
    const root = decodeCertificate(openssl, file('certificates/TEST-ONLY-root.oer'));
    const pem = readFileSync(join(dir, 'keys/TEST-ONLY-root.pem'), 'utf8');
    const key = importPkcs8(openssl, keys, fromPem('PRIVATE KEY', pem));
    expect(root.ok && root.record.tbs.id).toEqual({ tag: 'name', value: 'TEST ONLY root' });
    expect(root.ok && Buffer.from(root.record.octets).includes(Buffer.from(key.public.subarray(1)))).toBe(true);
  });
  test('does not write among other files unless it is told to', async () => {
    const other = join(folder, 'mine.txt');
    writeFileSync(other, 'mine');
    await expect(main([folder])).rejects.toThrow(/not empty.*--force/);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });
  test('says what is wrong with a time or a folder', async () => {
    for (const time of ['yesterday', '1999-01-01', '2150-01-01T00:00:00Z'])
      await expect(main([join(folder, 'x'), '--time', time])).rejects.toThrow(/is no time from 2005 to 2098/);
    writeFileSync(join(folder, 'file'), '');
    await expect(main([join(folder, 'file')])).rejects.toBeInstanceOf(Usage);
    mkdirSync(join(folder, 'y'));
    writeFileSync(join(folder, 'y', 'cases.json'), '');
    await expect(main([join(folder, 'y')])).rejects.toBeInstanceOf(Usage);
  });
});

function count(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}
