/**
 * Chains to a trust anchor (5.1.2, 5.1.3, 6.4.30): each certificate against the one above it, and the end entity against
 * all of them. A chain is judged once; what depends on the moment (expiry, revocation) is asked for each message.
 */
import { toHex } from '../../asn1/hex.ts';
import type { GeographicRegion } from '../../asn1/ieee1609dot2/base.ts';
import { hashedId8, same } from '../crypto/digest.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import type { Micros } from '../world.ts';
import type { CertificateRecord } from './certificate.ts';
import { atAnyLength, covers, coversRequest, excess } from './permissions.ts';
import { type Gazetteer, nested } from './region.ts';
import { type Refusal, refuse } from './result.ts';
import { hashWith, type Issuer, signedBy } from './signer.ts';
import { defect } from './structure.ts';

/** A certificate whose chain holds: only `establish` and `anchor` make one. */
export interface Established extends Issuer {
  readonly ok: true;
  /** From this certificate's issuer up to the trust anchor; empty for an anchor. */
  readonly above: readonly Established[];
  /** This certificate, and those above it. */
  readonly chain: readonly Established[];
  /** The first moment at which one of them has expired. */
  readonly until: Micros;
  /** Where it is valid: its own region, or the nearest one above; undefined is everywhere. */
  readonly region: GeographicRegion | undefined;
}

class Link implements Established {
  readonly ok = true;
  readonly record: CertificateRecord;
  readonly key: PublicKey;
  readonly above: readonly Established[];
  readonly chain: readonly Established[];
  readonly until: Micros;
  readonly region: GeographicRegion | undefined;
  constructor(record: CertificateRecord, key: PublicKey, issuer: Established | undefined) {
    this.record = record;
    this.key = key;
    this.above = issuer?.chain ?? [];
    this.chain = [this, ...this.above];
    this.until = Math.min(record.until, issuer?.until ?? Infinity);
    this.region = record.tbs.region ?? issuer?.region;
  }
}

/** More issuers than any profile knows; what goes beyond costs signatures for nothing. */
export const LONGEST = 8;

export interface ChainContext {
  readonly crypto: CryptoProvider;
  readonly map: Gazetteer;
  /** Established certificates with this HashedId8: several where ids collide. */
  issuers(id8: Uint8Array): readonly Established[];
}

/** A self-signed certificate somebody we trust put into the store. */
export function anchor(crypto: CryptoProvider, record: CertificateRecord): Established | Refusal {
  const wrong = defect(record);
  if (wrong) return wrong;
  if (record.value.issuer.tag !== 'self')
    return refuse('chainEndedAtUntrustedRoot', `${record.id} is not self-signed`, '5.1.2');
  const key = signedBy(crypto, record, undefined);
  if (!key) return refuse('cryptoVerificationFailure', `the root's own signature is wrong (${record.id})`, '5.3.1');
  return new Link(record, key, undefined);
}

/** Judges a certificate under the established issuers there are. */
export function establish(context: ChainContext, record: CertificateRecord): Established | Refusal {
  const wrong = defect(record);
  if (wrong) return wrong;
  const { issuer } = record.value;
  if (issuer.tag === 'self')
    return refuse('chainEndedAtUntrustedRoot', `${record.id} is self-signed and no trust anchor`, '5.1.2');
  if (issuer.tag !== 'sha256AndDigest' && issuer.tag !== 'sha384AndDigest')
    return refuse('unsupportedCriticalInformationField', `issuer identifier ${issuer.tag} is not supported`, '6.4.7');
  const id = toHex(issuer.value);
  const hash = issuer.tag === 'sha256AndDigest' ? 'sha256' : 'sha384';
  let refusal = refuse(
    'notEnoughInformationToConstructChain',
    `the issuer ${id} of ${record.id} is not known`,
    '5.1.2',
  );
  for (const candidate of context.issuers(issuer.value)) {
    // No signature covers the identifier: named by the other hash, one certificate would have two ids, and be revoked under one.
    if (!same(hashedId8(hashWith(context.crypto, hash, candidate.record)), issuer.value)) continue;
    const result = under(context, record, candidate);
    if (result.ok) return result;
    refusal = result;
  }
  return refusal;
}

function under(context: ChainContext, record: CertificateRecord, issuer: Established): Established | Refusal {
  const { chain } = issuer;
  if (chain.length > LONGEST)
    return refuse('chainTooLong', `more than ${LONGEST} certificates above ${record.id}`, '5.1.2');
  const p = issuer.record;
  if (record.from < p.from)
    return refuse('inconsistentStartTimes', `${record.id} is valid before its issuer ${p.id} is`, '5.1.3');
  if (record.until > p.until)
    return refuse('inconsistentExpiryTimes', `${record.id} is valid longer than its issuer ${p.id}`, '5.1.3');
  if (issuer.region && record.tbs.region) {
    const inside = nested(record.tbs.region, issuer.region, context.map);
    if (inside !== true)
      return refuse(
        'inconsistentValidityRegion',
        inside === false
          ? `the region of ${record.id} reaches beyond the one of its issuers`
          : `it cannot be established that the region of ${record.id} lies in the one of its issuers`,
        '5.1.3',
      );
  }
  const beyond = excess(p.tbs, record.tbs) ?? beyondAny(record, chain);
  if (beyond) return refuse('inconsistentChainPermissions', `${record.id}: ${beyond}`, '5.1.3');
  const key = signedBy(context.crypto, record, issuer);
  if (!key) return refuse('cryptoVerificationFailure', `${record.id} was not made by its issuer ${p.id}`, '5.3.1');
  return new Link(record, key, issuer);
}

/**
 * What an end entity may do has to be covered at each CA above it, with the chain length and end-entity type it has there.
 */
function beyondAny({ tbs }: CertificateRecord, chain: readonly Established[]): string | undefined {
  const isCa = (tbs.certIssuePermissions ?? []).length > 0;
  const request = tbs.certRequestPermissions ?? [];
  for (const [k, { record }] of chain.entries()) {
    const groups = record.tbs.certIssuePermissions ?? [];
    if (groups.length === 0) return `${record.id}, ${k + 1} above, may not issue certificates`;
    const own = isCa ? groups.map(atAnyLength) : groups;
    const wide = tbs.appPermissions?.find((a) => !covers(own, a, k + 1));
    if (wide) return `appPermissions for PSID ${wide.psid} are not covered by ${record.id}, ${k + 1} above`;
    if (!isCa && request.some((g) => !coversRequest(groups, g, request, k + 1)))
      return `certRequestPermissions are not covered by ${record.id}, ${k + 1} above`;
  }
  return undefined;
}
