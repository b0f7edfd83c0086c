/** Whether a signer who was accepted has lost its rights since: for who keeps what it asked for. */
import type { Established } from '../trust/chain.ts';
import type { Clearing } from '../trust/revocation.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Micros } from '../world.ts';

/** It, or a CA above it, is on a CRL; or its root is trusted no longer. Of a list that is overdue nothing follows here. */
export function lost(
  { store, revocations }: { readonly store: TrustStore; readonly revocations: Clearing },
  by: Established,
  now: Micros,
): boolean {
  return !store.trusts(by) || !revocations.curing.clear(by.chain, now).ok;
}
