/** The certificates that vectors come with: found by digest or by a vector's name, and whether their issuers made them. */

import { toHex } from '../../asn1/hex.ts';
import { hashedId8 } from '../crypto/digest.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import { type CertificateRecord, decodeCertificate } from '../trust/certificate.ts';
import { signedBy, verificationKey } from '../trust/signer.ts';

/** `deviation`: what had to be bent so that it verified. */
export type Link =
  | { readonly ok: true; readonly issuer?: CertificateRecord; readonly deviation?: string }
  | { readonly ok: false; readonly why: 'no-issuer' | 'no-issuer-key' | 'bad'; readonly sentence: string };

/** Chains of real certificates have four; one that holds itself must not keep us. */
const CHAIN_MAX = 8;

export class Certificates {
  readonly #crypto: CryptoProvider;
  readonly #byDigest = new Map<string, CertificateRecord[]>();
  readonly #byName = new Map<string, CertificateRecord>();
  readonly #seen = new Map<string, CertificateRecord>();

  constructor(crypto: CryptoProvider) {
    this.#crypto = crypto;
  }

  /** Takes in octets if they are a certificate. */
  add(octets: Uint8Array, name?: string): CertificateRecord | undefined {
    const key = toHex(octets);
    let record = this.#seen.get(key);
    if (!record) {
      const got = decodeCertificate(this.#crypto, octets);
      if (!got.ok) return undefined;
      record = got.record;
      this.#seen.set(key, record);
      for (const digest of this.digests(record)) {
        const some = this.#byDigest.get(digest);
        if (some) some.push(record);
        else this.#byDigest.set(digest, [record]);
      }
    }
    if (name !== undefined) this.#byName.set(name, record);
    return record;
  }

  /** Every HashedId8 by which others may mean this certificate, ours first. */
  digests({ id, canonical, octets }: CertificateRecord): string[] {
    const { hash } = this.#crypto;
    const others = [canonical, octets].flatMap((form) => [hash('sha256', form), hash('sha384', form)]);
    return [...new Set([id, ...others.map((digest) => toHex(hashedId8(digest)))])];
  }

  /** By the `id` of a vector. */
  named(name: unknown): CertificateRecord | undefined {
    return typeof name === 'string' ? this.#byName.get(name) : undefined;
  }

  found(digest: Uint8Array): readonly CertificateRecord[] {
    return this.#byDigest.get(toHex(digest)) ?? [];
  }

  issuers({ value: { issuer } }: CertificateRecord): readonly CertificateRecord[] {
    return issuer.tag === 'sha256AndDigest' || issuer.tag === 'sha384AndDigest' ? this.found(issuer.value) : [];
  }

  /** The key a certificate states, or the one that comes out with its issuer's; undefined where there is none to use. */
  keyOf(record: CertificateRecord, crypto = this.#crypto, depth = 0): PublicKey | undefined {
    if (record.value.type === 'explicit') return verificationKey(crypto, record);
    for (const issuer of depth < CHAIN_MAX ? this.issuers(record) : []) {
      const key = this.keyOf(issuer, crypto, depth + 1);
      const own = key && signedBy(crypto, record, { record: issuer, key });
      if (own) return own;
    }
    return undefined;
  }

  /** Is this certificate its issuer's work? An implicit one shows that only when something signed with it verifies. */
  link(record: CertificateRecord): Link {
    const { issuer } = record.value;
    const known = issuer.tag === 'self' ? [undefined] : this.issuers(record);
    if (known.length === 0) {
      const digest = issuer.value instanceof Uint8Array ? toHex(issuer.value) : issuer.tag;
      return {
        ok: false,
        why: 'no-issuer',
        sentence: `its issuer ${digest} is in no folder; give one more with --certs`,
      };
    }
    let keyless = true;
    for (const by of known) {
      const key = by && this.keyOf(by);
      if (by && !key) continue;
      keyless = false;
      const answer = this.#link(record, by && key ? { record: by, key } : undefined);
      if (answer) return answer;
    }
    return keyless
      ? { ok: false, why: 'no-issuer-key', sentence: 'its issuer has no key we can use' }
      : { ok: false, why: 'bad', sentence: 'its issuer did not make it: the signature does not verify' };
  }

  /** As the rules have it, then over the octets as received: some issuers sign and hash what is not in canonical form. */
  #link(record: CertificateRecord, by: { record: CertificateRecord; key: PublicKey } | undefined): Link | undefined {
    const raw = record.value.toBeSigned.octets;
    const received = by && {
      ...by,
      record: {
        ...by.record,
        canonical: by.record.octets,
        hash: this.#crypto.hash(by.record.hashName, by.record.octets),
      },
    };
    const found = by && { issuer: by.record };
    if (signedBy(this.#crypto, record, by)) return { ok: true, ...found };
    if (toHex(raw) !== toHex(record.canonicalTbs) && signedBy(this.#crypto, record, by, raw))
      return {
        ok: true,
        ...found,
        deviation: 'its issuer signed toBeSigned as it came, not in canonical form (6.4.3)',
      };
    if (received && toHex(by.record.octets) !== toHex(by.record.canonical) && signedBy(this.#crypto, record, received))
      return {
        ok: true,
        ...found,
        deviation: 'the hash of its issuer is of the octets, not of the canonical form (6.4.3)',
      };
    return undefined;
  }

  /** Each link above, as far as issuers are at hand: the first bad one, and what was bent on the way. */
  chain(record: CertificateRecord): { readonly bad?: string; readonly deviations: string[]; readonly root: boolean } {
    const deviations: string[] = [];
    let at = record;
    for (let depth = 0; depth < CHAIN_MAX; depth++) {
      const link = this.link(at);
      if (!link.ok) {
        if (link.why === 'bad') return { bad: `certificate ${at.id}: ${link.sentence}`, deviations, root: false };
        deviations.push(`the chain ends at certificate ${at.id}: ${link.sentence}`);
        return { deviations, root: false };
      }
      if (link.deviation) deviations.push(`certificate ${at.id}: ${link.deviation}`);
      if (!link.issuer) return { deviations, root: true };
      at = link.issuer;
    }
    return { bad: `a chain of more than ${CHAIN_MAX} certificates`, deviations, root: false };
  }
}
