/**
 * A second opinion: the rules of a receiver as the facts have them, one after the other, all of them for each message,
 * with no memory but the list of messages accepted before. Slow, and meant to be read beside the text.
 */
import { coer } from '../../asn1/coer.ts';
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import {
  type HeaderInfo,
  Ieee1609Dot2Data,
  Ieee1609HeaderInfoExtension,
  type SignedData,
} from '../../asn1/ieee1609dot2/data.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { canonicalTbsData, compressed, curveOfSignature, equal, hashedId, type Read, readOf } from './canon.ts';
import { periodOf } from './certificate.ts';
import {
  brokenChain,
  isIssuer,
  keyOf,
  knownAuthorities,
  readAll,
  regionFrom,
  sameCertificate,
  type Way,
  wayUp,
} from './chain.ts';
import { digest, type HashName, hashOf, pointOf, verifies, type Written } from './curve.ts';
import { SRM } from './demands.ts';
import { contains, metres } from './geo.ts';
import { brokenLists } from './revoke.ts';
import { RULES, type Rule } from './rules.ts';
import type { Arrival, Demands, Spot, World } from './world.ts';

export interface Judged {
  /** Each rule that is broken, once; none for a message that is accepted. */
  readonly broken: readonly Rule[];
  readonly psid?: number;
  readonly ssp?: ServiceSpecificPermissions | undefined;
  /** HashedId8 of the signer's certificate. */
  readonly signer?: Uint8Array;
  /** What tells the message from others. */
  readonly replayKey?: Uint8Array;
}
/** A message accepted before. */
export interface Past {
  readonly octets: Uint8Array;
  readonly replayKey: Uint8Array;
}

const spdus = coer(Ieee1609Dot2Data);
const extensions = coer(Ieee1609HeaderInfoExtension);
const frames = uper(MessageFrame);

/** 2.6 */
function unknownFields({ hashId, signer, signature, tbsData }: SignedData): Rule[] {
  const kind = tbsData.value.payload.extDataHash?.tag;
  return [
    ...(hashId === 'sha256' || hashId === 'sha384' ? [] : (['hash algorithm is known'] as const)),
    ...(kind === '?' ? (['hash algorithm is known'] as const) : []),
    ...(signer.tag === '?' ? (['signer identifier is known'] as const) : []),
    ...(curveOfSignature(signature.tag) ? [] : (['signature kind is known'] as const)),
  ];
}
/** 3.3: the hash is that of the family of the curve. 2.5: R is there, in whatever form. */
function brokenKind({ hashId, signature }: SignedData): Rule[] {
  const curve = curveOfSignature(signature.tag);
  if (curve === undefined) return [];
  const { rSig } = signature.value as { readonly rSig: Written };
  return [
    ...(hashOf(curve) === hashId ? [] : (['hash fits the curve'] as const)),
    ...(rSig.tag === 'fill' ? (['signature has an r'] as const) : []),
  ];
}

/** 2.1: something is signed; threats A15, A16: it travels along, and is not signed data again. */
function brokenPayload({ data, extDataHash, omitted }: SignedData['tbsData']['value']['payload']): Rule[] {
  const broken: Rule[] = [];
  if (data === undefined && extDataHash === undefined && omitted === undefined) broken.push('payload is there');
  if (omitted !== undefined) broken.push('payload is not omitted');
  if (extDataHash !== undefined) broken.push('payload is no hash');
  if (data !== undefined && data.value.content.tag !== 'unsecuredData') broken.push('payload is not nested');
  return broken;
}

/** threats A06, A14: a whole message of the kind that travels under the PSID. */
function brokenMessage(payload: Uint8Array, demands: Demands): Rule[] {
  if (demands.message === undefined) return [];
  const got = frames.decode(payload);
  if (!got.ok) return ['payload decodes'];
  return got.value.tag === demands.message ? [] : ['message is one of the PSID'];
}

/** 3.3: header fields that the profile asks for or forbids; the two learning requests never both. */
function brokenHeader(header: HeaderInfo, demands: Demands): Rule[] {
  return [
    ...(demands.generationTime === 'required' && header.generationTime === undefined
      ? (['generation time is there'] as const)
      : []),
    ...(demands.generationTime === 'absent' && header.generationTime !== undefined
      ? (['generation time is not there'] as const)
      : []),
    ...(demands.expiryRequired && header.expiryTime === undefined ? (['expiry time is there'] as const) : []),
    ...(demands.locationRequired && placeOf(header) === undefined ? (['generation location is there'] as const) : []),
  ];
}

/** 2.1: what contributor 1, IEEE 1609, puts into a header is an extension, of a kind we know or of another. */
function brokenExtensions({ contributedExtensions: blocks = [] }: HeaderInfo): Rule[] {
  const own = blocks.filter((b) => b.contributorId === 1).flatMap((b) => b.extns);
  return own.every((octets) => extensions.decode(octets).ok) ? [] : ['extensions of IEEE 1609 are such'];
}
/** A key to answer with is handed on as it is hashed (2.5), and is a point of its curve. SM2 we do not know. */
function brokenKey({ encryptionKey: key }: HeaderInfo): Rule[] {
  if (key?.tag !== 'public' || key.value.publicKey.tag === '?') return [];
  const { tag, value } = key.value.publicKey;
  if (value.tag === 'x-only' || value.tag === 'fill') return ['key in the header is a point'];
  if (tag === 'ecencSm2') return [];
  const curve = tag === 'eciesNistP256' ? 'P-256' : 'brainpoolP256r1';
  return pointOf(curve, compressed(value)) ? [] : ['key in the header is a point'];
}

/** 2.3: the highest latitude and longitude mean that it is not known, which is to say nothing. */
function placeOf({ generationLocation: made }: HeaderInfo) {
  return made && made.latitude !== 900_000_001 && made.longitude !== 1_800_000_001 ? made : undefined;
}

/** 3.4 */
function brokenRelevance(header: HeaderInfo, demands: Demands, world: World, now: number): Rule[] {
  const generated = header.generationTime === undefined ? undefined : Number(header.generationTime);
  const expires = header.expiryTime === undefined ? undefined : Number(header.expiryTime);
  const made = placeOf(header);
  const broken: Rule[] = [];
  if (generated !== undefined && generated < now - demands.pastSeconds * 1e6) broken.push('not too old');
  if (generated !== undefined && generated > now + demands.futureSeconds * 1e6) broken.push('not from the future');
  if (expires !== undefined && now > expires) broken.push('not expired');
  if (generated !== undefined && expires !== undefined && expires <= generated)
    broken.push('expires after it was made');
  if (demands.distanceMetres !== undefined && world.place && made && metres(made, world.place) > demands.distanceMetres)
    broken.push('not too distant');
  return broken;
}

/** 3.3: against the signer's certificate. What has no time of its own was made now. Periods end before their end. */
function brokenTimes(header: HeaderInfo, signer: Read, now: number): Rule[] {
  const { start, end } = periodOf(signer);
  const broken: Rule[] = [];
  const generated = header.generationTime === undefined ? now : Number(header.generationTime);
  if (generated < start) broken.push('certificate has begun when it was made');
  if (header.generationTime !== undefined && generated >= end)
    broken.push('certificate had not ended when it was made');
  if (header.expiryTime !== undefined) {
    const expires = Number(header.expiryTime);
    if (expires < start) broken.push('expiry not before the certificate');
    if (expires > end) broken.push('expiry not after the certificate');
  }
  return broken;
}

/** 3.3: made inside the region of the certificate, inherited or its own. */
function brokenPlace(header: HeaderInfo, way: readonly Read[], world: World, demands: Demands | undefined): Rule[] {
  const region = regionFrom(way);
  if (region === undefined) return [];
  // What does not say where it was made was made near us (threats B20: the intersection has to be in the region).
  const made = placeOf(header) ?? world.place;
  if (made === undefined) return ['place is known'];
  const within = (place: Spot): boolean => contains(region, place, world.map) === true;
  const broken: Rule[] = within(made) ? [] : ['made within the region'];
  // A signal is asked where it stands, wherever the request says it was made.
  if (demands?.message !== SRM) return broken;
  if (world.place === undefined) return [...broken, 'place is known'];
  return within(world.place) ? broken : [...broken, 'signal asked for is within the region'];
}

/** 3.3, 2.5: e = Hash(Hash(tbs) || Hash(signer certificate)). */
function brokenSignature(signed: SignedData, way: readonly Read[], demands: Demands | undefined): Rule[] {
  const key = keyOf(way);
  if (key === undefined) return ['key is a point'];
  const hash = signed.hashId as HashName;
  const input = Buffer.concat([digest(hash, canonicalTbsData(signed.tbsData)), digest(hash, way[0]!.canonical)]);
  const parts = signed.signature.value as { readonly rSig: Written; readonly sSig: Uint8Array };
  const good =
    curveOfSignature(signed.signature.tag) === key.curve && verifies(key, hash, input, parts, demands?.wholeR ?? true);
  return good ? [] : ['message was signed by the signer'];
}

const signedOf = (octets: Uint8Array): SignedData | undefined => {
  const got = spdus.decode(octets);
  return got.ok && got.value.content.tag === 'signedData' ? got.value.content.value : undefined;
};
/** The certificates that came with messages accepted before. */
const heard = (past: readonly Past[]): Read[] =>
  past.flatMap(({ octets }) => {
    const signer = signedOf(octets)?.signer;
    return signer?.tag === 'certificate' ? signer.value.map((c) => readOf(c.value)) : [];
  });

/** 2.1: each certificate of the list is that of the issuer of the one before; what follows where it is not is not used. */
function inOrder(list: readonly Read[]): readonly Read[] {
  const end = list.findIndex((c, i) => i > 0 && !isIssuer(list[i - 1]!, c));
  return list.slice(1, end === -1 ? undefined : end);
}

/** The ways up from each certificate that may be meant. */
function waysOf(signed: SignedData, world: World, past: readonly Past[]): readonly Way[] {
  const anchors = readAll(world.anchors);
  const before = heard(past);
  const known = [...knownAuthorities(world), ...before];
  if (signed.signer.tag === 'certificate') {
    const along = signed.signer.value.map((c) => readOf(c.value));
    const [first] = along;
    return first ? [wayUp(first, anchors, [...known, ...inOrder(along)], world.longestChain)] : [];
  }
  if (signed.signer.tag !== 'digest') return [];
  const { value: id } = signed.signer;
  const all = [...known, ...anchors].filter((c) => equal(hashedId(c, 8), id));
  const different = all.filter((c, i) => all.findIndex((d) => sameCertificate(c, d)) === i);
  return different.map((c) => wayUp(c, anchors, known, world.longestChain));
}

/** 3.4: hash of what is signed, and of who signed it; not of the signature. */
const replayKey = (signed: SignedData, signer: Read): Uint8Array =>
  digest('sha256', canonicalTbsData(signed.tbsData), signer.canonical);

export function judge(world: World, past: readonly Past[], { octets, psid, now }: Arrival): Judged {
  const read = spdus.decode(octets);
  if (!read.ok) {
    // An alternative the type has not: whether of a field that is critical is not asked.
    const strange = read.malformed.code === 'tag';
    return { broken: ['octets are canonical COER', ...(strange ? (['alternatives are of the type'] as const) : [])] };
  }
  if (read.value.content.tag !== 'signedData') return { broken: ['content is signed data'] };
  const signed = read.value.content.value;
  const { payload, headerInfo: header } = signed.tbsData.value;

  const broken: Rule[] = [...unknownFields(signed), ...brokenKind(signed), ...brokenPayload(payload)];
  if (header.p2pcdLearningRequest && header.inlineP2pcdRequest) broken.push('learning requests of one kind');
  broken.push(...brokenExtensions(header), ...brokenKey(header));
  if (header.pduFunctionalType !== undefined) broken.push('meant for an application');
  if (psid !== undefined && psid !== header.psid) broken.push('PSID of the datagram');
  const demands = world.demands.find((d) => d.psid === header.psid);
  if (demands === undefined) broken.push('PSID is one we listen to');
  else {
    broken.push(...brokenHeader(header, demands), ...brokenRelevance(header, demands, world, now));
    const content = payload.data?.value.content;
    if (content?.tag === 'unsecuredData') broken.push(...brokenMessage(content.value, demands));
    if (signed.signer.tag === 'self') broken.push('signer is not self');
    else if (signed.signer.tag !== '?' && !demands.forms.includes(signed.signer.tag))
      broken.push('signer form is allowed');
  }
  if (signed.signer.tag === 'certificate' && signed.signer.value.length === 0)
    broken.push('signer list has a certificate');
  if (signed.signer.tag === 'certificate' && signed.signer.value.length > world.longestList)
    broken.push('signer list is short');

  const ways = waysOf(signed, world, past);
  if (signed.signer.tag === 'digest' && ways.length === 0) broken.push('signer is known');
  const way = ways[0];
  if (way === undefined) return done(broken);
  const [signer] = way.certificates as readonly [Read];
  broken.push(
    ...brokenChain(way, world),
    ...brokenTimes(header, signer, now),
    ...brokenPlace(header, way.certificates, world, demands),
  );
  if (way.certificates.some((c) => now >= periodOf(c).end)) broken.push('certificates have not ended');
  broken.push(...way.certificates.flatMap((c) => brokenLists(c, world, now)));
  const granted = (signer.value.toBeSigned.value.appPermissions ?? []).find((p) => p.psid === header.psid);
  // Threats B21: no CA signs what is said on the road.
  const isCa = (signer.value.toBeSigned.value.certIssuePermissions ?? []).length > 0;
  if (isCa && demands?.message !== undefined) broken.push('no authority speaks on the road');
  if (granted === undefined) broken.push('PSID is permitted');
  if (!broken.includes('hash algorithm is known') && !broken.includes('signature kind is known') && complete(way))
    broken.push(...brokenSignature(signed, way.certificates, demands));
  const key = replayKey(signed, signer);
  if (demands?.replay && past.some((p) => equal(p.replayKey, key))) broken.push('not a replay');
  return { ...done(broken), psid: header.psid, ssp: granted?.ssp, signer: hashedId(signer, 8), replayKey: key };
}
/** Without its issuer the key of an implicit certificate cannot be known. */
const complete = ({ certificates }: Way): boolean =>
  certificates[0]!.value.type === 'explicit' || certificates.length > 1;
const done = (broken: readonly Rule[]): Judged => ({ broken: [...new Set(broken)] });
export const resultsOf = ({ broken }: Judged): ReadonlySet<string> => new Set(broken.map((r) => RULES[r]));
