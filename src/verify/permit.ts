/**
 * What the proven signer may say, here and now: a fixed list of small checks (5.2.4.2, 5.2.5), each with its own result.
 * Only then is the payload opened.
 */

import { coer } from '../../asn1/coer.ts';
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { Codec, Deviation, Lenient, Malformed } from '../../asn1/malformed.ts';
import { uper } from '../../asn1/uper.ts';
import { TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import type { Established } from '../trust/chain.ts';
import { hex, listed, malformedIn, placeText, regionText, SPDU, seconds } from '../trust/finding.ts';
import { encryptionPoint, sec1 } from '../trust/point.ts';
import { contains } from '../trust/region.ts';
import { type Refusal, type Result, refuse } from '../trust/result.ts';
import type { Revocations } from '../trust/revocation.ts';
import type { Micros } from '../world.ts';
import type { Profile } from './profile.ts';
import { unsaid } from './said.ts';
import type { ScreenContext } from './screen.ts';
import type { Verified } from './signature.ts';

export type Payload =
  | { readonly tag: 'messageFrame'; readonly value: MessageFrame }
  | { readonly tag: 'tmc'; readonly value: TmcMessage }
  | { readonly tag: 'octets'; readonly value: Uint8Array }
  /** A whole Ieee1609Dot2Data, to be opened by whom it is for. */
  | { readonly tag: 'encryptedData'; readonly value: Uint8Array };

export interface Permitted {
  readonly ok: true;
  readonly ssp: ServiceSpecificPermissions | undefined;
  readonly payload: Payload;
  /** What the profile put up with in the payload's encoding. */
  readonly deviations: readonly Deviation[];
}
export interface PermitContext extends ScreenContext {
  readonly revocations: Revocations;
}
type Check = (context: PermitContext, spdu: Verified) => Refusal | undefined;

const frames = uper(MessageFrame);
const commands = coer(TmcMessage);

const checks: readonly Check[] = [validAtGeneration, validNow, notRevoked, authorised, assured, inRegion, encryptable];

export function permit(context: PermitContext, spdu: Verified): Permitted | Refusal {
  for (const check of checks) {
    const refusal = check(context, spdu);
    if (refusal) return refusal;
  }
  const opened = open(spdu);
  if (!opened.ok) return opened;
  const ssp = permissionOf(spdu)?.ssp;
  return unsaid(spdu, ssp, opened.payload) ?? { ...opened, ssp };
}

/** 5.2.4.2.3 */
function validAtGeneration(_: PermitContext, { by, generated, expires, heardAt }: Verified): Refusal | undefined {
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
function validNow(_: PermitContext, { by, heardAt }: Verified): Refusal | undefined {
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

/** 5.1.3 */
function notRevoked({ revocations }: PermitContext, { by, profile, heardAt }: Verified): Refusal | undefined {
  return revocations.checkChain(by.chain, heardAt, profile);
}

/** 5.2.4.2.2 */
function authorised(_: PermitContext, spdu: Verified): Refusal | undefined {
  if (permissionOf(spdu)) return undefined;
  const { id, tbs } = spdu.by.record;
  return refuse('unauthorizedPSID', 'not what the signer may say', '5.2.4.2.2', {
    ...{ field: `${SPDU.header}.psid`, found: `${spdu.psid}` },
    allowed: `appPermissions of ${id}: ${listed((tbs.appPermissions ?? []).map((p) => p.psid)) || 'none'}`,
  });
}
/** 6.4.27  How well the signer guards its key: the three highest bits of assuranceLevel. */
function assured(_: PermitContext, { by, profile }: Verified): Refusal | undefined {
  const [asked, level] = [profile.assurance ?? 0, (by.record.tbs.assuranceLevel?.[0] ?? 0) >> 5];
  if (level >= asked) return undefined;
  return refuse('unauthorizedPSID', `too low an assurance for ${profile.name}`, '6.4.27', {
    ...{ field: 'toBeSigned.assuranceLevel', certificate: by.record.id },
    ...{ found: by.record.tbs.assuranceLevel && `level ${level}`, allowed: `level ${asked} or higher` },
  });
}
function permissionOf({ by, psid }: Verified) {
  return by.record.tbs.appPermissions?.find((p) => p.psid === psid);
}

/** 5.2.4.2.4  A message without a location was sent within earshot: then it is our place that has to be in the region. */
function inRegion({ store, place }: PermitContext, { by, location }: Verified): Refusal | undefined {
  const { region } = by;
  if (region === undefined) return undefined;
  const where = location ?? place();
  const inside = where && contains(region, where, store.map);
  if (inside) return undefined;
  const field = `${SPDU.header}.generationLocation`;
  const allowed = `in ${regionText(region)}`;
  if (where === undefined)
    return refuse('generationLocationNotAvailable', 'valid in a region only, and the place is not known', '5.2.4.2.4', {
      ...{ field, found: undefined, allowed },
    });
  return refuse(
    'generationLocationOutsideValidityRegion',
    inside === false ? 'the signer is not valid there' : 'whether the signer is valid there cannot be established',
    '5.2.4.2.4',
    {
      ...{ field, found: location && placeText(location) },
      allowed: location ? allowed : `${allowed}, and not at ${placeText(where)}, where it was heard`,
    },
  );
}

/** 6.3.18  Who answers encrypts with this key: one that is no point of its curve is none. SM2 we could not tell. */
function encryptable({ crypto }: PermitContext, { header }: Verified): Refusal | undefined {
  const key = header.encryptionKey;
  if (key?.tag !== 'public') return undefined;
  const { publicKey } = key.value;
  if (publicKey.tag === '?') return undefined;
  const point = sec1(publicKey.value);
  if (publicKey.tag === 'ecencSm2' ? point : encryptionPoint(crypto, publicKey)) return undefined;
  return refuse('spduParsingInvalidInput', 'a key that is no point', '6.3.18', {
    ...{ field: `${SPDU.header}.encryptionKey.public.publicKey.${publicKey.tag}` },
    ...{ found: point ? hex(point) : publicKey.value.tag, allowed: 'a point of its curve' },
  });
}

type Opened = Omit<Permitted, 'ssp'>;

/** The payload in its own encoding, and under the PSID it belongs to. */
function open({ profile, payload }: Verified): Opened | Refusal {
  if (profile.payload === 'octets' || profile.payload === 'encryptedData')
    return { ok: true, payload: { tag: profile.payload, value: payload }, deviations: [] };
  if (profile.payload === 'tmc') return decoded(commands, 'tmc', profile, payload);
  const got = decoded(frames, 'messageFrame', profile, payload);
  if (!got.ok || got.payload.tag !== 'messageFrame') return got;
  const frame = got.payload.value;
  if (profile.messages.includes(frame.tag)) return got;
  const name = frame.tag === '?' ? `message ${frame.value.index}` : frame.tag;
  return refuse('psidsDontMatch', 'another kind of message than is sent under this PSID', '5.2.4', {
    ...{ field: `${SPDU.unsecuredData}.messageId`, found: name, allowed: listed(profile.messages) || 'none' },
  });
}

/** Strictly, but for the deviations that the profile names. */
function decoded<T>(codec: Codec<T>, tag: Payload['tag'], profile: Profile, octets: Uint8Array): Opened | Refusal {
  const strict = codec.decode(octets);
  let got: Lenient<T> = { ...strict, deviations: [] };
  if (!strict.ok && profile.tolerates.length > 0) {
    const lenient = codec.lenient(octets);
    if (lenient.deviations.every((d) => profile.tolerates.includes(d.deviance))) got = lenient;
  }
  if (!got.ok) return malformed(profile, tag, got.malformed);
  return { ok: true, payload: { tag, value: got.value } as Payload, deviations: got.deviations };
}

function malformed({ name }: Profile, tag: Payload['tag'], wrong: Malformed): Refusal {
  const finding = malformedIn(tag === 'tmc' ? 'TmcMessage' : 'MessageFrame', wrong, SPDU.unsecuredData);
  return refuse('spduParsingInvalidInput', `payload of ${name}: ${wrong.rule}`, '6.3.7', finding);
}
