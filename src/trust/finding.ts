/** Words for findings: where fields of an SPDU stand, and values as text of a length that no sender chooses. */
import { toHex } from '../../asn1/hex.ts';
import type { GeographicRegion, TwoDLocation } from '../../asn1/ieee1609dot2/base.ts';
import type { Malformed } from '../../asn1/malformed.ts';
import type { Micros } from '../world.ts';
import type { Finding, Result } from './result.ts';

const SIGNED = 'content.signedData';
/** Fields of an SPDU, from Ieee1609Dot2Data in. */
export const SPDU = {
  content: 'content',
  hashId: `${SIGNED}.hashId`,
  signer: `${SIGNED}.signer`,
  signature: `${SIGNED}.signature`,
  tbsData: `${SIGNED}.tbsData`,
  payload: `${SIGNED}.tbsData.payload`,
  /** What the application says, or the CrlContents of a CRL. */
  unsecuredData: `${SIGNED}.tbsData.payload.data.content.unsecuredData`,
  header: `${SIGNED}.tbsData.headerInfo`,
} as const;

/** What is wrong with a certificate, whichever it is: `field` is from Certificate in. */
export interface Wrong extends Finding {
  readonly result: Result;
  readonly sentence: string;
  readonly clause: string;
}

/** What a decoder found: `field` is the one it stopped in, or the type where it is none of its fields. */
export function malformedIn(type: string, { code, octet, bit, path }: Malformed, before = ''): Finding {
  const names = [...(before === '' ? [] : [before]), ...path];
  return {
    field: names.length > 0 ? names.join('.') : type,
    found: `${code} at octet ${octet}${bit > 0 ? `, bit ${bit}` : ''}`,
    allowed: `the canonical encoding of ${type}`,
  };
}

const MOST_OCTETS = 48;
/** Octets as hex; of many the first 48, and how many there are. */
export function hex(octets: Uint8Array): string {
  if (octets.length <= MOST_OCTETS) return toHex(octets);
  return `${toHex(octets.subarray(0, MOST_OCTETS))}… (${octets.length} octets)`;
}

const MOST_ITEMS = 8;
/** `a, b or c`; of many the first eight, and how many there are. */
export function listed(items: readonly (string | number)[], or = ' or '): string {
  if (items.length > MOST_ITEMS) return `${items.slice(0, MOST_ITEMS).join(', ')}… (${items.length} of them)`;
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')}${or}${items.at(-1)}`;
}

/** Of a time or a length of time, in seconds. */
export const seconds = (micros: Micros): string => `${(micros / 1e6).toFixed(6).replace(/\.?0+$/, '')} s`;

/** The name of an alternative, or the number of one that no edition we know has. */
export function tagOf({ tag, value }: { readonly tag: string; readonly value: unknown }): string {
  return tag === '?' ? `alternative ${(value as { readonly index: number }).index}` : tag;
}

/** Degrees, north and east. */
export const placeText = ({ latitude, longitude }: TwoDLocation): string => `${latitude / 1e7}, ${longitude / 1e7}`;

export function regionText(region: GeographicRegion): string {
  switch (region.tag) {
    case 'circularRegion':
      return `${region.value.radius} m around ${placeText(region.value.center)}`;
    case 'rectangularRegion': {
      const texts = region.value.map((r) => `${placeText(r.northWest)} to ${placeText(r.southEast)}`);
      return `rectangle ${listed(texts, ' and ')}`;
    }
    case 'polygonalRegion':
      return `polygon ${listed(region.value.map(placeText), ' and ')}`;
    case 'identifiedRegion': {
      const texts = region.value.map((r) =>
        r.tag === '?'
          ? tagOf(r)
          : r.tag === 'countryOnly'
            ? `country ${r.value}`
            : r.tag === 'countryAndRegions'
              ? `country ${r.value.countryOnly} in regions ${listed(r.value.regions, ' and ')}`
              : `country ${r.value.countryOnly} in ${listed(
                  r.value.regionAndSubregions.map(
                    (s) => `region ${s.region} (subregions ${listed(s.subregions, ' and ')})`,
                  ),
                  ' and ',
                )}`,
      );
      return listed(texts, ' and ');
    }
    default:
      return tagOf(region);
  }
}
