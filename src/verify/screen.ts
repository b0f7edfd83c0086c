/** All that costs no public-key operation and only reads memory: age, replay, who claims to have signed (5.2.4, 5.2.5). */
import { hashedId8, same } from '../crypto/digest.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { certificateHash, readCertificate } from '../trust/certificate.ts';
import type { Established } from '../trust/chain.ts';
import { hex, listed, placeText, SPDU, seconds } from '../trust/finding.ts';
import { metresBetween, within } from '../trust/region.ts';
import { type Refusal, type Result, refuse } from '../trust/result.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Micros } from '../world.ts';
import type { Parsed } from './parse.ts';
import type { Profile } from './profile.ts';
import { endOf, type ReplayCache } from './replay.ts';

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

/** `hashed`: the hash of what is signed, where somebody has made it. */
export function screen(context: ScreenContext, parsed: Parsed, now: Micros, hashed?: Uint8Array): Screened | Refusal {
  const profile = context.profiles.get(parsed.psid);
  if (!profile)
    return refuse('unauthorizedPSID', 'no application of this unit', '5.2.4', {
      ...{ field: `${SPDU.header}.psid`, found: `${parsed.psid}`, allowed: listed([...context.profiles.keys()]) },
    });
  if (parsed.encrypted !== (profile.payload === 'encryptedData')) return misfit(profile, parsed.encrypted);
  const late = untimely(profile, parsed, now) ?? distant(profile, parsed, context.place());
  if (late) return late;

  const { signer } = parsed;
  if (signer.tag === 'self' || signer.tag === '?' || !profile.signer.includes(signer.tag))
    return refuse('inconsistentInputParameters', `not a form of signer for ${profile.name}`, '6.3.25', {
      ...{ field: SPDU.signer, found: signer.tag, allowed: listed(profile.signer) },
    });
  let known: readonly Established[];
  let unknown: Screened['unknown'];
  let signerId: Uint8Array;
  if (signer.tag === 'digest') {
    signerId = signer.value;
    known = context.store.find(signerId);
    if (known.length === 0)
      return refuse('certificateNotFound', 'a certificate that was never seen', '5.2.4', {
        ...{ field: `${SPDU.signer}.digest`, found: hex(signerId) },
        allowed: 'the HashedId8 of a certificate that came before',
      });
  } else {
    const [first, ...rest] = signer.value;
    if (!first) return counted('spduParsingInvalidInput', 'nobody signed it', '6.3.25', 0);
    if (rest.length > 3) return counted('chainTooLongForSDEE', 'too long a list', '5.1.2', signer.value.length);
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
  const tbsHash = hashed ?? context.crypto.hash(parsed.hash, parsed.tbs);
  const made = parsed.generated ?? now;
  if (profile.replay && context.replays.get(profile.psid)!.has(tbsHash, signerId, endOf(profile, made)))
    return replayed(tbsHash);
  if (profile.replay && forgotten(context.since, profile, made))
    return refuse('replayedSpdu', 'it may have been accepted before this receiver started', '5.2.5.6', {
      ...{ field: `${SPDU.header}.generationTime`, found: timeText(parsed.generated) },
      allowed: `after ${seconds(context.since! + profile.futureSeconds * 1e6)}`,
    });
  return { ...parsed, profile, heardAt: now, tbsHash, signerId, known, unknown };
}

/** 5.2.5.6 */
export function replayed(tbsHash: Uint8Array): Refusal {
  return refuse('replayedSpdu', 'this message was accepted before', '5.2.5.6', {
    ...{ field: SPDU.tbsData, found: `hash ${hex(tbsHash)}`, allowed: 'one that was not accepted before' },
  });
}
function counted(result: Result, sentence: string, clause: string, count: number): Refusal {
  const finding = { field: `${SPDU.signer}.certificate`, found: `${count} certificates`, allowed: '1 to 4' };
  return refuse(result, sentence, clause, finding);
}

/** 6.3.7  Encrypt-then-sign, where the profile does not say so; or the other way round. */
function misfit(profile: Profile, encrypted: boolean): Refusal {
  const [found, allowed] = encrypted ? ['encryptedData', 'unsecuredData'] : ['unsecuredData', 'encryptedData'];
  return refuse('spduParsingInvalidInput', `not what ${profile.name} has inside signed data`, '6.3.7', {
    ...{ field: `${SPDU.payload}.data.content`, found, allowed },
  });
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

const timeText = (time: Micros | undefined): string | undefined => (time === undefined ? time : seconds(time));

/** 5.2.5.2, 5.2.5.3; asked again of a message that has waited. */
export function untimely(profile: Profile, { generated, expires }: Parsed, now: Micros): Refusal | undefined {
  if (generated === undefined) {
    if (profile.generationTime === 'required')
      return unlike('generationTimeNotAvailable', profile, '5.2.5.2', 'generationTime', undefined);
  } else {
    if (profile.generationTime === 'absent')
      return unlike('inconsistentInputParameters', profile, '6.3.9', 'generationTime', generated);
    const age = now - generated;
    if (age > profile.pastSeconds * 1e6)
      return refuse('generationTimeTooFarInPast', 'generated too long ago', '5.2.5.2', {
        ...{ field: `${SPDU.header}.generationTime`, found: `${seconds(age)} ago` },
        allowed: `at most ${profile.pastSeconds} s ago`,
      });
    if (-age > profile.futureSeconds * 1e6)
      return refuse('generationTimeTooFarInFuture', 'generated in the future', '5.2.5.2', {
        ...{ field: `${SPDU.header}.generationTime`, found: `${seconds(-age)} ahead` },
        allowed: `at most ${profile.futureSeconds} s ahead`,
      });
  }
  if (expires === undefined) {
    if (profile.expiryTime === 'required')
      return unlike('inconsistentInputParameters', profile, '5.2.5.3', 'expiryTime', undefined);
    return undefined;
  }
  if (generated !== undefined && expires <= generated)
    return refuse('expiryBeforeGeneration', 'expired when it was generated', '5.2.4.2.3', {
      ...{ field: `${SPDU.header}.expiryTime`, found: seconds(expires) },
      allowed: `after generationTime, ${seconds(generated)}`,
    });
  if (expires < now)
    return refuse('expiryTimeInPast', 'expired', '5.2.5.3', {
      ...{ field: `${SPDU.header}.expiryTime`, found: `${seconds(now - expires)} ago`, allowed: 'not in the past' },
    });
  return undefined;
}

/** A header field that the profile asks for, or does not let in. */
function unlike(result: Result, { name }: Profile, clause: string, field: string, found: Micros | undefined): Refusal {
  const allowed = found === undefined ? 'present' : 'absent';
  const finding = { field: `${SPDU.header}.${field}`, found: timeText(found), allowed };
  return refuse(result, `not as ${name} is sent`, clause, finding);
}

function distant(profile: Profile, { location: there }: Parsed, here: Place | undefined): Refusal | undefined {
  if (there === undefined)
    return profile.generationLocation === 'required'
      ? unlike('noGenerationLocation', profile, '5.2.5.4', 'generationLocation', undefined)
      : undefined;
  if (profile.distanceMetres === undefined || here === undefined) return undefined;
  if (within(profile.distanceMetres, here, there)) return undefined;
  return refuse('generationLocationTooDistant', 'generated too far away', '5.2.5.4', {
    ...{ field: `${SPDU.header}.generationLocation` },
    found: `${placeText(there)}, ${Math.round(metresBetween(here, there))} m away`,
    allowed: `at most ${profile.distanceMetres} m away`,
  });
}
