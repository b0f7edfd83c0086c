/**
 * Octets in, one verdict out: parse, screen, signature, permit. One direction; the types are the evidence. Memory is
 * written at the very end, for a message all of which held.
 */
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import type { HeaderInfo } from '../../asn1/ieee1609dot2/data.ts';
import type { Deviation } from '../../asn1/malformed.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Established } from '../trust/chain.ts';
import type { Refusal } from '../trust/result.ts';
import type { Clearing } from '../trust/revocation.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Clock, Micros } from '../world.ts';
import { conclude, contextOf } from './conclude.ts';
import { lost } from './lost.ts';
import { type Parsed, parse } from './parse.ts';
import { hear, lack, type Peer } from './peer.ts';
import type { Payload, PermitContext } from './permit.ts';
import type { Profile } from './profile.ts';
import type { ReplayCache } from './replay.ts';
import { type Place, screen } from './screen.ts';
import { verifySignature } from './signature.ts';

export interface Accepted {
  readonly ok: true;
  readonly psid: number;
  /** By which it was judged, and by which its SSP is to be read. */
  readonly profile: Profile;
  readonly ssp: ServiceSpecificPermissions | undefined;
  readonly by: Established;
  readonly header: HeaderInfo;
  readonly generated: Micros | undefined;
  readonly payload: Payload;
  /** Deviations of the payload's encoding that the profile tolerates; empty for almost every message. */
  readonly deviations: readonly Deviation[];
}
export type Verdict = Accepted | Refusal;

export interface VerifierOptions {
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly store: TrustStore;
  readonly revocations?: Clearing;
  readonly profiles?: readonly Profile[];
  /** Where this receiver is; a moving one answers anew each time. */
  readonly place?: () => Place | undefined;
  /** When this receiver started, where there may have been one before it: what that one may have accepted is refused. */
  readonly since?: Micros;
  /** Messages of one PSID that are kept from being accepted twice. */
  readonly replayLimit?: number;
  /** By PSID: the memories of accepted messages, where several judges share them. */
  readonly replays?: ReadonlyMap<number, ReplayCache>;
  /** Told what other stations ask for, and which certificates are lacking here. */
  readonly peer?: Peer;
}

/** Who gives verdicts over SPDUs. */
export interface Judge {
  verify(octets: Uint8Array, psid?: number): Verdict;
  /** Whether a signer who was accepted has lost its rights since: it was revoked, or its root is trusted no longer. */
  lost(by: Established): boolean;
}

/** Octets hashed between two moments at which others may go on: a quarter of a millisecond, without OpenSSL two. */
const SLICE = 0x40000;

export class Verifier implements Judge {
  readonly #context: PermitContext;
  readonly #clock: Clock;
  readonly #peer: Peer | undefined;

  constructor(options: VerifierOptions) {
    this.#clock = options.clock;
    this.#peer = options.peer;
    this.#context = contextOf(options);
  }

  /**
   * The verdict over one SPDU. `psid` is the one of the WSMP header. Never throws, whatever the octets; views in the
   * result point into them.
   */
  verify(octets: Uint8Array, psid?: number): Verdict {
    const parsed = parse(octets, psid, this.#context.crypto.sm);
    return parsed.ok ? this.#judge(parsed) : parsed;
  }
  /** The same of a long one: what it signs is hashed a slice at a time. Meanwhile its octets stay as they are. */
  *verifySlices(octets: Uint8Array, psid?: number): Generator<void, Verdict> {
    const parsed = parse(octets, psid, this.#context.crypto.sm);
    if (!parsed.ok) return parsed;
    const hashing = this.#context.crypto.hashing(parsed.hash);
    for (let at = 0; at < parsed.tbs.length; at += SLICE) {
      if (at > 0) yield;
      hashing.update(parsed.tbs.subarray(at, at + SLICE));
    }
    return this.#judge(parsed, hashing.digest());
  }

  lost(by: Established): boolean {
    return lost(this.#context, by, this.#clock.now());
  }

  #judge(parsed: Parsed, hashed?: Uint8Array): Verdict {
    const { crypto, store } = this.#context;
    const screened = screen(this.#context, parsed, this.#clock.now(), hashed);
    hear(this.#peer, parsed, screened);
    if (!screened.ok) return screened;
    const verified = verifySignature(crypto, store, screened);
    lack(this.#peer, parsed, verified);
    return verified.ok ? conclude(this.#context, verified) : verified;
  }
}
