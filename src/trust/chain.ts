/**
 * Chains to a trust anchor (5.1.2, 5.1.3, 6.4.30): each certificate against the one above it, and the end entity against
 * all of them. A chain is judged once; what depends on the moment (expiry, revocation) is asked for each message.
 */
import { toHex } from '../../asn1/hex.ts';
import type { GeographicRegion } from '../../asn1/ieee1609dot2/base.ts';
import { hashedId8, type Id8, id8Of, same } from '../crypto/digest.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import type { Micros } from '../world.ts';
import type { CertificateRecord } from './certificate.ts';
import { excess } from './excess.ts';
import { regionText, seconds } from './finding.ts';
import { keyOf } from './point.ts';
import { type Gazetteer, nested } from './region.ts';
import { type Refusal, refuse } from './result.ts';
import { hashWith, type Issuer, issuerHash, signedBy, verificationKey } from './signer.ts';
import { defect } from './structure.ts';

/** A certificate whose chain holds: only `establish` and `anchor` make one. */
export interface Established extends Issuer, Id8 {
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
  readonly first: number;
  readonly last: number;
  readonly above: readonly Established[];
  readonly chain: readonly Established[];
  readonly until: Micros;
  readonly region: GeographicRegion | undefined;
  constructor(record: CertificateRecord, key: PublicKey, issuer: Established | undefined) {
    this.record = record;
    this.key = key;
    ({ first: this.first, last: this.last } = id8Of(record.id8));
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
  const wrong = defect(record, crypto.sm);
  if (wrong) return wrong;
  const { issuer } = record.value;
  if (issuer.tag !== 'self')
    return refuse('chainEndedAtUntrustedRoot', 'an anchor signs itself', '5.1.2', {
      ...{ field: 'issuer', certificate: record.id, found: issuer.tag, allowed: 'self' },
    });
  const key = signedBy(crypto, record, undefined);
  return key ? new Link(record, key, undefined) : forged(crypto, record, undefined);
}

/** Judges a certificate under the established issuers there are. */
export function establish(context: ChainContext, record: CertificateRecord): Established | Refusal {
  const wrong = defect(record, context.crypto.sm);
  if (wrong) return wrong;
  const { issuer } = record.value;
  const hash = issuerHash(record);
  if (hash === undefined || !(issuer.value instanceof Uint8Array))
    return refuse('chainEndedAtUntrustedRoot', 'self-signed, and no trust anchor', '5.1.2', {
      ...{ field: 'issuer', certificate: record.id, found: issuer.tag, allowed: 'self in a trust anchor' },
    });
  const id = toHex(issuer.value);
  let refusal: Refusal | undefined;
  for (const candidate of context.issuers(issuer.value)) {
    // No signature covers the identifier: named by the other hash, one certificate would have two ids, and be revoked under one.
    if (!same(hashedId8(hashWith(context.crypto, hash, candidate.record)), issuer.value)) continue;
    const result = under(context, record, candidate);
    if (result.ok) return result;
    refusal = result;
  }
  return (
    refusal ??
    refuse('notEnoughInformationToConstructChain', 'the issuer is not known', '5.1.2', {
      ...{ field: `issuer.${issuer.tag}`, certificate: record.id, found: id },
      allowed: 'the HashedId8 of a CA whose chain is known',
    })
  );
}

function under(context: ChainContext, record: CertificateRecord, issuer: Established): Established | Refusal {
  const { chain } = issuer;
  if (chain.length > LONGEST)
    return refuse('chainTooLong', 'too many certificates up to the anchor', '5.1.2', {
      ...{ field: 'issuer', certificate: record.id, found: `${chain.length} certificates above` },
      allowed: `at most ${LONGEST}`,
    });
  const p = issuer.record;
  if (record.from < p.from) return outlived('start', record, p);
  if (record.until > p.until) return outlived('duration', record, p);
  const { region } = issuer;
  if (region && record.tbs.region) {
    const inside = nested(record.tbs.region, region, context.map);
    if (inside !== true)
      return refuse(
        'inconsistentValidityRegion',
        inside === false ? 'a region beyond that of the issuers' : 'a region of which it cannot be told whether it is',
        '5.1.3',
        {
          ...{ field: 'toBeSigned.region', certificate: record.id, found: regionText(record.tbs.region) },
          allowed: `inside ${regionText(region)}`,
        },
      );
  }
  const beyond = beyondAny(record, chain);
  if (beyond) return beyond;
  const key = signedBy(context.crypto, record, issuer);
  return key ? new Link(record, key, issuer) : forged(context.crypto, record, issuer);
}

function outlived(field: 'start' | 'duration', record: CertificateRecord, issuer: CertificateRecord): Refusal {
  const start = field === 'start';
  return refuse(
    start ? 'inconsistentStartTimes' : 'inconsistentExpiryTimes',
    start ? 'valid before the issuer is' : 'valid longer than the issuer is',
    '5.1.3',
    {
      ...{ field: `toBeSigned.validityPeriod.${field}`, certificate: record.id },
      found: start ? `from ${seconds(record.from)}` : `until ${seconds(record.until)}`,
      allowed: start ? `from ${seconds(issuer.from)} or later` : `until ${seconds(issuer.until)} or earlier`,
    },
  );
}

/** Not made by its issuer, or with a key that is none: told apart only now that something is wrong. */
function forged(crypto: CryptoProvider, record: CertificateRecord, issuer: Issuer | undefined): Refusal {
  const no = (field: string, found: string, allowed: string, sentence: string) =>
    refuse('cryptoVerificationFailure', sentence, '5.3.1', { field, certificate: record.id, found, allowed });
  const by = issuer ? `the key of ${issuer.record.id}` : 'its own key';
  const indicator = record.tbs.verifyKeyIndicator;
  const at = 'toBeSigned.verifyKeyIndicator';
  if (indicator.tag === 'reconstructionValue')
    return no(`${at}.reconstructionValue`, indicator.value.tag, `a point that gives a key with ${by}`, 'no key in it');
  if (verificationKey(crypto, record) === undefined && indicator.tag === 'verificationKey')
    return no(`${at}.verificationKey`, indicator.value.tag, 'a point of its curve', 'a key that is no point');
  const { signature } = record.value;
  const curve =
    issuer?.key.curve ?? (indicator.tag === 'verificationKey' ? keyOf(indicator.value, crypto.sm)?.curve : undefined);
  return no('signature', signature?.tag ?? 'none', `one with ${by} on ${curve}`, 'not made by its issuer');
}

/**
 * What an end entity may do has to be covered at each CA above it, with the chain length and end-entity type it has there.
 */
function beyondAny({ id, tbs }: CertificateRecord, chain: readonly Established[]): Refusal | undefined {
  for (const [k, { record }] of chain.entries()) {
    const may = (record.tbs.certIssuePermissions ?? []).length > 0;
    const finding = may
      ? excess(record.tbs, tbs, k + 1)
      : { field: 'toBeSigned.certIssuePermissions', found: undefined, allowed: 'present in an issuer' };
    if (finding === undefined) continue;
    const sentence = may ? `more than the CA ${record.id}, ${k + 1} above, may give` : 'not a CA, and an issuer';
    return refuse('inconsistentChainPermissions', sentence, '5.1.3', { ...finding, certificate: may ? id : record.id });
  }
  return undefined;
}
