/** Trust anchors, the authorities under them, and the signers heard lately: all by HashedId8, and all bounded. */
import { toHex } from '../../asn1/hex.ts';
import { hashedId8, id8Of, same } from '../crypto/digest.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from './certificate.ts';
import { anchor, type ChainContext, type Established, establish } from './chain.ts';
import { type Gazetteer, noGazetteer } from './region.ts';
import type { Refusal } from './result.ts';
import { hashWith } from './signer.ts';
import { Table } from './table.ts';

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
  readonly #authorityLimit: number;
  /** Under each of their names. */
  readonly #authorities = new Table();
  /** By the last three octets of each of their names, as hex. */
  readonly #endings = new Map<string, Established[]>();
  readonly #signers: Table;
  readonly #held = new Set<Established>();
  readonly #anchors = new Set<Established>();
  #edition = 0;

  constructor(options: StoreOptions) {
    this.crypto = options.crypto;
    this.map = options.map ?? noGazetteer;
    this.#signers = new Table(options.signerLimit ?? 4096, 4);
    this.#authorityLimit = options.authorityLimit ?? 256;
  }

  /** Trust anchors held now: without one no chain holds. */
  get anchors(): number {
    return this.#anchors.size;
  }
  /** The anchors themselves. */
  get roots(): Iterable<Established> {
    return this.#anchors;
  }
  /** How often its anchors have changed: what was found under them before may be so no more. */
  get edition(): number {
    return this.#edition;
  }
  /** Signers held now. */
  get signers(): number {
    return this.#signers.size;
  }

  /** Whether the anchor that its chain ends at is one still: the very one, so that what was taken back stays so. */
  trusts({ chain }: Established): boolean {
    return this.#anchors.has(chain[chain.length - 1]!);
  }

  /** Trusts a root. The caller answers for where it came from: a ceremony, a CTL. */
  addAnchor(record: CertificateRecord): Established | Refusal {
    const result = anchor(this.crypto, record);
    if (!result.ok) return result;
    this.exchange([], [result]);
    return this.#authority(record)!;
  }

  /** Trusts a root no longer, nor anything under it. False where it was no anchor. */
  withdrawAnchor(record: CertificateRecord): boolean {
    const held = this.#authority(record);
    if (held === undefined || !this.#anchors.has(held)) return false;
    this.exchange([held], []);
    return true;
  }

  /** Both at once, for anchors that `anchor` has found to be good: nobody sees the one without the other. */
  exchange(withdrawn: readonly Established[], added: readonly Established[]): void {
    const before = this.#edition;
    for (const root of withdrawn) if (this.#anchors.delete(root)) this.#edition++;
    if (this.#edition > before) this.#forget();
    for (const root of added) {
      if (this.#authority(root.record)) continue;
      this.#edition++;
      this.#anchors.add(root);
      this.#add(root);
    }
  }
  /** Everything that stands under an anchor which is none any more. */
  #forget(): void {
    const stays = (c: Established): boolean => this.trusts(c);
    this.#authorities.sweep(stays);
    this.#signers.sweep(stays);
    for (const c of this.#held) if (!stays(c)) this.#held.delete(c);
    for (const [ending, all] of this.#endings) {
      const left = all.filter(stays);
      if (left.length === 0) this.#endings.delete(ending);
      else this.#endings.set(ending, left);
    }
  }

  /** Keeps a CA certificate, if its chain holds. */
  addAuthority(record: CertificateRecord): Established | Refusal {
    const known = this.#authority(record);
    if (known) return known;
    const result = establish(this, record);
    if (result.ok && this.#held.size < this.#authorityLimit) this.#add(result);
    return result;
  }

  /** By the hash of the canonical form: anybody can write R of a signature in many ways, and each would be one more. */
  #authority({ id8, hash }: CertificateRecord): Established | undefined {
    return this.issuers(id8).find((c) => same(c.record.hash, hash));
  }

  #add(c: Established): void {
    if (this.#authority(c.record)) return;
    this.#held.add(c);
    for (const id8 of namesOf(this.crypto, c.record)) {
      this.#authorities.use(id8Of(id8), c);
      const ending = toHex(id8.subarray(5));
      this.#endings.set(ending, [...(this.#endings.get(ending) ?? []), c]);
    }
  }

  issuers(id8: Uint8Array): readonly Established[] {
    return this.#authorities.find(id8);
  }

  /** Authorities, anchors among them, by HashedId3: three octets are few, and more than one may have them. */
  named(id3: Uint8Array): readonly Established[] {
    return this.#endings.get(toHex(id3)) ?? [];
  }

  /** Signers remembered, and authorities, whose own HashedId8 this is. */
  find(id8: Uint8Array): readonly Established[] {
    const signers = this.#signers.find(id8);
    const authorities = this.issuers(id8);
    if (authorities.length === 0) return signers;
    return [...signers, ...authorities.filter((c) => same(c.record.id8, id8) && !signers.includes(c))];
  }

  /** The signer with this id and hash of the whole certificate, if its chain was judged before. */
  same(id8: Uint8Array, hash: Uint8Array): Established | undefined {
    return this.find(id8).find((c) => same(c.record.hash, hash));
  }

  /**
   * Judges a certificate that came with a message; nothing is kept. `list` is what came along: its issuer, the issuer of
   * that, and so on. What stands behind one that is not the issuer of the one before it is not looked at (6.3.25).
   */
  judge(record: CertificateRecord, list: readonly CertificateRecord[] = []): Established | Refusal {
    const along = this.#inOrder(record, list);
    if (along.length === 0) return establish(this, record);
    const extra = new Map<string, readonly Established[]>();
    const refused = new Map<string, Refusal>();
    const context: ChainContext = {
      crypto: this.crypto,
      map: this.map,
      issuers: (id8) => [...this.issuers(id8), ...(extra.get(toHex(id8)) ?? [])],
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
      for (const id of namesOf(this.crypto, issuer).map(toHex))
        if (result.ok) extra.set(id, [...(extra.get(id) ?? []), result]);
        else refused.set(id, result);
    }
    return judged(record);
  }

  #inOrder(record: CertificateRecord, list: readonly CertificateRecord[]): readonly CertificateRecord[] {
    const end = list.findIndex((c, i) => {
      const { value } = (list[i - 1] ?? record).value.issuer;
      return !(value instanceof Uint8Array && namesOf(this.crypto, c).some((id8) => same(id8, value)));
    });
    return end < 0 ? list : list.slice(0, end);
  }

  /** Keeps a signer whose message verified, and the issuers that came with it: only then, so that nobody fills the store with noise. */
  remember(signer: Established): void {
    if (this.#signers.touch(signer, signer) || !this.trusts(signer)) return;
    this.#signers.use(signer, signer);
    for (const c of signer.above) if (this.#held.size < this.#authorityLimit) this.#add(c);
  }
}

/**
 * A CA with a 384-bit key is named by SHA-384, and by SHA-256 in certificates whose issuer identifier says so (6.4.7); one
 * with a key of SM2 by SM3 alone, as its signatures go with no other hash.
 */
export function namesOf(crypto: CryptoProvider, record: CertificateRecord): Uint8Array[] {
  if (record.hashName !== 'sha384') return [record.id8];
  return [record.id8, hashedId8(hashWith(crypto, 'sha256', record))];
}
