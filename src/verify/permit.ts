/**
 * What the proven signer may say, here and now: a fixed list of small checks (5.2.4.2, 5.2.5), each with its own result.
 * First those of the signer, then those of this message; only then is the payload opened.
 */

import { coer } from '../../asn1/coer.ts';
import type { GeographicRegion, ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { Codec, Deviation, Malformed } from '../../asn1/malformed.ts';
import { uper } from '../../asn1/uper.ts';
import { TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import type { Established } from '../trust/chain.ts';
import { hex, listed, malformedIn, placeText, regionText, SPDU } from '../trust/finding.ts';
import { encryptionPoint, sec1 } from '../trust/point.ts';
import { contains } from '../trust/region.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import type { TrustStore } from '../trust/store.ts';
import { asks } from './conflict.ts';
import { type GrantContext, grant } from './grant.ts';
import type { Profile } from './profile.ts';
import { unsaid } from './said.ts';
import type { Place, ScreenContext, Screened } from './screen.ts';
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
export interface PermitContext extends GrantContext, ScreenContext {}

const frames = uper(MessageFrame);
const commands = coer(TmcMessage);

export function permit(context: PermitContext, { spdu, by }: Verified): Permitted | Refusal {
  const granted = grant(context, spdu, by);
  if (!granted.ok) return granted;
  const refusal = inRegion(context, spdu, by) ?? encryptable(context, spdu);
  if (refusal) return refusal;
  const opened = open(spdu);
  if (!opened.ok) return opened;
  const { payload, deviations } = opened;
  const { ssp } = granted;
  return unsaid(spdu.profile, by, ssp, payload) ?? { ok: true, ssp, payload, deviations };
}

/**
 * 5.2.4.2.4  A message without a location was sent within earshot: then it is our place that has to be in the region. It
 * has to be as well where something is asked of the signal here: where the sender is, is its own word.
 */
function inRegion(
  { store, place }: PermitContext,
  { location, profile }: Screened,
  { region }: Established,
): Refusal | undefined {
  if (region === undefined) return undefined;
  const wrong = location && outside(store, region, location, location);
  if (wrong || (location && !asks(profile))) return wrong;
  return outside(store, region, place(), location);
}

/** Why `where` is no place in the region; undefined where it is one. `said` is where the sender says it is. */
function outside(
  { map }: TrustStore,
  region: GeographicRegion,
  where: Place | undefined,
  said: Place | undefined,
): Refusal | undefined {
  const inside = where && contains(region, where, map);
  if (inside) return undefined;
  const field = `${SPDU.header}.generationLocation`;
  const allowed = `in ${regionText(region)}`;
  if (where === undefined)
    return refuse('generationLocationNotAvailable', 'valid in a region only, and the place is not known', '5.2.4.2.4', {
      ...{ field, found: said && placeText(said), allowed },
    });
  return refuse(
    'generationLocationOutsideValidityRegion',
    inside === false ? 'the signer is not valid there' : 'whether the signer is valid there cannot be established',
    '5.2.4.2.4',
    {
      ...{ field, found: said && placeText(said) },
      allowed: where === said ? allowed : `${allowed}, and not at ${placeText(where)}, where it was heard`,
    },
  );
}

/** 6.3.18  Who answers encrypts with this key: one that is no point of its curve is none. SM2 we could not tell. */
function encryptable({ crypto }: PermitContext, { header }: Screened): Refusal | undefined {
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
const NONE: readonly Deviation[] = [];

/** The payload in its own encoding, and under the PSID it belongs to. */
function open({ profile, payload }: Screened): Opened | Refusal {
  if (profile.payload === 'octets' || profile.payload === 'encryptedData')
    return { ok: true, payload: { tag: profile.payload, value: payload }, deviations: NONE };
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
  if (strict.ok) return { ok: true, payload: { tag, value: strict.value } as Payload, deviations: NONE };
  const lenient = profile.tolerates.length > 0 ? codec.lenient(octets) : undefined;
  if (!lenient?.deviations.every((d) => profile.tolerates.includes(d.deviance)))
    return malformed(profile, tag, strict.malformed);
  if (!lenient.ok) return malformed(profile, tag, lenient.malformed);
  return { ok: true, payload: { tag, value: lenient.value } as Payload, deviations: lenient.deviations };
}

function malformed({ name }: Profile, tag: Payload['tag'], wrong: Malformed): Refusal {
  const finding = malformedIn(tag === 'tmc' ? 'TmcMessage' : 'MessageFrame', wrong, SPDU.unsecuredData);
  return refuse('spduParsingInvalidInput', `payload of ${name}: ${wrong.rule}`, '6.3.7', finding);
}
