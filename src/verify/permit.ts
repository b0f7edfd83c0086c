/**
 * What the proven signer may say, here and now: a fixed list of small checks (5.2.4.2, 5.2.5), each with its own result.
 * Only then is the payload opened.
 */

import { coer } from '../../asn1/coer.ts';
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { type Codec, type Deviation, type Lenient, sentence } from '../../asn1/malformed.ts';
import { uper } from '../../asn1/uper.ts';
import { TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import { contains } from '../trust/region.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import type { Revocations } from '../trust/revocation.ts';
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

const checks: readonly Check[] = [validAtGeneration, validNow, notRevoked, authorised, assured, inRegion];

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
  const { id, from, until } = by.record;
  if ((generated ?? heardAt) < from)
    return refuse('futureCertificateAtGenerationTime', `${id} was not valid yet when this was generated`, '5.2.4.2.3');
  if (generated !== undefined && generated >= until)
    return refuse(
      'expiredCertificateAtGenerationTime',
      `${id} was not valid any more when this was generated`,
      '5.2.4.2.3',
    );
  if (expires !== undefined && expires < from)
    return refuse('expiryDateTooEarly', `expiryTime lies before the validity of ${id}`, '5.2.4.2.3');
  if (expires !== undefined && expires > until)
    return refuse('expiryDateTooLate', `expiryTime lies behind the validity of ${id}`, '5.2.4.2.3');
  return undefined;
}

/** 5.2.5.5 */
function validNow(_: PermitContext, { by, heardAt }: Verified): Refusal | undefined {
  if (heardAt < by.until) return undefined;
  const expired = by.chain.find((c) => heardAt >= c.record.until)!;
  return refuse('certificateExpired', `${expired.record.id} has expired`, '5.2.5.5');
}

/** 5.1.3 */
function notRevoked({ revocations }: PermitContext, { by, profile, heardAt }: Verified): Refusal | undefined {
  for (const c of by.chain) {
    const refusal = revocations.check(c.record, heardAt, profile);
    if (refusal) return refusal;
  }
  return undefined;
}

/** 5.2.4.2.2 */
function authorised(_: PermitContext, spdu: Verified): Refusal | undefined {
  return permissionOf(spdu)
    ? undefined
    : refuse('unauthorizedPSID', `${spdu.by.record.id} has no appPermissions for PSID ${spdu.psid}`, '5.2.4.2.2');
}
/** 6.4.27  How well the signer guards its key: the three highest bits of assuranceLevel. */
function assured(_: PermitContext, { by, profile }: Verified): Refusal | undefined {
  const [asked, level] = [profile.assurance ?? 0, (by.record.tbs.assuranceLevel?.[0] ?? 0) >> 5];
  if (level >= asked) return undefined;
  return refuse(
    'unauthorizedPSID',
    `${by.record.id} has assurance level ${level}, ${profile.name} takes ${asked}`,
    '6.4.27',
  );
}
function permissionOf({ by, psid }: Verified) {
  return by.record.tbs.appPermissions?.find((p) => p.psid === psid);
}

/** 5.2.4.2.4  A message without a location was sent within earshot: then it is our place that has to be in the region. */
function inRegion({ store, place }: PermitContext, { by, location }: Verified): Refusal | undefined {
  const { region } = by;
  if (region === undefined) return undefined;
  const where = location ?? place();
  if (where === undefined)
    return refuse(
      'generationLocationNotAvailable',
      `${by.record.id} is valid in a region only, and the place is not known`,
      '5.2.4.2.4',
    );
  const inside = contains(region, where, store.map);
  if (inside) return undefined;
  return refuse(
    'generationLocationOutsideValidityRegion',
    inside === false
      ? `${by.record.id} is not valid at ${where.latitude / 1e7}, ${where.longitude / 1e7}`
      : `whether ${by.record.id} is valid at ${where.latitude / 1e7}, ${where.longitude / 1e7} cannot be established`,
    '5.2.4.2.4',
  );
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
  return refuse('psidsDontMatch', `a ${name} is not sent under PSID ${profile.psid}`, '5.2.4');
}

/** Strictly, but for the deviations that the profile names. */
function decoded<T>(codec: Codec<T>, tag: Payload['tag'], profile: Profile, octets: Uint8Array): Opened | Refusal {
  const strict = codec.decode(octets);
  let got: Lenient<T> = { ...strict, deviations: [] };
  if (!strict.ok && profile.tolerates.length > 0) {
    const lenient = codec.lenient(octets);
    if (lenient.deviations.every((d) => profile.tolerates.includes(d.deviance))) got = lenient;
  }
  if (!got.ok)
    return refuse('spduParsingInvalidInput', `payload of ${profile.name}: ${sentence(got.malformed)}`, '6.3.7');
  return { ok: true, payload: { tag, value: got.value } as Payload, deviations: got.deviations };
}
