/**
 * The state of one series of trust lists (IEEE 1609.2.1 7.3): which electors say what the next list is, and which roots
 * the last one approved. A device leaves its factory with it, and keeps it where nobody sets it back.
 */
import { fromHex, toHex } from '../../asn1/hex.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type CertificateRecord, readCertificate } from './certificate.ts';
import { anchor, type Established } from './chain.ts';
import { explain } from './result.ts';
import { hashWith } from './signer.ts';
import { TrustStore } from './store.ts';

/** By HashedId48 or HashedId32, as hex; undefined where nobody gave the certificate yet. */
export type Listed = ReadonlyMap<string, CertificateRecord | undefined>;
/** What is in force of a list. */
export interface TrustList {
  readonly sequenceNumber: number;
  /** How many of `electors` have to sign the next list. */
  readonly quorum: number;
  readonly electors: Listed;
  /** Those that are anchors because of this series; one that somebody trusts by hand is not among them. */
  readonly roots: Listed;
}

export interface SeriesOptions {
  readonly crypto: CryptoProvider;
  readonly ctlSeriesId: Uint8Array;
  /** Of the last list that was in force. */
  readonly sequenceNumber: number;
  readonly quorum: number;
  /** Certificates, or HashedId48 as hex of those that are approved and not here. */
  readonly electors: readonly (CertificateRecord | string)[];
  /** Roots of the last list, the same with HashedId32. They are put into no store here. */
  readonly roots?: readonly (CertificateRecord | string)[];
}

/** A series as JSON: octets as hex, of a certificate that is missing its hash. */
export interface SavedSeries {
  readonly ctlSeriesId: string;
  readonly sequenceNumber: number;
  readonly quorum: number;
  readonly electors: readonly SavedListed[];
  readonly roots: readonly SavedListed[];
}
export type SavedListed = { readonly certificate: string } | { readonly hash: string };

/** More than any series has; each may cost a signature check or two. */
export const MOST_ELECTORS = 32;

/** HashedId48 of a certificate as hex: SHA-384 of its canonical form, whatever its key. */
export const electorId = (crypto: CryptoProvider, record: CertificateRecord): string =>
  toHex(hashWith(crypto, 'sha384', record));
/** HashedId32 of a certificate as hex: of its own hash all octets, or of 48 the last 32. */
export const rootId = ({ hash }: CertificateRecord): string => toHex(hash.subarray(-32));

export class Electors {
  readonly ctlSeriesId: Uint8Array;
  readonly #crypto: CryptoProvider;
  readonly #store: TrustStore;
  #list: TrustList;

  /** Throws a RangeError where no list could ever follow, or for a certificate that is no elector's. */
  constructor({ crypto, ctlSeriesId, sequenceNumber, quorum, electors, roots = [] }: SeriesOptions) {
    this.#crypto = crypto;
    this.ctlSeriesId = new Uint8Array(ctlSeriesId);
    this.#store = new TrustStore({ crypto });
    const listed = (all: readonly (CertificateRecord | string)[], idOf: (record: CertificateRecord) => string) =>
      new Map(all.map((c) => (typeof c === 'string' ? ([c, undefined] as const) : ([idOf(c), c] as const))));
    this.#list = {
      ...{ sequenceNumber, quorum, roots: listed(roots, rootId) },
      electors: listed(electors, (record) => electorId(crypto, record)),
    };
    const { size } = this.#list.electors;
    if (size > MOST_ELECTORS) throw new RangeError(`There are at most ${MOST_ELECTORS} electors, not ${size}.`);
    if (!(Number.isInteger(quorum) && quorum >= 1 && quorum <= size))
      throw new RangeError(`A quorum of ${size} electors is 1 to ${size}, not ${quorum}.`);
    for (const record of this.#list.electors.values()) {
      const added = record && this.#store.addAnchor(record);
      if (added?.ok === false) throw new RangeError(`No certificate of an elector: ${explain(added)}`);
    }
  }
  /** Of what `saved` gave; throws where it is something else. The roots have to be added to the store that is to trust them. */
  static restored(crypto: CryptoProvider, { ctlSeriesId, electors, roots, ...rest }: SavedSeries): Electors {
    const read = (c: SavedListed) => ('hash' in c ? c.hash : readCertificate(crypto, fromHex(c.certificate)));
    const lists = { electors: electors.map(read), roots: roots.map(read) };
    return new Electors({ crypto, ctlSeriesId: fromHex(ctlSeriesId), ...lists, ...rest });
  }

  get list(): TrustList {
    return this.#list;
  }
  /** Has the electors of the list in force as its anchors, and nothing else. */
  get store(): TrustStore {
    return this.#store;
  }
  get saved(): SavedSeries {
    const { sequenceNumber, quorum, electors, roots } = this.#list;
    const written = (listed: Listed): SavedListed[] =>
      [...listed].map(([hash, record]) => (record ? { certificate: toHex(record.octets) } : { hash }));
    const lists = { electors: written(electors), roots: written(roots) };
    return { ctlSeriesId: toHex(this.ctlSeriesId), sequenceNumber, quorum, ...lists };
  }

  /** Takes the certificate of an elector that is approved and was missing: its hash was signed, so that anybody may give it. */
  know(record: CertificateRecord): void {
    const id = electorId(this.#crypto, record);
    if (!this.#list.electors.has(id) || this.#list.electors.get(id)) return;
    const made = anchor(this.#crypto, record);
    if (made.ok) this.put({ ...this.#list, electors: new Map(this.#list.electors).set(id, record) }, [made]);
  }

  /** Puts a list in force, with those of its electors that are new; who is none any more goes. */
  put(list: TrustList, electors: readonly Established[]): void {
    this.#list = list;
    const over = [...this.#store.roots].filter((c) => !list.electors.has(electorId(this.#crypto, c.record)));
    this.#store.exchange(over, electors);
  }
}
