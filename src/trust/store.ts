/** Trust anchors, the authorities under them, and the signers heard lately: all by HashedId8, and all bounded. */
import { toHex } from '../../asn1/hex.ts';
import { hashedId8, same } from '../crypto/digest.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from './certificate.ts';
import { anchor, type ChainContext, type Established, establish } from './chain.ts';
import { type Gazetteer, noGazetteer } from './region.ts';
import type { Refusal } from './result.ts';
import { hashWith } from './signer.ts';

export interface StoreOptions {
  readonly crypto: CryptoProvider;
  readonly map?: Gazetteer;
  /** Certificates of signers kept; the one not heard for longest goes first. A busy intersection hears a few hundred. */
  readonly signerLimit?: number;
  /** Authorities kept. There are dozens in a country; a flood of forged ones never gets in, since chains are checked first. */
  readonly authorityLimit?: number;
}

export class TrustStore implements ChainContext {
  readonly crypto: CryptoProvider;
  readonly map: Gazetteer;
  readonly #signerLimit: number;
  readonly #authorityLimit: number;
  readonly #authorities = new Map<string, Established[]>();
  readonly #signers = new Map<string, Established[]>();
  #authorityCount = 0;

  constructor(options: StoreOptions) {
    this.crypto = options.crypto;
    this.map = options.map ?? noGazetteer;
    this.#signerLimit = options.signerLimit ?? 4096;
    this.#authorityLimit = options.authorityLimit ?? 256;
  }

  /** Signers held now. */
  get signers(): number {
    return this.#signers.size;
  }

  /** Trusts a root. The caller answers for where it came from: a ceremony, a CTL. */
  addAnchor(record: CertificateRecord): Established | Refusal {
    const result = anchor(this.crypto, record);
    if (result.ok) this.#add(result);
    return result;
  }

  /** Keeps a CA certificate, if its chain holds. */
  addAuthority(record: CertificateRecord): Established | Refusal {
    const known = this.#authority(record);
    if (known) return known;
    const result = establish(this, record);
    if (result.ok && this.#authorityCount < this.#authorityLimit) this.#add(result);
    return result;
  }

  /** By the hash of the canonical form: anybody can write R of a signature in many ways, and each would be one more. */
  #authority({ id, hash }: CertificateRecord): Established | undefined {
    return this.issuers(id).find((c) => same(c.record.hash, hash));
  }

  #add(c: Established): void {
    if (this.#authority(c.record)) return;
    this.#authorityCount++;
    for (const id of namesOf(this.crypto, c.record)) this.#authorities.set(id, [...this.issuers(id), c]);
  }

  issuers(id: string): readonly Established[] {
    return this.#authorities.get(id) ?? [];
  }

  /** Signers remembered, and authorities, whose own HashedId8 this is. */
  find(id: string): readonly Established[] {
    const signers = this.#signers.get(id) ?? [];
    const authorities = this.issuers(id);
    if (authorities.length === 0) return signers;
    return [...signers, ...authorities.filter((c) => c.record.id === id && !signers.includes(c))];
  }

  /** The signer with this id and hash of the whole certificate, if its chain was judged before. */
  same(id: string, hash: Uint8Array): Established | undefined {
    return this.find(id).find((c) => same(c.record.hash, hash));
  }

  /** Judges a certificate that came with a message; nothing is kept. `with` are issuers that came along. */
  judge(record: CertificateRecord, along: readonly CertificateRecord[] = []): Established | Refusal {
    if (along.length === 0) return establish(this, record);
    const extra = new Map<string, readonly Established[]>();
    const refused = new Map<string, Refusal>();
    const context: ChainContext = {
      crypto: this.crypto,
      map: this.map,
      issuers: (id) => [...this.issuers(id), ...(extra.get(id) ?? [])],
    };
    const judged = (c: CertificateRecord): Established | Refusal => {
      const result = establish(context, c);
      if (result.ok || result.result !== 'notEnoughInformationToConstructChain') return result;
      // Where the issuer came along and was turned down, that is the reason.
      const { value } = c.value.issuer;
      return (value instanceof Uint8Array ? refused.get(toHex(value)) : undefined) ?? result;
    };
    for (const issuer of along.toReversed()) {
      if (this.#authority(issuer)) continue;
      const result = judged(issuer);
      for (const id of namesOf(this.crypto, issuer))
        if (result.ok) extra.set(id, [...(extra.get(id) ?? []), result]);
        else refused.set(id, result);
    }
    return judged(record);
  }

  /** Keeps a signer whose message verified, and the issuers that came with it: only then, so that nobody fills the store with noise. */
  remember(signer: Established): void {
    const { id, hash } = signer.record;
    const list = this.#signers.get(id) ?? [];
    const held = list.some((c) => c === signer || same(c.record.hash, hash));
    if (!held) for (const c of signer.above) if (this.#authorityCount < this.#authorityLimit) this.#add(c);
    // Taken out and put back: a Map keeps the order of insertion, so the first one is the one unheard for longest.
    this.#signers.delete(id);
    this.#signers.set(id, held ? list : [...list.slice(-3), signer]);
    if (this.#signers.size > this.#signerLimit) this.#signers.delete(this.#signers.keys().next().value!);
  }
}

/** A CA with a 384-bit key is named by SHA-384, and by SHA-256 in certificates whose issuer identifier says so (6.4.7). */
function namesOf(crypto: CryptoProvider, record: CertificateRecord): string[] {
  if (record.hashName === 'sha256') return [record.id];
  return [record.id, toHex(hashedId8(hashWith(crypto, 'sha256', record)))];
}
