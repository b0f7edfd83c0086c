/** A pipeline whose signature checks end when a test says so, whose clock stands still, and that keeps what it told. */
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { Signing } from '../../src/secure/sign.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { isDropped } from '../../src/verify/drop.ts';
import { Pipeline, type PipelineOptions, type Settled } from '../../src/verify/pipeline.ts';
import { aca, crypto, device, ica, NOW, PSIDS, root } from '../pki.ts';
import { bsm } from './bsm.ts';
import { signed } from './srm.ts';

export const cars = (count: number): Holder[] =>
  Array.from({ length: count }, () => device([{ psid: PSIDS.bsm, ssp: undefined }]));
export const buses = (count: number): Holder[] =>
  Array.from({ length: count }, () => device([{ psid: PSIDS.srm, ssp: undefined }]));
export function bsmOf(by: Holder, change: Partial<Signing> = {}): Uint8Array {
  return signed(by, { psid: PSIDS.bsm, payload: bsm, ...change });
}
/** The same message under a signature that is not its signer's. */
export function forged(spdu: Uint8Array): Uint8Array {
  return spdu.with(spdu.length - 5, spdu.at(-5)! ^ 1);
}
/** A result of IEEE 1609.2, a reason to drop, or `accepted`. */
export function nameOf(verdict: Settled): string {
  if (verdict.ok) return 'accepted';
  return isDropped(verdict) ? verdict.dropped : verdict.result;
}

export interface Told {
  readonly context: string;
  readonly name: string;
  readonly verdict: Settled;
}

export interface Rig {
  readonly pipeline: Pipeline<string>;
  readonly store: TrustStore;
  readonly told: Told[];
  readonly clock: { at: number; now(): number };
  /** Signature checks begun and not ended. */
  readonly pending: (() => void)[];
  /** What was put off to `soon`. */
  readonly later: (() => void)[];
  /** Ends the check at this place, and lets what follows from it happen. */
  end(at?: number): Promise<void>;
  /** Ends checks, the oldest first, until nothing is left to do. */
  drain(): Promise<void>;
  /** `context: name` of all told so far. */
  names(): string[];
}

export function rig(change: Partial<PipelineOptions<string>> & { learned?: readonly Holder[] } = {}): Rig {
  const pending: (() => void)[] = [];
  const later: (() => void)[] = [];
  const told: Told[] = [];
  const clock = { at: NOW, now: () => clock.at };
  const slow: CryptoProvider = {
    ...crypto,
    verifyLater: (...asked) => {
      const holds = crypto.verify(...asked);
      return new Promise((settle) => pending.push(() => settle(holds)));
    },
  };
  const store = new TrustStore({ crypto });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca]) store.addAuthority(record);
  for (const { record } of change.learned ?? []) {
    const judged = store.judge(record);
    if (judged.ok) store.remember(judged);
  }
  const pipeline = new Pipeline<string>({
    ...{ crypto: slow, store, clock, inFlight: 1, soon: (act: () => void) => later.push(act) },
    settle: (verdict, context) => told.push({ context, name: nameOf(verdict), verdict }),
    ...change,
  });
  const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
  const end = async (at = 0): Promise<void> => {
    for (const act of pending.splice(at, 1)) act();
    await turn();
  };
  return {
    ...{ pipeline, store, told, clock, pending, later, end },
    async drain() {
      while (pending.length + later.length > 0) {
        for (const act of later.splice(0)) act();
        await end();
      }
    },
    names: () => told.map(({ context, name }) => `${context}: ${name}`),
  };
}
