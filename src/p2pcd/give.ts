/** Which certificates a request may be answered with: those of CAs under an anchor, whose chain was judged, and still good. */
import { fromHex } from '../../asn1/hex.ts';
import { same } from '../crypto/digest.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Established } from '../trust/chain.ts';
import type { Context } from './context.ts';
import type { Drop } from './drop.ts';

/** More certificates than one where three octets are those of several. `id` is a HashedId3 or HashedId8, as hex. */
export function giveable(
  context: Pick<Context, 'store' | 'clock' | 'revocations' | 'tally'>,
  id: string,
): Established[] {
  const { store, tally } = context;
  const held = id.length === 6 ? store.named(fromHex(id)) : store.issuers(fromHex(id));
  if (held.length === 0) tally.dropped('notHeld');
  return held.filter((c) => {
    const why = unfit(context, c);
    if (why) tally.dropped(why);
    return !why;
  });
}

/** Whether a certificate that came is this one, as it was given to us or in canonical form. */
export const isSame = ({ octets, canonical }: CertificateRecord, other: Uint8Array): boolean =>
  same(octets, other) || same(canonical, other);

function unfit({ clock, revocations }: Pick<Context, 'clock' | 'revocations'>, c: Established): Drop | undefined {
  // Whoever has no root to trust cannot be given one.
  if (c.above.length === 0) return 'anchor';
  const now = clock.now();
  return now >= c.until || revocations?.curing.clear(c.chain, now).ok === false ? 'outOfDate' : undefined;
}
