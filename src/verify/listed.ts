/** What a trust list says is so: the electors of the next one, and the roots that are trust anchors, all at once. */
import type { CryptoProvider } from '../crypto/provider.ts';
import { type CertificateRecord, decodeCanonical } from '../trust/certificate.ts';
import { anchor, type Established } from '../trust/chain.ts';
import { type Electors, electorId, type Listed, rootId } from '../trust/electors.ts';
import type { Refusal } from '../trust/result.ts';
import type { TrustStore } from '../trust/store.ts';

export interface ListedOptions {
  readonly crypto: CryptoProvider;
  readonly series: Electors;
  /** Where the roots are to be anchors. */
  readonly store: TrustStore;
}
/** What a list that is to be in force says, by HashedId48 and HashedId32 as hex. */
export interface Approved {
  readonly sequenceNumber: number;
  readonly quorum: number;
  readonly electors: ReadonlySet<string>;
  readonly roots: ReadonlySet<string>;
  readonly rootsRemoved: ReadonlySet<string>;
}

/** Hashes as hex: HashedId48 of electors, HashedId32 of roots. */
export interface Change {
  readonly added: readonly string[];
  readonly withdrawn: readonly string[];
  /** Approved, and nobody gave a certificate that is of use: `learnListed` takes it when it comes. */
  readonly missing: readonly string[];
}
/** The list of this number is in force. Roots that were anchors before it, by hand or by the last list, are not `added`. */
export interface Taken {
  readonly ok: true;
  readonly sequenceNumber: number;
  readonly electors: Change;
  readonly roots: Change;
  /** Why certificates that are approved are of no use. */
  readonly refused: readonly Refusal[];
}

/**
 * Takes certificates of electors and roots that the list in force approves and that were missing, from wherever they come:
 * their hash was signed. Undefined where none of them was.
 */
export function learnListed(options: ListedOptions, certificates: readonly Uint8Array[]): Taken | undefined {
  const { list } = options.series;
  const missing = [...list.electors.values(), ...list.roots.values()].some((record) => record === undefined);
  if (!missing) return undefined;
  const [electors, roots] = [new Set(list.electors.keys()), new Set(list.roots.keys())];
  const same = { ...list, electors, roots, rootsRemoved: new Set<string>() };
  const taken = settle(options, same, certificates);
  return taken.electors.added.length + taken.roots.added.length + taken.refused.length > 0 ? taken : undefined;
}

/** Puts a list in force that has been verified. Everything is judged before anything changes. */
export function settle(options: ListedOptions, approved: Approved, certificates: readonly Uint8Array[]): Taken {
  const { crypto, series, store } = options;
  const { list } = series;
  const given = givenIn(crypto, certificates);
  const electors = listed(approved.electors, list.electors, given.electors);
  const held = new Map([...store.roots].map((c) => [rootId(c.record), c]));
  // One that is an anchor, and not by this series, is somebody's own: it stays so.
  const own = [...approved.roots].filter((id) => !held.has(id) || list.roots.get(id) !== undefined);
  const roots = listed(own, list.roots, given.roots);

  const voting = new Set([...series.store.roots].map((c) => electorId(crypto, c.record)));
  const refused: Refusal[] = [];
  const made = (records: Map<string, CertificateRecord | undefined>, there: (id: string) => boolean) => {
    const good = new Map<string, Established>();
    for (const [id, record] of records) {
      const result = record && !there(id) ? anchor(crypto, record) : undefined;
      if (result?.ok) good.set(id, result);
      else if (result) {
        refused.push(result);
        records.set(id, undefined);
      }
    }
    return good;
  };
  const newElectors = made(electors, (id) => voting.has(id));
  // One that the list before approved, and that is no anchor now, was withdrawn by hand: no list brings it back.
  const newRoots = made(roots, (id) => held.has(id) || list.roots.get(id) !== undefined);
  const over = [...held].filter(
    ([id]) => approved.rootsRemoved.has(id) || (list.roots.get(id) !== undefined && !approved.roots.has(id)),
  );

  const { sequenceNumber, quorum } = approved;
  series.put({ sequenceNumber, quorum, electors, roots }, [...newElectors.values()]);
  store.exchange(
    over.map(([, c]) => c),
    [...newRoots.values()],
  );
  return {
    ...{ ok: true, sequenceNumber, refused },
    electors: {
      added: [...newElectors.keys()],
      withdrawn: [...list.electors.keys()].filter((id) => !electors.has(id)),
      missing: missingIn(electors),
    },
    roots: { added: [...newRoots.keys()], withdrawn: over.map(([id]) => id), missing: missingIn(roots) },
  };
}

const missingIn = (all: Listed): string[] => [...all].filter(([, record]) => record === undefined).map(([id]) => id);
function listed(ids: Iterable<string>, before: Listed, given: Listed): Map<string, CertificateRecord | undefined> {
  return new Map([...ids].map((id) => [id, before.get(id) ?? given.get(id)]));
}

/** Certificates by what a list calls an elector and a root: in the form that was hashed, however they were written. */
function givenIn(crypto: CryptoProvider, certificates: readonly Uint8Array[]) {
  const [electors, roots] = [new Map<string, CertificateRecord>(), new Map<string, CertificateRecord>()];
  for (const octets of certificates) {
    const got = decodeCanonical(crypto, octets);
    if (!got.ok) continue;
    electors.set(electorId(crypto, got.record), got.record);
    roots.set(rootId(got.record), got.record);
  }
  return { electors, roots };
}
