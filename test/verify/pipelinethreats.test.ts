/**
 * Every message that the tests of the Verifier judge is offered to a pipeline as well, in the same order, at the same
 * time and place, over a trust store that was given the same: the verdicts have to be the same, word for word.
 */
import { expect, test, vi } from 'vitest';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { CertificateRecord } from '../../src/trust/certificate.ts';
import type { StoreOptions, TrustStore } from '../../src/trust/store.ts';
import type { Asked } from '../../src/verify/ask.ts';
import { ask } from '../../src/verify/ask.ts';
import type { VerifierOptions } from '../../src/verify/verifier.ts';
import { fault } from '../field.ts';

/** What happened, in order, each step to be done again beside. */
const journal = vi.hoisted(() => [] as (() => unknown)[]);

vi.mock('../../src/trust/store.ts', async (original) => {
  const { TrustStore: Real } = await original<typeof import('../../src/trust/store.ts')>();
  class Recorded extends Real {
    readonly beside: TrustStore;
    constructor(options: StoreOptions) {
      super(options);
      this.beside = new Real(options);
    }
    override addAnchor(record: CertificateRecord) {
      journal.push(() => this.beside.addAnchor(record));
      return super.addAnchor(record);
    }
    override addAuthority(record: CertificateRecord) {
      journal.push(() => this.beside.addAuthority(record));
      return super.addAuthority(record);
    }
  }
  return { TrustStore: Recorded };
});

vi.mock('../../src/verify/verifier.ts', async (original) => {
  const { Verifier: Real } = await original<typeof import('../../src/verify/verifier.ts')>();
  class Recorded extends Real {
    readonly #options: VerifierOptions;
    readonly #beside: {
      asked: Asked | undefined;
      now: number;
      where: ReturnType<NonNullable<VerifierOptions['place']>>;
    };
    constructor(options: VerifierOptions) {
      super(options);
      this.#options = options;
      this.#beside = { asked: undefined, now: 0, where: undefined };
    }
    override verify(octets: Uint8Array, psid?: number) {
      const beside = this.#beside;
      const { store, clock, place, crypto, ...rest } = this.#options;
      const [copy, now, where] = [octets.slice(), clock.now(), place?.()];
      const verdict = super.verify(octets, psid);
      if (!verdict.ok) expect(fault(verdict.finding)).toBe('');
      const expected = verdict.ok ? { ...verdict, by: verdict.by.record.id } : verdict;
      const kept = structuredClone(expected);
      journal.push(async () => {
        Object.assign(beside, { now, where });
        beside.asked ??= ask({
          ...{ ...rest, crypto: crypto as CryptoProvider, soon: setImmediate },
          store: (store as TrustStore & { beside: TrustStore }).beside,
          clock: { now: () => beside.now },
          place: () => beside.where,
        });
        const got = await beside.asked.verify(copy, psid);
        expect(got.ok ? { ...got, by: got.by.record.id } : got).toEqual(kept);
        return got.ok ? 'accepted' : 'refused';
      });
      return verdict;
    }
  }
  return { Verifier: Recorded };
});

await import('./canonical.test.ts');
await import('./fresh.test.ts');
await import('./threats.test.ts');
await import('./threatskept.test.ts');
await import('./verifier.test.ts');

test('the pipeline comes to each of these verdicts', async () => {
  const said: unknown[] = [];
  for (const step of journal) said.push(await step());
  expect(said.filter((what) => what === 'accepted').length).toBeGreaterThan(100);
  expect(said.filter((what) => what === 'refused').length).toBeGreaterThan(100);
});
