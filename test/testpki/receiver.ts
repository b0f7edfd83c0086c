/** A receiver that runs a case of the test PKI as its README says: from octets only. */
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { Receiver } from '../../src/testpki/case.ts';
import { decodeCertificate } from '../../src/trust/certificate.ts';
import { around } from '../../src/trust/region.ts';
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

/** What it says that trusts the root, is offered the CAs and the lists, and then hears the message. */
export function verdict(crypto: CryptoProvider, { chain, receiver, lists, spdu, wsmp }: Run): string {
  const store = new TrustStore({ crypto, map: around(receiver, 20_000, receiver.country) });
  const read = chain.map((octets) => decodeCertificate(crypto, octets));
  for (const [i, certificate] of read.slice(0, -1).entries()) {
    if (!certificate.ok) continue;
    if (i === 0) store.addAnchor(certificate.record);
    else store.addAuthority(certificate.record);
  }
  const last = read.at(-1)!;
  if (spdu === undefined) {
    const judged = last.ok ? store.judge(last.record) : undefined;
    return judged?.ok ? 'success' : (judged?.result ?? 'spduParsingInvalidInput');
  }
  const revocations = new Revocations(crypto);
  const clock = { now: () => receiver.time };
  for (const list of lists) takeCrl({ crypto, clock, store, revocations }, list);
  const v = new Verifier({ crypto, clock, store, revocations, place: () => receiver }).verify(spdu, wsmp);
  return v.ok ? 'success' : v.result;
}
