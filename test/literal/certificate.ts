/** What makes a certificate one, without looking at another (wire.md 3.1 rule 1, 2.6). */
import type { Certificate, PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { curveOfKey, curveOfSignature, type Read } from './canon.ts';
import { type CurveName, type HashName, type Point, pointOf, type Written } from './curve.ts';
import { isRegion, partsOf } from './geo.ts';
import type { Rule } from './rules.ts';

const MICROS = {
  microseconds: 1,
  milliseconds: 1e3,
  seconds: 1e6,
  minutes: 60e6,
  hours: 3600e6,
  sixtyHours: 216_000e6,
  years: 31_556_952e6,
} as const;
/** 2.8: end = start + duration, in microseconds since 2004. */
export function periodOf({ value }: Read): { readonly start: number; readonly end: number } {
  const { start, duration } = value.toBeSigned.value.validityPeriod;
  return { start: start * 1e6, end: start * 1e6 + duration.value * MICROS[duration.tag] };
}

export const issuerHash = ({ issuer }: Certificate): HashName | undefined => {
  if (issuer.tag === 'self') return issuer.value === 'sha256' || issuer.value === 'sha384' ? issuer.value : undefined;
  return issuer.tag === 'sha256AndDigest' ? 'sha256' : issuer.tag === 'sha384AndDigest' ? 'sha384' : undefined;
};

/** 2.6: fields that have to be understood. */
export function fieldsAreKnown({ value }: Read): boolean {
  const tbs = value.toBeSigned.value;
  const indicator = tbs.verifyKeyIndicator;
  const groups = [...(tbs.certIssuePermissions ?? []), ...(tbs.certRequestPermissions ?? [])];
  return (
    (value.type === 'explicit' || value.type === 'implicit') &&
    issuerHash(value) !== undefined &&
    tbs.id.tag !== '?' &&
    tbs.region?.tag !== '?' &&
    !(tbs.region?.tag === 'identifiedRegion' && tbs.region.value.some((r) => r.tag === '?')) &&
    groups.every((g) => g.subjectPermissions.tag !== '?') &&
    indicator.tag !== '?' &&
    (indicator.tag !== 'verificationKey' || curveOfKey(indicator.value.tag) !== undefined) &&
    (value.signature === undefined || curveOfSignature(value.signature.tag) !== undefined)
  );
}

/** 3.1.1: type, key indicator and signature go together. */
function partsGoTogether({ value }: Read): boolean {
  const { verifyKeyIndicator } = value.toBeSigned.value;
  if (value.type === 'explicit') return verifyKeyIndicator.tag === 'verificationKey' && value.signature !== undefined;
  return verifyKeyIndicator.tag === 'reconstructionValue' && value.signature === undefined;
}
/** 3.1.1: at least one permission list. */
function hasPermissions({ value }: Read): boolean {
  const { appPermissions, certIssuePermissions, certRequestPermissions } = value.toBeSigned.value;
  // A list of nothing permits nothing.
  return [appPermissions, certIssuePermissions, certRequestPermissions].some((l) => l !== undefined && l.length > 0);
}
/** 3.1.1: no PSID twice in appPermissions. */
function psidsDiffer({ value }: Read): boolean {
  const psids = (value.toBeSigned.value.appPermissions ?? []).map((p) => p.psid);
  return new Set(psids).size === psids.length;
}
/** 3.1.1: at most one `all` in a list. */
const atMostOneAll = (groups: readonly PsidGroupPermissions[] = []): boolean =>
  groups.filter((g) => g.subjectPermissions.tag === 'all').length <= 1;
/** 3.1.1: minChainLength of what may be issued is 1 at least. */
const lengthsAreChains = (groups: readonly PsidGroupPermissions[] = []): boolean =>
  groups.every((g) => g.minChainLength >= 1);
/** EndEntityType is BIT STRING (ALL EXCEPT {}). */
const someEnd = (groups: readonly PsidGroupPermissions[] = []): boolean =>
  groups.every((g) => g.eeType.octets.some((o) => o !== 0));
/** 3.1.1: sspValue and sspBitmask have one length. */
const bitmapsMatch = (groups: readonly PsidGroupPermissions[] = []): boolean =>
  groups.every(
    ({ subjectPermissions: s }) =>
      s.tag !== 'explicit' ||
      s.value.every(
        ({ sspRange: r }) => r?.tag !== 'bitmapSspRange' || r.value.sspValue.length === r.value.sspBitmask.length,
      ),
  );
/** 2.5: a key given as x alone, or not at all, is none. */
function keySaysWhich({ value }: Read): boolean {
  const indicator = value.toBeSigned.value.verifyKeyIndicator;
  const written =
    indicator.tag === 'verificationKey'
      ? (indicator.value.value as Written)
      : indicator.tag === 'reconstructionValue'
        ? indicator.value
        : undefined;
  return written?.tag !== 'x-only' && written?.tag !== 'fill';
}

/** 2.5: a key for encryption is hashed compressed, which it can be only where its y is said. */
function encryptionKeySaysWhich({ value }: Read): boolean {
  const key = value.toBeSigned.value.encryptionKey?.publicKey;
  const written = key === undefined || key.tag === '?' ? undefined : key.value;
  return written?.tag !== 'x-only' && written?.tag !== 'fill';
}

/** 2.5: R is there, in whatever form. */
const hasR = ({ value: { signature } }: Read): boolean =>
  signature === undefined || (signature.value as { readonly rSig: Written }).rSig.tag !== 'fill';

/** 3.1.1: an entry names what it is for: one of no PSID would make a CA of its holder, held against nothing. */
const namesSomething = (groups: readonly PsidGroupPermissions[] = []): boolean =>
  groups.every(({ subjectPermissions: s }) => s.tag !== 'explicit' || s.value.length > 0);

function brokenLists({ value }: Read): Rule[] {
  const { certIssuePermissions: issue, certRequestPermissions: request } = value.toBeSigned.value;
  const both = (holds: (groups: readonly PsidGroupPermissions[] | undefined) => boolean) =>
    holds(issue) && holds(request);
  return [
    ...(both(atMostOneAll) ? [] : (['one entry for all at most'] as const)),
    ...(lengthsAreChains(issue) ? [] : (['chains have a certificate'] as const)),
    ...(both(someEnd) ? [] : (['chains end in something'] as const)),
    ...(both(bitmapsMatch) ? [] : (['mask is as long as its value'] as const)),
    ...(both(namesSomething) ? [] : (['entry names a PSID'] as const)),
  ];
}

export function isWellFormed(c: Read): boolean {
  return (
    partsGoTogether(c) && hasPermissions(c) && psidsDiffer(c) && keySaysWhich(c) && encryptionKeySaysWhich(c) && hasR(c)
  );
}

/** 2.6: what is more than supported is refused. The standard asks for 8. */
const MOST_PARTS = 64;

/** Rules of one certificate alone that are broken. */
export function brokenAlone(c: Read): Rule[] {
  if (!fieldsAreKnown(c)) return ['certificate fields are known'];
  const { region } = c.value.toBeSigned.value;
  return [
    ...(isWellFormed(c) ? [] : (['certificate is well formed'] as const)),
    ...brokenLists(c),
    ...(region === undefined || isRegion(region) ? [] : (['region is one'] as const)),
    ...(region && partsOf(region) > MOST_PARTS ? (['region has no more parts than we look at'] as const) : []),
  ];
}

export interface Key {
  readonly curve: CurveName;
  readonly point: Point;
}
/** The key that an explicit certificate states; undefined where it is no point of the curve. */
export function statedKey({ value }: Read): Key | undefined {
  const indicator = value.toBeSigned.value.verifyKeyIndicator;
  if (indicator.tag !== 'verificationKey') return undefined;
  const curve = curveOfKey(indicator.value.tag);
  const point = curve && pointOf(curve, indicator.value.value as Written);
  return point && curve ? { curve, point } : undefined;
}
