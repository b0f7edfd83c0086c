/** All that costs no public-key operation and only reads memory: age, replay, who claims to have signed (5.2.4, 5.2.5). */
import { toHex } from '../../asn1/hex.ts';
import { hashedId8, same } from '../crypto/digest.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { certificateHash, readCertificate } from '../trust/certificate.ts';
import type { Established } from '../trust/chain.ts';
import { metresBetween, within } from '../trust/region.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Micros } from '../world.ts';
import type { Parsed } from './parse.ts';
import type { Profile } from './profile.ts';
import type { ReplayCache } from './replay.ts';

export interface Screened extends Parsed {
  readonly profile: Profile;
  readonly heardAt: Micros;
  /** Hash of `tbs`; with the signer's HashedId8 it tells messages apart. */
  readonly tbsHash: Uint8Array;
  readonly signerId: Uint8Array;
  /** Signers with a judged chain: more than one where ids collide. Empty while the chain of `unknown` is not judged. */
  readonly known: readonly Established[];
  /** A certificate that came along and is new, and issuers that came with it. */
  readonly unknown: { readonly record: CertificateRecord; readonly along: readonly CertificateRecord[] } | undefined;
}

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}
export interface ScreenContext {
  readonly crypto: CryptoProvider;
  readonly store: TrustStore;
  /** By PSID: their windows differ, and nobody's BSMs may push a command out. */
  readonly replays: ReadonlyMap<number, ReplayCache>;
  readonly profiles: ReadonlyMap<number, Profile>;
  /** Since when messages are remembered; undefined where nothing was before. */
  readonly since: Micros | undefined;
  /** Where the receiver is, tenth microdegrees; undefined where it does not know. */
  place(): Place | undefined;
}

export function screen(context: ScreenContext, parsed: Parsed, now: Micros): Screened | Refusal {
  const profile = context.profiles.get(parsed.psid);
  if (!profile) return refuse('unauthorizedPSID', `PSID ${parsed.psid} is no application of this unit`, '5.2.4');
  if (parsed.encrypted !== (profile.payload === 'encryptedData')) return misfit(profile, parsed.encrypted);
  const late = untimely(profile, parsed, now) ?? distant(profile, parsed, context.place());
  if (late) return late;

  const { signer } = parsed;
  if (signer.tag === 'self' || signer.tag === '?' || !profile.signer.includes(signer.tag))
    return refuse(
      'inconsistentInputParameters',
      `${profile.name} signed by ${signer.tag}, where ${profile.signer.join(' or ')} is allowed`,
      '6.3.25',
    );
  let known: readonly Established[];
  let unknown: Screened['unknown'];
  let signerId: Uint8Array;
  if (signer.tag === 'digest') {
    signerId = signer.value;
    known = context.store.find(signerId);
    if (known.length === 0)
      return refuse('certificateNotFound', `the certificate ${toHex(signerId)} was never seen`, '5.2.4');
  } else {
    const [first, ...rest] = signer.value;
    if (!first) return refuse('spduParsingInvalidInput', 'a list of no certificates', '6.3.25');
    if (rest.length > 3)
      return refuse('chainTooLongForSDEE', `${signer.value.length} certificates came along`, '5.1.2');
    const hash = certificateHash(context.crypto, first.value, first.octets);
    signerId = hashedId8(hash);
    const held = context.store.same(signerId, hash);
    const judged = held && isJudged(held, first.octets);
    known = judged ? [held] : [];
    if (!judged) {
      // Read anew from a copy: what was decoded is views into the packet, and a record outlives it.
      const [record, ...along] = signer.value.map((c) => readCertificate(context.crypto, c.octets));
      unknown = { record: record!, along };
    }
  }
  const tbsHash = context.crypto.hash(parsed.hash, parsed.tbs);
  if (profile.replay && context.replays.get(profile.psid)!.has(tbsHash, signerId))
    return refuse('replayedSpdu', 'this message was accepted before', '5.2.5.6');
  if (profile.replay && forgotten(context.since, profile, parsed.generated ?? now))
    return refuse('replayedSpdu', 'it may have been accepted before this receiver started', '5.2.5.6');
  return { ...parsed, profile, heardAt: now, tbsHash, signerId, known, unknown };
}

/** 6.3.7  Encrypt-then-sign, where the profile does not say so; or the other way round. */
function misfit(profile: Profile, encrypted: boolean): Refusal {
  const [found, allowed] = encrypted ? ['encryptedData', 'unsecuredData'] : ['unsecuredData', 'encryptedData'];
  return refuse(
    'spduParsingInvalidInput',
    `a payload of content ${found} inside signed data, where ${profile.name} has ${allowed}`,
    '6.3.7',
    { field: 'tbsData.payload.data.content', found, allowed },
  );
}

/**
 * A receiver that has just started does not know what it accepted before. All of that was generated before then, or as
 * far ahead as is allowed: so nothing has to be written to disk, and after that short time nothing is lost.
 */
function forgotten(since: Micros | undefined, { futureSeconds }: Profile, generated: Micros): boolean {
  return since !== undefined && generated <= since + futureSeconds * 1e6;
}

/**
 * Has this form of the certificate been judged? Of an uncompressed point the hash covers x and the parity of y: octets that
 * hash alike may hold a point that is on no curve.
 */
export function isJudged({ record }: Established, octets: Uint8Array): boolean {
  return same(record.octets, octets) || same(record.canonical, octets);
}

const seconds = (micros: Micros): string => `${(micros / 1e6).toFixed(3)} s`;

/** 5.2.5.2, 5.2.5.3; asked again of a message that has waited. */
export function untimely(profile: Profile, { generated, expires }: Parsed, now: Micros): Refusal | undefined {
  if (generated === undefined) {
    if (profile.generationTime === 'required')
      return refuse('generationTimeNotAvailable', `${profile.name} without generationTime`, '5.2.5.2');
  } else {
    if (profile.generationTime === 'absent')
      return refuse('inconsistentInputParameters', `${profile.name} with a generationTime`, '6.3.9');
    const age = now - generated;
    if (age > profile.pastSeconds * 1e6)
      return refuse(
        'generationTimeTooFarInPast',
        `generated ${seconds(age)} ago, at most ${profile.pastSeconds} s are allowed`,
        '5.2.5.2',
      );
    if (-age > profile.futureSeconds * 1e6)
      return refuse(
        'generationTimeTooFarInFuture',
        `generated ${seconds(-age)} ahead, at most ${profile.futureSeconds} s are allowed`,
        '5.2.5.2',
      );
  }
  if (expires === undefined) {
    if (profile.expiryTime === 'required')
      return refuse('inconsistentInputParameters', `${profile.name} without expiryTime`, '5.2.5.3');
    return undefined;
  }
  if (generated !== undefined && expires <= generated)
    return refuse('expiryBeforeGeneration', 'expiryTime is not after generationTime', '5.2.4.2.3');
  if (expires < now) return refuse('expiryTimeInPast', `expired ${seconds(now - expires)} ago`, '5.2.5.3');
  return undefined;
}

function distant(profile: Profile, { location: there }: Parsed, here: Place | undefined): Refusal | undefined {
  if (there === undefined)
    return profile.generationLocation === 'required'
      ? refuse('noGenerationLocation', `${profile.name} without generationLocation`, '5.2.5.4')
      : undefined;
  if (profile.distanceMetres === undefined || here === undefined) return undefined;
  if (within(profile.distanceMetres, here, there)) return undefined;
  return refuse(
    'generationLocationTooDistant',
    `generated ${Math.round(metresBetween(here, there))} m away, at most ${profile.distanceMetres} m are allowed`,
    '5.2.5.4',
  );
}
