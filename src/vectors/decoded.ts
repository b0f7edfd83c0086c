/** The short form in which cryptographic vectors say what stands in a certificate (`decoded`), held against one. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { GeographicRegion, type PsidSsp, type PsidSspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { sec1 } from '../trust/point.ts';
import { difference } from './difference.ts';
import type { Vector } from './field.ts';

const UNITS: Readonly<Record<string, string>> = {
  microseconds: 'us',
  milliseconds: 'ms',
  seconds: 's',
  minutes: 'min',
  hours: 'h',
  sixtyHours: '60h',
  years: 'y',
};

/**
 * The first member of `expected` that the certificate has otherwise. A member we have no word for is said and passed over,
 * and so are the names inside one where its octets are ours.
 */
export function decodedDifference(
  expected: Vector,
  record: CertificateRecord,
  accept: (deviation: string) => void,
): string | undefined {
  const { tbs, value } = record;
  const shown: Record<string, unknown> = {
    issuerHashedId8: value.issuer.value instanceof Uint8Array ? toHex(value.issuer.value) : undefined,
    preamble: toHex(value.toBeSigned.octets.subarray(0, 1)),
    id: id(tbs),
    cracaId: toHex(tbs.cracaId),
    crlSeries: tbs.crlSeries,
    start: tbs.validityPeriod.start,
    duration: { unit: UNITS[tbs.validityPeriod.duration.tag], n: tbs.validityPeriod.duration.value },
    region: region(tbs, expected.region),
    appPermissions: tbs.appPermissions?.map(permission),
    certIssuePermissions: tbs.certIssuePermissions?.map(group),
    certRequestPermissions: tbs.certRequestPermissions?.map(group),
    ...keys(tbs),
  };
  const names = Object.keys(expected).filter((name) => name in shown);
  if (names.length === 0) return 'decoded: nothing to compare';
  for (const name of Object.keys(expected)) {
    if (!(name in shown)) accept(`decoded.${name} is not compared`);
    else {
      const [said, ours] = [plain(expected[name]), plain(shown[name])];
      const differs = difference(said, ours, name);
      if (differs === undefined) continue;
      if (difference(leaves(said), leaves(ours)) !== undefined || leaves(said).length < 2) return `decoded.${differs}`;
      accept(`decoded.${name}: compared without the names inside it`);
    }
  }
  return undefined;
}

/** JSON with null for what is not there at all, and defaults as the values they are. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null), (_, v) => (typeof v === 'string' && v in DEFAULTS ? DEFAULTS[v] : v));
const DEFAULTS: Readonly<Record<string, unknown>> = {
  'default(1)': 1,
  'default(0)': 0,
  'default(app)': { app: true, enrol: false },
};
/** All values in their order, without the names of members. */
function leaves(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(leaves);
}

function id({ id }: ToBeSignedCertificate): unknown {
  if (id.tag === 'none') return { none: true };
  if (id.tag === 'name') return { name: id.value };
  if (id.tag === 'binaryId') return { binaryId: toHex(id.value) };
  if (id.tag !== 'linkageData') return undefined;
  const { iCert, linkageValue, groupLinkageValue: group } = id.value;
  const groupLinkageValue = group && { jValue: toHex(group.jValue), value: toHex(group.value) };
  return { linkageData: { iCert, linkageValue: toHex(linkageValue), groupLinkageValue } };
}

/** Lists of countries by number; of other regions the octets of their encoding, without the tag. */
function region({ region }: ToBeSignedCertificate, expected: unknown): unknown {
  if (region === undefined) return undefined;
  if (region.tag === 'identifiedRegion')
    return {
      identified: region.value.map((r) => (r.tag === 'countryOnly' ? { country: r.value } : { [r.tag]: r.value })),
    };
  const name = Object.keys((expected as object) ?? {})[0] ?? region.tag;
  return region.tag.startsWith(name)
    ? { [name]: toHex(coer(GeographicRegion).encode(region).subarray(1)) }
    : region.tag;
}

function permission({ psid, ssp }: PsidSsp): unknown {
  if (ssp === undefined || ssp.tag === '?') return { psid, ssp: ssp?.tag ?? null };
  return { psid, ssp: { [ssp.tag === 'opaque' ? 'opaque' : 'bitmap']: toHex(ssp.value) } };
}

function range({ psid, sspRange }: PsidSspRange): unknown {
  if (sspRange === undefined) return { psid, sspRange: null };
  if (sspRange.tag === 'all') return { psid, sspRange: 'all' };
  if (sspRange.tag === 'opaque') return { psid, sspRange: { opaque: sspRange.value.map(toHex) } };
  if (sspRange.tag !== 'bitmapSspRange') return { psid, sspRange: sspRange.tag };
  return { psid, sspRange: { sspValue: toHex(sspRange.value.sspValue), sspBitmask: toHex(sspRange.value.sspBitmask) } };
}

function group({ subjectPermissions, minChainLength, chainLengthRange, eeType }: PsidGroupPermissions): unknown {
  const bit = (n: number) => ((eeType.octets[0]! >> (7 - n)) & 1) === 1;
  return {
    subjectPermissions:
      subjectPermissions.tag === 'explicit' ? subjectPermissions.value.map(range) : subjectPermissions.tag,
    minChainLength,
    chainLengthRange,
    eeType: { app: bit(0), enrol: bit(1) },
  };
}

const KEYS = ['ecdsaNistP256', 'ecdsaBrainpoolP256r1', 'ecdsaBrainpoolP384r1', 'ecdsaNistP384'];
const ENCRYPTION_KEYS = ['eciesNistP256', 'eciesBrainpoolP256r1'];

function keys({ encryptionKey, verifyKeyIndicator: indicator }: ToBeSignedCertificate): Record<string, unknown> {
  const encryption = encryptionKey && encryptionKey.publicKey.tag !== '?' ? encryptionKey.publicKey : undefined;
  const stated = indicator.tag === 'verificationKey' && indicator.value.tag !== '?' ? indicator.value : undefined;
  const point = (value: Parameters<typeof sec1>[0]) => toHex(sec1(value) ?? new Uint8Array());
  return {
    encryptionKey: encryption && {
      symm: encryptionKey?.supportedSymmAlg === 'aes128Ccm' ? 0 : 1,
      alg: 128 + ENCRYPTION_KEYS.indexOf(encryption.tag),
      pt: point(encryption.value as Parameters<typeof sec1>[0]),
    },
    verificationKey: stated && {
      alg: 128 + KEYS.indexOf(stated.tag),
      pt: point(stated.value as Parameters<typeof sec1>[0]),
    },
    reconstructionValue: indicator.tag === 'reconstructionValue' ? point(indicator.value) : undefined,
  };
}
