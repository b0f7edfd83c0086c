/** A case of the test PKI through a portable receiver, in a browser or here: from octets only, as its README says. */
import { fromHex, toHex } from '../../asn1/hex.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { Portable, portable } from '../../src/portable.ts';
import type { Built, Receiver } from '../../src/testpki/case.ts';
import { toDate } from '../../src/time.ts';
import { around } from '../../src/trust/region.ts';

/** What goes to a page: octets in hex. */
export interface Item {
  readonly id: string;
  /** From the root down to the signer. */
  readonly chain: readonly string[];
  readonly lists: readonly string[];
  readonly spdu: string | undefined;
  readonly wsmp: number;
  readonly receiver: Receiver;
}

export function item({ case: { id }, chain, lists, spdu, wsmp, receiver }: Built): Item {
  const octets = { chain: chain.map((c) => toHex(c.record.octets)), lists: lists.map(toHex) };
  return { id, ...octets, spdu: spdu && toHex(spdu), wsmp, receiver };
}

/** The verdict at once and the one by promise, each of a receiver that has heard nothing before. */
export async function judged(
  make: typeof portable,
  { chain, lists, spdu, wsmp, receiver }: Item,
  crypto?: CryptoProvider,
): Promise<readonly [once: string, later: string]> {
  const [root, ...below] = chain.map(fromHex);
  const signer = below.pop()!;
  const fresh = (): Portable => {
    const made = make({
      anchors: [root!],
      authorities: below,
      now: () => toDate(receiver.time),
      place: () => receiver,
      map: around(receiver, 20_000, receiver.country),
      crypto,
    });
    for (const list of lists) made.revoke(fromHex(list));
    return made;
  };
  if (spdu === undefined) {
    const got = fresh().judge(signer);
    const said = got.ok ? 'success' : got.result;
    return [said, said];
  }
  const once = fresh().verify(fromHex(spdu), wsmp);
  const later = await fresh().later(fromHex(spdu), wsmp);
  return [once.ok ? 'success' : once.result, later.ok ? 'success' : 'result' in later ? later.result : later.dropped];
}
