/** A receiver that runs a case of the test PKI as its README says: from octets only. */
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { Receiver } from '../../src/testpki/case.ts';
import { decodeCertificate } from '../../src/trust/certificate.ts';
import { around } from '../../src/trust/region.ts';
import type { Refusal } from '../../src/trust/result.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { takeCrl } from '../../src/verify/crl.ts';
import { Verifier } from '../../src/verify/verifier.ts';

export interface Run {
  /** From the root down to the signer. */
  readonly chain: readonly Uint8Array[];
  readonly lists: readonly Uint8Array[];
  readonly spdu: Uint8Array | undefined;
  readonly wsmp: number;
  readonly receiver: Receiver;
}

export interface Heard {
  /** Undefined for what is accepted. */
  readonly refusal: Refusal | undefined;
  /** Why it turned down what it was offered before. */
  readonly before: readonly Refusal[];
}

/** What it says that trusts the root, is offered the CAs and the lists, and then hears the message. */
export function hear(crypto: CryptoProvider, { chain, receiver, lists, spdu, wsmp }: Run): Heard {
  const before: Refusal[] = [];
  const note = (said: { readonly ok: true } | Refusal | undefined) => said && !said.ok && before.push(said);
  const store = new TrustStore({ crypto, map: around(receiver, 20_000, receiver.country) });
  const read = chain.map((octets) => decodeCertificate(crypto, octets));
  for (const [i, certificate] of read.slice(0, -1).entries()) {
    if (!certificate.ok) continue;
    note(i === 0 ? store.addAnchor(certificate.record) : store.addAuthority(certificate.record));
  }
  const last = read.at(-1)!;
  if (spdu === undefined) {
    if (!last.ok) throw new RangeError('A chain to judge is one of certificates.');
    const judged = store.judge(last.record);
    return { refusal: judged.ok ? undefined : judged, before };
  }
  const revocations = new Revocations(crypto);
  const clock = { now: () => receiver.time };
  for (const list of lists) note(takeCrl({ crypto, clock, store, revocations }, list));
  const v = new Verifier({ crypto, clock, store, revocations, place: () => receiver }).verify(spdu, wsmp);
  return { refusal: v.ok ? undefined : v, before };
}

export const verdict = (crypto: CryptoProvider, run: Run): string => hear(crypto, run).refusal?.result ?? 'success';
