/** What Web Crypto is asked, and what happens where it is not there. Its answers are held against the others' elsewhere. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { curves, size } from '../../src/crypto/curve.ts';
import { octets } from '../../src/crypto/integer.ts';
import type { Curve } from '../../src/crypto/provider.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';

const { subtle } = globalThis.crypto;
const message = new TextEncoder().encode('clear the intersection');
/** A key that no handle was made of yet, and a signature of its own. */
function fresh(curve: Curve) {
  const secret = octets(0xc0ffeen, size(curve));
  const key = webcrypto.publicKey(curve, webcrypto.multiplyBase(curve, secret))!;
  return { key, signature: webcrypto.sign(curve, 'sha256', secret, message) };
}
/** The answer to a signature that holds, and to the same over other octets. */
async function both({ key, signature }: ReturnType<typeof fresh>): Promise<readonly boolean[]> {
  const other = Uint8Array.of(...message, 0);
  return [
    await webcrypto.verifyLater(key, 'sha256', message, signature),
    await webcrypto.verifyLater(key, 'sha256', other, signature),
  ];
}
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe.each(curves)('on %s', (curve) => {
  const its = curve === 'P-256' || curve === 'P-384';

  it(`${its ? 'Web Crypto' : 'noble'} answers, and a key is handed over once`, async () => {
    const imports = vi.spyOn(subtle, 'importKey');
    const checks = vi.spyOn(subtle, 'verify');
    const one = fresh(curve);
    expect(await both(one)).toEqual([true, false]);
    expect(await both(one)).toEqual([true, false]);
    expect(imports).toHaveBeenCalledTimes(its ? 1 : 0);
    expect(checks).toHaveBeenCalledTimes(its ? 4 : 0);
    const held = [imports, checks].flatMap((spy) => spy.mock.results.map((r) => r.type));
    expect(held).toEqual(Array(its ? 5 : 0).fill('return'));
  });

  it('the answers are the same where there is no Web Crypto, as in a page that came by HTTP', async () => {
    vi.stubGlobal('crypto', { getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto) });
    expect(await both(fresh(curve))).toEqual([true, false]);
  });

  it.each(['importKey', 'verify'] as const)('and where it turns down %s', async (method) => {
    const refused = vi.spyOn(subtle, method).mockRejectedValue(new DOMException('not here', 'NotSupportedError'));
    expect(await both(fresh(curve))).toEqual([true, false]);
    expect(refused).toHaveBeenCalledTimes(its ? (method === 'verify' ? 2 : 1) : 0);
  });

  it('an array that is filled anew after the call changes no answer', async () => {
    const { key, signature } = fresh(curve);
    for (let run = 0; run < 2; run++) {
      const [data, r, s] = [message.slice(), signature.r.slice(), signature.s.slice()];
      const answer = webcrypto.verifyLater(key, 'sha256', data, { r, s });
      for (const array of [data, r, s]) array.fill(0xff);
      expect(await answer).toBe(true);
    }
  });
});
