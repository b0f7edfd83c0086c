/** Whether a signer who was accepted has lost its rights since: for who keeps what it asked for. */
import type { Established } from '../trust/chain.ts';
import type { Revocations } from '../trust/revocation.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Micros } from '../world.ts';

/** A list that is overdue or missing says of nobody that he is on it. */
const LISTED = { overdueSeconds: Number.POSITIVE_INFINITY, requiredSeries: [] };

/** It, or a CA above it, is on a CRL; or its root is trusted no longer. That it expires it has told beforehand. */
export function lost(
  { store, revocations }: { readonly store: TrustStore; readonly revocations?: Revocations },
  by: Established,
  now: Micros,
): boolean {
  if (!store.trusts(by)) return true;
  return by.chain.some(({ record }) => revocations?.check(record, now, LISTED)?.result === 'certificateRevoked');
}
