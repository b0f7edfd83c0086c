/**
 * What a signer may do for an application, whatever it says: the checks of its times, its chain and its permission (5.1.3,
 * 5.2.4.2, 5.2.5.5). What they find is kept by signer. They read some twenty objects of each, and of a few hundred signers
 * no cache of the processor holds those: to look again at every message would cost more than all else but the signature.
 */
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import type { Established } from '../trust/chain.ts';
import { listed, SPDU, seconds } from '../trust/finding.ts';
import { type Refusal, type Result, refuse } from '../trust/result.ts';
import type { Clearing } from '../trust/revocation.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Micros } from '../world.ts';
import type { Screened } from './screen.ts';

export interface GrantContext {
  readonly store: TrustStore;
  readonly revocations: Clearing;
  /** By PSID, and as long as somebody holds the certificate. */
  readonly grants: ReadonlyMap<number, WeakMap<Established, Grant>>;
}
/** Good for a message generated and heard between these moments, while lists and anchors are of these editions. */
export interface Grant {
  readonly ok: true;
  readonly edition: number;
  readonly anchors: number;
  readonly from: Micros;
  readonly until: Micros;
  readonly ssp: ServiceSpecificPermissions | undefined;
}

/** What `by` may do under the profile of a message it has signed, or why it may not say this one now. */
export function grant(context: GrantContext, spdu: Screened, by: Established): Grant | Refusal {
  const { generated, expires, heardAt, profile, psid } = spdu;
  const { store, revocations } = context;
  const grants = context.grants.get(psid)!;
  const held = grants.get(by);
  const made = generated ?? heardAt;
  if (held?.edition === revocations.edition && held.anchors === store.edition && expires === undefined)
    if (made >= held.from && made < held.until && heardAt < held.until) return held;
  const early = unanchored(store, by) ?? validAtGeneration(spdu, by) ?? validNow(spdu, by);
  if (early) return early;
  const cleared = revocations.clear(by.chain, heardAt, profile);
  if (!cleared.ok) return cleared;
  const refusal = authorised(spdu, by) ?? assured(spdu, by);
  if (refusal) return refusal;
  const until = Math.min(by.until, cleared.until);
  const fresh: Grant = {
    ...{ ok: true, edition: cleared.edition, anchors: store.edition, from: by.record.from, until },
    ssp: permissionOf(by, psid)?.ssp,
  };
  grants.set(by, fresh);
  return fresh;
}

/** 5.1.2  Its chain held when it was judged; since then its root may have been withdrawn. */
export function unanchored(store: TrustStore, by: Established): Refusal | undefined {
  if (store.trusts(by)) return undefined;
  const root = by.chain[by.chain.length - 1]!.record.id;
  return refuse('chainEndedAtUntrustedRoot', 'its root is trusted no longer', '5.1.2', {
    ...{ field: 'issuer', certificate: root, found: 'self', allowed: 'self in a trust anchor' },
  });
}

/** 5.2.4.2.3 */
function validAtGeneration({ generated, expires, heardAt }: Screened, by: Established): Refusal | undefined {
  const { from, until } = by.record;
  if ((generated ?? heardAt) < from)
    return outside('futureCertificateAtGenerationTime', by, 'start', generated ?? heardAt);
  if (generated !== undefined && generated >= until)
    return outside('expiredCertificateAtGenerationTime', by, 'duration', generated);
  if (expires === undefined || (expires >= from && expires <= until)) return undefined;
  const early = expires < from;
  return refuse(
    early ? 'expiryDateTooEarly' : 'expiryDateTooLate',
    'it expires when the signer is not valid',
    '5.2.4.2.3',
    {
      ...{ field: `${SPDU.header}.expiryTime`, found: seconds(expires) },
      allowed: `${seconds(from)} to ${seconds(until)}`,
    },
  );
}

/** 5.2.5.5 */
function validNow({ heardAt }: Screened, by: Established): Refusal | undefined {
  if (heardAt < by.until) return undefined;
  const expired = by.chain.find((c) => heardAt >= c.record.until)!;
  return outside('certificateExpired', expired, 'duration', heardAt);
}
function outside(result: Result, { record }: Established, part: 'start' | 'duration', time: Micros): Refusal {
  const begins = part === 'start';
  const now = result === 'certificateExpired';
  const sentence = begins
    ? 'not valid yet when this was generated'
    : now
      ? 'expired'
      : 'expired when this was generated';
  return refuse(result, sentence, now ? '5.2.5.5' : '5.2.4.2.3', {
    ...{ field: `toBeSigned.validityPeriod.${part}`, certificate: record.id },
    found: begins ? `from ${seconds(record.from)}` : `until ${seconds(record.until)}`,
    allowed: begins ? `from ${seconds(time)} or earlier` : `until after ${seconds(time)}`,
  });
}

/**
 * 5.2.4.2.2  What a CA says in its own name is asked for no chain length, as those are lengths to end entities; so that
 * holds for lists and what CAs say to each other, and for nothing that is said on the road.
 */
function authorised({ psid, profile }: Screened, by: Established): Refusal | undefined {
  const { id, tbs } = by.record;
  const road = profile.payload === 'messageFrame' || profile.payload === 'tmc';
  if (road && (tbs.certIssuePermissions ?? []).length > 0)
    return refuse('unauthorizedPSID', 'a CA, and no end entity', '5.2.4.2.2', {
      ...{ field: 'toBeSigned.certIssuePermissions', certificate: id, found: 'present' },
      allowed: `absent in who signs ${profile.name}`,
    });
  if (permissionOf(by, psid)) return undefined;
  return refuse('unauthorizedPSID', 'not what the signer may say', '5.2.4.2.2', {
    ...{ field: `${SPDU.header}.psid`, found: `${psid}` },
    allowed: `appPermissions of ${id}: ${listed((tbs.appPermissions ?? []).map((p) => p.psid)) || 'none'}`,
  });
}
/** 6.4.27  How well the signer guards its key: the three highest bits of assuranceLevel. */
function assured({ profile }: Screened, by: Established): Refusal | undefined {
  const [asked, level] = [profile.assurance ?? 0, (by.record.tbs.assuranceLevel?.[0] ?? 0) >> 5];
  if (level >= asked) return undefined;
  return refuse('unauthorizedPSID', `too low an assurance for ${profile.name}`, '6.4.27', {
    ...{ field: 'toBeSigned.assuranceLevel', certificate: by.record.id },
    ...{ found: by.record.tbs.assuranceLevel && `level ${level}`, allowed: `level ${asked} or higher` },
  });
}
function permissionOf({ record }: Established, psid: number) {
  for (const permission of record.tbs.appPermissions ?? []) if (permission.psid === psid) return permission;
  return undefined;
}
