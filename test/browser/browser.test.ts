/** In a real browser the same comes out as here: every case of the test PKI, and signatures others made to be hard. */
import { existsSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../asn1/hex.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { repeatable } from '../../src/crypto/repeatable.ts';
import { portable } from '../../src/portable.ts';
import { Builder } from '../../src/testpki/case.ts';
import { Forge } from '../../src/testpki/forge.ts';
import { settingAt, USUAL_TIME } from '../../src/testpki/setting.ts';
import { cases } from '../../src/testpki/table.ts';
import { verdict } from '../testpki/receiver.ts';
import { chromiumMissing, ELSEWHERE, start, visit } from './chromium.ts';
import { item, judged } from './judge.ts';
import type { Answered, Asked, Signed } from './page.ts';

const root = new URL('../../', import.meta.url).pathname;
const vectors = new URL('../../../shared/vectors/crypto/ecdsa-verify-p1363.json', import.meta.url);

const setting = settingAt(USUAL_TIME);
const forge = new Forge(repeatable(openssl), 'browser');
const builder = new Builder(forge, setting);
const built = cases(setting, forge).map((row) => builder.build(row));
const asked: Asked = {
  items: built.map(item),
  signatures: existsSync(vectors)
    ? (JSON.parse(readFileSync(vectors, 'utf8')) as { vectors: Signed[] }).vectors.filter((v) => /^P-/.test(v.curve))
    : [],
};
/** What OpenSSL says here. */
const expected = {
  verdicts: Object.fromEntries(
    built.map((b) => {
      const here = verdict(openssl, { ...b, chain: b.chain.map((c) => c.record.octets) });
      return [b.case.id, [here, here]];
    }),
  ),
  signatures: Object.fromEntries(
    asked.signatures.map(({ id, curve, hash, pub, msg, r, s }) => {
      const key = openssl.publicKey(curve, fromHex(pub))!;
      const here = openssl.verify(key, hash, fromHex(msg), { r: fromHex(r), s: fromHex(s) });
      return [id, [here, here]];
    }),
  ),
};

/** How many signatures there are for Web Crypto: as many as OpenSSL checks by promise for the same. */
async function count(): Promise<Answered['counted']> {
  let verdicts = 0;
  const counting: CryptoProvider = {
    ...openssl,
    verifyLater(key, ...rest) {
      if (key.curve.startsWith('P-')) verdicts++;
      return openssl.verifyLater(key, ...rest);
    },
  };
  for (const one of asked.items) await judged(portable, one, counting);
  expect(verdicts).toBeGreaterThan(100);
  return { signatures: asked.signatures.length, verdicts };
}

/** The one file that a build of `entry` makes. */
async function module(entry?: string): Promise<string> {
  const lib = entry ? { lib: { entry, formats: ['es'] as 'es'[], fileName: 'page' }, target: 'es2024' } : {};
  const options = { root, logLevel: 'error', configFile: entry ? (false as const) : undefined } as const;
  const made = (await build({ ...options, build: { ...lib, write: false } })) as Rolldown.RolldownOutput[];
  const chunks = made[0]!.output.filter((o) => o.type === 'chunk');
  expect(chunks.map((c) => c.imports)).toEqual([[]]);
  return chunks[0]!.code;
}

const unsafe = { 'content-security-policy': "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self'" };
const safe = { 'content-security-policy': unsafe['content-security-policy'].replace(" 'unsafe-eval'", '') };

const without = [
  chromiumMissing && ` (skipped: ${chromiumMissing})`,
  asked.signatures.length === 0 && ' (signatures skipped: ../shared/vectors/crypto is not there)',
];
describe.skipIf(chromiumMissing)(`in Chromium${without.filter(Boolean).join('')}`, () => {
  let browser: Browser;
  let scripts: Record<string, string>;
  beforeAll(async () => {
    scripts = { '/portable.js': await module(), '/page.js': await module('test/browser/page.ts') };
    browser = await start();
  });
  afterAll(() => browser?.close());

  it.each([
    ['where code may be made from text', unsafe, true],
    ['where its content security policy forbids that', safe, false],
  ])('each verdict and each signature comes out as in Node, %s', async (_, headers, generating) => {
    const site = { scripts, asked, headers, host: '127.0.0.1' };
    const { counted, ...answered } = (await visit(browser, site)) as Answered;
    expect(answered).toEqual({ generating, ...expected });
    expect(counted).toEqual(await count());
  });

  it('and without Web Crypto, which a page has not that came by HTTP from elsewhere', async () => {
    const some: Asked = { items: asked.items.slice(0, 30), signatures: asked.signatures.slice(0, 30) };
    const site = { scripts, asked: some, headers: safe, host: ELSEWHERE };
    const { counted, ...answered } = (await visit(browser, site)) as Answered;
    expect(counted).toEqual({ signatures: 0, verdicts: 0 });
    expect(expected).toMatchObject({ verdicts: answered.verdicts, signatures: answered.signatures });
    expect(Object.keys(answered.verdicts)).toHaveLength(30);
    expect(Object.keys(answered.signatures)).toHaveLength(some.signatures.length);
  });
});
