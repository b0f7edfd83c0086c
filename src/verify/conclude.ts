/** The end of the way: what a proven message may say, and the only place where anything about it is remembered. */
import type { Refusal } from '../trust/result.ts';
import { Revocations } from '../trust/revocation.ts';
import { type PermitContext, permit } from './permit.ts';
import { profiles } from './profile.ts';
import { endOf, ReplayCache } from './replay.ts';
import { replayed, type Screened } from './screen.ts';
import type { Verified } from './signature.ts';
import type { Verdict, VerifierOptions } from './verifier.ts';

/** What the stages share: what the receiver was given, and its memory of messages, its own where none is given. */
export function contextOf(options: VerifierOptions): PermitContext {
  const all = options.profiles ?? profiles;
  return {
    crypto: options.crypto,
    store: options.store,
    revocations: options.revocations ?? new Revocations(options.crypto),
    replays: new Map(all.map((p) => [p.psid, options.replays?.get(p.psid) ?? new ReplayCache(options.replayLimit)])),
    grants: new Map(all.map((p) => [p.psid, new WeakMap()])),
    profiles: new Map(all.map((p) => [p.psid, p])),
    since: options.since,
    place: options.place ?? (() => undefined),
  };
}

/**
 * Permits and remembers in one step, with nothing between: of two copies that were verified side by side, the second one
 * is refused here, as `replayedSpdu`.
 */
export function conclude(context: PermitContext, verified: Verified): Verdict {
  const permitted = permit(context, verified);
  if (!permitted.ok) return permitted;
  const { spdu, by } = verified;
  const { profile, tbsHash, signerId, generated, heardAt, psid, header } = spdu;
  if (profile.replay) {
    const until = endOf(profile, generated ?? heardAt);
    if (!context.replays.get(profile.psid)!.add(tbsHash, signerId, until, heardAt)) return replayed(tbsHash);
  }
  context.store.remember(by);
  const { ssp, payload, deviations } = permitted;
  return { ok: true, psid, profile, ssp, by, header, generated, payload, deviations };
}

/** 5.2.5.6  Refused where this message was accepted since it was screened. */
export function accepted({ replays }: PermitContext, spdu: Screened): Refusal | undefined {
  const { profile, tbsHash, signerId, generated, heardAt } = spdu;
  if (!profile.replay) return undefined;
  const until = endOf(profile, generated ?? heardAt);
  return replays.get(profile.psid)!.has(tbsHash, signerId, until) ? replayed(tbsHash) : undefined;
}
