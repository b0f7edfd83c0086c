/**
 * A receiver in one call, for any place that runs JavaScript, a web page among them: octets of certificates and messages
 * in, verdicts out. Nothing it reaches needs Node.
 */
import { type Malformed, sentence } from '../asn1/malformed.ts';
import type { CryptoProvider } from './crypto/provider.ts';
import { webcrypto } from './crypto/webcrypto.ts';
import { fromDate } from './time.ts';
import { type CertificateRecord, decodeCertificate } from './trust/certificate.ts';
import type { Established } from './trust/chain.ts';
import { malformedIn } from './trust/finding.ts';
import type { Gazetteer } from './trust/region.ts';
import { type Refusal, refuse } from './trust/result.ts';
import { Revocations } from './trust/revocation.ts';
import { TrustStore } from './trust/store.ts';
import { ask } from './verify/ask.ts';
import { takeCrl } from './verify/crl.ts';
import type { Settled } from './verify/pipeline.ts';
import { type Profile, profiles as usual } from './verify/profile.ts';
import { ReplayCache } from './verify/replay.ts';
import type { Place } from './verify/screen.ts';
import { type Judge, type Verdict, Verifier } from './verify/verifier.ts';

export interface PortableOptions {
  /** Certificates of roots, COER. Whoever gives them answers for where they came from. */
  readonly anchors: readonly Uint8Array[];
  /** Certificates of CAs under them, each below its issuer. */
  readonly authorities?: readonly Uint8Array[];
  /** When messages are heard: `() => new Date()`, or the moment a capture was made. */
  readonly now: () => Date;
  /** Where the receiver is, in tenths of a microdegree. */
  readonly place?: () => Place | undefined;
  readonly map?: Gazetteer;
  readonly profiles?: readonly Profile[];
  /**
   * Web Crypto where it is not told otherwise. In Node OpenSSL is faster: a little by promise, twentyfold at once. With
   * `withSm` around it signatures by SM2 are taken as well.
   */
  readonly crypto?: CryptoProvider;
}

/**
 * No method throws or rejects, whatever the octets. What `verify` or `later` accepted neither accepts again; a page that
 * is loaded anew has forgotten that.
 */
export interface Portable extends Judge {
  /** Why an anchor or authority among the options was not taken; a receiver without anchor accepts nothing. */
  readonly refused: readonly Refusal[];
  /** The verdict over one SPDU at once, which holds up the thread for some milliseconds. `psid` is the WSMP header's. */
  verify(octets: Uint8Array, psid?: number): Verdict;
  /** The same with the signature checked off the thread. The octets stay as they are until it answers. */
  later(octets: Uint8Array, psid?: number, signal?: AbortSignal): Promise<Settled>;
  /** Whether a certificate is one of a chain to an anchor; what depends on the moment is not asked. Nothing is kept. */
  judge(certificate: Uint8Array): Established | Refusal;
  /** Keeps one more CA, if its chain holds. */
  learn(authority: Uint8Array): Established | Refusal;
  /** Takes a SecuredCrl; undefined when it, or a newer one, is in force. */
  revoke(crl: Uint8Array): Refusal | undefined;
}

/** Makes a receiver that trusts the anchors, for verdicts of IEEE 1609.2 5.2. */
export function portable({ anchors, authorities = [], now, place, map, ...rest }: PortableOptions): Portable {
  const { crypto = webcrypto, profiles = usual } = rest;
  const clock = { now: () => fromDate(now()) };
  const store = new TrustStore({ crypto, map });
  const revocations = new Revocations(crypto);
  const replays = new Map(profiles.map(({ psid }) => [psid, new ReplayCache()]));
  const context = { crypto, clock, store, revocations, profiles, replays, place };
  const verifier = new Verifier(context);
  const asked = ask({ ...context, soon });

  const read = (octets: Uint8Array, then: (record: CertificateRecord) => Established | Refusal) => {
    const got = decodeCertificate(crypto, octets);
    return got.ok ? then(got.record) : unread(got.malformed);
  };
  const learn = (authority: Uint8Array) =>
    read(authority, (record) => (issues(record) ? store.addAuthority(record) : issuesNothing(record)));
  const taken = [
    ...anchors.map((anchor) => read(anchor, (record) => store.addAnchor(record))),
    ...authorities.map(learn),
  ];
  return {
    refused: taken.filter((t) => !t.ok),
    verify: (octets, psid) => verifier.verify(octets, psid),
    lost: (by) => verifier.lost(by),
    later: asked.verify,
    judge: (certificate) => read(certificate, (record) => store.judge(record)),
    learn,
    revoke: (crl) => takeCrl(context, crl),
  };
}

/** Anybody can make an implicit certificate that passes until something is signed with its key: those of no CA take no room. */
function issues({ tbs }: CertificateRecord): boolean {
  return tbs.certIssuePermissions !== undefined && tbs.certIssuePermissions.length > 0;
}
function issuesNothing({ id }: CertificateRecord): Refusal {
  return refuse('inconsistentChainPermissions', 'no CA: it may issue no certificate', '5.1.3', {
    field: 'toBeSigned.certIssuePermissions',
    certificate: id,
    found: undefined,
    allowed: 'one or more',
  });
}
/** What cannot be read has no HashedId8 to be named by: all of it is at fault, and the sentence says where. */
function unread(malformed: Malformed): Refusal {
  const finding = malformedIn('Certificate', { ...malformed, path: [] });
  return refuse('spduParsingInvalidInput', sentence(malformed), '6.4.2', finding);
}

/** What has come in meanwhile goes first. A timer would do, but those of a page nobody looks at wait for a second. */
function soon(act: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    port1.close();
    act();
  });
  port1.start();
  port2.postMessage(undefined);
}
